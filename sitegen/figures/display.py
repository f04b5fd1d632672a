"""A figure's value as canonical text, and in words of an edition's language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from sitegen import cldr
from sitegen.model import Figure

ISO_LENGTHS = {
    "second": ("PT", 1, "S"),
    "minute": ("PT", 1, "M"),
    "hour": ("PT", 1, "H"),
    "day": ("P", 1, "D"),
    "businessday": ("P", 1, "D"),
    "week": ("P", 1, "W"),
    "weekend": ("P", 1, "W"),
    "fortnight": ("P", 2, "W"),
    "month": ("P", 1, "M"),
    "quarter": ("P", 3, "M"),
    "year": ("P", 1, "Y"),
    "decade": ("P", 10, "Y"),
    "century": ("P", 100, "Y"),
}


def plain(value: float) -> str:
    """A number without padding; from a million on with its power of ten: `3.3e10`."""
    if abs(value) < 1e6:
        return f"{value:.12g}"
    mantissa, _, power = f"{value:.11e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}"


def iso_length(value: float, unit: str) -> str:
    before, factor, after = ISO_LENGTHS.get(unit, ("P", 1, f" {unit}"))
    return f"{before}{plain(value * factor)}{after}"


def normalised(figure: Figure) -> str:
    """Canonical text of what a figure states, equal for equal values in any language; empty where it states none.

    `money:USD:3.3e10`, `duration:P1Y/P2Y`, `date:2024-04-02`, `period:2018-01-01/`, `percent:12.5`, `count:40/`,
    `share:0.5`, `ratio:6`. A range is `low/high` with open ends empty; «about» and its like are left out.
    """
    if figure.garbled:
        return ""
    kind, unit = figure.kind, figure.unit or ""
    if kind in ("date", "period", "daterange"):
        if kind == "date" and figure.value:
            return f"date:{figure.value}"
        ends = f"{figure.low or ''}/{figure.high or ''}"
        return "" if ends == "/" else f"period:{ends}"
    write = (lambda value: iso_length(value, unit)) if kind == "duration" else plain
    open_ended = figure.low is not None or figure.high is not None
    if open_ended and not (figure.low == figure.high == figure.value):
        amount = "/".join(write(end) if end is not None else "" for end in (figure.low, figure.high))  # type: ignore[arg-type]
    elif isinstance(figure.value, int | float):
        amount = write(figure.value)
    else:
        return ""
    if unit == "share":
        return f"share:{amount}"
    if kind in ("count", "number", "numberrange"):
        return f"count:{amount}"
    if kind in ("money", "measure", "temperature"):
        return f"{kind}:{unit}:{amount}"
    return f"{kind}:{amount}"


# --- in words ------------------------------------------------------------------------------------------------------


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    source = resources.files("sitegen.figures").joinpath("data/phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def phrase(name: str, lang: str, *amounts: str) -> str:
    """A phrase of phrases.toml with its amounts; the amounts alone where there is no such phrase."""
    forms = phrases().get(name)
    if forms is None:
        return " ".join(amounts)
    form = forms.get(lang) or forms.get("zh-Hans" if lang.startswith("zh") else lang.partition("-")[0]) or forms["en"]
    return form.format(*amounts)


MEASURES = {
    "Metric ton": "tonne",
    "Ton": "tonne",
    "Kilometer per hour": "kilometer-per-hour",
    "Mile per hour": "mile-per-hour",
    "Meter per second": "meter-per-second",
    "Degree Celsius": "celsius",
    "Degree Fahrenheit": "fahrenheit",
}
"""Names of units to CLDR's; others only in small letters and with hyphens."""
LENGTH_UNITS = {"businessday": "day", "fortnight": "week", "weekend": "week"}


def describe(figure: Figure, lang: str) -> str:
    """The value in words of a language, for under a quote: `33 billion US dollars`, `1 bis 2 Jahre`, `2024年4月2日`.

    Empty where the figure states no value, or is garbled. `lang` is an edition's (`zh-Hans`, `zh-Hant`, `de`, `en`).
    """
    if figure.garbled:
        return ""
    if figure.kind in ("date", "period", "daterange"):
        return describe_date(figure, lang)
    low, high, value = figure.low, figure.high, figure.value
    if isinstance(low, int | float) and isinstance(high, int | float) and low != high:
        return describe_range(figure, low, high, lang)
    stated: Any = value if value is not None else low if low is not None else high
    if not isinstance(stated, int | float):
        return ""
    amount = describe_amount(figure, stated, lang)
    return phrase(figure.approx, lang, amount) if figure.approx and amount else amount


def describe_amount(figure: Figure, value: float, lang: str) -> str:
    """One amount with its unit."""
    unit = figure.unit or ""
    if figure.kind == "money":
        if unit in ("DOLLAR", "POUND", "RUPEE", "YUAN"):
            sign = {"DOLLAR": "$", "POUND": "£", "RUPEE": "₨", "YUAN": "元"}[unit]
            return f"{cldr.format_number(value, lang)} {sign}"
        return cldr.format_money(value, unit, lang)
    if figure.kind == "percent" or unit == "share":
        return cldr.format_percent(round(value * 100, 2) if unit == "share" else value, lang)
    if figure.kind == "duration":
        return cldr.format_unit(value, LENGTH_UNITS.get(unit, unit), lang)
    if figure.kind in ("measure", "temperature"):
        return cldr.format_unit(value, MEASURES.get(unit, unit), lang)
    if figure.kind == "ratio":
        return phrase("times", lang, cldr.format_number(value, lang))
    return cldr.format_number(value, lang)


def describe_range(figure: Figure, low: float, high: float, lang: str) -> str:
    """Both ends; the unit once, at the end, where the language writes it so."""
    last = describe_amount(figure, high, lang)
    first = cldr.format_number(low, lang) if figure.kind != "percent" else cldr.format_percent(low, lang)
    if figure.kind == "money" and abs(high) >= 1e6 > abs(low):
        first = describe_amount(figure, low, lang)
    return phrase("range", lang, first, last)


def describe_date(figure: Figure, lang: str) -> str:
    """A date as precise as stated; open periods with «since», «before», …"""
    if isinstance(figure.value, str):
        found = re.fullmatch(r"(\d{4})-H([12])", figure.value)
        if found:
            return phrase(f"half_{found[2]}", lang, cldr.format_date(found[1], lang))
        words = cldr.format_date(figure.value, lang)
        return phrase(figure.approx, lang, words) if figure.approx else words
    if figure.low and figure.high:
        return phrase("range", lang, cldr.format_date(str(figure.low), lang), cldr.format_date(str(figure.high), lang))
    return ""
