"""A problem shows the place, the line, a caret under the right character, and the likely fix."""

from __future__ import annotations

import json

from sitegen.diagnostics import (
    Problem,
    Severity,
    did_you_mean,
    format_all,
    format_github,
    format_problem,
    position,
    problem_at,
    worst,
)  # fmt: skip


def test_the_caret_stands_under_the_right_han_character() -> None:
    text = "---\ntitle: 标题\nnotes:\n- quote: 落后一百年\n"
    message, hint = "this quote is not in the article", "closest: “落后1-2年”, line 21"
    problem = problem_at("content/a.md", text, text.index("落后"), "quote-not-found", message, length=5, hint=hint)
    assert format_problem(problem) == (
        "content/a.md:4:10: error: this quote is not in the article [quote-not-found]\n"
        "    4 | - quote: 落后一百年\n"
        "                 ^^^^^^^^^^\n"
        "      = hint: closest: “落后1-2年”, line 21"
    )
    line, caret = format_problem(problem).split("\n")[1:3]
    assert len(line.split("落")[0]) == len(caret) - len(caret.lstrip())


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "字" * 5000 + "X" + "字" * 5000
    shown = format_problem(problem_at("a.md", text, 5000, "c", "m")).split("\n")
    assert len(shown[1]) < 120
    assert "X" in shown[1]
    assert shown[1].startswith("    1 | …")


def test_characters_that_repaint_a_terminal_are_spelled_out() -> None:
    shown = format_problem(Problem("a.md", 1, 1, "c", "m", snippet="x\x1b[2J\u202ey"))
    assert "\x1b" not in shown
    assert "\\x1b[2J\\u202ey" in shown


def test_the_closest_known_word_is_offered() -> None:
    assert did_you_mean("publised", ["published", "title"]) == "did you mean «published»?"
    assert did_you_mean("xyz", ["title", "lang"]) == "known: lang, title"


def test_positions_count_from_one() -> None:
    assert position("a\nb字c", 0) == (1, 1)
    assert position("a\nb字c", 3) == (2, 2)


def test_a_pull_request_is_annotated() -> None:
    problem = Problem("content/a,b.md", 3, 7, "unknown-key", "50 % wrong\nhere", Severity.WARNING, hint="see: docs")
    assert format_github(problem) == (
        "::warning file=content/a%2Cb.md,line=3,col=7,title=unknown-key::50 %25 wrong%0Ahere (see: docs)"
    )


def test_programs_read_problems_as_json_sorted_by_place() -> None:
    problems = [Problem("b.md", 1, 1, "x", "later"), Problem("a.md", 2, 1, "y", "first")]
    rows = json.loads(format_all(problems, "json"))
    assert [(row["path"], row["code"]) for row in rows] == [("a.md", "y"), ("b.md", "x")]
    assert {row["severity"] for row in rows} == {"error"}
    assert worst(problems) is Severity.ERROR
    assert worst([]) is None
