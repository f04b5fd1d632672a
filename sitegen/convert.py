"""Article → the same article in a Chinese script: characters by table, terms by the name their readers know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as changed

from sitegen.model import Article, Block, Figure, Mark, MarkKind, Piece, Span, Term, Variant
from sitegen.script import Converted, Segment, carry, convert, convert_evenly, script_of
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
    names = _target_names(glossary_terms, target)
    own = {**{text: text for text in keep}, **(replace or {})}
    words = {**(phrases or {}), **own}

    def converted(block: Block) -> Block:
        if block.kind == "code":
            return block
        fixed = [*_name_changes(block, names, own), *_kept_marks(block)]
        return _carried(block, convert_evenly(block.text, article.lang, target, phrases=words, fixed=fixed))

    title = convert(article.title, article.lang, target, phrases={**_title_names(article, names), **words}).text
    return Variant(target, title, tuple(map(converted, article.blocks)), True)


# --- names of terms -----------------------------------------------------------------------------------------------

Names = Mapping[str, Mapping[str, str]]
"""Term id → folded name → the name to write instead."""


def _target_names(terms: Mapping[str, Term], target: str) -> dict[str, dict[str, str]]:
    """For each term the names that a text in the other script may use, and what to write in the target."""
    own = "zh-Hans" if script_of(target) == "Hans" else "zh-Hant"
    other = "zh-Hant" if own == "zh-Hans" else "zh-Hans"
    return {
        term.id: aligned(
            [name.text for name in term.names.get(other, ())], [name.text for name in term.names.get(own, ())]
        )
        for term in terms.values()
        if term.names.get(own) and term.names.get(other)
    }


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


def _name_changes(block: Block, names: Names, own: Iterable[str]) -> Iterator[tuple[Span, str]]:
    for mark in block.marks:
        if mark.kind is MarkKind.TERM:
            text = block.text[mark.span.start : mark.span.end]
            name = names.get(mark.target, {}).get(fold_text(text))
            if name is not None and not text.isascii() and not any(each and each in text for each in own):
                yield mark.span, name


def _title_names(article: Article, names: Names) -> dict[str, str]:
    """The names that the blocks showed to mean their terms, for the title, which has no marks."""
    found: dict[str, str] = {}
    for block in article.blocks:
        for span, name in _name_changes(block, names, ()):
            found.setdefault(block.text[span.start : span.end], name)
    return found


def _kept_marks(block: Block) -> Iterator[tuple[Span, str]]:
    """Code inside a text, and what is marked as foreign."""
    for mark in block.marks:
        if mark.kind in (MarkKind.CODE, MarkKind.FOREIGN):
            yield mark.span, block.text[mark.span.start : mark.span.end]


# --- carrying marks over ------------------------------------------------------------------------------------------


def _carried(block: Block, converted: Converted) -> Block:
    """The block with its text converted, and all that lies on it moved along."""
    text, uneven = converted
    if not uneven:
        figures = tuple(figure._replace(text=text[figure.start : figure.end]) for figure in block.figures)
        return changed(block, text=text, figures=figures)
    return changed(
        block,
        text=text,
        marks=tuple(Mark(carry(mark.span, uneven), mark.kind, mark.target) for mark in block.marks),
        figures=tuple(_carried_figure(figure, text, uneven) for figure in block.figures),
        pieces=tuple(_carried_pieces(block.pieces, uneven)),
    )


def _carried_figure(figure: Figure, text: str, segments: Sequence[Segment]) -> Figure:
    span = carry(Span(figure.start, figure.end), segments)
    return figure._replace(start=span.start, end=span.end, text=text[span.start : span.end])


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
