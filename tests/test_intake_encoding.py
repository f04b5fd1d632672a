"""Bytes become the text that was meant, or the editor is told."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.intake.encoding import declared_encoding, decode

ZH_HANS = "中国商务部7月3日发布公告,自8月1日起,出口镓和锗须先取得许可证。两种金属用途很广,从手机充电器到光纤都少不了。"
ZH_HANT = "南韓記憶體大廠宣布,全球首款十二層堆疊的產品已經開始量產,年底前交貨。散熱材料也換成新一代,臺灣廠商跟進。"
DE = "Der Bund hatte Beihilfen von 9,9 Milliarden Euro zugesagt. Über die übrigen Fragen müssen die Länder entscheiden."
EN = "Officials said the “second wave” of licences – worth £40m – would follow in May."
FR = "Le marché européen a progressé de 3 % grâce à la demande très élevée d’appareils."
JA = "日本政府は半導体の研究開発を支援するため、新しい工場に補助金を出すことを決めた。"
KO = "한국 정부는 반도체 산업을 지원하기 위하여 새로운 공장을 짓기로 결정하였다고 밝혔다."

CASES = [
    (ZH_HANS, "utf-8", "utf-8"), (ZH_HANS, "gb2312", "gb18030"), (ZH_HANS, "gbk", "gb18030"),
    (ZH_HANS + "㐂𠀀", "gb18030", "gb18030"), (ZH_HANT, "utf-8", "utf-8"), (ZH_HANT, "big5", "big5"),
    (ZH_HANT, "gbk", "gb18030"), (DE, "utf-8", "utf-8"), (DE, "latin-1", "windows-1252"),
    (EN, "windows-1252", "windows-1252"), (FR, "windows-1252", "windows-1252"), (JA, "shift_jis", "shift_jis"),
    (JA, "euc_jp", "euc-jp"), (KO, "euc_kr", "euc-kr"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written", "read"), CASES)
def test_a_sentence_is_read_as_it_was_written(text: str, written: str, read: str) -> None:
    decoded = decode(text.encode(written))
    assert (decoded.text, decoded.encoding, decoded.problems) == (text, read, ())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("芯片", "gb18030"), ("晶片", "big5"), ("偷听", "gb18030"), ("联通", "gb18030"), ("für", "latin-1"),
        ("Änderung", "latin-1"), ("Überblick zurück", "latin-1"), ("人工智慧", "big5"), ("人工智能", "gb18030"),
        ("© 2024", "windows-1252"), ("“so”", "windows-1252"), ("商务部:8月起", "gb18030"), ("Fa\u00adbrik", "latin-1"),
    ],
)  # fmt: skip
def test_a_few_characters_are_enough_or_the_doubt_is_told(text: str, written: str) -> None:
    decoded = decode(text.encode(written))
    assert decoded.text == text or decoded.problems


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_is_believed_and_removed(mark: bytes) -> None:
    written = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]
    assert decode(mark + ZH_HANS.encode(written)).text == ZH_HANS


def test_utf_16_without_a_mark_shows_by_its_zeros() -> None:
    text = f"<p>{ZH_HANS}</p>\n<p>{DE}</p>"
    assert decode(text.encode("utf-16-le")).text == text
    assert decode(text.encode("utf-16-be")).text == text


@pytest.mark.parametrize(("said", "written"), [("utf-8", "gb18030"), ("gb2312", "utf-8"), ("iso-8859-1", "gb18030")])
def test_a_wrong_declaration_is_overruled_and_told(said: str, written: str) -> None:
    page = f'<html><head><meta charset="{said}"></head><body><p>{ZH_HANS}</p></body></html>'
    decoded = decode(page.encode(written))
    assert decoded.text == page
    assert any("the page says" in problem for problem in decoded.problems)


def test_a_declaration_decides_where_the_bytes_leave_it_open() -> None:
    raw = "é".encode("latin-1")
    assert decode(raw, declared="iso-8859-1").text == "é"


def test_a_declaration_is_found_in_page_and_xml() -> None:
    assert declared_encoding(b'<meta http-equiv="Content-Type" content="text/html; charset=GB2312">') == "gb18030"
    assert declared_encoding(b"<?xml version='1.0' encoding='Big5'?>") == "big5hkscs"
    assert declared_encoding(b'<meta charset="no-such-thing">') is None


def test_a_comment_in_another_encoding_is_read_and_told() -> None:
    lines = [ZH_HANS.encode(), ZH_HANS.encode(), "评论:写得不错,支持一下".encode("gb18030"), ZH_HANS.encode()]
    decoded = decode(b"\n".join(lines))
    assert decoded.text.split("\n")[2] == "评论:写得不错,支持一下"
    assert "line 3" in decoded.problems[0]


def test_a_file_cut_in_mid_character_is_read_and_told() -> None:
    decoded = decode(ZH_HANS.encode()[:-1])
    assert decoded.text.startswith(ZH_HANS[:-1])
    assert decoded.problems


def test_line_ends_become_one_kind() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\nb\nc\n"


def test_a_page_whose_text_stands_far_down_is_read_right() -> None:
    page = "<script>" + "var a = 1;\n" * 20_000 + "</script>" + f"<p>{ZH_HANT}</p>"
    assert decode(page.encode("big5")).encoding == "big5"


@given(raw=st.binary(max_size=400), declared=st.sampled_from([None, "utf-8", "gbk", "big5", "nonsense", ""]))
def test_any_bytes_give_text_and_a_probability(raw: bytes, declared: str | None) -> None:
    decoded = decode(raw, declared=declared)
    assert 0 <= decoded.confidence <= 1
    assert "\r" not in decoded.text
    assert "\ufffd" not in decoded.text or decoded.problems or "\ufffd".encode() in raw


@given(st.integers(0, len(ZH_HANS) - 20), st.integers(12, 60), st.sampled_from(["utf-8", "gb18030"]))
def test_parts_of_chinese_text_are_read_right(start: int, length: int, written: str) -> None:
    part = ZH_HANS[start : start + length]
    assert decode(part.encode(written)).text == part


@given(st.integers(0, len(ZH_HANT) - 20), st.integers(12, 60), st.sampled_from(["utf-8", "big5"]))
def test_parts_of_traditional_text_are_read_right(start: int, length: int, written: str) -> None:
    part = ZH_HANT[start : start + length]
    assert decode(part.encode(written)).text == part
