"""An article that is clean already comes out as it went in: lists, interviews, verses, code, reports, dialogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.clean import clean

FOLDER = Path(__file__).parent / "cases" / "clean" / "untouched"
ARTICLES = [
    pytest.param(article, id=f"{path.stem}-{number}")
    for path in sorted(FOLDER.glob("*.md"))
    for number, article in enumerate(path.read_text(encoding="utf-8").split("\n=====\n"))
]


def lost(article: str) -> list[str]:
    """What was removed, aside from the headline and the signs of Markdown."""
    return [
        article[edit.span.start : edit.span.end].strip()
        for edit in clean(article).edits
        if not edit.replacement and edit.rule not in ("title", "layout")
    ]


def headline(article: str) -> str:
    return article.strip().partition("\n")[0].lstrip("# ")


@pytest.mark.parametrize("article", ARTICLES)
def test_a_clean_article_keeps_its_text(article: str) -> None:
    assert sum(map(len, lost(article))) <= len(article) / 100, lost(article)
    assert clean(article).facts.title == headline(article)


@pytest.mark.parametrize("article", ARTICLES)
def test_a_clean_article_without_blank_lines_keeps_its_text(article: str) -> None:
    if "```" in article:
        return
    close = "\n".join(line for line in article.splitlines() if line.strip())
    assert sum(map(len, lost(close))) <= len(close) / 100, lost(close)


@pytest.mark.parametrize("article", ARTICLES)
def test_a_signature_does_not_cost_a_clean_article_its_text(article: str) -> None:
    signed = f"{article.rstrip()}\n\n责任编辑：温岚\n"
    assert sum(map(len, lost(signed))) <= len(article) / 100 + len("责任编辑：温岚"), lost(signed)


def test_the_articles_cover_four_languages_and_many_shapes() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {"zh-Hans", "zh-Hant", "de", "en"}
    assert len(ARTICLES) >= 20
