"""Site → jobs → files: which pages there are, what each is made from, and which must be made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from sitegen import machines
from sitegen.check import PageFacts, page_facts
from sitegen.crew import Crew
from sitegen.model import Config, Gathered, Page, Site
from sitegen.newsroom import Archive, Entry, newest_first
from sitegen.progress import Progress
from sitegen.publish import Draft, Written
from sitegen.render import PER_PAGE, ArticleContext, Extra, Renderer, SiteIndex, article_context, site_index
from sitegen.search import Listed, changed_search_files, search_files, search_paths
from sitegen.state import JobDone, key_of

Fine = tuple[str, str, tuple[str, ...]]
"""A cheap key of all that a thing may depend on, an exact key of what it is, and the terms it names."""

Make = Callable[[], Iterable[Page]]
Read = Callable[[str], bytes]
Update = Callable[[str, Read], "tuple[Iterable[Page], list[str]] | None"]


MOST_FEED_ENTRIES = 500
"""Articles whose entries of feeds, with their whole text, a process holds."""


@dataclass(frozen=True, slots=True)
class Job:
    """One or a few pages that are made together."""

    name: str
    """Such as `article en a`; the same in every build."""
    key: str
    """Cheap; changes with everything the pages are made from, also with some things that they do not show."""
    make: Make
    exact: Callable[[], str] | None = None
    """A key of what the pages show, asked for where `key` changed: the same as in the last build, the same pages."""
    update: Update | None = None
    """A cheaper way from the files of the last build: given its key and a way to read them, the pages that differ and
    all paths; None where that way is closed."""


class Finished(NamedTuple):
    """What a worker says of a job that it did."""

    name: str
    paths: tuple[str, ...]
    written: dict[str, Written]
    changed: int
    facts: tuple[PageFacts, ...]
    exact: str = ""
    same: bool = False
    """True: its pages stay as they are."""


@dataclass(slots=True)
class Press:
    """The worker that makes pages and puts them into the next site; forked, it shares all values with its makers."""

    jobs: Mapping[str, Job]
    next_site: Draft
    base_path: str
    last: Mapping[str, str]
    """Name of a job whose pages could stay → its exact key in the last build."""

    def work(self, names: Sequence[str]) -> list[Finished]:
        """Does the jobs with these names."""
        return [self._one(self.jobs[name]) for name in names]

    def _one(self, job: Job) -> Finished:
        exact = job.exact() if job.exact else ""
        if exact and self.last.get(job.name) == exact:
            return Finished(job.name, (), {}, 0, (), exact, True)
        before, self.next_site.result, self.next_site.written = self.next_site.result, {}, 0
        try:
            facts = []
            for page in job.make():
                self.next_site.write(page.path, page.content)
                if page.path.endswith(".html"):
                    facts.append(page_facts(page, self.base_path))
            made = self.next_site.result
            return Finished(job.name, tuple(made), made, self.next_site.written, tuple(facts), exact)
        finally:
            self.next_site.result = before


def plan(
    site: Site,
    entries: Sequence[Entry],
    before: Sequence[Entry],
    archive: Archive,
    renderer: Renderer,
    base: str,
    epoch: str,
    fine: dict[str, Fine] | None = None,
) -> list[Job]:
    """All jobs of a build, in the order in which they are done; `base` is a key of settings, theme and code.

    `fine` holds the fine keys of the last build and is replaced by those of this one.
    """
    known = {entry.slug: entry for entry in entries}
    planner = Planner(site, known, archive, renderer, base, epoch, dict(fine or {}), fine)
    return [
        *planner.search(entries, before),  # by far the longest job: it must not be left for the end
        *planner.static(),
        *planner.articles(),
        *planner.terms(),
        *planner.events(),
        *planner.sources(),
        *planner.indexes(),
        *planner.feeds(),
    ]


@dataclass(slots=True)
class Planner:
    """Names and makers of all jobs; `serve` makes single pages with it."""

    site: Site
    entries: Mapping[str, Entry]
    archive: Archive
    renderer: Renderer
    base: str
    epoch: str
    fine_before: Mapping[str, Fine] = field(default_factory=dict)
    fine: dict[str, Fine] | None = None
    _index: SiteIndex | None = None
    _terms: Mapping[str, str] | None = None
    _event_keys: dict[str, str] = field(default_factory=dict)
    _ranks: dict[str, int] | None = None
    _feed_made: dict[str, dict[str, machines.FeedEntry]] = field(default_factory=dict)
    _recent: tuple[str, ArticleContext] | None = None
    _exact: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.fine is not None:
            self.fine.clear()

    @property
    def config(self) -> Config:
        return self.site.config

    def _job(self, name: str, make: Make, *parts: object) -> Job:
        return Job(name, key_of(self.base, name, *parts), make)

    @property
    def index(self) -> SiteIndex:
        """Lookups over the site."""
        if self._index is None:
            self._index = site_index(self.site)
        return self._index

    def static(self) -> Iterator[Job]:
        yield self._job("static", self.renderer.static)
        yield self._job("robots", lambda: [machines.robots_page(self.config), Page(".nojekyll", b"")])
        yield self._job("not found", lambda: [self.renderer.not_found(self.config.editions[0])])

    def articles(self) -> Iterator[Job]:
        index = self.index
        terms = self._term_keys()
        told = {event: f"{event} {each.key}{self._event_key(each)}" for event, each in self.site.gathered.items()}
        outlets: dict[tuple[str, ...], str] = {}
        for slug in self.site.cards:
            entry = self.entries[slug]
            if entry.outlets not in outlets:
                known = [index.outlets.get(name) for name in entry.outlets]
                outlets[entry.outlets] = key_of(known, index.outlets_of.get(slug))
            events = [told[each] for each in self.site.events_of.get(slug, ())]
            named = [terms.get(each, "") for each in entry.terms]
            key = key_of(" ".join([self.base, entry.key, outlets[entry.outlets], *events, *named]).encode())
            exact = partial(self._article_key, slug)
            for edition in self.config.editions:
                yield Job(f"article {edition} {slug}", key, self._article(slug, edition), exact)
            yield Job(f"capture {slug}", self.base + entry.key, self._captures(slug))

    def _article_key(self, slug: str) -> str:
        if self._exact is None or self._exact[0] != slug:
            self._exact = slug, key_of(self.base, self.entries[slug].key, self._context(slug).digest())
        return self._exact[1]

    def _context(self, slug: str) -> ArticleContext:
        """What the article's page shows of the rest of the site: its key and every edition ask for it."""
        if self._recent is None or self._recent[0] != slug:
            self._recent = slug, article_context(self.site, slug, self.index)
        return self._recent[1]

    def _article(self, slug: str, edition: str) -> Make:
        def make() -> Iterator[Page]:
            prepared = self.archive.get(slug)
            extra = Extra(jsonld=machines.article_jsonld(prepared, edition, self.config))
            yield self.renderer.article(prepared, self._context(slug), edition, extra)

        return make

    def _captures(self, slug: str) -> Make:
        def make() -> Iterator[Page]:
            prepared = self.archive.get(slug)
            for edition in self.config.editions:
                yield self.renderer.capture_page(prepared, edition)
            yield machines.annotation_page(prepared, self.config)

        return make

    def _keys_of(self, slugs: Iterable[str]) -> list[tuple[str, str]]:
        return [(slug, self.entries[slug].key) for slug in slugs if slug in self.entries]

    def _line(self, slug: str) -> str:
        """A key of what lists show of an article."""
        return self.entries[slug].line if slug in self.entries else ""

    def _newest(self, slugs: Iterable[str]) -> list[str]:
        """Those articles that a feed holds, the newest first."""
        if self._ranks is None:
            self._ranks = {slug: rank for rank, slug in enumerate(self.site.cards)}
        return sorted((slug for slug in slugs if slug in self._ranks), key=self._ranks.__getitem__)[
            : machines.FEED_LENGTH
        ]

    def terms(self) -> Iterator[Job]:
        for term in self.site.terms.values():
            found = self.site.term_index.get(term.id, ())
            see = [(self.site.terms.get(each), len(self.site.term_index.get(each, ()))) for each in term.see]
            for part, slugs in self._numbered(found):
                shown = " ".join([self._line(slug) + self._named(slug, term.id) for slug in slugs])
                for edition in self.config.editions:
                    name = f"term {edition} {term.id}" + (f" {part}" if part and part > 1 else "")
                    yield self._job(name, self._term(term.id, edition, part), term, see, len(found), shown)

    def _named(self, slug: str, term: str) -> str:
        """A key of the places in which an article names a term."""
        return self.entries[slug].terms.get(term, "") if slug in self.entries else ""

    def _numbered(self, slugs: Sequence[str]) -> Iterator[tuple[int | None, Sequence[str]]]:
        """The numbered pages of a list: number and articles. No number: all pages are made together."""
        for start in range(0, max(1, len(slugs)), PER_PAGE):
            yield start // PER_PAGE + 1, slugs[start : start + PER_PAGE]

    def _term(self, term: str, edition: str, part: int | None) -> Make:
        def make() -> Iterable[Page]:
            extra = Extra(jsonld=machines.term_jsonld(self.site, self.site.terms[term], edition))
            return self.renderer.term(self.site, term, edition, extra, part)

        return make

    def events(self) -> Iterator[Job]:
        for event, gathered in self.site.gathered.items():
            exact = self._event_key(gathered)
            newest = self._newest(gathered.slugs)
            lines = [self._line(slug) for slug in sorted({*gathered.slugs, *gathered.others})]
            for edition in self.config.editions:
                yield self._job(f"event {edition} {event}", self._event(event, edition), exact, lines)
                feed = self._event_feed(event, newest, edition)
                yield self._job(f"event feed {edition} {event}", feed, exact, self._keys_of(newest), self.epoch)
                if event in self.site.comparisons:
                    made = self._comparison(event, edition)
                    yield self._job(f"comparison {edition} {event}", made, exact, lines)

    def _event_key(self, gathered: Gathered) -> str:
        """A key of what pages show of an event: its links, its comparison, and the terms that both name."""
        event = gathered.event
        if event not in self._event_keys:
            known = self.fine_before.get(event)
            if known is None or known[0] != gathered.key:
                known = gathered.key, *self._shown_of(event)
            if self.fine is not None:
                self.fine[event] = known
            _, exact, named = known
            self._event_keys[event] = key_of(exact, [self._term_keys().get(each) for each in named])
        return self._event_keys[event]

    def _shown_of(self, event: str) -> tuple[str, tuple[str, ...]]:
        """A key of an event's links and comparison, and the terms that they name."""
        links, table = self.site.events[event], self.site.comparisons.get(event)
        reasons = (reason for each in (*links.mentions, *links.other_dates) for reason in each.reasons)
        named = {reason.value for reason in reasons if reason.kind == "term"}
        return key_of(links, table), tuple(sorted({*named, *links.event.terms, *(table.coverage if table else ())}))

    def _term_keys(self) -> Mapping[str, str]:
        if self._terms is None:
            self._terms = {term.id: key_of(term) for term in self.site.terms.values()}
        return self._terms

    def _event(self, event: str, edition: str) -> Make:
        def make() -> Iterator[Page]:
            links = self.site.events.get(event)
            assert links is not None
            feed = (f"events/{event}.xml", links.event.names.get(edition, event))
            yield self.renderer.event(self.site, event, edition, Extra(feeds=(feed,)))

        return make

    def _event_feed(self, event: str, slugs: Sequence[str], edition: str) -> Make:
        def make() -> Iterator[Page]:
            links = self.site.events.get(event)
            assert links is not None
            entries = self._feed_entries(slugs, edition)
            yield machines.event_feed(self.config, edition, links.event, entries, self.epoch)

        return make

    def _comparison(self, event: str, edition: str) -> Make:
        def make() -> Iterable[Page]:
            links = self.site.events.get(event)
            assert links is not None
            table = self.site.comparisons[event]
            extra = Extra(jsonld=machines.comparison_jsonld(self.site, links.event, table, edition))
            return self.renderer.comparison(self.site, event, edition, extra)

        return make

    def sources(self) -> Iterator[Job]:
        for source, slugs in self.site.sources.items():
            for part, shown in self._numbered([slug for slug in slugs if slug in self.site.cards]):
                lines = [self._line(slug) for slug in shown]
                for edition in self.config.editions:
                    name = f"source {edition} {source}" + (f" {part}" if part and part > 1 else "")
                    make = self._source(source, edition, part)
                    yield self._job(name, make, self.site.source_names.get(source), len(slugs), lines)

    def _source(self, source: str, edition: str, part: int | None) -> Make:
        return lambda: self.renderer.source(self.site, source, edition, part=part)

    def indexes(self) -> Iterator[Job]:
        everything = key_of(" ".join([f"{slug} {self._line(slug)}" for slug in self.site.cards]))
        events = key_of([(event, self._event_key(each)) for event, each in self.site.gathered.items()])
        counts = [(term, len(self.site.term_index.get(term.id, ()))) for term in self.site.terms.values()]
        for edition in self.config.editions:
            yield self._job(f"home {edition}", self._home(edition), everything, events, counts, self.site.pages)
            yield self._job(f"articles {edition}", self._listed(Renderer.article_index, edition), everything)
            yield self._job(f"glossary {edition}", self._listed(Renderer.glossary_index, edition), counts)
            yield self._job(f"events {edition}", self._listed(Renderer.events_index, edition), events, everything)
            yield self._job(f"comparisons {edition}", self._listed(Renderer.compare_index, edition), events, everything)
            sources = [(source, len(slugs)) for source, slugs in self.site.sources.items()]
            names = sorted(self.site.source_names.items())
            yield self._job(f"sources {edition}", self._listed(Renderer.sources_index, edition), sources, names)
            for page in self.site.pages:
                yield self._job(f"page {edition} {page.slug}", self._free(page.slug, edition), page)
        yield self._job("glossary json", lambda: [machines.glossary_page(self.site)], counts)
        free = [page.slug for page in self.site.pages]
        yield self._job("sitemap", self._sitemap, everything, events, sorted(self.site.sources), counts, free)

    def _home(self, edition: str) -> Make:
        return lambda: [self.renderer.home(self.site, edition)]

    def _listed(self, method: Callable[[Renderer, Site, str], Page | list[Page]], edition: str) -> Make:
        def make() -> Iterable[Page]:
            made = method(self.renderer, self.site, edition)
            return made if isinstance(made, list) else [made]

        return make

    def _free(self, slug: str, edition: str) -> Make:
        return lambda: [self.renderer.free_page(page, edition) for page in self.site.pages if page.slug == slug]

    def _sitemap(self) -> Iterable[Page]:
        dates = {f"articles/{slug}.html": day for slug in self.site.cards if (day := self.entries[slug].published)}
        return machines.sitemap_pages(self.config, self._addresses(), dates)

    def _addresses(self) -> list[str]:
        """Every page that a reader may want to find, from an edition's root."""
        site = self.site
        lists = (
            "index",
            "articles/index",
            "glossary/index",
            "events/index",
            "compare/index",
            "sources/index",
            "search",
        )
        return [
            *(f"{each}.html" for each in lists),
            *(f"articles/{slug}.html" for slug in site.cards),
            *(f"glossary/{term}.html" for term in site.terms),
            *(f"events/{event}.html" for event in site.events),
            *(f"compare/{event}.html" for event in site.comparisons),
            *(f"sources/{source}.html" for source in site.sources),
            *(f"pages/{page.slug}.html" for page in site.pages),
        ]

    def feeds(self) -> Iterator[Job]:
        newest = self._newest(self.site.cards)
        for edition in self.config.editions:
            yield self._job(f"feed {edition}", self._feed(newest, edition), self._keys_of(newest), self.epoch)

    def _feed(self, slugs: Sequence[str], edition: str) -> Make:
        return lambda: [machines.site_feed(self.config, edition, self._feed_entries(slugs, edition), self.epoch)]

    def _feed_entries(self, slugs: Iterable[str], edition: str) -> Iterator[machines.FeedEntry]:
        return (self._feed_entry(slug, edition) for slug in slugs)

    def _feed_entry(self, slug: str, edition: str) -> machines.FeedEntry:
        """An article's entry, which stands in the feeds of all its events and in the site's; of each edition one."""
        if slug not in self._feed_made:
            if len(self._feed_made) >= MOST_FEED_ENTRIES:
                self._feed_made.clear()
            brief = self.archive.brief(slug)
            self._feed_made[slug] = {
                each: machines.feed_entry(brief, each, self.config) for each in self.config.editions
            }
        return self._feed_made[slug][edition]

    def search(self, entries: Sequence[Entry], before: Sequence[Entry]) -> Iterator[Job]:
        shown = [entry for entry in entries if entry.slug in self.site.cards]

        def update(last_key: str, read: Read) -> tuple[Iterable[Page], list[str]] | None:
            usable = [entry for entry in before if entry.usable]
            for old in (usable, [entry for entry in usable if not entry.draft]):
                keys = [(entry.slug, entry.key) for entry in newest_first(old)]
                if key_of(self.base, "search index", keys) == last_key:
                    documents = [*map(_listed, shown)]
                    return changed_search_files(map(_listed, old), documents, read), search_paths(documents)
            return None

        keys = self._keys_of(self.site.cards)
        yield replace(self._job("search index", lambda: search_files(map(_listed, shown)), keys), update=update)
        for edition in self.config.editions:
            yield self._job(f"search {edition}", self._search_page(edition))

    def _search_page(self, edition: str) -> Make:
        def make() -> Iterable[Page]:
            t = self.renderer.texts[edition]
            return [
                self.renderer.page(edition, "search.html", "search.html", t("search.title"), t("search.description"))
            ]

        return make


def _listed(entry: Entry) -> Listed:
    return Listed(entry.slug, entry.lang, entry.published, entry.texts, entry.key, lambda: entry.document)


def run(
    jobs: Sequence[Job],
    last: Mapping[str, JobDone],
    next_site: Draft,
    config: Config,
    crew_of: int,
    told: Progress,
) -> tuple[dict[str, JobDone], list[PageFacts]]:
    """Does the jobs whose key changed and keeps the files of the others.

    Gives for each job its keys and the paths it made, and the facts of all pages made now.
    """
    next_site.begin()
    intact = next_site.intact
    done: dict[str, JobDone] = {}
    todo: list[str] = []
    exact: dict[str, str] = {}
    for job in jobs:
        known = last.get(job.name)
        kept = known is not None and intact.issuperset(known[1])
        if known is not None and kept and known[0] == job.key:
            for path in known[1]:
                next_site.keep(path)
            done[job.name] = known
        elif known is not None and kept and job.update and (updated := job.update(known[0], next_site.read)):
            done[job.name] = job.key, _updated(updated[0], updated[1], next_site), ""
        else:
            todo.append(job.name)
            if known is not None and kept:
                exact[job.name] = known[2]
    by_name = {job.name: job for job in jobs}
    base_path = urlsplit(config.base_url).path if config.base_url else "/"
    facts: list[PageFacts] = []
    with Crew(Press(by_name, next_site, base_path, exact), crew_of) as crew:
        for chunk in crew.map(Press.work, todo):
            for finished in chunk:
                paths = last[finished.name][1] if finished.same else finished.paths
                done[finished.name] = by_name[finished.name].key, paths, finished.exact
                if finished.same:
                    for path in paths:
                        next_site.keep(path)
                next_site.result.update(finished.written)
                next_site.written += finished.changed
                facts += finished.facts
            told("writing", len(done) - (len(jobs) - len(todo)), len(todo))
    return done, facts


def _updated(pages: Iterable[Page], paths: list[str], next_site: Draft) -> tuple[str, ...]:
    """Writes the pages that differ and keeps the other paths."""
    written = set()
    for page in pages:
        next_site.write(page.path, page.content)
        written.add(page.path)
    for path in paths:
        if path not in written:
            next_site.keep(path)
    return tuple(paths)
