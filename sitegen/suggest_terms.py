"""Words that recur in the articles and have no glossary entry: what an editor might define next."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sitegen.annotate import compile_glossary, find_terms
from sitegen.model import Span, Term
from sitegen.text import HAN, HAN_RUN, fold_text, is_chinese, sentence_at
from sitegen.words import PARTICLES, Words, in_dictionary


class Passage(NamedTuple):
    """A text of the corpus: a block of an article, or the whole of it."""

    article: str
    """What the article is called in the answer: its path or slug."""
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class TermSuggestion:
    """A word that may deserve a glossary entry."""

    text: str
    """In its most frequent spelling."""
    lang: str
    """Language of the text where it stands most often."""
    kind: str
    """`acronym`, `name` (Latin letters), `quoted`, `bracketed` (with a name of the other script), `unknown` (Han)."""
    count: int
    articles: tuple[str, ...]
    sentences: tuple[str, ...]
    """Up to three, verbatim, from as many articles as there are."""


FEWEST = 3
"""Mentions that make a word recur within one article; in two articles, one each is enough."""

ACRONYM = re.compile(
    r"(?<![A-Za-z0-9_@./-])(?:[A-Z]{2,6}[0-9]{0,3}(?:-[A-Z0-9]{1,4})?|[A-Z]{1,5}-?[0-9]{1,4}[A-Z]?)(?![A-Za-z0-9_@/])"
)
NAME = re.compile(
    r"(?<![A-Za-z0-9_@./-])[A-Z][a-zà-ÿ]*[A-Za-zà-ÿ0-9]+"
    r"(?:[ -](?:(?:of|de|von|van|der|the) )?[A-Z][A-Za-zà-ÿ0-9]+){0,3}(?![A-Za-z0-9_@/])"
)
QUOTED = re.compile(rf"[“「《『]([{HAN}A-Za-z0-9·]{{2,12}})[”」》』]")
BRACKETED = re.compile(rf"([{HAN}]{{2,8}})\s?[（(]([A-Za-z][A-Za-z0-9 .&-]{{1,40}})[）)]")
SENTENCE_START = re.compile(r"(?:^|[.!?:;。！？：；“”„\"«»(\[\n–—-]\s*)$")
COMMON = frozenset((Path(__file__).parent / "data" / "common-words.txt").read_text(encoding="utf-8").split("\n")[1:])


def suggest_terms(passages: Iterable[Passage], terms: Sequence[Term]) -> tuple[TermSuggestion, ...]:
    """Acronyms, names and unknown Chinese words that recur and that no entry names, the most widespread first.

    A word counts where no glossary term stands. It is suggested when two articles have it or one has it three times.
    Simplified and Traditional spellings are one word. German nouns are no names unless two stand together.
    """
    glossary = compile_glossary(terms)
    known = {fold_text(name) for term in terms for name in _spellings(term)}
    found: dict[str, list[tuple[Passage, Span, str]]] = defaultdict(list)
    for passage in passages:
        marks = [mark.span for mark in find_terms(passage.text, passage.lang, glossary)]
        for span, kind in _words(passage):
            key = fold_text(passage.text[span.start : span.end])
            if key not in known and not any(mark.start < span.end and span.start < mark.end for mark in marks):
                found[key].append((passage, span, kind))
    suggestions = [_suggestion(places) for places in found.values() if _recurs(places)]
    return tuple(sorted(suggestions, key=lambda each: (-len(each.articles), -each.count, each.text)))


def _spellings(term: Term) -> Iterator[str]:
    for names in term.names.values():
        yield from (name.text for name in names)
    yield from (*term.also, *term.excepts)


def _recurs(places: Sequence[tuple[Passage, Span, str]]) -> bool:
    return len(places) >= FEWEST or len({passage.article for passage, _, _ in places}) >= 2


def _suggestion(places: Sequence[tuple[Passage, Span, str]]) -> TermSuggestion:
    spellings = [passage.text[span.start : span.end] for passage, span, _ in places]
    langs = [passage.lang for passage, _, _ in places]
    kinds = [kind for _, _, kind in places]
    one_each = {passage.article: (passage, span) for passage, span, _ in reversed(places)}
    sentences = [_sentence(passage, span) for passage, span in reversed(one_each.values())]
    if len(sentences) < SAMPLES:
        sentences += [_sentence(passage, span) for passage, span, _ in places]
    return TermSuggestion(
        text=max(spellings, key=lambda each: (spellings.count(each), each)),
        lang=max(langs, key=lambda each: (langs.count(each), each)),
        kind=max(kinds, key=lambda each: (kinds.count(each), each)),
        count=len(places),
        articles=tuple(dict.fromkeys(passage.article for passage, _, _ in places)),
        sentences=tuple(dict.fromkeys(sentences))[:SAMPLES],
    )


SAMPLES = 3


def _sentence(passage: Passage, span: Span) -> str:
    around = sentence_at(passage.text, span.start)
    return passage.text[around.start : around.end]


# --- what may be a term ------------------------------------------------------------------------------------------


def _words(passage: Passage) -> Iterator[tuple[Span, str]]:
    """Every candidate with its kind; none inside another of the same script."""
    taken: list[Span] = []
    for span, kind in _candidates(passage):
        if not any(other.start < span.end and span.start < other.end for other in taken):
            taken.append(span)
            yield span, kind


def _candidates(passage: Passage) -> Iterator[tuple[Span, str]]:
    text = passage.text
    if is_chinese(passage.lang):
        for match in BRACKETED.finditer(text):
            yield _trimmed(text, Span(*match.span(1))), "bracketed"
        for match in QUOTED.finditer(text):
            if _is_new(match[1]):
                yield Span(*match.span(1)), "quoted"
        yield from _unknown(text)
    yield from _latin_names(passage)
    for match in ACRONYM.finditer(text):
        if match.group().lower() not in COMMON:
            yield Span(*match.span()), "acronym"


def _latin_names(passage: Passage) -> Iterator[tuple[Span, str]]:
    text = passage.text
    for match in NAME.finditer(text):
        words = re.split(r"[ -]", match.group())
        start = match.start()
        while words and words[0].lower() in COMMON:
            start += len(words.pop(0)) + 1
        first = start == match.start() and bool(SENTENCE_START.search(text, max(0, match.start() - 4), match.start()))
        inner_capital = any(character.isupper() or character.isdigit() for word in words for character in word[1:])
        plain = len(words) == 1 and not inner_capital
        if not words or (plain and (first or passage.lang.startswith("de") or len(words[0]) < 3)):
            continue
        if len("".join(words)) > 2 and not all(map(str.isupper, words)):
            yield Span(start, match.end()), "name"


def _is_new(word: str) -> bool:
    """Whether the dictionary does not know a Han word."""
    plain = fold_text(word)
    return not plain or not in_dictionary(plain)


def _trimmed(text: str, span: Span) -> Span:
    """Of the Han characters before a bracket those after the last particle: 推出了深度求索（DeepSeek）."""
    run = fold_text(text[span.start : span.end])
    start, place = 0, 0
    for end in _WORDS.segments(run):
        if end - place == 1 and run[place] in NO_NAME and end < len(run):
            start = end
        place = end
    return Span(span.start + start, span.end)


NO_NAME = PARTICLES | frozenset("位家款种名即年月日号")
_WORDS = Words()


def _unknown(text: str) -> Iterator[tuple[Span, str]]:
    """Two to four characters in a row that only segment into single ones: a name the dictionary does not have."""
    for run in HAN_RUN.finditer(text):
        folded = fold_text(run.group())
        if len(folded) != len(run.group()):
            continue
        start = place = 0
        for end in [*_WORDS.segments(folded), len(folded) + 2]:
            single = end - place == 1 and folded[place] not in NO_NAME
            if not single:
                if 2 <= place - start <= 4:
                    yield Span(run.start() + start, run.start() + place), "unknown"
                start = end
            place = end
