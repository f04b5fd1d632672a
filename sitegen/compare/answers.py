"""Which sentences of an article answer a question, and the figure in each that does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from sitegen.model import Digest, Figure, Passage, Question
from sitegen.script import simplified_characters

MOST_CELLS = 3
"""Answers of one source to one question; more would be the article itself."""

FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"number", "numberrange", "count"}),
    frozenset({"measure", "number", "numberrange", "count"}),
    frozenset({"date", "period", "daterange"}),
    frozenset({"percent", "ratio"}),
)
"""Kinds of figures that answer for one another."""

REACH = 40
"""Characters within which a word of the question makes a figure its own; further away counts less."""

CONVERSION = re.compile(r"[(（][^()（）]*$")


class Answer(NamedTuple):
    """A sentence that answers, and how well."""

    passage: Passage
    figure: Figure | None
    strength: float
    place: int = 0
    """Where in the sentence the answer stands: its figure, or the first word of the question."""


def answers(question: Question, digest: Digest, passages: Sequence[Passage]) -> list[Answer]:
    """The article's best answers among these passages, in reading order; none where no sentence answers."""
    by_hand = [quote for slug, quote in question.cells if slug == digest.slug]
    if by_hand:
        return [answer for quote in by_hand for answer in _chosen(question, quote, digest)]
    found = [answer for passage in passages if (answer := _answer(question, passage))]
    if not found:
        return []
    best = max(answer.strength for answer in found)
    kept = sorted((answer for answer in found if answer.strength >= best * 0.6), key=lambda answer: -answer.strength)
    chosen: list[Answer] = []
    for answer in kept:
        if len(chosen) < MOST_CELLS and not any(_same_statement(answer, other) for other in chosen):
            chosen.append(answer)
    place = {id(passage): number for number, passage in enumerate(passages)}
    return sorted(chosen, key=lambda answer: place[id(answer.passage)])


def _chosen(question: Question, quote: str, digest: Digest) -> Iterator[Answer]:
    """The answer that an editor set by hand: the sentence that holds the quote, and its figure inside the quote."""
    for passage in digest.passages:
        start = passage.text.find(quote)
        if start >= 0:
            inside = [
                figure for figure in fitting_figures(question, passage) if start <= figure.start < start + len(quote)
            ]
            yield Answer(passage, inside[0] if inside else None, 1.0, start)
            return


def _answer(question: Question, passage: Passage) -> Answer | None:
    hits = {word: list(places(word, passage)) for word in question.words}
    matched = {word: found for word, found in hits.items() if found}
    if question.words and not matched:
        return None
    barred = [spot for word in question.never for spot in places(word, passage)]
    strength = 1.0 + 0.25 * len(matched)
    if question.kind is None:
        if barred or not matched:
            return None
        place = min(low for found in matched.values() for low, _ in found)
        return Answer(passage, None, strength * (0.5 if not passage.block else 1.0), place)
    figures = [figure for figure in fitting_figures(question, passage) if not _in_clause(barred, figure, passage.text)]
    if not figures:
        return None
    spots = [spot for found in matched.values() for spot in found]
    figure, nearness = _nearest(figures, spots, passage.text)
    if question.kind in COUNTS and spots and nearness < 1:
        return None
    if question.kind == "duration" and HORIZON.search(passage.text, max(0, figure.end - 2), figure.end + 2):
        nearness *= 0.5
    return Answer(passage, figure, strength * nearness, figure.start)


HORIZON = re.compile("后|後|内|內|里|裡")
"""After a length of time: it says when, not how long, and answers only where nothing else does."""


COUNTS = frozenset({"number", "count", "measure"})
"""A plain count is of whatever stands beside it, so it answers only from nearby."""

CLAUSE = re.compile(r"[,，;；:：](?!\d)")


def _in_clause(spots: Iterable[tuple[int, int]], figure: Figure, text: str) -> bool:
    """Whether one of the places lies in the figure's own clause: what the question excludes counts only there."""
    start = max((match.end() for match in CLAUSE.finditer(text, 0, figure.start)), default=0)
    after = CLAUSE.search(text, figure.end)
    end = after.start() if after else len(text)
    return any(low < end and high > start for low, high in spots)


def fitting_figures(question: Question, passage: Passage) -> list[Figure]:
    """Figures of the question's kind and unit that state a value and are not garbled."""
    return [
        figure
        for figure in passage.figures
        if question.kind
        and answers_kind(question.kind, figure.kind)
        and not figure.garbled
        and not (figure.value is None and figure.low is None and figure.high is None)
        and (question.unit is None or figure.unit == question.unit)
    ]


def answers_kind(asked: str, given: str) -> bool:
    """Whether figures of one kind answer a question for another: a range of counts one for a count."""
    return asked == given or any(asked in family and given in family for family in FAMILIES)


def _nearest(figures: Sequence[Figure], spots: Sequence[tuple[int, int]], text: str) -> tuple[Figure, float]:
    """The figure closest to a word of the question; one in brackets, mostly a conversion, only if there is no other."""

    def distance(figure: Figure) -> tuple[float, int]:
        gap = min((_gap(figure, spot, text) for spot in spots), default=0)
        bracket = 60 if CONVERSION.search(text, max(0, figure.start - 30), figure.start) else 0
        return gap + bracket, figure.start

    best = min(figures, key=distance)
    return best, 1.0 if distance(best)[0] <= REACH else 0.75


BORDER_COST = 30
"""How far away the other side of a comma counts."""


def _gap(figure: Figure, spot: tuple[int, int], text: str) -> int:
    start, end = spot
    low, high = (end, figure.start) if end <= figure.start else (figure.end, start)
    borders = sum(1 for _ in CLAUSE.finditer(text, low, high)) if low < high else 0
    return max(0, high - low) + BORDER_COST * borders


def _same_statement(one: Answer, other: Answer) -> bool:
    if one.figure and other.figure:
        return (one.figure.kind, one.figure.value, one.figure.low, one.figure.high, one.figure.unit) == (
            other.figure.kind,
            other.figure.value,
            other.figure.low,
            other.figure.high,
            other.figure.unit,
        )
    return one.passage.text == other.passage.text


# --- words -----------------------------------------------------------------------------------------------------------


def places(word: str, passage: Passage) -> Iterator[tuple[int, int]]:
    """Where a word of a question stands in a sentence: as a text in any script and case, or as a marked term."""
    text, flat = flat_text(passage.text), flat_text(word)
    start = text.find(flat)
    found = False
    while start >= 0 and flat:
        if _begins_alone(text, start):
            found = True
            yield start, start + len(flat)
        start = text.find(flat, start + 1)
    if not found:
        yield from ((low, high) for term, low, high in passage.terms if term == word)


def _begins_alone(text: str, start: int) -> bool:
    first = text[start]
    return (
        not (first.isascii() and first.isalnum())
        or start == 0
        or not (text[start - 1].isascii() and text[start - 1].isalnum())
    )


class _Flat(dict[int, str]):
    """Character to a small, Simplified one, always one for one, so that offsets stay."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        low = character.lower()
        self[code] = simplified_characters().get(character, low if len(low) == 1 else character)
        return self[code]


_FLAT = _Flat()


@lru_cache(maxsize=4096)
def flat_text(text: str) -> str:
    """Small letters and Simplified characters, one for one."""
    return text.translate(_FLAT)
