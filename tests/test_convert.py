"""Articles in the other script: characters, names of terms, and everything that lies on the text."""

from __future__ import annotations

import json
from dataclasses import replace

from sitegen.convert import aligned, convert_article, inspect_convert
from sitegen.model import Article, Block, Figure, Mark, MarkKind, Name, Piece, Span, Term, Variant

TERMS = {
    "ai": Term("ai", "concept", {"zh-Hans": (Name("人工智能"),), "zh-Hant": (Name("人工智慧"),)}),
    "chip": Term("chip", "concept", {"zh-Hans": (Name("芯片"),), "zh-Hant": (Name("晶片"),)}),
    "bd": Term("bd", "company", {"zh-Hans": (Name("字节跳动"),), "zh-Hant": (Name("字節跳動"), Name("位元組跳動"))}),
    "hbm": Term("hbm", "concept", {"zh-Hans": (Name("高带宽内存"),), "zh-Hant": (Name("高頻寬記憶體"),)}),
}


def article(
    text: str, marks: tuple[Mark, ...] = (), lang: str = "zh-Hans", title: str = "标题", **more: object
) -> Article:
    block = Block("p-1", "paragraph", text, marks=marks, **more)  # type: ignore[arg-type]
    return Article("a", "a.md", title, lang, None, "unknown", None, None, None, None, (), (block,))


def term(text: str, name: str, target: str) -> Mark:
    start = text.index(name)
    return Mark(Span(start, start + len(name)), MarkKind.TERM, target)


def shown(variant: Variant) -> list[tuple[str, str]]:
    """Each mark's target with the words it lies on."""
    (block,) = variant.blocks
    return [(mark.target, block.text[mark.span.start : mark.span.end]) for mark in block.marks]


def test_in_its_own_script_an_article_is_as_captured() -> None:
    mixed = article("繁體與简体，裡面")
    variant = convert_article(mixed, "zh-Hans", TERMS)
    assert (variant.blocks, variant.title, variant.converted) == (mixed.blocks, "标题", False)


def test_an_article_in_another_language_stays() -> None:
    german = article("Der Chip", lang="de")
    assert convert_article(german, "zh-Hant", TERMS).lang == "de"


def test_marked_terms_take_the_name_that_readers_know() -> None:
    text = "人工智能与芯片，字节跳动说"
    marks = (term(text, "人工智能", "ai"), term(text, "芯片", "chip"), term(text, "字节跳动", "bd"))
    variant = convert_article(article(text, marks), "zh-Hant", TERMS)
    assert variant.blocks[0].text == "人工智慧與晶片，字節跳動說"
    assert shown(variant) == [("ai", "人工智慧"), ("chip", "晶片"), ("bd", "字節跳動")]


def test_the_way_back_uses_the_other_names() -> None:
    text = "人工智慧與晶片，位元組跳動說"
    marks = (term(text, "人工智慧", "ai"), term(text, "晶片", "chip"), term(text, "位元組跳動", "bd"))
    variant = convert_article(article(text, marks, "zh-Hant"), "zh-Hans", TERMS)
    assert variant.blocks[0].text == "人工智能与芯片，字节跳动说"
    assert shown(variant) == [("ai", "人工智能"), ("chip", "芯片"), ("bd", "字节跳动")]


def test_a_latin_name_stays_as_the_article_writes_it() -> None:
    terms = {
        "g": Term("g", "company", {"any": (Name("Google"),), "zh-Hans": (Name("谷歌"),), "zh-Hant": (Name("Google"),)})
    }
    text = "Google雲端說"
    variant = convert_article(article(text, (term(text, "Google", "g"),), "zh-Hant"), "zh-Hans", terms)
    assert variant.blocks[0].text == "Google云端说"


def test_unmarked_words_convert_by_character() -> None:
    assert convert_article(article("芯片设备"), "zh-Hant", TERMS).blocks[0].text == "芯片設備"


def test_marks_figures_and_pieces_move_with_names_of_another_length() -> None:
    text = "高带宽内存的价格为33美元。"
    note = Mark(Span(6, 8), MarkKind.NOTE, "1")
    figure = Figure(9, 13, "33美元", "money", 33, "USD")
    source = article(
        text,
        (term(text, "高带宽内存", "hbm"), note),
        figures=(figure,),
        pieces=(Piece(0, 5, 40, 45), Piece(5, 14, 50, 59)),
    )
    (block,) = convert_article(source, "zh-Hant", TERMS).blocks
    assert block.text == "高頻寬記憶體的價格為33美元。"
    assert [block.text[mark.span.start : mark.span.end] for mark in block.marks] == ["高頻寬記憶體", "價格"]
    assert [(each.text, block.text[each.start : each.end]) for each in block.figures] == [("33美元", "33美元")]
    assert block.pieces == (Piece(0, 6, 40, 45), Piece(6, 15, 50, 59))
    assert (block.id, block.kind) == ("p-1", "paragraph")


def test_the_articles_own_words_win() -> None:
    text = "人工智能与后台的芯片"
    marks = (term(text, "人工智能", "ai"), term(text, "芯片", "chip"))
    variant = convert_article(article(text, marks), "zh-Hant", TERMS, keep=["人工智能"], replace={"后台": "幕後"})
    assert variant.blocks[0].text == "人工智能與幕後的晶片"


def test_phrases_of_the_site_come_after_the_articles() -> None:
    variant = convert_article(
        article("后台与里面"), "zh-Hant", {}, replace={"后台": "幕後"}, phrases={"后台": "背景", "里面": "其中"}
    )
    assert variant.blocks[0].text == "幕後與其中"


def test_code_in_a_text_and_code_blocks_stay() -> None:
    text = "运行复制后台命令"
    code = Mark(Span(2, 6), MarkKind.CODE, "")
    source = article(text, (code,))
    whole = Article(
        "a", "a.md", "题", "zh-Hans", None, "unknown", None, None, None, None, (),
        (*source.blocks, Block("c-1", "code", "复制(后台)")),
    )  # fmt: skip
    variant = convert_article(whole, "zh-Hant", TERMS, phrases={"后台": "背景"})
    assert [block.text for block in variant.blocks] == ["運行复制后台命令", "复制(后台)"]


def test_each_block_keeps_its_own_marks_when_an_earlier_one_grows() -> None:
    first = Block("p-1", "paragraph", "高带宽内存", marks=(Mark(Span(0, 5), MarkKind.TERM, "hbm"),))
    second = Block("p-2", "paragraph", "后台的芯片", marks=(Mark(Span(3, 5), MarkKind.TERM, "chip"),))
    two = replace(article(""), blocks=(first, Block("p-0", "paragraph", ""), second))
    blocks = convert_article(two, "zh-Hant", TERMS).blocks
    assert [block.text for block in blocks] == ["高頻寬記憶體", "", "後臺的晶片"]
    assert [mark.span for block in blocks for mark in block.marks] == [Span(0, 6), Span(3, 5)]


def test_the_title_follows_the_text() -> None:
    text = "人工智能很热"
    variant = convert_article(
        article(text, (term(text, "人工智能", "ai"),), title="人工智能后来居上"), "zh-Hant", TERMS
    )
    assert variant.title == "人工智慧後來居上"


def test_names_find_their_partners() -> None:
    assert aligned(["英伟达"], ["輝達", "英偉達"]) == {"英伟达": "輝達"}
    assert aligned(["大型语言模型", "大模型"], ["大型語言模型"]) == {"大模型": "大型語言模型"}
    assert aligned(["光刻机", "光刻"], ["曝光機", "微影"]) == {"光刻机": "曝光機", "光刻": "微影"}
    assert aligned(["戴维·萨克斯", "大卫·萨克斯"], ["大衛·薩克斯", "戴維·薩克斯"]) == {}
    assert aligned(["甲乙", "丙丁"], ["甲乙", "戊己", "庚辛"]) == {}


def test_inspect_answers_line_by_line() -> None:
    line = json.dumps({"id": "x", "from": "zh-Hans", "to": "zh-Hant-TW", "text": "在后台"})
    assert list(inspect_convert([line])) == [
        {
            "id": "x",
            "text": "在後臺",
            "segments": [{"source_start": 1, "source_end": 3, "start": 1, "end": 3}],
        }
    ]
