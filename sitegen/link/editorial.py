"""The editors' events: which passages tell of them.

An editor's word always wins. What the program adds is a match, shown as such: passages whose date meets the event's and
that hold its anchors; without a date of their own, passages that hold several of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sitegen.automaton import Automaton
from sitegen.link.dates import Days, days_of, meets
from sitegen.link.gazetteer import plain
from sitegen.link.reading import name_anchors
from sitegen.model import Digest, Event, EventLinks, Mention, Passage, Question, Reason

GATE = 3
"""Days that a passage's date may lie from the event's."""

LONG_EVENT = 45
"""An event of more days than this is a question that keeps coming back: its passages are those that answer it."""

MOST_PER_BLOCK = 2
EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Watched:
    """An event with what is worked out of it once."""

    event: Event
    when: Days | None
    long: bool
    hints: frozenset[Reason]
    """Anchors that its names hold."""
    least: int
    """Anchors that a passage without a date must hold."""


@dataclass(frozen=True, slots=True)
class Watch:
    """The editors' events, compiled: what to look for in any article, and to which of them it points."""

    events: Sequence[Watched]
    words: Sequence[str]
    automaton: Automaton
    """Of the words, folded, in their order."""
    of_word: Mapping[str, Sequence[int]]
    """Anchor → numbers of the events that have it."""
    of_hint: Mapping[Reason, Sequence[int]]
    of_article: Mapping[str, Sequence[int]]
    """Slug → numbers of the events that name it."""
    numbers: Mapping[str, int]
    """Id → number."""


def watch(events: Sequence[Event]) -> Watch:
    """The editors' events, compiled."""
    watched = [
        Watched(event, event_days(event), is_long(event), implied(event), min(2, len(event.terms))) for event in events
    ]
    words = sorted({text for event in events for text in _texts(event)})
    of_word: dict[str, list[int]] = defaultdict(list)
    of_hint: dict[Reason, list[int]] = defaultdict(list)
    of_article: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(watched):
        for word in dict.fromkeys(each.event.terms):
            of_word[word].append(number)
        for hint in each.hints:
            of_hint[hint].append(number)
        for slug in each.event.articles:
            of_article[slug].append(number)
    numbers = {event.id: number for number, event in enumerate(events)}
    automaton = Automaton([plain(word) for word in words])
    return Watch(watched, words, automaton, dict(of_word), dict(of_hint), dict(of_article), numbers)


def editors_events(digests: Sequence[Digest], events: Sequence[Event]) -> list[EventLinks]:
    """Each event with its mentions, the editors' first."""
    watching = watch(events)
    by_event: list[list[tuple[str, EventLinks]]] = [[] for _ in events]
    for digest in digests:
        for number, links in told(digest, watching).items():
            by_event[number].append((appeared(digest), links))
    return [joined(event, shares) for event, shares in zip(events, by_event, strict=True)]


def joined(event: Event, shares: Iterable[tuple[str, EventLinks]]) -> EventLinks:
    """One event from the shares of single articles, each beside the date on which its article appeared."""
    dated = sorted(shares, key=lambda share: (share[0], share[1].slugs))
    mentions = tuple(mention for _, links in dated for mention in links.mentions)
    others = sorted((mention for _, links in dated for mention in links.other_dates), key=lambda mention: mention.slug)
    return EventLinks(event, mentions, True, tuple(others), is_long(event))


def appeared(digest: Digest) -> str:
    """When the article appeared, or else was captured; empty where neither is known."""
    return digest.published or digest.captured or ""


def told(digest: Digest, watching: Watch) -> dict[int, EventLinks]:
    """Number of an event → what this article gives to it; only events that it tells of."""
    index = _index(digest, watching)
    stated = {place: _stated(passage) for place, passage in enumerate(digest.passages) if passage.dates}
    held = _held(digest, watching, index, stated)
    wanted = {*watching.of_article.get(digest.slug, ()), *held}
    wanted |= {watching.numbers[each] for each in digest.events if each in watching.numbers}
    found: dict[int, EventLinks] = {}
    for number in sorted(wanted):
        links = _links(watching.events[number], digest, held.get(number, {}), index, stated)
        if links.mentions or links.other_dates:
            found[number] = links
    return found


def _texts(event: Event) -> Iterable[str]:
    yield from event.terms
    yield from event.never
    for question in event.questions:
        yield from question.words
        yield from question.never


Index = Mapping[str, frozenset[int]]
"""Text or term id → numbers of the passages that hold it."""

NOWHERE: frozenset[int] = frozenset()


def _index(digest: Digest, watching: Watch) -> Index:
    """Where each word stands: as a term's mark, or as a text whatever its script and case."""
    places: dict[str, set[int]] = defaultdict(set)
    starts: list[int] = []
    length = 0
    for place, passage in enumerate(digest.passages):
        starts.append(length)
        length += len(passage.text) + 1
        for kind, value in passage.anchors:
            if kind == "term":
                places[value].add(place)
    text = plain("\n".join([passage.text for passage in digest.passages]))
    for word, start, end in watching.automaton.find(text):
        if _stands_alone(text, start, end):
            places[watching.words[word]].add(bisect_right(starts, start) - 1)
    return {word: frozenset(found) for word, found in places.items()}


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A Latin word must begin at a border (German compounds may go on after it); Chinese stands anywhere."""
    first = text[start]
    if not first.isascii() or not first.isalnum():
        return True
    if start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    return not (end - start <= 4 and end < len(text) and text[end].isascii() and text[end].isalnum())


def _held(
    digest: Digest, watching: Watch, index: Index, stated: Mapping[int, Stated]
) -> dict[int, dict[int, set[str]]]:
    """Number of an event → its passages that may tell of it, with the event's anchors that they hold.

    A passage with none of them can only tell of an event by its date, and then its other anchors must hint at the event
    by two things at least: that is asked first, since an article states many dates.
    """
    held: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for word, found in index.items():
        for number in watching.of_word.get(word, ()):
            for place in found:
                held[number][place].add(word)
    of_hint = watching.of_hint
    for place in stated:
        passage = digest.passages[place]
        hints = [number for reason in passage.anchors if reason in of_hint for number in of_hint[reason]]
        for number in [number for number, count in Counter(hints).items() if count > 1] if len(hints) > 1 else ():
            each = watching.events[number]
            if each.when is not None and not each.long and _meets_sharply(stated[place], each.when):
                held[number][place]
    return held


Stated = Sequence[tuple[str, Days]]
"""The dates of a passage."""


def _stated(passage: Passage) -> Stated:
    return [(date, days) for date in passage.dates if (days := days_of(date))]


def _meets_sharply(stated: Stated, when: Days) -> bool:
    """Whether one of the dates is the event's and sharper than a year."""
    return any(days.precision != "year" and meets(days, when, GATE) for _, days in stated)


def implied(event: Event) -> frozenset[Reason]:
    """Anchors that the event's names hold: countries, product codes, well-known names, concepts."""
    return frozenset(reason for lang, name in event.names.items() for reason in name_anchors(name, lang))


def _links(
    each: Watched, digest: Digest, held: Mapping[int, set[str]], index: Index, stated: Mapping[int, Stated]
) -> EventLinks:
    """What one article gives to one event."""
    event = each.event
    named, unlinked = event.id in digest.events, event.id in digest.unlink
    chosen = (named or digest.slug in event.articles) and not unlinked
    barred = (unlinked or digest.slug in event.exclude) and not named
    spoilt = frozenset().union(*[index.get(word, NOWHERE) for word in event.never])
    mentions: list[Mention] = []
    elsewhere: list[Mention] = []
    told: dict[str, int] = defaultdict(int)
    for place in sorted(held):
        if barred or place in spoilt:
            continue
        terms = held[place]
        if len(terms) < each.least and not _may_fit(each, stated.get(place, ())):
            continue
        passage = digest.passages[place]
        shared = [reason for reason in passage.anchors if reason in each.hints and reason.value not in terms]
        verdict = _verdict(each, digest, place, terms, shared, index, stated.get(place, ()))
        if verdict is None:
            continue
        date, fits = verdict
        reasons = (
            *(Reason("term", term) for term in event.terms if term in terms),
            *(reason for reason in shared if reason.kind in {"country", "code"}),
            *((Reason("date", date),) if date and fits else ()),
        )
        mention = Mention(
            digest.slug,
            passage.block or None,
            passage.span if passage.block else None,
            passage.text,
            date,
            tuple(dict.fromkeys(reasons)),
            chosen,
        )
        if fits and told[passage.block] < MOST_PER_BLOCK:
            told[passage.block] += 1
            mentions.append(mention)
        elif not fits:
            elsewhere.append(mention)
    if chosen and not mentions and not barred:
        mentions.append(_by_hand(event, digest, held))
    others = () if mentions else tuple(elsewhere[:1])
    return EventLinks(event, tuple(mentions), True, others, each.long)


def _may_fit(each: Watched, stated: Stated) -> bool:
    """Whether a passage of few anchors may tell of the event: it needs a date of the event, or lasting questions."""
    when = each.when
    return each.long or any(when is None or meets(days, when, GATE) for _, days in stated)


def _by_hand(event: Event, digest: Digest, held: Mapping[int, set[str]]) -> Mention:
    """What an article says that its editor knows to tell the event: the passage with most anchors, or the whole."""
    reasons = (Reason(EDITOR, event.id),)
    places = [place for place, terms in held.items() if terms and digest.passages[place].block]
    if not places:
        return Mention(digest.slug, None, None, digest.title, None, reasons, True)
    place = max(places, key=lambda place: (len(held[place]), -place))
    passage = digest.passages[place]
    shared = tuple(Reason("term", term) for term in event.terms if term in held[place])
    return Mention(digest.slug, passage.block, passage.span, passage.text, None, (*shared, *reasons), True)


def event_days(event: Event) -> Days | None:
    """The days of an event, from its start to its end."""
    first = days_of(event.start)
    last = days_of(event.end) if event.end else first
    if first is None or last is None:
        return first or last
    if first == last:
        return first
    return Days(first.first, last.last, "range")


def is_long(event: Event) -> bool:
    """Whether the event is a question that keeps coming back rather than something that happened on a day."""
    when = event_days(event)
    return when is not None and when.precision == "range" and when.last - when.first > LONG_EVENT


def _verdict(
    each: Watched,
    digest: Digest,
    place: int,
    terms: set[str],
    shared: Sequence[Reason],
    index: Index,
    own: Stated,
) -> tuple[str | None, bool] | None:
    """The date by which a passage is judged, and whether it fits; None where the passage does not tell the event.

    A date as sharp as a week needs one anchor beside it, a bare year two. Without a date several anchors must come
    together: two where the dates around or the article's own speak for the event, else three in the block.
    """
    event, when = each.event, each.when
    passage = digest.passages[place]
    published = days_of(digest.published or "")
    captured = days_of(digest.captured or "")
    if each.long:
        in_time = (
            when is None
            or any(
                meets(days, Days(when.first - GATE, when.last + GATE, "range"), GATE)
                for days in (*(days for _, days in own), *((published,) if published else ()))
            )
            or not (own or published)
        )
        answers = any(_answers(question, passage, place, index) for question in event.questions)
        return (None, True) if in_time and (answers or len(terms) >= 2) else None
    hints = len({reason.kind for reason in shared}) + 0.5 * len(shared) if shared else 0.0
    fitting = [(date, days) for date, days in own if when is None or meets(days, when, GATE)]
    sharp = sorted((_off(days, when), date) for date, days in fitting if days.precision != "year")
    if sharp and (len(terms) + (hints >= HINTED) >= (1 if sharp[0][0] <= TIME_ZONES else 2)):
        return sharp[0][1], True
    named = any(reason.kind not in {"country", "concept"} for reason in shared)
    if fitting and not sharp and (len(terms) >= 2 or (terms and (named or hints >= HINTED or len(event.terms) == 1))):
        return fitting[0][0], True
    if sharp or len(terms) < each.least:
        return None
    if own and not fitting:
        return own[0][0], False
    here = _sharp_dates(digest, place, same_block=True)
    before = _sharp_dates(digest, place, same_block=False)
    if when is not None:
        if any(meets(days, when, GATE) for days in (*here, *before)):
            return None, True
        if here:
            return None
        if any(days is not None and days.last < when.first - GATE for days in (published, captured)):
            return None
        if published is not None and (meets(published, when, GATE) or _recently(passage, when, published)):
            return None, True
    block = {other for other, near in enumerate(digest.passages) if near.block == passage.block}
    around = sum(not block.isdisjoint(index.get(term, NOWHERE)) for term in event.terms)
    return (None, True) if around >= min(3, len(event.terms)) or hints >= HINTED else None


RECENTLY = re.compile(
    r"最近|不久前|近日|日前|新近|近期|刚刚|剛剛|\b(?:recently|just|kürzlich|jüngst|neulich|unlängst|vor kurzem)\b",
    re.IGNORECASE,
)
LATELY = 60
"""Days before an article that its «recently» may mean."""


def _recently(passage: Passage, when: Days, published: Days) -> bool:
    return 0 <= published.first - when.first <= LATELY and RECENTLY.search(passage.text) is not None


TIME_ZONES = 1
"""Days that one event may lie apart by the clocks of the world; further off a passage needs a second anchor."""


def _off(days: Days, when: Days | None) -> int:
    """Days between a date and the event; 0 where they overlap."""
    return 0 if when is None else max(0, days.first - when.last, when.first - days.last)


HINTED = 3.0
"""What the event's names must share with a dated passage that holds none of its anchors: two kinds of things."""


def _sharp_dates(digest: Digest, place: int, *, same_block: bool) -> list[Days]:
    """The dates sharper than a year in the passage's block, or the last ones in the block before."""
    block = digest.passages[place].block
    before = next((passage.block for passage in reversed(digest.passages[:place]) if passage.block != block), None)
    wanted = block if same_block else before
    found = [days_of(date) for passage in digest.passages if passage.block == wanted for date in passage.dates]
    return [days for days in found if days and days.precision != "year"]


def _answers(question: Question, passage: Passage, place: int, index: Index) -> bool:
    if question.kind and not any(same_kind(question.kind, figure.kind) for figure in passage.figures):
        return False
    if question.words and not any(place in index.get(word, NOWHERE) for word in question.words):
        return False
    return bool(question.words or question.kind) and not any(
        place in index.get(word, NOWHERE) for word in question.never
    )


FAMILIES = (
    frozenset({"number", "numberrange", "measure", "count"}),
    frozenset({"date", "period", "daterange"}),
    frozenset({"percent", "ratio"}),
)
"""Kinds of figures that answer for one another: a range of counts answers a question for a count."""


def same_kind(asked: str, given: str) -> bool:
    """Whether a figure of one kind answers a question for another."""
    return asked == given or any(asked in family and given in family for family in FAMILIES)
