"""The parts of an article's page, finished for its template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from sitegen.cldr import country_names
from sitegen.model import Note, Prepared
from sitegen.render.address import article_path, comparison_path, event_path, source_path, term_path
from sitegen.render.body import Body
from sitegen.render.context import MANY, ArticleContext, ArticleEvent, ArticleTerm, OtherArticle, Pairs, Passage
from sitegen.render.markup import escape, phrase, web_address
from sitegen.render.view import View, pick
from sitegen.text import HAN_CHARACTER, is_chinese

Markdown = Callable[[str, str, str], Markup]
"""Markdown, its language, and that of the page, to HTML."""


class ChainLink(NamedTuple):
    """One link of the provenance chain."""

    role: str
    """How it got the text: published by, relaying, citing."""
    name: Markup
    """With a link to the outlet's page where there is one."""
    original: str
    """Address of the text at this outlet; empty where unknown."""
    date: Markup
    evidence: Markup
    """The words of the capture that name it."""


class TermEntry(NamedTuple):
    """A term's entry in the glossary of the page."""

    id: str
    name: Markup
    definition: Markup
    """With its id, and its `lang` where it is not the edition's."""
    others: Markup
    """The names in other languages."""
    href: str
    back: str
    back_label: str


class OtherAccount(NamedTuple):
    """Another article on the same event, with the reasons for the link."""

    href: str
    title: Markup
    source: Markup
    language: str
    date: Markup
    reasons: Markup


class EventSection(NamedTuple):
    """An event of the article and its other accounts."""

    href: str
    name: Markup
    dates: Markup
    confirmed: bool
    others: tuple[OtherAccount, ...]
    more: str
    """«and n more», empty where all are listed."""
    comparison: str
    """Link to the comparison; empty where there is none."""
    lasting: bool = False


def body_html(view: View, prepared: Prepared, body: Body, context: ArticleContext, markdown: Markdown) -> Markup:
    """The text with the notes and cross-links of each block after it."""
    notes: dict[str, list[Note]] = {}
    for note in prepared.article.notes:
        notes.setdefault(note.block, []).append(note)
    passages = dict(context.passages)
    lang = prepared.variant(view.edition).lang
    out: list[str] = []
    listing = False
    for block in body.blocks:
        if listing != (block.kind == "item"):
            out.append("</ul>\n" if listing else "<ul>\n")
            listing = not listing
        out.append(block.html)
        out += [note_html(view, note, lang, markdown) for note in notes.get(block.id, ())]
        if block.id in passages:
            out.append(_passages(view, passages[block.id], lang))
        out.append("</li>\n" if block.kind == "item" else "\n")
    if listing:
        out.append("</ul>\n")
    return Markup("".join(out))


def _within(view: View, text_lang: str) -> str:
    """The `lang` that an insertion in the edition's language needs inside a text."""
    return "" if view.edition == text_lang else f' lang="{view.edition}"'


def note_html(view: View, note: Note, text_lang: str, markdown: Markdown) -> Markup:
    """An editor's note as it stands after its paragraph."""
    t, number = view.t, note.number
    label = t("note.label", n=number)
    kind = t.label("note", note.kind) if note.kind != "context" else ""
    by = Markup(" · ").join(
        part for part in (escape(note.by) if note.by else "", view.date(note.date) if note.date else "") if part
    )
    lang = note.lang or (view.edition if not HAN_CHARACTER.search(note.text) else chinese_of(text_lang))
    return Markup(
        f'<aside class="note" role="doc-footnote" id="n-{number}"{_within(view, text_lang)}>'
        f'<p class="label"><b id="nl-{number}">{escape(label)}</b>{" · " + escape(kind) if kind else ""} '
        f'<a role="doc-backlink" href="#nr-{number}" aria-label="{escape(t("note.back", n=number))}">↩</a></p>'
        f"{markdown(note.text, lang, view.edition)}{f'<p class=by>{by}</p>' if by else ''}</aside>"
    )


def chinese_of(lang: str) -> str:
    """The Chinese of a text that holds some: its own where it is Chinese, else Chinese in no known script."""
    return lang if is_chinese(lang) else "zh"


def _passages(view: View, passages: Sequence[Passage], text_lang: str) -> Markup:
    """The links to matching passages, one item for each question or event that they share with this one."""
    groups: dict[tuple[Pairs, str], list[Passage]] = {}
    for passage in passages:
        differs = passage.verdict if passage.verdict.startswith("differ") and passage.theirs else ""
        groups.setdefault((passage.names, differs), []).append(passage)
    items = Markup("").join(_shared(view, names, differs, found) for (names, differs), found in groups.items())
    label = escape(view.t("passage.list"))
    return Markup(
        f'<aside class="cross" role="note" aria-label="{label}"{_within(view, text_lang)}><ul>{items}</ul></aside>'
    )


def _shared(view: View, names: Pairs, differs: str, passages: Iterable[Passage]) -> Markup:
    verdict = f" ({escape(view.t.label('verdict', differs))})" if differs else ""
    links = Markup(" · ").join(_passage(view, passage, differs) for passage in passages)
    return Markup(f"<li><span>{view.names(dict(names))}{verdict}</span> {links}</li>")


def _passage(view: View, passage: Passage, differs: str) -> Markup:
    if passage.titles:
        named = view.title(dict(passage.titles), passage.lang)
    else:
        named = view.publisher(passage.publisher, passage.lang)
    source = view.t.html("passage.source", source=named, language=view.language(passage.lang))
    href = view.link(f"{article_path(passage.slug)}#{passage.block}")
    says = f": {view.phrase(passage.theirs, passage.lang)}" if differs else ""
    return Markup(f'<a href="{escape(href)}">{source}</a>{says}')


# --- provenance --------------------------------------------------------------------------------------------------


def chain(view: View, prepared: Prepared, context: ArticleContext) -> list[ChainLink]:
    """Who published the text, whom it relays, and on whose word: nearest first."""
    article, origins = prepared.article, prepared.cleaned.facts.origins
    pages = dict(context.sources)
    outlet = chinese_of(article.lang)

    def named(name: str | None) -> Markup:
        if not name:
            return escape(view.t("unknown"))
        shown = view.publisher(name, outlet)
        return view.anchor(source_path(pages[name]), shown) if name in pages else shown

    def evidence(field: str) -> Markup:
        return quoted(article.evidence.get(field, ""), article.lang, view.edition)

    links = [
        ChainLink(
            view.t("chain.published"),
            named(article.publisher),
            web_address(article.url) or "",
            Markup(),
            evidence("publisher"),
        )
    ]
    for number, relay in enumerate(article.relays):
        last = number == len(article.relays) - 1 and number > 0
        links.append(
            ChainLink(
                view.t("chain.citing" if last else "chain.relaying"),
                named(relay.name),
                web_address(relay.url) or "",
                view.date(relay.published) if relay.published else Markup(),
                evidence(f"origins.{origins.index(relay.name)}") if relay.name in origins else Markup(),
            )
        )
    return links


def cited(view: View, lang: str, context: ArticleContext) -> list[tuple[Markup, Markup]]:
    """The outlets that the text quotes in passing, each with the sentence that names it first."""
    return [
        (
            view.anchor(term_path(each.term), view.names(dict(each.names))),
            Markup('<a href="#{}">{}</a>').format(each.block, quoted(each.sentence, lang, view.edition)),
        )
        for each in context.cited
    ]


def quoted(text: str, lang: str, context: str) -> Markup:
    """A verbatim quote as `q` with its language; nothing for an empty one."""
    if not text:
        return Markup()
    return phrase(text.strip(), lang, context, "q")


# --- terms, events -----------------------------------------------------------------------------------------------


def term_entry(view: View, term: ArticleTerm) -> TermEntry:
    """A term as the glossary of an article's page shows it."""
    name, lang = pick(dict(term.names), view.edition)
    text, text_lang = pick(dict(term.definition), view.edition)
    identity = escape(f"d-{term.id}")
    tag = f' lang="{escape(text_lang)}"' if text_lang and text_lang != view.edition else ""
    shown = view.phrase(text, text_lang) if not tag else phrase(text, None, text_lang)
    definition = Markup(f'<span id="{identity}"{tag}>{shown or escape(view.t("term.undefined"))}</span>')
    return TermEntry(
        term.id,
        view.phrase(name, lang),
        definition,
        other_names(view, term.names, name),
        view.link(term_path(term.id)),
        f"#r-{term.id}-1",
        view.t("term.back", name=name),
    )


def other_names(view: View, names: Iterable[tuple[str, str]], shown: str) -> Markup:
    """The names of a term in the other languages, each with its `lang`, without repeating the one shown."""
    found: dict[str, str] = {}
    for lang, name in names:
        if name != shown and lang != view.edition and name not in found:
            found[name] = lang
    return Markup(" · ").join(view.phrase(name, lang) for name, lang in found.items())


def event_sections(view: View, context: ArticleContext) -> list[EventSection]:
    """«Other accounts of this event», confirmed events first, then those that most others tell of."""
    ordered = sorted(context.events, key=lambda event: (not event.confirmed, -event.total))
    return [_event_section(view, event) for event in ordered]


def _event_section(view: View, event: ArticleEvent) -> EventSection:
    others = tuple(_account(view, other) for other in event.others)
    more = event.total - len(others)
    rest = view.t("count.many_more") if event.total >= MANY else view.t("count.more", n=more)
    return EventSection(
        view.link(event_path(event.id)),
        view.names(dict(event.names)),
        view.dates(event.start, event.end),
        event.confirmed,
        others,
        rest if more > 0 else "",
        view.link(comparison_path(event.id)) if event.compared else "",
        event.lasting,
    )


def _account(view: View, other: OtherArticle) -> OtherAccount:
    return OtherAccount(
        view.link(article_path(other.slug)),
        view.title(dict(other.titles), other.lang),
        view.publisher(other.publisher, other.lang),
        view.language(other.lang),
        view.date(other.published),
        reasons_html(view, other.reasons),
    )


def reasons_html(view: View, reasons: Iterable[tuple[str, str, Iterable[tuple[str, str]]]]) -> Markup:
    """What two articles share, in words: `A800, 17 October 2023, US Department of Commerce`."""
    return Markup(", ").join(dict.fromkeys(reason_html(view, kind, value, names) for kind, value, names in reasons))


def reason_html(view: View, kind: str, value: str, names: Iterable[tuple[str, str]]) -> Markup:
    by_lang = dict(names)
    if by_lang:
        return view.names(by_lang)
    if kind == "date":
        return view.date(value)
    if kind == "country":
        return escape(country_names(view.edition).get(value, value))
    if kind == "editor":
        return escape(view.t("reason.editor"))
    return view.phrase(value, "zh")


# --- what was removed --------------------------------------------------------------------------------------------


def removed_counts(view: View, removed: Mapping[str, int]) -> list[tuple[str, str]]:
    """Kinds of removed text in words, with their counts, most frequent first."""
    ordered = sorted(removed.items(), key=lambda each: (-each[1], each[0]))
    return [(view.t.label("kind", kind), view.t("count.times", n=count)) for kind, count in ordered]
