"""The site's own glossary: its entries are whole, short enough for a popup, and in the right script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sitegen.load import read_glossary
from sitegen.model import EDITIONS, Name, Term
from sitegen.script import read_table, simplified_characters

GLOSSARY = Path(__file__).resolve().parents[1] / "content" / "glossary"
FILES = sorted(GLOSSARY.glob("*.yaml"))

CATEGORIES = {"concept", "chip", "model", "company", "organisation", "person", "policy", "event", "media"}
TERM_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HAN = re.compile(r"[㐀-鿿]")
SENTENCE_END = re.compile(r"[。！？]|[.!?](?=\s|$)")
GERMAN_DATE = re.compile(r"\b\d{1,2}\. (?=(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))")
MARKUP = re.compile(r"https?:|\]\(|[<>*`]")
VALID_IN_SIMPLIFIED = frozenset("像么昇")
"""Characters the conversion table changes in some words, but which are good Simplified here (图像, 什么, 昇腾)."""


@cache
def entries() -> tuple[Term, ...]:
    found: list[Term] = []
    for file in FILES:
        terms, problems = read_glossary(f"content/glossary/{file.name}", file.read_text(encoding="utf-8"))
        assert not problems, "\n".join(str(problem) for problem in problems)
        found += terms
    return tuple(found)


@cache
def only_simplified() -> frozenset[str]:
    """Characters that no Traditional text has: their table entry does not name them as one of the choices."""
    return frozenset(key for key, choices in read_table("STCharacters").items() if key not in choices)


@cache
def only_traditional() -> frozenset[str]:
    changed = {key for key, simplified in simplified_characters().items() if key != simplified}
    return frozenset(changed) - VALID_IN_SIMPLIFIED


def names_of(term: Term, lang: str) -> tuple[Name, ...]:
    return (*term.names.get(lang, ()), *term.names.get("any", ()))


def each_definition() -> Iterator[tuple[Term, str, str]]:
    for term in entries():
        for lang, text in term.definition.items():
            yield term, lang, text


def test_the_site_explains_at_least_a_hundred_terms() -> None:
    assert len(entries()) >= 100


def test_ids_are_ascii_and_unique() -> None:
    ids = Counter(term.id for term in entries())
    assert [name for name in ids if not TERM_ID.fullmatch(name)] == []
    assert [name for name, count in ids.items() if count > 1] == []


def test_categories_are_known_and_each_file_holds_one() -> None:
    assert {term.category for term in entries()} == CATEGORIES
    by_file: dict[str, set[str]] = {}
    for term in entries():
        by_file.setdefault(term.path, set()).add(term.category)
    assert {path: found for path, found in by_file.items() if len(found) > 1} == {}


@pytest.mark.parametrize("lang", EDITIONS)
def test_every_term_has_a_name_and_a_definition_in(lang: str) -> None:
    assert [term.id for term in entries() if not names_of(term, lang)] == []
    assert [term.id for term in entries() if not term.definition.get(lang, "").strip()] == []


def test_every_term_names_a_source_and_related_terms_exist() -> None:
    known = {term.id for term in entries()}
    assert [term.id for term in entries() if not any(source.strip() for source in term.sources)] == []
    assert [(term.id, other) for term in entries() for other in term.see if other not in known] == []
    assert [term.id for term in entries() if term.id in term.see] == []


def test_definitions_fit_into_a_popup() -> None:
    """At most 90 Han characters, or 220 characters of a Latin text."""
    lengths = [
        (term.id, lang, len(HAN.findall(text)) if lang.startswith("zh") else len(text))
        for term, lang, text in each_definition()
    ]
    too_long = [entry for entry in lengths if entry[2] > (90 if entry[1].startswith("zh") else 220)]
    assert too_long == []


def test_definitions_are_one_to_three_whole_sentences_of_plain_text() -> None:
    for term, lang, text in each_definition():
        prose = GERMAN_DATE.sub("", text) if lang == "de" else text
        ends = len(SENTENCE_END.findall(prose.replace("U.S.", "US").replace("z. B.", "zB")))
        assert 1 <= ends <= 3, (term.id, lang, text)
        assert text.rstrip()[-1] in ("。" if lang.startswith("zh") else "."), (term.id, lang, text)
        assert not MARKUP.search(text), (term.id, lang, text)


def test_each_chinese_definition_keeps_to_its_script() -> None:
    stray = [
        (term.id, lang, character)
        for term, lang, text in each_definition()
        if lang.startswith("zh")
        for character in text
        if character in (only_simplified() if lang == "zh-Hant" else only_traditional())
        and not any(character in name.text for name in names_of(term, lang))
    ]
    assert stray == []


def test_quotation_marks_follow_the_language() -> None:
    wrong = {"zh-Hans": '「」"', "zh-Hant": '“”"', "en": '「」„«»"', "de": '「」”«»"'}
    found = [(term.id, lang, mark) for term, lang, text in each_definition() for mark in wrong[lang] if mark in text]
    assert found == []


MAINLAND_WORDS = (
    "人工智能 计算机 計算機 芯片 硬件 軟件 软件 服務器 服务器 數據 数据 網絡 网络 互聯網 信息 視頻 视频 圖像 文本 用戶 "
    "支持 打印 質量 水平 默認 程序 算法 內存 激光 納米 光刻 集成電路 移動通信 短視頻 "
    "創始人 首席執行官 初創 諮詢公司 搜索引擎 智能手機 硅 語音識別 圖像識別"
).split()
"""Words a Taiwanese editor writes otherwise (資料, 晶片, 軟體, 影片, 網路 …)."""

NOT_MAINLAND = ("「芯片」", "「算法」", "演算法", "電視頻道", "百川智能")
"""Mainland words that are quoted as such, letters of another word, or part of a company's name."""


def test_traditional_definitions_use_the_words_of_taiwan() -> None:
    found = []
    for term, lang, text in each_definition():
        if lang == "zh-Hant":
            for name in NOT_MAINLAND:
                text = text.replace(name, "")
            found += [(term.id, word) for word in MAINLAND_WORDS if word in text]
    assert found == []


def test_no_name_belongs_to_two_terms_unless_other_words_decide() -> None:
    owners: dict[tuple[str, str], list[tuple[str, Name]]] = {}
    for term in entries():
        for lang in EDITIONS:
            for name in names_of(term, lang):
                owners.setdefault((lang, name.text.casefold()), []).append((term.id, name))
    clashes = [
        (key, sorted({term for term, _ in claims}))
        for key, claims in owners.items()
        if len({term for term, _ in claims}) > 1 and any(not name.near and name.auto for _, name in claims)
    ]
    assert clashes == []


def test_no_name_stands_twice_in_one_list() -> None:
    doubled = [
        (term.id, lang, text)
        for term in entries()
        for lang, names in term.names.items()
        for text, count in Counter(name.text for name in names).items()
        if count > 1
    ]
    assert doubled == []
