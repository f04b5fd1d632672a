"""The editors' events: which passages tell of them.

An editor's word always wins. What the program adds is a match, shown as such: passages whose date meets the event's and
that hold its anchors; without a date of their own, passages that hold several of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
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


def editors_events(digests: Sequence[Digest], events: Sequence[Event]) -> list[EventLinks]:
    """Each event with its mentions, the editors' first."""
    index = _index(digests, {text for event in events for text in _texts(event)})
    dated = _dated(digests)
    by_slug = {digest.slug: digest for digest in digests}
    return [_links(event, digests, by_slug, index, dated) for event in events]


def _appeared(digest: Digest) -> str:
    return digest.published or digest.captured or ""


def _texts(event: Event) -> Iterable[str]:
    yield from event.terms
    yield from event.never
    for question in event.questions:
        yield from question.words
        yield from question.never


@dataclass(frozen=True, slots=True)
class Index:
    """Text or term id → passages that hold it."""

    places: Mapping[str, frozenset[tuple[int, int]]]

    def of(self, word: str) -> frozenset[tuple[int, int]]:
        return self.places.get(word, frozenset())


def _index(digests: Sequence[Digest], words: set[str]) -> Index:
    """Where each word stands: as a term's mark, or as a text whatever its script and case."""
    places: dict[str, set[tuple[int, int]]] = defaultdict(set)
    ordered = sorted(words)
    flat = [plain(word) for word in ordered]
    automaton = Automaton(flat)
    for number, digest in enumerate(digests):
        starts: list[int] = []
        length = 0
        for place, passage in enumerate(digest.passages):
            starts.append(length)
            length += len(passage.text) + 1
            for reason in passage.anchors:
                if reason.kind == "term" and reason.value in words:
                    places[reason.value].add((number, place))
        text = plain("\n".join(passage.text for passage in digest.passages))
        place = 0
        for word, start, end in sorted(automaton.find(text), key=lambda hit: hit[1]):
            if not _stands_alone(text, start, end):
                continue
            while place + 1 < len(starts) and starts[place + 1] <= start:
                place += 1
            places[ordered[word]].add((number, place))
    return Index({word: frozenset(found) for word, found in places.items()})


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A Latin word must begin at a border (German compounds may go on after it); Chinese stands anywhere."""
    first = text[start]
    if not first.isascii() or not first.isalnum():
        return True
    if start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    return not (end - start <= 4 and end < len(text) and text[end].isascii() and text[end].isalnum())


Place = tuple[int, int]
"""Number of the article, number of the passage."""


def _dated(digests: Sequence[Digest]) -> list[tuple[Days, Place]]:
    """All passages that state a date sharper than a year, by date."""
    return sorted(
        (days, (number, place))
        for number, digest in enumerate(digests)
        for place, passage in enumerate(digest.passages)
        for date in passage.dates
        if (days := days_of(date)) and days.precision != "year"
    )


def implied(event: Event) -> frozenset[Reason]:
    """Anchors that the event's names hold: countries, product codes, well-known names, concepts."""
    return frozenset(reason for lang, name in event.names.items() for reason in name_anchors(name, lang))


def _links(
    event: Event,
    digests: Sequence[Digest],
    by_slug: Mapping[str, Digest],
    index: Index,
    dated: Sequence[tuple[Days, Place]],
) -> EventLinks:
    named = {slug for slug, digest in by_slug.items() if event.id in digest.events}
    unlinked = {slug for slug, digest in by_slug.items() if event.id in digest.unlink}
    chosen = (named | set(event.articles)) - unlinked
    barred = (unlinked | set(event.exclude)) - named
    held: dict[Place, set[str]] = defaultdict(set)
    for term in event.terms:
        for found in index.of(term):
            held[found].add(term)
    spoilt = frozenset().union(*(index.of(word) for word in event.never))
    when = event_days(event)
    if when is not None and not is_long(event):
        low = bisect_left(dated, when.first - GATE - 31, key=lambda item: item[0].first)
        high = bisect_right(dated, when.last + GATE, key=lambda item: item[0].first)
        for days, found in dated[low:high]:
            if meets(days, when, GATE):
                held.setdefault(found, set())
    hints = implied(event)
    mentions: list[Mention] = []
    elsewhere: list[Mention] = []
    told: dict[tuple[str, str], int] = defaultdict(int)
    for article, place in sorted(held):
        digest = digests[article]
        if digest.slug in barred or (article, place) in spoilt:
            continue
        passage = digest.passages[place]
        terms = held[article, place]
        shared = [reason for reason in passage.anchors if reason in hints and reason.value not in terms]
        verdict = _verdict(event, when, digest, place, terms, shared, index, article)
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
            digest.slug in chosen,
        )
        if fits and told[digest.slug, passage.block] < MOST_PER_BLOCK:
            told[digest.slug, passage.block] += 1
            mentions.append(mention)
        elif not fits:
            elsewhere.append(mention)
    seen = {mention.slug for mention in mentions}
    numbers = {digest.slug: number for number, digest in enumerate(digests)}
    mentions += [
        _by_hand(event, by_slug[slug], numbers[slug], held)
        for slug in sorted(chosen - seen - barred)
        if slug in by_slug
    ]
    mentions.sort(key=lambda mention: (_appeared(by_slug[mention.slug]), mention.slug))
    told_here = {each.slug for each in mentions}
    others = tuple(mention for mention in elsewhere if mention.slug not in told_here)
    return EventLinks(event, tuple(mentions), True, _one_each(others), is_long(event))


def _by_hand(event: Event, digest: Digest, article: int, held: Mapping[Place, set[str]]) -> Mention:
    """What an article says that its editor knows to tell the event: the passage with most anchors, or the whole."""
    reasons = (Reason(EDITOR, event.id),)
    hits = {place: terms for (number, place), terms in held.items() if number == article and terms}
    places = [place for place in hits if digest.passages[place].block]
    if not places:
        return Mention(digest.slug, None, None, digest.title, None, reasons, True)
    place = max(places, key=lambda place: (len(hits[place]), -place))
    passage = digest.passages[place]
    shared = tuple(Reason("term", term) for term in event.terms if term in hits[place])
    return Mention(digest.slug, passage.block, passage.span, passage.text, None, (*shared, *reasons), True)


def _one_each(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple({mention.slug: mention for mention in reversed(list(mentions))}.values())[::-1]


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
    event: Event,
    when: Days | None,
    digest: Digest,
    place: int,
    terms: set[str],
    shared: Sequence[Reason],
    index: Index,
    article: int,
) -> tuple[str | None, bool] | None:
    """The date by which a passage is judged, and whether it fits; None where the passage does not tell the event.

    A date as sharp as a week needs one anchor beside it, a bare year two. Without a date several anchors must come
    together: two where the dates around or the article's own speak for the event, else three in the block.
    """
    passage = digest.passages[place]
    own = [(date, days) for date in passage.dates if (days := days_of(date))]
    published = days_of(digest.published or "")
    captured = days_of(digest.captured or "")
    if is_long(event):
        in_time = (
            when is None
            or any(
                meets(days, Days(when.first - GATE, when.last + GATE, "range"), GATE)
                for days in (*(days for _, days in own), *((published,) if published else ()))
            )
            or not (own or published)
        )
        answers = any(_answers(question, passage, article, place, index) for question in event.questions)
        return (None, True) if in_time and (answers or len(terms) >= 2) else None
    hints = len({reason.kind for reason in shared}) + 0.5 * len(shared) if shared else 0.0
    fitting = [(date, days) for date, days in own if when is None or meets(days, when, GATE)]
    sharp = sorted((_off(days, when), date) for date, days in fitting if days.precision != "year")
    if sharp and (len(terms) + (hints >= HINTED) >= (1 if sharp[0][0] <= TIME_ZONES else 2)):
        return sharp[0][1], True
    named = any(reason.kind not in {"country", "concept"} for reason in shared)
    if fitting and not sharp and (len(terms) >= 2 or (terms and (named or hints >= HINTED or len(event.terms) == 1))):
        return fitting[0][0], True
    if sharp or len(terms) < min(2, len(event.terms)):
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
    block = [other for other, each in enumerate(digest.passages) if each.block == passage.block]
    around = sum(any((article, other) in index.of(term) for other in block) for term in event.terms)
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


def _answers(question: Question, passage: Passage, article: int, place: int, index: Index) -> bool:
    if question.kind and not any(same_kind(question.kind, figure.kind) for figure in passage.figures):
        return False
    if question.words and not any((article, place) in index.of(word) for word in question.words):
        return False
    return bool(question.words or question.kind) and not any(
        (article, place) in index.of(word) for word in question.never
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
