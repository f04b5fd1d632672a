"""Editors' notes → marks: finds the quoted words of each note, as a W3C TextQuoteSelector describes them.

Quotes are compared folded (script, width, case and spaces do not count), across formatting and paragraph borders. An
exact match wins; a quote of at least twelve characters may also match a passage that changed a little, with a warning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sitegen.diagnostics import Problem, Severity, position, problem_on
from sitegen.model import Block, Capture, Mark, MarkKind, Note, NoteDraft, Span
from sitegen.parse import source_offset, with_marks
from sitegen.text import Folded, fold, fold_text

FUZZY_LENGTH = 12
"""Quotes shorter than this (folded) match exactly or not at all."""
FUZZY_RATIO = 0.85
FUZZY_LEAD = 0.05
"""A changed passage must be at least this similar, and this much better than the next best."""
GRAM = 3


@dataclass(frozen=True, slots=True)
class _Page:
    """All blocks of an article folded into one text, with the way back."""

    blocks: Sequence[Block]
    folded: tuple[Folded, ...]
    starts: tuple[int, ...]
    """Offset in `text` at which each block begins."""
    text: str

    def place(self, offset: int) -> tuple[int, int]:
        """Index of the block, and the offset in its folded text."""
        index = bisect_right(self.starts, offset) - 1
        return index, offset - self.starts[index]

    def spans(self, start: int, end: int) -> list[tuple[int, Span]]:
        """The parts of blocks that `text[start:end]` stands for."""
        parts = []
        for index, begin in enumerate(self.starts):
            low, high = max(start, begin), min(end, begin + len(self.folded[index].text))
            if low < high:
                parts.append((index, self.folded[index].span(low - begin, high - begin)))
        return parts


def anchor_notes(
    capture: Capture, blocks: Sequence[Block]
) -> tuple[tuple[Block, ...], tuple[Note, ...], tuple[Problem, ...]]:
    """The blocks with a NOTE mark on every quote, the notes numbered in reading order, and the quotes not found."""
    drafts = capture.front.notes
    if not drafts:
        return tuple(blocks), (), ()
    page = _page(blocks)
    found: list[tuple[int, int, NoteDraft]] = []
    problems: list[Problem] = []
    for draft in drafts:
        match, problem = _find(page, capture, draft)
        problems += [problem] if problem else []
        if match:
            found.append((match.start, match.end, draft))
    found.sort(key=lambda each: (each[0], each[1], each[2].line))
    marks: dict[int, list[Mark]] = {}
    notes: list[Note] = []
    for number, (start, end, draft) in enumerate(found, 1):
        parts = page.spans(start, end)
        for index, span in parts:
            marks.setdefault(index, []).append(Mark(span, MarkKind.NOTE, str(number)))
        last = blocks[parts[-1][0]]
        notes.append(Note(number, draft.note, draft.quote, last.id, draft.by, draft.lang, draft.date, draft.kind))
    marked = tuple(with_marks(block, marks[i]) if i in marks else block for i, block in enumerate(blocks))
    return marked, tuple(notes), tuple(problems)


def _page(blocks: Sequence[Block]) -> _Page:
    folded = tuple(fold(block.text) for block in blocks)
    starts: list[int] = []
    length = 0
    for each in folded:
        starts.append(length)
        length += len(each.text)
    return _Page(blocks, folded, tuple(starts), "".join(each.text for each in folded))


def _find(page: _Page, capture: Capture, draft: NoteDraft) -> tuple[Span | None, Problem | None]:
    quote, prefix, suffix = fold_text(draft.quote), fold_text(draft.prefix), fold_text(draft.suffix)
    if not quote:
        return None, _problem(capture, draft, "quote-not-found", "this quote has no letters or digits", "")
    every = _occurrences(page.text, quote)
    matches = [
        at for at in every
        if page.text.endswith(prefix, 0, at) and page.text.startswith(suffix, at + len(quote))
    ]  # fmt: skip
    if len(matches) == 1:
        return Span(matches[0], matches[0] + len(quote)), None
    if len(matches) > 1:
        return None, _ambiguous(page, capture, draft, matches)
    if every:
        message = "this quote stands in the article, but not with this prefix and suffix"
        return None, _problem(capture, draft, "quote-not-found", message, _context_hint(page, capture, every, quote))
    close = _closest(page.text, quote)
    if close is None:
        message, hint = (
            "this quote is not in the article",
            "copy the words from the built page; the cleaned text counts",
        )
        return None, _problem(capture, draft, "quote-not-found", message, hint)
    span, ratio, runner_up = close
    now = _words(page, span)
    line = _line(page, capture, span.start)
    if len(quote) >= FUZZY_LENGTH and ratio >= FUZZY_RATIO and ratio - runner_up >= FUZZY_LEAD:
        message = (
            "this quote is no longer in the article word for word; the note stays with the passage that is closest"
        )
        hint = f"now “{now}”, line {line}"
        return span, _problem(capture, draft, "quote-changed", message, hint, Severity.WARNING)
    return None, _problem(
        capture, draft, "quote-not-found", "this quote is not in the article", f"closest: “{now}”, line {line}"
    )


def _occurrences(text: str, wanted: str) -> list[int]:
    found = []
    at = text.find(wanted)
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return found


def _ambiguous(page: _Page, capture: Capture, draft: NoteDraft, matches: list[int]) -> Problem:
    lines = ", ".join(str(_line(page, capture, at)) for at in matches[:5])
    message = f"this quote stands {len(matches)} times in the article (lines {lines})"
    before = _words(page, Span(max(0, matches[0] - 6), matches[0])) if matches[0] else ""
    after = fold_text(draft.quote)
    following = _words(page, Span(matches[0] + len(after), min(len(page.text), matches[0] + len(after) + 6)))
    hint = f"say which one: prefix: “{before}”" if before else f"say which one: suffix: “{following}”"
    return _problem(capture, draft, "quote-ambiguous", message, hint)


def _context_hint(page: _Page, capture: Capture, every: list[int], quote: str) -> str:
    before = _words(page, Span(max(0, every[0] - 6), every[0])) if every[0] else ""
    return f"on line {_line(page, capture, every[0])} it stands after “{before}”"


def _closest(text: str, quote: str) -> tuple[Span, float, float] | None:
    """The passage most like the quote, how like (0 to 1), and how like the best one elsewhere is.

    Passages are found by the diagonals on which three-character pieces of both texts meet, then compared in full
    (Ratcliff/Obershelp, as in difflib).
    """
    if len(quote) < GRAM or not text:
        return None
    places: dict[str, list[int]] = {}
    for at in range(len(text) - GRAM + 1):
        places.setdefault(text[at : at + GRAM], []).append(at)
    votes: Counter[int] = Counter()
    width = max(len(quote) // 4, 4)
    for at in range(len(quote) - GRAM + 1):
        for place in places.get(quote[at : at + GRAM], ())[:50]:
            votes[(place - at) // width] += 1
    scored: list[tuple[float, Span]] = []
    for diagonal, _ in sorted(votes.items(), key=lambda each: (-each[1], each[0]))[:8]:
        span = _window(text, quote, diagonal * width)
        ratio = SequenceMatcher(None, text[span.start : span.end], quote, autojunk=False).ratio()
        scored.append((ratio, span))
    if not scored:
        return None
    scored.sort(key=lambda each: (-each[0], each[1]))
    best_ratio, best = scored[0]
    elsewhere = [ratio for ratio, span in scored[1:] if span.end <= best.start or span.start >= best.end]
    return best, best_ratio, max(elsewhere, default=0.0)


def _window(text: str, quote: str, start: int) -> Span:
    """The part of the text around `start` that the quote's own pieces begin and end in."""
    low, high = max(0, start - len(quote) // 4), min(len(text), start + len(quote) + len(quote) // 2)
    window = text[low:high]
    blocks = [
        each for each in SequenceMatcher(None, window, quote, autojunk=False).get_matching_blocks() if each.size > 1
    ]
    if not blocks:
        return Span(low, high)
    first, last = blocks[0], blocks[-1]
    begin = max(0, first.a - first.b)
    end = min(len(window), last.a + last.size + (len(quote) - last.b - last.size))
    return Span(low + begin, low + max(end, begin + 1))


def _words(page: _Page, span: Span) -> str:
    return "".join(page.blocks[index].text[part.start : part.end] for index, part in page.spans(*span))


def _line(page: _Page, capture: Capture, offset: int) -> int:
    index, inside = page.place(min(offset, max(len(page.text) - 1, 0)))
    block, folded = page.blocks[index], page.folded[index]
    source = source_offset(block, folded.starts[inside]) if inside < len(folded.text) else None
    return position(capture.text, capture.body + (source or 0))[0]


def _problem(
    capture: Capture, draft: NoteDraft, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
) -> Problem:
    return problem_on(
        capture.path, capture.text, draft.line, draft.column, code, message,
        length=len(draft.quote), hint=hint, severity=severity,
    )  # fmt: skip
