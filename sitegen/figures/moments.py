"""Dates as texts state them: from tokens to a period of the calendar, relative ones against the capture's date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sitegen.figures.lexicon import PrintedDate, Token
from sitegen.figures.numbers import Number
from sitegen.figures.periods import (
    Period,
    add,
    add_months,
    century,
    day,
    decade,
    holiday,
    make_day,
    month,
    nearest,
    nearest_day,
    nth_weekday,
    part_of,
    quarter,
    season,
    week,
    weekend,
    year,
)  # fmt: skip

NOT_PERIODS = frozenset({"second", "minute", "hour"})
UPCOMING = frozenset({"upcoming", "coming", "kommenden", "kommende", "kommender", "kommendes"})
RECENT = frozenset({"past", "vergangenen", "vergangene", "vergangener", "vergangenes"})


@dataclass(init=False)
class Stated:
    """What a text states of a date, piece by piece."""

    def __init__(self, **said: Any) -> None:
        """A date says three or four of these; the others stay those of the class."""
        self.__dict__.update(said)

    year: int | None = None
    year_shift: int | None = None
    month: int | None = None
    month_shift: int | None = None
    day: int | None = None
    weekday: int | None = None
    shift: int | None = None
    """Of the relative word: last -1, this 0, next 1."""
    shift_word: str = ""
    unit: str | None = None
    container: str | None = None
    """The unit in which `nth` counts: «third week of the *month*»."""
    nth: int | None = None
    nth_of: bool = False
    """The ordinal counts days of what follows: «the first of the month»."""
    nth_first: bool = False
    """The ordinal stands before a weekday: «third Wednesday», not «Wednesday the third»."""
    part: str | None = None
    rest: str | None = None
    rest_in: bool = False
    """«later in the year», not «later this year»."""
    days: int | None = None
    same: bool = False
    now: bool = False
    printed: PrintedDate | None = None
    season: str | None = None
    holiday: str | None = None
    decade: int | None = None
    century: int | None = None
    century_shift: int | None = None
    weak: bool = False


MARKS = frozenset({"year_mark", "month_mark", "day_mark", "decade_mark"})
NOTHING: Mapping[str, Any] = {}


def read(pieces: Sequence[Token]) -> Stated | None:
    """The pieces of a date, or None where they do not make one."""
    said = Stated()
    place, length = 0, len(pieces)
    while place < length:
        token = pieces[place]
        senses = token.senses
        following = pieces[place + 1].senses if place + 1 < length else NOTHING
        if "weak" in senses:
            said.weak = True
        if "printed_date" in senses:
            said.printed = senses["printed_date"]
        elif "months" in senses:
            said.month = senses["months"]
        elif "number" in senses and not MARKS.isdisjoint(following):
            value = senses["number"].value
            if not isinstance(value, int):
                return None
            if "year_mark" in following:
                said.year = full_year(value, senses["number"], pieces[place + 2 :])
                if said.year is None:
                    return None
            elif "decade_mark" in following:
                said.decade = value
                if value % 10 or 90 < value < 1000:
                    return None
            elif "month_mark" in following:
                said.month = value
            else:
                said.day = value
            place += 2
            continue
        elif "number" in senses and "century_mark" in following:
            said.century = int(senses["number"].value)
            place += 2
            continue
        elif "relative" in senses and "century_mark" in following:
            said.century_shift = senses["relative"]
            place += 2
            continue
        elif "number" in senses and "quarter_mark" in following:
            said.nth = int(senses["number"].value)
        elif "quarter_mark" in senses:
            said.unit = "quarter"
        elif "quarter_names" in senses:
            said.nth, said.unit = senses["quarter_names"], "quarter"
        elif "holidays" in senses:
            said.holiday = senses["holidays"]
        elif "relative" in senses:
            said.shift = senses["relative"] + (said.shift or 0)
            said.shift_word = token.word
            if "year_mark" in following:
                said.year_shift, said.shift, place = said.shift, None, place + 1
            elif "month_mark" in following:
                said.month_shift, said.shift, place = said.shift, None, place + 1
        elif "weekdays" in senses and not (said.weekday is not None):
            said.weekday = senses["weekdays"]
            if said.shift == -1 and any(
                each.senses.keys() & {"months", "time", "year_number"} for each in pieces[place + 1 :]
            ):
                said.nth, said.nth_first, said.shift = -1, True, None  # last Monday in May
        elif "ordinals" in senses and not ("time" in senses and said.nth is not None):
            if (said.month is not None and not following.keys() & {"time", "weekdays"}) or (
                said.day is None
                and "time" not in following
                and "weekdays" not in following
                and any("months" in each.senses for each in pieces[place + 1 :])
            ):
                said.day = senses["ordinals"]
            elif said.nth is None:
                said.nth, said.nth_first = senses["ordinals"], said.weekday is None
                said.nth_of = "of" in following
            elif said.month is None and said.nth is not None:
                said.day, said.month, said.nth = said.nth, senses["ordinals"], None
        elif "year_number" in senses and (said.year is None):
            said.year = senses["year_number"]
        elif "day_number" in senses and said.day is None:
            said.day = senses["day_number"]
        elif "time" in senses:
            if said.unit is None:
                said.unit = senses["time"]
                if (
                    said.shift == -1
                    and said.nth is None
                    and any(
                        "time" in each.senses or "months" in each.senses or "year_number" in each.senses
                        for each in pieces[place + 1 :]
                    )
                ):
                    said.nth, said.shift = -1, None  # last week of the month
            else:
                said.container = senses["time"]
        elif "years" in senses:
            said.year_shift = senses["years"]
        elif "days" in senses:
            said.days = senses["days"]
        elif "parts" in following and ("month_mark" in senses or "year_mark" in senses):
            # 月底, 年底 of the present month or year
            if "month_mark" in senses:
                said.month_shift = 0
            elif said.year_shift is None:
                said.year_shift = 0
        elif "parts" in senses:
            said.part = senses["parts"]
            if "month_mark" in following:
                said.month_shift, place = 0, place + 1
        elif "rest" in senses:
            said.rest, said.rest_in = senses["rest"], " " in token.word
        elif "same" in senses:
            said.same = True
            said.unit = {"年": "year", "月": "month", "r": "year", "s": "year"}.get(token.word[-1], "day")
        elif "now" in senses:
            said.now = True
        elif "seasons" in senses:
            said.season = senses["seasons"]
        elif "month_weeks" in senses:
            said.month, said.unit = senses["month_weeks"], "week"
            if said.shift == -1:
                said.nth, said.shift = -1, None
        elif "unit_parts" in senses:
            said.part, _, said.unit = senses["unit_parts"].partition(":")
            said.shift = said.shift or 0
        elif "decade" in senses:
            said.decade = senses["decade"]
        elif (
            "number" in senses and said.unit == "week" and said.day is None and isinstance(senses["number"].value, int)
        ):
            said.day = senses["number"].value
        elif "number" in senses and "year_number" not in senses and "day_number" not in senses:
            return None
        place += 1
    return said


def full_year(value: int, number: Number, rest: Sequence[Token]) -> int | None:
    """The year of 2023年, 98年, 08年, of 16年 before a month; None where it is a length (3年, 20年)."""
    if 1000 <= value <= 2199 and (number.digits or value > 2000 or not number.words):
        return value
    if len(number.digits) == 2:
        dated = any("month_mark" in each.senses or "quarter_mark" in each.senses for each in rest)
        if number.digits[0] == "0" or value >= 85 or dated:
            return value + (1900 if value >= 50 else 2000)
    return None


PLAIN = frozenset({"year", "month", "day", "weak"})


def resolve(said: Stated, reference: date | None) -> Period | None:
    """The period of the calendar that the pieces mean; None where they mean none.

    Without a reference day, relative and incomplete dates have a unit but no value: they are never guessed.
    """
    if PLAIN.issuperset(said.__dict__):  # most dates
        if said.month is not None:
            return stated_month(said, reference, said.year, False)
        if said.day is not None:
            return stated_day(said, reference)
        return year(said.year) if said.year is not None else None
    whole = resolve_whole(said, reference)
    if whole is None:
        return None
    if (
        said.part
        and said.season is None
        and whole.low is not None
        and whole.unit in ("month", "year", "week", "decade", "quarter")
    ):
        return part_of(whole, said.part)
    if said.part and whole.low is None:
        return whole._replace(approx=said.part)
    return whole


def unknown(unit: str) -> Period:
    return Period(None, None, unit, None)


def resolve_whole(said: Stated, reference: date | None) -> Period | None:
    if said.century_shift is not None:
        if reference is None:
            return unknown("century" if said.decade is None else "decade")
        said.century = reference.year // 100 + 1 + said.century_shift
    if said.decade is not None and said.decade < 100 and said.century is not None:
        said.decade += said.century * 100 - 100
    if said.century is not None and said.decade is None:
        return century(said.century)
    if said.same:
        return unknown(said.unit or "day")
    if said.now:
        return day(reference) if reference else unknown("day")
    if said.decade is not None:
        return stated_decade(said)
    if said.holiday:
        return stated_holiday(said, reference)
    if said.printed:
        year_, month_, day_ = said.printed
        if year_ and day_:
            return day(date(year_, month_ or 1, day_))
        if year_:
            return month(year_, month_ or 1)
        said.month, said.day = month_, day_
    if said.days is not None:
        return day(reference + timedelta(said.days)) if reference else unknown("day")
    year_ = said.year
    if year_ is None and said.year_shift is not None and reference:
        year_ = reference.year + said.year_shift
    if said.month_shift is not None and said.nth is not None and reference:
        first = add_months(reference.replace(day=1), said.month_shift)
        year_, said.month = year_ or first.year, first.month
    if said.part and said.unit == "year" and year_ is not None and said.month is None:
        return year(year_)
    relative_year = said.shift is not None and said.unit == "year" and said.month is not None
    if year_ is None and relative_year and reference:
        year_ = reference.year + (said.shift or 0)
    if said.nth is not None and said.unit is not None:
        return nth_unit(said, reference, year_)
    if (
        said.nth is not None
        and said.weekday is None
        and said.month is None
        and (said.shift is None or said.unit is None)
    ):
        said.day, said.nth = said.nth, None
    if said.unit == "quarter" and said.day and said.shift is None:
        return None
    if said.unit == "week" and said.day is not None and said.month is None:
        return numbered_week(said, reference, year_)
    if said.season:
        if year_ is None and reference and said.shift is not None:
            year_ = reference.year + said.shift
        if year_ is None:
            return (
                unknown("season")._replace(approx=said.season)
                if said.shift is not None or said.year_shift is not None
                else None
            )
        return season(year_, said.season)
    if said.month is not None:
        return stated_month(said, reference, year_, relative_year)
    if said.month_shift is not None:
        if reference is None:
            return unknown("day" if said.day else "month")
        shifted = add_months(reference.replace(day=1), said.month_shift)
        if year_ is not None:
            shifted = shifted.replace(year=year_)
        if said.day:
            at = make_day(shifted.year, shifted.month, said.day)
            return day(at) if at else None
        return month(shifted.year, shifted.month)
    if said.shift is not None and said.unit is not None:
        return relative_unit(said, reference)
    if said.weekday is not None and said.nth is not None:
        if said.nth_first and year_ is not None:
            said.unit = "year"
            return nth_unit(said, reference, year_)
        if said.nth_first:
            return None  # «fifth Sunday», of what?
        said.day, said.nth = said.nth, None
    if said.weekday is not None:
        return stated_weekday(said, reference)
    if said.rest and said.unit:
        said.shift = 0
        return relative_unit(said, reference)
    if said.unit == "weekend" and said.shift is None:
        said.shift = 0
        return relative_unit(said, reference)
    if said.unit and said.shift is None and year_ is None:
        if said.day is not None:
            return None  # «day 3», 每天8小时
        said.shift = 0
        return relative_unit(said, reference)
    if said.part in ("first_half", "second_half") and year_ is None:
        if said.shift is not None and said.unit is None and reference is None:
            return unknown("half")
        return year(reference.year) if reference else unknown("half")
    if said.day is not None:
        return stated_day(said, reference)
    if year_ is not None:
        return year(year_)
    if said.year_shift is not None:
        return unknown("year")
    return None


def stated_decade(said: Stated) -> Period | None:
    first = said.decade or 0
    if first < 100:
        first += 1900 if first >= 30 else 2000
    whole = decade(first - first % 10)
    return whole and (whole._replace(approx=said.part) if said.part else whole)


def stated_holiday(said: Stated, reference: date | None) -> Period | None:
    assert said.holiday is not None
    if said.year is not None:
        at = holiday(said.holiday, said.year)
        return day(at) if at else None
    if reference is None:
        return unknown("day")
    if said.year_shift is not None:
        at = holiday(said.holiday, reference.year + said.year_shift)
        return day(at) if at else None
    years = range(reference.year - 2, reference.year + 3)
    days = [at for each in years if (at := holiday(said.holiday, each))]
    if said.unit == "year" and said.shift is not None:
        at = holiday(said.holiday, reference.year + said.shift)
    elif said.shift == -1:
        at = max((each for each in days if each < reference), default=None)
    elif said.shift == 1:
        at = min((each for each in days if each > reference), default=None)
    elif said.shift == 0:
        at = holiday(said.holiday, reference.year)
    else:
        at = nearest(days, reference)
    return day(at) if at else None


def stated_month(said: Stated, reference: date | None, year_: int | None, relative_year: bool) -> Period | None:
    assert said.month is not None
    if not 1 <= said.month <= 12 or (said.day is not None and not 1 <= said.day <= 31):
        return None
    if year_ is None and said.shift is not None and said.unit is None and said.weekday is None and reference:
        year_ = reference.year + said.shift
        if said.shift_word in UPCOMING or said.shift_word in RECENT:
            year_ = None
    if said.nth is not None and said.weekday is not None:
        if year_ is None:
            year_ = reference.year if reference else None
        at = nth_weekday(year_, said.month, said.weekday, said.nth) if year_ else None
        return day(at) if at else unknown("day")
    if said.day is not None:
        if year_ is not None:
            at = make_day(year_, said.month, said.day)
            return day(at) if at else None
        if reference is None:
            return unknown("day")
        at = nearest_day(said.month, said.day, reference)
        return day(at) if at else None
    if year_ is not None:
        return month(year_, said.month)
    if reference is None or relative_year or said.year_shift is not None:
        return unknown("month")
    this = reference.replace(day=1)
    firsts = [date(each, said.month, 1) for each in range(reference.year - 1, reference.year + 2)]
    at = nearest(firsts, this)
    return month(at.year, at.month) if at else None


def stated_day(said: Stated, reference: date | None) -> Period | None:
    """«the 22nd», 31日: the day of this month, or of the nearest month that has it."""
    assert said.day is not None
    if not 1 <= said.day <= 31:
        return None
    if reference is None:
        return unknown("day")
    if said.shift is not None and said.unit == "month":
        first = add_months(reference.replace(day=1), said.shift)
        at = make_day(first.year, first.month, said.day)
        return day(at) if at else None
    firsts = [add_months(reference.replace(day=1), shift) for shift in range(-3, 2)]
    at = nearest([at for each in firsts if (at := make_day(each.year, each.month, said.day))], reference)
    return day(at) if at else None


def stated_weekday(said: Stated, reference: date | None) -> Period | None:
    assert said.weekday is not None
    if reference is None:
        return unknown("day")
    if said.day is not None:
        days = [
            at
            for shift in range(-13, 14)
            if (at := make_day(*month_of(reference, shift), said.day)) and at.weekday() == said.weekday
        ]
        near = min(days, key=lambda each: abs((each - reference).days), default=None)
        return day(near) if near else None
    monday = reference - timedelta(reference.weekday())
    if said.shift is not None and (said.unit == "week" or said.unit is None):
        if said.unit is None and said.shift_word in RECENT:
            return day(reference - timedelta((reference.weekday() - said.weekday - 1) % 7 + 1))
        if said.unit is None and said.shift_word in UPCOMING:
            return day(reference + timedelta((said.weekday - reference.weekday() - 1) % 7 + 1))
        return day(monday + timedelta(7 * said.shift + said.weekday))
    return day(reference - timedelta((reference.weekday() - said.weekday) % 7))


def month_of(reference: date, shift: int) -> tuple[int, int]:
    at = add_months(reference.replace(day=1), shift)
    return at.year, at.month


def nth_unit(said: Stated, reference: date | None, year_: int | None) -> Period | None:
    """«third week of 2027», «first quarter of the year», 第三季度, «20th of next month», «15th century»."""
    assert said.nth is not None
    unit, nth = said.unit, said.nth
    if unit == "century" and said.month is None:
        return century(nth)
    if unit == "month" and said.shift is not None and said.container is None and said.weekday is None and year_ is None:
        said.day, said.nth = nth, None
        return stated_day(said, reference)
    if said.weekday is not None and said.container is None and unit == "month":
        if reference is None:
            return unknown("day")
        at = nth_weekday(*month_of(reference, said.shift or 0), said.weekday, nth)
        return day(at) if at else None
    inside = said.container
    if unit == "month" and said.nth_of and said.shift is None and inside is None and year_ is None:
        said.day, said.nth, said.shift = nth, None, 0
        return stated_day(said, reference)
    if unit == "week" and nth > 5 and year_ is None and said.month is None and reference:
        year_ = reference.year
    if year_ is None and inside == "year" and reference:
        year_ = reference.year + (said.shift or 0)
    if unit == "year" and said.weekday is not None and year_ is None and reference:
        year_ = reference.year + (said.shift or 0)
    if nth == -1:
        return last_unit(said, reference, year_)
    if unit == "day" and said.month is not None:
        return stated_month(Stated(month=said.month, day=nth), reference, year_, False)
    if unit == "year" and said.weekday is not None and year_ is not None:
        first_one = date(year_, 1, 1) + timedelta((said.weekday - date(year_, 1, 1).weekday()) % 7 + 7 * (nth - 1))
        return day(first_one) if first_one.year == year_ else None
    if unit == "quarter" or unit == "half":
        if not 1 <= nth <= 4:
            return None
        if year_ is None and reference:
            starts = [date(each, nth * 3 - 2, 1) for each in range(reference.year - 1, reference.year + 2)]
            near = nearest(starts, reference)
            year_ = near.year if near else None
        return quarter(year_, nth) if year_ else unknown("quarter")
    if unit == "month" and year_ is not None:
        return month(year_, nth) if 1 <= nth <= 12 else None
    if unit == "day" and inside == "month":
        said.day, said.nth, said.unit, said.shift = nth, None, "month", said.shift or 0
        return stated_day(said, reference)
    if unit == "week" and said.month is not None:
        first_of = stated_month(Stated(month=said.month), reference, year_, False)
        return nth_week(first_of.low, nth) if first_of and first_of.low else None
    if unit == "week" and year_ is not None:
        return nth_week(date(year_, 1, 1), nth)
    if unit == "week" and inside == "month":
        if reference is None:
            return unknown("week")
        return nth_week(add_months(reference.replace(day=1), said.shift or 0), nth)
    return None


def last_unit(said: Stated, reference: date | None, year_: int | None) -> Period | None:
    """«the last week of May», «the last quarter of 2018», «the last day of the year», «letzter Montag des Jahres»."""
    whole: Period | None = None
    if said.month is not None:
        whole = stated_month(Stated(month=said.month), reference, year_, False)
    elif year_ is not None:
        whole = year(year_)
    elif reference is None:
        return unknown(said.unit or "day")
    else:
        container = said.container or (said.unit if said.weekday is not None else None)
        if container in ("month", "year", "quarter"):
            whole = relative_unit(Stated(shift=said.shift or 0, unit=container), reference)
    if whole is None or whole.low is None or whole.high is None:
        return None
    last = whole.high - timedelta(1)
    if said.weekday is not None:
        return day(last - timedelta((last.weekday() - said.weekday) % 7))
    if said.unit == "week":
        return last_week(whole)
    if said.unit == "day":
        return day(last)
    if said.unit == "month":
        return month(last.year, last.month)
    if said.unit == "quarter":
        return quarter(last.year, (last.month + 2) // 3)
    if said.unit == "weekend":
        return weekend(last - timedelta((last.weekday() - 5) % 7))
    return None


def last_week(whole: Period | None) -> Period | None:
    """The last week of a period: the one that holds its last Thursday (ISO 8601)."""
    return week(whole.high - timedelta(1 + (whole.high.weekday() - 4) % 7)) if whole and whole.high else None


def nth_week(first: date, nth: int) -> Period | None:
    """The nth week of the month or year that begins on a day: the first one holds its first Thursday (ISO 8601)."""
    if not 1 <= nth <= 53:
        return None
    start = week(first)
    assert start.low is not None
    if (first - start.low).days > 3:
        nth += 1
    return week(first, nth - 1)


def numbered_week(said: Stated, reference: date | None, year_: int | None) -> Period | None:
    assert said.day is not None
    if year_ is None and reference:
        year_ = reference.year + (said.shift or 0 if said.container == "year" else 0)
    return nth_week(date(year_, 1, 1), said.day) if year_ and said.day else None


def relative_unit(said: Stated, reference: date | None) -> Period | None:
    """«next week», «diesen Monat», 上个月; with a weekday or day in it where one is named."""
    unit, shift = said.unit or "", said.shift or 0
    if unit in NOT_PERIODS:
        return None
    if reference is None:
        return unknown(unit)
    if unit == "week" and said.weekday is not None:
        return stated_weekday(said, reference)
    if unit == "month" and said.day is not None:
        return stated_day(said, reference)
    if unit == "day":
        return day(reference + timedelta(shift))
    first = reference.replace(day=1)
    whole: Period | None
    if unit == "week":
        whole = week(reference, shift)
    elif unit == "weekend":
        whole = weekend(reference, shift)
    elif unit == "workweek":
        whole = week(reference, shift)
        whole = whole._replace(high=whole.low + timedelta(5)) if whole.low else None
    elif unit == "month":
        at = add_months(first, shift)
        whole = month(at.year, at.month)
    elif unit == "quarter":
        whole = quarter(reference.year, (reference.month - 1) // 3 + 1 + shift)
    elif unit == "year":
        whole = year(reference.year + shift)
    elif unit == "decade":
        whole = decade(reference.year // 10 * 10 + 10 * shift)
    elif unit == "century":
        whole = century(reference.year // 100 + 1 + shift)
    elif unit == "fortnight":
        low = week(reference, 2 * shift).low
        whole = Period(low, low + timedelta(14), "fortnight", None) if low else None
    else:
        return None
    if whole is None or whole.low is None or whole.high is None:
        return None
    if said.rest == "rest":
        return Period(reference, whole.high - timedelta(1), unit, None, "rest")
    if said.rest == "later":
        middle = part_of(whole, "end").low if unit == "year" and said.rest_in else reference
        return Period(middle, whole.high, unit, whole.value, "end")
    if said.rest == "earlier":
        return Period(
            whole.low, reference if unit == "week" else part_of(whole, "early").high, unit, whole.value, "early"
        )
    return whole


def shifted(at: date, lengths: Sequence[tuple[float, str]], sign: int) -> date | None:
    """The day some lengths before or after a day: «1 month 21 days ago»."""
    moved: date | None = at
    for count, unit in lengths:
        moved = add(moved, sign * count, unit) if moved else None
    return moved
