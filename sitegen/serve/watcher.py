"""Files → «something may have changed»: the one door to watchfiles, with polling where it is not installed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

STEP = 10
"""Milliseconds without a further change after which a change counts as whole."""
LONGEST = 200
"""Milliseconds after which a stream of changes is reported all the same."""
IDLE = 1.0
"""Seconds after which files outside the watched folders are looked at."""
POLL = 0.1
SHARE = 20
"""Polling takes at most one part in so many of a processor's time."""


Changed = frozenset[str] | None
"""Paths of files that may have changed; None: any may have."""


def ticks(folders: Iterable[Path], stop: threading.Event, look: Callable[[], object]) -> Iterator[Changed]:
    """Yields each time something below the folders may have changed, and every second; ends when `stop` is set.

    `look` reads the state of the files; it is how polling finds a change, and what its interval is measured by.
    """
    watched = sorted({folder for folder in folders if folder.is_dir()})
    try:
        from watchfiles import watch
    except ImportError:
        yield from polled(stop, look)
        return
    if not watched:
        yield from polled(stop, look)
        return
    try:
        for changes in watch(
            *watched,
            step=STEP,
            debounce=LONGEST,
            stop_event=stop,
            rust_timeout=int(IDLE * 1000),
            yield_on_timeout=True,
            watch_filter=None,
        ):
            yield frozenset(path for _, path in changes) or None
    except (OSError, RuntimeError):  # the system has no watches left, or the folder is on a network
        yield from polled(stop, look)


def polled(stop: threading.Event, look: Callable[[], object]) -> Iterator[Changed]:
    """The same without watchfiles: compares what `look` gives again and again."""
    before = look()
    while True:
        started = time.perf_counter()
        now = look()
        cost = time.perf_counter() - started
        if now != before:
            before = now
            yield None
        if stop.wait(max(POLL, cost * SHARE)):
            return
