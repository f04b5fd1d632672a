"""A text as tokens of its language: words of the table, printed dates, and numbers put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from sitegen.figures.lexicon import (
    ABBREVIATED_IN_PROSE,
    AROUND,
    LETTER,
    STARTS_NUMBER,
    VULGAR,
    Lexicon,
    Token,
    alternation,
    level,
    lexicon,
    number_senses,
    printed_date,
)  # fmt: skip
from sitegen.figures.numbers import FIGURES, LONGEST, STEPS, Number, chinese, german, plain, tidy

GAP = re.compile(r"[\s\u00a0]*-?[\s\u00a0]?")
COMMA = re.compile(r"\s?[,，]\s{0,2}")
NAME_END = re.compile(r"[a-z_][a-z0-9_.]*[-–/]$")
HUNDREDTHS = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
NONE: Mapping[str, Any] = {}


LONGEST_GAP = 4
"""Characters between two tokens that belong together; see `gap_kind`."""


def gap_kind(low: str, start: int, end: int) -> str:
    """What stands between two tokens: nothing that parts them (``), a comma (`,`), or other words (`|`)."""
    if start == end:
        return ""
    if end - start > LONGEST_GAP:
        return "|"
    gap = low[start:end]
    if gap == "/":
        return ""
    if gap == " " or GAP.fullmatch(gap):
        return "|" if gap.count("\n") > 1 else ""
    return "," if COMMA.fullmatch(gap) else "|"


FIRST_FIGURES = frozenset("0123456789" + "".join(VULGAR))
WORD = re.compile(r"[^\W_]+")


def windows(low: str, table: Lexicon) -> list[tuple[int, int]]:
    """The stretches of a text that can hold figures: what lies near an anchor, cut between words."""
    before, after = AROUND[table.lang]
    found: list[tuple[int, int]] = []
    start = end = 0
    if isinstance(table.anchors, re.Pattern):  # Chinese, which writes no spaces between words
        for match in table.anchors.finditer(low):
            first, past = match.span()
            if first - before > end:
                if end:
                    found.append((start, end))
                start = first - before
            end = past + after
    else:
        for first, past in anchors(low, table.anchors, table.number_stems):
            if first - before > end:
                end = edge(low, end) if end else 0
                if first - before > end:
                    if end:
                        found.append((start, end))
                    start = min(edge(low, first - before), first)
            end = past + after
        end = edge(low, end) if end else 0
    if end:
        found.append((start, min(end, len(low))))
    return found


def anchors(low: str, words: frozenset[str], stems: frozenset[str]) -> list[tuple[int, int]]:
    """Where the anchors of a German or English text stand; see `lexicon.anchors`."""
    return [
        match.span()
        for match in WORD.finditer(low)
        if (word := match[0]) in words or word[0] in FIRST_FIGURES or (len(word) > 6 and word[:3] in stems)
    ]


def edge(low: str, place: int) -> int:
    """The next place that is not inside a word."""
    limit = min(len(low), place + 40)
    while place < limit and (low[place].isalnum() or (low[place - 1].isalnum() and not low[place].isspace())):
        place += 1
    return place


WORD_KINDS = frozenset({"word", "letters", "sign_word"})
NUMBER_KINDS = frozenset({"number", "grouped", "share", "tenth", "dotted", "ordinal"})
JOINTS_OF_NAMES = frozenset("-–/#_")
LATIN = re.compile("[a-z]")
new_token = tuple.__new__
"""Makes a token without the detour over its Python-level constructor: there are hundreds in an article."""


def tokens(text: str, lang: str) -> tuple[str, list[Token]]:
    """The text brought to the level of the tables, and its tokens in order."""
    table = lexicon(lang)
    low = level(text, lang)
    if lang == "zh":
        return low, chinese_tokens(text, low, table)
    return low, put_together(tokens_between_spaces(text, low, table), low)


def chinese_tokens(text: str, low: str, table: Lexicon) -> list[Token]:
    found: list[Token] = []
    pending = -1
    """End of a printed number that a letter follows: only a unit may stand there."""
    words, find, plain_number = table.plain_words, table.pattern.finditer, senses_by_word("zh", "number")
    for window in windows(low, table):
        for match in find(low, *window):
            kind = match.lastgroup
            start, end = match.span()
            if pending >= 0:
                if start != pending:
                    found.pop()
                pending = -1
            word = match[0]
            if kind == "word" or kind == "unit":
                known = words.get(word)
                if known is not None:
                    found.append(new_token(Token, (start, end, known, word)))
                elif token := word_token(table, text, low, start, end):
                    found.append(token)
            elif kind == "plain" and not (found and "to" in found[-1].senses):
                senses = plain_number(word)
                if senses is not None:
                    found.append(new_token(Token, (start, end, senses, word)))
            elif add_figure(found, kind, start, end, text, low, table):
                pending = end
    if pending >= 0 and pending != len(low):
        found.pop()
    return found


def tokens_between_spaces(text: str, low: str, table: Lexicon) -> list[Token]:
    """The tokens of a German or English text, number words not yet put together."""
    found: list[Token] = []
    pending = -1
    """As in `chinese_tokens`."""
    plain_words, words, phrases, find = table.plain_words, table.words, table.phrases, table.pattern.finditer
    beginnings = table.beginnings
    for place, past in windows(low, table):
        while place >= 0:
            matches, place = find(low, place, past), -1
            for match in matches:
                kind, word = match.lastgroup, match[0]
                if kind == "letters" and word not in beginnings:
                    continue  # as are most words
                start, end = match.span()
                if kind == "letters":
                    phrase = phrase_pattern(table.lang, word).match(low, start, past) if word in phrases else None
                    if phrase is not None:
                        place = phrase.end() if phrase.end() > end else -1
                        end, word = phrase.end(), phrase[0]
                    elif word not in words:
                        continue
                if pending >= 0:
                    if start != pending:
                        found.pop()
                    pending = -1
                if kind in WORD_KINDS:
                    known = plain_words.get(word)
                    if known is not None:
                        found.append(new_token(Token, (start, end, known, word)))
                    elif token := word_token(table, text, low, start, end):
                        found.append(token)
                elif add_figure(found, kind, start, end, text, low, table):
                    pending = end
                if place >= 0:
                    break  # to read on behind the phrase
    if pending >= 0 and pending != len(low):
        found.pop()
    return found


@cache
def phrase_pattern(lang: str, head: str) -> re.Pattern[str]:
    """The words that begin with the same letters, of which the longest that stands there counts."""
    return re.compile(f"{alternation(lexicon(lang).phrases[head])}(?!{LETTER})")


def add_figure(found: list[Token], kind: str | None, start: int, end: int, text: str, low: str, table: Lexicon) -> bool:
    """Adds what figures, figure words and signs mean. True for a number that a letter follows."""
    if kind == "skip" or kind == "skip_":
        return False
    word, chinese_text = low[start:end], table.lang == "zh"
    if kind == "plain":
        kind = "number"
    elif kind == "number" and chinese_text:
        kind = "share" if "分之" in word else "tenth" if "成" in word else kind
    elif kind == "half" and start and low[start - 1] in "年天月时日":
        kind = "plus_half"
    elif kind == "chain":
        found.extend(chain_tokens(word, start, table, low))
        return False
    elif kind == "joint" or kind == "joint_":
        found.append(Token(start, end, {"to": 1}, word))
        return False
    senses = senses_by_word(table.lang, str(kind))(word)
    if senses is None:
        return False
    letter_follows = False
    if kind in NUMBER_KINDS:
        behind_joint = low[start - 1 : start] in JOINTS_OF_NAMES or (found and "to" in found[-1].senses)
        if start and behind_joint and stands_in_name(low, start, word, found):
            return False
        following = low[end : end + 1]
        if following == "." and kind == "number" and LATIN.match(low, end + 1):
            return False  # 01.AI
        letter_follows = following.isalpha() and (not chinese_text or following.isascii())
    elif kind == "symbol":
        space = len(word) - len(word.lstrip())
        start, word = start + space, word.lstrip()
        letter = text[start:end]
        decimal = found and found[-1].end == start and "." in found[-1].word and letter in ("B", "T", "K")
        if letter in ("B", "T", "K", "D", "W", "L", "G", "V", "H", "S") and not money_before(found) and not decimal:
            # 910B, 4K, 3D, 5G: names, not figures.
            if space == 0:
                if found and found[-1].end == start:
                    found.pop()
                return False
            if letter in ("B", "T", "K"):
                senses = {"scales": {"B": 10**9, "T": 10**12, "K": 1000}[letter]}
        elif word == "m" and len(found) > 1 and found[-2].senses.get("time") == "hour":
            senses = {"time": "minute"}  # 2h 30m
        elif letter == "M" or (word in ("m", "t") and money_before(found)):
            senses = {"scales": 10**12 if word == "t" else 10**6}
        if (
            chinese_text
            and "scales" in senses
            and found
            and "number" in found[-1].senses
            and start - found[-1].end <= 1
        ):
            last = found.pop()
            number = last.senses["number"]
            senses = {"number": number._replace(value=tidy(number.value * senses["scales"]), digits="")}
            start, word = last.start, low[last.start : end]
    found.append(Token(start, end, senses, word))
    return letter_follows


def money_before(found: list[Token]) -> bool:
    return len(found) >= 2 and "currencies" in found[-2].senses and found[-1].start - found[-2].end <= 1


def word_token(table: Lexicon, text: str, low: str, start: int, end: int) -> Token | None:
    word = low[start:end]
    if word not in table.words:
        word = " ".join(word.split())
        if word not in table.words:
            return None
    senses = table.words[word]
    if word in ABBREVIATED_IN_PROSE and not text[start].isupper():
        senses = {**senses, "weak": 1}
    if (
        table.lang == "de"
        and word == "morgen"
        and text[start] == "M"
        and low[max(0, start - 40) : start].rstrip()[-1:] not in ("", ".", "!", "?", ":")
    ):
        return None  # guten Morgen
    if "currencies" in senses and "time" in senses:
        senses = {
            name: payload
            for name, payload in senses.items()
            if name not in ("sign", "starts") and name != ("time" if text[start].isupper() else "currencies")
        }
    if "months" in senses and low[start - 1 : start] == "$":
        return None
    return Token(start, end, senses, word)


def stands_in_name(low: str, start: int, word: str, found: list[Token]) -> bool:
    """True behind a letter and a joint: GPT-4, Covid-19, /articles/2406766."""
    touching = found[-1] if found and found[-1].end == start else None
    if touching and "to" in touching.senses and (len(found) < 2 or found[-2].end != touching.start):
        found.pop()  # SCP2-173
        return True
    if start < 2 or low[start - 1] not in "-–/#_" or touching:
        return low[start - 1 : start] == "#"
    if found and found[-1].end == start - 1 and found[-1].senses.keys() & {"months", "ordinals"}:
        return False
    return low[start - 1] in "#_" or bool(NAME_END.search(low, max(0, start - 24), start))


def chain_tokens(word: str, start: int, table: Lexicon, low: str) -> list[Token]:
    """Dates in figures, alone or two with a joint; other chains (telephone numbers, versions) give nothing."""
    if word.startswith("+") or (low[start - 1 : start] == "-" and not low[start - 2 : start - 1].isalpha()):
        return []
    text = word.rstrip(".")
    if len(text) > LONGEST:
        return []
    end = start + len(text)
    if SEASON.fullmatch(text):
        return []  # 2018/19, 2019/2020
    order = table.order
    if both := DECIMALS_JOINED.fullmatch(text):
        counted = table.lang != "zh" or UNIT_BEHIND.match(low, end)  # 5.1-5.7 may be days
        if counted and (joined := joined_decimals(both, start, german_point=table.lang == "de")):
            return joined
    whole = printed_date(text, order)
    if whole is not None and len(re.findall(r"[0-9]+", text)) <= 3:
        numbers = re.findall(r"[0-9]+", text)
        senses: dict[str, Any] = {"printed_date": whole}
        if len(numbers) == 2 and "/" in text and whole.year is None:
            senses["number"] = Number(tidy(int(numbers[0]) / max(int(numbers[1]), 1)), fraction=True)
            senses |= {"weak": 1, "starts": 1}
        return [Token(start, end, senses, text)]
    numbers = re.findall(r"[0-9]+", text)
    if len(numbers) == 2 and "/" in text and int(numbers[0]) < int(numbers[1]) and len(text) < 12:
        return [
            Token(
                start,
                end,
                {"number": Number(tidy(int(numbers[0]) / int(numbers[1])), fraction=True), "starts": 1},
                text,
            )
        ]
    for joint in re.finditer(r"[-–~]", text):
        first = printed_date(text[: joint.start()], order)
        second = printed_date(text[joint.end() :], order)
        if first and second and first.day and second.day:
            return [
                Token(start, start + joint.start(), {"printed_date": first}, text[: joint.start()]),
                Token(start + joint.start(), start + joint.end(), {"to": 1}, "-"),
                Token(start + joint.end(), end, {"printed_date": second}, text[joint.end() :]),
            ]
    return []


SEASON = re.compile(r"(?:19|20)[0-9]{2}\s?/\s?(?:(?:19|20)[0-9]{2}|1[3-9]|[2-9][0-9])")
DECIMALS_JOINED = re.compile(
    r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,4}(?:\.[0-9]{1,2})?)([-–])([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,4}(?:\.[0-9]{1,2})?)"
)
"""`1.5-2.5`, and in German `1.500-2.000`."""


UNIT_BEHIND = re.compile(r"\s?[%万亿千百元美倍个吨米公度]")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


def joined_decimals(found: re.Match[str], start: int, *, german_point: bool) -> list[Token]:
    """Two numbers and what joins them; nothing where they do not rise or may be a date."""
    if german_point and not all(THOUSANDS.fullmatch(found[part]) for part in (1, 3)):
        return []
    values = [float(found[part].replace(".", "") if german_point else found[part]) for part in (1, 3)]
    if values[0] >= values[1] or (values[1] >= 1000 and not german_point):
        return []
    sides = [
        Token(
            start + found.start(part),
            start + found.end(part),
            {**number_senses(Number(tidy(value))), "figures": 1, "starts": 1},
            found[part],
        )
        for part, value in zip((1, 3), values, strict=True)
    ]
    joint = Token(start + found.start(2), start + found.end(2), {"to": 1}, found[2])
    return [sides[0], joint, sides[1]]


@cache
def senses_by_word(lang: str, kind: str) -> Callable[[str], Mapping[str, Any] | None]:
    """A function that gives the senses of a token made of figures or figure words; None where it is none after all."""
    table = lexicon(lang)

    @lru_cache(maxsize=20_000)
    def senses_of(word: str) -> Mapping[str, Any] | None:
        senses = read_figure(table, kind, word)
        if senses is None:
            return None
        starts = {} if STARTS_NUMBER.isdisjoint(senses) else {"starts": 1}
        return {**senses, **starts, "sign": table.sign(senses)}

    return senses_of


def read_figure(table: Lexicon, kind: str, word: str) -> dict[str, Any] | None:
    if len(word) > 3 * LONGEST:
        return None
    if kind == "vulgar":
        return {"number": Number(tidy(VULGAR[word]), fraction=True), "vulgar": 1}
    if kind == "symbol":
        return dict(table.symbols[word.strip()])
    if kind == "sign":
        return {"percent": word}
    if kind == "ordinal":
        digits = re.sub(r"[^0-9]", "", word)
        value = int(digits) if digits else getattr(chinese(word.removeprefix("第").strip()), "value", None)
        return {"ordinals": value} if value else None
    if kind == "half":
        return {"number": Number(0.5, words=True)}
    if kind == "plus_half":
        return {"plus_half": 1}
    if kind == "mixed":
        mixed = mixed_number(word)
        if mixed is None:
            return None
        return {"number": mixed} if table.lang == "zh" else number_senses(mixed)
    if kind == "dotted":
        return dotted_senses(word, table.order)
    if kind == "decade":
        return {"decade": int(re.sub(r"[^0-9]", "", word))}
    if kind == "short_year":
        value = int(word[1:])
        return {"year_number": value + (1900 if value > 40 else 2000), "figures": 1}
    if kind == "compound":
        return compound_senses(table, word)
    if kind == "share":
        return share_senses(word)
    if kind == "tenth":
        whole, _, rest = re.sub(r"\s", "", word).partition("成")
        number = chinese(whole)
        if number is None:
            return None
        unit = 5 if rest == "半" else FIGURES.get(rest, 0)
        return {"percent_value": number._replace(value=tidy(number.value * 10 + unit))}
    if table.lang == "zh":
        return compact_date(word, table.order) or chinese_senses(word)
    sign = -1 if word[0] in "-−" else 1
    german_point = table.lang == "de" and word.count(",") < 2  # else 1,00,000
    value = (
        plain(word.lstrip("-−"), "." if german_point else ",", "," if german_point else ".")
        if "e" not in word
        else exponent(word, table.lang)
    )
    if value is None:
        return None
    digits = word if word.isdecimal() else ""
    return compact_date(word, table.order) or {
        **number_senses(Number(sign * value, digits=digits)),
        "figures": 1,
    }


def compact_date(word: str, order: str) -> dict[str, Any] | None:
    """`20240402`, where the calendar has such a day."""
    if len(word) != 8 or word[:2] not in ("19", "20") or not word.isdecimal():
        return None
    found = printed_date(f"{word[:4]}-{word[4:6]}-{word[6:]}", order)
    return {"printed_date": found} if found else None


def exponent(word: str, lang: str) -> float | int | None:
    try:
        return tidy(float(word.replace(",", ".") if lang == "de" else word.replace(",", "")))
    except (ValueError, OverflowError):
        return None


def mixed_number(word: str) -> Number | None:
    """`3 1/2`, `-5/6`, `2^10`."""
    sign = -1 if word[0] in "-−" else 1
    if "/" in word and len(re.findall("[0-9]+", word)) == 2:
        above, below = map(int, re.findall(r"[0-9]+", word))
        return Number(tidy(sign * above / below), fraction=True) if below else None
    if "^" in word:
        base, _, power = word.lstrip("-−").partition("^")
        try:
            return Number(tidy(sign * float(base) ** float(power)))
        except (OverflowError, ZeroDivisionError):
            return None
    whole, above, below = map(int, re.findall(r"[0-9]+", word))
    return Number(tidy(sign * (whole + above / below)), fraction=True) if below else None


def dotted_senses(word: str, order: str) -> dict[str, Any] | None:
    """`15.1.`, `27. 11.`, `1.8.2024`; `22.04` may also be a machine's decimal."""
    found = printed_date(word, order)
    senses: dict[str, Any] = {"printed_date": found} if found else {}
    if re.fullmatch(r"[0-9]+\.[0-9]+", word):
        senses |= {**number_senses(Number(tidy(float(word)))), "weak": 1}
    return senses or None


MULTIPLE = re.compile("(?:mal|fach(?:e[nsr]?)?)$")
LASTING = re.compile("(jährig|tägig|monatig|wöchig|stündig|minütig)(?:e[nrsm]?)?$")
LASTS = {"jährig": "year", "tägig": "day", "monatig": "month", "wöchig": "week", "stündig": "hour", "minütig": "minute"}


def compound_senses(table: Lexicon, word: str) -> dict[str, Any] | None:
    lasting = LASTING.search(word)
    tail = found.group() if (found := lasting or MULTIPLE.search(word)) else ""
    stem = word.removesuffix(tail)
    assert table.german_part is not None
    if stem in ("sech", "sieb", "und") or stem.endswith("und"):
        return None
    value = german(table.german_part.findall(stem), dict(table.small))
    if lasting:
        return {"lengths": f"{value} {LASTS[lasting.group(1)]}"} if value else None
    if tail:
        return {"multiples": value} if value > 1 else None
    if stem == "ein":
        return {"one": 1}
    return {"scales": value, "small": value} if stem in ("hundert", "tausend") else {"small": value}


def share_senses(word: str) -> dict[str, Any] | None:
    """`三分之一` is a share, `百分之五` a percentage, `3又一千分之23` a number."""
    word = re.sub(r"\s", "", word)
    whole, _, rest = word.rpartition("又")
    below, _, above = rest.partition("分之")
    sign = -1 if below[:1] in "负-－" else 1
    numerator = chinese(above)
    if numerator is None or "几" in word or "数" in word:
        return None
    if below.lstrip("负-－") in HUNDREDTHS and not whole:
        value = numerator.value * 100 / HUNDREDTHS[below.lstrip("负-－")]
        return {"percent_value": numerator._replace(value=tidy(sign * value))}
    denominator = chinese(below.lstrip("负-－"))
    if denominator is None or not denominator.value:
        return None
    base = chinese(whole) if whole else Number(0)
    if base is None:
        return None
    return {
        "number": Number(tidy(sign * (base.value + numerator.value / denominator.value)), fraction=True, words=True)
    }


def chinese_senses(word: str) -> dict[str, Any] | None:
    compact = re.sub(r"\s", "", word)
    if compact == "几":
        return {"number": Number(2, 2, None, "several", words=True), "several": 2}
    half = compact.endswith("个半")
    number = chinese(compact.removesuffix("个半"))
    if number is None:
        return None
    if half:
        number = number._replace(value=tidy(number.value + 0.5), digits="")
    if compact[-1:] in ("百", "千") and number.scale == 1:
        number = number._replace(scale=STEPS[compact[-1]])
    senses = number_senses(number)
    if number.low is not None and number.high is not None:
        senses.pop("day_number", None)
    if half:
        senses["half_month"] = 1
    return senses


# --- English and German number words -------------------------------------------------------------------------------


def put_together(found: list[Token], low: str) -> list[Token]:
    """The tokens with runs of number words as one number: «two million and a half», «16,4 Millionen»."""
    result: list[Token] = []
    place = 0
    while place < len(found):
        token = found[place]
        if "starts" in token.senses and not (
            stands_for_itself(token, found[place + 1] if place + 1 < len(found) else None)
            or counts_unknown(result, token, low)
        ):
            read = NumberReader(found, low, place).read(result)
            if read is not None:
                number, end = read
                last = found[end] if end < len(found) else None
                if (
                    last
                    and number.words
                    and last.senses.get("ordinals", 10) < 10
                    and isinstance(number.value, int)
                    and number.value % 10 == 0
                    and number.value >= 20
                    and not gap_kind(low, found[end - 1].end, last.start)
                ):
                    # twenty-first
                    result.append(
                        Token(
                            token.start,
                            last.end,
                            {"ordinals": number.value + last.senses["ordinals"]},
                            low[token.start : last.end],
                        )
                    )
                    place = end + 1
                    continue
                senses = number_senses(number)
                if number.words:
                    senses["words"] = 1
                if end == place + 1:
                    kept = {"time", "printed_date", "figures", "weak", "one", "vulgar"} & token.senses.keys()
                    senses |= {name: token.senses[name] for name in kept}
                result.append(Token(token.start, found[end - 1].end, senses, low[token.start : found[end - 1].end]))
                place = end
                continue
        result.append(token)
        place += 1
    return result


OTHER_STARTS = frozenset({"minus", "both", "denominators", "mixed", "small", "printed_date"})
GOES_ON = frozenset({"scales", "small", "one", "denominators", "point", "over", "and", "ordinals"})


def stands_for_itself(token: Token, following: Token | None) -> bool:
    """True of most numbers in figures and most «a»: what follows cannot belong to the number."""
    senses = token.senses
    return (
        ("number" in senses or "one" in senses)
        and OTHER_STARTS.isdisjoint(senses)
        and (following is None or GOES_ON.isdisjoint(following.senses))
    )


def counts_unknown(before: list[Token], token: Token, low: str) -> bool:
    """»mehrere Hundert«, »ein paar Tausend«: no number that could be read."""
    return (
        "scales" in token.senses
        and bool(before)
        and "several" in before[-1].senses
        and not gap_kind(low, before[-1].end, token.start)
    )


class NumberReader:
    """Reads one number that starts at a token; holds the place while it reads."""

    def __init__(self, found: list[Token], low: str, start: int) -> None:
        self.found, self.low, self.start = found, low, start

    def senses(self, place: int) -> Mapping[str, Any]:
        """Senses of the token at a place, if nothing parts it from the one before."""
        if place >= len(self.found):
            return NONE
        if place > self.start and gap_kind(self.low, self.found[place - 1].end, self.found[place].start):
            return NONE
        return self.found[place].senses

    def read(self, before: list[Token]) -> tuple[Number, int] | None:
        """The number and the place after it; None where no number stands here."""
        place, sign = self.start, 1
        first = self.senses(place)
        if "minus" in first:
            sign, place = -1, place + 1
            if not self.senses(place).keys() & {"number", "small", "one"}:
                return None
        first = self.senses(place)
        if "both" in first:
            return Number(2, words=True), place + 1
        if "printed_date" in first and "number" in first:
            following = self.senses(place + 1)
            if not following.keys() & {"scales", "currencies", "percent", "measures", "time"}:
                return None
        if "denominators" in first and "small" not in first:
            return self.bare_fraction(place, before)
        digits, words, fraction = "", True, False
        total: float = 0
        current: float | None = None
        scale: float = 1
        addend: float | None = None
        if "number" in first:
            number: Number = first["number"]
            current, digits, words, fraction = number.value, number.digits, False, number.fraction
            place += 1
        elif "mixed" in first:
            current, place = first["mixed"], place + 1
        elif "small" in first:
            current, place = first["small"], place + 1
            year = self.spoken_year(place, first["small"])
            if year is not None:
                return year
        elif "one" in first:
            following = self.senses(place + 1)
            if self.found[place].word in ("a", "an") and "denominators" in following and "time" in following:
                return self.a_quarter(place)
            word, of = self.found[place].word, "of" in self.senses(place + 2)
            if following.get("ordinals", 0) > 2 and (word == "one" or (word == "a" and of)):
                return Number(tidy(1 / following["ordinals"]), words=True, fraction=True), place + 2
            if not following.keys() & {"scales", "denominators", "over", "point"} and not self.and_fraction(place + 1):
                return None
            current, place = 1, place + 1
        while True:
            senses = self.senses(place)
            if "scales" in senses:
                factor = senses["scales"]
                if factor == 100 and current is not None and current < 100:
                    current, digits = current * 100, ""
                elif factor == 12:
                    current, scale = (current or 1) * 12, 12
                elif total and current is None:
                    total, scale = total * factor, factor
                else:
                    total, current, scale = total + (current or 1) * factor, None, factor
                place, digits = place + 1, ""
            elif "small" in senses and words_fit(current, senses["small"], total):
                current = (current or 0) + senses["small"]
                place += 1
            elif (
                "one" in senses
                and (self.found[place].word in ("one", "eins") or (current is None and self.counts_scale(place, total)))
                and (current is not None or total >= 100)
                and words_fit(current, 1, total)
            ):
                current, place = (current or 0) + 1, place + 1
            elif (
                "denominators" in senses
                and current is not None
                and (words or isinstance(current, int))
                and not self.is_quarter_of_year(place, before, words)
            ):
                below = senses["denominators"]
                fraction = True
                if addend is not None and addend < below:
                    current = current - addend + addend / below
                else:
                    current /= below
                place, addend, digits = place + 1, None, ""
                if "scales" not in self.senses(place):
                    break
            elif "point" in senses and current is not None and (decimals := self.decimals(place + 1)):
                current, place = current + float(f"0.{decimals[0]}"), decimals[1]
                if "scales" not in self.senses(place):
                    break
            elif (
                "over" in senses
                and current is not None
                and self.senses(place + 1).keys() & {"small", "number"}
                and not self.senses(place + 2).keys() & {"time", "currencies", "percent", "measures", "nouns"}
                and not total
            ):
                below_senses = self.senses(place + 1)
                below = below_senses["small"] if "small" in below_senses else below_senses["number"].value
                place += 2
                if below == 20 or below == 30:
                    more = self.senses(place)
                    if "one" in more or "small" in more:
                        below, place = below + more.get("small", 1), place + 1
                return (
                    (Number(tidy(sign * (total + current) / below), fraction=True, words=True), place)
                    if below
                    else None
                )
            elif "and" in senses:
                mixed = self.and_fraction(place)
                if mixed is not None:
                    share, place = mixed
                    following = self.senses(place)
                    if "scales" in following:
                        factor = following["scales"]
                        place += 1
                        if total:
                            total, current = total + (current or 0) + share * factor, None
                        else:
                            total, current, scale = ((current or 0) + share) * factor, None, factor
                    elif total and current is None:
                        total += share * scale
                    else:
                        current = (current or 0) + share
                    fraction = False
                    break
                following = self.senses(place + 1)
                spoken = words or scale > 1 or (current is not None and not digits and current >= 100)
                if (
                    spoken
                    and "small" in following
                    and words_fit(current, following["small"], total)
                    and ((current or total) >= 100 or "time" in self.senses(place + 2))
                ):
                    addend = following["small"]
                    current = (current or 0) + following["small"]
                    place += 2
                    if (
                        addend >= 20
                        and "small" in self.senses(place)
                        and words_fit(addend, self.senses(place)["small"], 0)
                    ):
                        addend += self.senses(place)["small"]
                        current += self.senses(place)["small"]
                        place += 1
                elif (
                    spoken and "one" in following and self.found[place + 1].word == "one" and (current or total) >= 100
                ):
                    current, place = (current or 0) + 1, place + 2
                else:
                    break
            else:
                break
        value = tidy(sign * (total + (current or 0)))
        return Number(value, scale=scale, digits=digits, words=words, fraction=fraction), place

    def spoken_year(self, place: int, first: int) -> tuple[Number, int] | None:
        """«nineteen eighty-four», «twenty twenty»: two numbers below a hundred that name a year."""
        second = self.senses(place).get("small", 0)
        if first not in (18, 19, 20) or second < 10 or (first == 20 and second > 50):
            return None
        rest, end = self.small_run(place)
        if self.senses(end).keys() & {"scales", "percent", "currencies", "measures"}:
            return None
        return Number(first * 100 + rest, words=True), end

    def and_fraction(self, place: int) -> tuple[float, int] | None:
        """«and a half», «und drei Viertel», «and fifty-four hundredths»: the share and the place after it."""
        if "and" not in self.senses(place):
            return None
        following = self.senses(place + 1)
        if "denominators" in following and "time" not in following:
            return 1 / following["denominators"], place + 2
        if "one" in following:
            below = self.senses(place + 2)
            if "denominators" in below:
                return 1 / below["denominators"], place + 3
            if "ordinals" in below and below["ordinals"] > 2:
                return 1 / below["ordinals"], place + 3
            return None
        if "small" in following:
            above, end = self.small_run(place + 1)
            below = self.senses(end)
            if "denominators" in below and above < below["denominators"]:
                return above / below["denominators"], end + 1
        return None

    def counts_scale(self, place: int, total: float) -> bool:
        """»neun Billionen *eine* Milliarde«."""
        return bool(1 < self.senses(place + 1).get("scales", 1) < total)

    def decimals(self, place: int) -> tuple[str, int] | None:
        """What follows «point», word by word: «zero five», «one four», «twenty-five»; and the place after it."""
        digits = ""
        while True:
            senses = self.senses(place)
            if "small" in senses and senses["small"] >= 10 and not digits:
                run, place = self.small_run(place)
                return str(run), place
            step = senses.get("small", 1 if "one" in senses and self.found[place].word == "one" else 10)
            if step > 9 or len(digits) > 12:
                return (digits, place) if digits else None
            digits, place = digits + str(step), place + 1

    def small_run(self, place: int) -> tuple[int, int]:
        """A run of small number words such as fifty-four: its value and the place after it."""
        value, place = self.senses(place)["small"], place + 1
        while True:
            senses = self.senses(place)
            step = senses.get("small", 1 if "one" in senses and self.found[place].word == "one" else 0)
            if not step or not words_fit(value, step, 0):
                return value, place
            value, place = value + step, place + 1

    def bare_fraction(self, place: int, before: list[Token]) -> tuple[Number, int] | None:
        """«half», «halbe Million», «quarter million»; «first half» and «third quarter» are parts of a year."""
        senses = self.senses(place)
        if (
            before
            and "ordinals" in before[-1].senses
            and not gap_kind(self.low, before[-1].end, self.found[place].start)
        ):
            return None
        value: float = 1 / senses["denominators"]
        following = self.senses(place + 1)
        if senses["denominators"] == 2 and "one" in following:
            # half a million, half an hour
            if "scales" in self.senses(place + 2):
                return Number(
                    tidy(value * self.senses(place + 2)["scales"]), scale=self.senses(place + 2)["scales"], words=True
                ), place + 3
            return Number(tidy(value), words=True, fraction=True), place + 2
        if "scales" in following:
            return Number(tidy(value * following["scales"]), scale=following["scales"], words=True), place + 2
        if senses["denominators"] == 2:
            return Number(tidy(value), words=True, fraction=True), place + 1
        return None

    def a_quarter(self, place: int) -> tuple[Number, int] | None:
        following = self.senses(place + 2)
        if following.keys() & {"ago", "after", "relative"}:
            return None
        value: float = 1 / self.senses(place + 1)["denominators"]
        if "scales" in following:
            return Number(tidy(value * following["scales"]), scale=following["scales"], words=True), place + 3
        return Number(tidy(value), words=True, fraction=True), place + 2

    def is_quarter_of_year(self, place: int, before: list[Token], words: bool) -> bool:
        """«the previous three quarters», «3 quarters»: quarters of a year, not of a whole."""
        if "time" not in self.senses(place):
            return False
        return not words or bool(before and "relative" in before[-1].senses)


def words_fit(current: float | None, step: float, total: float) -> bool:
    """True where a small number word continues the number: hundred + thirty, thirty + one; not three + four."""
    if current is None:
        return total >= 100 and step < 1000 if total < 10**6 else step < 10**6
    if not isinstance(current, int) or step <= 0:
        return False
    if current >= 100 and current % 100 == 0:
        return step < 100
    return 20 <= current % 100 <= 90 and current % 10 == 0 and step < 10
