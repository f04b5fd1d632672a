"""Dates as precise as they are known, and whether two of them can be the same."""

from __future__ import annotations

import calendar
import datetime
import re
from functools import lru_cache
from typing import NamedTuple

ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|-W(\d\d)|-Q([1-4]))?$")


class Days(NamedTuple):
    """A stretch of days, both included, as ordinals; `precision` is `day`, `week`, `month`, `quarter` or `year`."""

    first: int
    last: int
    precision: str


@lru_cache(maxsize=100_000)
def days_of(iso: str) -> Days | None:
    """The days that a date may mean: `2023-10` is the whole October. None for what is no date."""
    match = ISO_DATE.match(iso)
    if match is None:
        return None
    try:
        year = int(match[1])
        if match[4]:
            monday = datetime.date.fromisocalendar(year, int(match[4]), 1).toordinal()
            return Days(monday, monday + 6, "week")
        if match[5]:
            month = int(match[5]) * 3
            first, last = (
                datetime.date(year, month - 2, 1),
                datetime.date(year, month, calendar.monthrange(year, month)[1]),
            )
            return Days(first.toordinal(), last.toordinal(), "quarter")
        if match[3]:
            day = datetime.date(year, int(match[2]), int(match[3])).toordinal()
            return Days(day, day, "day")
        if match[2]:
            month = int(match[2])
            last_day = calendar.monthrange(year, month)[1]
            return Days(
                datetime.date(year, month, 1).toordinal(), datetime.date(year, month, last_day).toordinal(), "month"
            )
        return Days(datetime.date(year, 1, 1).toordinal(), datetime.date(year, 12, 31).toordinal(), "year")
    except ValueError:
        return None


def meets(one: Days, other: Days, gate: int) -> bool:
    """Whether the two may be the same time: they overlap, or two days lie no more than `gate` apart."""
    if "week" in (one.precision, other.precision):
        gate = max(gate, 7)  # «this week» in a relayed text may be the week before
    elif not one.precision == other.precision == "day":
        gate = 0
    return one.first <= other.last + gate and other.first <= one.last + gate
