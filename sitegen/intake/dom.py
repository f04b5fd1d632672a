"""HTML as lines of text: the one user of lxml. Nothing here decides what the article is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sitegen.text import HAN

Element = Any
"""An lxml element. Its type stubs do not know that tags of comments are functions."""

INVISIBLE_TAGS = frozenset(
    "script style noscript template svg math iframe object embed canvas audio video map head title "
    "input select option textarea button datalist dialog nav figcaption".split()
)
BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u3000]+")
SPACE_AT_HAN = re.compile(f"(?<=[{HAN}，。；：！？、]) (?=[{HAN}，。；：！？、])")
SEAM = "\x1f"
"""Marks where two inline elements touch that have no text between them."""

LABEL = re.compile(r"^.{1,12}[:：]|\d{4}[-/.年]\d{1,2}")
SENTENCE_ENDS = ("。", "！", "？", "!", "?", ".", "”", "」", "“")
LABEL_TAGS = frozenset(("span", "a", "i", "em", "b", "strong", "label", "font"))
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CONTROLS = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page as a reader sees it: a paragraph, heading, list item, cell or label."""

    text: str
    tag: str
    """Name of the innermost block element around it."""
    linked: float
    """Share of its characters that stand inside links, from 0 to 1."""
    bold: bool = False
    """The whole line is set in bold."""
    block: Element = field(default=None, compare=False, repr=False)
    """The innermost block element around it."""

    @property
    def level(self) -> int:
        """Of a heading: 1 to 6. Else 0."""
        return HEADINGS.get(self.tag, 0)


def parse(html: str) -> Element:
    """The page as a tree; whatever the input, there is one (an empty page gives an empty body)."""
    from lxml import etree
    from lxml import html as lxml_html

    text = XML_DECLARATION.sub("", html.translate(CONTROLS))
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return lxml_html.document_fromstring("<html><body></body></html>")
    return tree


def is_hidden(element: Element) -> bool:
    """True where the page itself says that readers do not see this element."""
    return element.get("hidden") is not None or bool(HIDDEN_STYLE.search(element.get("style") or ""))


def lines(root: Element) -> list[Line]:
    """The visible text below an element, one line for each block and each `<br>`, in order."""
    found: list[Line] = []
    parts: list[tuple[str, bool, bool]] = []

    def flush(block: Element) -> None:
        tag = block.tag if block.tag in BLOCK_TAGS else "div"
        weight = sum(len(part.strip()) for part, _, _ in parts) or 1
        linked = sum(len(part.strip()) for part, link, _ in parts if link) / weight
        bold = all(heavy for part, _, heavy in parts if part.strip(SEAM + " \n"))
        pieces = _joined("".join(part for part, _, _ in parts), tag)
        found.extend(Line(text, tag, linked, bold, block) for text in pieces)
        parts.clear()

    for text, block, link, heavy in _walk(root):
        if text is None:
            flush(block)
        else:
            parts.append((text, link, heavy))
    flush(root)
    return found


def _joined(text: str, tag: str) -> list[str]:
    """One line of text; labels that stand side by side are lines of their own: `发布时间:2023年9月1日` `来源:…`."""
    text = SPACE.sub(" ", text).strip(" " + SEAM)
    if len(text) > 40:  # spaces between ideographs are those of the wrapped source, not of a two-part headline
        text = SPACE_AT_HAN.sub("", text)
    if SEAM not in text:
        return [text] if text else []
    pieces = [piece.strip() for piece in text.split(SEAM) if piece.strip()]
    if len(text) < 160 and tag not in HEADINGS and sum(bool(LABEL.search(piece)) for piece in pieces) > 1:
        return pieces
    is_label = len(text) < 120 and not text.endswith(SENTENCE_ENDS)
    return [SPACE.sub(" ", text.replace(SEAM, " " if is_label else ""))]


def _touches_another(element: Element) -> bool:
    previous = element.getprevious()
    return previous is not None and previous.tag in LABEL_TAGS and not (previous.tail or "").strip()


def _walk(root: Element) -> Iterator[tuple[str | None, Element, bool, bool]]:
    """Text and the edges of blocks (None) in document order, each with the innermost block, in a link, in bold.

    Without recursion: hostile pages nest thousands deep.
    """
    stack: list[tuple[bool, Element, Element, bool, bool]] = [(True, root, root, False, False)]
    while stack:
        opens, element, block, link, heavy = stack.pop()
        name = element.tag
        if opens and isinstance(name, str) and name not in INVISIBLE_TAGS and not is_hidden(element):
            inner = block
            if name in BLOCK_TAGS:
                yield None, block, False, False
                inner = element
            elif name == "br":
                yield None, block, False, False
            elif name in LABEL_TAGS and _touches_another(element):
                yield SEAM, block, link, heavy
            stack.append((False, element, block, link, heavy))
            inside_link, inside_bold = link or name == "a", heavy or name in ("b", "strong")
            if element.text:
                yield element.text, inner, inside_link, inside_bold
            stack.extend((True, child, inner, inside_link, inside_bold) for child in reversed(element))
            continue
        if not opens and name in BLOCK_TAGS:
            yield None, element, False, False
        if element is not root and element.tail:
            yield element.tail, block, link, heavy
