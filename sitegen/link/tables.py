"""The word tables of this stage, read once."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def read_lines(name: str) -> Iterator[str]:
    """The lines of a table in `data/` that are not empty and no comment."""
    for line in files("sitegen.link").joinpath("data", name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def read_rows(name: str) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Rows of a table of names: id, Chinese names, Latin names."""
    for line in read_lines(name):
        identifier, chinese, latin = line.split("\t")
        yield identifier, tuple(filter(None, chinese.split("|"))), tuple(filter(None, latin.split("|")))
