"""The cache of prepared articles and of what follows from them: values by key, in one SQLite file.

Each value carries a checksum over key and value: a damaged one counts as absent, a damaged file is begun again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

CHECKSUM = 16

DAMAGE = (sqlite3.Error, UnicodeError, ValueError, TypeError, OverflowError)
"""What SQLite raises on a damaged file; its very message may be unreadable."""

TABLE = "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value BLOB)"


def checksum(key: str, value: bytes) -> bytes:
    """Of a value and the key it is kept under."""
    return hashlib.blake2b(value, digest_size=CHECKSUM, key=key.encode()).digest()


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
        except DAMAGE:
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
        """Lets go of the file."""
        self.db.close()
