"""Checks the links of a finished site from its files alone: `python -m tests.browser.links FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

HERE = "http://site.invalid"
LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "aria-details")


@dataclass
class Document(HTMLParser):
    """Links, ids and references of one HTML file."""

    text: str
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if LINKS.get(tag) in found:
            self.links.append(found[LINKS[tag]])
        for name in REFERENCES:
            self.references += found.get(name, "").split()


def dead_links(site: Path, base: str = "") -> Iterator[str]:
    """Every dead link, missing fragment, doubled id and dangling reference, and every page that no page links to.

    `base`: the folder under which the site is served, such as `briefing/`; the links of 404.html begin there.
    """
    documents = {page.relative_to(site).as_posix(): Document(page.read_text("utf-8")) for page in site.rglob("*.html")}
    files = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    reached = {"index.html", "404.html"}
    for path, document in sorted(documents.items()):
        for name in sorted({name for name in document.ids if document.ids.count(name) > 1}):
            yield f"{path}: id «{name}» stands twice"
        for name in document.references:
            if name not in document.ids:
                yield f"{path}: refers to «{name}», which is not there"
        for link in document.links:
            target = urlsplit(urljoin(f"{HERE}/{quote(path)}", link))
            if f"{target.scheme}://{target.netloc}" != HERE:
                continue
            file = unquote(target.path).removeprefix("/")
            if path == "404.html":
                file = file.removeprefix(base)
            elif link.startswith("/"):
                yield f"{path}: «{link}» works only at the root of a host"
            reached.add(file)
            if file not in files:
                yield f"{path}: «{link}» leads nowhere"
            elif target.fragment and file in documents and unquote(target.fragment) not in documents[file].ids:
                yield f"{path}: «{link}» leads to no place on its page"
    for path in sorted(set(documents) - reached):
        yield f"{path}: no page links here"
    by_lower: dict[str, str] = {}
    for file in sorted(files):
        if (other := by_lower.setdefault(file.lower(), file)) != file:
            yield f"{file}: differs from {other} by case alone"


if __name__ == "__main__":
    problems = list(dead_links(Path(sys.argv[1])))
    print("\n".join(problems) or "no dead links")
    sys.exit(bool(problems))
