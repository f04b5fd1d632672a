"""Showing what cleaning did: as JSON for scripts, as struck-through text for a terminal."""

from __future__ import annotations

import re
from pathlib import Path

from sitegen.clean.cleaning import clean, removed
from sitegen.diagnostics import visible
from sitegen.model import Cleaned
from sitegen.patterns import late

FRONT_MATTER = late(r"\A---[ \t]*\r?\n(?:(?!---[ \t]*\r?$).*\r?\n)*?---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
RED, GREEN, PLAIN = "\x1b[31;9m", "\x1b[32m", "\x1b[0m"
FAINT = "\x1b[2m"


def inspect(path: Path) -> dict[str, object]:
    """What `sitegen inspect clean` prints for a file: bytes read as UTF-8, front matter skipped, `id` the file's stem.

    Raises OSError where the file cannot be read and UnicodeDecodeError where it is not UTF-8.
    """
    text = path.read_bytes().decode("utf-8-sig")
    front = FRONT_MATTER.match(text)
    cleaned = clean(text[front.end() :] if front else text)
    return {"id": path.stem, **as_json(cleaned)}


def as_json(cleaned: Cleaned) -> dict[str, object]:
    """A cleaned capture as plain values, in the form that `sitegen inspect clean` prints."""
    paragraphs: list[str] = []
    headings: list[dict[str, object]] = []
    for block in cleaned.blocks:
        if block.kind == "heading":
            headings.append({"index": len(paragraphs), "text": block.text})
        else:
            paragraphs.append(block.text)
    facts = cleaned.facts
    return {
        "title": facts.title,
        "lang": facts.lang,
        "published": facts.published,
        "publisher": facts.publisher,
        "origins": list(facts.origins),
        "byline": facts.byline,
        "paragraphs": paragraphs,
        "headings": headings,
        "removed": [
            {"text": cleaned.capture[edit.span.start : edit.span.end].strip(), "kind": edit.kind}
            for edit in removed(cleaned)
            if edit.rule != "title" and cleaned.capture[edit.span.start : edit.span.end].strip()
        ],
    }


def explain(cleaned: Cleaned, *, colour: bool) -> str:
    """The capture for a terminal, each edit with the name of its rule.

    In colour removals are struck through in red, repairs green; without colour they stand in `[-…-]` and `{+…+}`.
    """
    parts: list[str] = []
    position = 0
    for edit in cleaned.edits:
        parts.append(_shown(cleaned.capture[position : edit.span.start]))
        position = edit.span.end
        if edit.kind == "layout":
            parts.append(_shown(cleaned.capture[edit.span.start : edit.span.end]))
            continue
        gone, repaired = _shown(cleaned.capture[edit.span.start : edit.span.end]), _shown(edit.replacement)
        if colour:
            parts.append(f"{RED}{gone}{PLAIN}" if gone else "")
            parts.append(f"{GREEN}{repaired}{PLAIN}" if repaired else "")
            parts.append(f"{FAINT}‹{edit.rule}›{PLAIN}")
        else:
            parts.append(f"[-{gone}-]" if gone else "")
            parts.append(f"{{+{repaired}+}}" if repaired else "")
            parts.append(f"‹{edit.rule}›")
    parts.append(_shown(cleaned.capture[position:]))
    return "".join(parts)


def _shown(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))
