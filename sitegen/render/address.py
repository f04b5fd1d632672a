"""Addresses of pages: which file a page is, and the relative link from one file to another."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote


def prefix(edition: str, editions: tuple[str, ...]) -> str:
    """Folder of an edition: empty for the first one, else such as `zh-hant/`."""
    return "" if edition == editions[0] else f"{edition.lower()}/"


def relative(from_path: str, to_path: str) -> str:
    """The link from one file of the site to another (both relative to its root), with `to_path`'s fragment kept.

    `relative("en/articles/a.html", "static/style.css")` is `../../static/style.css`.
    """
    return from_folder(from_path.rpartition("/")[0], to_path)


@lru_cache(maxsize=65536)
def from_folder(folder: str, to_path: str) -> str:
    """As `relative`, for all files of a folder; the root is the empty one."""
    path, mark, fragment = to_path.partition("#")
    here, there = folder.split("/") if folder else [], path.split("/")
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    link = "../" * (len(here) - common) + _quoted("/".join(there[common:]))
    return link + mark + _quoted(fragment, slash="")


def _quoted(text: str, slash: str = "/") -> str:
    if PLAIN.fullmatch(text) and (slash or "/" not in text):
        return text
    return quote(text, safe=slash + "-._~")


PLAIN = re.compile(r"[A-Za-z0-9_.~/-]*")
"""What no address needs to quote, as nearly all paths of a site."""


def numbered(path: str, number: int) -> str:
    """File of the n-th part of a long list: `glossary/llm.html`, then `glossary/llm/2.html`, …"""
    return path if number == 1 else f"{path.removesuffix('.html')}/{number}.html"


def article_path(slug: str) -> str:
    return f"articles/{slug}.html"


def annotations_path(slug: str) -> str:
    """The article's annotations as JSON-LD; one file for all editions, from the site's root."""
    return f"annotations/{slug}.json"


def capture_path(slug: str) -> str:
    return f"captures/{slug}.html"


def term_path(term: str) -> str:
    return f"glossary/{term}.html"


def event_path(event: str) -> str:
    return f"events/{event}.html"


def comparison_path(event: str) -> str:
    return f"compare/{event}.html"


def source_path(source: str) -> str:
    return f"sources/{source}.html"
