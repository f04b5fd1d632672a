"""Block ids last; emphasis signs become marks and the text stays the captured words."""

from __future__ import annotations

from sitegen.model import CleanBlock, MarkKind, Piece
from sitegen.parse import parse, source_offset


def block(text: str, kind: str = "paragraph") -> CleanBlock:
    return CleanBlock(kind, text, (Piece(0, len(text), 100, 100 + len(text)),))


def test_an_id_depends_on_the_blocks_own_words_only() -> None:
    one = parse([block("第一段。"), block("大型語言模型 (LLM)")])
    other = parse([block("前面加了一段。"), block("第一段。"), block("大型语言模型（LLM）")])
    assert [each.id for each in one] == [each.id for each in other[1:]]
    assert one[0].id.startswith("p-")


def test_equal_blocks_are_numbered() -> None:
    first, second = parse([block("同样的话。"), block("同样的话。")])
    assert second.id == f"{first.id}-2"


def test_emphasis_and_code_become_marks_and_offsets_lead_back() -> None:
    text = "约有 40 种大型语言模型（*LLM*）获批，运行 `nvidia-smi` 可见 **结果**。"
    parsed = parse([block(text)])[0]
    assert parsed.text == "约有 40 种大型语言模型（LLM）获批，运行 nvidia-smi 可见 结果。"
    assert [(mark.kind, parsed.text[mark.span.start : mark.span.end]) for mark in parsed.marks] == [
        (MarkKind.EMPHASIS, "LLM"), (MarkKind.CODE, "nvidia-smi"), (MarkKind.STRONG, "结果"),
    ]  # fmt: skip
    for word in ("LLM", "nvidia-smi", "结果", "可见"):
        assert source_offset(parsed, parsed.text.index(word)) == 100 + text.index(word)


def test_signs_that_are_not_emphasis_stay() -> None:
    assert parse([block("3 * 4 * 5 = 60，f(*args)")])[0].text == "3 * 4 * 5 = 60，f(*args)"


def test_a_fenced_block_keeps_its_language() -> None:
    code = parse([block("```python\nprint(1)\n```", "code")])[0]
    assert (code.kind, code.info, code.text) == ("code", "python", "print(1)")
