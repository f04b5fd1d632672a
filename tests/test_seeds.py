"""The development captures go through import and build unchanged: five articles in four editions."""

from __future__ import annotations

import io
import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from sitegen.build import Options, Outcome, build
from sitegen.importing import import_files
from tests.seeds import labels
from tests.shared import shared
from tests.sites import pages

CONTENT = Path(__file__).resolve().parents[1] / "content"
SHARED_EVENTS = {
    "us-chip-controls-2022-10": "us-chip-controls-2022-10",
    "us-chip-controls-2023-10-17": "us-chip-controls-2023-10-17",
    "china-llm-approvals": "china-llm-approvals",
}
"""Our event → the labelled one."""


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """A site with our glossary and events, into which the captures were imported."""
    folder = tmp_path_factory.mktemp("seeds")
    for part in ("glossary", "events"):
        shutil.copytree(CONTENT / part, folder / "content" / part)
    for capture in sorted(shared("seeds").glob("*.txt")):
        told = import_files(
            folder / "content", [str(capture)], io.BytesIO(), datetime(2026, 1, 1), slug=slug(capture.stem)
        )
        assert told.failures == ()
        kept = next((folder / "content/articles").glob(f"{slug(capture.stem)}.*")).read_bytes()
        assert kept.endswith(capture.read_bytes())
    return folder, build(folder, Options(jobs=1, cache=False))


def slug(name: str) -> str:
    return f"s{name[:3]}"


def test_five_articles_in_four_editions(seeds: tuple[Path, Outcome]) -> None:
    folder, outcome = seeds
    assert outcome.published
    assert [problem.message for problem in outcome.problems if problem.severity > 0] == []
    found = pages(folder)
    for edition in ("", "zh-hant/", "en/", "de/"):
        for number in range(5):
            page = found[f"{edition}articles/s00{number}.html"].decode()
            assert len(re.findall(r'role="doc-glossref"', page)) >= 8


def test_shared_events_link_the_right_articles_across_languages(seeds: tuple[Path, Outcome]) -> None:
    folder, _ = seeds
    found = pages(folder)
    told = {
        each["id"]: {slug(mention["seed"]) for mention in each["mentions"]}
        for each in labels("events-seeds.json")["events"]
    }
    for ours, theirs in SHARED_EVENTS.items():
        page = found[f"en/events/{ours}.html"].decode()
        assert set(re.findall(r'href="\.\./articles/(s00\d)\.html', page)) == told[theirs]


def test_comparisons_are_filled(seeds: tuple[Path, Outcome]) -> None:
    folder, outcome = seeds
    assert outcome.summary["comparisons"] >= 3
    page = pages(folder)["en/compare/china-us-ai-gap.html"].decode()
    assert "落后1-2年" in re.sub(r"<[^>]+>", "", page)


def test_both_scripts_of_a_capture_show_its_words(seeds: tuple[Path, Outcome]) -> None:
    found = pages(seeds[0])
    assert "人工智能(AI)开发计划" in re.sub(r"<[^>]+>", "", found["articles/s000.html"].decode())
    assert "人工智慧(AI)開發計劃" in re.sub(r"<[^>]+>", "", found["zh-hant/articles/s000.html"].decode())
    assert "大型語言模型(LLM)" in re.sub(r"<[^>]+>", "", found["zh-hant/articles/s004.html"].decode())


def test_outlets_quoted_in_passing_are_listed_with_their_sentence(seeds: tuple[Path, Outcome]) -> None:
    page = pages(seeds[0])["en/articles/s001.html"].decode()
    quoted = r'<span class="role">quoted in the text</span> <a[^>]*>([^<]+)</a>: <a href="#p-[^"]+"><q'
    listed = re.findall(quoted, page)
    assert "New York Times" in listed
    assert "South China Morning Post" in listed
