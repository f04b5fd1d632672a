"""What the page of one article shows of the rest of the site: its events, matching passages, terms and outlets."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from sitegen.model import Card, Comparison, EventLinks, Mention, Row, Site, Term
from sitegen.render.view import shown_names
from sitegen.text import fold_text

Pairs = tuple[tuple[str, str], ...]
"""A mapping of texts as sorted pairs, so that equal contexts have equal bytes."""

MOST_OTHERS = 6
"""Other accounts of an event that an article lists; the event's page lists them all."""

MANY = 30
"""Others of an event that are counted: were all of them, each new article would change the pages of all the others."""

MOST_PASSAGES = 3
"""Links to matching passages after one paragraph."""


class OtherArticle(NamedTuple):
    """Another article, as a link shows it."""

    slug: str
    lang: str
    titles: Pairs
    published: str | None
    publisher: str | None
    reasons: tuple[tuple[str, str, Pairs], ...] = ()
    """What both articles say: kind of reason, its value, and the names of the term it stands for."""


class ArticleEvent(NamedTuple):
    """An event that the article tells of, with some of the others that do."""

    id: str
    names: Pairs
    start: str
    end: str | None
    confirmed: bool
    others: tuple[OtherArticle, ...]
    total: int
    """How many other articles tell of it in all; `MANY` stands for that many or more."""
    compared: bool
    """True: it has a comparison page."""
    lasting: bool = False
    """A question that keeps coming back, not one event."""


class Passage(NamedTuple):
    """A passage of another article that answers one of this article."""

    slug: str
    block: str
    lang: str
    publisher: str | None
    titles: Pairs
    """Where the publisher is unknown, else empty."""
    event: str
    names: Pairs = ()
    """The question that both answer, or the event that both tell of."""
    verdict: str = ""
    mine: str = ""
    theirs: str = ""
    """The figures as the two texts state them."""


class ArticleTerm(NamedTuple):
    """A term that the article names, with what its popup says."""

    id: str
    names: Pairs
    definition: Pairs


class Cited(NamedTuple):
    """An outlet that the text quotes beside those it relays, and the sentence that names it first."""

    term: str
    names: Pairs
    block: str
    sentence: str


class ArticleContext(NamedTuple):
    """Everything an article's page takes from elsewhere; equal contexts and articles give equal pages."""

    events: tuple[ArticleEvent, ...] = ()
    passages: tuple[tuple[str, tuple[Passage, ...]], ...] = ()
    """By block of this article, in no order of the text."""
    terms: tuple[ArticleTerm, ...] = ()
    sources: Pairs = ()
    """Name of an outlet as captured → id of its page."""
    cited: tuple[Cited, ...] = ()

    def digest(self) -> str:
        """A key that changes whenever any of it does."""
        return _key_of((*self._replace(terms=()), *map(_key_of_term, self.terms)))


def _key_of(values: tuple[object, ...]) -> str:
    """A key of texts, numbers and tuples of them."""
    return hashlib.blake2b(json.dumps(values).encode(), digest_size=16).hexdigest()


_key_of_term = lru_cache(maxsize=4096)(_key_of)
"""Most terms of an article stand in others, too."""


@dataclass(frozen=True)
class SiteIndex:
    """Lookups over a site that every article's context needs; made once per build."""

    site: Site
    outlets: Mapping[str, str]
    """Name of an outlet → id."""
    outlets_of: Mapping[str, Mapping[str, str]]
    """Slug → name of an outlet → id, as the site assigned them."""
    _mentions: dict[str, Mapping[str, tuple[Mention, ...]]] = field(default_factory=dict)
    _neighbours: dict[tuple[str, str], Neighbours] = field(default_factory=dict)
    _terms: dict[str, tuple[Term, ArticleTerm]] = field(default_factory=dict)

    def mentions(self, event: str) -> Mapping[str, tuple[Mention, ...]]:
        """Where the articles tell of an event, by slug."""
        if event not in self._mentions:
            found: dict[str, list[Mention]] = {}
            for mention in self.site.events[event].mentions:
                found.setdefault(mention.slug, []).append(mention)
            self._mentions[event] = {slug: tuple(mentions) for slug, mentions in found.items()}
        return self._mentions[event]

    def term(self, term: str) -> ArticleTerm:
        """A term as articles show it."""
        entry = self.site.terms[term]
        kept = self._terms.get(term)
        if kept is None or kept[0] is not entry:
            made = ArticleTerm(term, shown_names(entry), _pairs(entry.definition))
            self._terms[term] = kept = entry, made
        return kept[1]

    def neighbours(self, event: str, row: Row | None = None) -> Neighbours:
        """The articles of an event, or those that answer one of its questions."""
        key = event, row.id if row else ""
        if key not in self._neighbours:
            slugs = row.cells if row else self.mentions(event)
            self._neighbours[key] = Neighbours(self.site.cards[slug] for slug in slugs if slug in self.site.cards)
        return self._neighbours[key]


def site_index(site: Site) -> SiteIndex:
    """The lookups over a site."""
    outlets_of: dict[str, dict[str, str]] = {}
    for source, slugs in site.sources.items():
        for slug in slugs:
            outlets_of.setdefault(slug, {})[site.source_names.get(source, source)] = source
    return SiteIndex(
        site,
        {name: source for source, name in site.source_names.items()},
        outlets_of,
    )


def _outlet(index: SiteIndex, slug: str, name: str) -> str | None:
    """The page of an outlet under one of its names: another article may show it in the other script or language."""
    if name in index.outlets:
        return index.outlets[name]
    folded = fold_text(name)
    for shown, outlet in index.outlets_of.get(slug, {}).items():
        term = index.site.terms.get(outlet)
        others = [each.text for names in term.names.values() for each in names] if term else []
        if any(fold_text(other) == folded for other in (shown, *others)):
            return outlet
    return None


def article_contexts(site: Site) -> dict[str, ArticleContext]:
    """The context of every article, by slug."""
    index = site_index(site)
    return {slug: article_context(site, slug, index) for slug in site.cards}


def article_context(site: Site, slug: str, index: SiteIndex | None = None) -> ArticleContext:
    """What the page of one article shows of the rest of the site.

    Of an event with very many articles only the nearest by language and date are named, so that a new article changes
    the contexts of few others. Pass `site_index(site)` where many contexts are made.
    """
    index = index or site_index(site)
    card = site.cards[slug]
    events = [site.events[event] for event in site.events_of.get(slug, ()) if event in site.events]
    names = [name for name in (card.publisher, *card.origins) if name]
    outlets = {name: outlet for name in names if (outlet := _outlet(index, slug, name))}
    sources = {**outlets, **index.outlets_of.get(slug, {})}
    return ArticleContext(
        events=tuple(_event(index, card, links) for links in events),
        passages=_passages(index, card, events),
        terms=_terms(index, card),
        sources=_pairs(sources),
        cited=_cited(site, card, frozenset(sources.values())),
    )


def _pairs(names: Mapping[str, str]) -> Pairs:
    return tuple(sorted(names.items()))


def _other(site: Site, card: Card, reasons: Iterable[tuple[str, str]] = ()) -> OtherArticle:
    named = tuple((kind, value, term_names(site, value) if kind == "term" else ()) for kind, value in reasons)
    return OtherArticle(card.slug, card.lang, _pairs(card.titles), card.published, card.publisher, named)


def term_names(site: Site, term: str) -> Pairs:
    """The name shown for a term in each language."""
    entry = site.terms.get(term)
    return shown_names(entry) if entry else ()


class Neighbours:
    """Articles of one event or question by language and date, so that the nearest are found without a full look."""

    def __init__(self, cards: Iterable[Card]) -> None:
        by_lang: dict[str, list[tuple[int, str, Card]]] = {}
        for card in cards:
            by_lang.setdefault(card.lang, []).append((_day(card.published), card.slug, card))
        self._by_lang: dict[str, tuple[list[tuple[int, str]], list[Card]]] = {}
        for lang, found in by_lang.items():
            found.sort(key=lambda each: each[:2])
            self._by_lang[lang] = [each[:2] for each in found], [each[2] for each in found]

    def near(self, card: Card, most: int) -> tuple[Card, ...]:
        """At most so many other articles, in order of date: the nearest by date, of as many languages as there are."""
        day, slug = _day(card.published), card.slug
        ranked: list[tuple[int, bool, int, str, Card]] = []
        for lang, (places, cards) in self._by_lang.items():
            at = bisect_left(places, (day, slug))
            start, stop = max(0, at - most), at + most + 1
            close = [
                (abs(when - day), other, index)
                for index, (when, other) in enumerate(places[start:stop], start)
                if other != slug
            ]
            close.sort()
            same = lang == card.lang
            ranked += [(place, same, away, other, cards[index]) for place, (away, other, index) in enumerate(close)]
        ranked.sort(key=lambda each: each[:4])
        return tuple(sorted((each[4] for each in ranked[:most]), key=lambda other: (other.published or "", other.slug)))


@lru_cache(maxsize=4096)
def _day(iso: str | None) -> int:
    """A rough count of days, for nearness only."""
    parts = [int(part) for part in (iso or "")[:10].split("-") if part.isdecimal()]
    year, month, day = (*parts, 0, 0, 0)[:3]
    return year * 366 + month * 31 + day


def _event(index: SiteIndex, card: Card, links: EventLinks) -> ArticleEvent:
    event, site = links.event, index.site
    mentions = index.mentions(event.id)
    mine = {reason for mention in mentions.get(card.slug, ()) for reason in mention.reasons}
    others = []
    for other in index.neighbours(event.id).near(card, MOST_OTHERS):
        theirs = [reason for mention in mentions[other.slug] for reason in mention.reasons]
        shared = dict.fromkeys((reason.kind, reason.value) for reason in theirs if reason in mine)
        others.append(_other(site, other, list(shared)[:4]))
    return ArticleEvent(
        event.id,
        _pairs(event.names),
        event.start,
        event.end,
        links.confirmed,
        tuple(others),
        min(len(mentions) - (card.slug in mentions), MANY),
        event.id in site.comparisons,
        links.lasting,
    )


def _passages(
    index: SiteIndex, card: Card, events: Iterable[EventLinks]
) -> tuple[tuple[str, tuple[Passage, ...]], ...]:
    found: dict[str, dict[str, Passage]] = {}
    for links in events:
        comparison = index.site.comparisons.get(links.event.id)
        if comparison:
            for block, passage in _answers(index, card, links.event.id, comparison):
                found.setdefault(block, {}).setdefault(passage.slug, passage)
        for block, passage in _tellings(index, card, links):
            found.setdefault(block, {}).setdefault(passage.slug, passage)
    return tuple((block, tuple(passages.values())[:MOST_PASSAGES]) for block, passages in sorted(found.items()))


def _answers(index: SiteIndex, card: Card, event: str, comparison: Comparison) -> Iterable[tuple[str, Passage]]:
    """Passages that answer the same question of an event's comparison, those that differ first."""
    rows = sorted(comparison.rows, key=lambda row: not row.verdict.startswith("differ"))
    for row in rows:
        mine = row.cells.get(card.slug)
        if not mine:
            continue
        for other in index.neighbours(event, row).near(card, MOST_PASSAGES):
            cell = row.cells[other.slug][0]
            yield (
                mine[0].block,
                Passage(
                    other.slug,
                    cell.block,
                    other.lang,
                    other.publisher,
                    _stand_in(other),
                    event,
                    _pairs(row.names),
                    row.verdict,
                    mine[0].figure.text if mine[0].figure else "",
                    cell.figure.text if cell.figure else "",
                ),
            )


def _tellings(index: SiteIndex, card: Card, links: EventLinks) -> Iterable[tuple[str, Passage]]:
    """Passages that tell of the same event."""
    mentions = index.mentions(links.event.id)
    own = next((mention for mention in mentions.get(card.slug, ()) if mention.block), None)
    if own is None or own.block is None:
        return
    for other in index.neighbours(links.event.id).near(card, MOST_PASSAGES):
        theirs = next((mention for mention in mentions[other.slug] if mention.block), None)
        if theirs and theirs.block:
            yield (
                own.block,
                Passage(
                    other.slug,
                    theirs.block,
                    other.lang,
                    other.publisher,
                    _stand_in(other),
                    links.event.id,
                    _pairs(links.event.names),
                ),
            )


def _stand_in(card: Card) -> Pairs:
    """What names an article whose publisher is unknown: its titles."""
    return () if card.publisher else _pairs(card.titles)


def _terms(index: SiteIndex, card: Card) -> tuple[ArticleTerm, ...]:
    used = dict.fromkeys(mention.term for mention in card.mentions)
    return tuple(index.term(term) for term in used if term in index.site.terms)


def _cited(site: Site, card: Card, chain: frozenset[str]) -> tuple[Cited, ...]:
    found: dict[str, Cited] = {}
    for mention in card.mentions:
        term = site.terms.get(mention.term)
        if term and term.category == "media" and term.id not in chain and term.id not in found:
            found[term.id] = Cited(term.id, term_names(site, term.id), mention.block, mention.sentence)
    return tuple(found.values())
