"""Cleaned → blocks: stable ids, and the editor's emphasis and code as marks instead of signs in the text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sitegen.model import Block, CleanBlock, Mark, MarkKind, Piece, Span
from sitegen.text import fold_text

EMPHASIS = re.compile(r"(?<![*\w\\])(?P<signs>\*{1,3})(?![\s*])(?P<inner>[^*\n]{1,300}?)(?<![\s\\])(?P=signs)(?![*\w])")
CODE = re.compile(r"(?<!`)`(?P<inner>[^`\n]{1,200})`(?!`)")
PREFIX = {"heading": "h", "code": "c"}


def parse(blocks: Sequence[CleanBlock]) -> tuple[Block, ...]:
    """The blocks of an article: text without `*` and backtick signs, marks in their place, ids that last.

    An id is made of the block's own folded text, so it stays the same under edits elsewhere, in every edition, and when
    only spaces or widths change. Equal blocks are numbered in order of appearance.
    """
    seen: dict[str, int] = {}
    return tuple(_block(block, seen) for block in blocks)


def block_id(kind: str, text: str) -> str:
    """The stable id of a block: `p-` and ten characters of a hash of its folded text."""
    digest = hashlib.blake2b(fold_text(text).encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    return f"{PREFIX.get(kind, 'p')}-{digest}"


def _block(block: CleanBlock, seen: dict[str, int]) -> Block:
    if block.kind == "code":
        first, _, rest = block.text.partition("\n")
        fenced = first.startswith("```")
        text = rest.rsplit("\n```", 1)[0].removesuffix("```") if fenced else block.text
        return Block(
            _unique(block_id("code", block.text), seen), "code", text, info=first.strip("` ") if fenced else ""
        )
    found = _inline_marks(block.text) if "*" in block.text or "`" in block.text else []
    if not found:
        return Block(
            _unique(block_id(block.kind, block.text), seen), block.kind, block.text, block.level, pieces=block.pieces
        )
    signs = sorted(sign for mark, around in found for sign in around)
    text, pieces = without(block.text, block.pieces, signs)
    marks = tuple(replace_span(mark, signs) for mark, _ in found)
    return Block(_unique(block_id(block.kind, text), seen), block.kind, text, block.level, marks, pieces=pieces)


def _unique(wanted: str, seen: dict[str, int]) -> str:
    seen[wanted] = seen.get(wanted, 0) + 1
    return wanted if seen[wanted] == 1 else f"{wanted}-{seen[wanted]}"


def _inline_marks(text: str) -> list[tuple[Mark, tuple[Span, Span]]]:
    found: list[tuple[Mark, tuple[Span, Span]]] = []
    taken: list[Span] = []
    for match in CODE.finditer(text):
        taken.append(Span(*match.span()))
        found += [_marked(match, MarkKind.CODE)]
    for match in EMPHASIS.finditer(text):
        if not any(span.start < match.end() and match.start() < span.end for span in taken):
            found.append(_marked(match, MarkKind.EMPHASIS if len(match["signs"]) == 1 else MarkKind.STRONG))
    return sorted(found)


def _marked(match: re.Match[str], kind: MarkKind) -> tuple[Mark, tuple[Span, Span]]:
    inner = Span(*match.span("inner"))
    return Mark(inner, kind, ""), (Span(match.start(), inner.start), Span(inner.end, match.end()))


def replace_span(mark: Mark, cuts: Iterable[Span]) -> Mark:
    """The mark moved to where its text stands once the cuts are taken out."""

    def moved(offset: int) -> int:
        return offset - sum(min(cut.end, offset) - cut.start for cut in cuts if cut.start < offset)

    return mark._replace(span=Span(moved(mark.span.start), moved(mark.span.end)))


def without(text: str, pieces: Sequence[Piece], cuts: Sequence[Span]) -> tuple[str, tuple[Piece, ...]]:
    """The text with some spans (in order, not overlapping) taken out, and its pieces brought in line."""
    kept: list[Span] = []
    at = 0
    for cut in cuts:
        kept.append(Span(at, cut.start))
        at = cut.end
    kept.append(Span(at, len(text)))
    result: list[Piece] = []
    length = 0
    for start, end in kept:
        for piece in pieces:
            low, high = max(piece.start, start), min(piece.end, end)
            if low >= high:
                continue
            new_start = length + low - start
            if piece.end - piece.start == piece.source_end - piece.source_start:
                source = piece.source_start + low - piece.start
                result.append(Piece(new_start, new_start + high - low, source, source + high - low))
            else:
                result.append(Piece(new_start, new_start + high - low, piece.source_start, piece.source_end))
        length += end - start
    return "".join(text[start:end] for start, end in kept), tuple(result)


def source_offset(block: Block, offset: int) -> int | None:
    """Where a character of a block stands in the capture; None for code and empty blocks."""
    for piece in block.pieces:
        if piece.start <= offset < piece.end:
            exact = piece.end - piece.start == piece.source_end - piece.source_start
            return piece.source_start + (offset - piece.start if exact else 0)
    return block.pieces[-1].source_end if block.pieces else None


def with_marks(block: Block, marks: Iterable[Mark]) -> Block:
    """The block with more marks, all in reading order."""
    return replace(block, marks=tuple(sorted((*block.marks, *marks))))
