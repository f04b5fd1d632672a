"""Article → the same article in a Chinese script: characters by table, terms by the name their readers know."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from sitegen.model import Article, Block, Figure, Mark, MarkKind, Piece, Span, Term, Variant
from sitegen.script import Converted, Fixed, Segment, carry, convert, convert_evenly, script_of
from sitegen.text import fold_text, is_chinese


def convert_article(
    article: Article,
    target: str,
    glossary_terms: Mapping[str, Term],
    *,
    keep: Sequence[str] = (),
    replace: Mapping[str, str] | None = None,
    phrases: Mapping[str, str] | None = None,
) -> Variant:
    """The article in the script of a BCP 47 tag, every mark and figure on the same words as before.

    In its own script it is the capture's own text. Otherwise the article's `replace` wins over its `keep`, and these
    over the name that a marked term has in the target (人工智能 → 人工智慧), the site's `phrases`, and the tables.
    """
    if not is_chinese(article.lang) or script_of(article.lang) == script_of(target):
        return Variant(target if is_chinese(article.lang) else article.lang, article.title, article.blocks, False)
    names = TargetNames(glossary_terms, target)
    own = {**{text: text for text in keep}, **(replace or {})}
    words = {**(phrases or {}), **own}
    starts: list[int] = []
    fixed: list[Fixed] = []
    kept: list[Span] = []
    title_names: dict[str, str] = {}
    """The names that the blocks showed to mean their terms, for the title, which has no marks."""
    length = 0
    for block in article.blocks:
        starts.append(length)
        text = block.text
        if block.kind == "code":
            kept.append(Span(length, length + len(text)))
        for (begin, end), kind, term in block.marks:
            if kind is TERM:
                mention = text[begin:end]
                if (name := names[term, mention]) is not None:
                    title_names.setdefault(mention, name)
                    if not any(each and each in mention for each in own):
                        fixed.append((Span(begin + length, end + length), name))
            elif kind is CODE or kind is FOREIGN:
                kept.append(Span(begin + length, end + length))
        length += len(text) + len(BREAK)
    whole = convert_evenly(
        BREAK.join(block.text for block in article.blocks), article.lang, target, phrases=words, keep=kept, fixed=fixed
    )
    title = convert(article.title, article.lang, target, phrases={**title_names, **words}).text
    return Variant(target, title, tuple(map(_carried, article.blocks, _parts(article.blocks, starts, whole))), True)


TERM, CODE, FOREIGN = MarkKind.TERM, MarkKind.CODE, MarkKind.FOREIGN
"""Looked up once: an article has hundreds of marks."""

BREAK = "\n\n"
"""Between blocks while an article is converted as one text: no word reaches over it."""


def _parts(blocks: Sequence[Block], starts: Sequence[int], whole: Converted) -> Iterator[Converted]:
    """What became of each block."""
    segments = iter([*whole.segments, Segment(sys.maxsize, 0, 0, 0)])
    segment = next(segments)
    shift = 0
    for block, start in zip(blocks, starts, strict=True):
        end, new_start = start + len(block.text), start + shift
        own: list[Segment] = []
        while segment.source_start < end:
            source_start, source_end, first, last = segment
            own.append(Segment(source_start - start, source_end - start, first - new_start, last - new_start))
            shift = last - source_end
            segment = next(segments)
        yield Converted(whole.text[new_start : end + shift], tuple(own))


# --- names of terms --------------------------------------------------------------------------------------------------


class TargetNames(dict[tuple[str, str], str | None]):
    """By term id and mention the name to write in the other script; None where it converts by character."""

    def __init__(self, terms: Mapping[str, Term], target: str) -> None:
        super().__init__()
        self._terms = terms
        hans = script_of(target) == "Hans"
        self._source, self._target = ("zh-Hant", "zh-Hans") if hans else ("zh-Hans", "zh-Hant")

    def __missing__(self, mention: tuple[str, str]) -> str | None:
        self[mention] = name = self._name(*mention)
        return name

    def _name(self, term_id: str, text: str) -> str | None:
        term = self._terms.get(term_id)
        if term is None or text.isascii():
            return None
        source, target = term.names.get(self._source), term.names.get(self._target)
        if not source or not target:
            return None
        return _partners(tuple(name.text for name in source), tuple(name.text for name in target)).get(fold_text(text))


@lru_cache(maxsize=4096)
def _partners(source: tuple[str, ...], target: tuple[str, ...]) -> dict[str, str]:
    return aligned(source, target)


def aligned(source: Sequence[str], target: Sequence[str]) -> dict[str, str]:
    """Which target name stands for which source name, by folded source name; a name that finds none is left out.

    The first names are each other's partner (特朗普 → 川普), unless the first target name is another source name in the
    other script (戴维·萨克斯 stays 戴維·薩克斯 beside 大卫·萨克斯). Names alike in both convert by table.
    The rest pair in order if there are as many on both sides; a lone target name stands for all.
    """
    sources = {fold_text(name): name for name in reversed(source)}
    targets = {fold_text(name): name for name in reversed(target)}
    pairs: dict[str, str] = {}
    first, best = fold_text(source[0]), fold_text(target[0])
    if first != best and best not in sources:
        pairs[first] = targets[best]
    differing = [folded for folded in map(fold_text, source) if folded not in targets and folded not in pairs]
    free = [
        folded for folded in map(fold_text, target) if folded not in sources and targets[folded] not in pairs.values()
    ]
    differing, free = list(dict.fromkeys(differing)), list(dict.fromkeys(free))
    if len(differing) == len(free):
        pairs |= {name: targets[other] for name, other in zip(differing, free, strict=True)}
    elif len(targets) == 1:
        pairs |= dict.fromkeys(differing, target[0])
    return pairs


# --- carrying marks over ------------------------------------------------------------------------------------------


def _carried(block: Block, converted: Converted) -> Block:
    """The block with its text converted, and all that lies on it moved along."""
    text, uneven = converted
    marks, pieces = block.marks, block.pieces
    if uneven:
        marks = tuple([Mark(carry(span, uneven), kind, target) for span, kind, target in marks])
        figures = tuple([_carried_figure(figure, text, uneven) for figure in block.figures])
        pieces = tuple(_carried_pieces(pieces, uneven))
    else:
        figures = tuple([_figure_at(figure, figure.start, figure.end, text) for figure in block.figures])
    return Block(block.id, block.kind, text, block.level, marks, figures, pieces, block.info)


def _carried_figure(figure: Figure, text: str, segments: Sequence[Segment]) -> Figure:
    return _figure_at(figure, *carry(Span(figure.start, figure.end), segments), text)


def _figure_at(figure: Figure, start: int, end: int, text: str) -> Figure:
    """The figure at its place in a converted text; itself where nothing changed."""
    words = text[start:end]
    if figure[:3] == (start, end, words):
        return figure
    return Figure._make((start, end, words, *figure[3:]))


def _carried_pieces(pieces: Sequence[Piece], segments: Sequence[Segment]) -> Iterator[Piece]:
    for piece in pieces:
        span = carry(Span(piece.start, piece.end), segments)
        yield Piece(span.start, span.end, piece.source_start, piece.source_end)


# --- inspect ------------------------------------------------------------------------------------------------------


def inspect_convert(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    """For each line `{id, from, to, text}` an object `{id, text, segments}`.

    `from` and `to` are BCP 47 tags or the halves of an OpenCC configuration; a segment says which span of the input
    became which span of the output. Raises ValueError for a line that is not of that form or a direction unknown.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, segments = convert(row["text"], row["from"], row["to"])
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise ValueError(f"line {number}: needs a JSON object with id, from, to and text ({error!r})") from error
        except FileNotFoundError as error:
            raise ValueError(f"line {number}: OpenCC has no configuration {row['from']}2{row['to']}") from error
        yield {"id": row["id"], "text": text, "segments": [segment._asdict() for segment in segments]}
