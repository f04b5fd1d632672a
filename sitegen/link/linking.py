"""The story of linking: the editors' events first, then what the program proposes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sitegen.link import told_apart
from sitegen.link.editorial import EDITOR, editors_events
from sitegen.link.labels import both_names, label, people, surface, written
from sitegen.link.proposals import Alike, Link, alike, groups, outline, shared_reasons
from sitegen.model import EDITIONS, Digest, Event, EventLinks, Gathered, Mention, Proposal, Reason
from sitegen.state import key_of
from sitegen.text import HAN_CHARACTER

MOST_REASONS = 6
SHOWN_IN_NAME = 3


def link(digests: Sequence[Digest], events: Sequence[Event]) -> tuple[EventLinks, ...]:
    """Every event that articles tell of: the editors' in their order, then suggestions by date.

    Deterministic: the order of `digests` does not matter.
    """
    ordered = sorted(digests, key=lambda digest: digest.slug)
    known = editors_events(ordered, events)
    by_slug = {digest.slug: digest for digest in ordered}
    ties = {digest.slug: (digest.link, digest.unlink) for digest in ordered}
    pairs = alike(dict.fromkeys(by_slug, ""), lambda slugs: (outline(by_slug[slug]) for slug in slugs))
    return (*known, *suggestions(by_slug, ties, [*map(_gathered, known)], pairs))


def _gathered(links: EventLinks) -> Gathered:
    return Gathered(links.event.id, links.slugs, (), links.lasting, links.event.exclude)


def suggestions(
    by_slug: Mapping[str, Digest],
    ties: Mapping[str, tuple[Sequence[str], Sequence[str]]],
    known: Sequence[Gathered],
    pairs: Alike,
) -> list[EventLinks]:
    """Groups of articles that seem to tell one event, and those that editors joined with `link`, by date."""
    found = [suggestion(proposal, by_slug) for proposal in completed(drafts(ties, known, pairs), pairs)]
    ids = told_apart([links.event.id for links in found], [each.event for each in known])
    named = [replace(links, event=replace(links.event, id=name)) for links, name in zip(found, ids, strict=True)]
    return sorted(named, key=lambda links: (links.event.start, links.event.id))


class Draft(NamedTuple):
    """A proposal whose pairs do not yet say what they share."""

    members: tuple[str, ...]
    own: tuple[Link, ...]
    """The best pair first."""
    others: tuple[tuple[str, Link], ...]
    """An article that tells of another date, and the best pair of it with a member."""
    joined: tuple[str, ...]
    confirmed: bool

    @property
    def articles(self) -> tuple[str, ...]:
        """All articles that it names: members first."""
        return tuple(dict.fromkeys((*self.members, *[slug for slug, _ in self.others])))

    def key(self, marks: Mapping[str, bytes]) -> str:
        """A key of all that the proposal follows from; `marks` as `Alike.marks` gives them."""
        pairs = [*map(tuple, self.own), *[(slug, *link) for slug, link in self.others]]
        return key_of(
            self.members, pairs, self.joined, self.confirmed, b"".join([marks[slug] for slug in self.articles])
        )


JOINED = 9.0
"""How alike two articles are that an editor linked: more than any others."""


def drafts(
    ties: Mapping[str, tuple[Sequence[str], Sequence[str]]], known: Sequence[Gathered], pairs: Alike
) -> list[Draft]:
    """Groups of articles that seem to tell one event, and those that editors joined with `link`.

    `ties`: what each article's editor links it with and keeps apart from it.
    """
    barred = {frozenset((slug, other)) for slug, (_, unlink) in ties.items() for other in unlink if other in ties}
    for links in known:
        for slug in links.exclude:
            barred |= {frozenset((slug, other)) for other in links.slugs}
    wanted = {frozenset((slug, other)) for slug, (link, _) in ties.items() for other in link if other in ties} - barred
    joined = [
        Link(JOINED, first, second)
        for first, second in sorted(tuple(sorted(pair)) for pair in wanted if len(pair) == 2)
    ]
    near = [*joined, *(each for each in pairs.near if not barred or frozenset((each.first, each.second)) not in barred)]
    told_together = [set(links.slugs) for links in known if not links.lasting]
    chosen = [
        members
        for members in groups(near)
        if not any(frozenset((a, b)) in barred for a in members for b in members if barred and a < b)
        and not any(told.issuperset(members) for told in told_together)
    ]
    return [
        Draft(
            members,
            tuple(own),
            tuple(sorted(others.items())),
            tuple([slug for slug in members if any(slug in pair for pair in wanted)]),
            any(pair <= {*members} for pair in wanted),
        )
        for members, (own, others) in zip(chosen, _told(chosen, near, pairs.far), strict=True)
    ]


def completed(found: Sequence[Draft], pairs: Alike) -> list[Proposal]:
    """Drafts with what their pairs share."""
    links = [link for each in found for link in (*each.own, *[link for _, link in each.others])]
    shared = shared_reasons(pairs, [link for link in links if link.likeness != JOINED])
    shared |= {link: (Reason(EDITOR, "link"),) for link in links if link.likeness == JOINED}
    return [
        Proposal(
            each.members,
            tuple((link.first, link.second, shared[link]) for link in each.own),
            tuple(
                (slug, link.second if slug == link.first else link.first, shared[link]) for slug, link in each.others
            ),
            each.joined,
            each.confirmed,
        )
        for each in found
    ]


def _told(
    chosen: Sequence[Sequence[str]], near: Iterable[Link], far: Iterable[Link]
) -> list[tuple[list[Link], dict[str, Link]]]:
    """For each group its own pairs, and by slug the articles outside that tell its story at another date."""
    home = {slug: number for number, members in enumerate(chosen) for slug in members}
    found: list[tuple[list[Link], dict[str, Link]]] = [([], {}) for _ in chosen]
    for each in near:
        here = home.get(each.first)
        if here is not None and here == home.get(each.second):
            found[here][0].append(each)
    for each in far:
        one, other = home.get(each.first), home.get(each.second)
        if one != other:
            if one is not None:
                found[one][1].setdefault(each.second, each)
            if other is not None:
                found[other][1].setdefault(each.first, each)
    return found


def suggestion(proposal: Proposal, by_slug: Mapping[str, Digest]) -> EventLinks:
    """The proposed event with its passages; other events may have the same id (see `told_apart`)."""
    members = proposal.members
    weights: dict[Reason, float] = defaultdict(float)
    for _, _, shared in proposal.pairs:
        for rank, reason in enumerate(shared[: 2 * MOST_REASONS]):
            weights[reason] += 1.0 / (1 + rank)
    reasons = [reason for reason, _ in sorted(weights.items(), key=lambda item: (-item[1], item[0]))]
    date = _date(members, by_slug)
    spelt = _Spelling(members, by_slug)
    readable = spelt.readable(reasons)
    event = Event(id=_id(readable, date), start=date or "", end=None, names=_names(readable, date))
    mentions = [
        _mention(by_slug[slug], _mine(slug, reasons, proposal), spelt, slug in proposal.joined) for slug in members
    ]
    mentions.sort(key=lambda mention: (by_slug[mention.slug].published or "", mention.slug))
    elsewhere = [
        Mention(
            slug,
            None,
            None,
            by_slug[slug].title,
            next(iter(by_slug[slug].days), by_slug[slug].published),
            shown(_Spelling(tuple(sorted((slug, member))), by_slug).readable(shared, MOST_REASONS)),
            False,
        )
        for slug, member, shared in proposal.others
    ]
    return EventLinks(event, tuple(mentions), proposal.confirmed, tuple(elsewhere))


def _mine(slug: str, reasons: Sequence[Reason], proposal: Proposal) -> list[Reason]:
    """Those of a group's reasons that one article shares with any other."""
    own = set().union(*(shared for first, second, shared in proposal.pairs if slug in (first, second)))
    return [reason for reason in reasons if reason in own]


def _date(members: Sequence[str], by_slug: Mapping[str, Digest]) -> str | None:
    """The day that most members state, else the day on which the first of them appeared."""
    stated = Counter(day for slug in members for day in by_slug[slug].days)
    if stated:
        return min(stated, key=lambda day: (-stated[day], day))
    return min((date for slug in members if (date := by_slug[slug].published or by_slug[slug].captured)), default=None)


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a few articles write what they share."""

    members: Sequence[str]
    by_slug: Mapping[str, Digest]
    known: dict[Reason, Reason | None] = field(default_factory=dict)

    def readable(self, reasons: Iterable[Reason], most: int | None = None) -> tuple[Reason, ...]:
        """The first reasons that people can read: sounds become the names that sound alike, plain words go."""
        found: dict[Reason, None] = {}
        for reason in reasons:
            if len(found) == most:
                break
            if reason not in self.known:
                self.known[reason] = self._spelt(reason)
            if told := self.known[reason]:
                found[told] = None
        return tuple(found)

    def _spelt(self, reason: Reason) -> Reason | None:
        digests = (self.by_slug[slug] for slug in self.members)
        if reason.kind in {"sound", "person"}:
            spell = surface if reason.kind == "sound" else people
            names = list(dict.fromkeys(name for digest in digests for name in spell(reason.value, digest)))
            han = min((name for name in names if HAN_CHARACTER.match(name)), key=len, default=None)
            latin = min((name for name in names if not HAN_CHARACTER.match(name)), key=len, default=None)
            return Reason("name", f"{han} ≈ {latin}") if han and latin else None
        if reason.kind == "word":
            spelt = (written(reason.value, digest) for digest in digests)
            return Reason("word", next((word for word in spelt if word), reason.value))
        return reason if reason.kind in READABLE else None


READABLE = frozenset(
    {"term", "date", "figure", "code", "outlet", "country", "name", "body", "place", "word", "quoted", EDITOR}
)


def shown(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Reasons of the kinds that pages know: names of all sorts as `name`, in both scripts; countries as their codes."""
    found = {
        Reason(SHOWN_AS[reason.kind], both_names(reason)) if reason.kind in SHOWN_AS else reason: None
        for reason in reasons
    }
    return tuple(found)


SHOWN_AS = {"name": "name", "body": "name", "place": "name", "word": "name", "quoted": "name", "figure": "figure"}


def _id(readable: Sequence[Reason], date: str | None) -> str:
    words = [re.sub(r"[^a-z0-9]+", "-", label(reason, "en").lower()).strip("-") for reason in readable]
    words = [word for word in words if word][:SHOWN_IN_NAME]
    return "-".join(["suggested", *words, *([date] if date else [])])


def _names(readable: Sequence[Reason], date: str | None) -> dict[str, str]:
    first = [reason for reason in readable if reason.kind not in {EDITOR, "date"}][:SHOWN_IN_NAME]
    end = [date] if date else []
    return {lang: " · ".join([*(label(reason, lang) for reason in first), *end]) for lang in EDITIONS}


def _mention(digest: Digest, mine: Sequence[Reason], spelt: _Spelling, confirmed: bool) -> Mention:
    """The article's passage that shares most with the others, and what it shares with any of them."""
    value = {reason: 1.0 / (2 + rank) for rank, reason in enumerate(mine)}
    best = max(
        (passage for passage in digest.passages if passage.block),
        key=lambda passage: sum([value[reason] for reason in passage.anchors if reason in value]),
        default=None,
    )
    reasons = shown(spelt.readable(mine, MOST_REASONS))
    stated = next((day for day in (best.dates if best else ()) if len(day) == 10), None)
    if best is None:
        return Mention(digest.slug, None, None, digest.title, None, reasons, confirmed)
    return Mention(digest.slug, best.block, best.span, best.text, stated, reasons, confirmed)


def inspect_events(digests: Sequence[Digest], events: Sequence[Event]) -> Iterator[dict[str, object]]:
    """One object an event or suggestion: `{id, articles, because, confirmed}`.

    `because` names each reason once, as `kind:value`; `confirmed` tells editors' events from suggestions. Lasting
    questions are no events and are left out.
    """
    for links in link(digests, events):
        if links.lasting:
            continue
        because: dict[str, None] = defaultdict(lambda: None)
        for mention in links.mentions:
            because |= dict.fromkeys(f"{reason.kind}:{reason.value}" for reason in mention.reasons)
        yield {
            "id": links.event.id,
            "articles": list(links.slugs),
            "because": list(because),
            "confirmed": links.confirmed,
        }
