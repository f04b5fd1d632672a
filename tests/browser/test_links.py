"""No dead link, no missing fragment, no page that cannot be reached; the editions of a page have the same ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.links import Document, dead_links
from tests.browser.site import BASE


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    problems = list(dead_links(site, BASE.removeprefix("/")))
    assert not problems, "\n".join(problems[:60])


def test_the_editions_of_an_article_have_the_same_places(site: Path) -> None:
    articles = [page.name for page in (site / "articles").glob("*.html") if page.name != "index.html"]
    assert articles
    for name in articles:
        editions = [site / folder / "articles" / name for folder in ("", "zh-hant", "en", "de")]
        ids = [Document(page.read_text("utf-8")).ids for page in editions]
        assert ids[0] == ids[1], name
        assert set(ids[0]) == set(ids[2]) == set(ids[3]), name


@pytest.mark.parametrize(("html", "complaint"), [
    ('<a href="b.html">x</a>', "leads nowhere"),
    ('<a href="#x">x</a>', "no place"),
    ('<p id="a"></p><p id="a"></p>', "twice"),
    ('<a aria-describedby="q">x</a>', "not there"),
    ('<a href="/index.html">x</a>', "root of a host"),
])  # fmt: skip
def test_the_link_checker_sees_faults(tmp_path: Path, html: str, complaint: str) -> None:
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    assert [each for each in dead_links(tmp_path) if complaint in each]


def test_the_link_checker_sees_orphans(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    (tmp_path / "lost.html").write_text("", encoding="utf-8")
    assert list(dead_links(tmp_path)) == ["lost.html: no page links here"]
