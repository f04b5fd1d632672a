"""Regular expressions compiled at their first use: compiling all of them costs more than preparing an article."""

from __future__ import annotations

import re
from typing import cast


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, which runs at the first use of the pattern; a mistake in `source` is told then, too.

    For patterns at the head of a module that few articles need. It does not stand in for a pattern where its class
    matters: `isinstance`, `copy`, `pickle`.
    """
    return cast("re.Pattern[str]", _Late(source, flags))


class _Late:
    """A pattern to be. Its methods become its own attributes when it is compiled, so later calls cost nothing more."""

    def __init__(self, source: str, flags: int) -> None:
        self._made_of = (source, flags)

    def __getattr__(self, name: str) -> object:  # called only for what is not there yet
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(*self._made_of)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
