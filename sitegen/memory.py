"""What linking, comparing and reading found in earlier builds, by name: in the cache, or kept in this process."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sitegen.pickling import pickled
from sitegen.store import Store, Stored, opened


@dataclass(slots=True)
class Memory:
    """What was found in earlier builds, under keys of all that it follows from. Any process may read and write it."""

    store: Store
    used: list[str] = field(default_factory=list)
    """Names that this build read or wrote."""

    def recall(self, name: str) -> Any:
        """The value under a name; None where there is none."""
        self.used.append(name)
        blob = opened(self.store.folder).get([name]).get(name)
        return pickle.loads(blob) if blob else None

    def has(self, names: Iterable[str]) -> set[str]:
        """Which of these names have a value."""
        return opened(self.store.folder).has(names)

    def keep(self, name: str, value: object) -> None:
        """Keeps a value for the next build."""
        self.keep_all({name: pickled(value)})

    def keep_all(self, values: Mapping[str, bytes]) -> None:
        """Keeps pickled values, to be read by `later`."""
        opened(self.store.folder).put(values)

    def later(self, name: str) -> Stored[Any]:
        """The value under a name, to be read when it is needed."""
        self.used.append(name)
        return Stored(name, self.store.folder)


@dataclass(slots=True)
class Recollection(Memory):
    """What was found the last time, kept in this process."""

    store: Store = field(init=False)
    values: Mapping[str, object] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)
    """Those that were read or written this time."""

    def recall(self, name: str) -> Any:
        """The value under a name; None where there is none."""
        found = self.values.get(name)
        if found is not None:
            self.kept[name] = found
        return found

    def has(self, names: Iterable[str]) -> set[str]:
        """Which of these names have a value."""
        return {name for name in names if name in self.values or name in self.kept}

    def keep(self, name: str, value: object) -> None:
        """Keeps a value for the next time."""
        self.kept[name] = value

    def keep_all(self, values: Mapping[str, bytes]) -> None:
        """Keeps pickled values, to be read by `later`."""
        self.kept |= values

    def later(self, name: str) -> Stored[Any]:
        """The value under a name, to be read when it is needed."""
        value = self.kept[name] = self.kept.get(name, self.values.get(name))
        return Stored(name, value if isinstance(value, bytes) else None)
