"""The editor's layer in a real browser: the page follows the file, at the same place of the text."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.scaffold import new_site
from sitegen.serve import Server, serve, start

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARTICLE = "content/articles/2024-05-06-library-guide.md"
DIGITS = "零一二三四五六七八九"
PLACES = ("旧报纸", "地方志", "儿童读物", "外文小说", "菜谱", "地图", "乐谱")
LONG = "\n\n".join(
    f"第{DIGITS[number // 10]}{DIGITS[number % 10]}天，有{number * 7 + 3}位读者来问{PLACES[number % 7]}，"
    f"其中{number + 1}位没有找到，馆员便带他们去第{number % 5 + 1}层慢慢翻。"
    for number in range(60)
)
DAY = "[...document.querySelectorAll('main p')].find(p => p.textContent.startsWith('第四零天'))"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    root = tmp_path / "site"
    new_site(root)
    edit(root, "到年底，馆里打算", LONG + "\n\n到年底，馆里打算")
    found = start(root, "127.0.0.1", 0)
    ready = threading.Event()
    thread = threading.Thread(target=serve, args=(found, lambda line: None, lambda address: ready.set()), daemon=True)
    thread.start()
    assert ready.wait(60)
    time.sleep(1)
    yield found
    found.stop.set()
    thread.join(30)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def edit(root: Path, old: str, new: str, path: str = ARTICLE) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def opened(page: Page, server: Server) -> list[str]:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{server.address}articles/2024-05-06-library-guide.html")
    return complaints


def test_the_page_follows_the_file_and_stays_at_its_place(server: Server, page: Page) -> None:
    complaints = opened(page, server)
    page.evaluate(f"{DAY}.scrollIntoView()")
    at = f"{DAY}.getBoundingClientRect().top"
    before = page.evaluate(at)
    edit(
        server.studio.root,
        "第零三天，",
        "新的一段写在上面，说的是馆里为什么要请机器来当向导，以及馆员们怎样看这件事。" * 6 + "\n\n第零三天，",
    )
    page.get_by_text("新的一段写在上面").first.wait_for(state="attached")
    page.locator("html[data-restored]").wait_for(state="attached")
    assert abs(page.evaluate(at) - before) < 3
    assert page.evaluate("scrollY") > 1000
    assert complaints == []


def test_a_broken_note_is_shown_with_its_line_and_goes_when_mended(server: Server, page: Page) -> None:
    opened(page, server)
    edit(server.studio.root, "quote: 三成的问题", "quote: 三成的<b>难题</b>和别的事情")
    panel = page.locator(".sg-panel")
    panel.wait_for()
    assert f"{ARTICLE}:9:" in (panel.text_content() or "")
    assert "quote-not-found" in (panel.text_content() or "")
    assert page.locator(".sg-panel b b, .sg-suggestion b b").count() == 0
    assert "三成的<b>难题</b>" in (page.locator(".sg-suggestion.sg-note").text_content() or "")
    edit(server.studio.root, "quote: 三成的<b>难题</b>和别的事情", "quote: 三成的问题")
    panel.wait_for(state="detached")
    assert page.locator("aside.note").count() == 1


def test_a_page_that_does_not_exist_yet_appears_when_its_file_does(server: Server, page: Page) -> None:
    page.goto(f"{server.address}articles/neu.html")
    (server.studio.root / "content/articles/neu.md").write_text(
        "---\nlang: de\npublished: 2024-05-08\n---\nEin neuer Bericht\n\nEin Leser hat wieder etwas Neues gefragt.\n",
        encoding="utf-8",
    )
    page.get_by_role("heading", name="Ein neuer Bericht", level=1).wait_for()
