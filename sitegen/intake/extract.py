"""The main text of a saved page: the one door to readability-lxml and trafilatura (the extra `html`).

Four readers each mark the lines of the page that they take for the article: readability-lxml, trafilatura in two moods,
and a plain weighing of containers. The reader that agrees best with the others is followed (the medoid), less the lines
that nobody seconds. Measured on 181 English pages of a public benchmark (4-gram F1, before cleaning): .970, against
.961, .955 and .953 for the best setting of either library alone; the readers fail on different pages.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from sitegen.intake.dom import Element, Line, lines, parse
from sitegen.text import HAN

Lines = frozenset[int]
"""Places in the list of a page's lines."""

WHITE_SPACE = re.compile(r"\s+")
BULLET = re.compile(r"^\s*[-*•] ")
PUNCTUATION = re.compile("[，。、,.；;！!？?：:]")
HAN_CHARACTER = re.compile(f"[{HAN}]")
LEAST_SHARED = 12
"""A line shorter than this, white space apart, counts as taken only where a reader has it as a line of its own."""

ASIDE = re.compile(
    r"(?:^|[\s_-])(?:newsletter|cookie|consent|sharedaddy|addtoany|disqus|outbrain|taboola|related-?(?:posts|articles)"
    r"|comments?-?(?:list|form|area)|author-?(?:bio|box)|caption|wp-caption-text)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Words in the class or id of an element that is no part of an article, by the custom of those who write pages."""

LIST_TAGS = frozenset(("li", "dd", "dt"))
SMALL_PART = 0.3
"""An element so named is set aside only where it holds less than this share of the text: some sites name all so."""

MOSTLY_LINK = 0.7
LARGEST = 3_000_000
MOST_TAGS = 60_000
"""Characters and tags beyond which a page is read by its containers alone: the libraries are not linear."""


class MissingExtra(Exception):
    """The libraries that read saved pages are not installed."""

    def __init__(self, library: str) -> None:
        super().__init__(f"reading saved pages needs {library}: install sitegen[html]")


def main_lines(html: str, page: Sequence[Line]) -> tuple[list[int], float]:
    """Places of the article's lines among the lines of a page, and how far the readers agree (0 to 1).

    Never empty where the page has a line of text. Raises MissingExtra where the extra `html` is not installed.
    """
    readers: dict[str, Lines] = {"containers": by_container(page)}
    if len(html) <= LARGEST and html.count("<") <= MOST_TAGS:
        readers |= {name: _places(page, read(html)) for name, read in READERS.items()}
    taken = {name: places for name, places in readers.items() if places}
    if not taken:
        return list(range(len(page))), 0.0
    weights = [len(line.text) for line in page]
    agreement = {
        name: sum(_likeness(places, other, weights) for key, other in taken.items() if key != name)
        for name, places in taken.items()
    }
    chosen = max(taken, key=lambda name: agreement[name])
    votes = [sum(place in places for places in taken.values()) for place in range(len(page))]
    need = min(2, len(taken))
    kept = [
        place
        for place in range(len(page))
        if (votes[place] >= 3 or (place in taken[chosen] and votes[place] >= need)) and page[place].linked < MOSTLY_LINK
    ]
    kept = without_asides(page, with_lists(page, kept, readers["containers"]))
    return kept or sorted(taken[chosen]), agreement[chosen] / max(len(taken) - 1, 1)


def by_selector(tree: Element, selector: str) -> list[Line]:
    """The lines inside the elements that a CSS selector names; raises ValueError for a selector that cannot be read."""
    from cssselect import SelectorError

    try:
        found = tree.cssselect(selector)
    except (SelectorError, ImportError) as error:
        raise ValueError(f"cannot read the selector «{selector}»: {error}") from error
    inside = {id(element) for element in found}
    outer = [element for element in found if not any(id(above) in inside for above in element.iterancestors())]
    return [line for element in outer for line in lines(element)]


def with_lists(page: Sequence[Line], kept: Sequence[int], around: Lines) -> list[int]:
    """The places, and those of lists and subheadings between two of them, which some readers drop."""
    found = list(kept)
    for before, after in pairwise(kept):
        gap = [place for place in range(before + 1, after) if place in around]
        if len(gap) != after - before - 1:
            continue
        unlinked = sum(page[place].linked > 0.3 for place in gap) * 3 < len(gap)
        if unlinked and ((len(gap) == 1 and page[gap[0]].level) or all(page[place].tag in LIST_TAGS for place in gap)):
            found.extend(gap)
    return sorted(found)


def without_asides(page: Sequence[Line], kept: Sequence[int]) -> list[int]:
    """The places that do not stand in an element named as something else than the article."""
    sizes: defaultdict[int, int] = defaultdict(int)
    named: dict[int, tuple[int, ...]] = {}
    for place in kept:
        block = page[place].block
        if id(block) not in named:
            named[id(block)] = tuple(id(each) for each in (block, *block.iterancestors()) if _is_aside(each))
        for key in named[id(block)]:
            sizes[key] += len(page[place].text)
    whole = sum(len(page[place].text) for place in kept) * SMALL_PART
    return [place for place in kept if all(sizes[key] > whole for key in named[id(page[place].block)])]


def _is_aside(element: Element) -> bool:
    if element.tag in ("body", "html"):
        return False
    return bool(ASIDE.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


# --- the readers ---------------------------------------------------------------------------------------------------


def by_container(page: Sequence[Line]) -> Lines:
    """The lines of the element that holds most running text and little else.

    Each line of running text gives its weight to the element around it and less to each one further out (the idea of
    readability); an ideograph weighs as much as two and a half letters.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    elements: dict[int, Element] = {}
    for line in page:
        if len(line.text) < LEAST_SHARED or line.linked > 0.3:
            continue
        breaks = len(PUNCTUATION.findall(line.text))
        size = len(line.text) * (2.5 if HAN_CHARACTER.search(line.text) else 1.0) / 60
        weight = (min(size, 6.0) + min(breaks, 8) / 2) * (1.0 if breaks else 0.2)
        element = line.block.getparent() if line.tag in ("p", "li") else line.block
        share = 1.0
        while element is not None and share > 0.1:
            weights[id(element)] += weight * share
            elements[id(element)] = element
            element, share = element.getparent(), share * 0.6
    if not weights:
        return frozenset()
    best = elements[max(weights, key=lambda key: weights[key])]
    inside = {id(element) for element in best.iter()}
    return frozenset(place for place, line in enumerate(page) if id(line.block) in inside and line.linked < 0.5)


def _by_readability(html: str) -> Iterable[str]:
    try:
        from readability import Document
    except ImportError as error:
        raise MissingExtra("readability-lxml") from error
    return (line.text for line in lines(parse(Document(html).summary(html_partial=True))))


def _by_trafilatura(*, precise: bool) -> Callable[[str], Iterable[str]]:
    def read(html: str) -> Iterable[str]:
        try:
            import trafilatura
        except ImportError as error:
            raise MissingExtra("trafilatura") from error
        return (trafilatura.extract(html, include_comments=False, favor_precision=precise) or "").split("\n")

    return read


def _unharmed(read: Callable[[str], Iterable[str]]) -> Callable[[str], tuple[str, ...]]:
    """A reader that takes nothing where the library fails on a page; the others decide then."""

    def safely(html: str) -> tuple[str, ...]:
        previous = logging.root.manager.disable
        logging.disable(logging.CRITICAL)
        try:
            return tuple(read(html))
        except MissingExtra:
            raise
        except Exception:
            return ()
        finally:
            logging.disable(previous)

    return safely


READERS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "readability": _unharmed(_by_readability),
    "trafilatura": _unharmed(_by_trafilatura(precise=False)),
    "trafilatura, precise": _unharmed(_by_trafilatura(precise=True)),
}


def _places(page: Sequence[Line], taken: Iterable[str]) -> Lines:
    as_given = tuple(taken)
    own = {WHITE_SPACE.sub("", text) for text in (*as_given, *(BULLET.sub("", text) for text in as_given))}
    whole = "\n".join(own)
    found: list[int] = []
    for place, line in enumerate(page):
        text = WHITE_SPACE.sub("", line.text)
        if text in own or (len(text) >= LEAST_SHARED and text in whole):
            found.append(place)
    return frozenset(found)


def _likeness(one: Lines, other: Lines, weights: Sequence[int]) -> float:
    """Share of characters that two choices have in common (F1)."""
    both = sum(weights[place] for place in one & other)
    total = sum(weights[place] for place in one) + sum(weights[place] for place in other)
    return 2 * both / total if total else 0.0
