"""Rules of an editor for sources that recur, as data: `content/sources.yaml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sitegen.diagnostics import Problem
from sitegen.text import fold_text
from sitegen.yamlfile import Node, Place, Reader, compose

RULE_KEYS = dict.fromkeys(("host", "publisher", "date", "body", "drop"))


@dataclass(frozen=True, slots=True)
class SourceRule:
    """What is known of one source."""

    host: str | None = None
    """`www.example.org`, or `example.org` for it and all below it."""
    publisher: str | None = None
    """The name under which its articles are published; without `host`, the name by which pages are recognised."""
    date: re.Pattern[str] | None = None
    """Finds the day of publication in the page's text: groups named year, month, day, or three groups in that order."""
    body: str | None = None
    """CSS selector of the elements that hold the article."""
    drop: tuple[str, ...] = ()
    """Lines that are not part of an article: a line is dropped where it holds one of these texts."""

    @property
    def name(self) -> str:
        return self.host or self.publisher or "?"

    def day_in(self, text: str) -> str | None:
        """The day that the date pattern finds; None where it finds none."""
        match = self.date.search(text) if self.date else None
        if match is None:
            return None
        names = match.groupdict()
        parts = [names.get(name) for name in ("year", "month", "day")] if names else list(match.groups())[:3]
        try:
            year, month, day = (int(part or "") for part in parts)
            return date(year, month, day).isoformat()
        except ValueError:
            return None

    def drops(self, line: str) -> bool:
        """True for a line that this source prints in each article."""
        folded = fold_text(line)
        return any(fold_text(text) in folded for text in self.drop)


def rule_for(rules: Sequence[SourceRule], url: str | None, publisher: str | None) -> SourceRule | None:
    """The rule of a page: by its host, the longest that fits; else by its publisher."""
    host = (urlsplit(url).hostname or "") if url else ""
    fitting = [rule for rule in rules if rule.host and (host == rule.host or host.endswith("." + rule.host))]
    if fitting:
        return max(fitting, key=lambda rule: len(rule.host or ""))
    if publisher is None:
        return None
    wanted = fold_text(publisher)
    return next(
        (rule for rule in rules if rule.publisher and not rule.host and fold_text(rule.publisher) == wanted), None
    )


def read_sources(path: str, text: str) -> tuple[tuple[SourceRule, ...], tuple[Problem, ...]]:
    """The rules of a `sources.yaml`, a list; problems with their places."""
    place = Place(path, text)
    root, problems = compose(text, place)
    if root is None or problems:
        return (), problems
    reader = Reader(place)
    rules = [rule for node in reader.sequence(root) if (rule := _rule(reader, node))]
    return tuple(rules), tuple(reader.problems)


def _rule(reader: Reader, node: Node) -> SourceRule | None:
    items = reader.items(node, RULE_KEYS)
    host, publisher = reader.text(items.get("host")), reader.text(items.get("publisher"))
    if not host and not publisher:
        reader.report(node, "missing-key", "a source needs a `host` or a `publisher`", hint="host: www.example.org")
        return None
    pattern: re.Pattern[str] | None = None
    if written := reader.text(items.get("date")):
        try:
            pattern = re.compile(written)
        except re.error as error:
            reader.report(items["date"], "bad-pattern", f"this is not a regular expression: {error}")
        if pattern and pattern.groups < 3:
            hint = r"date: '发布于 (\d{4})-(\d\d)-(\d\d)'"
            reader.report(
                items["date"], "bad-pattern", "a date pattern needs groups for year, month and day", hint=hint
            )
            pattern = None
    body = reader.text(items.get("body"))
    if body and (wrong := _selector_problem(body)):
        reader.report(items["body"], "bad-pattern", wrong, hint="a CSS selector, such as div.article-content")
        body = None
    return SourceRule(
        host=host.strip().lower() if host else None,
        publisher=publisher,
        date=pattern,
        body=body,
        drop=reader.texts(items.get("drop")),
    )


def _selector_problem(selector: str) -> str | None:
    try:
        import cssselect
    except ImportError:  # without the extra `html` no page is read either
        return None
    try:
        cssselect.parse(selector)
    except cssselect.SelectorError as error:
        return f"this is not a selector: {error}"
    return None
