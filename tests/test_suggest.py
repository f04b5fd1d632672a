"""`sitegen suggest`: what nobody confirmed, with the line that confirms it, and words without an entry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitegen.cli import main
from sitegen.scaffold import new_site
from sitegen.suggest import suggest

GERMAN = """\
---
lang: de
published: 2024-05-07
---
Maschine weist den Weg

Am Montag hat eine Bibliothek in China ein großes Sprachmodell in Betrieb genommen, das ihre Leser führt.

Gebaut hat es Brückner Systeme aus Mainz. Brückner Systeme liefert auch die beiden Grafikprozessoren.

Die Anlage hat 120.000 Yuan gekostet. Brückner Systeme will sie in weitere Häuser bringen.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    new_site(folder)
    sample = folder / "content/articles/2024-05-06-library-guide.md"
    text = sample.read_text(encoding="utf-8")
    assert "events: [library-guide-2024]\n" in text
    sample.write_text(text.replace("events: [library-guide-2024]\n", ""), encoding="utf-8")
    (folder / "content/articles/wegweiser.md").write_text(GERMAN, encoding="utf-8")
    return folder


def test_an_event_is_suggested_with_its_reasons_and_the_line_that_confirms_it(root: Path) -> None:
    found = suggest(root, "events")
    assert found.terms is None
    assert found.events is not None
    first = found.events[0]
    assert (first.event, first.described, first.add) == ("library-guide-2024", True, "events: [library-guide-2024]")
    assert "content/articles/2024-05-06-library-guide.md" in first.articles
    assert "term llm" in first.because


def test_what_an_editor_confirmed_is_not_suggested(root: Path) -> None:
    for path in (root / "content/articles").iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("---\n", "---\nevents: [library-guide-2024]\n", 1), encoding="utf-8")
    assert [each.event for each in suggest(root, "events").events or ()] == []


def test_a_word_that_recurs_and_has_no_entry_is_suggested(root: Path) -> None:
    found = suggest(root, "terms")
    assert found.events is None
    assert [(each.text, each.count) for each in found.terms or ()] == [("Brückner Systeme", 3)]


def test_the_command_prints_lines_or_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root), "suggest", "--format", "json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert [each["text"] for each in value["terms"]] == ["Brückner Systeme"]
    assert value["events"][0]["add"] == "events: [library-guide-2024]"
    assert main(["--root", str(root), "suggest"]) == 0
    text = capsys.readouterr().out
    assert "term   Brückner Systeme" in text
    assert "add `events: [library-guide-2024]` to" in text


def test_nothing_to_suggest_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_site(tmp_path / "site")
    assert main(["--root", str(tmp_path / "site"), "suggest", "events"]) == 0
    assert capsys.readouterr().out == "nothing to suggest\n"
