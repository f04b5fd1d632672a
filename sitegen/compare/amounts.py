"""Figures as stretches of numbers that can be compared: in one unit, as open or closed as the text says."""

from __future__ import annotations

import calendar
import math
import re
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


class Amount(NamedTuple):
    """All values that a figure leaves open, in a unit that is the same for all figures it can be compared with."""

    low: float
    high: float
    unit: str


def amount(figure: Figure) -> Amount | None:
    """What the figure may mean; None for garbled ones and those that state no value."""
    if figure.garbled:
        return None
    if figure.kind in {"date", "period", "daterange"}:
        return _dates(figure)
    unit, scale = _unit(figure)
    numbers = [
        float(each) * scale
        for each in (figure.value, figure.low, figure.high)
        if isinstance(each, int | float) and abs(each) < LARGEST
    ]
    if not numbers:
        return None
    low, high = min(numbers), max(numbers)
    if not isinstance(figure.value, int | float):
        low = low if isinstance(figure.low, int | float) else -math.inf
        high = high if isinstance(figure.high, int | float) else math.inf
        if figure.approx not in LEAST | MOST and math.isinf(high) and low > 0:
            high = low * SEVERAL
    if figure.approx in LEAST:
        high = math.inf
    elif figure.approx in MOST:
        low = 0.0 if low >= 0 else -math.inf
    elif figure.approx in LOOSE:
        low, high = low - abs(low) * ABOUT, high + abs(high) * ABOUT
    return Amount(low, high, unit)


def _unit(figure: Figure) -> tuple[str, float]:
    if figure.kind == "duration" and figure.unit in DAYS:
        return "time", DAYS[figure.unit]
    if figure.kind == "percent":
        return "percent", 1.0
    kind = "number" if figure.kind in {"numberrange", "count"} else figure.kind
    unit = (figure.unit or "").lower()
    return f"{kind}:{'' if kind == 'number' and unit in GENERIC else unit}", 1.0


ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")


def _dates(figure: Figure) -> Amount | None:
    stretch = [each for each in (_ordinals(value) for value in (figure.value, figure.low, figure.high)) if each]
    if isinstance(figure.value, str):
        stretch = stretch[:1]
    if not stretch:
        return None
    return Amount(min(first for first, _ in stretch), max(last for _, last in stretch), "date")


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
