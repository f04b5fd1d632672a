"""What goes into the cache comes back the same."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from sitegen.load import read_capture
from sitegen.model import Figure, Mark, MarkKind, Prepared, Span, Term
from sitegen.newsroom import brief
from sitegen.pickling import pickled
from sitegen.prepare import Result, desk, prepare

ZH = """---
title: 芯片厂商扩产
lang: zh-Hans
published: 2024-05-06
source: {publisher: 示例日报}
notes:
- quote: 投资约12亿元
  note: 原文如此。
---
# 扩产

某公司表示，人工智能芯片的产量将在2026年之前提高三成，投资约12亿元。头发发白的工程师说：“还要等等。”

```
code
```

里程数据显示，**去年**共有1824艘船通过，比上一年同期少31%。
"""
EMPTY = "---\ntitle: T\nlang: en\n---\nOne.\n"
TERMS: tuple[Term, ...] = ()


def prepared(text: str) -> Result:
    capture, problems = read_capture("content/articles/a.md", text)
    assert not problems
    return prepare(capture, desk(TERMS, {}))


@pytest.mark.parametrize("text", [ZH, EMPTY])
def test_an_article_comes_back_as_it_was(text: str) -> None:
    result = prepared(text)
    assert result.prepared
    assert result.digest
    for value in (result.prepared, brief(result.prepared), result.prepared.card, result.digest):
        again = pickle.loads(pickled(value))
        assert again == value
        assert repr(again) == repr(value)  # of the same types throughout


def test_what_both_scripts_share_is_kept_once() -> None:
    made: Prepared | None = prepared(ZH).prepared
    assert made
    again: Prepared = pickle.loads(pickled(made))
    assert again.variants["zh-Hans"].blocks is again.article.blocks
    assert again.variants["zh-Hant"].blocks[1].pieces is again.article.blocks[1].pieces


def test_a_variant_need_not_follow_the_article() -> None:
    made = prepared(ZH).prepared
    assert made
    marks = (Mark(Span(0, 1), MarkKind.TERM, "x"),)
    block = replace(made.article.blocks[0], marks=marks, figures=(Figure(0, 1, "1", "number", 1, None),))
    for blocks in ((), (block,), (block, *made.article.blocks[1:])):
        odd = replace(made, variants={"zh-Hans": replace(made.variants["zh-Hans"], blocks=blocks)})
        assert pickle.loads(pickled(odd)) == odd
    other = replace(made, cleaned=replace(made.cleaned, capture="another text"))
    assert pickle.loads(pickled(other)) == other
