"""Readings of Han characters: the one door to pypinyin, imported late (it takes a tenth of a second)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sitegen.text import HAN_CHARACTER

PLAIN_WORD = re.compile(r"[a-z0-9]+")
LATIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ł": "l"})


def pinyin(text: str) -> str:
    """The text with each Han character as its toneless reading, apart: `示例资讯网` is `shi li zi xun wang`."""
    if not HAN_CHARACTER.search(text):
        return text
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(text, style=Style.NORMAL, errors=lambda rest: f" {rest} ", v_to_u=False))


DATA = Path(__file__).parent / "data"


@cache
def readings() -> Mapping[str, str]:
    """The 3,755 commonest characters (GB 2312, first level) and some of names, each with its toneless reading."""
    lines = (DATA / "readings.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split(" ") for line in lines if not line.startswith("#"))
    return {character: reading for reading, characters in rows for character in characters}


def plain_words(text: str) -> list[str]:
    """The words of a text in letters a–z and digits, Chinese by its reading: `Grüße 示例` is `gruesse`, `shi`, `li`."""
    spelled = unicodedata.normalize("NFKD", pinyin(text).lower().translate(LATIN))
    return PLAIN_WORD.findall("".join(each for each in spelled if not unicodedata.combining(each)))


def slug(text: str, most: int = 60) -> str:
    """An address of a–z, digits and hyphens, cut between words; empty where nothing in the text can be spelled."""
    words: list[str] = []
    length = -1
    for word in plain_words(text):
        length += len(word) + 1
        if words and length > most:
            break
        words.append(word)
    return "-".join(words)[:most]
