"""Saved pages of many makes, in four languages: text, headline, date, publisher; quality as a floor.

The pages of `cases/intake` whose names begin with `aside-` or `late-` were labelled before anything was tried on them.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.clean import clean
from sitegen.intake import MissingExtra, Page, SourceRule, decode, read_page, read_sources

pytest.importorskip("trafilatura", reason="needs the extra html")

PAGES = sorted((Path(__file__).parent / "cases" / "intake").glob("*.html"))
TOKEN = re.compile("[\u3400-\u9fff]|[^\\W\u3400-\u9fff]+")


def label(path: Path) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return loaded


def read(path: Path) -> Page:
    return read_page(decode(path.read_bytes()).text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return Counter(tuple(tokens[place : place + 4]) for place in range(max(len(tokens) - 3, 1)))


def f1(one: str, other: str) -> float:
    left, right = shingles(one), shingles(other)
    return 2 * sum((left & right).values()) / ((sum(left.values()) + sum(right.values())) or 1)


def body(page: Page) -> str:
    return "\n".join(block.text for block in clean(page.text).blocks if block.kind != "heading")


def test_f1_sees_what_is_missing_and_what_is_too_much() -> None:
    assert f1("a b c d e", "a b c d e") == 1
    assert f1("a b c d", "e f g h") == 0
    assert 0 < f1("a b c d e f", "a b c d e") < 1


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_says_who_wrote_what_and_when(path: Path) -> None:
    page, expected = read(path), label(path)
    fields = ("title", "published", "publisher", "byline", "lang", "url")
    assert {field: getattr(page, field) for field in fields} == {field: expected[field] for field in fields}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_sentence_of_a_page_is_lost(path: Path) -> None:
    text = re.sub(r"\s", "", read(path).text)
    for paragraph in label(path)["paragraphs"]:
        assert re.sub(r"\s", "", paragraph) in text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_subheadings_are_marked(path: Path) -> None:
    lines = read(path).text.split("\n")
    assert all(f"## {heading}" in lines for heading in label(path)["headings"])


def test_the_text_of_saved_pages_keeps_its_quality() -> None:
    scores = {path.stem: f1(body(read(path)), "\n".join(label(path)["paragraphs"])) for path in PAGES}
    assert sum(scores.values()) / len(scores) >= 0.97, scores
    assert min(scores.values()) >= 0.9, scores


# --- metadata, one page each -----------------------------------------------------------------------------------------

BODY = (
    "<p>" + "</p><p>".join(["商务部公布了新的规则,从下个月起开始执行,企业可以提前申请,手续比过去简单。"] * 4) + "</p>"
)


def page_of(head: str = "", body: str = BODY) -> Page:
    return read_page(f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>")


def test_json_ld_in_a_graph_is_read() -> None:
    data = (
        '{"@graph":[{"@type":"Thing"},'
        '{"@type":["NewsArticle"],"headline":"新规下月执行","datePublished":"2024-04-02"}]}'
    )
    page = page_of(f'<script type="application/ld+json">{data}</script>')
    assert (page.title, page.published) == ("新规下月执行", "2024-04-02")


def test_damaged_json_ld_is_passed_over() -> None:
    assert page_of('<script type="application/ld+json">{"@type":"NewsArticle",</script>').published is None


@pytest.mark.parametrize(
    "value", ["[" * 100_000, '{"@type":' * 10_000, "null", '"text"', "[[[]]]", '{"@type":{"a":1}}']
)
def test_strange_json_ld_does_no_harm(value: str) -> None:
    assert page_of(f'<script type="application/ld+json">{value}</script>').text


def test_the_clock_of_a_page_is_not_its_date() -> None:
    body = "<div>2026年11月30日 星期一</div><h1>新规下月执行企业可申请</h1><div>发布时间:2024-04-02 08:00</div>" + BODY
    assert page_of("<title>新规下月执行企业可申请</title>", body).published == "2024-04-02"


def test_dates_of_related_articles_are_not_the_date() -> None:
    body = "<h1>新规下月执行企业可申请</h1>" + BODY + "<ul><li><a href=a>旧闻一则</a> 2021-01-02</li></ul>"
    assert page_of("", body).published is None


def test_an_organisation_is_no_author() -> None:
    data = '{"@type":"NewsArticle","headline":"x","author":{"@type":"Organization","name":"示例社"}}'
    assert page_of(f'<script type="application/ld+json">{data}</script>').byline is None


def test_a_wrong_language_tag_is_not_believed() -> None:
    page = read_page(f"<html lang='en'><body>{BODY}</body></html>")
    assert page.lang == "zh-Hans"


def test_the_address_of_a_page_saved_by_a_browser_is_known() -> None:
    page = read_page(f"<!-- saved from url=(0024)https://a.example.org/1.htm -->\n<html><body>{BODY}</body></html>")
    assert page.url == "https://a.example.org/1.htm"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/relative", "https://", "http://[", "ftp://a.example/b"])
def test_what_is_no_web_address_is_not_taken_for_one(address: str) -> None:
    assert page_of(f'<link rel="canonical" href="{address}">').url is None


def test_hidden_text_and_scripts_are_no_text() -> None:
    hidden = (
        '<p style="display:none">秘密的一段文字不应当出现。</p><script>var a="脚本";</script><p hidden>也不该有。</p>'
    )
    assert not re.search("秘密|脚本|也不该有", page_of("", BODY + hidden).text)


def test_a_list_in_the_article_stays() -> None:
    items = "<ul><li>英特尔:最多85亿美元,用于四个州的工厂。</li><li>台积电:最多66亿美元,用于凤凰城。</li></ul>"
    text = page_of("", f"<div id=a>{BODY}{items}{BODY.replace('商务部', '财政部')}</div>").text
    assert "- 英特尔:最多85亿美元" in text


# --- rules of the editor ----------------------------------------------------------------------------------------------


def test_a_rule_of_a_source_names_body_date_and_publisher() -> None:
    text = r"""
- host: example.org
  publisher: 示例资讯网
  body: div.real
  date: '刊于(\d{4})/(\d+)/(\d+)'
  drop: [扫码关注]
"""
    rules, problems = read_sources("content/sources.yaml", text)
    assert problems == ()
    html = (
        '<link rel="canonical" href="https://www.example.org/1"><div>刊于2024/4/2</div>'
        f'<div class="decoy">{BODY}</div><div class="real"><p>真正的正文只有这一句。</p><p>扫码关注我们</p></div>'
    )
    page = read_page(html, rules=rules)
    assert (page.publisher, page.published) == ("示例资讯网", "2024-04-02")
    assert "真正的正文" in page.text
    assert "扫码" not in page.text
    assert "商务部" not in page.text


def test_the_rule_of_the_longest_host_holds() -> None:
    rules = (SourceRule(host="example.org", publisher="A"), SourceRule(host="blog.example.org", publisher="B"))
    html = '<link rel="canonical" href="https://blog.example.org/1">' + BODY
    assert read_page(html, rules=rules).publisher == "B"
    assert read_page(html.replace("blog.", "myblog."), rules=rules).publisher == "A"


def test_a_body_that_is_not_there_is_told_and_found_otherwise() -> None:
    rules = (SourceRule(host="example.org", body="div.gone"),)
    page = read_page('<link rel="canonical" href="https://example.org/1">' + BODY, rules=rules)
    assert "商务部" in page.text
    assert any("div.gone" in doubt for doubt in page.doubts)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- publisher: A\n  bodi: x\n", "unknown-key"),
        ("- body: x\n", "missing-key"),
        ("- host: a.org\n  date: '(\\d+'\n", "bad-pattern"),
        ("- host: a.org\n  date: '\\d+'\n", "bad-pattern"),
        ("- host: a.org\n  body: 'div['\n", "bad-pattern"),
    ],
)
def test_mistakes_in_the_rules_have_a_place(text: str, code: str) -> None:
    _, problems = read_sources("content/sources.yaml", text)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].line >= 1


# --- hostile pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "", " ", "<", "<html>", "<body><p>", "plain text", "<p>" * 3000, "<div>" * 20_000 + "文" * 50, "</p>" * 1000,
        "<!--" * 5000, "<a href='" * 3000, "&#xFFFFFFFF;&#0;\x00\x0b", "<svg><script>1</script></svg>", "<![CDATA[x]]>",
        "<table>" * 500 + "x", "[" * 200_000, "<title>" + "a | " * 20_000 + "</title>",
    ],
    ids=lambda html: html[:12].strip() or "empty",
)  # fmt: skip
def test_a_broken_page_gives_a_page(html: str) -> None:
    assert isinstance(read_page(html), Page)


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<h1>", "</h1>", "<a href=x>", "</a>", "<br>", "<time>", "<li>", "<table>",
     "<tr><td>", "<script>", "<span>", "<title>", "<meta name=date content=2024>", "<!--", "-->", "&amp;", "中文内容。",
     "Text. ", "2024-04-02"]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(TAGS, max_size=40), st.text(max_size=60))
def test_any_soup_of_tags_gives_a_page(tags: list[str], text: str) -> None:
    page = read_page("".join(tags) + text)
    assert page.title is None or page.title.strip()


def test_a_missing_library_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(MissingExtra, match=r"trafilatura.*sitegen\[html\]"):
        read_page(f"<html><body>{BODY}</body></html>")
