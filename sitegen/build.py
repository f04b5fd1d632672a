"""The story of a build: read everything, decide everything, then publish once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen import __version__
from sitegen.config import Settings, read_config, theme_folders, with_slash
from sitegen.diagnostics import Problem, Severity, worst
from sitegen.model import Config, Digest, Event, Site
from sitegen.progress import Progress, silent
from sitegen.publish import Draft, draft, keeps_all, locked
from sitegen.sources import SourceFile, list_sources
from sitegen.state import Damaged, State, code_key, key_of, read_state, write_state

if TYPE_CHECKING:
    from sitegen.load import Shared
    from sitegen.memory import Memory
    from sitegen.newsroom import Archive, Entry
    from sitegen.publish import Workshop
    from sitegen.render import Renderer


@dataclass(frozen=True, slots=True)
class Options:
    """What a call of `build` asks for beyond the settings."""

    output: str | None = None
    base_url: str | None = None
    drafts: bool = False
    jobs: int = 0
    """0: one process for each processor."""
    cache: bool = True
    keep_going: bool = False
    """Publish the articles without errors even where others have some."""
    fail_at: Severity = Severity.ERROR
    check_only: bool = False
    """Make and check all pages, publish nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build found and did."""

    problems: tuple[Problem, ...]
    published: bool
    summary: Mapping[str, int] = field(default_factory=dict)
    """articles, editions, pages, terms, events, comparisons."""
    written: int = 0
    """Files that differ from those of the last build."""
    output: str = ""

    @property
    def failed(self) -> bool:
        """True where a problem is an error."""
        return worst(self.problems) is Severity.ERROR


def build(root: Path, options: Options = Options(), told: Progress = silent) -> Outcome:
    """Reads everything, decides everything, then publishes once.

    Problems of the content are in the outcome. Raises PublishError where the result cannot be written, Locked where
    another build is at work; the published site is then as it was.
    """
    settings = configure(root, options)
    config = settings.config
    if worst(settings.problems) is Severity.ERROR:
        return Outcome(settings.problems, False)
    with locked(root / config.output) as shop:
        last = read_state(root / config.cache) if options.cache else State()
        files, found = list_sources(root, config.content)
        inputs = inputs_key(root, config, options, files)
        if inputs == last.inputs and not options.check_only and keeps_all(shop, last.paths(), last.inputs):
            return Outcome(last.problems, True, last.summary, 0, config.output)
        problems = (*settings.problems, *found)
        try:
            return _made(root, config, options, shop, last, files, inputs, problems, told)
        except Damaged:
            from sitegen.store import forget

            forget(root / config.cache)
            options = replace(options, cache=False)
            return _made(root, config, options, shop, State(), files, inputs, problems, told)
        except Exception as error:
            from sitegen.mistakes import theme_problem

            problem = theme_problem(error, root / config.theme if config.theme else None)
            if problem is None:
                raise
            return Outcome(tuple(sorted((*problems, problem))), False)


def _made(
    root: Path,
    config: Config,
    options: Options,
    shop: Workshop,
    last: State,
    files: tuple[SourceFile, ...],
    inputs: str,
    found: Sequence[Problem],
    told: Progress,
) -> Outcome:
    """The story from the first change on. Its stages are imported here: a build without a change ends before them."""
    from sitegen.crew import default_jobs
    from sitegen.memory import Memory
    from sitegen.newsroom import KINDS, Newsroom
    from sitegen.store import Store, close_stores

    close_stores()
    with Store(root / config.cache if options.cache else None) as store:
        memory = Memory(store)
        shared, wrong = read_shared(root, config.content, files, memory)
        jobs = options.jobs or default_jobs()
        room = Newsroom(root, config.content, shared, last, store, shown_scripts(config))
        with room.preparing(files, jobs) as prepared:  # by other processes; this one makes ready for what follows
            from sitegen.check import check, size_problems
            from sitegen.pressroom import plan, run
            from sitegen.site import assemble

            next_site = draft(shop)
            theme = renderer(root, config, root / config.cache / "templates" if options.cache else None)
            entries = prepared.entries(told)
        problems = [*found, *wrong, *room.problems(entries)]
        if stops(problems, options):
            return Outcome(tuple(sorted(problems)), False)
        site = assemble(
            config, shared, usable(entries, options), outlets := dict(last.outlets), memory, room.shares, jobs
        )
        pages = plan(
            site,
            entries,
            room.before(entries),
            room.archive(entries),
            theme,
            base_key(root, config),
            epoch(),
            fine := dict(last.fine),
        )
        # The state may be older than the site: a build was killed between publishing and writing it.
        trusted = last.jobs if next_site.mark == last.inputs else {}
        done, facts = run(pages, trusted, next_site, config, jobs, told)
        problems += [*check(facts, next_site.result), *size_problems(next_site.sizes())]
        if options.check_only:
            problems += reviewed(site, room.archive(entries))
        published = not (options.check_only or stops(problems, options) or broken(problems))
        summary = summarised(site, next_site)
        if published:
            next_site.finish(inputs)
            keys = {entry.path: entry.key for entry in entries}
            store.keep_only([*(f"{kind}{key}" for key in keys.values() for kind in KINDS), *memory.used])
            state = State(
                inputs, room.files, room.base, keys, done, fine, room.terms, outlets, summary, tuple(sorted(problems))
            )
            write_state(root / config.cache, state, keep=options.cache)
        return Outcome(tuple(sorted(problems)), published, summary, next_site.written, config.output)


def read_shared(
    root: Path, content: str, files: Sequence[SourceFile], memory: Memory
) -> tuple[Shared, tuple[Problem, ...]]:
    """Glossary, events, pages and phrases, and what is wrong with them; remembered until one of the files changes."""
    from sitegen.load import is_shared, load_shared

    rows = [(file.path, file.size, file.mtime, file.inode) for file in files if is_shared(file.path, content)]
    name = f"shared {key_of(code_key(), rows)}"
    kept: tuple[Shared, tuple[Problem, ...]] | None = memory.recall(name)
    if kept is None:
        from sitegen.annotate import glossary_problems

        shared = load_shared(root, content, tuple(files))
        kept = shared, (*shared.problems, *glossary_problems(shared.terms))
        memory.keep(name, kept)
    return kept


BROKEN_SITE = frozenset({"dead-link", "doubled-html-id", "dead-reference"})
"""Faults of finished pages that are never published, whatever the options."""


def broken(problems: Iterable[Problem]) -> bool:
    """True where a finished page has a fault that no reader may meet."""
    return any(problem.code in BROKEN_SITE for problem in problems)


def stops(problems: Iterable[Problem], options: Options) -> bool:
    """True where the problems keep the site from being published."""
    level = worst(problems)
    return level is not None and level >= options.fail_at and not options.keep_going


def configure(root: Path, options: Options) -> Settings:
    """The settings of the site with what the call says on top."""
    settings = read_config(root, os.environ)
    config = settings.config
    if options.output:
        config = replace(config, output=options.output)
    if options.base_url is not None:
        config = replace(config, base_url=with_slash(options.base_url) if options.base_url else None)
    return replace(settings, config=config, problems=(*settings.problems, *clashes(root, config, settings.path)))


def clashes(root: Path, config: Config, path: str) -> Iterator[Problem]:
    """An output folder in which something else lives, or that lives in such a folder: it would be replaced whole."""
    site, output = os.path.realpath(root), os.path.realpath(root / config.output)
    folders = {config.content: "content", config.theme or "": "theme", config.cache: "cache"}
    for folder, noun in folders.items():
        other = os.path.realpath(root / folder) if folder else ""
        if other and os.path.commonpath([other, output]) in (other, output):
            message = f"the output folder «{config.output}» and the {noun} folder «{folder}» lie in each other"
            yield Problem(path, 0, 0, "folder-clash", message, hint='choose another `output`, such as "build/site"')
    if os.path.commonpath([site, output]) == output:
        message = f"the output folder «{config.output}» holds the site's own folder"
        yield Problem(path, 0, 0, "folder-clash", message, hint='choose another `output`, such as "build/site"')


def inputs_key(root: Path, config: Config, options: Options, files: Sequence[SourceFile]) -> str:
    """A key of all that a build reads: files by size, time and inode, settings, theme, and sitegen itself."""
    rows = [(file.path, file.size, file.mtime, file.inode) for file in files]
    return key_of(base_key(root, config), rows, options.drafts, options.keep_going, epoch())


def base_key(root: Path, config: Config) -> str:
    """A key of what every page depends on: sitegen's code, the settings, the theme's files."""
    rows = [
        (file.relative_to(folder).as_posix(), file.stat().st_size, file.stat().st_mtime_ns)
        for folder in theme_folders(root / config.theme if config.theme else None)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]
    return key_of(code_key(), config, rows)


def epoch() -> str:
    """`SOURCE_DATE_EPOCH` as an ISO 8601 date, the floor of «updated» in feeds; empty where it is not set."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds.isdecimal() else ""


def renderer(root: Path, config: Config, bytecode: Path | None = None) -> Renderer:
    """Compiled templates of the site's theme over the packed one, kept in the folder `bytecode` for next time."""
    from sitegen.annotate import shown_marks
    from sitegen.render import Renderer

    folders = theme_folders(root / config.theme if config.theme else None)
    return Renderer(config, folders, __version__, shown_marks, bytecode)


def reviewed(site: Site, archive: Archive) -> list[Problem]:
    """What an editor may want to look at in the articles and the glossary."""
    from sitegen.annotate import compile_glossary
    from sitegen.review import review, unused_terms

    glossary = compile_glossary(tuple(site.terms.values()))
    found = [note for slug in site.cards for note in review(archive.get(slug), glossary)]
    return [*found, *unused_terms(site.terms.values(), site.term_index)]


def usable(entries: Iterable[Entry], options: Options) -> list[Entry]:
    """The articles that are published."""
    return [entry for entry in entries if entry.usable and (options.drafts or not entry.draft)]


def shown_scripts(config: Config) -> tuple[str, ...]:
    """The Chinese scripts that the site has editions in."""
    return tuple(edition for edition in config.editions if edition.startswith("zh-"))


def summarised(site: Site, next_site: Draft) -> dict[str, int]:
    """How much there is of everything."""
    return {
        "articles": len(site.cards),
        "editions": len(site.config.editions),
        "pages": sum(path.endswith(".html") for path in next_site.result),
        "terms": len(site.terms),
        "events": len(site.events),
        "comparisons": len(site.comparisons),
    }


def digests_of(content: Path) -> tuple[list[Digest], tuple[Event, ...], tuple[Problem, ...]]:
    """What linking needs of every usable article of a content folder, its events, and its problems."""
    from sitegen.crew import default_jobs
    from sitegen.load import load_shared
    from sitegen.newsroom import Newsroom
    from sitegen.store import Store

    root, folder = content.resolve().parent, content.resolve().name
    files, found = list_sources(root, folder)
    shared = load_shared(root, folder, files)
    with Store(None) as store:
        room = Newsroom(root, folder, shared, State(), store)
        entries = room.entries(files, default_jobs())
        problems = (*found, *shared.problems, *room.problems(entries))
        digests = [entry.digest for entry in entries if entry.usable]
    return digests, shared.events, problems
