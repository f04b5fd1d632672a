"""The editors' events: which passages tell of them.

An editor's word always wins. What the program adds is a match, shown as such: passages whose date meets the event's and
that hold its anchors; without a date of their own, passages that hold several of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sitegen.automaton import Automaton
from sitegen.link.dates import Days, days_of, meets
from sitegen.link.gazetteer import plain
from sitegen.model import Digest, Event, EventLinks, Mention, Passage, Question, Reason

GATE = 3
"""Days that a passage's date may lie from the event's."""

LONG_EVENT = 45
"""An event of more days than this is a question that keeps coming back: its passages are those that answer it."""

MOST_PER_BLOCK = 2
EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class _Found:
    """Where an anchor of an event stands: number of the article, number of the passage."""

    article: int
    passage: int


def editors_events(digests: Sequence[Digest], events: Sequence[Event]) -> list[EventLinks]:
    """Each event with its mentions, the editors' first."""
    index = _index(digests, {text for event in events for text in _texts(event)})
    return [_links(event, digests, index) for event in events]


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


def _links(event: Event, digests: Sequence[Digest], index: Index) -> EventLinks:
    chosen = {digest.slug for digest in digests if event.id in digest.events} | set(event.articles)
    barred = {digest.slug for digest in digests if event.id in digest.unlink} | set(event.exclude)
    held: dict[tuple[int, int], set[str]] = defaultdict(set)
    for term in event.terms:
        for found in index.of(term):
            held[found].add(term)
    spoilt = frozenset().union(*(index.of(word) for word in event.never))
    when = event_days(event)
    mentions: list[Mention] = []
    elsewhere: list[Mention] = []
    told: dict[tuple[str, str], int] = defaultdict(int)
    for article, place in sorted(held):
        digest = digests[article]
        if digest.slug in barred or (article, place) in spoilt:
            continue
        passage = digest.passages[place]
        terms = held[article, place]
        verdict = _verdict(event, when, digest, place, terms, index, article)
        if verdict is None:
            continue
        date, fits = verdict
        reasons = tuple(Reason("term", term) for term in event.terms if term in terms)
        mention = Mention(
            digest.slug, passage.block, passage.span, passage.text, date,
            (*reasons, *((Reason("date", date),) if date and fits else ())), digest.slug in chosen,
        )
        if fits and told[digest.slug, passage.block] < MOST_PER_BLOCK:
            told[digest.slug, passage.block] += 1
            mentions.append(mention)
        elif not fits:
            elsewhere.append(mention)
    seen = {mention.slug for mention in mentions}
    by_slug = {digest.slug: digest for digest in digests}
    for slug in sorted(chosen - seen):
        if slug in by_slug and slug not in event.exclude:
            mentions.append(Mention(slug, None, None, by_slug[slug].title, None, (Reason(EDITOR, event.id),), True))
    published = {digest.slug: digest.published or digest.captured or "" for digest in digests}
    order = {id(mention): number for number, mention in enumerate(mentions)}
    mentions.sort(key=lambda mention: (published[mention.slug], mention.slug, order[id(mention)]))
    others = tuple(mention for mention in elsewhere if mention.slug not in {each.slug for each in mentions})
    return EventLinks(event, tuple(mentions), True, _one_each(others))


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
    event: Event, when: Days | None, digest: Digest, place: int, terms: set[str], index: Index, article: int
) -> tuple[str | None, bool] | None:
    """The date by which a passage is judged, and whether it fits; None where the passage does not tell the event."""
    passage = digest.passages[place]
    if is_long(event):
        published = days_of(digest.published or digest.captured or "")
        in_time = when is None or published is None or meets(published, Days(when.first - GATE, when.last + GATE, "range"), GATE)
        answers = any(_answers(question, passage, article, place, index) for question in event.questions)
        return (None, True) if in_time and (answers or len(terms) >= 2) else None
    own = [(date, days) for date in passage.dates if (days := days_of(date))]
    fitting = [(date, days) for date, days in own if when is None or meets(days, when, GATE)]
    sharp = [date for date, days in fitting if days.precision != "year"]
    if sharp:
        return max(sharp, key=len), True
    if fitting and (len(terms) >= 2 or len(event.terms) == 1):
        return fitting[0][0], True
    enough = max(2, round(0.4 * len(event.terms))) if len(event.terms) > 1 else 1
    if len(terms) < enough:
        return None
    if own and not fitting:
        return own[0][0], False
    around = [days for date in _dates_around(digest, place) if (days := days_of(date)) and days.precision in {"day", "week", "month"}]
    if around and when is not None and not any(meets(days, when, GATE) for days in around):
        return None
    published = days_of(digest.published or digest.captured or "")
    if when is not None and published is not None and published.last < when.first - GATE:
        return None
    return None, True


def _dates_around(digest: Digest, place: int) -> Iterable[str]:
    """Dates that the same block states, else the last ones of the block before."""
    block = digest.passages[place].block
    here = [date for passage in digest.passages if passage.block == block for date in passage.dates]
    if here:
        return here
    before = [passage for passage in digest.passages[:place] if passage.block != block]
    last = before[-1].block if before else None
    return [date for passage in before if passage.block == last for date in passage.dates]


def _answers(question: Question, passage: Passage, article: int, place: int, index: Index) -> bool:
    if question.kind and not any(same_kind(question.kind, figure.kind) for figure in passage.figures):
        return False
    if question.words and not any((article, place) in index.of(word) for word in question.words):
        return False
    return bool(question.words or question.kind) and not any((article, place) in index.of(word) for word in question.never)


@cache
def same_kind(asked: str, given: str) -> bool:
    """Whether a figure of one kind answers a question for another: a range of counts answers one for a count."""
    families = ({"number", "numberrange", "measure", "count"}, {"date", "period", "daterange"}, {"ratio", "percent"})
    return asked == given or any(asked in family and given in family for family in families if "ratio" not in family)
