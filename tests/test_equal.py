"""Whatever was edited, in whatever order: an incremental build leaves the bytes of a build from nothing."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build import Options, Outcome, build
from tests.sites import SMALL, lay_out, pages

SENTENCES = {
    "zh-Hans": (
        "美国商务部2023年10月17日公布新规，A800芯片被列入管制清单。",
        "分析人士说，大型语言模型的训练费用上升了三成，达到1.2亿美元。",
        "业内人士认为，人工智能的发展不会因此停下来。",
        "据路透社报道，双方代表3月5日在日内瓦会面。",
    ),
    "zh-Hant": (
        "美國商務部2023年10月17日公布新規，A800晶片被列入管制清單。",
        "研究人員表示，大型語言模型的訓練費用約為9000萬美元。",
        "臺北的論壇上，與會者談到網際網路與軟體。",
        "中央社日前引述官員說法，會談將於3月5日舉行。",
    ),
    "en": (
        "The US Commerce Department listed the A800 on October 17, 2023.",
        "Training a large language model now costs $120 million, up 30 percent.",
        "Reuters reported that both sides met in Geneva on March 5.",
        "Nobody expects an AI pause.",
    ),
    "de": (
        "Das US-Handelsministerium nahm den A800 am 17. Oktober 2023 in die Liste auf.",
        "Das Training großer Sprachmodelle kostet inzwischen 120 Millionen Dollar.",
        "Wie die dpa meldete, trafen sich beide Seiten am 5. März in Genf.",
        "Fachleute rechnen nicht mit einer Pause.",
    ),
}
TITLES = {"zh-Hans": "芯片与模型的消息", "zh-Hant": "晶片與模型的消息", "en": "Notes on Chips", "de": "Neues von Chips"}
TERMS = {
    "nvidia": "names: {any: [Nvidia], zh-Hans: [英伟达], zh-Hant: [輝達]}",
    "ai": "names: {any: [AI], zh-Hans: [人工智能], de: [KI]}",
    "geneva": "names: {zh-Hans: [日内瓦], zh-Hant: [日內瓦], en: [Geneva], de: [Genf]}\n  see: [llm]",
    "network": "names: {zh-Hans: [互联网], zh-Hant: [網際網路], en: [internet]}",
}


def article(dice: random.Random) -> str:
    lang = dice.choice(sorted(SENTENCES))
    head = [f"title: {TITLES[lang]} {dice.randrange(9)}", f"lang: {lang}"]
    if dice.random() < 0.8:
        head.append(f"published: 2023-{dice.randrange(9, 13):02}-{dice.randrange(1, 29):02}")
    if dice.random() < 0.5:
        head.append(f"source: {{publisher: {dice.choice(['示例资讯网', 'Example Wire', 'Neues Blatt'])}}}")
    body = [dice.choice(SENTENCES[lang]) for _ in range(dice.randrange(2, 5))]
    return "---\n" + "\n".join(head) + "\n---\n" + "\n\n".join(body) + "\n"


def put(path: Path, text: str) -> None:
    """A new file in place of the old one, as editors write; the copies of other tests stay as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + "~")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def changed(path: Path, change: Callable[[str], str]) -> None:
    put(path, change(path.read_text(encoding="utf-8")))


def articles(site: Path) -> list[Path]:
    return sorted((site / "content/articles").glob("*.md"))


def some_article(site: Path, dice: random.Random) -> Path:
    return dice.choice(articles(site))


# --- edits -----------------------------------------------------------------------------------------------------------


def edit_text(site: Path, dice: random.Random) -> None:
    every = [sentence for sentences in SENTENCES.values() for sentence in sentences]
    changed(some_article(site, dice), lambda text: text + "\n" + dice.choice(every) + "\n")


def cut_text(site: Path, dice: random.Random) -> None:
    def shorter(text: str) -> str:
        _, head, body = text.split("---\n", 2)
        paragraphs = body.strip().split("\n\n")
        del paragraphs[dice.randrange(len(paragraphs))]
        return f"---\n{head}---\n" + ("\n\n".join(paragraphs) or SENTENCES["en"][0]) + "\n"

    changed(some_article(site, dice), shorter)


def edit_title(site: Path, dice: random.Random) -> None:
    changed(some_article(site, dice), lambda text: text.replace("title: ", f"title: {dice.randrange(90)} ", 1))


def edit_head(site: Path, dice: random.Random) -> None:
    other = some_article(site, dice).stem
    line = dice.choice(
        [
            "draft: true",
            "events: [controls-2023]",
            "unlink: [controls-2023]",
            f"link: [{other}]",
            f"unlink: [{other}]",
            "terms: {never: [A800]}",
            "why: {en: It matters., de: Es ist wichtig.}",
            "captured: 2023-12-24",
        ]
    )
    changed(some_article(site, dice), lambda text: text.replace("lang: ", f"{line}\nlang: ", 1))


def add_article(site: Path, dice: random.Random) -> None:
    put(site / f"content/articles/new-{dice.randrange(6)}.md", article(dice))


def copy_article(site: Path, dice: random.Random) -> None:
    put(site / f"content/articles/copy-{dice.randrange(4)}.md", some_article(site, dice).read_text(encoding="utf-8"))


def delete_article(site: Path, dice: random.Random) -> None:
    if len(articles(site)) > 1:
        some_article(site, dice).unlink()


def rename_article(site: Path, dice: random.Random) -> None:
    path = some_article(site, dice)
    path.rename(path.with_name(f"renamed-{dice.randrange(6)}.md"))


def touch(site: Path, dice: random.Random) -> None:
    path = some_article(site, dice)
    os.utime(path, ns=(dice.randrange(10**18), dice.randrange(10**18)))


def add_term(site: Path, dice: random.Random) -> None:
    term = dice.choice(sorted(TERMS))
    put(site / f"content/glossary/{term}.yaml", f"- id: {term}\n  {TERMS[term]}\n  sources: [Handbook]\n")


def delete_term(site: Path, dice: random.Random) -> None:
    found = sorted(path for path in (site / "content/glossary").glob("*.yaml") if path.stem != "terms")
    if found:
        dice.choice(found).unlink()


def edit_term(site: Path, dice: random.Random) -> None:
    old, new = dice.choice([("[A800]", "[A900]"), ("[A900]", "[A800]"), ("A chip", "One chip"), ("[LLM]", "[LLM, AI]"),
                            ("用大量", "以大量"), ("category: chip", "category: company")])  # fmt: skip
    changed(site / "content/glossary/terms.yaml", lambda text: text.replace(old, new))


def add_event(site: Path, dice: random.Random) -> None:
    number = dice.randrange(3)
    text = (
        f"---\nid: talks-{number}\ndate: {dice.choice(['2024-03-05', '2023-10', '2023-11-02'])}\n"
        "names: {zh-Hans: 日内瓦会谈, en: Talks in Geneva}\n"
        f"terms: [{dice.choice(['llm', 'a800', '日内瓦', 'Geneva'])}]\n"
        "questions:\n- id: cost\n  names: {en: What does it cost?}\n  kind: money\n---\nTalks.\n"
    )
    put(site / f"content/events/talks-{number}.md", text)


def delete_event(site: Path, dice: random.Random) -> None:
    found = sorted((site / "content/events").glob("talks-*.md"))
    if found:
        dice.choice(found).unlink()


def edit_event(site: Path, dice: random.Random) -> None:
    path = site / "content/events/controls-2023.md"
    old, new = dice.choice([("2023-10-17", "2023-10"), ("2023-10\n", "2023-10-17\n"), ("[a800]", "[a800, llm]"),
                            ("widens", "extends"), ("New rules.", "New *rules* of trade.")])  # fmt: skip
    changed(path, lambda text: text.replace(old, new))


def edit_page(site: Path, dice: random.Random) -> None:
    path = site / "content/pages/about.md"
    if path.exists() and dice.random() < 0.4:
        path.unlink()
    else:
        put(path, f"---\nnames: {{en: About, zh-Hans: 关于}}\n---\nWe collect {dice.randrange(99)} reports.\n")


def edit_phrases(site: Path, dice: random.Random) -> None:
    path = site / "content/phrases.yaml"
    if path.exists() and dice.random() < 0.4:
        path.unlink()
    else:
        put(path, f"zh-Hant: {{芯片: {dice.choice(['晶片', '芯片'])}, 代表: 代表們}}\n")


def edit_settings(site: Path, dice: random.Random) -> None:
    editions = dice.choice(['["zh-Hans", "zh-Hant", "en", "de"]', '["en", "zh-Hans"]', '["zh-Hans"]'])
    lines = [f'title = "Probe {dice.randrange(3)}"', f"editions = {editions}"]
    if dice.random() < 0.5:
        lines.append('base-url = "https://example.org/reader/"')
    put(site / "sitegen.toml", "\n".join(lines) + "\n")


def edit_theme(site: Path, dice: random.Random) -> None:
    choice = dice.randrange(4)
    if choice == 0:
        text = '{% extends "!theme/404.html" %}{% block main %}<h1>' + str(dice.randrange(9)) + "</h1>{% endblock %}\n"
        put(site / "theme/templates/404.html", text)
    elif choice == 1:
        put(site / "theme/static/extra.css", f"p {{ margin: {dice.randrange(9)}px }}\n")
    elif choice == 2:
        put(site / "theme/templates/article.html", '{% extends "!theme/article.html" %}\n')
    else:
        shutil.rmtree(site / "theme", ignore_errors=True)


def spoil_output(site: Path, dice: random.Random) -> None:
    found = sorted(path for path in (site / "build/site").rglob("*.html"))
    path = dice.choice(found)
    if dice.random() < 0.5:
        path.unlink()
    else:
        put(path, "spoilt")


def spoil_cache(site: Path, dice: random.Random) -> None:
    found = sorted(path for path in (site / "build/cache").rglob("*") if path.is_file() and path.stat().st_size)
    path = dice.choice(found)
    raw = bytearray(path.read_bytes())
    for _ in range(20):
        raw[dice.randrange(len(raw))] ^= 0xFF
    path.write_bytes(bytes(raw))


EDITS = (
    *[edit_text] * 4,
    *[add_article] * 3,
    *[edit_title, cut_text, copy_article, delete_article, rename_article, edit_head] * 2,
    *[add_term, delete_term, edit_term, add_event, delete_event, edit_event] * 2,
    *(touch, edit_page, edit_phrases, edit_settings, edit_theme, spoil_output, spoil_cache),
)


# --- the property ----------------------------------------------------------------------------------------------------


def linked_copy(site: Path, there: Path) -> Path:
    """The site with its output and cache, as its builds left it: the same inodes, so that nothing seems changed."""

    def copied(source: str, target: str) -> None:
        shutil.copy2(source, target) if "/cache/" in source or source.endswith("/lock") else os.link(source, target)

    shutil.copytree(site, there, copy_function=copied)
    return there


def from_nothing(site: Path, scratch: Path) -> tuple[Outcome, dict[str, bytes]]:
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(site, scratch, ignore=shutil.ignore_patterns("build"))
    outcome = build(scratch, Options(jobs=1, cache=False))
    return outcome, pages(scratch)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site of a few articles in each language."""
    site = lay_out(tmp_path_factory.mktemp("start") / "site", SMALL)
    dice = random.Random(1)
    for number in range(5):
        put(site / f"content/articles/c{number}.md", article(dice))
    build(site, Options(jobs=1))
    return site


def run_sequence(start: Path, folder: Path, seed: int) -> None:
    dice = random.Random(seed)
    site = linked_copy(start, folder / "site")
    story: list[str] = []
    for _ in range(dice.randrange(1, 4)):
        for edit in dice.choices(EDITS, k=dice.randrange(1, 4)):
            story.append(edit.__name__)
            edit(site, dice)
        story.append("build")
        outcome = build(site, Options(jobs=1))
    clean, expected = from_nothing(site, folder / "scratch")
    assert outcome.published == clean.published, story
    assert outcome.problems == clean.problems, story
    if clean.published:
        found = pages(site)
        assert found.keys() == expected.keys(), story
        assert [path for path in expected if found[path] != expected[path]] == [], story
        assert outcome.summary == clean.summary, story


def test_a_copy_that_nobody_edited_is_left_alone(start: Path, tmp_path: Path) -> None:
    site = linked_copy(start, tmp_path / "site")
    before = (site / "build/.site.sitegen/site.bin").stat().st_mtime_ns
    assert build(site, Options(jobs=1)).published
    assert (site / "build/.site.sitegen/site.bin").stat().st_mtime_ns == before


@pytest.mark.parametrize("seed", range(30))
def test_an_incremental_build_equals_a_build_from_nothing(start: Path, tmp_path: Path, seed: int) -> None:
    run_sequence(start, tmp_path, seed)


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(50))
def test_five_hundred_sequences_equal_builds_from_nothing(start: Path, tmp_path: Path, part: int) -> None:
    for seed in range(1000 + part * 10, 1010 + part * 10):
        run_sequence(start, tmp_path / str(seed), seed)
