"""Folding leads back, sentences end where a reader would say so, widths are those of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text import display_width, fold, fold_text, reading_minutes, sentences


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("大型語言模型(LLM)", "大型语言模型 （ＬＬＭ）"),
        ("Grafik\u00adprozessor", "GRAFIKPROZESSOR"),
        ("Straße", "STRASSE"),
        ("cafe\u0301", "café"),
        ("落后1-2年", "落後 1-2 年"),
    ],
)  # fmt: skip
def test_spellings_of_one_thing_fold_alike(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text == fold_text(one) == fold_text(other)


def test_the_way_back_leads_to_the_original_words() -> None:
    text = "訓練 大型語言 模型（ＬＬＭ）的 公司"
    folded = fold(text)
    start = folded.text.index("大型语言模型(llm)")
    span = folded.span(start, start + len("大型语言模型(llm)"))
    assert text[span.start : span.end] == "大型語言 模型（ＬＬＭ）"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_folding_maps_every_character_back_into_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
    assert fold_text(text) == folded.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“好。”然后走了。接着投入3.5亿美元。", ["他说：“好。”", "然后走了。", "接着投入3.5亿美元。"]),
        ("「真的嗎？」他問。沒有人回答。", ["「真的嗎？」", "他問。", "沒有人回答。"]),
        ("Am 1. August kam es. Die Firma zahlt z. B. 20 %. Ende.",
         ["Am 1. August kam es.", "Die Firma zahlt z. B. 20 %.", "Ende."]),
        ("The U.S. government paid $3.5 billion. “No.” Mr. Li left at 3 p.m. Tuesday.",
         ["The U.S. government paid $3.5 billion.", "“No.”", "Mr. Li left at 3 p.m. Tuesday."]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentences(text)] == expected


def test_width_in_a_terminal() -> None:
    assert display_width("中国AI") == 6
    assert display_width("e\u0301") == 1


def test_reading_time_counts_han_characters_and_other_words() -> None:
    assert reading_minutes("字" * 301) == 2
    assert reading_minutes("word " * 220) == 1
    assert reading_minutes("字" * 150 + " word" * 111) == 2
