"""Every payload in every field that reaches a page: a real HTML parser finds nothing live that stems from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import html5lib
import pytest

from sitegen.model import Block, Cell, Event, Mark, MarkKind, Mention, Name, Note, Page, Reason, Relay, Row, Span, Term
from sitegen.render import article_contexts
from tests.render_samples import CONFIG, article, prepared, renderer, sample_site
from tests.shared import shared

OWN_SCRIPTS = re.compile(r"(?:\.\./)*static/[a-z-]+\.(?:js|css|svg)")
SAFE_LINK = re.compile(r"(?:https?://|mailto:|[^:]*(?:[#?]|$))", re.IGNORECASE)


def payloads() -> list[str]:
    """All payloads of the development data."""
    found = [
        json.loads(file.read_text(encoding="utf-8"))["payloads"] for file in sorted(shared("hostile").glob("*.json"))
    ]
    return sorted({str(payload) for each in found for payload in each})


def _block(number: int, text: str) -> Block:
    """A heading or paragraph that is one link, or one word of a foreign language, by the payload."""
    kind = MarkKind.LINK if number % 2 else MarkKind.FOREIGN
    marks = (Mark(Span(0, len(text)), kind, text),) if text else ()
    if number % 5:
        return Block(f"p{number}", "paragraph", text, marks=marks)
    return Block(f"p{number}", "heading", text, level=2, marks=marks)


def pages_with(texts: list[str]) -> Iterator[Page]:
    """The pages of a site that has these texts in all its fields."""

    def pick(number: int) -> str:
        return texts[number % len(texts)]

    blocks = tuple(_block(number, text) for number, text in enumerate(texts))
    own = replace(
        article("a", "de", pick(0), ["x"]), blocks=blocks, publisher=pick(1), url=pick(2), byline=pick(3), path=pick(4),
        relays=tuple(Relay(text, text, text) for text in texts), evidence={"publisher": pick(5)},
        why={"en": "\n\n".join(texts)}, published=pick(6), captured=pick(7), published_basis="printed",
        notes=tuple(Note(n, text, text, "p1", by=text, date=text, lang="en") for n, text in enumerate(texts, 1)),
    )  # fmt: skip
    each = prepared(own, capture="\n".join(texts))
    site, _ = sample_site()
    terms = {
        f"t{number}": Term(
            f"t{number}", text, {"en": (Name(text),), "de": (Name(text),)}, definition={"en": text}, sources=(text,)
        )
        for number, text in enumerate(texts)
    }
    event = Event("e", pick(8), pick(9), {"en": pick(10)}, description={"en": "\n\n".join(texts)})
    mentions = tuple(
        Mention("a", "p1", None, text, text, (Reason("term", text), Reason("outlet", text)), True) for text in texts
    )
    rows = tuple(
        Row(f"r{number}", {"en": text}, {"a": (Cell("a", "p1", Span(0, 1), text, None, text, (text,), text),)}, text)
        for number, text in enumerate(texts)
    )
    site = replace(
        site, cards={"a": each.card}, terms=terms,
        events={"e": replace(site.events["gap-2024"], event=event, mentions=mentions)},
        comparisons={"e": replace(site.comparisons["gap-2024"], event="e", columns=("a",), rows=rows, coverage={})},
        pages=(replace(site.pages[0], names={"en": pick(11)}, text={"en": "\n\n".join(texts)}),),
        events_of={"a": ("e",)}, term_index={}, sources={"s": ("a",)}, source_names={"s": pick(12)},
    )  # fmt: skip
    make = renderer(replace(CONFIG, title={"en": pick(13)}, description={"en": pick(14)}, licence=pick(15)))
    yield make.article(each, article_contexts(site)["a"], "en")
    yield make.capture_page(each, "en")
    yield make.home(site, "en")
    yield make.glossary_index(site, "en")
    yield from make.term(site, "t0", "en")
    yield make.event(site, "e", "en")
    yield make.comparison(site, "e", "en")[0]
    yield from make.source(site, "s", "en")
    yield make.free_page(site.pages[0], "en")


@pytest.mark.parametrize("start", range(3))
def test_no_payload_becomes_live(start: int) -> None:
    nothing_live(payloads()[start::18])


@pytest.mark.nightly
@pytest.mark.parametrize("start", range(20))
def test_no_payload_at_all_becomes_live(start: int) -> None:
    nothing_live(payloads()[start::20])


def nothing_live(texts: list[str]) -> None:
    for page in pages_with(texts):
        document = html5lib.parse(page.content.decode(), treebuilder="etree", namespaceHTMLElements=False)
        for element in document.iter():
            where = (page.path, element.tag, element.attrib)
            assert element.tag not in (
                "img",
                "iframe",
                "object",
                "embed",
                "style",
                "base",
                "image",
                "video",
                "audio",
            ), where
            assert not any(key.lower().startswith("on") or key == "style" for key in element.attrib), where
            assert (
                element.tag not in ("script", "link")
                or OWN_SCRIPTS.match(element.get("src") or element.get("href") or "")
                or (element.get("rel") in ("alternate", "canonical"))
            ), where
            for address in ("href", "src", "action", "formaction", "xlink:href"):
                assert SAFE_LINK.match(element.get(address) or ""), where
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", page.content.decode()), page.path
