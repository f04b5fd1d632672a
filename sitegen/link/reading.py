"""One article boiled down to what linking and comparing need: passages with anchors, and what the whole is about.

A pure function of the article, so its result can be kept as long as the article's file and the glossary stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from sitegen.link.attribution import Statement, statements
from sitegen.link.gazetteer import Hit, find_chinese, find_latin, plain
from sitegen.link.sounds import chinese_keys, foreign_run, latin_keys, plain_letters
from sitegen.link.tables import read_lines
from sitegen.model import Article, Block, Digest, Figure, Mark, MarkKind, Passage, Reason, Span
from sitegen.text import HAN_RUN, is_chinese, sentences

PRODUCT_CODE = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z]{1,9}-?\d{1,4}[A-Za-z]{0,3}|\d{3,4}[A-Z]{1,2})(?![A-Za-z0-9])")
"""A800, GPT-4, 910B, 9000S: letters and digits in one word."""

NO_CODE = re.compile(r"(?:[GQHKSU]\d|\d{4}[A-Z]|[a-z]+\d+|COP\d+|Q[1-4]|[A-Z]\d)$")
LATIN_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*(?:['’-][^\W\d_]+)*")
LATIN_IN_CHINESE = re.compile(r"[A-Za-z][A-Za-z0-9]*[A-Za-z](?:[.&'-][A-Za-z0-9]+)*")
SENTENCE_START = re.compile(r"(?:^|[.!?:„“”\"»«(\n])\s*$")
LATIN_WORD = re.compile(r"[^\W\d_]{4,}")
QUOTED_NAME = re.compile(r"[“「『《〈]([^“”「」『』《》〈〉\n]{2,16})[”」』》〉]|[„»“\"]([A-ZÀ-Ž][^„“”«»\"\n]{2,30})[“”«»\"]")
DAY = re.compile(r"\d{4}-\d\d-\d\d$")
LATIN_ENDING = re.compile(r"(?:ern|ing|ed|en|er|es|em|e|s|n)$")
COMMON_HAN = frozenset("的了是在和与及等对将为有也就都而并但不这那个我你他她们其之被把从向到于以因所如会可能要说称表示年月日时分中上下后前内外")

LEAD_HAN = 260
LEAD_LATIN = 700
"""Characters of the body that count as its beginning."""

SMALLEST_FIGURE = 13
"""Smaller plain numbers are in every text and say nothing."""

TITLE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT = 1.0, 1.0, 0.4


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing of a subject."""
    return frozenset(word for line in read_lines("stopwords.txt") for word in line.split())


def digest(article: Article, title_figures: Sequence[Figure] = ()) -> Digest:
    """What linking and comparing need of an article.

    `title_figures` are the figures of its title, which is no block and so has none of its own.
    """
    title = Block("", "heading", article.title, figures=tuple(title_figures))
    blocks = (title, *(block for block in article.blocks if block.kind != "code" and block.text))
    passages: list[Passage] = []
    weights: dict[Reason, float] = {}
    days: dict[str, None] = {}
    terms: Counter[str] = Counter()
    room = LEAD_HAN if is_chinese(article.lang) else LEAD_LATIN
    said = statements(blocks, article.lang)
    for block in blocks:
        found = list(anchors_of(block, article.lang))
        part = "title" if block is title else "lead" if room > 0 and block.kind != "heading" else "body"
        _weigh(weights, found, block, part, article.lang, room)
        if part != "body":
            days.update(dict.fromkeys(day for figure in block.figures for day in _days(figure) if part == "title" or figure.start < room))
        if part == "lead":
            room -= len(block.text)
        terms.update(mark.target for mark in block.marks if mark.kind is MarkKind.TERM)
        passages += _passages(block, found, said.get(block.id, ()))
    return Digest(
        slug=article.slug, lang=article.lang, title=article.title, published=article.published, captured=article.captured,
        publisher=article.publisher, relays=tuple(relay.name for relay in article.relays), events=article.events,
        link=article.link, unlink=article.unlink, passages=tuple(passages),
        features=tuple(sorted((reason, round(weight, 3)) for reason, weight in weights.items())),
        days=tuple(days), terms=tuple(sorted(terms.items())),
    )


# --- anchors -------------------------------------------------------------------------------------------------------


def anchors_of(block: Block, lang: str) -> Iterator[tuple[int, Reason]]:
    """Everything in a block that another article may share, with its place."""
    for mark in block.marks:
        if mark.kind is MarkKind.TERM:
            yield mark.span.start, Reason("term", mark.target)
    for figure in block.figures:
        for reason in figure_anchors(figure):
            yield figure.start, reason
    for match in PRODUCT_CODE.finditer(block.text):
        if not NO_CODE.match(match[0]):
            yield match.start(), Reason("code", match[0].replace("-", "").upper())
    yield from (_chinese_anchors if is_chinese(lang) else _latin_anchors)(block.text, lang)


def figure_anchors(figure: Figure) -> Iterator[Reason]:
    """The forms in which a figure can be met again: an exact day or month, a share, a number that is not small."""
    if figure.garbled:
        return
    if figure.kind in {"date", "period", "daterange"}:
        yield from (Reason("date", date) for date in stated_dates(figure) if len(date) >= 7)
        return
    for value in {figure.value, figure.low, figure.high}:
        if not isinstance(value, int | float):
            continue
        if figure.kind == "percent":
            yield Reason("figure", f"{value:g}%")
        elif figure.kind == "duration":
            yield Reason("figure", f"{value:g} {figure.unit}")
        elif abs(value) >= SMALLEST_FIGURE or value != int(value):
            yield Reason("figure", f"{value:.6g}")


def stated_dates(figure: Figure) -> Iterator[str]:
    """The date a figure states; of a stretch of days its first and its last."""
    if figure.kind not in {"date", "period", "daterange"} or figure.garbled:
        return
    if isinstance(figure.value, str):
        yield figure.value
    elif figure.kind == "daterange":
        yield from (end for end in (figure.low, figure.high) if isinstance(end, str))


def _days(figure: Figure) -> Iterator[str]:
    if figure.kind == "date" and isinstance(figure.value, str) and DAY.match(figure.value):
        yield figure.value


def _chinese_anchors(text: str, lang: str) -> Iterator[tuple[int, Reason]]:
    flat = plain(text)
    rest: list[str] = []
    done = 0
    for hit in find_chinese(flat):
        yield from _each(hit)
        rest += (flat[done : hit.start], " " * (hit.end - hit.start))
        done = hit.end
    unnamed = "".join(rest) + flat[done:]
    for match in foreign_run().finditer(unnamed):
        for key in dict.fromkeys(chinese_keys(match[0])):
            yield match.start(), Reason("sound", key)
    if LATIN_IN_CHINESE.search(text):
        known = [hit for hit in find_latin(text, "en") if hit.anchors[0].kind != "concept"]
        for hit in known:
            yield from _each(hit)
        covered = {place for hit in known for place in range(hit.start, hit.end)}
        for match in LATIN_IN_CHINESE.finditer(text):
            if match.start() not in covered and match[0].lower() not in stop_words():
                yield match.start(), Reason("word", plain_letters(match[0]))
    yield from _quoted(text)


def _latin_anchors(text: str, lang: str) -> Iterator[tuple[int, Reason]]:
    german = lang.startswith("de")
    known: list[Hit] = list(find_latin(text, lang))
    for hit in known:
        yield from _each(hit)
    covered = {place for hit in known if hit.anchors[0].kind != "concept" for place in range(hit.start, hit.end)}
    last_end = -9
    stop = stop_words()
    names = [match for match in LATIN_NAME.finditer(text) if len(match[0]) > 2 and match[0].lower() not in stop]
    for index, match in enumerate(names):
        start, end = match.span()
        word = match[0].removesuffix("'s").removesuffix("’s")
        before = start - last_end <= 2
        after = index + 1 < len(names) and names[index + 1].start() - end <= 1
        last_end = end
        if not german and not before and not after and SENTENCE_START.search(text, max(0, start - 3), start):
            continue
        if start in covered:
            continue
        yield start, Reason("word", plain_letters(word))
        if not german or before or after:
            for part in re.split("['’-]", word):
                if len(part) > 3:
                    yield from ((start, Reason("sound", key)) for key in latin_keys(part))
    yield from _quoted(text)


def _each(hit: Hit) -> Iterator[tuple[int, Reason]]:
    return ((hit.start, reason) for reason in hit.anchors)


def _quoted(text: str) -> Iterator[tuple[int, Reason]]:
    for match in QUOTED_NAME.finditer(text):
        yield match.start(), Reason("quoted", plain(match[1] or match[2]))


def name_anchors(name: str, lang: str) -> Iterator[Reason]:
    """Anchors in the name of an event that say what it is: codes, countries, names, concepts."""
    for _, reason in anchors_of(Block("", "heading", name), lang):
        if reason.kind in {"code", "country", "place", "name", "body", "concept"}:
            yield reason


# --- the article as a whole ------------------------------------------------------------------------------------------


def _weigh(
    weights: dict[Reason, float], found: Iterable[tuple[int, Reason]], block: Block, part: str, lang: str, room: int
) -> None:
    """Adds what a block says to what the article is about: title and beginning in full, the rest a little."""
    here: dict[Reason, bool] = {}
    for place, reason in found:
        here[reason] = here.get(reason, False) or (part != "body" and (part == "title" or place < room))
    if part != "body":
        lead = block.text if part == "title" else block.text[:room]
        here |= dict.fromkeys(_words(lead, lang), True)
    for reason, leading in here.items():
        gain = (TITLE_WEIGHT if part == "title" else LEAD_WEIGHT) if leading else BODY_WEIGHT
        old = weights.get(reason, 0.0)
        weights[reason] = min(old + gain, max(old, 2.0 if leading else 1.0))


def _words(text: str, lang: str) -> Iterator[Reason]:
    """Plain words for comparison within a language: stems, or pairs of characters in Chinese."""
    if is_chinese(lang):
        for run in HAN_RUN.findall(plain(text)):
            for first, second in zip(run, run[1:], strict=False):
                if first not in COMMON_HAN and second not in COMMON_HAN:
                    yield Reason("zh", first + second)
        return
    stop = stop_words()
    language = lang.partition("-")[0]
    for word in LATIN_WORD.findall(text.lower()):
        if word not in stop:
            yield Reason(language, LATIN_ENDING.sub("", word) if len(word) > 5 else word)


# --- passages --------------------------------------------------------------------------------------------------------

PASSAGE_KINDS = frozenset({"term", "date", "figure", "code", "outlet", "country", "place", "name", "body", "concept", "sound", "word", "quoted"})


def _passages(block: Block, found: Sequence[tuple[int, Reason]], said: Sequence[Statement]) -> Iterator[Passage]:
    kept = sorted(item for item in found if item[1].kind in PASSAGE_KINDS)
    for span in sentences(block.text):
        anchors = tuple(dict.fromkeys(reason for place, reason in kept if span.start <= place < span.end))
        figures = tuple(
            figure._replace(start=figure.start - span.start, end=figure.end - span.start)
            for figure in block.figures if span.start <= figure.start and figure.end <= span.end
        )
        if not anchors and not figures:
            continue
        statement = next((each for each in said if each.span == span), None)
        dates = tuple(dict.fromkeys(date for figure in figures for date in stated_dates(figure)))
        yield Passage(
            block.id, span, block.text[span.start : span.end], anchors, figures, dates,
            statement.speaker if statement else None, statement.cited if statement else (),
        )
