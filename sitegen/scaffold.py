"""`sitegen new`: a site, an article, a glossary entry or an event to begin with. Nothing is ever overwritten."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from sitegen import __version__
from sitegen.config import inside, read_config
from sitegen.load import ARTICLE_SUFFIXES, SLUG, TERM_ID, read_event, read_glossary, read_text
from sitegen.model import EDITIONS
from sitegen.schema import KINDS, as_text
from sitegen.sources import list_sources
from sitegen.yamlfile import is_iso_date

DOT = "dot-"
"""Files that begin with a dot are kept under this name, so that they are not taken for the package's own."""


class Refused(Exception):
    """Nothing was made. The message is for the editor."""


# --- a site ----------------------------------------------------------------------------------------------------------


def new_site(folder: Path) -> str:
    """Makes a folder that builds and deploys at once; says what to do next. Raises Refused where it holds anything."""
    if folder.exists() and (not folder.is_dir() or any(each.name != ".git" for each in folder.iterdir())):
        raise Refused(f"{folder} is not empty; name a new folder")
    made = {**_packed_files(), **{f".schema/{kind}.json": as_text(kind).encode() for kind in KINDS}, **requirements()}
    for path, content in sorted(made.items()):
        _write(folder / path, content)
    return "\n".join(
        [
            f"{folder}: a site with one sample article, {len(made)} files",
            "next:",
            f"  cd {folder}",
            "  sitegen serve --open          look at it",
            "  sitegen import article.txt    add an article of your own",
            "  git init -b main && git add . && git commit -m 'A new briefing'",
            "then push it to GitHub and choose Settings → Pages → Source: GitHub Actions",
        ]
    )


def _packed_files() -> dict[str, bytes]:
    return dict(_walk(files("sitegen").joinpath("scaffold_files", "site"), ""))


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        name = "." + each.name.removeprefix(DOT) if each.name.startswith(DOT) else each.name
        if each.is_dir():
            yield from _walk(each, f"{above}{name}/")
        else:
            yield above + name, each.read_bytes()


def requirements() -> dict[str, bytes]:
    """`requirements.txt`, by which every machine gets the same sitegen, and the wheel it names where there is need.

    An installation from a repository is named by its address and commit, one from a registry by its version. One from a
    folder cannot be reached from elsewhere: it is packed as a wheel and travels with the site.
    """
    try:
        source = _source(distribution("sitegen"))
    except PackageNotFoundError:
        source = ""
    if source:
        return {"requirements.txt": f"{source}\n".encode()}
    name = f"vendor/sitegen-{__version__}-py3-none-any.whl"
    return {"requirements.txt": f"./{name}[html,serve]\n".encode(), name: wheel()}


def _source(installed: Distribution) -> str:
    """A requirement by which others can install what is installed here; empty where there is none."""
    text = installed.read_text("direct_url.json")
    if text is None:
        return f"sitegen[html,serve]=={__version__}"
    where = json.loads(text)
    version = where.get("vcs_info")
    return f"sitegen[html,serve] @ {version['vcs']}+{where['url']}@{version['commit_id']}" if version else ""


def wheel() -> bytes:
    """This very sitegen as a wheel (PEP 427), the same bytes each time."""
    from sitegen.render import packed_theme

    package = Path(__file__).resolve().parent
    content = {f"sitegen/{name}": data for name, data in _files_below(package)}
    content |= {f"sitegen/theme/{name}": data for name, data in _files_below(packed_theme())}
    info = f"sitegen-{__version__}.dist-info"
    content |= {f"{info}/{name}": data for name, data in _dist_info().items()}
    rows = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in sorted(content.items())]
    content[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content[name])
    return packed.getvalue()


def _files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _dist_info() -> dict[str, bytes]:
    installed = distribution("sitegen")
    texts = {name: installed.read_text(name) for name in ("METADATA", "entry_points.txt")}
    kind = "Wheel-Version: 1.0\nGenerator: sitegen\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    return {name: text.encode() for name, text in {**texts, "WHEEL": kind}.items() if text}


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


# --- an article, a term, an event ------------------------------------------------------------------------------------

ARTICLE = """\
---
# Every key is optional: title, date, language and publisher are found in the capture. Delete what you do not need.
# title: …
# lang: zh-Hans
# published: 2024-04-02
# source:
#   publisher: …
#   url: https://…
#   relays: [whom it relays, nearest first]
# events: [id-of-an-event]
# notes:
#   - quote: exact words of the article
#     note: What you say of them, in Markdown.
#     by: initials
draft: true
---
"""

TERM = """\
- id: {id}
  category: concept
  names:
    # any: [LLM]   names that are the same in all languages
    zh-Hans: []
    zh-Hant: []
    en: [{name}]
    de: []
  definition:
    # zh-Hans: …
    # zh-Hant: …
    # en: …
    # de: …
  sources: []
"""

EVENT = """\
---
id: {id}
date: {date}
names:
  # zh-Hans: …
  # zh-Hant: …
  en: {name}
  # de: …
terms: []   # ids or texts by which passages are found
# questions:
#   - id: cost
#     names: {{en: What did it cost?}}
#     kind: money   # or percent, number, measure, duration, date, ratio; none for a claim in words
description:
  # en: …
---
"""


def new_article(root: Path, slug: str) -> str:
    """Makes an article file to paste a capture into. Raises Refused for a bad or taken slug."""
    content = _content(root)
    if not SLUG.match(slug):
        raise Refused(f"«{slug}» cannot be an address: use letters a–z, digits and hyphens")
    folder = root / content / "articles"
    taken = [each for each in folder.glob("*") if each.stem.lower() == slug.lower() and each.suffix in ARTICLE_SUFFIXES]
    if taken:
        raise Refused(f"there is an article with this address: {_shown(root, taken[0])}")
    return _begun(root, folder / f"{slug}.md", ARTICLE, "paste the capture below the second ---, then take draft away")


def new_term(root: Path, term_id: str, file: str) -> str:
    """Adds a glossary entry at the end of a file. Raises Refused for a bad or taken id."""
    content = _content(root)
    _check_id(term_id)
    if not inside(file) or not file.endswith(".yaml"):
        raise Refused(f"«{file}» is no .yaml file in {content}/glossary")
    for path in sorted((root / content / "glossary").glob("*.yaml")):
        terms, _ = read_glossary(_shown(root, path), _text(root, path))
        for term in terms:
            if term.id == term_id:
                raise Refused(f"the id «{term_id}» is already used in {term.path}:{term.line}")
    path = root / content / "glossary" / file
    before = _text(root, path) if path.exists() else "# yaml-language-server: $schema=../../.schema/glossary.json\n"
    between = "" if before.endswith("\n") or not before else "\n"
    entry = TERM.format(id=term_id, name=json.dumps(term_id.replace("-", " "), ensure_ascii=False))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(before + between + entry, encoding="utf-8")
    line = (before + between).count("\n") + 1
    return f"{_shown(root, path)}:{line}: fill in names and definitions ({', '.join(EDITIONS)})"


def new_event(root: Path, event_id: str, date: str | None) -> str:
    """Makes an event file. Raises Refused for a bad or taken id, or a date that is none."""
    content = _content(root)
    _check_id(event_id)
    if date is not None and not is_iso_date(date):
        raise Refused(f"«{date}» is not a date: write 2024-04-02, 2024-04 or 2024")
    files, _ = list_sources(root, content)
    for file in files:
        if file.path.startswith(f"{content}/events/"):
            event, _ = read_event(file.path, read_text(root, file.path)[0])
            if event and event.id == event_id:
                raise Refused(f"the id «{event_id}» is already used in {event.path}")
    text = EVENT.format(id=event_id, date=date or "  # such as 2024-04-02", name=event_id.replace("-", " "))
    return _begun(root, root / content / "events" / f"{event_id}.md", text, "fill in date, names and terms")


def _check_id(word: str) -> None:
    if not TERM_ID.match(word):
        raise Refused(f"«{word}» cannot be an id: use a–z, 0–9 and hyphens")


def _content(root: Path) -> str:
    content = read_config(root).config.content
    if not (root / content).is_dir():
        raise Refused(f"there is no content folder «{content}» here; start one with `sitegen new site DIR`")
    return content


def _begun(root: Path, path: Path, text: str, advice: str) -> str:
    if path.exists():
        raise Refused(f"{_shown(root, path)} is there already")
    _write(path, text.encode())
    return f"{_shown(root, path)}: {advice}"


def _shown(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _text(root: Path, path: Path) -> str:
    text, problems = read_text(root, _shown(root, path))
    if problems:
        raise Refused(f"{_shown(root, path)} {problems[0].message}")
    return text


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        file.write(content)
