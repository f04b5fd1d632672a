"""What each source says to each question: quotes, figures, speakers, verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from sitegen.compare import compare
from sitegen.compare.amounts import amount
from sitegen.link import Digest, link
from sitegen.model import Cell, Comparison, Event, Figure, Question
from tests.seeds import labels, seed_digests
from tests.tellings import Telling


def digests(*tellings: tuple[str, str, str, str]) -> dict[str, Digest]:
    """Slug, language, date, text → digests by slug."""
    return {slug: Telling(slug, lang, date, "", "—", text).digest() for slug, lang, date, text in tellings}


def table(
    articles: dict[str, Digest], *questions: Question, start: str = "2024-03-26", end: str | None = None
) -> Comparison:
    event = Event("e", start, end, {"en": "E"}, questions=questions, articles=tuple(articles))
    return compare(link(list(articles.values()), (event,))[0], articles, None)


def asked(kind: str | None, *words: str, never: Sequence[str] = (), unit: str | None = None) -> Question:
    return Question("q", {"en": "?"}, kind, unit, words, tuple(never))


BRIDGE = digests(
    (
        "en",
        "en",
        "2024-03-27",
        "Six workers are missing, the coast guard said. Rebuilding may cost more than 1 billion dollars.",
    ),
    ("zh", "zh-Hans", "2024-03-28", "据路透社27日报道,海岸警卫队表示,6名工人失踪。桥长2.6公里。"),
    ("de", "de", "2024-03-27", "Nach Angaben der Küstenwache werden acht Arbeiter vermisst. Der Hafen ist gesperrt."),
)


# --- rows and cells ------------------------------------------------------------------------------------------------


def test_a_row_holds_verbatim_sentences_with_their_figures() -> None:
    row = table(BRIDGE, asked("number", "missing", "失踪", "vermisst")).rows[0]
    cells = {slug: found[0] for slug, found in row.cells.items()}
    assert cells["en"].quote == "Six workers are missing, the coast guard said."
    assert {slug: cell.figure.value for slug, cell in cells.items() if cell.figure} == {"en": 6, "zh": 6, "de": 8}
    for cell in cells.values():
        assert cell.figure is not None
        assert cell.quote[cell.figure.start : cell.figure.end] == cell.figure.text


def test_columns_are_in_order_of_date() -> None:
    assert table(BRIDGE).columns == ("de", "en", "zh")


def test_an_article_that_says_nothing_is_absent() -> None:
    row = table(BRIDGE, asked("money", "cost", "费用", "kosten")).rows[0]
    assert set(row.cells) == {"en"}
    assert row.verdict == "single"


def test_a_question_nobody_answers_makes_no_row() -> None:
    assert table(BRIDGE, asked("percent", "share")).rows == ()


def test_a_cell_names_its_speaker_and_the_way_it_came() -> None:
    article = replace(BRIDGE["zh"], publisher="环球时报", relays=("路透社",))
    cell = table({"zh": article}, asked("number", "失踪")).rows[0].cells["zh"][0]
    assert cell.speaker == "海岸警卫队"
    assert cell.chain == ("路透社", "环球时报")


def test_the_date_of_a_statement_is_its_own_or_the_articles() -> None:
    row = table(BRIDGE, asked("number", "missing", "失踪")).rows[0]
    assert row.cells["zh"][0].as_of == "2024-03-27"
    assert row.cells["en"][0].as_of == "2024-03-27"


def test_what_a_question_excludes_counts_in_the_figures_own_clause() -> None:
    articles = digests(("a", "zh-Hans", "2025-06-11", "白宫称,中国的模型落后3到6个月,芯片落后两年。"))
    found = table(articles, asked("duration", "落后", never=("芯片",))).rows[0].cells["a"]
    assert [cell.figure.low for cell in found if cell.figure] == [3]


def test_the_figure_nearest_to_the_question_wins() -> None:
    articles = digests(("a", "en", "2024-03-27", "The port employs 15,000 people; 8 workers fell into the river."))
    cell = table(articles, asked("number", "fell")).rows[0].cells["a"][0]
    assert cell.figure is not None
    assert cell.figure.value == 8


def test_an_editor_sets_a_cell_by_hand() -> None:
    question = replace(asked(None), cells=(("de", "Der Hafen ist gesperrt."),))
    row = table(BRIDGE, question).rows[0]
    assert [cell.quote for cell in row.cells["de"]] == ["Der Hafen ist gesperrt."]


def test_both_scripts_answer_a_question_asked_in_one() -> None:
    articles = digests(("t", "zh-Hant", "2024-03-27", "海岸防衛隊說,6名工人失蹤。"))
    assert table(articles, asked("number", "失踪")).rows[0].cells["t"]


def test_when_is_answered_only_by_dates_near_the_event() -> None:
    articles = digests(
        (
            "a",
            "de",
            "2024-03-30",
            "Am 26. März 2024 stürzte die Brücke ein. Eröffnet wurde die Brücke am 23. März 1977.",
        )
    )
    found = table(articles, asked("date", "Brücke")).rows[0].cells["a"]
    assert [cell.figure.value for cell in found if cell.figure] == ["2024-03-26"]


# --- verdicts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Die Bank hat 209 Milliarden Dollar.", "Die Bank hat 209 Milliarden Dollar.", "agree"),
        ("Die Bank hat etwa 200 Milliarden Dollar.", "Die Bank hat 209 Milliarden Dollar.", "agree"),
        ("Die Bank hat mehr als 200 Milliarden Dollar.", "Die Bank hat 209 Milliarden Dollar.", "agree"),
        ("Die Bank hat 150 Milliarden Dollar.", "Die Bank hat 209 Milliarden Dollar.", "differ"),
        ("Die Bank hat 190 Milliarden Euro.", "Die Bank hat 209 Milliarden Dollar.", "differ-definition"),
    ],
)
def test_verdict_on_money(one: str, other: str, verdict: str) -> None:
    articles = digests(("a", "de", "2023-03-11", one), ("b", "de", "2023-03-12", other))
    assert table(articles, asked("money", "Bank"), start="2023-03-10").rows[0].verdict == verdict


def test_months_and_years_are_one_measure() -> None:
    articles = digests(
        ("a", "de", "2023-03-11", "Der Rückstand beträgt 12 Monate."), ("b", "zh-Hans", "2023-03-11", "落后一到两年。")
    )
    row = table(articles, asked("duration", "Rückstand", "落后"), start="2023-03-10").rows[0]
    assert row.verdict in {"agree", "differ"}
    first, second = (amount(cell.figure) for found in row.cells.values() for cell in found if cell.figure)
    assert first is not None
    assert second is not None
    assert first.unit == second.unit == "time"


def test_estimates_far_apart_in_time_do_not_contradict_each_other() -> None:
    articles = digests(
        ("a", "de", "2024-04-02", "Der Rückstand beträgt 24 Monate."),
        ("b", "de", "2025-06-10", "Der Rückstand beträgt 3 Monate."),
    )
    assert (
        table(articles, asked("duration", "Rückstand"), start="2024-01", end="2025-12").rows[0].verdict == "differ-date"
    )


def test_claims_in_words_are_shown_but_not_judged() -> None:
    articles = digests(
        ("a", "de", "2024-04-02", "Der Abstand wird kleiner."), ("b", "de", "2024-04-02", "Der Abstand wächst.")
    )
    assert table(articles, asked(None, "Abstand")).rows[0].verdict == "open"


def test_a_garbled_figure_is_never_compared() -> None:
    assert amount(Figure(0, 2, "xx", "money", 5, "USD", garbled=True)) is None


@pytest.mark.parametrize("value", [10**400, float("inf"), float("nan")])
def test_absurd_numbers_are_never_compared(value: float) -> None:
    assert amount(Figure(0, 2, "xx", "money", value, "USD")) is None


def test_shared_figures_make_a_proposed_row() -> None:
    articles = digests(
        ("a", "en", "2023-03-11", "Customers withdrew 42 billion dollars on Thursday."),
        ("b", "zh-Hans", "2023-03-11", "储户一天内提取420亿美元。"),
    )
    row = table(articles, start="2023-03-10").rows[0]
    assert row.proposed
    assert row.verdict == "agree"
    assert row.names["zh-Hant"] == "420亿美元"
    assert "42 billion" in row.names["en"]


def test_coverage_shows_terms_that_not_all_articles_name() -> None:
    first, second = BRIDGE["en"], BRIDGE["de"]
    articles = {"en": replace(first, terms=(("dali", 2), ("port", 1))), "de": replace(second, terms=(("port", 3),))}
    assert table(articles).coverage == {"dali": {"en": 2}}


# --- development captures ------------------------------------------------------------------------------------------

QUESTIONS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "ai-gap": ("duration", ("落后", "zurück", "Rückstand"), ("芯片",)),
    "chip-gap": ("duration", ("芯片性能",), ()),
    "chip-lead": ("percent", ("Leistungsvorsprung",), ()),
    "controls-when": ("date", ("行政命令", "制裁", "Exportbeschränkungen", "扩散规则", "废除", "禁令"), ("法",)),
    "control-scope": ("number", ("Länder versendet", "等级"), ()),
    "shipment": ("money", ("货物", "目录价值"), ()),
    "racks": ("measure", ("机架",), ()),
    "fdi": ("money", ("FDI",), ()),
    "funding": ("money", ("投资", "筹集"), ("FDI", "直接投资", "行政命令")),
    "approved": ("number", ("获得批准", "批准了"), ()),
    "companies": ("number", ("初创企业正在开发",), ()),
    "compute": ("number", ("GPU", "计算机中心"), ("Nvidia",)),
    "horizon": ("duration", ("华为的AI芯片",), ()),
    "response": ("date", ("全国人大", "商务部发言人"), ()),
    "value": ("money", ("wirtschaftliche Vorteile",), ()),
    "prices": ("percent", ("費用",), ()),
    "users": ("number", ("Ernie",), ()),
    "patents": ("ratio", ("Patentanmeldungen",), ()),
    "releases": ("date", ("推出", "出现", "auf den Markt"), ("公布", "自有")),
}
"""Kind, words and excluded words of questions that an editor might ask of the captures."""

SPEAKERS = {
    "David Sacks": "萨克斯",
    "White House": "白宫",
    "State Administration of Foreign Exchange (中国国家外汇管理局)": "外汇管理局",
    "South China Morning Post": "南华早报",
    "spokesperson of the Chinese Ministry of Commerce": "商务部发言人",
    "Baidu": "百度",
    "several experts interviewed by The New York Times": "专家",
    "World Intellectual Property Organization (WIPO)": "WIPO",
    "unnamed assessment (评价认为)": "评价",
    "美日财经 (as printed; identity unclear)": "美日财经",
    "McKinsey & Company": "McKinsey",
}
"""A labelled speaker as the text names it, where the label is in another language."""


def labelled_cells() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Labelled cells with the figures they state; figures that the text does not state are left out."""
    found = []
    for row in labels("comparison-seeds.json")["rows"]:
        for cell in row["cells"]:
            values = [
                value
                for value in cell["values"]
                if value["kind"] not in {"entity", "stance"}
                and (value["low"], value["high"], value["value"]) != (None,) * 3
                and value["value"] != 0
            ]
            if values:
                found.append((cell, values))
    return found


def states(figure: Figure, value: dict[str, Any]) -> bool:
    given = {each for each in (figure.value, figure.low, figure.high) if each is not None}
    wanted = [each for each in (value["value"], value["low"], value["high"]) if each is not None]
    return any(
        each in given or (isinstance(each, str) and any(str(one).startswith(each) for one in given)) for each in wanted
    )


def says(cell: Cell, said_by: str) -> bool:
    """Whether the cell's speaker is the labelled one; who speaks for a whole text is nobody in the sentence."""
    if "(own voice)" in said_by or "Megha Shrivastava" in said_by or "每日新闻" in said_by or "headline" in said_by:
        return cell.speaker is None or cell.speaker in {"報導稱"}
    names = (said_by, SPEAKERS.get(said_by, said_by))
    return any(name in each for name in names for each in (cell.speaker or "", *cell.chain))


def test_labelled_cells_with_figures_are_found() -> None:
    seeds = dict(seed_digests())
    questions = tuple(
        Question(name, {"en": name}, kind, None, words, never) for name, (kind, words, never) in QUESTIONS.items()
    )
    event = Event("all", "2022", "2025-12", {"en": "All"}, questions=questions, articles=tuple(seeds))
    rows = compare(link(list(seeds.values()), (event,))[0], seeds, None).rows
    cells = [cell for row in rows for found in row.cells.values() for cell in found]
    wanted = labelled_cells()
    right = [
        label
        for label, values in wanted
        if any(
            cell.slug == label["seed"]
            and cell.block == ("" if label["paragraph"] == -1 else f"p{label['paragraph']}")
            and cell.figure
            and any(states(cell.figure, value) for value in values)
            and says(cell, label["said_by"])
            for cell in cells
        )
    ]
    assert len(right) / len(wanted) >= 0.9, [label["quote"] for label, _ in wanted if label not in right]
