"""Dates as pages print them, and which of a page's dates is believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from sitegen.intake.dates import address_date, choose_date, dates_in, machine_date, printed_dates

CASES = Path(__file__).parent / "cases" / "intake" / "dates.md"


@pytest.mark.parametrize(("line", "title", "printed", "expected"), read_fixture_file(CASES))
def test_printed_dates(line: int, title: str, printed: str, expected: str) -> None:
    published, updated = printed_dates(printed.strip())
    told = [f"published {day}" for day in published] + [f"updated {day}" for day in updated]
    assert told == expected.split("\n")[:-1], f"{title}, line {line}"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-04-02T08:04:27+08:00", "2024-04-02"),
        ("2024-04-02 08:04", "2024-04-02"),
        ("20240402", "2024-04-02"),
        ("20240402080427", "2024-04-02"),
        ("Tue, 02 Apr 2024 08:04:27 GMT", "2024-04-02"),
        ("2024年4月2日", "2024-04-02"),
        ("1712016267", None),
        ("20241302", None),
        ("yesterday", None),
    ],
)
def test_machine_dates(value: str, day: str | None) -> None:
    assert machine_date(value) == day


def test_an_address_may_hold_the_day() -> None:
    assert address_date("https://example.org/2024/11/30/a/") == "2024-11-30"
    assert address_date("https://example.org/a/20241130/b.shtml") == "2024-11-30"
    assert address_date("https://example.org/2024/11/30/seen-2023-01-02.html") is None
    assert address_date("https://example.org/item/12345") is None


def test_machine_and_print_agree() -> None:
    assert choose_date(["2024-04-02"], ["2024-04-02"], []) == ("2024-04-02", None)


def test_readers_saw_the_printed_day_where_the_machine_counts_in_utc() -> None:
    assert choose_date(["2024-04-01"], ["2024-04-02"], []) == ("2024-04-02", None)


def test_a_contradiction_without_a_witness_gives_no_date_and_a_doubt() -> None:
    day, doubt = choose_date(["2024-04-02"], ["2021-01-01"], [])
    assert day is None
    assert doubt
    assert "2021-01-01" in doubt


def test_a_third_witness_decides() -> None:
    assert choose_date(["2024-04-02"], ["2024-01-01"], ["2024-01-01"])[0] == "2024-01-01"


def test_a_machine_that_states_the_day_of_an_update_is_not_believed() -> None:
    assert choose_date(["2024-12-05"], ["2024-11-30"], [], ["2024-12-05"]) == ("2024-11-30", None)


def test_a_day_after_the_import_is_no_day_of_publication() -> None:
    assert choose_date(["2031-01-01"], [], [], latest="2024-05-01") == (None, None)


@given(st.text(max_size=300))
def test_every_date_found_is_a_day_that_exists(text: str) -> None:
    import datetime

    for place, day in dates_in(text):
        assert 0 <= place < len(text)
        datetime.date.fromisoformat(day)
