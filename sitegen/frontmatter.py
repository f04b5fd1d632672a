"""The YAML head of an article, event or page: split off, read strictly, every problem with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sitegen.diagnostics import Problem, did_you_mean, problem_on
from sitegen.model import FrontMatter, NoteDraft, Relay
from sitegen.yamlfile import Node, Place, Reader, ScalarNode, compose, is_null

HEAD = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)(?:^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE)
LOOKS_LIKE_KEY = re.compile(r"\s*(?:#[^\n]*\n\s*)*[A-Za-z_][\w-]*[ \t]*:(?:\s|$)|\s*\Z")
OPEN_HEAD = re.compile(r"\ufeff?---[ \t]*\r?\n")

FIRST_KEY = re.compile(r"[a-z]+:(?:\s|$)")

NOTE_KINDS = ("context", "correction", "dispute", "translation")

ARTICLE_KEYS = dict.fromkeys(
    "title lang published captured source why events link unlink notes terms clean convert draft".split()
)
SOURCE_KEYS = dict.fromkeys(("publisher", "url", "byline", "relays"))
RELAY_KEYS = dict.fromkeys(("name", "published", "url"))
NOTE_KEYS = dict.fromkeys(("quote", "note", "by", "lang", "prefix", "suffix", "kind", "date"))
TERMS_KEYS = dict.fromkeys(("mark", "never"))
CLEAN_KEYS = dict.fromkeys(("keep", "drop"))
CONVERT_KEYS = dict.fromkeys(("keep", "replace"))

SCRIPT_OF_REGION = {**dict.fromkeys(("CN", "SG", "MY"), "Hans"), **dict.fromkeys(("TW", "HK", "MO"), "Hant")}
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?$")


@dataclass(frozen=True, slots=True)
class Head:
    """A file cut into its YAML head and the rest."""

    yaml: str | None
    """None: the file has no head."""
    body: int
    """Offset where the rest begins."""
    lines_before: int = 1


def split_head(text: str) -> Head:
    """Cuts a file at its front matter. A capture that merely begins with a `---` rule has none."""
    match = HEAD.match(text)
    if match and LOOKS_LIKE_KEY.match(match["yaml"]):
        return Head(match["yaml"], match.end())
    return Head(None, 1 if text.startswith("\ufeff") else 0)


def unclosed_head(text: str) -> bool:
    """True where a file begins like front matter but never ends it."""
    opening = OPEN_HEAD.match(text)
    return opening is not None and not HEAD.match(text) and bool(FIRST_KEY.match(text, opening.end()))


@dataclass(frozen=True, slots=True)
class ReadFront:
    """What the front matter of an article says, and all that is wrong with it."""

    front: FrontMatter
    body: int
    """Offset where the capture begins."""
    lines: Mapping[str, tuple[int, int]]
    """Where each key stands, as in `Capture.lines`."""
    problems: tuple[Problem, ...]


def read_front_matter(path: str, text: str) -> ReadFront:
    """The front matter of an article; without one, everything is capture."""
    head = split_head(text)
    if head.yaml is None:
        return ReadFront(FrontMatter(), head.body, {}, (_open_head(path, text),) if unclosed_head(text) else ())
    node, problems = compose(head.yaml, Place(path, text, head.lines_before))
    if node is None or problems:
        return ReadFront(FrontMatter(), head.body, {}, problems)
    reader = Reader(Place(path, text, head.lines_before))
    front = _article_front(reader, node)
    return ReadFront(front, head.body, reader.lines, tuple(reader.problems))


def _open_head(path: str, text: str) -> Problem:
    message = "the front matter that begins here is never closed"
    return problem_on(
        path, text, 1, 1, "front-matter-open", message, length=3, hint="put a line `---` after the last key"
    )


def _article_front(reader: Reader, root: Node) -> FrontMatter:
    items = reader.items(root, ARTICLE_KEYS)
    source_node = items.get("source")
    if isinstance(source_node, ScalarNode) and not is_null(source_node):
        source: dict[str, Node] = {"publisher": source_node}
    else:
        source = reader.items(source_node, SOURCE_KEYS, "source")
    terms = reader.items(items.get("terms"), TERMS_KEYS, "terms")
    clean = reader.items(items.get("clean"), CLEAN_KEYS, "clean")
    convert = reader.items(items.get("convert"), CONVERT_KEYS, "convert")
    return FrontMatter(
        title=reader.text(items.get("title")),
        lang=language(reader, items.get("lang")),
        published=reader.date(items.get("published")),
        captured=reader.date(items.get("captured")),
        publisher=reader.text(source.get("publisher")),
        url=web_address(reader, source.get("url")),
        byline=reader.text(source.get("byline")),
        relays=_relays(reader, source.get("relays")),
        why=reader.names(items.get("why"), "why"),
        events=reader.texts(items.get("events"), "events"),
        link=reader.texts(items.get("link"), "link"),
        unlink=reader.texts(items.get("unlink"), "unlink"),
        notes=tuple(note for node in reader.sequence(items.get("notes"), "notes") if (note := _note(reader, node))),
        mark=reader.names(terms.get("mark"), "terms.mark"),
        never=reader.texts(terms.get("never"), "terms.never"),
        keep=reader.texts(clean.get("keep"), "clean.keep"),
        drop=reader.texts(clean.get("drop"), "clean.drop"),
        convert_keep=reader.texts(convert.get("keep"), "convert.keep"),
        convert_replace=reader.names(convert.get("replace"), "convert.replace"),
        draft=reader.flag(items.get("draft"), False),
    )


def language(reader: Reader, node: Node | None) -> str | None:
    """A BCP 47 tag in its usual case; `zh` alone is a problem, since the script must be known."""
    text = reader.text(node)
    if text is None or node is None:
        return None
    if tag := usual_tag(text):
        return tag
    if text[:3].lower() in ("zh", "zh-", "zh_") and LANGUAGE_TAG.match(text.replace("_", "-")):
        reader.report(node, "bad-language", f"«{text}» does not say which script", hint="write zh-Hans or zh-Hant")
    else:
        hint = did_you_mean(text, ("zh-Hans", "zh-Hant", "de", "en", "fr", "ja"))
        reader.report(node, "bad-language", f"«{text}» is not a language tag (BCP 47)", hint=hint)
    return None


@lru_cache(maxsize=256)
def usual_tag(text: str) -> str | None:
    """A BCP 47 tag in its usual case, Chinese by its script alone; None for what is no tag or leaves the script open.

    `zh_TW` and `zh-Hant-HK` are `zh-Hant`, `de-at` is `de-AT`, `zh` is None.
    """
    tag = text.replace("_", "-")
    if not LANGUAGE_TAG.match(tag):
        return None
    language, *subtags = tag.split("-")
    scripts = [each.title() for each in subtags if len(each) == 4]
    regions = [each.upper() for each in subtags if len(each) < 4]
    if language.lower() == "zh":
        script = scripts[0] if scripts else SCRIPT_OF_REGION.get(regions[0]) if regions else None
        return f"zh-{script}" if script in ("Hans", "Hant") else None
    return "-".join((language.lower(), *scripts, *regions))


def web_address(reader: Reader, node: Node | None) -> str | None:
    """An http or https address; anything else would be unsafe as a link."""
    text = reader.text(node)
    if text is None or node is None:
        return None
    if not re.match(r"https?://[^\s/]", text, re.IGNORECASE) or any(ord(character) < 33 for character in text):
        reader.report(node, "bad-address", f"«{text[:80]}» is not a web address", hint="it begins with https://")
        return None
    return text


def _relays(reader: Reader, node: Node | None) -> tuple[Relay, ...] | None:
    if node is None:
        return None
    relays = []
    for index, entry in enumerate(reader.sequence(node, "source.relays")):
        if isinstance(entry, ScalarNode):
            relays.append(Relay(str(entry.value)))
            continue
        items = reader.items(entry, RELAY_KEYS, f"source.relays.{index}")
        name = reader.text(items.get("name"))
        if name is None:
            reader.report(entry, "missing-key", "a relay needs a `name`")
        else:
            relays.append(Relay(name, reader.date(items.get("published")), web_address(reader, items.get("url"))))
    return tuple(relays)


def _note(reader: Reader, node: Node) -> NoteDraft | None:
    items = reader.items(node, NOTE_KEYS)
    quote, note = reader.text(items.get("quote")), reader.text(items.get("note"))
    for key, value in (("quote", quote), ("note", note)):
        if not value or not value.strip():
            hint = "quote: the exact words; note: what you say of them"
            reader.report(node, "missing-key", f"a note needs a `{key}`", hint=hint)
    kind = reader.text(items.get("kind")) or "context"
    if kind not in NOTE_KINDS:
        hint = did_you_mean(kind, NOTE_KINDS)
        reader.report(items["kind"], "unknown-note-kind", f"unknown kind of note «{kind}»", hint=hint)
        kind = "context"
    if not quote or not quote.strip() or not note or not note.strip():
        return None
    line, column = reader.where(items["quote"])
    return NoteDraft(
        quote=quote,
        note=note,
        by=reader.text(items.get("by")),
        lang=language(reader, items.get("lang")),
        prefix=reader.text(items.get("prefix")) or "",
        suffix=reader.text(items.get("suffix")) or "",
        kind=kind,
        date=reader.date(items.get("date")),
        line=line,
        column=column,
    )
