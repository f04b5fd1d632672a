"""What holds for every kind of page: accessible, without errors, nothing from elsewhere, nothing that moves, small."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser.site import EDITION_FOLDERS, page_types

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page, Request, Response

WIDTHS = (320, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KIB = 1024


def pages_to_check(site: Path) -> list[str]:
    """Every kind of page and every article, the editions in turn; two of the articles and search in all four."""
    kinds = page_types(site)
    turned = [
        folder + page if (site / (folder := EDITION_FOLDERS[turn % 4]) / page).is_file() else page
        for turn, page in enumerate(kinds)
    ]
    slugs = sorted(page.stem for page in (site / "articles").glob("*.html") if page.name != "index.html")
    articles = [f"{EDITION_FOLDERS[turn % 4]}articles/{slug}.html" for turn, slug in enumerate(slugs)]
    twins = ("articles/sandvik-hant.html", "articles/sandvik-de.html", "search.html")
    return list(dict.fromkeys([*turned, *articles, *(folder + page for folder in EDITION_FOLDERS for page in twins)]))


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    context.add_init_script(WATCH_SHIFTS)
    yield context.new_page()
    context.close()


WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""


def test_axe_finds_nothing_on_any_kind_of_page_at_any_width_in_light_and_dark(
    page: Page,
    site: Path,
    address: str,
) -> None:
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("needs axe-playwright-python: pip install 'sitegen[browser]'")
    axe = Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")
    found = []
    for path in pages_to_check(site):
        page.goto(address + path)
        page.evaluate(axe)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                violations = page.evaluate(RUN_AXE, {"tags": TAGS, "onlyColours": scheme == "dark"})
                found += [f"{path} {width} {scheme}: {each}" for each in violations]
    assert not found, "\n".join(found)


RUN_AXE = """async ({ tags, onlyColours }) => {
  const colours = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
  const runOnly = onlyColours ? colours : { type: "tag", values: tags };
  const options = { runOnly, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, options);
  const where = (node) => node.target + " " + ((node.any[0] || node.all[0] || node.none[0] || {}).message || "");
  return violations.map((each) => each.id + " " + each.nodes.slice(0, 3).map(where).join(" | "));
}"""


def test_pages_load_without_error_shift_or_sideways_scroll_and_ask_nobody_else(
    page: Page,
    site: Path,
    root: str,
) -> None:
    complaints: list[str] = []
    origin = urlsplit(root)[:2]

    def asked(request: Request) -> None:
        if urlsplit(request.url)[:2] != origin and not request.url.startswith("data:"):
            complaints.append(f"{page.url}: foreign: {request.url}")

    def answered(response: Response) -> None:
        if response.status > 399:
            complaints.append(f"{response.url}: {response.status}")

    page.on("console", lambda message: complaints.append(f"{page.url}: console: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("requestfailed", lambda request: complaints.append(f"{page.url}: failed: {request.url}"))
    page.on("response", answered)
    page.on("request", asked)
    on_disk = root.startswith("file:")
    for path in pages_to_check(site):
        if on_disk and path == "404.html":
            continue  # it is served at any depth, so its links are absolute
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 640})
            page.goto(root + path)
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(30)
            if shift := page.evaluate("shifts.reduce((sum, each) => sum + each, 0)"):
                complaints.append(f"{path} at {width}: moved by {shift}")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                complaints.append(f"{path} at {width}: scrolls sideways")
    assert not complaints, "\n".join(complaints)


TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""


def test_wider_text_spacing_fits_into_320_pixels(browser: Browser, site: Path, address: str) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True) as context:
        page = context.new_page()
        wide = []
        for path in pages_to_check(site):
            page.goto(address + path)
            page.add_style_tag(content=TEXT_SPACING)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(path)
        assert not wide


def test_the_text_is_the_same_without_script(browser: Browser, site: Path, address: str) -> None:
    paths = [path for path in pages_to_check(site) if "articles/" in path]
    texts: list[list[str]] = []
    for script in (True, False):
        with browser.new_context(java_script_enabled=script) as context:
            page = context.new_page()
            texts.append([])
            for path in paths:
                page.goto(address + path)
                texts[-1] += [each.strip() for each in page.locator("main p, main li, main dd").all_inner_texts()]
    assert texts[0]
    assert [text for text in texts[0] if text] == [text for text in texts[1] if text]


def test_hostile_text_stays_text(page: Page, address: str) -> None:
    dialogs: list[str] = []

    def asked(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", asked)
    page.goto(address + "en/articles/hostile.html")
    assert not dialogs
    assert "owned" not in page.title()
    assert "49" not in page.locator("h1").inner_text()
    assert page.locator("main img, main script, main [onerror]").count() == 0
    assert page.locator('a[href^="javascript:"], a[href^="data:"]').count() == 0
    assert "nothing but text here" in page.locator("article .body").inner_text()


def test_an_article_and_what_it_loads_are_small(site: Path) -> None:
    for folder in EDITION_FOLDERS:
        for article in sorted((site / folder / "articles").glob("sandvik-*.html")):
            html = article.read_text(encoding="utf-8")
            links = re.findall(r'(?:href|src)="([^"]+\.(?:css|js))"', html)
            files = [Path(urlsplit(urljoin(article.as_uri(), link)).path) for link in links]
            styles = sum(packed(file) for file in files if file.suffix == ".css")
            scripts = sum(packed(file) for file in files if file.suffix == ".js")
            assert packed(article) <= 30 * KIB
            assert styles <= 8 * KIB
            assert scripts <= 4 * KIB
            assert len(files) <= 3


def packed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


def test_a_missing_page_is_found_at_any_depth(page: Page, address: str) -> None:
    answer = page.goto(address + "en/articles/no/such/page.html")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("h1").count() == 1
