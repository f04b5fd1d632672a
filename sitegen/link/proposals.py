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
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
class Numbered:
    """An outline with its anchors as numbers."""

    key: str
    """Of the facts that it follows from."""
    lang: str
    day: int | None
    days: tuple[int, ...]
    anchors: array[int]
    weights: array[float]


@dataclass(frozen=True, slots=True)
class Alike:
    """All pairs of articles that are alike enough, best first, and what another look at them can build on."""

    near: list[Link]
    """Those of one date."""
    far: list[Link]
    """Those of another date."""
    anchors: list[str] = field(default_factory=list)
    """All anchors, in order: their places are their numbers."""
    outlines: Mapping[str, Numbered] = field(default_factory=dict)
    """By slug, in order."""
    compared: array[int] = field(default_factory=lambda: array("Q"))
    """The pairs that were compared."""


def alike(
    keys: Mapping[str, str], read: Callable[[Sequence[str]], Iterable[Outline]], before: Alike | None = None
) -> Alike:
    """All pairs of articles that are alike enough.

    `keys`: slug → a key of its facts; `read` gives the outlines of slugs. What is in `before` under the same key is not
    read again, and pairs that were compared there and whose weights are the same are not compared again.
    """
    found = _numbered(keys, read, before or Alike([], []))
    sorts = _sorted_out(found.anchors)
    known = _weighed(found, sorts, found.outlines)
    same, near_before, far_before, compared_before = _unchanged(found, before or Alike([], []))
    near: list[Link] = []
    far: list[Link] = []
    compared = array("Q", _candidates(known, sorts))
    for pair in compared:
        place, other_place = divmod(pair, len(known))
        one, other = known[place], known[other_place]
        if place in same and other_place in same and pair in compared_before:
            if link := near_before.get((one.slug, other.slug)):
                near.append(link)
            elif link := far_before.get((one.slug, other.slug)):
                far.append(link)
            continue
        likeness = _likeness(one, other, sorts)
        if likeness is None:
            continue
        link = Link(round(likeness, 4), one.slug, other.slug)
        near_by = _near_in_time(one, other)
        if near_by is not None:
            (near if near_by else far).append(link)
        elif link.likeness >= UNDATED:
            near.append(link)
    return replace(found, near=sorted(near, key=_best_first), far=sorted(far, key=_best_first), compared=compared)


def _best_first(link: Link) -> tuple[float, str, str]:
    return -link.likeness, link.first, link.second


def _numbered(keys: Mapping[str, str], read: Callable[[Sequence[str]], Iterable[Outline]], before: Alike) -> Alike:
    """All outlines by slug, without pairs; those of `before` where the key is the same."""
    kept = {slug: each for slug, each in before.outlines.items() if keys.get(slug) == each.key}
    fresh = {each.slug: each for each in read([slug for slug in keys if slug not in kept])}
    still = {before.anchors[number] for number in set().union(*[each.anchors for each in kept.values()])}
    anchors = sorted(still.union(*[each.anchors for each in fresh.values()]))
    number = {anchor: place for place, anchor in enumerate(anchors)}
    if anchors != before.anchors:
        moved = [number.get(anchor, 0) for anchor in before.anchors]
        kept = {
            slug: replace(each, anchors=array("I", [moved[old] for old in each.anchors])) for slug, each in kept.items()
        }
    new = {
        slug: Numbered(
            keys[slug],
            each.lang,
            each.day,
            each.days,
            array("I", [number[anchor] for anchor in each.anchors]),
            array("d", each.weights),
        )
        for slug, each in fresh.items()
    }
    return Alike([], [], anchors, dict(sorted((kept | new).items())))


Pairs = Mapping[tuple[str, str], Link]


def _unchanged(now: Alike, before: Alike) -> tuple[set[int], Pairs, Pairs, set[int]]:
    """Places of articles whose anchors weigh what they weighed before, and what was found of pairs before.

    Where articles came or went nothing is unchanged: every anchor is rarer or less rare than it was.
    """
    if list(before.outlines) != list(now.outlines):
        return set(), {}, {}, set()
    counts = [{each.anchors[number]: count for number, count in _frequency(each).items()} for each in (before, now)]
    changed = {number for number, anchor in enumerate(now.anchors) if counts[0].get(anchor) != counts[1][anchor]}
    same = {
        place
        for place, (one, other) in enumerate(zip(now.outlines.values(), before.outlines.values(), strict=True))
        if one.key == other.key and changed.isdisjoint(one.anchors)
    }
    near, far = ({(link.first, link.second): link for link in found} for found in (before.near, before.far))
    return same, near, far, set(before.compared)


# --- weights ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sorts:
    """The numbers of anchors by what is asked of their kinds."""

    kinds: Sequence[str]
    says: Sequence[float]
    """How much each says by its kind."""
    heard: frozenset[int]
    of_any: frozenset[int]
    telling: frozenset[int]
    specific: frozenset[int]
    days: frozenset[int]


def _sorted_out(anchors: Sequence[str]) -> Sorts:
    parts = [anchor.partition("\0") for anchor in anchors]
    kinds = [kind for kind, _, _ in parts]
    heard, of_any, telling, specific = (
        frozenset([number for number, kind in enumerate(kinds) if kind in some])
        for some in (HEARD, ACROSS, TELLING, SPECIFIC)
    )
    days = frozenset([number for number, (kind, _, value) in enumerate(parts) if kind == "date" and len(value) == 10])
    return Sorts(kinds, [_says(kind, value) for kind, _, value in parts], heard, of_any, telling, specific, days)


def _says(kind: str, value: str) -> float:
    """How much an anchor says by its kind, before its rarity."""
    weight = KIND_WEIGHT.get(kind, 0.0)
    return weight * SHORT_SOUND.get(len(value), LONG_SOUND) if kind == "sound" else weight


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article with what each of its anchors says, by number, in order."""

    slug: str
    lang: str
    day: int | None
    days: tuple[int, ...]
    together: tuple[tuple[int, int], ...]
    """A country with a concept or a day, from title and beginning: together they are telling, alone they are not."""
    weights: Mapping[int, float]
    written: Mapping[int, float]
    """Those that are not only heard."""
    within: float
    across: float
    rare_days: tuple[int, ...]
    """The days it states that few others do."""


def _frequency(found: Alike) -> Counter[int]:
    """In how many articles each anchor stands."""
    counts: Counter[int] = Counter()
    for each in found.outlines.values():
        counts.update(each.anchors)
    return counts


def _weighed(found: Alike, sorts: Sorts, wanted: Iterable[str]) -> list[Weighed]:
    """The wanted articles with the weights of their anchors."""
    count = len(found.outlines)
    frequency = _frequency(found)
    rarest = math.log((count + 20) / 4)
    rarity = [math.log((count + 20) / (frequency[number] + 3)) / rarest for number in range(len(found.anchors))]
    return [_with_weights(slug, found.outlines[slug], rarity, sorts) for slug in wanted]


def _with_weights(slug: str, each: Numbered, rarity: Sequence[float], sorts: Sorts) -> Weighed:
    numbers = each.anchors.tolist()
    says = sorts.says
    weights = {
        number: weight * says[number] * rarity[number] for number, weight in zip(numbers, each.weights, strict=True)
    }
    written = weights
    if not sorts.heard.isdisjoint(numbers):
        written = {number: weight for number, weight in weights.items() if number not in sorts.heard}
    of_any = sorts.of_any
    return Weighed(
        slug,
        each.lang,
        each.day,
        each.days,
        tuple(_together(each, sorts.kinds)),
        weights,
        written,
        sum([weight * weight for weight in written.values()]),
        sum([weight * weight for number, weight in weights.items() if number in of_any]),
        tuple([number for number in numbers if number in sorts.days and weights[number] >= RARE_DAY]),
    )


def _together(each: Numbered, kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    leading = [number for number, weight in zip(each.anchors, each.weights, strict=True) if weight >= 1.0]
    countries = [number for number in leading if kinds[number] == "country"][:MOST_TOGETHER]
    others = [number for number in leading if kinds[number] in {"concept", "date"}][: 3 * MOST_TOGETHER]
    return ((country, other) for country in countries for other in others)


# --- pairs worth comparing -------------------------------------------------------------------------------------------


def _candidates(known: Sequence[Weighed], sorts: Sorts) -> Iterator[int]:
    """Pairs worth comparing: they share telling anchors, and lie near in time or share something very rare.

    Each anchor joins an article only with the next few that hold it in order of time, so the work grows with the number
    of articles and not with its square. A pair is one number: the first one's place × how many there are + the other's.
    """
    count = len(known)
    shared: dict[int, float] = defaultdict(float)
    for holders, weights, times in _holders(known, sorts):
        anywhere = len(holders) <= VERY_RARE
        for place, first in enumerate(holders, 1):
            end = place + NEIGHBOURS
            if not anywhere:
                end = bisect_right(times, times[place - 1] + LONGEST_DELAY + GATE, place, min(end, len(times)))
            weight = weights[place - 1]
            for second, other in zip(holders[place:end], weights[place:end], strict=True):
                shared[first * count + second if first < second else second * count + first] += weight * other
    for pair, together in shared.items():
        first, second = divmod(pair, count)
        if together >= HOPELESS * math.sqrt(known[first].across * known[second].across):
            yield pair


def _holders(known: Sequence[Weighed], sorts: Sorts) -> Iterator[tuple[list[int], list[float], list[int]]]:
    """For each telling anchor, and each two that are telling together, the articles that hold it in order of time.

    Beside their places stand the anchor's weights, and their times.
    """
    telling = sorts.telling
    singly: dict[int, list[int]] = defaultdict(list)
    jointly: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, each in enumerate(known):
        for number, weight in each.weights.items():
            if weight > FAINT and number in telling:
                singly[number].append(place)
        for two in each.together:
            jointly[two].append(place)
    times = [min(each.days) if each.days else each.day or 0 for each in known]
    for number, places in singly.items():
        if len(places) > 1 and not (len(places) > VERY_RARE and sorts.kinds[number] in PLAIN_WORDS):
            places.sort(key=times.__getitem__)
            yield places, [known[place].weights[number] for place in places], [times[place] for place in places]
    for (one, other), places in jointly.items():
        if len(places) > 1:
            places.sort(key=times.__getitem__)
            weights = [(known[place].weights[one] + known[place].weights[other]) / 2 for place in places]
            yield places, weights, [times[place] for place in places]


# --- two articles ----------------------------------------------------------------------------------------------------


def _near_in_time(one: Weighed, other: Weighed) -> bool | None:
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
    across = one.lang != other.lang
    fewer, more = (one.weights, other.weights) if across else (one.written, other.written)
    if len(fewer) > len(more):
        fewer, more = more, fewer
    total = sum([weight * more[number] for number, weight in fewer.items() if number in more])
    norm = math.sqrt(one.across * other.across if across else one.within * other.within)
    enough = ENOUGH_ACROSS if across else ENOUGH_WITHIN
    if norm and total / norm < enough * SAME_RARE_DAY:
        return None
    shared = [number for number in fewer if number in more]
    if across:
        extra = [number for number in shared if number not in sorts.of_any]
        own, others = (sum([each.weights[number] ** 2 for number in extra]) for each in (one, other))
        norm = math.sqrt((one.across + own) * (other.across + others))
    likeness = total / norm if norm else 0.0
    if any(number in more and number in fewer for number in one.rare_days):
        enough *= SAME_RARE_DAY
    elif sorts.specific.isdisjoint(shared):
        enough *= NOTHING_SPECIFIC
    return likeness if likeness >= enough else None


def shared_reasons(pairs: Alike, links: Iterable[Link]) -> dict[Link, tuple[Reason, ...]]:
    """What the two articles of each of these links share, weightiest first."""
    wanted = list(links)
    sorts = _sorted_out(pairs.anchors)
    slugs = dict.fromkeys(slug for link in wanted for slug in (link.first, link.second))
    known = {each.slug: each for each in _weighed(pairs, sorts, slugs)}
    return {link: tuple(_shared(known[link.first], known[link.second], pairs.anchors)) for link in wanted}


def _shared(one: Weighed, other: Weighed, anchors: Sequence[str]) -> Iterator[Reason]:
    across = one.lang != other.lang
    ours, theirs = (one.weights, other.weights) if across else (one.written, other.written)
    both = sorted((-(weight * theirs[number]), number) for number, weight in ours.items() if number in theirs)
    for _, number in both:
        kind, _, value = anchors[number].partition("\0")
        yield Reason(kind, value)


# --- groups ----------------------------------------------------------------------------------------------------------


def groups(links: Iterable[Link]) -> list[tuple[str, ...]]:
    """Articles that on average are alike, grown from the best pairs; each article in one group."""
    likeness: dict[frozenset[str], float] = {}
    home: dict[str, list[str]] = {}
    for link in links:
        likeness[frozenset((link.first, link.second))] = link.likeness
        for slug in (link.first, link.second):
            home.setdefault(slug, [slug])
    for link in links:
        one, other = home[link.first], home[link.second]
        if one is other:
            continue
        average = sum(likeness.get(frozenset((a, b)), 0.0) for a in one for b in other) / (len(one) * len(other))
        if average >= ENOUGH_GROUP:
            one += other
            for slug in other:
                home[slug] = one
    found = {id(members): tuple(sorted(members)) for members in home.values() if len(members) > 1}
    return sorted(found.values())
