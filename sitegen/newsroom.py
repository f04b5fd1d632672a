"""Every article prepared: only the new and the changed ones are worked on, the rest comes from the cache."""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.crew import Crew
from sitegen.diagnostics import Problem
from sitegen.link import outline, told, watch
from sitegen.load import Shared, is_article, read_capture, read_text, reference_problems, slug_problems
from sitegen.model import (
    Block,
    Capture,
    Card,
    Cleaned,
    Digest,
    Event,
    Facts,
    Prepared,
    Term,
    TermMention,
)
from sitegen.pickling import pickled
from sitegen.prepare import SCRIPTS, Desk, desk, prepare
from sitegen.progress import Progress, silent
from sitegen.search import IndexedDocument, index_document, search_document
from sitegen.sources import SourceFile
from sitegen.state import State, code_key, key_of, problem_of, row_of_problem
from sitegen.store import Store, Stored, opened, read_stored
from sitegen.text import fold_text

if TYPE_CHECKING:
    from sitegen.link.editorial import Watch


class Entry(NamedTuple):
    """What the rest of the site knows of one article; small and plain, so that all of them are read in no time."""

    slug: str
    path: str
    key: str
    """Of everything the article's own pages are made from, other articles aside."""
    usable: bool
    """False: its problems say why."""
    draft: bool
    references: tuple[tuple[str, str], ...]
    """(`event` | `term` | `article` | `unlink`, id) that its front matter names."""
    problems: tuple[Problem, ...]
    lang: str = ""
    published: str | None = None
    texts: int = 0
    """How many texts it has in the search index."""
    outlets: tuple[str, ...] = ()
    """Names of its publisher and of the outlets it relays, as captured."""
    facts: str = ""
    """A key of what proposing events needs of the article."""
    line: str = ""
    """A key of what lists show of it: its card without terms, edits and notes."""
    terms: Mapping[str, str] = MappingProxyType({})
    """Term id → a key of the places that name it."""
    parts: Parts | None = None

    @property
    def card(self) -> Card:
        """What lists show of it; only of a usable article. Raises Damaged."""
        assert self.parts
        return self.parts.card.get()

    @property
    def digest(self) -> Digest:
        """What linking and comparing need of it; only of a usable article. Raises Damaged."""
        assert self.parts
        return self.parts.digest.get()

    @property
    def document(self) -> IndexedDocument:
        """What search needs of it; only of a usable article. Raises Damaged."""
        assert self.parts
        return self.parts.document.get()

    def named(self, noun: str) -> list[str]:
        """The ids of one kind among its references."""
        return [each for kind, each in self.references if kind == noun]

    def held(self) -> None:
        """Reads what is still in the cache, which may change: for those who stay. Raises Damaged."""
        for part in self.parts or ():
            part.hold()


class Parts(NamedTuple):
    """What is known of a usable article and too large to be read for all."""

    card: Stored[Card]
    digest: Stored[Digest]
    document: Stored[IndexedDocument]


def entry_of(row: bytes, parts: Parts) -> Entry:
    """The entry from its row."""
    values = marshal.loads(row)
    entry = Entry._make((*values, parts))
    if entry.usable and not entry.problems:
        return entry
    return entry._replace(problems=tuple(map(problem_of, values[PROBLEMS])), parts=parts if entry.usable else None)


def row_of(entry: Entry) -> bytes:
    """The entry as it goes into the cache: plain values, which are read faster than objects."""
    values: list[Any] = list(entry._replace(terms=dict(entry.terms))[:-1])
    values[PROBLEMS] = [*map(row_of_problem, entry.problems)]
    return marshal.dumps(values)


PROBLEMS = Entry._fields.index("problems")

KINDS = "epdifotk"
"""Letters before the key of an article in the cache: entry, prepared, digest, index, brief, outline, text, card."""


@dataclass(frozen=True, slots=True)
class Done:
    """An article fresh from the desk, as it goes into the cache."""

    path: str
    key: str
    values: Mapping[str, bytes]
    """By kind. `e`: the entry as a row. `t`: front matter and cleaned text, folded, where a new term would have to
    stand to match. Of a usable article also, pickled, `p`: prepared, `f`: what feeds need of it, `k`: card,
    `d`: digest, `o`: its outline, `i`: search index."""
    share: Share | None = None

    def entry(self, folder: Path | None) -> Entry:
        """The entry, with its parts in the cache; without a folder in memory."""
        key, values = self.key, self.values
        parts = Parts(
            Stored(f"k{key}", folder or values.get("k")),
            Stored(f"d{key}", folder or values.get("d")),
            Stored(f"i{key}", folder or values.get("i")),
        )
        return entry_of(values["e"], parts)


@dataclass(frozen=True, slots=True)
class Share:
    """What one article gives to the editors' events; it follows from the article and the events alone."""

    appeared: str
    """When the article was published or captured, in ISO 8601; empty: unknown."""
    events: tuple[tuple[int, bool, bool, str], ...]
    """Number of an event, whether the article tells of it (else of another date), whether the event is a lasting
    question, a key of the article's passages."""
    links: bytes = b""
    """Pickled: number of an event → its `EventLinks` with this article alone."""


@dataclass(slots=True)
class Reporter:
    """The worker that prepares articles and finds what they say of the editors' events; each process has its own."""

    root: Path
    terms: Sequence[Term]
    phrases: Mapping[str, Mapping[str, str]]
    scripts: Sequence[str] = SCRIPTS
    events: Sequence[Event] = ()
    folder: Path | None = None
    """Of the cache, into which each process writes what it made; None: all of it is handed on."""
    _desk: Desk | None = None
    _watch: Watch | None = None

    def work(self, chunk: Sequence[tuple[str, str]]) -> list[Done]:
        """Prepares the articles at these paths; each comes with the key it is kept under."""
        if self._desk is None:
            self._desk = desk(self.terms, self.phrases, self.scripts)
        made = [self._one(path, key, self._desk) for path, key in chunk]
        if self._watch is None and self.events:
            self._watch = watch(self.events)
        watching = self._watch
        return self._kept(
            replace(done, share=share_of(digest, watching)) if digest and watching else done for done, digest in made
        )

    def _kept(self, made: Iterable[Done]) -> list[Done]:
        """The articles in the cache, and what is read of all of them at hand."""
        done = list(made)
        if self.folder is None:
            return done
        values = {f"{kind}{each.key}": value for each in done for kind, value in each.values.items()}
        opened(self.folder).put(values)
        return [replace(each, values={"e": each.values["e"]}) for each in done]

    def _one(self, path: str, key: str, desk: Desk) -> tuple[Done, Digest | None]:
        text, problems = read_text(self.root, path)
        slug = Path(path).stem
        if problems:
            return unusable(Entry(slug, path, key, False, False, (), problems)), None
        capture, problems = read_capture(path, text)
        references, draft = references_of(capture), capture.front.draft
        if problems:
            return unusable(Entry(slug, path, key, False, False, references, problems)), None
        result = prepare(capture, desk)
        made, digest = result.prepared, result.digest
        if made is None or digest is None:
            return unusable(Entry(slug, path, key, False, draft, references, result.problems)), None
        card = made.card
        outlets = tuple(name for name in (card.publisher, *card.origins) if name)
        line = key_of(replace(card, mentions=(), removed={}))
        index = index_document(search_document(made))
        outlined = pickled(outline(digest))
        entry = Entry(
            slug, path, key, True, draft, references, result.problems, card.lang, card.published,
            len(index.parts), outlets, facts_of(outlined, digest), line, term_keys(card),
        )  # fmt: skip
        texts = [capture.text[: capture.body], made.article.title, *(block.text for block in made.article.blocks)]
        values = {
            "e": row_of(entry),
            "t": "".join(map(fold_text, texts)).encode("utf-8", "replace"),
            "p": pickled(made),
            "f": pickled(brief(made)),
            "k": pickled(card),
            "d": pickled(digest),
            "o": outlined,
            "i": pickled(index),
        }
        return Done(path, key, values), digest


def unusable(entry: Entry) -> Done:
    """An article that cannot be read."""
    return Done(entry.path, entry.key, {"e": row_of(entry), "t": b""})


def share_of(digest: Digest, watching: Watch) -> Share:
    """What an article gives to the editors' events."""
    found = told(digest, watching)
    return Share(
        digest.published or digest.captured or "",
        tuple(
            (number, bool(links.mentions), links.lasting, key_of(links.mentions, links.other_dates))
            for number, links in found.items()
        ),
        pickled(found) if found else b"",
    )


def brief(made: Prepared) -> Prepared:
    """The article with its texts and facts only."""
    article = replace(made.article, blocks=(), evidence={})
    variants = {
        lang: replace(variant, blocks=tuple(Block("", each.kind, each.text, each.level) for each in variant.blocks))
        for lang, variant in made.variants.items()
    }
    capture = Capture(article.slug, article.path, "")
    return Prepared(capture, Cleaned("", (), (), Facts()), article, variants, made.card)


def term_keys(card: Card) -> dict[str, str]:
    """A key for each term that an article names, of the sentences that name it."""
    mentions: dict[str, list[TermMention]] = {}
    for mention in card.mentions:
        mentions.setdefault(mention.term, []).append(mention)
    return {term: key_of(found) for term, found in mentions.items()}


def facts_of(outlined: bytes, digest: Digest) -> str:
    """A key of all that decides which other articles an article is alike: its passages may change without it."""
    return key_of(outlined, digest.link, digest.unlink)


def references_of(capture: Capture) -> tuple[tuple[str, str], ...]:
    """Everything outside its own file that an article's front matter names, in order, each once."""
    front = capture.front
    found = {
        *(("event", each) for each in front.events),
        *(("term", each) for each in front.mark.values()),
        *(("article", each) for each in front.link),
        *(("unlink", each) for each in front.unlink),
    }
    return tuple(sorted(found))


def newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Articles by date of publication, newest first, those without a date last; equal dates by slug."""
    ordered = sorted(entries, key=lambda entry: entry.slug)
    return sorted(ordered, key=lambda entry: entry.published or "", reverse=True)


NAME_PIECE = re.compile(r"[^\W_]+")


def matching_key(term: Term) -> str:
    """A key of all that decides where a term matches and how it converts; its definition does not."""
    return key_of(term.id, term.category, sorted(term.names.items()), term.excepts, term.plural)


def traces_of(term: Term) -> tuple[str, ...]:
    """For each name of a term the longest piece that must stand, folded, in any text in which the name matches.

    `AI chip` also matches `AI-Chips`, `groß~ Sprachmodell~` also `großen Sprachmodelle`: so only whole pieces count.
    The id is among them, since front matter can set a mark by it.
    """
    names = [name.text for names in term.names.values() for name in names]
    pieces = [max(NAME_PIECE.findall(name), key=len, default="") for name in names]
    return tuple(sorted({fold_text(piece) for piece in (*pieces, term.id) if piece}))


@dataclass(slots=True)
class Archive:
    """Prepared articles by slug, from the cache."""

    keys: Mapping[str, str]
    folder: Path | None
    _recent: tuple[str, Prepared] | None = None

    def brief(self, slug: str) -> Prepared:
        """The prepared article without captures and marks, as feeds need it. Raises Damaged."""
        made: Prepared = read_stored(self.folder, f"f{self.keys[slug]}")
        return made

    def get(self, slug: str) -> Prepared:
        """The prepared article. Raises Damaged where the cache has lost it."""
        if self._recent is None or self._recent[0] != slug:
            self._recent = slug, read_stored(self.folder, f"p{self.keys[slug]}")
        return self._recent[1]


@dataclass(slots=True)
class Newsroom:
    """The articles of a site: which there are, which changed, and what is known of each."""

    root: Path
    content: str
    shared: Shared
    last: State
    store: Store
    scripts: Sequence[str] = SCRIPTS
    """Those in which Chinese articles are made, beside their own."""
    files: dict[str, tuple[int, int, int, str]] = field(default_factory=dict)
    terms: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    base: str = ""
    shares: dict[str, Share] = field(default_factory=dict)
    """Slug → what it gives to the editors' events, of the articles prepared in this run."""

    def preparing(self, files: Iterable[SourceFile], crew_of: int) -> Preparing:
        """Sets processes to work on the new and the changed articles."""
        articles = [file for file in files if is_article(file.path, self.content)]
        self.base = key_of(code_key(), self.shared.phrases, tuple(self.scripts))
        self.terms = {term.id: (matching_key(term), traces_of(term)) for term in self.shared.terms}
        touched = self._touched()
        keys = {file.path: self._key(file, touched) for file in articles}
        shared, folder = self.shared, self.store.folder
        reporter = Reporter(self.root, shared.terms, shared.phrases, self.scripts, shared.events, folder)
        return Preparing(self, keys, Crew(reporter, crew_of))

    def entries(self, files: Iterable[SourceFile], crew_of: int, told: Progress = silent) -> list[Entry]:
        """All articles in order of path."""
        with self.preparing(files, crew_of) as prepared:
            return prepared.entries(told)

    def problems(self, entries: Sequence[Entry]) -> tuple[Problem, ...]:
        """What is wrong in the articles, and in what they say of each other."""
        return problems_of(self.root, self.shared, entries)

    def before(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries of the last build, as far as the cache still has them; none of another version of sitegen."""
        if self.last.base != self.base:
            return []
        now = {entry.path: entry for entry in entries}
        old = {path: key for path, key in self.last.articles.items() if path not in now or now[path].key != key}
        rows = self.store.get(f"e{key}" for key in old.values())
        return [
            self._entry(old[path], rows[f"e{old[path]}"]) if path in old else now[path]
            for path, key in self.last.articles.items()
            if path not in old or f"e{key}" in rows
        ]

    def archive(self, entries: Sequence[Entry]) -> Archive:
        """The prepared articles, to be read when their pages are made."""
        return Archive({entry.slug: entry.key for entry in entries}, self.store.folder)

    # --- the cache ---------------------------------------------------------------------------------------------

    def _key(self, file: SourceFile, touched: frozenset[str]) -> str:
        """The key of an article: of its file, of sitegen, and of the terms that could match in it.

        `touched`: paths of articles in which changed terms could match; all others keep the key they had.
        """
        status = (file.size, file.mtime, file.inode)
        known = self.last.files.get(file.path) if self.last.base == self.base else None
        if known is not None and known[:3] == status and file.path not in touched:
            self.files[file.path] = known
            return self.last.articles[file.path]
        try:
            raw = (self.root / file.path).read_bytes()
        except OSError:
            raw = b""
        content = hashlib.blake2b(raw, digest_size=16).hexdigest()
        self.files[file.path] = (*status, content)
        if known is not None and known[3] == content and file.path not in touched:
            return self.last.articles[file.path]
        return key_of(self.base, file.path, content, {term: key for term, (key, _) in self.terms.items()})

    def _touched(self) -> frozenset[str]:
        """Articles of the last build in which a changed, new or lost term could match."""
        before = self.last.terms
        changed = [term for term in {*before, *self.terms} if before.get(term) != self.terms.get(term)]
        traces = {trace for terms in (before, self.terms) for term in changed for trace in terms.get(term, ("", ()))[1]}
        if not traces or self.last.base != self.base:
            return frozenset()
        texts = self.store.get(f"t{key}" for key in self.last.articles.values())
        return frozenset(
            path
            for path, key in self.last.articles.items()
            if (blob := texts.get(f"t{key}")) is None or any(trace in blob.decode() for trace in traces)
        )

    def at_hand(self, keys: Mapping[str, str]) -> Collection[str]:
        """The articles that seem not to need preparing, by path; whether the cache still reads is seen later."""
        names = self.store.has(f"e{key}" for key in keys.values())
        return {path for path, key in keys.items() if f"e{key}" in names}

    def kept(self, keys: Mapping[str, str]) -> dict[str, Entry]:
        """The articles that need not be prepared again, by path; `keys` by path."""
        rows = self.store.get(f"e{key}" for key in keys.values())
        return {path: self._entry(key, rows[f"e{key}"]) for path, key in keys.items() if f"e{key}" in rows}

    def _entry(self, key: str, row: bytes) -> Entry:
        return Done("", key, {"e": row}).entry(self.store.folder)


@dataclass(slots=True)
class Preparing:
    """Articles being prepared by other processes, from entering this context on."""

    room: Newsroom
    keys: Mapping[str, str]
    """Path of an article → its key."""
    crew: Crew[Reporter]
    _sent: Sequence[tuple[str, str]] = ()
    _chunks: Iterator[list[Done]] = field(default_factory=lambda: iter(()))

    def __enter__(self) -> Preparing:
        known = self.room.at_hand(self.keys)
        self._sent = [(path, key) for path, key in self.keys.items() if path not in known]
        self._chunks = self.crew.__enter__().map(Reporter.work, self._sent, few=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.crew.__exit__(kind, error, trace)

    def entries(self, told: Progress = silent) -> list[Entry]:
        """All articles in order of path, as soon as they are prepared."""
        sent = dict(self._sent)
        found = self.room.kept({path: key for path, key in self.keys.items() if path not in sent})
        lost = [(path, key) for path, key in self.keys.items() if path not in sent and path not in found]
        done_count, all_count = 0, len(self._sent) + len(lost)
        for chunk in chain(self._chunks, self.crew.map(Reporter.work, lost) if lost else ()):
            done_count += len(chunk)
            told("reading", done_count, all_count)
            for done in chunk:
                entry = found[done.path] = done.entry(self.room.store.folder)
                if done.share:
                    self.room.shares[entry.slug] = done.share
        return [found[path] for path in self.keys]


def problems_of(root: Path, shared: Shared, entries: Sequence[Entry]) -> tuple[Problem, ...]:
    """What is wrong in the articles, and in what they say of each other."""
    found = [problem for entry in entries for problem in entry.problems]
    found += slug_problems(tuple(entry.path for entry in entries))
    events, terms = {event.id for event in shared.events}, {term.id for term in shared.terms}
    slugs = {entry.slug for entry in entries}
    known = {"event": events, "term": terms, "article": slugs, "unlink": slugs | events}
    lost = [entry for entry in entries if any(each not in known[noun] for noun, each in entry.references)]
    captures = [read_capture(entry.path, read_text(root, entry.path)[0])[0] for entry in lost]
    others = [Capture(slug, "", "") for slug in slugs - {capture.slug for capture in captures}]
    found += reference_problems((*captures, *others), shared.terms, shared.events)
    return tuple(found)
