"""Glossary entries made ready for searching: every name as a literal to look for and a check to pass (rules R1–R8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sitegen.annotate.normal import lowered, normalize
from sitegen.automaton import Automaton
from sitegen.model import Name, Term
from sitegen.text import HAN, HAN_CHARACTER, is_chinese
from sitegen.words import Words

NEVER_PLURAL = frozenset({"company", "person", "organisation", "event"})

SEPARATOR = r"(?: +| *\n *|-)"
"""What one space of a name may be in a text: spaces, one line break, or one hyphen."""

ENDING = "(?:nen|ern|en|em|er|es|e|n|s)?"
"""What `~` stands for at the end of a German word."""

COMPOUND = r"[^\W\d_⺀-\U0003ffff]{2,60}?"
"""What `*` stands for at the start of a German word: the first part of a closed compound."""

WORD_CHARACTER = r"[^\W⺀-\U0003ffff]"
"""Latin (Greek, Cyrillic, …) letter, digit or underscore: what must not touch a Latin name."""

NO_WORD_BEFORE, NO_WORD_AFTER = f"(?<!{WORD_CHARACTER})", f"(?!{WORD_CHARACTER})"


@dataclass(frozen=True, slots=True)
class Form:
    """One name of one term, ready to be checked at a place where its head was found."""

    term: int
    """Place of the term in the glossary."""
    text: str
    """The name, comparable."""
    head: str
    """The literal in lower case that is searched for; it stands at the name's start, or after its `*`."""
    pattern: re.Pattern[str] | None
    """The whole name, where it is more than a literal."""
    spellings: frozenset[str] | None
    """The literal as it may be written; None: in any case."""
    compound: bool
    """Begins with `*`: matching starts at the start of the word."""
    endings: tuple[str, ...]
    """Plural or genitive endings that may follow, longest first."""
    latin_start: bool
    latin_end: bool
    words: bool
    """Its Han characters stand together, so word borders can be weighed."""
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """All names that count in texts of one language."""

    forms: tuple[tuple[Form, ...], ...]
    """For each head of the automaton, the forms that begin with it."""
    automaton: Automaton


class Excepts(NamedTuple):
    """The exceptions of a term."""

    letters: tuple[str, ...]
    """Letters of which some must be there, before the pattern is worth a try."""
    pattern: re.Pattern[str]


@dataclass
class Glossary:
    """A glossary ready to mark texts with; `compile_glossary` makes it."""

    terms: tuple[Term, ...]
    _searches: dict[str, Search] = field(default_factory=dict)
    _excepts: dict[int, Excepts | None] = field(default_factory=dict)

    def search(self, lang: str) -> Search:
        """The search for texts in a language: `zh`, `de`, `en`, or any other (names of every language only)."""
        group = "zh" if is_chinese(lang) else lang.split("-")[0].lower()
        group = group if group in ("zh", "de", "en") else "any"
        if group not in self._searches:
            self._searches[group] = _search(self.terms, group)
        return self._searches[group]

    def excepts(self, term: int) -> Excepts | None:
        """What finds the strings that no mark of this term may touch."""
        if term not in self._excepts:
            texts = self.terms[term].excepts
            self._excepts[term] = _excepts(texts) if texts else None
        return self._excepts[term]

    @cached_property
    def words(self) -> Words:
        """The word list that decides borders, with the glossary's Chinese names in it."""
        names = (
            name.text for term in self.terms for tag, names in term.names.items() if is_chinese(tag) for name in names
        )
        return Words(name for name in (comparable(each) for each in names) if all(map(HAN_CHARACTER.match, name)))

    def __reduce__(self) -> tuple[object, tuple[Sequence[Term]]]:
        return compile_glossary, (self.terms,)


def compile_glossary(terms: Sequence[Term]) -> Glossary:
    """The glossary ready for `find_terms`; searches are built per language when first used."""
    return Glossary(tuple(terms))


def comparable(text: str) -> str:
    """A name or a text in the spelling that marking compares; case is kept."""
    return normalize(text).cased


# --- names ---------------------------------------------------------------------------------------------------------


def _search(terms: Sequence[Term], group: str) -> Search:
    by_head: dict[str, list[Form]] = {}
    for place, term in enumerate(terms):
        for form in _forms(place, term, group):
            by_head.setdefault(form.head, []).append(form)
    heads = sorted(by_head)
    return Search(tuple(tuple(by_head[head]) for head in heads), Automaton(heads))


def _forms(place: int, term: Term, group: str) -> Iterator[Form]:
    seen: set[tuple[str, tuple[str, ...], str]] = set()
    for tag, names in term.names.items():
        if tag == "any" or tag == group or (group == "zh" and is_chinese(tag)):
            for name in names:
                key = (comparable(name.text), name.near, name.case)
                if name.auto and name.text.strip("~* ") and key not in seen:
                    seen.add(key)
                    yield _form(place, term, name, tag, group)


def _form(place: int, term: Term, name: Name, tag: str, group: str) -> Form:
    text = " ".join(comparable(name.text).split())
    compound = text.startswith("*")
    bare = text.removeprefix("*")
    any_case = (
        name.case == "fold"
        or not re.search(r"[^\W\d_]", re.sub(r"[⺀-\U0003ffff]", "", bare))
        or (bare == lowered(bare) and not re.search(r"\d", bare))
    )
    plain = not re.search(r"[ ~*]", text)
    spellings = None if any_case else frozenset({text, text[0].upper() + text[1:]})
    return Form(
        term=place,
        text=text,
        head=lowered(re.split(r"[ ~]", bare)[0]),
        pattern=None if plain else re.compile(_name_pattern(text, any_case), re.IGNORECASE if any_case else 0),
        spellings=spellings,
        compound=compound,
        endings=_endings(term, tag, group),
        latin_start=not HAN_CHARACTER.match(bare[0]),
        latin_end=not HAN_CHARACTER.match(bare.rstrip("~")[-1]),
        words=bool(re.fullmatch(f"[^{HAN}]*[{HAN}]+[^{HAN}]*", bare)),
        near=name.near,
    )


def _endings(term: Term, tag: str, group: str) -> tuple[str, ...]:
    if group == "de":
        return ("s",) if tag == "any" else ()
    may = group in ("en", "zh") and tag in ("any", "en") and term.plural and term.category not in NEVER_PLURAL
    return ("es", "s") if may else ()


def _name_pattern(text: str, any_case: bool) -> str:
    words = [_word_pattern(word, german=True) for word in text.split(" ")]
    if not any_case and not text.startswith("*"):
        first = text[0]
        words[0] = (f"[{first}{first.upper()}]" if first != first.upper() else re.escape(first)) + _word_pattern(
            text.split(" ")[0][1:], german=True
        )
    return SEPARATOR.join(words)


def _word_pattern(word: str, *, german: bool) -> str:
    start = word.startswith("*") and german
    end = word.endswith("~") and german
    return (COMPOUND if start else "") + re.escape(word.strip("*~")) + (ENDING if end else "")


# --- exceptions and conditions ---------------------------------------------------------------------------------------


def _excepts(texts: Sequence[str]) -> Excepts:
    letters = (re.split(r"[ ~]", " ".join(comparable(text).split()).removeprefix("*"))[0] for text in texts)
    return Excepts(tuple(dict.fromkeys(letters)), re.compile("|".join(map(except_pattern, texts))))


def except_pattern(text: str) -> str:
    """What an `except` string matches: its case as written, spaces and endings as in a name, or a plural of it."""
    words = " ".join(comparable(text).split()).split(" ")
    pattern = SEPARATOR.join(_word_pattern(word, german=True) for word in words)
    last = words[-1]
    if (not HAN_CHARACTER.match(words[0][0]) and not words[0].startswith("*")) or words[0].startswith("*"):
        pattern = NO_WORD_BEFORE + pattern
    if not HAN_CHARACTER.match(last[-1]):
        pattern += ("" if last.endswith("~") else "(?:es|s)?") + NO_WORD_AFTER
    return pattern


def near_pattern(text: str) -> re.Pattern[str]:
    """What a `near` string matches in a text in its own case: the string in any case, scripts folded.

    A short proper name or acronym must be a word (`AI` is not in `plain`) or stand in its own case (`OpenAI`).
    """
    words = " ".join(comparable(text).split())
    literal = SEPARATOR.join(map(re.escape, words.split(" ")))
    if HAN_CHARACTER.search(words) or words == lowered(words) or len(words) >= 6:
        return re.compile(literal, re.IGNORECASE)
    return re.compile(f"{literal}|(?i:{NO_WORD_BEFORE}{literal}(?:es|s)?{NO_WORD_AFTER})")


def all_names(terms: Iterable[Term]) -> Iterator[tuple[Term, str, Name]]:
    """Every name with its term and language tag."""
    for term in terms:
        for tag, names in term.names.items():
            for name in names:
                yield term, tag, name
