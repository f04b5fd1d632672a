"""Whatever stands at the head of a file: a value and problems with their places, never a crash."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.frontmatter import read_front_matter

MARKS = """--- ... ] { } &a *a ' " ? | > - # &a:""".split()
PIECES = st.sampled_from(
    [*MARKS, "---\n", "\n", "  ", "\t", ": ", "title: ", "lang: zh-Hans\n", "notes:\n", "- quote: ", "  note: ",
     "events: [", "!!python/object:os.system ", "<<: *a\n", "中国", "„Zitat“", "\x00", "\ufeff",
     "published: 2024-02-30\n", "terms: {mark: {AI: ai}}\n", "\u202e", "\ud800"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_any_head_gives_problems_inside_the_file(text: str, headed: bool) -> None:
    whole = "---\n" + text if headed else text
    read = read_front_matter("content/articles/a.md", whole)
    assert 0 <= read.body <= len(whole)
    for problem in read.problems:
        assert problem.path == "content/articles/a.md"
        assert 0 <= problem.line <= whole.count("\n") + 1
        assert problem.message


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_a_capture(text: str) -> None:
    read = read_front_matter("content/articles/a.md", text)
    assert text[read.body :] == text or text.lstrip("\ufeff").startswith("---") or read.problems


@pytest.mark.parametrize(
    "head",
    [
        "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n",
        "title: !!python/object/apply:os.system [id]\n",
        "title: " + "[" * 5000 + "\n",
        "title: " + "{a: " * 5000 + "\n",
        "title: x\ntitle: y\n",
    ],
    ids=["bomb of aliases", "tag", "deep list", "deep mapping", "doubled key"],
)
def test_bombs_tags_and_depth_are_refused_at_once(head: str) -> None:
    started = time.process_time()
    read = read_front_matter("content/articles/a.md", f"---\n{head}---\nText\n")
    assert any(problem.severity == 2 for problem in read.problems)
    assert time.process_time() - started < 2


def test_half_a_character_is_a_problem_with_its_line() -> None:
    read = read_front_matter("content/articles/a.md", "---\nlang: de\ntitle: \ud800\n---\nText")
    assert [(problem.line, problem.code) for problem in read.problems] == [(3, "broken-yaml")]
