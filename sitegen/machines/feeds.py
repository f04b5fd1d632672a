"""Atom feeds (RFC 4287): the newest articles of an edition, and those of one event, with their full cleaned text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from sitegen.machines.form import (
    LONG_AGO,
    address,
    chosen,
    in_edition,
    lasting_id,
    timestamp,
    xml_attribute,
    xml_text,
)
from sitegen.model import Block, Config, Event, Page, Prepared, Variant
from sitegen.render.address import article_path
from sitegen.render.markup import web_address

FEED_LENGTH = 50
"""Articles in a feed."""

TAGS = {"paragraph": "p", "quote": "blockquote", "code": "pre"}


class FeedEntry(NamedTuple):
    """An article in the feeds of an edition; it depends on the article alone, so it can be kept between builds."""

    updated: str
    """When it last changed, with zone."""
    page: str
    """From the site's root."""
    head: str
    """The entry's XML as far as the link to the page, …"""
    tail: str
    """… and from there on."""


def feed_entry(prepared: Prepared, edition: str, config: Config) -> FeedEntry:
    """The `<entry>` of an article, with its full cleaned text."""
    article, variant = prepared.article, prepared.variant(edition)
    dates = [article.published, article.captured, *(note.date for note in article.notes)]
    updated = max((timestamp(date) for date in dates if date), default=LONG_AGO)
    head = [
        f"<entry xml:lang={xml_attribute(variant.lang)}>",
        f"<id>{lasting_id(config, edition, 'articles', article.slug)}</id>",
        f"<title>{xml_text(variant.title)}</title>",
    ]
    tail = []
    if original := web_address(article.url):
        tail.append(f'<link rel="via" href={xml_attribute(original)}/>')
    if article.published:
        tail.append(f"<published>{timestamp(article.published)}</published>")
    tail.append(f"<updated>{updated}</updated>")
    if author := article.byline or article.publisher:
        tail.append(f"<author><name>{xml_text(author)}</name></author>")
    tail += ['<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">', *_body(variant), "</div></content>"]
    page = in_edition(config, edition, article_path(article.slug))
    return FeedEntry(updated, page, "\n".join(head), "\n".join((*tail, "</entry>")))


def site_feed(config: Config, edition: str, entries: Iterable[FeedEntry], floor: str = LONG_AGO) -> Page:
    """`feed.xml` of an edition. `floor`: the moment (from SOURCE_DATE_EPOCH) that a feed without entries bears."""
    title = chosen(config.title, edition)
    return _feed(config, edition, "feed.xml", "index.html", title, ("feed",), entries, floor)


def event_feed(
    config: Config,
    edition: str,
    event: Event,
    entries: Iterable[FeedEntry],
    floor: str = LONG_AGO,
) -> Page:
    """`events/<id>.xml` of an edition."""
    title = f"{chosen(event.names, edition)} · {chosen(config.title, edition)}"
    stem = f"events/{event.id}"
    return _feed(config, edition, f"{stem}.xml", f"{stem}.html", title, ("events", event.id), entries, floor)


def _feed(
    config: Config,
    edition: str,
    path: str,
    page: str,
    title: str,
    names: tuple[str, ...],
    entries: Iterable[FeedEntry],
    floor: str,
) -> Page:
    entries = list(entries)
    here = in_edition(config, edition, path)

    def link(rel: str, form: str, to_path: str) -> str:
        return f'<link rel="{rel}" type="{form}" href={xml_attribute(address(config, here, to_path))}/>'

    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={xml_attribute(edition)}>',
        f"<id>{lasting_id(config, edition, *names)}</id>",
        f"<title>{xml_text(title)}</title>",
        link("alternate", "text/html", in_edition(config, edition, page)),
        link("self", "application/atom+xml", here),
        f"<updated>{max((entry.updated for entry in entries), default=floor)}</updated>",
        f"<author><name>{xml_text(config.author or chosen(config.title, edition))}</name></author>",
    ]
    for entry in entries:
        lines += [entry.head, link("alternate", "text/html", entry.page), entry.tail]
    return Page(here, "\n".join((*lines, "</feed>", "")).encode(errors="replace"))


def _body(variant: Variant) -> Iterator[str]:
    """The blocks as XHTML, neighbouring list items as one list."""
    for is_item, blocks in groupby(variant.blocks, key=lambda block: block.kind == "item"):
        if is_item:
            yield "<ul>" + "".join(f"<li>{xml_text(block.text)}</li>" for block in blocks) + "</ul>"
        else:
            yield from map(_block, blocks)


def _block(block: Block) -> str:
    tag = f"h{min(max(block.level, 2), 6)}" if block.kind == "heading" else TAGS.get(block.kind, "p")
    text = xml_text(block.text)
    return f"<{tag}><p>{text}</p></{tag}>" if tag == "blockquote" else f"<{tag}>{text}</{tag}>"
