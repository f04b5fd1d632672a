"""Every article prepared: only the new and the changed ones are worked on, the rest comes from the cache."""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen.crew import Crew
from sitegen.diagnostics import Problem
from sitegen.load import Shared, is_article, read_capture, read_text, reference_problems, slug_problems
from sitegen.model import Block, Capture, Card, Cleaned, Digest, Facts, Prepared, Term, TermMention
from sitegen.prepare import Desk, desk, prepare
from sitegen.progress import Progress, silent
from sitegen.search import IndexedDocument, index_document, search_document
from sitegen.sources import SourceFile
from sitegen.state import State, code_key, key_of
from sitegen.store import Store, Stored, read_stored
from sitegen.text import fold_text


@dataclass(frozen=True, slots=True)
class Entry:
    """What the rest of the site knows of one article; small, so that all of them fit into memory."""

    slug: str
    path: str
    key: str
    """Of everything the article's own pages are made from, other articles aside."""
    card: Card | None
    """None: the article cannot be used; its problems say why."""
    draft: bool
    references: frozenset[tuple[str, str]]
    """(`event` | `term` | `article` | `unlink`, id) that its front matter names."""
    problems: tuple[Problem, ...]
    facts: str = ""
    """A key of what proposing events needs of the article."""
    line: str = ""
    """A key of what lists show of it: its card without terms, edits and notes."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """Term id → a key of the places that name it."""
    stored_digest: Stored[Digest] | None = None
    stored_index: Stored[IndexedDocument] | None = None

    @property
    def digest(self) -> Digest | None:
        """What linking and comparing need of the article. Raises Damaged."""
        return self.stored_digest.get() if self.stored_digest else None

    @property
    def index(self) -> IndexedDocument | None:
        """What search needs of it. Raises Damaged."""
        return self.stored_index.get() if self.stored_index else None

    def named(self, noun: str) -> list[str]:
        """The ids of one kind among its references."""
        return sorted(each for kind, each in self.references if kind == noun)

    def held(self) -> None:
        """Reads what is still in the cache, which may change: for those who stay. Raises Damaged."""
        for part in (self.stored_digest, self.stored_index):
            if part:
                part.get()

    def settled(self, folder: Path | None) -> None:
        """Lets go of what can be read from the cache again, once it is there."""
        for part in (self.stored_digest, self.stored_index):
            if part and folder:
                part.folder, part.value = folder, None


@dataclass(frozen=True, slots=True)
class Done:
    """An article fresh from the desk, with what goes into the cache."""

    entry: Entry
    prepared: bytes
    """Pickled `Prepared`; empty where there is none."""
    digest: bytes = b""
    index: bytes = b""
    outline: bytes = b""
    """Pickled `Digest` without its passages."""
    brief: bytes = b""
    text: str = ""
    """Front matter and cleaned text, folded: where a new term would have to stand to match."""

    def unpacked(self, folder: Path | None) -> Entry:
        """The entry with its parts: in memory where there is no cache to read them from."""
        entry = self.entry
        if entry.stored_digest and entry.stored_index:
            entry.settled(folder)
            if folder is None:
                entry.stored_digest.value = pickle.loads(self.digest)
                entry.stored_index.value = pickle.loads(self.index)
        return entry


@dataclass(slots=True)
class Reporter:
    """The worker that prepares articles; each process has its own."""

    root: Path
    code: str
    terms: Sequence[Term]
    phrases: Mapping[str, Mapping[str, str]]
    _desk: Desk | None = None

    def work(self, chunk: Sequence[tuple[str, str]]) -> list[Done]:
        """Prepares the articles at these paths; each comes with the key it is kept under."""
        if self._desk is None:
            self._desk = desk(self.terms, self.phrases)
        return [self._one(path, key) for path, key in chunk]

    def _one(self, path: str, key: str) -> Done:
        assert self._desk is not None
        text, problems = read_text(self.root, path)
        slug = Path(path).stem
        if problems:
            return Done(Entry(slug, path, key, None, False, frozenset(), problems), b"")
        capture, problems = read_capture(path, text)
        references = references_of(capture)
        if problems:
            return Done(Entry(slug, path, key, None, False, references, problems), b"")
        result = prepare(capture, self._desk)
        made = result.prepared
        if made is None or result.digest is None:
            return Done(Entry(slug, path, key, None, capture.front.draft, references, result.problems), b"")
        entry = Entry(
            slug,
            path,
            key,
            made.card,
            capture.front.draft,
            references,
            result.problems,
            facts_of(result.digest),
            key_of(replace(made.card, mentions=(), removed={})),
            term_keys(made.card),
            Stored(f"d{key}"),
            Stored(f"i{key}"),
        )
        texts = [capture.text[: capture.body], made.article.title, *(block.text for block in made.article.blocks)]
        index = index_document(search_document(made))
        return Done(
            entry,
            pickled(made),
            pickled(result.digest),
            pickled(index),
            pickled(replace(result.digest, passages=(), terms=())),
            pickled(brief(made)),
            "".join(map(fold_text, texts)),
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


def pickled(value: object) -> bytes:
    """The value as it goes into the cache."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def term_keys(card: Card) -> dict[str, str]:
    """A key for each term that an article names, of the sentences that name it."""
    mentions: dict[str, list[TermMention]] = {}
    for mention in card.mentions:
        mentions.setdefault(mention.term, []).append(mention)
    return {term: key_of(found) for term, found in mentions.items()}


def facts_of(digest: Digest) -> str:
    """A key of all that decides which other articles an article is alike: its passages may change without it."""
    days = (digest.days, digest.published, digest.captured)
    return key_of(digest.slug, digest.lang, days, digest.link, digest.unlink, digest.features)


def references_of(capture: Capture) -> frozenset[tuple[str, str]]:
    """Everything outside its own file that an article's front matter names."""
    front = capture.front
    return frozenset(
        [
            *(("event", each) for each in front.events),
            *(("term", each) for each in front.mark.values()),
            *(("article", each) for each in front.link),
            *(("unlink", each) for each in front.unlink),
        ]
    )


def newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Articles by date of publication, newest first, those without a date last; equal dates by slug."""
    ordered = sorted(entries, key=lambda entry: entry.slug)
    return sorted(ordered, key=lambda entry: (entry.card.published if entry.card else None) or "", reverse=True)


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
    """Prepared articles by slug: those of this run, then those in the cache."""

    fresh: Mapping[str, bytes]
    keys: Mapping[str, str]
    folder: Path | None
    _recent: tuple[str, Prepared] | None = None

    def brief(self, slug: str) -> Prepared:
        """The prepared article without captures and marks, as feeds need it."""
        blob = self.fresh.get(slug)
        made: Prepared = pickle.loads(blob) if blob else read_stored(self.folder, f"f{self.keys[slug]}")
        return made

    def get(self, slug: str) -> Prepared:
        """The prepared article. Raises Damaged where the cache has lost it."""
        if self._recent is not None and self._recent[0] == slug:
            return self._recent[1]
        blob = self.fresh.get(slug)
        prepared: Prepared = pickle.loads(blob) if blob else read_stored(self.folder, f"p{self.keys[slug]}")
        self._recent = slug, prepared
        return prepared


@dataclass(slots=True)
class Newsroom:
    """The articles of a site: which there are, which changed, and what is known of each."""

    root: Path
    content: str
    shared: Shared
    last: State
    store: Store
    files: dict[str, tuple[int, int, int, str]] = field(default_factory=dict)
    terms: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    base: str = ""
    fresh: dict[str, bytes] = field(default_factory=dict)
    """Slug → pickled `Prepared` of articles prepared in this run, where there is no cache to read them from."""

    def entries(self, files: Iterable[SourceFile], crew_of: int, told: Progress = silent) -> list[Entry]:
        """All articles in order of path."""
        articles = [file for file in files if is_article(file.path, self.content)]
        self.base = key_of(code_key(), self.shared.phrases)
        self.terms = {term.id: (matching_key(term), traces_of(term)) for term in self.shared.terms}
        touched = self._touched()
        keys = {file.path: self._key(file, touched) for file in articles}
        found = self._kept(keys)
        todo = [(path, key) for path, key in keys.items() if path not in found]
        reporter = Reporter(self.root, code_key(), self.shared.terms, self.shared.phrases)
        with Crew(reporter, crew_of) as crew:
            done_count = 0
            for chunk in crew.map(Reporter.work, todo):
                done_count += len(chunk)
                told("reading", done_count, len(todo))
                self._keep(chunk)
                for done in chunk:
                    found[done.entry.path] = done.entry
        return [found[file.path] for file in articles]

    def problems(self, entries: Sequence[Entry]) -> tuple[Problem, ...]:
        """What is wrong in the articles, and in what they say of each other."""
        found = [problem for entry in entries for problem in entry.problems]
        found += slug_problems(tuple(entry.path for entry in entries))
        events, terms = {event.id for event in self.shared.events}, {term.id for term in self.shared.terms}
        slugs = {entry.slug for entry in entries}
        known = {"event": events, "term": terms, "article": slugs, "unlink": slugs | events}
        lost = [entry for entry in entries if any(each not in known[noun] for noun, each in entry.references)]
        captures = [self._capture(entry) for entry in entries if entry in lost]
        others = [Capture(slug, "", "") for slug in slugs - {capture.slug for capture in captures}]
        found += reference_problems((*captures, *others), self.shared.terms, self.shared.events)
        return tuple(found)

    def _capture(self, entry: Entry) -> Capture:
        return read_capture(entry.path, read_text(self.root, entry.path)[0])[0]

    def before(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries of the last build, as far as the cache still has them; none of another version of sitegen."""
        if self.last.base != self.base:
            return []
        now = {entry.path: entry for entry in entries}
        old = {path: key for path, key in self.last.articles.items() if path not in now or now[path].key != key}
        blobs = self.store.get(f"e{key}" for key in old.values())
        return [
            self._entry(blobs[f"e{key}"]) if path in old else now[path]
            for path, key in self.last.articles.items()
            if path not in old or f"e{key}" in blobs
        ]

    def archive(self, entries: Sequence[Entry]) -> Archive:
        """The prepared articles, to be read when their pages are made."""
        return Archive(self.fresh, {entry.slug: entry.key for entry in entries}, self.store.folder)

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

    def _kept(self, keys: Mapping[str, str]) -> dict[str, Entry]:
        blobs = self.store.get(f"e{key}" for key in keys.values())
        return {path: self._entry(blobs[f"e{key}"]) for path, key in keys.items() if f"e{key}" in blobs}

    def _entry(self, blob: bytes) -> Entry:
        entry: Entry = pickle.loads(blob)
        entry.settled(self.store.folder)
        return entry

    def _keep(self, chunk: Sequence[Done]) -> None:
        values: dict[str, bytes] = {}
        for done in chunk:
            key = done.entry.key
            values[f"e{key}"] = pickled(done.entry)
            if done.prepared:
                values |= {
                    f"p{key}": done.prepared,
                    f"f{key}": done.brief,
                    f"d{key}": done.digest,
                    f"i{key}": done.index,
                    f"o{key}": done.outline,
                }
            values[f"t{key}"] = done.text.encode("utf-8", "replace")
            if self.store.folder is None and done.prepared:
                self.fresh[done.entry.slug] = done.prepared
        self.store.put(values)
        for done in chunk:
            done.unpacked(self.store.folder)
