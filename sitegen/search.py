"""The search index: files of script that a page can load from a disk as well as from a server.

A text is folded (`sitegen.text.fold_text`: script, width, case and spaces do not count) and cut into grams: single
characters, pairs of neighbours, and triples where no character is wide. Every article that holds a query's grams is a
candidate; the page then loads the texts of the candidates, newest first, and looks for the query itself. So nothing
that contains the query is missed, and nothing else is shown. `docs/search.md` describes the files.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import add, itemgetter, sub
from typing import NamedTuple
from unicodedata import normalize

from sitegen.model import Page, Prepared
from sitegen.script import simplified_characters
from sitegen.text import fold_text

PART_LENGTH = 6000
"""Most characters of a text file. A longer article has several, so that no query loads much more than it shows."""

OVERLAP = 200
"""Characters that two slices of one very long block share, so that no match is lost at the cut."""

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

SEARCHABLE_RUN = re.compile(r"\w+(?:(?<=[0-9])[.,](?=[0-9])\w+)*")
"""Letters and digits without punctuation between them, except inside a number."""

NARROW_RUN = re.compile("[\0-\u2e7f]{3,}")
"""Three or more characters that are not Han, kana or Hangul: a pair of them would be in nearly every text."""

QUOTE = re.compile("[「」『』“”‘’„‚«»‹›]")

FIRST = itemgetter(0)

BREAK = "\u3000"
"""Between runs while their grams are taken: a space as wide as a Han character, which folding leaves in no text."""


@dataclass(frozen=True, slots=True)
class SearchBlock:
    """A block of an article: its id, its text as captured, and the text in the other script ("": there is none)."""

    id: str
    text: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What search knows of one article."""

    slug: str
    titles: Mapping[str, str]
    """By variant."""
    lang: str
    published: str | None
    publisher: str | None
    blocks: tuple[SearchBlock, ...]


@dataclass(frozen=True, slots=True)
class IndexedPart:
    """One numbered text of the index: at most about `PART_LENGTH` characters of one article."""

    grams: str
    """Each once, in no fixed order, with tabs between them."""
    text: bytes
    """The text file, which depends on this article only."""


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """An article made ready for the index; it depends on nothing else, so it can be kept between builds."""

    slug: str
    lang: str
    published: str | None
    parts: tuple[IndexedPart, ...]


class Listed(NamedTuple):
    """What the index needs of an article whose texts stayed as they were."""

    slug: str
    lang: str
    published: str | None
    texts: int
    """How many it has."""
    key: str
    """Equal keys, equal texts."""
    read: Callable[[], IndexedDocument]
    """Gives the article with its texts."""


def listed(document: IndexedDocument) -> Listed:
    """An article whose texts are at hand."""
    return Listed(
        document.slug, document.lang, document.published, len(document.parts), repr(document), lambda: document
    )


def search_document(prepared: Prepared) -> SearchDocument:
    """What search knows of a prepared article: its text as captured, and in the other script where it has two."""
    article = prepared.article
    others = [variant for lang, variant in sorted(prepared.variants.items()) if variant.converted]
    texts = {block.id: block.text for block in others[0].blocks} if others else {}
    return SearchDocument(
        article.slug,
        prepared.card.titles,
        article.lang,
        article.published,
        article.publisher,
        tuple(SearchBlock(block.id, block.text, texts.get(block.id, "")) for block in article.blocks),
    )


# --- one article -------------------------------------------------------------------------------------------------


def index_document(document: SearchDocument) -> IndexedDocument:
    """The grams and the text files of one article. Costs about half a millisecond for 2,300 characters."""
    titles = {lang: document.titles[lang] for lang in sorted(document.titles)}
    head = {
        "slug": document.slug,
        "lang": document.lang,
        "published": document.published or "",
        "publisher": document.publisher or "",
        "titles": titles,
    }
    parts = []
    for number, blocks in enumerate(_parts(document.blocks)):
        lines = [[block.id, block.text, block.other] if block.other else [block.id, block.text] for block, _ in blocks]
        searched = [folded for _, folded in blocks] + (list(map(_searched, titles.values())) if number == 0 else [])
        body = _script("text", {**head, "part": number, "blocks": lines})
        parts.append(IndexedPart("\t".join(_grams("\0".join(searched))), body))
    return IndexedDocument(document.slug, document.lang, document.published, tuple(parts))


def grams(texts: Iterable[str]) -> set[str]:
    """All grams by which a text can be found: characters, pairs, and triples of narrow characters."""
    return _grams("\0".join(map(_searched, texts)))


def _searched(text: str) -> str:
    """The text as it is searched."""
    return fold_text(normalize("NFC", text))


def _alike(own: str, other: str) -> bool:
    """Whether two texts are searched alike: the scripts have different quotation marks, and grams have none."""
    return own == other or QUOTE.sub('"', own) == QUOTE.sub('"', other)


def _grams(folded: str) -> set[str]:
    runs = set(SEARCHABLE_RUN.findall(folded))
    joined = BREAK.join([*runs, ""])
    found = set(map(add, joined, joined[1:]))
    found.difference_update([run[-1] + BREAK for run in runs], [BREAK + run[0] for run in runs])
    found.update(list(map(FIRST, found)))
    found.update([run[-1] for run in runs])
    for narrow in set(NARROW_RUN.findall(joined)):
        found.update(map(add, map(add, narrow, narrow[1:]), narrow[2:]))
    return found


def _parts(blocks: Iterable[SearchBlock]) -> Iterator[list[tuple[SearchBlock, str]]]:
    """The blocks with their searched texts, about `PART_LENGTH` characters a group; at least one group."""
    part: list[tuple[SearchBlock, str]] = []
    length = 0
    for block in chain.from_iterable(map(_slices, blocks)):
        if part and length + len(block.text) > PART_LENGTH:
            yield part
            part, length = [], 0
        part.append(_with_searched(block))
        length += len(block.text)
    yield part


def _slices(block: SearchBlock) -> Iterator[SearchBlock]:
    if max(len(block.text), len(block.other)) <= PART_LENGTH:
        yield block
        return
    step = PART_LENGTH - OVERLAP
    for start in range(0, max(len(block.text), len(block.other)), step):
        yield SearchBlock(block.id, block.text[start : start + PART_LENGTH], block.other[start : start + PART_LENGTH])


def _with_searched(block: SearchBlock) -> tuple[SearchBlock, str]:
    """The block and its searched text; without its second text where both are searched alike: no word differs."""
    own = _searched(block.text)
    if not block.other:
        return block, own
    other = _searched(block.other)
    return (SearchBlock(block.id, block.text), own) if _alike(own, other) else (block, f"{own}\0{other}")


# --- all articles ------------------------------------------------------------------------------------------------


def search_files(documents: Iterable[Listed]) -> Iterator[Page]:
    """All files of the index: `search/index.js`, `search/fold.js`, `search/g/<shard>.js` and `search/d/<number>.js`.

    Articles are numbered from the oldest to the newest, so that a new one changes no number. Same articles, same bytes.
    They are read one at a time.
    """
    ordered = sorted(documents, key=_age)
    postings: defaultdict[str, list[int]] = defaultdict(list)
    number = 0
    for document in ordered:
        for part in document.read().parts:
            yield _text_page(number, part)
            for gram in part.grams.split("\t"):
                postings[gram].append(number)
            number += 1
    postings.pop("", None)
    shards = shard_count(number)
    grams_of: list[list[str]] = [[] for _ in range(shards)]
    for gram in postings:
        grams_of[shard_of(gram, shards)].append(gram)
    gaps = Gaps()
    for shard, mine in enumerate(grams_of):
        mine.sort()
        yield _shard_page(shard, [f"{gram} {encode(postings[gram], gaps)}" for gram in mine])
    yield Page("search/index.js", _index_script(_languages(ordered)))
    yield Page("search/fold.js", fold_script())


def search_paths(documents: Iterable[Listed]) -> list[str]:
    """The paths of all files of the index."""
    texts = sum(document.texts for document in documents)
    shards = shard_count(texts)
    numbered = [f"search/d/{number}.js" for number in range(texts)] + [
        f"search/g/{number}.js" for number in range(shards)
    ]
    return [*numbered, "search/index.js", "search/fold.js"]


def changed_search_files(
    before: Iterable[Listed],
    after: Iterable[Listed],
    read: Callable[[str], bytes],
) -> Iterator[Page]:
    """The files of the index that differ after articles were edited or newer ones added.

    `read` gives the bytes of a file of the index as it was built from `before`. Applied over those files, the result is
    what `search_files(after)` gives, at the cost of the changed articles alone. Where an article went away or came in
    among older ones the numbers shift, and all files are made anew.
    """
    old, new = sorted(before, key=_age), sorted(after, key=_age)
    texts = sum(document.texts for document in new)
    shards = shard_count(texts)
    told_apart = [(document.slug, document.texts) for document in old]
    if [(document.slug, document.texts) for document in new[: len(old)]] != told_apart or shards != shard_count(
        sum(document.texts for document in old)
    ):
        yield from search_files(new)
        return
    changes: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    first = 0
    for place, document in enumerate(new):
        known = old[place] if place < len(old) else None
        if known is None or known.key != document.key:
            parts_before = known.read().parts if known else (IndexedPart("", b""),) * document.texts
            for number, (was, part) in enumerate(zip(parts_before, document.read().parts, strict=True), first):
                if was.text != part.text:
                    yield _text_page(number, part)
                if was.grams != part.grams:
                    for gram in ({*was.grams.split("\t")} ^ {*part.grams.split("\t")}) - {""}:
                        changes[shard_of(gram, shards)][gram].append(number)
        first += document.texts
    gaps = Gaps()
    for shard in sorted(changes):
        yield _shard_page(shard, _changed_shard(read(f"search/g/{shard}.js"), changes[shard], gaps))
    if _languages(new) != _languages(old):
        yield Page("search/index.js", _index_script(_languages(new)))


def _changed_shard(content: bytes, changes: Mapping[str, list[int]], gaps: Gaps) -> list[str]:
    """The entries of a shard file with some numbers added to or taken from some grams."""
    entries = content.decode().split("\t")[1:-1]
    for gram, numbers in changes.items():
        # No character of a gram sorts before the space that ends it, so the entries are in the order of their grams.
        start = f"{gram} "
        place = bisect_left(entries, start)
        known = place < len(entries) and entries[place].startswith(start)
        before = decode(entries[place][len(start) :]) if known else ()
        kept = encode(sorted({*before} ^ {*numbers}), gaps)
        entries[place : place + known] = [start + kept] if kept else []
    return entries


def _age(document: Listed) -> tuple[str, str]:
    return document.published or "", document.slug


def _languages(documents: Iterable[Listed]) -> list[tuple[str, int]]:
    return [(document.lang, document.texts) for document in documents]


def _text_page(number: int, part: IndexedPart) -> Page:
    return Page(f"search/d/{number}.js", part.text)


def _shard_page(shard: int, entries: list[str]) -> Page:
    lines = "".join(f"\t{entry}" for entry in entries)
    return Page(f"search/g/{shard}.js", f'sitegenSearch.grams({shard},"{lines}\t");\n'.encode())


def read_shard(content: bytes) -> dict[str, str]:
    """The grams of a shard file, each with its encoded list."""
    entries = content.decode().split("\t")[1:-1]
    return {gram: numbers for gram, _, numbers in (entry.partition(" ") for entry in entries)}


def _index_script(ordered: Iterable[tuple[str, int]]) -> bytes:
    """What the page must know first: the counts, which articles have several texts, and the language of each text.

    `ordered`: language and number of texts of each article.
    """
    languages: defaultdict[str, list[int]] = defaultdict(list)
    long_articles: list[list[int]] = []
    number = 0
    for lang, count in ordered:
        if count > 1:
            long_articles.append([number, count])
        languages[lang].extend(range(number, number + count))
        number += count
    gaps = Gaps()
    encoded = {lang: encode(numbers, gaps) for lang, numbers in sorted(languages.items())}
    summary = {"texts": number, "shards": shard_count(number), "long": long_articles, "languages": encoded}
    return _script("index", summary)


def shard_count(texts: int) -> int:
    """How many files the grams are spread over: a power of two, about one for three texts, so a file has some 10 KB."""
    return int(max(16, min(4096, 1 << (texts // 3).bit_length())))


def shard_of(gram: str, shards: int) -> int:
    """The file that holds a gram; `search.js` computes the same."""
    return (ord(gram[0]) * 7919 + ord(gram[-1]) * 31 + len(gram)) % 65521 % shards


class Gaps(dict[int, str]):
    """A distance between two numbers in base 32: six bits a character, the highest of which says that more follow."""

    def __missing__(self, gap: int) -> str:
        digits = ALPHABET[gap % 32]
        rest = gap // 32
        while rest:
            digits = ALPHABET[32 + rest % 32] + digits
            rest //= 32
        self[gap] = digits
        return digits


def encode(numbers: list[int], gaps: Gaps) -> str:
    """Ascending numbers as text: their distances, or, where that is shorter, `!` and a bit for each number to the last.

    It depends on the numbers alone, so an article added at the end changes no other list.
    """
    if len(numbers) > 2 and len(numbers) * 6 > numbers[-1] + 6:
        cells = [0] * (numbers[-1] // 6 + 1)
        for number in numbers:
            cells[number // 6] |= 1 << number % 6
        return "!" + "".join(map(ALPHABET.__getitem__, cells))
    return "".join(map(gaps.__getitem__, map(sub, numbers, [-1, *numbers])))


def decode(text: str) -> Iterator[int]:
    """The numbers that `encode` wrote."""
    digits = map(ALPHABET.index, text.removeprefix("!"))
    if text.startswith("!"):
        for place, bits in enumerate(digits):
            yield from (place * 6 + bit for bit in range(6) if bits >> bit & 1)
        return
    number, gap = -1, 0
    for digit in digits:
        gap = gap * 32 + digit % 32
        if digit < 32:
            number += gap
            gap = 0
            yield number


def fold_script() -> bytes:
    """The character table that brings Traditional to Simplified in the reader's browser, as `fold_text` does here."""
    pairs = sorted(simplified_characters().items())
    return _script("fold", "".join(chain.from_iterable(pairs)))


def _script(name: str, value: object) -> bytes:
    literal = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    literal = literal.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"sitegenSearch.{name}({literal});\n".encode("utf-8", "replace")
