"""A saved page → its text and what it says of itself."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

from sitegen.intake.dates import address_date, choose_date, dates_in, machine_date, printed_dates
from sitegen.intake.dom import SENTENCE_ENDS, Element, Line, lines, parse
from sitegen.intake.extract import by_selector, main_lines
from sitegen.intake.sources import SourceRule, rule_for
from sitegen.script import simplified_only, traditional_only
from sitegen.text import HAN, fold_text

ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BlogPosting Report WebPage "
    "LiveBlogPosting TechArticle ScholarlyArticle BackgroundNewsArticle ReviewNewsArticle SocialMediaPosting".split()
)
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+?)\s*-->", re.IGNORECASE)
DATE_NAMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "publishdate",
    "pubdate", "publish_date", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "article.published",
    "weibo: article:create_at", "weibo:article:create_at", "apub:time", "cxenseparse:recs:publishtime", "publishtime",
)  # fmt: skip
"""Names of `<meta>` that hold a day of publication, best first."""

LOOSE_DATE_NAMES = ("date", "dc.date", "dcterms.date", "last-modified")
"""Names under which some sites put the day of publication and others that of the last change."""

TITLE_NAMES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title", "headline", "articletitle")
SITE_NAMES = (
    "og:site_name", "application-name", "al:android:app_name", "dc.publisher", "dcterms.publisher", "publisher",
)  # fmt: skip
AUTHOR_NAMES = (
    "author", "article:author_name", "dc.creator", "dcterms.creator", "parsely-author", "byl", "sailthru.author",
)  # fmt: skip
SEPARATORS = re.compile(r"[\s|｜_:：–—-]+$")
MARKED_SITE = re.compile(r"[|｜_][^|｜_]+$|^[^|｜_]+[-–—]+\s*[^|｜_–—-]+$")
"""A site's name behind a stroke, or behind the only dash."""

SITE_ENDING = re.compile(
    r"(?:[网網报報社台站]|新闻|新聞|日报|周刊|论坛|論壇|news|zeitung|times|post|blog|magazin)$", re.IGNORECASE
)
TITLE_BREAK = re.compile(r"\s*[|｜_]\s*|\s+[-–—·•:»«]+\s+|(?<=[\u3400-\u9fff])[-–—]{1,2}(?=[\u3400-\u9fff])")
SOURCE_LABEL = re.compile(r"(?:来源|來源|稿源|出处|出處)\s?[/／|:：]|^(?:quelle|source)\b ?:", re.IGNORECASE)
DATED_LABEL = re.compile(
    r"(?:发布|發布|发表|發表|刊登|出版|出刊|发帖|發帖|发贴|时间|時間)[^\d]{0,6}(?:19|20)\d\d|(?:published|posted|veröffentlicht|erschienen)[^\d]{0,12}\d",
    re.IGNORECASE,
)
STANDFIRST = re.compile(
    r"(?:^|[-_ ])(?:lead|lede|intro|standfirst|dek|deck|summary|vorspann|abstract|subtitle|sub-?head(?:line)?|excerpt"
    r"|chapeau|zhaiyao|daodu)(?:$|[-_ ])",
    re.IGNORECASE,
)
"""What pages call the sentences below a headline."""

NOT_FIRST = re.compile(r"updat|modif|aktualis|更新|修改", re.IGNORECASE)
BYLINE = re.compile(r"^(?:by|von|par)\s+|^(?:作者|记者|記者|文)\s*[:：/／]\s*", re.IGNORECASE)
NOT_A_PERSON = re.compile(
    r"https?:|@|^\d+$|\.(?:com|net|org|cn|de|tw|hk)\b|\b(?:admin|redaktion|editor|staff|newsroom|team|press)\b"
    r"|小编|编辑部|編輯部|本站|[网網社报報]$|网易|新闻|新聞",
    re.IGNORECASE,
)
TITLE_CLASS = re.compile(
    r"(?:^|[-_ ])(?:article|news|post|main|content|entry)?[-_]?(?:title|headline|bt|biaoti)(?:$|[-_ \d])", re.IGNORECASE
)
SIGNS = re.compile(r"[\W_]+")
CUT_SHORT = re.compile(r"(?:\.\.\.|…).*$")
SPACES = re.compile(r"\s+")
LETTER = re.compile(r"[^\W\d_]")
HAN_CHARACTER = re.compile(f"[{HAN}]")
KANA = re.compile("[\u3041-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7a3]")
NEAR = 14
"""Lines after the headline in which a page prints its date, source and author."""


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page, read. What it does not say is None; nothing is guessed."""

    text: str
    """Headline, the line that names the source where there is one, then the article: a paragraph a line."""
    title: str | None
    published: str | None
    """ISO 8601 day."""
    publisher: str | None
    byline: str | None
    lang: str | None
    """BCP 47, as the page declares it."""
    url: str | None
    doubts: tuple[str, ...] = ()


def read_page(html: str, *, rules: Sequence[SourceRule] = (), latest: str | None = None) -> Page:
    """The article of a saved page and its metadata; raises MissingExtra without the extra `html`.

    `rules` are the site's own (`content/sources.yaml`); `latest` is the last day that can be a day of publication.
    """
    tree = parse(html)
    said = tuple(linked_data(tree))
    metas = _metas(tree)
    url = _address(html, tree, metas, said)
    page = lines(tree)
    window = _page_title(tree)
    stated_name = _stated_name(metas, said)
    rule = rule_for(rules, url, stated_name)
    doubts: list[str] = []
    body: Sequence[Line] = ()
    if rule and rule.body:
        body = by_selector(tree, rule.body)
        if not body:
            doubts.append(f"the rule of {rule.name} names a body «{rule.body}» that this page does not have")
    first = None
    if not body:
        places, agreement = main_lines(html, page)
        body, first = [page[place] for place in places], places[0] if places else None
        if agreement < 0.6:
            doubts.append("the readers disagree on where the article is: compare the text with the page")
    if (told := _told_body(said)) and sum(len(line.text) for line in body) * 2 < sum(len(line.text) for line in told):
        body, first = told, None
        doubts.append("the text was taken from the data for machines; the page itself shows little of it")
    title = _title(tree, metas, said, page[: (first or 0) + 3] if first is not None else page, stated_name)
    publisher = stated_name or _name_in_window(window, title, page)
    rule = rule or rule_for(rules, url, publisher)
    above, below = _head(page, title, [line.text for line in body])
    if not any(printed_dates(line.text)[0] for line in (*above, *below)):
        below = [*below, *_dated_labels(page)]
    published, doubt = _published(tree, metas, said, above, below, url, latest)
    if rule and rule.date and (found := rule.day_in("\n".join(line.text for line in page))):
        published, doubt = found, None
    doubts += [doubt] if doubt else []
    text = _text(title, below, [*_standfirst(page, title, body, metas), *body], rule)
    return Page(
        text=text,
        title=title,
        published=published,
        publisher=(rule.publisher if rule and rule.publisher else publisher),
        byline=_byline(tree, metas, said, publisher),
        lang=_language(tree, metas, text),
        url=url,
        doubts=tuple(doubts),
    )


# --- what the page says for machines ---------------------------------------------------------------------------------


def linked_data(tree: Element) -> Iterator[Mapping[str, object]]:
    """The JSON-LD objects of a page that describe an article, outermost first; damaged ones are passed over."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            data = json.loads((script.text or "").strip().strip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        queue: list[object] = [data]
        seen = 0
        while queue and seen < 2000:
            seen += 1
            value = queue.pop(0)
            if isinstance(value, list):
                queue.extend(value)
            elif isinstance(value, dict):
                kinds = value.get("@type")
                if ARTICLE_TYPES & set(kinds if isinstance(kinds, list) else [kinds] if isinstance(kinds, str) else []):
                    yield value
                queue.extend(
                    inner for key, inner in value.items() if key in ("@graph", "mainEntity", "mainEntityOfPage")
                )


def _told_body(said: Sequence[Mapping[str, object]]) -> list[Line]:
    """The text of an article as JSON-LD holds it, for pages that show it only by script."""
    texts = [text for item in said if isinstance(text := item.get("articleBody"), str)]
    longest = max(texts, key=len, default="")
    if "<p" in longest or "<br" in longest:
        return lines(parse(longest))
    return [Line(text, "p", 0.0) for row in longest.split("\n") if (text := _tidy(row))]


def _metas(tree: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = _tidy(meta.get("content") or "")
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := (meta.get(key) or "").strip().lower()):
                found.setdefault(name, content)
    return found


def _tidy(text: str) -> str:
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _string(value: object) -> str | None:
    """The text of a JSON-LD value: a string, the name of an object, the first of a list."""
    if isinstance(value, list):
        return next((text for each in value if (text := _string(each))), None)
    if isinstance(value, Mapping):
        return _string(value.get("name") or value.get("@id") or value.get("url"))
    return (_tidy(value) or None) if isinstance(value, str) else None


def _address(html: str, tree: Element, metas: Mapping[str, str], said: Sequence[Mapping[str, object]]) -> str | None:
    saved = SAVED_FROM.search(html[:5000])
    links = [link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower()]
    stated = [_string(item.get("mainEntityOfPage")) or _string(item.get("url")) or "" for item in said]
    for address in (*links, metas.get("og:url", ""), *stated, saved[1] if saved else ""):
        if is_address(address):
            return address.strip()
    return None


def is_address(text: str) -> bool:
    """True for an absolute web address of ordinary length."""
    try:
        parts = urlsplit(text.strip())
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) < 2000 and " " not in text.strip()
        )
    except ValueError:
        return False


def _stated_name(metas: Mapping[str, str], said: Sequence[Mapping[str, object]]) -> str | None:
    """The name of the site, where it states one."""
    if SITE_NAMES[0] in metas:
        return metas[SITE_NAMES[0]]
    names = [name for item in said if (name := _string(item.get("publisher")))]
    names += [metas[name] for name in SITE_NAMES[1:] if name in metas]
    return next((name for name in names if len(name) < 60 and not is_address(name)), None)


def _name_in_window(window: str, title: str | None, page: Sequence[Line]) -> str | None:
    """The site's name in the title of the window, on either side: `Headline_Section_Site`, `Site: Headline`."""
    if title and window.endswith(title) and (before := SEPARATORS.sub("", window.removesuffix(title))):
        return before if len(before) <= 40 and not TITLE_BREAK.search(before) else None
    parts = [part.strip() for part in TITLE_BREAK.split(window) if part and part.strip()]
    if len(parts) < 2:
        return None
    others = [part for part in parts if not (title and _holds(part, title))] or parts[-1:]
    called_sites = [part for part in others if SITE_ENDING.search(part)]
    name = (called_sites or others)[-1]
    if not 2 <= len(name) <= 24:
        return None
    printed = [
        line for line in page if len(line.text) <= 120 and re.search(rf"(?<![^\W_]){re.escape(name)}", line.text)
    ]
    borne_out = (
        SITE_ENDING.search(name)
        or len(printed) >= 2
        or (title and _alike(parts[0], title) and MARKED_SITE.search(window))
    )
    return name if borne_out else None


def _byline(
    tree: Element, metas: Mapping[str, str], said: Sequence[Mapping[str, object]], publisher: str | None
) -> str | None:
    names = [name for item in said if (name := _people(item.get("author")))]
    names += [metas[name] for name in AUTHOR_NAMES if name in metas]
    for element in tree.iter():
        if isinstance(element.tag, str) and (
            "author" in (element.get("rel") or "") or element.get("itemprop") == "author"
        ):
            names.append(_tidy(element.text_content())[:200])
    for stated in names:
        name = BYLINE.sub("", stated).strip(" ,;:：")
        same = publisher and fold_text(name) in fold_text(publisher)
        if name and len(name) <= 80 and not NOT_A_PERSON.search(name) and not same:
            return name
    return None


def _people(author: object) -> str | None:
    each = author if isinstance(author, list) else [author]
    names = [
        name
        for entry in each
        if not (isinstance(entry, Mapping) and entry.get("@type") not in (None, "Person", ["Person"]))
        and (name := _string(entry))
        and not is_address(name)
    ]
    return ", ".join(names[:4]) or None


def _language(tree: Element, metas: Mapping[str, str], text: str) -> str | None:
    """The language of the text: the page's own tag where the characters bear it out; Chinese by its characters."""
    letters = len(LETTER.findall(text)) or 1
    han, kana, hangul = len(HAN_CHARACTER.findall(text)), len(KANA.findall(text)), len(HANGUL.findall(text))
    if kana * 20 > letters:
        return "ja"
    if hangul * 5 > letters:
        return "ko"
    if han * 4 > letters:
        simple, traditional = simplified_only(), traditional_only()
        balance = sum((each in simple) - (each in traditional) for each in text)
        return "zh-Hans" if balance > 0 else "zh-Hant" if balance < 0 else None
    tag = tree.get("lang") or tree.get("xml:lang") or metas.get("content-language") or metas.get("og:locale") or ""
    found = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*", tag.strip())
    return found[1].lower() if found and found[1].lower() not in ("zh", "ja", "ko") else None


# --- headline --------------------------------------------------------------------------------------------------------


def _page_title(tree: Element) -> str:
    return next((_tidy(title.text_content()) for title in tree.iter("title") if title.text_content().strip()), "")


def _alike(one: str, other: str) -> bool:
    """Two spellings of one headline: alike but for width, case, script, spaces and quotation marks."""
    left, right = SIGNS.sub("", fold_text(one)), SIGNS.sub("", fold_text(other))
    return bool(left) and left == right


def _holds(whole: str, part: str) -> bool:
    left, right = SIGNS.sub("", fold_text(whole)), SIGNS.sub("", fold_text(part))
    return len(right) >= 4 and right in left


def _opens(whole: str, part: str) -> bool:
    """The text begins with these words, and they are a good part of it."""
    left, right = SIGNS.sub("", fold_text(whole)), SIGNS.sub("", fold_text(part))
    return len(right) >= 6 and left.startswith(right) and len(right) * 3 > len(left)


def _title(
    tree: Element,
    metas: Mapping[str, str],
    said: Sequence[Mapping[str, object]],
    page: Sequence[Line],
    publisher: str | None,
) -> str | None:
    """The headline as printed: a heading of the page that its machine-readable titles bear out, else those."""
    stated = [title for item in said if (title := _string(item.get("headline")))]
    stated += [metas[name] for name in TITLE_NAMES if name in metas]
    whole = _page_title(tree)
    stated += [whole] if whole else []
    headings = [line.text for line in page if line.level in (1, 2, 3)]
    classed = [
        text
        for element in tree.iter("div", "span", "p", "td", "font", "strong")
        if TITLE_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        and 4 <= len(text := _tidy(element.text_content())) <= 160
    ]
    for heading in (*headings, *classed):
        if any(_alike(heading, title) for title in stated):
            return heading
    long_enough = [heading for heading in (*headings, *classed) if len(fold_text(heading)) >= 6]
    borne_out = [heading for heading in long_enough if any(_holds(title, heading) for title in stated)]
    borne_out = [heading for heading in borne_out if not (publisher and _alike(heading, publisher))]
    if borne_out:
        return max(borne_out, key=len)
    opening = [line.text for line in page if 8 <= len(line.text) <= 160 and line.linked < 0.5]
    for text in opening:  # a headline that is no heading, and one that the window's title cuts short
        if any(
            _opens(title, text) or ((cut := CUT_SHORT.sub("", title)) != title and _opens(text, cut))
            for title in stated
        ):
            return text
    first = [line.text for line in page if line.level == 1 and not (publisher and _alike(line.text, publisher))]
    if len(first) == 1 and len(first[0]) >= 6 and not stated:
        return first[0]
    for title in stated:
        if kept := _without_site(title, publisher):
            return kept
    return first[0] if first else None


def _without_site(title: str, publisher: str | None) -> str | None:
    """A window title without the site's name and section: its longest part, where there are breaks."""
    parts = [part.strip() for part in TITLE_BREAK.split(title) if part and part.strip()]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    if publisher:
        parts = [part for part in parts if not _alike(part, publisher)] or parts
    longest = max(parts, key=len)
    start = title.find(parts[0])
    if longest == parts[0] and len(parts) > 1 and len(parts[0]) >= 10:
        return parts[0]
    return longest if start >= 0 else title


# --- the lines around the headline ------------------------------------------------------------------------------------


def _head(page: Sequence[Line], title: str | None, body: Sequence[str]) -> tuple[list[Line], list[Line]]:
    """The few lines above the headline, and those from it to the article: where a page prints date and source."""
    running = {
        text for text in body if len(text) >= 40 and not dates_in(text[:60]) and not (title and _alike(text, title))
    }
    starts = [place for place, line in enumerate(page) if line.text in running]
    first = starts[0] if starts else min(NEAR, len(page))
    spots = [place for place, line in enumerate(page[:first]) if title and _alike(line.text, title)]
    start = spots[-1] if spots else max(0, first - NEAR)
    below = page[start:first] if first - start <= NEAR else [*page[start : start + NEAR], *page[first - 4 : first]]
    return _labels(page[max(0, start - 3) : start], title), _labels(below, title)


def _dated_labels(page: Sequence[Line]) -> list[Line]:
    """Lines anywhere on the page that call a date the day of publication, where they all name one day."""
    found = [line for line in page if len(line.text) <= 160 and line.linked < 0.5 and DATED_LABEL.search(line.text)]
    days = {day for line in found for day in printed_dates(line.text)[0]}
    return found if len(days) == 1 else []


def _labels(lines_near: Sequence[Line], title: str | None) -> list[Line]:
    return [
        line
        for line in lines_near
        if len(line.text) <= 200
        and line.linked < (0.5 if line.tag != "li" else 0.1)
        and not (title and _alike(line.text, title))
    ]


def _published(
    tree: Element,
    metas: Mapping[str, str],
    said: Sequence[Mapping[str, object]],
    above: Sequence[Line],
    below: Sequence[Line],
    url: str | None,
    latest: str | None,
) -> tuple[str | None, str | None]:
    stated = [_string(item.get("datePublished")) or "" for item in said]
    stated += [metas[name] for name in DATE_NAMES if name in metas]
    marked: list[str] = []
    for element in tree.iter():
        is_stated = element.get("itemprop") == "datePublished"
        if not is_stated and (element.tag != "time" or element.get("itemprop") == "dateModified"):
            continue
        shown = _tidy("".join(islice(element.itertext(), 20)))[:60]
        value = element.get("datetime") or element.get("content") or shown
        if is_stated or element.get("pubdate") is not None:
            stated.append(value)
        elif not NOT_FIRST.search(f"{element.get('class') or ''} {shown}"):
            marked.append(value)
    printed: list[str] = []
    changed: list[str] = []
    for line in sorted(below, key=lambda line: not DATED_LABEL.search(line.text)):
        days, updates = printed_dates(line.text)
        printed += days
        changed += updates
    weak = [day for value in marked if (day := machine_date(value))]
    if not printed and weak and len(set(weak)) == 1:
        printed = weak[:1]
    if not printed and (days := [day for line in above for day in printed_dates(line.text)[0]]):
        printed = days[-1:]
    weak += [day for name in LOOSE_DATE_NAMES if (day := machine_date(metas.get(name, "")))]
    if url and (in_address := address_date(url)):
        weak.append(in_address)
    machine = [day for value in stated if (day := machine_date(value))]
    return choose_date(machine, printed, weak, changed, latest)


# --- the text --------------------------------------------------------------------------------------------------------


def _standfirst(page: Sequence[Line], title: str | None, body: Sequence[Line], metas: Mapping[str, str]) -> list[Line]:
    """The sentences between headline and article that the page names as its summary, or that are its description."""
    summary = " ".join(metas.get(name, "") for name in ("description", "og:description", "twitter:description"))
    taken = {line.text for line in body}
    places = [
        place for place, line in enumerate(page) if line.text in taken and not (title and _alike(line.text, title))
    ]
    first = places[0] if places else 0
    spots = [place for place, line in enumerate(page[:first]) if title and _alike(line.text, title)]
    between = page[spots[-1] + 1 : first] if spots else []
    found: dict[str, Line] = {}
    for line in between:
        size = len(line.text) + len(HAN_CHARACTER.findall(line.text))
        if not 60 <= size <= 1200 or line.linked >= 0.2 or dates_in(line.text[:40]):
            continue
        is_named = STANDFIRST.search(_names(line.block)) and line.text.endswith(SENTENCE_ENDS)
        if is_named or _holds(summary, line.text[:60]):
            found.setdefault(line.text, replace(line, tag="p"))
    return list(found.values()) if len(found) <= 2 and len(between) <= NEAR else []


def _names(element: Element) -> str:
    """The classes of an element and of the two around it."""
    around = [element, *list(element.iterancestors())[:2]]
    return " ".join(each.get("class") or "" for each in around)


def _text(title: str | None, head: Sequence[Line], body: Sequence[Line], rule: SourceRule | None) -> str:
    """The article as an editor would paste it."""
    inside = {line.text for line in body}
    about = [
        line.text
        for line in head
        if line.text not in inside and len(line.text) <= 80 and SOURCE_LABEL.search(line.text) and not line.level
    ]
    rows: list[str] = [title, *dict.fromkeys(about)] if title else list(dict.fromkeys(about))
    for line in body:
        if (title and _alike(line.text, title)) or (rule and rule.drops(line.text)):
            continue
        mark = f"{'#' * max(2, min(line.level, 4))} " if line.level else "- " if line.tag == "li" else ""
        rows.append(mark + line.text)
    return "\n\n".join(rows) + "\n" if rows else ""
