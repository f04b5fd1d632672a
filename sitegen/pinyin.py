"""Readings of Han characters: the one door to pypinyin, imported late (it takes a tenth of a second)."""

from __future__ import annotations

import re
import unicodedata

from sitegen.text import HAN_CHARACTER

NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def pinyin(text: str) -> str:
    """The text with each Han character as its toneless reading, apart: `示例资讯网` is `shi li zi xun wang`."""
    if not HAN_CHARACTER.search(text):
        return text
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(text))


def slug(text: str, most: int = 60) -> str:
    """An address of a–z, digits and hyphens made from any text; empty where nothing in it can be spelled."""
    plain = unicodedata.normalize("NFKD", pinyin(text)).replace("ß", "ss").casefold()
    spelled = NOT_IN_SLUG.sub("-", "".join(each for each in plain if not unicodedata.combining(each))).strip("-")
    return spelled[:most].rsplit("-", 1)[0] if len(spelled) > most else spelled
