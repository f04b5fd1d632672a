"""Quality floors of figure reading on the development data: F1 per language and kind, and the figures of the seeds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sitegen.figures import find_figures, inspect_figures
from sitegen.model import Figure
from tests.shared import score, shared

FLOORS = {
    "zh": {"money": 1.0, "percent": 0.96, "duration": 1.0, "range": 0.96, "date": 0.92, "count": 0.95},
    # Two of ten German cases of money want the English name of a currency where here its ISO code stands; one of eight
    # lengths wants 123,45 seconds as 123.
    "de": {"money": 0.80, "percent": 1.0, "duration": 0.87, "range": 1.0, "date": 1.0, "count": 0.95},
    "en": {"money": 1.0, "percent": 1.0, "duration": 0.94, "range": 0.96, "date": 0.97, "count": 0.94},
}
KINDS_ASKED = ("money", "percent", "duration", "range", "date", "count")


def answers(cases: Path, output: Path) -> None:
    """Writes what `inspect figures` says of a file of cases."""
    lang = "zh-Hans" if cases.name.startswith("zh") else cases.name[:2]
    lines = [
        json.dumps({"id": case["id"], "lang": lang, "text": case["input"], "date": case.get("reference_date")})
        for case in json.loads(cases.read_text(encoding="utf-8"))
    ]
    output.write_text("".join(json.dumps(row) + "\n" for row in inspect_figures(lines)), encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "de", "en"])
@pytest.mark.parametrize("kind", KINDS_ASKED)
def test_development_figures_reach_their_floor(lang: str, kind: str, tmp_path: Path) -> None:
    cases = shared(f"figures/{lang}-{kind}.json")
    floor = FLOORS[lang][kind]
    answers(cases, tmp_path / "out.jsonl")
    result = score("score_figures.py", cases, tmp_path / "out.jsonl", "--min-f1", str(floor))
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("lang", ["zh", "de", "en"])
def test_calendar_dates_reach_their_floor(lang: str, tmp_path: Path) -> None:
    cases = shared(f"figures/{lang}-date.json")
    answers(cases, tmp_path / "out.jsonl")
    result = score("score_figures.py", cases, tmp_path / "out.jsonl", "--calendar", "--min-f1", "0.95")
    assert result.returncode == 0, result.stdout


KINDS = {"duration": {"duration", "daterange"}, "date": {"date", "period", "daterange"}, "count": {"count", "number"},
         "ratio": {"ratio", "number"}}  # fmt: skip


def seeds() -> tuple[dict[str, Any], dict[tuple[str, int], tuple[str, tuple[Figure, ...]]]]:
    """The labelled figures of the seeds, and what is found in each of their paragraphs (-1: the title)."""
    labels = json.loads(shared("golden/figures-seeds.json").read_text(encoding="utf-8"))
    dates = json.loads(shared("golden/comparison-seeds.json").read_text(encoding="utf-8"))["seeds"]
    read = {}
    for path in sorted(shared("golden").glob("0*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        date = article.get("published") or dates[path.stem]["date"]
        for place, text in enumerate([article["title"], *article["paragraphs"]], -1):
            read[path.stem, place] = (text, find_figures(text, article["lang"], date))
    return labels, read


def close(got: object, wanted: object) -> bool:
    if isinstance(got, int | float) and isinstance(wanted, int | float):
        return got == pytest.approx(wanted)
    return got == wanted


def test_of_the_seeds_figures_nearly_all_have_the_right_value() -> None:
    labels, read = seeds()
    wanted = [label for label in labels["figures"] if label["paragraph"] is not None]
    wrong = []
    for label in wanted:
        figures = [
            figure
            for figure in read[label["seed"], label["paragraph"]][1]
            if figure.start < label["end"] and label["start"] < figure.end
            and figure.kind in KINDS.get(label["kind"], {label["kind"]})
        ]  # fmt: skip
        ends_matter = label["kind"] != "date"
        if not any(
            close(figure.value, label["value"])
            and (not ends_matter or (close(figure.low, label["low"]) and close(figure.high, label["high"])))
            for figure in figures
        ):
            wrong.append(f"{label['seed'][:3]} {label['text']} {label['value']} {label['low']} {label['high']}")
    assert len(wrong) <= 0.05 * len(wanted), wrong


def test_what_the_seeds_must_not_have_as_figures_is_none() -> None:
    labels, read = seeds()
    wrong = []
    for seed, texts in labels["must_not_be_figures"].items():
        for (name, _), (text, figures) in read.items():
            for never in texts if name == seed else ():
                start = text.find(never)
                if start >= 0:
                    wrong += [f.text for f in figures if f.start < start + len(never) and start < f.end]
    assert wrong == []
