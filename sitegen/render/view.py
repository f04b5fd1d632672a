"""What every page needs: its head, its links, and small parts (names, dates, articles) in the edition's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import NamedTuple

from markupsafe import Markup

from sitegen.cldr import format_money, format_number, format_percent, format_unit, language_name
from sitegen.model import Card, Config, Figure, Names, Term
from sitegen.render.address import article_path, prefix, relative
from sitegen.render.catalogue import Catalogue
from sitegen.render.markup import escape, machine_date, phrase
from sitegen.render.scripts import OTHER_SCRIPT, in_script

NAVIGATION = (
    ("nav.home", "index.html"),
    ("nav.articles", "articles/index.html"),
    ("nav.events", "events/index.html"),
    ("nav.compare", "compare/index.html"),
    ("nav.glossary", "glossary/index.html"),
    ("nav.sources", "sources/index.html"),
    ("nav.search", "search.html"),
)
"""The site's sections: key of the label, file."""


class Extra(NamedTuple):
    """What other stages put into a page's head."""

    jsonld: str = ""
    """A JSON-LD document."""
    feeds: tuple[tuple[str, str], ...] = ()
    """Further Atom feeds: path from the edition's root, title."""


NOTHING_EXTRA = Extra()


class Link(NamedTuple):
    """A link as templates set it."""

    href: str
    label: Markup
    current: bool = False
    lang: str = ""
    exact: bool = True
    """False: the page is inside the section, not the section's own page."""


class Head(NamedTuple):
    """`page` in every template."""

    title: str
    description: str
    path: str
    """From the site's root: `en/articles/a.html`."""
    edition: str
    site: Link
    site_name: str
    nav: tuple[Link, ...]
    navigation: Markup
    """The same as HTML, from `nav.html`: made once for all pages of a section."""
    twins: tuple[Link, ...]
    """The same page in every edition, this one among them."""
    alternates: tuple[tuple[str, str], ...]
    """`hreflang` and absolute address, where the site's address is known."""
    canonical: str | None
    feeds: tuple[tuple[str, str], ...]
    """Relative address and title."""
    jsonld: Markup
    root: str
    """Relative path to the site's root, empty or ending in `/`: `{{ page.root }}static/style.css`."""
    kind: str = "website"


class ArticleLine(NamedTuple):
    """An article in a list."""

    href: str
    title: Markup
    date: Markup
    source: Markup
    label: Markup
    """The outlet; the title where it is unknown."""
    language: str
    minutes: str
    lead: Markup


Navigate = Callable[["View"], tuple[tuple[Link, ...], Markup]]
"""Gives a page's links to the sections, and the same as HTML."""


def pick(names: Mapping[str, str], edition: str) -> tuple[str, str]:
    """The text for an edition, and its language: its own, the other Chinese script, English, or what there is."""
    for lang in (edition, *FALLBACKS.get(edition, ()), "any", "en"):
        if lang in names:
            return names[lang], lang
    lang = next(iter(names), "")
    return (names[lang], lang) if lang else ("", "")


FALLBACKS = {"zh-Hant": ("zh-Hans",), "zh-Hans": ("zh-Hant",)}
"""Where an edition looks before English."""


def shown_names(term: Term) -> tuple[tuple[str, str], ...]:
    """The name shown for a term in each language: the first one, without the `~` that stands for a German ending."""
    return tuple(sorted((lang, names[0].text.replace("~", "")) for lang, names in term.names.items() if names))


def term_name(term: Term, edition: str) -> tuple[str, str]:
    """The name of a term shown in an edition, and its language."""
    return pick(dict(shown_names(term)), edition)


LinesMade = dict[tuple[str, str, str], tuple[Card, ArticleLine]]
"""By edition, folder of the page and slug: the article's card, and what lists show of it."""

MOST_LINES = 20_000


class View:
    """One page being made: the edition's texts, and links relative to the page."""

    def __init__(
        self,
        config: Config,
        texts: Mapping[str, Catalogue],
        edition: str,
        path: str,
        base: str | None = None,
        lines_made: LinesMade | None = None,
    ) -> None:
        """`base`: the path of the site's root (`/`, `/repo/`), for a page that is served at any depth.

        `lines_made`: shared by views over the same site, so that an article's line is made once.
        """
        self.config = config
        self.lines_made: LinesMade = {} if lines_made is None else lines_made
        self.base = base
        self.edition = edition
        self.texts = texts
        self.t = texts[edition]
        self.name = path
        self.prefix = prefix(edition, config.editions)
        self.path = self.prefix + path

    def link(self, to_path: str) -> str:
        """The relative link to a file of the same edition; one that starts with `#` stays on the page."""
        return to_path if to_path.startswith("#") else self.root_link(self.prefix + to_path)

    def root_link(self, to_path: str) -> str:
        """The link to a file given from the site's root."""
        return relative(self.path, to_path) if self.base is None else self.base + relative("", to_path)

    def names(self, names: Names, tag: str = "span") -> Markup:
        """The text for this edition, with `lang` where it is in another language."""
        return phrase(*pick(names, self.edition), self.edition, tag)

    def phrase(self, text: str, lang: str | None) -> Markup:
        """A text in some language, as this page shows it."""
        return phrase(text, lang, self.edition)

    def anchor(self, to_path: str, label: Markup) -> Markup:
        """A link to a file of the same edition."""
        return Markup(f'<a href="{escape(self.link(to_path))}">{label}</a>')

    def date(self, iso: str | None) -> Markup:
        """A date as `time` in the edition's form; the word for an unknown date where there is none."""
        if not iso:
            return escape(self.t("date.unknown"))
        day = machine_date(iso)
        return Markup(f'<time datetime="{day}">{escape(self.t.date(iso))}</time>') if day else escape(iso)

    def dates(self, start: str, end: str | None) -> Markup:
        """A date, or a range of dates."""
        return self.date(start) + (" – " + self.date(end) if end and end != start else "")

    def language(self, lang: str) -> str:
        """Name of a language in the edition's language: the theme's, else CLDR's; the tag where it has none."""
        named = self.t.label("language", lang)
        return named if named != lang else language_name(lang, self.edition)

    def title(self, titles: Mapping[str, str], lang: str) -> Markup:
        """An article's title in the script of this edition."""
        shown = self.edition if self.edition in titles else lang
        text = titles.get(shown) or next(iter(titles.values()), "")
        return self.phrase(text, shown)

    def publisher(self, name: str | None, lang: str) -> Markup:
        """An outlet's name, in a Chinese edition in its script, or the word for an unknown one."""
        if not name:
            return escape(self.t("unknown"))
        chinese = lang if lang.startswith("zh") else "zh"
        return self.phrase(in_script(name, self.edition), self.edition if self.edition in OTHER_SCRIPT else chinese)

    def label(self, card: Card) -> Markup:
        """The outlet of an article; its title where the outlet is unknown."""
        return self.publisher(card.publisher, card.lang) if card.publisher else self.title(card.titles, card.lang)

    def line(self, card: Card) -> ArticleLine:
        """An article as lists show it; the same in all lists of a folder, so it is made once."""
        folder = self.name.rpartition("/")[0]
        kept = self.lines_made.get((self.edition, folder, card.slug))
        if kept is None or kept[0] is not card:
            if len(self.lines_made) >= MOST_LINES:
                self.lines_made.clear()
            kept = self.lines_made[self.edition, folder, card.slug] = card, self._line(card)
        return kept[1]

    def _line(self, card: Card) -> ArticleLine:
        lead = self.edition if self.edition in card.lead else card.lang
        return ArticleLine(
            self.link(article_path(card.slug)),
            self.title(card.titles, card.lang),
            self.date(card.published),
            self.publisher(card.publisher, card.lang),
            self.label(card),
            self.language(card.lang),
            self.t("count.minutes", n=card.minutes),
            self.phrase(card.lead.get(lead, ""), lead),
        )

    def lines(self, cards: Iterable[Card]) -> list[ArticleLine]:
        return [self.line(card) for card in cards]

    def navigation(self) -> tuple[Link, ...]:
        """The links to the site's sections."""
        return tuple(
            Link(self.link(file), escape(self.t(key)), _section(file, self.name), exact=file == self.name)
            for key, file in NAVIGATION
        )

    def head(self, title: str, description: str, extra: Extra, kind: str, navigate: Navigate) -> Head:
        """The head of this page."""
        config = self.config
        site = pick(config.title, self.edition)
        absolute: tuple[tuple[str, str], ...] = ()
        if config.base_url and self.name != "404.html":
            absolute = tuple(
                (each, config.base_url + relative("", prefix(each, config.editions) + self.name))
                for each in config.editions
            )
        own = next((address for each, address in absolute if each == self.edition), None)
        feeds = (("feed.xml", site[0]), *extra.feeds)
        nav, navigation = navigate(self)
        return Head(
            title,
            description or pick(config.description, self.edition)[0] or site[0],
            self.path,
            self.edition,
            Link(self.link("index.html"), self.phrase(*site), self.name == "index.html"),
            site[0],
            nav,
            navigation,
            tuple(
                Link(
                    self.root_link(
                        prefix(each, config.editions) + ("index.html" if self.name == "404.html" else self.name)
                    ),
                    escape(self.texts[each]("edition.name")),
                    each == self.edition,
                    each,
                )
                for each in config.editions
            ),
            (*absolute, ("x-default", absolute[0][1])) if absolute else (),
            own,
            tuple((self.link(file), name) for file, name in feeds),
            Markup(extra.jsonld.replace("<", "\\u003c")),
            "../" * self.path.count("/") if self.base is None else self.base,
            kind,
        )

    def figure(self, figure: Figure) -> str:
        """A figure's normalised value in the edition's words: `about 1–2 years`; empty where the text gives none."""
        return figure_text(figure, self.t)


def _section(file: str, name: str) -> bool:
    folder, slash, _ = file.partition("/")
    return file == name or (bool(slash) and name.startswith(folder + "/"))


def figure_text(figure: Figure, t: Catalogue) -> str:
    """A figure's normalised value in words; empty where the text gives none."""
    value, low, high = figure.value, figure.low, figure.high
    if figure.kind == "date":
        return t.date(str(value)) if machine_date(str(value)) else ""
    if value is not None and not isinstance(value, str):
        text = quantity(value, figure, t.lang)
        approx = f"approx.{figure.approx}"
        return t(approx, value=text) if approx in t else text
    if isinstance(low, int | float) and isinstance(high, int | float):
        return f"{format_number(low, t.lang)}–{quantity(high, figure, t.lang)}"
    if isinstance(low, int | float):
        return t("approx.at_least", value=quantity(low, figure, t.lang))
    if isinstance(high, int | float):
        return t("approx.at_most", value=quantity(high, figure, t.lang))
    return " – ".join(t.date(str(edge)) for edge in (low, high) if machine_date(str(edge)))


def quantity(value: float, figure: Figure, lang: str) -> str:
    """A number with the figure's unit, as the language writes it."""
    if figure.kind == "percent":
        return format_percent(value, lang)
    if figure.kind == "money" and figure.unit:
        return format_money(value, figure.unit, lang)
    if figure.unit and has_words(figure.unit, lang):
        return format_unit(value, figure.unit, lang)
    return format_number(value, lang)


@cache
def has_words(unit: str, lang: str) -> bool:
    """True where CLDR names the unit in the language. Else a number stands alone: the quote beside it says of what."""
    return unit != "person" and format_unit(2, unit, lang) != f"{format_number(2, lang)} {unit}"
