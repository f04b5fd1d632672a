"""Checking reads finished pages, so it finds what readers would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sitegen.check import check, page_facts, size_problems
from sitegen.model import Page


def problems(pages: dict[str, str]) -> list[str]:
    head = '<!doctype html><html lang="de"><title>T</title>'
    made = [Page(path, (head + body).encode()) for path, body in pages.items()]
    facts = [page_facts(page, "/briefing/") for page in made]
    return [f"{problem.path}: {problem.message}" for problem in check(facts, pages)]


def test_links_are_followed_from_the_page_they_stand_in() -> None:
    assert problems({
        "index.html": '<a href="articles/a.html">a</a> <a href="https://example.org/x">fort</a>',
        "articles/a.html": '<p id="p-1">Text</p><a href="../index.html">Start</a><a href="#p-1">hier</a>',
        "404.html": '<a href="/briefing/index.html">Start</a>',
    }) == []  # fmt: skip


def test_dead_links_and_fragments_are_named() -> None:
    assert problems({
        "index.html": '<a href="articles/b.html">b</a> <a href="articles/a.html#p-2">a</a>',
        "articles/a.html": '<p id="p-1">Text</p><a href="../../up.html">hinaus</a>',
        "404.html": '<a href="/index.html">falsche Wurzel</a>',
    }) == [
        "index.html: a link leads to «articles/b.html», which is not in the site",
        "index.html: a link leads to «articles/a.html#p-2», but that page has no such place",
        "articles/a.html: a link leads to «../up.html», which is not in the site",
        "404.html: a link leads to «../index.html», which is not in the site",
    ]  # fmt: skip


def test_ids_stand_once_and_references_lead_to_them() -> None:
    assert problems({"a.html": '<p id="x">1</p><p id="x">2</p><a aria-describedby="d-llm" href="#x">LLM</a>'}) == [
        "a.html: the id «x» stands more than once in the page",
        "a.html: an attribute refers to the id «d-llm», which the page lacks",
    ]


def test_a_page_says_its_language_and_title() -> None:
    facts = page_facts(Page("a.html", b"<!doctype html><html><title></title><p>x</p>"))
    assert [code for code, _ in facts.faults] == ["no-language", "no-title"]


def test_the_limits_of_pages_are_known() -> None:
    assert size_problems({"a.html": 10_000}) == []
    assert [problem.code for problem in size_problems({"a.bin": 99_000_000, "b.bin": 950_000_000})] == [
        "large-file", "large-file", "large-site",
    ]  # fmt: skip


PARTS = st.lists(st.sampled_from(["../", "./", "a", "b.html", "/", ".", "..", "-", "%20", "é"]), min_size=1, max_size=6)


@given(st.sampled_from(["p.html", "a/p.html", "zh-hant/articles/p.html"]), PARTS.map("".join))
def test_plain_addresses_lead_where_all_others_do(path: str, address: str) -> None:
    def target(link: str) -> tuple[str, ...]:
        return page_facts(Page(path, f'<a href="{link}">'.encode())).links

    assert target(address) == target(f"{address}?")  # the question mark sends it through the parser


def test_the_same_tag_counts_wherever_it_stands() -> None:
    tag = '<a href="#x" id="a" aria-describedby="d">'
    assert problems({"a.html": tag, "b.html": f'<p id="d"><p id="x">{tag}'}) == [
        "a.html: a link leads to «a.html#x», but that page has no such place",
        "a.html: an attribute refers to the id «d», which the page lacks",
    ]
