"""The development captures with their labels, as digests: cleaned by hand, annotated and linked by program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sitegen.annotate import annotate_blocks, compile_glossary
from sitegen.figures import find_figures
from sitegen.link import Digest, digest
from sitegen.load import read_glossaries
from sitegen.model import Article, Block, Relay
from tests.shared import shared

GLOSSARY = Path(__file__).parent.parent / "content" / "glossary"


@cache
def labels(name: str) -> Any:
    """A file of labels."""
    return json.loads(shared(f"golden/{name}").read_text(encoding="utf-8"))


@cache
def seed_digests() -> Mapping[str, Digest]:
    """Capture id → digest."""
    glossary = compile_glossary(read_glossaries(GLOSSARY)[0])
    dates = {name: each["date"] for name, each in labels("comparison-seeds.json")["seeds"].items()}
    found: dict[str, Digest] = {}
    for name, date in dates.items():
        gold = labels(f"{name}.json")
        lang = gold["lang"]
        blocks = tuple(
            Block(f"p{number}", "paragraph", text, figures=find_figures(text, lang, date))
            for number, text in enumerate(gold["paragraphs"])
        )
        article = Article(
            name,
            f"content/articles/{name}.md",
            gold["title"],
            lang,
            date,
            "printed",
            None,
            gold["publisher"],
            None,
            None,
            tuple(Relay(origin) for origin in gold["origins"] or ()),
            annotate_blocks(blocks, lang, glossary),
        )
        found[name] = digest(article, find_figures(gold["title"], lang, date))
    return found
