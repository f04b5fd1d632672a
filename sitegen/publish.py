"""pages → the published folder, whole or not at all.

The new site is made complete in a spare tree beside the published one; then the two change places in one step
(`renameat2(RENAME_EXCHANGE)` on Linux, `renamex_np(RENAME_SWAP)` on macOS, two renames elsewhere). A reader, or a kill
at any moment, sees the old site or the new one. The tree that was replaced becomes the next spare and is brought up to
date: that costs as much as what changed, not as much as the site.

What sitegen wrote is listed in a ledger beside the tree. Files that are not in it belong to somebody else: they are
carried over, never deleted, and never overwritten.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sitegen.state import packed, unpacked

AT_FDCWD = -100
RENAME_EXCHANGE = 2
RENAME_SWAP = 2


class PublishError(Exception):
    """The site could not be published; the old one is untouched. The message is for the editor."""


class Locked(PublishError):
    """Another build is at work on the same folder."""


class Written(NamedTuple):
    """A file of a tree as sitegen left it: what it holds, and the marks by which a later change is noticed."""

    digest: str
    size: int
    mtime: int
    inode: int


Ledger = Mapping[str, Written]
"""Path relative to the tree → what sitegen wrote there."""

Scan = Mapping[str, tuple[int, int, int]]
"""Path relative to a tree → size, mtime in nanoseconds, inode."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The folder beside the published one where sitegen keeps spare tree, ledgers and lock."""

    output: Path

    @property
    def folder(self) -> Path:
        return self.output.parent / f".{self.output.name}.sitegen"

    @property
    def spare(self) -> Path:
        return self.folder / "spare"

    def ledger(self, tree: str) -> Path:
        """The ledger of `site` or of `spare`."""
        return self.folder / f"{tree}.bin"


def digest_of(content: bytes) -> str:
    """The digest by which equal files are known."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


@contextlib.contextmanager
def locked(output: Path) -> Iterator[Workshop]:
    """Holds the lock of a published folder. Raises Locked, or PublishError where no lock can be."""
    import fcntl

    shop = Workshop(output)
    with _explained(output):
        shop.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(shop.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            raise Locked(
                f"another build is at work on {output}" + (f" (process {holder})" if holder else "")
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode("ascii"), 0)
        yield shop
    finally:
        os.close(handle)


def read_ledger(shop: Workshop, tree: str = "site") -> dict[str, Written]:
    """What sitegen wrote into a tree; empty where the ledger is missing or damaged."""
    return _listed(shop.ledger(tree))[1] or {}


def _listed(path: Path) -> tuple[str, dict[str, Written] | None]:
    """The mark of the build that left a ledger, and what it lists; None where it is missing or damaged."""
    try:
        mark, listed = unpacked(path.read_bytes())
        return mark, dict(zip(listed, map(Written._make, listed.values()), strict=True))
    except (OSError, ValueError, TypeError, EOFError, AttributeError):
        return "", None


def keeps_all(shop: Workshop, paths: Iterable[str], mark: str) -> bool:
    """True where these files, and no other of ours, are published as the build with this mark left them."""
    recover(shop)
    left, listed = _listed(shop.ledger("site"))
    ledger, found = listed or {}, scan(shop.output)
    wanted = set(paths)
    return (
        left == mark
        and wanted == ledger.keys()
        and all(_same(found.get(path), entry) for path, entry in ledger.items())
    )


def scan(tree: Path) -> dict[str, tuple[int, int, int]]:
    """Every file below a tree: path → (size, mtime in nanoseconds, inode). Empty where there is no tree."""
    files: dict[str, tuple[int, int, int]] = {}
    folders = [""]
    base = str(tree)
    while folders:
        folder = folders.pop()
        try:
            entries = os.scandir(f"{base}/{folder}" if folder else base)
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                else:
                    status = entry.stat(follow_symlinks=False)
                    files[path] = (status.st_size, status.st_mtime_ns, status.st_ino)
    return files


def _inodes(tree: Path) -> dict[str, int]:
    """Every file below a tree with its inode, without asking for the state of each. Empty where there is no tree."""
    files: dict[str, int] = {}
    folders = [""]
    base = str(tree)
    while folders:
        folder = folders.pop()
        try:
            entries = os.scandir(f"{base}/{folder}" if folder else base)
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                else:
                    files[path] = entry.inode()
    return files


def _same(found: tuple[int, int, int] | None, entry: Written) -> bool:
    return found == entry[1:]


@dataclass(slots=True)
class Draft:
    """The next site, made in the spare tree between `begin` and `finish`. Nothing of it is public before that."""

    shop: Workshop
    ledger: Ledger
    """What the published tree holds of ours."""
    present: Scan
    """Every file of the published tree, ours or not."""
    spare: Ledger
    """What the spare tree truly holds of ours."""
    lying: Collection[str]
    """Every file of the spare tree when the draft was begun."""
    mark: str
    """Of the build that published the tree: what is known of another build does not hold for its files."""
    result: dict[str, Written] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    written: int = 0
    """How many files differ from the published ones."""
    tree: str = ""
    """The spare tree's folder."""
    intact: frozenset[str] = frozenset()
    """Published files that are as sitegen left them, so that they need not be made again."""

    def __post_init__(self) -> None:
        self.tree = str(self.shop.spare)
        present = self.present
        self.intact = frozenset([path for path, entry in self.ledger.items() if present.get(path) == entry[1:]])

    def begin(self) -> None:
        """Makes the spare tree ready; it counts as unfinished until `finish`. Raises PublishError."""
        with _explained(self.shop.output):
            self.shop.ledger("spare").unlink(missing_ok=True)
            self.shop.spare.mkdir(parents=True, exist_ok=True)

    def read(self, path: str) -> bytes:
        """One of the published files that are `intact`."""
        with _explained(self.shop.output):
            return (self.shop.output / path).read_bytes()

    def write(self, path: str, content: bytes) -> None:
        """Puts a file into the next site. Raises PublishError where a file of somebody else is in the way."""
        digest = digest_of(content)
        if path in self.intact and self.ledger[path].digest == digest:
            self.keep(path)
            return
        try:
            if path in self.present and path not in self.ledger:
                _refuse_foreign(self.shop.output / path, content)
            have = self.spare.get(path)
            if have is None or have.digest != digest:
                have = _write(self.tree, path, content, digest, self.made)
        except OSError as error:
            raise _explanation(error, self.shop.output) from error
        self.result[path] = have
        self.written += 1

    def keep(self, path: str) -> None:
        """Takes one of the published files that are `intact` over as it is."""
        entry, have = self.ledger[path], self.spare.get(path)
        if have is not None and have.digest == entry.digest:
            self.result[path] = have
            return
        with _explained(self.shop.output):
            self.result[path] = _link(str(self.shop.output), str(self.shop.spare), path, entry.digest, self.made)

    def sizes(self) -> dict[str, int]:
        """Bytes of every file of the next site, so far."""
        return {path: entry.size for path, entry in self.result.items()}

    def finish(self, mark: str) -> None:
        """Publishes exactly the files written and kept, and those of others, under a mark. Raises PublishError."""
        with _explained(self.shop.output):
            foreign = self.present.keys() - self.ledger.keys()
            _carry_foreign(self.shop, foreign, self.present, self.made)
            _delete(self.shop.spare, set(self.lying) - self.result.keys() - foreign)
            _save(self.shop.ledger("next"), mark, self.result)
            _swap(self.shop)
        with contextlib.suppress(OSError):
            self._follow(foreign)

    def _follow(self, foreign: Iterable[str]) -> None:
        """Brings the tree that was replaced up to date, so that the next build finds both alike. Raises OSError.

        The site is published by now: what fails here costs the next build some time.
        """
        site, tree = str(self.shop.output), str(self.shop.spare)
        self.shop.ledger("spare").unlink(missing_ok=True)
        self.shop.spare.mkdir(parents=True, exist_ok=True)
        shared = {path for path, entry in self.result.items() if self.present.get(path) == entry[1:]}
        _delete(self.shop.spare, self.present.keys() - self.result.keys() - set(foreign))
        made: set[str] = set()
        follow = {
            path: entry if path in shared else _link(site, tree, path, entry.digest, made)
            for path, entry in self.result.items()
        }
        _save(self.shop.ledger("spare"), "", follow)


def draft(shop: Workshop) -> Draft:
    """The next site before anything of it is made: what lies in both trees. Raises PublishError."""
    with _explained(shop.output):
        recover(shop)
        present, lying = scan(shop.output), _inodes(shop.spare)
        spare = _spare_ledger(shop, present, lying)
        mark, listed = _listed(shop.ledger("site"))
        return Draft(shop, listed or {}, present, spare, lying, mark)


def _swap(shop: Workshop) -> None:
    """The one step at which the site changes, and the ledgers with it."""
    existed = shop.output.is_dir()
    if existed:
        exchange(shop.spare, shop.output)
        with contextlib.suppress(OSError):
            os.replace(shop.ledger("site"), shop.ledger("spare"))
    else:
        shop.output.parent.mkdir(parents=True, exist_ok=True)
        os.rename(shop.spare, shop.output)
    os.replace(shop.ledger("next"), shop.ledger("site"))


def recover(shop: Workshop) -> None:
    """After a kill between the swap and its ledgers: finds out which tree is which."""
    following = shop.ledger("next")
    if not following.exists():
        return
    _, entries = _listed(following)
    found = scan(shop.output)
    if entries and all(_same(found.get(path), entry) for path, entry in entries.items()):
        with contextlib.suppress(OSError):
            os.replace(shop.ledger("site"), shop.ledger("spare"))
        os.replace(following, shop.ledger("site"))
    else:
        following.unlink(missing_ok=True)


def _refuse_foreign(path: Path, content: bytes) -> None:
    if path.read_bytes() != content:
        raise PublishError(
            f"{path} is in the way: sitegen did not write it and does not overwrite it "
            "(choose another --output, or move it away)"
        )


def _spare_ledger(shop: Workshop, present: Scan, lying: Mapping[str, int]) -> dict[str, Written]:
    """What the spare tree truly holds of what sitegen wrote there.

    Most of its files are those of the published tree under a second name, whose state is known already.
    """

    def state(path: str, inode: int) -> tuple[int, int, int] | None:
        published = present.get(path)
        if published is not None and published[2] == inode:
            return published
        status = os.lstat(shop.spare / path)
        return status.st_size, status.st_mtime_ns, status.st_ino

    ledger = read_ledger(shop, "spare")
    return {
        path: entry
        for path, entry in ledger.items()
        if lying.get(path) == entry.inode and _same(state(path, entry.inode), entry)
    }


def _carry_foreign(shop: Workshop, foreign: Iterable[str], present: Scan, made: set[str]) -> None:
    for path in foreign:
        target = shop.spare / path
        if target.is_symlink() or target.exists():
            if target.lstat().st_ino == present[path][2]:
                continue
            target.unlink()
        _make_folder(shop.spare, path, made)
        source = shop.output / path
        if source.is_symlink():
            os.symlink(os.readlink(source), target)
        else:
            _link_or_copy(source, target)


def _make_folder(tree: Path | str, path: str, made: set[str]) -> None:
    folder = path.rpartition("/")[0]
    if folder not in made:
        os.makedirs(f"{tree}/{folder}", exist_ok=True)
        made.add(folder)


def _write(tree: str, path: str, content: bytes, digest: str, made: set[str]) -> Written:
    """A new file under a new inode: the old one may be shared with the published tree."""
    _make_folder(tree, path, made)
    target = f"{tree}/{path}"
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        os.unlink(target)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        written = os.write(handle, content)
        while written < len(content):
            written += os.write(handle, memoryview(content)[written:])
        status = os.fstat(handle)
    finally:
        os.close(handle)
    return Written(digest, status.st_size, status.st_mtime_ns, status.st_ino)


def _link(site: str, spare: str, path: str, digest: str, made: set[str]) -> Written:
    _make_folder(spare, path, made)
    target = f"{spare}/{path}"
    try:
        _link_or_copy(f"{site}/{path}", target)
    except FileExistsError:
        os.unlink(target)
        _link_or_copy(f"{site}/{path}", target)
    status = os.stat(target)
    return Written(digest, status.st_size, status.st_mtime_ns, status.st_ino)


def _link_or_copy(source: Path | str, target: Path | str) -> None:
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP):
            raise
        shutil.copy2(source, target)


def _delete(tree: Path, paths: Iterable[str]) -> None:
    folders: set[str] = set()
    for path in paths:
        os.unlink(tree / path)
        folders.add(path.rpartition("/")[0])
    for folder in sorted(folders, key=len, reverse=True):
        while folder:
            try:
                os.rmdir(tree / folder)
            except OSError:
                break
            folder = folder.rpartition("/")[0]


def _save(path: Path, mark: str, ledger: Ledger) -> None:
    beside = path.with_suffix(".tmp")
    with open(beside, "wb") as file:
        file.write(packed((mark, dict(zip(ledger, map(tuple, ledger.values()), strict=True)))))
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def exchange(one: Path, other: Path) -> None:
    """Two folders change places, in one step where the system can."""
    libc = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform.startswith("linux") and hasattr(libc, "renameat2"):
        if libc.renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0:
            return
        if ctypes.get_errno() not in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
    elif sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        if libc.renamex_np(first, second, RENAME_SWAP) == 0:
            return
    between = one.with_name("between")
    os.rename(other, between)
    os.rename(one, other)
    os.rename(between, one)


@contextlib.contextmanager
def _explained(output: Path) -> Iterator[None]:
    """Turns a failure of the file system into a message an editor understands."""
    try:
        yield
    except PublishError:
        raise
    except OSError as error:
        raise _explanation(error, output) from error


def _explanation(error: OSError, output: Path) -> PublishError:
    reasons = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EROFS: "the folder is read-only",
        errno.EACCES: "the folder may not be written",
        errno.EPERM: "the folder may not be written",
    }
    reason = reasons.get(error.errno or 0, error.strerror or str(error))
    place = error.filename or output
    return PublishError(f"the site was not published: {reason} ({place}); the old one is as it was")
