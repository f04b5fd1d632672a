"""The notes and terms of an article as W3C Web Annotations (`https://www.w3.org/TR/annotation-model/`)."""

from __future__ import annotations

from collections.abc import Callable

from sitegen.machines.form import address, in_edition, in_utf8, json_object, json_string
from sitegen.model import Block, Config, MarkKind, Note, Page, Prepared, Span
from sitegen.render.address import article_path, term_path
from sitegen.text import is_chinese

TERM = MarkKind.TERM

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
    here = address(config, path, path)
    begun = json_string(f"{here}#")[:-1]
    items: list[str] = []
    notes = {str(note.number): note for note in article.notes}
    terms: dict[str, str] = {}
    for block in article.blocks:
        target = _targets(source, block)
        for mark in block.marks:
            if mark.kind is TERM:
                if mark.target not in terms:
                    terms[mark.target] = json_object(_identifying(mark.target, path, config))
                said = terms[mark.target]
            elif mark.kind is MarkKind.NOTE and mark.target in notes:
                said = json_object(_note(notes[mark.target], article.lang))
            else:
                continue
            number = len(items) + 1
            items.append(f'{{"id":{begun}{number}","type":"Annotation",{said[1:-1]},"target":{target(mark.span)}}}')
    whole = json_object({"@context": "http://www.w3.org/ns/anno.jsonld", "id": here, "type": "AnnotationPage"})
    return Page(path, in_utf8(f'{whole[:-1]},"items":[{",".join(items)}]}}\n'))


def _identifying(term: str, path: str, config: Config) -> dict[str, object]:
    address_of_term = address(config, path, in_edition(config, config.editions[0], term_path(term)))
    body = {"type": "SpecificResource", "source": address_of_term, "purpose": "identifying"}
    return {"motivation": "identifying", "body": body}


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


def _targets(source: str, block: Block) -> Callable[[Span], str]:
    """Gives the JSON of the target for parts of a block.

    An article has dozens of targets that differ in the words and their place only, so the rest is written once.
    """
    text = block.text
    inside = f'{{"type":"FragmentSelector","conformsTo":"{FRAGMENTS}","value":{json_string(block.id)},"refinedBy":'
    quote = f'{{"source":{json_string(source)},"selector":[{inside}{{"type":"TextQuoteSelector","exact":'
    position = f'}}}},{inside}{{"type":"TextPositionSelector","start":'

    def target(span: Span) -> str:
        start, end = span
        before = f',"prefix":{json_string(text[max(0, start - CONTEXT) : start])}' if start else ""
        after = f',"suffix":{json_string(text[end : end + CONTEXT])}' if end < len(text) else ""
        return f'{quote}{json_string(text[start:end])}{before}{after}{position}{start},"end":{end}}}}}]}}'

    return target


FRAGMENTS = "http://tools.ietf.org/rfc/rfc3236"


def _edition_as_captured(config: Config, lang: str) -> str:
    """An edition whose page shows the captured characters."""
    if lang in config.editions or not is_chinese(lang):
        return lang if lang in config.editions else config.editions[0]
    return next((edition for edition in config.editions if not is_chinese(edition)), config.editions[0])
