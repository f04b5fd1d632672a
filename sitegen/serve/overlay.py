"""What an editor sees on top of a page while it is served: problems, and suggestions where they belong in the text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sitegen.diagnostics import Problem, as_json, format_problem, worst
from sitegen.model import Block, EventLinks, Mention, Prepared
from sitegen.suggest import passages_of
from sitegen.suggest_terms import suggest_terms
from sitegen.text import fold_text

if TYPE_CHECKING:
    from sitegen.serve.studio import Snapshot

OWN = "/.sitegen/"
"""Addresses of serve itself; no page of a site begins with a dot."""

LOST_NOTES = frozenset({"quote-not-found", "quote-ambiguous", "quote-changed"})
MOST_PROBLEMS = 100
"""Problems shown in a page; the rest is counted."""

MOST_WORDS = 8
"""Words without an entry that are shown in one article."""

HEAD_END = re.compile(rb"</head>", re.IGNORECASE)
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
CONNECTIONS = re.compile(rb"connect-src [^;\"]*;? ?")


def with_layer(page: bytes, digest: str) -> bytes:
    """The page with the editor's script and style sheet, and leave to ask this server for news.

    `digest` names the version of the page, so that the script learns of a change that came before it was loaded.
    """
    tags = (
        f'<link rel="stylesheet" href="{OWN}serve.css">'
        f'<script src="{OWN}serve.js" data-digest="{html.escape(digest)}" defer></script>'
    )
    page = POLICY.sub(lambda policy: policy[0].replace(policy[1], _with_news(policy[1])), page, count=1)
    return HEAD_END.sub(lambda end: tags.encode() + end[0], page, count=1)


def _with_news(policy: bytes) -> bytes:
    return b"connect-src 'self'; " + CONNECTIONS.sub(b"", policy)


def error_page(title: str, problems: Iterable[Problem], detail: str = "") -> bytes:
    """A page of its own where the site has none to show; everything in it is escaped."""
    shown = "\n".join(f"<pre>{html.escape(format_problem(problem))}</pre>" for problem in problems)
    more = f"<pre>{html.escape(detail)}</pre>" if detail else ""
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; "
        "script-src 'self'; img-src 'self'\">\n"
        f'<title>{html.escape(title)}</title>\n</head>\n<body>\n<main id="main">\n<h1>{html.escape(title)}</h1>\n'
        f"{shown}\n{more}\n</main>\n</body>\n</html>\n"
    )
    return page.encode(errors="replace")


# --- the layer -------------------------------------------------------------------------------------------------------


def layer(snapshot: Snapshot, path: str, extra: Sequence[Problem] = ()) -> bytes:
    """Problems and suggestions for the page at a path, as JSON; `extra` are faults of the page itself."""
    found = snapshot.pages.article_of(path) if snapshot.pages else None
    own = ""
    suggestions: list[Mapping[str, object]] = []
    if found and snapshot.pages:
        prepared = snapshot.pages.shelf.get(found[0])
        own = prepared.capture.path
        suggestions = [
            *_lost_notes(prepared, snapshot.problems),
            *_events(snapshot, found[0]),
            *_terms(snapshot, prepared),
        ]
    problems = [*extra, *snapshot.problems]
    ordered = sorted(problems, key=lambda problem: (problem.path != own, -problem.severity, problem))
    level = worst(problems)
    value = {
        "problems": [{**as_json(each), "own": each.path == own} for each in ordered[:MOST_PROBLEMS]],
        "more": max(0, len(ordered) - MOST_PROBLEMS),
        "worst": level.word if level is not None else "",
        "suggestions": suggestions,
    }
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")


def _suggestion(kind: str, block: str | None, text: str, add: str, why: str = "") -> dict[str, object]:
    return {"kind": kind, "block": block, "text": text, "add": add, "why": why}


def _lost_notes(prepared: Prepared, problems: Iterable[Problem]) -> Iterator[Mapping[str, object]]:
    """Notes whose quote is gone, at the block that is most like the quote."""
    drafts = {draft.line: draft for draft in prepared.capture.front.notes}
    for problem in problems:
        if problem.path != prepared.capture.path or problem.code not in LOST_NOTES:
            continue
        draft = drafts.get(problem.line)
        if draft:
            block = nearest_block(prepared.article.blocks, draft.quote)
            why = f"{problem.message}. {problem.hint}".strip()
            yield _suggestion("note", block, f"“{draft.quote}”: {draft.note}", "", why)


def nearest_block(blocks: Sequence[Block], quote: str) -> str | None:
    """Id of the block that shares most pairs of characters with a quote; None where none shares any."""
    wanted = _pairs(quote)
    scored = [(len(wanted & _pairs(block.text)), block.id) for block in blocks]
    best = max((score for score, _ in scored), default=0)
    return next((block for score, block in scored if score == best), None) if best else None


def _pairs(text: str) -> set[str]:
    folded = fold_text(text)
    return {folded[at : at + 2] for at in range(len(folded) - 1)}


def _events(snapshot: Snapshot, slug: str) -> Iterator[Mapping[str, object]]:
    """Events that the article seems to tell of, and nobody has confirmed."""
    assert snapshot.pages is not None
    known = {event.id for event in snapshot.shared.events} if snapshot.shared else set()
    for links in snapshot.pages.site.events.values():
        mine = [mention for mention in links.mentions if mention.slug == slug]
        if not mine or (links.confirmed and any(mention.confirmed for mention in mine)):
            continue
        others = [other for other in links.slugs if other != slug]
        yield _event(links, mine[0], others, links.event.id in known)


def _event(links: EventLinks, mention: Mention, others: Sequence[str], described: bool) -> Mapping[str, object]:
    names = links.event.names
    name = names.get("en") or next(iter(names.values()), links.event.id)
    why = ", ".join(f"{reason.kind} {reason.value}" for reason in mention.reasons)
    if described:
        return _suggestion("event", mention.block, name, f"events: [{links.event.id}]", why)
    return _suggestion("event", mention.block, f"{name}: {', '.join(others)}", f"link: [{', '.join(others)}]", why)


def _terms(snapshot: Snapshot, prepared: Prepared) -> Iterator[Mapping[str, object]]:
    """Words that recur in the article and have no entry, each at the block where it first stands."""
    terms = snapshot.shared.terms if snapshot.shared else ()
    for word in suggest_terms(passages_of(prepared), terms)[:MOST_WORDS]:
        block = next((each.id for each in prepared.article.blocks if word.text in each.text), None)
        yield _suggestion("term", block, word.text, "", f"{word.count} times, {word.kind}")
