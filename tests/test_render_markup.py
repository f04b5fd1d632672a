"""Text to HTML: escaping, languages, marks that cross."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.render.markup import Insert, Wrap, escape, machine_date, phrase, preformatted, runs, web_address, wrapped


def text_of(html: str) -> str:
    return "".join(html5lib.parseFragment(html, treebuilder="etree").itertext())


def test_markup_in_text_is_shown_as_text() -> None:
    assert escape('<img src=x onerror="a">&amp;') == "&lt;img src=x onerror=&#34;a&#34;&gt;&amp;amp;"


def test_characters_that_reorder_a_line_are_spelled_out() -> None:
    assert escape("abc\u202egpj.exe") == "abc⟨U+202E⟩gpj.exe"
    assert escape("a\u2067b\u2069") == "a⟨U+2067⟩b⟨U+2069⟩"


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\x7f", "\x85", "\ufffe", "\ud800"])
def test_characters_that_html_forbids_are_spelled_out(character: str) -> None:
    assert escape(f"芯{character}片") == f"芯⟨U+{ord(character):04X}⟩片"


def test_lines_of_a_capture_stay_lines_whatever_ends_them() -> None:
    assert preformatted("一\r\n二\r三\n<b>", "zh") == "一\n二\n三\n&lt;b&gt;"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/a?b=1", True),
        ("http://例子.example/路", True),
        (" https://example.org ", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org/a", False),
        ("https:///nohost", False),
        ("https://exa mple.org", False),
        ('https://example.org/"onclick=', False),
        ("https://[broken", False),
        ("file:///etc/passwd", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, kept: bool) -> None:
    assert (web_address(address) is not None) == kept


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2024", "2024"),
        ("2024-04", "2024-04"),
        ("2024-02-29", "2024-02-29"),
        ("2024-04-02T08:04:27", "2024-04-02T08:04:27"),
        ("2024-04-02T25:00", "2024-04-02"),
        ("2023-02-29", None),
        ("2024-13", None),
        ("2024-Q2", None),
        ("0000", None),
        ("soon", None),
        (None, None),
    ],
)
def test_only_existing_dates_are_machine_dates(iso: str | None, expected: str | None) -> None:
    assert machine_date(iso) == expected


def test_a_run_of_han_in_german_text_has_its_language() -> None:
    assert runs("sagt die 环球时报.", "de") == 'sagt die <span lang="zh">环球时报</span>.'
    assert runs("据 CNBC 报道", "zh-Hans") == "据 CNBC 报道"


@pytest.mark.parametrize(
    ("text", "lang", "context", "expected"),
    [
        ("Lücke", "de", "en", '<span lang="de">Lücke</span>'),
        ("Lücke", "de", "de", "Lücke"),
        ("CNBC", "zh-Hans", "en", "CNBC"),
        ("朝鲜日报", "zh-Hans", "en", '<span lang="zh-Hans">朝鲜日报</span>'),
        ("朝鲜日报", "zh-Hans", "zh-Hant", '<span lang="zh-Hans">朝鲜日报</span>'),
        ("LLM", "any", "de", "LLM"),
        ("芯片", "any", "de", '<span lang="zh">芯片</span>'),
    ],
)
def test_a_phrase_says_its_language_only_where_it_differs(text: str, lang: str, context: str, expected: str) -> None:
    assert phrase(text, lang, context) == expected


def test_crossing_marks_nest_and_the_link_stays_whole() -> None:
    html = wrapped(
        "大型语言模型落后",
        [Wrap(0, 6, 0, "<a>", "</a>"), Wrap(4, 8, 2, "<mark>", "</mark>")],
        [Insert(8, "<i/>")],
        "zh",
    )
    assert html == "<a>大型语言<mark>模型</mark></a><mark>落后</mark><i/>"


def test_a_note_that_ends_inside_a_term_has_its_reference_after_the_term() -> None:
    html = wrapped(
        "落后大型语言模型。", [Wrap(2, 8, 0, "<a>", "</a>"), Wrap(0, 4, 2, "<mark>", "</mark>")], [Insert(4, "[1]")]
    )
    assert html == "<mark>落后</mark><a><mark>大型</mark>语言模型</a>[1]。"


def test_the_outer_of_two_equal_marks_is_the_one_of_lower_rank() -> None:
    html = wrapped("强", [Wrap(0, 1, 4, "<em>", "</em>"), Wrap(0, 1, 3, "<strong>", "</strong>")])
    assert html == "<strong><em>强</em></strong>"


MARKS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["em", "strong", "mark", "code", "span"])),
    max_size=8,
)


@settings(deadline=None)
@given(st.text(alphabet="芯片 ab<&\"'\u202e", max_size=30), MARKS)
def test_marks_never_change_the_text_and_always_nest(text: str, marks: list[tuple[int, int, str]]) -> None:
    wraps = [
        Wrap(min(a, b, len(text)), min(max(a, b), len(text)), rank, f"<{tag}>", f"</{tag}>")
        for rank, (a, b, tag) in enumerate(marks, 1)
    ]
    html = str(wrapped(text, wraps))
    assert text_of(html) == text.replace("\u202e", "⟨U+202E⟩")
    opened: list[str] = []
    for closing, tag in re.findall(r"<(/?)(\w+)>", html):
        if closing:
            assert opened.pop() == tag
        else:
            opened.append(tag)
    assert not opened
