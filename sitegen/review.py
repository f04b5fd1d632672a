"""What an editor may want to look at, though nothing is wrong: only `sitegen check` says it.

Doubtful borders of Chinese names, characters on which two converters differ, terms that no article uses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sitegen.annotate import Glossary, borders_doubtful
from sitegen.diagnostics import Problem, Severity, problem_at
from sitegen.model import Block, Capture, Prepared, Span, Term
from sitegen.parse import source_offset
from sitegen.script import second_opinion
from sitegen.text import is_chinese

SCRIPTS = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans"}
MOST_OPINIONS = 12
"""Differences between the converters that are shown for one article."""


def review(prepared: Prepared, glossary: Glossary) -> tuple[Problem, ...]:
    """The notes on one article."""
    article = prepared.article
    if not is_chinese(article.lang):
        return ()
    return (*_borders(prepared, glossary), *_conversions(prepared.capture, article.blocks, article.lang))


def _borders(prepared: Prepared, glossary: Glossary) -> Iterable[Problem]:
    blocks = {block.id: block for block in prepared.article.blocks}
    for doubt in borders_doubtful(prepared.article.blocks, prepared.article.lang, glossary):
        block = blocks[doubt.block]
        name = block.text[doubt.span.start : doubt.span.end]
        decided = "is marked" if doubt.marked else "is not marked"
        message = f"«{name}» {decided} as the term «{doubt.term}», but {_listed(doubt.words)} could also be read here"
        hint = f"settle it with `terms: {{mark: {{{name}: {doubt.term}}}}}` or `terms: {{never: [{name}]}}`"
        yield _note(prepared.capture, block, doubt.span, "doubtful-border", message, hint)


def _conversions(capture: Capture, blocks: Sequence[Block], lang: str) -> Iterable[Problem]:
    target = SCRIPTS.get(lang)
    seen: set[str] = set()
    for block in blocks if target else ():
        for source, ours, theirs in second_opinion(block.text, lang, target or ""):
            at = block.text.find(source)
            if at < 0 or source in seen or len(seen) >= MOST_OPINIONS:
                continue
            seen.add(source)
            message = f"«{source}» becomes «{ours}» in {target}; another converter writes «{theirs}»"
            hint = f"if ours is wrong: `convert: {{replace: {{{source}: {theirs}}}}}`, or content/phrases.yaml for all"
            yield _note(capture, block, Span(at, at + len(source)), "conversion-doubtful", message, hint)


def _note(capture: Capture, block: Block, span: Span, code: str, message: str, hint: str) -> Problem:
    at = capture.body + (source_offset(block, span.start) or 0)
    return problem_at(
        capture.path, capture.text, at, code, message, length=span.end - span.start, hint=hint, severity=Severity.NOTE
    )


def unused_terms(terms: Iterable[Term], used: Collection[str]) -> tuple[Problem, ...]:
    """One note for each glossary file whose terms no article names."""
    by_file: dict[str, list[str]] = {}
    for term in terms:
        if term.id not in used:
            by_file.setdefault(term.path, []).append(term.id)
    return tuple(
        Problem(path, 0, 0, "term-unused", f"no article names {_listed(names)}", Severity.NOTE)
        for path, names in sorted(by_file.items())
    )


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"«{word}»" for word in words[:12]) + (f" and {len(words) - 12} more" if len(words) > 12 else "")
