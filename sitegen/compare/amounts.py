"""Figures as stretches of numbers that can be compared: in one unit, as open or closed as the text says."""

from __future__ import annotations

import calendar
import math
import re
from functools import lru_cache
from typing import NamedTuple

from sitegen.model import Figure

DAYS = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.4375,
    "quarter": 91.3125,
    "year": 365.25,
    "decade": 3652.5,
    "century": 36525.0,
}
"""Length of a unit of time in days, Gregorian means."""

ABOUT = 0.1
"""An «about» may be this far off, as a share of the value."""

LARGEST = 1e18
"""Nothing in the news is larger; longer strings of digits are no amounts."""

SEVERAL = 5.0
"""«Some tens», «several billion»: how far up an open figure may go that is no minimum."""

GENERIC = frozenset({"", "kind", "piece", "item", "unit", "type"})
"""Units that only count."""

LEAST = frozenset({"at_least", "more_than", "over"})
MOST = frozenset({"at_most", "less_than", "up_to", "under"})
LOOSE = frozenset({"about", "almost", "slightly_more_than"})


NUMBER = (int, float)


class Amount(NamedTuple):
    """All values that a figure leaves open, in a unit that is the same for all figures it can be compared with."""

    low: float
    high: float
    unit: str


def amount(figure: Figure) -> Amount | None:
    """What the figure may mean; None for garbled ones and those that state no value."""
    if figure.garbled:
        return None
    if figure.kind in DATED:
        return _dates(figure.value, figure.low, figure.high)
    return _amount(figure.kind, figure.value, figure.low, figure.high, figure.unit, figure.approx)


DATED = frozenset({"date", "period", "daterange"})

Value = float | int | str | None


@lru_cache(maxsize=20_000, typed=True)
def _amount(kind: str, value: Value, low: Value, high: Value, unit: str | None, approx: str | None) -> Amount | None:
    same, scale = _unit(kind, unit)
    numbers = [float(each) * scale for each in (value, low, high) if isinstance(each, NUMBER) and abs(each) < LARGEST]
    if not numbers:
        return None
    least, most = min(numbers), max(numbers)
    if not isinstance(value, NUMBER):
        least = least if isinstance(low, NUMBER) else -math.inf
        most = most if isinstance(high, NUMBER) else math.inf
        if approx not in LEAST | MOST and math.isinf(most) and least > 0:
            most = least * SEVERAL
    if approx in LEAST:
        most = math.inf
    elif approx in MOST:
        least = 0.0 if least >= 0 else -math.inf
    elif approx in LOOSE:
        least, most = least - abs(least) * ABOUT, most + abs(most) * ABOUT
    return Amount(least, most, same)


def _unit(kind: str, unit: str | None) -> tuple[str, float]:
    """The unit that is the same for all that can be compared, and how many of them one is."""
    if kind == "duration" and unit in DAYS:
        return "time", DAYS[unit]
    if kind == "percent":
        return "percent", 1.0
    kind = "number" if kind in {"numberrange", "count"} else kind
    unit = (unit or "").lower()
    return f"{kind}:{'' if kind == 'number' and unit in GENERIC else unit}", 1.0


ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")


def _dates(value: Value, low: Value, high: Value) -> Amount | None:
    stretch = [found for each in (value, low, high) if (found := _ordinals(each))]
    if isinstance(value, str):
        stretch = stretch[:1]
    if not stretch:
        return None
    return Amount(min(first for first, _ in stretch), max(last for _, last in stretch), "date")


@lru_cache(maxsize=20_000)
def _ordinals(value: float | str | None) -> tuple[float, float] | None:
    match = ISO.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    import datetime

    year, month, day = int(match[1]), match[2], match[3]
    try:
        if day:
            ordinal = datetime.date(year, int(month), int(day)).toordinal()
            return ordinal, ordinal
        first, last = (int(month), int(month)) if month else (1, 12)
        end = datetime.date(year, last, calendar.monthrange(year, last)[1])
        return datetime.date(year, first, 1).toordinal(), end.toordinal()
    except ValueError:
        return None


BARE_CURRENCY = {
    "money:dollar": frozenset(f"money:{code}" for code in ("usd", "cad", "aud", "nzd", "sgd", "hkd", "twd")),
    "money:pound": frozenset({"money:gbp", "money:egp"}),
    "money:rupee": frozenset({"money:inr", "money:pkr", "money:lkr"}),
}
"""A currency that the text does not name in full, and what it may be."""


def same_unit(one: Amount, other: Amount) -> bool:
    """Whether the two can be compared: one unit, a bare «dollars», or plain counts of which one names no unit."""
    units = {one.unit, other.unit}
    kinds = {unit.partition(":")[0] for unit in units}
    bare = next((unit for unit in units if unit in BARE_CURRENCY), None)
    return (
        len(units) == 1
        or (kinds == {"number"} and "number:" in units)
        or (bare is not None and not (units - {bare}) - BARE_CURRENCY[bare])
    )


def compatible(one: Amount, other: Amount) -> bool:
    """Whether both can be true at once."""
    tolerance = 1e-9 * max(1.0, abs(one.low) if math.isfinite(one.low) else 1.0)
    return one.low <= other.high + tolerance and other.low <= one.high + tolerance
