"""What `sitegen check` says of a glossary and of doubtful marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sitegen.annotate.glossary import Glossary, all_names, comparable
from sitegen.annotate.marking import Candidate, borders_hold, candidates, han_run
from sitegen.annotate.normal import normalize
from sitegen.diagnostics import Problem, Severity, did_you_mean
from sitegen.model import EDITIONS, Block, MarkKind, Span, Term
from sitegen.text import is_chinese

SHORTEST = 2
"""Han characters; a name this short is often part of another word."""


class Doubt(NamedTuple):
    """A place where a Chinese name stands by its characters, and the word list had to decide whether as a word."""

    block: str
    """Id of the block."""
    span: Span
    term: str
    marked: bool
    """How it was decided."""
    words: tuple[str, ...]
    """Dictionary words that reach over the name's edges."""


def borders_doubtful(blocks: Sequence[Block], lang: str, glossary: Glossary) -> tuple[Doubt, ...]:
    """The places in a Chinese article that an editor may want to look at: words that compete with a name's edges.

    Reported are names of at most three characters where a dictionary word reaches over an edge. Settled by `terms.mark`
    or `terms.never` in the article, or by `except` in the glossary.
    """
    if not is_chinese(lang):
        return ()
    return tuple(doubt for block in blocks if block.kind != "code" for doubt in _doubts(block, lang, glossary))


def _doubts(block: Block, lang: str, glossary: Glossary) -> Iterator[Doubt]:
    normal = normalize(block.text)
    marked = {mark.span: mark.target for mark in block.marks if mark.kind is MarkKind.TERM}
    for candidate in candidates(normal, lang, glossary):
        span = normal.span(candidate.start, candidate.end)
        inside = any(span != other and other.start <= span.start and span.end <= other.end for other in marked)
        if inside or len(candidate.form.text) > SHORTEST + 1:
            continue
        words = _competitors(normal.cased, candidate, glossary)
        if words:
            term = glossary.terms[candidate.form.term].id
            yield Doubt(block.id, span, term, borders_hold(normal, candidate, glossary), words)


def _competitors(text: str, candidate: Candidate, glossary: Glossary) -> tuple[str, ...]:
    run = han_run(text, candidate.start, candidate.end, candidate.form)
    return glossary.words.competitors(*run) if run and candidate.form.words else ()


# --- the glossary itself ---------------------------------------------------------------------------------------------


def glossary_problems(terms: Sequence[Term]) -> tuple[Problem, ...]:
    """Names that two terms claim, entries that lack a language, and `see` ids that do not exist, in order of place."""
    return tuple(sorted([*_claimed_twice(terms), *_lacking(terms), *_unknown(terms)]))


def _claimed_twice(terms: Sequence[Term]) -> Iterator[Problem]:
    claims: dict[tuple[str, str], dict[str, Term]] = defaultdict(dict)
    written: dict[tuple[str, str], str] = {}
    for term, tag, name in all_names(terms):
        if name.auto:
            for group in _groups(tag):
                key = (group, comparable(name.text))
                claims[key].setdefault(term.id, term)
                written.setdefault(key, name.text)
    reported: set[tuple[str, ...]] = set()
    for key, owners in claims.items():
        ids = (written[key], *owners)
        if len(owners) > 1 and ids not in reported:
            reported.add(ids)
            first, second, *_ = owners.values()
            yield Problem(
                second.path,
                second.line,
                1,
                "name-claimed-twice",
                f"«{written[key]}» is a name of «{first.id}» and of «{second.id}»; only «{first.id}» is marked",
                Severity.WARNING,
                hint="keep it in one entry, or give one of them `near:` words or `auto: false`",
            )


def _groups(tag: str) -> Iterable[str]:
    """The languages of texts in which a name counts."""
    if tag == "any":
        return ("zh", "en", "de")
    return ("zh",) if is_chinese(tag) else (tag,)


def _lacking(terms: Sequence[Term]) -> Iterator[Problem]:
    for term in terms:
        missing = [lang for lang in EDITIONS if not term.definition.get(lang)]
        if missing:
            yield Problem(
                term.path,
                term.line,
                1,
                "definition-missing",
                f"«{term.id}» has no definition in {', '.join(missing)}",
                Severity.NOTE,
                hint="readers of that edition see another language, marked as such",
            )
        nameless = [
            lang
            for lang in EDITIONS
            if not (term.names.get(lang) or term.names.get("any") or _other_script(term, lang))
        ]
        if nameless:
            yield Problem(
                term.path,
                term.line,
                1,
                "name-missing",
                f"«{term.id}» has no name in {', '.join(nameless)}",
                Severity.NOTE,
                hint="texts in that language cannot mention it",
            )


def _other_script(term: Term, lang: str) -> bool:
    return is_chinese(lang) and any(is_chinese(tag) and names for tag, names in term.names.items())


def _unknown(terms: Sequence[Term]) -> Iterator[Problem]:
    known = {term.id for term in terms}
    for term in terms:
        for see in term.see:
            if see not in known:
                yield Problem(
                    term.path,
                    term.line,
                    1,
                    "unknown-term",
                    f"«{term.id}» refers to «{see}», which is no entry",
                    Severity.ERROR,
                    hint=did_you_mean(see, known),
                )
