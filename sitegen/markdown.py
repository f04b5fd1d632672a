"""Markdown of editors' notes, descriptions and pages: the one door to markdown-it-py."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererProtocol
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

LINK_SCHEMES = ("http:", "https:", "mailto:")


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough; HTML in the text is text."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    parser.validateLink = _is_safe  # type: ignore[method-assign]
    parser.add_render_rule("image", _image_as_link)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("heading_open", _lower_heading)
    parser.add_render_rule("heading_close", _lower_heading)
    return parser


def render_markdown(text: str) -> str:
    """The text as HTML that is safe to put into a page.

    HTML tags in it are shown as text; only links with `http:`, `https:`, `mailto:` or without a scheme become links;
    images become links to them, so that no page loads anything from elsewhere; headings begin at `<h2>`.
    """
    rendered: str = _parser().render(text)
    return rendered


def tokens(text: str) -> Sequence[Token]:
    """The block tokens of a Markdown text, inline text unread; `map` of each gives its lines, from 0, end exclusive."""
    return _block_parser().parse(text)


@cache
def _block_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


def _is_safe(url: str) -> bool:
    """True for addresses without a scheme and for those with a harmless one, whatever blanks or signs are mixed in."""
    bare = "".join(character for character in url if character.isprintable() and not character.isspace()).casefold()
    head = bare.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    return (":" not in head and "&" not in head and "%3a" not in head) or bare.startswith(LINK_SCHEMES)


def _image_as_link(
    renderer: RendererProtocol,
    found: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    from markdown_it.common.utils import escapeHtml

    image = found[index]
    address = str(image.attrs.get("src", ""))
    shown = image.content or address
    inside_link = sum((token.type == "link_open") - (token.type == "link_close") for token in found[:index]) > 0
    if not address or inside_link:
        return escapeHtml(shown)
    return f'<a href="{escapeHtml(address)}" rel="noopener">{escapeHtml(shown)}</a>'


def _link_open(
    renderer: RendererProtocol,
    found: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    from markdown_it.common.utils import escapeHtml

    attributes = {**found[index].attrs, "rel": "noopener"}
    return "<a" + "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in attributes.items()) + ">"


def _lower_heading(
    renderer: RendererProtocol,
    found: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    token = found[index]
    tag = f"h{min(int(token.tag[1:]) + 1, 6)}"
    return f"<{tag}>" if token.nesting == 1 else f"</{tag}>\n"
