"""The grammar of figures: rules over the senses of tokens, the same for every language.

A rule is a regular expression in which `<months>` stands for one token with that sense. Rules are tried in order at each
place; the first whose action returns a figure wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sitegen.figures.lexicon import Lexicon, Token, lexicon
from sitegen.figures.tokens import gap_kind, tokens
from sitegen.model import Figure


@dataclass(frozen=True, slots=True)
class Context:
    """What the actions need to know of the text."""

    text: str
    low: str
    lang: str
    reference: date | None


Action = Callable[[Sequence[Token], Context], Figure | None]

YEAR = "(?:,?<of>{0,2}<year_number>)"
OF_YEAR = "(?:,?<of>{0,2}<year_number>|,?<of>{0,2}<the>?<relative><time>|<years>)"
NO_UNIT = "(?![<percent><currencies><measures><scales><times><time>])"
WEEKDAY = "(?:<weekdays>,?<of>?<the>?)"
CALENDAR = (
    f"(?:{WEEKDAY}?<day_number|ordinals><of>?<months>{OF_YEAR}?"
    f"|(?:<relative>?{WEEKDAY})?<relative>?<months>,?<the>?<day_number|ordinals>{NO_UNIT}{OF_YEAR}?"
    f"|(?:<relative>?{WEEKDAY})?<relative>?<printed_date>|{WEEKDAY}<ordinals><ordinals>|<year_number><months><day_number>)"
)
NTH = (
    "(?:<the>?<ordinals|relative><time|weekdays><of>{1,2}<the>?(?:<relative>?<time>|<months>" + OF_YEAR + "?|<year_number>|<relative><year_mark>)"
    "|<the>?<ordinals><time>?<of>{1,2}<relative><time>"
    "|<the>?<ordinals><weekdays>"
    "|<time><day_number>" + OF_YEAR + "?)"
)
PART = "(?:<parts><of>{0,2}<the>?)"
RELATIVE = (
    f"(?:<relative>{{1,2}}<time>,?<of>{{0,2}}<weekdays>|<of>?<weekdays><of>{{0,2}}<the>?<relative><time>"
    f"|<relative>{{1,2}}<weekdays>(?:<the>?<ordinals|day_number>{NO_UNIT})?|{PART}?<relative>{{1,2}}<time|year_mark|month_mark>"
    f"|<rest><of>?<the>?<relative>?<time>|{PART}<time>)"
)
MONTH = f"(?:{PART}?<relative>?<months>{OF_YEAR}?|<year_number>,?<of>?<months>)"
ZH_YEAR = "(?:(?:<year_number|number><year_mark>|<years>|<relative><year_mark>)<of>?)"
ZH_MONTH = "(?:<relative>?<day_number><month_mark>|<relative><month_mark>)"
ZH_DAY = "(?:<day_number><day_mark>(?:,?<weekdays>)?)"
CHINESE_DATE = (
    f"(?:{ZH_YEAR}?{ZH_MONTH}?<of>?{ZH_DAY}|{ZH_YEAR}?{ZH_MONTH}<of>?<parts>?|{ZH_YEAR}<ordinals><time>"
    f"|(?:<number><time>)?<year_number|number><decade_mark><parts>?"
    f"|{ZH_YEAR}<number><time>(?=.?)|{ZH_YEAR}<of>?<seasons>|{ZH_YEAR}<parts>?)"
)
OTHER = (
    "(?:<same>|<days><of>?|<relative>?<holidays>(?:,?<of>{0,2}<year_number>|<of>?<relative><time>)?"
    f"|{PART}?<the>?<decade>|<relative|years>?<of>?<seasons>{OF_YEAR}?|<ordinals><time>|{PART}?<time>?<year_number>{NO_UNIT}|<year_number><ordinals>|<years><of>?<parts>?)"
)
DATE = f"(?:{CALENDAR}|{CHINESE_DATE}|{NTH}|{RELATIVE}|{MONTH}|{OTHER}|{WEEKDAY}?<the><ordinals>|<weekdays>(?:<the>?<ordinals|day_number>{NO_UNIT})?|<relative>?<parts><month_mark>?)"
END = f"(?:{DATE}|<the>?<ordinals>|<day_number>{NO_UNIT}|<now>)"
JOIN = "(?:<to>|<and>)"
UNIT = "<time|year_mark>"
ROLLING = (
    f"(?:<the>?<relative><number|several>(?:<of>?)<time|year_mark>(?:<and><number><time>)*"
    f"|<number|several><relative><time>"
    f"|<within><of>?<the>?<relative>?<number|several><time>)"
)
LENGTH = f"(?:<number|several|one>{UNIT}<plus_half>?)"
BOUND = "(?:<bounds><through>{0,2})"

RULES: tuple[tuple[str, str], ...] = (
    ("date_range", f"<between>?<of>?{END}{JOIN}<the>?{END}(?:{YEAR}|<of>?<relative><time>)?<between_after>?"),
    ("day_range", f"(?:<relative><time>)?,?<between>?<the>?<day_number|ordinals>{JOIN}<the>?<day_number|ordinals>"
     f"(?:<of>?<months>{OF_YEAR}?|<of>?<relative><time>)"),
    ("day_range", "<relative><time>,?<between>?<the>?<day_number|ordinals>" + JOIN + "<the>?<day_number|ordinals>"),
    ("weekday_range", "<relative><time>,?<between><weekdays><and|to><weekdays>"),
    ("length_from", f"<number|several|one>{UNIT},?(?:<between>|<side>){END}"),
    ("side_after", f"(?:<between|side>)?{DATE}<side_after>"),
    ("side", f"<side><of>?<the>?(?:<parts><of>?)?{DATE}"),
    ("side", "<side><the>?<now>"),
    ("week_of", f"<the>?<time><of|side>{CALENDAR}"),
    ("offset", f"<weekdays>?{LENGTH}(?:<and>?{LENGTH})*(?:<ago>|<after>)(?:<of>?<weekdays>)?"),
    ("offset_from", f"{LENGTH}(?:<side>)(?:{CALENDAR})"),
    ("offset_before", f"<before_ago>{LENGTH}"),
    ("rolling", ROLLING),
    ("date", DATE),
    ("money_range", f"{BOUND}?<between>?<currencies>?<number><currencies>?{JOIN}<currencies>?<number><currencies>?<between_after>?"),
    ("percent_range", f"{BOUND}?<between>?<number><percent>?{JOIN}<number><percent><between_after>?"),
    ("percent_range", f"<between>?<percent_value>{JOIN}<percent_value><between_after>?"),
    ("money", f"{BOUND}?<currencies><number><scales>?<currencies>?<bounds_after>?"),
    ("money", f"{BOUND}?<number><bounds_after>?<currencies><scales>?(?:<and>?<number><currencies>|<and>?<number>{NO_UNIT})?<bounds_after>?"),
    ("several_money", "<several>?<scales><currencies>"),
    ("percent", f"{BOUND}?<number><percent><bounds_after>?"),
    ("percent", f"{BOUND}?<percent_value><bounds_after>?"),
    ("percent", "<percent><of><number>"),
    ("length_range", f"{BOUND}?<between>?<number|one>{UNIT}?{JOIN}<number|one>{UNIT}<between_after>?<bounds_after>?"),
    ("length", f"{BOUND}?<number|several|one><bounds_after>?{UNIT}<plus_half>?(?:<and>?<and>?<number>(?:{UNIT}|<day_mark>)?)*<bounds_after>?<within|ago|after>?"),
    ("length", f"<whole><of>?{UNIT}"),
    ("measure_range", f"{BOUND}?<between>?<number><measures>?{JOIN}<number><measures><between_after>?"),
    ("measure", f"{BOUND}?<number|one><bounds_after>?<measures><bounds_after>?"),
    ("ratio", f"{BOUND}?<number><bounds_after>?<times><bounds_after>?"),
    ("ratio", f"{BOUND}?<multiples>"),
    ("share", f"{BOUND}?<half_share>"),
    ("bounded_both", "<bounds><number><and|of>?<and>?<bounds><number><classifiers>?"),
    ("count_range", f"{BOUND}?<between>?<number><classifiers>?{JOIN}<number><classifiers>?<nouns>?<between_after>?"),
    ("count", f"{BOUND}?<number><bounds_after>?<classifiers>?<nouns>?<bounds_after>?"),
    ("several_count", "<several>?<scales><of>?<nouns>?"),
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules, compiled for one language's signs."""

    any_rule: re.Pattern[str]
    rules: tuple[tuple[str, re.Pattern[str]], ...]


SENSE = re.compile(r"<([a-z_|]+)>")


@cache
def grammar(lang: str) -> Grammar:
    """The rules for a language, compiled on first use."""
    table = lexicon(lang)
    patterns: list[tuple[str, str]] = []
    for name, rule in RULES:
        patterns.append((name, expand(rule, table)))
    starts = table.holding(*SENSES_THAT_START)
    del starts
    whole = "|".join(f"(?P<{name}_{place}>{pattern})" for place, (name, pattern) in enumerate(patterns))
    return Grammar(re.compile(whole), tuple((name, re.compile(pattern)) for name, pattern in patterns))


SENSES_THAT_START = ("number",)


def expand(rule: str, table: Lexicon) -> str:
    """The rule with each `<sense>` as a class of signs; inside a class (`[<a><b>]`) only the signs."""
    pieces: list[str] = []
    place, inside = 0, False
    for found in SENSE.finditer(rule):
        between = rule[place : found.start()]
        pieces.append(between)
        for character in between:
            inside = character == "[" or (inside and character != "]")
        signs = table.holding(*found.group(1).split("|"))
        pieces.append((signs if inside else f"[{signs}]") or "(?!)")
        place = found.end()
    pieces.append(rule[place:])
    return "".join(pieces)


def read_figures(text: str, lang: str, reference: date | None, actions: dict[str, Action]) -> list[Figure]:
    """All figures of a text, in order, not overlapping."""
    low, found = tokens(text, lang)
    if not found:
        return []
    table, rules = lexicon(lang), grammar(lang)
    context = Context(text, low, lang, reference)
    line: list[Token | None] = []
    signs: list[str] = []
    end = found[0].start
    for token in found:
        gap = gap_kind(low, end, token.start) if end != token.start else ""
        if gap:
            line.append(None)
            signs.append(gap)
        line.append(token)
        signs.append(table.sign(token.senses))
        end = token.end
    sentence = "".join(signs)
    figures: list[Figure] = []
    place = 0
    while True:
        match = rules.any_rule.search(sentence, place)
        if match is None:
            return figures
        figure, past = act(match, str(match.lastgroup).rpartition("_"), sentence, line, rules, actions, context)
        if figure is not None:
            figures.append(figure)
        place = max(past, match.start() + 1)


def act(
    match: re.Match[str], name: tuple[str, str, str], sentence: str, line: list[Token | None], rules: Grammar,
    actions: dict[str, Action], context: Context,
) -> tuple[Figure | None, int]:
    """The figure of the first rule at a place that yields one, and the place after it."""
    start, number = match.start(), int(name[2])
    attempt: re.Match[str] | None = match
    while True:
        if attempt is not None and attempt.end() > start:
            part = [token for token in line[start : attempt.end()] if token is not None]
            figure = actions[rules.rules[number][0]](part, context) if part else None
            if figure is not None:
                end = attempt.end()
                while end > start and (line[end - 1] is None or line[end - 1].start >= figure.end):  # type: ignore[union-attr]
                    end -= 1
                return figure, end
        number += 1
        if number == len(rules.rules):
            return None, start + 1
        attempt = rules.rules[number][1].match(sentence, start)
