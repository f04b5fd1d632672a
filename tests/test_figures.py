"""Figures in news prose, in four languages: beside each text what is found in it.

A line of the expected part is `quote kind value unit approx`; the value `low..high` is a range with open ends empty,
`a|b` are alternatives. Files ending in `-kept` were written before and not looked at while the grammar was tuned.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from sitegen.figures import describe, find_figures, inspect_figures, normalised
from sitegen.figures.lexicon import lexicon
from sitegen.model import Figure

CASES = Path(__file__).parent / "cases" / "figures"
KINDS = "money|percent|duration|date|period|daterange|count|number|measure|ratio|numberrange|temperature"
EXPECTED = re.compile(rf"(?P<quote>.+) (?P<kinds>(?:{KINDS})(?:\|(?:{KINDS}))*)(?: (?P<value>\S+))?(?: (?P<rest>.*))?$")
APPROX = {"about", "almost", "slightly_more_than", "at_least", "at_most", "more_than", "less_than", "up_to", "several",
          "several_tens",
          "early", "middle", "end"}  # fmt: skip


def same(got: object, wanted: str) -> bool:
    """True where a value is the stated one: numbers to six digits, dates as text, empty for None."""
    if got is None or wanted == "":
        return got is None and wanted == ""
    try:
        return float(str(got)) == pytest.approx(float(wanted), rel=1e-6)
    except ValueError:
        return str(got) == wanted


def fits(figure: Figure, text: str, line: str) -> bool:
    """True where a figure is the one a line expects."""
    found = EXPECTED.fullmatch(line)
    assert found, f"cannot read the expected line {line!r}"
    start = text.index(found["quote"])
    end = start + len(found["quote"])
    if not (figure.start < end and start < figure.end and figure.kind in found["kinds"].split("|")):
        return False
    values = [each for each in (found["value"] or "").split("|") if each]
    right = not values
    for value in values:
        low, joint, high = value.partition("..")
        right = right or (same(figure.low, low) and same(figure.high, high) if joint else same(figure.value, value))
    rest = (found["rest"] or "").split()
    approx = [word for word in rest if word in APPROX]
    unit = " ".join(word for word in rest if word not in APPROX)
    return right and (not unit or figure.unit == unit) and (not approx or figure.approx == approx[0])


def missing_and_extra(path: Path) -> tuple[int, list[str], list[str]]:
    """Over a file of cases: how many lines are expected, which are not met, and which figures nobody expects."""
    lang = path.stem.removesuffix("-kept")
    wanted, missing, extra = 0, [], []
    for _, title, text, expected in read_fixture_file(path):
        text = text.rstrip("\n")
        left = list(find_figures(text, lang, title.split()[-1]))
        for line in expected.splitlines():
            if not line.strip():
                continue
            wanted += 1
            figure = next((each for each in left if fits(each, text, line)), None)
            if figure is None:
                missing.append(f"{text} → {line}")
            else:
                left.remove(figure)
        extra += [f"{text} → {figure.text} ({figure.kind})" for figure in left]
    return wanted, missing, extra


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "de", "en"])
def test_every_figure_of_the_cases_is_found_and_nothing_else(lang: str) -> None:
    wanted, missing, extra = missing_and_extra(CASES / f"{lang}.md")
    assert wanted > 10
    assert (missing, extra) == ([], [])


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "de", "en"])
def test_of_the_cases_kept_aside_nearly_all_is_found(lang: str) -> None:
    wanted, missing, extra = missing_and_extra(CASES / f"{lang}-kept.md")
    assert len(missing) <= 0.05 * wanted, missing
    assert len(extra) <= 0.15 * wanted + 2, extra


def found(text: str, lang: str, date: str | None = "2024-04-02") -> list[str]:
    return [figure.text for figure in find_figures(text, lang, date)]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Der Airbus A350 und die Boeing 777 flogen über die A9.", "de"),
        ("The MI300X, the iPhone 15, Falcon 9 and GPT-4o are products.", "en"),
        ("昇腾910B、麒麟9000、鸿蒙4和波音777X", "zh-Hans"),
        ("三菱、五粮液、四川、九寨沟、一带一路、六神无主", "zh-Hans"),
        ("第三次、第二十大、第一財經", "zh-Hant"),
        ("The first, the second and the third were late.", "en"),
        ("Der erste und der dritte kamen zu spät.", "de"),
        ("Version 3.2.1, ISBN 978-3-16-148410-0, Tel. +49 30 1234-5678", "de"),
        ("It ended 3-2 at 8:45 p.m., see https://example.org/2024/05/17/item-12", "en"),
        ("1. Ein Punkt\n2. Noch ein Punkt", "de"),
    ],
)
def test_names_marks_and_addresses_are_no_figures(text: str, lang: str) -> None:
    assert found(text, lang) == []


def test_without_a_date_relative_dates_have_a_unit_but_no_value() -> None:
    for text, lang in [
        ("去年", "zh-Hans"),
        ("31日", "zh-Hans"),
        ("last year", "en"),
        ("gestern", "de"),
        ("am 3. Juli", "de"),
    ]:
        (figure,) = find_figures(text, lang)
        assert (figure.kind, figure.value) == ("date", None), text
        assert figure.unit in ("day", "year")
        assert (normalised(figure), describe(figure, "en")) == ("", "")


def test_a_date_without_a_year_is_the_last_one_unless_the_next_is_near() -> None:
    def day(text: str, date: str) -> object:
        return find_figures(text, "de", date)[0].value

    assert day("am 5. Dezember", "2024-03-19") == "2023-12-05"
    assert day("am 1. Oktober", "2024-08-01") == "2024-10-01"
    assert day("am 3. Juli", "2024-08-01") == "2024-07-03"


def test_german_and_english_billions_differ() -> None:
    assert find_figures("2 Billionen Dollar", "de")[0].value == 2 * 10**12
    assert find_figures("2 billion dollars", "en")[0].value == 2 * 10**9
    assert find_figures("2兆美元", "zh-Hant")[0].value == 2 * 10**12


def test_a_figure_torn_from_its_currency_is_flagged_and_withheld() -> None:
    (figure,) = find_figures("Man will Billionen erreichen Der Markt", "de")
    assert figure.garbled
    assert (figure.value, figure.low, figure.high, normalised(figure), describe(figure, "de")) == (
        None,
        None,
        None,
        "",
        "",
    )


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("330亿美元", "zh-Hans", "money:USD:3.3e10"),
        ("33 Milliarden US-Dollar", "de", "money:USD:3.3e10"),
        ("一到两年", "zh-Hans", "duration:P1Y/P2Y"),
        ("one to two years", "en", "duration:P1Y/P2Y"),
        ("至少3個月", "zh-Hant", "duration:P3M/"),
        ("2024年4月2日", "zh-Hans", "date:2024-04-02"),
        ("2. April 2024", "de", "date:2024-04-02"),
        ("since 2018", "en", "period:2018-01-01/"),
        ("三分之一", "zh-Hans", "share:0.333333333333"),
        ("über 40 Firmen", "de", "count:40/"),
        ("12,5 %", "de", "percent:12.5"),
        ("sixfold", "en", "ratio:6"),
    ],
)
def test_equal_figures_are_equal_as_canonical_text(text: str, lang: str, expected: str) -> None:
    assert [normalised(figure) for figure in find_figures(text, lang, "2024-04-02")] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("约330亿美元", ("约330亿美元", "約330億美元", "etwa 33 Milliarden US-Dollar", "about 33 billion US dollars")),
        ("一到两年", ("1至2年", "1至2 年", "1 bis 2 Jahre", "1 to 2 years")),
        ("2024年4月2日", ("2024年4月2日", "2024年4月2日", "2. April 2024", "2 April 2024")),
        ("去年底", ("2023年底", "2023年底", "Ende 2023", "late 2023")),
        ("超过40%", ("超过40%", "超過40%", "mehr als 40\u00a0%", "more than 40%")),
        ("近30倍", ("近30倍", "近30倍", "fast das 30-Fache", "almost 30 times")),
    ],
)
def test_a_value_is_described_in_every_language_of_the_site(text: str, expected: tuple[str, ...]) -> None:
    (figure,) = find_figures(text, "zh-Hans", "2024-04-02")
    assert tuple(describe(figure, lang) for lang in ("zh-Hans", "zh-Hant", "de", "en")) == expected


def test_inspect_reads_and_gives_json_lines() -> None:
    line = json.dumps({"id": "x", "lang": "de", "text": "Es kostet 3 Euro.", "date": None})
    assert list(inspect_figures([line, "\n"])) == [
        {"id": "x", "figures": [{"start": 10, "end": 16, "text": "3 Euro", "kind": "money", "value": 3, "unit": "EUR",
                                 "low": None, "high": None, "approx": None, "garbled": False}]}
    ]  # fmt: skip


def test_languages_without_a_table_have_no_figures() -> None:
    assert find_figures("12 millions d'euros", "fr") == ()


@given(
    st.text(
        alphabet="0123456789.,-–/%$€ 一二三十百万亿两几年月日多约第个半分之成 TwoMayand of\nviertelMärz", max_size=80
    ),
    st.sampled_from(["zh-Hans", "zh-Hant", "de", "en"]),
    st.sampled_from([None, "2024-02-29", "0001-01-01", "9999-12-31"]),
)
def test_spans_are_in_order_inside_the_text_and_do_not_overlap(text: str, lang: str, date: str | None) -> None:
    end = 0
    for figure in find_figures(text, lang, date):
        assert end <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] == figure.text
        assert isinstance(normalised(figure), str)
        end = figure.end


@pytest.mark.parametrize("lang", ["zh", "de", "en"])
def test_no_word_of_a_table_is_written_with_capitals_or_spaces_at_its_ends(lang: str) -> None:
    words = lexicon(lang).words
    assert len(words) > 500
    assert [word for word in words if word != word.strip() or word != word.lower() or "  " in word] == []
