"""Search in a browser: both scripts, from a server and from the disk, by keyboard, without moving anything."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.text import fold_text

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        yield context.new_page()


def search(page: Page, root: str, query: str, folder: str = "") -> list[str]:
    """Types a query and gives the addresses of the results, without the fragment."""
    page.goto(f"{root}{folder}search.html")
    page.locator("#search-input").fill(query)
    return results(page)


def results(page: Page) -> list[str]:
    page.wait_for_function(SETTLED, timeout=5000)
    found = [str(link.get_attribute("href")) for link in page.locator("#search-results h2 a").all()]
    return [link.removeprefix("articles/").removesuffix(".html") for link in found]


SETTLED = """() => {
  const { dataset } = document.getElementById("search-form");
  const said = document.getElementById("search-status").textContent;
  return said && said !== dataset.searching && said !== dataset.failed;
}"""


@pytest.mark.parametrize(("query", "expected"), [
    ("海底電纜", {"sandvik-hant"}), ("海底电缆", {"sandvik-hant"}), ("海底光缆", {"sandvik-hant"}),
    ("維修船", {"sandvik-hant"}), ("维修船", {"sandvik-hant"}),
    ("軟體更新", {"sandvik-hant"}), ("软体更新", {"sandvik-hant"}),
    ("桑德维克 備用線路", {"sandvik-hant"}), ("45萬戶", {"sandvik-hant"}), ("４５万户", {"sandvik-hant"}),
    ("STRASSE ZUM HAFEN", {"sandvik-de"}), ("3,5 millionen", {"sandvik-de"}),
    ('"repair ship is in"', {"sandvik-en"}), ("repair ship another sea", {"sandvik-en"}),
    ("nothing but TEXT here,", {"hostile"}), ("桑德维克的月亮", set()),
])  # fmt: skip
def test_a_query_in_either_script_finds_what_contains_it(
    page: Page,
    root: str,
    query: str,
    expected: set[str],
) -> None:
    assert set(search(page, root, query)) == expected


def test_results_show_marked_passages_that_lead_to_their_paragraph(page: Page, root: str) -> None:
    assert search(page, root, "维修船", "en/") == ["sandvik-hant"]
    passage = page.locator(".search-passage a").first
    assert passage.locator("mark").inner_text() == "維修船"
    assert passage.get_attribute("lang") == "zh-Hant"
    target = str(passage.get_attribute("href")).partition("#")[2]
    passage.click()
    page.wait_for_url(f"**/en/articles/sandvik-hant.html#{target}")
    assert page.locator(f'[id="{target}"]').is_visible()


def test_the_passages_shown_hold_every_word(page: Page, root: str) -> None:
    assert search(page, root, "海底電纜 醫院", "zh-hant/") == ["sandvik-hant"]
    marks = page.locator("#search-results mark").all_inner_texts()
    assert {"海底電纜", "醫院"} == set(marks)
    assert search(page, root, "ai", "en/")  # as a word and inside «repair», «said»
    first = page.locator("#search-results li", has=page.locator('a[href="articles/sandvik-en.html"]'))
    assert {mark.lower() for mark in first.locator("mark").all_inner_texts()} == {"ai"}


def test_the_whole_way_is_possible_by_keyboard(page: Page, root: str) -> None:
    page.goto(root + "de/search.html")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "search-input":
            break
    page.keyboard.type("Reederei")
    page.keyboard.press("Enter")
    assert results(page) == ["sandvik-de"]
    assert page.evaluate("document.activeElement.id") == "search-input"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#search-results') !== null")
    page.keyboard.press("ArrowDown")
    assert "#" in page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "search-input"
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/de/articles/sandvik-de.html")


def test_a_query_in_the_address_is_searched_and_follows_to_the_other_editions(page: Page, root: str) -> None:
    page.goto(root + "search.html?q=海底電纜")
    assert results(page) == ["sandvik-hant"]
    assert page.locator("#search-input").input_value() == "海底電纜"
    page.locator('a[hreflang="en"]').first.click()
    page.wait_for_url("**/en/search.html?q=*")
    assert results(page) == ["sandvik-hant"]


def test_one_language_can_be_chosen(page: Page, root: str) -> None:
    assert {"sandvik-de", "sandvik-en"} <= set(search(page, root, "Sandvik"))
    page.locator("#search-language").select_option("de")
    page.wait_for_function("() => document.querySelectorAll('#search-results > li').length === 1")
    assert results(page) == ["sandvik-de"]


def test_the_result_is_announced_and_nothing_moves(page: Page, address: str) -> None:
    page.goto(address + "en/search.html")
    page.evaluate("""() => {
      window.shifts = [];
      new PerformanceObserver((list) => { for (const each of list.getEntries()) shifts.push(each.value); })
        .observe({ type: "layout-shift", buffered: true });
    }""")
    status = page.locator("#search-status")
    assert status.get_attribute("role") == "status"
    page.locator("#search-input").fill("Sandvik")
    results(page)
    assert "2" in status.inner_text()
    page.wait_for_timeout(700)
    assert page.evaluate("shifts") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_query_loads_little_and_nothing_is_loaded_before_it_is_wanted(page: Page, address: str) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(address + "search.html")
    page.wait_for_timeout(100)
    assert not [url for url in loaded if "/search/" in url or "engine" in url]
    page.locator("#search-input").fill("海底電纜")
    results(page)
    assert len([url for url in loaded if "/search/g/" in url]) <= 6
    assert len([url for url in loaded if "/search/d/" in url]) <= 10


def test_without_script_the_page_says_so_and_links_the_indexes(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for folder in ("", "zh-hant/", "en/", "de/"):
            page.goto(f"{address}{folder}search.html")
            links = page.locator("main ul a")
            assert links.count() >= 4
            assert not page.locator("#search-form").is_visible()
            for link in links.all():
                assert link.is_visible()


def test_the_page_folds_every_character_as_the_index_does(page: Page, address: str) -> None:
    """Otherwise some text could never be found."""
    page.goto(address + "search.html")
    page.locator("#search-input").focus()
    page.wait_for_function("() => window.sitegenSearch !== undefined")
    unfit = ("Cn", "Cs", "Co", "Cc")
    characters = [each for each in map(chr, range(0x20, sys.maxunicode)) if unicodedata.category(each) not in unfit]
    text = [each for each in characters if unicodedata.is_normalized("NFC", each)]
    mine = [fold_text(each) for each in text]
    fold = "async (text) => { await sitegenSearch.ready(); return text.map(sitegenSearch.fold_text); }"
    theirs = page.evaluate(fold, text)
    wrong = [(hex(ord(one)), own, other) for one, own, other in zip(text, mine, theirs, strict=True) if own != other]
    assert not wrong, json.dumps(wrong[:20])


def test_the_index_lies_once_beside_all_editions(site: Path) -> None:
    assert (site / "search" / "index.js").is_file()
    assert not (site / "en" / "search").exists()
