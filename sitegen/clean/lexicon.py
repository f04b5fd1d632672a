"""Cue words of many languages: what navigation, rankings, share bars, … say of themselves.

The words stand in `data/<language>.toml`; every language is looked for in every capture, since menus mix them.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from sitegen.automaton import Automaton
from sitegen.characters import Characters
from sitegen.patterns import late
from sitegen.script import simplified_characters

DATA = Path(__file__).parent / "data"
LANGUAGES = ("zh", "de", "en", "fr", "es", "ja", "ko")


class Cue(NamedTuple):
    """Why a line is taken for something other than the article."""

    kind: str
    """Section of the data files: `navigation`, `ranking`, …"""
    form: str
    """`open`, `line`, `start`, `has`, `end` or `words`."""
    phrase: str


def _keyed(character: str) -> str:
    """A character in the form in which lines are compared: NFKC, case folding, Simplified; white space is one space."""
    if character == "丨":
        return "|"
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cf", "Co", "Cc"):
        return ""
    simplified = simplified_characters()
    return "".join(simplified.get(c, c) for c in unicodedata.normalize("NFKC", character).casefold())


KEYING = Characters(_keyed)
EDGE = " *+-·•▪▸►▶▲▼◆◇■□●○★☆>»›<«‹|丨│┃:：—–_~=#`…→←↑↓⇒✦✓·"
"""Decoration around a line that says nothing about what it is."""
NOT_LETTERS = late(r"[\d\W_]+")
SPACES = late(r"  +")


def key_of(text: str) -> str:
    """The line as cues are compared: folded, with decoration at its ends taken off."""
    return _trimmed(KEYING(text))


def _trimmed(key: str) -> str:
    return (SPACES.sub(" ", key) if "  " in key else key).strip(EDGE)


def bare(key: str) -> str:
    """A key without digits, signs and brackets: `8 kommentare (31)` becomes `kommentare`."""
    return NOT_LETTERS.sub(" ", key).strip()


@lru_cache(maxsize=2048)
def letters_in(key: str) -> int:
    """How many letters a key has: without digits, signs and spaces."""
    return len(NOT_LETTERS.sub("", key))


class Group(NamedTuple):
    """Which list of the data files a phrase stands in."""

    kind: str
    form: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues, arranged for looking them up."""

    exact: dict[str, Group]
    starts: dict[str, list[tuple[str, Group]]]
    """By the first two characters, longest phrase first."""
    start_phrases: dict[str, tuple[str, ...]]
    """The same without groups, for `str.startswith`."""
    has: Phrases
    has_kinds: dict[str, str]
    ends: dict[str, list[tuple[str, str]]]
    """By the last character: phrase and kind, in the order of the files."""
    words: Phrases
    word_kinds: dict[str, list[str]]
    labels: dict[str, str]
    """Labels of a filled-in form (`原文標題：`) to the section they stand in."""
    columns: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """The cues of all languages, read once."""
    exact: dict[str, Group] = {}
    starts: list[tuple[str, Group]] = []
    has: dict[str, str] = {}
    ends: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    columns: list[str] = []
    for group, phrases in _groups():
        kind, form = group
        if form == "label" and kind == "column":
            columns += phrases
        elif form in ("open", "start"):
            if form == "open":
                exact.update(dict.fromkeys(phrases, group))
            starts += [(phrase, group) for phrase in phrases]
        elif form == "words":
            for phrase in phrases:
                words.setdefault(phrase, []).append(kind)
        elif form == "line":
            for phrase in phrases:
                exact.setdefault(phrase, group)
        else:
            kinds = {"label": labels, "has": has, "end": ends}[form]
            for phrase in phrases:
                kinds.setdefault(phrase, kind)
    starts.sort(key=lambda start: len(start[0]), reverse=True)
    by_head = _grouped(starts, lambda phrase: phrase[:2])
    return Lexicon(
        exact,
        by_head,
        {head: tuple(map(itemgetter(0), entries)) for head, entries in by_head.items()},
        Phrases(has),
        has,
        _grouped(ends.items(), lambda phrase: phrase[-1:]),
        Phrases(words),
        words,
        labels,
        tuple(sorted(columns, key=len, reverse=True)),
    )


T = TypeVar("T")


def _grouped(entries: Iterable[tuple[str, T]], sign: Callable[[str], str]) -> dict[str, list[tuple[str, T]]]:
    """The entries by a sign of their phrase, in their order."""
    grouped: dict[str, list[tuple[str, T]]] = {}
    for entry in entries:
        grouped.setdefault(sign(entry[0]), []).append(entry)
    return grouped


def _groups() -> Iterator[tuple[Group, list[str]]]:
    """The lists of the data files, their phrases keyed."""
    for language in LANGUAGES:
        toml = (DATA / f"{language}.toml").read_text(encoding="utf-8")
        for group, phrases in read_lists(toml, KEYING):
            if group.form in ("start", "end", "has"):
                yield group, [SPACES.sub(" ", phrase) if "  " in phrase else phrase for phrase in phrases]
            else:
                yield group, [_trimmed(phrase) for phrase in phrases]


def read_lists(toml: str, keyed: Callable[[str], str] = str) -> Iterator[tuple[Group, list[str]]]:
    """The lists of a TOML file that holds nothing but lists of plain strings, each on one line.

    Such a line is the same in JSON, which is read twenty times as fast. The phrases are `keyed`, a whole line at once:
    that has to leave the signs of JSON as they are.
    """
    section = ""
    for line in toml.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and line[0] != "#":
            key, _, value = line.partition(" = ")
            yield Group(section, key), json.loads(keyed(value))


def is_latin(character: str) -> bool:
    """True for a Latin letter as it stands in a key; False for none at all."""
    return "a" <= character <= "z" or "ß" <= character <= "ɏ"


class Phrases:
    """A list of phrases, found as words: where one begins or ends in Latin, no other Latin letter touches it."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = [phrase for phrase in phrases if phrase]
        self._automaton = Automaton(self._phrases)

    def findall(self, key: str, least: float = 1) -> list[str]:
        """The phrases in a key from left to right, the longest of those that begin at one place.

        None where it is plain that they cover fewer than `least` characters.
        """
        hits = self._automaton.find(key)
        if sum(end - start for _, start, end in hits) < least:
            return []
        found: list[str] = []
        reached = 0
        for word, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
            phrase = self._phrases[word]
            if (
                start >= reached
                and not (is_latin(phrase[0]) and is_latin(key[start - 1 : start]))
                and not (is_latin(phrase[-1]) and is_latin(key[end : end + 1]))
            ):
                found.append(phrase)
                reached = end
        return found
