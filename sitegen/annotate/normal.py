"""Text made comparable for marking: case kept, everything else folded that rules R3, R4 and R8 fold.

`sitegen.text.fold` serves search and anchors and drops case and white space; glossary names need both (`Meta`/`meta`,
`chip in`), so this is its case-keeping sister on the same character table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.model import Span
from sitegen.script import simplified_characters
from sitegen.text import HAN, INVISIBLE

HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"
MIDDLE_DOTS = "\u2027\u2022\u30fb\uff65"

SHIFTING = re.compile(f"[{''.join(sorted(INVISIBLE))}]|(?<=[{HAN}])\r?\n(?=[{HAN}])")
"""What is passed over inside a name: characters without width, and one line break between two Han characters."""


class _Table(dict[int, int]):
    """Code point to code point, filled as characters are met: width, spaces, hyphens, Traditional to Simplified."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        if 0xFF01 <= code <= 0xFF5E and character not in HYPHENS:
            normal = code - 0xFEE0
        elif character in HYPHENS:
            normal = ord("-")
        elif character == "’":
            normal = ord("'")
        elif character in MIDDLE_DOTS:
            normal = ord("·")
        elif character.isspace() and character not in "\n\r":
            normal = ord(" ")
        else:
            single = unicodedata.normalize("NFC", character)
            normal = ord(simplified_characters().get(single, single)) if len(single) == 1 else code
        self[code] = normal
        return normal


_TABLE = _Table()


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
    if unicodedata.is_normalized("NFC", text) and not SHIFTING.search(text):
        cased = text.translate(_TABLE)
        return Normal(cased, lowered(cased))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gone = {place for match in SHIFTING.finditer(text) for place in range(*match.span())}
    place = 0
    while place < len(text):
        end = place + 1
        while end < len(text) and unicodedata.combining(text[end]) and end - place < 8:
            end += 1
        if place not in gone:
            for character in unicodedata.normalize("NFC", text[place:end]):
                characters.append(character)
                starts.append(place)
                ends.append(end)
        place = end
    cased = "".join(characters).translate(_TABLE)
    return Normal(cased, lowered(cased), starts, ends)


def lowered(text: str) -> str:
    """The text in lower case, as long as before (`İ` alone would grow)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
