"""JSON Schema (draft 2020-12) of what editors write, from the very key tables that the readers use.

Common editors complete and check a file by it: VS Code with its YAML extension, and all that speak to
yaml-language-server, by a first line `# yaml-language-server: $schema=…`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sitegen import config, frontmatter, load
from sitegen.model import EDITIONS

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LANGUAGE = r"^(?!zh$)[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"
DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}([T ][0-9]{2}:[0-9]{2}.*)?)?)?$"


def text(description: str = "", **more: object) -> Schema:
    """A text. YAML also reads unquoted numbers and dates, which count as the text that stands there."""
    return {"type": ["string", "number", "boolean"], **_described(description), **more}


def _described(description: str) -> Schema:
    return {"description": description} if description else {}


def date(description: str) -> Schema:
    """An ISO 8601 date as precise as known; unquoted years are numbers to YAML."""
    return {"type": ["string", "integer"], "pattern": DATE, **_described(description)}


def texts(description: str) -> Schema:
    """A text or a list of texts."""
    return {"anyOf": [text(), {"type": "array", "items": text()}], **_described(description)}


def one_of(choices: Iterable[str], description: str) -> Schema:
    """One of a few words."""
    return {"type": "string", "enum": list(choices), **_described(description)}


def flag(description: str) -> Schema:
    """Yes or no."""
    return {"type": "boolean", **_described(description)}


def by_language(value: Schema, description: str, extra: Iterable[str] = ()) -> Schema:
    """One value per language tag; the editions' languages are offered."""
    return {
        "type": "object",
        "properties": dict.fromkeys((*extra, *EDITIONS), value),
        "patternProperties": {LANGUAGE: value},
        "additionalProperties": False,
        **_described(description),
    }


def mapping(keys: Mapping[str, Schema], description: str = "", required: Iterable[str] = ()) -> Schema:
    """Named keys and no others."""
    needed = list(required)
    return {
        "type": ["object", "null"] if not needed else "object",
        "properties": {key: keys[key] for key in keys},
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
        **_described(description),
    }


def free(description: str, value: Schema | None = None) -> Schema:
    """Any keys with a text each."""
    return {"type": "object", "additionalProperties": value or text(), **_described(description)}


def listed(item: Schema, description: str) -> Schema:
    """A list, or one entry alone."""
    return {"anyOf": [{"type": "array", "items": item}, item], **_described(description)}


def keyed(known: Mapping[str, object], described: Mapping[str, Schema]) -> dict[str, Schema]:
    """The reader's keys with what is said of them; a key nobody described is still allowed."""
    return {key: described.get(key, {}) for key in known}


# --- article ---------------------------------------------------------------------------------------------------------


def article() -> Schema:
    """Front matter of `content/articles/*`."""
    relay = mapping(
        keyed(
            frontmatter.RELAY_KEYS,
            {
                "name": text("Name of the outlet or agency, as it calls itself."),
                "published": date("When it published this."),
                "url": address("Where it did."),
            },
        ),
        required=("name",),
    )
    source = mapping(
        keyed(
            frontmatter.SOURCE_KEYS,
            {
                "publisher": text("Who published the captured page."),
                "url": address("Address of the captured page."),
                "byline": text("Author as printed."),
                "relays": listed(
                    {"anyOf": [text(), relay]}, "Whom the published text relays, nearest first; the last spoke first."
                ),
            },
        )
    )
    note = mapping(
        keyed(
            frontmatter.NOTE_KEYS,
            {
                "quote": text("The exact words of the article that the note is about."),
                "note": text("What you say of them, in Markdown."),
                "by": text("Your initials."),
                "lang": language("Language of the note."),
                "prefix": text("Words right before the quote, where it stands more than once."),
                "suffix": text("Words right after the quote, where it stands more than once."),
                "kind": one_of(frontmatter.NOTE_KINDS, "What the note does."),
                "date": date("When you wrote it."),
            },
        ),
        required=("quote", "note"),
    )
    described = {
        "title": text("Title, where the capture's own is missing or wrong."),
        "lang": language("Language and script of the capture."),
        "published": date("When the article was published."),
        "captured": date("When you captured it."),
        "source": {"anyOf": [text(), source], "description": "Who published it, and whom it relays."},
        "why": by_language(text(), "Why this matters, in Markdown, by language."),
        "events": texts("Ids of events that the article tells of."),
        "link": texts("Slugs of articles that tell the same event."),
        "unlink": texts("Slugs or event ids that must never be linked with this article."),
        "notes": listed(note, "Notes on quoted words."),
        "terms": mapping(
            keyed(
                frontmatter.TERMS_KEYS,
                {
                    "mark": free("Text → id of the term it means here."),
                    "never": texts("Texts that are no term in this article."),
                },
            ),
            "Corrections to the marking of terms.",
        ),
        "clean": mapping(
            keyed(
                frontmatter.CLEAN_KEYS,
                {
                    "keep": texts("Texts of the capture that must stay."),
                    "drop": texts("Texts of the capture that must go."),
                },
            ),
            "Corrections to cleaning.",
        ),
        "convert": mapping(
            keyed(
                frontmatter.CONVERT_KEYS,
                {
                    "keep": texts("Texts that stay in their script."),
                    "replace": free("Text → what stands for it in the other script."),
                },
            ),
            "Corrections to script conversion.",
        ),
        "draft": flag("True: only built with --drafts."),
    }
    return mapping(keyed(frontmatter.ARTICLE_KEYS, described), "Front matter of an article; every key is optional.")


def language(description: str) -> Schema:
    """A BCP 47 tag; Chinese says its script."""
    return {"type": "string", "pattern": LANGUAGE, "examples": [*EDITIONS], **_described(description)}


def address(description: str) -> Schema:
    """A web address."""
    return {"type": "string", "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/]", **_described(description)}


def identifier(description: str) -> Schema:
    """An id that becomes an address."""
    return {"type": ["string", "integer"], "pattern": rf"^{load.TERM_ID.pattern}", **_described(description)}


# --- glossary and events ---------------------------------------------------------------------------------------------


def glossary() -> Schema:
    """`content/glossary/*.yaml`."""
    name = mapping(
        keyed(
            load.NAME_KEYS,
            {
                "text": text("The name."),
                "near": texts("It only counts in an article that also holds one of these."),
                "case": one_of(("fold",), "fold: matches in upper and lower case."),
                "auto": flag("False: never marked by itself."),
            },
        ),
        required=("text",),
    )
    names = listed({"anyOf": [text(), name]}, "The first one is shown.")
    described = {
        "id": identifier("Address of the term's page: a–z, 0–9, hyphens."),
        "category": text("Such as concept, company, person, law, media."),
        "names": by_language(names, "Names by language; `any` holds in every language.", ("any",)),
        "except": texts("Longer texts in which a name is not this term."),
        "also": texts("Spellings that search knows and nothing marks."),
        "plural": flag("False: the names have no plural."),
        "definition": by_language(text(), "One or two plain sentences by language."),
        "sources": texts("What the definition rests on."),
        "see": texts("Ids of related terms."),
    }
    term = mapping(keyed(load.TERM_KEYS, described), required=("id", "names"))
    entries = {"type": ["array", "null"], "items": term}
    return {"anyOf": [entries, mapping({"terms": entries})], "description": "Glossary entries."}


def event() -> Schema:
    """Front matter of `content/events/*.md`."""
    cell = mapping(
        keyed(load.CELL_KEYS, {"article": text("Slug."), "quote": text("The words that answer.")}),
        required=("article", "quote"),
    )
    question = mapping(
        keyed(
            load.QUESTION_KEYS,
            {
                "id": text("Id, unique within the event."),
                "names": by_language(text(), "The question, by language."),
                "kind": one_of(load.FIGURE_KINDS, "Kind of the figures that answer it; without: a claim in words."),
                "unit": text("Unit of the figures, such as USD or year."),
                "words": texts("Texts or term ids, one of which a passage must hold to answer."),
                "not": texts("Texts or term ids that a passage must not hold."),
                "cells": listed(cell, "Answers set by hand."),
            },
        ),
        required=("id", "names"),
    )
    described = {
        "id": identifier("Address of the event's page; without: the file's name."),
        "date": date("When it was."),
        "start": date("First day, of an event of several days."),
        "end": date("Last day."),
        "names": by_language(text(), "Name by language."),
        "terms": texts("Term ids or texts by which passages are found."),
        "not": texts("Term ids or texts that speak against a passage."),
        "questions": listed(question, "What the comparison asks of each article."),
        "articles": texts("Slugs of articles that tell of it."),
        "exclude": texts("Slugs of articles that do not."),
        "description": by_language(text(), "Markdown, by language."),
    }
    return {
        **mapping(keyed(load.EVENT_KEYS, described), "Front matter of an event.", ("names",)),
        "anyOf": [{"required": ["date"]}, {"required": ["start"]}],
    }


# --- settings --------------------------------------------------------------------------------------------------------

SETTING_TEXTS = {
    "title": "Name of the site.",
    "description": "One sentence about the site.",
    "base-url": "Address at which the site will be found.",
    "editions": "Interface languages; the first is at the root.",
    "content": "Folder of the content.",
    "output": "Folder of the built site.",
    "cache": "Folder of what sitegen remembers.",
    "theme": "Folder of the site's own theme files.",
    "licence": "Licence of notes and definitions, shown at the foot of every page.",
    "repository": "Address under which a source file can be edited.",
    "author": "Who publishes the site.",
}
"""What an editor's program shows beside a setting; docs/settings.md says more."""


def settings() -> Schema:
    """`sitegen.toml`."""
    keys: dict[str, Schema] = {}
    for key, name in config.SETTINGS.items():
        described = _described(SETTING_TEXTS.get(key, ""))
        if name in config.BY_LANGUAGE:
            shape: Schema = {"anyOf": [{"type": "string"}, by_language({"type": "string"}, "")]}
        elif name == "editions":
            shape = {"type": "array", "items": {"enum": list(EDITIONS)}, "minItems": 1, "uniqueItems": True}
        else:
            shape = {"type": "string"}
        keys[key] = {**shape, **described}
    return mapping(keys, "Settings of the site.")


KINDS = {"article": article, "glossary": glossary, "event": event, "settings": settings}


def schema(kind: str) -> Schema:
    """The schema of a kind of file: `article`, `glossary`, `event` or `settings`."""
    return {"$schema": DIALECT, "title": f"sitegen: {kind}", **KINDS[kind]()}


def as_text(kind: str) -> str:
    """The schema as JSON with a final line end."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"
