"""Characters whose conversion a word list cannot decide: surnames, transliterated names, nautical miles, swimming.

Word lists know 余光中 but not the next reporter by the name of 余; here titles, verbs and neighbours decide.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

DIGITS = "0-9０-９〇零一二三四五六七八九十百千万亿两几数半多"


@cache
def _rules() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """The characters that are looked at, the pattern that must match there, and what its match becomes."""
    import tomllib

    data = tomllib.loads((Path(__file__).parent / "data" / "names-Hant.toml").read_text(encoding="utf-8"))
    surnames: dict[str, str] = data["surnames"]
    words, foreign = data["words"], f"[{data['transliteration']['characters']}]"
    alternatives: tuple[str, ...] = (
        _surname_pattern("".join(surnames), words),
        _li_pattern(foreign),
        rf"(?<![公英华海{DIGITS}])里面(?!积)",
        rf"(?<![{DIGITS}])(?<![0-9０-９] )海里(?=[的有没，。、游捕抓捞找打生活了那这出])",
        r"(?:(?<=鱼群|乌龟|蝌蚪|鸭子|企鹅|海龟)|(?<=[鱼鲸豚鸭鹅]))游(?![戏客览玩乐艇船轮行人])",
        rf"游(?=了?[{DIGITS}][{DIGITS}余来]{{0,8}}(?:米|公尺|圈|公里|海里|趟))",
    )
    alternatives += (
        # 系 as the copula of reports: 系人为造成, 系中国籍
        rf"(?<![{words['not_before_copula']}])系(?={'|'.join(words['after_copula'])})",
        r"(?<=没|未)干(?=透|[，。！？；])",
        r"(?<=[个点按获])赞(?![助成同])",
        r"(?<=[这那每某该])台(?=风力|风电|风机|风扇|风洞)",
    )
    values = {
        "系": "係",
        "台": "臺",
        "干": "乾",
        "赞": "讚",
        **surnames,
        "里": "里",
        "海里": "海裡",
        "里面": "裡面",
        "游": "游",
    }
    first = re.compile(f"[{''.join(surnames)}里海系台干赞]")
    return first, re.compile("|".join(alternatives)), values


def _surname_pattern(surnames: str, words: dict[str, list[str] | str]) -> str:
    after, before, verbs = ("|".join(words[key]) for key in ("after", "before", "verbs"))
    start = rf"(?:(?<![\u3400-\u9fff])|(?<=[{words['led_by']}]))"
    given = rf"(?![{words['not_after']}])[\u3400-\u9fff]{{1,2}}"
    open_ones = "".join(sorted(set(surnames) - {"于"}))
    return (
        f"{start}[{surnames}](?={after}|(?:[老小]|{given})(?:{verbs}))"
        f"|(?<![{words['not_before']}])[{open_ones}](?={after})"
        f"|(?<={before})[{surnames}](?={given}(?:[^\\u3400-\\u9fff]|在|与|和|的|以|就|从|等|向|对|将|{verbs}))"
    )


def _li_pattern(foreign: str) -> str:
    return (
        rf"(?<={foreign}{foreign})里(?![面边头有])|(?<=[马加费]|{foreign})里(?={foreign}|·)|(?<=·{foreign})里"
        r"|(?<=·)里"
    )


def decided_by_context(text: str) -> list[tuple[int, int, str]]:
    """Spans of a Simplified text whose Traditional form their neighbours decide, with that form, in order."""
    first, pattern, values = _rules()
    matches = (pattern.match(text, place.start()) for place in first.finditer(text))
    return [(match.start(), match.end(), values[match.group()]) for match in matches if match]
