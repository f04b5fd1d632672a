"""Names and editors' words in the script of a Chinese edition; quotes stay as they were captured."""

from __future__ import annotations

from functools import lru_cache

from sitegen.script import convert
from sitegen.text import HAN_CHARACTER

OTHER_SCRIPT = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans"}


@lru_cache(maxsize=4096)
def in_script(text: str, edition: str) -> str:
    """The text in the script of a Chinese edition; unchanged in other editions and where it is in that script."""
    source = OTHER_SCRIPT.get(edition)
    if source is None or not HAN_CHARACTER.search(text):
        return text
    return convert(text, source, edition).text
