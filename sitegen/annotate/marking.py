"""Glossary terms in a text: every place where one stands, by the rules of `docs/glossary-rules.md`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sitegen.annotate.glossary import Form, Glossary, near_pattern
from sitegen.annotate.normal import Normal, lowered, normalize
from sitegen.annotate.places import protected, protected_in_markdown
from sitegen.model import Mark, MarkKind, Span
from sitegen.text import HAN_CHARACTER
from sitegen.words import han_around

TERM = MarkKind.TERM


class Candidate(NamedTuple):
    """A place where a name stands, in offsets of the comparable text."""

    start: int
    end: int
    form: Form


class Context:
    """The text in which `near` words are looked for, once for each word."""

    def __init__(self, text: Normal) -> None:
        self._text = text
        self._counts: dict[str, int] = {}

    def near(self, form: Form, own: str) -> bool:
        """Whether one of the form's `near` words occurs outside the name itself."""
        return any(self._count(word) > _occurrences(word, own, lowered(own)) for word in form.near)

    def _count(self, word: str) -> int:
        count = self._counts.get(word)
        if count is None:
            count = self._counts[word] = _occurrences(word, self._text.cased, self._text.lower)
        return count


@lru_cache(maxsize=4096)
def _near(word: str) -> tuple[str, re.Pattern[str] | None]:
    """The letters that must be there, and the pattern that must match where they do not decide alone."""
    pattern = near_pattern(word)
    text = lowered(" ".join(normalize(word).cased.split()))
    plain = pattern.flags & re.IGNORECASE and " " not in text
    return text.split(" ")[0], None if plain else pattern


def _occurrences(word: str, cased: str, lower: str) -> int:
    letters, pattern = _near(word)
    count = lower.count(letters)
    return sum(1 for _ in pattern.finditer(cased)) if count and pattern else count


def find_terms(
    text: str,
    lang: str,
    glossary: Glossary,
    *,
    given: Sequence[tuple[int, int, str | None]] = (),
    never: Sequence[str] = (),
    format: str = "plain",
    context: str | None = None,
) -> tuple[Mark, ...]:
    """Every glossary term in a text, as TERM marks in reading order, none overlapping.

    `lang` is a BCP 47 tag. `given` are spans that an editor has set: (start, end, term id), or None for the id where
    nothing may be marked; `never` are names that are not marked in this text. `format` is `plain` or `markdown` (then
    offsets are those of the source). `context` is the text of the whole article, in which the words that a name needs
    near it are looked for; by default the text itself.
    """
    normal = normalize(text)
    taken = [Span(start, end) for start, end, _ in given]
    taken += protected_in_markdown(text) if format == "markdown" else protected(text)
    found = candidates(normal, lang, glossary, taken)
    if never:
        barred = {normalize(each).cased for each in never}
        found = [each for each in found if barred.isdisjoint((each.form.text, normal.cased[each.start : each.end]))]
    if any(candidate.form.near for candidate in found):
        around = Context(normal if context is None else normalize(context))
        found = [
            candidate
            for candidate in found
            if not candidate.form.near or around.near(candidate.form, normal.cased[candidate.start : candidate.end])
        ]
    found = [candidate for candidate in found if borders_hold(normal, candidate, glossary)]
    chosen = leftmost_longest(found)
    span, terms = normal.span, glossary.terms
    marks = [Mark(span(start, end), TERM, terms[form.term].id) for start, end, form in chosen]
    marks += [Mark(Span(start, end), TERM, term) for start, end, term in given if term is not None]
    return tuple(sorted(marks)) if given else tuple(marks)


def candidates(normal: Normal, lang: str, glossary: Glossary, taken: Sequence[Span] = ()) -> list[Candidate]:
    """Every place where a name stands by its letters (R1–R7, R12, R13), word borders not yet weighed."""
    search = glossary.search(lang)
    cased, lower = normal.cased, normal.lower
    found: list[Candidate] = []
    for head, start, end in search.automaton.find(lower):
        for form in search.forms[head]:
            span = _match(form, cased, start, end)
            if span is not None:
                found.append(Candidate(*span, form))
    if taken and found:
        found = _outside(found, _merged(normal.at(span) for span in sorted(taken)))
    return [candidate for candidate in found if not _excepted(candidate, cased, glossary)]


def _match(form: Form, text: str, start: int, end: int) -> tuple[int, int] | None:
    if form.compound:
        word = _word_start(text, start)
        if word is None or start - word < 2:
            return None
        start = word
    elif form.latin_start and start and (_is_word(text[start - 1]) or _is_decimal_part(text, start)):
        return None
    if form.pattern is not None:
        match = form.pattern.match(text, start)
        if match is None:
            return None
        end = match.end()
    elif form.spellings is not None and text[start:end] not in form.spellings:
        return None
    if not form.latin_end:
        return start, end
    for ending in form.endings:
        if text.startswith(ending, end) and _ends(text, end + len(ending)):
            return start, end + len(ending)
    if _ends(text, end):
        return start, end
    return _shorter(form, text, start)


def _shorter(form: Form, text: str, start: int) -> tuple[int, int] | None:
    """A German ending may be tried too long (`~` took `n` where a hyphen follows `en`); the border then decides."""
    if form.pattern is None:
        return None
    match = re.compile(form.pattern.pattern + r"(?![^\W⺀-\U0003ffff])", form.pattern.flags).match(text, start)
    return (start, match.end()) if match else None


def _word_start(text: str, place: int) -> int | None:
    """Where the word of letters around a place begins; None where a digit or `_` touches it or it has no end."""
    start = place
    while start and place - start < 60 and text[start - 1].isalpha() and text[start - 1] < "⺀":
        start -= 1
    return None if start and _is_word(text[start - 1]) else start


def _is_word(character: str) -> bool:
    return character < "⺀" and (character.isalpha() or character.isdecimal() or character == "_")


def _is_decimal_part(text: str, start: int) -> bool:
    """`5G` is no term in `2.5G`."""
    return start >= 2 and text[start - 1] in ".," and text[start].isdecimal() and text[start - 2].isdecimal()


def _ends(text: str, end: int) -> bool:
    return end >= len(text) or not _is_word(text[end])


def _merged(spans: object) -> list[Span]:
    merged: list[Span] = []
    for span in spans:  # type: ignore[attr-defined]
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        elif span.start < span.end:
            merged.append(span)
    return merged


def _outside(found: list[Candidate], taken: Sequence[Span]) -> list[Candidate]:
    """The candidates that touch none of some separate spans."""
    ends = [span.end for span in taken]

    def free(candidate: Candidate) -> bool:
        index = bisect_left(ends, candidate.start + 1)
        return index == len(taken) or taken[index].start >= candidate.end

    return [candidate for candidate in found if free(candidate)]


def _excepted(candidate: Candidate, text: str, glossary: Glossary) -> bool:
    excepts = glossary.excepts(candidate.form.term)
    if excepts is None:
        return False
    start, end = candidate.start, candidate.end
    left, right = max(0, start - WIDEST_EXCEPT), end + WIDEST_EXCEPT
    around = text[left:right]
    if not any(letters in around for letters in excepts.letters):
        return False
    while match := excepts.pattern.search(text, left, right):
        if match.start() >= end:
            return False
        if match.end() > start:
            return True
        left = match.start() + 1
    return False


WIDEST_EXCEPT = 60
"""Characters on either side of a name in which an exception is looked for."""


def borders_hold(normal: Normal, candidate: Candidate, glossary: Glossary) -> bool:
    """Whether a Chinese name is a word of its own where it stands (R9)."""
    start, end, form = candidate
    if form.latin_start and form.latin_end:
        return True
    run = han_run(normal.cased, start, end, form)
    return run is None or not form.words or glossary.words.stands_alone(*run)


def han_run(text: str, start: int, end: int, form: Form) -> tuple[str, int, int] | None:
    """The Han characters around a name and where in them it stands; None where none touch it.

    A Latin part of the name is a border by itself: of `AI芯片` only `芯片` can run into its neighbours.
    """
    left, right = han_around(text, start, end)
    if form.latin_start or form.latin_end:
        first, last = start, end
        while first < last and not HAN_CHARACTER.match(text[first]):
            first += 1
        while first < last and not HAN_CHARACTER.match(text[last - 1]):
            last -= 1
        left, right = (first if form.latin_start else left), (last if form.latin_end else right)
        start, end = first, last
    return (text[left:right], start - left, end - left) if left < start or end < right else None


def leftmost_longest(found: Sequence[Candidate]) -> list[Candidate]:
    """Of overlapping candidates the leftmost, then the longest, then the one whose term comes first (R10)."""
    chosen: list[Candidate] = []
    place = 0
    for candidate in sorted(found, key=lambda each: (each.start, -each.end, each.form.term)):
        if candidate.start >= place:
            chosen.append(candidate)
            place = candidate.end
    return chosen
