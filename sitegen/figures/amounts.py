"""Money, percentages, lengths of time, measures and ratios: what each rule of theirs means."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from sitegen.figures.grammar import Context
from sitegen.figures.lexicon import Token
from sitegen.figures.meaning import (
    Tokens,
    bounded,
    first_of,
    has,
    lengths_of,
    made,
    number_of,
    numbers_of,
    range_of,
    unit_of,
)
from sitegen.figures.numbers import Number, tidy
from sitegen.figures.periods import (
    SECONDS_IN,
)  # fmt: skip
from sitegen.model import Figure


def money(pieces: Tokens, context: Context) -> Figure | None:
    currencies = [token for token in pieces if "currencies" in token.senses]
    found = numbers_of(pieces)
    code = best_currency(currencies, traditional=context.traditional)
    if not found and pieces[0].word in ONE_OF_IT:
        found = [Number(1, words=True)]
    if not found:
        return None
    if len(currencies) == 1 and context.lang == "zh" and code in ("Jiao", "Fen") and not small_money(pieces, context):
        return None
    if not plausible_currency(currencies, pieces, context):
        return None
    number = found[0]
    if code == "POUND" and "measures" in currencies[0].senses and number.value < 1000 and number.scale == 1:
        return None
    scale = first_of(pieces, "scales")
    if scale and len(currencies):
        number = number._replace(value=tidy(number.value * scale))
    scaled = first_of(pieces, "scaled")
    if scaled:
        number = number._replace(value=tidy(number.value * scaled))
    if len(found) > 1:
        parts = [SUBUNITS.get(token.senses["currencies"]) for token in currencies[1:]]
        if len(parts) < len(found) - 1:
            loose = found[-1].scale == 1 and isinstance(found[-1].value, int) and found[-1].value < 100
            if not loose or not follows_directly(pieces, context):
                return money(without_last_number(pieces), context)  # «64 cents a dozen»
            parts.append(10 if context.lang == "zh" else 100)  # 三块五, «fünf Euro zwanzig»
        if len(parts) != len(found) - 1:
            return None
        value = number.value
        for share, more in zip(parts, found[1:], strict=True):
            if share is None or more.value >= 100 or more.scale > 1 or not isinstance(more.value, int):
                return None
            value += more.value / share
        number = number._replace(value=tidy(value))
        code = currencies[0].senses["currencies"]
    return bounded(context, pieces, "money", number, code, keep=True)


def loose_change(pieces: Tokens, context: Context) -> Figure | None:
    """五块三, 两块五毛: what stands behind 块 are tenths of a yuan."""
    whole, tenths = numbers_of(pieces)
    rest = pieces[-1]
    if pieces[1].word != "块" or not isinstance(tenths.value, int) or not 0 < tenths.value < 10:
        return None
    if "currencies" in rest.senses:
        if rest.word not in ("毛", "角", "毛钱"):
            return None
    elif HAN.match(context.low, rest.end):
        return None
    code = "YUAN" if context.traditional else "CNY"
    return made(context, pieces[0], rest, "money", tidy(whole.value + tenths.value / 10), code)


def without_last_number(pieces: Tokens) -> Tokens:
    place = len(pieces) - 1
    while "currencies" not in pieces[place].senses:
        place -= 1
    return pieces[: place + 1]


def small_money(pieces: Tokens, context: Context) -> bool:
    """五毛, 5角 are money where no word goes on (五角大楼, 5分钟)."""
    word = pieces[-1].word
    return "钱" in word or (word in ("毛", "角") and not HAN.match(context.low, pieces[-1].end))


HAN = re.compile(r"[\u3400-\u9fff]")
SUBUNITS = {
    "Cent": 100,
    "Penny": 100,
    "Jiao": 10,
    "Fen": 100,
    "Kopek": 100,
    "Rappen": 100,
    "Pfennig": 100,
    "Paisa": 100,
}
"""How many make the whole."""
ONE_OF_IT = frozenset({"one", "ein", "eine", "einen", "einem"})


def follows_directly(pieces: Tokens, context: Context) -> bool:
    """«15 dollars and 50.», «五块三»: the loose number is cents when nothing follows it."""
    last = pieces[-1]
    if context.lang == "zh":
        return pieces[-2].word in ("块", "元") and last.end - last.start == 1
    after = context.low[last.end : last.end + 2].strip()
    return not after[:1].isalnum() or context.low[last.end :].lstrip().startswith("more")


def best_currency(currencies: Sequence[Token], *, traditional: bool = False) -> str:
    """The most exact of the names: `US$ 10 dollars` is USD, 新台币100元 TWD."""
    if len(currencies) == 1 and not traditional:
        return str(currencies[0].senses["currencies"])
    if len(currencies) > 1 and currencies[-1].word in ("元", "圆"):
        currencies = currencies[:-1]
    names = [
        "YUAN" if traditional and token.word in ("元", "圆", "块", "块钱") else str(token.senses["currencies"])
        for token in currencies
    ]
    exact = [name for name in names if name not in ("DOLLAR", "POUND", "RUPEE", "YUAN")]
    return (exact or names)[0]


WORDS_FOR_OTHER_THINGS = frozenset(
    {
        "real",
        "sen",
        "try",
        "won",
        "rand",
        "rs",
        "dong",
        "all",
        "lei",
        "php",
        "cop",
        "ron",
        "sr",
        "qr",
        "rp",
        "dm",
        "mark",
        "eth",
        "sol",
        "pen",
        "lev",
    }
)


def plausible_currency(currencies: Sequence[Token], pieces: Tokens, context: Context) -> bool:
    """«won», «real» and the like are currencies only behind a number, and codes that are words only in capitals."""
    token = currencies[0]
    if token.word not in WORDS_FOR_OTHER_THINGS:
        return True
    behind = pieces[0] is not token
    if token.word in ("try", "all", "php", "cop", "ron", "rs", "pen", "eth", "dm"):
        return context.text[token.start : token.end].isupper() or (token.word == "rs" and behind)
    return behind or token.word == "sen"


def money_range(pieces: Tokens, context: Context) -> Figure | None:
    currencies = [token for token in pieces if "currencies" in token.senses]
    if not currencies or not joined_by_to(pieces):
        return None
    ends = range_of(pieces)
    if ends is None or len({token.senses["currencies"] for token in currencies}) > 1:
        return None
    return made(
        context, pieces[0], pieces[-1], "money", None, best_currency(currencies, traditional=context.traditional), *ends
    )


def joined_by_to(pieces: Tokens) -> bool:
    joint = next(
        token
        for place, token in enumerate(pieces)
        if place
        and token.senses.keys() & {"to", "and"}
        and any(
            "number" in each.senses or "one" in each.senses or "percent_value" in each.senses for each in pieces[:place]
        )
    )
    if "to" in joint.senses and joint.word not in ("和", "与", "跟"):
        return True
    return "between" in {sense for token in pieces for sense in token.senses} or "between_after" in pieces[-1].senses


def several_money(pieces: Tokens, context: Context) -> Figure | None:
    """«billions of dollars» has no amount; «several million euros» at least two million."""
    scale = product_of_scales(pieces)
    names = [token for token in pieces if "currencies" in token.senses]
    code = best_currency(names, traditional=context.traditional)
    if not plausible_plural(pieces, scale) or scale is None:
        return None
    return made(context, pieces[0], pieces[-1], "money", None, code, 2 * scale, None, "several")


def product_of_scales(pieces: Tokens) -> float | int | None:
    """Tens of millions: 10000000."""
    scales = [token.senses["scales"] for token in pieces if "scales" in token.senses]
    return tidy(math.prod(scales)) if scales else None


def plausible_plural(pieces: Tokens, scale: float | None) -> bool:
    word = next(token.word for token in pieces if "scales" in token.senses)
    plural = word == "tens" or (word.endswith(("s", "en", "e")) and len(word) > 4)
    return bool(scale) and (plural or "several" in pieces[0].senses)


BASIS_POINTS = frozenset(
    {"个基点", "基点", "basis points", "basis point", "bps", "basispunkt", "basispunkte", "basispunkten"}
)


def percent(pieces: Tokens, context: Context) -> Figure | None:
    value = first_of(pieces, "percent_value")
    number: Number = value if value is not None else numbers_of(pieces)[0]
    unit = ""
    for token in pieces:
        if "percent" in token.senses:
            unit = token.word
            break
    if unit != "%" and ("‰" in unit or unit in BASIS_POINTS):
        number = number._replace(value=tidy(number.value / (10 if "‰" in unit else 100)))
    return bounded(context, pieces, "percent", number, "%")


def percent_range(pieces: Tokens, context: Context) -> Figure | None:
    if not joined_by_to(pieces):
        return None
    shares = [token.senses["percent_value"] for token in pieces if "percent_value" in token.senses]
    if len(shares) == 1:
        shares += numbers_of(pieces)  # 百分之十至二十
    ends = (shares[0].value, shares[1].value) if len(shares) == 2 else range_of(pieces)
    return made(context, pieces[0], pieces[-1], "percent", None, "%", *ends) if ends and ends[0] < ends[1] else None


def length(pieces: Tokens, context: Context) -> Figure | None:
    units = [unit for token in pieces if (unit := unit_of(token))]
    counts = [
        number
        for token in pieces
        if (number := number_of(token)) is not None and not ("time" in token.senses and "number" not in token.senses)
    ]
    if has(pieces, "whole"):
        counts = [Number(1, words=True)]
        if units and context.low[pieces[-1].end : pieces[-1].end + 1] == "s":
            return None
    if not counts:
        counts = [Number(1, words=True)]
    if has(pieces, "half_month"):
        units = units or ["month"]
    if not units or not counts:
        return None
    number = counts[0]
    if "one" in pieces[0].senses and "number" not in pieces[0].senses and len(counts) == 1:
        word = pieces[0].word
        if word in ("a", "an", "ein", "eine", "einen", "einem", "einer", "eines") and not standing_alone(
            pieces, context
        ):
            return None
    unit = units[0]
    if has(pieces, "plus_half"):
        number = number._replace(value=number.value + 0.5)
    if len(counts) > 1:
        whole = compound_length(pieces, counts, context)
        first = next(place for place, token in enumerate(pieces) if unit_of(token)) + 1
        return whole or (length(pieces[:first], context) if first < len(pieces) else None)  # 五天四夜
    year_like = has(pieces, "year_number") and "day_number" not in pieces[0].senses
    if unit == "year" and year_like and number.approx is None and isinstance(number.value, int) and number.value > 999:
        return None
    if any(token.word.startswith("个多") for token in pieces):
        number = number._replace(approx="more_than")  # 一个多月
    within = has(pieces, "within")
    figure = bounded(context, pieces, "duration", number, unit)
    if within and figure.low is None and figure.value is not None:
        figure = figure._replace(value=None, high=figure.value, approx="within")
    if figure.value is None and unit == "year" and 0.5 in (figure.low, figure.high):
        figure = figure._replace(unit="month", low=6 if figure.low else None, high=6 if figure.high else None)
    return figure


def standing_alone(pieces: Tokens, context: Context) -> bool:
    """«a year» is a length behind a bound or before «ago», «later»; in «five days a week» it is a rate."""
    if any(token.senses.keys() & {"bounds", "bounds_after", "ago", "after", "plus_half"} for token in pieces):
        return True
    if any(unit_of(token) == "second" for token in pieces):
        return False  # «it may take a second»
    if any(unit_of(token) in ("decade", "century", "fortnight", "quarter") for token in pieces):
        return not FIRST_OF.search(context.low, max(0, pieces[0].start - 8), pieces[0].start)
    return not context.low[: pieces[0].start].strip() or bool(
        TAKES.search(context.low, max(0, pieces[0].start - 12), pieces[0].start)
    )


TAKES = re.compile(
    r"\b(?:for|in|seit|vor|within|nach|für|takes?|took|lasts?|lasted|spent|after|dauert|dauerte|dauern|binnen|innerhalb|über|noch)\s$"
)
FIRST_OF = re.compile(r"\b(?:times|once|twice|mal|pro|per)\s$")


def compound_length(pieces: Tokens, counts: Sequence[Number], context: Context) -> Figure | None:
    """«1 year and 2 months», 一个星期又三天, «one hour and half»: the whole in the smallest unit."""

    lengths = lengths_of(pieces)
    if "day_mark" in pieces[-1].senses:
        lengths.append((counts[-1].value, "day"))
    if len(lengths) == 1 and counts[1].value == 0.5:
        lengths.append((0.5, lengths[0][1]))
    if len(lengths) != len(counts) or (len({unit for _, unit in lengths}) < len(lengths) and counts[1].value != 0.5):
        return None
    sizes = [SECONDS_IN[unit] for _, unit in lengths]
    if sizes != sorted(sizes, reverse=True):
        return None
    seconds = [count * SECONDS_IN[unit] for count, unit in lengths]
    if {unit for _, unit in lengths} == {"year", "month"}:
        months = sum(count * (12 if unit == "year" else 1) for count, unit in lengths)
        return made(context, pieces[0], pieces[-1], "duration", tidy(months), "month")
    smallest = min((unit for _, unit in lengths), key=SECONDS_IN.__getitem__)
    return made(context, pieces[0], pieces[-1], "duration", tidy(sum(seconds) / SECONDS_IN[smallest]), smallest)


def length_share(pieces: Tokens, context: Context) -> Figure | None:
    """«a quarter of an hour», «three quarters of an hour»."""
    number, unit = numbers_of(pieces)[0], unit_of(pieces[-1])
    return bounded(context, pieces, "duration", number, unit) if number.fraction else None


def fixed_length(pieces: Tokens, context: Context) -> Figure | None:
    """一刻钟, eine Viertelstunde, dreijährig, 数月: a word that says both how many and of what."""
    word = next(token for token in pieces if "lengths" in token.senses)
    count, _, unit = str(word.senses["lengths"]).partition(" ")
    found = numbers_of(pieces)
    if count == "several":
        return bounded(context, pieces, "duration", Number(2, 2, None, "several"), unit) if not found else None
    value = tidy(float(count)) * (found[0].value if found else 1)
    return bounded(context, pieces, "duration", Number(tidy(value), words=True), unit)


def length_range(pieces: Tokens, context: Context) -> Figure | None:
    if not joined_by_to(pieces):
        return None
    units = [unit for token in pieces if (unit := unit_of(token))]
    if not units:
        return None
    if units[-1] == "year" and sum("year_number" in token.senses for token in pieces) > 1:
        return None  # «the 2020-2021 school year»
    ends = range_of([token for token in pieces if "number" in token.senses or "one" in token.senses])
    if len(units) == 2 and units[0] != units[1]:
        found = [
            number
            for token in pieces
            if (number := number_of(token)) is not None and ("number" in token.senses or "one" in token.senses)
        ]
        if len(found) != 2:
            return None
        factor = SECONDS_IN[units[0]] / SECONDS_IN[units[1]]
        factor = 1 / 12 if units == ["month", "year"] else factor
        low, high = found[0].value * factor, found[1].value
        return made(context, pieces[0], pieces[-1], "duration", None, units[1], tidy(low), high) if low < high else None
    return made(context, pieces[0], pieces[-1], "duration", None, units[-1], *ends) if ends else None


def measure(pieces: Tokens, context: Context) -> Figure | None:
    unit = first_of(pieces, "measures")
    word = next(token for token in pieces if "measures" in token.senses)
    number = next(found for token in pieces if (found := number_of(token)))
    if (
        "one" in pieces[0].senses
        and "number" not in pieces[0].senses
        and pieces[0].word not in ("one", "eine", "einen", "einem")
    ):
        return None
    if word.word == "度" and number.words:
        return None  # 三度夺冠: three times
    if unit and unit.startswith("Degree"):
        return bounded(context, pieces, "temperature", number, unit, keep=True)
    if word.word in ("stone", "grain", "turn", "turns", "cup", "dots", "fass") and number.words and unit != "Turn":
        return None
    return bounded(context, pieces, "measure", number, unit, keep=True)


def degrees(pieces: Tokens, context: Context) -> Figure | None:
    """零下5度, 华氏80度, 摄氏20度."""
    said = {token.senses["degrees"] for token in pieces if "degrees" in token.senses}
    unit = str(first_of(pieces, "measures"))
    if not unit.startswith("Degree"):
        return None
    if unit == "Degree" and said & {"celsius", "fahrenheit"}:
        unit = "Degree Fahrenheit" if "fahrenheit" in said else "Degree Celsius"
    value = numbers_of(pieces)[0].value * (-1 if "minus" in said else 1)
    return made(context, pieces[0], pieces[-1], "temperature", tidy(value), unit)


def measure_range(pieces: Tokens, context: Context) -> Figure | None:
    if not joined_by_to(pieces):
        return None
    ends = range_of(pieces)
    units = {str(token.senses["measures"]) for token in pieces if "measures" in token.senses}
    if ends is None or len(units) > 1:
        return None
    unit = units.pop()
    kind = "temperature" if unit.startswith("Degree") else "measure"
    return made(context, pieces[0], pieces[-1], kind, None, unit, *ends)


def ratio(pieces: Tokens, context: Context) -> Figure | None:
    multiple = first_of(pieces, "multiples")
    if pieces[-1].word in ("twice", "double") and not AS_OFTEN.match(context.low, pieces[-1].end):
        return None
    if multiple is not None:
        return bounded(context, pieces, "ratio", Number(multiple), "times")
    return bounded(context, pieces, "ratio", numbers_of(pieces)[0], "times")


AS_OFTEN = re.compile(r"\s(?:as|the|that|what|its|their|his|her)\b")


def share(pieces: Tokens, context: Context) -> Figure | None:
    return bounded(context, pieces, "ratio", Number(0.5), "share")
