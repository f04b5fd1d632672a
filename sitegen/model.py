"""The nouns of sitegen: frozen values that travel from stage to stage.

Offsets count Unicode code points, ends are exclusive. Dates are ISO 8601 strings, as precise as they are known
(`2024`, `2024-04`, `2024-04-02`). Languages are BCP 47 tags (`zh-Hans`, `zh-Hant`, `de`, `en`, …). Money is in
currency units, durations in the unit named beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

EDITIONS = ("zh-Hans", "zh-Hant", "en", "de")
"""Interface languages, the default first (it lives at the root of the site)."""

Names = Mapping[str, str]
"""One text per language, such as `{"zh-Hans": "芯片", "en": "chip"}`."""


class Span(NamedTuple):
    """A part of a text: `text[start:end]`."""

    start: int
    end: int


# --- what an editor writes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relay:
    """One link of the provenance chain: an outlet or agency that the published text relays."""

    name: str
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note as it stands in front matter: the quoted words, and what the editor says of them."""

    quote: str
    note: str
    by: str | None = None
    lang: str | None = None
    prefix: str = ""
    suffix: str = ""
    kind: str = "context"
    """One of context, correction, dispute, translation."""
    date: str | None = None
    line: int = 1
    """Line and column of the quote in the file, from 1, for problems."""
    column: int = 1


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What an editor may say about a capture. Every key is optional; None and () mean «not said»."""

    title: str | None = None
    lang: str | None = None
    published: str | None = None
    captured: str | None = None
    publisher: str | None = None
    url: str | None = None
    byline: str | None = None
    relays: tuple[Relay, ...] | None = None
    why: Mapping[str, str] = field(default_factory=dict)
    """«Why this matters», by language."""
    events: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    """Slugs of articles that tell the same event, confirmed by an editor."""
    unlink: tuple[str, ...] = ()
    """Slugs or event ids that must never be linked with this article."""
    notes: tuple[NoteDraft, ...] = ()
    mark: Mapping[str, str] = field(default_factory=dict)
    """Text to term id, for this article only."""
    never: tuple[str, ...] = ()
    """Texts that are never marked in this article."""
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    convert_keep: tuple[str, ...] = ()
    convert_replace: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Capture:
    """One file of `content/articles/`: its front matter, and the captured text exactly as it was saved."""

    slug: str
    path: str
    """Relative to the site's folder, with `/`: `content/articles/a.md`."""
    text: str
    """The whole file, decoded; `text[body:]` is the capture."""
    body: int = 0
    front: FrontMatter = FrontMatter()
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Where each front-matter key stands (`"events"`, `"events.0"`, `"clean.keep.1"`): line and column from 1."""

    @property
    def captured_text(self) -> str:
        return self.text[self.body :]


# --- cleaning ----------------------------------------------------------------------------------------------------


class Edit(NamedTuple):
    """One change that cleaning made: `span` of the capture became `replacement` (empty: it was removed)."""

    span: Span
    replacement: str
    rule: str
    """Name of the rule, as `sitegen inspect clean --rules` lists it."""
    kind: str
    """What the text was, in the words of the labelling guide: `navigation`, `ranking`, `inline-reading`, …"""


class Piece(NamedTuple):
    """How a stretch of a block's text maps back: `text[start:end]` came from `capture[source_start:source_end]`.

    Pieces are in order and cover the block. Where both lengths are equal the text was kept as it is, else repaired.
    """

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class CleanBlock:
    """A paragraph or heading that cleaning kept."""

    kind: str
    """`paragraph`, `heading`, `item` (of a list), `quote` or `code`."""
    text: str
    pieces: tuple[Piece, ...]
    level: int = 0
    """Of a heading: 2 or 3. Else 0."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a capture says of itself. None where it does not; never guessed."""

    title: str | None = None
    lang: str | None = None
    published: str | None = None
    publisher: str | None = None
    byline: str | None = None
    origins: tuple[str, ...] = ()
    """Media, agencies and reporters that the article as a whole relays, outermost first."""
    evidence: Mapping[str, Span] = field(default_factory=dict)
    """Per field (`title`, `published`, `publisher`, `byline`, `origins.0`): where the capture says it."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A capture after cleaning: what is left, what was done, and what it says of itself."""

    capture: str
    blocks: tuple[CleanBlock, ...]
    edits: tuple[Edit, ...]
    """In order of position, not overlapping. The capture with all edits applied holds exactly the blocks and layout."""
    facts: Facts


# --- the article -------------------------------------------------------------------------------------------------


class MarkKind(StrEnum):
    """What a mark means."""

    TERM = "term"
    NOTE = "note"
    FIGURE = "figure"
    EVENT = "event"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    CODE = "code"
    LINK = "link"
    FOREIGN = "foreign"


class Mark(NamedTuple):
    """A meaning laid over part of a block's text."""

    span: Span
    kind: MarkKind
    target: str
    """Term id, note number, event id, address, language tag, … by kind; a figure: its place in `Block.figures`."""


class Figure(NamedTuple):
    """A number with its meaning, as the text states it. The form of `sitegen inspect figures`."""

    start: int
    end: int
    text: str
    kind: str
    """`money`, `percent`, `number`, `measure`, `duration`, `date`, `period`, `daterange`, `numberrange`, `ratio`."""
    value: float | int | str | None
    """A number; of a date its ISO 8601 form; None for a range or where the text gives none."""
    unit: str | None
    """ISO 4217 code, English unit name, or precision of a date (`day`, `month`, `year`)."""
    low: float | int | str | None = None
    high: float | int | str | None = None
    approx: str | None = None
    """`about`, `at_least`, `at_most`, `less_than`, `more_than`, `almost`, `up_to`, `several`; None: exact."""
    garbled: bool = False
    """The text is damaged here: shown, never compared."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or list item of an article: plain text, and the marks on it in reading order."""

    id: str
    """Stable address of the block, from its captured text; the same in every edition."""
    kind: str
    text: str
    level: int = 0
    marks: tuple[Mark, ...] = ()
    figures: tuple[Figure, ...] = ()
    pieces: tuple[Piece, ...] = ()
    info: str = ""
    """Of code: its language."""


@dataclass(frozen=True, slots=True)
class Note:
    """An editor's note, anchored: where its quote stands, and its text by Markdown."""

    number: int
    text: str
    """Markdown of the editor."""
    quote: str
    block: str
    """Id of the block in which the quote ends; the note is shown after it."""
    by: str | None = None
    lang: str | None = None
    date: str | None = None
    kind: str = "context"


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned, parsed and annotated capture, in the script in which it was captured."""

    slug: str
    path: str
    title: str
    lang: str
    published: str | None
    published_basis: str
    """`printed` (the capture says it), `editor` (front matter) or `unknown`."""
    captured: str | None
    publisher: str | None
    url: str | None
    byline: str | None
    relays: tuple[Relay, ...]
    """Provenance beyond the publisher, nearest first; the last one spoke first."""
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    """Ids the editor set in front matter."""
    link: tuple[str, ...] = ()
    unlink: tuple[str, ...] = ()
    draft: bool = False
    evidence: Mapping[str, str] = field(default_factory=dict)
    """Per field (`publisher`, `published`, `relays.0`): the words of the capture that say it."""


@dataclass(frozen=True, slots=True)
class Variant:
    """An article in one script: for Chinese articles `zh-Hans` or `zh-Hant`, for others the article's own language."""

    lang: str
    title: str
    blocks: tuple[Block, ...]
    """Same ids, same count, same order as the article's; marks carried over by position."""
    converted: bool
    """False: these are the capture's own characters."""


# --- glossary and events -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a term, with its conditions."""

    text: str
    near: tuple[str, ...] = ()
    case: str = ""
    """`fold`: matches in any case."""
    auto: bool = True
    """False: never marked unless an editor does it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry."""

    id: str
    category: str
    names: Mapping[str, tuple[Name, ...]]
    """By language; `any` holds in every language. The first name of a language is the one shown there."""
    excepts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Further spellings that search and linking know, but that are never marked."""
    plural: bool = True
    definition: Names = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    path: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """A row of an event's comparison, as an editor asks it."""

    id: str
    names: Names
    kind: str | None = None
    """Kind of the figures that answer it (`money`, `duration`, …); None: a claim in words."""
    unit: str | None = None
    words: tuple[str, ...] = ()
    """Texts or term ids, any of which a passage must hold to answer."""
    never: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    """Set by hand: (slug, verbatim quote)."""


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event that articles tell of, as an editor describes it."""

    id: str
    start: str
    """ISO 8601, as precise as known."""
    end: str | None
    names: Names
    terms: tuple[str, ...] = ()
    """Anchors: term ids or literal texts."""
    never: tuple[str, ...] = ()
    """`not:` texts or term ids that speak against a match."""
    questions: tuple[Question, ...] = ()
    articles: tuple[str, ...] = ()
    """Slugs the editor put here."""
    exclude: tuple[str, ...] = ()
    """Slugs the editor keeps out."""
    description: Names = field(default_factory=dict)
    """Markdown, by language."""
    path: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class PageSource:
    """A free page of `content/pages/`: Markdown by language."""

    slug: str
    path: str
    names: Names
    text: Names


# --- links and comparison ----------------------------------------------------------------------------------------


class Reason(NamedTuple):
    """Why two passages belong together: one shared anchor."""

    kind: str
    """`term`, `date`, `figure`, `code`, `outlet`, `country`, `name`, `editor`."""
    value: str
    """Term id, ISO date, normalised figure, product code, outlet, ISO 3166 code, …"""


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage of an article that tells of an event."""

    slug: str
    block: str | None
    """None: the article as a whole."""
    span: Span | None
    quote: str
    """The sentence, verbatim, in the article's own script."""
    date: str | None
    """The date the passage states for the event, where it states one."""
    reasons: tuple[Reason, ...]
    confirmed: bool
    """An editor said so; else it is a suggestion and looks like one."""


@dataclass(frozen=True, slots=True)
class EventLinks:
    """An event (or a suggested one) with all that tells of it."""

    event: Event
    """A suggested event has an id made from its anchors and names made from its reasons."""
    mentions: tuple[Mention, ...]
    """By date of the article, then slug; at most a few a block."""
    confirmed: bool
    other_dates: tuple[Mention, ...] = ()
    """Same anchors at another date: the same story, not the same event."""
    lasting: bool = False
    """A question that keeps coming back rather than something that happened on a day: its articles share a topic."""

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mention.slug for mention in self.mentions))


@dataclass(frozen=True, slots=True)
class Gathered:
    """Which articles tell of an event, without their passages."""

    event: str
    """Its id."""
    slugs: tuple[str, ...]
    """Those that tell of it, by date, then slug."""
    others: tuple[str, ...] = ()
    """Those that tell of another date."""
    lasting: bool = False
    exclude: tuple[str, ...] = ()
    """Those that its editor keeps out."""
    key: str = ""
    """Of all that its links and its comparison follow from."""


class Proposal(NamedTuple):
    """A group of articles that seem to tell one event: all that the proposed event follows from, beside their texts."""

    members: tuple[str, ...]
    pairs: tuple[tuple[str, str, tuple[Reason, ...]], ...]
    """Two members, and what they share, weightiest first; the best pair first."""
    others: tuple[tuple[str, str, tuple[Reason, ...]], ...]
    """An article that tells of another date, the member that it is most alike, and what the two share."""
    joined: tuple[str, ...] = ()
    """Members that an editor linked with another article."""
    confirmed: bool = False
    """True: an editor linked two members with each other."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one source says to one question."""

    slug: str
    block: str
    span: Span
    quote: str
    """Verbatim sentence, in the article's own script."""
    figure: Figure | None
    """Offsets relative to `quote`."""
    speaker: str | None
    """Who is said to have said it, in the words of the text; None: the outlet itself."""
    chain: tuple[str, ...]
    """speaker's outlet → … → publisher, from nearest to the statement outward."""
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One question and all answers."""

    id: str
    names: Names
    cells: Mapping[str, tuple[Cell, ...]]
    """By slug; an article that says nothing is absent."""
    verdict: str
    """`agree`, `differ`, `differ-date`, `differ-definition` or `single`."""
    proposed: bool = False
    """Made by program, not named by an editor."""
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One event's table: questions as rows, articles as columns by date."""

    event: str
    columns: tuple[str, ...]
    """Slugs, by date."""
    rows: tuple[Row, ...]
    coverage: Mapping[str, Mapping[str, int]]
    """Term id → slug → number of mentions, for terms that tell the articles apart."""


# --- output ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the built site."""

    path: str
    """Relative to the site's root, with `/`."""
    content: bytes


# --- what one article gives to the rest of the site ----------------------------------------------------------------


class TermMention(NamedTuple):
    """One place where an article names a term."""

    term: str
    block: str
    start: int
    """Span of the name inside `sentence`."""
    end: int
    sentence: str
    """Verbatim, in the article's own script."""


@dataclass(frozen=True, slots=True)
class Card:
    """What other pages show of an article: enough for lists, tables and back-links, small enough to keep for all."""

    slug: str
    path: str
    lang: str
    titles: Mapping[str, str]
    """By variant: `{"zh-Hans": …, "zh-Hant": …}` for a Chinese article on a site in both scripts, `{"de": …}` for a
    German one."""
    published: str | None
    published_basis: str
    publisher: str | None
    origins: tuple[str, ...]
    """Names of the outlets it relays, nearest first."""
    byline: str | None
    minutes: int
    lead: Mapping[str, str]
    """First sentence or two, by variant."""
    mentions: tuple[TermMention, ...]
    removed: Mapping[str, int]
    """Kind of noise → how many edits."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is known of one article from its own file and the glossary."""

    capture: Capture
    cleaned: Cleaned
    article: Article
    variants: Mapping[str, Variant]
    """One under the article's language; of a Chinese article one for each further script that the site shows."""
    card: Card

    def variant(self, edition: str) -> Variant:
        """The variant that an edition shows: its own script of a Chinese article; in `en` and `de` as captured."""
        return self.variants.get(edition) or self.variants[self.article.lang]


# --- settings and the whole site -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Config:
    """The site's settings, from `[tool.sitegen]` of pyproject.toml or from sitegen.toml."""

    title: Names = field(default_factory=lambda: {"en": "Annotated Briefing"})
    description: Names = field(default_factory=dict)
    base_url: str | None = None
    """Absolute address of the site's root with a final `/`; None: unknown, so there are no canonical links."""
    editions: tuple[str, ...] = EDITIONS
    """The first one is at the root."""
    content: str = "content"
    output: str = "build/site"
    cache: str = "build/cache"
    theme: str | None = "theme"
    licence: str | None = None
    repository: str | None = None
    """Address under which a source file can be seen and edited, such as `https://github.com/o/r/edit/main/`."""
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the pages are made from, except the articles' own texts."""

    config: Config
    version: str
    terms: Mapping[str, Term]
    cards: Mapping[str, Card]
    """By slug; use `newest_first` for lists."""
    events: Mapping[str, EventLinks]
    """By id: the editors' in their order, then suggestions by date."""
    comparisons: Mapping[str, Comparison]
    """By event id."""
    pages: tuple[PageSource, ...] = ()
    term_index: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Term id → slugs of the articles that name it, newest first."""
    events_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Slug → ids of the events it tells of."""
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Id of an outlet (ASCII) → slugs of the articles it published or was relayed by, newest first."""
    source_names: Mapping[str, str] = field(default_factory=dict)
    """Id of an outlet → its name as captured."""
    gathered: Mapping[str, Gathered] = field(default_factory=dict)
    """By id of the event, in the order of `events`: who tells of it."""

    def mentions(self, term: str, slug: str) -> tuple[TermMention, ...]:
        """Where an article names a term."""
        return tuple(mention for mention in self.cards[slug].mentions if mention.term == term)


# --- what linking and comparing need of an article ------------------------------------------------------------------


class Passage(NamedTuple):
    """A sentence, with all that linking and comparing need of it."""

    block: str
    """Id of its block; empty: the title."""
    span: Span
    """In the block's text (or the title)."""
    text: str
    anchors: tuple[Reason, ...]
    """What other passages may share, in order, each once."""
    figures: tuple[Figure, ...]
    """Offsets relative to `text`."""
    dates: tuple[str, ...]
    """The dates it states, resolved, as precise as they are."""
    speaker: str | None = None
    """Who is said to have said it, in the words of the text; None: the outlet itself."""
    cited: tuple[str, ...] = ()
    """Outlets that the sentence names as its source, nearest to the statement first."""
    said_from: int = 0
    """Where in `text` what the speaker says begins; before it the outlet speaks."""
    terms: tuple[tuple[str, int, int], ...] = ()
    """Marked terms with their places in `text`."""


@dataclass(frozen=True, slots=True)
class Digest:
    """All that linking and comparing need of one article; pure, compact, picklable."""

    slug: str
    lang: str
    title: str
    published: str | None
    captured: str | None
    publisher: str | None
    relays: tuple[str, ...]
    events: tuple[str, ...]
    link: tuple[str, ...]
    unlink: tuple[str, ...]
    passages: tuple[Passage, ...]
    """In reading order."""
    features: tuple[tuple[Reason, float], ...]
    """What the article as a whole is about, with weights: title and beginning count most."""
    days: tuple[str, ...]
    """Days that its title and beginning state, in order: when the event was."""
    terms: tuple[tuple[str, int], ...]
    """Term id → number of mentions."""


class Outline(NamedTuple):
    """An article as far as finding others that are alike needs it; a small part of its digest."""

    slug: str
    lang: str
    """Its language without the script."""
    day: int | None
    """When it appeared, or else was captured."""
    days: tuple[int, ...]
    """When its event may have been; at most one."""
    anchors: tuple[str, ...]
    """What it is about, each anchor in one word, in order."""
    weights: tuple[float, ...]
    """Beside them how much each says by its place in the article."""
