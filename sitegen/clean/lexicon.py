"""Cue words of many languages: what navigation, rankings, share bars, … say of themselves.

The words stand in `data/<language>.toml`; every language is looked for in every capture, since menus mix them.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from sitegen.automaton import Automaton
from sitegen.patterns import late
from sitegen.script import simplified_characters

LANGUAGES = ("zh", "de", "en", "fr", "es", "ja", "ko")


class Cue(NamedTuple):
    """Why a line is taken for something other than the article."""

    kind: str
    """Section of the data files: `navigation`, `ranking`, …"""
    form: str
    """`open`, `line`, `start`, `has`, `end` or `words`."""
    phrase: str


class _Keying(dict[int, str]):
    """Character to the form in which lines are compared: NFKC, case folding, Simplified; white space is one space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isspace():
            keyed = " "
        elif unicodedata.category(character) in ("Cf", "Co", "Cc"):
            keyed = ""
        else:
            simplified = simplified_characters()
            keyed = "".join(simplified.get(c, c) for c in unicodedata.normalize("NFKC", character).casefold())
        self[code] = keyed
        return keyed


_KEYING = _Keying({ord("丨"): "|"})
EDGE = " *+-·•▪▸►▶▲▼◆◇■□●○★☆>»›<«‹|丨│┃:：—–_~=#`…→←↑↓⇒✦✓·"
"""Decoration around a line that says nothing about what it is."""
NOT_LETTERS = late(r"[\d\W_]+")
SPACES = late(r"  +")


def key_of(text: str) -> str:
    """The line as cues are compared: folded, with decoration at its ends taken off."""
    key = text.translate(_KEYING)
    return (SPACES.sub(" ", key) if "  " in key else key).strip(EDGE)


def bare(key: str) -> str:
    """A key without digits, signs and brackets: `8 kommentare (31)` becomes `kommentare`."""
    return NOT_LETTERS.sub(" ", key).strip()


@lru_cache(maxsize=2048)
def letters_in(key: str) -> int:
    """How many letters a key has: without digits, signs and spaces."""
    return len(NOT_LETTERS.sub("", key))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues, arranged for looking them up."""

    exact: dict[str, Cue]
    starts: dict[str, tuple[tuple[str, Cue], ...]]
    """By the first two characters, longest phrase first."""
    has: Phrases
    has_kinds: dict[str, str]
    ends: dict[str, tuple[tuple[str, str], ...]]
    """By the last character: phrase and kind, in the order of the files."""
    words: Phrases
    word_kinds: dict[str, tuple[str, ...]]
    labels: dict[str, str]
    """Labels of a filled-in form (`原文標題：`) to the section they stand in."""
    columns: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """The cues of all languages, read once."""
    exact: dict[str, Cue] = {}
    starts: dict[str, list[tuple[str, Cue]]] = {}
    has: dict[str, str] = {}
    ends: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    columns: list[str] = []
    for kind, form, phrase in _entries():
        if form == "label":
            if kind == "column":
                columns.append(phrase)
            else:
                labels.setdefault(phrase, kind)
        elif form in ("line", "open"):
            if form == "open" or phrase not in exact:
                exact[phrase] = Cue(kind, form, phrase)
            if form == "open":
                starts.setdefault(phrase[:2], []).append((phrase, Cue(kind, form, phrase)))
        elif form == "start":
            starts.setdefault(phrase[:2], []).append((phrase, Cue(kind, form, phrase)))
        elif form == "has":
            has.setdefault(phrase, kind)
        elif form == "end":
            ends.setdefault(phrase, kind)
        else:
            words.setdefault(phrase, []).append(kind)
    return Lexicon(
        exact,
        {head: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for head, found in starts.items()},
        Phrases(has),
        has,
        {last: tuple(entry for entry in ends.items() if entry[0][-1] == last) for last in {end[-1] for end in ends}},
        Phrases(words),
        {word: tuple(kinds) for word, kinds in words.items()},
        labels,
        tuple(sorted(columns, key=len, reverse=True)),
    )


def _entries() -> Iterable[tuple[str, str, str]]:
    folder = resources.files("sitegen.clean") / "data"
    for language in LANGUAGES:
        for kind, form, phrases in read_lists((folder / f"{language}.toml").read_text(encoding="utf-8")):
            for phrase in phrases:
                folded = SPACES.sub(" ", phrase.translate(_KEYING))
                yield kind, form, folded if form in ("start", "end", "has") else folded.strip(EDGE)


def read_lists(toml: str) -> Iterator[tuple[str, str, list[str]]]:
    """Section, key and value of a TOML file that holds nothing but lists of plain strings, each on one line.

    Such a list is the same in JSON, which is read twenty times as fast.
    """
    section = ""
    for line in toml.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and line[0] != "#":
            key, _, value = line.partition(" = ")
            yield section, key, json.loads(value)


def is_latin(character: str) -> bool:
    """True for a Latin letter as it stands in a key; False for none at all."""
    return "a" <= character <= "z" or "ß" <= character <= "ɏ"


class Phrases:
    """A list of phrases, found as words: where one begins or ends in Latin, no other Latin letter touches it."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = [phrase for phrase in phrases if phrase]
        self._automaton = Automaton(self._phrases)

    def findall(self, key: str) -> list[str]:
        """The phrases in a key from left to right, the longest of those that begin at one place."""
        hits = self._automaton.find(key)
        if not hits:
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
