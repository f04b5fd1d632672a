"""Every problem of every file is reported in one run, with its place; a good file is read as the editor meant it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sitegen.diagnostics import format_problem
from sitegen.frontmatter import read_front_matter, split_head
from sitegen.load import load, read_event, read_glossary
from sitegen.model import Name, Relay


def site(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def problems(folder: Path) -> list[str]:
    return [
        f"{each.path.removeprefix('content/')}:{each.line}:{each.column}: {each.message} | {each.hint}"
        for each in sorted(load(folder, "content").problems)
    ]


def test_a_full_front_matter() -> None:
    read = read_front_matter("content/articles/a.md", """---
title: "中国AI: 现状"
lang: zh-CN
published: 2024-04-02
source:
  publisher: 示例资讯网
  url: https://example.org/a
  relays: [朝鲜日报, {name: CNBC, published: 2024-03-31}]
events: [us-chip-controls-2023]
notes:
- quote: 落后1-2年
  note: "**谁**说的?"
  by: hl
terms: {mark: {Atlas: huawei-atlas}, never: [AI, NO]}
clean: {keep: [图片], drop: [广告]}
convert: {keep: [伊弗里], replace: {干: 乾}}
draft: no
---
正文。
""")  # fmt: skip
    front = read.front
    assert read.problems == ()
    assert (front.title, front.lang, front.published) == ("中国AI: 现状", "zh-Hans", "2024-04-02")
    assert front.publisher == "示例资讯网"
    assert front.relays == (Relay("朝鲜日报"), Relay("CNBC", "2024-03-31"))
    assert (front.notes[0].quote, front.notes[0].line, front.notes[0].column) == ("落后1-2年", 11, 10)
    assert front.never == ("AI", "NO")
    assert front.mark == {"Atlas": "huawei-atlas"}
    assert front.draft is False


@pytest.mark.parametrize(
    "capture",
    ["纯文本，没有头部。", "---\n\n## 标题\n---\n正文", "###  [:house:返回](README.md)\n---\n正文"],
    ids=["plain", "rule first", "wiki head"],
)
def test_a_capture_needs_no_front_matter(capture: str) -> None:
    assert split_head(capture).yaml is None
    assert read_front_matter("a.md", capture).body == 0


def test_all_problems_of_all_files_in_one_run(tmp_path: Path) -> None:
    folder = site(tmp_path, {
        "articles/a.md": "---\ntitel: X\npublished: 2024-02-30\nevents: [us-chip-control]\n---\n正文",
        "articles/b.md": "---\ntitle: a: b\n---\n正文",
        "articles/c.md": "---\ntitle: X\n\n正文没有结束",
        "articles/d.md": "很好\n".encode() + "坏".encode("gb18030"),
        "articles/e f.md": "正文",
        "articles/g.md": "正文",
        "articles/G.txt": "正文",
        "events/us-chip-controls.md": "---\ndate: 2023-10-17\nnames: {en: Controls}\narticles: [zzz]\n---\n",
        "glossary/terms.yaml": "- id: llm\n  names: {any: [LLM]}\n- id: llm\n  names: {zh: [大模型]}\n",
    })  # fmt: skip
    assert problems(folder) == [
        "articles/a.md:2:1: unknown key «titel» | did you mean «title»?",
        "articles/a.md:3:12: «2024-02-30» is not a date | write 2024-04-02, 2024-04 or 2024",
        "articles/a.md:4:10: there is no event «us-chip-control» | did you mean «us-chip-controls»?",
        "articles/b.md:2:9: this is not YAML: mapping values are not allowed in this context | "
        'put a text that holds a colon in quotes: title: "A: B"',
        "articles/c.md:1:1: the front matter that begins here is never closed | put a line `---` after the last key",
        "articles/d.md:2:1: this file is not UTF-8 (byte 0xbb) | save it as UTF-8, or run "
        "`sitegen import content/articles/d.md`, which detects GB18030, Big5 and windows-1252",
        "articles/e f.md:0:0: the file name «e f» cannot be an address: use letters a–z, digits and hyphens | "
        "`sitegen import` finds a good name",
        "articles/g.md:0:0: this article would have the same address as content/articles/G.txt | "
        "rename one of the two files",
        "events/us-chip-controls.md:2:1: the event «us-chip-controls» names the article «zzz», which does not exist | "
        "known: G, a, b, c, e f, g",
        "glossary/terms.yaml:3:1: the term id «llm» is already used in content/glossary/terms.yaml:1 | "
        "give one of them another id",
        "glossary/terms.yaml:4:15: «zh» is not a language tag (BCP 47) | write zh-Hans or zh-Hant",
    ]


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("title: &a X\nsource: {publisher: *a}", "aliases (*name) are not allowed here"),
        ("title: !!python/object/apply:os.system [ls]", "python/object/apply:os.system» is not allowed"),
        ("title: " + "[" * 100 + "]" * 100, "nested more than 40 levels deep"),
        ("title: A\ntitle: B", "the key «title» stands here a second time"),
        ("title: \"A", "this is not YAML"),
        ("\ttitle: A", "this is not YAML"),
        ("title: A\x07", "control character"),
        ("source: {url: 'javascript:alert(1)'}", "is not a web address"),
        ("lang: chinese-simplified", "is not a language tag"),
        ("notes: [{quote: X}]", "a note needs a `note`"),
        ("title: [a, b]", "expected a text here"),
        ("- a\n- b", "expected keys and values here"),
    ],
)  # fmt: skip
def test_bad_front_matter_is_a_problem_and_never_a_crash(yaml: str, message: str) -> None:
    text = f"---\n{yaml}\n---\n正文"
    found = read_front_matter("a.md", text).problems if not yaml.startswith("- ") else ()
    if yaml.startswith("- "):
        found = read_event("a.md", "---\nid: a\nnames: {en: A}\ndate: [2024]\n---\n")[1]
        message = "expected a text here"
    assert any(message in problem.message for problem in found), [problem.message for problem in found]
    assert all("Traceback" not in format_problem(problem) for problem in found)


def test_links_out_of_the_content_folder_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("geheim")
    folder = site(tmp_path / "site", {"articles/a.md": "正文"})
    (folder / "content/articles/b.md").symlink_to(secret)
    assert problems(folder) == [
        "articles/b.md:0:0: this link leads out of the content folder; it is never published | put the file itself here"
    ]
    assert [capture.slug for capture in load(folder, "content").captures] == ["a"]


def test_a_glossary_entry() -> None:
    terms, found = read_glossary("content/glossary/chips.yaml", """
- id: ascend
  category: chip
  names:
    any: [{text: Ascend, near: [Huawei, 华为]}]
    zh-Hans: [昇腾]
  plural: false
  definition: {en: "Huawei's family of AI processors.", de: " KI-Prozessoren von Huawei. "}
  sources: [Huawei, 23 August 2019]
  see: [huawei]
""")  # fmt: skip
    assert found == ()
    assert terms[0].names == {"any": (Name("Ascend", ("Huawei", "华为")),), "zh-Hans": (Name("昇腾"),)}
    assert terms[0].definition["de"] == "KI-Prozessoren von Huawei."
    assert terms[0].plural is False


def test_an_event_with_a_question() -> None:
    event, found = read_event("content/events/gap.md", """---
id: gap
start: 2024-03
end: 2025-06
names: {en: The gap}
terms: [llm, "Moonshot AI"]
not: [space]
questions:
- id: how-far
  names: {en: How far behind?, de: Wie weit zurück?}
  kind: duration
  words: [behind, 落后]
---
Who says *what*.
""")  # fmt: skip
    assert found == ()
    assert event is not None
    assert (event.start, event.end) == ("2024-03", "2025-06")
    assert (event.terms, event.never) == (("llm", "Moonshot AI"), ("space",))
    assert event.questions[0].kind == "duration"
    assert event.description == {"en": "Who says *what*."}


def test_a_missing_folder_is_explained(tmp_path: Path) -> None:
    assert [problem.code for problem in load(tmp_path, "content").problems] == ["no-content"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-Hans-SG", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant"),
        ("ZH-hant-hk", "zh-Hant"),
        ("de-at", "de-AT"),
        ("EN", "en"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("yue", "yue"),
        ("zh", None),
        ("zh-US", None),
        ("zh-Latn", None),
        ("deutsch", None),
    ],
)
def test_language_tags_in_their_usual_form_and_chinese_by_its_script(written: str, read: str | None) -> None:
    found = read_front_matter("a.md", f"---\nlang: {written}\n---\nText.\n")
    assert found.front.lang == read
    assert [problem.code for problem in found.problems] == ([] if read else ["bad-language"])


def test_texts_by_language_may_name_a_region() -> None:
    terms, problems = read_glossary("g.yaml", "- {id: a, names: {zh-TW: [晶片]}, definition: {zh-CN: 一种元件。}}\n")
    assert problems == ()
    assert (list(terms[0].names), terms[0].definition) == (["zh-Hant"], {"zh-Hans": "一种元件。"})
