"""Work is shared out without changing its result."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from sitegen.crew import Crew


class Squares:
    def all(self, chunk: Sequence[int]) -> list[int]:
        return [each * each for each in chunk]

    def where(self, chunk: Sequence[int]) -> int:
        return os.getpid()

    def broken(self, chunk: Sequence[int]) -> None:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_order_with_any_number_of_processes(jobs: int) -> None:
    with Crew(Squares(), jobs) as crew:
        found = [each for chunk in crew.map(Squares.all, range(500)) for each in chunk]
    assert found == [each * each for each in range(500)]


def test_little_work_stays_in_this_process() -> None:
    with Crew(Squares(), 4) as crew:
        assert set(crew.map(Squares.where, range(3))) == {os.getpid()}


def test_little_work_may_be_done_beside_this_process() -> None:
    with Crew(Squares(), 4) as crew:
        found = crew.map(Squares.where, range(3), few=0)
        assert os.getpid() not in set(found)


def test_a_failure_in_a_worker_is_raised_here() -> None:
    with Crew(Squares(), 2) as crew, pytest.raises(OSError, match="No space left") as caught:
        list(crew.map(Squares.broken, range(100)))
    assert "in a worker process" in caught.value.__notes__[0]
