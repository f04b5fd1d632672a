"""Terms in an article's blocks, and which of them a page shows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from sitegen.annotate.glossary import Glossary
from sitegen.annotate.marking import find_terms
from sitegen.model import Block, Mark, MarkKind, Span
from sitegen.text import HAN_RUN, WORD

BREAK = "\n\n"
"""Between blocks while an article is searched as one text: no name reaches over it."""

TERM = MarkKind.TERM
CLOSED = (MarkKind.LINK, MarkKind.CODE)


def annotate_blocks(
    blocks: Sequence[Block],
    lang: str,
    glossary: Glossary,
    *,
    mark: Mapping[str, str] | None = None,
    never: Sequence[str] = (),
) -> tuple[Block, ...]:
    """The blocks with a TERM mark at every mention of a term, but for code and links.

    `mark` (text to term id) and `never` (texts) are the editor's decisions for this article and win over every rule.
    """
    starts: list[int] = []
    length = 0
    for block in blocks:
        starts.append(length)
        length += len(block.text) + len(BREAK)
    text = BREAK.join(block.text for block in blocks)
    given = sorted({*_closed(blocks, starts), *_editors(text, mark or {}, blocks, starts)}, key=lambda each: each[:2])
    new: list[list[Mark]] = [[] for _ in blocks]
    for found in find_terms(text, lang, glossary, given=_separate(given), never=never):
        index = bisect_right(starts, found.span.start) - 1
        start = starts[index]
        span = Span(found.span.start - start, found.span.end - start)
        new[index].append(Mark(span, found.kind, found.target))
    return tuple(_with_marks(block, marks) if marks else block for block, marks in zip(blocks, new, strict=True))


def _with_marks(block: Block, marks: Sequence[Mark]) -> Block:
    together = tuple(sorted((*block.marks, *marks)))
    return Block(block.id, block.kind, block.text, block.level, together, block.figures, block.pieces, block.info)


Given = tuple[int, int, str | None]


def _closed(blocks: Sequence[Block], starts: Sequence[int]) -> Iterator[Given]:
    """Where nothing may be marked."""
    for block, start in zip(blocks, starts, strict=True):
        if block.kind == "code":
            yield start, start + len(block.text), None
        for mark in block.marks:
            if mark.kind in CLOSED:
                yield start + mark.span.start, start + mark.span.end, None


def _editors(text: str, mark: Mapping[str, str], blocks: Sequence[Block], starts: Sequence[int]) -> Iterator[Given]:
    """Every place of the texts that the editor gave a term, the longer text first."""
    if not mark:
        return
    pattern = re.compile("|".join(re.escape(each) for each in sorted(mark, key=len, reverse=True) if each))
    for match in pattern.finditer(text):
        if blocks[bisect_right(starts, match.start()) - 1].kind != "code":
            yield match.start(), match.end(), mark[match.group()]


def _separate(given: Sequence[Given]) -> list[Given]:
    """Without those that begin inside an earlier one."""
    kept: list[Given] = []
    for each in given:
        if not kept or each[0] >= kept[-1][1]:
            kept.append(each)
    return kept


# --- display -------------------------------------------------------------------------------------------------------

SHOWN_KINDS = frozenset({"paragraph", "item", "quote"})

ROOM = 60
"""Han characters from the start of one shown term to the next; a word of another script counts as one and a half."""


def shown_marks(blocks: Sequence[Block]) -> frozenset[tuple[str, int]]:
    """Which TERM marks a page shows, as (block id, start): few enough to read on undisturbed.

    A term is shown at its first mention and again at the first one after each heading, in paragraphs, list items and
    quotes, never in links or code, and no closer to the last one than `ROOM`; a mention that finds no room leaves the
    place to the term's next one.
    """
    shown: set[tuple[str, int]] = set()
    seen: set[str] = set()
    room = float(ROOM)
    passed: list[str] = []
    most = 0.0
    for block in blocks:
        if block.kind == "heading":
            seen.clear()
            room = ROOM
        if block.kind not in SHOWN_KINDS:
            continue
        place = 0
        for start, term in _open_terms(block):
            passed.append(block.text[place:start])
            most += WIDEST * (start - place)
            place = start
            if term in seen:
                continue
            if room < ROOM <= room + most:
                room += _width(CUT.join(passed))
                passed.clear()
                most = 0
            if room >= ROOM:
                seen.add(term)
                shown.add((block.id, start))
                passed.clear()
                room = most = 0
        passed.append(block.text[place:])
        most += WIDEST * (len(block.text) - place)
    return frozenset(shown)


WIDEST = 1.5
"""The most room that one character makes."""

CUT = "\n"
"""Keeps what stands before and after it from being one word."""


def _open_terms(block: Block) -> list[tuple[int, str]]:
    """Where a term stands outside links, code and longer terms, and which, in reading order."""
    terms = sorted((mark.span.start, -mark.span.end, mark.target) for mark in block.marks if mark.kind is TERM)
    closed = [mark.span for mark in block.marks if mark.kind in CLOSED] if len(terms) < len(block.marks) else []
    found: list[tuple[int, str]] = []
    past = 0
    for start, back, term in terms:
        if start >= past:
            past = -back
            if not closed or not any(span.start < past and start < span.end for span in closed):
                found.append((start, term))
    return found


def _width(text: str) -> float:
    """The room that a text makes, exact below `ROOM`."""
    others = HAN_RUN.split(text)
    han = len(text) - sum(map(len, others))
    return han if han >= ROOM else han + 1.5 * len(WORD.findall(" ".join(others)))
