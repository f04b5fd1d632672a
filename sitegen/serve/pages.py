"""Site → the page somebody asks for: each page is made when it is looked at, from the same jobs as a build's."""

from __future__ import annotations

import pickle
import posixpath
import threading
from collections import OrderedDict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sitegen.lazy import Lazy
from sitegen.model import PageSource, Prepared, Site, Term
from sitegen.newsroom import Archive, Entry
from sitegen.pressroom import Job, Make, Planner
from sitegen.render import Renderer, SiteIndex, prefix, site_index
from sitegen.store import Store

ONE, ALL = 0, 1
SECTIONS = {
    "articles": ("article", "articles"),
    "captures": ("capture", ""),
    "annotations": ("capture", ""),
    "glossary": ("term", "glossary"),
    "events": ("event", "events"),
    "compare": ("comparison", "comparisons"),
    "sources": ("source", "sources"),
    "pages": ("page", ""),
}
"""Folder → the job that makes one thing's pages, and the job that makes the list of all."""

ALONE = {
    "index.html": "home {edition}",
    "search.html": "search {edition}",
    "feed.xml": "feed {edition}",
    "404.html": "not found",
    "robots.txt": "robots",
    ".nojekyll": "robots",
    "static": "static",
    "search": "search index",
}
"""File or folder of no section, from an edition's root → the job that makes it."""

LISTS = frozenset({"index", "in"})
RECENT = 64
"""Articles kept in memory, ready to be shown."""


@dataclass(slots=True)
class Shelf(Archive):
    """Prepared articles by slug: those of this session, then those in the cache. For any thread."""

    fresh: Mapping[str, bytes] = field(default_factory=dict)
    """Slug → pickled `Prepared` of the articles that changed in this session."""
    _kept: OrderedDict[str, Prepared] = field(default_factory=OrderedDict)

    def get(self, slug: str) -> Prepared:
        """The prepared article. Raises KeyError where nobody has it."""
        known = self._kept.get(slug)
        if known is not None:
            return known
        blob = self.fresh.get(slug)
        if blob is None:
            name = f"p{self.keys[slug]}"
            with Store(self.folder) as store:
                blob = store.get([name])[name]
        prepared: Prepared = pickle.loads(blob)
        self._kept[slug] = prepared
        while len(self._kept) > RECENT:
            self._kept.popitem(last=False)
        return prepared

    def brief(self, slug: str) -> Prepared:
        """The prepared article, whole."""
        return self.get(slug)

    def followed(self, fresh: Mapping[str, bytes], keys: Mapping[str, str]) -> Shelf:
        """The shelf after some articles changed."""
        kept = ((slug, made) for slug, made in self._kept.items() if fresh.get(slug) is self.fresh.get(slug))
        same = OrderedDict((slug, made) for slug, made in kept if keys.get(slug) == self.keys.get(slug))
        return Shelf(keys, self.folder, fresh=fresh, _kept=same)


class OnDemand(Planner):
    """The planner of a build without its keys: nothing is planned before somebody asks for it."""

    def _job(self, name: str, make: Make, *parts: object) -> Job:
        return Job(name, "", make)

    def article_job(self, slug: str, edition: str, index: SiteIndex) -> Job:
        """The page of one article."""
        self._index = index
        return Job(f"article {edition} {slug}", "", self._article(slug, edition))

    def _numbered(self, slugs: Sequence[str]) -> Iterator[tuple[int | None, Sequence[str]]]:
        yield None, slugs

    def capture_job(self, slug: str) -> Job:
        """«What was removed» of one article in all editions, and its notes for programs."""
        return Job(f"capture {slug}", "", self._captures(slug))


@dataclass(slots=True)
class Pages:
    """All pages of a site at one moment, made when they are asked for. For any thread; makes one page at a time."""

    site: Site
    entries: Iterable[Entry]
    shelf: Shelf
    renderer: Renderer
    index: SiteIndex | None = None
    made: dict[str, bytes] = field(default_factory=dict)
    _jobs: dict[str, Job] | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self, path: str) -> bytes | None:
        """The bytes a build would publish at a path such as `en/articles/a.html`; None where it would publish none."""
        with self._lock:
            if path not in self.made:
                for job in self._jobs_for(path):
                    self.made |= {page.path: page.content for page in job.make()}
                    if path in self.made:
                        break
            return self.made.get(path)

    def has(self, path: str) -> bool:
        """True where `get` would give a page. Pages are only made to find out where their number is not known."""
        edition, section, name = self._parts(path)
        inside = path.removeprefix(prefix(edition, self.site.config.editions))
        if inside in ALONE or inside in (f"{each}/index.html" for each, pair in SECTIONS.items() if pair[ALL]):
            return True
        if inside == f"{section}/{name}.html" and section in SECTIONS:
            return name in self._names(section)
        return self.get(path) is not None

    def _names(self, section: str) -> Container[str]:
        """Names of the things in a section."""
        site = self.site
        names: dict[str, Container[str]] = {
            "glossary": site.terms,
            "events": site.events,
            "compare": site.comparisons,
            "sources": site.sources,
            "pages": {page.slug for page in site.pages},
        }
        return names.get(section, site.cards)

    def article_of(self, path: str) -> tuple[str, str] | None:
        """Slug and edition, where the path is that of an article's page."""
        edition, section, name = self._parts(path)
        return (name, edition) if section == "articles" and name in self.site.cards else None

    def with_cards(self, entries: Iterable[Entry], shelf: Shelf) -> Pages:
        """The pages with some articles' own texts changed, and everything else as it was."""
        by_slug = {entry.slug: entry for entry in entries if entry.usable}
        cards = Lazy([*self.site.cards], lambda slug: by_slug[slug].card if slug in by_slug else self.site.cards[slug])
        site = replace(self.site, cards=cards)
        index = replace(self._index(), site=site)
        return Pages(site, tuple(entries), shelf, self.renderer, index)

    def with_shared(self, terms: Mapping[str, Term], free: tuple[PageSource, ...], renderer: Renderer) -> Pages:
        """The pages with other definitions, free pages or another theme, and everything else as it was."""
        site = replace(self.site, terms=terms, pages=free)
        return Pages(site, self.entries, self.shelf, renderer, replace(self._index(), site=site))

    # --- which job makes a page ------------------------------------------------------------------------------------

    def _parts(self, path: str) -> tuple[str, str, str]:
        """Edition, section, and the name of the thing in it."""
        editions = self.site.config.editions
        edition = next((each for each in editions[1:] if path.startswith(prefix(each, editions))), editions[0])
        inside = path.removeprefix(prefix(edition, editions)) if edition != editions[0] else path
        section, _, rest = inside.partition("/")
        name = rest.partition("/")[0]
        return edition, section, name if "/" in rest else posixpath.splitext(name)[0]

    def _jobs_for(self, path: str) -> Iterator[Job]:
        edition, section, name = self._parts(path)
        if section in SECTIONS and (thing := self._thing(edition, section, name)):
            yield thing
            if section == "events":
                yield from self._named(f"event feed {edition} {name}")
        elif section in SECTIONS and name in LISTS:
            yield from self._named(f"{SECTIONS[section][ALL]} {edition}")
        elif path == "glossary/terms.json":
            yield from self._named("glossary json")
        elif path.startswith("sitemap"):
            yield from self._named("sitemap")
        elif name_of_job := ALONE.get(section):
            yield from self._named(name_of_job.format(edition=edition))

    def _thing(self, edition: str, section: str, name: str) -> Job | None:
        kind = SECTIONS[section][ONE]
        if kind in ("article", "capture"):
            if name not in self.site.cards:
                return None
            planner = self._planner()
            return planner.capture_job(name) if kind == "capture" else planner.article_job(name, edition, self._index())
        return next(self._named(f"{kind} {edition} {name}"), None)

    def _named(self, name: str) -> Iterator[Job]:
        job = self._all().get(name)
        if job:
            yield job

    def _all(self) -> dict[str, Job]:
        if self._jobs is None:
            planner = self._planner()
            groups = (planner.static(), planner.terms(), planner.events(), planner.sources(), planner.indexes())
            jobs = [job for group in groups for job in group]
            jobs += [*planner.feeds(), *planner.search(tuple(self.entries), ())]
            self._jobs = {job.name: job for job in jobs}
        return self._jobs

    def _planner(self) -> OnDemand:
        return OnDemand(self.site, {entry.slug: entry for entry in self.entries}, self.shelf, self.renderer, "", "")

    def _index(self) -> SiteIndex:
        if self.index is None:
            self.index = site_index(self.site)
        return self.index
