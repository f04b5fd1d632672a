"""Dates, numbers, money, units and country names in an edition's language: the one door to Babel.

Data: Unicode CLDR as packed in Babel. Babel is loaded on first use, so that importing this module costs nothing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale

LOCALES = {"zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW", "en": "en_GB", "de": "de_DE", "zh": "zh_Hans_CN"}
"""Where an edition's language is at home; other tags are looked up as they are, `en` where unknown."""

MONTH_AND_YEAR = {"zh": "y年M月", "de": "MMMM y", "en": "MMMM y"}
DECADE = {"zh-Hans": "{}年代", "zh-Hant": "{}年代", "de": "{}er Jahre", "en": "{}s"}
CALENDAR_WEEK = {
    "zh-Hans": "{1}年第{0}周",
    "zh-Hant": "{1}年第{0}週",
    "de": "{0}. Kalenderwoche {1}",
    "en": "week {0} of {1}",
}


@cache
def locale_of(lang: str) -> Locale:
    """The CLDR locale for a BCP 47 tag; English where CLDR has none."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(LOCALES.get(lang) or lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def by_language(table: Mapping[str, str], lang: str) -> str:
    """The entry for a tag, else for its language, else for English."""
    return table.get(lang) or table.get(lang.partition("-")[0]) or table["en"]


def format_date(iso: str, lang: str) -> str:
    """An ISO 8601 date in words, as precise as it is: `2024-04-02`, `2024-04`, `2024`, `2024-Q2`, `2024-W31`, `2020s`.

    >>> format_date("2024-04-02", "de")
    '2. April 2024'

    What is no date comes back as it is.
    """
    from babel import dates

    locale = locale_of(lang)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", iso):
            return dates.format_date(datetime.date.fromisoformat(iso), "long", locale=locale)
        if re.fullmatch(r"\d{4}-\d\d", iso):
            day = datetime.date.fromisoformat(f"{iso}-01")
            return dates.format_date(day, by_language(MONTH_AND_YEAR, lang), locale=locale)
        if found := re.fullmatch(r"(\d{4})-Q([1-4])", iso):
            day = datetime.date(int(found[1]), int(found[2]) * 3, 1)
            pattern = "y年QQQQ" if lang.startswith("zh") else "QQQQ y"
            return dates.format_date(day, pattern, locale=locale)
        if found := re.fullmatch(r"(\d{4})-W(\d\d)", iso):
            return by_language(CALENDAR_WEEK, lang).format(int(found[2]), found[1])
        if found := re.fullmatch(r"(\d{3}0)s", iso):
            return by_language(DECADE, lang).format(found[1])
        if re.fullmatch(r"\d{4}", iso):
            return f"{iso}年" if lang.startswith("zh") else iso
    except ValueError:
        return iso
    return iso


@cache
def compact_forms(lang: str) -> tuple[tuple[int, str, str], ...]:
    """Large round numbers as news writes them: power of ten, the word for one and for several, largest first."""
    words: dict[str, tuple[tuple[int, str, str], ...]] = {
        "zh-Hans": ((12, "万亿", "万亿"), (8, "亿", "亿"), (4, "万", "万")),
        "zh-Hant": ((12, "兆", "兆"), (8, "億", "億"), (4, "萬", "萬")),
        "de": ((12, " Billion", " Billionen"), (9, " Milliarde", " Milliarden"), (6, " Million", " Millionen")),
        "en": ((12, " trillion", " trillion"), (9, " billion", " billion"), (6, " million", " million")),
    }
    return words.get(lang) or words.get("zh-Hans" if lang.startswith("zh") else lang) or words["en"]


def format_number(value: float, lang: str, *, compact: bool = True) -> str:
    """A number as the language writes it; large ones in words: `33 billion`, `33 Milliarden`, `330亿`, `330億`."""
    from babel import numbers

    locale = locale_of(lang)
    exact = Decimal(repr(value) if isinstance(value, float) else value)
    if abs(exact) >= 10**24:
        return f"{exact:.3e}"
    if compact:
        for power, one, several in compact_forms(lang):
            scaled = exact.scaleb(-power)
            if 1 <= abs(scaled) < 100_000 and scaled == round(scaled, 3):
                digits = numbers.format_decimal(scaled, "#,##0.###", locale=locale)
                return digits + (one if abs(scaled) == 1 else several)
    digits = numbers.format_decimal(exact, "#,##0.######", locale=locale)
    return digits


def format_money(value: float, currency: str, lang: str) -> str:
    """An amount with its currency in words: `33 billion US dollars`, `33 Milliarden US-Dollar`, `330亿美元`."""
    from babel import numbers

    locale = locale_of(lang)
    amount = format_number(value, lang)
    if not re.fullmatch(r"[A-Z]{3}", currency):
        return f"{amount} {currency}"
    count = value if abs(value) < 1_000_000 else 2
    name = numbers.get_currency_name(currency, count=count, locale=locale)
    return f"{amount}{name}" if lang.startswith("zh") else f"{amount} {name}"


def format_percent(value: float, lang: str) -> str:
    """A percentage; `value` 20 is 20 %."""
    from babel import numbers

    return str(
        numbers.format_percent(
            Decimal(repr(value)) / 100,
            "#,##0.####%" if not lang.startswith("de") else "#,##0.####\u00a0%",
            locale=locale_of(lang),
        )
    )


def format_unit(value: float, unit: str, lang: str) -> str:
    """A number with its unit: `format_unit(3, "month", "de")` is `3 Monate`. Unknown units stay as they are."""
    from babel import units

    locale: Any = locale_of(lang)
    exact = Decimal(repr(value) if isinstance(value, float) else value)
    known = units._find_unit_pattern(unit.lower().replace(" ", "-"), locale)
    amount = format_number(value, lang)
    if known is None:
        return f"{amount} {unit}"
    if amount == format_number(value, lang, compact=False):
        return str(units.format_unit(exact, known, length="long", locale=locale))
    pattern = str(units.format_unit(2 if not lang.startswith("zh") else 1, known, length="long", locale=locale))
    return pattern.replace("2" if not lang.startswith("zh") else "1", amount)


@cache
def language_name(tag: str, lang: str) -> str:
    """The name of a BCP 47 tag (`de-AT`: Austrian German, `pt-AO`: Portuguese (Angola)); the tag where it has none."""
    base, *subtags = tag.split("-")
    locale = locale_of(lang)
    if name := locale.languages.get(tag.replace("-", "_")):
        return str(name)
    details = [locale.scripts.get(each) or locale.territories.get(each) or each for each in subtags]
    name = locale.languages.get(base)
    return f"{name} ({', '.join(details)})" if name and details else name or tag


@cache
def country_names(lang: str) -> Mapping[str, str]:
    """ISO 3166 code to the country's name in a language."""
    territories: Mapping[str, str] = locale_of(lang).territories
    return {code: name for code, name in territories.items() if re.fullmatch(r"[A-Z]{2}", code)}


@cache
def city_names(lang: str) -> Mapping[str, str]:
    """The exemplar city of each time zone, under the zone's name, in a language (CLDR): `Europe/Vienna` is 维也纳."""
    found: dict[str, str] = {}
    zones: Mapping[str, Mapping[str, str]] = locale_of(lang).time_zones
    for zone in map(str, locale_of("zh-Hans").time_zones):
        area, _, place = zone.rpartition("/")
        if area and not area.startswith(("Etc", "Antarctica")):
            found[zone] = zones.get(zone, {}).get("city") or place.replace("_", " ")
    return found
