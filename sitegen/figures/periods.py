"""Calendar arithmetic: days, weeks, months, quarters, years as half-open periods.

Weeks run from Monday to Sunday (ISO 8601). The last day of a period is the one before `high`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

SHORTEST_FUTURE = 120
"""A date without a year is the latest one that is past, unless the next one is at most this many days away and the
past one is more than twice as far: «ab 1. Oktober» in an article of August looks ahead."""


class Period(NamedTuple):
    """Days from `low` up to, not including, `high`; None: open. `value` is the ISO 8601 form where there is one."""

    low: date | None
    high: date | None
    unit: str
    value: str | None
    approx: str | None = None


ONE_DAY = timedelta(1)


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day(at: date) -> Period:
    return Period(at, at + ONE_DAY, "day", at.isoformat())


@lru_cache(maxsize=1000)
def month(year: int, number: int) -> Period | None:
    """A month; `number` may lie outside 1 … 12 and then counts from that year."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    if not 1 <= year <= 9998:
        return None
    return Period(date(year, number, 1), add_months(date(year, number, 1), 1), "month", f"{year:04}-{number:02}")


@lru_cache(maxsize=1000)
def year(number: int) -> Period | None:
    if not 1 <= number <= 9998:
        return None
    return Period(date(number, 1, 1), date(number + 1, 1, 1), "year", f"{number:04}")


def quarter(number: int, of: int) -> Period | None:
    """A quarter of a year; `of` may lie outside 1 … 4 and then counts from that year."""
    number, of = number + (of - 1) // 4, (of - 1) % 4 + 1
    if not 1 <= number <= 9997:
        return None
    low = date(number, of * 3 - 2, 1)
    return Period(low, add_months(low, 3), "quarter", f"{number:04}-Q{of}")


def week(at: date, shift: int = 0) -> Period:
    """The week in which a day lies, or one `shift` weeks later."""
    monday = at - timedelta(at.weekday() - 7 * shift)
    iso = monday.isocalendar()
    return Period(monday, monday + timedelta(7), "week", f"{iso.year:04}-W{iso.week:02}")


def weekend(at: date, shift: int = 0) -> Period:
    monday = at - timedelta(at.weekday() - 7 * shift)
    iso = monday.isocalendar()
    return Period(monday + timedelta(5), monday + timedelta(7), "weekend", f"{iso.year:04}-W{iso.week:02}")


def decade(first: int, count: int = 1) -> Period | None:
    """The decade(s) from a year ending in 0."""
    if not 1 <= first <= 9990 - 10 * count:
        return None
    value = f"{first}s" if count == 1 else None
    return Period(date(first, 1, 1), date(first + 10 * count, 1, 1), "decade", value)


def century(number: int) -> Period | None:
    """The century as news counts it: the 21st is 2000 … 2099."""
    if not 1 < number <= 98:
        return None
    return Period(date(number * 100 - 100, 1, 1), date(number * 100, 1, 1), "century", None)


def season(number: int, name: str) -> Period | None:
    """A season of the northern half of the world, by whole months; winter begins in December of its year."""
    first = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[name]
    if not 1 <= number <= 9997:
        return None
    low = date(number, first, 1)
    return Period(low, add_months(low, 3), "season", f"{number:04}", name)


def half(number: int, of: int) -> Period | None:
    if not 1 <= number <= 9997:
        return None
    low = date(number, 6 * of - 5, 1)
    return Period(low, add_months(low, 6), "half", f"{number:04}-H{of}")


def add_months(at: date, count: int) -> date:
    """The same day of the month, `count` months later, or the last day of that month."""
    number = at.year * 12 + at.month - 1 + count
    number = min(max(number, 12), 9998 * 12)
    return date(number // 12, number % 12 + 1, min(at.day, days_of_month(number // 12, number % 12 + 1)))


def days_of_month(year: int, number: int) -> int:
    if number == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if number in (4, 6, 9, 11) else 31


def add(at: date, count: float, unit: str) -> date | None:
    """A day `count` units later; None where no calendar day is meant (hours) or the calendar ends."""
    try:
        if unit in MONTHS_IN:
            months = round(count * MONTHS_IN[unit])
            return add_months(at, months) if abs(months) < 100_000 else None
        if unit == "businessday":
            return add_business_days(at, int(count))
        if unit in DAYS_IN:
            return at + timedelta(round(count * DAYS_IN[unit]))
    except OverflowError:
        return None
    return None


MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
DAYS_IN = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7, "workweek": 7}
SECONDS_IN = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "fortnight": 1209600, "weekend": 172800,
    "month": 2592000, "quarter": 7776000, "year": 31536000, "decade": 315360000, "century": 3153600000,
    "businessday": 86400, "workweek": 432000,
}  # fmt: skip
"""With months of 30 and years of 365 days."""


def add_business_days(at: date, count: int) -> date | None:
    if abs(count) > 10_000:
        return None
    step = 1 if count > 0 else -1
    while count:
        at += timedelta(step)
        if at.weekday() < 5:
            count -= step
    return at


def easter(number: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, b, c = number % 19, number // 100, number % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    total = h + m - 7 * n + 114
    return date(number, total // 31, total % 31 + 1)


MOVABLE = re.compile(r"(easter|advent)([+-]\d+)|(\d+)-(mon|tue|wed|thu|fri|sat|sun)-(-?\d)|(\d\d)-(\d\d)")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def holiday(rule: str, number: int) -> date | None:
    """The day of a holiday in a year: `12-25`, `easter+49`, `advent-7` (before the fourth Sunday), `11-thu-4`."""
    found = MOVABLE.fullmatch(rule)
    if not found or not 1583 <= number <= 9990:
        return None
    anchor, offset, in_month, weekday, nth, fixed_month, fixed_day = found.groups()
    if anchor == "easter":
        return easter(number) + timedelta(int(offset))
    if anchor == "advent":
        eve = date(number, 12, 24)
        return eve - timedelta((eve.weekday() + 1) % 7) + timedelta(int(offset))
    if weekday:
        return nth_weekday(number, int(in_month), WEEKDAYS.index(weekday), int(nth))
    return make_day(number, int(fixed_month), int(fixed_day))


def nth_weekday(number: int, in_month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month; -1 is the last one."""
    whole = month(number, in_month)
    if whole is None or whole.low is None or whole.high is None:
        return None
    if nth < 0:
        last = whole.high - timedelta(1)
        return last - timedelta((last.weekday() - weekday) % 7)
    at = whole.low + timedelta((weekday - whole.low.weekday()) % 7 + 7 * (nth - 1))
    return at if at < whole.high else None


def nearest(candidates: list[date], reference: date) -> date | None:
    """Which of several days, one a year, a text of the reference day means; see SHORTEST_FUTURE."""
    past = max([each for each in candidates if each <= reference], default=None)
    future = min([each for each in candidates if each > reference], default=None)
    if past is None or future is None:
        return past or future
    ahead, ago = (future - reference).days, (reference - past).days
    return future if ahead <= SHORTEST_FUTURE and ago > 2 * ahead else past


@lru_cache(maxsize=1000)
def nearest_day(month: int, day: int, reference: date) -> date | None:
    """Which year's day of a month a text means; see `nearest`."""
    # A 29 February may be eight years away, every other day is there each year.
    away = 8 if (month, day) == (2, 29) else 1
    years = range(reference.year - away, reference.year + away + 1)
    return nearest([at for each in years if (at := make_day(each, month, day))], reference)


def part_of(whole: Period, part: str) -> Period:
    """The beginning, middle or end of a period, by convention: thirds of a month, of a year four months each."""
    low, high = whole.low, whole.high
    if low is None or high is None:
        return whole
    if part in ("first_half", "second_half"):
        middle = (
            add_months(low, 6)
            if whole.unit == "year"
            else low + timedelta(15 if whole.unit == "month" else (high - low).days // 2)
        )
        number = {"first_half": 1, "second_half": 2}[part]
        value = f"{whole.value}-H{number}" if whole.unit == "year" else whole.value
        span = (low, middle) if number == 1 else (middle, high)
        return Period(
            *span, "half" if whole.unit == "year" else whole.unit, value, None if whole.unit == "year" else part
        )
    edges = {
        "month": (low + timedelta(15), low + timedelta(9), low + timedelta(20), low + timedelta(15)),
        "year": (add_months(low, 6), add_months(low, 4), add_months(low, 8), add_months(low, 6)),
        "week": (low + timedelta(3), low + timedelta(2), low + timedelta(5), low + timedelta(3)),
    }.get(whole.unit)
    if edges is None:
        return whole._replace(approx=part)
    early, middle_low, middle_high, late = edges
    bounds = {"early": (low, early), "middle": (middle_low, middle_high), "end": (late, high)}[part]
    return Period(*bounds, whole.unit, whole.value, part)
