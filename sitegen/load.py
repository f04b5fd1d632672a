"""content/ → Library: every file read, every problem of every file reported in one run.

Nothing here decides what a text means; it only turns files into values and says which files cannot be used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.diagnostics import Problem, did_you_mean, problem_on
from sitegen.frontmatter import LANGUAGE_TAG, read_front_matter, split_head, usual_tag
from sitegen.model import EDITIONS, Capture, Event, Name, PageSource, Question, Term
from sitegen.sources import SourceFile, list_sources
from sitegen.yamlfile import MappingNode, Node, Place, Reader, ScalarNode, compose

ARTICLE_SUFFIXES = (".md", ".txt", ".html", ".htm")
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*$")
RESERVED = frozenset({"index", "in"})
"""Slugs whose addresses belong to lists of articles."""
MAX_BYTES = 20_000_000
"""A capture larger than this is refused: no article is."""

EVENT_KEYS = dict.fromkeys(
    ("id", "date", "start", "end", "names", "terms", "not", "questions", "articles", "exclude", "description")
)
QUESTION_KEYS = dict.fromkeys(("id", "names", "kind", "unit", "words", "not", "cells"))
CELL_KEYS = dict.fromkeys(("article", "quote"))
FIGURE_KINDS = ("money", "percent", "number", "measure", "duration", "date", "ratio")
PAGE_KEYS = dict.fromkeys(("id", "names", "text"))
TERM_KEYS = dict.fromkeys(("id", "category", "names", "except", "also", "plural", "definition", "sources", "see"))
NAME_KEYS = dict.fromkeys(("text", "near", "case", "auto"))
TERM_ID = re.compile(r"[a-z0-9][a-z0-9.-]*$")


@dataclass(frozen=True, slots=True)
class Library:
    """Everything an editor wrote, and everything that is wrong with it."""

    captures: tuple[Capture, ...]
    terms: tuple[Term, ...]
    events: tuple[Event, ...]
    pages: tuple[PageSource, ...]
    phrases: Mapping[str, Mapping[str, str]]
    """Target script → text → its conversion, the site's own phrase list (`content/phrases.yaml`)."""
    problems: tuple[Problem, ...]


def read_text(root: Path, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file, which must be UTF-8; a file in another encoding is a problem with its place."""
    try:
        with open(root / path, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return "", (Problem(path, 0, 0, "unreadable", f"cannot be read: {error.strerror}"),)
    if len(raw) > MAX_BYTES:
        return "", (Problem(path, 0, 0, "too-large", f"this file is larger than {MAX_BYTES // 1_000_000} MB"),)
    try:
        return raw.decode("utf-8").replace("\r\n", "\n"), ()
    except UnicodeDecodeError as error:
        return "", (_not_utf8(path, raw, error),)


def _not_utf8(path: str, raw: bytes, error: UnicodeDecodeError) -> Problem:
    shown = raw.decode("utf-8", "replace")
    before = raw[: error.start].decode("utf-8", "replace")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    message = f"this file is not UTF-8 (byte 0x{raw[error.start]:02x})"
    hint = f"save it as UTF-8, or run `sitegen import {path}`, which detects GB18030, Big5 and windows-1252"
    return problem_on(path, shown, line, column, "not-utf8", message, hint=hint)


# --- articles ------------------------------------------------------------------------------------------------------


def read_capture(path: str, text: str) -> tuple[Capture, tuple[Problem, ...]]:
    """A capture with its front matter. `path` ends in the file's name, whose stem is the slug."""
    read = read_front_matter(path, text)
    slug = Path(path).stem
    return Capture(slug, path, text, read.body, read.front, read.lines), (*_bad_slug(path, slug), *read.problems)


def _bad_slug(path: str, slug: str) -> Iterator[Problem]:
    """A file name that cannot be an address."""
    if not SLUG.match(slug):
        message = f"the file name «{slug}» cannot be an address: use letters a–z, digits and hyphens"
        yield Problem(path, 0, 0, "bad-slug", message, hint="`sitegen import` finds a good name")
    if slug.lower() in RESERVED:
        message = f"«{slug}» is the address of the list of articles"
        yield Problem(path, 0, 0, "bad-slug", message, hint="give the file another name")


def is_article(path: str, content: str) -> bool:
    """True for a file of `articles/` that holds a capture."""
    return path.startswith(f"{content}/articles/") and path.lower().endswith(ARTICLE_SUFFIXES)


def slug_problems(paths: tuple[str, ...]) -> tuple[Problem, ...]:
    """Articles that would have the same address."""
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for path in paths:
        slug = os.path.splitext(path.rpartition("/")[2])[0]
        if (other := first.setdefault(slug.lower(), path)) != path:
            message = f"this article would have the same address as {other}"
            problems.append(Problem(path, 0, 0, "doubled-slug", message, hint="rename one of the two files"))
    return tuple(problems)


# --- glossary ------------------------------------------------------------------------------------------------------


def read_glossary(path: str, text: str) -> tuple[tuple[Term, ...], tuple[Problem, ...]]:
    """The entries of a glossary file: a list, or a list under `terms:`."""
    place = Place(path, text)
    root, problems = compose(text, place)
    if root is None or problems:
        return (), problems
    reader = Reader(place)
    if isinstance(root, MappingNode):
        root = reader.items(root, {"terms": None}).get("terms")
    terms = tuple(term for node in reader.sequence(root, "terms") if (term := _term(reader, node)))
    return terms, tuple(reader.problems)


def read_glossaries(path: Path) -> tuple[tuple[Term, ...], tuple[Problem, ...]]:
    """The entries of a glossary file, or of all glossary files in a folder."""
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    terms: list[Term] = []
    problems: list[Problem] = []
    for file in files:
        text, found = read_text(file.parent, file.name)
        wrong = tuple(replace(problem, path=str(file)) for problem in found)
        entries, more = read_glossary(str(file), text) if not found else ((), wrong)
        terms += entries
        problems += more
    problems += _doubled("term", [(term.id, term.path, term.line) for term in terms])
    return tuple(terms), tuple(problems)


def _term(reader: Reader, node: Node) -> Term | None:
    items = reader.items(node, TERM_KEYS)
    term_id = reader.text(items.get("id"))
    if not term_id or not TERM_ID.match(term_id):
        hint = "id: ascii letters, digits, hyphens; it is the address of the term's page"
        reader.report(items.get("id", node), "bad-id", "a term needs an `id` of a–z, 0–9 and hyphens", hint=hint)
        return None
    names = {
        lang: tuple(name for entry in reader.sequence(value) if (name := _name(reader, entry)))
        for lang, value in _by_language(reader, items.get("names"), extra=("any",)).items()
    }
    if not any(names.values()):
        reader.report(
            node, "missing-key", f"the term «{term_id}» has no names", hint="names: {any: [LLM], zh-Hans: […]}"
        )
    return Term(
        id=term_id,
        category=reader.text(items.get("category")) or "concept",
        names=names,
        excepts=reader.texts(items.get("except")),
        also=reader.texts(items.get("also")),
        plural=reader.flag(items.get("plural"), True),
        definition=_texts_by_language(reader, items.get("definition")),
        sources=reader.texts(items.get("sources")),
        see=reader.texts(items.get("see")),
        path=reader.place.path,
        line=reader.where(node)[0],
    )


def _name(reader: Reader, node: Node) -> Name | None:
    if isinstance(node, ScalarNode):
        return Name(str(node.value)) if str(node.value).strip() else None
    items = reader.items(node, NAME_KEYS)
    text = reader.text(items.get("text"))
    if not text:
        reader.report(node, "missing-key", "a name needs a `text`")
        return None
    case = reader.text(items.get("case")) or ""
    if case not in ("", "fold"):
        reader.report(items["case"], "wrong-type", f"unknown `case: {case}`", hint="the only value is `fold`")
    return Name(text, reader.texts(items.get("near")), case, reader.flag(items.get("auto"), True))


def _by_language(reader: Reader, node: Node | None, extra: tuple[str, ...] = ()) -> dict[str, Node]:
    items = reader.items(node, None)
    for lang, value in items.items():
        if lang not in extra and (not LANGUAGE_TAG.match(lang) or lang == "zh"):
            hint = "write zh-Hans or zh-Hant" if lang == "zh" else did_you_mean(lang, (*EDITIONS, *extra))
            reader.report(value, "bad-language", f"«{lang}» is not a language tag (BCP 47)", hint=hint)
    return {tag: value for lang, value in items.items() if (tag := usual_tag(lang) or lang) == lang or tag not in items}


def _texts_by_language(reader: Reader, node: Node | None) -> dict[str, str]:
    items = _by_language(reader, node)
    return {lang: text.strip() for lang, value in items.items() if (text := reader.text(value)) and text.strip()}


# --- events and pages ----------------------------------------------------------------------------------------------


def read_event(path: str, text: str) -> tuple[Event | None, tuple[Problem, ...]]:
    """An event file: front matter, and a description in Markdown below it or under `description`."""
    head = split_head(text)
    if head.yaml is None:
        message = "an event needs front matter with `id`, `date` and `names`"
        return None, (problem_on(path, text, 1, 1, "missing-key", message, hint="see docs/events.md"),)
    place = Place(path, text, head.lines_before)
    root, problems = compose(head.yaml, place)
    if root is None or problems:
        return None, problems
    reader = Reader(place)
    items = reader.items(root, EVENT_KEYS)
    event_id = reader.text(items.get("id")) or Path(path).stem
    if not TERM_ID.match(event_id):
        reader.report(items.get("id", root), "bad-id", "an event needs an `id` of a–z, 0–9 and hyphens")
    start = reader.date(items.get("date")) or reader.date(items.get("start"))
    if start is None:
        reader.report(root, "missing-key", "an event needs a `date`, or `start` and `end`", hint="date: 2023-10-17")
    names = _texts_by_language(reader, items.get("names"))
    if not names:
        reader.report(root, "missing-key", "an event needs `names`", hint="names: {zh-Hans: …, en: …}")
    description = _texts_by_language(reader, items.get("description"))
    if body := text[head.body :].strip():
        description = {next(iter(names), "en"): body, **description}
    questions = tuple(
        question
        for entry in reader.sequence(items.get("questions"), "questions")
        if (question := _question(reader, entry))
    )
    if reader.problems or start is None:
        return None, tuple(reader.problems)
    event = Event(
        id=event_id,
        start=start,
        end=reader.date(items.get("end")),
        names=names,
        terms=reader.texts(items.get("terms"), "terms"),
        never=reader.texts(items.get("not"), "not"),
        questions=questions,
        articles=reader.texts(items.get("articles"), "articles"),
        exclude=reader.texts(items.get("exclude"), "exclude"),
        description=description,
        path=path,
        line=reader.where(root)[0],
    )
    return event, tuple(reader.problems)


def _question(reader: Reader, node: Node) -> Question | None:
    items = reader.items(node, QUESTION_KEYS)
    question_id, names = reader.text(items.get("id")), _texts_by_language(reader, items.get("names"))
    if not question_id or not names:
        reader.report(node, "missing-key", "a question needs an `id` and `names`")
        return None
    kind = reader.text(items.get("kind"))
    if kind is not None and kind not in FIGURE_KINDS:
        hint = did_you_mean(kind, FIGURE_KINDS)
        reader.report(items["kind"], "unknown-kind", f"unknown kind of figure «{kind}»", hint=hint)
    cells = [reader.items(entry, CELL_KEYS) for entry in reader.sequence(items.get("cells"))]
    return Question(
        id=question_id,
        names=names,
        kind=kind,
        unit=reader.text(items.get("unit")),
        words=reader.texts(items.get("words")),
        never=reader.texts(items.get("not")),
        cells=tuple(
            (slug, quote)
            for cell in cells
            if (slug := reader.text(cell.get("article"))) and (quote := reader.text(cell.get("quote")))
        ),
    )


def read_page(path: str, text: str) -> tuple[PageSource | None, tuple[Problem, ...]]:
    """A free page: `names` and `text` by language in front matter, or one Markdown body with a title."""
    head = split_head(text)
    place = Place(path, text, head.lines_before)
    reader = Reader(place)
    items: dict[str, Node] = {}
    if head.yaml is not None:
        root, problems = compose(head.yaml, place)
        if root is None or problems:
            return None, problems
        items = reader.items(root, PAGE_KEYS)
    names, texts = _texts_by_language(reader, items.get("names")), _texts_by_language(reader, items.get("text"))
    if body := text[head.body :].strip():
        texts.setdefault(next(iter(names), "en"), body)
    slug = reader.text(items.get("id")) or Path(path).stem
    if not texts:
        reader.problems.append(problem_on(path, text, 1, 1, "empty-page", "this page has no text"))
    page = PageSource(slug, path, names or {next(iter(texts), "en"): slug}, texts)
    return page, tuple(reader.problems)


def read_phrases(path: str, text: str) -> tuple[dict[str, dict[str, str]], tuple[Problem, ...]]:
    """The site's own conversions: target script → text → text."""
    place = Place(path, text)
    root, problems = compose(text, place)
    if root is None or problems:
        return {}, problems
    reader = Reader(place)
    targets = reader.items(root, {"zh-Hans": None, "zh-Hant": None})
    return {target: reader.names(node) for target, node in targets.items()}, tuple(reader.problems)


# --- all together --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shared:
    """What all articles share: glossary, events, free pages, phrases."""

    terms: tuple[Term, ...]
    events: tuple[Event, ...]
    pages: tuple[PageSource, ...]
    phrases: Mapping[str, Mapping[str, str]]
    problems: tuple[Problem, ...]


def is_shared(path: str, content: str) -> bool:
    """True for a file that `load_shared` reads."""
    inside = path.removeprefix(f"{content}/")
    if inside.startswith("glossary/") or inside in ("glossary.yaml", "phrases.yaml"):
        return inside.endswith((".yaml", ".yml"))
    return inside.startswith(("events/", "pages/")) and inside.endswith(".md")


def load_shared(root: Path, content: str, files: tuple[SourceFile, ...]) -> Shared:
    """Reads glossary, events, pages and phrases; ids must be unique and all references must lead somewhere."""
    terms: list[Term] = []
    events: list[Event] = []
    pages: list[PageSource] = []
    phrases: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for file in files:
        if not is_shared(file.path, content):
            continue
        text, found = read_text(root, file.path)
        problems += found
        if found:
            continue
        inside = file.path.removeprefix(f"{content}/")
        if inside == "phrases.yaml":
            phrases, found = read_phrases(file.path, text)
        elif inside.startswith("glossary"):
            entries, found = read_glossary(file.path, text)
            terms += entries
        elif inside.startswith("events/"):
            event, found = read_event(file.path, text)
            events += [event] if event else []
        else:
            page, found = read_page(file.path, text)
            pages += [page] if page else []
        problems += found
    problems += _doubled("term", [(term.id, term.path, term.line) for term in terms])
    problems += _doubled("event", [(event.id, event.path, event.line) for event in events])
    unique = {term.id: term for term in reversed(terms)}
    return Shared(
        tuple(sorted(unique.values(), key=lambda term: term.id)),
        tuple(
            sorted({event.id: event for event in reversed(events)}.values(), key=lambda event: (event.start, event.id))
        ),
        tuple(sorted(pages, key=lambda page: page.slug)),
        phrases,
        tuple(problems),
    )


def _doubled(noun: str, entries: list[tuple[str, str, int]]) -> list[Problem]:
    first: dict[str, str] = {}
    problems = []
    for entry_id, path, line in entries:
        here = f"{path}:{line}"
        if (other := first.setdefault(entry_id, here)) != here:
            message = f"the {noun} id «{entry_id}» is already used in {other}"
            problems.append(Problem(path, line, 1, "doubled-id", message, hint="give one of them another id"))
    return problems


def reference_problems(
    captures: tuple[Capture, ...], terms: tuple[Term, ...], events: tuple[Event, ...]
) -> tuple[Problem, ...]:
    """References in front matter and events that lead nowhere: unknown events, terms, articles."""
    term_ids = {term.id for term in terms}
    event_ids = {event.id for event in events}
    slugs = {capture.slug for capture in captures}
    problems = [problem for capture in captures for problem in _capture_references(capture, term_ids, event_ids, slugs)]
    for event in events:
        for slug in (*event.articles, *event.exclude, *(slug for each in event.questions for slug, _ in each.cells)):
            if slug not in slugs:
                message = f"the event «{event.id}» names the article «{slug}», which does not exist"
                hint = did_you_mean(slug, slugs)
                problems.append(Problem(event.path, event.line, 1, "unknown-article", message, hint=hint))
    return tuple(problems)


def _capture_references(
    capture: Capture, term_ids: set[str], event_ids: set[str], slugs: set[str]
) -> Iterator[Problem]:
    front = capture.front

    def unknown(key: str, value: str, noun: str, known: set[str]) -> Problem:
        line, column = capture.lines.get(key, (1, 1))
        return problem_on(
            capture.path, capture.text, line, column, f"unknown-{noun}", f"there is no {noun} «{value}»",
            length=len(value), hint=did_you_mean(value, known),
        )  # fmt: skip

    for index, event in enumerate(front.events):
        if event not in event_ids:
            yield unknown(f"events.{index}", event, "event", event_ids)
    for text, term in front.mark.items():
        if term not in term_ids:
            yield unknown(f"terms.mark.{text}", term, "term", term_ids)
    for index, slug in enumerate(front.link):
        if slug not in slugs:
            yield unknown(f"link.{index}", slug, "article", slugs)
    for index, either in enumerate(front.unlink):
        if either not in slugs and either not in event_ids:
            yield unknown(f"unlink.{index}", either, "article", slugs | event_ids)


def load(root: Path, content: str) -> Library:
    """Reads the whole content folder. All problems of all files are in `Library.problems`; nothing is raised."""
    files, problems = list_sources(root, content)
    shared = load_shared(root, content, files)
    captures: list[Capture] = []
    found = [*problems, *shared.problems]
    paths = tuple(file.path for file in files if is_article(file.path, content))
    found += slug_problems(paths)
    for path in paths:
        text, wrong = read_text(root, path)
        found += wrong
        if not wrong:
            capture, wrong = read_capture(path, text)
            captures.append(capture)
            found += wrong
    every = tuple(captures)
    found += reference_problems(every, shared.terms, shared.events)
    return Library(every, shared.terms, shared.events, shared.pages, shared.phrases, tuple(found))
