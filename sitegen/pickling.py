"""How values go into the cache: the nouns of the model in columns.

An article has hundreds of marks, figures and anchors. Python's way asks each of them in Python how to take it apart and
calls its class to put it together again. Here the values of all marks of an article are a few flat tuples, taken apart
and put together by functions that run in C: half the time.
"""

from __future__ import annotations

import copyreg
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any

from sitegen.model import (
    Article,
    Block,
    Capture,
    Card,
    CleanBlock,
    Cleaned,
    Digest,
    Edit,
    Facts,
    Figure,
    FrontMatter,
    Mark,
    Outline,
    Passage,
    Piece,
    Prepared,
    Reason,
    Span,
    TermMention,
    Variant,
)

Flat = tuple[Any, ...]


def pickled(value: object) -> bytes:
    """The value as it goes into the cache; `pickle.loads` brings it back."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


# --- many records as a few flat tuples --------------------------------------------------------------------------------


def _flat(records: Iterable[Iterable[Any]]) -> Flat:
    return tuple(chain.from_iterable(records))


def _records(noun: type[Any], flat: Flat) -> Iterator[Any]:
    values = iter(flat)
    return map(partial(tuple.__new__, noun), zip(*[values] * len(noun._fields), strict=True))


def _columns(rows: Sequence[Iterable[Any]], width: int) -> tuple[Flat, ...]:
    return tuple(zip(*rows, strict=True)) if rows else ((),) * width


def _parted(lengths: Flat, records: Iterator[Any]) -> Flat:
    together = tuple(records)
    ends = list(accumulate(lengths))
    return tuple([together[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)] if ends else ())


def _nested(rows: Flat) -> Flat:
    """Some tuples of records: how many each has, and the values of all."""
    return tuple(map(len, rows)), _flat(chain.from_iterable(rows))


def _unnested(noun: type[Any], packed: Flat) -> Flat:
    lengths, values = packed
    return _parted(lengths, _records(noun, values))


def _marks(rows: Flat) -> Flat:
    """Some tuples of marks: how many each has; and of all their spans, kinds and targets."""
    spans, kinds, targets = _columns(_flat(rows), 3)
    return tuple(map(len, rows)), _flat(spans), kinds, targets


def _unmarked(packed: Flat) -> Flat:
    lengths, spans, kinds, targets = packed
    marks = zip(_records(Span, spans), kinds, targets, strict=True)
    return _parted(lengths, map(partial(tuple.__new__, Mark), marks))


# --- columns of blocks and passages -----------------------------------------------------------------------------------

Way = Callable[[Flat], Flat]
PLAIN: tuple[Way, Way] = (tuple, tuple)


def _of(noun: type[Any]) -> tuple[Way, Way]:
    return _nested, partial(_unnested, noun)


SPANS: tuple[Way, Way] = (_flat, lambda flat: tuple(_records(Span, flat)))
OF_BLOCKS = {"marks": (_marks, _unmarked), "figures": _of(Figure), "pieces": _of(Piece)}
OF_PASSAGES = {"span": SPANS, "anchors": _of(Reason), "figures": _of(Figure)}
"""How a column is packed and unpacked, where its values are not plain."""

BLOCK_WAYS = [OF_BLOCKS.get(name, PLAIN) for name in Block.__slots__]
PASSAGE_WAYS = [OF_PASSAGES.get(name, PLAIN) for name in Passage._fields]


def _of_blocks(blocks: Sequence[Block]) -> tuple[Flat, ...]:
    return _columns(list(map(attrgetter(*Block.__slots__), blocks)), len(BLOCK_WAYS))


def _packed(columns: Sequence[Flat], ways: Sequence[tuple[Way, Way]]) -> Flat:
    return tuple([pack(column) for column, (pack, _) in zip(columns, ways, strict=True)])


def _unpacked(packed: Flat, ways: Sequence[tuple[Way, Way]]) -> list[Flat]:
    return [unpack(values) for values, (_, unpack) in zip(packed, ways, strict=True)]


def _packed_blocks(blocks: Sequence[Block]) -> Flat:
    return _packed(_of_blocks(blocks), BLOCK_WAYS)


def _unpacked_blocks(packed: Flat) -> tuple[Block, ...]:
    return tuple(map(Block, *_unpacked(packed, BLOCK_WAYS)))


def _packed_passages(passages: Sequence[Passage]) -> Flat:
    return _packed(_columns(passages, len(PASSAGE_WAYS)), PASSAGE_WAYS)


def _unpacked_passages(packed: Flat) -> tuple[Passage, ...]:
    return tuple(map(Passage, *_unpacked(packed, PASSAGE_WAYS)))


def _packed_features(features: Sequence[tuple[Reason, float]]) -> Flat:
    reasons, weights = _columns(features, 2)
    return _flat(reasons), weights


def _unpacked_features(packed: Flat) -> tuple[tuple[Reason, float], ...]:
    reasons, weights = packed
    return tuple(zip(_records(Reason, reasons), weights, strict=True))


# --- the nouns --------------------------------------------------------------------------------------------------------

BLOCKS = _packed_blocks, _unpacked_blocks
MENTIONS = _flat, lambda flat: tuple(_records(TermMention, flat))

PARTS: dict[type[Any], dict[str, tuple[Callable[[Any], Flat], Callable[[Flat], Any]]]] = {
    Article: {"blocks": BLOCKS},
    Variant: {"blocks": BLOCKS},
    Card: {"mentions": MENTIONS},
    Digest: {
        "passages": (_packed_passages, _unpacked_passages),
        "features": (_packed_features, _unpacked_features),
    },
}
"""Fields that are packed, each with its way there and back."""


def _in_parts(noun: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    values = attrgetter(*noun.__slots__)
    ways = [(noun.__slots__.index(name), pack) for name, (pack, _) in PARTS[noun].items()]

    def taken_apart(each: Any) -> tuple[Any, ...]:
        parts = list(values(each))
        for place, pack in ways:
            parts[place] = pack(parts[place])
        return _from_parts, (noun, parts)

    return taken_apart


def _from_parts(noun: type[Any], parts: list[Any]) -> Any:
    for name, (_, unpack) in PARTS[noun].items():
        place = noun.__slots__.index(name)
        parts[place] = unpack(parts[place])
    return noun(*parts)


def _prepared_in_parts(made: Prepared) -> tuple[Any, ...]:
    """What a variant shares with the article, and the cleaned text with the capture, is kept once."""
    cleaned, own = made.cleaned, _of_blocks(made.article.blocks)
    variants = [
        (lang, each.lang, each.title, each.converted, _beside(own, _of_blocks(each.blocks)))
        for lang, each in made.variants.items()
    ]
    text = None if cleaned.capture == made.capture.captured_text else cleaned.capture
    return _prepared, (
        made.capture,
        text,
        cleaned.blocks,
        cleaned.edits,
        cleaned.facts,
        made.article,
        variants,
        made.card,
    )


def _prepared(
    capture: Capture, text: str | None, blocks: Any, edits: Any, facts: Facts, article: Article, rows: Any, card: Card
) -> Prepared:
    own = _of_blocks(article.blocks)
    variants = {
        key: Variant(lang, title, _as_beside(article.blocks, own, packed), converted)
        for key, lang, title, converted, packed in rows
    }
    cleaned = Cleaned(capture.captured_text if text is None else text, blocks, edits, facts)
    return Prepared(capture, cleaned, article, variants, card)


def _beside(own: Sequence[Flat], columns: Sequence[Flat]) -> list[Flat | None]:
    """The columns that differ from the article's own."""
    return [
        None if column == known else pack(column)
        for known, column, (pack, _) in zip(own, columns, BLOCK_WAYS, strict=True)
    ]


def _as_beside(blocks: tuple[Block, ...], own: Sequence[Flat], packed: Sequence[Flat | None]) -> tuple[Block, ...]:
    if all(column is None for column in packed):
        return blocks
    columns = [
        known if column is None else unpack(column)
        for known, column, (_, unpack) in zip(own, packed, BLOCK_WAYS, strict=True)
    ]
    return tuple(map(Block, *columns))


def _as_call(noun: type[Any], values: Callable[[Any], tuple[Any, ...]]) -> None:
    copyreg.pickle(noun, lambda each: (noun, values(each)))


for _record in (Span, Edit, Piece, Mark, Figure, Reason, TermMention, Passage, Outline):
    _as_call(_record, tuple)
for _noun in (FrontMatter, Capture, CleanBlock, Facts, Cleaned, Block):
    _as_call(_noun, attrgetter(*_noun.__slots__))
for _whole in PARTS:
    copyreg.pickle(_whole, _in_parts(_whole))
copyreg.pickle(Prepared, _prepared_in_parts)
