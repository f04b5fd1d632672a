"""sitemap.xml with the editions of each page as alternates, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sitegen.machines.form import address, in_edition, xml_attribute, xml_text
from sitegen.model import Config, Page
from sitegen.render.address import prefix

MOST_ADDRESSES = 20_000
"""In one file. The protocol allows 50,000 and 50 MB; with alternates an address takes about 1 kB."""

LEFT_OUT = ("404.html", "search.html")
"""Pages that are of no use as a search result."""


def sitemap_pages(config: Config, paths: Iterable[str], changed: Mapping[str, str] | None = None) -> Iterator[Page]:
    """`sitemap.xml` over HTML files (paths from the site's root), and `sitemaps/<n>.xml` where one file is too small.

    `changed`: ISO date per path where one is known. Without the site's address the links are relative: search engines
    want absolute ones, but other programs can still read the list.
    """
    known = {path for path in paths if path.endswith(".html")}
    listed = sorted(path for path in known if _inner(config, path) not in LEFT_OUT)
    groups = [listed[start : start + MOST_ADDRESSES] for start in range(0, len(listed), MOST_ADDRESSES)]
    if len(groups) <= 1:
        yield _sitemap(config, "sitemap.xml", listed, known, changed or {})
        return
    files = [f"sitemaps/{number}.xml" for number in range(1, len(groups) + 1)]
    for file, group in zip(files, groups, strict=True):
        yield _sitemap(config, file, group, known, changed or {})
    lines = [f"<sitemap><loc>{xml_text(address(config, 'sitemap.xml', file))}</loc></sitemap>" for file in files]
    yield _file("sitemap.xml", "sitemapindex", "", lines)


def robots_page(config: Config) -> Page:
    """`robots.txt`: everything may be read; where the sitemap is."""
    lines = ["User-agent: *", "Allow: /"]
    if config.base_url:
        lines += ["", f"Sitemap: {config.base_url}sitemap.xml"]
    return Page("robots.txt", "\n".join((*lines, "")).encode())


def _sitemap(config: Config, file: str, paths: list[str], known: set[str], changed: Mapping[str, str]) -> Page:
    lines = []
    for path in paths:
        inner = _inner(config, path)
        twins = [(edition, in_edition(config, edition, inner)) for edition in config.editions]
        twins = [(edition, twin) for edition, twin in twins if twin in known]
        parts = [f"<loc>{xml_text(address(config, file, path))}</loc>"]
        if path in changed:
            parts.append(f"<lastmod>{xml_text(changed[path])}</lastmod>")
        if config.base_url and len(twins) > 1:
            twins.append(("x-default", twins[0][1]))
            parts += [_alternate(lang, address(config, file, twin)) for lang, twin in twins]
        lines.append("<url>" + "".join(parts) + "</url>")
    return _file(file, "urlset", ' xmlns:xhtml="http://www.w3.org/1999/xhtml"', lines)


def _alternate(lang: str, href: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{lang}" href={xml_attribute(href)}/>'


def _file(path: str, element: str, namespaces: str, lines: list[str]) -> Page:
    head = f'<{element} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{namespaces}>'
    text = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', head, *lines, f"</{element}>", ""])
    return Page(path, text.encode())


def _inner(config: Config, path: str) -> str:
    """The path without its edition: `en/articles/a.html` is `articles/a.html`."""
    for edition in config.editions[1:]:
        folder = prefix(edition, config.editions)
        if path.startswith(folder):
            return path.removeprefix(folder)
    return path
