"""An event's comparison as a table, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from json.encoder import encode_basestring
from typing import NamedTuple

from markupsafe import Markup

from sitegen.model import Card, Cell, Comparison, Figure, Row, Site
from sitegen.render.address import article_path
from sitegen.render.markup import escape, runs
from sitegen.render.plot import Plot, plot
from sitegen.render.view import View, pick, term_name

ORDER = ("agree", "differ", "differ-date", "differ-definition", "open", "single")
"""Verdicts in the order in which rows stand."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that spreadsheets take for a formula; such cells get an apostrophe."""


class CellView(NamedTuple):
    """One answer in a table."""

    href: str
    quote: Markup
    value: str
    """The figure in the edition's words; empty for a claim."""
    speaker: Markup
    chain: Markup
    as_of: Markup


class PlotView(NamedTuple):
    """A plot with its labels."""

    lines: tuple[tuple[str, Markup, Markup, str], ...]
    """Link to the passage, outlet, drawing, value in words."""
    low: str
    high: str
    open: bool
    """True where a line ends on one side only: at least, at most."""


class RowView(NamedTuple):
    """One question of a table."""

    id: str
    question: Markup
    verdict: str
    verdict_text: str
    proposed: bool
    cells: tuple[tuple[CellView, ...], ...]
    """By column; empty: the source says nothing."""
    plot: PlotView | None


MOST_COLUMNS = 40
"""Sources that a table on a page shows; CSV and JSON hold all."""


def narrowed(comparison: Comparison, most: int = MOST_COLUMNS) -> Comparison:
    """The comparison with at most so many sources: those that answer most questions, in their order."""
    if len(comparison.columns) <= most:
        return comparison
    answers = Counter(slug for row in comparison.rows for slug in row.cells)
    kept = set(sorted(comparison.columns, key=lambda slug: -answers[slug])[:most])
    return replace(comparison, columns=tuple(slug for slug in comparison.columns if slug in kept))


def row_views(view: View, site: Site, comparison: Comparison) -> list[RowView]:
    """The rows in reading order: agreement, disagreement, then what only one source says."""
    rows = sorted(comparison.rows, key=lambda row: ORDER.index(row.verdict) if row.verdict in ORDER else len(ORDER))
    return [row_view(view, site, comparison, row) for row in rows]


def row_view(view: View, site: Site, comparison: Comparison, row: Row) -> RowView:
    """One question with its answers."""
    return RowView(
        row.id,
        view.names(row.names),
        row.verdict,
        view.t.label("verdict", row.verdict),
        row.proposed,
        tuple(
            tuple(cell_view(view, site.cards[slug], cell) for cell in row.cells.get(slug, ()))
            for slug in comparison.columns
        ),
        _plot_view(view, site, plot(row, comparison.columns)),
    )


def cell_view(view: View, card: Card, cell: Cell) -> CellView:
    """One answer: the words of the source, and what they mean in figures."""
    lang = card.lang
    chain = tuple(cell.chain) or ((card.publisher,) if card.publisher else ())
    return CellView(
        view.link(f"{article_path(cell.slug)}#{cell.block}"),
        quote_with_figure(cell.quote, cell.figure, lang, view.edition),
        view.figure(cell.figure) if cell.figure else "",
        view.phrase(cell.speaker, lang) if cell.speaker else Markup(),
        Markup(" → ").join(view.publisher(name, lang) for name in chain),
        view.date(cell.as_of) if cell.as_of else Markup(),
    )


def quote_with_figure(quote: str, figure: Figure | None, lang: str, context: str) -> Markup:
    """A verbatim quote with its language, the figure in it in `strong`."""
    if figure and 0 <= figure.start < figure.end <= len(quote):
        parts = quote[: figure.start], quote[figure.start : figure.end], quote[figure.end :]
        before, stated, after = (runs(part, lang) for part in parts)
        inner = Markup(f"{before}<strong>{stated}</strong>{after}")
    else:
        inner = runs(quote, lang)
    language = f' lang="{escape(lang)}"' if lang != context else ""
    return Markup(f"<q{language}>{inner}</q>")


def _plot_view(view: View, site: Site, found: Plot | None) -> PlotView | None:
    if found is None:
        return None
    lines = []
    for line in found.lines:
        card = site.cards[line.cell.slug]
        value = view.figure(line.cell.figure) if line.cell.figure else ""
        href = view.link(f"{article_path(card.slug)}#{line.cell.block}")
        lines.append((href, view.label(card), line.svg, value))
    return PlotView(tuple(lines), view.figure(found.low), view.figure(found.high), found.open)


# --- for programs ------------------------------------------------------------------------------------------------

COLUMNS = (
    "question_id",
    "question",
    "verdict",
    "article",
    "language",
    "publisher",
    "published",
    "quote",
    "figure",
    "kind",
    "value",
    "low",
    "high",
    "unit",
    "approx",
    "speaker",
    "chain",
    "as_of",
    "passage",
)


def as_csv(view: View, site: Site, comparison: Comparison) -> bytes:
    """One line per answer, UTF-8 with a byte-order mark so that spreadsheets read it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in comparison.rows:
        for slug in comparison.columns:
            for cell in row.cells.get(slug, ()):
                writer.writerow([_harmless(value) for value in _record(view, site, row, cell)])
    return ("\ufeff" + out.getvalue()).encode(errors="backslashreplace")


def _record(view: View, site: Site, row: Row, cell: Cell) -> Sequence[object]:
    card, figure = site.cards[cell.slug], cell.figure
    figures = (
        (figure.text, figure.kind, figure.value, figure.low, figure.high, figure.unit, figure.approx) if figure else ()
    )
    text, kind, value, low, high, unit, approx = figures or (None,) * 7
    return (
        row.id,
        pick(row.names, view.edition)[0],
        row.verdict,
        cell.slug,
        card.lang,
        card.publisher,
        card.published,
        cell.quote,
        text,
        kind,
        value,
        low,
        high,
        unit,
        approx,
        cell.speaker,
        " → ".join(cell.chain),
        cell.as_of,
        view.link(f"{article_path(cell.slug)}#{cell.block}"),
    )


def _harmless(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return "" if value is None else value


def as_json(view: View, site: Site, comparison: Comparison) -> bytes:
    """The comparison as a JSON object: columns, rows with all names, cells with figures, coverage."""
    event = site.events.get(comparison.event)
    document = {
        "event": comparison.event,
        "names": dict(event.event.names) if event else {},
        "columns": [
            {
                "article": slug,
                "language": site.cards[slug].lang,
                "publisher": site.cards[slug].publisher,
                "published": site.cards[slug].published,
                "titles": dict(site.cards[slug].titles),
                "address": view.link(article_path(slug)),
            }
            for slug in comparison.columns
        ],
        "rows": [
            {
                "id": row.id,
                "names": dict(row.names),
                "verdict": row.verdict,
                "proposed": row.proposed,
                "cells": {slug: [_cell_json(cell) for cell in cells] for slug, cells in row.cells.items()},
            }
            for row in comparison.rows
        ],
        "coverage": {term: dict(by_slug) for term, by_slug in comparison.coverage.items()},
    }
    return (_indented(document) + "\n").encode(errors="backslashreplace")


def _indented(value: object, line: str = "\n") -> str:
    """The value as `json.dumps` writes it with `indent=1`, which it does several times more slowly."""
    inner = line + " "
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        pairs = [f"{encode_basestring(key)}: {_indented(each, inner)}" for key, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(pairs)}{line}}}" if pairs else "{}"
    if isinstance(value, list):
        items = [_indented(each, inner) for each in value]
        return f"[{inner}{f',{inner}'.join(items)}{line}]" if items else "[]"
    return "null" if value is None else json.dumps(value)


def _cell_json(cell: Cell) -> dict[str, object]:
    figure = cell.figure
    return {
        "block": cell.block,
        "quote": cell.quote,
        "speaker": cell.speaker,
        "chain": list(cell.chain),
        "as_of": cell.as_of,
        "figure": figure._asdict() if figure else None,
    }


def coverage_views(view: View, site: Site, comparison: Comparison) -> list[tuple[str, Markup, list[int]]]:
    """Terms that tell the articles apart, with how often each article names them: link, name, counts by column."""
    return [
        (
            view.link(f"glossary/{term}.html"),
            view.phrase(*term_name(site.terms[term], view.edition)),
            [counts.get(slug, 0) for slug in comparison.columns],
        )
        for term, counts in comparison.coverage.items()
        if term in site.terms
    ]
