"""Dates, periods and ranges of dates: what each rule of theirs means."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sitegen.figures import moments
from sitegen.figures.amounts import length
from sitegen.figures.grammar import Context
from sitegen.figures.lexicon import Token
from sitegen.figures.meaning import Tokens, first_of, has, lengths_of, made, number_of, sense_before, unit_of
from sitegen.figures.numbers import tidy
from sitegen.figures.periods import (
    DAYS_IN,
    MONTHS_IN,
    Period,
    add,
    add_months,
    day,
    decade,
    quarter,
    week,
    weekend,
)  # fmt: skip
from sitegen.model import Figure


def as_figure(context: Context, pieces: Tokens, period: Period) -> Figure:
    low, high, unit, value, approx = period
    if unit == "day":
        return made(context, pieces[0], pieces[-1], "date", value, "day", None, None, approx)
    low_day, high_day = low.isoformat() if low else None, high.isoformat() if high else None
    return made(context, pieces[0], pieces[-1], "date", value, unit, low_day, high_day, approx)


def trimmed(pieces: Tokens) -> list[Token]:
    """Without articles and prepositions at either end."""
    kept = list(pieces)
    if len(kept) >= 2 and kept[-2].word == "the" and "time" in kept[-1].senses:
        while len(kept) > 2 and not kept[0].senses.keys() - {"of", "sign", "starts", "between"}:
            kept.pop(0)
        return kept
    while kept and LOOSE.issuperset(kept[0].senses):
        kept.pop(0)
    while kept and LOOSE.issuperset(kept[-1].senses):
        kept.pop()
    return kept


LOOSE = frozenset({"of", "the", "sign", "starts", "between", "to", "and", "through", "weak", "side", "but"})
"""Senses of words that only lead to a date."""


def single_date(pieces: Tokens, context: Context) -> Figure | None:
    pieces = trimmed(pieces)
    if not pieces or not trusted(pieces, context):
        return None
    first = pieces[0]
    if first.word[0] == "个" and "weekdays" in first.senses:  # 那个周一
        pieces = [first._replace(start=first.start + 1, word=first.word[1:]), *pieces[1:]]
    said = moments.read(pieces)
    if said is None:
        return None
    if said.shift is not None and said.nth is None and said.rest is None and "plural" in pieces[-1].senses:
        return None  # «in den letzten Jahren»: how many is not said
    if said.nth == -1 and has(pieces, "plural"):
        return None  # «the last days of May»
    period = moments.resolve(said, context.reference)
    return as_figure(context, pieces, period) if period else None


CLAUSE_END = re.compile(r"\s*(?:[.,;:!?)]|$)")


def present_unit(token: Token, context: Context) -> bool:
    """«so far in the year.», «for the day.»: the present one, at the end of a clause."""
    if token.senses["time"] in ("weekend", "fortnight"):
        return True
    return token.word in ("day", "week", "month", "year") and bool(CLAUSE_END.match(context.low, token.end))


ORDINAL_ONLY = frozenset({"the", "ordinals", "sign", "starts", "of", "time"})
PART_ONLY = frozenset({"relative", "parts", "sign", "starts", "of", "bounds", "several"})


def trusted(pieces: Tokens, context: Context) -> bool:
    """Whether a date of one word is one: «may», «2024» behind a name and «1998» of a copyright line are not."""
    first = pieces[0]
    if len(pieces) > 1:
        if "number" in first.senses:
            return True
        if len(pieces) == 2 and first.word == "the" and "time" in pieces[1].senses:
            return present_unit(pieces[1], context)
        if "ordinals" in pieces[-1].senses and all(ORDINAL_ONLY.issuperset(token.senses) for token in pieces):
            return False
        if PART_ONLY.issuperset(first.senses) and all(PART_ONLY.issuperset(token.senses) for token in pieces):
            part = first_of(pieces, "parts") or ""
            if "second_half" not in part:
                return bool(part == "first_half")
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
        return first.word[:1].isdigit() and not context.low[first.end : first.end + 4].strip()[:1].isalpha()
    if "weekdays" in senses and sense_before(context, context.low[max(0, first.start - 24) : first.start], "ordinals"):
        return False  # «the fifth Sunday», of what?
    if "weekdays" in senses:
        return "weak" not in senses and (len(first.word.rstrip(".")) > 3 or context.lang == "zh")
    if "year_number" in senses:
        return year_alone(context, first)
    if "printed_date" in senses:
        return certain_printed(context, first)
    if "quarter_names" in senses:
        return context.low[max(0, first.start - 1) : first.start] not in ("-", "/", "_")
    if "parts" in senses:
        half = senses["parts"] in ("first_half", "second_half")
        return half and (context.lang == "zh" or "halbjahr" in first.word)
    if "time" in senses and not senses.keys() & {"relative", "decade", "months"}:
        return senses["time"] in ("weekend", "fortnight")
    return not senses.keys() & {"seasons", "now"}


PREPOSITION = re.compile(
    r"\b(?:in|on|since|until|till|by|from|to|of|during|for|before|after|im|am|seit|ab|bis|vom|zum|vor|nach|of|for|late|early)\s*$"
)


def preposition_before(context: Context, token: Token) -> bool:
    return bool(PREPOSITION.search(context.low, max(0, token.start - 12), token.start))


YEAR_BEFORE = re.compile(
    r"(?:^|[^\w\s$€£#])\s*$|\b(?:in|since|until|till|by|from|to|of|during|for|before|after|year|the|and|or|through|as|than|early|late|mid|im|jahr|jahre|jahren|seit|ab|bis|von|und|oder|vom|zum|vor|nach|ende|anfang|mitte|gegen|um|schon|bereits|noch|erst|aus|für|at|around|about|around|fiscal|q[1-4]|back|only|was|is|war|ist|auf|ihr|das|wie|zwischen|sommer|herbst|winter|frühjahr|über|unter|gegenüber|again|dated|circa|c\.|dem|des|the|hälfte|beginn)\s*$"
)
JOINED_NUMBER = re.compile(r"\s?[-–—~]\s?[0-9]")


SPOKEN_YEAR_BEFORE = re.compile(r"\b(?:jahre?|year|in|since|until|by|seit|bis)\s$")


def year_alone(context: Context, token: Token) -> bool:
    """A bare 2007 is a year after a preposition or alone, and no number of things («2000 pieces»)."""
    if "figures" not in token.senses:
        return token.senses["year_number"] % 100 != 0 and bool(
            SPOKEN_YEAR_BEFORE.search(context.low, max(0, token.start - 8), token.start)
        )
    before = context.low[max(0, token.start - 16) : token.start]
    if "\u3400" <= before[-1:] <= "\u9fff" or JOINED_NUMBER.match(context.low, token.end):
        return False
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
        place for place in range(1, len(pieces) - 1) if "to" in pieces[place].senses or "and" in pieces[place].senses
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
        left = trimmed(pieces[:place])
        right = trimmed([token for token in pieces[place + 1 :] if "between_after" not in token.senses])
        if not left or not right:
            continue
        if any(len(side) == 1 and side[0].senses.get("parts") for side in (left, right)):
            continue
        from_now = len(left) == 1 and left[0].word in FROM_NOW
        if "after" in left[0].senses and not from_now:
            continue
        first, second = moments.Stated(now=True) if from_now else moments.read(left), moments.read(right)
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
    whole_month = second.month is not None and second.day is None and second.printed is None
    if whole_month and first.day is not None and bare_day(first):
        first.month, first.day = first.day, None  # 1-3月
    lend_month(first, second)
    for lender, borrower in ((first, second), (second, first)):
        bare = borrower.weekday is not None and borrower.shift is None and borrower.month is None
        if bare and borrower.day is None and lender.unit == "week" and lender.weekday is not None:
            borrower.unit, borrower.shift = lender.unit, lender.shift
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
    weekdays = second.weekday is not None and second.day is None and second.month is None and second.shift is None
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


def bare_day(said: moments.Stated) -> bool:
    return said.month is None and said.weekday is None and said.printed is None and said.nth is None


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
    if pieces[0].word == "从":
        return None  # since only with 起, 以来, 开始: see side_after
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
    return not DATE_ALONE.isdisjoint(senses)


DATE_ALONE = frozenset({
    "months", "weekdays", "year_number", "printed_date", "days", "holidays", "decade", "now", "years", "unit_parts",
})  # fmt: skip


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
    passed = period.high is not None and context.reference is not None and period.high <= context.reference
    if name == "until" and said and yearless(said) and passed and period.low:
        # «bis zum 31. Dezember» in April looks ahead
        period = moments.resolve(with_year(said, period.low.year + 1), context.reference) or period
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


def offset(pieces: Tokens, context: Context) -> Figure | None:
    """«5 days ago», 5天前, «two weeks from now»: a day, where it is counted in days or weeks."""
    past = False
    for token in pieces:
        if "ago" in token.senses:
            past = past or unit_of(token) is None
        elif "after" in token.senses:
            return at_offset(pieces, 1, context)
    return at_offset(pieces, -1 if past else 1, context)


def at_offset(pieces: Tokens, direction: int, context: Context) -> Figure | None:
    lengths = lengths_of(pieces)
    if has(pieces, "plus_half"):
        return None
    weekday = first_of(pieces, "weekdays")
    countable = lengths and (
        lengths[-1][1] in DAYS_IN
        or lengths[-1][1] == "businessday"
        or (weekday is not None and lengths[-1][1] in MONTHS_IN)
    )
    if not countable or context.reference is None:
        return None
    if any("several" in token.senses or number_is_open(token) for token in pieces):
        return None
    at = moments.shifted(context.reference + timedelta(first_of(pieces, "days") or 0), lengths, direction)
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
        approx="about" if lengths[-1][1] not in ("day", "businessday") else None,
    )


def number_is_open(token: Token) -> bool:
    return "number" in token.senses and token.senses["number"].low is not None


def week_of(pieces: Tokens, context: Context) -> Figure | None:
    """«the week beginning February 4», «the week of May 6»."""
    unit = first_of(pieces, "time")
    if unit not in ("week", "weekend"):
        return None
    place = next(place for place, token in enumerate(pieces) if "time" in token.senses)
    said = moments.read(trimmed(pieces[place + 2 :]))
    period = moments.resolve(said, context.reference) if said else None
    if period is None or period.low is None or period.unit != "day":
        return None
    return as_figure(context, pieces, week(period.low) if unit == "week" else weekend(period.low))


def offset_from(pieces: Tokens, context: Context) -> Figure | None:
    """«3 days after January 12th»."""
    place = next(place for place, token in enumerate(pieces) if place and token.senses.keys() & {"side", "between"})
    said = moments.read(trimmed(pieces[place + 1 :]))
    lengths = lengths_of(pieces[:place])
    name = pieces[place].senses.get("side") or "after"
    direction = {"before": -1, "after": 1, "since": 1}.get(name)
    period = moments.resolve(said, context.reference) if said else None
    if period is None or period.low is None or not lengths or direction is None:
        return None
    at = moments.shifted(period.low, lengths, direction)
    return made(context, pieces[0], pieces[-1], "date", at.isoformat(), "day") if at else None


def day_beside(pieces: Tokens, context: Context) -> Figure | None:
    """«the day after Christmas», »am Tag vor dem 5. Mai«."""
    word = pieces[1].senses.get("side") if "time" in pieces[0].senses else pieces[0].word.rpartition(" ")[2]
    if word not in ("before", "after") or ("time" in pieces[0].senses and unit_of(pieces[0]) != "day"):
        return None
    rest = trimmed(pieces[2 if "time" in pieces[0].senses else 1 :])
    said = moments.read(rest) if rest else None
    period = moments.resolve(said, context.reference) if said else None
    if period is None or period.low is None or period.unit != "day":
        return None
    at = period.low + timedelta(-1 if word == "before" else 1)
    return made(context, pieces[0], pieces[-1], "date", at.isoformat(), "day")


def day_in(pieces: Tokens, context: Context) -> Figure | None:
    """»heute in zwei Wochen«, »heute vor einer Woche«, »Freitag in einer Woche«, «a week ago today»."""
    ago = has(pieces, "ago") or "before_ago" in pieces[1].senses
    if not ago and (pieces[1].word != "in" or (context.lang == "en" and "weekdays" in pieces[0].senses)):
        return None  # «Friday in a week of losses»
    place = 0 if pieces[0].senses.keys() & {"days", "weekdays"} else len(pieces) - 1
    said = moments.read([pieces[place]])
    period = moments.resolve(said, context.reference) if said else None
    lengths = lengths_of([token for token in pieces if token is not pieces[place]])
    if period is None or period.low is None or not lengths or lengths[-1][1] not in ("day", "week", "fortnight"):
        return None
    at = moments.shifted(period.low, lengths, -1 if ago else 1)
    return made(context, pieces[0], pieces[-1], "date", at.isoformat(), "day") if at else None


def offset_before(pieces: Tokens, context: Context) -> Figure | None:
    """«vor 3 Tagen»."""
    return at_offset(pieces, -1, context)


FROM_NOW = frozenset({"from today", "from now", "ab heute", "von heute an", "ab jetzt"})
LASTING_BEFORE = re.compile(r"\b(?:for|für|the)\s$")


def length_from(pieces: Tokens, context: Context) -> Figure | None:
    """«for 3 days, from today»."""
    if pieces[-1].word in FROM_NOW and context.reference:
        ends = (context.reference, moments.shifted(context.reference, lengths_of(pieces[:-1]), 1))
        return (
            made(context, pieces[0], pieces[-1], "daterange", None, "day", ends[0].isoformat(), ends[1].isoformat())
            if ends[1]
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
    apart = "," in context.low[pieces[place - 1].end : pieces[place].start]
    if not apart and not LASTING_BEFORE.search(context.low, max(0, pieces[0].start - 8), pieces[0].start):
        return None  # «two weeks from Monday» is a day
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
    if (context.lang == "zh" and not ends_now(pieces, context)) or shift == 0:
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
    if within or has(pieces, "within"):
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


def first_units(pieces: Tokens, context: Context) -> Figure | None:
    """今年前11个月, 前三季度, «the first nine months of 2020», »die letzten drei Monate des Jahres«."""
    place = next(place for place, token in enumerate(pieces) if "number" in token.senses and place)
    count = pieces[place].senses["number"].value
    unit = "quarter" if "quarter_mark" in pieces[place + 1].senses else unit_of(pieces[place + 1])
    before = pieces[place - 1]
    if before.senses.get("ordinals", 0) == 1 or before.word in ("前", "头", "首"):
        from_start = True
    elif before.senses.get("ordinals") == -1 or before.senses.get("relative") == -1:
        from_start = False
    else:
        return None
    if unit not in ("month", "quarter", "half", "day", "week") or not isinstance(count, int) or count < 1:
        return None
    frame = pieces[: place - 1] if context.lang == "zh" else pieces[place + 2 :]
    said = moments.read(trimmed(frame)) if trimmed(frame) else moments.Stated(year_shift=0)
    period = moments.resolve(said, context.reference) if said else None
    if period is None or period.low is None or period.high is None or period.approx:
        return made(context, pieces[0], pieces[-1], "daterange", None, unit) if period and period.low is None else None
    low, high = period.low, period.high
    if from_start:
        end = moments.shifted(low, [(count, unit)], 1)
        high = end if end is not None and end <= high else low
    else:
        start = moments.shifted(high, [(count, unit)], -1)
        low = start if start is not None and start >= low else high
    if low >= high:
        return None
    return made(context, pieces[0], pieces[-1], "daterange", count, unit, low.isoformat(), high.isoformat())


def after_next(pieces: Tokens, context: Context) -> Figure | None:
    """«the week after next», «the year before last»."""
    side_name, step = first_of(pieces, "side"), pieces[-1].senses["relative"]
    unit, weekday = first_of(pieces, "time"), first_of(pieces, "weekdays")
    if (side_name, step) not in (("after", 1), ("before", -1)) or unit in moments.NOT_PERIODS:
        return None
    said = moments.Stated(shift=2 * step, unit=unit if weekday is None else "week", weekday=weekday)
    period = moments.resolve(said, context.reference)
    return as_figure(context, pieces, period) if period else None


def so_far(pieces: Tokens, context: Context) -> Figure | None:
    """«year to date», «month to date»."""
    unit = unit_of(pieces[0])
    period = moments.resolve(moments.Stated(shift=0, unit=unit), context.reference) if unit else None
    if period is None or context.reference is None or period.low is None:
        return None
    ends = (period.low.isoformat(), context.reference.isoformat())
    return made(context, pieces[0], pieces[-1], "daterange", None, unit, *ends) if ends[0] < ends[1] else None


def at_weekend(pieces: Tokens, context: Context) -> Figure | None:
    """«am Wochenende», «on weekend»: the present one."""
    if pieces[-1].senses["time"] != "weekend" or pieces[0].word not in ("am", "zum", "at", "on"):
        return None
    return single_date(pieces[1:], context)


def bounded_year(pieces: Tokens, context: Context) -> Figure | None:
    """«year greater than 2012», `>= 2019`: years, where the text says so or has nothing but a sign."""
    bound, year_ = pieces[-2], pieces[-1]
    sign = not bound.word[0].isalnum() and 1950 <= year_.senses["year_number"] <= 2049
    if "figures" not in year_.senses or not (sign or (len(pieces) == 3 and unit_of(pieces[0]) == "year")):
        return None
    if context.low[year_.end : year_.end + 2].strip()[:1].isalpha():
        return None
    name = {"more_than": "after", "less_than": "before", "at_least": "since", "at_most": "until", "up_to": "until"}.get(
        bound.senses["bounds"]
    )
    if name is None:
        return single_date([year_], context) if bound.senses["bounds"] == "equal" else None
    return open_period(pieces, [year_], name, context)


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


def ends_now(pieces: Tokens, context: Context) -> bool:
    """False for 上百年 (a hundred years and more), 持续了近一个月 (almost a month)."""
    before = context.low[max(0, pieces[0].start - 1) : pieces[0].start]
    if pieces[0].word == "上" and pieces[1].word[0] in "百千万亿":
        return False
    return before != "的" and not (pieces[0].word == "近" and before in tuple("了达有用需花要过至"))
