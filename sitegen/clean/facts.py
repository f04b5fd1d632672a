"""What a capture says of itself: title, date, publisher, byline, provenance, language. Null where it does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from sitegen.clean.body import column_label
from sitegen.clean.dates import DATE, TIME, dates_in
from sitegen.clean.draft import Draft
from sitegen.clean.lexicon import bare, key_of, lexicon
from sitegen.clean.lines import ARROWS, HANDLE, SEGMENTS, Line, weigh
from sitegen.model import Facts, Span
from sitegen.patterns import late
from sitegen.script import simplified_characters
from sitegen.text import HAN

# --- language ----------------------------------------------------------------------------------------------------

FUNCTION_WORDS = {
    "de": frozenset(
        "wird sind aus um als noch nach wie einen einer vor der die das und "
        "ist nicht von mit den dem ein eine für auf sich auch werden im des zu dass bei".split()
    ),
    "en": frozenset(
        "said which will were been their who one would the of and to in is "
        "that for was with as on it by at from are this be have has not its".split()
    ),
    "fr": frozenset(
        "l d n s qu c en à leur sont deux près sans entre cette chaque ans le "
        "la les des et est une un dans que pour du sur qui au par pas ne ce aux avec plus son".split()
    ),
    "es": frozenset(
        "fue ha este esta sobre entre según ayer dos años muy también el la "
        "los las de y que en un una por con para del se su al es lo como más pero sus".split()
    ),
    "it": frozenset("il lo la gli di che è e un una per con del della non sono nel alla".split()),
    "nl": frozenset("de het een van en in is dat op te voor met zijn niet aan er ook".split()),
    "pt": frozenset("o a os as de e que em um uma por com para do da não se no na".split()),
}
SAMPLE = 900
"""Characters of the body that are looked at for its language."""
LATIN_WORD = late(r"[^\W\d_]+")
HAN_CHARACTERS = late(f"[{HAN}]")
HAN_RUNS = late(f"[{HAN}]+")
KANA_RUNS = late("[\u3041-\u3096\u30a1-\u30fa]+")
HANGUL_RUNS = late("[\uac00-\ud7a3]+")
CYRILLIC = late("[\u0400-\u04ff]")


def language_of(text: str) -> str | None:
    """BCP 47 tag of a text, by its script and its commonest words; None where it says too little."""
    sample = text[:SAMPLE]
    han, kana, hangul = (sum(map(len, runs.findall(sample))) for runs in (HAN_RUNS, KANA_RUNS, HANGUL_RUNS))
    words = LATIN_WORD.findall(sample.casefold()) if sample.isascii() or han + hangul + kana < len(sample) // 3 else []
    if hangul > 3 and hangul * 2 >= han:
        return "ko"
    if kana > 3 and kana * 6 >= han:
        return "ja"
    if han > 1 and han * 4 >= sum(map(len, words)):
        return chinese_script(sample)
    if len(CYRILLIC.findall(sample)) > len(sample) // 3:
        return "ru"
    counts = Counter(words)
    scores = {tag: sum(counts[word] for word in known & counts.keys()) for tag, known in FUNCTION_WORDS.items()}
    best = max(scores, key=lambda tag: scores[tag])
    return best if scores[best] >= 1 and scores[best] * 12 >= len(words) else None


def chinese_script(text: str) -> str:
    """`zh-Hant` where characters that only Traditional text uses prevail over those only Simplified text uses."""
    only_traditional, only_simplified = _telling_characters()
    if only_traditional.isdisjoint(text):
        return "zh-Hans"
    traditional, simplified = (sum(map(known.__contains__, text)) for known in (only_traditional, only_simplified))
    return "zh-Hant" if traditional > simplified else "zh-Hans"


@cache
def _telling_characters() -> tuple[frozenset[str], frozenset[str]]:
    table = {key: value for key, value in simplified_characters().items() if key != value}
    return frozenset(table), frozenset(value for value in table.values() if value not in simplified_characters())


# --- date --------------------------------------------------------------------------------------------------------

UPDATED = late(
    r"aktualisiert|update|modified|mis à jour|mise à jour|modifié|actualizad|更新|最终修改|最后修改|수정|"
    r"改訂|edited|ausgedruckt|retrieved|archived|copyright|©|\(c\)|processed in|gmt[+-]",
    re.IGNORECASE,
)
PUBLISHED = late(
    r"publi|posted|发布|發布|发表|發表|刊登|veröffentlicht|erschienen|stand:|datum|date|時間|时间|日期|"
    r"掲載|公開|配信|投稿日|입력|등록|게재|승인|原文|首发|fecha",
    re.IGNORECASE,
)
META_KINDS = frozenset(
    "meta forum page-header breadcrumb source-note share bbs-form follow caption author-code column kicker chrome "
    "navigation title player mail-header".split()
)


STRONGLY = late(
    r"发布时间|發布時間|发布日期|發布日期|发表时间|發表時間|发稿时间|發稿時間|published|posted|veröffentlicht|"
    r"erschienen|publié|publicado|"
    r"公開日|掲載日|配信|입력|등록",
    re.IGNORECASE,
)
"""Words that can mean nothing but the publication."""
SENT_FROM = late(
    rf"\W?(?P<name>[{HAN}A-Za-z]{{2,12}}?)(?P<place>[{HAN}]{{0,6}}?)\s?(?:\d{{4}}\s?年)?\d{{1,2}}月\d{{1,2}}日\s?(?:电|"
    rf"電|讯|訊|消息)"
)
"""How an agency or a portal opens a report: `新华社北京2024年9月3日电`."""


def _sent_from(text: str) -> re.Match[str] | None:
    """The agency, place and day with which a report opens."""
    return SENT_FROM.match(text) if "月" in text[:30] else None


def _published(lines: Sequence[Line], title: Line | None, first: int, last: int) -> tuple[str, Line] | None:
    """The date of first publication that the capture prints, and the line that prints it."""
    best: tuple[float, str, Line] | None = None
    title_index = title.index if title is not None else first
    month_first = any("AM" in line.text or "PM" in line.text for line in lines[: first + 1])
    for line in lines:
        if not line.fate or line is title or len(line.text) > 300:
            continue
        if line.fate in ("related", "ranking", "comment", "live", "ad", "topics", "duplicate", "cookie"):
            continue
        form = line.label == "form-date-value"
        value = line.cue is not None and line.cue.kind in META_KINDS
        if not value and line.fate not in META_KINDS and not form:
            continue
        found = list(dates_in(line.text, month_first=month_first))
        updated_at = UPDATED.search(line.text) if found else None
        for dated in found:
            distance = abs(line.index - title_index)
            score = 10.0 - 0.25 * distance
            if line.index > last:
                score -= 4
                if line.cue is not None and line.cue.kind in ("forum", "comment-ui"):
                    score -= 4
            if PUBLISHED.search(line.text):
                score += 3
            if STRONGLY.search(line.text):
                score += 2
            if (
                updated_at
                and updated_at.start() < dated.start
                and not (PUBLISHED.search(line.text[: updated_at.start()]) and dated.start < updated_at.start())
            ):
                score -= 6
            if line.fate == "caption":
                score -= 8
            elif line.cue is not None and line.cue.kind == "forum":
                score -= 2
            if line.cue is None and line.fate == "navigation":
                score -= 5
            if form:
                score += 30
            if best is None or score > best[0]:
                best = (score, dated.iso, line)
    if best and best[0] > 0:
        return best[1], best[2]
    for line in lines:
        opening = _sent_from(line.text) if not line.fate and line.index <= first + 1 else None
        for dated in dates_in(opening.group()) if opening else ():
            return dated.iso, line
    return None


# --- publisher ---------------------------------------------------------------------------------------------------

COPYRIGHT = late(
    r"(?:©|\(c\)|copyright|ⓒ)[\s©:：]*(?:\(c\)\s*)?(?:by\s)?(?:(?:19|20)\d\d(?:\s?[-–—]\s?(?:19|"
    r"20)?\d{0,4})?)?[\s,.|]*(?P<name>[^|·•–\n]{2,60})",
    re.IGNORECASE,
)
COPYRIGHT_SIGN = late(r"[©ⓒ]|\(c\)|copyright", re.IGNORECASE)
RIGHTS = late(
    r"\s*(?:[,.。·|/–-]\s*)?(?:alle rechte vorbehalten|all rights reserved|tous droits réservés|"
    r"todos los derechos reservados|版权所有|版權所有|著作权所有|著作權所有|不得转载|禁止转载|"
    r"未经|未經|无断转载|無断転載|무단\s?전재|reserved\b|及其|或|and its ).*$",
    re.IGNORECASE,
)
LEGAL = late(
    r"(?:[\s,]+(?:GmbH(?:\s?& Co\.?\s?KG)?|AG|SE|KG|UG|Inc\.?|Ltd\.?|LLC|Corp\.?|Corporation|Company|Co\.|"
    r"S\.A\.?S?\.?|S\.L\.?|SAS|PLC|Pty|Verlag|Verlags?gesellschaft|mbH|Media Group)|股份有限公司|有限公司|"
    r"有限责任公司|株式会社|㈜|주식회사|\(주\))$"
)
CHINESE_RIGHTS = late(rf"(?P<name>[{HAN}A-Za-z0-9·]{{2,20}}?)\s?(?:版权所有|版權所有|著作權所有)")
SOURCE = late(
    r"(?:来源|來源|稿源|出处|出處|转自|转载自|轉載自|轉自|Quelle|Source|Fuente|出典|출처|媒體來源|"
    r"文章来源|via)\s?[:：]?\s?(?P<name>[^\s|｜，,;；()（）\[\]]{2,30}(?: [A-Z]\w+){0,3})"
)
LOGO = late(r"!\[([^\[\]\n]{1,40})\]\([^()\n]{0,200}(?:logo|brand|icon)[^()\n]{0,200}\)", re.IGNORECASE)
SITE_TAGLINE = late(r"^(?P<name>(?:[^|–—·:：-]|-(?=\S)){2,40}?)\s*(?:[|–—·:：]|\s-\s)\s*\S")


NAME_CUT = late(r"\s[-–—|·•/]\s.*$")
DESK_WORD = late(r"(?:编辑部|編輯部|編集部)$")
ALWAYS_ON = late(r"\s?7\s?[x×*]\s?24(?:小时|小時|h)?$", re.IGNORECASE)


def _clean_name(name: str) -> str:
    name = RIGHTS.sub("", name.strip(' .,;:：|·-–—/"“”«»*'))
    name = DESK_WORD.sub("", ALWAYS_ON.sub("", NAME_CUT.sub("", name)))
    name = re.sub(r"\s*(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?$", "", name)
    for _ in range(3):
        name = LEGAL.sub("", name).strip(" .,;:：|·-–—/*")
    return re.sub(r"^(?:by|von|par|the authors?)\s", "", name)


COUNTED = late(r"\D{1,8}\s?\d[\d,.]*(?:[万萬kK]\+?)?$")
HOUSE = late(
    r"(?:medien|media|verlag|verlagsgruppe|mediengruppe|group|gruppe|publishing|communications|传媒|傳媒|集团|集團)$",
    re.IGNORECASE,
)
"""A publishing house: the name of its paper or site says more."""
ISSUED_BY = late(
    r"(?:主办单位|主辦單位|主办|主辦|发文机关|發文機關|发布机构|發布機構|發布單位|發行單位|運營|运营单位|"
    r"Herausgeber(?:in)?|Hrsg\.?|"
    r"Published by|Éditeur|Editado por|発行(?:元|者)?|発行人)\s?[:：]\s?(?P<name>[^\s|｜，,;；:：　]{2,30})"
)
STATE = late(
    r"(?:république|republik|republic of|bundesrepublik|gobierno de|中华人民共和国)\b|.{0,12}共和国$", re.IGNORECASE
)
"""A state over the name of its ministry."""
NEWS_AGENCY = late(
    r"(?:The )?(?:Associated Press|AP|Reuters|Thomson Reuters|AFP|Agence France-Presse|dpa(?:-\w+)?|Bloomberg|UPI|"
    r"ANI|PTI|EFE|ANSA|APA|SDA|"
    r"Xinhua|Kyodo(?: News)?|Jiji(?: Press)?|Yonhap|PR Newswire|Business Wire|GlobeNewswire)$|(?:新华社|新華社|"
    r"中新社|中央社|路透社?|彭博社?|"
    r"法新社|美联社|美聯社|共同社|共同通信|時事通信|韩联社|韓聯社|연합뉴스|뉴시스)$",
    re.IGNORECASE,
)
OUTLET_NAME = late(
    r"(?:[社网網报報台刊]|网站|網站|门户|門戶|갤러리|게시판|新闻|新聞|在线|在線|时报|日报|论坛|論壇|电视|"
    r"電視|杂志|雜誌|中文站|频道|頻道|"
    r"新報|新聞社|通信|일보|신문|뉴스|경제|타임스|저널|방송)$|"
    r"\b(?:Times|Post|News|Journal|Daily|Herald|Tribune|Gazette|Ledger|Dispatch|Zeitung|Kurier|Bote|"
    r"Anzeiger|Rundschau|Nachrichten|Magazin|Courrier|Journal|Gazette|Diario|Periódico|Monthly|Weekly|"
    r"Review)\b"
)
BOARD_TAG = late(r"\s+\[[^\[\]]{1,14}★\]$")
BOARD = late(r"(?:發信站|发信站)\s?[:：]\s?(?P<name>[^\s(（,，]{2,20})")
ORIGINAL_AT = late(
    r"(?:(?:原创|原創|作者|译者|譯者|编译|編譯|撰文)\s+){1,2}(?P<by>\S{1,12})\s+(?P<name>\S{2,16})\s+\d{4}"
)
ORIGINAL_BEGINS = "原作译譯编編撰"
REPORTER_TAG = late(
    rf"[【\[（(〔](?:(?:文|Text|Texte|Texto|撰文|图文)\s?[/／|｜:：]\s?)?(?P<outlet>[{HAN}]{{2,10}}?|"
    rf"[A-Z]\w+(?: [A-Z]\w+){{0,2}}?)(?:综合报道|綜合報導|专稿|报道|報道|報導|讯|訊|电|電)?[ 　]*"
    rf"(?:(?:特约|特派|驻外|本报)?(?:记者|"
    rf"記者)[ 　]*)?(?P<names>(?<=[ 　者])[{HAN}]{{2,4}}"
    rf"(?:[ 　、](?![{HAN}]{{1,4}}(?:\d|报道|報導|報道|电|電))[{HAN}]{{2,4}}(?![{HAN}\d])){{0,3}}|"
    rf"[A-Z][a-z]+ [A-Z][a-z]+)(?:[ 　]?[{HAN}]{{0,6}}?\d{{0,2}}日?(?:综合|綜合)?(?:外|专|專)?(?:电|電|报道|報導|"
    rf"報道))?[】\]）)〕]"
)
SITE_PART = late(r"(?:首页|首頁|客户端|客戶端|官网|官網|手机版|手機版|app)$", re.IGNORECASE)
SENDER = late(r"(?:From|Von|De|发件人|寄件者|差出人|보낸사람)\s?:\s?\"?(?P<name>[^\"<>@]{2,40}?)\"?\s?<")
ENCYCLOPEDIA = late(r"(?:aus|from|de|出自|来自|來自)\s?(?P<name>.{2,30}?)[,，]")
MENU_WORDS = late(
    r"^(?:board index|forum index|forums?|论坛|論壇|home|startseite|accueil|inicio|portada|首页|首頁|主页|"
    r"ホーム|トップ|홈|正文|新闻|新聞|nachrichten|news)$",
    re.IGNORECASE,
)


def _reporter_tag(text: str) -> re.Match[str] | None:
    """The tag of agency and reporter with which a text opens: `【某报记者 王小明】`."""
    return REPORTER_TAG.match(text) if text[:1] in "【[(（〔" else None


def _publisher(
    capture: str, lines: Sequence[Line], title: Line | None, first: int, last: int, site: str | None
) -> tuple[str, str] | None:
    """The site whose page this is, and the words that say so."""
    scores: Counter[str] = Counter()
    headline = bare(title.key).replace(" ", "") if title is not None else ""
    evidence: dict[str, str] = {}

    def vote(name: str, weight: float, words: str) -> None:
        name = _clean_name(name)
        key = bare(key_of(name)).replace(" ", "")
        if (
            not key
            or key == headline
            or COUNTED.match(name)
            or weigh(name) > 12
            or len(name) < 2
            or MENU_WORDS.match(name)
            or _is_menu(name)
        ):
            return
        scores[name] += weight  # type: ignore[assignment]
        evidence.setdefault(name, words)

    if site is not None and title is not None:
        vote(site, 5, title.text)
    for line in lines:
        labelled = line.fate and len(line.text) < 200 and (":" in line.text or "：" in line.text)
        issued = ISSUED_BY.search(line.text) if labelled else None
        if issued:
            vote(issued.group("name"), 2.5, line.text)
    for line in [line for line in lines if not line.fate][:2]:
        opening = _sent_from(line.text)
        if opening and not NEWS_AGENCY.search(opening.group("name")):
            vote(opening.group("name"), 3, opening.group())
    if title is not None and title.weight >= 4:
        for line in lines:
            text = line.text
            if line is title or not line.fate or len(text) > 240 or len(text) <= len(title.text):
                continue
            if title.text in text and (line.cue is None or line.cue.kind not in ("breadcrumb", "forum", "mail-header")):
                rest = [part for part in SITE_SEPARATOR.split(text.replace(title.text, "|")) if part.strip(" |")]
                if rest and len(rest[-1]) >= 3 and weigh(rest[-1]) <= 8 and SITE_SEPARATOR.search(text):
                    vote(rest[-1], 4, text)
    tops = [
        line
        for line in lines[:3]
        if line.fate == "navigation" and line.cue is None and line.weight <= 6 and not line.marker
    ]
    for line in tops:
        again = sum(other.key == line.key for other in lines) if line.key else 1
        if again >= 2:
            vote(line.text, 3 + again, line.text)
    for line in lines:
        board = BOARD.search(line.text) if "※" in line.text[:2] or "发信站" in line.text[:8] else None
        if board:
            vote(board.group("name"), 8, line.text)
        named = ORIGINAL_AT.match(line.text) if line.text[:1] in ORIGINAL_BEGINS else None
        if named:
            vote(named.group("name"), 8, line.text)
        sender = SENDER.match(line.text) if line.index < 12 else None
        if sender:
            vote(sender.group("name"), 4, line.text)
        if line.cue is not None and line.cue.phrase == "site":
            book = ENCYCLOPEDIA.match(line.text)
            if book:
                vote(book.group("name"), 6, line.text)
    for line in [line for line in lines if not line.fate][:1]:
        reporter = _reporter_tag(line.text)
        if reporter:
            vote(reporter.group("outlet"), 3, reporter.group())
    for match in LOGO.finditer(capture[:4000]):
        vote(match.group(1), 7, match.group())
        break
    for line in lines:
        if not line.fate or line is title:
            continue
        head, text = line.index < first, line.text
        if len(text) > 200:
            continue
        if not head and line.index > last:
            rights = CHINESE_RIGHTS.search(text) if "所有" in text else None
            if rights:
                vote(rights.group("name"), 6, text)
            copyright_line = COPYRIGHT.search(text) if COPYRIGHT_SIGN.search(text) else None
            if copyright_line and "powered by" not in text.casefold():
                vote(
                    copyright_line.group("name"), 3.5 + 3.5 * (line.index - last) / max(1, len(lines) - 1 - last), text
                )
            continue
        if ARROWS.search(text) and line.cue is not None and line.cue.kind == "breadcrumb":
            crumbs = [part.strip() for part in ARROWS.split(re.sub(r"^[^:：>]{0,12}[:：]", "", text)) if part.strip()]
            if crumbs and not _is_menu(crumbs[0]):
                vote(crumbs[0], 6, text)
        elif line.cue is not None and line.cue.kind == "page-header":
            for part in re.split(r"\s{3,}", text):
                if not re.search(r"\d", part):
                    vote(part.title() if part.isupper() else part, 4, text)
        elif (
            line.index < min(first, 8)
            and (title is None or line.index < title.index)
            and (line.cue is None or line.cue.kind == "navigation" or (not line.index and line.cue.form == "open"))
        ):
            cut = r"[|｜]|\s{2,}" if text.isascii() or not re.match(f"[{HAN}]", text) else r"[|｜\s]"
            parts = [part.strip() for part in re.split(cut, text) if part.strip()]
            menu = len(re.findall(r"\S\s?[·•|｜/]\s?(?=\S)", text)) >= 2 and line.index
            if parts and weigh(parts[0]) <= 10 and not menu and not (line.fate == "kicker" and line.index > 1):
                tag = SITE_TAGLINE.match(parts[0])
                name = SITE_PART.sub("", tag.group("name") if tag else parts[0])
                place = 3.0 if line.index == 0 else 2.0 if line.index < 4 else 1.4
                vote(name, place + (1.0 if tag else 0.0) + (1.0 if OUTLET_NAME.search(name) else 0.0), text)
    for line in lines[: first + 5]:
        credited = SOURCE.search(line.text) if line.fate == "meta" and len(line.text) < 200 else None
        if credited:
            vote(credited.group("name"), 1.6, line.text)
        if line.fate in ("meta", "title") or (line.cue is not None and line.cue.kind == "meta"):
            parts = SEGMENTS.split(line.text)
            if HAN_CHARACTERS.search(line.text) and not SOURCE.search(line.text):
                parts += [part for part in line.text.split() if len(part) >= 4 and ":" not in part and "：" not in part]
            for part in parts:
                if (
                    part
                    and 2 <= weigh(part) <= 10
                    and not any(True for _ in dates_in(part))
                    and not re.search(r"\d{1,2}:\d\d|^\d+$", part)
                ):
                    found = SOURCE.match(part)
                    name = found.group("name") if found else part
                    vote(name, (1.5 if found else 1.0) + (1.0 if OUTLET_NAME.search(name) else 0.0), line.text)
    if not scores:
        return None
    gone = "\n".join(line.text for line in lines if line.fate and len(line.text) < 300)
    for name in list(scores):
        if len(name) >= 3:
            scores[name] += min(2.0, 0.5 * (gone.count(name) - 1))  # type: ignore[assignment]
    keys = {name: bare(key_of(name)).replace(" ", "") for name in scores}
    for name, key in keys.items():
        for other in scores:
            if other != name and key and key in keys[other]:
                scores[name] += min(scores[other], 3)
    body = "\n".join(line.text for line in lines if not line.fate)[:20000]
    for name in list(scores):
        if NEWS_AGENCY.search(name):
            scores[name] -= 4
        elif HOUSE.search(name):
            scores[name] -= 3
        elif STATE.match(name) or (LEGAL.search(evidence[name].strip()) and not COPYRIGHT.search(evidence[name])):
            scores[name] -= 2
        elif (
            len(name) >= 4 and name in body and not (COPYRIGHT.search(evidence[name]) or SOURCE.search(evidence[name]))
        ):
            scores[name] += 1
    name, score = max(scores.items(), key=lambda entry: entry[1])
    return (name, evidence[name]) if score >= 1.4 else None


def _is_menu(name: str) -> bool:
    words = lexicon()
    key = key_of(name)
    return key in words.word_kinds or (key in words.exact and words.exact[key].form != "open")


SITE_SEPARATOR = late(r"\s+[|｜–—·-]\s+|\s*[|｜_]\s*")


def without_site(headline: str, title: Line, lines: Sequence[Line]) -> tuple[str, str | None]:
    """A headline without the names of channel and site that a browser's title adds, and the site's name.

    `标题_频道_网站` and `Headline | The Paper` are cut where the last part is a name the page shows elsewhere, ends
    like one, or follows a low line between ideographs; a headline with a dash of its own stays whole.
    """
    site: str | None = None
    if len(headline) > 300:
        return headline, None
    for _ in range(3):
        cuts = list(SITE_SEPARATOR.finditer(headline))
        if not cuts:
            break
        head, tail = headline[: cuts[-1].start()].strip(), headline[cuts[-1].end() :].strip()
        if weigh(head) < 4 or not 1 <= weigh(tail) <= 10 or tail[-1:] in "?!？！。.":
            break
        chinese = "_" in cuts[-1].group() and HAN_CHARACTERS.search(headline) is not None
        if not (chinese or OUTLET_NAME.search(tail) or _names_page(tail, title, lines)):
            break
        headline, site = head, site or tail
    if site is None:
        cut = SITE_SEPARATOR.search(headline)
        name = headline[: cut.start()].strip() if cut else ""
        if cut and weigh(headline[cut.end() :]) >= 4 and _names_page(name, title, lines[: title.index]):
            headline, site = headline[cut.end() :].strip(), name
    return headline, site


def _names_page(name: str, title: Line, lines: Sequence[Line]) -> bool:
    """True where a line that is no part of the article shows the name, or the article begins with it."""
    if len(name) < 3:
        return False
    kept = False
    for line in lines:
        if line is title or len(line.text) > 300:
            continue
        if line.fate:
            if name in line.text and (line.weight <= weigh(name) + 8 or line.cue is not None):
                return True
        elif not kept:
            kept = True
            if line.text.startswith(name):
                return True
    return False


# --- byline ------------------------------------------------------------------------------------------------------

NAME = r"[A-ZÀ-ÖØ-Þ][\w.’'\-]+(?: (?:[A-ZÀ-ÖØ-Þ][\w.’'\-]*|de|du|van|von|der|la|le|bin|al|da|dos))*"
FULL_NAME = r"[A-ZÀ-ÖØ-Þ][\w.’'\-]+(?: (?:[A-ZÀ-ÖØ-Þ][\w.’'\-]*|de|du|van|von|der|la|le|bin|al|da|dos))+"
BY = late(
    rf"(?:^(?:Interview |Written |Text(?:e|o)? |Story |Words |Reportage |Analyse |Kommentar |Ein Gastbeitrag |"
    rf"Protokoll |Propos recueillis |Entrevista )?|[|·(（【\[/:：–•,]\s?|\s-\s)(?:[Bb]y|BY|[Vv]on|VON|"
    rf"[Pp]ar|PAR|[Pp]or|POR|Postby|Autor(?:in|en)?:|Redakteur(?:in)?:|Author:|Auteur :|[Rr]edacción:)\s*:?\s?"
    rf"(?P<names>{FULL_NAME}(?:(?:, | and | und | et | y |, and ){FULL_NAME})*|{NAME}|[{HAN}]{{2,4}}(?![{HAN}]))"
)
DATED_NAME = late(rf"\d{{4}}\s?[–—|•-]\s?(?P<names>{FULL_NAME})(?:\s?/\s?[A-Z]{{2,8}})?$")
NAME_FIRST = late(rf"^(?P<names>{FULL_NAME})\s?(?:[|•·,–]|$)")
LONE_BY = frozenset(("von", "by", "par", "por", "autor", "author", "auteur", "记者", "文", "作者"))
CHINESE_BY = late(
    rf"(?:(?:记者|記者|(?<!该)(?<!該)作者|撰文|编译|編譯|撰稿|特派员|特派記者|专栏作家|"
    rf"口述)\s?[:：/／|丨｜]?\s?|(?<![{HAN}])文\s?[:：/／|"
    rf"丨｜]\s?)(?P<names>[{HAN}·]{{2,4}}(?:[、 ,，](?![{HAN}]{{0,4}}(?:报道|報導|"
    rf"報道))[{HAN}]{{2,4}}(?![{HAN}:：])){{0,4}}(?![{HAN}])|"
    rf"[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}})"
)
INLINE_REPORTER = late(
    rf"(?:讯|訊|电|電|报道|報導)\s?[（(](?:本报|本網|本网|通讯员|见习)?(?:记者|"
    rf"記者)[ 　]?(?P<names>[{HAN}]{{2,4}}(?:[ 　、][{HAN}]{{2,4}}){{0,3}})[)）]"
)
TAG_BY = late(
    rf"[（(【\[](?:编译|編譯|记者|記者|文|撰文|作者|实习记者)\s?[/／:：|"
    rf"]?\s?(?P<names>[{HAN}]{{2,4}}(?:[、 ][{HAN}]{{2,4}})?)[）)】\]]$"
)
KOREAN_BY = late(r"(?P<names>[가-힣]{2,4})\s?(?:선임|특파원|수습)?\s?기자")
JAPANESE_BY = late(
    rf"(?:編集委員・|論説委員・|特派員・|ライター・|記者・|(?:文|取材・文|執筆|著者|筆者|"
    rf"記者)\s?[:：=＝/・]\s?)(?P<names>[{HAN}\u3040-\u30ff]{{2,8}})"
)
ORIGINAL = late(r"^(?:(?:原创|原創|译者|譯者|编译|編譯)\s+){1,2}(?P<names>\S{2,12})\s")
MONTH = late(
    r"(?:Jan|Feb|Mar|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz]|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Die|Mit|Don|Fre|Sam|"
    r"Son|Lun|Jeu|Ven|Updated|"
    r"Published|Posted|Stand|Last)"
)
MONTH_AFTER = late(
    r"\s(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|"
    r"Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?$"
)
AFTER_NAME = late(
    r"(?:,| and| und| et| y) (?:The )?(?:Associated Press|Reuters|AFP|AP|dpa|Bloomberg|[A-Z]\w+ (?:News|Press|Times|"
    r"Post)).*$"
)
NOT_A_NAME = late(
    r".*\b(?:GmbH|AG|Inc|Ltd|LLC|Corp|Redaktion|Newsroom|Staff)\b|^(?:网络整理|網路整理|综合|綜合|本报|"
    r"本報|本网|编辑|編輯|记者|報導|报道|报导|网|來源|来源|原文|姓名|署名)"
)


def _inline_reporter(text: str) -> re.Match[str] | None:
    return INLINE_REPORTER.search(text) if "者" in text and ("（" in text or "(" in text) else None


def _byline(
    lines: Sequence[Line], draft_lines: Sequence[Line], title: Line | None, first: int, last: int
) -> tuple[str, str] | None:
    for line in draft_lines:
        if line.label == "form-byline-value":
            return line.text, line.text
    kept = [line for line in lines if not line.fate]
    ending = [line for line in lines[last + 1 : last + 4] if line.fate and line.weight <= 24]
    for line in [*kept[:1], *ending]:
        tag = _reporter_tag(line.text) or _inline_reporter(line.text[:60])
        if tag:
            return tag.group("names"), tag.group()
    for line, follower in pairwise(lines[: first + 1]):
        below = title is None or line.index > title.index
        if (
            below
            and line.fate
            and 1 < line.weight <= 5
            and HANDLE.match(follower.text)
            and re.fullmatch(FULL_NAME, line.text)
        ):
            return line.text, line.text
        if line.key in LONE_BY and line.fate and 1 < weigh(follower.text) <= 8:
            return follower.text, follower.text
    near = [line for line in lines if line.fate in ("meta", "forum", "column") and line.index <= last + 1]
    near += [line for line in lines if line.fate == "editor" and line.index <= first]
    for line in kept[-1:]:
        tag = TAG_BY.search(line.text) if line.text[-1:] in "）)】]" else None
        if tag:
            return tag.group("names"), tag.group()
    near += [
        line
        for line in lines
        if line.fate in ("meta", "kicker", "chrome") and line.cue is None and line.index <= first + 3
    ]
    for line in near:
        text = line.text[:160]
        for pattern in (ORIGINAL, BY, CHINESE_BY, JAPANESE_BY, KOREAN_BY, DATED_NAME, NAME_FIRST):
            if pattern is NAME_FIRST and (line.cue is not None or line.weight > 6):
                dated = line.cue is not None and line.cue.phrase == "date" and line.weight <= 16
                if (not dated and line.cue is not None) or line.weight > 16 or MONTH.match(text) or text.isupper():
                    continue
            match = pattern.search(text)
            if match:
                name = (
                    re.split(r"[,，]\s|[|/]| avec | mit ", match.group("names"))[0].strip()
                    if pattern is not BY
                    else match.group("names")
                )
                name = AFTER_NAME.sub("", MONTH_AFTER.sub("", name))
                name = re.sub(r"(?:报道|報導|報道|综合报道|发自.*)$", "", name).strip(" ·")
                if name and not NOT_A_NAME.match(name) and not NEWS_AGENCY.fullmatch(name) and 1 < len(name) < 80:
                    return name, match.group().strip()
    return None


# --- origins -----------------------------------------------------------------------------------------------------

OUTLET = (
    rf"(?:《[^《》\n]{{2,16}}》|[{HAN}]{{1,8}}?(?:社(?!交)|日报|日報|时报|時報|报(?!道)|報(?!道)(?!導)|"
    rf"新闻|新聞|时报|時報|日报|日報|电视台|電視台|网|網|周刊|週刊|杂志|雜誌|通讯社|通訊社|广播公司|"
    rf"中文网)|CNBC|CNN|BBC|AFP|AP|dpa|DPA|Reuters|Bloomberg|NHK|"
    r"[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,3} (?:Post|Times|Journal|News|Insider|Daily|Herald|Tribune|"
    r"Review|Weekly|Press|Agency))"
)
Citing = tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
"""How a report names the one it retells, each with a sign without which it cannot match and that is found faster."""
CITED_IN_CHINESE: Citing = (
    (late("[据據引]"), late(rf"(?:据|據|援引|引述|引用|转引)(?P<name>{OUTLET})")),
    (
        late("报道|報道|報導|分析称|分析稱|报导|刊发|刊文|刊登|撰文|文章称|文章稱|发文称"),
        late(
            rf"(?P<name>{OUTLET})(?:[^。，,]{{0,12}})(?:报道|報道|報導|分析称|分析稱|报导|刊发|刊文|刊登|撰文|文章称|文章稱|发文称)"
        ),
    ),
)
CITED_IN_LATIN: Citing = (
    (
        late("bericht|melde|schreibt|zufolge|reported by|according to|selon|según"),
        late(
            r"(?:berichtete[nt]?|berichtet|meldet[e]?|schreibt|zufolge|reported by|according to|selon|"
            r"según)\s(?:die|der|das|the|le|la|el)?\s?(?P<name>[A-Z][\w’']+(?: [A-Z][\w’']+){1,4})"
        ),
    ),
    (
        late("[„»]"),
        late(
            r"(?:berichte\w*|melde\w*|schreib\w*|[Ll]aut|zufolge|Bericht|[Ww]ie)\s(?:(?:die|der|das|dem|des|"
            r"einem Bericht)\s){0,2}"
            r"(?:[A-ZÄÖÜ]?[a-zäöü-]*(?:magazin|zeitung|zeitschrift|agentur|portal|dienst|blatt|Magazin|Zeitung|Agentur|"
            r"Portal)\s)?"
            r"[„»](?P<name>[^“”«„»]{2,40})[“”«]"
        ),
    ),
    (
        late("agazin|eitung|eitschrift|agentur|ienst"),
        late(
            r"(?:berichte\w*|melde\w*|[Ww]ie|[Ll]aut)\s(?:die|der|das|dem)\s[A-ZÄÖÜ][a-zäöü-]*(?:agazin|eitung|"
            r"eitschrift|agentur|ienst)\s"
            r"(?P<name>[A-Z][\w’'-]*(?: [A-Z][\w’'-]+){0,3})"
        ),
    ),
    (late("reported|reports"), late(rf"(?P<name>{OUTLET})\s(?:first\s|has\s|had\s)?(?:reported|reports)\b")),
    (
        late("reported|according to"),
        late(rf"(?:reported|according to)\s(?:by\s|a report (?:by|in|from)\s)?(?:the\s)?(?P<name>{OUTLET})\b"),
    ),
    (
        late("«"),
        late(r"(?:[Ss]elon|rapporte|révèle|[Dd]['’]après)\s(?:[\w'’]+\s){0,3}«\s?(?P<name>[A-ZÀ-Ý][^«»]{1,30}?)\s?»"),
    ),
    (
        late("elon|rapporte|révèle"),
        late(
            rf"(?:[Ss]elon|rapporte|révèle)\s(?:le |la |les |l['’])?(?:quotidien |journal |agence )?(?P<name>{OUTLET})"
        ),
    ),
    (
        late("egún|informa|informó|publicó"),
        late(
            r"(?:[Ss]egún|informa|informó|publicó)\s(?:(?:el|la|los) )?(?:diario |periódico |agencia )?"
            rf"(?P<name>{OUTLET})"
        ),
    ),
    (late("transcript reviewed"), late(r"transcript reviewed by (?P<name>[A-Z]\w+(?: [A-Z]\w+){0,2})")),
)
LATIN_LETTERS = late("[a-z][a-z]")
CHAIN = late(
    rf"(?P<outer>《[^《》\n]{{2,16}}》|[{HAN}]{{2,10}}?(?:社|报|報|刊|网|網|台|新闻|新聞))(?:\d{{1,2}}日)?(?:引述|"
    rf"援引|转引|轉引|引用)"
    rf"(?P<inner>《[^《》\n]{{2,16}}》|[{HAN}]{{2,8}}?(?:社|报|報(?!導)|刊|网|網|台|新闻|新聞))?(?:的?(?:报道|報道|"
    rf"報導)(?:称|稱|说|說)?)?"
    rf"(?:[，,][^，。《》\n]{{0,6}}《(?P<inmost>[^《》\n]{{2,16}})》(?=在|称|稱|报道|報道|報導|说|說))?"
)
"""Who relays whom: `某周刊引述《某报》报道`."""
APPEARED = late(
    rf"(?P<author>[{HAN}A-Za-z·. ]{{2,40}}?)(?:最近|日前|近日)?(?:发表|發表|刊登|刊載|刊载|撰文)(?:在|于|"
    rf"於)[^《》。\n]{{0,12}}《(?P<name>[^《》\n]{{2,16}})》"
)
"""What a column is a retelling of: `某人發表在最新一期《某刊》的文章指出`."""
RELAYED = late(
    r"(?:原文|转自|轉自|转载自|轉載自|媒體來源|来源|來源|编译自|編譯自|摘自)\s?[:：]?\s?(?P<name>[^\s|"
    r"｜，,;；()（）\[\]]{2,24})"
)
AGENCY = late(r"\b(?P<name>AFP|dpa|DPA|Reuters|AP|EFE|Xinhua|Kyodo|Yonhap|ANSA|APA|SDA|共同|時事|연합뉴스)\b")
WIRES = late(
    r"\b(?:AFP|dpa|DPA|Reuters|AP|EFE|ANSA|APA|SDA|AFX|KNA|epd|Associated Press|Agence France-Presse)\b|中央社|"
    r"新华社|新華社|中新社|路透社?|法新社|"
    r"美联社|美聯社|彭博社?|共同社|共同通信|时事社|時事通信|韩联社|韓聯社|연합뉴스|뉴시스"
)
SIGNED = late(
    r"[(（](?:[^()（）]{1,24}[/／, ])?(?P<name>[A-Za-z-]{2,10}|[\u4e00-\u9fff]{3,4})(?:[/／][^()（）]{1,12})?[)）]\W?$"
)
"""The letters of an agency behind the last sentence: `(hp/dpa)`."""
CLOSED_AT_END = late("[)）]")
INSTITUTION = late(
    r"(?:[科处處局部委办辦室厅廳院所系]|公司|集团|集團|大学|大學|政府|学院|學院|(?<!新闻)(?<!新聞)中心|委员会|委員會)$"
)
ABROAD = late(
    r"^(?:日本|韩国|韓國|美国|美國|英国|英國|法国|法國|德国|德國|俄罗斯|俄羅斯|新加坡|香港|台湾|臺灣|台灣|据|據)"
    r"(?=(?:共同|时事|時事|韩联|韓聯|路透|法新|美联|美聯|彭博|塔斯|联合早报|聯合早報|朝鲜日报|朝鮮日報|中央日报|"
    r"东亚日报|读卖|讀賣|朝日|每日新闻|"
    r"金融时报|金融時報|泰晤士|卫报|衛報|明镜|明鏡|商报|商報|费加罗|华尔街|華爾街|纽约时报|紐約時報|华盛顿|華盛頓|"
    r"南华早报|南華早報|《))"
)
DESK = late(r"[^\W\d_]\s?[,/]\s?(?P<name>[A-Z]{2,6})$")
"""An agency's letters after the names of a byline: `Anna Weber / XYZ`."""
COMPILED = late(
    r"(?:综合整理自|綜合整理自|整理自|编译自|編譯自|摘自|来源[:：]|來源[:：]|Quellen?:|Sources?:|"
    r"出典[:：])\s?(?P<names>[^()（）]{2,60}?)(?:等|[)）]|$)"
)
CHINESE_OUTLET = late(
    rf"[{HAN}A-Za-z]{{2,10}}(?:报|報|社|网|網|新闻|新聞|时报|時報|日报|日報|周刊|週刊|电视台|電視台|中文站|杂志|雜誌)"
)
DATELINE = late(r"^[A-ZÄÖÜ][A-ZÄÖÜa-zäöüß /.-]{2,40}\((?P<name>[A-Za-z][\w.-]{1,20})(?:/[^()]{1,20})?\)\s?[-–—]")


CITED = late(r"[的在于於了是]|研究|论文|論文|成果|文章")


def _cited(text: str) -> re.Match[str] | None:
    """The words with which a paragraph says whose report it retells."""
    known = CITED_IN_CHINESE + CITED_IN_LATIN if LATIN_LETTERS.search(text) else CITED_IN_CHINESE
    for needed, pattern in known:
        cited = pattern.search(text) if needed.search(text) else None
        if cited:
            return cited
    return None


def bare_title(name: str) -> str:
    """A name without the marks of a title."""
    return name.strip("《》")


def _origins(lines: Sequence[Line], publisher: str | None, first: int) -> tuple[tuple[str, ...], dict[str, str]]:
    names: dict[str, str] = {}

    def add(name: str, words: str) -> None:
        name = ABROAD.sub("", name.strip('「」"“” .,。')).strip('《》「」"“” .,。')
        key = bare(key_of(name))
        if not key or (publisher and key == bare(key_of(publisher))):
            return
        if any(key == bare(key_of(known)) for known in names):
            return
        names[name] = words

    for line in lines:
        if line.label == "form-source-value":
            add(line.text, line.text)
    for line in lines:
        if line.fate == "meta" and line.index <= first + 2:
            for match in RELAYED.finditer(line.text):
                if not INSTITUTION.search(match.group("name")):
                    add(match.group("name"), line.text)
            for match in WIRES.finditer(line.text):
                add(match.group(), line.text)
            for match in AGENCY.finditer(line.text):
                add(match.group("name"), line.text)
            desk = DESK.search(line.text)
            if desk:
                add(desk.group("name"), line.text)
    for line in lines:
        if line.fate == "source-note" and line.weight <= 40:
            noted = COMPILED.search(line.text)
            for name in re.split(r"[、,，]|\s(?:und|and|et|y)\s", noted.group("names")) if noted else ():
                add(name, line.text)
        elif line.fate == "meta" and line.cue is not None and line.cue.phrase == "date" and line.index <= first + 2:
            rest = TIME.sub("|", DATE.sub("|", line.text))
            for part in re.split(r"[|｜\s\u3000]+", rest):
                if 3 <= len(part) <= 12 and CHINESE_OUTLET.fullmatch(part):
                    add(part, line.text)
    body = [line for line in lines if not line.fate and line.kind != "code"]
    last = body[-1].index if body else -1
    for line in [*body[-2:], *(line for line in lines if line.fate == "author-code" and 0 <= line.index - last <= 2)]:
        signed = SIGNED.search(line.text[-60:]) if CLOSED_AT_END.search(line.text[-2:]) else None
        if signed and WIRES.fullmatch(signed.group("name")):
            add(signed.group("name"), signed.group())
    for line in body[:1]:
        tag = _reporter_tag(line.text)
        if tag and CHINESE_OUTLET.fullmatch(tag.group("outlet")):
            add(tag.group("outlet"), tag.group())
    for line in body[:3]:
        dateline = DATELINE.match(line.text)
        if dateline:
            add(dateline.group("name"), dateline.group())
        opening = line.text[:160]
        chain = CHAIN.search(opening) if "引" in opening else None
        if chain and CHINESE_OUTLET.fullmatch(bare_title(chain.group("outer"))):
            for name in chain.group("outer", "inner", "inmost"):
                add(name or "", chain.group())
        appeared = APPEARED.search(opening) if "《" in opening and "》" in opening else None
        if appeared:
            add(appeared.group("name"), appeared.group())
            if not CITED.search(appeared.group("author")):
                add(appeared.group("author"), appeared.group())
        cited = _cited(line.text[:400])
        if cited:
            add(cited.group("name"), cited.group())
    return tuple(names)[:4], names


# --- all together ------------------------------------------------------------------------------------------------


def facts_of(draft: Draft, lines: Sequence[Line], title: Line | None, off: frozenset[str] = frozenset()) -> Facts:
    """Everything the capture says of itself, with the place of the capture that says it."""
    kept = [line for line in lines if not line.fate]
    body = "\n".join(line.text for line in kept[:60])
    lang = language_of(body) or (language_of(title.text) if title is not None else None)
    first = kept[0].index if kept else len(lines)
    last = kept[-1].index if kept else -1
    evidence: dict[str, Span] = {}
    words: dict[str, str] = {}
    headline: str | None = None
    site: str | None = None
    if title is not None:
        cut = column_label(title.text)
        headline = BOARD_TAG.sub("", title.text[cut:].strip())
        headline, site = without_site(headline, title, lines)
        evidence["title"] = draft.span(title.start + cut, title.start + cut + len(headline))
    if not any(line.fate for line in lines if line is not title):
        published = publisher = byline = None
    else:
        published = _published(lines, title, first, last)
        publisher = _publisher(draft.capture, lines, title, first, last, site)
        byline = _byline(lines, lines, title, first, last)
    if published is not None:
        evidence["published"] = draft.span(published[1].start, published[1].end)
    if byline is None and title is not None and title.text[:1] == "【":
        named = re.match(rf"【([{HAN}]{{2,4}})(?:专栏|專欄)】", title.text)
        if named:
            byline = (named.group(1), named.group())
    origins, origin_words = _origins(lines, publisher[0] if publisher else None, first)
    if publisher is not None:
        words["publisher"] = publisher[1]
    if byline is not None:
        words["byline"] = byline[1]
    for index, name in enumerate(origins):
        words[f"origins.{index}"] = origin_words[name]
    evidence |= _places(draft, words)
    return Facts(
        headline,
        lang,
        published[0] if published else None,
        publisher[0] if publisher else None,
        byline[0] if byline else None,
        origins,
        evidence,
    )


def _places(draft: Draft, words: Mapping[str, str]) -> dict[str, Span]:
    places: dict[str, Span] = {}
    for name, quoted in words.items():
        at = draft.text.find(quoted)
        if at >= 0:
            places[name] = draft.span(at, at + len(quoted))
            continue
        at = draft.capture.find(quoted)
        if at >= 0:
            places[name] = Span(at, at + len(quoted))
    return places
