"""The warm site: files that changed go in, pages come out, nothing is written but the cache.

A changed article is shown at once with the links it had (`follow`); what other articles say of it is worked out right
after (`settle`). An article that can no longer be read stays as it was, with the problem beside it.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen.annotate import glossary_problems
from sitegen.build import Options, base_key, configure, renderer, shown_scripts, usable
from sitegen.config import Settings
from sitegen.crew import default_jobs
from sitegen.diagnostics import Problem, Severity, worst
from sitegen.load import Shared, is_article, is_shared, load_shared
from sitegen.memory import Recollection
from sitegen.mistakes import theme_problem, unexpected
from sitegen.model import Config
from sitegen.newsroom import KINDS, Entry, Newsroom, Reporter, matching_key, problems_of
from sitegen.progress import Progress, silent
from sitegen.render import Renderer
from sitegen.serve.pages import Pages, Shelf
from sitegen.site import assemble
from sitegen.sources import SourceFile, list_sources
from sitegen.state import Damaged, State, key_of, read_state, write_state
from sitegen.store import Store, forget


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The site at one moment, with all that is wrong with it."""

    version: int
    pages: Pages | None
    """None: there has been no readable site yet."""
    problems: tuple[Problem, ...] = ()
    shared: Shared | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The state of all files that a site is made from."""

    settings: Settings
    base: str
    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Studio:
    """Keeps a site ready and follows its files. All public methods may be called by any thread.

    Processes are forked only before the first page is shown: later there may be threads that a fork would cut off.
    """

    root: Path
    options: Options = field(default_factory=Options)
    told: Progress = silent
    current: Snapshot = Snapshot(0, None)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _seen: Seen | None = None
    _shared: Shared | None = None
    _shared_problems: tuple[Problem, ...] = ()
    _entries: dict[str, Entry] = field(default_factory=dict)
    """By path, in order of path."""
    _outdated: set[str] = field(default_factory=set)
    """Paths of articles that stayed as they were because they can no longer be read."""
    _fresh: dict[str, bytes] = field(default_factory=dict)
    _last: State = field(default_factory=State)
    _outlets: dict[str, str] = field(default_factory=dict)
    _memory: Mapping[str, object] = field(default_factory=dict)
    _renderer: Renderer | None = None
    _reporter: Reporter | None = None
    _theme_problems: tuple[Problem, ...] = ()
    unsettled: bool = False
    """True: links do not follow the last change yet."""
    settling: bool = False
    """True: they are being worked out by another thread."""
    _moment: int = 0
    """How many changes there have been."""
    _work: threading.RLock = field(default_factory=threading.RLock)
    """Held while the fields above are read or written."""

    # --- what others ask -------------------------------------------------------------------------------------------

    def wait(self, version: int, seconds: float) -> Snapshot:
        """The current snapshot, as soon as it is not the one with this version, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.current.version != version, seconds)
            return self.current

    def look(self, paths: frozenset[str] | None = None) -> Seen:
        """The state of all files now; where only these paths can have changed, of the others as they were."""
        settings, before = configure(self.root, self.options), self._seen
        if paths is not None and before is not None and settings == before.settings:
            files = self._looked_at_again(before, paths)
            if files is not None:
                return replace(before, files=files)
        listed, problems = list_sources(self.root, settings.config.content)
        return Seen(settings, base_key(self.root, settings.config), listed, problems)

    def _looked_at_again(self, before: Seen, paths: frozenset[str]) -> tuple[SourceFile, ...] | None:
        """All files, those at these paths as they are now; None where that takes a look at all of them."""
        known = {file.path: file for file in before.files}
        root, content = os.path.realpath(self.root), before.settings.config.content
        for path in paths:
            inside = os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/")
            if not inside.startswith(f"{content}/") or os.path.islink(path):
                return None
            if any(part.startswith(".") for part in inside.split("/")):
                continue
            try:
                status = os.lstat(path)
            except FileNotFoundError:
                if known.pop(inside, None) is None and any(each.startswith(f"{inside}/") for each in known):
                    return None
                continue
            if not stat.S_ISREG(status.st_mode):
                return None
            known[inside] = SourceFile(inside, status.st_size, status.st_mtime_ns, status.st_ino)
        return tuple(known[path] for path in sorted(known))

    # --- following the files -----------------------------------------------------------------------------------------

    def follow(self, paths: frozenset[str] | None = None) -> tuple[str, ...]:
        """Takes in what changed since the last call; the paths that did, such as `content/articles/a.md`.

        `paths`: files that can have changed, where that is known.
        """
        with self._work:
            return self._follow(paths)

    def _follow(self, paths: frozenset[str] | None) -> tuple[str, ...]:
        seen, before = self.look(paths), self._seen
        if seen == before:
            return ()
        self._seen = seen
        self._moment += 1
        changed = _changed_paths(before.files if before else (), seen.files)
        if worst(seen.settings.problems) is Severity.ERROR and self.current.pages:
            self._tell(self.current.pages, [*seen.settings.problems, *self.current.problems])
            return (seen.settings.path,)
        content = seen.settings.config.content
        articles = [path for path in changed if is_article(path, content)]
        shared = [path for path in changed if is_shared(path, content)]
        if before is None or not self.current.pages or seen.settings.config != before.settings.config:
            self._renderer = None
            self._everything(seen)
            return changed or (seen.settings.path,)
        restyled = seen.base != before.base
        if restyled:
            self._renderer = None
        if len(articles) > MANY or (shared and not self._share(seen)):
            self._everything(seen)
        elif articles:
            self._articles(seen, articles)
        elif shared or restyled or seen.problems != before.problems:
            self._show_shared(self.current.pages)
        return (*articles, *shared) or (("the theme",) if restyled else ())

    def settle(self) -> None:
        """Works out what the articles say of each other after a change; changes may be followed meanwhile."""
        with self._work:
            theme = self._rendered_by() if self.unsettled else None
            if theme is None or self._shared is None:
                return
            self.unsettled = False
            self.settling = True
            moment, config, shared = self._moment, self._config, self._shared
            entries, outlets, memory = self._usable(), dict(self._outlets), Recollection(values=self._memory)
        try:
            site = assemble(config, shared, entries, outlets, memory)
        finally:
            self.settling = False
        with self._work:
            self._outlets |= outlets
            self._memory = memory.kept
            self.unsettled = self.unsettled or self._moment != moment
            if self.current.pages is None or self._config != config or self._slugs() != [each.slug for each in entries]:
                return
            shelf = self._shelf(self.current.pages.shelf)
            pages = Pages(site, tuple(entries), shelf, theme)
            if self._moment != moment:
                terms = {term.id: term for term in self._shared.terms}
                pages = pages.with_cards(self._usable(), shelf)
                pages = pages.with_shared(terms, self._shared.pages, self.current.pages.renderer)
            self._tell(pages, self._problems())

    def warm(self) -> None:
        """Loads what the first change would otherwise wait for."""
        with self._work:
            reporter = self._report()
            for path, entry in [*self._entries.items()][:1]:
                reporter.work([(path, entry.key)])

    @property
    def _config(self) -> Config:
        assert self._seen is not None
        return self._seen.settings.config

    @property
    def _cache(self) -> Path:
        return self.root / self._config.cache / "serve"

    def _share(self, seen: Seen) -> bool:
        """Takes in glossary, events and pages; False where articles must be prepared anew for them."""
        before = self._shared
        self._read_shared(seen)
        assert before is not None
        assert self._shared is not None
        return _matching(self._shared) == _matching(before)

    def _read_shared(self, seen: Seen) -> None:
        shared = load_shared(self.root, self._config.content, seen.files)
        if worst(shared.problems) is Severity.ERROR and self._shared is not None:
            self._shared_problems = shared.problems
            return
        if self._shared is None or _matching(shared) != _matching(self._shared):
            self._reporter = None
        self._shared = shared
        self._shared_problems = (*shared.problems, *glossary_problems(shared.terms))

    def _show_shared(self, pages: Pages) -> None:
        """Shows new definitions, new texts of free pages or a new theme at once; events are worked out after it."""
        assert self._shared is not None
        theme = self._rendered_by() or pages.renderer
        terms = {term.id: term for term in self._shared.terms}
        self.unsettled = True
        self._tell(pages.with_shared(terms, self._shared.pages, theme), self._problems())

    def _everything(self, seen: Seen) -> None:
        self._read_shared(seen)
        assert self._shared is not None
        if not self._last.files:
            self._last = read_state(self._cache)
            self._outlets = dict(self._last.outlets)
        with Store(self._cache) as store:
            known = {path: entry for path, entry in self._entries.items() if path not in self._outdated}
            room = WarmRoom(
                self.root,
                self._config.content,
                self._shared,
                self._last,
                store,
                shown_scripts(self._config),
                known=known,
            )
            jobs = 1 if self.current.pages else self.options.jobs or default_jobs()
            entries = room.entries(seen.files, jobs, self.told)
            for entry in entries:
                entry.held()
            keys = {entry.path: entry.key for entry in entries}
            self._last = State(files=room.files, base=room.base, articles=keys, terms=room.terms, outlets=self._outlets)
            before, self._fresh = self._entries, dict(self._fresh)
            self._entries = {}
            for entry in entries:
                self._take(entry, before.get(entry.path), b"")
            if not before:
                store.keep_only(f"{kind}{entry.key}" for entry in entries for kind in KINDS)
        self._assemble()
        write_state(self._cache, self._last)

    def _articles(self, seen: Seen, paths: Iterable[str]) -> None:
        stamps = {file.path: file for file in seen.files}
        slugs = self._slugs()
        before = self._entries
        self._entries = {path: entry for path, entry in before.items() if path in stamps}
        self._fresh = dict(self._fresh)
        todo = [(path, key_of("serve", stamps[path])) for path in paths if path in stamps]
        for done in self._report().work(todo):
            entry = done.entry(None)
            self._take(entry, before.get(entry.path), done.values.get("p", b""))
        self._entries = dict(sorted(self._entries.items()))
        self.unsettled = True
        if self.current.pages and self._slugs() == slugs:
            shelf = self._shelf(self.current.pages.shelf)
            self._tell(self.current.pages.with_cards(self._usable(), shelf), self._problems())
        else:
            self._assemble()

    def _take(self, entry: Entry, before: Entry | None, prepared: bytes) -> None:
        """Takes an article in; one that cannot be used stays as it was before, with its new problems."""
        if not entry.usable and before is not None and before.usable:
            self._entries[entry.path] = before._replace(problems=entry.problems)
            self._outdated.add(entry.path)
            return
        self._outdated.discard(entry.path)
        self._entries[entry.path] = entry
        self._fresh.pop(entry.slug, None)
        if prepared:
            self._fresh[entry.slug] = prepared

    def _assemble(self) -> None:
        assert self._shared is not None
        pages = self._rendered_by()
        if pages is None:
            return
        entries = self._usable()
        memory = Recollection(values=self._memory)
        site = assemble(self._config, self._shared, entries, self._outlets, memory)
        self._memory = memory.kept
        shelf = self._shelf(self.current.pages.shelf if self.current.pages else None)
        self.unsettled = False
        self._tell(Pages(site, tuple(entries), shelf, pages), self._problems())

    def _rendered_by(self) -> Renderer | None:
        """The theme; where it cannot be read the one before, with the problem told; None where there was none."""
        if self._renderer is None:
            self._theme_problems = ()
            theme = self.root / self._config.theme if self._config.theme else None
            try:
                self._renderer = renderer(self.root, self._config)
            except Exception as error:
                problem = theme_problem(error, theme)
                if problem is None:
                    raise
                self._theme_problems = (problem,)
                if self.current.pages is None:
                    self._tell(None, self._problems())
                return self.current.pages.renderer if self.current.pages else None
        return self._renderer

    def failed(self, error: Exception) -> None:
        """Tells that sitegen itself failed; the pages stay as they were. A damaged cache is made anew."""
        self.unsettled = False
        if isinstance(error, Damaged) and self._seen is not None:
            with self._work:
                forget(self._cache)
                self._seen, self._last, self._entries, self._fresh = None, State(), {}, {}
        self._tell(self.current.pages, [*self.current.problems, unexpected(error)])

    # --- parts -------------------------------------------------------------------------------------------------------

    def _report(self) -> Reporter:
        if self._reporter is None:
            assert self._shared is not None
            self._reporter = Reporter(self.root, self._shared.terms, self._shared.phrases, shown_scripts(self._config))
        return self._reporter

    def _usable(self) -> list[Entry]:
        return usable(self._entries.values(), self.options)

    def _slugs(self) -> list[str]:
        return [entry.slug for entry in self._usable()]

    def _shelf(self, before: Shelf | None) -> Shelf:
        keys = {entry.slug: entry.key for entry in self._entries.values()}
        return before.followed(self._fresh, keys) if before else Shelf(keys, self._cache, fresh=self._fresh)

    def _problems(self) -> list[Problem]:
        assert self._seen is not None
        assert self._shared is not None
        found = problems_of(self.root, self._shared, [*self._entries.values()])
        return [
            *self._seen.settings.problems, *self._seen.problems, *self._theme_problems, *self._shared_problems, *found
        ]  # fmt: skip

    def _tell(self, pages: Pages | None, problems: Iterable[Problem]) -> None:
        with self._changed:
            found = tuple(sorted(set(problems)))
            self.current = Snapshot(self.current.version + 1, pages, found, self._shared)
            self._changed.notify_all()


@dataclass(slots=True)
class WarmRoom(Newsroom):
    """A newsroom that remembers what it knows of the articles instead of reading it from the cache."""

    known: Mapping[str, Entry] = field(default_factory=dict)

    def at_hand(self, keys: Mapping[str, str]) -> Collection[str]:
        """The articles that need not be prepared again, by path."""
        same = {path for path, key in keys.items() if path in self.known and self.known[path].key == key}
        return {*same, *Newsroom.at_hand(self, {path: key for path, key in keys.items() if path not in same})}

    def kept(self, keys: Mapping[str, str]) -> dict[str, Entry]:
        """The articles that need not be prepared again, by path."""
        found = {path: self.known[path] for path, key in keys.items() if path in self.known}
        same = {path: entry for path, entry in found.items() if entry.key == keys[path]}
        return {**Newsroom.kept(self, {path: key for path, key in keys.items() if path not in same}), **same}


def _matching(shared: Shared) -> object:
    """All that the articles themselves are prepared with; definitions, events and pages are not among it."""
    return [(term.id, matching_key(term)) for term in shared.terms], shared.phrases


MANY = 20
"""Articles that may change at once and still be read here; more are shared out to processes."""


def _changed_paths(before: Iterable[SourceFile], after: Iterable[SourceFile]) -> tuple[str, ...]:
    """Paths of the files that were added, changed or removed."""
    old, new = _by_path(before), _by_path(after)
    return tuple(sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path)))


def _by_path(files: Iterable[SourceFile]) -> Mapping[str, SourceFile]:
    return {file.path: file for file in files}
