"""Labelled tellings of events as articles, and how well groups of articles match the labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from sitegen.figures import find_figures
from sitegen.link import Digest, digest
from sitegen.model import Article, Block

CASES = Path(__file__).parent / "cases" / "link"
RECORD = re.compile(r"^-- (\S+) (\S+) (\S+) (\S+)\n(.+)\n((?:(?!-- ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Telling:
    """A short article, and the event it tells."""

    slug: str
    lang: str
    date: str
    event: str
    title: str
    text: str

    def article(self) -> Article:
        blocks = tuple(
            Block(f"p{number}", "paragraph", text, figures=find_figures(text, self.lang, self.date))
            for number, text in enumerate(self.text.split("\n"))
            if text.strip()
        )
        return Article(
            self.slug,
            f"content/articles/{self.slug}.md",
            self.title,
            self.lang,
            self.date,
            "editor",
            None,
            None,
            None,
            None,
            (),
            blocks,
        )

    def digest(self) -> Digest:
        return digest(self.article(), find_figures(self.title, self.lang, self.date))


def own_tellings(name: str) -> list[Telling]:
    """The tellings of a file of `cases/link/`: `-- id lang date event`, a title, a text."""
    text = (CASES / name).read_text(encoding="utf-8") + "\n"
    return [
        Telling(slug, lang, date, event, title, body.strip())
        for slug, lang, date, event, title, body in RECORD.findall(text)
    ]


def shared_tellings(folder: Path) -> list[Telling]:
    """The development records, one JSON file each."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return [
        Telling(
            each["id"],
            {"zh": "zh-Hans"}.get(each["lang"], each["lang"]),
            each["date"],
            each["event"],
            each["title"] or each["text"][:60],
            each["text"],
        )
        for each in found
    ]


def pair_f1(tellings: Sequence[Telling], groups: Iterable[Iterable[str]], *, across: bool = False) -> float:
    """F1 over pairs of articles that belong together; with `across` only pairs of two languages (scripts are one)."""
    linked = {frozenset(pair) for group in groups for pair in combinations(sorted(set(group)), 2)}
    hit = told = gold = 0
    for one, other in combinations(tellings, 2):
        if across and one.lang[:2] == other.lang[:2]:
            continue
        same, together = one.event == other.event, frozenset((one.slug, other.slug)) in linked
        hit, told, gold = hit + (same and together), told + together, gold + same
    return 2 * hit / (told + gold) if told + gold else 1.0
