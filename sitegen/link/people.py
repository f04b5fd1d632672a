"""Chinese people in Chinese and in Latin letters: 孟宏伟 is Meng Hongwei.

A surname of the hundred commonest with one or two characters after it *may* be a name; only where another article has
the same name in pinyin does it count, so guesses that are no names do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sitegen.pinyin import readings

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文习温胡俞栗韩赵"
)
SURNAME = re.compile(f"[{''.join(sorted(SURNAMES))}]")
GIVEN_END = re.compile(r"[的了是在和与及等对将为有也就都说称表时年月日，。、“”《》（）()\s\d]")


@cache
def pinyin_name() -> re.Pattern[str]:
    """A surname and a given name of one or two syllables in Latin letters, in this order."""
    syllables = sorted(set(readings().values()), key=lambda each: (-len(each), each))
    surnames = sorted({readings()[each] for each in SURNAMES}, key=lambda each: (-len(each), each))
    one = "|".join(syllables)
    first = "|".join(each.title() for each in surnames)
    return re.compile(rf"\b({first})[ ]((?:{'|'.join(each.title() for each in syllables)})['-]?(?:{one})?)\b")


MAYBE_NAME = re.compile(r"[A-Z](?<!\w.)[a-z]+(?= [A-Z])")
"""A word that a surname could be: only there the long list of syllables is tried."""


def latin_people(text: str) -> Iterator[tuple[int, str]]:
    """Where a Latin text names somebody in pinyin, and the name in one word: `menghongwei`."""
    end = 0
    for maybe in MAYBE_NAME.finditer(text):
        if maybe.start() >= end and (match := pinyin_name().match(text, maybe.start())):
            end = match.end()
            yield match.start(), pinyin_key(match)


def pinyin_key(match: re.Match[str]) -> str:
    """A name that `pinyin_name` found, in one word."""
    return (match[1] + match[2]).lower().replace("'", "").replace("-", "")


def reads_as(characters: str, key: str) -> bool:
    """Whether characters are read so."""
    return "".join(readings().get(character, "?") for character in characters) == key


def chinese_people(flat: str) -> Iterator[tuple[int, str]]:
    """Where a Chinese text may name somebody, and the name in pinyin, with one and with two given characters."""
    syllables = readings()
    for match in SURNAME.finditer(flat):
        place = match.start()
        name = syllables[match[0]]
        for following in flat[place + 1 : place + 3]:
            if following not in syllables or GIVEN_END.match(following):
                break
            name += syllables[following]
            yield place, name
