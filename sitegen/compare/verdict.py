"""Whether the answers to a question agree, and if not, what tells them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sitegen.compare.amounts import amount, compatible, same_unit
from sitegen.model import Cell

FAR_APART = 45
"""Days between two statements after which a different figure is no contradiction."""


def verdict(cells: Mapping[str, Sequence[Cell]]) -> str:
    """`agree`, `differ`, `differ-date`, `differ-definition`, `single`, or `open` for claims in words.

    No program judges words, so `open` only says that several sources answer.

    Figures of different units are never converted into one another: that is another definition.
    """
    if len(cells) < 2:
        return "single"
    stated = {
        slug: [(found, cell) for cell in answers if cell.figure and (found := amount(cell.figure))]
        for slug, answers in cells.items()
    }
    stated = {slug: found for slug, found in stated.items() if found}
    if not stated:
        return "open"
    if len(stated) < 2:
        return "single"
    worst = "agree"
    slugs = list(stated)
    for index, one in enumerate(slugs):
        for other in slugs[index + 1 :]:
            worst = max(worst, _between(stated[one], stated[other]), key=SEVERITY.index)
    return worst


SEVERITY = ("agree", "differ-date", "differ-definition", "differ")
"""A plain difference is what a reader most needs to see."""


def _between(ones: Sequence[tuple[object, Cell]], others: Sequence[tuple[object, Cell]]) -> str:
    """How two sources stand to each other: by the answers of theirs that lie closest."""
    return min((_pair(one, other) for _, one in ones for _, other in others), key=SEVERITY.index)


def _pair(one: Cell, other: Cell) -> str:
    first, second = one.figure and amount(one.figure), other.figure and amount(other.figure)
    if not first or not second or not same_unit(first, second):
        return "differ-definition"
    if compatible(first, second):
        return "agree"
    if first.unit != "date" and days_apart(one.as_of, other.as_of) > FAR_APART:
        return "differ-date"
    return "differ"


def days_apart(one: str | None, other: str | None) -> int:
    """Whole days between two dates, from the nearest days they may mean; 0 where one is not known."""
    from sitegen.compare.amounts import _ordinals

    first, second = _ordinals(one), _ordinals(other)
    if first is None or second is None:
        return 0
    return int(max(0, first[0] - second[1], second[0] - first[1]))
