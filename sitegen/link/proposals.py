"""Which articles tell the same event, proposed from what they share.

Every anchor counts by its kind and by how rare it is (IDF). Two articles are alike when what they share outweighs what
each has for itself; across languages only anchors that both can have are weighed. A date gate keeps other dates out,
and groups are grown so that on average all members are alike.

Tens of thousands of pairs are weighed, so an anchor is a number here: its place in the list of all anchors, in order.
"""

from __future__ import annotations

import datetime
import math
from array import array
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import accumulate
from operator import sub
from typing import NamedTuple

from sitegen.model import Digest, Outline, Reason
from sitegen.text import is_chinese

GATE = 3
"""Days that two tellings of an event may lie apart."""

LONGEST_DELAY = 14
"""Days after an event in which an article may still be about it; earlier days are its background."""

KIND_WEIGHT: Mapping[str, float] = {
    "code": 1.6,
    "word": 1.2,
    "name": 1.2,
    "place": 1.2,
    "quoted": 1.0,
    "sound": 1.0,
    "person": 2.0,
    "figure": 1.0,
    "term": 0.8,
    "body": 0.7,
    "country": 0.85,
    "concept": 0.5,
    "date": 0.9,
    "outlet": 0.1,
    "zh": 0.35,
    "en": 0.35,
    "de": 0.35,
}
ACROSS = frozenset({"code", "name", "body", "place", "figure", "term", "country", "concept", "date"})
"""Kinds that an article of any language can have; words and sounds count across languages only where both have them."""

HEARD = frozenset({"sound", "person"})
"""Names that are only heard: they join articles of different scripts and weigh nothing within a language."""

SHORT_SOUND = {3: 0.6, 4: 1.2}
LONG_SOUND = 1.8

ENOUGH_WITHIN, ENOUGH_ACROSS = 0.25, 0.30
"""How alike two articles of one language, or of two, must be."""

ENOUGH_GROUP = 0.12
"""How alike the members of two groups must be on average to become one."""

FAINT = 0.2
"""Anchors of less weight in an article bring it no candidates."""

TELLING = frozenset(
    {"code", "name", "place", "quoted", "word", "sound", "person", "figure", "term", "body", "zh", "en", "de"}
)
PLAIN_WORDS = frozenset({"zh", "en", "de"})
VERY_RARE = 12
"""Articles that may hold an anchor which joins two of them whatever their dates."""

NEIGHBOURS = 40
"""How many of the next articles that hold an anchor are compared with one."""

HOPELESS = 0.06
"""Pairs whose telling anchors share less than this part are not compared in full."""

MOST_TOGETHER = 4

UNDATED = 0.6
"""How alike two articles must be where the date of one is not known."""

SPECIFIC = frozenset({"code", "name", "place", "quoted", "word", "sound", "person", "figure", "term"})
NOTHING_SPECIFIC = 1.6
"""Articles that share only countries, contests and everyday words must be that much more alike."""

SAME_RARE_DAY = 0.75
"""Two articles that state the same day need only be this much as alike, if few others state it."""

RARE_DAY = 0.5


# --- what pairs need of an article -----------------------------------------------------------------------------------


def outline(digest: Digest) -> Outline:
    """An article as far as pairs need it."""
    appeared = _day_of(digest)
    return Outline(
        digest.slug,
        "zh" if is_chinese(digest.lang) else digest.lang.partition("-")[0],
        appeared,
        _days_near(digest, appeared),
        tuple(["\0".join(reason) for reason, _ in digest.features]),
        tuple([weight for _, weight in digest.features]),
    )


def _ordinal(day: str) -> int:
    """Days since the year 1."""
    try:
        return datetime.date.fromisoformat(day).toordinal()
    except ValueError:
        return 0


def _day_of(digest: Digest) -> int | None:
    for date in (digest.published, digest.captured):
        if date and len(date) == 10:
            return _ordinal(date) or None
    return None


def _days_near(digest: Digest, appeared: int | None) -> tuple[int, ...]:
    """The day on which the article's event may have been: the first it states, not long before it appeared."""
    days = [day for day in map(_ordinal, digest.days) if day]
    return tuple(day for day in days if appeared is None or -LONGEST_DELAY <= day - appeared <= GATE)[:1]


# --- all pairs -------------------------------------------------------------------------------------------------------


class Link(NamedTuple):
    """Two articles that are alike."""

    likeness: float
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Alike:
    """All pairs of articles that are alike enough, best first, and what another look at them can build on."""

    near: list[Link]
    """Those of one date."""
    far: list[Link]
    """Those of another date."""
    outlines: Numbered

    def marks(self) -> Mapping[str, bytes]:
        """Slug → a mark of what each anchor of the article weighs: with equal marks two articles share the same."""
        return dict(zip(self.outlines.slugs, self.outlines.marks, strict=True))


def alike(
    keys: Mapping[str, str], read: Callable[[Sequence[str]], Iterable[Outline]], before: Alike | None = None
) -> Alike:
    """All pairs of articles that are alike enough.

    `keys`: slug → a key of its facts; `read` gives the outlines of slugs. What is in `before` under the same key is not
    read again. An article is changed if its key is another or an anchor of it is more or less rare than before; of two
    that are not changed all is as it was, so only pairs with a changed one are looked for and compared.
    """
    outlines, changed = _renewed(keys, read, before.outlines if before else None)
    sorts = _sorts_of(outlines, changed)
    known = {place: _weighed(outlines, place, sorts) for place in changed}
    outlines = _with_weights(outlines, known)
    pairs = list(_candidates(outlines, changed, sorts))
    if partners := {place for pair in pairs for place in pair} - known.keys():
        sorts = _sorts_of(outlines, changed | partners)
        known |= {place: _weighed(outlines, place, sorts) for place in partners}
    near: list[Link] = []
    far: list[Link] = []
    for first, second in pairs:
        one, other = known[first], known[second]
        likeness = _likeness(one, other, sorts)
        if likeness is None:
            continue
        link = Link(round(likeness, 4), outlines.slugs[first], outlines.slugs[second])
        near_by = _near_in_time(one.head, other.head)
        if near_by is not None:
            (near if near_by else far).append(link)
        elif link.likeness >= UNDATED:
            near.append(link)
    slugs = {outlines.slugs[place] for place in changed}
    return Alike(
        _merged(before.near if before else [], slugs, near), _merged(before.far if before else [], slugs, far), outlines
    )


def _best_first(link: Link) -> tuple[float, str, str]:
    return -link.likeness, link.first, link.second


def _merged(before: Iterable[Link], changed: Set[str], found: Iterable[Link]) -> list[Link]:
    """The pairs of before that have no changed article, with those that were found, best first."""
    links = [link for link in before if link.first not in changed and link.second not in changed]
    if not links:
        return sorted(found, key=_best_first)
    for link in found:  # they are few beside the others
        insort(links, link, key=_best_first)
    return links


# --- outlines as numbers ---------------------------------------------------------------------------------------------


THOUSAND = 1000
"""Outlines give weights in thousandths; as whole numbers they are kept in two bytes and come back exactly."""


Row = tuple["array[int]", "array[int]"]
"""Numbers, and their weights in thousandths."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Many short rows of numbers with their weights, one after the other: they are kept and read back as one piece."""

    starts: array[int]
    """Where each row begins, and at last where all end."""
    numbers: array[int]
    weights: array[int]

    def row(self, place: int) -> Row:
        """The numbers of one row, and their weights."""
        begin, end = self.starts[place], self.starts[place + 1]
        return self.numbers[begin:end], self.weights[begin:end]

    def length(self, place: int) -> int:
        """How many numbers a row has."""
        return self.starts[place + 1] - self.starts[place]

    def replaced(self, rows: Mapping[int, Row], count: int) -> Rows:
        """With other rows at some places, and as many rows as `count`; those beyond the last are empty."""
        lengths = [*map(sub, self.starts[1:], self.starts), *[0] * (count + 1 - len(self.starts))]
        starts = array("I", accumulate(lengths, initial=0))
        numbers, weights, done = array("I"), array("H"), 0
        for place, (own, beside) in sorted(rows.items()):
            numbers += self.numbers[done : starts[place]] + own
            weights += self.weights[done : starts[place]] + beside
            lengths[place], done = len(own), starts[place + 1]
        numbers += self.numbers[done:]
        weights += self.weights[done:]
        return Rows(array("I", accumulate(lengths, initial=0)), numbers, weights)


def _no_rows() -> Rows:
    return Rows(array("I", [0]), array("I"), array("H"))


class Head(NamedTuple):
    """An outline without its anchors."""

    lang: str
    day: int | None
    days: tuple[int, ...]
    time: int
    """Where the article stands in order of time."""


def _head(each: Outline) -> Head:
    return Head(each.lang, each.day, each.days, min(each.days) if each.days else each.day or 0)


@dataclass(frozen=True, slots=True)
class Numbered:
    """All outlines. An article is a number: its place in order of slugs; so is an anchor, in order of first sight."""

    slugs: list[str]
    keys: list[str]
    """Of the facts that each follows from."""
    heads: list[Head]
    anchors: list[str]
    """Some of them may be in no article any more."""
    own: Rows
    """For each article its anchors, in order, with what each says by its place in the article."""
    holders: Rows
    """For each anchor the articles that have it, in order of time, with the same weights."""
    across: array[float]
    """For each article `Weighed.across`."""
    marks: list[bytes]
    """For each article a mark of what its anchors weigh."""

    def outline(self, place: int) -> Outline:
        """An article as it was read."""
        numbers, weights = self.own.row(place)
        anchors = tuple([self.anchors[number] for number in numbers])
        lang, day, days, _ = self.heads[place]
        return Outline(self.slugs[place], lang, day, days, anchors, tuple([each / THOUSAND for each in weights]))


def _empty(slugs: Sequence[str]) -> Numbered:
    """Articles of which nothing is known yet."""
    count = len(slugs)
    none = Rows(array("I", [0]), array("I"), array("H"))
    heads = [Head("", None, (), 0)] * count
    return Numbered(list(slugs), [""] * count, heads, [], none.replaced({}, count), none, array("d"), [])


def _renewed(
    keys: Mapping[str, str], read: Callable[[Sequence[str]], Iterable[Outline]], before: Numbered | None
) -> tuple[Numbered, set[int]]:
    """All outlines as they are now, but for `across` and `marks` of changed articles, and the places of these.

    Where articles came or went all are changed: every anchor is rarer or less rare than it was.
    """
    slugs = sorted(keys)
    current = (
        {slug for slug, key in zip(before.slugs, before.keys, strict=True) if keys.get(slug) == key} if before else ()
    )
    fresh = {each.slug: each for each in read([slug for slug in keys if slug not in current])}
    if before and before.slugs == slugs:
        now, touched = _updated(before, keys, {bisect_left(slugs, slug): each for slug, each in fresh.items()})
        return now, _changed(before, now, touched)
    if before:
        fresh |= {slug: before.outline(place) for place, slug in enumerate(before.slugs) if slug in current}
    now, _ = _updated(_empty(slugs), keys, {place: fresh[slug] for place, slug in enumerate(slugs)})
    return now, set(range(len(slugs)))


class Touched(NamedTuple):
    """What an update was about."""

    edited: set[int]
    anchors: list[int]
    """Those that edited articles got or lost, or have with another weight, or at another time."""


def _updated(old: Numbered, keys: Mapping[str, str], fresh: Mapping[int, Outline]) -> tuple[Numbered, Touched]:
    """With other outlines at some places."""
    number = {anchor: place for place, anchor in enumerate(old.anchors)}
    unseen = sorted({anchor for each in fresh.values() for anchor in each.anchors if anchor not in number})
    number |= {anchor: place for place, anchor in enumerate(unseen, len(number))}
    whole = {weight: round(weight * THOUSAND) for weight in {each for some in fresh.values() for each in some.weights}}
    rows = {
        place: (
            array("I", map(number.__getitem__, each.anchors)),
            array("H", map(whole.__getitem__, each.weights)),
        )
        for place, each in fresh.items()
    }
    heads = [_head(fresh[place]) if place in fresh else head for place, head in enumerate(old.heads)]
    own = old.own.replaced(rows, len(old.slugs))
    times = [head.time for head in heads]
    lost, gained = _moves(old, own, [(times[place], place) for place in fresh])
    holders = old.holders.replaced({}, len(number))
    held = {each: _held(holders.row(each), lost.get(each, ()), gained[each], times) for each in lost.keys() | gained}
    now = Numbered(
        old.slugs,
        [keys[slug] for slug in old.slugs],
        heads,
        [*old.anchors, *unseen],
        own,
        holders.replaced(held, len(number)),
        old.across,
        old.marks,
    )
    return now, Touched(set(fresh), list(held))


def _moves(
    old: Numbered, own: Rows, edited: Iterable[tuple[int, int]]
) -> tuple[Mapping[int, list[int]], Mapping[int, Row]]:
    """By anchor the edited articles that no longer hold it as they did, and those that newly do, in order of time.

    `edited`: the time and place of each.
    """
    lost: dict[int, list[int]] = defaultdict(list)
    gained: dict[int, Row] = defaultdict(lambda: (array("I"), array("H")))
    for time, place in sorted(edited):
        was, now = (dict(zip(*rows.row(place), strict=True)) for rows in (old.own, own))
        stays = was.items() & now.items() if old.heads[place].time == time else set()
        for number, _ in was.items() - stays:
            lost[number].append(place)
        for number, weight in now.items() - stays if stays else now.items():
            places, weights = gained[number]
            places.append(place)
            weights.append(weight)
    return lost, gained


def _held(before: Row, lost: Iterable[int], gained: Row, times: Sequence[int]) -> Row:
    """The holders of an anchor without some articles, and with others that are given in order of time."""
    places, weights = before
    for place in lost:
        at = places.index(place)
        del places[at], weights[at]
    if not places:
        return gained
    for place, weight in zip(*gained, strict=True):
        at = bisect_left(places, (times[place], place), key=lambda other: (times[other], other))
        places.insert(at, place)
        weights.insert(at, weight)
    return places, weights


def _changed(old: Numbered, now: Numbered, touched: Touched) -> set[int]:
    """The edited articles, those with an anchor that became rarer or less rare, and those with other neighbours."""
    edited, anchors = touched
    changed = set(edited)
    as_rare = []
    for number in anchors:
        if number < len(old.anchors) and old.holders.length(number) == now.holders.length(number):
            as_rare.append(number)
        else:
            changed.update(now.holders.row(number)[0])
    sorts = _sorted_out(now, as_rare)
    for number in as_rare:
        if number in sorts.telling:
            was, is_now = (_strong(each, number, sorts)[0] for each in (old, now))
            changed |= _shifted(was, is_now, edited)
    twos: set[Two] = set()
    for place in edited:
        earlier, later = ({two for two, _ in _together(each, place)} for each in (old, now))
        twos |= earlier ^ later if old.heads[place].time == now.heads[place].time else earlier | later
    was_joint, is_joint = _jointly(old, twos), _jointly(now, twos)
    for two in twos:
        was, is_now = ([place for place, _ in each[two]] for each in (was_joint, is_joint))
        changed |= _shifted(was, is_now, edited)
    return changed


def _shifted(was: Sequence[int], now: Sequence[int], moved: Collection[int]) -> set[int]:
    """Of articles in order of time, before and after some of them moved, those that may have other neighbours.

    Where two come into reach of each other or go out of it, one of them at least is within reach of one that moved.
    """
    if was == now:
        return set()
    if (len(was) > VERY_RARE) != (len(now) > VERY_RARE):
        return {*was, *now}
    return {
        each
        for row in (was, now)
        for at, place in enumerate(row)
        if place in moved
        for each in row[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
    }


# --- weights ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sorts:
    """What some anchors say, by number, and which of them are of which kinds."""

    says: Mapping[int, float]
    """How much each says by its kind."""
    rarity: Mapping[int, float]
    heard: frozenset[int]
    of_any: frozenset[int]
    telling: frozenset[int]
    plain: frozenset[int]
    specific: frozenset[int]
    days: frozenset[int]

    def weight(self, number: int, thousandths: int) -> float:
        """What an anchor says in an article where it has this weight."""
        return thousandths / THOUSAND * self.says[number] * self.rarity[number]


def _sorted_out(outlines: Numbered, numbers: Iterable[int]) -> Sorts:
    parts = [(number, *outlines.anchors[number].partition("\0")) for number in numbers]
    heard, of_any, telling, plain, specific = (
        frozenset([number for number, kind, _, _ in parts if kind in some])
        for some in (HEARD, ACROSS, TELLING, PLAIN_WORDS, SPECIFIC)
    )
    days = frozenset([number for number, kind, _, value in parts if kind == "date" and len(value) == 10])
    count = len(outlines.slugs) + 20
    rarest = math.log(count / 4)
    length = outlines.holders.length
    rarity = {number: math.log(count / (length(number) + 3)) / rarest for number, *_ in parts}
    says = {number: _says(kind, value) for number, kind, _, value in parts}
    return Sorts(says, rarity, heard, of_any, telling, plain, specific, days)


def _sorts_of(outlines: Numbered, places: Iterable[int]) -> Sorts:
    """Of all anchors of some articles."""
    return _sorted_out(outlines, set().union(*[outlines.own.row(place)[0] for place in places]))


def _says(kind: str, value: str) -> float:
    """How much an anchor says by its kind, before its rarity."""
    weight = KIND_WEIGHT.get(kind, 0.0)
    return weight * SHORT_SOUND.get(len(value), LONG_SOUND) if kind == "sound" else weight


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article with what each of its anchors says, by number, in order."""

    head: Head
    weights: Mapping[int, float]
    written: Mapping[int, float]
    """Those that are not only heard."""
    within: float
    across: float
    rare_days: tuple[int, ...]
    """The days it states that few others do."""


def _weighed(outlines: Numbered, place: int, sorts: Sorts) -> Weighed:
    says, rarity, of_any = sorts.says, sorts.rarity, sorts.of_any
    weights = {
        number: each / THOUSAND * says[number] * rarity[number]
        for number, each in zip(*outlines.own.row(place), strict=True)
    }
    written: Mapping[int, float] = weights
    if not sorts.heard.isdisjoint(weights):
        written = {number: weight for number, weight in weights.items() if number not in sorts.heard}
    return Weighed(
        outlines.heads[place],
        weights,
        written,
        sum([weight * weight for weight in written.values()]),
        sum([weight * weight for number, weight in weights.items() if number in of_any]),
        tuple([number for number in sorts.days.intersection(weights) if weights[number] >= RARE_DAY]),
    )


def _with_weights(outlines: Numbered, known: Mapping[int, Weighed]) -> Numbered:
    """With what is kept of the weights of these articles."""
    across, marks = outlines.across[:], outlines.marks[:]
    across.extend([0.0] * (len(outlines.slugs) - len(across)))
    marks.extend([b""] * (len(outlines.slugs) - len(marks)))
    for place, each in known.items():
        across[place] = each.across
        weights = array("d", each.weights.values()).tobytes()
        marks[place] = blake2b(weights + outlines.keys[place].encode(), digest_size=16).digest()
    return replace(outlines, across=across, marks=marks)


# --- pairs worth comparing -------------------------------------------------------------------------------------------


Two = tuple[int, int]
"""A country with a concept or a day, from title and beginning: together they are telling, alone they are not."""


def _candidates(outlines: Numbered, changed: Set[int], sorts: Sorts) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing with a changed article in them, as places: the lower one first.

    They share telling anchors, and lie near in time or share something very rare. Each anchor joins an article only
    with the next few that hold it in order of time, so the work grows with the number of articles and not with its
    square. What a pair shares is added up in the order of the anchors' names, so the sum does not depend on the rest.
    """
    shared: dict[int, dict[int, float]] = {place: defaultdict(float) for place in changed}
    times = [head.time for head in outlines.heads]
    alone = len(changed) < len(times)
    for places, weights in _holders(outlines, changed, sorts):
        count = len(places)
        when = [times[place] for place in places] if count > VERY_RARE else None
        for at, place in enumerate(places):
            if place not in changed:
                continue
            row, weight = shared[place], weights[at]
            end = min(at + 1 + NEIGHBOURS, count)
            if when:
                end = bisect_right(when, when[at] + LONGEST_DELAY + GATE, at + 1, end)
            for other, beside in zip(places[at + 1 : end], weights[at + 1 : end], strict=True):
                row[other] += weight * beside
            if alone:  # a changed one before it has counted the pair
                begin = max(0, at - NEIGHBOURS)
                if when:
                    begin = bisect_left(when, when[at] - LONGEST_DELAY - GATE, begin, at)
                for other, beside in zip(places[begin:at], weights[begin:at], strict=True):
                    if other not in changed:
                        row[other] += weight * beside
    across = outlines.across
    for place, row in shared.items():
        for other, together in row.items():
            if together >= HOPELESS * math.sqrt(across[place] * across[other]):
                yield (place, other) if place < other else (other, place)


def _holders(outlines: Numbered, changed: Iterable[int], sorts: Sorts) -> Iterator[tuple[list[int], list[float]]]:
    """For each telling anchor of these articles, and each two that are telling together, all that hold it.

    They come in order of time, beside them the anchor's weights; the anchors in the order of their names.
    """
    name = outlines.anchors.__getitem__
    for number in sorted(sorts.telling, key=name):
        places, weights = _strong(outlines, number, sorts)
        if len(places) > 1 and not (len(places) > VERY_RARE and number in sorts.plain):
            yield places, weights
    twos = {two for place in changed for two, _ in _together(outlines, place)}
    jointly = _jointly(outlines, twos)
    for two in sorted(twos, key=lambda two: (name(two[0]), name(two[1]))):
        found = jointly[two]
        if len(found) > 1:
            weights = [(sorts.weight(two[0], one) + sorts.weight(two[1], other)) / 2 for _, (one, other) in found]
            yield [place for place, _ in found], weights


def _strong(outlines: Numbered, number: int, sorts: Sorts) -> tuple[list[int], list[float]]:
    """The articles in which an anchor is more than faint, in order of time, and its weights there."""
    places, thousandths = outlines.holders.row(number)
    weight_of = {each: sorts.weight(number, each) for each in set(thousandths)}
    weights = [weight_of[each] for each in thousandths]
    if all(weight > FAINT for weight in weight_of.values()):
        return places.tolist(), weights
    kept = [(place, weight) for place, weight in zip(places, weights, strict=True) if weight > FAINT]
    return [place for place, _ in kept], [weight for _, weight in kept]


def _together(outlines: Numbered, place: int) -> Iterator[tuple[Two, Two]]:
    """What is telling together in an article, and the weights of both."""
    name = outlines.anchors
    leading = [both for both in zip(*outlines.own.row(place), strict=True) if both[1] >= THOUSAND]
    countries = [both for both in leading if name[both[0]].startswith("country\0")][:MOST_TOGETHER]
    if countries:
        others = [both for both in leading if name[both[0]].startswith(("concept\0", "date\0"))][: 3 * MOST_TOGETHER]
        for country, weight in countries:
            for other, beside in others:
                yield (country, other), (weight, beside)


def _jointly(outlines: Numbered, twos: Collection[Two]) -> Mapping[Two, list[tuple[int, Two]]]:
    """For each of these the articles in which the two are telling together, in order of time, with both weights."""
    countries = {country for country, _ in twos if country < len(outlines.anchors)}  # others are not seen yet
    rows = map(outlines.holders.row, countries)
    places = {place for row in rows for place, weight in zip(*row, strict=True) if weight >= THOUSAND}
    found: dict[Two, list[tuple[int, Two]]] = {two: [] for two in twos}
    for place in sorted(places, key=lambda place: (outlines.heads[place].time, place)):
        for two, weights in _together(outlines, place):
            if two in found:
                found[two].append((place, weights))
    return found


# --- two articles ----------------------------------------------------------------------------------------------------


def _near_in_time(one: Head, other: Head) -> bool | None:
    """The date gate: the days of the event that the articles state, else the days they appeared; None: not known."""
    firsts = one.days or ((one.day,) if one.day else ())
    seconds = other.days or ((other.day,) if other.day else ())
    if not firsts or not seconds:
        return None
    return any(abs(a - b) <= GATE for a in firsts if a for b in seconds if b)


def _likeness(one: Weighed, other: Weighed, sorts: Sorts) -> float | None:
    """How alike two articles are; None where not enough.

    Most pairs are not, so what is shared is added up first and looked at only where the sum is large enough.
    """
    across = one.head.lang != other.head.lang
    fewer, more = (one.weights, other.weights) if across else (one.written, other.written)
    if len(fewer) > len(more):
        fewer, more = more, fewer
    enough = ENOUGH_ACROSS if across else ENOUGH_WITHIN
    rare_day = any(number in more and number in fewer for number in one.rare_days)
    if rare_day:
        enough *= SAME_RARE_DAY
    total = sum([weight * more[number] for number, weight in fewer.items() if number in more])
    norm = math.sqrt(one.across * other.across if across else one.within * other.within)
    if not norm or total / norm < enough:
        return None
    shared = [number for number in fewer if number in more]
    if across:
        extra = [number for number in shared if number not in sorts.of_any]
        own, others = (sum([each.weights[number] ** 2 for number in extra]) for each in (one, other))
        norm = math.sqrt((one.across + own) * (other.across + others))
    if not rare_day and sorts.specific.isdisjoint(shared):
        enough *= NOTHING_SPECIFIC
    return total / norm if total / norm >= enough else None


def shared_reasons(pairs: Alike, links: Iterable[Link]) -> dict[Link, tuple[Reason, ...]]:
    """What the two articles of each of these links share, weightiest first."""
    wanted = list(links)
    outlines = pairs.outlines
    slugs = dict.fromkeys(slug for link in wanted for slug in (link.first, link.second))
    places = {slug: bisect_left(outlines.slugs, slug) for slug in slugs}
    sorts = _sorts_of(outlines, places.values())
    known = {slug: _weighed(outlines, place, sorts) for slug, place in places.items()}
    reasons = {number: _reason(outlines.anchors[number]) for number in sorts.says}
    return {
        link: tuple([reasons[number] for number in _shared(known[link.first], known[link.second], outlines.anchors)])
        for link in wanted
    }


def _reason(anchor: str) -> Reason:
    kind, _, value = anchor.partition("\0")
    return Reason(kind, value)


def _shared(one: Weighed, other: Weighed, anchors: Sequence[str]) -> list[int]:
    across = one.head.lang != other.head.lang
    ours, theirs = (one.weights, other.weights) if across else (one.written, other.written)
    both = [
        (-(weight * theirs[number]), anchors[number], number) for number, weight in ours.items() if number in theirs
    ]
    return [number for _, _, number in sorted(both)]


# --- groups ----------------------------------------------------------------------------------------------------------


def groups(links: Iterable[Link]) -> list[tuple[str, ...]]:
    """Articles that on average are alike, grown from the best pairs; each article in one group."""
    likeness: dict[tuple[str, str], float] = {}
    home: dict[str, list[str]] = {}
    for link in links:
        likeness[link.first, link.second] = likeness[link.second, link.first] = link.likeness
        for slug in (link.first, link.second):
            home.setdefault(slug, [slug])
    for link in links:
        one, other = home[link.first], home[link.second]
        if one is other:
            continue
        average = sum([likeness.get((a, b), 0.0) for a in one for b in other]) / (len(one) * len(other))
        if average >= ENOUGH_GROUP:
            one += other
            for slug in other:
                home[slug] = one
    found = {id(members): tuple(sorted(members)) for members in home.values() if len(members) > 1}
    return sorted(found.values())
