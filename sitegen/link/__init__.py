"""Link: which articles, and which of their passages, tell the same event, in whatever language.

`digest` boils one article down, `link` joins all digests with the editors' events and proposes more. The tables are
loaded with the first call, so that importing this package costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sitegen.model import Article, Digest, Event, EventLinks, Figure, Gathered, Outline, Proposal

if TYPE_CHECKING:
    from sitegen.link.editorial import Watch
    from sitegen.link.linking import Draft
    from sitegen.link.proposals import Alike

__all__ = [
    "Digest",
    "alike",
    "completed",
    "digest",
    "drafts",
    "inspect_events",
    "joined",
    "link",
    "outline",
    "suggestion",
    "told",
    "told_apart",
    "watch",
]


def digest(article: Article, title_figures: Sequence[Figure] = ()) -> Digest:
    """What linking and comparing need of an article; pure, so it can be kept as long as article and glossary stay.

    `title_figures` are the figures of its title, which is no block and so has none of its own.
    """
    from sitegen.link.reading import digest as boil_down

    return boil_down(article, title_figures)


def link(digests: Sequence[Digest], events: Sequence[Event]) -> tuple[EventLinks, ...]:
    """Every event that articles tell of: the editors' in their order, then suggestions by date.

    Deterministic: the order of `digests` does not matter.
    """
    from sitegen.link.linking import link as join

    return join(digests, events)


def inspect_events(digests: Sequence[Digest], events: Sequence[Event]) -> Iterator[dict[str, object]]:
    """One object an event or suggestion, as `sitegen inspect events` prints it."""
    from sitegen.link.linking import inspect_events as rows

    return rows(digests, events)


# --- the pieces of `link`, for those who keep what did not change ----------------------------------------------------


def watch(events: Sequence[Event]) -> Watch:
    """The editors' events, compiled for `told`."""
    from sitegen.link.editorial import watch as compiled

    return compiled(events)


def told(digest: Digest, watching: Watch) -> dict[int, EventLinks]:
    """Number of an event → what this article alone gives to it; only events that it tells of."""
    from sitegen.link.editorial import told as found

    return found(digest, watching)


def joined(event: Event, shares: Iterable[tuple[str, EventLinks]]) -> EventLinks:
    """One event from the shares of single articles, each beside the date on which its article appeared."""
    from sitegen.link.editorial import joined as whole

    return whole(event, shares)


def outline(digest: Digest) -> Outline:
    """What `alike` needs of an article; a small part of its digest."""
    from sitegen.link.proposals import outline as drawn

    return drawn(digest)


def alike(
    keys: Mapping[str, str], read: Callable[[Sequence[str]], Iterable[Outline]], before: Alike | None = None
) -> Alike:
    """Pairs of articles that are alike.

    `keys`: slug → a key of its facts; `read` gives the outlines of slugs. What was found `before` under the same keys
    is not read and compared again.
    """
    from sitegen.link.proposals import alike as pairs

    return pairs(keys, read, before)


def drafts(
    ties: Mapping[str, tuple[Sequence[str], Sequence[str]]], known: Sequence[Gathered], pairs: Alike
) -> list[Draft]:
    """Groups of articles that seem to tell one event, from pairs that are alike and what editors joined."""
    from sitegen.link.linking import drafts as grouped

    return grouped(ties, known, pairs)


def completed(found: Sequence[Draft], pairs: Alike) -> list[Proposal]:
    """Such groups with what their pairs share; follows from the draft and the marks of its articles (`Alike.marks`)."""
    from sitegen.link.linking import completed as proposed

    return proposed(found, pairs)


def suggestion(proposal: Proposal, by_slug: Mapping[str, Digest]) -> EventLinks:
    """The proposed event with its passages; others may have the same id (see `told_apart`)."""
    from sitegen.link.linking import suggestion as proposed

    return proposed(proposal, by_slug)


def told_apart(ids: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Ids of proposed events, with a number where one stands before it or among the taken ones."""
    used = set(taken)
    found = []
    for base in ids:
        name, number = base, 2
        while name in used:
            name, number = f"{base}-{number}", number + 1
        used.add(name)
        found.append(name)
    return found
