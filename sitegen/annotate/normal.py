"""Text made comparable for marking: case kept, everything else folded that rules R3, R4 and R8 fold.

`sitegen.text.fold` serves search and anchors and drops case and white space; glossary names need both (`Meta`/`meta`,
`chip in`), so this is its case-keeping sister on the same character table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.characters import Characters
from sitegen.model import Span
from sitegen.patterns import late
from sitegen.script import simplified_characters
from sitegen.text import HAN, INVISIBLE

HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"
MIDDLE_DOTS = "\u2027\u2022\u30fb\uff65"

SHIFTING = late(f"[{''.join(sorted(INVISIBLE))}]|(?<=[{HAN}])\r?\n(?=[{HAN}])")
"""What is passed over inside a name: characters without width, and one line break between two Han characters."""
WITHOUT_WIDTH = re.compile(f"[{''.join(sorted(INVISIBLE))}]")
BROKEN_LINE = re.compile(f"\\n(?<=[{HAN}\\r]\\n)(?=[{HAN}])")
"""Without a match of one of these nothing shifts; both are looked for much faster."""

CLUSTER = late("[^\u0300-\u036f][\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a]{1,8}")
"""A character with the combining marks that follow it."""


def _normal(character: str) -> str:
    """The comparable form of a character, one for one: width, spaces, hyphens, Traditional to Simplified."""
    if character in HYPHENS:
        return "-"
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    if character == "’":
        return "'"
    if character in MIDDLE_DOTS:
        return "·"
    if character.isspace() and character not in "\n\r":
        return " "
    single = unicodedata.normalize("NFC", character)
    return simplified_characters().get(single, single) if len(single) == 1 else character


_NORMAL = Characters(_normal)


@dataclass(frozen=True, slots=True)
class Normal:
    """A text made comparable; `cased` and `lower` are equally long."""

    cased: str
    lower: str
    starts: Sequence[int] | None = None
    """For each character the offset of the one it comes from; None where offsets are those of the source."""
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """The span of the source for a span that is not empty."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        return Span(self.starts[start], self.ends[end - 1])

    def at(self, span: Span) -> Span:
        """The span here for a span of the source."""
        if self.starts is None or self.ends is None:
            return span
        from bisect import bisect_left, bisect_right

        return Span(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))


def normalize(text: str) -> Normal:
    """The text as marking compares it, with the way back to its offsets."""
    composed = unicodedata.is_normalized("NFC", text)
    if composed and not WITHOUT_WIDTH.search(text) and not BROKEN_LINE.search(text):
        cased = _NORMAL(text)
        return Normal(cased, lowered(cased))
    parts: list[str] = []
    starts: list[int] = []
    place = 0
    for match in SHIFTING.finditer(text):
        parts.append(text[place : match.start()])
        starts += range(place, match.start())
        place = match.end()
    parts.append(text[place:])
    starts += range(place, len(text))
    joined = "".join(parts)
    ends: list[int] = [start + 1 for start in starts]
    if not composed:
        joined, starts, ends = _composed(joined, starts, ends)
    cased = _NORMAL(joined)
    return Normal(cased, lowered(cased), starts, ends)


def _composed(text: str, starts: list[int], ends: list[int]) -> tuple[str, list[int], list[int]]:
    """The text in NFC; each composed character stands for the base and the marks it was made of."""
    characters: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    place = 0
    for match in CLUSTER.finditer(text):
        characters.append(text[place : match.start()])
        new_starts += starts[place : match.start()]
        new_ends += ends[place : match.start()]
        composed = unicodedata.normalize("NFC", match.group())
        characters.append(composed)
        new_starts += [starts[match.start()]] * len(composed)
        new_ends += [ends[match.end() - 1]] * len(composed)
        place = match.end()
    characters.append(text[place:])
    return "".join(characters), new_starts + starts[place:], new_ends + ends[place:]


def lowered(text: str) -> str:
    """The text in lower case, as long as before (`İ` alone would grow)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
