"""Site → pages: one method per kind of page, each a pure function of its arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from jinja2 import Template
from markupsafe import Markup

from sitegen.model import Article, Card, Config, Page, PageSource, Prepared, Site, Variant
from sitegen.render import article as parts
from sitegen.render import capture, comparison, listing
from sitegen.render.address import (
    annotations_path,
    article_path,
    capture_path,
    comparison_path,
    event_path,
    numbered,
    source_path,
    term_path,
)
from sitegen.render.body import Body, Places, Shown, body_of, first_mentions, shown_places
from sitegen.render.catalogue import read_catalogue
from sitegen.render.context import ArticleContext, ArticleTerm
from sitegen.render.markup import escape, preformatted, web_address
from sitegen.render.prose import prose
from sitegen.render.theme import environment, static_pages
from sitegen.render.view import NAVIGATION, NOTHING_EXTRA, Extra, LinesMade, Link, View, pick, term_name
from sitegen.text import is_chinese, sentences

SECTION_FILES = frozenset(path.rpartition("/")[2] for _, path in NAVIGATION)

TABLE_OF_EVENT = 12
"""Sources in the table on an event's page; the comparison has more."""

MOST_EVENTS = 2
"""Events named at the head of an article; the others stand below the text."""

MANY_MENTIONS = 50
"""Articles from which a term's page shows one sentence of each."""

SENTENCES = 5
"""Sentences of one article on a term's page, below that."""


class Renderer:
    """Makes pages from prepared articles and the site.

    `theme_folders`: where theme files are looked for, first match wins (see `theme.theme_folders`). It can be pickled,
    so a worker process can have its own; templates are compiled once per process. `shown`: which marks of terms a page
    shows. `bytecode`: a folder where compiled templates are kept between builds.
    """

    def __init__(
        self,
        config: Config,
        theme_folders: tuple[Path, ...],
        version: str,
        shown: Shown = first_mentions,
        bytecode: Path | None = None,
    ) -> None:
        self.config = config
        self.theme_folders = theme_folders
        self.version = version
        self.shown = shown
        self.bytecode = bytecode
        self.texts = {edition: read_catalogue(edition, theme_folders) for edition in config.editions}
        self._environment = environment(theme_folders, bytecode)
        self._templates: dict[str, Template] = {}
        self._navigations: dict[tuple[str, str | None, str, str], tuple[tuple[Link, ...], Markup]] = {}
        self._entry_html: dict[tuple[str, str, bool], tuple[ArticleTerm, Markup]] = {}
        self._lines_made: LinesMade = {}
        self._body = lru_cache(maxsize=4)(self._make_body)
        self._shown = lru_cache(maxsize=1)(self._make_shown)

    def __reduce__(self) -> tuple[type[Renderer], tuple[Config, tuple[Path, ...], str, Shown, Path | None]]:
        return Renderer, (self.config, self.theme_folders, self.version, self.shown, self.bytecode)

    # --- articles --------------------------------------------------------------------------------------------

    def article(self, prepared: Prepared, context: ArticleContext, edition: str, extra: Extra = NOTHING_EXTRA) -> Page:
        """The page of an article in one edition."""
        article, card = prepared.article, prepared.card
        view = self._view(edition, article_path(article.slug))
        variant = prepared.variant(edition)
        body = self._body(_ById(variant), _ById(article), tuple(term.id for term in context.terms))
        events = parts.event_sections(view, context)
        top = [event for event in events if event.confirmed][:MOST_EVENTS]
        annotated = max((note.date for note in article.notes if note.date), default=None)
        titles = {edition: variant.title} if variant.lang == edition else {variant.lang: variant.title}
        return self._page(
            view,
            "article.html",
            variant.title,
            card.lead.get(variant.lang, ""),
            extra,
            kind="article",
            heading=view.title(titles, variant.lang),
            original_title=view.phrase(article.title, article.lang) if article.title != variant.title else "",
            lang=variant.lang,
            chain=parts.chain(view, prepared, context),
            cited=parts.cited(view, article.lang, context),
            annotations=view.root_link(annotations_path(article.slug)),
            published=view.date(article.published),
            published_basis=article.published_basis,
            captured=view.date(article.captured) if article.captured else "",
            annotated=view.date(annotated) if annotated else "",
            byline=view.phrase(article.byline, article.lang) if article.byline else "",
            language=view.language(article.lang),
            script_note=_script_note(view, article, variant),
            minutes=view.t("count.minutes", n=card.minutes),
            events=events,
            top_events=top,
            more_events=view.t("article.more_events", n=len(events) - len(top)) if len(events) > len(top) else "",
            original=web_address(article.url) or "",
            capture=view.link(capture_path(article.slug)),
            edit=self._edit_address(article.path),
            why=self._why(view, article),
            body=parts.body_html(view, prepared, body, context, prose),
            terms=self._entries(view, body, context.terms),
            removed=parts.removed_counts(view, card.removed),
        )

    def capture_page(self, prepared: Prepared, edition: str, extra: Extra = NOTHING_EXTRA) -> Page:
        """«What was removed» of an article: counts, the diff, the untouched capture."""
        article, cleaned = prepared.article, prepared.cleaned
        view = self._view(edition, capture_path(article.slug))
        variant = prepared.variant(edition)
        return self._page(
            view,
            "capture.html",
            f"{view.t('capture.title')} · {variant.title}",
            view.t("capture.description"),
            extra,
            article=Link(
                view.link(article_path(article.slug)), view.title({variant.lang: variant.title}, variant.lang)
            ),
            file=article.path,
            edit=self._edit_address(article.path),
            removed=parts.removed_counts(view, prepared.card.removed),
            lang=article.lang,
            diff=capture.diff_html(cleaned.capture, cleaned.edits, view.t, article.lang),
            untouched=preformatted(cleaned.capture, article.lang),
        )

    # --- home and indexes ----------------------------------------------------------------------------------------

    def home(self, site: Site, edition: str, extra: Extra = NOTHING_EXTRA) -> Page:
        """The briefing: what differs, the newest events with their articles, the latest captures."""
        view = self._view(edition, "index.html")
        named = sorted(site.terms.values(), key=lambda term: (-len(site.term_index.get(term.id, ())), term.id))
        return self._page(
            view,
            "home.html",
            pick(self.config.title, edition)[0],
            "",
            extra,
            intro=view.names(self.config.description),
            lead=listing.lead_comparison(view, site),
            events=[listing.event_line(view, site, links, 4) for links in listing.news(site, 6)],
            latest=view.lines(listing.newest_first(site.cards.values())[:8]),
            terms=[listing.term_line(view, site, term) for term in named[:12]],
            pages=[Link(view.link(f"pages/{page.slug}.html"), view.names(page.names)) for page in site.pages],
            counts=(len(site.cards), len(site.events), len(site.terms)),
        )

    def article_index(self, site: Site, edition: str, extra: Extra = NOTHING_EXTRA) -> list[Page]:
        """All articles by date, in numbered pages, and one list per language."""
        cards = listing.newest_first(site.cards.values())
        view = self._view(edition, "articles/index.html")
        by_lang = listing.languages(cards, view)
        lists: list[tuple[str, str, str, Sequence[Card]]] = [
            ("articles/index.html", "", view.t("articles.title"), cards)
        ]
        lists += [
            (language_path(lang), lang, view.t("articles.in", language=view.language(lang)), found)
            for lang, found in by_lang.items()
        ]
        pages = []
        for path, lang, title, found in lists:
            numbers = listing.parts(found)
            for number, shown in enumerate(numbers, 1):
                view = self._view(edition, numbered(path, number))
                tabs = [Link(view.link("articles/index.html"), escape(view.t("articles.all")), not lang)]
                tabs += [
                    Link(
                        view.link(language_path(each)),
                        escape(f"{view.language(each)} ({view.t.number(len(cards_in))})"),
                        each == lang,
                    )
                    for each, cards_in in by_lang.items()
                ]
                pages.append(
                    self._page(
                        view,
                        "articles.html",
                        _part_title(view, title, number),
                        view.t("articles.description"),
                        extra,
                        heading=title,
                        tabs=tabs,
                        months=listing.by_month(view, shown),
                        count=view.t("count.articles", n=len(found)),
                        pager=self._pager(view, path, number, len(numbers), numbered),
                    )
                )
        return pages

    def glossary_index(self, site: Site, edition: str, extra: Extra = NOTHING_EXTRA) -> Page:
        """All terms by first letter."""
        view = self._view(edition, "glossary/index.html")
        groups = listing.glossary_groups(view, site)
        return self._page(
            view,
            "glossary.html",
            view.t("glossary.title"),
            view.t("glossary.description"),
            extra,
            groups=groups,
            categories=listing.category_groups(view, site),
            count=view.t("count.terms", n=len(site.terms)),
        )

    def term(
        self, site: Site, term_id: str, edition: str, extra: Extra = NOTHING_EXTRA, part: int | None = None
    ) -> list[Page]:
        """A term with its names, definition, and every mention, in numbered pages of `PER_PAGE` articles.

        `part`: only the page of this number (from 1).
        """
        term = site.terms[term_id]
        found = [slug for slug in site.term_index.get(term_id, ()) if slug in site.cards]
        numbers = listing.parts(found)
        many = len(found) > MANY_MENTIONS
        pages = []
        for number, shown in enumerate(numbers, 1):
            if part not in (None, number):
                continue
            view = self._view(edition, numbered(term_path(term_id), number))
            name, lang = term_name(term, edition)
            definition, _ = pick(term.definition, edition)
            pages.append(
                self._page(
                    view,
                    "term.html",
                    _part_title(view, name, number),
                    definition,
                    extra,
                    name=view.phrase(name, lang),
                    first=number == 1,
                    category=view.t.label("category", term.category),
                    names=listing.all_names(view, term),
                    definition=view.names(term.definition),
                    sources=[_source_text(view, source) for source in term.sources],
                    see=[listing.term_line(view, site, site.terms[each]) for each in term.see if each in site.terms],
                    articles=listing.term_articles(view, site, term_id, shown, 1 if many else SENTENCES),
                    count=view.t("count.articles", n=len(found)) if found else "",
                    edit=self._edit_address(term.path),
                    pager=self._pager(view, term_path(term_id), number, len(numbers), numbered),
                )
            )
        return pages

    # --- events and comparisons ------------------------------------------------------------------------------------

    def events_index(self, site: Site, edition: str, extra: Extra = NOTHING_EXTRA) -> Page:
        """All events, confirmed ones first."""
        view = self._view(edition, "events/index.html")
        return self._page(
            view,
            "events.html",
            view.t("events.title"),
            view.t("events.description"),
            extra,
            years=listing.by_year(view, site, confirmed=True),
            suggested=listing.by_year(view, site, confirmed=False),
        )

    def event(self, site: Site, event_id: str, edition: str, extra: Extra = NOTHING_EXTRA) -> Page:
        """An event: what it was, its timeline of passages, articles by language, and its comparison."""
        links = site.events.get(event_id)
        if links is None:
            raise KeyError(event_id)
        event = links.event
        view = self._view(edition, event_path(event_id))
        name, _ = pick(event.names, edition)
        description, lang = pick(event.description, edition)
        cards = [site.cards[slug] for slug in links.slugs if slug in site.cards]
        full = site.comparisons.get(event_id)
        table = comparison.narrowed(full, TABLE_OF_EVENT) if full else None
        timeline = listing.tellings(view, site, links.mentions)
        languages = listing.languages(cards, view)
        return self._page(
            view,
            "event.html",
            name,
            next(iter(description.splitlines()), ""),
            extra,
            kind="article",
            name=view.names(event.names),
            dates=view.dates(event.start, event.end),
            confirmed=links.confirmed,
            description=prose(description, lang, edition) if description else "",
            terms=[
                Link(view.link(term_path(each)), view.phrase(*term_name(site.terms[each], edition)))
                for each in event.terms
                if each in site.terms
            ],
            timeline=timeline,
            more=view.t("count.more_places", n=len(links.mentions) - len(timeline))
            if len(links.mentions) > len(timeline)
            else "",
            other_dates=listing.tellings(view, site, links.other_dates),
            by_language=[
                (view.language(lang), view.lines(found[: listing.PER_PAGE]), max(0, len(found) - listing.PER_PAGE))
                for lang, found in languages.items()
            ],
            count=view.t("count.articles", n=len(cards)),
            comparison=view.link(comparison_path(event_id)) if table else "",
            columns=view.lines(site.cards[slug] for slug in table.columns) if table else [],
            rows=comparison.row_views(view, site, table) if table else [],
            edit=self._edit_address(event.path),
        )

    def compare_index(self, site: Site, edition: str, extra: Extra = NOTHING_EXTRA) -> Page:
        """All comparisons, those with most disagreement first."""
        view = self._view(edition, "compare/index.html")
        compared = [links for links in site.events.values() if links.event.id in site.comparisons]
        lines = [listing.event_line(view, site, links, 0) for links in compared]
        return self._page(
            view, "compare.html", view.t("compare.title"), view.t("compare.description"), extra, events=lines
        )

    def comparison(self, site: Site, event_id: str, edition: str, extra: Extra = NOTHING_EXTRA) -> list[Page]:
        """An event's table as a page, as CSV and as JSON."""
        full = site.comparisons[event_id]
        table = comparison.narrowed(full)
        links = site.events.get(event_id)
        names = links.event.names if links else {"en": event_id}
        view = self._view(edition, comparison_path(event_id))
        rows = comparison.row_views(view, site, table)
        stem = view.path.removesuffix(".html")
        page = self._page(
            view,
            "comparison.html",
            f"{view.t('compare.one')} · {pick(names, edition)[0]}",
            view.t("compare.description"),
            extra,
            name=view.names(names),
            event=view.link(event_path(event_id)),
            columns=view.lines(site.cards[slug] for slug in table.columns),
            rows=rows,
            omitted=view.t("compare.omitted", n=len(full.columns) - len(table.columns)) if table is not full else "",
            differing=[row for row in rows if row.verdict.startswith("differ")],
            coverage=comparison.coverage_views(view, site, table),
            csv=view.link(comparison_path(event_id).removesuffix("html") + "csv"),
            json=view.link(comparison_path(event_id).removesuffix("html") + "json"),
        )
        return [
            page,
            Page(f"{stem}.csv", comparison.as_csv(view, site, full)),
            Page(f"{stem}.json", comparison.as_json(view, site, full)),
        ]

    # --- sources, free pages, the rest -------------------------------------------------------------------------------

    def sources_index(self, site: Site, edition: str, extra: Extra = NOTHING_EXTRA) -> Page:
        """All outlets with the number of their articles."""
        view = self._view(edition, "sources/index.html")
        names = {source: site.source_names.get(source, source) for source in site.sources}
        ordered = sorted(names, key=lambda source: (listing.sort_key(names[source]), source))
        return self._page(
            view,
            "sources.html",
            view.t("sources.title"),
            view.t("sources.description"),
            extra,
            sources=[
                (
                    Link(view.link(source_path(source)), view.publisher(names[source], "zh")),
                    view.t("count.articles", n=len(site.sources[source])),
                )
                for source in ordered
            ],
        )

    def source(
        self, site: Site, source_id: str, edition: str, extra: Extra = NOTHING_EXTRA, part: int | None = None
    ) -> list[Page]:
        """An outlet: what it published and what was relayed from it, in numbered pages of `PER_PAGE` articles.

        `part`: only the page of this number (from 1).
        """
        name = site.source_names.get(source_id, source_id)
        cards = [site.cards[slug] for slug in site.sources[source_id] if slug in site.cards]
        numbers = listing.parts(cards)
        pages = []
        for number, shown in enumerate(numbers, 1):
            if part not in (None, number):
                continue
            view = self._view(edition, numbered(source_path(source_id), number))
            groups = [
                (view.t("source.published"), [card for card in shown if card.publisher == name]),
                (view.t("source.relayed"), [card for card in shown if card.publisher != name]),
            ]
            pages.append(
                self._page(
                    view,
                    "source.html",
                    _part_title(view, name, number),
                    view.t("source.description", name=name),
                    extra,
                    name=view.publisher(name, "zh"),
                    count=view.t("count.articles", n=len(cards)),
                    groups=[(title, view.lines(found)) for title, found in groups if found],
                    pager=self._pager(view, source_path(source_id), number, len(numbers), numbered),
                )
            )
        return pages

    def free_page(self, source: PageSource, edition: str, extra: Extra = NOTHING_EXTRA) -> Page:
        """A page of `content/pages/`."""
        view = self._view(edition, f"pages/{source.slug}.html")
        text, lang = pick(source.text, edition)
        return self._page(
            view,
            "page.html",
            pick(source.names, edition)[0],
            next(iter(sentence_texts(text)), ""),
            extra,
            name=view.names(source.names),
            body=prose(text, lang, edition),
            edit=self._edit_address(source.path),
        )

    def not_found(self, edition: str) -> Page:
        """404.html. It is served at any depth, so its links are absolute where the base address is known."""
        base = urlsplit(self.config.base_url).path if self.config.base_url else None
        view = View(self.config, self.texts, edition, "404.html", base)
        return self._page(
            view,
            "404.html",
            view.t("missing.title"),
            view.t("missing.text"),
            NOTHING_EXTRA,
            messages=[(each, texts("missing.title"), texts("missing.text")) for each, texts in self.texts.items()],
        )

    def static(self) -> list[Page]:
        """The theme's static files."""
        return static_pages(self.theme_folders)

    def page(
        self,
        edition: str,
        path: str,
        template: str,
        title: str,
        description: str = "",
        extra: Extra = NOTHING_EXTRA,
        **values: object,
    ) -> Page:
        """Any other page, from a template of the theme; `path` is relative to the edition's root."""
        return self._page(self._view(edition, path), template, title, description, extra, "website", **values)

    # --- parts -----------------------------------------------------------------------------------------------------

    def _view(self, edition: str, path: str) -> View:
        return View(self.config, self.texts, edition, path, lines_made=self._lines_made)

    def _page(
        self,
        view: View,
        template: str,
        title: str,
        description: str,
        extra: Extra,
        /,
        kind: str = "website",
        **values: object,
    ) -> Page:
        head = view.head(title, shortened(description), extra, kind, self._navigation)
        html = self._template(template).render(
            page=head, t=view.t, version=self.version, licence=self.config.licence or "", **values
        )
        return Page(view.path, html.encode(errors="replace"))

    def _make_body(self, variant: _ById, article: _ById, terms: tuple[str, ...]) -> Body:
        assert isinstance(variant.value, Variant)
        assert isinstance(article.value, Article)
        return body_of(article.value, variant.value, frozenset(terms), self._shown(article))

    def _make_shown(self, article: _ById) -> Places:
        assert isinstance(article.value, Article)
        return shown_places(article.value, self.shown)

    def _template(self, name: str) -> Template:
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(name)
        return self._templates[name]

    def _navigation(self, view: View) -> tuple[tuple[Link, ...], Markup]:
        folder, _, file = view.name.rpartition("/")
        key = (view.edition, view.base, folder, file if file in SECTION_FILES else "")
        if key not in self._navigations:
            links = view.navigation()
            self._navigations[key] = links, Markup(self._template("nav.html").render(nav=links, t=view.t))
        return self._navigations[key]

    def _entries(self, view: View, body: Body, terms: Iterable[ArticleTerm]) -> Markup:
        """The glossary of an article's page: the terms marked in the text, in that order, then those only mentioned.

        An entry is the same on all articles of an edition, so it is made once.
        """
        known = {term.id: term for term in terms}
        marked = set(body.terms)
        ordered = [*body.terms, *(term for term in known if term not in marked)]
        entries: list[Markup] = []
        for term in (known[each] for each in ordered if each in known):
            key = (view.edition, term.id, term.id in marked)
            kept = self._entry_html.get(key)
            if kept is None or kept[0] != term:
                html = self._template("entry.html").render(
                    term=parts.term_entry(view, term), t=view.t, marked=term.id in marked
                )
                self._entry_html[key] = kept = term, Markup(html)
            entries.append(kept[1])
        return Markup("\n").join(entries)

    def _why(self, view: View, article: Article) -> Markup | str:
        text, lang = pick(article.why, view.edition)
        return prose(text, lang, view.edition) if text else ""

    def _edit_address(self, path: str) -> str:
        return web_address(f"{self.config.repository}{quote(path)}") or "" if self.config.repository and path else ""

    def _pager(self, view: View, path: str, number: int, last: int, file: Callable[[str, int], str]) -> list[Link]:
        """Links to all parts of a long list; none where there is only one."""
        if last == 1:
            return []
        return [
            Link(view.link(file(path, each)), escape(view.t.number(each)), each == number)
            for each in range(1, last + 1)
        ]


class _ById:
    """A value compared by identity, so that a cache need not compare whole articles."""

    __slots__ = ("value",)

    def __init__(self, value: Variant | Article) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.value is other.value


def language_path(lang: str) -> str:
    """The list of the articles in one language."""
    return f"articles/in/{NOT_IN_TAG.sub('-', lang)}.html"


NOT_IN_TAG = re.compile(r"[^A-Za-z0-9-]")


def _part_title(view: View, title: str, number: int) -> str:
    return title if number == 1 else f"{title} · {view.t('pager.part', n=number)}"


def _script_note(view: View, article: Article, variant: Variant) -> str:
    """In which script a Chinese article was captured, and whether this is it; empty for other languages."""
    if not is_chinese(article.lang):
        return ""
    return view.t("script.converted" if variant.converted else "script.original", language=view.language(article.lang))


ADDRESS_IN_TEXT = re.compile(r"https?://[^\s<>\"）)，。；]+")


def _source_text(view: View, text: str) -> Markup:
    """The source of a definition, addresses in it as links."""
    out: list[str] = []
    at = 0
    for match in ADDRESS_IN_TEXT.finditer(text):
        if url := web_address(match.group()):
            label = url.split("://", 1)[1].rstrip("/")
            out += (
                view.phrase(text[at : match.start()], "zh"),
                Markup('<a href="{}" rel="noopener">{}</a>').format(url, label),
            )
            at = match.end()
    return Markup("".join((*out, view.phrase(text[at:], "zh"))))


def sentence_texts(text: str) -> list[str]:
    """The first paragraph of a Markdown text that is no heading, as sentences."""
    line = next(
        (line for line in text.splitlines() if line.strip() and not line.startswith(("#", ">", "-", "*", "|"))), ""
    )
    return [line[span.start : span.end] for span in sentences(line)]


LONGEST_DESCRIPTION = 180


def shortened(text: str) -> str:
    """A description for the head: one line, cut at a fair length."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_DESCRIPTION else text[: LONGEST_DESCRIPTION - 1].rstrip() + "…"
