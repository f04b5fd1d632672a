"""Articles, glossary, events → Site: who published what, where each term stands, what tells of which event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sitegen import __version__
from sitegen.compare import compare
from sitegen.link import link
from sitegen.load import Shared
from sitegen.model import Card, Comparison, Config, Digest, EventLinks, Site, Term, TermMention
from sitegen.newsroom import Entry, newest_first
from sitegen.pinyin import slug as spelled
from sitegen.state import key_of
from sitegen.text import fold_text


def assemble(config: Config, shared: Shared, entries: Sequence[Entry], outlets: dict[str, str]) -> Site:
    """Everything the pages are made from. `outlets` (name → id) is read and added to, so that ids are found once."""
    cards = {entry.slug: entry.card for entry in newest_first(entries) if entry.card}
    digests = {entry.slug: entry.digest for entry in entries if entry.digest and entry.slug in cards}
    terms = {term.id: term for term in shared.terms}
    events = link(list(digests.values()), shared.events)
    comparisons = {links.event.id: table for links in events if (table := _compared(links, digests, terms))}
    sources, names = _sources(cards, terms, outlets)
    return Site(
        config=config,
        version=__version__,
        terms=terms,
        cards=cards,
        events=events,
        comparisons=comparisons,
        pages=shared.pages,
        term_index=_term_index(cards),
        events_of=_events_of(events),
        sources=sources,
        source_names=names,
    )


def _compared(links: EventLinks, digests: Mapping[str, Digest], terms: Mapping[str, Term]) -> Comparison | None:
    """The comparison of an event; none where it would have no row."""
    table = compare(links, digests, terms)
    return table if table.rows and len(table.columns) > 1 else None


def _term_index(cards: Mapping[str, Card]) -> dict[str, tuple[tuple[str, tuple[TermMention, ...]], ...]]:
    found: dict[str, list[tuple[str, tuple[TermMention, ...]]]] = {}
    for slug, card in cards.items():
        by_term: dict[str, list[TermMention]] = {}
        for mention in card.mentions:
            by_term.setdefault(mention.term, []).append(mention)
        for term, mentions in by_term.items():
            found.setdefault(term, []).append((slug, tuple(mentions)))
    return {term: tuple(articles) for term, articles in sorted(found.items())}


def _events_of(events: Sequence[EventLinks]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for links in events:
        for slug in links.slugs:
            found.setdefault(slug, []).append(links.event.id)
    return {slug: tuple(ids) for slug, ids in found.items()}


MEDIA = frozenset({"media", "outlet", "medium", "organisation", "company"})
"""Categories of glossary terms whose names may name an outlet."""


def _sources(
    cards: Mapping[str, Card], terms: Mapping[str, Term], outlets: dict[str, str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Outlets with their articles, newest first. Names of one outlet in several languages meet in its glossary term."""
    known = {
        fold_text(name.text): term.id
        for term in sorted(terms.values(), key=lambda term: term.category != "media")
        if term.category in MEDIA
        for names in term.names.values()
        for name in names
    }
    slugs: dict[str, dict[str, None]] = {}
    shown: dict[str, str] = {}
    for slug, card in cards.items():
        for name in dict.fromkeys(name for name in (card.publisher, *card.origins) if name):
            source = known.get(fold_text(name)) or outlets.get(name)
            if source is None:
                source = outlets[name] = spelled(name) or f"o-{key_of(name)[:8]}"
            slugs.setdefault(source, {})[slug] = None
            shown.setdefault(source, name)
    return {source: tuple(found) for source, found in sorted(slugs.items())}, dict(sorted(shown.items()))
