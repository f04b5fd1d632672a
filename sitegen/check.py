"""Finished pages → problems: what a reader would stumble over, found in the very bytes that are published."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from sitegen.diagnostics import Problem, Severity
from sitegen.model import Page

LINK = re.compile(r'<(?:a|link|script|img|source|iframe|form)\b[^>]*?\s(?:href|src|action)="([^"]*)"')
ID = re.compile(r'<[a-z][^>]*?\sid="([^"]*)"')
REFERENCE = re.compile(r'\s(?:aria-describedby|aria-labelledby|aria-controls|for)="([^"]*)"')
LANG = re.compile(r"<html[^>]*\slang=\"[A-Za-z-]+\"")
TITLE = re.compile(r"<title>\s*[^<\s]")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What checking needs of a page, much smaller than the page."""

    path: str
    links: tuple[str, ...]
    """Links inside the site: `path` or `path#fragment`, from the site's root, each once."""
    outside: tuple[str, ...]
    ids: frozenset[str]
    faults: tuple[tuple[str, str], ...] = ()
    """Code and message of what is wrong inside the page itself."""


def page_facts(page: Page, base_path: str = "/") -> PageFacts:
    """Links, ids and inner faults of a page. A page that is not HTML has none."""
    if not page.path.endswith(".html"):
        return PageFacts(page.path, (), (), frozenset())
    text = page.content.decode("utf-8")
    ids = [html.unescape(found) for found in ID.findall(text)]
    links: dict[str, None] = {}
    outside: dict[str, None] = {}
    for found in dict.fromkeys(LINK.findall(text)):
        target = html.unescape(found)
        inside = _resolve(page.path, target, base_path)
        (outside if inside is None else links)[target if inside is None else inside] = None
    return PageFacts(page.path, tuple(links), tuple(outside), frozenset(ids), tuple(_faults(text, ids)))


def _resolve(path: str, target: str, base_path: str) -> str | None:
    """Where a link leads, from the root of the site; None for another site. A link above the root keeps its `..`."""
    if target.startswith("#"):
        return path + unquote(target)
    inside = _from_folder(posixpath.dirname(path), target, base_path)
    return path + inside if inside is not None and (not inside or inside.startswith("#")) else inside


@lru_cache(maxsize=50_000)
def _from_folder(folder: str, target: str, base_path: str) -> str | None:
    """Where a link of any page in a folder leads; one without a path (`?q=a`) keeps its fragment only."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    where = unquote(parts.path)
    if where.startswith("/"):
        inside = where.removeprefix(base_path) if where.startswith(base_path) else f"..{where}"
    else:
        inside = posixpath.normpath(posixpath.join(folder, where)) if where else ""
    if not where:
        return f"#{unquote(parts.fragment)}" if parts.fragment else ""
    inside = "index.html" if inside in ("", ".") else inside
    return inside + (f"#{unquote(parts.fragment)}" if parts.fragment else "")


def _faults(text: str, ids: list[str]) -> Iterator[tuple[str, str]]:
    known = set(ids)
    if len(known) != len(ids):
        doubled = sorted({each for each in ids if ids.count(each) > 1})
        yield "doubled-html-id", f"the id «{doubled[0]}» stands more than once in the page"
    for names in set(REFERENCE.findall(text)):
        for name in names.split():
            if html.unescape(name) not in known:
                yield "dead-reference", f"an attribute refers to the id «{name}», which the page lacks"
    if not LANG.search(text):
        yield "no-language", "the page does not say its language"
    if not TITLE.search(text):
        yield "no-title", "the page has no title"


def check(
    facts: Iterable[PageFacts], paths: Iterable[str], known: Mapping[str, PageFacts] | None = None
) -> list[Problem]:
    """Problems of these pages; `paths` are all files of the site, `known` the facts of pages whose fragments count."""
    every = frozenset(paths)
    pages = list(facts)
    known = {**(known or {}), **{page.path: page for page in pages}}
    return [problem for page in pages for problem in _page_problems(page, every, known)]


def _page_problems(page: PageFacts, every: frozenset[str], known: Mapping[str, PageFacts]) -> Iterator[Problem]:
    for code, message in page.faults:
        yield Problem(page.path, 0, 0, code, message)
    for link in page.links:
        path, _, fragment = link.partition("#")
        if path not in every:
            yield Problem(page.path, 0, 0, "dead-link", f"a link leads to «{path}», which is not in the site")
        elif fragment and path in known and fragment not in known[path].ids and path.endswith(".html"):
            yield Problem(page.path, 0, 0, "dead-link", f"a link leads to «{link}», but that page has no such place")


PAGES_SITE_LIMIT = 1_000_000_000
PAGES_FILE_LIMIT = 100_000_000
"""GitHub Pages: a published site may be 1 GB, a file in a repository 100 MB."""


def size_problems(sizes: Mapping[str, int]) -> list[Problem]:
    """Warnings near the limits of GitHub Pages; `sizes` in bytes by path."""
    problems = [
        Problem(path, 0, 0, "large-file", f"{size / 1e6:.0f} MB: GitHub takes files up to 100 MB", Severity.WARNING)
        for path, size in sorted(sizes.items())
        if size > PAGES_FILE_LIMIT * 0.9
    ]
    if (total := sum(sizes.values())) > PAGES_SITE_LIMIT * 0.9:
        message = f"the site has {total / 1e6:.0f} MB: GitHub Pages publishes up to 1 GB"
        problems.append(Problem("", 0, 0, "large-site", message, Severity.WARNING))
    return problems
