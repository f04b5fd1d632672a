"""Articles, glossary, events → Site: who published what, where each term stands, what tells of which event."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from sitegen import __version__
from sitegen.compare import compare
from sitegen.crew import Crew
from sitegen.lazy import Lazy
from sitegen.link import alike, completed, drafts, joined, outline, suggestion, told_apart, watch
from sitegen.load import Shared
from sitegen.memory import Memory, Recollection
from sitegen.model import Comparison, Config, Digest, Event, EventLinks, Gathered, Outline, Proposal, Site, Term
from sitegen.newsroom import Entry, Share, newest_first, share_of
from sitegen.pickling import pickled
from sitegen.pinyin import slug as spelled
from sitegen.state import code_key, key_of
from sitegen.store import Stored, opened
from sitegen.text import fold_text

if TYPE_CHECKING:
    from sitegen.link.linking import Draft
    from sitegen.link.proposals import Alike


def assemble(
    config: Config,
    shared: Shared,
    entries: Sequence[Entry],
    outlets: dict[str, str],
    memory: Memory | None = None,
    shares: Mapping[str, Share] | None = None,
    crew_of: int = 1,
) -> Site:
    """Everything the pages are made from; its values are read when a page asks for them.

    `outlets` (name → id) is read and added to, so that ids are found once; `memory` keeps what did not change; `shares`
    are those of articles that were prepared just now.
    """
    memory = memory or Recollection()
    told = {entry.slug: entry for entry in newest_first(entries)}
    by_slug = dict(sorted(told.items()))
    terms = {term.id: term for term in shared.terms}
    known, links_of = _known(by_slug, shared.events, memory, shares or {})
    tables = Tables(_digests(by_slug), terms, memory, crew_of)
    with _grouping(by_slug, known, memory, crew_of) as groups:  # by another process; meanwhile …
        tables.compare(known, _events(links_of))
        sources, names = _sources(told, terms, outlets)
        term_index = _term_index(told.values())
    proposed, more = _proposed(by_slug, known, groups(), memory, crew_of)
    gathered, events = {**known, **proposed}, _events({**links_of, **more})
    tables.compare(proposed, events)
    return Site(
        config=config,
        version=__version__,
        terms=terms,
        cards=Lazy(told, lambda slug: told[slug].card),
        events=events,
        comparisons=tables.kept(gathered),
        pages=shared.pages,
        term_index=term_index,
        events_of=_events_of(gathered),
        sources=sources,
        source_names=names,
        gathered=gathered,
    )


# --- events, with a memory -------------------------------------------------------------------------------------------


LARGE = 500
"""Large values of a kind that a process keeps at a time."""


def _digests(entries: Mapping[str, Entry]) -> Mapping[str, Digest]:
    return Lazy(entries, lambda slug: entries[slug].digest, LARGE)


Links = Callable[[], EventLinks]
"""Reads an event with all that tells of it."""


def _events(links: Mapping[str, Links]) -> Mapping[str, EventLinks]:
    return Lazy(links, lambda event: links[event](), LARGE)


Row = tuple[str, str, tuple[tuple[int, bool, bool, str], ...]]
"""Key of an article, when it appeared, and its `Share.events`."""


def _known(
    entries: Mapping[str, Entry], events: Sequence[Event], memory: Memory, fresh: Mapping[str, Share]
) -> tuple[dict[str, Gathered], dict[str, Links]]:
    """The editors' events. What an article tells of them follows from it alone, so only new texts are read."""
    of_events = key_of(code_key(), events)[:16]
    before: dict[str, Row] = memory.recall(f"v{of_events}") or {}
    rows = {slug: before[slug] for slug, entry in entries.items() if slug in before and before[slug][0] == entry.key}
    if len(rows) < len(entries) and events:
        shares = {slug: fresh[slug] for slug in entries if slug not in rows and slug in fresh}
        if unread := [slug for slug in entries if slug not in rows and slug not in shares]:
            watching = watch(events)
            shares |= {slug: share_of(entries[slug].digest, watching) for slug in unread}
        rows |= {slug: (entries[slug].key, share.appeared, share.events) for slug, share in shares.items()}
        names = {slug: f"w{of_events}{entries[slug].key}" for slug in shares}
        memory.keep_all({names[slug]: share.links for slug, share in shares.items() if share.links})
    if rows != before:
        memory.keep(f"v{of_events}", rows)
    by_event: list[list[tuple[str, str, bool, bool, str]]] = [[] for _ in events]
    kept: dict[str, Stored[dict[int, EventLinks]]] = {}
    for slug, entry in entries.items():
        _, appeared, shown = rows.get(slug, ("", "", ()))
        if shown:
            kept[slug] = memory.later(f"w{of_events}{entry.key}")
        for number, tells, lasting, key in shown:
            by_event[number].append((appeared, slug, tells, lasting, key))

    def links(number: int) -> EventLinks:
        found = ((appeared, kept[slug].get()[number]) for appeared, slug, *_ in by_event[number])
        return joined(events[number], found)

    gathered = {}
    for event, found in zip(events, by_event, strict=True):
        slugs = tuple(slug for _, slug, tells, *_ in sorted(found) if tells)
        others = tuple(slug for _, slug, tells, *_ in found if not tells)
        lasting = any(lasting for *_, lasting, _ in found)
        key = _comparison_key(entries, slugs, event, found)
        gathered[event.id] = Gathered(event.id, slugs, others, lasting, event.exclude, key)
    return gathered, {event.id: partial(links, number) for number, event in enumerate(events)}


def _comparison_key(entries: Mapping[str, Entry], slugs: Iterable[str], *parts: object) -> str:
    """A key of all that an event's comparison follows from; its articles' keys cover the terms they name."""
    return key_of(code_key(), [(slug, entries[slug].key) for slug in slugs], *parts)


Proposed = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""A proposed event's id, its date, who tells of it, who tells of another date."""


def _proposed(
    entries: Mapping[str, Entry], known: Mapping[str, Gathered], groups: Sequence[Group], memory: Memory, crew_of: int
) -> tuple[dict[str, Gathered], dict[str, Links]]:
    """The events that the program proposes; what one says is worked out anew only where its group or a text changed."""
    described: dict[str, Proposed] = memory.recall(f"proposed {code_key()}") or {}
    names = {f"l{key_of(group, [entries[slug].key for slug in slugs])}": group for group, slugs in groups}
    inputs = {group: memory.later(group) for group, _ in groups}
    todo = [name for name in names if name not in described]
    with Crew(Proposer(inputs, _digests(entries)), crew_of) as crew:
        made = chain.from_iterable(crew.map(Proposer.work, [names[name] for name in todo]))
        fresh = dict(zip(todo, made, strict=True))
    memory.keep_all({name: links for name, (_, links) in fresh.items()})
    now = {name: fresh[name][0] if name in fresh else described[name] for name in names}
    if now != described:
        memory.keep(f"proposed {code_key()}", now)
    ids = told_apart([now[name][0] for name in names], known)
    ordered = sorted(zip(ids, names, strict=True), key=lambda each: (now[each[1]][1], each[0]))
    gathered = {
        event: Gathered(event, now[name][2], now[name][3], key=_comparison_key(entries, now[name][2], event, name))
        for event, name in ordered
    }
    return gathered, {event: partial(_called, memory.later(name), event) for event, name in ordered}


def _called(stored: Stored[EventLinks], event: str) -> EventLinks:
    """A proposed event under the id that tells it apart."""
    links = stored.get()
    return links if links.event.id == event else replace(links, event=replace(links.event, id=event))


Group = tuple[str, tuple[str, ...]]
"""Articles that seem to tell one event: the name under which the proposal is kept, and all articles it names."""

MANY = 200
"""Articles from which on another process looks for those that belong together: it takes much memory, for a while."""


@contextmanager
def _grouping(
    entries: Mapping[str, Entry], known: Mapping[str, Gathered], memory: Memory, crew_of: int
) -> Iterator[Callable[[], Sequence[Group]]]:
    """Looks for articles that belong together, from entering on. Follows from their facts, so it is kept under them."""
    facts = key_of(code_key(), [entry.facts for entry in entries.values()])
    name = f"s{key_of(facts, [(each.event, each.exclude, each.slugs, each.lasting) for each in known.values()])}"
    memory.used += (f"alike {code_key()}", f"drafts {code_key()}")
    groups: list[Group] | None = memory.recall(name)
    with Crew(Matchmaker(entries, known, memory), crew_of) as crew:
        found = crew.map(Matchmaker.work, [facts] if groups is None else [], few=0 if len(entries) > MANY else 1)
        yield lambda: groups or []
        if groups is None:
            groups = next(found)
            memory.keep(name, groups)


@dataclass(frozen=True, slots=True)
class Matchmaker:
    """The worker that finds which articles belong together."""

    entries: Mapping[str, Entry]
    known: Mapping[str, Gathered]
    memory: Memory

    def work(self, chunk: Sequence[str]) -> list[Group]:
        """The groups of a site with these facts (one key)."""
        (facts,) = chunk
        ties = {slug: (entry.named("article"), entry.named("unlink")) for slug, entry in self.entries.items()}
        pairs = _alike(self.entries, facts, self.memory)
        return _groups(drafts(ties, tuple(self.known.values()), pairs), pairs, self.memory)


def _groups(found: Sequence[Draft], pairs: Alike, memory: Memory) -> list[Group]:
    """The groups as they are kept; what their pairs share is worked out only where a group or a weight changed."""
    before: dict[str, Group] = memory.recall(f"drafts {code_key()}") or {}
    marks = pairs.marks()
    keys = {each.key(marks): each for each in found}
    there = memory.has([name for name, _ in before.values()])
    now = {key: group for key, group in before.items() if key in keys and group[0] in there}
    todo = {key: each for key, each in keys.items() if key not in now}
    fresh = dict(zip(todo, completed(list(todo.values()), pairs), strict=True))
    names = {key: f"q{key_of(code_key(), each)}" for key, each in fresh.items()}
    memory.keep_all({names[key]: pickled(each) for key, each in fresh.items()})
    now |= {key: (names[key], todo[key].articles) for key in todo}
    if now.keys() != before.keys():
        memory.keep(f"drafts {code_key()}", now)
    return [now[key] for key in keys]


@dataclass(frozen=True, slots=True)
class Proposer:
    """The worker that describes proposed events."""

    groups: Mapping[str, Stored[Proposal]]
    digests: Mapping[str, Digest]

    def work(self, chunk: Sequence[str]) -> list[tuple[Proposed, bytes]]:
        """For each of these groups what is read of all proposed events, and the pickled event. Raises Damaged."""
        made = (suggestion(self.groups[name].get(), self.digests) for name in chunk)
        return [(_row_of(links), pickled(links)) for links in made]


def _row_of(links: EventLinks) -> Proposed:
    others = tuple(dict.fromkeys(mention.slug for mention in links.other_dates))
    return links.event.id, links.event.start, links.slugs, others


def _alike(entries: Mapping[str, Entry], facts: str, memory: Memory) -> Alike:
    """Pairs of articles that are alike; those of the last build where no fact changed."""
    found_for, before = memory.recall(f"alike {code_key()}") or ("", None)
    if before is not None and found_for == facts:
        return before  # type: ignore[no-any-return]
    keys = {slug: entry.facts for slug, entry in entries.items()}
    pairs = alike(keys, lambda slugs: _outlines([entries[slug] for slug in slugs], memory), before)
    memory.keep(f"alike {code_key()}", (facts, pairs))
    return pairs


def _outlines(entries: Sequence[Entry], memory: Memory) -> Iterator[Outline]:
    """What pairs need of these articles, without the rest of their digests."""
    blobs = (
        {}
        if isinstance(memory, Recollection)
        else opened(memory.store.folder).get(f"o{entry.key}" for entry in entries)
    )
    for entry in entries:
        blob = blobs.get(f"o{entry.key}")
        yield pickle.loads(blob) if blob else outline(entry.digest)


@dataclass(frozen=True, slots=True)
class Comparer:
    """The worker that compares what the articles of an event say."""

    events: Mapping[str, EventLinks]
    digests: Mapping[str, Digest]
    terms: Mapping[str, Term]

    def work(self, chunk: Sequence[str]) -> list[tuple[bool, bytes]]:
        """For each of these events whether there is something to compare, and its pickled table. Raises Damaged."""
        tables = (compare(self.events[event], self.digests, self.terms) for event in chunk)
        return [(bool(table.rows) and len(table.columns) > 1, pickled(table)) for table in tables]


@dataclass(slots=True)
class Tables:
    """The comparisons of events, made where they are not kept."""

    digests: Mapping[str, Digest]
    terms: Mapping[str, Term]
    memory: Memory
    crew_of: int
    before: dict[str, bool] = field(default_factory=dict)
    now: dict[str, bool] = field(default_factory=dict)
    """Key of an event → whether there is something to compare."""

    def __post_init__(self) -> None:
        self.before = self.memory.recall(f"compared {code_key()}") or {}

    def compare(self, gathered: Mapping[str, Gathered], events: Mapping[str, EventLinks]) -> None:
        """Compares what the articles of these events say."""
        self.now |= {each.key: self.before[each.key] for each in gathered.values() if each.key in self.before}
        todo = [each for each in gathered.values() if each.key not in self.now]
        with Crew(Comparer(events, self.digests, self.terms), self.crew_of) as crew:
            chunks = crew.map(Comparer.work, [each.event for each in todo])
            for each, (compared, table) in zip(todo, chain.from_iterable(chunks), strict=True):
                self.now[each.key] = compared
                self.memory.keep_all({f"c{each.key}": table})

    def kept(self, gathered: Mapping[str, Gathered]) -> Lazy[Comparison]:
        """The comparisons of all events that have a row and more than one column."""
        if self.now != self.before:
            self.memory.keep(f"compared {code_key()}", self.now)
        tables = {each.event: self.memory.later(f"c{each.key}") for each in gathered.values() if self.now[each.key]}
        return Lazy(tables, lambda event: tables[event].get(), LARGE)


def _term_index(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        for term in entry.terms:
            found.setdefault(term, []).append(entry.slug)
    return {term: tuple(slugs) for term, slugs in sorted(found.items())}


def _events_of(gathered: Mapping[str, Gathered]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each in gathered.values():
        for slug in each.slugs:
            found.setdefault(slug, []).append(each.event)
    return {slug: tuple(ids) for slug, ids in found.items()}


MEDIA = frozenset({"media", "outlet", "medium", "organisation", "company"})
"""Categories of glossary terms whose names may name an outlet."""


def _sources(
    entries: Mapping[str, Entry], terms: Mapping[str, Term], outlets: dict[str, str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Outlets with their articles, newest first. Names of one outlet in several languages meet in its glossary term."""
    known = {
        fold_text(name.text): term.id
        for term in sorted(terms.values(), key=lambda term: term.category != "media")
        if term.category in MEDIA
        for names in term.names.values()
        for name in names
    }
    names = {slug: entry.outlets for slug, entry in entries.items()}
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
