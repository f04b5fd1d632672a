"""The lines of a capture, and what can be seen of each: indent, bullet, length, sentence end, cue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from sitegen.automaton import Automaton
from sitegen.clean.dates import DATE, TIME, find_date
from sitegen.clean.lexicon import Cue, bare, is_latin, key_of, letters_in, lexicon
from sitegen.patterns import late
from sitegen.text import HAN

CJK = rf"{HAN}\u3005-\u3007\u3040-\u312f\u31a0-\u31ff"
CJK_OR_WORD = late(rf"([{CJK}]+)|[^\W{CJK}_]+")
ASCII_WORD = late("[A-Za-z0-9]+")
HAN_ANY = late(f"[{HAN}]")
HANGUL_WORD = late("[\uac00-\ud7a3]+")
BULLET = late(r"(?:[*+•·・▪◦●○■□◆◇►▸‣✓✔–—-]|o(?=\s)|\(?\d{1,2}[.)、．](?!\d))(?:\s+|$)|[・•·●■◆▪►](?=\S)")
HEADING = late(r"(#{1,6})\s+(?=\S)|(#{1,6})\s*$")
CLOSING = "”’“‘」』\"'»›)）]】*_ \u3000"
COMPANY_END = late(r"\b(?:Inc|Ltd|Co|Corp|LLC|S\.A|S\.L|e\.V|Jr|Sr|Min|Std|Str|Bros)\.$")
TAG_AT_END = late(r"\s*[（(【\[〔][^()（）【】\[\]\n]{1,24}[)）】\]〕]\s*(?:\d{6,8})?$")
SENTENCE_ENDS = "。！？!?….：:"
INNER = late(r"[，,、；;：:—–]")


@dataclass(slots=True)
class Line:
    """One line of the current text. `start:end` is its text without indent, bullet and spaces at the end."""

    start: int
    end: int
    outer: int
    """Where the line begins, with its indent and bullet."""
    outer_end: int
    """Where it ends, with the signs that close a heading."""
    indent: int
    marker: str
    """Its bullet, number, `#` or `>`; empty for plain text."""
    text: str
    weight: int
    """Ideographs and words."""
    ends: bool
    """It ends like a sentence."""
    prose: bool
    """It reads like running text."""
    blank_before: bool
    index: int
    key: str = ""
    cue: Cue | None = None
    linked: float = 0.0
    """Share of its text that was a link."""
    fate: str = ""
    """Empty: kept; else the kind as which it goes."""
    kind: str = ""
    """Kind of block, when it is kept."""
    level: int = 0
    cut: bool = False
    """A repeated headline at its beginning was cut off."""
    label: str = ""
    """Of a filled-in form: the section of its label."""


def weigh(text: str) -> int:
    """How many ideographs and words a text has; of a very long one, an estimate."""
    if len(text) > 4000:
        return weigh(text[:4000]) * len(text) // 4000
    if text.isascii():
        return len(ASCII_WORD.findall(text))
    runs = CJK_OR_WORD.findall(text)  # runs of ideographs, and "" for each word of other letters
    words = sum(map(len, runs)) + runs.count("")
    korean = HANGUL_WORD.findall(text)
    # A Korean word holds what two or three ideographs do: two thirds of its syllables count.
    return words + max(0, (sum(map(len, korean)) * 2 - len(korean) * 3) // 3)


def ends_like_sentence(text: str) -> bool:
    """True where the last sign, quotes and brackets aside, closes a sentence."""
    if text.endswith(("...", "..", "…")):
        return False
    stripped = text.rstrip(CLOSING)
    if stripped[-1:] in SENTENCE_ENDS:
        return bool(stripped) and not (stripped[-1] == "." and COMPANY_END.search(stripped[-8:]) and len(stripped) < 60)
    if text[-1:] in ")）】]〕" or (
        text[-1:].isdigit() and "）" in text[-10:]
    ):  # a tag after the last sentence: `…发表。（编译/某某）`
        stripped = TAG_AT_END.sub("", text[-60:]).rstrip(CLOSING)
        return bool(stripped) and stripped[-1] in SENTENCE_ENDS
    return False


def read_lines(text: str) -> list[Line]:
    """The lines that hold anything, in order."""
    lines: list[Line] = []
    position = 0
    blank = True
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            lines.append(_line(raw, stripped, position, blank, len(lines)))
        blank = not stripped
        position += len(raw) + 1
    return lines


def _line(raw: str, stripped: str, position: int, blank: bool, index: int) -> Line:
    start = raw.index(stripped)
    indent = len(raw[:start].expandtabs(8)) if start else 0
    marker = ""
    body = stripped
    first = stripped[0]
    if first == "#":
        heading = HEADING.match(stripped)
        if heading:
            marker = (heading.group(1) or heading.group(2) or "#").strip()
            body = stripped[heading.end() :].rstrip("# ") or ""
    elif first == ">":
        shorter = stripped.lstrip("> ")
        marker, body = ">", shorter
    elif not first.isalpha() or first == "o":
        bullet = BULLET.match(stripped)
        if bullet and not (first.isdigit() and DATE.match(stripped)):
            marker = bullet.group().strip()
            body = stripped[bullet.end() :]
    start = position + start + (len(stripped) - len(body) if marker else 0)
    if marker and marker[0] == "#":
        start = position + raw.index(stripped) + (stripped.index(body) if body else len(stripped))
    weight = weigh(body)
    ends = ends_like_sentence(body)
    prose = (ends and (weight >= 16 or (weight >= 9 and INNER.search(body) is not None))) or (
        weight >= 45 and INNER.search(body) is not None and not body.endswith(("...", "…"))
    )
    return Line(
        start,
        start + len(body),
        position,
        position + len(raw.rstrip()),
        indent,
        marker,
        body,
        weight,
        ends,
        prose,
        blank,
        index,
    )


# --- cues --------------------------------------------------------------------------------------------------------

SEGMENTS = late(r"\s*[|｜│┃•·»›>/、\u3000]\s*|\s{2,}|\t")
BREADCRUMB = late(r"[^>›»→<\n]{1,24}(?:\s*(?:[>›»→]{1,2}|\s<\s|\s/\s)\s*[^>›»→<\n]{1,60}){1,8}>?$")
ARROWS = late(r"[>›»→]|\s[</]\s")
FORUM_REPLY = late(
    r"(?:沙发|沙發|板凳|地板|地下室|楼主|樓主|\d{1,5} ?[楼樓](?=[\s:：]|$)|第 ?\d{1,5} ?[楼樓]|"
    r"#\d{1,5}(?=\s)|B\d{1,3}(?=\s\S+$)|"
    r"(?:Reply|Antwort|Respuesta|Réponse|Post|Beitrag|Re:|RE:) ?#? ?\d{1,4}\b|回复 ?#\d{1,5}|No\.\d{1,4}|"
    r"\d{1,5} ?[:：] ?(?:名無し|風吹けば|匿名))"
)
PUSH = late(r"(?:推|噓|嘘|→|箭头)\s{0,2}[A-Za-z][A-Za-z0-9]{1,15}\s*[:：]")
POSTED = late(
    r"发表于|發表於|发布于|回复于|posted on|wrote on|geschrieben am|a écrit le|作者[:：]|verfasst am", re.IGNORECASE
)
LETTERLESS = late(r"[\W\d_]+$")
ADDRESS_ONLY = late(r"(?:https?://|www\.)\S+$|\S+@\S+\.\w{2,6}$")
HANDLE = late(r"@\w{2,30}$")
POSTED_BY = late(r".{1,40}\s[(（]?@\w{2,20}[)）]?(?: ?[·|].{0,30})?$")
CREDIT_END = late(r"(?:[.。]|\s)\s?(?:©|\(c\))\s?\S.{0,40}$")
MAIL_HEADER = late(
    r"(?:From|To|Subject|Cc|Reply-To|MIME-Version|Content-[A-Za-z-]+|Message-I[Dd]|Received|Return-Path|X-[A-Za-z-]+|"
    r"Betreff|Gesendet|发件人|收件人|主题|抄送|寄件者|收件者|主旨|Objet|Asunto|差出人|宛先|件名|보낸사람|받는사람|"
    r"제목)\s?[:：]|"
    r"(?:De|Von|An|À|Para)\s?:\s.{0,60}@|Date: [A-Z][a-z]{2}, \d"
)
FREE_ENCYCLOPEDIA = late(
    r"(?:aus|from|de|出自|来自|來自)\s?.{2,30}[,，]\s?(?:der freien|the free|la enciclopedia|"
    r"l['’]encyclopédie|自由的)|.{2,20}[，,]自由的百科"
)
HASH_TAGS = late(r"(?:#[^\s#]{1,40}#?[\s,、，]*){1,20}(?:\d+[个個]?\s*)?$")
AUTHOR_CODE = late(
    r"\(?\s?(?:[A-Z][\w.-]{0,20}|[a-z]{2,4})(?:/[A-Za-z]{2,6}){1,5}\s?\)?$|\(\s?[a-z]{2,4}\s?\)$|"
    r"/[a-z]{2,3}/[a-z]{2,3}$"
)
DIGIT = late(r"\d")
PERCENT = late(r"[+\-−±▲▼]?\d+(?:[.,]\d+)? ?%|[+\-−]\d+[.,]\d+")
NUMBER = late(r"\d+(?:[.,]\d+)*")
BYLINE = late(
    r"(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR|[Dd]i)[:：]? (?:[A-ZÀ-ÖØ-Þ][\w.’'\-]+|[A-Z]\.)"
    r"(?: (?:[A-ZÀ-ÖØ-Þ][\w.’'\-]*|de|du|van|von|der|la|le|and|und|et|y|avec|with|mit|für|for|in))*"
    r"(?:,[^.]{0,60}| (?:avec|with|mit|con) \w+)?$"
)
ROLE_LINE = late(
    r"[【\[(（]?(?:特约|特約|本文|责任|責任|执行|執行|图文|圖文|特派)?(?:作者|编辑|編輯|撰文|撰稿|采写|採寫|采访|"
    r"採訪|记者|記者|编译|編譯|"
    r"译者|譯者|出品|监制|監製|策划|策劃|校对|校對|审校|審校|审核|審核|排版|题图|題圖|头图|頭圖|封面|摄影|攝影|整理|"
    r"统筹|統籌|运营|運營|"
    r"视觉|視覺|设计|設計|美编|美編|责编|責編|主编|主編|文字|文|图|圖|来源|來源|出处|出處|編集|取材|構成|執筆|翻訳|"
    r"聞き手)"
    r"\s?[:：|丨｜/／·•●◎]\s?[^。！？!?，,：:]{1,24}[】\])）]?$"
)
"""What someone did for the article, and their name: `作者丨秦子衿`."""
ROLE_SIGN = late("[:：|丨｜/／·•●◎]")
PAIRS = late(r"(?:[^\s:：]{1,8}[:：] ?[^\s:：]{1,24}[\s|｜/]+){1,8}[^\s:：]{1,8}[:：] ?[^\s:：]{1,24}$")
"""Labels with their values in a row: `积分：1420  帖子：377`."""
SPACED_MENU = late(
    rf"(?:(?:[{HAN}]{{1,5}}|[A-Za-z0-9+]{{1,10}})[ \u3000]+){{3,30}}(?:[{HAN}]{{1,5}}|[A-Za-z0-9+]{{1,10}})$"
)
NOT_IN_MENU = frozenset("，。、：；！？.,:;!?-“”\"'()（）《》/")
WITH_AGENCY = late(
    r"[^.,:!?]{0,60}?\b(?:avec|mit|with|con|und|and|et|y|/)\s(?:l['’])?(?:AFP|dpa|AP|Reuters|EFE|ANSA|APA|SDA|KNA|"
    r"epd|AFX|dpa-AFX|"
    r"agences?|agencies|Agenturen|Agenturmaterial|agencias)(?: \([^()]{1,20}\))?$"
)
TICKER = late(r"\$?(?:[A-Z]{2,5}|\d{6})(?:[.:][A-Z]{1,4})?(?:\s[+\-−]\d+[.,]\d+.{0,12})?$")
PRICE_CHANGE = late(r"[+\-−▲▼]\s?\d+(?:[.,]\d+)?\s?\([+\-−]?\d+(?:[.,]\d+)?\s?%\)$")
REPORTER_LINE = late(
    r"[가-힣]{2,4}(?: ?[=·] ?[가-힣]{2,6})? ?(?:선임|수습|인턴)?(?:기자|특파원)(?: ?[|/=]? ?\S+@\S+)?$|"
    r"\(?\S{2,8}[=＝]\S{2,10}\)? ?[가-힣]{2,4} ?기자$"
)
KOREAN_DATELINE = late(r"\([^()=]{1,12}=[^()=]{1,12}\) ?\S.{0,40}기자 ?=")
POST_HEADER = late(
    r"(?:Post ?by|by|Posted by|Von|Verfasst von|von|par|por)\s\S{2,24} ?(?:[»>|·•,-]| on ) ?.{0,40}\d{4}.{0,16}$",
    re.IGNORECASE,
)
POLL_SIGNS = "○□◯☐⬜⚪◎"
POLL = late(rf"(?:[{POLL_SIGNS}]\s?[^{POLL_SIGNS}]{{1,24}}){{2,8}}$")
STAMP_ONLY = late(
    r"\W{0,3}(?:[01]?\d|2[0-4])[:h.：][0-5]\d(?:[:：][0-5]\d)?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?(?:Uhr|GMT|CET|CEST|"
    r"UTC|ET|EST|EDT|JST|KST|PT|BST))?\W{0,3}$"
)
AGO = late(
    r"(?:vor|il y a|hace) \d+ \w+|\d+ ?(?:分钟|分鐘|小时|小時|天|秒|週|周|个月|個月)前|\d+ (?:minutes?|"
    r"hours?|days?|weeks?|months?|mins?|hrs?) ago|"
    r"\d+(?:分|時間|日|か月|ヶ月)前|\d+ ?(?:분|시간|일|주|개월) ?전|(?:昨天|今天|前天|刚刚|剛剛)\s?\d{0,2}:?\d{0,2}"
)
MONTH_DAY = late(r"\W{0,3}(?:\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]|\d{1,2}[-/.]\d{1,2}\.?(?!\d))")
COUNTS = late(
    r"(?:查看|浏览|瀏覽|点击|點擊|人气|人氣|回复|回覆|Views|Replies|Posts|Antworten|Aufrufe|조회수?|추천|댓글|"
    r"Réponses|Vues|Respuestas)\s?[:：]?\s?\d+"
)
DATELINE_LINE = late(r".{2,24}\s?\d{1,2}月\d{1,2}日\s?(?:报道|報道|報導|电|電|讯|訊|消息)[）)】]?$")
PAGE_HEADER = late(r"\S.{0,60}\s{4,}\S.{0,60}")
JUMP = late(
    r"(?:第?\s?[A-Z]?\d{1,3}\s?版(?:\s?[:：]\s?\S{1,8})?|[A-Z]\d{1,2}\s?[:：]\s?\S{1,6}|.{0,40}, (?:from|"
    r"continued from|see|Fortsetzung von|suite de la) (?:page|Seite) ?\w{0,4}|"
    r"continued (?:on|from) page \w{1,4}|Fortsetzung (?:auf|von) Seite \w{1,4}|"
    r"[（(【]?(?:上接|下转|下轉|接|轉)第?.{1,6}[版页頁面].{0,4}|page \d{1,4}(?: (?:of|sur|von) \d{1,4})?|"
    r"Seite \d{1,4}(?: von \d{1,4})?|第 ?\d{1,4} ?[页頁](?: ?共 ?\d{1,4} ?[页頁])?|- ?\d{1,4} ?-|"
    r"\d{1,4} ?/ ?\d{1,4})$",
    re.IGNORECASE,
)
PAGE = late("page|seite|[版页頁面]", re.IGNORECASE)
PLAYER_SIGN = late("[▶►⏵🔊🎧]")
PLAYER_TIME = late(r"\d{1,2}:\d{2}(?::\d{2})? ?/ ?\d{1,2}:\d{2}")
READER = late(
    r"您|你们|你的|请|請|歡迎|欢迎|\b(?:Sie|Ihr|Ihre|Ihren|Ihnen|you|your|vous|votre|vos|usted|ustedes|tu|"
    r"tus|te|su)\b|ください|ましょう|下さい|세요|십시오|시오",
    re.IGNORECASE,
)
QUOTE_FIRST = '“„「『«"‘‚《'
SPEAKERS = ("记者:", "编辑:", "author:", "问:", "主持人:", "interviewer:", "reporter:")
"""Labels that name a speaker too: `记者：您什么时候来的？`"""
STRONG_STARTS = frozenset(
    "notice ad cookie newsletter paywall follow comment-ui player promo footer editor related source-note "
    "signature contact comment ai-summary author-box".split()
)


class Seen(NamedTuple):
    """What a cue is found by: fields of a `Line`."""

    text: str
    marker: str
    weight: int
    ends: bool
    prose: bool


def find_cue(line: Line) -> Cue | None:
    """Why a line is taken for something other than the article, from its words alone; None where nothing says so.

    Sets the line's `key`, too.
    """
    if not line.text:
        return Cue("decor", "pattern", "")
    if len(line.text) > 1200:
        return None
    line.key, cue = _key_and_cue(Seen(line.text, line.marker, line.weight, line.ends, line.prose))
    return cue


@lru_cache(maxsize=512)  # the lines of a capture are judged twice, and menus come in capture after capture
def _key_and_cue(line: Seen) -> tuple[str, Cue | None]:
    if line.prose and line.weight > 100:  # only how a long paragraph begins can speak against it
        key = key_of(line.text[:60])
        return key, _start_cue(line, key) if key else None
    key = key_of(line.text)
    return key, _cue(line, key)


def _cue(line: Seen, key: str) -> Cue | None:
    text = line.text
    if not key or LETTERLESS.match(text):
        return _letterless(text)
    words = lexicon()
    if key in words.exact:
        return Cue(*words.exact[key], key)
    naked = bare(key) if len(key) < 60 else key
    group = words.exact.get(naked)
    if (
        group is not None
        and not (line.ends and text[-1] not in ":：" and group.form != "line")
        and group.kind not in ("references", "contents")
    ):
        return Cue(*group, naked)
    return _start_cue(line, key) or _pattern_cue(line) or _inner_cue(line, key)


def _letterless(text: str) -> Cue | None:
    if DIGIT.search(text):
        if STAMP_ONLY.match(text):
            return Cue("live-stamp", "pattern", text)
        if find_date(text):
            return Cue("meta", "pattern", text)
        if PRICE_CHANGE.match(text):
            return Cue("market-widget", "pattern", "")
    return Cue("decor", "pattern", text)


def _start_cue(line: Seen, key: str) -> Cue | None:
    words = lexicon()
    candidates = [key]
    if key[0] in "([【〔「" and key[-1] in ")]】〕」":
        key = key[1:-1].strip()
        if not key:
            return None
        candidates = [key]
    if key[0].isdigit():
        naked = key.lstrip("0123456789 .,:年月日-/")
        if naked:
            candidates.append(naked)
    for candidate in candidates:
        head = candidate[:2]
        if not candidate.startswith(words.start_phrases.get(head, ())):
            continue
        for phrase, group in words.starts[head]:
            if not candidate.startswith(phrase):
                continue
            cue = Cue(*group, phrase)
            rest = candidate[len(phrase) :]
            if rest and is_latin(phrase[-1]) and is_latin(rest[0]):
                continue
            if cue.form == "open":
                if candidate is not key and cue.kind not in ("ranking", "comment-ui", "related"):
                    continue
                short = rest.strip(" :：>»›.…()0123456789")
                if (
                    rest[:1] in "(（ "
                    and rest.strip()[:1] in "(（[【"
                    and rest.rstrip()[-1:] in ")）]】"
                    and len(rest) <= 40
                ):
                    return cue
                if (
                    len(short) <= 14
                    and not (line.ends and line.text[-1] not in ":：" and short)
                    and (not short or rest[0] in " :：>»›(（" or len(short) <= 4)
                ):
                    return cue
                continue
            if candidate is not key:
                continue
            if line.prose and line.weight >= 18:
                if cue.kind not in STRONG_STARTS:
                    continue
                if (
                    cue.kind in ("related", "editor", "contact", "author-box", "source-note", "player")
                    and line.weight > 45
                ):
                    continue
                if (
                    cue.kind in ("related", "contact", "player", "promo")
                    and not phrase.endswith((":", "："))
                    and sentence_count(line.text) > 1
                ):
                    continue
                if cue.kind == "paywall" and line.weight > 60:
                    continue
                return cue
            if not phrase[-1:].isalnum() or not rest or not rest[0].isalnum() or _cjk(rest[0]) or _cjk(phrase[-1]):
                if cue.kind == "meta" and line.ends and (line.text[-1] in "?？!！" or phrase.startswith(SPEAKERS)):
                    continue
                if (
                    line.ends
                    and line.weight > 8
                    and cue.kind in ("meta", "caption", "contact", "forum", "market-widget", "tags")
                    and (phrase[-1] not in ":：/／|=＝" and (not rest or rest.lstrip()[:1] not in ":：/／|=＝"))
                ):
                    continue
                return cue
    return None


def _cjk(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3"


def sentence_count(text: str) -> int:
    """Roughly how many sentences a text has."""
    return len(re.findall(r"[。！？!?.](?=\s|[”」』\"]|$|[^\s\d.])", text))


def _pattern_cue(line: Seen) -> Cue | None:
    """The cue of a line by its form.

    Before each expression stands a sign without which it cannot match: most lines have none of them.
    """
    text, weight, ends = line.text, line.weight, line.ends
    first = text[0]
    if first in "推噓嘘→箭" and PUSH.match(text):
        return Cue("forum", "reply", "")
    if (
        weight <= 60
        and (first in "沙板地楼樓第#BRAPN回" or first.isdigit())
        and FORUM_REPLY.match(text)
        and (POSTED.search(text) or find_date(text) or (weight <= 8 and not ends))
    ):
        return Cue("forum", "reply", "")
    if weight > 40:
        return None
    digits = DIGIT.search(text) is not None
    colons = text.count(":") + text.count("：")
    if (first in "hw" or "@" in text) and ADDRESS_ONLY.match(text):
        return Cue("meta", "pattern", "link")
    if "@" in text:
        if HANDLE.match(text):
            return Cue("social", "pattern", "")
        if POSTED_BY.match(text) and not ends:
            return Cue("social", "open", "")
    if weight <= 30 and ("©" in text or "(c)" in text) and CREDIT_END.search(text):
        return Cue("caption", "pattern", "")
    if colons and MAIL_HEADER.match(text):
        return Cue("mail-header", "pattern", "")
    if ("," in text or "，" in text) and FREE_ENCYCLOPEDIA.match(text):
        return Cue("meta", "pattern", "site")
    if first == "#" and HASH_TAGS.match(text):
        return Cue("tags", "pattern", "")
    if ("/" in text or first == "(") and AUTHOR_CODE.match(text):
        return Cue("author-code", "pattern", "")
    if (digits or PAGE.search(text)) and JUMP.match(text):
        return Cue("page-header", "pattern", "")
    if digits and STAMP_ONLY.match(text):
        return Cue("live-stamp", "pattern", "")
    if _language_names(text):
        return Cue("language-bar", "pattern", "")
    if (line.marker + text)[0] in POLL_SIGNS and POLL.match(line.marker + text):
        return Cue("poll", "pattern", "")
    if digits:
        if not ends and len(COUNTS.findall(text)) >= 2:
            return Cue("forum", "pattern", "counts")
        if "月" in text and DATELINE_LINE.match(text):
            return Cue("meta", "pattern", "dateline")
    if ("기자" in text or "특파원" in text) and REPORTER_LINE.match(text):
        return Cue("meta", "pattern", "byline")
    if digits and first in "pPbBvV" and POST_HEADER.match(text):
        return Cue("forum", "post", "")
    if weight <= 16 and (not ends or weight <= 6) and first in "bBvVpPdD" and BYLINE.match(text):
        return Cue("meta", "pattern", "byline")
    if weight <= 30 and not ends:
        if ROLE_SIGN.search(text) and ROLE_LINE.match(text):
            return Cue("meta", "pattern", "byline")
        if weight <= 14 and text[-1] in "PasEAdXenl)" and WITH_AGENCY.match(text):
            return Cue("meta", "pattern", "byline")
        if colons >= 2 and PAIRS.match(text):
            return Cue("meta", "pattern", "pairs")
        if (
            text.count(" ") + text.count("\u3000") >= 3
            and not line.marker
            and NOT_IN_MENU.isdisjoint(text)
            and HAN_ANY.search(text)
            and SPACED_MENU.match(text)
        ):
            return Cue("navigation", "segments", "")
    if not ends and weight <= 36 and ARROWS.search(text) and BREADCRUMB.match(text) and not find_date(text):
        return Cue("breadcrumb", "pattern", "")
    if digits and not ends and len(PERCENT.findall(text)) >= 2 and len(NUMBER.findall(text)) * 4 >= weight:
        return Cue("market-widget", "pattern", "")
    if weight <= 14 and not ends and (PLAYER_SIGN.search(text) or ("/" in text and PLAYER_TIME.search(text))):
        return Cue("player", "pattern", "")
    return _date_cue(line, digits)


def _date_cue(line: Seen, digits: bool) -> Cue | None:
    """The cue of a line that is hardly more than a date, or says how long ago something was."""
    text, weight, ends = line.text, line.weight, line.ends
    date = find_date(text) if digits else None
    if date and (not ends or (weight <= 18 and date.start() <= 12)):
        rest = TIME.sub("", text[: date.start()] + text[date.end() :])
        if PAGE_HEADER.match(text) and weight <= 16:
            return Cue("page-header", "pattern", "")
        parted = date.start() <= 3 or SEGMENTS.search(text) or (rest.count(" ") >= 2 and HAN_ANY.search(rest))
        # `Am 6. Mai 2024 hat eine Bibliothek …geändert.` ends like a sentence and says something beside its date
        if weigh(rest) <= (5 if ends else 10) or (weigh(rest) <= 26 and parted and not ends):
            return Cue("meta", "pattern", "date")
    elif ends or weight > 18:
        return None
    elif digits and weight <= 14 and MONTH_DAY.match(text) and TIME.search(text):
        return Cue("meta", "pattern", "date")
    elif AGO.search(text if weight <= 8 else text[-8:]):
        return Cue("comment", "pattern", "ago")
    return None


LANGUAGE_NAMES = (
    "English Deutsch Français Español español Italiano Português Nederlands Русский_язык Русский Українська Polski "
    "Čeština Svenska Suomi Suomalainen Dansk Norsk Ελληνικά Türkçe العربية עברית فارسی हिन्दी ไทย Tiếng_Việt "
    "Bahasa_Indonesia Bahasa_Melayu Indonesian Indonesia 日本語 日本语 한국어 한어 中文 简体中文 繁體中文 繁体中文 "
    "正體中文 简体 繁體 Latina Sanskrit Magyar Română Български Català Esperanto ქართული Монгол O‘zbek বাংলা ਪੰਜਾਬੀ "
    "தமிழ் اردو Hrvatski Srpski Slovenčina"
)


@cache
def _language_finder() -> Automaton:
    return Automaton((name.replace("_", " ") for name in LANGUAGE_NAMES.split()), prefer="first")


def _language_names(text: str) -> bool:
    """True for a bar of language names, also where they run together: `EnglishFrançaisDeutsch`."""
    names = _language_finder().find(text)
    return len(names) >= 3 and sum(end - start for _, start, end in names) >= 0.7 * len(re.sub(r"[\W_]+", "", text))


def _inner_cue(line: Seen, key: str) -> Cue | None:
    words = lexicon()
    text, weight = line.text, line.weight
    if not line.prose and weight <= 120:
        kind = _covered(key, weight, line)
        if kind:
            return Cue(kind, "words", "")
        if not line.ends and ("|" in text or "｜" in text or "  " in text or "·" in text):
            parts = [part for part in SEGMENTS.split(text) if part.strip()]
            if len(parts) >= 4 and max(map(weigh, parts)) <= 8:
                return Cue("navigation", "segments", "")
    if weight > 90:
        return None
    for phrase, kind in words.ends.get(key[-1], ()):
        if key.endswith(phrase) and (weight <= 40 or kind != "caption"):
            if kind == "caption" and line.ends and not phrase.endswith(")"):
                continue
            if not (is_latin(phrase[0]) and is_latin(key[: -len(phrase)][-1:])):
                return Cue(kind, "end", phrase)
    hits = words.has.findall(key)
    if hits:
        kind = words.has_kinds.get(hits[0], "notice")
        if kind == "caption" and text[0] == "(" and KOREAN_DATELINE.match(text):
            return None
        quoted = text[0] in QUOTE_FIRST
        if not line.prose and weight <= 40:
            return Cue(kind, "has", hits[0])
        if quoted:
            return None
        if kind in ("notice", "footer", "editor", "caption", "author-box", "source-note") and weight <= 55:
            return Cue(kind, "has", hits[0])
        if len(hits) >= 2 or (weight <= 45 and READER.search(text)) or kind == "cookie":
            return Cue(kind, "has", hits[0])
    return None


def _covered(key: str, weight: int, line: Seen) -> str | None:
    """The kind whose vocabulary makes up nearly all of a line; None where it does not."""
    if line.ends and line.text[-1:] in "。.！!?？" and weight > 6:
        return None
    words = lexicon()
    size = letters_in(key)
    found = words.words.findall(key, 0.78 * size) if 0 < size <= 400 else []
    if not found or sum(map(letters_in, found)) < 0.78 * size:
        return None
    votes: dict[str, int] = {}
    for word in found:
        for kind in words.word_kinds.get(word, ()):
            votes[kind] = votes.get(kind, 0) + 1
    return max(votes, key=lambda kind: votes[kind]) if votes else None
