"""The story of a comparison: columns, rows, cells, verdicts, coverage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sitegen.compare.amounts import NUMBER, Amount, amount, compatible
from sitegen.compare.answers import Answer, answers
from sitegen.compare.verdict import days_apart, verdict
from sitegen.model import (
    EDITIONS,
    Cell,
    Comparison,
    Digest,
    EventLinks,
    Figure,
    Passage,
    Question,
    Row,
    Term,
)

LONG_EVENT = 45
"""Days after which an event is a question that keeps coming back: every passage of its articles may answer."""

AROUND = 10
"""Days from the event within which a date answers «when»."""

MOST_PROPOSED = 6
MOST_TERMS = 40


def compare(links: EventLinks, digests: Mapping[str, Digest], terms: Mapping[str, Term] | None = None) -> Comparison:
    """An event's table. Cells hold only sentences of the articles and figures that stand in them.

    `terms` restricts the coverage matrix to the glossary's terms; without it all terms of the digests count.
    """
    columns = _columns(links, digests)
    rows = [row for question in links.event.questions if (row := _row(question, links, columns, digests))]
    rows += _proposed(links, columns, digests, rows)
    return Comparison(links.event.id, tuple(columns), tuple(rows), _coverage(columns, digests, terms))


def _columns(links: EventLinks, digests: Mapping[str, Digest]) -> list[str]:
    """The articles by date, those without a date last."""
    slugs = [slug for slug in links.slugs if slug in digests]
    return sorted(slugs, key=lambda slug: (_dated(digests[slug]) or "9999", slug))


def _dated(digest: Digest) -> str | None:
    return digest.published or digest.captured


# --- rows by question -----------------------------------------------------------------------------------------------


def _row(question: Question, links: EventLinks, columns: Sequence[str], digests: Mapping[str, Digest]) -> Row | None:
    cells: dict[str, tuple[Cell, ...]] = {}
    for slug in columns:
        digest = digests[slug]
        passages = _passages(question, links, digest)
        found = [answer for answer in answers(question, digest, passages) if _in_time(question, links, answer)]
        if found:
            cells[slug] = tuple(_cell(answer.passage, answer.figure, digest, answer.place) for answer in found)
    if not cells:
        return None
    return Row(question.id, question.names, cells, verdict(cells), kind=question.kind)


def _passages(question: Question, links: EventLinks, digest: Digest) -> Sequence[Passage]:
    """Where an answer may stand: anywhere for a lasting question, else near a passage that tells the event."""
    if is_lasting(links) or any(mention.block is None for mention in links.mentions if mention.slug == digest.slug):
        return digest.passages
    blocks = {mention.block for mention in links.mentions if mention.slug == digest.slug}
    near = [passage for passage in digest.passages if passage.block in blocks]
    if question.words and not any(_answers_here(question, passage) for passage in near):
        return [passage for passage in digest.passages if passage.block] if question.kind != "date" else near
    return near


def _answers_here(question: Question, passage: Passage) -> bool:
    from sitegen.compare.answers import _answer

    return _answer(question, passage) is not None


def is_lasting(links: EventLinks) -> bool:
    """Whether the event spans so many days that it is a question rather than a happening."""
    return bool(links.event.end) and days_apart(links.event.start, links.event.end) > LONG_EVENT


def _in_time(question: Question, links: EventLinks, answer: Answer) -> bool:
    """A date that answers «when did it happen» lies near the event; elsewhere it is the date of something else."""
    if (
        answer.figure is None
        or question.kind not in {"date", "period", "daterange"}
        or is_lasting(links)
        or not links.event.start
    ):
        return True
    stated = amount(answer.figure)
    start = amount(Figure(0, 0, "", "date", links.event.start, None))
    end = amount(Figure(0, 0, "", "date", links.event.end or links.event.start, None))
    if stated is None or start is None or end is None:
        return False
    return compatible(stated, Amount(start.low - AROUND, end.high + AROUND, "date"))


def _cell(passage: Passage, figure: Figure | None, digest: Digest, place: int) -> Cell:
    return Cell(
        digest.slug,
        passage.block,
        passage.span,
        passage.text,
        figure,
        passage.speaker if place >= passage.said_from else None,
        chain(passage, digest),
        _as_of(passage, figure, digest),
    )


def chain(passage: Passage, digest: Digest) -> tuple[str, ...]:
    """From the outlet nearest to the statement to the one that published it: cited → relayed → publisher."""
    names = [*passage.cited, *reversed(digest.relays), *((digest.publisher,) if digest.publisher else ())]
    return tuple(dict.fromkeys(name for name in names if name != passage.speaker))


def _as_of(passage: Passage, figure: Figure | None, digest: Digest) -> str | None:
    """The date a figure holds for: the sentence's own, sharpest one; else when the article appeared."""
    if figure is not None and figure.kind in {"date", "period", "daterange"}:
        return _dated(digest)
    own = [each.value for each in passage.figures if each.kind == "date" and isinstance(each.value, str)]
    return max(own, key=len) if own else _dated(digest)


# --- rows proposed by program ---------------------------------------------------------------------------------------


def _proposed(
    links: EventLinks, columns: Sequence[str], digests: Mapping[str, Digest], rows: Sequence[Row]
) -> list[Row]:
    """Figures of one unit and one subject that several articles state where they tell the event."""
    if is_lasting(links):
        return []
    shown = {
        (cell.slug, cell.block, cell.span, cell.figure)
        for row in rows
        for found in row.cells.values()
        for cell in found
    }
    subjects: dict[tuple[str, ...], dict[str, list[tuple[Passage, Figure]]]] = defaultdict(lambda: defaultdict(list))
    for slug in columns:
        blocks = {mention.block for mention in links.mentions if mention.slug == slug}
        for passage in digests[slug].passages:
            if None not in blocks and passage.block not in blocks:
                continue
            for figure in passage.figures:
                subject = _subject(figure)
                if subject and (slug, passage.block, passage.span, figure) not in shown:
                    subjects[subject][slug].append((passage, figure))
    found: list[Row] = []
    used: set[tuple[str, str, int]] = set()
    several = [item for item in subjects.items() if len(item[1]) > 1]
    for _, by_slug in sorted(several, key=lambda item: (-len(item[1]), item[0])):
        if len(found) >= MOST_PROPOSED:
            break
        fresh = {
            slug: [each for each in pairs if (slug, each[0].text, each[1].start) not in used]
            for slug, pairs in by_slug.items()
        }
        fresh = {slug: pairs for slug, pairs in fresh.items() if pairs}
        if len(fresh) < 2:
            continue
        cells = {slug: (_cell(*pairs[0], digests[slug], pairs[0][1].start),) for slug, pairs in fresh.items()}
        used.update((slug, pairs[0][0].text, pairs[0][1].start) for slug, pairs in fresh.items())
        number = len(found) + 1
        found.append(
            Row(
                f"proposed-{number}",
                _names(cells, digests),
                cells,
                verdict(cells),
                True,
                next(iter(fresh.values()))[0][1].kind,
            )
        )
    return found


COMPARABLE = frozenset({"money", "percent", "measure", "number", "numberrange", "duration"})
SMALLEST = 13
"""Smaller plain numbers are in every text."""


def _subject(figure: Figure) -> tuple[str, ...] | None:
    """What a figure is of, as far as articles in several languages can share it: its unit with its exact value."""
    large = isinstance(figure.value, NUMBER) and abs(figure.value) >= SMALLEST
    exact = figure.kind in {"percent", "money"}
    stated = amount(figure) if (large or exact) and figure.kind in COMPARABLE else None
    if stated is None:
        return None
    if large:
        return "value", stated.unit.partition(":")[0], f"{figure.value:.6g}"
    return ("value", stated.unit, f"{stated.low:.6g}") if stated.low == stated.high else None


def _names(cells: Mapping[str, Sequence[Cell]], digests: Mapping[str, Digest]) -> dict[str, str]:
    """A row's name in each language: the figure in the words of an article in that language, else of any."""
    first = next(iter(cells.values()))[0]
    names: dict[str, str] = {}
    for lang in EDITIONS:
        base = lang.partition("-")[0]
        own = next((found[0] for slug, found in cells.items() if digests[slug].lang == lang), None) or next(
            (found[0] for slug, found in cells.items() if digests[slug].lang.partition("-")[0] == base), first
        )
        names[lang] = own.figure.text if own.figure else own.quote
    return names


# --- coverage --------------------------------------------------------------------------------------------------------


def _coverage(
    columns: Sequence[str], digests: Mapping[str, Digest], terms: Mapping[str, Term] | None
) -> dict[str, dict[str, int]]:
    """Terms that some of the articles name and some do not, the most unequal first."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for slug in columns:
        for term, count in digests[slug].terms:
            if terms is None or term in terms:
                counts[term][slug] = count
    totals = Counter({term: sum(found.values()) for term, found in counts.items() if len(found) < len(columns)})
    ordered = sorted(totals, key=lambda term: (-totals[term], term))[:MOST_TERMS]
    return {term: counts[term] for term in ordered}
