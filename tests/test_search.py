"""The search index: what is found, that files are stable, and that following a change gives the same files."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Page
from sitegen.search import (
    OVERLAP,
    PART_LENGTH,
    Gaps,
    IndexedDocument,
    SearchBlock,
    SearchDocument,
    changed_search_files,
    decode,
    encode,
    grams,
    index_document,
    listed,
    read_shard,
    search_files,
    shard_count,
    shard_of,
)
from sitegen.text import fold_text


def document(slug: str, *texts: str, lang: str = "zh-Hans", published: str | None = "2024-04-02") -> SearchDocument:
    blocks = tuple(SearchBlock(f"p{number}", text) for number, text in enumerate(texts))
    return SearchDocument(slug, {lang: slug}, lang, published, "某报", blocks)


def files(documents: Sequence[SearchDocument]) -> dict[str, bytes]:
    return {page.path: page.content for page in search_files(listed(index_document(each)) for each in documents)}


def value(content: bytes) -> dict[str, object]:
    """What a script file hands over to the page."""
    match = re.fullmatch(r"sitegenSearch\.\w+\((.*)\);\n", content.decode(), re.DOTALL)
    assert match
    result: dict[str, object] = json.loads(match[1])
    return result


def texts_of(content: bytes) -> list[str]:
    blocks = value(content)["blocks"]
    assert isinstance(blocks, list)
    return [block[1] for block in blocks]


def candidates(built: dict[str, bytes], gram: str) -> list[int]:
    shards = value(built["search/index.js"])["shards"]
    assert isinstance(shards, int)
    return list(decode(read_shard(built[f"search/g/{shard_of(gram, shards)}.js"]).get(gram, "")))


ARTICLES = [
    document("hans", "美国商务部收紧对华芯片出口。", "人工智能 （ＡＩ） 公司", published="2023-10-17"),
    document("hant", "美國商務部收緊對華晶片出口。", "人工智慧公司", lang="zh-Hant", published="2023-10-18"),
    document("de", "Die Straße führt nach Dresden: 3,5 Milliarden Euro.", lang="de", published="2024-08-20"),
    document("en", "Export controls on A800 chips, 1,000 of them.", lang="en", published=None),
]


def test_a_gram_of_either_script_leads_to_articles_in_both() -> None:
    built = files(ARTICLES)
    order = ["en", "hans", "hant", "de"]
    assert [order[number] for number in candidates(built, fold_text("商務"))] == ["hans", "hant"]
    assert [order[number] for number in candidates(built, fold_text("商务"))] == ["hans", "hant"]
    assert [order[number] for number in candidates(built, fold_text("ＡＩ"))] == ["hans"]
    assert [order[number] for number in candidates(built, fold_text("STRASSE")[2:5])] == ["de"]
    assert candidates(built, "火星") == []


def test_numbers_keep_their_separators_and_words_join_across_spaces() -> None:
    assert {"3,5", "1,0", "a80"} <= grams(["3,5 Milliarden", "1,000", "A800"])
    assert "sch" in grams(["Ai s c h"])
    assert not [gram for gram in grams(["他说：“好，走。”"]) if not gram.isalnum()]


def test_words_of_the_other_script_are_found_where_they_differ() -> None:
    blocks = (SearchBlock("p1", "晶片出口", "芯片出口"), SearchBlock("p2", "說「好」", "说“好”"))
    indexed = index_document(SearchDocument("a", {"zh-Hant": "甲"}, "zh-Hant", None, None, blocks))
    assert {"芯片", "晶片"} <= set(indexed.parts[0].grams.split("\t"))
    assert value(indexed.parts[0].text)["blocks"] == [["p1", "晶片出口", "芯片出口"], ["p2", "說「好」"]]


def test_a_text_file_says_what_a_result_shows() -> None:
    text = value(files(ARTICLES)["search/d/1.js"])
    assert text["slug"] == "hans"
    assert text["titles"] == {"zh-Hans": "hans"}
    assert (text["lang"], text["published"], text["publisher"]) == ("zh-Hans", "2023-10-17", "某报")
    assert text["blocks"] == [["p0", "美国商务部收紧对华芯片出口。"], ["p1", "人工智能 （ＡＩ） 公司"]]


def test_captured_text_cannot_leave_its_string() -> None:
    hostile = 'a"b\\c</script>\u2028\u2029\x00\ud800<!--'
    built = files([document("x", hostile)])["search/d/0.js"]
    assert "\u2028".encode() not in built
    assert value(built)["blocks"] == [["p0", hostile.replace("\ud800", "?")]]


def test_a_long_article_has_several_texts_and_no_match_is_lost_at_the_cuts() -> None:
    long = "".join(chr(0x4E00 + number * 7 % 20000) for number in range(20000))
    built = files([document("short", "短"), document("long", "开头", long, "结尾")])
    summary = value(built["search/index.js"])
    assert summary["long"] == [[0, 5]]
    texts = [texts_of(built[f"search/d/{number}.js"]) for number in range(5)]
    assert all(sum(map(len, blocks)) <= PART_LENGTH for blocks in texts)
    for start in range(0, len(long) - OVERLAP, 97):
        needle = long[start : start + OVERLAP - 40]
        assert any(needle in block for blocks in texts for block in blocks)


def test_numbering_is_from_oldest_to_newest() -> None:
    built = files(ARTICLES)
    assert [value(built[f"search/d/{number}.js"])["slug"] for number in range(4)] == ["en", "hans", "hant", "de"]
    assert value(built["search/index.js"])["texts"] == 4


def test_the_order_in_which_articles_come_does_not_matter() -> None:
    assert files(ARTICLES) == files(ARTICLES[::-1])


def test_an_empty_site_has_an_index_too() -> None:
    built = files([])
    assert value(built["search/index.js"]) == {"texts": 0, "shards": 16, "long": [], "languages": {}}
    assert len([path for path in built if path.startswith("search/g/")]) == 16


@given(st.sets(st.integers(0, 3000)).map(sorted))
def test_a_list_of_numbers_survives_its_encoding(numbers: list[int]) -> None:
    assert list(decode(encode(numbers, Gaps()))) == numbers


def test_a_dense_list_takes_a_bit_a_number() -> None:
    assert len(encode(list(range(0, 10_000, 2)), Gaps())) <= 10_000 // 6 + 2


an_article = st.tuples(
    st.sampled_from("abcdef"),
    st.text("芯片晶出口控制管 AIchip3,.", max_size=30),
    st.sampled_from(["2023", "2024"]),
)
texts_of_a_site = st.lists(an_article, max_size=6, unique_by=lambda article: article[0])


def indexed_site(articles: list[tuple[str, str, str]]) -> list[IndexedDocument]:
    return [index_document(document(slug, text, published=published)) for slug, text, published in articles]


@settings(max_examples=60)
@given(texts_of_a_site, texts_of_a_site)
def test_following_a_change_gives_the_files_of_a_build_from_nothing(
    one: list[tuple[str, str, str]],
    other: list[tuple[str, str, str]],
) -> None:
    before, after = indexed_site(one), indexed_site(other)
    built = {page.path: page.content for page in search_files(map(listed, before))}
    followed = built | {
        page.path: page.content
        for page in changed_search_files(map(listed, before), map(listed, after), built.__getitem__)
    }
    clean = {page.path: page.content for page in search_files(map(listed, after))}
    assert {path: followed[path] for path in clean} == clean


def test_following_an_edit_or_a_new_article_writes_few_files() -> None:
    before = indexed_site([(f"a{number}", f"第{number}篇报道芯片", f"2024-01-{number:02}") for number in range(1, 29)])
    built = {page.path: page.content for page in search_files(map(listed, before))}
    edited = [*before[:10], *indexed_site([("a11", "第11篇报道芯片法", "2024-01-11")]), *before[11:]]
    changed: list[Page] = list(changed_search_files(map(listed, before), map(listed, edited), built.__getitem__))
    assert [page.path for page in changed if "/d/" in page.path] == ["search/d/10.js"]
    assert 1 <= len([page for page in changed if "/g/" in page.path]) <= 2
    assert not list(changed_search_files(map(listed, before), map(listed, before), built.__getitem__))


@given(st.text(max_size=40))
def test_every_gram_of_a_piece_of_a_text_is_a_gram_of_the_text(text: str) -> None:
    whole = grams([text])
    folded = fold_text(text)
    for start in range(0, len(folded), 5):
        piece = re.findall(r"\w+", folded[start : start + 6])
        assert grams(piece) <= whole


def test_a_site_of_ten_thousand_articles_has_some_four_thousand_shards() -> None:
    assert [shard_count(texts) for texts in (0, 200, 1000, 10_000, 10**6)] == [16, 128, 512, 4096, 4096]
