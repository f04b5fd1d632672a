"""A bridge between foreign names in Chinese characters and in Latin letters: the consonants they share.

卡瓦诺 and Kavanaugh both sound like K-F-N, 雷蒙多 and Raimondo like L-M-N-T: Chinese keeps the consonants of a name, in
order, and little else. Classes: P b p · T d t · K g k q · F f v w · S s z c x sh · J j ch zh · L l r · N n ng, m before
a consonant · M · H at the beginning. Characters: `data/sounds.txt`, after the usual transcription tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from sitegen.link.tables import read_lines

SHORTEST_KEY = 3
"""Consonants that a key needs; shorter ones sound like too many names."""

LONGEST_NAME = 8


@cache
def character_sounds() -> dict[str, str]:
    """Character to its consonants, empty for a mere vowel."""
    return {entry[0]: entry[1:] for line in read_lines("sounds.txt") for entry in line.split(" ")}


@cache
def foreign_run() -> re.Pattern[str]:
    """Two or more characters in a row that write foreign names, with the dot between name parts."""
    characters = "".join(sorted(character_sounds()))
    return re.compile(f"[{characters}][{characters}]+(?:[·•・‧][{characters}]+)*")


LATIN_RULES = (
    (r"([a-z])\1", r"\1"),
    (r"^ma?c(?=[^aeiouyhk])", "mak"),
    (r"tsch|tch|dsch|dj|dzh|zh|tj|ic$", "J"),
    (r"sch|sh|ß|th(?=[aeiouy]?$|[lmnrs])", "S"),
    (r"ph|pf", "F"),
    (r"ough|augh|igh|gh(?=[^aeiouy]|$)", "-"),
    (r"ch(?=[^aeiouy]|$)|ck|qu|cc(?=[aou])|kh|gh", "K"),
    (r"ch", "J"),
    (r"tz|ts|cz|ds", "S"),
    (r"x", "KS"),
    (r"c(?=[eiy])", "S"),
    (r"ge(?=[^aeiou]|$)|g(?=[iy])|j", "J"),
    (r"[cgkq]", "K"),
    (r"[bp]", "P"),
    (r"th?|d", "T"),
    (r"[fvw]", "F"),
    (r"[sz]", "S"),
    (r"m(?=[^aeiouyM])|ng|n", "N"),
    (r"m", "M"),
    (r"[lr]", "L"),
    (r"(?<=.)h", ""),
    (r"h", "H"),
    (r"[^A-Z]", "-"),
)


@cache
def latin_rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """How letters become consonants, in order."""
    return tuple((re.compile(pattern), replacement) for pattern, replacement in LATIN_RULES)


CODA_R = re.compile(r"r(?=[^aeiouy]|$)")
REPEATED = re.compile(r"([A-Z])\1+")


@cache
def plain_letters(word: str) -> str:
    """The word in lower case without accents: `Đoković` is `dokovic`."""
    word = word.casefold().replace("ł", "l").replace("đ", "dj").replace("ø", "o").replace("æ", "e")
    return "".join(each for each in unicodedata.normalize("NFD", word) if not unicodedata.combining(each))


@cache
def latin_keys(word: str) -> tuple[str, ...]:
    """The keys a name in Latin letters may have: with its silent r, and without it (卡特 Carter, 库尔茨 Kurtz)."""
    plain = plain_letters(word)
    found = dict.fromkeys(_consonants(each) for each in (plain, CODA_R.sub("", plain)))
    return tuple(key for key in found if len(key) >= SHORTEST_KEY)


def _consonants(plain: str) -> str:
    for pattern, replacement in latin_rules():
        plain = pattern.sub(replacement, plain)
    return _shortest(plain.replace("-", ""))


def _shortest(consonants: str) -> str:
    """Without doubled consonants, and without an h inside, which transcriptions drop or invent."""
    return REPEATED.sub(r"\1", consonants[:1] + consonants[1:].replace("H", ""))


def chinese_keys(name: str) -> Iterator[str]:
    """The keys of a run of transcribing characters: the whole, and without its first or last character."""
    sounds = character_sounds()
    for part in re.split("[·•・‧]", name):
        if len(part) <= LONGEST_NAME:
            parts = {part, part[1:], part[:-1]} if len(part) > SHORTEST_KEY else {part}
            for each in sorted(parts):
                key = _shortest("".join(sounds[character] for character in each))
                if len(key) >= SHORTEST_KEY:
                    yield key
