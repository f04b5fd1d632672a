"""The story of linking: the editors' events first, then what the program proposes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sitegen.link.editorial import EDITOR, editors_events
from sitegen.link.labels import both_names, label, people, surface, written
from sitegen.link.proposals import Link, alike, groups
from sitegen.model import EDITIONS, Digest, Event, EventLinks, Gathered, Mention, Reason
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
    pairs = alike(ordered)
    return (*known, *suggestions(by_slug, ties, [*map(_gathered, known)], pairs.near, pairs.far))


def _gathered(links: EventLinks) -> Gathered:
    return Gathered(links.event.id, links.slugs, (), links.lasting, links.event.exclude)


def suggestions(
    by_slug: Mapping[str, Digest],
    ties: Mapping[str, tuple[Sequence[str], Sequence[str]]],
    known: Sequence[Gathered],
    near: Sequence[Link],
    far: Sequence[Link],
) -> list[EventLinks]:
    """Groups of articles that seem to tell one event, and those that editors joined with `link`.

    `ties`: what each article's editor links it with and keeps apart from it; `near` and `far` as `alike` gives them.
    """
    barred = {frozenset((slug, other)) for slug, (_, unlink) in ties.items() for other in unlink if other in ties}
    for links in known:
        for slug in links.exclude:
            barred |= {frozenset((slug, other)) for other in links.slugs}
    wanted = {frozenset((slug, other)) for slug, (link, _) in ties.items() for other in link if other in ties} - barred
    near = [each for each in near if frozenset((each.first, each.second)) not in barred]
    joined = [
        Link(9.0, first, second, (Reason(EDITOR, "link"),))
        for first, second in sorted(tuple(sorted(pair)) for pair in wanted if len(pair) == 2)
    ]
    told_together = [set(links.slugs) for links in known if not links.lasting]
    found: list[EventLinks] = []
    taken = {links.event for links in known}
    for members in groups([*joined, *near]):
        if any(frozenset((a, b)) in barred for a in members for b in members if a < b):
            continue
        if any(set(members) <= told for told in told_together):
            continue
        found.append(_suggestion(members, [*joined, *near], far, by_slug, wanted, taken))
    return sorted(found, key=lambda links: (links.event.start, links.event.id))


def _suggestion(
    members: Sequence[str],
    near: Sequence[Link],
    far: Sequence[Link],
    by_slug: Mapping[str, Digest],
    wanted: set[frozenset[str]],
    taken: set[str],
) -> EventLinks:
    inside = set(members)
    pairs = [each for each in near if each.first in inside and each.second in inside]
    weights: dict[Reason, float] = defaultdict(float)
    for pair in pairs:
        for rank, reason in enumerate(pair.reasons[: 2 * MOST_REASONS]):
            weights[reason] += 1.0 / (1 + rank)
    reasons = [reason for reason, _ in sorted(weights.items(), key=lambda item: (-item[1], item[0]))]
    date = _date(members, by_slug)
    readable = _readable(reasons, members, by_slug)
    confirmed = any(pair <= inside for pair in wanted)
    event = Event(id=_id(readable, date, taken), start=date or "", end=None, names=_names(readable, date))
    mentions = [_mention(by_slug[slug], reasons, pairs, wanted, date, members, by_slug) for slug in members]
    mentions.sort(key=lambda mention: (by_slug[mention.slug].published or "", mention.slug))
    others = {
        each.second if each.first in inside else each.first: each
        for each in reversed(far)
        if (each.first in inside) != (each.second in inside)
    }
    elsewhere = [
        Mention(
            slug,
            None,
            None,
            by_slug[slug].title,
            next(iter(by_slug[slug].days), by_slug[slug].published),
            shown(_readable(each.reasons, (each.first, each.second), by_slug)[:MOST_REASONS]),
            False,
        )
        for slug, each in sorted(others.items())
    ]
    return EventLinks(event, tuple(mentions), confirmed, tuple(elsewhere))


def _date(members: Sequence[str], by_slug: Mapping[str, Digest]) -> str | None:
    """The day that most members state, else the day on which the first of them appeared."""
    stated = Counter(day for slug in members for day in by_slug[slug].days)
    if stated:
        return min(stated, key=lambda day: (-stated[day], day))
    return min((date for slug in members if (date := by_slug[slug].published or by_slug[slug].captured)), default=None)


def _readable(reasons: Sequence[Reason], members: Sequence[str], by_slug: Mapping[str, Digest]) -> tuple[Reason, ...]:
    """The reasons that people can read: a sound becomes the names that sound alike, plain words and concepts go."""
    found: dict[Reason, None] = {}
    for reason in reasons:
        if reason.kind in {"sound", "person"}:
            spell = surface if reason.kind == "sound" else people
            names = list(dict.fromkeys(name for slug in members for name in spell(reason.value, by_slug[slug])))
            han = min((name for name in names if HAN_CHARACTER.match(name)), key=len, default=None)
            latin = min((name for name in names if not HAN_CHARACTER.match(name)), key=len, default=None)
            if han and latin:
                found[Reason("name", f"{han} ≈ {latin}")] = None
        elif reason.kind == "word":
            spelt = (written(reason.value, by_slug[slug]) for slug in members)
            found[Reason("word", next((word for word in spelt if word), reason.value))] = None
        elif reason.kind in READABLE:
            found[reason] = None
    return tuple(found)


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


def _id(readable: Sequence[Reason], date: str | None, taken: set[str]) -> str:
    words = [re.sub(r"[^a-z0-9]+", "-", label(reason, "en").lower()).strip("-") for reason in readable]
    words = [word for word in words if word][:SHOWN_IN_NAME]
    base = "-".join(["suggested", *words, *([date] if date else [])])
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


def _names(readable: Sequence[Reason], date: str | None) -> dict[str, str]:
    first = [reason for reason in readable if reason.kind not in {EDITOR, "date"}][:SHOWN_IN_NAME]
    end = [date] if date else []
    return {lang: " · ".join([*(label(reason, lang) for reason in first), *end]) for lang in EDITIONS}


def _mention(
    digest: Digest,
    reasons: Sequence[Reason],
    pairs: Sequence[Link],
    wanted: set[frozenset[str]],
    date: str | None,
    members: Sequence[str],
    by_slug: Mapping[str, Digest],
) -> Mention:
    """The article's passage that shares most with the others, and what it shares with any of them."""
    mine = [
        reason
        for reason in reasons
        if any(reason in pair.reasons for pair in pairs if digest.slug in (pair.first, pair.second))
    ]
    value = {reason: 1.0 / (2 + rank) for rank, reason in enumerate(mine)}
    best = max(
        (passage for passage in digest.passages if passage.block),
        key=lambda passage: sum(value.get(reason, 0.0) for reason in passage.anchors),
        default=None,
    )
    confirmed = any(digest.slug in pair for pair in wanted)
    reasons_shown = shown(_readable(mine, members, by_slug)[:MOST_REASONS])
    stated = next((day for day in (best.dates if best else ()) if len(day) == 10), None)
    if best is None:
        return Mention(digest.slug, None, None, digest.title, None, reasons_shown, confirmed)
    return Mention(digest.slug, best.block, best.span, best.text, stated, reasons_shown, confirmed)


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
