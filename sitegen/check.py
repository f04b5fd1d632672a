"""Finished pages → problems: what a reader would stumble over, found in the very bytes that are published."""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from sitegen.diagnostics import Problem, Severity
from sitegen.model import Page

TAG = re.compile(rb'<[a-z][^>"]*="[^>]*>')
"""A tag with an attribute that has a value."""

LINK = re.compile(r'<(?:a|link|script|img|source|iframe|form)\b[^>]*?\s(?:href|src|action)="([^"]*)"')
ID = re.compile(r'<[a-z][^>]*?\sid="([^"]*)"')
REFERENCE = re.compile(r'\s(?:aria-describedby|aria-labelledby|aria-controls|for)="([^"]*)"')
LANG = re.compile(rb'<html[^>]*\slang="[A-Za-z-]+"')
TITLE = re.compile(rb"<title>([^<]*)")


ELSEWHERE = ("https://", "http://")


class PageFacts(NamedTuple):
    """What checking needs of a page, much smaller than the page."""

    path: str
    links: tuple[str, ...]
    """Links to other files of the site: `path` or `path#fragment`, from the site's root, each once."""
    ids: frozenset[str]
    faults: tuple[tuple[str, str], ...] = ()
    """Code and message of what is wrong inside the page itself."""


def page_facts(page: Page, base_path: str = "/") -> PageFacts:
    """Links, ids and inner faults of a page. A page that is not HTML has none."""
    if not page.path.endswith(".html"):
        return PageFacts(page.path, (), frozenset())
    targets: list[str] = []
    ids: list[str] = []
    references: list[str] = []
    for of_tag in map(_tag_facts, TAG.findall(page.content)):
        if of_tag:
            targets += of_tag[0]
            ids += of_tag[1]
            references += of_tag[2]
    known = frozenset(ids)
    links: dict[str, None] = {}
    places: list[str] = []
    folder = posixpath.dirname(page.path)
    for target in dict.fromkeys(targets):
        if target.startswith("#"):
            places.append(unquote(target[1:]))
        elif not target.startswith(ELSEWHERE):
            address, mark, place = target.partition("#")
            if (file := _from_folder(folder, address, base_path)) is not None:
                links[(file or page.path) + (mark + unquote(place) if place else "")] = None
    dead = _dead_places(page.path, places, known)
    faults = (*dead, *_faults(page.content, ids, known, dict.fromkeys(references)))
    return PageFacts(page.path, tuple(links), known, faults)


@lru_cache(maxsize=20_000)
def _tag_facts(tag: bytes) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] | None:
    """The links, ids, and ids referred to, of a tag; None where it has none.

    Most tags of a page stand in others too: in its frame, in its lists, around its terms.
    """
    text = tag.decode("utf-8", "replace")
    # To look for letters is so much cheaper than to match that nearly every pattern is spared.
    links = LINK.findall(text) if "href" in text or "src" in text or "action" in text else ()
    ids = ID.findall(text) if "id=" in text else ()
    references = " ".join(REFERENCE.findall(text)).split() if "aria-" in text or "for=" in text else ()
    return (_unescaped(links), _unescaped(ids), _unescaped(references)) if links or ids or references else None


def _unescaped(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(html.unescape(value) for value in values)


@lru_cache(maxsize=50_000)
def _from_folder(folder: str, address: str, base_path: str) -> str | None:
    """The file to which an address without fragment leads from any page in a folder, from the root of the site.

    None for another site; empty for the page itself (`?q=a`). An address above the root keeps its `..`.
    """
    if plain := PLAIN.fullmatch(address):
        above = folder.split("/") if folder else []
        up = len(plain[1]) // len("../")
        if up <= len(above):
            return "/".join((*above[: len(above) - up], plain[2]))
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    where = unquote(parts.path)
    if not where:
        return ""
    if where.startswith("/"):
        inside = where.removeprefix(base_path) if where.startswith(base_path) else f"..{where}"
    else:
        inside = posixpath.normpath(posixpath.join(folder, where))
    return "index.html" if inside in ("", ".") else inside


PLAIN = re.compile(r"((?:\.\./)*)([\w-][\w.-]*(?:/[\w-][\w.-]*)*)", re.ASCII)
"""An address as sitegen writes them, of which nothing needs to be read twice: folders up, then a file."""


def _dead_places(path: str, places: Iterable[str], known: Collection[str]) -> Iterator[tuple[str, str]]:
    for place in places:
        if place and place not in known:
            yield "dead-link", no_such_place(f"{path}#{place}")


def no_such_place(link: str) -> str:
    return f"a link leads to «{link}», but that page has no such place"


def _faults(
    content: bytes, ids: Sequence[str], known: Collection[str], references: Iterable[str]
) -> Iterator[tuple[str, str]]:
    if len(known) != len(ids):
        doubled = min(each for each, count in Counter(ids).items() if count > 1)
        yield "doubled-html-id", f"the id «{doubled}» stands more than once in the page"
    for name in references:
        if name not in known:
            yield "dead-reference", f"an attribute refers to the id «{name}», which the page lacks"
    if not LANG.search(content):
        yield "no-language", "the page does not say its language"
    title = TITLE.search(content)
    if title is None or not title[1].decode("utf-8", "replace").strip():
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
            yield Problem(page.path, 0, 0, "dead-link", no_such_place(link))


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
