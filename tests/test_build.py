"""One call builds the whole site; what did not change is kept, and the result is as if built from nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build import Options, build
from sitegen.diagnostics import Severity
from sitegen.load import Shared, load_shared
from sitegen.sources import SourceFile
from sitegen.store import Store
from tests.sites import SMALL, built, lay_out, pages

EDITIONS = ("", "zh-hant/", "en/", "de/")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "site", SMALL)


def test_every_kind_of_page_in_every_edition(site: Path) -> None:
    outcome = built(site)
    assert [problem.message for problem in outcome.problems if problem.severity > Severity.NOTE] == []
    assert outcome.published
    found = pages(site)
    for edition in EDITIONS:
        for page in (
            "index.html", "articles/index.html", "articles/a.html", "articles/b.html", "captures/a.html",
            "glossary/index.html", "glossary/llm.html", "events/index.html", "events/controls-2023.html",
            "compare/index.html", "sources/index.html", "search.html", "feed.xml",
        ):  # fmt: skip
            assert edition + page in found
    assert {"404.html", ".nojekyll", "sitemap.xml", "static/style.css"} <= set(found)


def test_both_scripts_come_from_one_capture(site: Path) -> None:
    built(site)
    found = pages(site)
    hans, hant = found["articles/a.html"].decode(), found["zh-hant/articles/a.html"].decode()
    assert "中国模型仅落后美国不到半年" in hans
    assert "中國模型僅落後美國不到半年" in hant
    assert "大型語言模型" in hant
    assert "中国模型仅落后美国不到半年" in found["de/articles/a.html"].decode()


def test_a_script_without_an_edition_is_not_made(site: Path) -> None:
    settings = site / "sitegen.toml"
    lines = [line for line in settings.read_text(encoding="utf-8").splitlines() if not line.startswith("editions")]
    settings.write_text("\n".join([*lines, 'editions = ["zh-Hans", "en"]', ""]), encoding="utf-8")
    built(site)
    found = pages(site)
    assert "中国模型仅落后美国不到半年" in found["articles/a.html"].decode()
    searched = [content.decode() for path, content in found.items() if path.startswith("search/d/")]
    assert not any("中國模型僅落後" in text for text in searched)
    settings.write_text("\n".join([*lines, 'editions = ["zh-Hant"]', ""]), encoding="utf-8")
    built(site)
    assert "中國模型僅落後美國不到半年" in pages(site)["articles/a.html"].decode()


def test_a_feed_holds_the_newest_articles(site: Path) -> None:
    for number in range(60):
        front = f"title: Nachricht {number}\nlang: de\npublished: 20{10 + number % 10}-01-01"
        text = f"---\n{front}\n---\nHeute wurde die Meldung Nummer {number} verlesen.\n"
        (site / f"content/articles/n{number:02}.md").write_text(text, encoding="utf-8")
    built(site)
    feed = pages(site)["de/feed.xml"].decode()
    assert feed.count("<entry") == 50
    assert "Meldung Nummer 9 " in feed
    assert "Meldung Nummer 0 " not in feed


def test_building_twice_gives_the_same_bytes_with_any_number_of_jobs(site: Path, tmp_path: Path) -> None:
    built(site)
    first = pages(site)
    other = tmp_path / "elsewhere"
    shutil.copytree(site / "content", other / "content")
    shutil.copy(site / "sitegen.toml", other)
    build(other, Options(jobs=3, cache=False))
    assert pages(other) == first


def test_nothing_changed_means_nothing_done(site: Path) -> None:
    first = built(site)
    again = built(site)
    assert again.written == 0
    assert again.published
    assert again.problems == first.problems
    assert again.summary == first.summary


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


EDITS: dict[str, Callable[[Path], object]] = {
    "an article is edited": lambda site: replace_in(site / "content/articles/a.md", "过度监管产业", "过度监管整个产业"),
    "a title is edited": lambda site: replace_in(site / "content/articles/b.md", "Tightened Again", "Tightened"),
    "an article comes": lambda site: shutil.copy(site / "content/articles/a.md", site / "content/articles/c.md"),
    "an article goes": lambda site: (site / "content/articles/b.md").unlink(),
    "an article is renamed": lambda site: (site / "content/articles/b.md").rename(site / "content/articles/z.md"),
    "a term comes": lambda site: replace_in(
        site / "content/glossary/terms.yaml",
        "- id: a800",
        "- id: nvidia\n  names: {any: [Nvidia], zh-Hans: [英伟达]}\n- id: a800",
    ),
    "a term goes": lambda site: replace_in(
        site / "content/glossary/terms.yaml", "names: {any: [A800]}", "names: {any: [A900]}"
    ),
    "a definition is edited": lambda site: replace_in(
        site / "content/glossary/terms.yaml", "A chip by Nvidia.", "A chip."
    ),
    "an event is edited": lambda site: replace_in(site / "content/events/controls-2023.md", "US widens", "US extends"),
    "an event goes": lambda site: (site / "content/events/controls-2023.md").unlink(),
    "a setting is edited": lambda site: replace_in(site / "sitegen.toml", "Probe", "Sonde"),
    "a template is overridden": lambda site: lay_out(
        site,
        '-- theme/templates/404.html --\n{% extends "!theme/404.html" %}{% block main %}<h1>weg</h1>{% endblock %}\n',
    ),
    "a file is only touched": lambda site: os.utime(site / "content/articles/a.md", (1, 1)),
    "the cache is gone": lambda site: shutil.rmtree(site / "build/cache"),
    "the site is vandalised": lambda site: (site / "build/site/articles/a.html").write_text("x"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_incremental_build_leaves_the_bytes_of_a_build_from_nothing(site: Path, tmp_path: Path, edit: str) -> None:
    built(site)
    EDITS[edit](site)
    assert built(site).published
    incremental = pages(site)
    scratch = tmp_path / "scratch"
    for part in ("content", "theme", "sitegen.toml"):
        if (site / part).is_dir():
            shutil.copytree(site / part, scratch / part)
        elif (site / part).exists():
            scratch.mkdir(exist_ok=True)
            shutil.copy(site / part, scratch / part)
    build(scratch, Options(jobs=1, cache=False))
    clean = pages(scratch)
    assert incremental.keys() == clean.keys()
    assert [path for path in clean if clean[path] != incremental[path]] == []


def test_a_broken_article_leaves_the_old_site_and_names_the_place(site: Path) -> None:
    built(site)
    before = pages(site)
    replace_in(site / "content/articles/a.md", "quote: 3到6个月", "quote: 九个月")
    replace_in(site / "content/articles/b.md", "lang: en", "lnag: en")
    outcome = built(site)
    assert not outcome.published
    errors = [problem for problem in outcome.problems if problem.severity is Severity.ERROR]
    assert [(problem.path, problem.line, problem.code) for problem in errors] == [
        ("content/articles/a.md", 7, "quote-not-found"),
        ("content/articles/b.md", 3, "unknown-key"),
    ]  # fmt: skip
    assert pages(site) == before


def test_keep_going_publishes_the_others(site: Path) -> None:
    replace_in(site / "content/articles/b.md", "lang: en", "lnag: en")
    outcome = build(site, Options(jobs=1, keep_going=True))
    assert outcome.published
    assert outcome.failed
    found = pages(site)
    assert "articles/a.html" in found
    assert "articles/b.html" not in found


def test_drafts_are_left_out_unless_asked_for(site: Path) -> None:
    replace_in(site / "content/articles/b.md", "lang: en", "lang: en\ndraft: true")
    built(site)
    assert "articles/b.html" not in pages(site)
    build(site, Options(jobs=1, drafts=True))
    assert "articles/b.html" in pages(site)


def test_check_only_publishes_nothing(site: Path) -> None:
    outcome = build(site, Options(jobs=1, cache=False, check_only=True))
    assert not outcome.published
    assert outcome.summary["articles"] == 2
    assert not (site / "build/site").exists()


def test_a_cache_of_another_version_costs_only_time(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(site)
    before = pages(site)
    with Store(site / "build/cache") as store:
        names = [name for (name,) in store.db.execute("SELECT key FROM results")]
        store.put(dict.fromkeys(names, b"values that only another version can read"))
    monkeypatch.setattr("sitegen.newsroom.code_key", lambda: "another version")
    monkeypatch.setattr("sitegen.site.code_key", lambda: "another version")
    monkeypatch.setattr("sitegen.build.code_key", lambda: "another version")
    assert built(site).published
    assert pages(site) == before


def test_an_output_among_the_content_is_refused(site: Path) -> None:
    for folder in ("content/site", "content", ".", "theme/site"):
        replace_in(site / "sitegen.toml", "title", f'output = "{folder}"\ntitle')
        assert not built(site).published
        assert (site / "content/articles/a.md").exists()
        (site / "sitegen.toml").write_text('title = "Probe"\n', encoding="utf-8")


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% extends '!theme/404.html' %}\n{% block main %}{{ nothing.here }}{% endblock %}", "'nothing' is undefined"),
        ("{% extends '!theme/404.html' %}\n{% block main %", "expected token"),
    ],
    ids=["unknown name", "broken tag"],
)
def test_a_broken_template_is_a_problem_with_its_line(site: Path, template: str, message: str, jobs: int) -> None:
    built(site)
    before = pages(site)
    lay_out(site, f"-- theme/templates/404.html --\n{template}\n")
    outcome = build(site, Options(jobs=jobs))
    errors = [problem for problem in outcome.problems if problem.severity is Severity.ERROR]
    assert [(each.path, each.line, each.code) for each in errors] == [
        ("theme/templates/404.html", 2, "broken-template")
    ]
    assert message in errors[0].message
    assert pages(site) == before


def test_a_note_over_the_border_of_two_paragraphs_has_one_reference_at_its_end(site: Path) -> None:
    article = site / "content/articles/b.md"
    note = "notes:\n- quote: officials said. Analysts at a research firm\n  note: Not the same officials.\n---\nThe US"
    article.write_text(article.read_text(encoding="utf-8").replace("---\nThe US", note), encoding="utf-8")
    outcome = built(site)
    assert [problem.message for problem in outcome.problems if problem.severity > Severity.NOTE] == []
    shown = pages(site)["articles/b.html"].decode()
    assert "<mark>officials said.</mark></p>" in shown
    assert '<mark>Analysts at a research firm</mark><a role="doc-noteref" href="#n-1"' in shown
    assert shown.count('id="nr-1"') == 1


def test_keep_going_leaves_out_a_name_that_is_no_address(site: Path) -> None:
    (site / "content/articles/b.md").rename(site / "content/articles/b c.md")
    (site / "content/articles/a.md").rename(site / "content/articles/index.md")
    outcome = build(site, Options(jobs=1, keep_going=True))
    assert [(problem.path, problem.code) for problem in outcome.problems if problem.severity is Severity.ERROR] == [
        ("content/articles/b c.md", "bad-slug"),
        ("content/articles/index.md", "bad-slug"),
    ]
    assert outcome.published
    assert outcome.summary["articles"] == 0


def test_an_empty_draft_does_not_stop_a_build(site: Path) -> None:
    (site / "content/articles/new.md").write_text("---\ntitle: Later\ndraft: true\n---\n", encoding="utf-8")
    for drafts in (False, True):
        outcome = build(site, Options(jobs=1, drafts=drafts))
        assert outcome.published
        assert "articles/new.html" not in pages(site)
    assert [problem.code for problem in outcome.problems if problem.path.endswith("new.md")] == ["empty-article"]


@pytest.mark.parametrize("lang", ["zh-Hans-SG", "zh-CN"])
def test_a_language_tag_with_a_region_builds_like_its_script(site: Path, lang: str) -> None:
    built(site)
    before = pages(site)["zh-hant/articles/a.html"]
    replace_in(site / "content/articles/a.md", "lang: zh-Hans", f"lang: {lang}")
    assert built(site).published
    assert pages(site)["zh-hant/articles/a.html"] == before


def test_an_edit_of_one_article_leaves_the_pages_of_others_alone(site: Path) -> None:
    built(site)
    before = pages(site)
    replace_in(site / "content/articles/a.md", "并警告不要过度监管产业", "并提醒各方不要着急")
    built(site)
    after = pages(site)
    changed = {path for path in after if before.get(path) != after[path]}
    assert {"articles/a.html", "de/articles/a.html", "captures/a.html"} <= changed
    assert not {"articles/b.html", "sources/index.html", "glossary/index.html", "glossary/a800.html"} & changed


def test_glossary_and_events_are_read_again_where_one_of_their_files_changed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []

    def counted(root: Path, content: str, files: tuple[SourceFile, ...]) -> Shared:
        reads.append(root)
        return load_shared(root, content, files)

    monkeypatch.setattr("sitegen.load.load_shared", counted)
    first = built(site).problems
    with open(site / "content/articles/a.md", "a", encoding="utf-8") as article:
        article.write("\n又添了一段话。\n")
    assert built(site).problems == first
    assert len(reads) == 1
    glossary = site / "content/glossary/terms.yaml"
    glossary.write_text(glossary.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    assert built(site).problems == first
    assert len(reads) == 2


def test_the_date_of_feeds_without_entries_is_that_of_source_date_epoch(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "content/articles/a.md").unlink()
    (site / "content/articles/b.md").unlink()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    built(site)
    assert b"<updated>2023-11-14T22:13:20Z</updated>" in pages(site)["feed.xml"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    built(site)
    assert b"<updated>2020-09-13T12:26:40Z</updated>" in pages(site)["feed.xml"]


def test_every_name_of_an_outlet_leads_to_its_page(site: Path) -> None:
    replace_in(site / "content/articles/a.md", "relays: [路透社]", "relays: [路透社, 示例電訊]")
    replace_in(site / "content/articles/b.md", "{publisher: Example Wire}", "{publisher: Reuters, relays: [示例电讯]}")
    with (site / "content/glossary/terms.yaml").open("a", encoding="utf-8") as glossary:
        glossary.write("- {id: reuters, category: media, names: {en: [Reuters], zh-Hans: [路透社]}}\n")
    built(site)
    found = pages(site)
    assert b'<a href="../sources/reuters.html">' in found["articles/a.html"]
    assert b'<a href="../sources/reuters.html">' in found["articles/b.html"]
    assert b'<a href="../sources/shi-li-dian-xun.html">' in found["articles/a.html"]
    assert b'<a href="../sources/shi-li-dian-xun.html">' in found["articles/b.html"]
