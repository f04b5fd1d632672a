"""YAML read strictly, with the place of every value: the one door to PyYAML.

Only plain data is accepted: no tags, no aliases (which can hide a bomb), no doubled keys, bounded size and depth.
Scalars are read as the text that stands in the file, so `NO`, `5` or `2024-04-02` mean what the editor typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from sitegen.diagnostics import Problem, Severity, did_you_mean, problem_on

__all__ = ["MappingNode", "Node", "Place", "Reader", "ScalarNode", "SequenceNode", "compose", "is_iso_date", "is_null"]

MAX_LENGTH = 2_000_000
MAX_DEPTH = 40
OPENERS = re.compile(r"[\[{]|(?:^|[\s:-])[-?] ", re.MULTILINE)

CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ["str", "int", "float", "bool", "null", "timestamp", "seq", "map", "value"]
)
NULL_TAG, TEXT_TAG = "tag:yaml.org,2002:null", "tag:yaml.org,2002:str"
PLAIN_TAGS = {"": NULL_TAG, "~": NULL_TAG, "null": NULL_TAG, "<<": "tag:yaml.org,2002:merge"}
"""Plain scalars that are no text."""
SEQUENCE_TAG, MAPPING_TAG = "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
FORBIDDEN_SIGN = re.compile("[!&]|<<")
"""A tag, an anchor, or a key that merges: without any of them nothing is forbidden."""

TRUE, FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a YAML document stands: the file, its whole text, and how many lines stand before the document."""

    path: str
    text: str
    lines_before: int = 0


@dataclass(slots=True)
class Reader:
    """Reads values out of YAML nodes and collects every problem instead of stopping at the first."""

    place: Place
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Where each value stands, by its path (`notes.0.quote`): line and column from 1."""

    def where(self, node: Node) -> tuple[int, int]:
        """Line and column of a node in the file, both from 1."""
        return node.start_mark.line + 1 + self.place.lines_before, node.start_mark.column + 1

    def report(
        self, node: Node, code: str, message: str, *, hint: str = "", severity: Severity = Severity.ERROR
    ) -> None:
        """Adds a problem at a node."""
        line, column = self.where(node)
        length = node.end_mark.column - node.start_mark.column if node.end_mark.line == node.start_mark.line else 1
        self.problems.append(
            problem_on(
                self.place.path,
                self.place.text,
                line,
                column,
                code,
                message,
                length=max(length, 1),
                hint=hint,
                severity=severity,
            )
        )

    def items(self, node: Node | None, known: Mapping[str, object] | None, path: str = "") -> dict[str, Node]:
        """The keys of a mapping, each with its node; unknown and doubled keys are problems."""
        if node is None or is_null(node):
            return {}
        if not isinstance(node, MappingNode):
            self.report(node, "wrong-type", "expected keys and values here", hint="write `key: value`, one a line")
            return {}
        found: dict[str, Node] = {}
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is None:
                self.report(key_node, "wrong-type", "a key must be plain text")
            elif known is not None and key not in known:
                self.report(key_node, "unknown-key", f"unknown key «{key}»", hint=did_you_mean(key, known))
            elif key in found:
                message = f"the key «{key}» stands here a second time"
                self.report(key_node, "doubled-key", message, hint="keep one of them")
            else:
                found[key] = value
                self.lines[f"{path}.{key}" if path else key] = self.where(value)
        return found

    def sequence(self, node: Node | None, path: str = "") -> list[Node]:
        """The entries of a list; a single value counts as a list of one."""
        if node is None or is_null(node):
            return []
        entries: list[Node] = list(node.value) if isinstance(node, SequenceNode) else [node]
        for index, entry in enumerate(entries):
            self.lines[f"{path}.{index}"] = self.where(entry)
        return entries

    def text(self, node: Node | None) -> str | None:
        """A text; None where the key is absent or empty."""
        if node is None or is_null(node):
            return None
        if not isinstance(node, ScalarNode):
            self.report(node, "wrong-type", "expected a text here", hint="put the text in quotes if it holds : or [ ]")
            return None
        return str(node.value)

    def texts(self, node: Node | None, path: str = "") -> tuple[str, ...]:
        """A list of texts."""
        return tuple(text for entry in self.sequence(node, path) if (text := self.text(entry)) is not None)

    def names(self, node: Node | None, path: str = "", known: Mapping[str, object] | None = None) -> dict[str, str]:
        """A text per key, such as a text per language."""
        items = self.items(node, known, path)
        return {key: text for key, value in items.items() if (text := self.text(value)) is not None}

    def flag(self, node: Node | None, default: bool) -> bool:
        """Yes or no."""
        text = self.text(node)
        if text is None:
            return default
        if text.lower() in TRUE:
            return True
        if text.lower() not in FALSE and node is not None:
            self.report(node, "wrong-type", f"expected true or false, not «{text}»")
        return False

    def date(self, node: Node | None) -> str | None:
        """An ISO 8601 date as precise as written: `2024`, `2024-04`, `2024-04-02`, or with a time."""
        text = self.text(node)
        if text is None or node is None:
            return None
        if not is_iso_date(text):
            self.report(node, "bad-date", f"«{text}» is not a date", hint="write 2024-04-02, 2024-04 or 2024")
            return None
        return text


ISO_DATE = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?)?)?$",
    re.ASCII,
)
MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_iso_date(text: str) -> bool:
    """True for a date of ISO 8601 that can exist: year, month, day or time precision."""
    match = ISO_DATE.match(text)
    if not match or match[1] == "0000":
        return False
    month, day = match[2], match[3]
    if month and not 1 <= int(month) <= 12:
        return False
    if month and day:
        year = int(match[1])
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        last = 28 if month == "02" and not leap else MONTH_DAYS[int(month) - 1]
        return 1 <= int(day) <= last
    return True


def is_null(node: Node) -> bool:
    """True for a value that is not there (`key:` with nothing behind it, or `~`)."""
    return isinstance(node, ScalarNode) and node.tag.endswith(":null") and node.value in ("", "~", "null")


def compose(source: str, place: Place) -> tuple[Node | None, tuple[Problem, ...]]:
    """The root node of a YAML document, or the problems that keep it from being read."""
    if len(source) > MAX_LENGTH:
        return None, (_at(place, 0, 0, "yaml-too-large", f"this YAML is longer than {MAX_LENGTH:,} characters"),)
    try:
        if len(OPENERS.findall(source)) > MAX_DEPTH and (deep := _too_deep(source)):
            message = f"nested more than {MAX_DEPTH} levels deep"
            return None, (_at(place, deep.line, deep.column, "yaml-too-deep", message),)
        node = yaml.compose(source, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        message = " ".join(part for part in (error.context, error.problem) if part)
        hint = _yaml_hint(source, line, message)
        return None, (_at(place, line, column, "broken-yaml", f"this is not YAML: {message}", hint),)
    except UnicodeEncodeError as error:
        line = source.count("\n", 0, error.start)
        return None, (_at(place, line, 0, "broken-yaml", "half a character that no text can hold (a lone surrogate)"),)
    except yaml.reader.ReaderError as error:
        offset = min(int(error.position), len(source))
        line = source.count("\n", 0, offset)
        message = f"a control character that YAML does not allow ({error.character!r})"
        return None, (_at(place, line, 0, "broken-yaml", message),)
    return node, tuple(_forbidden(node, place)) if node is not None and FORBIDDEN_SIGN.search(source) else ()


class _Loader(yaml.CSafeLoader):
    """Reads every plain scalar as text: whether it looks like a number or a date is nobody's question here.

    PyYAML asks this of each value, in Python, which costs as much as the parsing.
    """

    def resolve(self, kind: type[Node], value: str, implicit: tuple[bool, bool]) -> str:
        if kind is ScalarNode:
            return PLAIN_TAGS.get(value, TEXT_TAG) if implicit[0] else TEXT_TAG
        return SEQUENCE_TAG if kind is SequenceNode else MAPPING_TAG

    def descend_resolver(self, parent: Node | None, index: object) -> None:
        """No tag hangs on the place of a value."""

    def ascend_resolver(self) -> None:
        """See `descend_resolver`."""


def _at(place: Place, line: int, column: int, code: str, message: str, hint: str = "") -> Problem:
    return problem_on(place.path, place.text, line + 1 + place.lines_before, column + 1, code, message, hint=hint)


def _yaml_hint(source: str, line: int, message: str) -> str:
    lines = source.split("\n")
    shown = lines[line] if line < len(lines) else ""
    if "\t" in shown:
        return "use spaces, not tabs, to indent"
    if "mapping values are not allowed" in message or ": " in shown:
        return 'put a text that holds a colon in quotes: title: "A: B"'
    if any(quote in message for quote in ("quoted scalar", "end of stream")):
        return "a quotation mark is not closed"
    return "compare with the example in docs/editors.md"


def _too_deep(source: str) -> Any:
    depth = 0
    for event in yaml.parse(source, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return event.start_mark
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _forbidden(root: Node, place: Place) -> Iterator[Problem]:
    """Aliases and tags: no capture needs them, and both have been used to attack readers of YAML."""
    seen: set[int] = set()
    queue = [root]
    while queue:
        node = queue.pop()
        mark = node.start_mark
        if id(node) in seen:
            message = "aliases (*name) are not allowed here"
            yield _at(place, mark.line, mark.column, "yaml-alias", message, "write the value out")
            continue
        seen.add(id(node))
        if node.tag not in CORE_TAGS:
            yield _at(
                place,
                mark.line,
                mark.column,
                "yaml-tag",
                f"the tag «{node.tag}» is not allowed here",
                "leave out what begins with ! or put the text in quotes",
            )
        if isinstance(node, MappingNode):
            queue.extend(part for pair in node.value for part in pair)
        elif isinstance(node, SequenceNode):
            queue.extend(node.value)
