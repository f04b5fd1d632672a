"""Dates as pages print them, and the choice between those that a page offers. A wrong date is worse than none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jän jänner janvier enero gennaio", "february feb februar feber février fevrier febrero",
            "march mar märz maerz mrz mars marzo", "april apr avril abril aprile", "may mai mayo maggio",
            "june jun juni juin junio giugno", "july jul juli juillet julio luglio",
            "august aug août aout agosto", "september sep sept septembre septiembre settembre",
            "october oct oktober okt octobre octubre ottobre", "november nov novembre noviembre",
            "december dec dezember dez décembre decembre diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
YEAR = r"(?:19[89]\d|20\d\d)"

YEAR_FIRST = re.compile(
    rf"(?<!\d)({YEAR})\s?(?:[-/.]\s?(0?[1-9]|1[0-2])\s?[-/.]\s?(0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|年\s?(0?[1-9]|1[0-2])\s?月\s?(0?[1-9]|[12]\d|3[01])\s?[日号號])"
)
COMPACT = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:\d{4,6})?(?!\d)")
DAY_FIRST = re.compile(
    rf"(?<!\d)(0?[1-9]|[12]\d|3[01])(?:\.|st|nd|rd|th)?\s+(?:de\s+)?({_MONTH})\.?,?\s+(?:de\s+)?({YEAR})(?!\d)", re.I
)
MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])({_MONTH})\.?\s+(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s+({YEAR})(?!\d)", re.I
)
DOTTED = re.compile(rf"(?<![\d.])(0?[1-9]|[12]\d|3[01])\.\s?(0?[1-9]|1[0-2])\.\s?({YEAR})(?!\d)")
IN_ADDRESS = re.compile(rf"[/_-]({YEAR})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_.\-]|$)")

UPDATED = re.compile(
    r"(?:最后|最後)?(?:更新|修改|編輯|编辑)(?:时间|時間|日期|于|於|：|:)|\b(?:last\s+)?(?:updated?|modified|edited|reviewed)\b"
    r"|aktualisiert|zuletzt (?:ge|be)|\bStand:|mis à jour|actualizado",
    re.IGNORECASE,
)
"""Words before a date that is not the day of publication."""

OTHER_DAY = re.compile(
    r"注册|註冊|加入(?:时间|時間|于|於)?|最后登录|最後登入|编辑过|編輯過|截至|生日"
    r"|\b(?:joined|registered|member since|retrieved|born)\b"
    r"|Mitglied seit|Registriert|abgerufen|geboren",
    re.IGNORECASE,
)
"""Words before or after a date that has nothing to do with the article: a member joined, a page was looked up."""

PUBLISHED = re.compile(
    r"发布|發布|发帖|發帖|发贴|發文|出刊|发表|發表|刊登|刊发|出版|時間|时间|日期"
    r"|publi(?:shed|é)|posted|veröffentlicht|erschienen|erstellt|publicado",
    re.IGNORECASE,
)


def dates_in(text: str) -> list[tuple[int, str]]:
    """All full dates of a text as (offset, ISO 8601), in order.

    `04/05/2024` is left out: nobody knows which is the month.
    """
    found: dict[int, str] = {}
    for match in YEAR_FIRST.finditer(text):
        year, month, day = match[1], match[2] or match[4], match[3] or match[5]
        _note(found, match.start(), int(year), int(month), int(day))
    for match in DOTTED.finditer(text):
        _note(found, match.start(), int(match[3]), int(match[2]), int(match[1]))
    for match in DAY_FIRST.finditer(text):
        _note(found, match.start(), int(match[3]), MONTHS[match[2].lower()], int(match[1]))
    for match in MONTH_FIRST.finditer(text):
        _note(found, match.start(), int(match[3]), MONTHS[match[1].lower()], int(match[2]))
    return sorted(found.items())


def _note(found: dict[int, str], place: int, year: int, month: int, day: int) -> None:
    try:
        found[place] = date(year, month, day).isoformat()
    except ValueError:  # 31 February
        return


def machine_date(value: str) -> str | None:
    """The day of a date written for machines: `2024-04-02T08:04:27+08:00`, `20240402`, an RFC 822 date."""
    text = value.strip()[:60]
    if (found := dates_in(text)) and len({day for _, day in found}) == 1:
        return found[0][1]
    if match := COMPACT.fullmatch(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            return None
    return None


def address_date(url: str) -> str | None:
    """The day in an address such as `/2024/04/02/` or `/20240402/`; None where there is none or more than one."""
    days = {machine_date("".join(match.groups())) for match in IN_ADDRESS.finditer(url)}
    return days.pop() if len(days) == 1 else None


def printed_dates(text: str) -> tuple[list[str], list[str]]:
    """The dates that a line near the headline prints: of publication, those said to be so first, and of updates."""
    labelled: list[str] = []
    published: list[str] = []
    updated: list[str] = []
    found = dates_in(text)
    for index, (place, day) in enumerate(found):
        before = text[found[index - 1][0] + 4 if index else 0 : place][-40:]
        after = text[place : found[index + 1][0] if index + 1 < len(found) else len(text)][:40]
        if OTHER_DAY.search(before) or OTHER_DAY.search(after):
            continue
        is_published = PUBLISHED.search(before.rsplit(" ", 1)[-1])
        if UPDATED.search(before) and not is_published:
            updated.append(day)
        else:
            (labelled if PUBLISHED.search(before) else published).append(day)
    return labelled + published, updated


def choose_date(
    stated: Sequence[str],
    printed: Sequence[str],
    weak: Sequence[str],
    changed: Sequence[str] = (),
    latest: str | None = None,
) -> tuple[str | None, str | None]:
    """The day of publication, and a doubt where there is one.

    `stated` is for machines (JSON-LD, meta), `printed` stands near the headline, `weak` is the rest (address, other
    `<time>`), `changed` are days of updates; each in the order of its standing. Where machine and print agree it is
    settled; they may differ by a day, since machines often count in UTC: then readers saw the printed one. Where they
    contradict each other a third witness decides, or nobody; a machine that gives the day of an update is none.
    """
    ordered = [day for day in (*stated[:1], *printed[:1]) if _sensible(day, latest)]
    others = [day for day in (*stated, *printed, *weak) if _sensible(day, latest)]
    if not ordered:
        others = [day for day in (*weak, *changed) if _sensible(day, latest)]
        if not others or (date.fromisoformat(max(others)) - date.fromisoformat(min(others))).days > 1:
            return None, None
        return min(others), "the only date of the page is not said to be the day of publication"
    if len(ordered) == 1 or ordered[0] == ordered[1]:
        return ordered[0], None
    machine, seen = ordered
    if abs((date.fromisoformat(machine) - date.fromisoformat(seen)).days) <= 1 or (
        machine in changed and seen < machine
    ):
        return seen, None
    doubt = f"the page states two dates, {machine} and {seen}"
    witnesses = {day: others.count(day) for day in ordered}
    if witnesses[machine] == witnesses[seen]:
        return None, doubt
    return max(ordered, key=lambda day: witnesses[day]), doubt


def _sensible(day: str, latest: str | None) -> bool:
    return day > "1990" and (latest is None or day <= latest)
