"""Definitions beside their terms: by pointer, keyboard and touch, at every width, and without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FloatRect, Locator, Page

ARTICLES = {
    "articles/sandvik-hant.html": "铺设在海床上",
    "en/articles/sandvik-hant.html": "A telecommunication line",
    "de/articles/sandvik-de.html": "Fernmeldeleitung",
    "zh-hant/articles/sandvik-hant.html": "鋪設在海床上",
}
WIDTHS = (320, 768, 1280)
TERM = '[role="doc-glossref"]'
TIP = '[role="tooltip"]'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 768, "height": 640}) as context:
        yield context.new_page()


def first_term(page: Page, address: str, path: str = "articles/sandvik-hant.html") -> Locator:
    page.goto(address + path)
    page.mouse.move(1, 1)
    return page.locator(f"article .body {TERM}").first


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found
    return found


def hover(page: Page, locator: Locator) -> None:
    """Moves the pointer onto the middle of an element's first line."""
    line = lines_of(locator)[0]
    page.mouse.move(line["x"] + line["width"] / 2, line["y"] + line["height"] / 2)


def lines_of(locator: Locator) -> list[FloatRect]:
    """The boxes of an element that may be broken over several lines."""
    boxes = "(element) => Array.from(element.getClientRects(), (box) => box.toJSON())"
    found: list[FloatRect] = locator.evaluate(boxes)
    return found


WATCH_DELAY = """() => {
  document.addEventListener("pointermove", () => { window.rested = performance.now(); }, true);
  document.addEventListener("toggle", () => { window.opened = performance.now(); }, true);
}"""


@pytest.mark.parametrize(("path", "definition"), ARTICLES.items())
def test_a_resting_pointer_shows_the_definition_in_the_editions_language(
    page: Page,
    address: str,
    path: str,
    definition: str,
) -> None:
    term, tip = first_term(page, address, path), page.locator(TIP)
    page.evaluate(WATCH_DELAY)
    hover(page, term)
    tip.wait_for(state="visible", timeout=1000)
    page.wait_for_function("() => window.opened")
    assert page.evaluate("opened - rested") >= 200
    assert definition in tip.inner_text()
    assert tip.locator("p").get_attribute("lang") == page.locator("html").get_attribute("lang")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("place", ["center", "start", "end"])
def test_a_popup_is_never_clipped_and_never_covers_its_term(page: Page, address: str, width: int, place: str) -> None:
    page.set_viewport_size({"width": width, "height": 500})
    first_term(page, address)
    for term in page.locator(f"article .body {TERM}").all():
        page.keyboard.press("Escape")
        page.mouse.move(1, 1)
        term.evaluate("(element, block) => element.scrollIntoView({ block, behavior: 'instant' })", place)
        hover(page, term)
        page.locator(TIP).wait_for(state="visible", timeout=1000)
        page.wait_for_timeout(150)
        tip = box(page.locator(TIP))
        assert tip["x"] >= 0
        assert tip["y"] >= 0
        assert tip["x"] + tip["width"] <= width
        assert tip["y"] + tip["height"] <= 500
        for line in lines_of(term):
            apart = tip["y"] >= line["y"] + line["height"] - 1 or tip["y"] + tip["height"] <= line["y"] + 1
            assert apart or tip["x"] >= line["x"] + line["width"] or tip["x"] + tip["width"] <= line["x"]


def test_the_pointer_may_travel_onto_the_popup_and_it_closes_when_the_pointer_leaves(page: Page, address: str) -> None:
    term, tip = first_term(page, address), page.locator(TIP)
    hover(page, term)
    tip.wait_for(state="visible", timeout=1000)
    place = box(tip)
    for step in range(1, 11):
        start = box(term)
        page.mouse.move(
            start["x"] + start["width"] / 2,
            start["y"] + start["height"] + (place["y"] + 12 - start["y"] - start["height"]) * step / 10,
        )
        page.wait_for_timeout(60)
    page.wait_for_timeout(600)
    assert tip.is_visible()
    page.mouse.move(1, 1)
    page.wait_for_timeout(150)
    assert tip.is_visible()
    tip.wait_for(state="hidden", timeout=1000)


def test_another_term_on_the_way_to_the_popup_does_not_replace_it(page: Page, address: str, site: Path) -> None:
    longest = max((site / "en" / "articles").glob("*.html"), key=lambda file: file.stat().st_size)
    term, tip = first_term(page, address, f"en/articles/{longest.name}"), page.locator(TIP)
    hover(page, term)
    tip.wait_for(state="visible", timeout=1000)
    shown = tip.inner_text()
    other = page.locator(f"article .body {TERM}").nth(1)
    other.evaluate(PUT_BELOW, box(term))
    other.evaluate(CROSS_THEN_REACH_POPUP)
    page.wait_for_timeout(400)
    assert tip.inner_text() == shown


CROSS_THEN_REACH_POPUP = """async (other) => {
  const move = (element, x, y) => element.dispatchEvent(
    new PointerEvent("pointermove", { bubbles: true, pointerType: "mouse", clientX: x, clientY: y }));
  const { left, top } = other.getBoundingClientRect();
  for (let step = 0; step < 15; step++) {
    move(other, left + 4 + step, top + 3);
    await new Promise((done) => setTimeout(done, 10));
  }
  const tip = document.querySelector('[role="tooltip"]');
  move(tip, tip.getBoundingClientRect().left + 20, tip.getBoundingClientRect().top + 20);
}"""

PUT_BELOW = """(element, { x, y, width, height }) => Object.assign(element.style, {
  position: "fixed", display: "block", overflow: "hidden",
  left: `${x}px`, top: `${y + height}px`, width: `${Math.max(width, 60)}px`, height: "6px",
})"""


def test_escape_closes_at_once_and_it_stays_closed_until_the_pointer_returns(page: Page, address: str) -> None:
    term, tip = first_term(page, address), page.locator(TIP)
    hover(page, term)
    tip.wait_for(state="visible", timeout=1000)
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.mouse.move(box(term)["x"] + 3, box(term)["y"] + 5)
    page.wait_for_timeout(500)
    assert not tip.is_visible()
    page.mouse.move(1, 1)
    page.wait_for_timeout(50)
    hover(page, term)
    tip.wait_for(state="visible", timeout=1000)


def test_keyboard_focus_opens_escape_closes_and_focus_stays(page: Page, address: str) -> None:
    term, tip = first_term(page, address), page.locator(TIP)
    for _ in range(60):
        page.keyboard.press("Tab")
        if term.evaluate("(element) => element === document.activeElement"):
            break
    tip.wait_for(state="visible", timeout=500)
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    assert term.evaluate("(element) => element === document.activeElement")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    tip.wait_for(state="visible", timeout=500)
    page.keyboard.press("Enter")
    page.wait_for_url("**#g-*")


def test_losing_focus_closes(page: Page, address: str) -> None:
    term, tip = first_term(page, address), page.locator(TIP)
    page.keyboard.press("Tab")
    term.focus()
    tip.wait_for(state="visible", timeout=500)
    page.locator("header.site a").first.focus()
    tip.wait_for(state="hidden", timeout=500)


def test_opening_a_popup_moves_nothing(page: Page, address: str) -> None:
    term = first_term(page, address)
    measure = "Array.from(document.querySelectorAll('main :is(h1, h2, h3)'), (each) => each.getBoundingClientRect().y)"
    before = page.evaluate(measure)
    hover(page, term)
    page.locator(TIP).wait_for(state="visible", timeout=1000)
    assert page.evaluate(measure) == before


@pytest.mark.parametrize("width", [320, 768])
def test_the_first_tap_opens_a_tap_elsewhere_closes_the_second_follows(
    browser: Browser,
    address: str,
    width: int,
) -> None:
    with browser.new_context(viewport={"width": width, "height": 640}, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(address + "articles/sandvik-hant.html")
        term, tip = page.locator(f"article .body {TERM}").first, page.locator(TIP)
        term.tap()
        tip.wait_for(state="visible", timeout=1000)
        assert "#" not in page.url
        place = box(tip)
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width
        page.locator("h1").tap()
        tip.wait_for(state="hidden", timeout=1000)
        term.tap()
        tip.wait_for(state="visible", timeout=1000)
        term.tap()
        page.wait_for_url("**#g-*")


def test_without_script_a_term_leads_to_its_entry_and_back(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for path, definition in ARTICLES.items():
            page.goto(address + path)
            term = page.locator(f"article .body {TERM}").first
            name = term.get_attribute("id")
            term.click()
            entry = page.locator("div:has(> dt:target), dt:target, dd:target, :target").first
            assert definition in entry.locator("xpath=ancestor-or-self::*[self::div or self::dl][1]").inner_text()
            back = page.locator(f'[role="doc-backlink"][href="#{name}"]').first
            back.click()
            assert page.url.endswith(f"#{name}")


def test_the_accessible_description_of_a_term_is_its_definition_alone(page: Page, address: str) -> None:
    term = first_term(page, address, "en/articles/sandvik-en.html")
    described = term.get_attribute("aria-describedby")
    assert described
    text = page.locator(f"#{described}").inner_text()
    assert text.startswith("A telecommunication line")
    assert "↩" not in text


def test_printed_pages_hold_the_definitions_and_no_popup(page: Page, address: str) -> None:
    first_term(page, address)
    page.emulate_media(media="print")
    assert page.locator('[role="doc-glossary"]').is_visible()
    assert not page.locator(TIP).is_visible()
    assert not page.locator("header.site nav").first.is_visible()


def test_notes_are_visible_without_a_click_and_beside_the_text_on_wide_screens(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address + "zh-hant/articles/sandvik-hant.html")
    notes = page.locator('[role="doc-footnote"]')
    assert notes.count() == 2
    assert all(note.is_visible() for note in notes.all())
    text = box(page.locator("article .body > p").first)
    assert box(notes.first)["x"] >= text["x"] + text["width"]
    page.set_viewport_size({"width": 320, "height": 800})
    assert all(note.is_visible() for note in notes.all())
    assert box(notes.first)["x"] < 60
