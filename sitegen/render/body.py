"""The text of an article as HTML: its blocks with terms, notes, figures and emphasis on them.

Nothing here depends on the interface language, so editions that show the same script share the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from sitegen.model import Article, Block, Figure, Mark, MarkKind, Span, Variant
from sitegen.render.markup import Insert, Wrap, escape, joinable, machine_date, web_address, wrapped
from sitegen.render.theme import highlighted

TERM, FIGURE = MarkKind.TERM, MarkKind.FIGURE
"""The kinds of which an article has dozens: a module's name is read faster than an enum's."""

RANK = {
    MarkKind.LINK: 0,
    MarkKind.TERM: 0,
    MarkKind.FOREIGN: 1,
    MarkKind.NOTE: 2,
    MarkKind.STRONG: 3,
    MarkKind.EMPHASIS: 4,
    MarkKind.CODE: 5,
    MarkKind.FIGURE: 6,
}
"""Which element is outside where two overlap. Links first: they are never cut, and never inside each other."""

RANK_OF_FIGURE = RANK[FIGURE]

UNBROKEN = 16
"""Latin terms up to this many characters do not wrap: `GPT-4` would break after its hyphen."""


class BodyBlock(NamedTuple):
    """One block as HTML, without its own element's neighbours: notes and cross-links are set after it."""

    id: str
    kind: str
    html: str


class Body(NamedTuple):
    """A variant as HTML, block by block, and the terms it marks in order of their first mark."""

    blocks: tuple[BodyBlock, ...]
    terms: tuple[str, ...]


Shown = Callable[[Sequence[Block]], frozenset[tuple[str, int]]]
"""Which TERM marks of an article a page shows, as (block id, start of the mark)."""


Places = Mapping[str, Sequence[int]]
"""By block, which of its TERM marks a page shows."""


def shown_places(article: Article, shown: Shown) -> Places:
    """Which marks are shown, decided on the article as it was captured.

    The places of marks are the same in both scripts, their offsets are not, so every edition has the same marks.
    """
    starts = shown(article.blocks)
    found: dict[str, list[int]] = {}
    for block in article.blocks:
        places = [place for place, mark in enumerate(_terms(block)) if (block.id, mark.span.start) in starts]
        if places:
            found[block.id] = places
    return found


def body_of(article: Article, variant: Variant, known_terms: frozenset[str], places: Places) -> Body:
    """The text of a variant as HTML.

    `known_terms`: terms with an entry on the page; other marks stay plain. `places`: from `shown_places`.
    """
    notes = {str(note.number): note.block for note in article.notes}
    counts: dict[str, int] = {}
    blocks: list[BodyBlock] = []
    level = 1
    for block in variant.blocks:
        if block.kind == "heading":
            level = min(max(block.level, 2), level + 1)
        among = _terms(block)
        terms = [among[each] for each in places.get(block.id, ()) if each < len(among)]
        terms = [mark for mark in terms if mark.target in known_terms]
        blocks.append(BodyBlock(block.id, block.kind, _block(block, terms, notes, counts, variant.lang, level)))
    return Body(tuple(blocks), tuple(counts))


def _terms(block: Block) -> list[Mark]:
    """The TERM marks of a block."""
    return [mark for mark in block.marks if mark.kind is TERM]


def first_mentions(blocks: Sequence[Block]) -> frozenset[tuple[str, int]]:
    """Each term at its first mention, and again at the first one after each heading; never in headings, code, links."""
    shown: set[tuple[str, int]] = set()
    seen: set[str] = set()
    for block in blocks:
        if block.kind == "heading":
            seen.clear()
        if block.kind in ("heading", "code"):
            continue
        closed = [mark.span for mark in block.marks if mark.kind in (MarkKind.LINK, MarkKind.CODE)]
        end = 0
        for mark in _terms(block):
            inside = any(span.start < mark.span.end and mark.span.start < span.end for span in closed)
            if mark.target not in seen and mark.span.start >= end and not inside:
                seen.add(mark.target)
                shown.add((block.id, mark.span.start))
                end = mark.span.end
    return frozenset(shown)


def _block(
    block: Block, terms: Sequence[Mark], notes: Mapping[str, str], counts: dict[str, int], lang: str, level: int
) -> str:
    identity = joinable(block.id)
    if block.kind == "code":
        ending = (
            mark.target for mark in block.marks if mark.kind is MarkKind.NOTE and notes.get(mark.target) == block.id
        )
        code, references = highlighted(block.text, block.info), "".join(map(_note_reference, ending))
        return f'<pre id="{identity}" tabindex="0"><code>{code}</code>{references}</pre>'
    inner = inline(block, terms, notes, counts, lang)
    if block.kind == "heading":
        return f'<h{level} id="{identity}">{inner}</h{level}>'
    if block.kind == "item":
        return f'<li id="{identity}">{inner}'
    if block.kind == "quote":
        return f'<blockquote id="{identity}"><p>{inner}</p></blockquote>'
    return f'<p id="{identity}">{inner}</p>'


def inline(block: Block, terms: Sequence[Mark], notes: Mapping[str, str], counts: dict[str, int], lang: str) -> Markup:
    """The text of a block as HTML with its marks.

    `counts` numbers the references to each term across the article; `notes`: number of a note → id of the block in
    which its quote ends, where its reference stands.
    """
    wraps: list[Wrap] = []
    inserts: list[Insert] = []
    for mark in terms:
        counts[mark.target] = counts.get(mark.target, 0) + 1
        wraps.append(_term(mark, block.text, counts[mark.target]))
    solid = [mark.span for mark in terms]
    for mark in block.marks:
        span, kind, target = mark
        if kind is FIGURE:
            tag = _figure(block.figures, target)
            if tag and not any(_crosses(span, each) for each in solid):
                wraps.append(Wrap(*span, RANK_OF_FIGURE, *tag))
        elif kind is MarkKind.NOTE:
            if target in notes:
                wraps.append(Wrap(*span, RANK[kind], "<mark>", "</mark>"))
                if notes[target] == block.id:
                    inserts.append(Insert(span.end, _note_reference(target)))
        elif kind is not TERM and (tag := _tag(mark)):
            rank = RANK[kind]
            if rank == 0:
                if any(start < span.end and span.start < end for start, end in solid):
                    continue
                solid.append(span)
            wraps.append(Wrap(*span, rank, *tag))
    return wrapped(block.text, wraps, inserts, lang)


def _crosses(one: Span, other: Span) -> bool:
    """True where they overlap and neither holds the other."""
    (start, end), (begin, stop) = one, other
    return start < begin < end < stop or begin < start < stop < end


def _term(mark: Mark, text: str, number: int) -> Wrap:
    term = joinable(mark.target)
    name = text[mark.span.start : mark.span.end]
    short = ' class="n"' if name.isascii() and len(name) <= UNBROKEN else ""
    return Wrap(
        *mark.span,
        RANK[MarkKind.TERM],
        f'<a{short} role="doc-glossref" href="#g-{term}" aria-describedby="d-{term}" id="r-{term}-{number}">',
        "</a>",
    )


def _note_reference(number: str) -> str:
    """Named by the visible label of the note, so the text needs no interface language."""
    number = joinable(number)
    return f'<a role="doc-noteref" href="#n-{number}" id="nr-{number}" aria-labelledby="nl-{number}">[{number}]</a>'


def _tag(mark: Mark) -> tuple[str, str] | None:
    """The tags around a mark that is no term, note or figure; None where it stays plain."""
    match mark.kind:
        case MarkKind.EMPHASIS:
            return "<em>", "</em>"
        case MarkKind.STRONG:
            return "<strong>", "</strong>"
        case MarkKind.CODE:
            return "<code>", "</code>"
        case MarkKind.FOREIGN:
            return f'<span lang="{escape(mark.target)}">', "</span>"
        case MarkKind.LINK:
            url = web_address(mark.target)
            return (f'<a href="{escape(url)}" rel="nofollow noopener">', "</a>") if url else None
    return None


def _figure(figures: Sequence[Figure], target: str) -> tuple[str, str] | None:
    """The tags around a figure: a date as `time`, a number as `data`, where one value says all.

    Ranges and damaged numbers stay plain.
    """
    if not target.isdecimal() or int(target) >= len(figures):
        return None
    figure = figures[int(target)]
    kind, value = figure.kind, figure.value
    if figure.garbled or value is None:
        return None
    if kind == "date" and (day := machine_date(str(value))):
        return f'<time datetime="{day}">', "</time>"
    if kind in DATA and not isinstance(value, str):
        unit = f" {joinable(figure.unit)}" if figure.unit else ""
        return f'<data value="{value:.15g}{unit}">', "</data>"
    return None


DATA = frozenset({"money", "percent", "measure", "duration"})
"""Kinds of figures whose number and unit say all."""
