"""Work shared out to processes: the same work, the same results and the same bytes with any number of them."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Generic, TypeVar

Worker = TypeVar("Worker")
CHUNK = 16
LEAST = 8
"""Tasks for which one more process is worth its start."""


def default_jobs() -> int:
    """As many processes as there are processors for this one to use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew(Generic[Worker]):
    """A few processes forked from this one, each with the same worker object; with one job, this process itself.

    A failure in a worker is raised here with the worker's own traceback as its cause.
    """

    def __init__(self, worker: Worker, jobs: int) -> None:
        self.worker = worker
        self.jobs = jobs if jobs > 1 and "fork" in multiprocessing.get_all_start_methods() else 1
        self._connections: list[Connection] = []
        self._processes: list[Any] = []

    def __enter__(self) -> Crew[Worker]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self._connections:
            connection.close()
        for process in self._processes:
            if kind is not None:
                process.terminate()
            process.join()

    def map(
        self, method: Callable[[Worker, Sequence[Any]], Any], tasks: Iterable[Any], few: int = CHUNK
    ) -> Iterator[Any]:
        """Calls a method of the worker with chunks of the tasks; yields its results in order of the chunks.

        The processes are at work from the call on, whatever this process does before it asks for the results. Only
        `few` tasks are done in this process, when they are asked for.
        """
        todo = list(tasks)
        if self.jobs == 1 or len(todo) <= few:
            return (method(self.worker, todo[at : at + CHUNK * 4]) for at in range(0, len(todo), CHUNK * 4))
        if not self._connections:
            self._start(min(self.jobs, -(-len(todo) // LEAST)))
        chunks = [todo[start:end] for start, end in pairwise(_borders(len(todo), len(self._connections)))]
        sent = {connection: number for number, connection in enumerate(self._connections[: len(chunks)])}
        for connection, number in sent.items():
            connection.send((method.__name__, chunks[number]))
        return self._results(method.__name__, chunks, sent)

    def _results(self, method: str, chunks: Sequence[Sequence[Any]], busy: dict[Connection, int]) -> Iterator[Any]:
        """What comes back, in order of the chunks; `busy`: who is at work on which chunk already."""
        results: dict[int, Any] = {}
        following, sent = 0, len(busy)
        idle = [connection for connection in self._connections if connection not in busy]
        while following < len(chunks):
            while idle and sent < len(chunks):
                connection = idle.pop()
                connection.send((method, chunks[sent]))
                busy[connection] = sent
                sent += 1
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                number = busy.pop(ready)
                try:
                    ok, value = ready.recv()
                except EOFError as error:
                    raise RuntimeError("a worker process ended before its work was done") from error
                if not ok:
                    raise value
                results[number] = value
                idle.append(ready)
            while following in results:
                yield results.pop(following)
                following += 1

    def _start(self, processes: int) -> None:
        context = multiprocessing.get_context("fork")
        for _ in range(processes):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_serve, args=(self.worker, theirs, [*self._connections, ours]), daemon=True
            )
            process.start()
            theirs.close()
            self._connections.append(ours)
            self._processes.append(process)


def _borders(tasks: int, jobs: int) -> list[int]:
    """Where chunks begin and end: large ones first, small ones last, so that all processes end at about one time."""
    borders = [0]
    while borders[-1] < tasks:
        rest = tasks - borders[-1]
        borders.append(borders[-1] + max(1, min(CHUNK * 4, -(-rest // (jobs * 4)))))
    return borders


def _serve(worker: object, connection: Connection, others: Sequence[Connection]) -> None:
    for other in others:
        other.close()
    while True:
        try:
            method, chunk = connection.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            answer = (True, getattr(worker, method)(chunk))
        except Exception as error:
            answer = (False, _sendable(error))
        try:
            connection.send(answer)
        except (BrokenPipeError, KeyboardInterrupt):
            return


def _sendable(error: Exception) -> Exception:
    """The error with its traceback as a note, or a plain one that says the same where it cannot be sent."""
    told = traceback.format_exc()
    try:
        again = pickle.loads(pickle.dumps(error))
    except Exception:
        again = RuntimeError(str(error))
    again.add_note(f"in a worker process:\n{told}")
    assert isinstance(again, Exception)
    return again
