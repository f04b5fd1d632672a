"""Readings of Han characters: the one door to pypinyin, imported late (it takes a tenth of a second)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
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


IN_NAMES = (
    "蓓琛晟翀琮珩昊颢泓骅晖蕙婕瑾婧憬暻靓珺恺锴郦鹂翎璐淼旻濮琪祺淇琦绮麒茜骞"
    "镕睿芮澍纾韬婷炜薇玮晞鑫馨璇萱暄妍焱闫旸炀烨怡祎翊懿滢莺煜昱钰媛沅芸璋喆"
)
"""Further characters that stand in personal names."""


@cache
def readings() -> Mapping[str, str]:
    """The 3,755 commonest characters (GB 2312, first level) and some of names, each with its toneless reading."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    characters = b"".join(codes).decode("gb2312", "ignore") + IN_NAMES
    try:
        table = _table()
        return {each: _toneless(table[str(ord(each))]) for each in characters}
    except (OSError, ValueError, LookupError):
        return {each: pinyin(each) for each in characters}


def _table() -> Mapping[str, str]:
    """The library's own table, code point → readings, read without the library, which takes ten times as long to load.

    Raises OSError or ValueError where this version of it has none.
    """
    package = find_spec("pypinyin")
    folders = package.submodule_search_locations if package else None
    table: dict[str, str] = json.loads(Path(*(folders or ()), "pinyin_dict.json").read_bytes())
    return table


@cache
def _toneless(said: str) -> str:
    """The first reading without its tone; ü stays apart from u as the library writes it: `lǜ` is `lv`."""
    letters = unicodedata.normalize("NFD", said.partition(",")[0]).replace("u\u0308", "v")
    return "".join(letter for letter in letters if letter.isascii())


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
