"""Article → the same article in a Chinese script: characters by table, terms by the name their readers know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as changed

from sitegen.model import Article, Block, Figure, Mark, MarkKind, Piece, Span, Term, Variant
from sitegen.script import Converted, Segment, carry, convert, script_of
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

    In its own script it is the capture's own text. Otherwise the article's `replace` wins over its `keep`, then over the
    name that a marked term has in the target (人工智能 → 人工智慧), the site's `phrases`, and the tables.
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
        return _carried(block, _converted(block.text, article.lang, target, words, fixed))

    title = convert(article.title, article.lang, target, phrases={**_title_names(article, names), **words}).text
    return Variant(target, title, tuple(map(converted, article.blocks)), True)


# --- names of terms --------------------------------------------------------------------------------------------------

Names = Mapping[str, Mapping[str, str]]
"""Term id → folded name → the name to write instead."""


def _target_names(terms: Mapping[str, Term], target: str) -> dict[str, dict[str, str]]:
    """For each term the names that a text in the other script may use, and what to write in the target."""
    own = "zh-Hans" if script_of(target) == "Hans" else "zh-Hant"
    other = "zh-Hant" if own == "zh-Hans" else "zh-Hans"
    return {
        term.id: aligned([name.text for name in term.names.get(other, ())], [name.text for name in term.names.get(own, ())])
        for term in terms.values()
        if term.names.get(own) and term.names.get(other)
    }


def aligned(source: Sequence[str], target: Sequence[str]) -> dict[str, str]:
    """Which target name stands for which source name, by folded source name; a name that finds none is left out.

    A name with the same characters in the other script is its own partner and converts by table. The others pair in
    order with the target names that are nobody's partner, if they are as many; a lone source name takes the first.
    """
    own = {fold_text(name): name for name in target}
    differing = [name for name in source if fold_text(name) not in own]
    free = [name for folded, name in own.items() if folded not in {fold_text(each) for each in source}]
    pairs = dict(zip(differing, free, strict=False)) if len(differing) == len(free) else _alike(differing, free)
    return {fold_text(name): partner for name, partner in pairs.items()}


def _alike(source: Sequence[str], target: Sequence[str]) -> dict[str, str]:
    """Pairs of equally long names that share a character, such as 英伟达人 and … ; uncertain ones are left out."""
    pairs: dict[str, str] = {}
    for name in source:
        partners = [other for other in target if set(fold_text(other)) & set(fold_text(name))]
        rivals = [other for other in source if partners and set(fold_text(partners[0])) & set(fold_text(other))]
        if len(partners) == 1 and len(rivals) == 1:
            pairs[name] = partners[0]
    return pairs


def _name_changes(block: Block, names: Names, own: Iterable[str]) -> Iterator[tuple[Span, str]]:
    for mark in block.marks:
        if mark.kind is MarkKind.TERM:
            text = block.text[mark.span.start : mark.span.end]
            name = names.get(mark.target, {}).get(fold_text(text))
            if name is not None and not any(each and each in text for each in own):
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


# --- carrying marks over ----------------------------------------------------------------------------------------------


def _converted(
    text: str, source: str, target: str, words: Mapping[str, str], fixed: Sequence[tuple[Span, str]]
) -> Converted:
    return convert(text, source, target, phrases=words, fixed=fixed)


def _carried(block: Block, converted: Converted) -> Block:
    """The block with its text converted, and all that lies on it moved along."""
    text, segments = converted
    uneven = [each for each in segments if each.end - each.start != each.source_end - each.source_start]
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


# --- inspect -----------------------------------------------------------------------------------------------------------


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
