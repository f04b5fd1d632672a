"""Numbers in words: whatever a language's grammar of number words makes, is read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.figures import find_figures, normalised

UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
}
TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
}
HAN = "零一二三四五六七八九"


def english(value: int, joined: bool = False) -> str:
    """747 as «seven hundred (and) forty-seven»."""
    if value < 20:
        return UNITS["en"].split()[value]
    if value < 100:
        tens, rest = divmod(value, 10)
        return TENS["en"].split()[tens - 2] + (f"-{english(rest)}" if rest else "")
    for scale, name in (
        (10**12, "trillion"),
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if value >= scale:
            head, rest = divmod(value, scale)
            joint = " and " if joined and 0 < rest < 100 else " "
            return f"{english(head, joined)} {name}" + (f"{joint}{english(rest, joined)}" if rest else "")
    raise AssertionError(value)


def german(value: int) -> str:
    """747 as »siebenhundertsiebenundvierzig«; from a million on in several words."""
    if value >= 10**6:
        for scale, one, many in (
            (10**12, "Billion", "Billionen"),
            (10**9, "Milliarde", "Milliarden"),
            (10**6, "Million", "Millionen"),
        ):
            if value >= scale:
                head, rest = divmod(value, scale)
                front = f"eine {one}" if head == 1 else f"{german(head)} {many}"
                return front + (f" {german(rest)}" if rest else "")
    if value >= 1000:
        head, rest = divmod(value, 1000)
        return german(head).removesuffix("s" if head == 1 else "?") + "tausend" + (german(rest) if rest else "")
    if value >= 100:
        head, rest = divmod(value, 100)
        return UNITS["de"].split()[head] + "hundert" + (german(rest) if rest else "")
    if value == 1:
        return "eins"
    if value < 20:
        return UNITS["de"].split()[value]
    tens, rest = divmod(value, 10)
    return (f"{UNITS['de'].split()[rest]}und" if rest else "") + TENS["de"].split()[tens - 2]


def chinese_below_myriad(value: int) -> str:
    out, zero = "", False
    for step, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, step)
        if digit:
            out += ("零" if zero and out else "") + HAN[digit] + name
            zero = False
        else:
            zero = True
    return out


def chinese(value: int) -> str:
    """10450 as 一万零四百五十."""
    out = ""
    for scale, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        head, value = divmod(value, scale)
        if head:
            out += ("零" if out and head < 1000 else "") + chinese_below_myriad(head) + name
    return out


numbers = st.one_of(st.integers(2, 2000), st.integers(2, 10**6), st.integers(2, 10**13))


def stated(text: str, lang: str) -> list[object]:
    return [figure.value for figure in find_figures(text, lang)]


@given(numbers, st.booleans())
def test_english_number_words_are_read_back(value: int, joined: bool) -> None:
    assert stated(f"they counted {english(value, joined)} things", "en") == [value]


@given(numbers)
def test_german_number_words_are_read_back(value: int) -> None:
    assert stated(f"sie zählten {german(value)} Dinge", "de") == [value]


@given(numbers.filter(lambda value: value > 20))
def test_chinese_number_words_are_read_back(value: int) -> None:
    assert stated(f"共有{chinese(value)}人", "zh-Hans") == [value]


def grammar_cases() -> list[tuple[str, str, str]]:
    """Lines `phrase → «quote» canonical text ; …` of the grammar files, one construction of a language each."""
    cases = []
    for path in sorted((Path(__file__).parent / "cases" / "figures").glob("grammar-*.txt")):
        lang = path.stem.removeprefix("grammar-")
        for line in path.read_text(encoding="utf-8").splitlines():
            phrase, _, expected = line.partition(" →")
            cases.append((lang, phrase, expected.strip()))
    return cases


@pytest.mark.parametrize(("lang", "phrase", "expected"), grammar_cases())
def test_every_construction_of_the_grammar_is_read(lang: str, phrase: str, expected: str) -> None:
    figures = find_figures(phrase, lang, "2024-04-02")
    assert " ; ".join(f"«{figure.text}» {normalised(figure)}" for figure in figures) == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("in den letzten Jahren und in den kommenden Monaten", "de"),
        ("over the coming years, these days", "en"),
        ("it may take a second", "en"),
        ("三三两两的人、五角大楼、五毛党", "zh-Hans"),
        ("还剩三度夺冠的机会", "zh-Hans"),
    ],
)
def test_what_states_no_amount_or_day_is_left_alone(text: str, lang: str) -> None:
    assert [figure.text for figure in find_figures(text, lang, "2024-04-02")] == []
