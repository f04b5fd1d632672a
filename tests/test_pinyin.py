"""Readings of Han characters."""

from __future__ import annotations

import pytest

from sitegen.pinyin import pinyin, readings


def test_the_table_of_readings_says_what_the_library_says() -> None:
    table = readings()
    assert [each for each in table if pinyin(each) != table[each]] == []


def test_the_table_holds_the_commonest_characters() -> None:
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    common = {character for code in codes if (character := code.decode("gb2312", "ignore"))}
    assert len(common) == 3755
    assert common <= set(readings())


def test_without_the_librarys_table_the_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(readings())
    monkeypatch.setattr("sitegen.pinyin.find_spec", lambda name: None)
    readings.cache_clear()
    try:
        assert readings() == known
    finally:
        readings.cache_clear()
