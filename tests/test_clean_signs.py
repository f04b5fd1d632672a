"""A cheap test that stands before an expression never hides what the expression would find."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.clean import dates, facts, lines
from sitegen.clean.rules import encoding, inline

CASES = sorted((Path(__file__).parent / "cases" / "clean").rglob("*.*"))
ODD = """\
12月5日，  价格 , 上涨 、 下跌 ；再 涨。\tAuch Welt -Chip , ja -Ähre
fÃ¼r â€žZitat ÖÐ¹úÐ¾Æ¬ \u200bunsichtbar\u200c, \u00adweich
© 2024 The Paper  (C) Verlag  Copyright Post  ⓒ 신문
据《某报》报道 某新闻网12日报道 berichtete die Neue Zeitung, laut „Blatt“ wie das Magazin Blick
Daily Post has reported, according to the Daily Post, selon « Le Jour », selon le quotidien Daily Post, transcript
según el diario Daily News, transcript reviewed by Daily News, meldete die Tageszeitung Bote
令和6年5月3日 民國１１３年5月3日 日期：113-05-03 20240503 5. Mai 2024 MAY 3, 2024 3/5/2024 2024 . 5 . 3
"""
SAMPLES = [
    line for text in [*(path.read_text(encoding="utf-8") for path in CASES), ODD] for line in text.split("\n") if line
]

Search = Callable[[str], object]
PAIRS: dict[str, tuple[Search, re.Pattern[str]]] = {
    "date": (dates.find_date, dates.DATE),
    "space between ideographs": (inline.STRAY_SIGN.search, inline.BETWEEN),
    "space after a mark": (inline.STRAY_SIGN.search, inline.AFTER_MARK),
    "space before a mark": (inline.STRAY_SIGN.search, inline.BEFORE_MARK),
    "space before a comma": (inline.STRAY_SIGN.search, inline.LATIN_COMMA),
    "mojibake": (encoding.MOJIBAKE_START.search, encoding.MOJIBAKE),
    "GBK as Latin": (encoding.FOUR_LATIN.search, encoding.GBK_AS_LATIN),
    "invisible": (encoding.INVISIBLE_SIGN.search, encoding.INVISIBLE),
    "copyright": (facts.COPYRIGHT_SIGN.search, facts.COPYRIGHT),
    "jump line": (lambda text: lines.DIGIT.search(text) or lines.PAGE.search(text), lines.JUMP),
    "role": (lines.ROLE_SIGN.search, lines.ROLE_LINE),
    **{
        f"citation {number}": (sign.search, pattern)
        for number, (sign, pattern) in enumerate(facts.CITED_IN_CHINESE + facts.CITED_IN_LATIN)
    },
    **{
        f"citation in Latin {number}": (facts.LATIN_LETTERS.search, pattern)
        for number, (_, pattern) in enumerate(facts.CITED_IN_LATIN)
    },
}


@pytest.mark.parametrize("name", PAIRS)
def test_where_the_sign_is_missing_the_expression_finds_nothing(name: str) -> None:
    sign, pattern = PAIRS[name]
    found = [text for text in SAMPLES if pattern.search(text)]
    assert found, "no sample shows it"
    assert all(sign(text) for text in found)
