"""A language's table, and the reading of a text into tokens of it.

Every token has one or more *senses* («second» is an ordinal and a unit of time). Each combination of senses is one
character, so that the grammar can be a regular expression over the text's senses instead of over its letters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.figures.numbers import CHINESE_NUMBER, FIGURES, Number, tidy
from sitegen.script import simplified_characters

Senses = Mapping[str, Any]


class Token(NamedTuple):
    """A stretch of text that the language's table knows."""

    start: int
    end: int
    senses: Senses
    word: str
    """Lower case or Simplified, with single spaces."""


class PrintedDate(NamedTuple):
    """A date in figures: year, month, day as far as printed, and whether it may also be a fraction or decimal."""

    year: int | None
    month: int | None
    day: int | None


VULGAR = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5,
          "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8}  # fmt: skip
LETTER = r"[^\W\d_]"
UNBROKEN = rf"[^\W\d_{''.join(VULGAR)}]"
"""A letter, but no sign such as ½, which Python counts among the letters."""
HEAD = re.compile(f"{LETTER}+")
TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]\.?m\b\.?)?|[0-9]{1,2}\s?[ap]\.?m\b|[0-9]{1,2}\s?uhr\b"
ADDRESS = r"https?://\S+|www\.\S+"
CHAIN = (
    r"\+?[0-9]+(?:[-–/.][0-9]+){2,}+(?:\.(?![0-9]))?"
    r"|[0-9]{1,4}\s?/\s?[0-9]{1,4}(?:[-–~][0-9]{1,4}/[0-9]{1,4})?(?![0-9.])"
    r"|(?:1[5-9]|20|21)[0-9]{2}\s?[-.]\s?(?:0[1-9]|1[0-2])(?![0-9,.\w])|(?<![a-z]-)(?:0?[1-9]|1[0-2])\s?[-.]\s?(?:19|20)[0-9]{2}(?![0-9\w])"
    r"|(?:19|20)[0-9]{2} (?:0[1-9]|1[0-2]) (?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
)
SPACE = "[ \\u00a0\\u202f\\u2009]"
NUMBER = {
    "en": rf"[0-9]{{1,3}}(?:,[0-9]{{3}})++(?:\.[0-9]+)?(?![0-9])|[0-9]{{1,3}}(?:{SPACE}[0-9]{{3}})++(?![0-9])"
    rf"|[0-9]++ \. [0-9]+(?= )|[0-9]++(?:\.[0-9]++)?(?:e[+-]?[0-9]{{1,2}}(?![0-9a-z]))?|\.[0-9]++",
    "de": r"[0-9]{1,3}(?:\.[0-9]{3})++(?:,[0-9]+)?(?![0-9])"
    rf"|[0-9]{{1,3}}(?:{SPACE}[0-9]{{3}})++(?:,[0-9]+)?(?![0-9])"
    r"|[0-9]++(?:,[0-9]++)?(?:e[+-]?[0-9]{1,2}(?![0-9a-z]))?",
}
POWER = r"[0-9]+(?:\.[0-9]+)?\^[-+]?[0-9]{1,3}(?:\.[0-9]+)?"
SIGNED = r"(?<![\w%)\]])[-−][0-9]{1,4}\s?/\s?[0-9]{1,4}(?![0-9/])"
MIXED = r"[0-9]{1,4}\s[0-9]{1,3}\s?/\s?[0-9]{1,3}(?![0-9/])"
RANGE_MARK = (
    r"(?<=[0-9.%元万亿一二三四五六七八九十百千日月年天])\s?(?:--|[-–—~～―])\s?(?=[0-9$€£¥￥一二三四五六七八九十])"
)
PART = {  # of a Chinese number
    "figure": f"(?:(?!千[克米瓦赫焦伏卡帕]|兆[瓦赫字比])[{CHINESE_NUMBER}])",
    "printed": r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?:\.[0-9]+)?(?![0-9])|[0-9]++(?:\.[0-9]++)?|(?<![0-9])\.[0-9]++)",
}
HAN_NUMBER = (
    rf"(?:负\s?|(?<![0-9A-Za-z%])[-－]\s?)?(?:{PART['printed']}|几(?=[十百千万亿兆])|数(?=[十百千万亿])|{PART['figure']})"
    rf"(?:\s{{0,2}}(?:[多余来]\s{{0,2}}(?=[百千万亿兆])|{PART['figure']})|(?<=[十百千零])几|个(?=亿)|(?<=[万亿千百零]){PART['printed']}|(?<=[万亿千百])\s{{1,2}}[0-9]+(?=\s?[十百千万亿]))*+"
    rf"(?:点[{''.join(FIGURES)}0-9]+)?"
)


def alternation(words: Iterable[str]) -> str:
    """One regular expression for many words, as a trie: each character is looked at once; the longest word wins."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}

    def render(node: dict[str, Any]) -> str:
        only = ""
        while len(node) == 1 and "" not in node:
            [(character, node)] = node.items()
            only += written(character)
        branches: dict[str, list[str]] = {}
        for character, below in node.items():
            if character:
                branches.setdefault(render(below), []).append(written(character))
        parts = []
        for tail, heads in branches.items():
            single = all(len(head) <= 2 for head in heads) and len(heads) > 1
            parts.append(
                (f"[{''.join(heads)}]" if single else f"(?:{'|'.join(heads)})" if len(heads) > 1 else heads[0]) + tail
            )
        if not parts:
            return only
        body = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
        return only + (f"(?:{body})?" if "" in node else body)

    def written(character: str) -> str:
        if character.isalnum():
            return character
        return r"[\s\u00a0]{1,3}" if character == " " else re.escape(character)

    return render(root)


GRAMMATICAL = frozenset({
    "number", "day_number", "year_number", "printed_date", "decade", "percent_value", "ordinals", "one", "several",
    "scales", "and", "percent", "months", "weekdays", "seasons", "time", "year_mark", "decade_mark", "quarter_mark",
    "century_mark",
    "quarter_names", "month_mark", "day_mark", "relative", "same", "days", "years", "now", "parts", "rest", "after",
    "ago", "before_ago", "side", "side_after", "within", "bounds", "bounds_after", "bounds_inside", "between", "to",
    "between_after", "of", "the", "whole", "times", "multiples", "half_share", "plus_half", "through",
    "classifiers", "nouns", "holidays", "measures", "currencies", "but", "unit_parts", "lengths", "month_weeks",
    "minute_mark", "degrees",
})  # fmt: skip
"""The senses that rules of the grammar name."""
STARTS_NUMBER = frozenset({"number", "small", "one", "minus", "denominators", "mixed", "both"})
"""Senses of which the first token of a number has one; such tokens also bear `starts`."""
WITH_NUMBERS = ((), ("printed_date",), ("several",), ("time",), ("one",), ("one", "time"))
"""What a number can be besides: «second», `4/22`, 几, «one»."""


SIGNS = [
    chr(code)
    for code in (
        *range(0xC0, 0x100),
        *range(0x80, 0xC0),
        *range(0x61, 0x7B),
        *range(0x41, 0x5B),
        *range(0x30, 0x3A),
        *range(0x400, 0x600),
    )
]
"""Characters for combinations of senses; those below 256 make classes that are quick to compile and to match."""


def combinations(words: Mapping[str, Senses]) -> Mapping[frozenset[str], str]:
    """A character for every combination of senses that a token can have."""
    sets = {frozenset(senses.keys() & GRAMMATICAL) for senses in words.values()}
    for value in (("number",), ("number", "day_number"), ("number", "year_number")):
        for beside in WITH_NUMBERS:
            sets.add(frozenset({*value, *beside}))
    sets |= {frozenset({name}) for name in GRAMMATICAL} | {frozenset()}
    return dict(zip(sorted(sets, key=sorted), SIGNS, strict=False))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language's table, ready to read texts."""

    lang: str
    words: Mapping[str, Senses]
    plain_words: Mapping[str, Senses]
    """Those whose senses do not depend on what stands around them."""
    pattern: re.Pattern[str]
    order: str
    """`mdy` or `dmy`: how a printed date such as 3/7/2017 is read."""
    small: Mapping[str, int]
    german_part: re.Pattern[str] | None
    symbols: Mapping[str, Senses]
    signs: Mapping[frozenset[str], str]
    """Combination of senses to the one character that stands for it in the grammar."""
    signs_of: Mapping[str, frozenset[str]]
    """The characters of all combinations in which a sense is."""

    anchors: re.Pattern[str] | frozenset[str]
    """See `anchors`."""
    beginnings: frozenset[str]
    """Of German and English, the words that are letters only, and the letters that `phrases` begin with."""
    phrases: Mapping[str, Sequence[str]]
    """Of German and English, by the letters they begin with, the words that hold more than letters: «per cent», q1."""
    essential: frozenset[str]
    """Signs of which every figure has at least one."""
    joining: Mapping[str, Senses]
    """Chinese words that matter only between two tokens (的, 到, 和, 有): looked up there, not searched for."""
    number_stems: frozenset[str]
    """First three letters of number words, for compounds such as dreihundert."""
    known_signs: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Names of senses in the order of a token, to its sign; filled as tokens are met."""
    known_classes: dict[str, str] = field(default_factory=dict)
    """Senses as the rules write them, to a class of a regular expression; filled as rules are compiled."""

    def sign(self, senses: Senses) -> str:
        """The character that stands for a token of these senses."""
        sign: str | None = senses.get("sign")
        return sign or self.sign_of(tuple(senses))

    def sign_of(self, senses: tuple[str, ...]) -> str:
        sign = self.known_signs.get(senses)
        if sign is None:
            names = frozenset(senses) & GRAMMATICAL
            sign = self.signs.get(names) or self.signs[max((each for each in self.signs if each <= names), key=len)]
            self.known_signs[senses] = sign
        return sign

    def holding(self, *names: str) -> frozenset[str]:
        """All characters of tokens that have one of these senses."""
        return frozenset().union(*(self.signs_of[name] for name in names))

    def class_of(self, senses: str) -> str:
        """The signs of `<months|time>`, or of several such in brackets, as a class of a regular expression."""
        found = self.known_classes.get(senses)
        if found is None:
            found = f"[{ranges(self.holding(*SENSE_NAME.findall(senses)))}]"
            self.known_classes[senses] = found
        return found


SENSE_NAME = re.compile(r"[a-z_]+")


def ranges(characters: Iterable[str]) -> str:
    """Characters as the inside of a character class, neighbours as a range."""
    signs = sorted(characters)
    parts: list[str] = []
    start = 0
    for place in range(1, len(signs) + 1):
        if place == len(signs) or ord(signs[place]) != ord(signs[place - 1]) + 1:
            parts.append(signs[start] if place - start == 1 else f"{signs[start]}-{signs[place - 1]}")
            start = place
    return "".join(parts)


SECTIONS = (
    "small", "one", "both", "scales", "ordinals", "denominators", "mixed", "and", "point", "minus", "over",
    "several", "percent", "months", "weekdays", "seasons", "time", "year_mark", "month_mark", "day_mark",
    "relative", "same", "days", "years", "decade_mark", "quarter_mark",
    "century_mark", "decades", "quarter_names", "now", "parts",
    "rest", "after", "ago", "before_ago", "side", "side_after", "within", "bounds", "bounds_after", "bounds_inside",
    "between", "to", "between_after", "of", "the", "whole", "times", "multiples", "half_share", "through", "labels",
    "classifiers", "nouns", "holidays", "measures", "currencies", "but", "unit_parts", "lengths", "month_weeks",
    "minute_mark", "degrees", "plural",
)  # fmt: skip
NUMERIC = {"small", "one", "both", "scales", "ordinals", "denominators", "mixed", "several", "months", "weekdays",
           "relative", "days", "years", "multiples", "decades", "quarter_names", "month_weeks"}  # fmt: skip


DATA = Path(__file__).parent / "data"
SCALED_CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "CNY", "CAD", "AUD", "HKD", "SEK", "NOK", "DKK")
"""MUSD, TEUR: thousands and millions of a currency, as reports write them."""


@cache
def lexicon(lang: str) -> Lexicon:
    """The table of `en`, `de` or `zh`."""
    table = tomllib.loads((DATA / f"{lang}.toml").read_text(encoding="utf-8"))
    words: dict[str, dict[str, Any]] = {}
    for section in SECTIONS:
        for key, names in table.get(section, {}).items():
            payload: Any = tidy(float(key)) if section in NUMERIC else key
            for name in names.split("|"):
                words.setdefault(name, {}).setdefault("decade" if section == "decades" else section, payload)
    if lang == "de":
        inflect_ordinals(words, table)
    small = {name: int(key) for key, names in table.get("small", {}).items() for name in names.split("|")}
    for code in () if lang == "zh" else SCALED_CURRENCIES:
        for letter, scale in (("m", 10**6), ("k", 1000), ("t", 1000), ("b", 10**9)):
            words.setdefault(letter + code.lower(), {"currencies": code, "scaled": scale})
    full = {names.split("|")[0] for section in ("months", "weekdays") for names in table[section].values()}
    for name in list(words):
        # «Oct.», «Dez.», «approx.»: abbreviations with their point.
        if (
            words[name].keys() & {"months", "weekdays"}
            and len(name) <= 4
            and name not in full
            and not name.endswith(".")
        ):
            words.setdefault(f"{name}.", words[name])
            words.setdefault(f"{name} .", words[name])
    symbols = {
        name: {kind_of_symbol(kind): tidy(float(payload)) if kind == "scale" else payload}
        for key, name in table.get("symbols", {}).items()
        for kind, _, payload in [key.partition(":")]
    }
    signs = combinations(words)
    for senses in words.values():
        senses["sign"] = signs[frozenset(senses.keys() & GRAMMATICAL)]
        if senses.keys() & STARTS_NUMBER:
            senses["starts"] = 1
    return Lexicon(
        lang,
        words,
        {name: senses for name, senses in words.items() if not depends_on_text(name, senses)},
        chinese_pattern(words, symbols, table) if lang == "zh" else letters_pattern(lang, words, symbols, table),
        table["order"],
        small,
        re.compile(alternation([*small, "und", "hundert", "tausend"])) if lang == "de" else None,
        symbols,
        signs,
        {name: frozenset(sign for senses, sign in signs.items() if name in senses) for name in GRAMMATICAL},
        anchors(lang, words, table),
        frozenset(head.group() for word in words if lang != "zh" and (head := HEAD.match(word))),
        phrases(words) if lang != "zh" else {},
        essential(signs),
        {name: senses for name, senses in words.items() if lang == "zh" and only_joins(senses) and len(name) == 1},
        frozenset(name[:3] for name in [*small, "hundert", "tausend"] if lang == "de"),
    )


ABBREVIATED_IN_PROSE = frozenset({"may", "march", "mar", "sat", "sun", "mon", "wed", "fr", "mo", "jun"})
"""Lower case, these are other words (or nothing): they need a capital, or figures beside them."""


def depends_on_text(word: str, senses: Senses) -> bool:
    """Whether the text around a word decides what it means: «may», »Morgen«, MMD, $Mar."""
    return (
        word in ABBREVIATED_IN_PROSE
        or word == "morgen"
        or "months" in senses
        or {"currencies", "time"} <= senses.keys()
    )


def kind_of_symbol(kind: str) -> str:
    return {"measure": "measures", "scale": "scales", "time": "time"}[kind]


def inflect_ordinals(words: dict[str, dict[str, Any]], table: Mapping[str, Any]) -> None:
    """erst → erste, ersten, erster …; the bare stems are no words."""
    for key, stems in table["ordinals"].items():
        for stem in stems.split("|"):
            senses = words[stem]
            del senses["ordinals"]
            if not senses:
                del words[stem]
            for ending in table["ordinal_endings"]["all"].split("|"):
                words.setdefault(stem + ending, {})["ordinals"] = int(key)


PLAIN = (
    rf"(?<![0-9A-Za-z_.,#/–-])(?:[0-9]++(?:\.[0-9]++)?(?=[\u3400-\u9fff](?<![{CHINESE_NUMBER}几多余来点又分成]))(?!个[亿半])"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3})?(?=%))"
)
"""Of Chinese, a number in figures that nothing but a word or % follows: no time, date or share of figures, and no part
of a Chinese number. Most numbers are such, so this saves them the search for the other kinds."""


def chinese_pattern(
    words: Mapping[str, Senses], symbols: Mapping[str, Any], table: Mapping[str, Any]
) -> re.Pattern[str]:
    """The one pattern that finds every token of a Chinese text."""
    begin = f"(?=[0-9.负数几半第{''.join(VULGAR)}{CHINESE_NUMBER}－-])"
    behind = [word for word, senses in words.items() if senses.keys() & (BEHIND_NUMBER | {"time", "weekdays"})]
    free = [
        word
        for word, senses in words.items()
        if not (only_joins(senses) and len(word) == 1)
        and (senses.keys() - BEHIND_NUMBER - {"sign"} or not HAN_FIRST.match(word) or word.endswith("币"))
    ]
    ten_parts = "为功本立员长就了交都年人绩果品分熟份不语"
    return re.compile(
        rf"{begin}(?:(?P<plain>{PLAIN})|(?P<joint>{RANGE_MARK})|(?P<skip>{TIME}|[0-9]{{1,2}}点(?:[0-9]{{1,2}}分|半|整|钟)?(?![0-9{''.join(FIGURES)}])"
        rf"|[{''.join(FIGURES)}十]{{1,3}}点(?:[{''.join(FIGURES)}十]{{1,3}}分|半|整|钟))"
        rf"|(?P<chain>(?<![0-9A-Za-z_.])(?:{CHAIN}))"
        rf"|(?P<mixed>(?<![0-9.A-Za-z_])(?:[-−](?={MIXED}|{POWER}))?(?:{MIXED}|{POWER})|{SIGNED})"
        rf"|(?P<ordinal>第\s?(?:[0-9]+|{PART['figure']}+))"
        rf"|(?P<half>半(?=年|天|个|小时|日|载|月)|(?<=[年天月时日])半)"
        rf"|(?P<number>(?<![0-9A-Za-z_])(?<![0-9][.,])(?!一半(?![年天个])|零[下上]|三三两两|七七八八|[一三]刻钟|一整[天年周个夜])(?:{HAN_NUMBER})(?:(?P<share>(?:又\s?{HAN_NUMBER})?分之\s?{HAN_NUMBER})"
        rf"|(?P<tenth>\s?成(?:半|[一二三四五六七八九](?![十百千万个成]))?(?![{ten_parts}]))|个半(?=月|小时|星期|钟头|世纪))?"
        rf"|几(?=\s?(?:[{classifiers(table)}年天周月日元]|小时|星期|分钟|秒)))"
        rf"|(?P<vulgar>[{''.join(VULGAR)}]))"
        rf"|(?=[ –—~～―])(?P<joint_>{RANGE_MARK})"
        rf"|(?<=[0-9{CHINESE_NUMBER}几半多余来个成年月天时期周元日 ])(?:"
        rf"(?P<symbol>(?<=[0-9])\s{{0,2}}(?:{alternation(symbols)})(?![A-Za-z0-9]))"
        rf"|(?P<unit>{beginning(behind)}(?!元旦|国庆){alternation(behind)}(?!(?<=[a-z])[a-z])))"
        rf"|{beginning([*free, 'http', 'www'])}(?:"
        rf"(?P<word>(?!至今年){alternation(free)}(?!(?<=[a-z])[a-z]))|(?P<skip_>{ADDRESS}))"
    )


def letters_pattern(
    lang: str, words: Mapping[str, Senses], symbols: Mapping[str, Any], table: Mapping[str, Any]
) -> re.Pattern[str]:
    """The one pattern that finds every token of a German or English text, and words that may be none.

    Looking up a word costs less than having two thousand of them in the pattern.
    """
    signs = [word for word in words if not word[0].isalnum()]
    figures = [word for word in words if word[0].isdecimal()]
    dated = rf"(?P<word>{alternation(figures)}(?!{LETTER}))|" if figures else ""  # »1. Advent«
    compound = ""
    if lang == "de":
        parts = alternation([*table_words(table, "small"), "und", "hundert", "tausend"])
        head = alternation([*table_words(table, "small"), "hundert", "tausend"])
        tail = "mal|fach(?:e[nsr]?)?|(?:jähr|täg|monat|wöch|stünd|minüt)ig(?:e[nrsm]?)?"
        compound = rf"(?P<compound>(?:{head})(?:{parts})*+(?:{tail})?(?!{LETTER}))|"
    ordinal = r"[0-9]{1,2}(?:st|nd|rd|th)(?![a-z])"
    if lang == "de":
        # Behind an article also at the end of a clause: Freitag, der 22.
        article = "|".join(f"(?<= {word} )|(?<=^{word} )" for word in ("der", "am", "den", "dem", "zum"))
        ordinal = rf"[0-9]{{1,2}}\.(?=\s|[-–][0-9])|(?:{article})[0-9]{{1,2}}\.(?![0-9])"
    dotted = (
        r"|(?P<dotted>(?<!\w)(?<![0-9][.,])[0-9]{1,2}\.\s?[0-9]{1,2}\.(?:\s?(?:[0-9]{4}|[0-9]{2}))?(?![0-9])"
        r"|(?<!\w)(?<![0-9][.,])[0-9]{1,2}\.[0-9]{1,2}(?![0-9.,]))"
        if lang == "de"
        else ""
    )
    decade = (
        r"|(?P<decade>(?<!\w)['’]?(?:[0-9]{3}0|[2-9]0)\s?(?:'s|’s|s)(?![a-z]))|(?P<short_year>(?<!\w)['’][0-9]{2}(?![\w'’]))"
        if lang == "en"
        else (r"|(?P<decade>(?<!\w)(?:[0-9]{3}0|[2-9]0)er(?:n|[-\s]?jahren?)?(?![a-z]))")
    )
    point, comma = (",", ".") if lang == "de" else (".", ",")
    return re.compile(
        rf"(?=[0-9.+'’−{''.join(VULGAR)}-])(?:(?P<skip>(?<!\w)(?:{TIME}))"
        rf"{dotted}{decade}"
        rf"|(?P<mixed>(?<![\w.])(?:[-−](?={MIXED}|{POWER}))?(?:{MIXED}|{POWER})|{SIGNED})"
        rf"|(?P<grouped>(?<!\w)(?<![0-9]\.)(?<![A-Za-z]-)[-−]?(?:[0-9]{{1,3}}(?:[{comma}][0-9]{{3}})++|[0-9]{{1,2}}(?:,[0-9]{{2}}){{1,4}},[0-9]{{3}})(?:[{point}][0-9]++)?(?![0-9]|[./-][0-9]))"
        rf"|(?P<chain>(?<![\w.])(?:{CHAIN}))"
        rf"|(?P<ordinal>(?<!\w)(?<![0-9][.,])(?:{ordinal}))"
        rf"|(?P<joint>{RANGE_MARK})"
        rf"|(?P<number>(?<!\w)(?<![0-9][{point}])(?:(?<![\w%)\]])(?<![\w.] )[-−]\s?(?=[0-9.]))?(?:{NUMBER[lang]}))"
        rf"|(?P<vulgar>[{''.join(VULGAR)}]))"
        rf"|(?=[ –—―~～])(?P<joint_>{RANGE_MARK})"
        rf"|(?P<symbol>(?<=[0-9])\s{{0,2}}(?:{alternation(symbols)})(?![\w²³^]))"
        rf"|(?<!{LETTER})(?:{compound}{dated}(?P<skip_>{ADDRESS})|(?P<letters>{UNBROKEN}++(?!{LETTER})))"
        rf"|(?P<sign_word>(?=[{re.escape(''.join(sorted({sign[0] for sign in signs})))}]){alternation(signs)})"
        rf"|(?P<sign>[%‰])"
    )


def phrases(words: Mapping[str, Senses]) -> Mapping[str, Sequence[str]]:
    """See `Lexicon.phrases`; under the same letters also the word that is nothing but these letters."""
    found: dict[str, list[str]] = {}
    for word in words:
        head = HEAD.match(word)
        if head and head.end() < len(word):
            found.setdefault(head.group(), []).append(word)
    return {head: [*below, head] if head in words else below for head, below in found.items()}


def beginning(words: Sequence[str]) -> str:
    """What a place must look like where one of the words can stand, by two characters: few other places do."""

    def either(characters: Iterable[str]) -> str:
        return "".join("\\s\u00a0" if each == " " else re.escape(each) for each in sorted(set(characters)))

    longer = [word for word in words if len(word) > 1]
    single = either(word for word in words if len(word) == 1)
    return rf"(?=[{single}]|[{either(word[0] for word in longer)}][{either(word[1] for word in longer)}])"


def anchors(lang: str, words: Mapping[str, Senses], table: Mapping[str, Any]) -> re.Pattern[str] | frozenset[str]:
    """What every figure holds at least one of: figures, and words that count or name a time.

    For Chinese a pattern of characters, for other languages the words. Only the text near them is read. The pattern
    takes anchors that stand near each other as one match, and begins with a class of characters, for which Python looks
    without trying the pattern at every place.
    """
    if lang == "zh":
        single = f"0-9{CHINESE_NUMBER}{''.join(VULGAR)}几半年月日天周期礼季昨今翌旦节诞圣倍成%"
        first = f"{single}世明数"
        anchor = f"[{first}](?:(?<=[{single}])[{single}]*+|(?<=世)纪|(?<=明)[晚早晨]|(?<=数)(?=个?小时))"
        return re.compile(f"{anchor}(?:[^{first}]{{0,{sum(AROUND['zh'])}}}+{anchor})*+")
    return frozenset(
        max(name.split(), key=telling) for name, senses in words.items() if senses.keys() & ANCHORING
    ).union(table_words(table, "anchors") if "anchors" in table else ())


AROUND = {"zh": (9, 12), "de": (48, 48), "en": (48, 48)}
"""How many characters before and after an anchor are read."""


def essential(signs: Mapping[frozenset[str], str]) -> frozenset[str]:
    wanted = ANCHORING | {
        "number",
        "printed_date",
        "decade",
        "percent_value",
        "ordinals",
        "one",
        "year_number",
        "rest",
        "relative",
        "parts",
        "now",
    }
    return frozenset(sign for senses, sign in signs.items() if senses & wanted)


def telling(word: str) -> int:
    """How well a word of a phrase tells where the phrase may stand."""
    return 0 if word in ("the", "that", "of", "des", "der", "dem") else len(word)


ANCHORING = frozenset({
    "small", "both", "scales", "denominators", "mixed", "several", "months", "weekdays", "seasons", "time", "days",
    "years", "multiples", "half_share", "holidays", "same", "decade", "quarter_names", "parts", "lengths", "unit_parts",
    "month_weeks",
})  # fmt: skip


BEHIND_NUMBER = frozenset({"classifiers", "nouns", "measures", "currencies", "times", "percent", "bounds_inside"})
"""What in Chinese stands only behind a number, so that 人, 方, 国 elsewhere are not looked at."""
HAN_FIRST = re.compile(r"[\u3400-\u9fff]")


def only_joins(senses: Senses) -> bool:
    return not senses.keys() - {"of", "through", "to", "and", "sign"}


def table_words(table: Mapping[str, Any], section: str) -> list[str]:
    return [name for names in table[section].values() for name in names.split("|")]


def classifiers(table: Mapping[str, Any]) -> str:
    return "".join(sorted({name[0] for names in table["classifiers"].values() for name in names.split("|")}))


# --- reading -------------------------------------------------------------------------------------------------------


class _Simplify(dict[int, int]):
    """Character to its Simplified, half-width form, filled as characters are met."""

    def __missing__(self, code: int) -> int:
        simple = ord(simplified_characters().get(chr(code), chr(code)))
        if 0xFF01 <= simple <= 0xFF5E and chr(simple) not in "，；：！？（）":
            simple -= 0xFEE0
        self[code] = simple
        return simple


_SIMPLE = _Simplify()


def level(text: str, lang: str) -> str:
    """The text as the tables write it, of the same length: lower case; Chinese also Simplified and half-width."""
    if lang == "zh":
        text = text.translate(_SIMPLE)
    lowered = text.lower()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    )


def printed_date(text: str, order: str) -> PrintedDate | None:
    """A date in figures, in either order where only one can be: `2016-01-29`, `3/19/2024`, `15.1.`, `05.2016`."""
    parts = [int(each) for each in re.findall("[0-9]+", text)]
    widths = [len(each) for each in re.findall("[0-9]+", text)]
    if len(parts) == 3 and len(set(re.sub(r"[0-9\s]", "", text.rstrip(".")))) <= 1:
        if widths[0] == 4 and widths[1] <= 2 and widths[2] <= 2:
            year, first, second = parts
            return valid(year, first, second) or (valid(year, second, first) if second > 12 or first > 12 else None)
        if widths[2] in (2, 4) and widths[0] <= 2 and widths[1] <= 2:
            first, second, year = parts
            if widths[2] == 2:
                year += 1900 if year > 60 else 2000
            month_first = valid(year, first, second)
            day_first = valid(year, second, first)
            return (month_first or day_first) if order == "mdy" else (day_first or month_first)
    if len(parts) == 2:
        if widths[0] == 4 and widths[1] <= 2 and 1 <= parts[1] <= 12:
            return PrintedDate(parts[0], parts[1], None)
        if widths[1] == 4 and widths[0] <= 2 and 1 <= parts[0] <= 12:
            return PrintedDate(parts[1], parts[0], None)
        if widths[0] <= 2 and widths[1] <= 2:
            month_first, day_first = valid(None, *parts), valid(None, parts[1], parts[0])
            return (month_first or day_first) if order == "mdy" else (day_first or month_first)
    return None


def valid(year: int | None, month: int, day: int) -> PrintedDate | None:
    if not 1 <= month <= 12 or not 1 <= day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]:
        return None
    if year is not None and not 1000 <= year <= 2999:
        return None
    if year is not None and month == 2 and day == 29 and (year % 4 or (year % 100 == 0 and year % 400)):
        return None
    return PrintedDate(year, month, day)


def number_senses(number: Number) -> dict[str, Any]:
    """The senses of a number: also `small` (1 … 31) and `year` where it may be a day, month or year."""
    senses: dict[str, Any] = {"number": number}
    if isinstance(number.value, int) and number.low is None:
        if 1 <= number.value <= 31 and number.scale == 1:
            senses["day_number"] = number.value
        if 1000 <= number.value <= 2199 and (len(number.digits) == 4 or number.words):
            senses["year_number"] = number.value
    return senses
