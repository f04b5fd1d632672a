"""Notes find their quote in the cleaned text, in either script, and say so when they cannot."""

from __future__ import annotations

import pytest

from sitegen.anchor import anchor_notes
from sitegen.diagnostics import Problem
from sitegen.frontmatter import read_front_matter
from sitegen.model import Block, Capture, CleanBlock, MarkKind, Note, Piece
from sitegen.parse import parse

BODY = (
    "评价认为他们的性能比最新技术落后1-2年。进入中国企业的资金只有20亿美元。\n"
    "另一家机构说，模型落后美国3到6个月，芯片落后一到两年。\n"
    "资金只有20亿美元的说法后来被改正。\n"
)


def anchored(notes: str) -> tuple[list[str], tuple[Note, ...], tuple[Problem, ...]]:
    """Marked texts in order, the notes, and the problems, for notes in YAML over the text above."""
    text = f"---\nnotes:\n{notes}---\n{BODY}"
    read = read_front_matter("content/articles/a.md", text)
    assert read.problems == ()
    capture = Capture("a", "content/articles/a.md", text, read.body, read.front, read.lines)
    blocks: list[CleanBlock] = []
    at = 0
    for line in BODY.splitlines():
        blocks.append(CleanBlock("paragraph", line, (Piece(0, len(line), at, at + len(line)),)))
        at += len(line) + 1
    marked, found, problems = anchor_notes(capture, parse(blocks))
    texts = [_text(block, mark.span) for block in marked for mark in block.marks if mark.kind is MarkKind.NOTE]
    return texts, found, problems


def _text(block: Block, span: tuple[int, int]) -> str:
    return block.text[span[0] : span[1]]


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        ("落后1-2年", ["落后1-2年"]),
        ("落後 1-2 年", ["落后1-2年"]),
        ("ＡＩ落后", []),
        ("20亿美元。另一家机构", ["20亿美元。", "另一家机构"]),
    ],
    ids=["exact", "other script and spaces", "not there", "over a paragraph border"],
)
def test_quotes_are_found_folded(quote: str, marked: list[str]) -> None:
    assert anchored(f"- quote: {quote}\n  note: N\n")[0] == marked


def test_a_quote_found_twice_asks_which_one() -> None:
    texts, _, problems = anchored("- quote: 20亿美元\n  note: N\n")
    assert texts == []
    assert (problems[0].code, problems[0].line, problems[0].column) == ("quote-ambiguous", 3, 10)
    assert problems[0].message == "this quote stands 2 times in the article (lines 6, 8)"
    assert problems[0].hint == "say which one: prefix: “业的资金只有”"
    texts, _, problems = anchored("- quote: 20亿美元\n  prefix: 企业的资金只有\n  note: N\n")
    assert (texts, problems) == (["20亿美元"], ())
    texts, _, _ = anchored("- quote: 20亿美元\n  suffix: 的说法\n  note: N\n")
    assert texts == ["20亿美元"]


def test_a_quote_that_is_gone_names_the_nearest_passage() -> None:
    _, _, problems = anchored("- quote: 模型落后美国9个月\n  note: N\n")
    assert problems[0].code == "quote-not-found"
    assert problems[0].hint == "closest: “模型落后美国3到6个月”, line 7"


def test_a_long_quote_follows_a_small_change_with_a_warning() -> None:
    quote = "另一家机构说，模型落后美国三到6个月，芯片落后一到两年"
    texts, _, problems = anchored(f"- quote: {quote}\n  note: N\n")
    assert texts == ["另一家机构说，模型落后美国3到6个月，芯片落后一到两年"]
    assert [(problem.code, problem.severity.word) for problem in problems] == [("quote-changed", "warning")]


def test_notes_are_numbered_in_reading_order() -> None:
    _, notes, _ = anchored(
        "- quote: 一到两年\n  note: second\n- quote: 落后1-2年\n  note: first\n- quote: 3到6个月\n  note: mid\n"
    )
    assert [(note.number, note.text) for note in notes] == [
        (1, "first"), (2, "mid"), (3, "second"),
    ]  # fmt: skip
