"""Link: which articles, and which of their passages, tell the same event, in whatever language.

`digest` boils one article down, `link` joins all digests with the editors' events and proposes more. The tables are
loaded with the first call, so that importing this package costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.model import Article, Digest, Event, EventLinks, Figure

__all__ = ["Digest", "digest", "inspect_events", "link"]


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
