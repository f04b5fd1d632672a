"""The schemas know exactly the keys that the readers read, and accept what the readers accept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen import config, frontmatter, load
from sitegen.frontmatter import split_head
from sitegen.schema import KINDS, as_text, schema

CONTENT = Path(__file__).resolve().parents[1] / "content"


def at(kind: str, *keys: str) -> Any:
    """The schema below some keys; the choices of anyOf are looked through."""
    found: Any = schema(kind)
    for key in keys:
        for choice in [found, *found.get("anyOf", ())]:
            choice = choice.get("items", choice)
            choices = [choice, *choice.get("anyOf", ())]
            inside = next((each["properties"][key] for each in choices if key in each.get("properties", {})), None)
            if inside is not None:
                found = inside
                break
        else:
            raise KeyError(key)
    return found


def keys_of(part: Any) -> list[str]:
    """The keys of the mapping in a part of a schema."""
    parts = [each.get("items", each) for each in [part, part.get("items", {}), *part.get("anyOf", ())]]
    choices = [choice for each in parts for choice in [each, *each.get("anyOf", ())]]
    mappings = [list(each["properties"]) for each in choices if each.get("additionalProperties") is False]
    return max(mappings, key=len)


@pytest.mark.parametrize(
    ("kind", "path", "known"),
    [
        ("article", (), frontmatter.ARTICLE_KEYS),
        ("article", ("source",), frontmatter.SOURCE_KEYS),
        ("article", ("source", "relays"), frontmatter.RELAY_KEYS),
        ("article", ("notes",), frontmatter.NOTE_KEYS),
        ("article", ("terms",), frontmatter.TERMS_KEYS),
        ("article", ("clean",), frontmatter.CLEAN_KEYS),
        ("article", ("convert",), frontmatter.CONVERT_KEYS),
        ("glossary", (), load.TERM_KEYS),
        ("event", (), load.EVENT_KEYS),
        ("event", ("questions",), load.QUESTION_KEYS),
        ("event", ("questions", "cells"), load.CELL_KEYS),
        ("settings", (), config.SETTINGS),
    ],
)
def test_a_schema_has_the_keys_of_the_reader(kind: str, path: tuple[str, ...], known: Mapping[str, object]) -> None:
    assert keys_of(at(kind, *path)) == list(known)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described(kind: str) -> None:
    root = schema(kind)
    mappings = [each for each in every_part(root) if each.get("additionalProperties") is False]
    bare = [
        key
        for mapping in mappings
        for key, value in mapping["properties"].items()
        if "patternProperties" not in mapping and "description" not in value and key != "terms"
    ]
    assert bare == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_names_its_dialect(kind: str) -> None:
    value = json.loads(as_text(kind))
    assert value["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert value["title"] == f"sitegen: {kind}"


def test_the_choices_offered_are_those_the_reader_knows() -> None:
    assert at("article", "notes", "kind")["enum"] == list(frontmatter.NOTE_KINDS)
    assert at("event", "questions", "kind")["enum"] == list(load.FIGURE_KINDS)


def every_part(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from every_part(each)
    elif isinstance(value, list):
        for each in value:
            yield from every_part(each)


# --- the samples, by a validator of the few words that the schemas use -----------------------------------------------

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
UNDERSTOOD = frozenset(
    "$schema title description examples type properties patternProperties additionalProperties required items anyOf "
    "enum pattern minItems uniqueItems".split()
)


def faults(value: Any, rule: dict[str, Any], where: str = "") -> list[str]:
    """Where a value breaks a schema."""
    if "anyOf" in rule:
        found = [faults(value, choice, where) for choice in rule["anyOf"]]
        if all(found):
            return min(found, key=len)
    if "enum" in rule and value not in rule["enum"]:
        return [f"{where}: not one of {rule['enum']}"]
    kinds = rule.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, TYPES[kind]) for kind in kinds):
        return [f"{where}: {value!r} is not {kinds}"]
    if "pattern" in rule and isinstance(value, str) and not re.search(rule["pattern"], value):
        return [f"{where}: {value!r} does not match"]
    broken: list[str] = []
    if isinstance(value, dict):
        broken += [f"{where}: lacks {key}" for key in rule.get("required", ()) if key not in value]
        for key, inner in value.items():
            inside = rule.get("properties", {}).get(key)
            patterns = [each for pattern, each in rule.get("patternProperties", {}).items() if re.search(pattern, key)]
            rest = rule.get("additionalProperties", {})
            if inside is None and not patterns and rest is False:
                broken.append(f"{where}: unknown key {key}")
            for each in [*([inside] if inside else ()), *(patterns if not inside else ())] or ([rest] if rest else []):
                broken += faults(inner, each, f"{where}.{key}")
    if isinstance(value, list) and "items" in rule:
        for number, inner in enumerate(value):
            broken += faults(inner, rule["items"], f"{where}[{number}]")
    return broken


class AsWritten(yaml.SafeLoader):
    """Reads dates as text, as YAML 1.2 does, which editors' programs speak."""


AsWritten.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(":timestamp")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> Any:
    return yaml.load(text, Loader=AsWritten)


def head(path: Path) -> Any:
    found = split_head(path.read_text(encoding="utf-8")).yaml
    return read(found) if found else {}


def test_the_validator_knows_every_word_of_the_schemas() -> None:
    parts = [part for kind in KINDS for part in every_part(schema(kind))]
    names = {key for part in parts for inner in ("properties", "patternProperties") for key in part.get(inner, ())}
    assert {key for part in parts for key in part} - names <= UNDERSTOOD


@pytest.mark.parametrize("path", sorted((CONTENT / "articles").iterdir()), ids=lambda path: path.name)
def test_sample_articles_are_valid(path: Path) -> None:
    assert faults(head(path), schema("article")) == []


@pytest.mark.parametrize("path", sorted((CONTENT / "events").iterdir()), ids=lambda path: path.name)
def test_sample_events_are_valid(path: Path) -> None:
    assert faults(head(path), schema("event")) == []


@pytest.mark.parametrize("path", sorted((CONTENT / "glossary").iterdir()), ids=lambda path: path.name)
def test_sample_glossaries_are_valid(path: Path) -> None:
    assert faults(read(path.read_text(encoding="utf-8")), schema("glossary")) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("article", "titel: Ein Titel"),
        ("article", "notes: [{quote: 差距}]"),
        ("article", "notes: [{quote: 差距, note: n, kind: remark}]"),
        ("article", "lang: zh"),
        ("article", "source: {url: 'javascript:alert(1)'}"),
        ("glossary", "- {id: Chip, names: {en: [chip]}}"),
        ("glossary", "- {id: chip}"),
        ("event", "names: {en: x}"),
        ("event", "{date: 2024-05-06, names: {en: x}, questions: [{id: a, names: {en: b}, kind: cost}]}"),
        ("settings", "editions: [fr]"),
    ],
)
def test_what_the_reader_refuses_is_not_valid(kind: str, text: str) -> None:
    assert faults(read(text), schema(kind)) != []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("article", "source: 示例新闻网"),
        ("article", "source: {relays: [路透社, {name: CNBC, published: 2024-03-31}]}"),
        ("article", "published: 2024"),
        ("article", "events: chip-rules"),
        ("glossary", "terms: [{id: chip, names: {any: [{text: chip, case: fold}]}}]"),
        ("event", "{start: 2024-05, end: 2024-06, names: {de: x}}"),
        ("settings", "title: Briefing"),
    ],
)
def test_what_the_reader_accepts_is_valid(kind: str, text: str) -> None:
    assert faults(read(text), schema(kind)) == []
