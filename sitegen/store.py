"""The cache of prepared articles and of what follows from them: values by key, in one SQLite file.

Each value carries a checksum over key and value: a damaged one counts as absent, a damaged file is begun again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from sitegen.state import Damaged

CHECKSUM = 16

DAMAGE = (sqlite3.Error, UnicodeError, ValueError, TypeError, OverflowError)
"""What SQLite raises on a damaged file; its very message may be unreadable."""

TABLE = "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value BLOB)"


def checksum(key: str, value: bytes) -> bytes:
    """Of a value and the key it is kept under."""
    return hashlib.blake2b(value, digest_size=CHECKSUM, key=key.encode()).digest()


T = TypeVar("T")


@dataclass(slots=True)
class Stored(Generic[T]):
    """A value that is read when it is asked for, from the cache or from its pickled bytes; `hold` reads it for good."""

    key: str
    source: Path | bytes | None = None
    """The folder of the cache, or the pickled value."""
    value: T | None = None

    def get(self) -> T:
        """The value. Raises Damaged."""
        if self.value is not None:
            return self.value
        source = self.source
        value: T = pickle.loads(source) if isinstance(source, bytes) else read_stored(source, self.key)
        return value

    def hold(self) -> None:
        """Reads the value, which may be gone from the cache later. Raises Damaged."""
        self.value = self.get()


def read_stored(folder: Path | None, key: str) -> Any:
    """The pickled value under a key of the cache in a folder. Raises Damaged."""
    blob = opened(folder).get([key]).get(key) if folder else None
    if blob is None:
        raise Damaged(key)
    return pickle.loads(blob)


_open: dict[tuple[Path, int], Store] = {}


def opened(folder: Path) -> Store:
    """The store of a folder, opened once in each process."""
    here = folder, os.getpid()
    if here not in _open:
        _open[here] = Store(folder)
    return _open[here]


def close_stores() -> None:
    """Lets go of all stores that `opened` gave to this process; they open again when needed."""
    for (folder, process), store in list(_open.items()):
        if process == os.getpid():
            store.close()
            del _open[folder, process]


def forget(folder: Path) -> None:
    """Deletes the store of a folder."""
    close_stores()
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            os.unlink(f"{folder / 'articles.db'}{suffix}")


class Store:
    """Results of preparing, by key. Many processes may read and write at once.

    Without a folder it has one of its own for as long as it is open.
    """

    def __init__(self, folder: Path | None) -> None:
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="sitegen-")
        self.folder = folder or Path(self._own.name if self._own else "")
        self.path = self.folder / "articles.db"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._open()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _open(self) -> None:
        try:
            self.db = self._connected()
        except DAMAGE:
            self.forget()
            self.db = self._connected()

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=30, check_same_thread=False)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=OFF")
        db.execute(TABLE)
        return db

    def forget(self) -> None:
        """Deletes the store: it is damaged."""
        with contextlib.suppress(Exception):
            self.db.close()
        for suffix in ("", "-wal", "-shm"):
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
                    if checksum(key, value[CHECKSUM:]) == value[:CHECKSUM]:
                        found[key] = value[CHECKSUM:]
        except DAMAGE:
            return {}
        return found

    def has(self, keys: Iterable[str]) -> set[str]:
        """Which of these keys have a value."""
        wanted, found = list(keys), set()
        with contextlib.suppress(*DAMAGE):
            for at in range(0, len(wanted), 500):
                part = wanted[at : at + 500]
                marks = ",".join("?" * len(part))
                found |= {key for (key,) in self.db.execute(f"SELECT key FROM results WHERE key IN ({marks})", part)}
        return found

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keeps values; a store that cannot be written is forgotten, which costs only time."""
        rows = [(key, checksum(key, value) + value) for key, value in values.items()]
        try:
            with self.db:
                self.db.executemany("INSERT OR REPLACE INTO results (key, value) VALUES (?, ?)", rows)
        except DAMAGE:
            self.forget()
            self._open()

    def keep_only(self, keys: Iterable[str]) -> None:
        """Drops what no article of the site needs any more."""
        wanted = set(keys)
        with contextlib.suppress(*DAMAGE):
            stale = [(key,) for (key,) in self.db.execute("SELECT key FROM results") if key not in wanted]
            if stale:
                with self.db:
                    self.db.executemany("DELETE FROM results WHERE key = ?", stale)

    def close(self) -> None:
        """Lets go of the file, and of the folder where it is the store's own."""
        self.db.close()
        if self._own:
            close_stores()
            self._own.cleanup()
