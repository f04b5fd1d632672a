"""Watch, remake, reload: the site on this machine while an editor works on it. Nothing here reaches a built site."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from sitegen.build import Options
from sitegen.diagnostics import Problem, Severity
from sitegen.progress import Progress, silent
from sitegen.serve.server import Server, is_loopback
from sitegen.serve.studio import Studio
from sitegen.serve.watcher import Changed, ticks

__all__ = ["NoPort", "Server", "Studio", "careful", "is_loopback", "serve", "start"]

FIRST_PORT = 8000

PAUSE = 0.06
"""Seconds that a browser gets to fetch the changed page before links are worked out."""

PATIENCE = 0.0005
"""Seconds after which a thread that works out links lets go for the one that shows a change."""

Say = Callable[[str], None]


class NoPort(Exception):
    """The server cannot listen at this address. The message is for the editor."""


def start(root: Path, host: str, port: int | None = None, *, drafts: bool = False, told: Progress = silent) -> Server:
    """A server that holds the site, listening but not yet answering.

    Without a port it takes 8000 or the next free one. Raises NoPort where it cannot listen.
    """
    studio = Studio(root, Options(drafts=drafts), told)
    for number in (port,) if port is not None else range(FIRST_PORT, FIRST_PORT + 20):
        try:
            server = Server(studio, host, number)
        except OSError as error:
            reason = error.strerror
            continue
        studio.options = replace(studio.options, base_url=server.address)
        return server
    raise NoPort(f"cannot listen on {host}:{port or FIRST_PORT}: {reason}; choose another --port")


def serve(server: Server, say: Say, opened: Callable[[str], object] | None = None) -> None:
    """Answers requests and follows the files until `server.stop` is set or the editor presses Ctrl+C."""
    studio = server.studio
    started = time.perf_counter()
    careful(studio, studio.follow, say)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(PATIENCE)
    changed = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True),
        threading.Thread(target=settling, args=(server, changed, say), daemon=True),
    ]
    for thread in threads:
        thread.start()
    say(f"{server.address} ready ({time.perf_counter() - started:.1f} s); Ctrl+C stops")
    say_problems(studio.current.problems, say)
    if opened:
        opened(server.address)
    try:
        careful(studio, studio.warm, say)
        for paths in ticks(watched(studio), server.stop, lambda: studio.look().files):
            if paths is None and studio.settling:
                continue
            if follow(studio, paths, say):
                changed.set()
    except KeyboardInterrupt:
        say("stopped")
    finally:
        server.stop.set()
        changed.set()
        server.shutdown()
        server.server_close()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(interval)


def follow(studio: Studio, paths: Changed, say: Say) -> bool:
    """Takes a change in and says so; False where there was none."""
    started = time.perf_counter()
    changed = careful(studio, lambda: studio.follow(paths), say)
    if not changed:
        return False
    names = changed[0] if len(changed) == 1 else f"{changed[0]} and {len(changed) - 1} more"
    say(f"{names}: shown in {(time.perf_counter() - started) * 1000:.0f} ms")
    say_problems(studio.current.problems, say)
    return True


def settling(server: Server, changed: threading.Event, say: Say) -> None:
    """Works out links after each change, beside the thread that follows the files."""
    while not server.stop.is_set():
        changed.wait()
        changed.clear()
        server.stop.wait(PAUSE)
        careful(server.studio, server.studio.settle, say)
        if server.studio.unsettled:
            changed.set()


Made = TypeVar("Made")


def careful(studio: Studio, work: Callable[[], Made], say: Say) -> Made | None:
    """Does a piece of work; where sitegen itself fails, says so in terminal and page, and goes on."""
    try:
        return work()
    except Exception as error:
        say(traceback.format_exc())
        studio.failed(error)
        return None


def watched(studio: Studio) -> list[Path]:
    """The folders in which a change matters."""
    config = studio.look().settings.config
    return [studio.root / config.content, *([studio.root / config.theme] if config.theme else [])]


def say_problems(problems: tuple[Problem, ...], say: Say) -> None:
    """One line that counts the problems; the pages show them."""
    counts = [(severity.word, sum(problem.severity is severity for problem in problems)) for severity in Severity]
    found = [f"{count} {word}{'' if count == 1 else 's'}" for word, count in reversed(counts) if count]
    if found:
        say(f"  {', '.join(found)}")
