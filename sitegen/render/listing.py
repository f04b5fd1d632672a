"""The parts of home, index, term, event and source pages, finished for their templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, TypeVar

from markupsafe import Markup

from sitegen.model import Card, EventLinks, Mention, Reason, Row, Site, Span, Term, TermMention
from sitegen.pinyin import pinyin
from sitegen.render.address import article_path, comparison_path, event_path, term_path
from sitegen.render.article import other_names, quoted, reason_html
from sitegen.render.comparison import RowView, narrowed, row_view
from sitegen.render.context import term_names
from sitegen.render.markup import Wrap, escape, wrapped
from sitegen.render.view import ArticleLine, View, term_name
from sitegen.text import is_chinese

T = TypeVar("T")

LEAD_VOICES = 8
"""Sources of one question on the home page."""

MOST_TELLINGS = 100
"""Passages in the timeline of an event."""

PER_PAGE = 200
"""Entries of a long list on one page."""


def newest_first(cards: Iterable[Card]) -> list[Card]:
    """Articles by date, the newest first, those without a date last; by slug within a day."""
    by_slug = sorted(cards, key=lambda card: card.slug)
    return sorted(by_slug, key=lambda card: card.published or "", reverse=True)


def parts(entries: Sequence[T], size: int = PER_PAGE) -> list[Sequence[T]]:
    """The entries in parts of at most `size`; one empty part where there are none."""
    return [entries[start : start + size] for start in range(0, len(entries), size)] or [entries]


class Month(NamedTuple):
    """Articles of one month."""

    label: Markup
    lines: list[ArticleLine]


def by_month(view: View, cards: Sequence[Card]) -> list[Month]:
    """The articles under their months, in the order given."""
    months: dict[str, list[Card]] = {}
    for card in cards:
        months.setdefault((card.published or "")[:7], []).append(card)
    return [
        Month(view.date(month) if month else escape(view.t("date.unknown")), view.lines(found))
        for month, found in months.items()
    ]


# --- events ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in a list."""

    href: str
    name: Markup
    dates: Markup
    confirmed: bool
    count: str
    """How many articles."""
    languages: str
    lines: list[ArticleLine]
    """A few of its articles, of as many languages as there are."""
    more: str
    comparison: str
    differing: str
    """How many questions are answered differently; empty for none."""


def event_line(view: View, site: Site, links: EventLinks, shown: int) -> EventLine:
    """An event with at most `shown` of its articles."""
    cards = [site.cards[slug] for slug in links.slugs if slug in site.cards]
    chosen = one_of_each_language(cards, shown)
    comparison = site.comparisons.get(links.event.id)
    differing = sum(row.verdict.startswith("differ") for row in comparison.rows) if comparison else 0
    more = len(cards) - len(chosen)
    return EventLine(
        view.link(event_path(links.event.id)),
        view.names(links.event.names),
        view.dates(links.event.start, links.event.end),
        links.confirmed,
        view.t("count.articles", n=len(cards)),
        ", ".join(dict.fromkeys(view.language(card.lang) for card in cards)),
        view.lines(chosen),
        view.t("count.more", n=more) if more > 0 and shown else "",
        view.link(comparison_path(links.event.id)) if comparison else "",
        view.t("count.differ", n=differing) if differing else "",
    )


def newest(events: Iterable[EventLinks]) -> list[EventLinks]:
    """Events by the day they began, the newest first."""
    return sorted(events, key=lambda links: (links.event.start, links.event.id), reverse=True)


def news(site: Site, most: int) -> list[EventLinks]:
    """The newest confirmed events, before all those that more than one article tells of."""
    told = newest(links for links in site.events.values() if links.confirmed and links.mentions)
    return sorted(told, key=lambda links: len(set(links.slugs)) < 2)[:most]


def by_year(view: View, site: Site, *, confirmed: bool) -> list[tuple[str, list[EventLine]]]:
    """All events under their years, the newest first."""
    years: dict[str, list[EventLine]] = {}
    for links in newest(site.events.values()):
        if links.confirmed == confirmed:
            years.setdefault(links.event.start[:4], []).append(event_line(view, site, links, 0))
    return [(view.t.date(year) if year.isdecimal() else view.t("date.unknown"), lines) for year, lines in years.items()]


def one_of_each_language(cards: Sequence[Card], most: int) -> list[Card]:
    """At most so many articles: first one of each language, then the rest, in their order."""
    if len(cards) <= most:
        return list(cards)
    seen: set[str] = set()
    first: list[Card] = []
    rest: list[Card] = []
    for card in cards:
        (rest if card.lang in seen else first).append(card)
        seen.add(card.lang)
    chosen = {card.slug for card in (first + rest)[:most]}
    return [card for card in cards if card.slug in chosen]


class Telling(NamedTuple):
    """What one passage says of an event: an entry of its timeline."""

    date: Markup
    quote: Markup
    href: str
    source: Markup
    language: str
    reasons: Markup
    confirmed: bool


def tellings(view: View, site: Site, mentions: Iterable[Mention]) -> list[Telling]:
    """The timeline of an event: each passage with the date it states, else that of its article, oldest first.

    Of very many, one passage of each article comes before a second one.
    """
    known = [mention for mention in mentions if mention.slug in site.cards]
    if len(known) > MOST_TELLINGS:
        met: set[str] = set()
        first: list[Mention] = []
        rest: list[Mention] = []
        for mention in known:
            (rest if mention.slug in met else first).append(mention)
            met.add(mention.slug)
        known = (first + rest)[:MOST_TELLINGS]
    ordered = sorted(known, key=lambda mention: mention.date or site.cards[mention.slug].published or "9999")
    return [_telling(view, site, mention) for mention in ordered]


def _telling(view: View, site: Site, mention: Mention) -> Telling:
    card = site.cards[mention.slug]
    block = f"#{mention.block}" if mention.block else ""
    return Telling(
        view.date(mention.date or card.published),
        quoted(mention.quote, card.lang, view.edition) or view.title(card.titles, card.lang),
        view.link(article_path(mention.slug) + block),
        view.publisher(card.publisher, card.lang),
        view.language(card.lang),
        reasons(view, site, mention.reasons),
        mention.confirmed,
    )


def reasons(view: View, site: Site, found: Iterable[Reason]) -> Markup:
    """Why a passage was linked, in words."""
    shown = (reason_html(view, kind, value, term_names(site, value) if kind == "term" else ()) for kind, value in found)
    return Markup(", ").join(dict.fromkeys(shown))


def lead_comparison(view: View, site: Site, most_rows: int = 2) -> tuple[EventLine, list[RowView]] | None:
    """The newest event on which most sources differ, with its most contested questions; None where nobody differs."""
    best: tuple[tuple[int, int, str], EventLinks, list[Row]] | None = None
    for links in site.events.values():
        comparison = site.comparisons.get(links.event.id)
        contested = [row for row in comparison.rows if row.verdict.startswith("differ")] if comparison else []
        if contested and links.confirmed:
            contested.sort(key=lambda row: (row.proposed, -len(row.cells)))
            weight = (not contested[0].proposed, min(len(contested), 5) + len(contested[0].cells), links.event.start)
            if best is None or weight > best[0]:
                best = weight, links, contested[:most_rows]
    if best is None:
        return None
    _, links, contested = best
    comparison = site.comparisons[links.event.id]
    rows = [row_view(view, site, narrowed(replace(comparison, rows=(row,)), LEAD_VOICES), row) for row in contested]
    return event_line(view, site, links, 0), rows


# --- terms -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term in the glossary's index."""

    href: str
    name: Markup
    others: Markup
    definition: Markup
    count: str
    """How many articles name it; empty for none."""


def term_line(view: View, site: Site, term: Term) -> TermLine:
    name, lang = term_name(term, view.edition)
    articles = len(site.term_index.get(term.id, ()))
    return TermLine(
        view.link(term_path(term.id)),
        view.phrase(name, lang),
        other_names(view, term_names(site, term.id), name),
        view.names(term.definition),
        view.t("count.articles", n=articles) if articles else "",
    )


def glossary_groups(view: View, site: Site) -> list[tuple[str, str, list[TermLine]]]:
    """All terms under their first letter, Chinese ones under that of their pinyin: id, letter, terms."""
    groups: dict[str, list[tuple[str, Term]]] = {}
    for term in site.terms.values():
        key = sort_key(term_name(term, view.edition)[0])
        groups.setdefault(key[0].upper() if key[:1].isascii() and key[:1].isalpha() else "#", []).append((key, term))
    return [
        (
            f"letter-{letter if letter != '#' else 'other'}",
            letter,
            [term_line(view, site, term) for _, term in sorted(groups[letter], key=lambda each: (each[0], each[1].id))],
        )
        for letter in sorted(groups, key=lambda letter: (letter == "#", letter))
    ]


def category_groups(view: View, site: Site) -> list[tuple[str, str, list[TermLine]]]:
    """All terms under their category: id, label, terms in the order of their names."""
    groups: dict[str, list[tuple[str, Term]]] = {}
    for term in site.terms.values():
        groups.setdefault(term.category, []).append((sort_key(term_name(term, view.edition)[0]), term))
    ordered = sorted(groups.items(), key=lambda each: (sort_key(view.t.label("category", each[0])), each[0]))
    return [
        (
            f"category-{number}",
            view.t.label("category", category),
            [term_line(view, site, term) for _, term in sorted(terms, key=lambda each: (each[0], each[1].id))],
        )
        for number, (category, terms) in enumerate(ordered, 1)
    ]


@cache
def sort_key(name: str) -> str:
    """A name as it is ordered: Han characters by their pinyin, accents off, case off."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", pinyin(name)).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character)).lstrip("\"'“„«(")


class TermArticle(NamedTuple):
    """An article that names a term, with the sentences."""

    line: ArticleLine
    sentences: list[tuple[str, Markup]]
    more: str


def term_articles(view: View, site: Site, term: str, slugs: Iterable[str], most: int) -> list[TermArticle]:
    """Back-links from a term: article by article, at most `most` sentences each."""
    return [_term_article(view, site.cards[slug], site.mentions(term, slug), most) for slug in slugs]


def _term_article(view: View, card: Card, mentions: Sequence[TermMention], most: int) -> TermArticle:
    spans: dict[tuple[str, str], list[Span]] = {}
    for mention in mentions:
        spans.setdefault((mention.block, mention.sentence), []).append(Span(mention.start, mention.end))
    shown = [
        (view.link(f"{article_path(card.slug)}#{block}"), sentence_html(sentence, places, card.lang, view.edition))
        for (block, sentence), places in list(spans.items())[:most]
    ]
    more = len(spans) - len(shown)
    return TermArticle(view.line(card), shown, view.t("count.more_places", n=more) if more else "")


def sentence_html(sentence: str, names: Iterable[Span], lang: str, context: str) -> Markup:
    """A sentence that names a term, the name in `strong`, with `lang` where it is not the page's."""
    inner = wrapped(sentence, [Wrap(*span, 1, "<strong>", "</strong>") for span in names], lang=lang)
    return Markup(f'<span lang="{escape(lang)}">{inner}</span>') if lang != context else inner


# --- names by language ---------------------------------------------------------------------------------------------


def all_names(view: View, term: Term) -> list[tuple[str, list[Markup]]]:
    """Every name of a term under its language's name; `any` first."""
    order = sorted(term.names, key=lambda lang: (lang != "any", lang))
    return [
        (
            view.t("language.any") if lang == "any" else view.language(lang),
            [view.phrase(name, lang) for name in written_names(term, lang)],
        )
        for lang in order
        if term.names[lang]
    ]


def written_names(term: Term, lang: str) -> list[str]:
    """The names of a term as a reader would write them: `groß~ Sprachmodell~` is a pattern, not a name."""
    texts = [name.text for name in term.names[lang]]
    whole = [text.removesuffix("~") for text in texts if "~" not in text[:-1]]
    return list(dict.fromkeys(whole or (text.replace("~", "") for text in texts)))


def languages(cards: Iterable[Card], view: View) -> Mapping[str, list[Card]]:
    """Articles by the name of their language, Chinese first, then by name."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(card.lang, []).append(card)
    return {lang: found[lang] for lang in sorted(found, key=lambda lang: (not is_chinese(lang), view.language(lang)))}
