"""What programs get: feeds, sitemap, robots.txt, JSON-LD, Web Annotations, the glossary as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree
from xml.sax import saxutils

from hypothesis import given
from hypothesis import strategies as st

from sitegen.machines import (
    annotation_page,
    article_jsonld,
    comparison_jsonld,
    event_feed,
    feed_entry,
    glossary_page,
    robots_page,
    site_feed,
    sitemap_pages,
    term_jsonld,
)
from sitegen.machines.form import timestamp, xml_attribute, xml_text
from sitegen.model import (
    Article,
    Block,
    Capture,
    Card,
    Cleaned,
    Comparison,
    Config,
    Event,
    Facts,
    Mark,
    MarkKind,
    Name,
    Note,
    Prepared,
    Relay,
    Row,
    Site,
    Span,
    Term,
    Variant,
)

ATOM = "{http://www.w3.org/2005/Atom}"
HOME = Config(title={"zh-Hans": "简报", "en": "Briefing"}, repository="https://example.org/o/r/")
PUBLISHED = replace(HOME, base_url="https://example.org/briefing/")

BLOCKS = (
    Block(
        "p-aa",
        "paragraph",
        "美国收紧芯片出口 & 设备管制。",
        marks=(
            Mark(Span(4, 6), MarkKind.TERM, "chip"),
            Mark(Span(0, 4), MarkKind.NOTE, "1"),
        ),
    ),
    Block("p-bb", "heading", "反应", level=3),
    Block("p-cc", "item", "第一</script>"),
    Block("p-dd", "item", "第二\x00\u202e"),
)


def prepared(slug: str = "chips", published: str | None = "2023-10-17", lang: str = "zh-Hans") -> Prepared:
    article = Article(
        slug=slug,
        path=f"content/articles/{slug}.md",
        title="美国收紧管制",
        lang=lang,
        published=published,
        published_basis="printed",
        captured="2024-01-05",
        publisher="晨报",
        url="https://news.example/1",
        byline="王明",
        relays=(Relay("Reuters", "2023-10-16", "https://wire.example/2"), Relay("Bloomberg")),
        blocks=BLOCKS,
        notes=(Note(1, "见 *2022* 年的规则。", "美国收紧", "p-aa", by="LW", lang="zh-Hans", date="2024-02-01"),),
    )
    hant = tuple(replace(block, text=block.text.replace("国", "國")) for block in BLOCKS)
    titles, lead = {"zh-Hans": "美国收紧管制"}, {"zh-Hans": "美国收紧。"}
    card = Card(slug, article.path, lang, titles, published, "printed", "晨报", ("Reuters",), None, 1, lead, (), {})
    variants = {
        "zh-Hans": Variant("zh-Hans", "美国收紧管制", BLOCKS, converted=False),
        "zh-Hant": Variant("zh-Hant", "美國收緊管制", hant, converted=True),
    }
    return Prepared(Capture(slug, article.path, ""), Cleaned("", (), (), Facts()), article, variants, card)


def site() -> Site:
    chip = Term(
        "chip",
        "technology",
        {"zh-Hans": (Name("芯片"),), "en": (Name("chip"), Name("IC"))},
        definition={"zh-Hans": "集成电路。"},
        sources=("CNS 2020",),
        see=("wafer",),
    )
    return Site(HOME, "1.0", {"chip": chip}, {"chips": prepared().card}, {}, {})


EVENT = Event("export-rules", "2023-10-17", None, {"zh-Hans": "出口规则", "en": "Export rules"})


# --- feeds ---------------------------------------------------------------------------------------------------------


def test_a_feed_carries_the_full_cleaned_text_in_the_editions_script() -> None:
    page = site_feed(HOME, "zh-Hant", [feed_entry(prepared(), "zh-Hant", HOME)])
    assert page.path == "zh-hant/feed.xml"
    entry = ElementTree.fromstring(page.content).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "美國收緊管制"
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert [(each.tag.split("}")[1], each.text) for each in content.iter() if each.text and each.text.strip()] == [
        ("p", "美國收紧芯片出口 & 设备管制。"),
        ("h3", "反应"),
        ("li", "第一</script>"),
        ("li", "第二⟨U+0000⟩⟨U+202E⟩"),
    ]


def test_feed_dates_have_a_zone_and_come_from_the_content() -> None:
    feed = ElementTree.fromstring(site_feed(HOME, "zh-Hans", [feed_entry(prepared(), "zh-Hans", HOME)]).content)
    assert feed.findtext(f"{ATOM}entry/{ATOM}published") == "2023-10-17T00:00:00Z"
    assert feed.findtext(f"{ATOM}entry/{ATOM}updated") == "2024-02-01T00:00:00Z"
    assert feed.findtext(f"{ATOM}updated") == "2024-02-01T00:00:00Z"
    empty = ElementTree.fromstring(site_feed(HOME, "en", [], "2024-05-01T12:00:00Z").content)
    assert empty.findtext(f"{ATOM}updated") == "2024-05-01T12:00:00Z"


def test_a_date_is_its_first_moment() -> None:
    assert [timestamp(date) for date in ("2024", "2024-04", "2024-04-02", "2024-04-02T08:30+08:00", "bald")] == [
        "2024-01-01T00:00:00Z",
        "2024-04-01T00:00:00Z",
        "2024-04-02T00:00:00Z",
        "2024-04-02T08:30:00+08:00",
        "1970-01-01T00:00:00Z",
    ]


def test_ids_outlive_a_change_of_address_and_differ_between_editions() -> None:
    def ids(config: Config, edition: str) -> list[str | None]:
        feed = ElementTree.fromstring(site_feed(config, edition, [feed_entry(prepared(), edition, config)]).content)
        return [each.text for each in feed.iter(f"{ATOM}id")]

    assert ids(HOME, "en") == ids(PUBLISHED, "en")
    assert not set(ids(HOME, "en")) & set(ids(HOME, "de"))
    assert all(str(each).startswith("urn:uuid:") for each in ids(HOME, "en"))


def test_feed_links_are_absolute_where_the_address_is_known_else_relative_to_the_feed() -> None:
    def links(config: Config) -> list[tuple[str, str]]:
        page = event_feed(config, "en", EVENT, [feed_entry(prepared(), "en", config)])
        assert page.path == "en/events/export-rules.xml"
        found = ElementTree.fromstring(page.content).iter(f"{ATOM}link")
        return [(str(each.get("rel")), str(each.get("href"))) for each in found]

    assert links(HOME) == [
        ("alternate", "export-rules.html"),
        ("self", "export-rules.xml"),
        ("alternate", "../articles/chips.html"),
        ("via", "https://news.example/1"),
    ]
    assert links(PUBLISHED)[:3] == [
        ("alternate", "https://example.org/briefing/en/events/export-rules.html"),
        ("self", "https://example.org/briefing/en/events/export-rules.xml"),
        ("alternate", "https://example.org/briefing/en/articles/chips.html"),
    ]


# --- sitemap and robots ----------------------------------------------------------------------------------------------

PATHS = ["index.html", "articles/a.html", "404.html", "search.html", "compare/x.csv"]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TWO = replace(PUBLISHED, editions=("zh-Hans", "en"))


def test_a_sitemap_names_each_page_with_its_editions() -> None:
    (page,) = sitemap_pages(TWO, PATHS, {"articles/a.html": "2024-04-02"})
    urls = ElementTree.fromstring(page.content).findall(f"{SITEMAP}url")
    assert [url.findtext(f"{SITEMAP}loc") for url in urls] == [
        f"https://example.org/briefing/{path}"
        for path in ("articles/a.html", "en/articles/a.html", "index.html", "en/index.html")
    ]
    assert [url.findtext(f"{SITEMAP}lastmod") for url in urls] == ["2024-04-02", "2024-04-02", None, None]
    for url in urls[:2]:
        alternates = [
            (each.get("hreflang"), str(each.get("href")).removeprefix("https://example.org/briefing/"))
            for each in url.iter("{http://www.w3.org/1999/xhtml}link")
        ]
        assert alternates == [
            ("zh-Hans", "articles/a.html"),
            ("en", "en/articles/a.html"),
            ("x-default", "articles/a.html"),
        ]


def test_without_an_address_the_sitemap_lists_relative_ones_and_robots_no_sitemap() -> None:
    (page,) = sitemap_pages(HOME, PATHS)
    locations = [each.text for each in ElementTree.fromstring(page.content).iter(f"{SITEMAP}loc")]
    assert locations[0] == "articles/a.html"
    assert b"Sitemap" not in robots_page(HOME).content
    assert b"Sitemap: https://example.org/briefing/sitemap.xml\n" in robots_page(PUBLISHED).content


def test_a_large_site_has_several_sitemaps() -> None:
    pages = list(sitemap_pages(PUBLISHED, [f"articles/a{number}.html" for number in range(11_000)]))
    assert [page.path for page in pages] == ["sitemaps/1.xml", "sitemaps/2.xml", "sitemaps/3.xml", "sitemap.xml"]
    assert [each.text for each in ElementTree.fromstring(pages[-1].content).iter(f"{SITEMAP}loc")][2] == (
        "https://example.org/briefing/sitemaps/3.xml"
    )


# --- JSON-LD -------------------------------------------------------------------------------------------------------


def test_an_article_is_based_on_what_its_outlet_relays() -> None:
    about = json.loads(article_jsonld(prepared(), "zh-Hant", PUBLISHED))
    assert (about["@type"], about["headline"], about["inLanguage"]) == ("NewsArticle", "美國收緊管制", "zh-Hant")
    assert about["url"] == "https://example.org/briefing/zh-hant/articles/chips.html"
    original = about["isBasedOn"]
    assert (original["publisher"]["name"], original["url"]) == ("晨报", "https://news.example/1")
    relay = original["isBasedOn"]
    assert (relay["publisher"]["name"], relay["datePublished"]) == ("Reuters", "2023-10-16")
    assert relay["isBasedOn"] == {"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "Bloomberg"}}


def test_what_is_not_known_is_not_said() -> None:
    bare = prepared(published=None)
    bare = replace(bare, article=replace(bare.article, publisher=None, url=None, byline=None, relays=(), notes=()))
    about = json.loads(article_jsonld(bare, "zh-Hans", HOME))
    assert not {"datePublished", "publisher", "author", "isBasedOn", "comment", "url"} & set(about)


def test_no_address_but_http_is_linked() -> None:
    evil = replace(prepared(), article=replace(prepared().article, url="javascript:alert(1)"))
    assert "javascript" not in article_jsonld(evil, "zh-Hans", HOME) + feed_entry(evil, "zh-Hans", HOME).tail


def test_a_description_cannot_leave_its_script_element() -> None:
    evil = "</script><!--\u2028\ud800&amp;"
    text = article_jsonld(replace(prepared(), article=replace(prepared().article, publisher=evil)), "zh-Hans", HOME)
    assert not set("<>&\u2028\ud800") & set(text)
    assert json.loads(text)["publisher"]["name"] == evil.replace("\ud800", "?")


def test_a_comparison_is_a_dataset_with_its_files() -> None:
    row = Row("duration", {"zh-Hans": "差距", "en": "Gap"}, {}, "differ")
    about = json.loads(comparison_jsonld(site(), EVENT, Comparison("export-rules", ("chips",), (row,), {}), "en"))
    assert (about["@type"], about["name"], about["variableMeasured"]) == ("Dataset", "Export rules", ["Gap"])
    assert [each["contentUrl"] for each in about["distribution"]] == ["export-rules.csv", "export-rules.json"]
    assert about["isBasedOn"][0]["url"] == "../articles/chips.html"


def test_a_term_is_a_defined_term() -> None:
    about = json.loads(term_jsonld(site(), site().terms["chip"], "en"))
    assert (about["@type"], about["name"], about["alternateName"]) == ("DefinedTerm", "chip", ["IC", "芯片"])
    assert about["inDefinedTermSet"] == "index.html"


# --- annotations and glossary -----------------------------------------------------------------------------------------


def test_every_selector_of_an_annotation_leads_to_its_words() -> None:
    page = annotation_page(prepared(), HOME)
    assert page.path == "annotations/chips.json"
    whole = json.loads(page.content)
    assert (whole["@context"], whole["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    blocks = {block.id: block.text for block in BLOCKS}
    for annotation in whole["items"]:
        quote, place = annotation["target"]["selector"]
        text = blocks[quote["value"]]
        exact = quote["refinedBy"]
        assert exact.get("prefix", "") + exact["exact"] + exact.get("suffix", "") in text
        assert text[place["refinedBy"]["start"] : place["refinedBy"]["end"]] == exact["exact"]
    term, note = whole["items"]
    assert (term["motivation"], term["body"]["source"]) == ("identifying", "../glossary/chip.html")
    assert (note["motivation"], note["creator"]["name"]) == ("commenting", "LW")
    assert (note["body"]["value"], note["body"]["format"]) == ("见 *2022* 年的规则。", "text/markdown")
    assert len({annotation["id"] for annotation in whole["items"]}) == 2


def test_annotations_point_to_a_page_in_the_captured_script() -> None:
    def source(lang: str, config: Config) -> str:
        target = json.loads(annotation_page(prepared(lang=lang), config).content)["items"][0]["target"]
        return str(target["source"])

    assert source("zh-Hans", HOME) == "../articles/chips.html"
    assert source("zh-Hant", HOME) == "../zh-hant/articles/chips.html"
    assert source("zh-Hant", replace(HOME, editions=("zh-Hans", "en"))) == "../en/articles/chips.html"
    assert source("fr", PUBLISHED) == "https://example.org/briefing/articles/chips.html"


def test_the_glossary_is_there_as_json() -> None:
    page = glossary_page(site())
    (term,) = json.loads(page.content)["terms"]
    assert (term["id"], term["names"]["en"], term["definition"]) == ("chip", ["chip", "IC"], {"zh-Hans": "集成电路。"})


@given(st.text(alphabet="a芯<>&\"'\n\t;#"))
def test_text_in_xml_is_escaped_as_the_library_does(text: str) -> None:
    assert xml_text(text) == saxutils.escape(text)
    assert xml_attribute(text) == saxutils.quoteattr(text)
