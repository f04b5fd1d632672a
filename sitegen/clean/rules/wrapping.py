"""Lines wrapped in mid-sentence, and words divided at a line end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from sitegen.clean.dates import find_date
from sitegen.clean.draft import Change
from sitegen.clean.lines import BULLET, BYLINE, CJK, SENTENCE_ENDS
from sitegen.clean.rule import Rule
from sitegen.patterns import late
from sitegen.text import display_width

WIDEST = 110
"""Columns; longer lines were not wrapped by a program."""
NARROWEST = 30
"""Columns; shorter lines say nothing of the width to which a text is wrapped."""
CJK_END = late(f"[{CJK}，、；：“”‘’（）《》「」—…]$")
CJK_START = late(f"[{CJK}，、；：“”‘’（）《》「」—…。！？]")
FIRST_WORD = late(r"\S{1,40}")
HANGING = late(r"(?<=[^\W\d_])[-‐\u00ad]$")
COORDINATED = late(r"(?:und|oder|bzw\.?|sowie|and|or|to|et|ou|y|o)\b")
STARTS_NEW = late(r"[#>|※@【\[]|https?://|-{2,}|={2,}|_{2,}|\*{2,}|\d{1,4}$|[—–-]\s")
NO_WRAP = late(r"[※|│#>*+・·•]|推 |→ |噓 |嘘 |https?://|\\d{1,3}[.)、]?\\s")
LABELLED = late(r"[^\s:：]{1,12}[:：](?:\s|$)")


def wrapped_lines(text: str) -> Iterator[Change]:
    """Line ends that a mail program, a bulletin board or text recognition put inside sentences.

    Only where the capture as a whole is wrapped: many lines end in mid-sentence near one width. Words divided at a line
    end are joined (`Lüf-` + `tung`), but `Klima- und` and `KI-` + `Chips` keep the hyphen.
    """
    lines = text.split("\n")
    if len(lines) < 4:
        return
    wrapped = _wrap_width(lines)
    broken = _broken_title(lines)
    if wrapped is None and broken is None:
        return
    position = 0
    for index, (this, following) in enumerate(pairwise(lines)):
        if wrapped is None and index > HEAD:
            return
        end = position + len(this)
        joins = wrapped is not None and this.strip() and following.strip() and _joins(this.rstrip(), following, wrapped)
        if joins or index == broken:
            start = position + len(this.rstrip())
            stop = end + 1 + len(following) - len(following.lstrip())
            yield _join(text, this.rstrip(), following.lstrip(), start, stop)
        position = end + 1


HEAD = 40
"""Lines at the beginning among which a headline is looked for."""
TITLE_BEGINS = late(r"[A-ZÀ-ÖØ-Þ„“\"«‘]\S* \S")


def _broken_title(lines: list[str]) -> int | None:
    """The first line of a headline set in two, the second of which begins in mid-sentence and stands over a byline."""
    head = lines[: HEAD + 4]
    for index, (this, following) in enumerate(pairwise(head)):
        if not following[:1].islower() or len(this) > WIDEST or len(following) > WIDEST:
            continue
        below = [line.strip() for line in head[index + 2 : index + 4]]
        if (
            TITLE_BEGINS.match(this)
            and this.rstrip()[-1] not in SENTENCE_ENDS
            and following.rstrip()[-1] not in ".,;:"
            and any(BYLINE.match(line) or (len(line) < 80 and find_date(line)) for line in below)
        ):
            return index
    return None


def _wrap_width(lines: list[str]) -> int | None:
    """The width to which the capture is wrapped; None where it is not.

    Lines that end in mid-sentence and go on below crowd just under one width, and hardly a line is wider.
    """
    long = sum(len(line) > WIDEST for line in lines)
    if long * 4 > sum(1 for line in lines if line) - long:
        return None
    going_on = (this and below and this.rstrip()[-1:] not in SENTENCE_ENDS for this, below in pairwise(lines))
    if sum(map(bool, going_on)) < 3:
        return None
    open_ended: list[int] = []
    for this, following in pairwise(line.strip() for line in lines):
        if (
            2 * len(this) >= NARROWEST
            and len(this) <= WIDEST
            and following
            and this[-1] not in SENTENCE_ENDS
            and _runs(this)
            and not BULLET.match(this)
            and NARROWEST <= (width := display_width(this)) <= WIDEST
        ):
            open_ended.append(width)
    if len(open_ended) < 3:
        return None
    counts = Counter(open_ended)
    crowd = {top: sum(counts[width] for width in range(top - 8, top + 1)) for top in counts}
    widest = max(crowd, key=lambda top: (crowd[top], -top))
    if crowd[widest] < 3 or crowd[widest] * 2 < len(open_ended):
        return None
    wider = sum(_width(line) > widest + 2 for line in map(str.strip, lines) if line and _runs(line))
    return widest if wider * 4 <= crowd[widest] else None


def _runs(line: str) -> bool:
    """True for a line that may be part of running text: no list, no table."""
    return "   " not in line and NO_WRAP.match(line) is None


def _width(line: str) -> int:
    return display_width(line) if len(line) <= WIDEST else 2 * WIDEST


def _joins(this: str, following: str, widest: int) -> bool:
    next_text = following.strip()
    width = display_width(this)
    if width > WIDEST or STARTS_NEW.match(next_text) or "    " in this.strip() or "    " in next_text:
        return False
    if BULLET.match(next_text) or BYLINE.match(next_text) or this.lstrip()[:1] in "#※|":
        return False
    indent, next_indent = len(this) - len(this.lstrip()), len(following) - len(following.lstrip())
    if abs(indent - next_indent) > 2 and not BULLET.match(this.lstrip()):
        return False
    if HANGING.search(this) and next_text[0].isalnum() and width >= 0.5 * widest:
        return True
    closed = this.rstrip("”」』\"'»)）]")[-1:] in SENTENCE_ENDS + ":："
    cjk = CJK_END.search(this) is not None
    word = FIRST_WORD.match(next_text)
    room = 4 if cjk else len(word.group()) + 1 if word else 1
    full = width + room > widest - 1
    if closed:
        return (
            full and this[-1:] not in ":：" and width >= 0.9 * widest and not following.startswith(" " * (indent + 2))
        )
    if cjk or CJK_START.match(next_text):
        return width >= 0.78 * widest and not LABELLED.match(next_text)
    return full or (next_text[0].islower() and width >= 0.4 * widest)


def _join(text: str, this: str, following: str, start: int, stop: int) -> Change:
    if HANGING.search(this) and not CJK_START.match(following):
        if COORDINATED.match(following):
            return Change(start, stop, " ", "wrapped-lines", "hard-wrap")
        if following[0].islower():
            whole = this[this.rfind(" ") + 1 :] + following.split(" ", 1)[0].rstrip(".,;:!?")
            if whole in text:
                return Change(start, stop, "", "wrapped-lines", "hard-wrap")
            return Change(start - 1, stop, "", "wrapped-lines", "hyphenation")
        return Change(start, stop, "", "wrapped-lines", "hard-wrap")
    glue = "" if CJK_END.search(this) and (CJK_START.match(following) or CJK_START.match(this[-1])) else " "
    if CJK_END.search(this) and not CJK_START.match(following):
        glue = ""
    if CJK_START.match(following) and not CJK_END.search(this):
        glue = ""
    return Change(start, stop, glue, "wrapped-lines", "hard-wrap")


RULES = (
    Rule(
        "wrapped-lines",
        "hard-wrap",
        "Lines wrapped in mid-sentence are joined, divided words made whole.",
        "die Lüf-⏎tung",
        wrapped_lines,
    ),
)
