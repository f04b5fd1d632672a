"""A capture on its way to clean text: the current text, and every change as a span of the capture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from sitegen.model import Edit, Span


class Change(NamedTuple):
    """One change a rule wants: `text[start:end]` of the current text becomes `replacement`."""

    start: int
    end: int
    replacement: str
    rule: str
    kind: str


class Draft:
    """The current text of a capture and the edits that made it, in the capture's own offsets.

    Rules see the text that earlier rules left; `apply` translates their spans back, so an edit inside an entity that
    was already repaired covers the whole entity.
    """

    __slots__ = ("_shifts", "_starts", "capture", "edits", "text")

    def __init__(self, capture: str) -> None:
        self.capture = capture
        self.text = capture
        self.edits: list[Edit] = []
        self._starts: list[int] | None = None
        self._shifts: list[int] = []

    def apply(self, changes: Iterable[Change]) -> bool:
        """Make these changes; the later of two that overlap is left out. Says whether there were any."""
        wanted = sorted(changes, key=lambda change: (change.start, -change.end))
        if not wanted:
            return False
        chosen: list[Change] = []
        reached = 0
        for change in wanted:
            if change.start >= reached and (change.end > change.start or change.replacement):
                chosen.append(change)
                reached = change.end
        text = self.text
        parts: list[str] = []
        position = 0
        for change in chosen:
            parts += (text[position : change.start], change.replacement)
            position = change.end
        parts.append(text[position:])
        if self.edits:
            self.edits = _compose(self.edits, chosen)
        else:
            self.edits = [Edit(Span(c.start, c.end), c.replacement, c.rule, c.kind) for c in chosen]
        self.text = "".join(parts)
        self._starts = None
        return True

    def span(self, start: int, end: int) -> Span:
        """The span of the capture that `text[start:end]` comes from."""
        return Span(self._source(start, False), self._source(end, True))

    def _source(self, offset: int, is_end: bool) -> int:
        if self._starts is None:
            self._index()
        assert self._starts is not None
        # Of several edits at one place the first counts for an end, the last for a start.
        place = bisect_right(self._starts, offset) - 1
        if is_end:
            while place >= 0 and self._starts[place] >= offset:
                place -= 1
        if place < 0:
            return offset
        edit = self.edits[place]
        inside = offset - self._starts[place]
        if inside < len(edit.replacement):
            return edit.span.end if is_end else edit.span.start
        return offset + self._shifts[place]

    def _index(self) -> None:
        self._starts = []
        self._shifts = []
        shift = 0
        for edit in self.edits:
            self._starts.append(edit.span.start - shift)
            shift += (edit.span.end - edit.span.start) - len(edit.replacement)
            self._shifts.append(shift)


def _compose(done: list[Edit], changes: list[Change]) -> list[Edit]:
    """Edits of the capture that do what `done` and then `changes` (in the text after `done`) do."""
    composed: list[Edit] = []
    shift = 0  # capture offset = current offset + shift, between edits
    index = 0
    count = len(done)
    position = 0
    while position < len(changes):
        change = changes[position]
        # edits that end before this change stay as they are
        while index < count:
            edit = done[index]
            start = edit.span.start - shift
            end = start + len(edit.replacement)
            if end < change.start or (end == change.start and start <= change.start):
                composed.append(edit)
                shift += (edit.span.end - edit.span.start) - len(edit.replacement)
                index += 1
            else:
                break
        # gather everything that overlaps, transitively
        low, high = change.start, change.end
        last = position + 1
        first_edit = index
        inner_shift = shift
        low_source: int | None = None
        high_source: int | None = None
        while True:
            grown = False
            while index < count:
                edit = done[index]
                start = edit.span.start - inner_shift
                end = start + len(edit.replacement)
                if start < high or (start == high and low == high and start < end and start < low):
                    if start < low:
                        low = start
                    if start <= low and low_source is None:
                        low_source = edit.span.start
                    inner_shift += (edit.span.end - edit.span.start) - len(edit.replacement)
                    if end >= high:
                        high = end
                        high_source = edit.span.end
                    else:
                        high_source = None
                    index += 1
                    grown = True
                else:
                    break
            while last < len(changes) and changes[last].start < high:
                if changes[last].end > high:
                    high = changes[last].end
                    high_source = None
                last += 1
                grown = True
            if not grown:
                break
        source_low = low_source if low_source is not None else low + shift
        source_high = high_source if high_source is not None else high + inner_shift
        if first_edit == index and last == position + 1:
            replacement = change.replacement
        else:
            replacement = _replay(done[first_edit:index], changes[position:last], low, high, shift)
        composed.append(Edit(Span(source_low, source_high), replacement, change.rule, change.kind))
        shift = inner_shift
        position = last
    composed += done[index:]
    return composed


def _replay(edits: list[Edit], changes: list[Change], low: int, high: int, shift: int) -> str:
    """What the current text from `low` to `high` becomes. Kept stretches lie inside replacements of `edits`."""
    covered: dict[int, str] = {}
    for edit in edits:
        start = edit.span.start - shift
        covered[start] = edit.replacement if edit.replacement else covered.get(start, "")
        shift += (edit.span.end - edit.span.start) - len(edit.replacement)
    parts: list[str] = []
    position = low

    def kept(start: int, end: int) -> str:
        for begin, replacement in covered.items():
            if begin <= start and end <= begin + len(replacement):
                return replacement[start - begin : end - begin]
        return ""

    for change in changes:
        parts += (kept(position, change.start), change.replacement)
        position = change.end
    parts.append(kept(position, high))
    return "".join(parts)
