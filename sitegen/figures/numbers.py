"""Reading numbers: Chinese figure words, German compounds, and runs of English or German number words."""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 40
"""Digits of a number; what is longer is no figure of news."""


class Number(NamedTuple):
    """A number as read: `value`, or `low` (and `high`) where the text leaves it open («several», 几十, 两三)."""

    value: float | int
    low: float | int | None = None
    high: float | int | None = None
    approx: str | None = None
    scale: float | int = 1
    """The last scale word that was read (million: 1000000), for ranges that share it: «3 to 5 million»."""
    digits: str = ""
    """The digits as printed, where it is nothing but digits."""
    words: bool = False
    fraction: bool = False


def tidy(value: float) -> float | int:
    """An int where the value is a whole number that a float holds exactly, else rounded to 12 digits."""
    if isinstance(value, int):
        return value
    if value != value or value in (float("inf"), float("-inf")):
        return 0
    if value == int(value) and abs(value) < 1e15:
        return int(value)
    rounded = float(f"{value:.14g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def plain(text: str, thousands: str, point: str) -> float | int | None:
    """The value of a printed number such as `1.234,5`; None where it is too long to be a figure."""
    text = re.sub(rf"[{re.escape(thousands)}\s\u00a0\u202f]", "", text).replace(point, ".")
    if len(text) > LONGEST:
        return None
    return tidy(float(text)) if "." in text else int(text)


# --- Chinese -------------------------------------------------------------------------------------------------------

FIGURES = {
    character: value
    for value, characters in enumerate(
        ("零〇洞", "一壹幺", "二贰两俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for character in characters
}
STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
TENS = {"廿": 20, "卅": 30}
CHINESE_NUMBER = "".join([*FIGURES, *STEPS, *MYRIADS, *TENS])
PRINTED = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+")


def chinese(text: str) -> Number | None:
    """The value of a Chinese number in Simplified characters, without spaces: `5亿1万4千6百`, `两千四百五`, `几十`.

    A last figure without its unit counts one step below: 两千四百五 is 2450, 九万四 is 94000. In runs of figures
    without units each stands for itself: 二零一七 is 2017. Two neighbours (两三, 七八) leave the number open.
    """
    if not text:
        return None
    sign = 1
    if text[0] in "负-−－":
        sign, text = -1, text[1:]
    whole, _, decimals = text.partition("点")
    if decimals:
        digits = "".join(str(FIGURES[each]) if each in FIGURES else each for each in decimals)
        front = chinese(whole)
        if front is None or not digits.isdecimal() or len(digits) > LONGEST:
            return None
        return Number(tidy(sign * (front.value + float("0." + digits))), words=True)
    approx: str | None = None
    for mark, name in (("多", "more_than"), ("余", "more_than"), ("来", "about")):
        if mark in text:
            approx, text = name, text.replace(mark, "")
    if len(text) >= 2 and all(each in FIGURES for each in text):
        values = [FIGURES[each] for each in text]
        if len(values) > LONGEST:
            return None
        pair = len(values) == 2 and values[0] > 0 and (values[0] + 1 == values[1] or values == [3, 5])
        joined = int("".join(map(str, values)))
        return Number(
            joined,
            values[0] if pair else None,
            values[1] if pair else None,
            digits="".join(map(str, values)),
            words=True,
        )
    text = text.replace("个亿", "亿")
    several = "几" in text or "数" in text
    text = text.replace("数", "几")
    pair_low = _pair(text)
    if pair_low:
        low = chinese(text[:pair_low] + text[pair_low + 1 :])
        high = chinese(text[: pair_low - 1] + text[pair_low:])
        if low and high:
            return Number(sign * low.value, sign * low.value, sign * high.value, scale=high.scale, words=True)
    total, scale, printed = _sum(text)
    if total is None:
        return None
    value = total
    if several:
        # 几十 is at least two tens, 十几 at least eleven, 一百零几万 about one million.
        if "零几" in text or "〇几" in text:
            return Number(tidy(sign * value), approx="several", scale=scale, words=True)
        return Number(tidy(sign * value), tidy(sign * value), None, "several", scale, words=True)
    return Number(
        tidy(sign * value), approx=approx, scale=scale, digits=text if text.isdecimal() else "", words=not printed
    )


def _pair(text: str) -> int:
    """Where two neighbouring figures such as 两三 stand before a unit: the offset of the second, else 0."""
    for place in range(1, len(text)):
        first, second = FIGURES.get(text[place - 1]), FIGURES.get(text[place])
        following = text[place + 1 : place + 2]
        before_unit = following in STEPS or following in MYRIADS
        if first and second == first + 1 and (before_unit or (not following and text[place - 2 : place - 1] == "十")):
            return place
    return 0


def _sum(text: str) -> tuple[float | int | None, float | int, bool]:
    total: float | int = 0
    group: float | int = 0
    section: float | int = 0
    current: float | int | None = None
    last_step: float | int = 1
    scale: float | int = 1
    zero = printed = False
    place = 0
    while place < len(text):
        each = text[place]
        if each.isdecimal() or each == ".":
            found = PRINTED.match(text, place)
            if not found:
                return None, 1, True
            value = plain(found.group(), ",", ".")
            if value is None:
                return None, 1, True
            current, printed, place = value, True, found.end()
            if place == len(text):
                last_step = 1
            continue
        if each in FIGURES:
            zero = zero or FIGURES[each] == 0
            if current is not None and FIGURES[each] != 0 and current != 0:
                current = current * 10 + FIGURES[each]
            else:
                current = FIGURES[each] or current
        elif each == "几":
            current = 2 if current is None and not zero and not section else (1 if not zero else 0)
        elif each in TENS:
            section, current, last_step = section + TENS[each], None, 10
        elif each in STEPS:
            section += (1 if current is None else current) * STEPS[each]
            current, last_step, zero = None, STEPS[each], False
        elif each in MYRIADS:
            group_unit = MYRIADS[each]
            section += current or 0
            if total and group_unit > scale and section == 0 and not group:
                total, group = total * group_unit, 0
            elif group_unit > scale and total and scale > 1:
                total = (total + section) * group_unit
            elif section == 0 and total:
                total *= group_unit
            else:
                total += (section if section or current is not None else 1) * group_unit
            section, current, last_step, zero = 0, None, group_unit, False
            scale = group_unit
        else:
            return None, 1, printed
        place += 1
    if current is not None:
        short = last_step >= 100 and not zero and not printed and current < 10
        short = short or (last_step >= 10**4 and not zero and current < 10 and isinstance(current, int) and not printed)
        section += current * (last_step // 10) if short and last_step > 1 else current
    return total + section, scale, printed


# --- German --------------------------------------------------------------------------------------------------------


def german(parts: list[str], values: dict[str, int]) -> int:
    """The value of a number word by its parts: drei·hundert·sieben·und·siebzig·tausend is 377000."""
    total = current = 0
    for part in parts:
        if part == "tausend":
            total, current = total + (current or 1) * 1000, 0
        elif part == "hundert":
            current = (current or 1) * 100
        elif part != "und":
            current += values[part]
    return total + current
