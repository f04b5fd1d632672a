"""Whole sites in one string: `-- content/articles/a.md --` begins a file."""

from __future__ import annotations

import re
from pathlib import Path

from sitegen.build import Options, Outcome, build
from sitegen.publish import scan

FILE = re.compile(r"^-- (\S+) --\n", re.MULTILINE)

# ruff: noqa: E501
SMALL = """\
-- sitegen.toml --
title = "Probe"
-- content/articles/a.md --
---
title: 中国模型仅落后美国不到半年
lang: zh-Hans
published: 2025-06-11
source: {publisher: 示例资讯网, relays: [路透社]}
notes:
- quote: 3到6个月
  note: 白宫后来说，这指的是**模型**，不是芯片。
  by: hl
---
据路透社10日报道，美国白宫人工智能(AI)事务负责人戴维·萨克斯当天表示，中国在大型语言模型（LLM）领域仅落后美国3到6个月，并警告不要过度监管产业。

美国商务部2023年10月17日公布新规，英伟达的A800芯片也被列入出口管制。白宫随后解释称，中国在芯片性能方面比美国落后一到两年。
-- content/articles/b.md --
---
title: Export Controls on AI Chips Tightened Again
lang: en
published: 2023-10-18
source: {publisher: Example Wire}
---
The US Commerce Department on October 17, 2023 issued new rules that bar Nvidia's A800 chip from being sold to China, officials said.

Analysts at a research firm said Chinese large language models (LLMs) were at least one year behind those of the United States.
-- content/glossary/terms.yaml --
- id: llm
  names: {any: [LLM], en: [large language model], zh-Hans: [大型语言模型], zh-Hant: [大型語言模型], de: [groß~ Sprachmodell~]}
  definition: {zh-Hans: 用大量文本训练的模型。, zh-Hant: 以大量文字訓練的模型。, en: A model trained on much text., de: Ein mit viel Text trainiertes Modell.}
  sources: [Handbook]
- id: a800
  category: chip
  names: {any: [A800]}
  definition: {zh-Hans: 英伟达的一种芯片。, zh-Hant: 輝達的一種晶片。, en: A chip by Nvidia., de: Ein Chip von Nvidia.}
  sources: [Handbook]
-- content/events/controls-2023.md --
---
id: controls-2023
date: 2023-10-17
names: {zh-Hans: 美国扩大芯片出口管制, zh-Hant: 美國擴大晶片出口管制, en: US widens chip export controls, de: USA weiten Chip-Exportkontrollen aus}
terms: [a800]
---
New rules.
"""


def lay_out(folder: Path, text: str) -> Path:
    """Writes the files of a site and returns its folder."""
    parts = FILE.split(text)
    for name, content in zip(parts[1::2], parts[2::2], strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def built(folder: Path) -> Outcome:
    """Builds the site in a folder."""
    return build(folder, Options(jobs=1))


def pages(folder: Path) -> dict[str, bytes]:
    """Every file of a built site."""
    site = folder / "build" / "site"
    return {path: (site / path).read_bytes() for path in sorted(scan(site))}
