"""The grammar of figures: rules over the senses of tokens, the same for every language.

A rule is a regular expression in which `<months>` stands for one token with that sense. Rules are tried in order at
each place; the first whose action returns a figure wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from sitegen.figures.lexicon import Lexicon, Token, lexicon
from sitegen.figures.tokens import LONGEST_GAP, gap_kind, tokens
from sitegen.model import Figure


class Context(NamedTuple):
    """What the actions need to know of the text."""

    text: str
    low: str
    lang: str
    reference: date | None
    traditional: bool = False
    """The text is Chinese in Traditional characters, where 元 names no one currency."""


Action = Callable[[Sequence[Token], Context], Figure | None]

UNCOUNTED_HAN = (
    "(?![<percent><currencies><measures><times><time><year_mark><month_mark><day_mark><decade_mark><classifiers>"
    "<nouns><bounds_inside><bounds_after><quarter_mark><to>])"
)
ZH_QUARTER = "<day_number|ordinals|relative><quarter_mark>"
NO_YEAR = "(?![<percent><currencies><measures><scales><times><time>])"
YEAR = "(?:,?<of>{0,2}<time>?<year_number>)"
OF_YEAR = "(?:,?<of>{0,2}<time>?<year_number>|,?<of>{0,2}<the>?<relative><time>|<years>)"
UNCOUNTED = "(?![<percent><currencies><measures><times><time><year_mark><month_mark><day_mark><decade_mark>])"
NO_UNIT = "(?![<percent><currencies><measures><scales><times><time>])"
WEEKDAY = "(?:<weekdays>,?<of>?<the>?)"
CALENDAR = (
    f"(?:{WEEKDAY}?<day_number|ordinals><of>?<months>{OF_YEAR}?"
    f"|(?:<relative>?{WEEKDAY})?<relative>?<months>,?<the>?<day_number|ordinals>{NO_UNIT}(?:{OF_YEAR}|<to><year_number>)?"
    f"|(?:<relative>?{WEEKDAY})?<relative>?<printed_date>|{WEEKDAY}<ordinals><ordinals>|<year_number><months><day_number>)"
)
NTH = (
    "(?:<the>?<ordinals|relative><time|weekdays><of>{1,2}<the>?(?:<relative>?<time>|<months>"
    + OF_YEAR
    + "?|<year_number>|<relative><year_mark>)"
    "|<the>?<ordinals><time|weekdays>?<of>{0,2}<relative><time>"
    "|<the>?<ordinals><of>{1,2}<the>?<time>"
    "|<the>?<ordinals><weekdays>"
    "|<the>?<ordinals|relative><month_weeks>" + OF_YEAR + "?"
    "|<time><day_number|number>" + OF_YEAR + "?)"
)
PART = "(?:<parts><of>{0,2}<the>?)"
RELATIVE = (
    f"(?:<relative>{{1,2}}<time>,?<of>{{0,2}}<weekdays>|<of>?<weekdays><of>{{0,2}}<the>?<relative><time>"
    f"|<relative>{{1,2}}<weekdays>(?:<the>?<ordinals|day_number>{NO_UNIT})?|{PART}?<relative>{{1,2}}<time|year_mark|month_mark>"
    f"|<rest><of>?<the>?<relative>?<time>|{PART}<time>(?!<year_number|time>))"
)
MONTH = f"(?:{PART}?<relative>?<months>{OF_YEAR}?|<year_number>,?<of>?<months>)"
ZH_YEAR = "(?:(?:<year_number|number><year_mark>|<years>|<relative><year_mark>)<of>?)"
ZH_MONTH = "(?:<relative>?<day_number><month_mark>|<relative><month_mark>)"
ZH_DAY = "(?:(?:<weekdays>,?)?<day_number><day_mark>(?:,?<weekdays>)?)"
CHINESE_DATE = (
    f"(?:{ZH_YEAR}<holidays>|{ZH_YEAR}<quarter_names>|{ZH_YEAR}?<day_number><month_mark><day_number>{UNCOUNTED_HAN}"
    f"|{ZH_YEAR}?{ZH_MONTH}<of>?<ordinals><time|weekdays>|{ZH_YEAR}?{ZH_MONTH}?<of>?{ZH_DAY}|{ZH_YEAR}?{ZH_QUARTER}|{ZH_YEAR}?{ZH_MONTH}<of>?<parts>?"
    f"|{ZH_YEAR}<ordinals><time>"
    f"|(?:<day_number|relative><century_mark>)?<year_number|number><decade_mark><parts>?"
    f"|<day_number|relative><century_mark><parts>?"
    f"|{ZH_YEAR}<number><time>|{ZH_YEAR}<of>?<seasons>|{ZH_YEAR}<year_mark>?<parts>?|<month_mark|year_mark><parts>)"
)
OTHER = (
    "(?:<same>|<days><of>?|<relative>?<holidays>(?:,?<of>{0,2}<year_number>|<of>?<relative><time>)?"
    f"|{PART}?<the>?<decade>|<relative|years>?<of>?<seasons>{OF_YEAR}?|{PART}?<the>?<ordinals><time>{OF_YEAR}?"
    f"|<year_number><parts|quarter_names|ordinals|seasons>|{PART}?<quarter_names>(?:<to><year_number>|{OF_YEAR})?|{PART}?<time>?<year_number>{NO_YEAR}"
    "|<years><of>?<parts>?|(?:<years|relative>|<year_number><year_mark>?)?<unit_parts>(?:<year_number>|<relative><time>)?)"
)
DATE = (
    f"(?:{CALENDAR}|{CHINESE_DATE}|{NTH}|{RELATIVE}|{MONTH}|{OTHER}|{WEEKDAY}?<the><ordinals>|{WEEKDAY}<ordinals>"
    f"|<weekdays>(?:<the>?<ordinals|day_number>{NO_UNIT})?|<relative>?<parts><month_mark>?|<the><time>(?!<year_number|number>))"
)
END = f"(?:{DATE}|<the>?<ordinals>|{ZH_YEAR}<day_number>{UNCOUNTED}|<day_number>{NO_UNIT}|<now>)"
JOIN = "<to|and>"
UNIT = "<time|year_mark>"
ROLLING = (
    "(?:<the>?<relative><number|several>(?:<of>?)<time|year_mark>(?:<and><number><time>){0,4}"
    "|<number|several><relative><time>"
    "|<within><of>?<the>?<relative>?<number|several><time>)"
)
LENGTH = f"(?:<number|several|one>{UNIT}<plus_half>?)"
BOUND = "(?:<bounds><through>{0,2})"

WHOLE = f"(?:<time>?<year_number>|<relative>?<time>|<months>{OF_YEAR}?)"

RULES: tuple[tuple[str, str], ...] = (
    (
        "date_range",
        f"(?:<between>?<of>?{END}|<after>){JOIN}<of|the>?{END}(?:{YEAR}|<of>?<relative><time>)?<between_after>?",
    ),
    (
        "day_range",
        f"(?:<relative><time>)?,?<between>?<the>?<day_number|ordinals>{JOIN}<of|the>?<day_number|ordinals>"
        f"(?:<of>?<months>{OF_YEAR}?|<of>?<relative><time>)",
    ),
    ("day_range", "<relative><time>,?<between>?<the>?<day_number|ordinals>" + JOIN + "<of|the>?<day_number|ordinals>"),
    ("weekday_range", "<relative><time>,?<between><weekdays><and|to><weekdays>"),
    ("first_units", f"{ZH_YEAR}<relative><number>(?:<time>|<quarter_mark>)"),
    ("first_units", "<relative><number><quarter_mark>"),
    ("first_units", f"<the>?<ordinals|relative><number><time>(?:<of>{{1,2}}<the>?{WHOLE}|<year_number>)"),
    ("length_from", f"<number|several|one>{UNIT},?(?:<between>|<side>){END}"),
    ("length_from", f"<number|several|one>{UNIT},<after>"),
    ("after_next", "<the>?<time|weekdays><side><the>?<relative>"),
    ("so_far", "<time><to><now>"),
    (
        "side_after",
        f"(?:<between|side>)?{DATE}<side_after>(?!<the>?<year_number|months|weekdays|days|printed_date|ordinals>)",
    ),
    ("side", f"<side><of>?<the>?(?:<parts><of>?)?{DATE}"),
    ("side", "<side><the>?<now>"),
    ("side", "<side><of>?<the>?<time>"),
    ("day_in", f"{LENGTH}<ago><days>"),
    ("week_of", f"<the>?<time><of|side>(?:{CALENDAR}|<the>?<ordinals>)"),
    (
        "offset",
        f"<weekdays>?{LENGTH}(?:<and>?{LENGTH}){{0,4}}(?:<ago>|<after>|<between><days|now>)(?:<of>?<weekdays>)?",
    ),
    ("offset", f"{LENGTH}<of><weekdays>"),
    (
        "offset_from",
        f"{LENGTH}<side|between>(?:{CALENDAR}|<days>|<relative>?<weekdays>|<holidays>(?:<of>{{0,2}}<year_number>)?)",
    ),
    ("day_beside", f"<days>(?:{CALENDAR}|<days>|<relative>?<weekdays>|<holidays>)"),
    ("day_beside", f"<time><side>(?:{CALENDAR}|<days>|<holidays>)"),
    ("offset_before", f"<before_ago>{LENGTH}(?:<and>?{LENGTH}){{0,4}}"),
    ("day_in", f"<days|weekdays><of|before_ago>{LENGTH}"),
    ("rolling", ROLLING),
    ("date", DATE),
    ("date", "<of><ordinals>"),
    ("weekend", "<of><time>"),
    ("bounded_year", "<time>?<bounds><year_number>"),
    (
        "money_range",
        f"{BOUND}?<between>?<currencies>?<number><currencies>?{JOIN}<currencies>?<number><currencies>?<between_after>?",
    ),
    ("percent_range", f"{BOUND}?<between>?<number><percent>?{JOIN}<number><percent><between_after>?"),
    ("percent_range", f"<between>?<percent_value>{JOIN}<percent_value><between_after>?"),
    ("percent_range", f"<between>?<percent_value><to><number><between_after>?{UNCOUNTED}"),
    ("money", f"{BOUND}?<currencies><number><scales>?<currencies>?<bounds_after>?"),
    (
        "money",
        f"{BOUND}?<number><bounds_after|bounds_inside>?<currencies><scales>?(?:<and>?<number><currencies>){{0,2}}(?:<and>?<number>{NO_UNIT})?<bounds_after>?",
    ),
    ("money", "<one><currencies>"),
    ("loose_change", "<number><classifiers><number><currencies>?"),
    ("several_money", "<several>?(?:<scales><of>?){1,3}<currencies>"),
    ("percent", f"{BOUND}?<number><percent><bounds_after>?"),
    ("percent", f"{BOUND}?<percent_value><bounds_after|bounds_inside>?"),
    ("percent", "<percent><of><number>"),
    ("length_range", f"{BOUND}?<between>?<number|one>{UNIT}?{JOIN}<number|one>{UNIT}<between_after>?<bounds_after>?"),
    (
        "length",
        f"{BOUND}?<number|several|one><bounds_after|bounds_inside>?{UNIT}<plus_half>?(?:,?<and>?<and>?<number|one>(?:{UNIT}|<day_mark|minute_mark>)?){{0,4}}<bounds_after|bounds_inside>?<within|ago|after>?",
    ),
    ("length", f"<whole><of>?{UNIT}"),
    ("length_share", f"{BOUND}?<number><of><one|the>{UNIT}"),
    ("fixed_length", f"{BOUND}?<number|one>?<lengths><bounds_after>?"),
    ("measure_range", f"{BOUND}?<between>?<number><measures>?{JOIN}<number><measures><between_after>?"),
    ("degrees", "<degrees>{1,2}<number><measures>"),
    ("measure", f"{BOUND}?<number|one><bounds_after|bounds_inside>?<measures><bounds_after>?"),
    ("ratio", f"{BOUND}?<number><bounds_after|bounds_inside>?<times><bounds_after>?"),
    ("ratio", f"{BOUND}?<multiples>"),
    ("share", f"{BOUND}?<half_share>"),
    ("bounded_both", "<bounds><number><classifiers>?,?<and|of|but>?<and>?<bounds><number><classifiers>?"),
    ("bounded_both", "<number><classifiers>?<bounds_after>,?<and|but>?<number><classifiers>?<bounds_after>"),
    ("bounded_both", "<bounds><number><classifiers>?,?<and|but>?<number><classifiers>?<bounds_after>"),
    ("count_range", f"{BOUND}?<between>?<number><classifiers>?{JOIN}<number><classifiers>?<nouns>?<between_after>?"),
    (
        "count",
        f"(?:{BOUND}<the>?)?<number><bounds_after|bounds_inside>?<classifiers>?<nouns>?<bounds_after>?{UNCOUNTED}",
    ),
    ("several_count", "<several>?<scales>(?:<of>?<scales>){0,2}(?:<of>?<nouns>)?"),
)


SENSES = re.compile(r"\[[^]]*\]|<[a-z_|]+>")
LONGEST_RUN = 60
"""Signs of a run whose matches are remembered; longer runs are rare and cut here."""


PIECE = re.compile(r"[()]|\[[^]]*\]|<([a-z_|]+)>(?![?*{])")


def required_senses(text: str) -> tuple[str, ...]:
    """The senses that every match of a rule holds: those outside groups that are not optional."""
    found, depth = [], 0
    for piece in PIECE.finditer(text):
        depth += {"(": 1, ")": -1}.get(piece.group(), 0)
        if not depth and piece[1]:
            found.append(piece[1])
    return tuple(dict.fromkeys(found))


@cache
def rule(lang: str, number: int) -> re.Pattern[str]:
    """A rule for a language, compiled on first use."""
    return re.compile(expand(RULES[number][1], lexicon(lang)))


@cache
def required(lang: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """For each rule the sets of signs of which a run must hold one each: few rules need be tried, or even compiled."""
    table = lexicon(lang)
    return tuple(tuple(table.holding(*names.split("|")) for names in required_senses(text)) for _, text in RULES)


@cache
def matcher(lang: str) -> Callable[[str], Sequence[tuple[str, int]]]:
    """A function from signs to the rules that match at their beginning: (name of the rule, how many signs), in order.

    What a rule matches depends on the signs alone, and texts repeat the same few hundred runs, so nearly every call is
    a look-up.
    """
    needs_of_rules = required(lang)

    @lru_cache(maxsize=20_000)
    def matches(run: str) -> Sequence[tuple[str, int]]:
        signs = frozenset(run)
        found = []
        for number, needs in enumerate(needs_of_rules):
            if not any(need.isdisjoint(signs) for need in needs):
                match = rule(lang, number).match(run)
                if match is not None and match.end() > 0:
                    found.append((RULES[number][0], match.end()))
        return found

    return matches


def expand(text: str, table: Lexicon) -> str:
    """The rule with each `<sense>` as a class of signs; a class of several (`[<a><b>]`) is one class."""
    return SENSES.sub(lambda found: table.class_of(found.group()), text)


def read_figures(
    text: str, lang: str, reference: date | None, actions: Mapping[str, Action], *, traditional: bool = False
) -> list[Figure]:
    """All figures of a text, in order, not overlapping."""
    low, found = tokens(text, lang)
    if not found:
        return []
    context = Context(text, low, lang, reference, traditional)
    matches = matcher(lang)
    figures: list[Figure] = []
    for run, line in runs(found, low, lexicon(lang)):
        read_run(run, line, matches, actions, context, figures)
    return figures


def runs(found: list[Token], low: str, table: Lexicon) -> Iterator[tuple[str, list[Token | None]]]:
    """The tokens that stand together, as signs and tokens; a comma is a sign of its own."""
    run = ""
    line: list[Token | None] = []
    end = -1
    essential, joining = table.essential, table.joining
    for token in found:
        start, token_end, senses, _ = token
        sign = senses.get("sign") or table.sign(senses)
        if start != end or len(line) >= LONGEST_RUN:
            gap = gap_kind(low, end, start) if start - end <= LONGEST_GAP else "|"
            word = low[end:start].strip()
            if len(word) == 1 and run:
                if gap == "|" and word in joining:
                    # 3到6个月, 至少有10次: what joins stands between two tokens.
                    run += table.sign(joining[word])
                    line.append(Token(end, start, joining[word], word))
                    gap = ""
                elif word in DASHES and joins_days(line[-1], token):
                    # Jan-Mar, Montag–Freitag
                    joint = {"to": 1}
                    run += table.sign(joint)
                    line.append(Token(end, start, joint, "-"))
                    gap = ""
            if gap == "|" or len(line) >= LONGEST_RUN:
                if not essential.isdisjoint(run):
                    yield run, line
                run, line = "", []
            elif gap and run:
                run += gap
                line.append(None)
        run += sign
        line.append(token)
        end = token_end
    if not essential.isdisjoint(run):
        yield run, line


DASHES = frozenset("-–—~～")


def joins_days(first: Token | None, second: Token) -> bool:
    """True where a dash between two tokens means «to»: Jan-Mar, 4th-23rd, Jan 2019 – Feb 2019; not Friday-Jun-15."""
    if first is None:
        return False
    before, after = first.senses, second.senses
    if "months" in before and after.keys() & {"ordinals", "day_number"}:
        return first.end < second.start - 1  # 3. Mai - 5. Juni; not Sep-23
    if "months" in after:
        return bool(before.keys() & {"months", "ordinals"}) or (
            bool(before.keys() & {"day_number", "year_number"}) and first.end < second.start - 1
        )
    return any(sense in before and sense in after for sense in ("weekdays", "ordinals"))


def read_run(
    run: str,
    line: list[Token | None],
    matches: Callable[[str], Sequence[tuple[str, int]]],
    actions: Mapping[str, Action],
    context: Context,
    figures: list[Figure],
) -> None:
    """Adds the figures of one run: at each place that of the first rule whose action yields one."""
    place, length, parted = 0, len(run), "," in run
    while place < length:
        past = place + 1
        for name, count in matches(run[place:]):
            pieces = line[place : place + count]
            if parted:
                pieces = [token for token in pieces if token]
            figure = actions[name](pieces, context)  # type: ignore[arg-type]
            if figure is not None:
                figures.append(figure)
                past = place + count
                while (last := line[past - 1]) is None or last.start >= figure.end:
                    past -= 1
                break
        place = past
