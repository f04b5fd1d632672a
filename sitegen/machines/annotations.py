"""The notes and terms of an article as W3C Web Annotations (`https://www.w3.org/TR/annotation-model/`)."""

from __future__ import annotations

from sitegen.machines.form import address, in_edition, json_text
from sitegen.model import Block, Config, Mark, MarkKind, Note, Page, Prepared
from sitegen.render.address import article_path, term_path
from sitegen.text import is_chinese

CONTEXT = 32
"""Characters before and after a quote that tell it from the same words elsewhere in the block."""

PURPOSES = {"context": "commenting", "correction": "editing", "dispute": "assessing", "translation": "describing"}
"""Motivation of the Web Annotation vocabulary for each kind of note."""


def annotation_page(prepared: Prepared, config: Config) -> Page:
    """`annotations/<slug>.json`: an `AnnotationPage` over the text as it was captured.

    A target is a block of the article's page (by fragment), in it the quoted words (TextQuoteSelector) and, as a second
    way to the same place, their offsets in code points (TextPositionSelector). The page is that of an edition which
    shows the captured script.
    """
    article = prepared.article
    path = f"annotations/{article.slug}.json"
    page = in_edition(config, _edition_as_captured(config, article.lang), article_path(article.slug))
    source = address(config, path, page)
    items: list[dict[str, object]] = []
    notes = {str(note.number): note for note in article.notes}
    for block in article.blocks:
        for mark in block.marks:
            if mark.kind is MarkKind.NOTE and mark.target in notes:
                items.append(_note(notes[mark.target], article.lang) | _target(source, block, mark))
            elif mark.kind is MarkKind.TERM:
                term = address(config, path, in_edition(config, config.editions[0], term_path(mark.target)))
                body = {"type": "SpecificResource", "source": term, "purpose": "identifying"}
                items.append({"motivation": "identifying", "body": body} | _target(source, block, mark))
    here = address(config, path, path)
    numbered = [{"id": f"{here}#{number}", "type": "Annotation"} | item for number, item in enumerate(items, 1)]
    whole = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": here,
        "type": "AnnotationPage",
        "items": numbered,
    }
    return Page(path, (json_text(whole) + "\n").encode())


def _note(note: Note, article_lang: str) -> dict[str, object]:
    purpose = PURPOSES.get(note.kind, "commenting")
    annotation: dict[str, object] = {
        "motivation": purpose,
        "body": {
            "type": "TextualBody",
            "value": note.text,
            "format": "text/markdown",
            "language": note.lang or article_lang,
            "purpose": purpose,
        },
    }
    if note.by:
        annotation["creator"] = {"type": "Person", "name": note.by}
    if note.date:
        annotation["created"] = note.date if "T" in note.date else f"{note.date}T00:00:00Z"
    return annotation


def _target(source: str, block: Block, mark: Mark) -> dict[str, object]:
    start, end = mark.span
    quote: dict[str, object] = {"type": "TextQuoteSelector", "exact": block.text[start:end]}
    if start:
        quote["prefix"] = block.text[max(0, start - CONTEXT) : start]
    if end < len(block.text):
        quote["suffix"] = block.text[end : end + CONTEXT]
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"target": {"source": source, "selector": [_in_block(block, quote), _in_block(block, position)]}}


def _in_block(block: Block, selector: dict[str, object]) -> dict[str, object]:
    return {
        "type": "FragmentSelector",
        "conformsTo": "http://tools.ietf.org/rfc/rfc3236",
        "value": block.id,
        "refinedBy": selector,
    }


def _edition_as_captured(config: Config, lang: str) -> str:
    """An edition whose page shows the captured characters."""
    if lang in config.editions or not is_chinese(lang):
        return lang if lang in config.editions else config.editions[0]
    return next((edition for edition in config.editions if not is_chinese(edition)), config.editions[0])
