"""Which files a site has, as the file system knows them, before any is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.diagnostics import Problem


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of `content/` as the file system knows it, before it is read."""

    path: str
    """Relative to the site's folder, with `/`."""
    size: int
    mtime: int
    """Nanoseconds."""
    inode: int


def list_sources(root: Path, content: str) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
    """All files below the content folder in order of path; links that lead out of it are refused."""
    base = root / content
    if not base.is_dir():
        message = f"there is no content folder «{content}»"
        return (), (Problem(content, 0, 0, "no-content", message, hint="start one with `sitegen new site`"),)
    inside = os.path.realpath(base)
    files: list[SourceFile] = []
    problems: list[Problem] = []
    start, length = os.path.relpath(base, root).replace(os.sep, "/"), len(str(base))
    for path, entry in _walk(str(base)):
        relative = start + path[length:].replace(os.sep, "/")
        try:
            if entry.is_symlink():
                target = os.path.realpath(path)
                if not (target == inside or target.startswith(inside + os.sep)):
                    message = "this link leads out of the content folder; it is never published"
                    problems.append(Problem(relative, 0, 0, "link-outside", message, hint="put the file itself here"))
                    continue
            status = entry.stat()
        except OSError as error:
            problems.append(Problem(relative, 0, 0, "unreadable", f"cannot be read: {error.strerror}"))
            continue
        files.append(SourceFile(relative, status.st_size, status.st_mtime_ns, status.st_ino))
    return tuple(sorted(files, key=lambda file: file.path)), tuple(problems)


def _walk(folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    yield entry.path, entry
