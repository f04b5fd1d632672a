"""Dates as news pages print them, in many languages. Only a date whose year is printed counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sitegen.patterns import late

MONTHS = {
    "januar": 1,
    "jänner": 1,
    "january": 1,
    "jan": 1,
    "janvier": 1,
    "janv": 1,
    "enero": 1,
    "ene": 1,
    "februar": 2,
    "february": 2,
    "feb": 2,
    "février": 2,
    "fevrier": 2,
    "févr": 2,
    "febrero": 2,
    "märz": 3,
    "maerz": 3,
    "mär": 3,
    "mrz": 3,
    "march": 3,
    "mar": 3,
    "mars": 3,
    "marzo": 3,
    "april": 4,
    "apr": 4,
    "avril": 4,
    "avr": 4,
    "abril": 4,
    "abr": 4,
    "mai": 5,
    "may": 5,
    "mayo": 5,
    "juni": 6,
    "june": 6,
    "jun": 6,
    "juin": 6,
    "junio": 6,
    "juli": 7,
    "july": 7,
    "jul": 7,
    "juillet": 7,
    "juil": 7,
    "julio": 7,
    "august": 8,
    "aug": 8,
    "août": 8,
    "aout": 8,
    "agosto": 8,
    "ago": 8,
    "september": 9,
    "sept": 9,
    "sep": 9,
    "septembre": 9,
    "septiembre": 9,
    "setiembre": 9,
    "oktober": 10,
    "okt": 10,
    "october": 10,
    "oct": 10,
    "octobre": 10,
    "octubre": 10,
    "november": 11,
    "nov": 11,
    "novembre": 11,
    "noviembre": 11,
    "dezember": 12,
    "dez": 12,
    "december": 12,
    "dec": 12,
    "décembre": 12,
    "decembre": 12,
    "déc": 12,
    "diciembre": 12,
    "dic": 12,
}
"""Month names and their short forms in German, English, French and Spanish."""

_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_FIRST = "".join(sorted({name[0] for name in MONTHS}))
DATE = late(
    rf"(?=[\d{_FIRST}令平昭民日發发更上公時])(?:"  # how a date may begin: three quarters of the time are saved
    rf"(?<!\d){_YEAR.format('y1')}\s?[-/.]\s?(?P<m1>\d{{1,2}})\s?[-/.]\s?(?P<d1>\d{{1,2}})(?!\d)"
    rf"|{_YEAR.format('y2')}\s?[年년]\s?(?P<m2>\d{{1,2}})\s?[月월]\s?(?P<d2>\d{{1,2}})\s?[日日일号號]"
    rf"|(?<!\d)(?P<d3>\d{{1,2}})\.?(?:st|nd|rd|th|er|º)?\.?[\s-](?:de\s|of\s)?(?P<n3>{_NAME})\.?(?:\sde|"
    rf"\sdel)?[\s,-]{{1,2}}{_YEAR.format('y3')}(?!\d)"
    rf"|(?<![^\W\d_])(?P<n4>{_NAME})\.?\s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR.format('y4')}(?!\d)"
    rf"|(?<![\d.])(?P<d5>\d{{1,2}})\.\s?(?P<m5>\d{{1,2}})\.\s?{_YEAR.format('y5')}(?!\d)"
    rf"|(?<![\d/])(?P<a6>\d{{1,2}})/(?P<b6>\d{{1,2}})/{_YEAR.format('y6')}(?!\d)"
    rf"|(?<![^\W\d_])(?P<n7>{_NAME})\s+(?P<d7>\d{{1,2}})\s+\d\d:\d\d(?::\d\d)?(?:\s[A-Z]{{3,4}})?\s{_YEAR.format('y7')}"
    rf"(?!\d)"
    r"|(?P<era>令和|平成|昭和|民國|民国)\s?(?P<y8>\d{1,3}|元)\s?年\s?(?P<m8>\d{1,2})\s?月\s?(?P<d8>\d{1,2})\s?日"
    r"|(?:日期|發布|发布|更新|上版|公告|時間)\s?[:：]\s?(?P<ya>1[01]\d)[-/.](?P<ma>\d\d)[-/.](?P<da>\d\d)(?!\d)"
    r"|(?<!\d)(?P<y9>20\d\d)(?P<m9>0[1-9]|1[0-2])(?P<d9>0[1-9]|[12]\d|3[01])(?!\d))",
    re.IGNORECASE,
)
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
TIME = late(
    r"(?<!\d)(?:[01]?\d|2[0-4])\s?[:h：]\s?[0-5]\d(?:\s?[:：]\s?[0-5]\d)?(?:\s?(?:Uhr|[AaPp]\.?[Mm]\.?|"
    r"[A-Z]{2,4}\b))?(?!\d)|(?<!\d)(?:[01]?\d|2[0-4])[时時](?:[0-5]?\d分)?"
)


YEAR_SIGN = late(r"\d\d\d")


def find_date(text: str) -> re.Match[str] | None:
    """The first date of a text, as it stands; it need not be one of the calendar."""
    return DATE.search(text) if _may_hold_date(text) else None


def _may_hold_date(text: str) -> bool:
    """True for a text with what every date has: three digits in a row, or the word for year of East Asian eras."""
    return "年" in text or YEAR_SIGN.search(text) is not None


class Dated(NamedTuple):
    """A date and where it stands."""

    start: int
    end: int
    iso: str


def dates_in(text: str, *, month_first: bool = False) -> Iterator[Dated]:
    """The dates of a text in order. `3/4/2024` is the 3rd of April unless `month_first` or only that is possible."""
    for match in DATE.finditer(text) if _may_hold_date(text) else ():
        iso = _iso(match, month_first)
        if iso:
            yield Dated(match.start(), match.end(), iso)


def _iso(match: re.Match[str], month_first: bool) -> str | None:
    found = match.groupdict()
    for number in "12345789a":
        year = found.get(f"y{number}")
        if not year:
            continue
        month = found.get(f"m{number}") or MONTHS[found[f"n{number}"].casefold()]
        base = ERAS[found["era"]] if number == "8" else ERAS["民國"] if number == "a" else 0
        return _checked(base + (1 if year == "元" else int(year)), int(month), int(found[f"d{number}"]))
    first, second, year = int(found["a6"]), int(found["b6"]), int(found["y6"])
    if second > 12 or (month_first and first <= 12):
        return _checked(year, first, second)
    return _checked(year, second, first)


def _checked(year: int, month: int, day: int) -> str | None:
    if 1 <= month <= 12 and 1 <= day <= 31 and 1900 <= year <= 2100:
        return f"{year:04}-{month:02}-{day:02}"
    return None
