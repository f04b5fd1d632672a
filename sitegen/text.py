"""Plain functions on strings: folding with a way back, sentences, display width, reading time."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from sitegen.characters import Characters
from sitegen.model import Span
from sitegen.script import simplified_characters

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Ideographs, as the inside of a character class."""

HAN_CHARACTER = re.compile(f"[{HAN}]")
HAN_RUN = re.compile(f"[{HAN}]+")

INVISIBLE = frozenset("\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
"""Characters that take no room and carry no meaning inside a word: soft hyphen, zero-width space, joiners, …"""

WORD = re.compile(f"[^\\W{HAN}_]+(?:['’.-][^\\W{HAN}_]+)*")


# --- fold --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made comparable, and the way back to where each of its characters stood."""

    text: str
    starts: Sequence[int]
    """For each folded character, the offset of the original character it comes from."""
    ends: Sequence[int]
    """For each folded character, the offset just past that original character."""

    def span(self, start: int, end: int) -> Span:
        """The span of the original text that `text[start:end]` stands for; `start < end`."""
        return Span(self.starts[start], self.ends[end - 1])


def _folded(character: str) -> str:
    """The folded form of a character: NFKC, case folded, Simplified, no space."""
    if character in INVISIBLE or character.isspace():
        return ""
    simplified = simplified_characters()
    wide = unicodedata.normalize("NFKC", character).casefold()
    return "".join(simplified.get(each, each) for each in wide if not each.isspace())


_FOLDING = Characters(_folded)


def fold(text: str) -> Folded:
    """The text with width, case, script and white space taken out of play, and a way back to its offsets.

    `大型語言模型 (LLM)`, `大型语言模型（ＬＬＭ）` fold alike. NFKC and case folding as in Unicode; Traditional
    characters become Simplified one by one (OpenCC's TSCharacters); spaces and zero-width characters go.
    """
    if text.isascii() and " " not in text and text.isprintable():
        return Folded(text.casefold(), range(len(text)), range(1, len(text) + 1))
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = _FOLDING.of(text[start]) if end == start + 1 else _fold_cluster(text[start:end])
        if piece:
            folded.append(piece)
            starts += [start] * len(piece)
            ends += [end] * len(piece)
    return Folded("".join(folded), starts, ends)


@lru_cache(maxsize=128)
def fold_text(text: str) -> str:
    """Only the folded text; faster than `fold` where no way back is needed.

    The last ones are kept: a block is folded for its id, for the search and for the traces of new terms.
    """
    return _FOLDING(text) if unicodedata.is_normalized("NFC", text) else fold(text).text


def _fold_cluster(cluster: str) -> str:
    return "".join(map(_FOLDING.of, unicodedata.normalize("NFC", cluster)))


def _clusters(text: str) -> list[tuple[int, int]]:
    """Spans of single characters, each with the combining marks that follow it."""
    if unicodedata.is_normalized("NFC", text):
        return [(index, index + 1) for index in range(len(text))]
    spans: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if spans and unicodedata.combining(character):
            spans[-1] = (spans[-1][0], index + 1)
        else:
            spans.append((index, index + 1))
    return spans


# --- sentences ---------------------------------------------------------------------------------------------------

MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
SENTENCE_END = re.compile(
    rf"""[。！？!?…]+[”’」』"')）\]】]*            # ends that need no space after them
      | (?<![A-Z])(?<!\b[A-Za-z])(?<!\d)\.[”’"')\]]*(?=\s+["“„‘(\[]?[A-ZÄÖÜ0-9\u2e80-\U0003ffff])
      | (?<=\d)\.[”’"')\]]*(?=\s+["“„]?[A-ZÄÖÜ])(?!\s+(?:{MONTHS}|Jahrhundert|Quartal)\b)   # but not `1. August`
      | \n+
    """,
    re.VERBOSE,
)
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|Corp|St|vs|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Gov|Sen|Rep|Gen|"
    r"bzw|ca|Nr|Mio|Mrd|Abs|Art|Hrsg|Tsd|etc|usw|evtl|ggf|inkl|Fig|approx|est)|"
    r"z\. ?B|d\. ?h|u\. ?a|U\.S|e\.g|i\.e|a\.m|p\.m)\.$"
)
"""A full stop that does not end a sentence, in German and English news."""

SENTENCE_SIGN = re.compile("[。！？!?….\n]")
"""Where a sentence may end."""


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a paragraph, in order, without the white space between them.

    Works on Chinese, German and English running text; `U.S. officials`, `z. B. Chips`, `1. August` are not cut.
    """
    spans: list[Span] = []
    start = end = 0
    for sign in SENTENCE_SIGN.finditer(text):
        place = sign.start()
        if place < end or (match := SENTENCE_END.match(text, place)) is None:
            continue
        end = match.end()
        if sign[0] == "." and ABBREVIATION.search(text, max(start, end - 12), end):
            continue
        spans += _trimmed(text, start, end)
        start = end
    spans += _trimmed(text, start, len(text))
    return tuple(spans)


def sentence_at(text: str, offset: int) -> Span:
    """The sentence in which an offset stands."""
    for span in sentences(text):
        if span.start <= offset < span.end:
            return span
    return Span(0, len(text))


def _trimmed(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The span without white space at its edges, if anything is left of it."""
    piece = text[start:end]
    bare = piece.strip()
    if len(bare) == len(piece):
        return (Span(start, end),) if piece else ()
    start += len(piece) - len(piece.lstrip())
    return (Span(start, start + len(bare)),) if bare else ()


# --- width, reading time -----------------------------------------------------------------------------------------


@cache
def _wide(character: str) -> int:
    if character in INVISIBLE or unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def display_width(text: str) -> int:
    """Columns that a text takes in a terminal: Han characters two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_wide, text))


def reading_minutes(text: str) -> int:
    """Minutes to read a text: Han characters / 300 + other words / 220, rounded up, at least 1."""
    rest, runs = HAN_RUN.subn(" ", text)
    han = len(text) - (len(rest) - runs)
    words = len(WORD.findall(rest))
    return max(1, math.ceil(han / 300 + words / 220))


def is_chinese(lang: str | None) -> bool:
    """True for `zh` and everything under it."""
    return bool(lang) and (lang == "zh" or str(lang).startswith("zh-"))
