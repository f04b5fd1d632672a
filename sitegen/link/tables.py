"""The word tables of this stage, read once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read_lines(name: str) -> Iterator[str]:
    """The lines of a table in `data/` that are not empty and no comment."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


Row = tuple[str, tuple[str, ...], tuple[str, ...]]


@cache
def read_rows(name: str) -> tuple[Row, ...]:
    """Rows of a table of names: id, Chinese names, Latin names."""
    rows = (line.split("\t") for line in read_lines(name))
    return tuple((each, _names(chinese), _names(latin)) for each, chinese, latin in rows)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))
