"""Cue words of many languages: what navigation, rankings, share bars, … say of themselves.

The words stand in `data/<language>.toml`; every language is looked for in every capture, since menus mix them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

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
    return SPACES.sub(" ", text.translate(_KEYING)).strip(EDGE)


def bare(key: str) -> str:
    """A key without digits, signs and brackets: `8 kommentare (31)` becomes `kommentare`."""
    return NOT_LETTERS.sub(" ", key).strip()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues, arranged for looking them up."""

    exact: dict[str, Cue]
    starts: dict[str, tuple[tuple[str, Cue], ...]]
    """By the first two characters, longest phrase first."""
    has: re.Pattern[str]
    has_kinds: dict[str, str]
    ends: tuple[str, ...]
    end_kinds: dict[str, str]
    words: re.Pattern[str]
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
        any_of(has),
        has,
        tuple(ends),
        ends,
        any_of(words),
        {word: tuple(kinds) for word, kinds in words.items()},
        labels,
        tuple(sorted(columns, key=len, reverse=True)),
    )


def _entries() -> Iterable[tuple[str, str, str]]:
    folder = resources.files("sitegen.clean") / "data"
    for language in LANGUAGES:
        sections = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
        for kind, forms in sections.items():
            for form, phrases in forms.items():
                for phrase in phrases:
                    folded = SPACES.sub(" ", phrase.translate(_KEYING))
                    yield kind, form, folded if form in ("start", "end", "has") else folded.strip(EDGE)


LATIN = "a-z\u00df-\u024f"


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases, the longest first, on word boundaries where a phrase begins or ends in Latin.

    Built as a tree of shared beginnings, so its cost a character does not grow with the number of phrases.
    """
    latin = sorted(p for p in phrases if re.match(f"[{LATIN}]", p))
    other = sorted(p for p in phrases if p and not re.match(f"[{LATIN}]", p))
    parts = [f"(?<![{LATIN}]){_tree(latin)}" if latin else "", _tree(other) if other else ""]
    return re.compile("|".join(filter(None, parts)) or r"(?!)")


def _tree(phrases: list[str]) -> str:
    tree: dict[str, dict] = {}  # type: ignore[type-arg]
    for phrase in phrases:
        node = tree
        for character in phrase:
            node = node.setdefault(character, {})
        node[""] = {}

    def write(node: dict[str, dict], last: str) -> str:  # type: ignore[type-arg]
        finished = "" in node
        branches = [re.escape(c) + write(child, c) for c, child in node.items() if c]
        boundary = f"(?![{LATIN}])" if re.match(f"[{LATIN}]", last) else ""
        if not branches:
            return boundary
        group = branches[0] if len(branches) == 1 and not finished else "(?:" + "|".join(branches) + ")"
        return f"(?:{group}|{boundary})" if finished else group

    return write(tree, "")
