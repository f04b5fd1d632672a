"""One saved file → an article file: what it says of itself as front matter, then the capture."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath

from sitegen.intake.encoding import Decoded, decode
from sitegen.intake.page import read_page
from sitegen.intake.sources import SourceRule, rule_for
from sitegen.model import Facts
from sitegen.pinyin import slug as spelled
from sitegen.text import HAN_CHARACTER

HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml")
HTML_START = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
MIME_START = re.compile(rb"^(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,20}\r?\n")
NOT_TEXT = (
    (b"%PDF", "a PDF"), (b"PK\x03\x04", "a Word, OpenDocument or ZIP file"), (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "a Word file"),
    (b"\x1f\x8b", "a compressed file"), (b"bplist0", "a web archive of Safari"),
)  # fmt: skip
SHORT = 400
"""Letters below which a saved page is suspected to lack its text; an ideograph counts as three."""

SLUG_LENGTH = 60
PLAIN_SCALAR = re.compile(r"[^\W\d_][\w .,/()（）《》·+-]*[\w)）》]", re.UNICODE)
RESERVED = frozenset("null true false yes no on off y n ~".split())

Detect = Callable[[str], Facts]
"""Reads what a pasted text says of itself: `lambda text: clean(text).facts`."""


class IntakeError(Exception):
    """A file that cannot be imported; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """An article file, ready to be written, and what an editor should know of it."""

    slug: str
    filename: str
    """Of the article, inside `content/articles/`."""
    content: bytes
    """The article: front matter, then the capture. Of a text in UTF-8 the capture is byte for byte the file."""
    found: Mapping[str, str]
    """What was found, by front-matter key, in the order in which to show it."""
    doubts: tuple[str, ...]
    """What an editor should check, a sentence each."""
    original: tuple[str, bytes] | None = None
    """Of a saved page and of a text that is not UTF-8: file name inside `content/captures/`, and the file as it was."""


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    facts: Facts
    url: str | None = None
    doubts: tuple[str, ...] = ()
    rule: SourceRule | None = None
    relays: tuple[str, ...] = field(default=())


def import_capture(
    raw: bytes,
    name: str,
    *,
    existing: Collection[str],
    now: datetime | None = None,
    rules: Sequence[SourceRule] = (),
    detect: Detect | None = None,
    slug: str | None = None,
) -> Imported:
    """The article made from a saved file; nothing is written here.

    `name` is the file's name (`-` for standard input), `existing` the slugs already taken, `now` the day of capture,
    `detect` what reads the facts out of pasted text (without it a text's first line is its title). Raises IntakeError
    for a file that is no text, is empty, or whose slug is taken, and MissingExtra for a page without the extra `html`.
    """
    for start, what in NOT_TEXT:
        if raw.startswith(start):
            raise IntakeError(f"{name} is {what}: save the page as HTML, or paste its text into a .txt file")
    html, decoded = _decoded(raw, name)
    if not decoded.text.strip():
        raise IntakeError(f"{name} is empty")
    if decoded.text.count("\x00") > 2:
        raise IntakeError(f"{name} is not a text file")
    latest = now.date().isoformat() if now else None
    read = _read_html(html, rules, latest) if html is not None else _read_text(decoded.text, rules, detect)
    if not read.text.strip():
        raise IntakeError(f"no text was found in {name}; paste the article into a .txt file instead")
    slug = slug or make_slug(read.facts.title or "", read.facts.published, raw)
    if slug.lower() in {taken.lower() for taken in existing}:
        raise IntakeError(
            f"there already is an article «{slug}»; nothing was written (choose another name with --slug)"
        )
    found = _found(read, latest)
    head = front_matter(found)
    keeps_bytes = html is None and decoded.encoding == "utf-8" and not raw.startswith(b"\xef\xbb\xbf")
    body = raw if keeps_bytes and _is_utf8(raw) else read.text.encode("utf-8")
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    filename = f"{slug}{'.md' if html is not None or suffix == '.md' else '.txt'}"
    original = (
        None if body is raw else (f"{slug}{suffix if re.fullmatch(r'[.][a-z0-9]{1,5}', suffix) else '.txt'}", raw)
    )
    if original and html is not None and not original[0].endswith(HTML_SUFFIXES):
        original = (f"{slug}.html", raw)
    doubts = (*decoded.problems, *read.doubts, *_missing(read, html is not None))
    if decoded.encoding != "utf-8":
        found = {**found, "encoding": decoded.encoding}
    return Imported(slug, filename, head.encode("utf-8") + body, found, doubts, original)


def summary(imported: Imported) -> str:
    """A few lines for the terminal: where it goes, what was found, what to check."""
    lines = [f"content/articles/{imported.filename}"]
    if imported.original:
        lines.append(f"  the file as it was: content/captures/{imported.original[0]}")
    lines += [f"  {key}: {value}" for key, value in imported.found.items()]
    lines += [f"  check: {doubt}" for doubt in imported.doubts]
    return "\n".join(lines)


# --- reading ---------------------------------------------------------------------------------------------------------


def _decoded(raw: bytes, name: str) -> tuple[str | None, Decoded]:
    """The HTML where the file is a page, and the decoded file."""
    if page := _page_in_mime(raw, name):
        decoded = decode(page[0], declared=page[1])
        return decoded.text, decoded
    decoded = decode(raw)
    is_html = name.lower().endswith(HTML_SUFFIXES) or HTML_START.match(decoded.text[:20_000])
    return (decoded.text if is_html else None), decoded


def _page_in_mime(raw: bytes, name: str) -> tuple[bytes, str | None] | None:
    """The page inside a web archive (`.mhtml`), as browsers save it in one file, and its charset."""
    if not (name.lower().endswith((".mht", ".mhtml")) or raw[:2000].lower().count(b"multipart/related")):
        return None
    if not MIME_START.match(raw[:20_000]):
        return None
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            return (payload, part.get_content_charset()) if isinstance(payload, bytes) else None
    return None


def _read_html(html: str, rules: Sequence[SourceRule], latest: str | None) -> _Read:
    page = read_page(html, rules=rules, latest=latest)
    facts = Facts(page.title, page.lang, page.published, page.publisher, page.byline)
    return _Read(page.text, facts, page.url, page.doubts, rule_for(rules, page.url, page.publisher))


def _read_text(text: str, rules: Sequence[SourceRule], detect: Detect | None) -> _Read:
    facts = detect(text) if detect else Facts(title=_first_line(text))
    rule = rule_for(rules, None, facts.publisher)
    if rule and (day := rule.day_in(text)):
        facts = Facts(facts.title, facts.lang, day, facts.publisher, facts.byline, facts.origins)
    return _Read(text, facts, rule=rule, relays=facts.origins)


def _first_line(text: str) -> str | None:
    lines = [line.strip().lstrip("#").strip() for line in text.splitlines()[:40]]
    return next((line for line in lines if 4 <= len(line) <= 120), None)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _missing(read: _Read, is_page: bool) -> tuple[str, ...]:
    facts = read.facts
    named = (("title", facts.title), ("day of publication", facts.published), ("publisher", facts.publisher))
    missing = [word for word, value in named if not value]
    doubts = [f"no {' and no '.join(missing)} was found: add what you know"] if missing else []
    if is_page and len(read.text) + 2 * len(HAN_CHARACTER.findall(read.text)) < SHORT:
        doubts.append(
            "the text is short: a page behind a paywall, or one that loads its text later, is saved without it"
        )
    return tuple(doubts)


# --- writing ---------------------------------------------------------------------------------------------------------


def _found(read: _Read, captured: str | None) -> dict[str, str]:
    facts = read.facts
    publisher = read.rule.publisher if read.rule and read.rule.publisher else facts.publisher
    entries = {
        "title": facts.title, "lang": facts.lang, "published": facts.published, "captured": captured,
        "publisher": publisher, "url": read.url, "byline": facts.byline,
    }  # fmt: skip
    found = {key: _one_line(value) for key, value in entries.items() if value and _one_line(value)}
    if read.relays:
        found["relays"] = ", ".join(_one_line(name) for name in read.relays)
    return found


def front_matter(found: Mapping[str, str]) -> str:
    """The YAML head for what was found; `publisher`, `url` and `byline` stand under `source`.

    Whom an article relays is shown but not written: each build reads it anew, and an editor's list would stop that.
    """
    rows = [f"{key}: {scalar(found[key])}" for key in ("title", "lang", "published", "captured") if key in found]
    source = [f"  {key}: {scalar(found[key])}" for key in ("publisher", "url", "byline") if key in found]
    rows += ["source:", *source] if source else []
    return "---\n" + "".join(row + "\n" for row in rows) + "---\n"


def scalar(text: str) -> str:
    """A text as a YAML scalar: plain where that is safe, else in double quotes."""
    if re.fullmatch(r"\d{4}(?:-\d\d){0,2}|https?://[\w./%?=&+~-]+", text):
        return text
    if PLAIN_SCALAR.fullmatch(text) and text.lower() not in RESERVED and "  " not in text:
        return text
    escaped = "".join(
        f"\\u{ord(each):04x}" if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") or each == "\ufeff" else each
        for each in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500]


def make_slug(title: str, published: str | None, raw: bytes) -> str:
    """An address for an article: its day, then its title in plain letters, Chinese in pinyin. Same file, same slug.

    `2024-04-02-mei-chao-qiang-dui-hua-zhi-cai`; a title with no letter that can be written so gives eight digits of the
    file's SHA-256.
    """
    stem = spelled(title, SLUG_LENGTH - 12) or sha256(raw).hexdigest()[:8]
    return f"{published}-{stem}" if published else stem
