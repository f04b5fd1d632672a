"""Every kind of page, in every edition, from a small site made by hand."""

from __future__ import annotations

import gzip
import json
import pickle
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import html5lib
import pytest
from jinja2 import UndefinedError

from sitegen.model import Block, Config, EventLinks, Mark, MarkKind, Name, Page, Prepared, Relay, Site, Span, Variant
from sitegen.render import Extra, Renderer, article_contexts, packed_theme, relative, theme_folders
from tests.render_samples import CONFIG, LLM, article, chinese, german, prepared, renderer, sample_site

WORDS = re.compile(r"\s+")


def all_pages(site: Site, articles: dict[str, Prepared], make: Renderer) -> list[Page]:
    contexts = article_contexts(site)
    pages: list[Page] = []
    for edition in site.config.editions:
        for slug, each in articles.items():
            pages += [make.article(each, contexts[slug], edition), make.capture_page(each, edition)]
        pages += [make.home(site, edition), make.glossary_index(site, edition), make.events_index(site, edition)]
        pages += [make.compare_index(site, edition), make.sources_index(site, edition)]
        pages += make.article_index(site, edition)
        for term in site.terms:
            pages += make.term(site, term, edition)
        for event in site.events:
            pages.append(make.event(site, event, edition))
        for event in site.comparisons:
            pages += make.comparison(site, event, edition)
        for source in site.sources:
            pages += make.source(site, source, edition)
        pages += [make.free_page(page, edition) for page in site.pages]
        pages.append(make.page(edition, "search.html", "page.html", "Search", name="Search", body="", edit=""))
    return [*pages, make.not_found(site.config.editions[0]), *make.static()]


@cache
def sample_pages() -> dict[str, str]:
    site, articles = sample_site()
    return {page.path: page.content.decode() for page in all_pages(site, articles, renderer())}


def html_pages() -> dict[str, str]:
    return {path: html for path, html in sample_pages().items() if path.endswith(".html")}


def element(html: str, pattern: str) -> str:
    found = re.search(pattern, html, re.DOTALL)
    assert found, pattern
    return found.group(1)


def plain(html: str) -> str:
    return WORDS.sub(" ", "".join(html5lib.parseFragment(html, treebuilder="etree").itertext())).strip()


# --- the whole ---------------------------------------------------------------------------------------------------


def test_no_two_pages_share_an_address() -> None:
    site, articles = sample_site()
    paths = [page.path.casefold() for page in all_pages(site, articles, renderer())]
    assert len(paths) == len(set(paths))


def test_every_page_is_well_formed_html() -> None:
    for path, html in html_pages().items():
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(html)
        assert not parser.errors, path


def test_every_link_leads_to_a_page_and_every_fragment_to_an_element() -> None:
    pages = sample_pages()
    ids = {path: set(re.findall(r'\bid="([^"]*)"', html)) for path, html in pages.items()}
    made_elsewhere = re.compile(r"(?:^|/)feed\.xml$|^annotations/")
    for path, html in html_pages().items():
        for href in re.findall(r'(?:href|src)="([^"]*)"', html):
            if href.startswith(("https:", "http:")):
                continue
            target, _, fragment = href.partition("#")
            file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
            assert file in pages or made_elsewhere.search(file), (path, href)
            assert not fragment or unquote(fragment) in ids[file], (path, href)


def test_all_links_are_relative_and_name_a_file() -> None:
    for path, html in html_pages().items():
        for href in re.findall(r'href="([^"#]+)', html):
            assert not href.startswith("/"), (path, href)
            assert not href.endswith("/"), (path, href)


def test_a_page_has_the_same_ids_in_every_edition() -> None:
    pages = html_pages()
    for path, html in pages.items():
        if path.startswith(("zh-hant/", "en/", "de/", "404", "glossary/index")):
            continue
        own = re.findall(r'\bid="([^"]*)"', html)
        assert len(own) == len(set(own)), path
        for edition in ("zh-hant", "en", "de"):
            assert set(re.findall(r'\bid="([^"]*)"', pages[f"{edition}/{path}"])) == set(own), (edition, path)


def test_ids_that_elements_refer_to_exist() -> None:
    for path, html in html_pages().items():
        ids = set(re.findall(r'\bid="([^"]*)"', html))
        for references in re.findall(r'aria-(?:labelledby|describedby|controls)="([^"]*)"', html):
            assert ids.issuperset(references.split()), path


def test_headings_leave_no_gap() -> None:
    for path, html in html_pages().items():
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", html)]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_pages_carry_no_inline_script_style_or_handler() -> None:
    for path, html in html_pages().items():
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html), path
        assert not re.search(r"<script(?![^>]*(?:\ssrc=|type=\"application/ld\+json\"))", html), path
        assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path, html in html_pages().items():
        assert not re.search(r'<(?:link[^>]+stylesheet[^>]+href|script[^>]+src|img[^>]+src)="(?:https?:)?//', html), (
            path
        )


def test_every_page_says_its_language_and_links_its_twins() -> None:
    for path, html in html_pages().items():
        edition = {"zh-hant": "zh-Hant", "en": "en", "de": "de"}.get(path.split("/")[0], "zh-Hans")
        assert f'<html lang="{edition}">' in html
        switch = element(html, r'<nav class="editions"(.*?)</nav>')
        assert re.findall(r'hreflang="([^"]*)"', switch) == list(CONFIG.editions)
        assert re.findall(r'lang="([^"]*)" hreflang="[^"]*" aria-current', switch) == [edition]


def test_han_text_never_stands_in_an_english_or_german_element() -> None:
    def bad(node: object, lang: str) -> Iterable[str]:
        lang = node.get("{http://www.w3.org/XML/1998/namespace}lang") or node.get("lang") or lang  # type: ignore[attr-defined]
        if node.text and re.search("[\u4e00-\u9fff]", node.text) and not lang.startswith("zh"):  # type: ignore[attr-defined]
            yield node.text  # type: ignore[attr-defined]
        for child in node:  # type: ignore[attr-defined]
            yield from bad(child, lang)
            if child.tail and re.search("[\u4e00-\u9fff]", child.tail) and not lang.startswith("zh"):
                yield child.tail

    for path, html in html_pages().items():
        document = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
        assert list(bad(document.find("body"), document.get("lang"))) == [], path


def test_the_same_site_gives_the_same_bytes() -> None:
    site, articles = sample_site()
    assert all_pages(site, articles, renderer()) == all_pages(site, articles, pickle.loads(pickle.dumps(renderer())))


def test_style_sheet_and_popup_script_stay_small() -> None:
    static = {page.path: page.content for page in renderer().static()}
    assert len(gzip.compress(static["static/style.css"], mtime=0)) <= 8 * 1024
    assert len(gzip.compress(static["static/popups.js"], mtime=0)) <= 2 * 1024


# --- article -----------------------------------------------------------------------------------------------------


def test_a_paragraph_holds_exactly_its_sentence() -> None:
    html = html_pages()["articles/gap.html"]
    paragraph = element(html, r'(<p id="p1">.*?</p>)')
    assert plain(paragraph) == "中国尚未开发出大型语言模型(LLM)，落后1-2年[1]。"


def test_only_the_first_mention_of_a_term_is_marked() -> None:
    html = html_pages()["articles/gap.html"]
    assert re.findall(r'id="(r-llm-\d+)"', html) == ["r-llm-1"]


def test_a_term_is_marked_again_after_a_heading() -> None:
    own = chinese()
    heading = replace(own.article.blocks[0], id="h1", kind="heading", level=3, text="成本", marks=())
    blocks = (own.article.blocks[0], heading, own.article.blocks[1])
    site, _ = sample_site()
    again = replace(
        own,
        article=replace(own.article, blocks=blocks),
        variants={"zh-Hans": Variant("zh-Hans", "题", blocks, False)},
    )
    html = renderer().article(again, article_contexts(site)["gap"], "zh-Hans").content.decode()
    assert re.findall(r'id="(r-llm-\d+)"', html) == ["r-llm-1", "r-llm-2"]
    assert '<h2 id="h1">成本</h2>' in html  # a first heading of level 3 would leave a gap


def test_a_site_may_show_fewer_marks_and_the_others_keep_their_entry() -> None:
    site, articles = sample_site()
    make = Renderer(CONFIG, (packed_theme(),), "0.1", shown=show_none)
    for edition in CONFIG.editions:
        html = (
            pickle.loads(pickle.dumps(make))
            .article(articles["gap"], article_contexts(site)["gap"], edition)
            .content.decode()
        )
        assert "doc-glossref" not in html
        assert 'id="g-llm"' in html
        assert "#r-llm" not in html


def show_none(blocks: Sequence[Block]) -> frozenset[tuple[str, int]]:
    return frozenset()


def test_a_term_link_is_described_by_its_definition_alone() -> None:
    html = html_pages()["de/articles/gap.html"]
    link = element(html, r'(<a [^>]*role="doc-glossref".*?</a>)')
    assert 'href="#g-llm"' in link
    assert 'aria-describedby="d-llm"' in link
    assert '<span id="d-llm">Ein Textmodell mit sehr vielen Parametern.</span>' in html


def test_a_definition_in_another_language_says_so() -> None:
    own = article("x", "de", "Titel", ["Ein Chip."])
    own = replace(own, blocks=(replace(own.blocks[0], marks=(Mark(Span(4, 8), MarkKind.TERM, "chip"),)),))
    site, _ = sample_site()
    site = replace(site, cards={"x": prepared(own).card})
    html = renderer().article(prepared(own), article_contexts(site)["x"], "en").content.decode()
    assert '<span id="d-chip" lang="de">Ein Halbleiter.</span>' in html


def test_the_glossary_of_the_page_gives_names_in_the_other_languages() -> None:
    entry = element(html_pages()["de/articles/gap.html"], r"(<dt id=\"g-llm\">.*?</dd>)")
    assert "<dfn>großes Sprachmodell</dfn>" in entry
    assert '<span lang="zh-Hans">大型语言模型</span>' in entry
    assert 'role="doc-backlink" href="#r-llm-1"' in entry


def test_a_note_stands_after_its_paragraph_with_its_number_language_and_author() -> None:
    html = html_pages()["de/articles/gap.html"]
    note = element(html, r'</p>\s*(<aside class="note".*?</aside>)')
    assert 'role="doc-footnote" id="n-1" lang="de"' in note
    assert '<b id="nl-1">Anmerkung 1</b>' in note
    assert '<div lang="en"><p>An estimate of <strong>one</strong> source.</p>' in note
    assert plain(note).endswith("ab · 1. Juni 2024")


def test_a_passage_links_to_the_one_that_differs_and_back() -> None:
    here = html_pages()["en/articles/gap.html"]
    there = html_pages()["en/articles/luecke.html"]
    assert 'href="luecke.html#p1"' in element(here, r'(<aside class="cross".*?</aside>)')
    assert "How far behind? (differ) Beobachter Netz, German: drei bis sechs Monate" in plain(here)
    assert 'href="gap.html#p1"' in element(there, r'(<aside class="cross".*?</aside>)')


def test_provenance_is_read_from_the_publisher_to_the_first_speaker() -> None:
    html = html_pages()["en/articles/gap.html"]
    assert plain(element(html, r'(<ol class="chain".*?</ol>)')) == "published by 示例网 relaying 朝鲜日报 citing CNBC"


def test_what_is_not_known_is_called_unknown() -> None:
    html = html_pages()["en/articles/months.html"]
    assert "published by unknown" in plain(element(html, r'(<ol class="chain".*?</ol>)'))
    assert "date unknown" in plain(element(html, r'(<p class="dates".*?</p>)'))


def test_dates_are_for_machines_and_in_the_words_of_the_edition() -> None:
    assert '<time datetime="2024-04-02">2. April 2024</time>' in html_pages()["de/articles/gap.html"]
    assert '<time datetime="2024-04-02">2024年4月2日</time>' in html_pages()["articles/gap.html"]


def test_a_converted_article_says_so_and_keeps_the_title_as_captured() -> None:
    html = html_pages()["zh-hant/articles/gap.html"]
    assert "<h1>北京的三個痛點</h1>" in html
    assert "由簡體中文按字表轉換" in html
    assert '<span lang="zh-Hans">北京的三个痛点</span>' in html


def test_other_accounts_give_the_reason_for_the_link() -> None:
    html = html_pages()["en/articles/gap.html"]
    assert "both: LLM" in plain(element(html, r'(<section class="others".*?</section>)')).replace(
        "large language model", "LLM"
    )


def test_figures_are_quiet_marks_with_their_value() -> None:
    assert '<data value="45000000000000 KRW">45万亿韩元</data>' in html_pages()["articles/gap.html"]


def test_the_edit_link_leads_to_the_file() -> None:
    assert 'href="https://example.org/edit/content/articles/gap.md"' in html_pages()["articles/gap.html"]


def test_headings_of_free_pages_step_down_from_the_title_and_code_is_coloured() -> None:
    site, _ = sample_site()
    text = "### 一\n\n#### 二\n\n# 三\n\n```python\nx = '<b>'  # \u202e\n```\n"
    page = replace(site.pages[0], text={"en": text})
    html = renderer().free_page(page, "en").content.decode()
    assert [plain(each) for each in re.findall(r"<h[1-6]>.*?</h[1-6]>", html)] == ["About", "一", "二", "三"]
    assert re.findall(r"<h([1-6])>", html) == ["1", "2", "3", "2"]
    assert "<span class=\"s1\">'&lt;b&gt;'</span>" in html
    assert "⟨U+202E⟩" in html


def test_the_source_list_quotes_the_words_that_name_an_outlet() -> None:
    site, articles = sample_site()
    own = articles["gap"]
    facts = replace(own.cleaned.facts, origins=("CNBC",))
    own = replace(
        own,
        article=replace(own.article, evidence={"origins.0": "CNBC当地时间31日分析称"}),
        cleaned=replace(own.cleaned, facts=facts),
    )
    html = renderer().article(own, article_contexts(site)["gap"], "en").content.decode()
    assert '<q lang="zh-Hans">CNBC当地时间31日分析称</q>' in element(html, r'(<section class="sources".*?</section>)')


# --- hostile texts -----------------------------------------------------------------------------------------------

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e{{ 7*7 }}'


def test_hostile_titles_publishers_and_addresses_never_become_live() -> None:
    own = replace(
        german().article,
        title=EVIL,
        publisher=EVIL,
        byline=EVIL,
        url="javascript:alert(1)",
        path=f"content/articles/{EVIL}.md",
        relays=(Relay(EVIL, "2024<script>", "data:text/html,<script>"),),
        evidence={"publisher": EVIL},
        why={"en": EVIL},
        blocks=(
            replace(
                german().article.blocks[0], text=EVIL, marks=(Mark(Span(0, 5), MarkKind.LINK, "javascript:alert(1)"),)
            ),
        ),
    )
    evil = prepared(own, capture=EVIL)
    term = replace(LLM, definition={"en": EVIL}, sources=(EVIL, 'https://example.org/"onclick="x'))
    site, _ = sample_site()
    site = replace(
        site,
        cards={own.slug: evil.card},
        terms={"llm": term, "chip": term},
        source_names={"example": EVIL, "chosun": EVIL},
        events={},
        comparisons={},
        term_index={},
        sources={"example": (own.slug,)},
    )
    for page in all_pages(site, {own.slug: evil}, renderer()):
        if page.path.endswith(".html"):
            html = page.content.decode()
            document = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
            assert not document.findall(".//img"), page.path
            assert all(each.get("src") for each in document.findall(".//script")), page.path
            assert not any(key.startswith("on") for each in document.iter() for key in each.attrib), page.path
            assert not any((each.get("href") or "").startswith(("javascript", "data")) for each in document.iter()), (
                page.path
            )
            assert "\u202e" not in html, page.path
            assert "49" not in plain(element(html, r"(<h1>.*?</h1>)")), page.path


def test_a_json_ld_document_cannot_leave_its_element() -> None:
    site, _ = sample_site()
    extra = Extra(jsonld=json.dumps({"a": "</script><b>"}))
    html = renderer().home(site, "en", extra).content.decode()
    assert json.loads(element(html, r'<script type="application/ld\+json">(.*?)</script>')) == {"a": "</script><b>"}


def test_slugs_with_odd_characters_are_quoted_in_links() -> None:
    assert relative("en/articles/a.html", "en/articles/芯片: 1?.html#p-1") == "%E8%8A%AF%E7%89%87%3A%201%3F.html#p-1"


# --- addresses, head, theme ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there", "link"),
    [
        ("index.html", "articles/a.html", "articles/a.html"),
        ("articles/a.html", "articles/b.html#p1", "b.html#p1"),
        ("articles/a.html", "index.html", "../index.html"),
        ("de/articles/a.html", "articles/a.html", "../../articles/a.html"),
        ("articles/a.html", "de/articles/a.html", "../de/articles/a.html"),
        ("glossary/llm/2.html", "glossary/llm.html", "../llm.html"),
    ],
)
def test_links_between_files_are_relative(here: str, there: str, link: str) -> None:
    assert relative(here, there) == link


def test_alternates_are_absolute_and_only_there_when_the_address_is_known() -> None:
    site, articles = sample_site(replace(CONFIG, base_url="https://example.org/briefing/"))
    make = renderer(site.config)
    html = make.article(articles["gap"], article_contexts(site)["gap"], "de").content.decode()
    assert '<link rel="canonical" href="https://example.org/briefing/de/articles/gap.html">' in html
    assert re.findall(r'<link rel="alternate" hreflang="([^"]*)"', html) == [*CONFIG.editions, "x-default"]
    assert "canonical" not in html_pages()["de/articles/gap.html"]


def test_the_page_for_lost_readers_works_at_any_depth() -> None:
    config = replace(CONFIG, base_url="https://example.org/briefing/")
    html = renderer(config).not_found("zh-Hans").content.decode()
    links = [href for href in re.findall(r'(?:href|src)="([^"#]+)"', html) if not href.startswith("https:")]
    assert links
    assert all(href.startswith("/briefing/") for href in links)


def test_a_site_overrides_one_template_and_can_extend_the_packed_one(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "base.html").write_text(
        '{% extends "!theme/base.html" %}{% block style %}{{ super() }}'
        '<link rel="stylesheet" href="{{ page.root }}static/own.css">{% endblock %}',
        encoding="utf-8",
    )
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "own.css").write_text("p {}", encoding="utf-8")
    site, _ = sample_site()
    make = Renderer(CONFIG, theme_folders(tmp_path), "0.1")
    html = make.home(site, "en").content.decode()
    assert html.index("style.css") < html.index('href="../static/own.css"')
    assert "<h1>Sample Briefing</h1>" in html
    assert {"static/own.css", "static/style.css"} <= {page.path for page in make.static()}


def test_a_misspelt_variable_in_a_template_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "sources.html").write_text("{{ sorces }}", encoding="utf-8")
    site, _ = sample_site()
    with pytest.raises(UndefinedError, match="sorces"):
        Renderer(CONFIG, (tmp_path, packed_theme()), "0.1").sources_index(site, "en")


def test_further_languages_need_only_their_file(tmp_path: Path) -> None:
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n" / "fr.toml").write_text(
        '[edition]\nname = "Français"\n[nav]\nevents = "Événements"\n', encoding="utf-8"
    )
    config: Config = replace(CONFIG, editions=("en", "fr"))
    site, articles = sample_site(config)
    make = Renderer(config, (tmp_path, packed_theme()), "0.1")
    page = make.article(articles["gap"], article_contexts(site)["gap"], "fr")
    assert page.path == "fr/articles/gap.html"
    assert "Événements" in page.content.decode()
    assert "2 avril 2024" in page.content.decode()


# --- lists -------------------------------------------------------------------------------------------------------


def test_a_term_of_very_many_mentions_has_one_sentence_per_article_on_numbered_pages() -> None:
    site, articles = sample_site()
    card = articles["gap"].card
    cards = {f"a{number:03}": replace(card, slug=f"a{number:03}") for number in range(401)}
    site = replace(site, cards=cards, events={}, term_index={"llm": tuple(cards)})
    pages = renderer().term(site, "llm", "en")
    assert [page.path for page in pages] == ["en/glossary/llm.html", "en/glossary/llm/2.html", "en/glossary/llm/3.html"]
    first = pages[0].content.decode()
    assert len(set(re.findall(r'href="\.\./articles/(a\d+)\.html#p1"', first))) == 200
    assert "and 1 more place" in first
    assert plain(element(first, r'(<nav class="pager".*?</nav>)')) == "1 2 3"


def test_an_unused_term_is_listed_as_unused() -> None:
    assert "Not mentioned in any article so far." in html_pages()["en/glossary/chip.html"]
    assert "Not mentioned in any article so far." in html_pages()["en/glossary/index.html"]


def test_the_glossary_is_ordered_by_letter_and_chinese_by_pinyin() -> None:
    letters = re.findall(r'<section aria-labelledby="letter-(\w+)"', html_pages()["glossary/index.html"])
    assert letters == ["D", "X"]  # dà xíng yǔ yán mó xíng, xīn piàn


def test_patterns_of_german_endings_are_not_shown_as_names() -> None:
    site, _ = sample_site()
    names = tuple(map(Name, ("großes Sprachmodell", "groß~ Sprachmodell~", "Sprachmodell~")))
    site = replace(site, terms={**site.terms, "llm": replace(LLM, names={"de": names})})
    html = renderer().term(site, "llm", "de")[0].content.decode()
    assert "<dd>großes Sprachmodell · Sprachmodell</dd>" in html


def test_suggestions_look_like_suggestions() -> None:
    site, _ = sample_site()
    site = replace(site, events={"gap-2024": replace(site.events["gap-2024"], confirmed=False)})
    html = renderer().events_index(site, "en").content.decode()
    assert "No editor has confirmed them." in html


def test_home_opens_with_what_differs() -> None:
    html = html_pages()["de/index.html"]
    lead = element(html, r'(<section class="lead-comparison".*?</section>)')
    assert "Wie weit zurück?" in lead
    assert "1–2 Jahre" in lead
    assert "3–6 Monate" in lead


def test_a_site_without_articles_still_has_its_pages() -> None:
    empty = Site(CONFIG, "0.1", {}, {}, {}, {})
    paths = {page.path for page in all_pages(empty, {}, renderer())}
    assert {"index.html", "articles/index.html", "glossary/index.html", "de/sources/index.html"} <= paths


def test_events_without_known_articles_are_no_error() -> None:
    site, _ = sample_site()
    lonely = EventLinks(replace(site.events["gap-2024"].event, id="lonely"), (), True)
    site = replace(site, events={**site.events, "lonely": lonely})
    assert "0 articles" in renderer().event(site, "lonely", "en").content.decode()
