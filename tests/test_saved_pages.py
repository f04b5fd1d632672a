"""A saved page in `content/articles/`, as it is: read at build as `sitegen import` reads it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sitegen.model import Capture
from sitegen.prepare import desk, prepare
from tests.sites import built, lay_out, pages

# ruff: noqa: E501
PAGE = """\
<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><title>Speicherwerk wird größer | Beispielblatt</title>
<meta property="og:site_name" content="Beispielblatt"><link rel="canonical" href="https://blatt.example/a.html">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Speicherwerk wird größer", "datePublished": "2024-05-06T10:00:00+02:00"}</script>
<style>p { color: red }</style></head>
<body><nav><ul><li><a href="/">Start</a></li><li><a href="/w">Wirtschaft</a></li></ul></nav>
<article><h1>Speicherwerk wird größer</h1>
<p>Der Hersteller erweitert sein Werk bei Dresden um eine zweite Halle, in der von Herbst an Speicher f&uuml;r Rechenzentren entstehen soll.</p>
<p>Das Land gibt 300 Millionen Euro dazu, wie die Staatskanzlei am Montag mitteilte. Gegner des Baus wollen klagen, weil der Bach verlegt wird.</p>
<script>document.write("Werbung")</script>
<p>Im Ort rechnet man mit tausend neuen Stellen, doch Wohnungen sind schon heute knapp, sagt die Bürgermeisterin bei der Begehung.</p></article>
<footer><p>Impressum · Datenschutz</p></footer></body></html>
"""
FRONT = """\
---
title: Zweite Halle
notes:
- quote: 300 Millionen Euro
  note: Ein Drittel davon kommt vom Bund.
---
"""


def test_a_saved_page_is_an_article_with_what_it_says_of_itself(tmp_path: Path) -> None:
    site = lay_out(tmp_path, f"-- content/articles/werk.html --\n{PAGE}")
    outcome = built(site)
    assert [str(problem) for problem in outcome.problems] == []
    shown = pages(site)["de/articles/werk.html"].decode()
    for stated in (
        "Speicherwerk wird größer",
        "Beispielblatt",
        'datetime="2024-05-06"',
        "https://blatt.example/a.html",
    ):
        assert stated in shown
    assert "Speicher für Rechenzentren" in shown
    for noise in ("Wirtschaft", "Werbung", "Impressum", "color: red"):
        assert noise not in shown


def test_front_matter_above_a_page_wins_and_its_notes_are_anchored() -> None:
    capture = read(FRONT + PAGE)
    result = prepare(capture, desk((), {}))
    assert result.problems == ()
    assert result.prepared is not None
    article = result.prepared.article
    assert (article.title, article.published, article.publisher) == ("Zweite Halle", "2024-05-06", "Beispielblatt")
    assert [note.quote for note in article.notes] == ["300 Millionen Euro"]


def test_without_the_libraries_a_page_is_a_problem_that_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("readability", "trafilatura"):
        monkeypatch.setitem(sys.modules, library, None)
    result = prepare(read(FRONT + PAGE), desk((), {}))
    assert result.prepared is None
    assert [(problem.code, problem.line) for problem in result.problems] == [("missing-extra", 7)]
    assert "sitegen[html]" in result.problems[0].message


def read(text: str) -> Capture:
    """The capture of a file `werk.html`."""
    from sitegen.load import read_capture

    capture, problems = read_capture("content/articles/werk.html", text)
    assert problems == ()
    return capture
