"""`sitegen check` says what an editor may want to look at, though nothing is wrong."""

from __future__ import annotations

from pathlib import Path

from sitegen.build import Options, build
from sitegen.diagnostics import Severity
from tests.sites import SMALL, lay_out


def notes(folder: Path, more: str) -> list[tuple[str, str]]:
    lay_out(folder, SMALL + more)
    outcome = build(folder, Options(jobs=1, cache=False, check_only=True))
    assert all(problem.severity is Severity.NOTE for problem in outcome.problems)
    return [(problem.code, problem.message) for problem in outcome.problems]


def test_a_term_that_no_article_names(tmp_path: Path) -> None:
    found = notes(tmp_path, "-- content/glossary/more.yaml --\n- id: euv\n  names: {any: [EUV]}\n" + DEFINED)
    assert ("term-unused", "no article names «euv»") in found


def test_a_short_chinese_name_whose_border_is_doubtful(tmp_path: Path) -> None:
    term = (
        "-- content/glossary/more.yaml --\n- id: qualcomm\n  category: company\n  names: {zh-Hans: [高通]}\n" + DEFINED
    )
    article = (
        "-- content/articles/c.md --\n---\ntitle: 通胀与芯片\nlang: zh-Hans\npublished: 2024-01-01\n---\n"
        "央行认为这会提高通胀水平，高通公司对此没有发表评论，但它在财报里提到了同样的风险。\n"
    )
    found = [message for code, message in notes(tmp_path, term + article) if code == "doubtful-border"]
    assert found[0].startswith("«高通» is not marked as the term «qualcomm», but «")
    assert "提高" in found[0]


def test_a_conversion_on_which_two_converters_differ(tmp_path: Path) -> None:
    article = (
        "-- content/articles/c.md --\n---\ntitle: 街头的人\nlang: zh-Hans\npublished: 2024-01-01\n---\n"
        "记者余明在街头发生冲突之后采访了几位居民，他们说并不知道新规则已经开始实行。\n"
    )
    found = [message for code, message in notes(tmp_path, article) if code == "conversion-doubtful"]
    assert all("another converter writes" in message for message in found)
    assert found


DEFINED = "  definition: {zh-Hans: 一。, zh-Hant: 一。, en: One., de: Eins.}\n  sources: [Handbook]\n"
