"""sitemap.xml with the editions of each page as alternates, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sitegen.machines.form import DATE, address, in_edition, xml_attribute, xml_text
from sitegen.model import Config, Page

MOST_ADDRESSES = 20_000
"""In one file. The protocol allows 50,000 and 50 MB; with alternates an address takes about 1 kB."""

LEFT_OUT = ("404.html", "search.html")
"""Pages that are of no use as a search result."""


def sitemap_pages(config: Config, paths: Iterable[str], changed: Mapping[str, str] | None = None) -> Iterator[Page]:
    """`sitemap.xml` over all editions of some pages, and `sitemaps/<n>.xml` where one file is too small.

    `paths`: HTML files from an edition's root; every edition has them. `changed`: ISO date per path where one is known.
    Without the site's address the links are relative: search engines want absolute ones, but other programs can
    still read the list.
    """
    listed = sorted({path for path in paths if path.endswith(".html")} - {*LEFT_OUT})
    changed = changed or {}
    urls = [(path, edition, changed.get(path)) for path in listed for edition in config.editions]
    groups = [urls[start : start + MOST_ADDRESSES] for start in range(0, len(urls), MOST_ADDRESSES)]
    if len(groups) <= 1:
        yield _sitemap(config, "sitemap.xml", urls)
        return
    files = [f"sitemaps/{number}.xml" for number in range(1, len(groups) + 1)]
    for file, group in zip(files, groups, strict=True):
        yield _sitemap(config, file, group)
    lines = [f"<sitemap><loc>{xml_text(address(config, 'sitemap.xml', file))}</loc></sitemap>" for file in files]
    yield _file("sitemap.xml", "sitemapindex", "", lines)


def robots_page(config: Config) -> Page:
    """`robots.txt`: everything may be read; where the sitemap is."""
    lines = ["User-agent: *", "Allow: /"]
    if config.base_url:
        lines += ["", f"Sitemap: {config.base_url}sitemap.xml"]
    return Page("robots.txt", "\n".join((*lines, "")).encode())


def _sitemap(config: Config, file: str, urls: Iterable[tuple[str, str, str | None]]) -> Page:
    lines = []
    for path, edition, date in urls:
        parts = [f"<loc>{xml_text(address(config, file, in_edition(config, edition, path)))}</loc>"]
        if date and DATE.match(date):
            parts.append(f"<lastmod>{date[:10]}</lastmod>")
        if config.base_url and len(config.editions) > 1:
            twins = [(each, address(config, file, in_edition(config, each, path))) for each in config.editions]
            parts += [_alternate(lang, href) for lang, href in (*twins, ("x-default", twins[0][1]))]
        lines.append("<url>" + "".join(parts) + "</url>")
    return _file(file, "urlset", ' xmlns:xhtml="http://www.w3.org/1999/xhtml"', lines)


def _alternate(lang: str, href: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{lang}" href={xml_attribute(href)}/>'


def _file(path: str, element: str, namespaces: str, lines: list[str]) -> Page:
    head = f'<{element} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{namespaces}>'
    text = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', head, *lines, f"</{element}>", ""])
    return Page(path, text.encode())
