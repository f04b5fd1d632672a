"""Articles, glossary, events → Site: who published what, where each term stands, what tells of which event."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sitegen import __version__
from sitegen.compare import compare
from sitegen.link import alike, editors_events, joined, suggestions
from sitegen.load import Shared
from sitegen.model import Card, Comparison, Config, Digest, Event, EventLinks, Site, Term, TermMention
from sitegen.newsroom import Entry, newest_first, pickled
from sitegen.pinyin import slug as spelled
from sitegen.state import code_key, key_of
from sitegen.store import Store
from sitegen.text import fold_text


def assemble(
    config: Config, shared: Shared, entries: Sequence[Entry], outlets: dict[str, str], memory: Memory | None = None
) -> Site:
    """Everything the pages are made from.

    `outlets` (name → id) is read and added to, so that ids are found once; `memory` keeps what did not change.
    """
    memory = memory or Memory(None)
    cards = {entry.slug: entry.card for entry in newest_first(entries) if entry.card}
    told = {entry.slug: entry for entry in sorted(entries, key=lambda entry: entry.slug) if entry.slug in cards}
    terms = {term.id: term for term in shared.terms}
    events = (*(known := _known(told, shared.events, memory)), *_proposed(told, known, memory))
    keys = _event_keys(events, told)
    sources, names = _sources(cards, terms, outlets)
    return Site(
        config=config,
        version=__version__,
        terms=terms,
        cards=cards,
        events=events,
        comparisons=_comparisons(events, keys, told, terms, memory),
        pages=shared.pages,
        term_index=_term_index(cards),
        events_of=_events_of(events),
        sources=sources,
        source_names=names,
        event_keys=keys,
    )


# --- events, with a memory -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Memory:
    """What linking and comparing found in earlier builds, under keys of all that it follows from."""

    store: Store | None
    used: list[str] = field(default_factory=list)
    """Names that this build read or wrote."""

    def recall(self, name: str) -> Any:
        """The value under a name; None where there is none."""
        self.used.append(name)
        blob = self.store.get([name]).get(name) if self.store else None
        return pickle.loads(blob) if blob else None

    def keep(self, name: str, value: object) -> None:
        """Keeps a value for the next build."""
        if self.store and self.store.folder:
            self.store.put({name: pickled(value)})


class Digests(Mapping[str, Digest]):
    """Digests by slug, each read when it is first asked for."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self.read: set[str] = set()
        """Slugs of those that were asked for."""

    def __getitem__(self, slug: str) -> Digest:
        self.read.add(slug)
        digest = self._entries[slug].digest
        if digest is None:
            raise KeyError(slug)
        return digest

    def __contains__(self, slug: object) -> bool:
        return slug in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


Share = tuple[str, str, dict[int, EventLinks]]
"""What one article gives to the editors' events: its key, when it appeared, and its mentions by number of the event."""


def _known(entries: Mapping[str, Entry], events: Sequence[Event], memory: Memory) -> list[EventLinks]:
    """The editors' events. What an article tells of them follows from it alone, so only new texts are read."""
    name = f"v{key_of(code_key(), events)}"
    before: dict[str, Share] = memory.recall(name) or {}
    shares = {slug: before[slug] for slug, entry in entries.items() if slug in before and before[slug][0] == entry.key}
    fresh = [digest for slug, entry in entries.items() if slug not in shares and (digest := entry.digest)]
    for digest in fresh:
        shares[digest.slug] = entries[digest.slug].key, digest.published or digest.captured or "", {}
    for number, links in enumerate(editors_events(fresh, events) if fresh else ()):
        for slug in dict.fromkeys(mention.slug for mention in (*links.mentions, *links.other_dates)):
            mine, others = (
                tuple(mention for mention in found if mention.slug == slug)
                for found in (links.mentions, links.other_dates)
            )
            shares[slug][2][number] = EventLinks(links.event, mine, True, others)
    if shares != before:
        memory.keep(name, shares)
    by_event: list[list[tuple[str, EventLinks]]] = [[] for _ in events]
    for slug in entries:
        if slug in shares:
            _, appeared, found = shares[slug]
            for number, links in found.items():
                by_event[number].append((appeared, links))
    return [joined(event, found) for event, found in zip(events, by_event, strict=True)]


def _proposed(entries: Mapping[str, Entry], known: Sequence[EventLinks], memory: Memory) -> list[EventLinks]:
    """The events that the program proposes; which articles are alike is worked out anew where a fact of one changed."""
    digests = Digests(entries)
    facts = key_of(code_key(), [entry.facts for entry in entries.values()])
    gathered = [(links.event.id, links.event.exclude, links.slugs, links.lasting) for links in known]
    name = f"s{key_of(facts, gathered)}"
    read, proposed = memory.recall(name) or ({}, None)
    if proposed is not None and all(entries[slug].key == key for slug, key in read.items()):
        memory.used.append(f"alike {code_key()}")
        return list(proposed)
    found_for, before = memory.recall(f"alike {code_key()}") or ("", None)
    if before is not None and found_for == facts:
        pairs = before
    else:
        pairs = alike(_outlines(entries, memory), {slug: entry.facts for slug, entry in entries.items()}, before)
        memory.keep(f"alike {code_key()}", (facts, pairs))
    ties = {slug: (entry.named("article"), entry.named("unlink")) for slug, entry in entries.items()}
    proposed = suggestions(digests, ties, known, pairs.near, pairs.far)
    memory.keep(name, ({slug: entries[slug].key for slug in digests.read}, proposed))
    return proposed


def _outlines(entries: Mapping[str, Entry], memory: Memory) -> list[Digest]:
    """All digests as far as pairs need them: without passages, which are most of their bulk."""
    names = {slug: f"o{entry.key}" for slug, entry in entries.items()}
    blobs = memory.store.get(names.values()) if memory.store else {}
    found = (pickle.loads(blobs[name]) if name in blobs else entries[slug].digest for slug, name in names.items())
    return [digest for digest in found if digest]


def _event_keys(events: Sequence[EventLinks], entries: Mapping[str, Entry]) -> dict[str, str]:
    """A key for each event of all that its comparison follows from; its articles' keys cover the terms they name."""
    return {
        links.event.id: key_of(
            code_key(),
            links.event,
            [(slug, entries[slug].key) for slug in links.slugs],
            links.mentions,
            links.other_dates,
        )
        for links in events
    }


def _comparisons(
    events: Sequence[EventLinks],
    keys: Mapping[str, str],
    entries: Mapping[str, Entry],
    terms: Mapping[str, Term],
    memory: Memory,
) -> dict[str, Comparison]:
    """The comparisons of all events that have a row and more than one column."""
    digests = Digests(entries)
    found: dict[str, Comparison] = {}
    for links in events:
        name = f"c{keys[links.event.id]}"
        table: Comparison | None = memory.recall(name)
        if table is None:
            table = compare(links, digests, terms)
            memory.keep(name, table)
        if table.rows and len(table.columns) > 1:
            found[links.event.id] = table
    return found


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
    names = {slug: [name for name in (card.publisher, *card.origins) if name] for slug, card in cards.items()}
    ids = _outlet_ids({name for each in names.values() for name in each}, known, outlets)
    slugs: dict[str, dict[str, None]] = {}
    shown: dict[str, str] = {}
    for slug, named in names.items():
        for name in dict.fromkeys(named):
            source = ids[name]
            slugs.setdefault(source, {})[slug] = None
            shown.setdefault(source, name)
    return {source: tuple(found) for source, found in sorted(slugs.items())}, dict(sorted(shown.items()))


def _outlet_ids(names: Iterable[str], known: Mapping[str, str], outlets: dict[str, str]) -> dict[str, str]:
    """Name of an outlet → its id: its term's, else its reading; outlets that read alike are told apart by a hash."""
    ids: dict[str, str] = {}
    alike: dict[str, set[str]] = {}
    for name in names:
        folded = fold_text(name)
        if folded in known:
            ids[name] = known[folded]
            continue
        if name not in outlets:
            outlets[name] = spelled(name) or f"o-{key_of(name)[:8]}"
        alike.setdefault(outlets[name], set()).add(folded)
    for name in names:
        if name not in ids:
            told = outlets[name]
            several = len(alike[told]) > 1 or told in known.values()
            ids[name] = f"{told}-{key_of(fold_text(name))[:4]}" if several else told
    return ids
