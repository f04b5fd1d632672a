"""Countries, cities, well-known names and everyday concepts, found in Chinese, German and English text.

One id per thing in every language: 朝鲜, North Korea and nordkoreanische are `country:KP`. Names of countries and
of the cities of time zones: Unicode CLDR, by way of Babel; adjectives, further cities and all else: `data/`, by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from sitegen.automaton import Automaton
from sitegen.cldr import city_names, country_names
from sitegen.link.tables import Row, read_rows
from sitegen.model import Reason, Span
from sitegen.script import simplified_characters

KINDS = (
    ("country", "countries.txt"),
    ("place", "cities.txt"),
    ("name", "names.txt"),
    ("body", "bodies.txt"),
    ("outlet", "outlets.txt"),
    ("concept", "concepts.txt"),
)

GERMAN_ENDING = re.compile(r"(?:e[nmrs]?|s|ern)?(?![^\W_])")
NAME_ENDING = re.compile(r"(?:s|er)?(?![^\W_])")
WORD_END = re.compile(r"(?![^\W_])")
FREE_END = re.compile("")


@cache
def _rows(kind: str, table: str) -> tuple[Row, ...]:
    """The rows of a kind: those written by hand, and CLDR's."""
    by_hand = read_rows(table)
    if kind not in ("country", "place"):
        return by_hand
    named = country_names if kind == "country" else city_names
    chinese = [named("zh-Hans"), named("zh-Hant")]
    latin = [named("en"), named("de")]
    return by_hand + tuple(
        (
            _identifier(each),
            _different(names.get(each, "") for names in chinese),
            _lower(names.get(each, "") for names in latin),
        )
        for each in chinese[0]
    )


def _identifier(code: str) -> str:
    return code.rpartition("/")[2].lower().replace("_", "-") if "/" in code else code


def _different(names: Iterable[str]) -> tuple[str, ...]:
    """Chinese names of two characters and more, each once, without what stands in brackets."""
    whole = (BRACKETS.sub("", name) for name in names)
    return tuple(dict.fromkeys(name for name in whole if len(name) > 1))


def _lower(names: Iterable[str]) -> tuple[str, ...]:
    whole = (BRACKETS.sub("", name).strip() for name in names)
    return tuple(dict.fromkeys(name.lower() for name in whole if len(name) > 3))


BRACKETS = re.compile(r" ?[(（][^)）]*[)）]")


class Hit(NamedTuple):
    """A name found in a text, and what it stands for."""

    start: int
    end: int
    anchors: tuple[Reason, ...]


class Reading(NamedTuple):
    """A block with what is found in it once and needed more than once."""

    text: str
    flat: str
    """Its text as `plain` gives it where it is Chinese."""
    spans: tuple[Span, ...]
    """Its sentences."""


class _Plain(dict[int, str]):
    """Character to a plain one, always one for one, so that offsets stay: Simplified, ASCII width, small letters."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if 0xFF01 <= code <= 0xFF5E:
            character = chr(code - 0xFEE0)
        character = simplified_characters().get(character, character)
        small = character.lower()
        self[code] = small if len(small) == 1 else character
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The text in Simplified characters and small letters, as long as before."""
    return text.translate(_PLAIN)


class _Spaced(dict[int, str]):
    """As `_Plain`, with a space for everything that is no letter or digit: Latin names begin after a space."""

    def __missing__(self, code: int) -> str:
        character = _PLAIN[code]
        self[code] = character if character.isalnum() else " "
        return self[code]


_SPACED = _Spaced()

NO_WORD_CHARACTER = re.compile(r"[\W_]")


@dataclass(slots=True)
class _Words:
    """Words of one language, and for each how it may end, whether case counts, and what it stands for."""

    automaton: Automaton
    anchors: list[tuple[Reason, ...]]
    endings: list[re.Pattern[str]] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    """The spelling that must stand there; empty: any case."""
    capital: list[bool] = field(default_factory=list)


@cache
def chinese_words() -> _Words:
    """All Chinese names of the tables."""
    rows = [(Reason(kind, row[0]), row[1]) for kind, table in KINDS for row in _rows(kind, table) if row[1]]
    flat = iter(plain("\n".join([word for _, words in rows for word in words])).split("\n"))
    found: dict[str, dict[Reason, None]] = {}
    for anchor, words in rows:
        for _ in words:
            found.setdefault(next(flat), {})[anchor] = None
    return _Words(Automaton(found, prefer="longest"), [best_kinds(each) for each in found.values()])


@cache
def latin_words(lang: str) -> _Words:
    """All Latin names of the tables that hold in a language (`de` or `en`)."""
    found: dict[str, dict[Reason, None]] = {}
    rules: dict[str, tuple[re.Pattern[str], str, bool]] = {}
    for kind, table in KINDS:
        for identifier, _, latin in _rows(kind, table):
            for entry in latin:
                only, colon, word = entry.partition(":")
                if colon and only != lang:
                    continue
                word = word if colon else entry
                key, rule = _latin_rule(word, kind)
                found.setdefault(key, {})[Reason(kind, identifier)] = None
                rules.setdefault(key, rule)
    ordered = [rules[key] for key in found]
    return _Words(
        Automaton(found, prefer="longest"),
        [best_kinds(each) for each in found.values()],
        [ending for ending, _, _ in ordered],
        [exact for _, exact, _ in ordered],
        [capital for _, _, capital in ordered],
    )


def best_kinds(anchors: Iterable[Reason]) -> tuple[Reason, ...]:
    """What a word stands for; a place only if it is nothing better known: Wimbledon is the tournament."""
    kept = tuple(anchors)
    if len(kept) == 1:
        return kept
    better = any(reason.kind in {"name", "body", "outlet", "country"} for reason in kept)
    return tuple(reason for reason in kept if not (better and reason.kind == "place"))


SPACED_OUT = str.maketrans({"~": None, "-": " ", "&": " ", "'": " ", ".": " "})


def _latin_rule(word: str, kind: str) -> tuple[str, tuple[re.Pattern[str], str, bool]]:
    exact = word if word != word.lower() else ""
    bare = " " + word.lower().strip("=~*").translate(SPACED_OUT)
    if kind == "concept":
        return bare, (WORD_END if word.startswith("=") else FREE_END, "", False)
    if word.endswith("*"):
        return bare, (FREE_END, "", False)
    if "~" in word:
        return bare, (GERMAN_ENDING, "", False)
    return bare, (NAME_ENDING, exact, " " not in bare[1:])


def find_chinese(text: str) -> Iterator[Hit]:
    """The names in a Chinese text, from left to right, without overlap; the text as `plain` gives it."""
    words = chinese_words()
    for word, start, end in words.automaton.find(text):
        yield Hit(start, end, words.anchors[word])


def find_latin(text: str, lang: str, flat: str | None = None) -> Iterator[Hit]:
    """The names in a German or English text (other languages are searched for English names).

    `flat` is the text as `plain` gives it, where it is at hand.
    """
    words = latin_words("de" if lang.startswith("de") else "en")
    spaced = " " + (text.translate(_SPACED) if flat is None else NO_WORD_CHARACTER.sub(" ", flat))
    for word, start, end in words.automaton.find(spaced):
        if words.endings[word].match(spaced, end) is None:
            continue
        if words.exact[word] and not text.startswith(words.exact[word], start):
            continue
        if words.capital[word] and not text[start].isupper():
            continue
        yield Hit(start, end - 1, words.anchors[word])
