"""A corpus of our own making, for measuring: articles in four languages that tell of shared events and name terms.

    python bench/corpus.py --articles 1000 --out FOLDER        a site to build with sitegen
    python bench/corpus.py --articles 1000 --out FOLDER --for hugo
                                                               the same articles as a site of Hugo's, or of eleventy's

Same numbers, same bytes. An article has some 2,300 characters, the form of a capture: a title line, a byline, body
paragraphs, and in every fourth one the clutter of a web page around it.
"""

# ruff: noqa: E501
from __future__ import annotations

import argparse
import datetime
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LANGS = ("zh-Hans",) * 6 + ("zh-Hant",) * 2 + ("de", "en")
FIRST_DAY = datetime.date(2022, 1, 3)
CHARACTERS = 2300

PLACES = {
    "zh-Hans": "榆港 松原县 青屿 柳川 云台 石湾".split(),
    "zh-Hant": "榆港 松原縣 青嶼 柳川 雲台 石灣".split(),
    "en": "Yugang|Songyuan|Qingyu Island|Liuchuan|Yuntai|Stone Bay".split("|"),
    "de": "Yugang|Songyuan|die Insel Qingyu|Liuchuan|Yuntai|Steinbucht".split("|"),
}
SHIPS = [f"{first}{second}号" for first in "听望追揽披枕踏逐凌观" for second in "潮月星云霞浪风雪涛澜"]
"""A hundred ships. Each article names one, so a term for a ship matches one article in a hundred."""

BODIES = {
    "zh-Hans": "港务局 电网公司 气象台 渔业协会 铁路处 水文站 市议会 造船厂".split(),
    "zh-Hant": "港務局 電網公司 氣象台 漁業協會 鐵路處 水文站 市議會 造船廠".split(),
    "en": (
        "the port authority|the grid operator|the weather service|the fishing union|the railway office|"
        "the river survey|the city council|the shipyard"
    ).split("|"),
    "de": (
        "die Hafenbehörde|der Netzbetreiber|der Wetterdienst|der Fischereiverband|das Bahnamt|"
        "die Pegelstation|der Stadtrat|die Werft"
    ).split("|"),
}
OUTLETS = {
    "zh-Hans": "滨海日报 柳川新闻网 电力观察".split(),
    "zh-Hant": "濱海日報 青嶼時報".split(),
    "en": ["Harbour Courier", "Grid Weekly"],
    "de": ["Küstenbote", "Netz und Strom"],
}
TERM_STEMS = {
    "zh-Hans": ("潮汐", "岸桥", "变压", "航道", "储能", "浮筒", "护岸", "调度", "测深", "拖轮"),
    "zh-Hant": ("潮汐", "岸橋", "變壓", "航道", "儲能", "浮筒", "護岸", "調度", "測深", "拖輪"),
    "en": ("tidal", "quay crane", "transformer", "fairway", "storage", "pontoon", "revetment", "dispatch", "sounding", "tug"),
    "de": ("Tiden", "Kaikran", "Umspann", "Fahrwasser", "Speicher", "Ponton", "Deckwerk", "Leit", "Lot", "Schlepper"),
}  # fmt: skip
TERM_ENDS = {
    "zh-Hans": ("系统", "指数", "计划", "协议", "中心", "标准", "平台", "基金"),
    "zh-Hant": ("系統", "指數", "計劃", "協議", "中心", "標準", "平台", "基金"),
    "en": (" system", " index", " plan", " accord", " centre", " standard", " platform", " fund"),
    "de": ("system", "index", "plan", "abkommen", "zentrum", "norm", "plattform", "fonds"),
}
SENTENCES = {
    "zh-Hans": (
        "{body}{day}表示，{place}的{term}将在{year}年之前扩建，投资约{money}亿元。",
        "据{outlet}报道，{term}去年的使用量增长了{percent}%，高于{body}先前的估计。",
        "“我们还没有看到全部数据，”一位不愿具名的工程师说，“但{term}的成本确实下降了。”",
        "{place}的居民对{term}看法不一，有人担心噪音，也有人期待{count}个新岗位。",
        "{body}的记录显示，{day}共有{count}艘船通过，比上一年同期少{percent}%。",
        "专家指出，单看{term}的数字并不能说明问题，维护和培训同样需要{money}亿元。",
        "会议持续了{hours}个小时，各方同意在{place}设立{term}，细节留待秋天再谈。",
        "{body}没有回应记者关于{term}的提问，只说会按规定办理。",
    ),
    "zh-Hant": (
        "{body}{day}表示，{place}的{term}將在{year}年之前擴建，投資約{money}億元。",
        "據{outlet}報導，{term}去年的使用量增長了{percent}%，高於{body}先前的估計。",
        "「我們還沒有看到全部資料，」一位不願具名的工程師說，「但{term}的成本確實下降了。」",
        "{place}的居民對{term}看法不一，有人擔心噪音，也有人期待{count}個新職位。",
        "{body}的紀錄顯示，{day}共有{count}艘船通過，比上一年同期少{percent}%。",
        "專家指出，單看{term}的數字並不能說明問題，維護和培訓同樣需要{money}億元。",
        "會議持續了{hours}個小時，各方同意在{place}設立{term}，細節留待秋天再談。",
        "{body}沒有回應記者關於{term}的提問，只說會按規定辦理。",
    ),
    "en": (
        "On {day} {body} said that the {term} in {place} would be enlarged by {year} for about {money} billion yuan.",
        "Use of the {term} grew by {percent} percent last year, {outlet} reported, more than {body} had expected.",
        "“We have not seen all of the data,” said an engineer who did not wish to be named, “but the {term} did get cheaper.”",
        "People in {place} are divided over the {term}: some fear noise, others hope for {count} new jobs.",
        "Records of {body} show {count} ships on {day}, {percent} percent fewer than a year before.",
        "Numbers about the {term} alone explain little, experts say; upkeep and training need {money} billion yuan as well.",
        "After {hours} hours of talks all sides agreed to set up the {term} in {place} and to leave the details for autumn.",
        "Asked about the {term}, {body} only said that rules would be followed.",
    ),
    "de": (
        "Am {day} erklärte {body}, das {term} in {place} werde bis {year} für rund {money} Milliarden Yuan ausgebaut.",
        "Die Nutzung von {term} stieg im vergangenen Jahr um {percent} Prozent, berichtete {outlet}.",
        "„Wir kennen noch nicht alle Daten“, sagte ein Ingenieur, der ungenannt bleiben wollte, „aber {term} wurde billiger.“",
        "In {place} ist man über {term} geteilter Ansicht: Die einen fürchten Lärm, andere hoffen auf {count} neue Stellen.",
        "Nach den Unterlagen fuhren am {day} {count} Schiffe durch, {percent} Prozent weniger als im Jahr davor.",
        "Zahlen zu {term} allein sagten wenig, meinen Fachleute; Wartung und Schulung kosteten weitere {money} Milliarden Yuan.",
        "Nach {hours} Stunden einigte man sich darauf, {term} in {place} einzurichten und Einzelheiten im Herbst zu klären.",
        "Auf Fragen nach {term} hieß es nur, man halte sich an die Vorschriften.",
    ),
}  # fmt: skip
TITLES = {
    "zh-Hans": "{place}讨论{term}，{body}公布新数字",
    "zh-Hant": "{place}討論{term}，{body}公布新數字",
    "en": "{place} debates the {term} as new figures come out",
    "de": "{place} streitet über {term}, neue Zahlen liegen vor",
}
CLUTTER = {
    "zh-Hans": ("首页 > 新闻 > 正文\n\n字号：大 中 小\n\n", "\n\n分享到：微信 微博\n\n相关阅读\n\n责任编辑：甲"),
    "zh-Hant": ("首頁 > 新聞 > 正文\n\n字級：大 中 小\n\n", "\n\n分享至：Facebook LINE\n\n延伸閱讀\n\n責任編輯：乙"),
    "en": ("Home > News\n\nShare this article\n\n", "\n\nRead more\n\nSubscribe to our newsletter"),
    "de": ("Startseite > Nachrichten\n\nArtikel teilen\n\n", "\n\nMehr zum Thema\n\nNewsletter abonnieren"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary term with one name in each language."""

    id: str
    names: dict[str, str]
    definition: dict[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """An event that some twenty articles tell of."""

    id: str
    date: datetime.date
    names: dict[str, str]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One capture with what an editor said about it."""

    slug: str
    lang: str
    title: str
    published: datetime.date
    publisher: str
    event: str
    paragraphs: tuple[str, ...]
    clutter: bool

    @property
    def body(self) -> str:
        """The text without the clutter."""
        return "\n\n".join(self.paragraphs)

    @property
    def capture(self) -> str:
        """The text as it was saved."""
        before, after = CLUTTER[self.lang] if self.clutter else ("", "")
        return f"{before}{self.body}{after}\n"


def glossary() -> list[Term]:
    """Eighty terms."""
    found = []
    for stem in range(10):
        for end in range(8):
            names = {lang: TERM_STEMS[lang][stem] + TERM_ENDS[lang][end] for lang in TERM_STEMS}
            definition = {
                "zh-Hans": f"{names['zh-Hans']}：港口与电网所用的一种安排。",
                "zh-Hant": f"{names['zh-Hant']}：港口與電網所用的一種安排。",
                "en": f"The {names['en']} is an arrangement used by ports and grids.",
                "de": f"{names['de']}: eine Einrichtung von Häfen und Stromnetzen.",
            }
            found.append(Term(f"t{stem}{end}-" + names["en"].replace(" ", "-"), names, definition))
    return found


def events(articles: int, dice: random.Random, terms: list[Term]) -> list[Event]:
    """One event for every twenty articles."""
    found = []
    for number in range(max(3, articles // 20)):
        date = FIRST_DAY + datetime.timedelta(days=number * 3)
        place, chosen = dice.randrange(6), dice.sample(terms, 3)
        names = {
            lang: f"{PLACES[lang][place]}{' · ' if lang in ('en', 'de') else ''}{chosen[0].names[lang]} {date:%Y-%m}"
            for lang in PLACES
        }
        found.append(Event(f"e{number:04}", date, names, tuple(term.id for term in chosen)))
    return found


def _day(date: datetime.date, lang: str) -> str:
    return {
        "zh-Hans": f"{date.month}月{date.day}日",
        "zh-Hant": f"{date.month}月{date.day}日",
        "en": f"{date:%B} {date.day}, {date.year}",
        "de": f"{date.day}.{date.month}.{date.year}",
    }[lang]


def article(number: int, dice: random.Random, terms: list[Term], told: Event) -> Article:
    """An article that tells of an event and names a dozen terms."""
    lang = dice.choice(LANGS)
    by_id = {term.id: term for term in terms}
    mine = [by_id[each] for each in told.terms] + dice.sample(terms, 10)

    def filled(text: str) -> str:
        return text.format(
            body=dice.choice(BODIES[lang]), place=dice.choice(PLACES[lang]), outlet=dice.choice(OUTLETS[lang]),
            term=dice.choice(mine).names[lang], day=_day(told.date - datetime.timedelta(days=dice.randrange(3)), lang),
            year=dice.randrange(2025, 2040), money=dice.randrange(2, 99), percent=dice.randrange(2, 60),
            count=dice.randrange(20, 4000), hours=dice.randrange(2, 12),
        )  # fmt: skip

    paragraphs: list[str] = []
    length = 0
    gap = "" if lang.startswith("zh") else " "
    while length < CHARACTERS:
        paragraph = gap.join(filled(dice.choice(SENTENCES[lang])) for _ in range(dice.randrange(2, 5)))
        paragraphs.append(paragraph[0].upper() + paragraph[1:])
        length += len(paragraph)
    ship = dice.choice(SHIPS)
    berth = {"zh-Hans": f"“{ship}”货轮停靠在码头。", "zh-Hant": f"「{ship}」貨輪停靠在碼頭。"}
    paragraphs.append(berth.get(lang, f"{ship}."))
    title = filled(TITLES[lang])
    published = told.date + datetime.timedelta(days=dice.randrange(5))
    return Article(
        f"a{number:05}", lang, title[0].upper() + title[1:], published, dice.choice(OUTLETS[lang]), told.id,
        tuple(paragraphs), number % 4 == 3,
    )  # fmt: skip


def corpus(count: int, seed: int = 11) -> tuple[list[Article], list[Term], list[Event]]:
    """So many articles, the glossary, and the events."""
    dice = random.Random(seed)
    terms = glossary()
    told = events(count, dice, terms)
    return [article(number, dice, terms, dice.choice(told)) for number in range(count)], terms, told


def quoted(text: object) -> str:
    """A text as a YAML scalar."""
    return json.dumps(text, ensure_ascii=False)


def write_sitegen(folder: Path, count: int, editions: tuple[str, ...] = ("zh-Hans",)) -> None:
    """The corpus as a site for sitegen."""
    articles, terms, told = corpus(count)
    for part in ("articles", "glossary", "events"):
        (folder / "content" / part).mkdir(parents=True, exist_ok=True)
    for each in articles:
        head = (
            f"title: {quoted(each.title)}\nlang: {each.lang}\npublished: {each.published}\n"
            f"source: {{publisher: {quoted(each.publisher)}}}\nevents: [{each.event}]\n"
        )
        text = f"---\n{head}---\n{each.capture}"
        (folder / f"content/articles/{each.slug}.md").write_text(text, encoding="utf-8")
    lines = [
        f"- id: {term.id}\n  names: {quoted({lang: [name] for lang, name in term.names.items()})}\n"
        f"  definition: {quoted(term.definition)}\n  sources: [Handbook]\n"
        for term in terms
    ]
    (folder / "content/glossary/terms.yaml").write_text("".join(lines), encoding="utf-8")
    for event in told:
        text = f"---\nid: {event.id}\ndate: {event.date}\nnames: {quoted(event.names)}\nterms: {quoted(event.terms)}\n---\n"
        (folder / f"content/events/{event.id}.md").write_text(text, encoding="utf-8")
    settings = f'title = "Bench"\neditions = {quoted(editions)}\nbase-url = "https://bench.example/"\n'
    (folder / "sitegen.toml").write_text(settings, encoding="utf-8")


def write_plain(folder: Path, count: int, site: str) -> None:
    """The same articles without clutter and the data beside them, around a site that lies in this folder."""
    articles, terms, told = corpus(count)
    shutil.copytree(Path(__file__).parent / site, folder, dirs_exist_ok=True)
    (folder / "content/articles").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    for each in articles:
        tags = [term.id for term in terms if term.names[each.lang] in each.body]
        head = (
            f"title: {quoted(each.title)}\nlocale: {each.lang}\ndate: {each.published}\n"
            f"publisher: {quoted(each.publisher)}\nevents: [{each.event}]\ntags: {quoted(tags)}\n"
        )
        (folder / f"content/articles/{each.slug}.md").write_text(f"---\n{head}---\n{each.body}\n", encoding="utf-8")
    names = [{"id": term.id, "names": term.names, "definition": term.definition} for term in terms]
    (folder / "data/glossary.json").write_text(json.dumps(names, ensure_ascii=False, indent=0), encoding="utf-8")
    titles = {event.id: event.names for event in told}
    (folder / "data/events.json").write_text(json.dumps(titles, ensure_ascii=False), encoding="utf-8")


def write_hugo(folder: Path, count: int) -> None:
    """A site for Hugo, with templates that do the same for readers."""
    write_plain(folder, count, "hugo")
    (folder / "content/glossary.md").write_text("---\ntitle: Glossary\nlayout: glossary\n---\n", encoding="utf-8")


def write_eleventy(folder: Path, count: int) -> None:
    """A site for Eleventy that does the same for readers; its packages are not there yet."""
    write_plain(folder, count, "eleventy")


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "sitegen": write_sitegen,
    "hugo": write_hugo,
    "eleventy": write_eleventy,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--for", dest="program", choices=list(WRITERS), default="sitegen", help="whose site")
    options = parser.parse_args()
    WRITERS[options.program](options.out, options.articles)


if __name__ == "__main__":
    main()
