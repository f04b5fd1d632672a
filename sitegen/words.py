"""Where Chinese words end: the one door to jieba's dictionary (its word list only; no segmenter is loaded)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

LONGEST = 8
"""Han characters; longer dictionary words are proverbs and full names, which never decide a border."""

REACH = 12
"""Han characters on either side of a name that are weighed."""

WORD, SINGLE = 1e6, 1e3
"""What a word and a single character cost before likelihood is looked at; a single noun or verb costs double."""

PARTICLES = frozenset(
    "的了着过在是和与及或跟同对向被把将为由给让使令叫从自至到往于以用按照据凭因则而但却若如虽且并又也都就才还再只仅很最更太极超颇较甚已曾"
    "正刚将会能可应该要想愿敢肯须得有无没不未别约近逾达共等其该此这那每各某本我你他她它们谁何几两一二三四五六七八九十百千万亿上下中内外"
    "前后里间时说称高低大小多少新老"
)
"""Characters that stand alone in sentences as a matter of course."""

TOTAL = 60_101_967
"""Sum of all counts in the dictionary."""

NAME_COUNT = 100
"""Count that a glossary's name has at least: a site that explains it speaks of it more often than books do."""

NAME = math.log(NAME_COUNT / TOTAL)
"""The logarithm of the likelihood that a name has at least."""

NUMERALS = frozenset("〇零一二三四五六七八九十两兩几數数百千万亿多")
POWERS = frozenset("十百千万亿")
"""A name that begins with one of these is no name after a numeral: 百度 in 三百度."""

PREFIXES = frozenset("反非单多微超新旧总副前原各该本此")
SUFFIXES = frozenset("们者化性业界网型级法令案区圈组类版率")
"""What may be grown onto a name in one dictionary word without making another word of it: 反制裁, 芯片组."""

GROWN_BEFORE, GROWN_AFTER = frozenset("反非超"), frozenset("们者率法令案")
"""What may be grown onto a name without costing a word of its own: 反制裁法."""

DATE_UNITS = frozenset("年月日号")
"""The dictionary counted them after digits, where no border is in doubt; between Han characters they are rare."""

NO_WORDS = frozenset(
    preposition + country for preposition in "对在来访驻涉抗援亲反赴离旅侨" for country in "华美日台欧中俄韩英法德朝"
) - frozenset({"反美", "反日", "抗日", "抗美", "亲美", "亲日", "反中", "在中"})
"""Entries of the dictionary that are two words: 对华 before 为 is 对 and 华为."""

SAME_FIRST = re.compile(rb"(...)[^\n]*+(?:\n\1[^\n]*+)*+\n?")
"""Lines of the dictionary that begin with the same Han character, which is three bytes; they stand together."""


@cache
def _dictionary() -> tuple[bytes, dict[bytes, list[tuple[int, int]]]]:
    """jieba's `dict.txt` (349,046 words with counts, MIT) and where the words with the same first bytes stand in it.

    One article needs the words that begin with a few hundred pairs of characters; the rest is never taken apart.
    """
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("sitegen needs the package jieba")
    content = (Path(spec.submodule_search_locations[0]) / "dict.txt").read_bytes()
    index: dict[bytes, list[tuple[int, int]]] = {}
    for match in SAME_FIRST.finditer(content):
        index.setdefault(match[1], []).append(match.span())
    return content, index


@cache
def _lines(first: bytes) -> bytes:
    """The lines of the words with the same first three bytes, or of all words, each after a line break."""
    content, index = _dictionary()
    spans = index.get(first, ()) if len(first) == 3 else ((0, len(content)),)
    return b"".join([b"\n", *(content[start:end] for start, end in spans)])


def _entries(beginning: str) -> Iterator[tuple[str, bytes]]:
    """The words of the dictionary that begin so, with their counts, in its order."""
    encoded = beginning.encode("utf-8", "surrogatepass")
    lines, sought = _lines(encoded[:3]), b"\n" + encoded
    place = lines.find(sought)
    while place >= 0:
        stop = lines.find(b"\n", place + 1)
        word, count, *_ = lines[place + 1 : stop if stop >= 0 else len(lines)].split(b" ")
        yield word.decode(), count
        place = lines.find(sought, stop) if stop >= 0 else -1


COUNTED = re.compile(r"^(\S+) (\d+)", re.MULTILINE)


def character_surprise(most: int) -> Mapping[str, float]:
    """The most frequent ideographs of jieba's word list, each with -ln of its share among all ideographs there."""
    counts: Counter[str] = Counter()
    for word, count in COUNTED.findall(_dictionary()[0].decode()):
        number = int(count)
        for character in word:
            counts[character] += number
    han = [(character, number) for character, number in counts.items() if is_han(character)]
    total = sum(number for _, number in han)
    frequent = sorted(han, key=lambda each: (-each[1], each[0]))[:most]
    return {character: -math.log(number / total) for character, number in frequent}


HAN_RUN = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]*"
)

SIGHT = 16
"""Han characters on either side of a word that decide whether it stands there."""


def is_han(character: str) -> bool:
    """True for an ideograph."""
    match = HAN_RUN.match(character)
    return match is not None and match.end() > 0


def han_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the run of Han characters around `text[start:end]` begins and ends, `SIGHT` characters away at most."""
    before = text[start - SIGHT if start > SIGHT else 0 : start]
    back = HAN_RUN.match(before[::-1])
    on = HAN_RUN.match(text, end, end + SIGHT)
    return start - (back.end() if back else 0), on.end() if on else end


class Beginning(NamedTuple):
    """The words that begin with two characters."""

    words: Mapping[str, float]
    """Word to the natural logarithm of its likelihood."""
    reach: int
    """Length of the longest one; 0 where there is none."""


class _Logarithms(dict[bytes, float]):
    """Count as written in the dictionary to the logarithm of its likelihood; most words have one of a few counts."""

    def __missing__(self, count: bytes) -> float:
        self[count] = math.log((int(count) or 1) / TOTAL)
        return self[count]


_LOGARITHMS = _Logarithms()


def _beginning(words: Mapping[str, float]) -> Beginning:
    return Beginning(words, max(map(len, words), default=0))


@cache
def _words_beginning_with(two: str) -> Beginning:
    """Every dictionary word that begins with two characters."""
    found = {word: _LOGARITHMS[count] for word, count in _entries(two) if len(word) <= LONGEST and word not in NO_WORDS}
    return _beginning(found)


@cache
def _single(character: str) -> float:
    """The logarithm of the likelihood of a single character, which always is a word."""
    likelihood = math.log(1 / TOTAL)
    for _, count in _entries(f"{character} "):
        likelihood = _LOGARITHMS[count]
    return likelihood - math.log(50) if character in DATE_UNITS else likelihood


def in_dictionary(word: str) -> bool:
    """Whether the dictionary has a word; a single character always is one."""
    return len(word) == 1 or word in _words_beginning_with(word[:2]).words


class Words:
    """The dictionary, with a site's own names in it."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: dict[str, list[str]] = {}
        for name in names:
            self._names.setdefault(name[:2], []).append(name)
        self._known: dict[str, Beginning] = {}
        self._singles: dict[str, float] = {}
        self._decided: dict[tuple[str, int, int], bool] = {}
        self._segmented: dict[str, list[int]] = {}

    def beginning_with(self, two: str) -> Beginning:
        """Every known word that begins with two characters; none where it is only one."""
        known = self._known.get(two)
        if known is None:
            known = _words_beginning_with(two) if len(two) == 2 else Beginning({}, 0)
            if len(two) == 2 and two in self._names:
                own = {name: max(known.words.get(name, NAME), NAME) for name in self._names[two]}
                known = _beginning({**known.words, **own})
            self._known[two] = known
        return known

    def single(self, character: str) -> float:
        """The logarithm of the likelihood of a single character."""
        known = self._singles.get(character)
        if known is None:
            known = _single(character)
            known = self._singles[character] = max(known, NAME) if character in self._names else known
        return known

    def stands_alone(self, run: str, start: int, end: int) -> bool:
        """Whether `run[start:end]` is a word of its own in a run of Han characters, not cut out of its neighbours."""
        if start and run[start] in POWERS and run[start - 1] in NUMERALS:
            return False
        left, right = max(0, start - REACH), min(len(run), end + REACH)
        key = (run[left:right], start - left, end - left)
        decided = self._decided.get(key)
        if decided is None:
            decided = self._decided[key] = not any(self._crossings(*key)) or self._wins(*key)
        return decided

    def competitors(self, run: str, start: int, end: int) -> tuple[str, ...]:
        """The dictionary words that reach over an edge of the name, the longest first."""
        found = {run[first:last] for first, last in self._crossings(run, start, end)}
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    def segments(self, run: str) -> list[int]:
        """Where the words of the best segmentation of a run of Han characters end, in order."""
        known = self._segmented.get(run)
        if known is not None:
            return known
        _, came_from = self._costs(run, 0, (-1, -1))
        ends: list[int] = []
        place = len(run)
        while place:
            ends.append(place)
            place = came_from[place]
        ends.reverse()
        self._segmented[run] = ends
        return ends

    def _crossings(self, run: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        for first in range(max(0, start - LONGEST + 1), end):
            words, reach = self.beginning_with(run[first : first + 2])
            if not reach:
                continue
            border = start if first < start else end
            for last in range(border + 1, min(first + reach, len(run)) + 1):
                if run[first:last] in words and not self._made_of(run, first, last, start, end):
                    yield first, last

    def _made_of(self, run: str, first: int, last: int, start: int, end: int) -> bool:
        """Whether a dictionary word is the name with whole words around it: `经济制裁`, `高通公司`, `制裁者`."""
        if first > start or last < end:
            return False
        before, after = run[first:start], run[end:last]
        if not after and len(before) == 1 and in_dictionary(run[start:end]):
            return True
        return (not before or before in PREFIXES or self._is_word(before)) and (
            not after or after in SUFFIXES or self._is_word(after)
        )

    def _is_word(self, text: str) -> bool:
        return len(text) > 1 and text in self.beginning_with(text[:2]).words

    def _wins(self, run: str, start: int, end: int) -> bool:
        """Whether the best segmentation with the name as a word is as good as the best one of all.

        Fewest words, then fewest single characters, then likeliest; a name of four or more characters also wins ties.
        """
        costs, _ = self._costs(run, 0, (start, end))
        before = costs[start]
        if start and run[start - 1] in GROWN_BEFORE:
            before = min(before, costs[start - 1])
        after = self._costs(run, end, (start, end))[0][-1]
        if end < len(run) and run[end] in GROWN_AFTER:
            after = min(after, self._costs(run, end + 1, (start, end))[0][-1])
        slack = SINGLE / 2 if end - start >= 4 else 1e-6
        own = WORD - self._likelihood(run[start:end])
        return before + own + after <= costs[-1] + slack

    def _likelihood(self, word: str) -> float:
        if len(word) == 1:
            return self.single(word)
        return self.beginning_with(word[:2]).words.get(word, math.log(1 / TOTAL))

    def _costs(self, run: str, begin: int, name: tuple[int, int]) -> tuple[list[float], list[int]]:
        """For each place from `begin` the cost of the best words up to it, and where the last of them begins.

        Words made of the name and others do not count as one.
        """
        start, end = name
        length = len(run)
        best = [math.inf] * (length + 1)
        came_from = [begin] * (length + 1)
        best[begin] = 0.0
        for first in range(begin, length):
            so_far = best[first] + WORD
            character = run[first]
            cost = so_far - self.single(character) + (SINGLE if character in PARTICLES else 2 * SINGLE)
            if cost < best[first + 1]:
                best[first + 1] = cost
                came_from[first + 1] = first
            words, reach = self.beginning_with(run[first : first + 2])
            for last in range(first + 2, min(first + reach, length) + 1):
                likelihood = words.get(run[first:last])
                if likelihood is None:
                    continue
                holds = first <= start < end <= last and last - first > end - start
                if holds and self._made_of(run, first, last, start, end):
                    continue
                cost = so_far - likelihood
                if cost < best[last]:
                    best[last] = cost
                    came_from[last] = first
        return best, came_from
