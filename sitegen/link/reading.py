"""One article boiled down to what linking and comparing need: passages with anchors, and what the whole is about.

A pure function of the article, so its result can be kept as long as the article and the glossary stay as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from sitegen.link.attribution import Statement, statements
from sitegen.link.gazetteer import Hit, Reading, find_chinese, find_latin, plain
from sitegen.link.people import chinese_people, latin_people
from sitegen.link.sounds import chinese_keys, foreign_run, latin_keys, plain_letters
from sitegen.link.tables import read_lines
from sitegen.model import Article, Block, Digest, Figure, Mark, MarkKind, Passage, Reason, Span
from sitegen.text import HAN_RUN, is_chinese, sentences

PRODUCT_CODE = re.compile(
    r"[A-Za-z0-9０-９](?<![A-Za-z0-9].)(?:(?<=[A-Za-z])[A-Za-z]{0,8}-?\d{1,4}[A-Za-z]{0,3}|(?<=\d)\d{2,3}[A-Z]{1,2})"
    r"(?![A-Za-z0-9])"
)
"""A800, GPT-4, 910B, 9000S: letters and digits in one word.

Here and below a pattern begins with one character out of a set, because then the search skips all others at once.
"""

NO_CODE = re.compile(r"(?:[GQHKSU]\d|\d{4}[A-Z]|[a-z]+\d+|COP\d+|Q[1-4]|[A-Z]\d)$")
LATIN_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*(?:['’-][^\W\d_]+)*")
LATIN_IN_CHINESE = re.compile(r"[A-Za-z][A-Za-z0-9]*[A-Za-z](?:[.&'-][A-Za-z0-9]+)*")
SENTENCE_START = re.compile(r"(?:^|[.!?:„“”\"»«(\n])\s*$")
LATIN_WORD = re.compile(r"[^\W\d_]{4,}")
QUOTED_NAME = re.compile(
    r"[“「『《〈„»\"](?:(?<=[“「『《〈])([^“”「」『』《》〈〉\n]{2,16})[”」』》〉]"
    r"|(?<=[„»“\"])([A-ZÀ-Ž][^„“”«»\"\n]{2,30})[“”«»\"])"
)
NAME_JOINT = re.compile("['’-]")
DAY = re.compile(r"\d{4}-\d\d-\d\d$")
LATIN_ENDING = re.compile(r"(?:ern|ing|ed|en|er|es|em|e|s|n)$")
COMMON_HAN = frozenset(
    "的了是在和与及等对将为有也就都而并但不这那个我你他她们其之被把从向到于以因所如会可能要说称表示年月日时分中上下后前内外"
)

LEAD_HAN = 140
LEAD_LATIN = 380
"""Characters of the body that count as its beginning; the day of the event is looked for in twice as many."""

LARGEST_FIGURE = 1e18
"""Nothing in the news is larger; longer strings of digits are no amounts."""

PEOPLE_REACH = 300
"""Characters of a block in which Chinese people are looked for."""

SMALLEST_FIGURE = 13
"""Smaller plain numbers are in every text and say nothing."""

TITLE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT = 1.0, 1.0, 0.12


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing of a subject."""
    return frozenset(word for line in read_lines("stopwords.txt") for word in line.split())


def digest(article: Article, title_figures: Sequence[Figure] = ()) -> Digest:
    """What linking and comparing need of an article.

    `title_figures` are the figures of its title, which is no block and so has none of its own.
    """
    title = Block("", "heading", article.title, figures=tuple(title_figures))
    copy = read([title, *(block for block in article.blocks if block.kind != "code" and block.text)], article.lang)
    lead = LEAD_HAN if is_chinese(article.lang) else LEAD_LATIN
    rooms = [lead - passed for passed in _passed(copy.blocks)]
    found = sorted(anchors_of(copy, article.lang))
    people = people_of(copy, article.lang, rooms)
    said = statements(copy.readings, article.lang)
    passages: list[Passage] = []
    weights: dict[Reason, float] = {}
    days: dict[str, None] = {}
    terms: Counter[str] = Counter()
    place = 0
    for number, block in enumerate(copy.blocks):
        base, reading, room = copy.starts[number], copy.readings[number], rooms[number]
        begun, end = place, base + len(block.text)
        while place < len(found) and found[place][0] <= end:
            place += 1
        here = found[begun:place]
        part = "title" if number == 0 else "lead" if room > 0 and block.kind != "heading" else "body"
        if part == "body":
            _add_to_body(weights, {reason for _, reason in here})
        else:
            room = room if part == "lead" else len(block.text) + 1
            full = TITLE_WEIGHT if number == 0 else LEAD_WEIGHT
            _add_to_lead(weights, [*here, *people[number]], base + room, full)
            _add(weights, dict.fromkeys(_words(reading.flat[:room], article.lang)), full)
        if number == 0 or rooms[number] + lead > 0:
            days |= dict.fromkeys(_days(block.figures, rooms[number] + lead if number else None, article.published))
        marks = [mark for mark in block.marks if mark.kind is MarkKind.TERM]
        terms.update([mark.target for mark in marks])
        passages += _passages(block, base, reading.spans, here, marks, said[number])
    rounded = {weight: round(weight, 3) for weight in set(weights.values())}
    return Digest(
        slug=article.slug,
        lang=article.lang,
        title=article.title,
        published=article.published,
        captured=article.captured,
        publisher=article.publisher,
        relays=tuple(relay.name for relay in article.relays),
        events=article.events,
        link=article.link,
        unlink=article.unlink,
        passages=tuple(passages),
        features=tuple([(reason, rounded[weights[reason]]) for reason in sorted(weights, key="\0".join)]),
        days=tuple(days),
        terms=tuple(sorted(terms.items())),
    )


def _passed(blocks: Sequence[Block]) -> Iterator[int]:
    """For each block the characters of the body before it; the first is the title, and headings do not count."""
    passed = 0
    for number, block in enumerate(blocks):
        yield passed
        passed += len(block.text) if number and block.kind != "heading" else 0


class Copy(NamedTuple):
    """A text of several blocks with all that is found in it once and needed more than once.

    Most is looked for in the whole text: that is one pass for each question instead of one for each block.
    """

    blocks: Sequence[Block]
    """Without figures that are no figures."""
    starts: Sequence[int]
    """Where each block begins in the text."""
    text: str
    flat: str
    """The text as `plain` gives it where it is Chinese."""
    readings: Sequence[Reading]
    hits: Sequence[Hit]
    """Names in the whole text."""
    unnamed: str
    """A Chinese text with spaces for these names, except those that foreign names may be written like."""


BETWEEN = "\n\n\n"
"""Stands between blocks; nothing that is looked for in the whole text goes across as much white space."""


def read(blocks: Sequence[Block], lang: str) -> Copy:
    """Blocks with all that is found in them once and needed more than once."""
    text = BETWEEN.join([block.text for block in blocks])
    lengths = [len(block.text) + len(BETWEEN) for block in blocks]
    starts = list(accumulate(lengths[:-1], initial=0))
    chinese = is_chinese(lang)
    flat = plain(text) if chinese else text
    hits = list(find_chinese(flat) if chinese else find_latin(text, lang))
    readings = [
        Reading(block.text, flat[start : start + len(block.text)], sentences(block.text))
        for block, start in zip(blocks, starts, strict=True)
    ]
    unnamed = _unnamed(flat, hits) if chinese else ""
    return Copy(_without_false_figures(blocks, starts, hits), starts, text, flat, readings, hits, unnamed)


def _without_false_figures(blocks: Sequence[Block], starts: Sequence[int], hits: Sequence[Hit]) -> Sequence[Block]:
    """The blocks without figures that are part of a name: 百度 is no hundred degrees."""
    named = {place for hit in hits if hit.anchors[0].kind in PROPER for place in range(hit.start, hit.end)}
    for block, base in zip(blocks, starts, strict=True):
        for mark in block.marks:
            if mark.kind is MarkKind.TERM:
                named.update(range(base + mark.span.start, base + mark.span.end))
    found = []
    for block, base in zip(blocks, starts, strict=True):
        true = [each for each in block.figures if not (base + each[0] in named and base + each[1] - 1 in named)]
        found.append(block if len(true) == len(block.figures) else replace(block, figures=tuple(true)))
    return found


PROPER = frozenset({"name", "body", "outlet", "place"})


# --- anchors -------------------------------------------------------------------------------------------------------


def anchors_of(copy: Copy, lang: str) -> list[tuple[int, Reason]]:
    """Everything in a text that another article may share, with its place; people are apart, in `people_of`."""
    found: list[tuple[int, Reason]] = []
    for block, base in zip(copy.blocks, copy.starts, strict=True):
        found += [(base + mark.span[0], _term(mark.target)) for mark in block.marks if mark.kind is MarkKind.TERM]
        found += [
            (base + each.start, reason)
            for each in block.figures
            if not each.garbled
            for reason in _anchors_of_value(each.kind, each.value, each.low, each.high, each.unit)
        ]
    found += [
        (match.start(), Reason("code", match[0].replace("-", "").upper()))
        for match in PRODUCT_CODE.finditer(copy.text)
        if not NO_CODE.match(match[0])
    ]
    found += [(hit.start, reason) for hit in copy.hits for reason in hit.anchors]
    found += _chinese_anchors(copy) if is_chinese(lang) else _latin_anchors(copy, lang)
    found += [
        (match.start(), Reason("quoted", plain(match[1] or match[2]))) for match in QUOTED_NAME.finditer(copy.text)
    ]
    return found


def people_of(copy: Copy, lang: str, rooms: Sequence[int]) -> list[list[tuple[int, Reason]]]:
    """For each block the people in it, with their places; Chinese ones only where the text begins."""
    if not is_chinese(lang):
        covered = _covered(copy.hits)
        return _by_block(
            copy, [(place, Reason("person", name)) for place, name in latin_people(copy.text) if place not in covered]
        )
    return [
        [
            (start + place, Reason("person", name))
            for place, name in chinese_people(copy.unnamed[start : start + min(PEOPLE_REACH, len(block.text))])
        ]
        if room > 0
        else []
        for block, start, room in zip(copy.blocks, copy.starts, rooms, strict=True)
    ]


def _by_block(copy: Copy, found: Iterable[tuple[int, Reason]]) -> list[list[tuple[int, Reason]]]:
    parts: list[list[tuple[int, Reason]]] = [[] for _ in copy.blocks]
    for each in found:
        parts[bisect_right(copy.starts, each[0]) - 1].append(each)
    return parts


@lru_cache(maxsize=20_000)
def _term(term_id: str) -> Reason:
    return Reason("term", term_id)


Value = float | int | str | None


@lru_cache(maxsize=50_000)
def _anchors_of_value(kind: str, value: Value, low: Value, high: Value, unit: str | None) -> tuple[Reason, ...]:
    """The forms in which a figure can be met again: an exact day or month, a share, a number that is not small."""
    if kind in DATED:
        return tuple(Reason("date", stated) for stated in _dates_of_value(kind, value, low, high) if len(stated) >= 7)
    amounts = [
        each + 0  # -0.0 is 0
        for each in dict.fromkeys((value, low, high))
        if isinstance(each, int | float) and abs(each) < LARGEST_FIGURE
    ]
    if kind == "percent":
        return tuple(Reason("figure", f"{each:g}%") for each in amounts)
    if kind == "duration":
        return tuple(Reason("figure", f"{each:g} {unit or ''}".strip()) for each in amounts)
    telling = (each for each in amounts if abs(each) >= SMALLEST_FIGURE or each != int(each))
    return tuple(Reason("figure", f"{each:.6g}") for each in telling)


DATED = frozenset({"date", "period", "daterange"})


def stated_dates(figure: Figure) -> tuple[str, ...]:
    """The date a figure states; of a stretch of days its first and its last."""
    if figure.garbled or figure.kind not in DATED:
        return ()
    return _dates_of_value(figure.kind, figure.value, figure.low, figure.high)


def _dates_of_value(kind: str, value: Value, low: Value, high: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(end for end in (low, high) if isinstance(end, str)) if kind == "daterange" else ()


def _days(figures: Sequence[Figure], room: int | None, published: str | None) -> Iterator[str]:
    for figure in figures:
        stated = figure.value if figure.kind == "date" and (room is None or figure.start < room) else None
        if isinstance(stated, str) and DAY.match(stated):
            yield _coming(stated, published) if BARE_WORD.fullmatch(figure.text) else stated


BARE_WORD = re.compile(r"[^\W\d]{2,12}")
LONG_PAST = 5
"""A bare weekday that many days back is the coming one: on a Sunday, «am Montag» is tomorrow."""


def _coming(day: str, published: str | None) -> str:
    try:
        stated, appeared = date.fromisoformat(day), date.fromisoformat(published or "")
    except ValueError:
        return day
    return (stated + timedelta(days=7)).isoformat() if LONG_PAST <= (appeared - stated).days < 7 else day


def _unnamed(flat: str, hits: Iterable[Hit]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, _ in hits:
        if not _spells_a_sound(flat[start:end]):
            parts += (flat[done:start], " " * (end - start))
            done = end
    return "".join(parts) + flat[done:]


def _chinese_anchors(copy: Copy) -> list[tuple[int, Reason]]:
    found = [
        (match.start(), reason)
        for match in foreign_run().finditer(copy.unnamed)
        for reason in _chinese_sounds(match[0])
    ]
    latin = list(LATIN_IN_CHINESE.finditer(copy.text))
    known: list[Hit] = []
    for number in dict.fromkeys([bisect_right(copy.starts, match.start()) - 1 for match in latin]):
        base, reading = copy.starts[number], copy.readings[number]
        hits = find_latin(reading.text, "en", reading.flat)
        known += [
            Hit(base + hit.start, base + hit.end, hit.anchors) for hit in hits if hit.anchors[0].kind != "concept"
        ]
    found += [(hit.start, reason) for hit in known for reason in hit.anchors]
    covered = _covered(known)
    found += [
        (match.start(), named)
        for match in latin
        if match.start() not in covered and (named := _word(match[0])) is not None
    ]
    return found


def _covered(hits: Iterable[Hit]) -> set[int]:
    """All places of names; concepts are none."""
    return {place for hit in hits if hit.anchors[0].kind != "concept" for place in range(hit.start, hit.end)}


@lru_cache(maxsize=20_000)
def _spells_a_sound(name: str) -> bool:
    """Whether a known name is a mere transcription, so that people of other names may be written like it."""
    return len(name) > 2 and foreign_run().fullmatch(name) is not None


@lru_cache(maxsize=20_000)
def _chinese_sounds(run: str) -> tuple[Reason, ...]:
    return tuple(Reason("sound", key) for key in dict.fromkeys(chinese_keys(run)))


@lru_cache(maxsize=50_000)
def _latin_sounds(word: str) -> tuple[Reason, ...]:
    parts = [part for part in NAME_JOINT.split(word) if len(part) > 3]
    return tuple(Reason("sound", key) for part in parts for key in latin_keys(part))


@lru_cache(maxsize=50_000)
def _word(word: str) -> Reason | None:
    return None if word.lower() in stop_words() else Reason("word", plain_letters(word))


def _latin_anchors(copy: Copy, lang: str) -> list[tuple[int, Reason]]:
    text = copy.text
    german = lang.startswith("de")
    covered = _covered(copy.hits)
    found: list[tuple[int, Reason]] = []
    last_end = -9
    names = [
        (match.start(), match.end(), match[0].removesuffix("'s").removesuffix("’s"))
        for match in LATIN_NAME.finditer(text)
    ]
    words = [(start, end, word, named) for start, end, word in names if len(word) > 2 and (named := _word(word))]
    for index, (start, end, word, named) in enumerate(words):
        before = start - last_end <= 2
        after = index + 1 < len(words) and words[index + 1][0] - end <= 1
        last_end = end
        if not german and not before and not after and SENTENCE_START.search(text, max(0, start - 3), start):
            continue
        if start in covered:
            continue
        found.append((start, named))
        if not german or before or after:
            found += [(start, sound) for sound in _latin_sounds(word)]
    return found


def name_anchors(name: str, lang: str) -> Iterator[Reason]:
    """Anchors in the name of an event that say what it is: codes, countries, names, concepts."""
    for _, reason in anchors_of(read([Block("", "heading", name)], lang), lang):
        if reason.kind in {"code", "country", "place", "name", "body", "concept"}:
            yield reason


# --- the article as a whole ------------------------------------------------------------------------------------------


def _add_to_body(weights: dict[Reason, float], found: Iterable[Reason]) -> None:
    """Adds what a block says to what the article is about: a little."""
    for reason in found:
        old = weights.get(reason)
        weights[reason] = min(old + BODY_WEIGHT, max(old, 1.0)) if old else BODY_WEIGHT


def _add_to_lead(weights: dict[Reason, float], found: Iterable[tuple[int, Reason]], end: int, weight: float) -> None:
    """The same for a block of which all before `end` is title or beginning and counts in full; people only there."""
    leading: dict[Reason, bool] = {}
    for place, reason in found:
        leading[reason] = leading.get(reason, False) or place < end
    _add(weights, [reason for reason, leads in leading.items() if leads], weight)
    _add_to_body(weights, [reason for reason, leads in leading.items() if not leads and reason.kind != "person"])


def _add(weights: dict[Reason, float], found: Iterable[Reason], weight: float) -> None:
    for reason in found:
        old = weights.get(reason, 0.0)
        weights[reason] = min(old + weight, max(old, 2.0))


def _words(text: str, lang: str) -> Iterator[Reason]:
    """Plain words for comparison within a language: stems, or pairs of characters in Chinese."""
    if is_chinese(lang):
        for run in HAN_RUN.findall(text):
            for first, second in pairwise(run):
                if first not in COMMON_HAN and second not in COMMON_HAN:
                    yield _plain_word("zh", first + second)
        return
    stop = stop_words()
    language = lang.partition("-")[0]
    for word in LATIN_WORD.findall(text.lower()):
        if word not in stop:
            yield _plain_word(language, word)


@lru_cache(maxsize=100_000)
def _plain_word(language: str, word: str) -> Reason:
    return Reason(language, LATIN_ENDING.sub("", word) if len(word) > 5 else word)


SHORTEST_SENTENCE = 4


# --- passages --------------------------------------------------------------------------------------------------------


def _passages(
    block: Block,
    base: int,
    spans: Sequence[Span],
    found: Sequence[tuple[int, Reason]],
    terms: Sequence[Mark],
    said: Mapping[Span, Statement],
) -> Iterator[Passage]:
    """The sentences of a block that begins at `base` in the text in which the anchors were found."""
    figures = block.figures
    place = figure = term = 0
    for span in spans:
        start, end = span
        begun = place
        while place < len(found) and found[place][0] < base + end:
            place += 1
        while figure < len(figures) and figures[figure].start < start:
            figure += 1
        inside = []
        while figure < len(figures) and figures[figure].start < end:
            if figures[figure].end <= end:
                inside.append(figures[figure])
            figure += 1
        if end - start < SHORTEST_SENTENCE and not inside:
            continue
        while term < len(terms) and terms[term].span.start < start:
            term += 1
        marked = []
        while term < len(terms) and terms[term].span.start < end:
            low, high = terms[term].span
            if high <= end:
                marked.append((terms[term].target, low - start, high - start))
            term += 1
        speaker, cited, begins = said.get(span) or NOT_SAID
        yield Passage(
            block.id,
            span,
            block.text[start:end],
            tuple(dict.fromkeys([reason for _, reason in found[begun:place]])),
            tuple([Figure._make((each[0] - start, each[1] - start, *each[2:])) for each in inside]),
            tuple(dict.fromkeys([day for each in inside if each.kind in DATED for day in stated_dates(each)])),
            speaker,
            cited,
            begins,
            tuple(marked),
        )


NOT_SAID = Statement(None, (), 0)
