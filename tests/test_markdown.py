"""Markdown of editors: what becomes HTML, and what never does."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.markdown import render_markdown, tokens


def test_emphasis_lists_and_tables_become_html() -> None:
    found = render_markdown("**stark** *betont* ~~weg~~\n\n- 一\n- 二\n\n|a|b|\n|-|-|\n|1|2|")
    for part in ("<strong>stark</strong>", "<em>betont</em>", "<s>weg</s>", "<li>一</li>", "<td>1</td>"):
        assert part in found


def test_headings_begin_below_the_title_of_the_page() -> None:
    assert render_markdown("# 标题\n\n###### klein") == "<h2>标题</h2>\n<h6>klein</h6>\n"


def test_html_is_shown_as_text() -> None:
    assert render_markdown("<script>alert(1)</script>\n\n<b onclick=x>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>&lt;b onclick=x&gt;</p>\n"
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "javascript%3Aalert(1)", "&#x6A;avascript&colon;alert(1)",
    ],
)  # fmt: skip
def test_no_address_that_runs_becomes_a_link(address: str) -> None:
    assert "<a" not in render_markdown(f"[x]({address}) and ![x]({address})")
    assert "<a" not in render_markdown(f"<{address}>")


@pytest.mark.parametrize("address", ["https://x.example/a?b=1", "mailto:a@x.example", "../b.html#c", "b.html", "#c"])
def test_other_addresses_are_links(address: str) -> None:
    assert f'<a href="{html.escape(address)}" rel="noopener">x</a>' in render_markdown(f"[x]({address})")


def test_an_image_is_a_link_to_it_so_that_nothing_is_loaded() -> None:
    assert render_markdown("![图](https://x.example/a.png)") == (
        '<p><a href="https://x.example/a.png" rel="noopener">图</a></p>\n'
    )
    assert render_markdown("[![图](a.png)](b.html)") == '<p><a href="b.html" rel="noopener">图</a></p>\n'


def test_block_tokens_know_their_lines() -> None:
    assert [(token.type, token.map) for token in tokens("a\n\n# b\n") if token.map and token.nesting == 1] == [
        ("paragraph_open", [0, 1]),
        ("heading_open", [2, 3]),
    ]


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


PIECES = st.sampled_from(
    [
        "<",
        ">",
        "[",
        "](",
        ")",
        "!",
        "javascript:",
        "https://x",
        '"',
        "'",
        "`",
        "\n\n",
        "|",
        "#",
        " ",
        "on=",
        "&#58;",
        "<img src=x>",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(deadline=None)
def test_only_known_tags_with_harmless_attributes(text: str) -> None:
    reader = Tags()
    reader.feed(render_markdown(text))
    for tag, attributes in reader.seen:
        assert re.fullmatch(
            r"p|a|em|strong|s|code|pre|h[2-6]|ul|ol|li|blockquote|hr|br|table|thead|tbody|tr|t[hd]", tag
        )
        for name, value in attributes:
            assert name in {"href", "title", "rel", "class", "style", "start"}
            assert name != "href" or not (value or "").lower().lstrip().startswith(("javascript", "data:"))
