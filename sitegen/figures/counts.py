"""Numbers of things, and numbers alone: what is one, and what only looks like one."""

from __future__ import annotations

import re

from sitegen.figures.amounts import joined_by_to, plausible_plural, product_of_scales
from sitegen.figures.grammar import Context
from sitegen.figures.lexicon import Token
from sitegen.figures.meaning import (
    LOWER,
    UPPER,
    Tokens,
    bounded,
    first_of,
    has,
    made,
    numbers_of,
    range_of,
    sense_before,
)
from sitegen.figures.numbers import Number
from sitegen.model import Figure

NAME_BEFORE = re.compile(r"(?:^|.*[\s(])(?:[A-Z]|[a-z]{1,2}[A-Z])[\w.+&'’-]*\s$", re.DOTALL)
PRINTED_NEIGHBOUR = re.compile(r"[0-9]\s$")
NEIGHBOUR_PRINTED = re.compile(r"\s[0-9]")
SENTENCE_START = re.compile(r"(?:^|[.!?:;»“”\"„(\n]\s*)[A-ZÄÖÜ][\w'’-]*\s$")
NUMBER_HEADS = "为是达到约超近至于比有共计了在过和与或的及逾足破仅只需被以第给出含每另、从又再前后这那"


def count(pieces: Tokens, context: Context) -> Figure | None:
    """A number of things, or a number alone; names (Llama 1), labels (page 5) and list marks are none."""
    place = 0
    while "number" not in pieces[place].senses:
        place += 1
    token = pieces[place]
    number: Number = token.senses["number"]
    noun = classifier = counted = None
    for each in pieces[place + 1 :]:
        if noun is None and "nouns" in each.senses:
            noun = each
        if classifier is None and "classifiers" in each.senses:
            classifier = each
    if noun or classifier:
        counted = (noun and noun.senses["nouns"]) or (classifier and classifier.senses["classifiers"]) or None
    start = pieces[0].start
    if context.low[start - 1 : start].isspace() and OUT_OF.search(context.low, max(0, start - 16), start):
        return None  # «one in three people»
    if counted == "never":
        return None  # 两位数, 一方面: the beginning of another word
    if noun and not classifier and counted and context.lang == "zh" and number.digits and len(noun.word) > 1:
        return None  # 麒麟990芯片: things are counted with a classifier
    if number.value == 0 and number.words and context.lang == "zh":
        return None  # 零件
    if plain_year(pieces, number) and len(context.text) > 12:
        return None
    plain_number = len(pieces) == 1
    if context.lang == "zh" and (compared := compared_with(pieces, context, number)):
        return compared
    if "weak" in token.senses and "printed_date" in token.senses and "." in token.word:
        return None
    if (
        place
        and not counted
        and pieces[0].senses.get("bounds") in ("about", "almost")
        and 1900 <= number.value <= 2100
        and len(number.digits) == 4
    ):
        return None  # «about 2019»: a year
    if plain_number and not stands_alone(context, token, number):
        return None
    if context.lang == "zh" and not chinese_count(context, pieces, token, number):
        return None
    whole = isinstance(number.value, int) and number.value >= 0 and not number.fraction
    kind = "count" if whole and (counted or not plain_number or number.words or number.low is not None) else "number"
    unit = counted or ("share" if number.fraction and 0 < number.value < 1 else None)
    if not plain_number and first_of(pieces, "bounds") == "equal":
        kind = "numberrange"
    figure = bounded(context, pieces, kind, number, unit, keep=plain_number)
    if (
        number.low is not None
        and number.value >= 10
        and number.approx == "several"
        and str(number.value)[0] == "2"
        and number.value < 100
    ):
        figure = figure._replace(approx="several_tens")
    return figure


OUT_OF = re.compile(r"\b(?:one|two|three|four|nine|[1-9]) (?:in|out of) (?:every )?$")
THAN = re.compile(r"比\s?$")
COMPARATIVE = re.compile(r"\s?(?:更|还|要)?([大多高长重贵强久远])|\s?(?:更|还|要)?([小少低短轻弱近])")


def compared_with(pieces: Tokens, context: Context, number: Number) -> Figure | None:
    """比170低, 比一百大: a bound in words around the number."""
    first, last = pieces[0], pieces[-1]
    if number.low is not None or "比" not in context.low[max(0, first.start - 2) : first.start]:
        return None
    if not THAN.search(context.low, max(0, first.start - 2), first.start):
        return None
    found = COMPARATIVE.match(context.low, last.end)
    if found is None:
        return None
    low, high = (number.value, None) if found[1] else (None, number.value)
    span = (context.low.rindex("比", 0, first.start), found.end())
    name = "more_than" if found[1] else "less_than"
    return Figure(*span, context.text[slice(*span)], "count", None, None, low, high, name)


def plain_year(pieces: Tokens, number: Number) -> bool:
    """A bare 2025 that no preposition shows to be a year, nor a noun to be a number."""
    return len(pieces) == 1 and len(number.digits) == 4 and 1950 <= number.value <= 2049


def stands_alone(context: Context, token: Token, number: Number) -> bool:
    """Whether a number without unit or bound is one: not a list mark, not part of a name, not a label's number."""
    text, low, start, end = context.text, context.low, token.start, token.end
    printed = bool(number.digits) or "figures" in token.senses
    before = text[max(0, start - 24) : start]
    line_start = not before.strip() or before.rstrip(" \t").endswith("\n")
    after = text[end : end + 2]
    if (
        line_start
        and printed
        and after[:1] in (".", ")", "、", "）", "．", ":")
        and after[1:2] in (" ", "\t", "", "\n")
        and len(text) > end + 2
    ):
        return False
    if before.endswith(("(", "（", "[")) and after[:1] in (")", "）", "]") and printed:
        return False
    if (after[:1] in (":", "/") and after[1:2].isalnum()) or (before.endswith(("/", ":")) and before[-2:-1].isalnum()):
        return False
    if len(number.digits) > 1 and number.digits[0] == "0":
        return False
    if printed and (
        (before[-1:] in "-–" and before[-2:-1].isdigit()) or (after[:1] in ("-", "–") and after[1:2].isdigit())
    ):
        return False  # a score, a telephone number
    if (
        len(number.digits) == 5
        and after[:1] == " "
        and after[1:2].isupper()
        and (line_start or before.endswith((", ", "-", "\n")))
    ):
        return False  # a postcode
    if before[-1:] in ("№", "#", "§"):
        return False
    if context.lang == "zh":
        return not re.search(r"[A-Za-z][\w.+-]*\s?$", before) or not printed
    if not printed:
        return token.word not in ("beide", "beider", "beiden") or low[max(0, start - 6) : start].endswith(
            ("die ", "diese ", "den ", "dieser ", "der ")
        )
    if sense_before(context, low[max(0, start - 24) : start], "labels"):
        return False
    if context.lang == "de" and after[:1] == " " and text[end + 1 : end + 2].isupper():
        return True
    if before[-1:] == "+" or PRINTED_NEIGHBOUR.search(before) or NEIGHBOUR_PRINTED.match(text, end):
        return False  # a telephone number
    return not NAME_BEFORE.match(before) or bool(SENTENCE_START.search(before)) or number_noun(low, start)


NUMBER_NOUN = re.compile(r"\b(?:zahl|nummer|zahlen|anzahl|score)\s$")


def number_noun(low: str, start: int) -> bool:
    return bool(NUMBER_NOUN.search(low, max(0, start - 12), start))


def chinese_count(context: Context, pieces: Tokens, token: Token, number: Number) -> bool:
    """Han figures without a unit are mostly parts of words and names (四川, 五角大楼, 万一)."""
    low = context.low
    before, after = low[token.start - 1 : token.start], low[token.end : token.end + 1]
    alone = len(pieces) == 1
    word = token.word.strip()
    if word == "一" and not alone and not has(pieces, "bounds"):
        return False
    if not number.words:
        return not alone or not "\u3400" <= before <= "\u9fff" or before in NUMBER_HEADS
    bound = next((each.word for each in pieces if "bounds" in each.senses), "")
    if bound == "上" and word[0] not in "百千万亿":
        return False
    if word[0] == "负":
        return True
    if word in ("百", "千", "万", "亿", "兆", "十百", "千百") and not any(
        each.senses.keys() & {"bounds", "bounds_inside"} for each in pieces
    ):
        return False
    if not alone:
        return word != "万一"
    if len(word) == 1 or number.digits:
        outside = not "\u3400" <= before <= "\u9fff" or before in "是为比"
        behind = not "\u3400" <= after <= "\u9fff" or after in "是不和与或这的"
        return outside and behind and not (number.digits and len(word) > 1 and number.low is None and before)
    return word not in ("千万", "万一", "万千", "百万", "千百", "十万", "百千", "万万") and any(
        each in "十百千万亿兆点拾佰仟分" for each in word
    )


def count_range(pieces: Tokens, context: Context) -> Figure | None:
    if not joined_by_to(pieces):
        return None
    ends = range_of(pieces)
    if ends is None:
        return None
    first = next(token for token in pieces if "number" in token.senses)
    if len(pieces) == 3 and not stands_alone(context, first, first.senses["number"]):
        return None
    counted = first_of(pieces, "nouns") or first_of(pieces, "classifiers") or None
    kind = "count" if any(token.senses.keys() & {"classifiers", "nouns"} for token in pieces) else "numberrange"
    return made(context, pieces[0], pieces[-1], kind, None, counted, *ends, first_of(pieces, "bounds"))


def bounded_both(pieces: Tokens, context: Context) -> Figure | None:
    """«above one quarter and below a half», 大于12小于50."""
    bounds = [bound for token in pieces if (bound := token.senses.get("bounds") or token.senses.get("bounds_after"))]
    first, second = numbers_of(pieces)
    if bounds[0] in LOWER and bounds[1] in UPPER and first.value < second.value:
        low, high = first.value, second.value
    elif bounds[0] in UPPER and bounds[1] in LOWER and second.value < first.value:
        low, high = second.value, first.value
    else:
        return None
    return made(context, pieces[0], pieces[-1], "numberrange", None, None, low, high)


NOUN_AFTER = re.compile(
    r"\s(?:[a-zäöüß]+(?:e|en|er|es|em)\s)?(?:von\s)?(?:[a-zäöüß]+(?:e|en|er)\s)?[A-ZÄÖÜ](?!er\b|ie\b|as\b)|$|[.,;:!?)]"
)


def several_count(pieces: Tokens, context: Context) -> Figure | None:
    """«dozens of firms», «several thousand», «Tausende»; «several dozen»."""
    scale = product_of_scales(pieces)
    if not plausible_plural(pieces, scale) or scale is None:
        return None
    if (
        scale >= 10**6
        and len(pieces) == 1
        and context.lang == "de"
        and not NOUN_AFTER.match(context.text, pieces[0].end)
    ):
        # «Billionen erreichen Der US-Dollar»: torn from its currency.
        return made(context, pieces[0], pieces[-1], "number", None, None)._replace(garbled=True)
    return made(context, pieces[0], pieces[-1], "count", None, first_of(pieces, "nouns"), 2 * scale, None, "several")
