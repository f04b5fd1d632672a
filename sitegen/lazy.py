"""Values of a mapping that are read when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class Lazy(Mapping[str, T]):
    """A mapping whose keys are known, in order, and whose values are read one by one and then kept.

    A site of ten thousand articles is described by such mappings: a build after one edit reads a few dozen values.
    `most`: how many large values are kept at a time; they are read again when they are asked for again.
    """

    def __init__(self, keys: Iterable[str], read: Callable[[str], T], most: int | None = None) -> None:
        self._most = most
        self._places = dict.fromkeys(keys)
        self._read = read
        self._values: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        try:
            return self._values[key]
        except KeyError:
            if key not in self._places:
                raise
        if self._most is not None and len(self._values) >= self._most:
            self._values.clear()
        value = self._values[key] = self._read(key)
        return value

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
