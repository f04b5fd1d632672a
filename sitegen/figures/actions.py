"""What each rule of the grammar means: from its tokens to a figure, or None where it is none after all."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sitegen.figures import moments
from sitegen.figures.grammar import Action, Context
from sitegen.figures.lexicon import Token, lexicon
from sitegen.figures.numbers import Number, tidy
from sitegen.figures.periods import (
    DAYS_IN,
    MONTHS_IN,
    SECONDS_IN,
    Period,
    add,
    add_months,
    day,
    decade,
    part_of,
    quarter,
    week,
)  # fmt: skip
from sitegen.model import Figure

Tokens = Sequence[Token]
LOWER = frozenset({"at_least", "more_than"})
UPPER = frozenset({"at_most", "less_than", "up_to"})


# --- common --------------------------------------------------------------------------------------------------------


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
    return Figure(first.start, last.end, context.text[first.start : last.end], kind, value, unit, low, high, approx)


def bounded(
    context: Context, pieces: Tokens, kind: str, number: Number, unit: str | None, *, keep: bool = False
) -> Figure:
    """A figure with its approximate words: a bound leaves the value open, «about» keeps it.

    With `keep` the stated amount stays the value beside the bound, as for money and measures.
    """
    approx = number.approx
    for token in pieces:
        approx = (
            either_equal(
                approx,
                token.senses.get("bounds") or token.senses.get("bounds_after") or token.senses.get("bounds_inside"),
            )
            or approx
        )
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
    return [token.senses["number"] for token in pieces if "number" in token.senses]


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
    return next((token.senses[sense] for token in pieces if sense in token.senses), None)


# --- dates ---------------------------------------------------------------------------------------------------------


def as_figure(context: Context, pieces: Tokens, period: Period) -> Figure:
    first = pieces[0]
    low = period.low.isoformat() if period.low else None
    high = period.high.isoformat() if period.high else None
    if period.unit == "day":
        return made(context, first, pieces[-1], "date", period.value, "day", approx=period.approx)
    return made(context, first, pieces[-1], "date", period.value, period.unit, low, high, period.approx)


def trimmed(pieces: Tokens) -> list[Token]:
    """Without articles and prepositions at either end."""
    kept = list(pieces)
    if len(kept) >= 2 and kept[-1].senses.keys() & {"time"} and kept[-2].word == "the":
        while len(kept) > 2 and not kept[0].senses.keys() - {"of", "sign", "starts", "between"}:
            kept.pop(0)
        return kept
    loose = {"of", "the", "sign", "starts", "between", "to", "and", "through", "weak", "side"}
    while kept and not kept[0].senses.keys() - loose:
        kept.pop(0)
    while kept and not kept[-1].senses.keys() - loose:
        kept.pop()
    return kept


def single_date(pieces: Tokens, context: Context) -> Figure | None:
    pieces = trimmed(pieces)
    if not pieces or not trusted(pieces, context):
        return None
    said = moments.read(pieces)
    if said is None:
        return None
    period = moments.resolve(said, context.reference)
    return as_figure(context, pieces, period) if period else None


CLAUSE_END = re.compile(r"\s*(?:[.,;:!?)]|$)")


def present_unit(token: Token, context: Context) -> bool:
    """«so far in the year.», «for the day.»: the present one, at the end of a clause."""
    return token.word in ("day", "week", "month", "year") and bool(CLAUSE_END.match(context.low, token.end))


def trusted(pieces: Tokens, context: Context) -> bool:
    """Whether a date of one word is one: «may», «2024» behind a name and «1998» of a copyright line are not."""
    first = pieces[0]
    if len(pieces) > 1:
        said = {sense for token in pieces for sense in token.senses}
        if len(pieces) == 2 and first.word == "the" and "time" in pieces[1].senses:
            return present_unit(pieces[1], context)
        if "ordinals" in pieces[-1].senses and said <= {"the", "ordinals", "sign", "starts", "of", "time"}:
            return False
        if said <= {
            "relative",
            "parts",
            "sign",
            "starts",
            "of",
            "bounds",
            "several",
        } and "second_half" not in (first_of(pieces, "parts") or ""):
            return bool(first_of(pieces, "parts") == "first_half")
        return not (len(pieces) == 2 and "weekdays" in first.senses and "weak" in first.senses)
    senses = first.senses
    if "months" in senses:
        if "weak" in senses:
            return preposition_before(context, first)
        return (
            len(first.word.rstrip(".")) > 3
            or preposition_before(context, first)
            or first.word == "mai"
            or first.word == "may"
        )
    if "ordinals" in senses:
        return first.word[:1].isdigit() and not context.low[first.end : first.end + 2].strip()[:1].isalpha()
    if "weekdays" in senses and sense_before(context, context.low[max(0, first.start - 24) : first.start], "ordinals"):
        return False  # «the fifth Sunday», of what?
    if "weekdays" in senses:
        return "weak" not in senses and (len(first.word.rstrip(".")) > 3 or context.lang == "zh")
    if "year_number" in senses:
        return year_alone(context, first)
    if "printed_date" in senses:
        return certain_printed(context, first)
    if "parts" in senses:
        return senses["parts"] in ("first_half", "second_half") and context.lang == "zh"
    return not senses.keys() & {"seasons", "now"}


PREPOSITION = re.compile(
    r"\b(?:in|on|since|until|till|by|from|to|of|during|for|before|after|im|am|seit|ab|bis|vom|zum|vor|nach|of|for|late|early)\s*$"
)


def preposition_before(context: Context, token: Token) -> bool:
    return bool(PREPOSITION.search(context.low, max(0, token.start - 12), token.start))


YEAR_BEFORE = re.compile(
    r"(?:^|[^\w\s$€£#])\s*$|\b(?:in|since|until|till|by|from|to|of|during|for|before|after|year|the|and|or|through|as|than|early|late|mid|im|jahr|jahre|jahren|seit|ab|bis|von|und|oder|vom|zum|vor|nach|ende|anfang|mitte|gegen|um|schon|bereits|noch|erst|aus|für|at|around|about|around|fiscal|q[1-4]|back|only|was|is|war|ist|auf|ihr|das|wie|zwischen|sommer|herbst|winter|frühjahr|über|unter|gegenüber|again|dated|circa|c\.|dem|des|the|hälfte|beginn)\s*$"
)
UNIT_AFTER = re.compile(r"\s?[A-Za-zÄÖÜäöüß%€$£]")


JOINED_NUMBER = re.compile(r"\s?[-–—~]\s?[0-9]")


def year_alone(context: Context, token: Token) -> bool:
    """A bare 2007 is a year after a preposition or alone, and no number of things («2000 pieces»)."""
    if "figures" not in token.senses:
        return False
    if JOINED_NUMBER.match(context.low, token.end):
        return False
    before = context.low[max(0, token.start - 16) : token.start]
    if before[-1:] in "-–/" and before[-2:-1].isdigit():
        return False
    return bool(YEAR_BEFORE.search(before)) or context.low[max(0, token.start - 1) : token.start] == "="


def certain_printed(context: Context, token: Token) -> bool:
    """`4/22` is a day; `1/2` is one only after a preposition; a machine's `4.22` never."""
    found = token.senses["printed_date"]
    if found.year is not None:
        return True
    if "number" not in token.senses:
        return True
    if "." in token.word:
        return len(token.word) == 5 and preposition_before(context, token)
    larger = max(int(each) for each in token.word.split("/"))
    return larger > 12 or preposition_before(context, token)


def date_range(pieces: Tokens, context: Context) -> Figure | None:
    joints = [
        place
        for place, token in enumerate(pieces)
        if token.senses.keys() & {"to", "and"} and 0 < place < len(pieces) - 1
    ]
    reference = context.reference
    has_between = "between" in pieces[0].senses
    for place in joints:
        joint = pieces[place].senses
        closed = (has_between and context.lang != "zh") or "between_after" in pieces[-1].senses
        if "to" not in joint and not closed:
            continue
        if context.lang == "zh" and pieces[place].word in ("和", "与", "跟") and not closed:
            continue
        if context.lang == "de" and "side" in joint and "to" not in joint:
            continue
        left, right = trimmed(pieces[:place]), trimmed(pieces[place + 1 :])
        if not left or not right:
            continue
        if any(len(side) == 1 and side[0].senses.get("parts") for side in (left, right)):
            continue
        first, second = moments.read(left), moments.read(right)
        if first is None or second is None:
            continue
        if is_plain_numbers(left) and is_plain_numbers(right) and not years_joined(left, right, context, has_between):
            continue
        start, end = resolve_both(first, second, reference)
        if start is None or end is None:
            continue
        if pieces[place].word in "-–—" and start.unit == "day" and end.unit == "year":
            continue  # Sep-23-2020
        if start.low is None or end.low is None:
            if reference is None and (start.unit, end.unit) != ("year", "year"):
                return made(context, pieces[0], pieces[-1], "daterange", None, end.unit)
            continue
        high = end.high if end.approx == "end" else end.low
        if end.approx == "middle" and end.unit == "month" and end.low:
            high = end.low.replace(day=16)
        low = start.high if start.approx == "end" and start.unit == "month" else start.low
        if low is None or high is None or high <= low:
            continue
        cut = trimmed_range(pieces)
        return made(context, cut[0], cut[-1], "daterange", None, end.unit, low.isoformat(), high.isoformat())
    return None


def trimmed_range(pieces: Tokens) -> Tokens:
    kept = list(pieces)
    while len(kept) > 1 and not kept[-1].senses.keys() - {"of", "the", "sign", "starts"}:
        kept.pop()
    return kept


def is_plain_numbers(side: Tokens) -> bool:
    return all(
        not token.senses.keys()
        - {"number", "day_number", "year_number", "sign", "starts", "figures", "words", "the", "of", "time", "weak"}
        and "number" in token.senses
        for token in side
    )


def years_joined(left: Tokens, right: Tokens, context: Context, has_between: bool) -> bool:
    """«between 2014 and 2018», «2014–2018»: two years, not two amounts."""
    if "year_number" not in left[0].senses or "year_number" not in right[0].senses:
        return False
    if left[0].senses["year_number"] >= right[0].senses["year_number"] or right[0].senses["year_number"] > 2100:
        return False
    return has_between or left[0].senses["year_number"] >= 1500


def resolve_both(
    first: moments.Stated, second: moments.Stated, reference: date | None
) -> tuple[Period | None, Period | None]:
    """Both ends, each lending the other what it leaves out: «from 5/1 to 5/7/2020», «November 19 to 20»."""
    for one in (first, second):
        if one.nth is not None and one.unit is None and one.weekday is None:
            one.day, one.nth = one.nth, None
        if one.printed and (one.printed.year is None or one.printed.day is None):
            one.year, one.month, one.day, one.printed = one.printed.year, one.printed.month, one.printed.day, None
    lend_month(first, second)
    for lender, borrower in ((second, first), (first, second)):
        if (
            borrower.printed is None
            and borrower.month is not None
            and borrower.year is None
            and borrower.shift is None
            and borrower.year_shift is None
        ):
            given = lender.printed.year if lender.printed else lender.year
            if given is not None and lender.month is None and lender.printed is None:
                continue
            borrower.year = given
            if lender.printed is None and given is None:
                borrower.year_shift = lender.year_shift
                if lender.unit == "year":
                    borrower.unit, borrower.shift = lender.unit, lender.shift
    if first.year is None and first.year_shift is not None and second.year is None and second.year_shift is None:
        second.year_shift = first.year_shift
    end = moments.resolve(second, reference)
    start = moments.resolve(first, reference)
    weekdays = first.weekday is not None and second.weekday is not None and first.day is None and second.day is None
    if weekdays and start and end and start.low and end.low and end.low <= start.low:
        end = day(start.low + timedelta((end.low - start.low).days % 7))
    if start and end and start.low and end.low and reference and yearless(first) and not second.now:
        if yearless(second) and second.month is not None:
            # Both in one year, or over New Year: the later reading of the first that the second allows.
            start = moments.resolve(with_year(first, end.low.year), reference)
            if start and start.low and start.low >= end.low:
                start = moments.resolve(with_year(first, end.low.year - 1), reference)
            if start is None and (start := moments.resolve(first, reference)) and start.low:
                end = moments.resolve(with_year(second, start.low.year), reference)  # 29 February
        elif start.low and end.low and start.low >= end.low and first.month is not None:
            start = moments.resolve(with_year(first, end.low.year - 1), reference)
    elif (
        start
        and end
        and start.low
        and end.low
        and yearless(second)
        and second.month is not None
        and not yearless(first)
    ):
        end = moments.resolve(with_year(second, start.low.year), reference)
        if end and end.low and end.low <= start.low:
            end = moments.resolve(with_year(second, start.low.year + 1), reference)
    return start, end


def lend_month(first: moments.Stated, second: moments.Stated) -> None:
    """Gives one end the month of the other where it is a bare day."""
    for lender, borrower in ((first, second), (second, first)):
        if (
            borrower.day is not None
            and borrower.month is None
            and borrower.printed is None
            and borrower.weekday is None
        ):
            if lender.printed is not None:
                borrower.month, borrower.year = lender.printed.month, lender.printed.year
            elif lender.month is not None:
                borrower.month, borrower.year = lender.month, borrower.year or lender.year
                borrower.year_shift = borrower.year_shift if borrower.year_shift is not None else lender.year_shift
            elif lender.month_shift is not None:
                borrower.month_shift = lender.month_shift
            elif lender.shift is not None and lender.unit == "month":
                borrower.shift, borrower.unit = lender.shift, lender.unit


def yearless(said: moments.Stated) -> bool:
    return (
        said.month is not None
        and said.year is None
        and said.year_shift is None
        and said.shift is None
        and said.printed is None
    )


def with_year(said: moments.Stated, number: int) -> moments.Stated:
    return moments.Stated(
        year=number,
        month=said.month,
        day=said.day,
        weekday=None if said.day else said.weekday,
        nth=said.nth,
        part=said.part,
    )


def day_range(pieces: Tokens, context: Context) -> Figure | None:
    """«4 to 23 next month», «vom 4. bis zum 23.», «3 until 12 of Sept»."""
    joint = next(
        place
        for place, token in enumerate(pieces)
        if token.senses.keys() & {"to", "and"}
        and place
        and pieces[place - 1].senses.keys() & {"day_number", "ordinals"}
    )
    if "to" not in pieces[joint].senses and "between" not in {
        sense for token in pieces[:joint] for sense in token.senses
    }:
        return None
    days = [
        token.senses.get("ordinals") or token.senses.get("day_number")
        for token in pieces
        if token.senses.keys() & {"day_number", "ordinals"}
    ]
    rest = [token for token in pieces if not token.senses.keys() & {"day_number", "ordinals", "to", "and", "between"}]
    frame = moments.read(trimmed(rest)) if trimmed(rest) else None
    if frame is None or len(days) < 2 or (frame.month is None and frame.unit != "month"):
        return None
    ends = []
    for number in days[:2]:
        frame_again = moments.read(trimmed(rest))
        assert frame_again is not None
        frame_again.day = number
        ends.append(moments.resolve(frame_again, context.reference))
    first, second = ends
    if first is None or second is None:
        return None
    if first.low is None or second.low is None:
        return made(context, pieces[0], pieces[-1], "daterange", None, "day")
    if first.low >= second.low:
        return None
    return made(context, pieces[0], pieces[-1], "daterange", None, "day", first.low.isoformat(), second.low.isoformat())


def weekday_range(pieces: Tokens, context: Context) -> Figure | None:
    """«next week between Wednesday and Friday»."""
    shift, weekdays = (
        pieces[0].senses["relative"],
        [token.senses["weekdays"] for token in pieces if "weekdays" in token.senses],
    )
    if context.reference is None or first_of(pieces, "time") != "week":
        return None
    monday = context.reference - timedelta(context.reference.weekday() - 7 * shift)
    low, high = monday + timedelta(weekdays[0]), monday + timedelta(weekdays[1])
    return (
        made(context, pieces[0], pieces[-1], "daterange", None, "day", low.isoformat(), high.isoformat())
        if low < high
        else None
    )


def side(pieces: Tokens, context: Context) -> Figure | None:
    """«before 2015», «seit 2018», «since late July»: a period with one open end."""
    name = pieces[0].senses["side"]
    rest = trimmed(pieces[1:]) or list(pieces[1:])
    if not rest or not (len(rest) > 1 or trusted_after_preposition(rest[0]) or rest[0].senses.get("time") == "weekend"):
        return None
    return open_period(pieces, rest, name, context)


def trusted_after_preposition(token: Token) -> bool:
    senses = token.senses
    if "weak" in senses and "months" in senses:
        return False
    if "weekdays" in senses and "weak" in senses:
        return False
    return bool(
        senses.keys()
        & {"months", "weekdays", "year_number", "printed_date", "days", "holidays", "decade", "now", "years"}
    )


def side_after(pieces: Tokens, context: Context) -> Figure | None:
    """2015年前, 2019年8月6日或之后, 从2015年2月1日开始."""
    name = str(pieces[-1].senses["side_after"]).removesuffix("_incl")
    return open_period(pieces, trimmed(pieces[:-1]), name, context)


def open_period(pieces: Tokens, rest: Tokens, name: str, context: Context) -> Figure | None:
    if not rest:
        return None
    said = moments.read(rest)
    period = moments.resolve(said, context.reference) if said else None
    if period is None:
        return None
    value = period.value
    if period.low is None or period.high is None:
        return made(context, pieces[0], pieces[-1], "period", None, period.unit, approx=name)
    low = high = None
    if name == "before":
        high = period.high if period.approx == "end" else period.low
    elif name == "until":
        high = period.low if period.unit == "day" else period.high
    elif name == "since":
        low = period.low
    else:
        low = period.low if period.unit == "day" else period.high
    return made(
        context,
        pieces[0],
        pieces[-1],
        "period",
        value,
        period.unit,
        low and low.isoformat(),
        high and high.isoformat(),
        name,
    )


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
    return None


def offset(pieces: Tokens, context: Context) -> Figure | None:
    """«5 days ago», 5天前, «two weeks from now»: a day, where it is counted in days or weeks."""
    direction = (
        -1
        if any("ago" in token.senses for token in pieces if unit_of(token) is None)
        and not any("after" in token.senses and "ago" not in token.senses for token in pieces)
        else 1
    )
    return at_offset(pieces, direction, context)


def at_offset(pieces: Tokens, direction: int, context: Context) -> Figure | None:
    lengths = lengths_of(pieces)
    if any("plus_half" in token.senses for token in pieces):
        return None
    weekday = first_of(pieces, "weekdays")
    countable = lengths and (lengths[-1][1] in DAYS_IN or (weekday is not None and lengths[-1][1] in MONTHS_IN))
    if not countable or context.reference is None:
        return None
    if any("several" in token.senses or number_is_open(token) for token in pieces):
        return None
    at = moments.shifted(context.reference, lengths, direction)
    if at is None:
        return None
    if weekday is not None:
        same_week = weekday - at.weekday()
        at += timedelta(same_week if lengths[-1][1] in DAYS_IN else same_week % 7)
    return made(
        context,
        pieces[0],
        pieces[-1],
        "date",
        at.isoformat(),
        "day",
        approx="about" if lengths[-1][1] != "day" else None,
    )


def number_is_open(token: Token) -> bool:
    return "number" in token.senses and token.senses["number"].low is not None


def week_of(pieces: Tokens, context: Context) -> Figure | None:
    """«the week beginning February 4», «the week of May 6»."""
    if first_of(pieces, "time") != "week":
        return None
    place = next(place for place, token in enumerate(pieces) if "time" in token.senses)
    said = moments.read(trimmed(pieces[place + 2 :]))
    period = moments.resolve(said, context.reference) if said else None
    if period is None or period.low is None or period.unit != "day":
        return None
    return as_figure(context, pieces, week(period.low))


def offset_from(pieces: Tokens, context: Context) -> Figure | None:
    """«3 days after January 12th»."""
    place = next(place for place, token in enumerate(pieces) if "side" in token.senses)
    said = moments.read(trimmed(pieces[place + 1 :]))
    lengths = lengths_of(pieces[:place])
    direction = {"before": -1, "after": 1}.get(pieces[place].senses["side"])
    period = moments.resolve(said, context.reference) if said else None
    if period is None or period.low is None or not lengths or direction is None:
        return None
    at = moments.shifted(period.low, lengths, direction)
    return made(context, pieces[0], pieces[-1], "date", at.isoformat(), "day") if at else None


def offset_before(pieces: Tokens, context: Context) -> Figure | None:
    """«vor 3 Tagen»."""
    return at_offset(pieces, -1, context)


def length_from(pieces: Tokens, context: Context) -> Figure | None:
    """«for 3 days, from today»."""
    if pieces[-1].word == "from today" and context.reference:
        high = moments.shifted(context.reference, lengths_of(pieces[:-1]), 1)
        return (
            made(
                context,
                pieces[0],
                pieces[-1],
                "daterange",
                None,
                "day",
                context.reference.isoformat(),
                high.isoformat(),
            )
            if high
            else None
        )
    place = next(
        (place for place, token in enumerate(pieces) if place > 1 and token.senses.keys() & {"between", "side"}), 0
    )
    joint = pieces[place].senses
    if not place or ("between" not in joint and joint.get("side") != "since"):
        return None
    said = moments.read(trimmed(pieces[place + 1 :]))
    lengths = lengths_of(pieces[:place])
    period = moments.resolve(said, context.reference) if said else None
    if period is None or period.low is None or not lengths or period.unit != "day":
        return None
    low = period.low
    if context.reference and said and yearless(said) and low < context.reference:
        low = add_months(low, 12)
    high = moments.shifted(low, lengths, 1)
    return (
        made(context, pieces[0], pieces[-1], "daterange", None, "day", low.isoformat(), high.isoformat())
        if high
        else None
    )


def rolling(pieces: Tokens, context: Context) -> Figure | None:
    """«the last three years», 近三年, «die nächsten 3 Monate», «within 3 years»: a window that ends or begins now."""
    if any(number_is_open(token) for token in pieces) and context.lang == "zh":
        return None
    lengths = lengths_of(pieces)
    if len(lengths) > 1 and context.lang == "zh":
        return None
    if not lengths:
        several = first_of(pieces, "several")
        unit = first_of(pieces, "time")
        lengths = [(several, unit)] if several and unit else []
    shift = first_of(pieces, "relative")
    within = shift is None
    if lengths and shift == 0 and lengths[0][0] == 1 and context.lang == "zh":
        said = moments.Stated(shift=0, unit=lengths[0][1])  # 这一年
        period = moments.resolve(said, context.reference)
        return as_figure(context, pieces, period) if period else None
    if not lengths or lengths[0][1] in moments.NOT_PERIODS or (context.lang == "zh" and within):
        return None
    if (context.lang == "zh" and before_is(context, pieces[0], "的")) or shift == 0:
        return None
    reference = context.reference
    count, unit = lengths[0]
    if count >= 1000:
        return None
    if reference is None:
        first = next(place for place, token in enumerate(pieces) if number_of(token))
        return None if within else length(pieces[first:], context)
    shift = 1 if within else shift
    low: date | None
    high: date | None
    if within or any("within" in token.senses for token in pieces):
        low, high = reference, moments.shifted(reference, lengths, 1)
    elif unit in ("quarter", "decade"):
        low, high = aligned(reference, int(count), unit, shift)
    elif shift > 0:
        low = reference + timedelta(1)
        high = add(reference, count, unit) if unit == "businessday" else moments.shifted(low, lengths, 1)
        high = high + timedelta(1) if high and unit == "businessday" else high
    else:
        low, high = moments.shifted(reference, lengths, -1), reference
    if low is None or high is None or low >= high:
        return None
    approx = "within" if within else None
    return made(
        context, pieces[0], pieces[-1], "daterange", tidy(count), unit, low.isoformat(), high.isoformat(), approx
    )


def aligned(reference: date, count: int, unit: str, shift: int) -> tuple[date | None, date | None]:
    """Whole quarters or decades before or after the present one."""
    if not 0 < count <= 200:
        return None, None
    if unit == "quarter":
        this = (reference.month - 1) // 3 + 1
        first = quarter(reference.year, this - count if shift < 0 else this + 1)
        last = quarter(reference.year, this - 1 if shift < 0 else this + count)
        return first and first.low, last and last.high
    start = reference.year // 10 * 10
    whole = decade(start - 10 * count if shift < 0 else start + 10, count)
    return whole and whole.low, whole and whole.high


def before_is(context: Context, token: Token, character: str) -> bool:
    return context.low[token.start - 1 : token.start] == character


# --- money, shares, lengths, measures ------------------------------------------------------------------------------


def money(pieces: Tokens, context: Context) -> Figure | None:
    currencies = [token for token in pieces if "currencies" in token.senses]
    found = numbers_of(pieces)
    code = best_currency(currencies, traditional=context.traditional)
    if not found and pieces[0].word in ONE_OF_IT:
        found = [Number(1, words=True)]
    if not found:
        return None
    if code in ("Jiao", "Fen") and "钱" not in currencies[0].word:
        return None
    if not plausible_currency(currencies, pieces, context):
        return None
    number = found[0]
    if code == "POUND" and "measures" in currencies[0].senses and number.value < 1000 and number.scale == 1:
        return None
    scale = first_of(pieces, "scales")
    if scale and len(currencies):
        number = number._replace(value=tidy(number.value * scale))
    scaled = first_of(pieces, "scaled")
    if scaled:
        number = number._replace(value=tidy(number.value * scaled))
    if len(found) == 2:
        last_currency = currencies[-1].senses["currencies"]
        share = {"Cent": 100, "Penny": 100, "Jiao": 10, "Fen": 100}.get(last_currency) if len(currencies) > 1 else 100
        if context.lang == "zh" and len(currencies) == 1:
            share = 10  # 三块五
        if share is None or found[1].value >= 100 or found[1].scale > 1 or not isinstance(found[1].value, int):
            return None
        if len(currencies) == 1 and not follows_directly(pieces, context):
            return None
        number = number._replace(value=tidy(number.value + found[1].value / share))
        code = currencies[0].senses["currencies"]
    return bounded(context, pieces, "money", number, code, keep=True)


ONE_OF_IT = frozenset({"one", "ein", "eine", "einen", "einem"})


def follows_directly(pieces: Tokens, context: Context) -> bool:
    """«15 dollars and 50.», «五块三»: the loose number is cents when nothing follows it."""
    last = pieces[-1]
    if context.lang == "zh":
        return pieces[-2].word in ("块", "元") and last.end - last.start == 1
    after = context.low[last.end : last.end + 2].strip()
    return not after[:1].isalnum() or context.low[last.end :].lstrip().startswith("more")


def best_currency(currencies: Sequence[Token], *, traditional: bool = False) -> str:
    """The most exact of the names: `US$ 10 dollars` is USD, 新台币100元 TWD."""
    if len(currencies) > 1 and currencies[-1].word in ("元", "圆"):
        currencies = currencies[:-1]
    names = [
        "YUAN" if traditional and token.word in ("元", "圆", "块", "块钱") else str(token.senses["currencies"])
        for token in currencies
    ]
    exact = [name for name in names if name not in ("DOLLAR", "POUND", "RUPEE", "YUAN")]
    return (exact or names)[0]


WORDS_FOR_OTHER_THINGS = frozenset(
    {
        "real",
        "sen",
        "try",
        "won",
        "rand",
        "rs",
        "dong",
        "all",
        "lei",
        "php",
        "cop",
        "ron",
        "sr",
        "qr",
        "rp",
        "dm",
        "mark",
        "eth",
        "sol",
        "pen",
        "lev",
    }
)


def plausible_currency(currencies: Sequence[Token], pieces: Tokens, context: Context) -> bool:
    """«won», «real» and the like are currencies only behind a number, and codes that are words only in capitals."""
    token = currencies[0]
    if token.word not in WORDS_FOR_OTHER_THINGS:
        return True
    behind = pieces[0] is not token
    if token.word in ("try", "all", "php", "cop", "ron", "rs", "pen", "eth", "dm"):
        return context.text[token.start : token.end].isupper() or (token.word == "rs" and behind)
    return behind or token.word == "sen"


def money_range(pieces: Tokens, context: Context) -> Figure | None:
    currencies = [token for token in pieces if "currencies" in token.senses]
    if not currencies or not joined_by_to(pieces):
        return None
    ends = range_of(pieces)
    if ends is None or len({token.senses["currencies"] for token in currencies}) > 1:
        return None
    return made(
        context, pieces[0], pieces[-1], "money", None, best_currency(currencies, traditional=context.traditional), *ends
    )


def joined_by_to(pieces: Tokens) -> bool:
    joint = next(
        token
        for place, token in enumerate(pieces)
        if place
        and token.senses.keys() & {"to", "and"}
        and any(
            "number" in each.senses or "one" in each.senses or "percent_value" in each.senses for each in pieces[:place]
        )
    )
    if "to" in joint.senses and joint.word not in ("和", "与", "跟"):
        return True
    return "between" in {sense for token in pieces for sense in token.senses} or "between_after" in pieces[-1].senses


def several_money(pieces: Tokens, context: Context) -> Figure | None:
    """«billions of dollars» has no amount; «several million euros» at least two million."""
    scale = product_of_scales(pieces)
    names = [token for token in pieces if "currencies" in token.senses]
    code = best_currency(names, traditional=context.traditional)
    if not plausible_plural(pieces, scale) or scale is None:
        return None
    return made(context, pieces[0], pieces[-1], "money", None, code, 2 * scale, None, "several")


def product_of_scales(pieces: Tokens) -> float | int | None:
    """Tens of millions: 10000000."""
    scales = [token.senses["scales"] for token in pieces if "scales" in token.senses]
    return tidy(math.prod(scales)) if scales else None


def plausible_plural(pieces: Tokens, scale: float | None) -> bool:
    word = next(token.word for token in pieces if "scales" in token.senses)
    return bool(scale) and ((word.endswith(("s", "en", "e")) and len(word) > 4) or "several" in pieces[0].senses)


def percent(pieces: Tokens, context: Context) -> Figure | None:
    value = first_of(pieces, "percent_value")
    number: Number = value if value is not None else numbers_of(pieces)[0]
    if "‰" in next((token.word for token in pieces if "percent" in token.senses), ""):
        number = number._replace(value=tidy(number.value / 10))
    return bounded(context, pieces, "percent", number, "%")


def percent_range(pieces: Tokens, context: Context) -> Figure | None:
    if not joined_by_to(pieces):
        return None
    shares = [token.senses["percent_value"] for token in pieces if "percent_value" in token.senses]
    ends = (shares[0].value, shares[1].value) if len(shares) == 2 else range_of(pieces)
    return made(context, pieces[0], pieces[-1], "percent", None, "%", *ends) if ends and ends[0] < ends[1] else None


def length(pieces: Tokens, context: Context) -> Figure | None:
    units = [unit for token in pieces if (unit := unit_of(token))]
    counts = [
        number
        for token in pieces
        if (number := number_of(token)) is not None and not ("time" in token.senses and "number" not in token.senses)
    ]
    if any("whole" in token.senses for token in pieces):
        counts = [Number(1, words=True)]
        if units and context.low[pieces[-1].end : pieces[-1].end + 1] == "s":
            return None
    if not counts:
        counts = [Number(1, words=True)]
    if "half_month" in pieces[0].senses or any("half_month" in token.senses for token in pieces):
        units = units or ["month"]
    if not units or not counts:
        return None
    number = counts[0]
    if "one" in pieces[0].senses and "number" not in pieces[0].senses and len(counts) == 1:
        word = pieces[0].word
        if word in ("a", "an", "ein", "eine", "einen", "einem", "einer", "eines") and not standing_alone(
            pieces, context
        ):
            return None
    unit = units[0]
    if any("plus_half" in token.senses for token in pieces):
        number = number._replace(value=number.value + 0.5)
    if len(counts) > 1:
        return compound_length(pieces, counts, context)
    year_like = any("year_number" in token.senses for token in pieces) and "day_number" not in pieces[0].senses
    if unit == "year" and year_like and number.approx is None and isinstance(number.value, int) and number.value > 999:
        return None
    within = any("within" in token.senses for token in pieces)
    figure = bounded(context, pieces, "duration", number, unit)
    if within and figure.low is None and figure.value is not None:
        figure = figure._replace(value=None, high=figure.value, approx="within")
    if figure.value is None and unit == "year" and 0.5 in (figure.low, figure.high):
        figure = figure._replace(unit="month", low=6 if figure.low else None, high=6 if figure.high else None)
    return figure


def standing_alone(pieces: Tokens, context: Context) -> bool:
    """«a year» is a length behind a bound or before «ago», «later»; in «five days a week» it is a rate."""
    return any(token.senses.keys() & {"bounds", "bounds_after", "ago", "after"} for token in pieces) or any(
        context.low[: pieces[0].start].endswith(word)
        for word in ("for ", "in ", "seit ", "vor ", "within ", "nach ", "für ")
    )


def compound_length(pieces: Tokens, counts: Sequence[Number], context: Context) -> Figure | None:
    """«1 year and 2 months», 一个星期又三天, «one hour and half»: the whole in the smallest unit."""

    lengths = lengths_of(pieces)
    if "day_mark" in pieces[-1].senses:
        lengths.append((counts[-1].value, "day"))
    if len(lengths) == 1 and counts[1].value == 0.5:
        lengths.append((0.5, lengths[0][1]))
    if len(lengths) != len(counts) or (len({unit for _, unit in lengths}) < len(lengths) and counts[1].value != 0.5):
        return None
    seconds = [count * SECONDS_IN[unit] for count, unit in lengths]
    if {unit for _, unit in lengths} == {"year", "month"}:
        months = sum(count * (12 if unit == "year" else 1) for count, unit in lengths)
        return made(context, pieces[0], pieces[-1], "duration", tidy(months), "month")
    smallest = min((unit for _, unit in lengths), key=SECONDS_IN.__getitem__)
    return made(context, pieces[0], pieces[-1], "duration", tidy(sum(seconds) / SECONDS_IN[smallest]), smallest)


def length_range(pieces: Tokens, context: Context) -> Figure | None:
    if not joined_by_to(pieces):
        return None
    units = [unit for token in pieces if (unit := unit_of(token))]
    if not units:
        return None
    ends = range_of([token for token in pieces if "number" in token.senses or "one" in token.senses])
    if len(units) == 2 and units[0] != units[1]:
        found = [
            number
            for token in pieces
            if (number := number_of(token)) is not None and ("number" in token.senses or "one" in token.senses)
        ]
        if len(found) != 2:
            return None
        factor = SECONDS_IN[units[0]] / SECONDS_IN[units[1]]
        factor = 1 / 12 if units == ["month", "year"] else factor
        low, high = found[0].value * factor, found[1].value
        return made(context, pieces[0], pieces[-1], "duration", None, units[1], tidy(low), high) if low < high else None
    return made(context, pieces[0], pieces[-1], "duration", None, units[-1], *ends) if ends else None


def measure(pieces: Tokens, context: Context) -> Figure | None:
    unit = first_of(pieces, "measures")
    word = next(token for token in pieces if "measures" in token.senses)
    number = next(found for token in pieces if (found := number_of(token)))
    if (
        "one" in pieces[0].senses
        and "number" not in pieces[0].senses
        and pieces[0].word not in ("one", "eine", "einen", "einem")
    ):
        return None
    if unit and unit.startswith("Degree"):
        return bounded(context, pieces, "temperature", number, unit, keep=True)
    if word.word in ("stone", "grain", "turn", "turns", "cup", "dots", "fass") and number.words and unit != "Turn":
        return None
    return bounded(context, pieces, "measure", number, unit, keep=True)


def measure_range(pieces: Tokens, context: Context) -> Figure | None:
    if not joined_by_to(pieces):
        return None
    ends = range_of(pieces)
    units = {token.senses["measures"] for token in pieces if "measures" in token.senses}
    return (
        made(context, pieces[0], pieces[-1], "measure", None, units.pop(), *ends) if ends and len(units) == 1 else None
    )


def ratio(pieces: Tokens, context: Context) -> Figure | None:
    multiple = first_of(pieces, "multiples")
    if multiple is not None:
        return bounded(context, pieces, "ratio", Number(multiple), "times")
    return bounded(context, pieces, "ratio", numbers_of(pieces)[0], "times")


def share(pieces: Tokens, context: Context) -> Figure | None:
    return bounded(context, pieces, "ratio", Number(0.5), "share")


# --- counts --------------------------------------------------------------------------------------------------------

NAME_BEFORE = re.compile(r"(?:^|.*[\s(])(?:[A-Z]|[a-z]{1,2}[A-Z])[\w.+&'’-]*\s$", re.DOTALL)
PRINTED_NEIGHBOUR = re.compile(r"[0-9]\s$")
NEIGHBOUR_PRINTED = re.compile(r"\s[0-9]")
SENTENCE_START = re.compile(r"(?:^|[.!?:;»“”\"„(\n]\s*)[A-ZÄÖÜ][\w'’-]*\s$")
HAN_BEFORE = re.compile(r"[\u3400-\u9fff]$")
NUMBER_HEADS = "为是达到约超近至于比有共计了在过和与或的及逾足破仅只需被以第给出含每另、从又再前后这那"


def count(pieces: Tokens, context: Context) -> Figure | None:
    """A number of things, or a number alone; names (Llama 1), labels (page 5) and list marks are none."""
    place = next(place for place, token in enumerate(pieces) if "number" in token.senses)
    token = pieces[place]
    number: Number = token.senses["number"]
    counted = first_of(pieces, "nouns") or first_of(pieces, "classifiers") or None
    if counted == "digit":
        return None  # 两位数
    plain_number = len(pieces) == 1
    if "weak" in token.senses and "printed_date" in token.senses and "." in token.word:
        return None
    if (
        place
        and not counted
        and pieces[0].senses.get("bounds") in ("about", "almost")
        and 1900 <= number.value <= 2100
        and len(number.digits) == 4
    ):
        return None  # «about 2019»: a year
    if plain_number and not stands_alone(context, token, number):
        return None
    if context.lang == "zh" and not chinese_count(context, pieces, token, number):
        return None
    whole = isinstance(number.value, int) and number.value >= 0 and not number.fraction
    kind = "count" if whole and (counted or not plain_number or number.words or number.low is not None) else "number"
    unit = counted or ("share" if number.fraction and 0 < number.value < 1 else None)
    if any(each.senses.get("bounds") == "equal" for each in pieces):
        kind = "numberrange"
    figure = bounded(context, pieces, kind, number, unit, keep=plain_number)
    if (
        number.low is not None
        and number.value >= 10
        and number.approx == "several"
        and str(number.value)[0] == "2"
        and number.value < 100
    ):
        figure = figure._replace(approx="several_tens")
    return figure


def stands_alone(context: Context, token: Token, number: Number) -> bool:
    """Whether a number without unit or bound is one: not a list mark, not part of a name, not a label's number."""
    text, low, start, end = context.text, context.low, token.start, token.end
    printed = bool(number.digits) or "figures" in token.senses
    before = text[max(0, start - 24) : start]
    line_start = not before.strip() or before.rstrip(" \t").endswith("\n")
    after = text[end : end + 2]
    if (
        line_start
        and printed
        and after[:1] in (".", ")", "、", "）", "．", ":")
        and after[1:2] in (" ", "\t", "", "\n")
        and len(text) > end + 2
    ):
        return False
    if before.endswith(("(", "（", "[")) and after[:1] in (")", "）", "]") and printed:
        return False
    if (after[:1] in (":", "/") and after[1:2].isalnum()) or (before.endswith(("/", ":")) and before[-2:-1].isalnum()):
        return False
    if len(number.digits) > 1 and number.digits[0] == "0":
        return False
    if printed and (
        (before[-1:] in "-–" and before[-2:-1].isdigit()) or (after[:1] in ("-", "–") and after[1:2].isdigit())
    ):
        return False  # a score, a telephone number
    if (
        len(number.digits) == 5
        and after[:1] == " "
        and after[1:2].isupper()
        and (line_start or before.endswith((", ", "-", "\n")))
    ):
        return False  # a postcode
    if before[-1:] in ("№", "#", "§"):
        return False
    if context.lang == "zh":
        return not re.search(r"[A-Za-z][\w.+-]*\s?$", before) or not printed
    if not printed:
        return token.word not in ("beide", "beider", "beiden") or low[max(0, start - 6) : start].endswith(
            ("die ", "diese ", "den ", "dieser ", "der ")
        )
    if sense_before(context, low[max(0, start - 24) : start], "labels"):
        return False
    if context.lang == "de" and after[:1] == " " and text[end + 1 : end + 2].isupper():
        return True
    if before[-1:] == "+" or PRINTED_NEIGHBOUR.search(before) or NEIGHBOUR_PRINTED.match(text, end):
        return False  # a telephone number
    return not NAME_BEFORE.match(before) or bool(SENTENCE_START.search(before)) or number_noun(low, start)


NUMBER_NOUN = re.compile(r"\b(?:zahl|nummer|zahlen|anzahl|score)\s$")


def number_noun(low: str, start: int) -> bool:
    return bool(NUMBER_NOUN.search(low, max(0, start - 12), start))


LAST_WORD = re.compile(r"([^\s(]+)\s?$")


def sense_before(context: Context, before: str, sense: str) -> bool:
    """True where the last word of a text has a sense."""
    found = LAST_WORD.search(before)
    return found is not None and sense in lexicon(context.lang).words.get(found.group(1), {})


def chinese_count(context: Context, pieces: Tokens, token: Token, number: Number) -> bool:
    """Han figures without a unit are mostly parts of words and names (四川, 五角大楼, 万一)."""
    low = context.low
    before, after = low[token.start - 1 : token.start], low[token.end : token.end + 1]
    alone = len(pieces) == 1
    word = token.word.strip()
    if word in ("一",) and not alone and not any("bounds" in each.senses for each in pieces):
        return False
    if not number.words:
        return not alone or not HAN_BEFORE.search(before) or before in NUMBER_HEADS
    bound = next((each.word for each in pieces if "bounds" in each.senses), "")
    if bound == "上" and word[0] not in "百千万亿":
        return False
    if word[0] == "负":
        return True
    if word in ("百", "千", "万", "亿", "兆", "十百", "千百") and not any("bounds" in each.senses for each in pieces):
        return False
    if not alone:
        return word != "万一"
    if len(word) == 1 or number.digits:
        outside = not before or not HAN_BEFORE.search(before) or before in "是为比"
        behind = not after or not HAN_BEFORE.search(after) or after in "是不和与或这的"
        return outside and behind and not (number.digits and len(word) > 1 and number.low is None and before)
    return word not in ("千万", "万一", "万千", "百万", "千百", "十万", "百千", "万万") and any(
        each in "十百千万亿兆点拾佰仟分" for each in word
    )


def count_range(pieces: Tokens, context: Context) -> Figure | None:
    if not joined_by_to(pieces):
        return None
    ends = range_of(pieces)
    if ends is None:
        return None
    first = next(token for token in pieces if "number" in token.senses)
    if len(pieces) == 3 and not stands_alone(context, first, first.senses["number"]):
        return None
    counted = first_of(pieces, "nouns") or first_of(pieces, "classifiers") or None
    kind = "count" if any(token.senses.keys() & {"classifiers", "nouns"} for token in pieces) else "numberrange"
    return made(context, pieces[0], pieces[-1], kind, None, counted, *ends, first_of(pieces, "bounds"))


def bounded_both(pieces: Tokens, context: Context) -> Figure | None:
    """«above one quarter and below a half», 大于12小于50."""
    bounds = [token.senses["bounds"] for token in pieces if "bounds" in token.senses]
    first, second = numbers_of(pieces)
    if bounds[0] in LOWER and bounds[1] in UPPER and first.value < second.value:
        low, high = first.value, second.value
    elif bounds[0] in UPPER and bounds[1] in LOWER and second.value < first.value:
        low, high = second.value, first.value
    else:
        return None
    return made(context, pieces[0], pieces[-1], "numberrange", None, None, low, high)


NOUN_AFTER = re.compile(
    r"\s(?:[a-zäöüß]+(?:e|en|er|es|em)\s)?(?:von\s)?(?:[a-zäöüß]+(?:e|en|er)\s)?[A-ZÄÖÜ](?!er\b|ie\b|as\b)|$|[.,;:!?)]"
)


def several_count(pieces: Tokens, context: Context) -> Figure | None:
    """«dozens of firms», «several thousand», «Tausende»; «several dozen»."""
    scale = product_of_scales(pieces)
    if not plausible_plural(pieces, scale) or scale is None:
        return None
    if (
        scale >= 10**6
        and len(pieces) == 1
        and context.lang == "de"
        and not NOUN_AFTER.match(context.text, pieces[0].end)
    ):
        # «Billionen erreichen Der US-Dollar»: torn from its currency.
        return made(context, pieces[0], pieces[-1], "number", None, None)._replace(garbled=True)
    return made(context, pieces[0], pieces[-1], "count", None, first_of(pieces, "nouns"), 2 * scale, None, "several")


ACTIONS: dict[str, Action] = {
    "date_range": date_range, "day_range": day_range, "weekday_range": weekday_range, "length_from": length_from,
    "side_after": side_after, "side": side, "week_of": week_of, "offset": offset, "offset_from": offset_from,
    "offset_before": offset_before,
    "rolling": rolling, "date": single_date, "money_range": money_range, "percent_range": percent_range, "money": money,
    "several_money": several_money, "percent": percent, "length_range": length_range, "length": length,
    "measure_range": measure_range, "measure": measure, "ratio": ratio, "share": share, "bounded_both": bounded_both,
    "count_range": count_range, "count": count, "several_count": several_count,
}  # fmt: skip

__all__ = ["ACTIONS", "part_of"]
