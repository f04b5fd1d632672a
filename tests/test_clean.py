"""Cleaning by example: single rules, blocks, facts, an editor's keep and drop, and what hostile text costs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from sitegen.clean import RULES, clean, cleaned_text, explain, inspect, missing_texts
from sitegen.clean.lexicon import DATA, KEYING, LANGUAGES, Phrases, key_of, lexicon, read_lists
from sitegen.model import Cleaned

CASES = Path(__file__).parent / "cases" / "clean"
DOCS = Path(__file__).parents[1] / "docs" / "cleaning.md"
BODY = "美国商务部周二公布了新的出口管制规则，多家企业的股价随即下跌。"


def texts(cleaned: Cleaned) -> list[str]:
    return [block.text for block in cleaned.blocks]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [pytest.param(name, before, after, id=name) for _, name, before, after in read_fixture_file(CASES / "rules.md")],
)
def test_a_rule_by_example(name: str, before: str, after: str) -> None:
    assert cleaned_text(clean(before)) == after.strip("\n"), name


def test_every_rule_can_be_switched_off_by_name() -> None:
    text = f"# 标题在这里\n\n{BODY}\n\n广告\n\n断点(duàndiǎn)说，规则三十天后生效，影响还要过一阵才看得清楚。"
    assert "广告" not in texts(clean(text))
    assert "广告" in texts(clean(text, off={"ad"}))
    assert any("duàndiǎn" in each for each in texts(clean(text, off={"pinyin"})))
    assert not any("duàndiǎn" in each for each in texts(clean(text)))


def test_the_names_of_rules_are_unique_and_cover_all_edits() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    known = {*names, "drop", "layout"}
    for path in sorted(CASES.glob("*/*.md")):
        for _, _, capture, _ in read_fixture_file(path):
            assert {edit.rule for edit in clean(capture).edits} <= known


def test_the_documentation_lists_every_rule() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [rule.name for rule in RULES]


def test_keep_protects_a_text_and_drop_removes_one() -> None:
    text = f"# 标题在这里\n\n{BODY}\n\n分享到：微信\n\n{BODY[:12]}是第二段，讲的是另外一件事情。"
    assert "分享到：微信" in texts(clean(text, keep=["分享到：微信"]))
    cleaned = clean(text, drop=["另外一件事情"])
    assert not any("另外一件事情" in each for each in texts(cleaned))
    assert [edit.rule for edit in cleaned.edits].count("drop") == 1


def test_texts_that_the_capture_does_not_hold_are_named() -> None:
    assert missing_texts(BODY, ["商务部", "财政部", "股价"]) == ("财政部",)


def test_pieces_lead_back_to_the_capture() -> None:
    capture = f"# 题目一二三\n\n据[[zh:新港社]]介绍(jièshào)，{BODY}"
    (block,) = clean(capture).blocks
    assert block.text.startswith("据新港社介绍，美国商务部")
    for piece in block.pieces:
        assert capture[piece.source_start : piece.source_end] == block.text[piece.start : piece.end]


def test_code_lists_quotes_and_headings_become_blocks_of_their_kind() -> None:
    text = (
        f"# 题目一二三\n\n{BODY}\n\n## 小节\n\n- 第一点说的是价格。\n- 第二点说的是库存。\n\n> 一句引文。\n\n"
        f"```python\nx = [1]\n\ny = 2\n```\n\n{BODY[:10]}的影响还不清楚。"
    )
    assert [(block.kind, block.level) for block in clean(text).blocks] == [
        ("paragraph", 0),
        ("heading", 2),
        ("item", 0),
        ("item", 0),
        ("quote", 0),
        ("code", 0),
        ("paragraph", 0),
    ]
    assert "x = [1]\n\ny = 2" in clean(text).blocks[5].text


def test_a_table_in_markdown_stays_whole() -> None:
    table = "| 型号 | 年份 |\n| --- | --- |\n| A100 | 2020 |"
    assert table in texts(clean(f"# 题目一二三\n\n{BODY}\n\n{table}\n\n{BODY[:10]}的影响还不清楚。"))


def test_nothing_readable_gives_no_blocks_and_anything_readable_some() -> None:
    assert clean("").blocks == clean(" \n\u200b\n---\n").blocks == ()
    assert texts(clean("只有一行")) == ["只有一行"]
    assert clean("广告\n\n分享到：微信\n").blocks


def test_a_date_without_a_year_is_not_guessed() -> None:
    cleaned = clean(f"首页 > 新闻 > 正文\n\n出口管制又有新规则\n\n10月17日 08:30\n\n{BODY}\n\n责任编辑：温岚")
    assert cleaned.facts.title == "出口管制又有新规则"
    assert cleaned.facts.published is None


def test_the_script_of_the_body_decides_not_that_of_the_menu() -> None:
    menu = "首页 | 新闻 | 财经 | 科技 | 视频 | 体育"
    body = "美國商務部週二公布了新的出口管制規則，多家企業的股價隨即下跌。"
    assert clean(f"{menu}\n\n標題在這裡說明\n\n{body}").facts.lang == "zh-Hant"


def test_facts_name_the_place_that_states_them() -> None:
    meta = "2022-11-08 07:42　来源：晨港网　记者 许言"
    capture = f"晨港网 > 科技 > 正文\n\n出口管制又有新规则\n\n{meta}\n\n{BODY}\n\n版权所有 晨港网"
    facts = clean(capture).facts
    assert (facts.title, facts.published, facts.publisher, facts.byline) == (
        "出口管制又有新规则",
        "2022-11-08",
        "晨港网",
        "许言",
    )
    for name, words in (("title", "出口管制又有新规则"), ("published", "2022-11-08"), ("byline", "许言")):
        start, end = facts.evidence[name]
        assert words in capture[start:end]


def test_inspect_skips_front_matter_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a-capture.md"
    path.write_bytes(f"\ufeff---\ntitle: x\n---\n出口管制又有新规则\n\n{BODY}\n\n广告\n".encode())
    shown = inspect(path)
    assert shown["id"] == "a-capture"
    assert shown["paragraphs"] == [BODY]
    assert {"text": "广告", "kind": "ad"} in shown["removed"]  # type: ignore[operator]


def test_explain_shows_removals_and_repairs_with_their_rules() -> None:
    cleaned = clean(
        f"出口管制又有新规则\n\n{BODY}\n\n广告\u202e\n\nL&rsquo;usine ferme ses portes mardi, selon la direction."
    )
    plain = explain(cleaned, colour=False)
    assert "[-广告" in plain
    assert "‹ad›" in plain
    assert "[-&rsquo;-]{+’+}‹entities›" in plain
    assert "\u202e" not in plain
    assert "\\u202e" in plain
    assert "\x1b[" not in plain
    assert "\x1b[" in explain(cleaned, colour=True)


def test_cues_of_all_languages_are_read() -> None:
    assert len(LANGUAGES) == 7
    words = lexicon()
    for phrase in ("相关阅读", "meistgelesen", "most read", "les plus lus", "lo más leído", "関連記事", "관련기사"):
        assert key_of(phrase) in words.exact, phrase


def test_a_phrase_is_found_on_word_boundaries_only() -> None:
    phrases = Phrases(["ad", "advert", "广告"])
    assert phrases.findall("an ad, a lad, adverts, 这是广告页") == ["ad", "广告"]


def test_of_phrases_that_begin_at_one_place_the_longest_whole_one_is_found() -> None:
    phrases = Phrases(["new", "new york", "york times", "纽约", "纽约时报", "时报"])
    assert phrases.findall("new yorker, york times") == ["new", "york times"]
    assert phrases.findall("new york times 纽约时报") == ["new york", "纽约时报"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_of_cues_are_read_as_toml_reads_them(language: str) -> None:
    text = (DATA / f"{language}.toml").read_text(encoding="utf-8")
    listed = [((kind, form), phrases) for kind, forms in tomllib.loads(text).items() for form, phrases in forms.items()]
    assert list(read_lists(text)) == listed
    keyed = [(group, [KEYING(phrase) for phrase in phrases]) for group, phrases in listed]
    assert list(read_lists(text, KEYING)) == keyed


HOSTILE: dict[str, Callable[[int], str]] = {
    "menu": lambda n: "新闻 Tech 1 " * (n // 10) + "。",
    "site": lambda n: "标题" + " | a_b - c" * (n // 10) + "\n2024-01-02 10:00\n" + BODY,
    "pairs": lambda n: "积分：1 帖子:2 / " * (n // 12),
    "times": lambda n: "[00:00:01] x\n" * (n // 13),
    "gap": lambda n: "Headline of five plain words" + " " * n + "here\nBy Jane Doe\n\n" + BODY,
    "contents": lambda n: "1. Who?\n2. When?\n" * (n // 17) + BODY,
    "brackets": lambda n: "[" * n,
    "closed brackets": lambda n: "[]" * (n // 2),
    "parentheses": lambda n: "(" * n,
    "spaces": lambda n: " " * n,
    "unclosed wiki links": lambda n: "[[zh:" * (n // 5),
    "link starts": lambda n: "[a](" * (n // 4),
    "image starts": lambda n: "![" * (n // 2),
    "tags": lambda n: "<b " * (n // 3),
    "scripts": lambda n: "<script>" * (n // 8),
    "ampersands": lambda n: "&amp;" * (n // 5),
    "equal signs": lambda n: "=E4" * (n // 3),
    "one line of prose": lambda n: (BODY * (n // len(BODY) + 1))[:n],
    "one line of Latin": lambda n: ("alpha beta, gamma. " * (n // 19 + 1))[:n],
    "short lines": lambda n: "芯片\n" * (n // 3),
    "list items": lambda n: "* a\n" * (n // 4),
    "sentences": lambda n: "\n\n".join(f"第{i}句话说的是价格，也说库存。" for i in range(n // 18)),
    "mojibake": lambda n: "Ã¼" * (n // 2),
    "dots": lambda n: "a." * (n // 2),
    "fences": lambda n: "```\n" * (n // 4),
    "quotes": lambda n: '„"' * (n // 2),
    "pinyin": lambda n: "报(bào)" * (n // 6),
}


def steps(text: str) -> int:
    """How many function calls cleaning a text makes: a measure of its cost that no busy machine disturbs."""
    import cProfile
    import pstats

    profile = cProfile.Profile()
    profile.enable()
    clean(text)
    profile.disable()
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_no_faster_than_the_text(name: str) -> None:
    small, large = HOSTILE[name](4_000), HOSTILE[name](32_000)
    clean(small)
    assert steps(large) <= 12 * steps(small) + 20_000


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_cleaned(name: str) -> None:
    text = HOSTILE[name](100_000)
    assert clean(text).capture == text


@pytest.mark.nightly
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_of_a_million_characters_is_cleaned(name: str) -> None:
    text = HOSTILE[name](1_000_000)
    assert clean(text).capture == text


INNOCENT = (
    "采访中，他说工厂去年夏天停了四十天电，损失还在计算。",
    "时间不等人，供应商给出的新日期是明年三月，没有人敢打包票。",
    "评论人士认为，这一轮涨价更多来自渠道的预期，并非需求。",
    "来源不明的芯片流入市场，维修店老板说他已经见怪不怪。",
    "广告收入下降之后，公司把预算转向了芯片采购，数额没有公布。",
    "分享会上，三位工程师讲了各自的教训，台下坐满了学生。",
    "图中的机器已经停产，但二手价格仍在上涨，一台要八十万元。",
    "订阅服务的用户增长了两成，但亏损也扩大了三分之一。",
    "Kommentare aus dem Ministerium blieben am Montag aus, eine Sprecherin verwies auf die laufende Prüfung.",
    "Von Dresden bis Freiberg suchen die Betriebe Fachkräfte, sagt die Kammer, und finden zu wenige.",
    "Anzeigen wegen Lärms gab es im vergangenen Jahr keine, heißt es bei der Polizei in Lauchheim.",
    "Quellen im Umfeld des Unternehmens sprechen von vierzig Millionen Euro, bestätigt ist das nicht.",
    "Only $232 million of the fund has been spent, the auditors found, and most of it on studies.",
    "You have to ship a truck without us, the chief executive said, and nobody in the room laughed.",
    "Published in 2010, the paper was ignored for a decade before a student found it in a drawer.",
    "Related companies fell as well, with two suppliers losing a tenth of their value in one day.",
    "Comments by the minister moved the market within minutes, although he named no company at all.",
    "By Friday the queue had reached the harbor, and the port authority closed the northern gate.",
    "Read aloud, the contract takes four hours, and the lawyers did read it aloud on Thursday.",
    "Abonnés et commerçants se plaignent des coupures, qui durent parfois trois heures par jour.",
    "Publié en mars, le rapport recommande de doubler les stocks, ce que le ministère refuse.",
    "Temas como el agua y la energía ocuparon la mayor parte de la reunión, según una portavoz.",
    "写真の装置は三年前に生産が終わったが、中古の値段は上がり続けているという。",
    "입력 장치를 만드는 회사는 지난해 매출이 두 배로 늘었다고 밝혔다.",
)


@pytest.mark.parametrize("sentence", INNOCENT)
def test_a_sentence_that_begins_like_noise_stays(sentence: str) -> None:
    before, after = BODY, f"{BODY[:12]}是另一段，讲的是别的事情，也很长。"
    if re.search(r"[\uac00-\ud7a3]", sentence):
        before = "공장은 내년 삼월부터 양산을 시작한다고 회사는 밝혔다."
        after = "투자자들은 일정이 늦어질 것을 걱정한다고 말했다."
    elif not re.search(r"[\u4e00-\u9fff]", sentence):
        before = "The company said on Friday that it would cut output by a tenth, citing weak demand."
        after = "Analysts had expected less, and two of them now doubt the schedule for the new plant."
    assert sentence in texts(clean(f"Lumora 2025\n\n{before}\n\n{sentence}\n\n{after}"))
