"""What the actions share: figures with bounds, numbers and lengths among tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sitegen.figures.grammar import Context
from sitegen.figures.lexicon import Token, lexicon
from sitegen.figures.numbers import Number, tidy
from sitegen.model import Figure

Tokens = Sequence[Token]
LOWER = frozenset({"at_least", "more_than"})
UPPER = frozenset({"at_most", "less_than", "up_to"})


new_figure = tuple.__new__
"""Makes a figure without the detour over its Python-level constructor, as for tokens."""


def made(
    context: Context,
    first: Token,
    last: Token,
    kind: str,
    value: Any,
    unit: str | None,
    low: Any = None,
    high: Any = None,
    approx: str | None = None,
) -> Figure:
    start, end = first.start, last.end
    return new_figure(Figure, (start, end, context.text[start:end], kind, value, unit, low, high, approx, False))


def bounded(
    context: Context, pieces: Tokens, kind: str, number: Number, unit: str | None, *, keep: bool = False
) -> Figure:
    """A figure with its approximate words: a bound leaves the value open, «about» keeps it.

    With `keep` the stated amount stays the value beside the bound, as for money and measures.
    """
    approx = number.approx
    for token in pieces:
        senses = token.senses
        if "number" in senses:
            continue
        name = senses.get("bounds") or senses.get("bounds_after") or senses.get("bounds_inside")
        if name is not None:
            approx = either_equal(approx, name) or approx
    keep = keep or number.fraction
    value: float | int | None = number.value
    low, high = number.low, number.high
    if low is not None:
        value = None
    elif approx in LOWER:
        low, value = value, value if keep else None
    elif approx in UPPER:
        high, value = value, value if keep else None
    elif approx == "equal":
        approx = None
        low = high = value if kind in ("number", "count", "numberrange") else None
    return made(context, pieces[0], pieces[-1], kind, value, unit, low, high, approx)


def either_equal(approx: str | None, name: str | None) -> str | None:
    """«less than 5000 or equal»: a bound and what a later word makes of it."""
    if name == "or_equal":
        return {"less_than": "at_most", "more_than": "at_least"}.get(approx or "", approx)
    return name


def numbers_of(pieces: Tokens) -> list[Number]:
    found = []
    for token in pieces:
        number = token.senses.get("number")
        if number is not None:
            found.append(number)
    return found


def number_of(token: Token) -> Number | None:
    """The number of a token; «a», «several» count as such."""
    if "number" in token.senses:
        number: Number = token.senses["number"]
        return number
    if "several" in token.senses:
        several = token.senses["several"]
        return Number(several, None if several == 2 else 2, None, None if several == 2 else "several", words=True)
    return Number(1, words=True) if "one" in token.senses else None


def shared_scale(first: Number, second: Number) -> Number:
    """The first number of a range with the scale of the second: «3 to 5 million»."""
    if first.scale == 1 and second.scale > 1 and first.value < second.value / second.scale * 10 and first.value < 1000:
        return first._replace(value=tidy(first.value * second.scale), scale=second.scale)
    return first


def range_of(pieces: Tokens) -> tuple[float | int, float | int] | None:
    found = [number for token in pieces if (number := number_of(token)) is not None]
    if len(found) != 2:
        return None
    low = shared_scale(found[0], found[1]).value
    high = found[1].value
    return (low, high) if low < high else None


def first_of(pieces: Tokens, sense: str) -> Any:
    for token in pieces:
        if sense in token.senses:
            return token.senses[sense]
    return None


def has(pieces: Tokens, sense: str) -> bool:
    """Whether one of the tokens has a sense."""
    for token in pieces:  # noqa: SIM110 - `any` over a generator takes twice as long
        if sense in token.senses:
            return True
    return False


def lengths_of(pieces: Tokens) -> list[tuple[float, str]]:
    """The lengths in a row of tokens: number and unit, number and unit, …"""
    found: list[tuple[float, str]] = []
    count: Number | None = None
    for token in pieces:
        unit = unit_of(token)
        if count is not None and unit is not None:
            found.append((count.value, unit))
            count = None
        elif ((number := number_of(token)) is not None and "number" in token.senses) or (
            number is not None and count is None
        ):
            count = number
    return found


def unit_of(token: Token) -> str | None:
    """The unit of time that a token names."""
    if "time" in token.senses:
        return str(token.senses["time"])
    if "year_mark" in token.senses and token.word in ("年", "年度"):
        return "year"
    if "minute_mark" in token.senses:
        return "minute"
    return None


LAST_WORD = re.compile(r"([^\s(]+)\s?$")


def sense_before(context: Context, before: str, sense: str) -> bool:
    """True where the last word of a text has a sense."""
    found = LAST_WORD.search(before)
    return found is not None and sense in lexicon(context.lang).words.get(found.group(1), {})
