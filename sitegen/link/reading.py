"""One article boiled down to what linking and comparing need: passages with anchors, and what the whole is about.

A pure function of the article, so its result can be kept as long as the article and the glossary stay as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import accumulate, pairwise

from sitegen.link.attribution import Statement, statements
from sitegen.link.gazetteer import Hit, Reading, find_chinese, find_latin, plain
from sitegen.link.people import chinese_people, latin_people
from sitegen.link.sounds import chinese_keys, foreign_run, latin_keys, plain_letters
from sitegen.link.tables import read_lines
from sitegen.model import Article, Block, Digest, Figure, MarkKind, Passage, Reason, Span
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
    texts = [
        read(block, article.lang)
        for block in (title, *(block for block in article.blocks if block.kind != "code" and block.text))
    ]
    passages: list[Passage] = []
    weights: dict[Reason, float] = {}
    days: dict[str, None] = {}
    terms: Counter[str] = Counter()
    lead = LEAD_HAN if is_chinese(article.lang) else LEAD_LATIN
    passed = 0
    said = statements(texts, article.lang)
    for number, text in enumerate(texts):
        block = text.block
        room = lead - passed
        found = anchors_of(text, article.lang, leading=room > 0)
        part = "title" if number == 0 else "lead" if room > 0 and block.kind != "heading" else "body"
        _weigh(weights, found, text, part, article.lang, room)
        days |= dict.fromkeys(_days(block.figures, None if part == "title" else 2 * lead - passed, article.published))
        passed += len(block.text) if number and block.kind != "heading" else 0
        terms.update(mark.target for mark in block.marks if mark.kind is MarkKind.TERM)
        passages += _passages(text, found, said[number])
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
        features=tuple([(reason, round(weights[reason], 3)) for reason in sorted(weights, key="\0".join)]),
        days=tuple(days),
        terms=tuple(sorted(terms.items())),
    )


def read(block: Block, lang: str) -> Reading:
    """A block with all that is found in it once and needed more than once."""
    chinese = is_chinese(lang)
    flat = plain(block.text) if chinese else block.text
    hits = list(find_chinese(flat) if chinese else find_latin(flat, lang))
    return Reading(_without_false_figures(block, hits), flat, tuple(sentences(block.text)), tuple(hits))


def _without_false_figures(block: Block, hits: Sequence[Hit]) -> Block:
    """The block without figures that are part of a name: 百度 is no hundred degrees."""
    if not block.figures:
        return block
    names = [(hit.start, hit.end) for hit in hits if hit.anchors[0].kind in PROPER]
    names += [mark.span for mark in block.marks if mark.kind is MarkKind.TERM]
    names.sort()
    starts = [start for start, _ in names]
    reach = list(accumulate((end for _, end in names), max))

    def named(place: int) -> bool:
        before = bisect_right(starts, place)
        return before > 0 and place < reach[before - 1]

    kept = tuple([each for each in block.figures if not (named(each.start) and named(each.end - 1))])
    return block if len(kept) == len(block.figures) else replace(block, figures=kept)


PROPER = frozenset({"name", "body", "outlet", "place"})


# --- anchors -------------------------------------------------------------------------------------------------------


def anchors_of(reading: Reading, lang: str, *, leading: bool = True) -> list[tuple[int, Reason]]:
    """Everything in a block that another article may share, with its place; Chinese people only where it is leading."""
    block = reading.block
    found = [(mark.span.start, _term(mark.target)) for mark in block.marks if mark.kind is MarkKind.TERM]
    found += [(figure.start, reason) for figure in block.figures for reason in figure_anchors(figure)]
    found += [
        (match.start(), Reason("code", match[0].replace("-", "").upper()))
        for match in PRODUCT_CODE.finditer(block.text)
        if not NO_CODE.match(match[0])
    ]
    found += [(hit.start, reason) for hit in reading.hits for reason in hit.anchors]
    found += _chinese_anchors(reading, leading) if is_chinese(lang) else _latin_anchors(reading, lang)
    found += [
        (match.start(), Reason("quoted", plain(match[1] or match[2]))) for match in QUOTED_NAME.finditer(block.text)
    ]
    return found


@lru_cache(maxsize=20_000)
def _term(term_id: str) -> Reason:
    return Reason("term", term_id)


def figure_anchors(figure: Figure) -> tuple[Reason, ...]:
    """The forms in which a figure can be met again: an exact day or month, a share, a number that is not small."""
    return () if figure.garbled else _anchors_of_value(figure.kind, figure.value, figure.low, figure.high, figure.unit)


Value = float | int | str | None


@lru_cache(maxsize=50_000)
def _anchors_of_value(kind: str, value: Value, low: Value, high: Value, unit: str | None) -> tuple[Reason, ...]:
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


def _chinese_anchors(reading: Reading, leading: bool) -> list[tuple[int, Reason]]:
    text, flat = reading.block.text, reading.flat
    rest: list[str] = []
    done = 0
    for hit in reading.hits:
        if not _spells_a_sound(flat[hit.start : hit.end]):
            rest += (flat[done : hit.start], " " * (hit.end - hit.start))
            done = hit.end
    unnamed = "".join(rest) + flat[done:]
    found = [
        (match.start(), reason) for match in foreign_run().finditer(unnamed) for reason in _chinese_sounds(match[0])
    ]
    if leading:
        found += [(place, Reason("person", name)) for place, name in chinese_people(unnamed[:PEOPLE_REACH])]
    latin = list(LATIN_IN_CHINESE.finditer(text))
    if latin:
        known = [hit for hit in find_latin(text, "en", flat) if hit.anchors[0].kind != "concept"]
        found += [(hit.start, reason) for hit in known for reason in hit.anchors]
        covered = {place for hit in known for place in range(hit.start, hit.end)}
        found += [
            (match.start(), named)
            for match in latin
            if match.start() not in covered and (named := _word(match[0])) is not None
        ]
    return found


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


def _latin_anchors(reading: Reading, lang: str) -> list[tuple[int, Reason]]:
    text = reading.block.text
    german = lang.startswith("de")
    covered = {place for hit in reading.hits if hit.anchors[0].kind != "concept" for place in range(hit.start, hit.end)}
    found = [(place, Reason("person", name)) for place, name in latin_people(text) if place not in covered]
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
    for _, reason in anchors_of(read(Block("", "heading", name), lang), lang):
        if reason.kind in {"code", "country", "place", "name", "body", "concept"}:
            yield reason


# --- the article as a whole ------------------------------------------------------------------------------------------


def _weigh(
    weights: dict[Reason, float], found: Iterable[tuple[int, Reason]], reading: Reading, part: str, lang: str, room: int
) -> None:
    """Adds what a block says to what the article is about: title and beginning in full, the rest a little."""
    here: dict[Reason, bool] = {}
    if part == "body":
        here = dict.fromkeys([reason for _, reason in found], False)
    else:
        for place, reason in found:
            here[reason] = here.get(reason, False) or part == "title" or place < room
        lead = reading.flat if part == "title" else reading.flat[:room]
        here |= dict.fromkeys(_words(lead, lang), True)
    full = TITLE_WEIGHT if part == "title" else LEAD_WEIGHT
    for reason, leading in here.items():
        old = weights.get(reason, 0.0)
        if leading:
            weights[reason] = min(old + full, max(old, 2.0))
        elif reason.kind != "person":
            weights[reason] = min(old + BODY_WEIGHT, max(old, 1.0))


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

PASSAGE_KINDS = frozenset(
    {
        "term",
        "date",
        "figure",
        "code",
        "outlet",
        "country",
        "place",
        "name",
        "body",
        "concept",
        "sound",
        "word",
        "quoted",
    }
)


def _passages(
    reading: Reading, found: Sequence[tuple[int, Reason]], said: Mapping[Span, Statement]
) -> Iterator[Passage]:
    block = reading.block
    kept = [item for item in found if item[1].kind in PASSAGE_KINDS]
    kept.sort()
    terms = [mark for mark in block.marks if mark.kind is MarkKind.TERM]
    figure_starts = [each.start for each in block.figures]
    term_starts = [mark.span.start for mark in terms]
    place = 0
    for span in reading.spans:
        start, end = span
        begun = place
        while place < len(kept) and kept[place][0] < end:
            place += 1
        first, last = bisect_left(figure_starts, start), bisect_left(figure_starts, end)
        inside = [each for each in block.figures[first:last] if each.end <= end]
        if end - start < SHORTEST_SENTENCE and not inside:
            continue
        speaker, cited, begins = said.get(span) or NOT_SAID
        yield Passage(
            block.id,
            span,
            block.text[start:end],
            tuple(dict.fromkeys([reason for _, reason in kept[begun:place]])),
            tuple([Figure._make((each[0] - start, each[1] - start, *each[2:])) for each in inside]),
            tuple(dict.fromkeys([stated for each in inside for stated in stated_dates(each)])) if inside else (),
            speaker,
            cited,
            begins,
            tuple(
                [
                    (term, low - start, high - start)
                    for (low, high), _, term in terms[bisect_left(term_starts, start) : bisect_left(term_starts, end)]
                    if high <= end
                ]
            ),
        )


NOT_SAID = Statement(None, (), 0)
