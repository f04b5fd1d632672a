"""What an editor might do next: words that look like terms and have no entry, events that nobody has confirmed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sitegen.build import Options, configure, shown_scripts, usable
from sitegen.crew import default_jobs
from sitegen.diagnostics import Problem
from sitegen.link import link
from sitegen.load import load_shared
from sitegen.model import Event, EventLinks, Prepared
from sitegen.newsroom import Newsroom
from sitegen.sources import list_sources
from sitegen.state import read_state
from sitegen.store import Store
from sitegen.suggest_terms import Passage, TermSuggestion, suggest_terms


@dataclass(frozen=True, slots=True)
class EventSuggestion:
    """Articles that seem to tell of one event."""

    event: str
    """Id of the event; of one that nobody described yet, an id made from what the articles share."""
    described: bool
    """True: the event has a file in `content/events/`."""
    names: Mapping[str, str]
    articles: tuple[str, ...]
    """Paths of the articles that nobody confirmed."""
    because: tuple[str, ...]
    add: str
    """What to write into the front matter of the articles to confirm it."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All suggestions, and what is wrong with the content they were made from."""

    terms: tuple[TermSuggestion, ...] | None
    """None: not asked for."""
    events: tuple[EventSuggestion, ...] | None
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> str:
        """One JSON object with the lists that were asked for."""
        value: dict[str, object] = {}
        if self.terms is not None:
            value["terms"] = [
                {
                    "text": each.text,
                    "lang": each.lang,
                    "kind": each.kind,
                    "count": each.count,
                    "articles": list(each.articles),
                    "sentences": list(each.sentences),
                }
                for each in self.terms
            ]
        if self.events is not None:
            value["events"] = [
                {
                    "event": each.event,
                    "described": each.described,
                    "names": dict(each.names),
                    "articles": list(each.articles),
                    "because": list(each.because),
                    "add": each.add,
                }
                for each in self.events
            ]
        return json.dumps(value, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """A few lines for each suggestion."""
        lines: list[str] = []
        for term in self.terms or ():
            count = f"{term.count} times in {len(term.articles)} article" + ("s" if len(term.articles) != 1 else "")
            lines += [f"term   {term.text} ({term.lang}, {term.kind}): {count}", f"       {term.sentences[0].strip()}"]
        for event in self.events or ():
            name = event.names.get("en") or next(iter(event.names.values()), event.event)
            lines += [f"event  {name}: {', '.join(event.because)}", f"       add `{event.add}` to"]
            lines += [f"         {path}" for path in event.articles]
        return "\n".join(lines) or "nothing to suggest"


def suggest(root: Path, what: str | None = None, *, drafts: bool = False) -> Suggestions:
    """Suggestions for the site in a folder; `what`: `terms`, `events`, or both."""
    options = Options(drafts=drafts)
    settings = configure(root, options)
    config = settings.config
    files, found = list_sources(root, config.content)
    shared = load_shared(root, config.content, files)
    with Store(root / config.cache) as store:
        room = Newsroom(root, config.content, shared, read_state(root / config.cache), store, shown_scripts(config))
        every = room.entries(files, default_jobs())
        problems = (*settings.problems, *found, *shared.problems, *room.problems(every))
        entries = usable(every, options)
        archive = room.archive(entries)
        prepared = [archive.get(entry.slug) for entry in entries] if what != "events" else []
    terms = events = None
    if what != "events":
        terms = suggest_terms([passage for each in prepared for passage in passages_of(each)], shared.terms)
    if what != "terms":
        paths = {entry.slug: entry.path for entry in entries}
        digests = [entry.digest for entry in entries]
        events = event_suggestions(link(digests, shared.events), shared.events, paths)
    return Suggestions(terms, events, problems)


def passages_of(prepared: Prepared) -> list[Passage]:
    """The texts of an article in which a term may be missing."""
    article = prepared.article
    return [Passage(article.path, article.lang, block.text) for block in article.blocks if block.kind != "code"]


def event_suggestions(
    linked: Sequence[EventLinks], events: Sequence[Event], paths: Mapping[str, str]
) -> tuple[EventSuggestion, ...]:
    """Of all events those with articles that no editor confirmed, described ones first."""
    described = {event.id for event in events}
    found = []
    for links in linked:
        mentions = [mention for mention in links.mentions if not mention.confirmed]
        slugs = tuple(dict.fromkeys(mention.slug for mention in mentions))
        if not slugs:
            continue
        event = links.event.id
        reasons = dict.fromkeys(f"{reason.kind} {reason.value}" for mention in mentions for reason in mention.reasons)
        add = f"events: [{event}]" if event in described else f"link: [{', '.join(slugs)}]"
        articles = tuple(paths.get(slug, slug) for slug in slugs)
        found.append(
            EventSuggestion(event, event in described, links.event.names, articles, tuple(reasons)[:MOST_REASONS], add)
        )
    return tuple(sorted(found, key=lambda each: (not each.described, each.event)))


MOST_REASONS = 6
"""Reasons shown for one suggestion."""
