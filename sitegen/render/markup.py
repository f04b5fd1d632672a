"""Text to HTML: the one place where text is escaped, and where marks become elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup
from markupsafe import escape as _escape

from sitegen.text import HAN_CHARACTER, HAN_RUN, is_chinese

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that HTML forbids, or that reorder a line against its sense (Unicode TR 9: embeddings, isolates)."""


SPECIAL = re.compile("[&<>'\"" + FORBIDDEN.pattern[1:])
"""All that cannot stand in HTML as it is."""


def visible(text: str) -> str:
    """The text with control and bidi characters spelled out (`⟨U+202E⟩`), since unseen they could mislead a reader."""
    return FORBIDDEN.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", text) if FORBIDDEN.search(text) else text


def visible_lines(text: str) -> str:
    """As `visible`, for a text of several lines, whatever ends them."""
    return visible(_lines(text))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def escape(value: object) -> Markup:
    """HTML that shows the value as text; markup made by this package passes unchanged."""
    if isinstance(value, Markup):
        return value
    text = str(value)
    return _escape(visible(text)) if SPECIAL.search(text) else str.__new__(Markup, text)  # no search for __html__


def joinable(value: object) -> str:
    """As `escape`, where the result is only joined with others; texts are seldom worth a `Markup` of their own."""
    if isinstance(value, Markup):
        return value
    text = str(value)
    return _escape(visible(text)) if SPECIAL.search(text) else text


def preformatted(text: str, lang: str) -> Markup:
    """HTML that shows a text in a language line by line, for `pre`: a carriage return is no control character there."""
    return runs(_lines(text), lang)  # which makes visible what it escapes


def web_address(url: str | None) -> str | None:
    """The address where it is one a page may link to (`http`, `https`, with a host), else None."""
    if not url:
        return None
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host and not UNFIT_FOR_ADDRESS.search(url) else None


UNFIT_FOR_ADDRESS = re.compile(r"[\s<>\"`{}|\\^\x00-\x1f\u202a-\u202e\u2066-\u2069\[\]]|%(?![0-9A-Fa-f]{2})")


@lru_cache(maxsize=4096)
def machine_date(iso: str | None) -> str | None:
    """The date where `time` takes it: an existing day, month or year (`2024-04-02`, `2024-04`, `2024`), else None."""
    if not iso or not ISO_DATE.match(iso):
        return None
    try:
        date.fromisoformat((iso + "-01-01")[:10] if len(iso) < 10 else iso[:10])
    except ValueError:
        return None
    return iso if len(iso) in (4, 7, 10) or ISO_MOMENT.fullmatch(iso) else iso[:10]


ISO_DATE = re.compile(r"\d{4}(?:$|-\d\d(?:$|-\d\d(?:$|[T ])))")
ISO_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?"
)


# --- languages ---------------------------------------------------------------------------------------------------


def language_of(text: str, lang: str | None, context: str) -> str | None:
    """The `lang` that a text needs where the page around it is in `context`; None where it needs none.

    Names in Latin letters need no Chinese tag: of `CNBC`, `zh-Hans` would say nothing.
    """
    if not lang or lang in ("any", "und") or lang == context:
        return None
    if is_chinese(lang) and not HAN_CHARACTER.search(text):
        return None
    return lang


def phrase(text: str, lang: str | None, context: str, tag: str = "span") -> Markup:
    """The text as HTML, with `lang` where it differs from the page's; Han runs inside other languages get theirs."""
    own = language_of(text, lang, context)
    if own:
        return Markup(f'<{tag} lang="{escape(own)}">{runs(text, own)}</{tag}>')
    inner = runs(text, context)
    return inner if tag == "span" else Markup(f"<{tag}>{inner}</{tag}>")


def runs(text: str, lang: str) -> Markup:
    """The text as HTML in a page of language `lang`: runs of Han characters get `lang="zh"` unless it is Chinese."""
    if is_chinese(lang) or lang[:2] in ("ja", "ko") or text.isascii() or not HAN_CHARACTER.search(text):
        return escape(text)
    pieces: list[str] = []
    at = 0
    for match in HAN_RUN.finditer(text):
        pieces += escape(text[at : match.start()]), f'<span lang="zh">{escape(match.group())}</span>'
        at = match.end()
    return Markup("".join((*pieces, escape(text[at:]))))


def html_runs(html: str, lang: str) -> Markup:
    """Finished HTML in a language: runs of Han characters in its texts get `lang="zh"` unless it is Chinese."""
    if is_chinese(lang) or not HAN_CHARACTER.search(html):
        return Markup(html)
    return Markup(
        TAG_OR_HAN.sub(lambda match: match[0] if match[0][0] == "<" else f'<span lang="zh">{match[0]}</span>', html)
    )


TAG_OR_HAN = re.compile(f"<[^>]*>|{HAN_RUN.pattern}")


# --- marks -------------------------------------------------------------------------------------------------------


class Wrap(NamedTuple):
    """An element around `text[start:end]`. Of two that overlap, the one with the lower rank is outside."""

    start: int
    end: int
    rank: int
    open: str
    close: str


class Insert(NamedTuple):
    """HTML that stands at an offset of the text, after everything that ends there."""

    at: int
    html: str


def wrapped(text: str, wraps: Sequence[Wrap], inserts: Sequence[Insert] = (), lang: str = "zh") -> Markup:
    """The text as HTML with elements around its parts.

    The text is cut at every edge and each piece wrapped anew where nesting asks for it, so the result always nests.
    An insert waits until no wrap of rank 0 (a link) is open: links never hold links.
    """
    if not inserts and (in_a_row := _in_a_row(text, wraps, lang)) is not None:
        return in_a_row
    edges = sorted({0, len(text), *(edge for wrap in wraps for edge in wrap[:2]), *(insert.at for insert in inserts)})
    starting: dict[int, list[Wrap]] = {}
    for wrap in wraps:
        if wrap.start < wrap.end:
            starting.setdefault(wrap.start, []).append(wrap)
    waiting = sorted(inserts, reverse=True)
    out: list[str] = []
    opened: list[Wrap] = []
    chinese = is_chinese(lang)
    for index, edge in enumerate(edges):
        _turn(out, opened, edge, starting.get(edge, ()), waiting)
        if index + 1 < len(edges):
            piece = text[edge : edges[index + 1]]
            out.append(joinable(piece) if chinese else runs(piece, lang))
    return Markup("".join(out))


def _in_a_row(text: str, wraps: Sequence[Wrap], lang: str) -> Markup | None:
    """As `wrapped`, for the common case that nothing overlaps; None where something does."""
    if not wraps:
        return runs(text, lang)
    # Nearly all texts have nothing to escape: one search says so for all pieces.
    plain = not SPECIAL.search(text) and (is_chinese(lang) or not HAN_CHARACTER.search(text))
    show: Callable[[str], str] = str if plain else joinable if is_chinese(lang) else partial(runs, lang=lang)
    out: list[str] = []
    at = 0
    for start, end, _, opening, closing in sorted(wraps):
        if start < at:
            return None
        out += show(text[at:start]), opening, show(text[start:end]), closing
        at = end
    out.append(show(text[at:]))
    return Markup("".join(out))


def _turn(out: list[str], opened: list[Wrap], edge: int, starting: Sequence[Wrap], waiting: list[Insert]) -> None:
    """Close what ends at this edge, set what waits for it, open what starts here."""
    active = sorted(
        [wrap for wrap in opened if wrap.end > edge] + list(starting), key=lambda wrap: (wrap.rank, -wrap.end)
    )
    common = 0
    while common < min(len(opened), len(active)) and opened[common] is active[common]:
        common += 1
    out += [wrap.close for wrap in reversed(opened[common:])]
    if not any(wrap.rank == 0 and wrap.start < edge for wrap in active):
        while waiting and waiting[-1].at <= edge:
            out.append(waiting.pop().html)
    out += [wrap.open for wrap in active[common:]]
    opened[:] = active


def joined(parts: Iterable[object], between: str = "") -> Markup:
    """The parts as HTML, one after the other."""
    return Markup(between).join(escape(part) for part in parts)
