"""Figures: money, percentages, lengths of time, dates, ranges, counts, measures and ratios in running text.

`find_figures` reads Chinese (both scripts), German and English. One engine (`tokens`, `grammar`, `actions`, `moments`),
and per language a table of words (`data/*.toml`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, lru_cache, partial

from sitegen.model import Figure

LANGUAGES = ("zh", "de", "en")


def language_of(lang: str) -> str | None:
    """The table for a BCP 47 tag, or None where there is none."""
    base = lang.partition("-")[0].lower()
    return base if base in LANGUAGES else None


def find_figures(text: str, lang: str, date: str | None = None) -> tuple[Figure, ...]:
    """All figures of a text, in order, not overlapping; none for a language without a table.

    `date` is the capture's day (ISO 8601) against which 去年, 31日, «last year», «gestern» are resolved; without it, or
    with a date less precise than needed, such dates have a unit but no value.
    """
    if not text or (reader := _reader(lang)) is None:
        return ()
    return tuple(reader(text, reference=reference_day(date)))


@cache
def _reader(lang: str) -> Callable[..., list[Figure]] | None:
    """The engine, set to a language; loaded when the first text is read."""
    base = language_of(lang)
    if base is None:
        return None
    from sitegen.figures.actions import ACTIONS
    from sitegen.figures.grammar import read_figures

    traditional = base == "zh" and ("Hant" in lang or lang.endswith(("-TW", "-HK", "-MO")))
    return partial(read_figures, lang=base, actions=ACTIONS, traditional=traditional)


@lru_cache(maxsize=1000)
def reference_day(iso: str | None) -> date | None:
    """The day of an ISO 8601 date; None where it names no full day."""
    try:
        day = date.fromisoformat(iso[:10]) if iso and len(iso) >= 10 else None
    except ValueError:
        return None
    return day if day and 1000 <= day.year <= 2999 else None


def inspect_figures(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    """For each JSON line `{id, lang, text, date?}` the line `{id, figures: [{start, end, text, kind, …}]}`."""
    for line in lines:
        if line.strip():
            row = json.loads(line)
            figures = find_figures(row["text"], row["lang"], row.get("date"))
            yield {"id": row.get("id"), "figures": [figure._asdict() for figure in figures]}


def normalised(figure: Figure) -> str:
    """Canonical text of what a figure states; see `display.normalised`."""
    from sitegen.figures import display

    return display.normalised(figure)


def describe(figure: Figure, lang: str) -> str:
    """The value in words of an edition's language; see `display.describe`."""
    from sitegen.figures import display

    return display.describe(figure, lang)
