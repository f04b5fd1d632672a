"""Which articles tell the same event, proposed from what they share.

Every anchor counts by its kind and by how rare it is (IDF). Two articles are alike when what they share outweighs what
each has for itself; across languages only anchors that both can have are weighed. A date gate keeps other dates out,
and groups are grown so that on average all members are alike.
"""

from __future__ import annotations

import datetime
import hashlib
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sitegen.model import Digest, Reason
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


class Link(NamedTuple):
    """Two articles that are alike, and what they share, weightiest first."""

    likeness: float
    first: str
    second: str
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class _Known:
    digest: Digest
    weights: dict[Reason, float]
    within: float
    across: float
    days: tuple[int, ...]
    day: int | None


@dataclass(frozen=True, slots=True)
class Alike:
    """All pairs of articles that are alike enough, best first, and what another look at them can build on."""

    near: list[Link]
    """Those of one date."""
    far: list[Link]
    """Those of another date."""
    weighed: Mapping[str, str] = field(default_factory=dict)
    """Slug → a key of its facts and their weights."""
    compared: frozenset[tuple[str, str]] = frozenset()
    """Slugs of the pairs that were compared."""


def alike(digests: Sequence[Digest], keys: Mapping[str, str] | None = None, before: Alike | None = None) -> Alike:
    """All pairs of articles that are alike enough.

    `keys`: slug → a key of its facts. With it, pairs that were compared in `before` and whose weights are the same are
    not compared again.
    """
    known = _weighed(digests)
    weighed = _weight_keys(digests, keys) if keys is not None else {}
    before = before or Alike([], [])
    same = {slug for slug, key in weighed.items() if before.weighed.get(slug) == key}
    near_before, far_before = (
        {(link.first, link.second): link for link in found} for found in (before.near, before.far)
    )
    near: list[Link] = []
    far: list[Link] = []
    compared = []
    for first, second in _candidates(known):
        one, other = known[first], known[second]
        pair = one.digest.slug, other.digest.slug
        compared.append(pair)
        if pair[0] in same and pair[1] in same and pair in before.compared:
            if link := near_before.get(pair):
                near.append(link)
            elif link := far_before.get(pair):
                far.append(link)
            continue
        link = compare_two(one, other)
        if link is None:
            continue
        near_by = near_in_time(one, other)
        if near_by is not None:
            (near if near_by else far).append(link)
        elif link.likeness >= UNDATED:
            near.append(link)
    return Alike(sorted(near, key=_best_first), sorted(far, key=_best_first), weighed, frozenset(compared))


def _weight_keys(digests: Sequence[Digest], keys: Mapping[str, str]) -> dict[str, str]:
    """A key for each article that is the same only where its facts are, and the rarity of each of them."""
    frequency = Counter(reason for digest in digests for reason, _ in digest.features)
    return {
        digest.slug: hashlib.blake2b(
            array("I", [len(digests), *(frequency[reason] for reason, _ in digest.features)]).tobytes(),
            key=keys[digest.slug].encode(),
            digest_size=16,
        ).hexdigest()
        for digest in digests
    }


def _best_first(link: Link) -> tuple[float, str, str]:
    return -link.likeness, link.first, link.second


def _weighed(digests: Sequence[Digest]) -> list[_Known]:
    count = len(digests)
    frequency = Counter(reason for digest in digests for reason, _ in digest.features)
    idf = {
        reason: math.log((count + 20) / (found + 3)) / math.log((count + 20) / 4) for reason, found in frequency.items()
    }
    result = []
    for digest in digests:
        weights = {reason: weight * kind_weight(reason) * idf[reason] for reason, weight in digest.features}
        within = sum(weight**2 for reason, weight in weights.items() if reason.kind not in HEARD)
        across = sum(weight**2 for reason, weight in weights.items() if reason.kind in ACROSS)
        appeared = day_of(digest)
        result.append(_Known(digest, weights, within, across, days_near(digest, appeared), appeared))
    return result


def kind_weight(reason: Reason) -> float:
    """How much an anchor of this kind says, before its rarity."""
    weight = KIND_WEIGHT.get(reason.kind, 0.0)
    return weight * SHORT_SOUND.get(len(reason.value), LONG_SOUND) if reason.kind == "sound" else weight


def ordinal(day: str) -> int:
    """Days since the year 1."""
    try:
        return datetime.date.fromisoformat(day).toordinal()
    except ValueError:
        return 0


def day_of(digest: Digest) -> int | None:
    """When the article appeared, or else was captured."""
    for date in (digest.published, digest.captured):
        if date and len(date) == 10:
            return ordinal(date) or None
    return None


def days_near(digest: Digest, appeared: int | None) -> tuple[int, ...]:
    """The day on which the article's event may have been: the first it states, not long before it appeared."""
    days = [day for day in map(ordinal, digest.days) if day]
    return tuple(day for day in days if appeared is None or -LONGEST_DELAY <= day - appeared <= GATE)[:1]


def _candidates(known: Sequence[_Known]) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing: they share telling anchors, and lie near in time or share something very rare.

    Each anchor joins an article only with the next few that hold it in order of time, so the work grows with the number
    of articles and not with its square.
    """
    holders: dict[Reason | tuple[Reason, Reason], list[int]] = defaultdict(list)
    for index, each in enumerate(known):
        for anchor, weight in each.weights.items():
            if weight > FAINT and anchor.kind in TELLING:
                holders[anchor].append(index)
        for pair_of_reasons in _together(each):
            holders[pair_of_reasons].append(index)
    times = [min(each.days) if each.days else each.day or 0 for each in known]
    shared: dict[int, float] = defaultdict(float)
    count = len(known)
    for reason, indices in holders.items():
        if len(indices) < 2 or (isinstance(reason, Reason) and reason.kind in PLAIN_WORDS and len(indices) > VERY_RARE):
            continue
        ordered = sorted(indices, key=lambda index: (times[index], index))
        anywhere = len(indices) <= VERY_RARE
        for place, first in enumerate(ordered):
            weight = _weight_of(known[first], reason)
            for second in ordered[place + 1 : place + 1 + NEIGHBOURS]:
                if not anywhere and times[second] - times[first] > LONGEST_DELAY + GATE:
                    break
                pair = first * count + second if first < second else second * count + first
                shared[pair] += weight * _weight_of(known[second], reason)
    for pair in sorted(shared):
        first, second = divmod(pair, count)
        across = math.sqrt(known[first].across * known[second].across)
        if shared[pair] >= HOPELESS * across:
            yield first, second


def _together(known: _Known) -> Iterator[tuple[Reason, Reason]]:
    """A country with a concept or a day, from title and beginning: together they are telling, alone they are not."""
    leading = [reason for reason, weight in known.digest.features if weight >= 1.0]
    countries = [reason for reason in leading if reason.kind == "country"][:MOST_TOGETHER]
    others = [reason for reason in leading if reason.kind in {"concept", "date"}][: 3 * MOST_TOGETHER]
    yield from ((country, other) for country in countries for other in others)


MOST_TOGETHER = 4


def _weight_of(known: _Known, reason: Reason | tuple[Reason, Reason]) -> float:
    if isinstance(reason, Reason):
        return known.weights[reason]
    return (known.weights[reason[0]] + known.weights[reason[1]]) / 2


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


UNDATED = 0.6
"""How alike two articles must be where the date of one is not known."""


def near_in_time(one: _Known, other: _Known) -> bool | None:
    """The date gate: the days of the event that the articles state, else the days they appeared; None: not known."""
    firsts = one.days or ((one.day,) if one.day else ())
    seconds = other.days or ((other.day,) if other.day else ())
    if not firsts or not seconds:
        return None
    return any(abs(a - b) <= GATE for a in firsts if a for b in seconds if b)


def compare_two(one: _Known, other: _Known) -> Link | None:
    """How alike two articles are; None where not enough."""
    across = language(one.digest) != language(other.digest)
    shared: list[tuple[float, Reason]] = []
    extra_one = extra_other = 0.0
    for reason, weight in one.weights.items():
        match = other.weights.get(reason)
        if match is None or (reason.kind in HEARD and not across):
            continue
        shared.append((weight * match, reason))
        if across and reason.kind not in ACROSS:
            extra_one += weight**2
            extra_other += match**2
    total = sum(weight for weight, _ in shared)
    if across:
        norm = math.sqrt((one.across + extra_one) * (other.across + extra_other))
    else:
        norm = math.sqrt(one.within * other.within)
    likeness = total / norm if norm else 0.0
    enough = ENOUGH_ACROSS if across else ENOUGH_WITHIN
    if any(_is_rare_day(reason, one) for _, reason in shared):
        enough *= SAME_RARE_DAY
    elif not any(reason.kind in SPECIFIC for _, reason in shared):
        enough *= NOTHING_SPECIFIC
    if likeness < enough:
        return None
    shared.sort(key=lambda pair: (-pair[0], pair[1]))
    return Link(round(likeness, 4), one.digest.slug, other.digest.slug, tuple(reason for _, reason in shared))


def _is_rare_day(reason: Reason, known: _Known) -> bool:
    return reason.kind == "date" and len(reason.value) == 10 and known.weights[reason] >= RARE_DAY


SPECIFIC = frozenset({"code", "name", "place", "quoted", "word", "sound", "person", "figure", "term"})
NOTHING_SPECIFIC = 1.6
"""Articles that share only countries, contests and everyday words must be that much more alike."""

SAME_RARE_DAY = 0.75
"""Two articles that state the same day need only be this much as alike, if few others state it."""

RARE_DAY = 0.5


def language(digest: Digest) -> str:
    """The language without its script."""
    return "zh" if is_chinese(digest.lang) else digest.lang.partition("-")[0]


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
