"""Noise inside sentences: readings in brackets, reference marks, security codes, watermarks, stray spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from sitegen.automaton import Automaton
from sitegen.clean.draft import Change
from sitegen.clean.rule import Rule
from sitegen.clean.rules.encoding import unusual
from sitegen.patterns import late
from sitegen.text import HAN

# --- readings ----------------------------------------------------------------------------------------------------

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
PINYIN_LETTERS = f"a-zü{TONED}ńňǹḿ"
PINYIN = late(
    rf"(?<=[{HAN}〇%0-9a-zA-Z”』」）)])[ ]?(?:[(（\[][ ]?([{PINYIN_LETTERS}][{PINYIN_LETTERS}'’ \-]{{0,80}}"
    rf")[ ]?[)）\]])",
    re.IGNORECASE,
)
HAS_TONE = late(f"[{TONED}{TONED.upper()}]")
SYLLABLES = late(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|üan|"
    r"ai|ei|ao|ou|an|en|in|un|ün|"
    r"ia|ie|iu|ua|uo|ui|ue|üe|er|a|o|e|i|u|ü)r?['’ \-]?)+"
)
BARE_PINYIN = late(
    rf"(?<=[{HAN}])[a-zü]{{0,5}}[{TONED}][a-zü]{{0,5}}(?:[a-zü]{{0,5}}[{TONED}]?[a-zü]{{1,5}}){{0,4}}(?=[{HAN}"
    rf"，。、；：,.!！?？])"
)


HAN_CHARACTER = late(f"[{HAN}]")


def _after_han(text: str, found: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those of the readings that stand behind Han words, or behind another reading: French in brackets is no pinyin."""
    end = -1
    for match in found:
        start = match.start()
        if start == end or HAN_CHARACTER.search(text, max(0, start - 6), start):
            end = match.end()
            yield match


def pinyin_readings(text: str) -> Iterator[Change]:
    """Pinyin that a copier put after Han words, at times twice: `断点(duàndiǎn)(duàndiǎn)`.

    A gloss of the author has no tone marks and a capital: `晨读(Chen Du)` stays. A reading without tone, such
    as `了(le)`, goes only where the text has toned ones.
    """
    if "(" not in text and "（" not in text and "[" not in text:
        return
    found = list(_after_han(text, PINYIN.finditer(text)))
    toned = [match for match in found if HAS_TONE.search(match.group(1))]
    if not toned:
        return
    for match in found:
        reading = match.group(1)
        neutral = (
            len(toned) >= 3 and reading.islower() and SYLLABLES.fullmatch(reading) is not None and len(reading) <= 12
        )
        if HAS_TONE.search(reading) or neutral:
            yield Change(match.start(), match.end(), "", "pinyin", "pinyin")


def bare_pinyin(text: str) -> Iterator[Change]:
    """Toned pinyin set straight after Han characters, without brackets: `断点duàndiǎn`."""
    found = list(BARE_PINYIN.finditer(text))
    if len(found) >= 2:
        for match in found:
            yield Change(match.start(), match.end(), "", "pinyin", "pinyin")


BOPOMOFO_SIGN = late("[\u3105-\u312f]")
BOPOMOFO = late("[ ]?[(（\\[]?[ ]?[\u3105-\u312f][\u3105-\u312f\u02c7\u02ca\u02cb\u02d9ˉ \u3000]{0,60}[ ]?[)）\\]]?")


def bopomofo_readings(text: str) -> Iterator[Change]:
    """Bopomofo after Han words: `晶片(ㄐㄧㄥ ㄆㄧㄢˋ)`."""
    if BOPOMOFO_SIGN.search(unusual(text)) is None:
        return
    for match in BOPOMOFO.finditer(text):
        inside = match.group().strip()
        bracketed = inside[0] in "(（[" and inside[-1] in ")）]"
        if bracketed and match.start() and re.match(f"[{HAN}”」』]", text[match.start() - 1]):
            yield Change(match.start(), match.end(), "", "bopomofo", "bopomofo")


KANA_SIGN = late("[（(《〔][\u3041-\u3096]")
FURIGANA = late(rf"(?<=[{HAN}々ヶ])[（(《〔]([\u3041-\u309fー・ \u3000]{{1,40}})[）)》〕]")
NO_READING = frozenset("など ほか また および のみ まで から より さん ら たち いわゆる もと ごろ".split())


def furigana_readings(text: str) -> Iterator[Change]:
    """Kana in brackets after ideographs: `半導体（はんどうたい）`."""
    if text.isascii() or KANA_SIGN.search(text) is None:
        return
    for match in FURIGANA.finditer(text):
        if match.group(1).strip() not in NO_READING:
            yield Change(match.start(), match.end(), "", "furigana", "furigana")


# --- references, codes -------------------------------------------------------------------------------------------

REFERENCE = late(
    r"[\[［【](?:\d{1,3}(?:[,，、\-–]\s?\d{1,3}){0,5}|注\s?\d{0,2}|註\s?\d{0,2}|[a-z]|note \d{1,2}|"
    r"Anm\. ?\d{1,2})[\]］】](?!\()(?::\d{1,4}(?:[-–]\d{1,4})?(?!\d))?"
)
EDIT_LINK = late(
    r"[\[［](?:编辑|編輯|编辑源代码|編輯原始碼|edit|edit source|Bearbeiten|Quelltext bearbeiten|modifier|"
    r"modifier le code|editar|"
    r"編集|편집|citation needed|来源请求|來源請求|查证请求|Beleg fehlt|réf\. nécessaire|需要引用|要出典|"
    r"clarification needed|who\?|when\?)"
    r"(?:\s?[|｜]\s?[^\[\]\n]{1,30})?[\]］]"
)


def reference_marks(text: str) -> Iterator[Change]:
    """Reference marks and edit links of an encyclopedia: `[1]`, `[编辑]`, `[citation needed]`."""
    if "[" not in text and "［" not in text and "【" not in text:
        return
    for match in EDIT_LINK.finditer(text):
        yield Change(match.start(), match.end(), "", "reference-marks", "edit-link")
    for match in REFERENCE.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if before and not before.isspace() and before not in "[(（：:":
            yield Change(match.start(), match.end(), "", "reference-marks", "reference")


EXCHANGES = (
    "NASDAQ|NYSE|NYSEAMERICAN|AMEX|OTC|OTCMKTS|LSE|LON|TSE|TYO|TWSE|TPE|TPEX|KRX|KOSPI|KOSDAQ|HKEX|HKG|"
    "SEHK|SSE|SHA|SZSE|SHE|"
    "EURONEXT|EPA|AMS|ETR|FRA|XETRA|BIT|SWX|ASX|TSX|NSE|BSE|纳斯达克|納斯達克|纽交所|紐交所|港交所|上交所|"
    "深交所|科创板|创业板|港股|美股|"
    "A股|沪市|深市|NasdaqGS|Nasdaq|东证|東証"
)
TICKER_PART = (
    rf"(?:(?:{EXCHANGES})\s?[:：]\s?[A-Z0-9]{{1,6}}(?:\.[A-Z]{{1,3}})?|(?:WKN|ISIN|CUSIP|SEDOL|Valor|RIC|"
    rf"Ticker|Symbol|Kürzel|Börsenkürzel|"
    r"股票代码|股票代號|股票代码|证券代码|證券代號|代码|代號|股号|"
    r"股號)\s?[:：]?\s?[A-Z0-9]{4,12}(?:\.[A-Z]{1,3})?|\d{4,6}[.\-](?:SZ|SH|HK|TW|TWO|T|KS|KQ|BJ|SS)|"
    r"\d{4,6}-TW|"
    r"[A-Z]{1,5}[.](?:O|N|OQ|US|AS|DE|PA|L|K)|NVDA|\$[A-Z]{1,5})"
)
WORD_SIGN = late(r"\w")
TICKER = late(rf"[(（<＜\[]\s?{TICKER_PART}(?:\s?[,，;；/、|]\s?{TICKER_PART}){{0,5}}\s?[)）>＞\]]")


def security_codes(text: str) -> Iterator[Change]:
    """Tickers and security codes in brackets: `(WKN: A1B2C3)`, `(2330.TW)`, `<ASML.AS>`."""
    for match in TICKER.finditer(text):
        start = match.start()
        if text[start - 1 : start] == " " and not WORD_SIGN.match(text, match.end()):
            start -= 1
        yield Change(start, match.end(), "", "security-codes", "ticker")


WIDGET = late(
    r"[(（\[](?:复制链接|複製連結|複製鏈接|微博|微信|行情|专栏|專欄|数据|个股|股吧|诊股|图库|资料|"
    r"论坛|公众号|買進|自選|加自選|股市|走勢圖|问董秘|增持|减持|Chart|Kaufen|Verkaufen|Kurs|"
    r"Profil)[)）\]][ ]?"
)


def inline_widgets(text: str) -> Iterator[Change]:
    """Links that a portal sets after names of companies and people: `远帆(微博)`, `腾讯(行情)`."""
    if "(" not in text and "（" not in text and "[" not in text:
        return
    reached = 0
    for match in WIDGET.finditer(text):
        start = match.start()
        if start > reached and text[start - 1] == " ":
            start -= 1
        reached = match.end()
        yield Change(start, reached, "", "inline-widgets", "inline-link")


# --- watermarks --------------------------------------------------------------------------------------------------

DOMAIN_END = late(r"[.．] ?(?:com|net|org|cn|tw|hk|cc|info|example|de|co|me|tv|io|jp|kr|fr|es)(?![a-z])")
DOMAIN = late(
    r"(?:https?[:：]//)?(?:[wｗ] ?[wｗ] ?[wｗ] ?[.．。·] ?)?[A-Za-z0-9](?:[A-Za-z0-9-]|"
    r" (?=[A-Za-z0-9] [A-Za-z0-9.])){1,40}"
    r"(?: ?[.．] ?(?:com|net|org|cn|tw|hk|cc|info|example|de|co|me|tv|io|jp|kr|fr|es)(?:[.](?:cn|tw|hk|jp|"
    r"kr|uk))?)(?![A-Za-z0-9])(?:/[\w./?=&%-]{0,100})?"
)
MARK_WORDS = (
    "水印|独家首发|獨家首發|更多内容|更多內容|更多精彩|最新章节|请访问|請訪問|转载请|轉載請|本文来自|本文來自|"
    "本文由|未经授权|未經授權|禁止转载|禁止轉載|版权所有|版權所有|微信公众号|公众号|公眾號|首发于|"
    "阅读更多|盗版|Quelle:|Copyright|All rights|watermark|do not copy|unauthorized|www.|http://|https://"
)
OPENERS = r"【\[(（〔「{<＜《※#◆★●"
MARK_OPENS = late(f"[{OPENERS}]")
CLOSERS = r"】\])）〕」}>＞》"
BRACKETED_MARK = late(
    rf"[ ]?[{OPENERS}](?=[^\n{CLOSERS}]{{0,40}}(?:{MARK_WORDS.replace('.', '[.]')}))"
    rf"[^\n{CLOSERS}]{{1,60}}[{CLOSERS}※#◆★●][ ]?"
)


@cache
def _mark_words() -> Automaton:
    return Automaton(MARK_WORDS.split("|"))


def watermarks(text: str) -> Iterator[Change]:
    """Marks of a site set into sentences: `芯片www.example.com出口`, `【某网独家,未经授权禁止转载】`."""
    words = _mark_words().find(text) if MARK_OPENS.search(text) else ()
    for start, end in _lines_at(text, (start for _, start, _ in words)):
        for match in BRACKETED_MARK.finditer(text, start, end):
            before, after = text[: match.start()].rstrip(" ")[-1:], text[match.end() :].lstrip(" ")[:1]
            if before and after and before not in "\n。！？.!?" and after != "\n":
                yield Change(match.start(), match.end(), "", "watermarks", "watermark")
    if text.isascii():
        return
    for start, end in _lines_at(text, (match.start() for match in DOMAIN_END.finditer(text))):
        for match in DOMAIN.finditer(text, start, end):
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            if re.match(f"[{HAN}，。、]", before) and re.match(f"[{HAN}，、]", after) and before not in "在和与從从由":
                yield Change(match.start(), match.end(), "", "watermarks", "watermark")


def _lines_at(text: str, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Beginning and end of each line in which one of the places lies; these are in order."""
    end = -1
    for place in places:
        if place > end:
            end = text.find("\n", place)
            end = end if end >= 0 else len(text)
            yield text.rfind("\n", 0, place) + 1, end


MARKS = "☆★◆※〓═＊*|｜#＃~～^"
MARK = late(f"[{MARKS}]")
REPEATED_MARK = late(rf"[A-Za-z@＠©{MARKS}][\w@＠©{MARKS}·.\-]{{3,40}}[{MARKS}]")


def repeated_marks(text: str) -> Iterator[Change]:
    """The same decorated mark in the middle of sentences, at least three times: `★科技报★`."""
    lines = _lines_at(text, (match.start() for match in MARK.finditer(text)))
    found = [match for start, end in lines for match in REPEATED_MARK.finditer(text, start, end)]
    counts = Counter(match.group() for match in found)
    for match in found:
        inside = (
            match.start() and text[match.start() - 1] != "\n" and text[match.end() : match.end() + 1] not in ("", "\n")
        )
        if counts[match.group()] >= 3 and inside:
            yield Change(match.start(), match.end(), "", "watermarks", "watermark")


def all_watermarks(text: str) -> Iterator[Change]:
    """Every kind of mark."""
    yield from watermarks(text)
    yield from repeated_marks(text)


# --- spacing -----------------------------------------------------------------------------------------------------

KANA = "\u3040-\u30ff"
BETWEEN = late(rf"(?<=[{HAN}{KANA}])[ \t\u3000]+(?=[{HAN}{KANA}])")
AFTER_MARK = late(r"(?<=[，。、；：！？])[ \t]+(?=\S)")
BEFORE_MARK = late(rf"(?<=[{HAN}{KANA}A-Za-z0-9%）」”])[ \t]+(?=[，。、；：！？）」』】》])")
LATIN_COMMA = late(r"(?<=[^\W\d_])[ ]+(?=,(?:\s|$))|(?<=[^\W\d_]) (?=-[A-ZÄÖÜ][a-zäöü]{2})")
STRAY_SIGN = late(
    rf"[ \t\u3000](?:(?<=[{HAN}{KANA}，。、；：！？].)|(?=[，。、；：！？）」』】》])|(?=,)|(?=-[A-ZÄÖÜ]))"
)
"""A space with one of the neighbours that a stray one has."""
RUNNING = late(r"[，。！？；,;!?]|\.(?=\s)")


def stray_spaces(text: str) -> Iterator[Change]:
    """A space between two ideographs or after full-width punctuation in running text; a space before a comma.

    Where spaces separate parts, they stay: in lines without any punctuation, around names, and in headlines.
    """
    if STRAY_SIGN.search(text) is None:
        return
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        if len(line) > 24 and STRAY_SIGN.search(line):
            yield from _spaces_of(text, position, end)
        position = end + 1


def _spaces_of(text: str, start: int, end: int) -> Iterator[Change]:
    line = text[start:end]
    if line.isascii():
        for match in LATIN_COMMA.finditer(text, start, end):
            yield Change(match.start(), match.end(), "", "stray-spaces", "stray-space")
        return
    marks = len(RUNNING.findall(line))
    if marks >= 1:
        for pattern in (AFTER_MARK, BEFORE_MARK, LATIN_COMMA):
            for match in pattern.finditer(text, start, end):
                yield Change(match.start(), match.end(), "", "stray-spaces", "stray-space")
    if marks >= 2 or (marks and len(line) > 60):
        opening = text.find("】", start, min(end, start + 60))
        for match in BETWEEN.finditer(text, start, end):
            if match.start() > opening and not _separates(text, match.start(), match.end(), start):
                yield Change(match.start(), match.end(), "", "stray-spaces", "stray-space")


SEPARATED = late(
    r"(?:记者|記者|编译|編譯|作者|文|图|圖|摄影|攝影|通讯员|通訊員|特派员|特派員|报道|報道|報導|电|電|讯|訊)$"
)


def _separates(text: str, start: int, end: int, line_start: int) -> bool:
    before = text[max(line_start, start - 4) : start]
    if SEPARATED.search(before) is not None:
        return True
    if start - line_start > 40 or text[line_start : line_start + 1] not in "（(【[〔":
        return False
    # inside the tag of an agency: `（某社記者 王小明 台北6日電）`
    close = CLOSED.search(text, start, min(len(text), start + 40))
    return close is not None and REPORTING.search(text, line_start, close.end()) is not None


CLOSED = late(r"[）)】\]〕]")
REPORTING = late(r"记者|記者|[电電讯訊]|报道|報導|報道")


QUOTE_PAIRS = ('„"', "„“", '"“', "”“", '“"', '"”')
DOUBLED_QUOTES = late(r"„[\"“](?=\w)|(?<=[\w.!?])[\"”]“|“\"(?=\w)|(?<=[\w.!?,])\"”")


def doubled_quotes(text: str) -> Iterator[Change]:
    """Quotation marks set twice: `„"Licht hat keine Grenze"“`."""
    if '"' not in text or not any(pair in text for pair in QUOTE_PAIRS):
        return
    for match in DOUBLED_QUOTES.finditer(text):
        at = match.start() + (0 if match.group()[0] == '"' else 1)
        yield Change(at, at + 1, "", "doubled-quotes", "doubled-quotes")


TIME_CODE = late(
    r"(?m)^[ \t]{0,8}(?:\[\d{1,2}:\d{2}(?::\d{2})?\]|\(\d{1,2}:\d{2}(?::\d{2})?\)|\d{1,2}:\d{2}:\d{2})[ \t]{1,4}(?=\S)"
)


def time_codes(text: str) -> Iterator[Change]:
    """Times of a recording before what was said, where at least three lines have one: `[00:01:12] HOST: …`."""
    if text.count(":") < 3:
        return
    found = list(TIME_CODE.finditer(text))
    if len(found) >= 3:
        for match in found:
            yield Change(match.start(), match.end(), "", "time-codes", "live-stamp")


def all_pinyin(text: str) -> Iterator[Change]:
    """Readings in brackets and without."""
    if not text.isascii() and HAS_TONE.search(text) and HAN_CHARACTER.search(text):
        yield from pinyin_readings(text)
        yield from bare_pinyin(text)


RULES = (
    Rule(
        "pinyin",
        "pinyin",
        "Pinyin readings after Han words go; an author's gloss stays.",
        "断点(duàndiǎn)(duàndiǎn)",
        all_pinyin,
    ),
    Rule("time-codes", "live-stamp", "Times of a recording before what was said go.", "[00:01:12] HOST: …", time_codes),
    Rule("bopomofo", "bopomofo", "Bopomofo readings after Han words go.", "晶片(ㄐㄧㄥ ㄆㄧㄢˋ)", bopomofo_readings),
    Rule("furigana", "furigana", "Kana readings after ideographs go.", "半導体（はんどうたい）", furigana_readings),
    Rule("reference-marks", "reference", "Reference marks and edit links go.", "禁令[1]生效", reference_marks),
    Rule(
        "security-codes",
        "ticker",
        "Tickers and security codes in brackets go.",
        "Lumora (WKN: A1B2C3)",
        security_codes,
    ),
    Rule("inline-widgets", "inline-link", "Portal links after names go.", "远帆(微博)", inline_widgets),
    Rule("watermarks", "watermark", "Site marks set into sentences go.", "芯片www.example.com出口", all_watermarks),
    Rule(
        "doubled-quotes",
        "doubled-quotes",
        "Of two quotation marks side by side one stays.",
        '„"Wer will"“',
        doubled_quotes,
    ),
    Rule(
        "stray-spaces",
        "stray-space",
        "Spaces between ideographs, after full-width marks and before commas go.",
        "投資 新廠",
        stray_spaces,
    ),
)
