"""Comparisons: plots on one axis, figures in words, the files for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from sitegen.model import Cell, Figure, Row, Span
from sitegen.render import packed_theme
from sitegen.render.catalogue import read_catalogue
from sitegen.render.plot import plot
from sitegen.render.view import figure_text
from tests.render_samples import renderer, sample_site


def cell(slug: str, figure: Figure | None) -> tuple[Cell, ...]:
    return (Cell(slug, "p1", Span(0, 1), "…", figure, None, (), None),)


def duration(unit: str, low: float | None = None, high: float | None = None, value: float | None = None) -> Figure:
    return Figure(0, 1, "…", "duration", value, unit, low, high)


def money(value: float, unit: str = "USD") -> Figure:
    return Figure(0, 1, "…", "money", value, unit)


def row(**figures: Figure | None) -> Row:
    return Row("q", {"en": "?"}, {slug: cell(slug, figure) for slug, figure in figures.items()}, "differ")


def test_durations_in_different_units_share_one_axis() -> None:
    found = plot(row(a=duration("year", 1, 2), b=duration("month", 3, 6), c=duration("year", value=1.5)), "abc")
    assert found is not None
    assert [(line.low and round(line.low), line.high and round(line.high)) for line in found.lines] == [
        (50, 100),
        (12, 25),
        (75, 75),
    ]
    assert (found.high.value, found.high.unit) == (2, "year")


def test_an_open_side_runs_to_the_end_of_the_axis() -> None:
    at_least = Figure(0, 1, "…", "duration", 1, "year", approx="at_least")
    found = plot(row(a=at_least, b=duration("year", value=2)), "ab")
    assert found is not None
    assert found.lines[0].high is None
    assert 'class="span open"' in found.lines[0].svg
    assert found.open


def test_the_axis_begins_at_nothing_so_that_lengths_are_honest() -> None:
    found = plot(row(a=money(90), b=money(100)), "ab")
    assert found is not None
    assert found.low.value == 0
    assert found.lines[0].low == 90


@pytest.mark.parametrize(
    "uncomparable",
    [
        row(a=money(1, "USD"), b=money(1, "EUR")),
        row(a=money(1)),
        row(a=None, b=None),
        row(a=money(1)._replace(garbled=True), b=money(2)),
        row(a=money(0), b=money(0)),
        row(a=Figure(0, 1, "…", "date", "2024", "year"), b=Figure(0, 1, "…", "date", "2023", "year")),
    ],
)
def test_what_does_not_share_a_unit_is_not_drawn(uncomparable: Row) -> None:
    assert plot(uncomparable, "ab") is None


@pytest.mark.parametrize(
    ("figure", "english", "german", "chinese"),
    [
        (duration("year", 1, 2), "1–2 years", "1–2 Jahre", "1–2年"),
        (duration("year", value=1), "1 year", "1 Jahr", "1年"),
        (duration("month", high=6), "at most 6 months", "höchstens 6 Monate", "至多6个月"),
        (
            money(33e9)._replace(approx="about"),
            "about 33 billion US dollars", "etwa 33 Milliarden US-Dollar", "约330亿美元",
        ),
        (Figure(0, 1, "", "number", 2, "time"), "2", "2", "2"),
        (Figure(0, 1, "", "date", "2024-04", "month"), "April 2024", "April 2024", "2024年4月"),
        (Figure(0, 1, "", "number", None, None), "", "", ""),
    ],
)  # fmt: skip
def test_a_figure_is_said_in_the_words_of_the_edition(figure: Figure, english: str, german: str, chinese: str) -> None:
    said = [figure_text(figure, read_catalogue(lang, [packed_theme()])) for lang in ("en", "de", "zh-Hans")]
    assert said == [english, german, chinese]


def files() -> dict[str, bytes]:
    site, _ = sample_site()
    return {page.path: page.content for page in renderer().comparison(site, "gap-2024", "en")}


def test_the_csv_has_one_line_per_answer_and_no_formula() -> None:
    lines = list(csv.DictReader(io.StringIO(files()["en/compare/gap-2024.csv"].decode("utf-8-sig"))))
    assert [(line["question_id"], line["article"], line["quote"]) for line in lines] == [
        ("cost", "gap", "'=1+1"),
        ("ai-gap", "gap", "落后1-2年。"),
        ("ai-gap", "luecke", "drei bis sechs Monate"),
    ]
    assert (lines[2]["low"], lines[2]["high"], lines[2]["unit"]) == ("3", "6", "month")
    assert lines[1]["chain"] == "CNBC → 朝鲜日报"


def test_the_json_holds_all_names_and_the_figures() -> None:
    content = files()["en/compare/gap-2024.json"]
    document = json.loads(content)
    assert content.decode() == json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    assert document["names"]["de"] == "Der Abstand bei KI"
    assert document["rows"][1]["cells"]["luecke"][0]["figure"]["high"] == 6
    assert document["coverage"] == {"llm": {"gap": 3, "luecke": 1}}


def test_the_table_has_a_caption_and_a_header_for_every_row_and_column() -> None:
    html = files()["en/compare/gap-2024.html"].decode()
    table = re.findall(r'<table class="compare">(.*?)</table>', html, re.DOTALL)[0]
    assert "<caption>" in table
    assert table.count('<th scope="col">') == 3
    assert table.count('<th scope="row">') == 2
    assert '<div class="scroll" tabindex="0" role="region" aria-label=' in html


def test_rows_run_from_agreement_over_difference_to_single_sources() -> None:
    html = files()["en/compare/gap-2024.html"].decode()
    assert re.findall(r'<tr id="q-([^"]*)"', html) == ["ai-gap", "cost"]


def test_a_silent_source_is_said_to_be_silent() -> None:
    html = files()["en/compare/gap-2024.html"].decode()
    assert '<span class="silent"><span aria-hidden="true">–</span> not mentioned</span>' in html


def test_a_quote_keeps_its_words_and_language_and_leads_to_its_paragraph() -> None:
    html = files()["en/compare/gap-2024.html"].decode()
    assert '<a href="../articles/gap.html#p1"><q lang="zh-Hans">落后<strong>1-2年</strong>。</q></a>' in html


def test_a_table_of_very_many_sources_shows_those_that_answer_most_and_the_csv_all() -> None:
    site, articles = sample_site()
    card = articles["luecke"].card
    slugs = tuple(f"a{number:02}" for number in range(60))
    cards = {slug: replace(card, slug=slug) for slug in slugs}
    table = site.comparisons["gap-2024"]
    answers = {slug: cell(slug, duration("year", value=number + 1)) for number, slug in enumerate(slugs)}
    rows = (
        replace(table.rows[1], cells=answers),
        replace(table.rows[0], cells={slug: answers[slug] for slug in slugs[30:]}),
    )
    site = replace(
        site,
        cards=cards,
        comparisons={"gap-2024": replace(table, columns=slugs, rows=rows, coverage={})},
        events={},
        term_index={},
    )
    html, lines, _ = (page.content.decode("utf-8-sig") for page in renderer().comparison(site, "gap-2024", "en"))
    assert set(slugs[30:]) <= set(re.findall(r'<th scope="col"><a href="\.\./articles/(\w+)\.html"', html))
    assert html.count('<th scope="col">') == 41
    assert "20 more sources are in the CSV file." in html
    assert len(lines.splitlines()) == 1 + 60 + 30
