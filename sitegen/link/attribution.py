"""Who is said to have said it: the speaker of each sentence, and the outlets it cites, in the words of the text.

Each language has its table of verbs and phrases (`data/speech.toml`): 据…报道, …表示, »…«, sagte …, laut …,
according to …. What stands in quotation marks is not searched; a sentence inside a quotation belongs to whoever is
named right before or after it. A pronoun stands for the last speaker named.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache
from typing import NamedTuple

from sitegen.automaton import Automaton
from sitegen.link.gazetteer import Reading, find_chinese, find_latin, plain
from sitegen.link.tables import DATA
from sitegen.model import Span
from sitegen.text import is_chinese

QUOTATION = re.compile(
    r"“[^“”]{1,1500}”|「[^「」]{1,1500}」|„[^„“”]{1,1500}[“”]|»[^«»]{1,1500}«|«[^«»]{1,1500}»|\"[^\"]{1,1500}\""
)
LONG_QUOTATION = 9
"""Shorter quoted words are names and terms, part of the sentence around them."""

LONGEST_SPEAKER = 48
LONGEST_SENTENCE = 2000
MOST_SENTENCES = 500
MOST_NAMED = 60
"""What is longer, or has more, is no prose; its speakers are not looked for."""


class Statement(NamedTuple):
    """Who speaks in a sentence, and the outlets it cites, nearest to the statement first."""

    speaker: str | None
    cited: tuple[str, ...]
    begins: int
    """Where in the sentence the statement begins; before it the outlet speaks."""


class Said(NamedTuple):
    speaker: str | None
    cited: tuple[str, ...]
    opens: bool
    """The sentence ends where the speaker begins to speak, as in «X 表示：»."""
    begins: int = 0


NOBODY = Said(None, (), False)


def statements(readings: Sequence[Reading], lang: str) -> Sequence[Mapping[Span, Statement]]:
    """For each block its sentences that have a speaker or cite an outlet; the outlet's own voice is left out."""
    grammar = _grammar(lang)
    found: list[Mapping[Span, Statement]] = []
    named: dict[str, None] = {}
    opened: str | None = None
    for reading in readings:
        text, spans = reading.text, reading.spans
        if len(spans) > MOST_SENTENCES:
            found.append({})
            continue
        quotations = [match.span() for match in QUOTATION.finditer(text) if len(match[0]) >= LONG_QUOTATION]
        masked = _mask(reading.flat, quotations)
        signs = grammar.signs(masked)
        passed = 0
        said: list[Said] = []
        for span in spans:
            begun, end = passed, span[1]
            while passed < len(signs) and signs[passed].start < end:
                passed += 1
            one = NOBODY
            if passed > begun and end - span[0] <= LONGEST_SENTENCE:
                one = grammar.said(text, masked, span, named, signs[begun:passed])
            said.append(one)
            if one.speaker:
                named.pop(one.speaker, None)
                named[one.speaker] = None
        resolved = _quoted(spans, quotations, said, opened) if quotations else said
        opened = said[-1].speaker if said and said[-1].opens else None
        found.append(
            {
                span: Statement(one.speaker, one.cited, one.begins)
                for span, one in zip(spans, resolved, strict=True)
                if one.speaker or one.cited
            }
        )
    return found


def _grammar(lang: str) -> Grammar:
    if is_chinese(lang):
        return chinese()
    from sitegen.link.attribution_latin import latin

    return latin("de" if lang.startswith("de") else "en")


def _mask(text: str, quotations: Sequence[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in quotations:
        parts += (text[done : start + 1], "\x01" * (end - start - 2))
        done = end - 1
    return "".join(parts) + text[done:]


def _quoted(
    spans: Sequence[Span], quotations: Sequence[tuple[int, int]], said: Sequence[Said], opened: str | None
) -> list[Said]:
    """Gives sentences that lie in a quotation to the speaker named beside it."""
    resolved = list(said)
    for index, span in enumerate(spans):
        if said[index].speaker:
            continue
        around = next(
            (
                (start, end)
                for start, end in quotations
                if min(end, span.end) - max(start, span.start) > 0.7 * (span.end - span.start)
            ),
            None,
        )
        if around is None:
            continue
        first = next((n for n, each in enumerate(spans) if each.end > around[0]), index)
        after = next((n for n, each in enumerate(spans) if each.end > around[1] + 1), None)
        beside = [
            first,
            *([after] if after is not None else []),
            *([first - 1] if first and said[first - 1].opens else []),
        ]
        beside += [first - 1] if first else []
        for n in beside:
            if n != index and said[n].speaker:
                resolved[index] = said[n]
                break
        else:
            if opened and first == 0:
                resolved[index] = Said(opened, (), False)
    return resolved


class Sign(NamedTuple):
    """What points to a statement: a verb of speech, or something else (据, 的数据)."""

    start: int
    end: int
    verb: bool = True
    weak: bool = False
    """A weak verb (分析, 补充) counts only beside another or at the end of its clause."""


class Grammar(ABC):
    @abstractmethod
    def signs(self, masked: str) -> Sequence[Sign]:
        """All signs in a block, in order; a sentence without any has neither speaker nor source."""

    @abstractmethod
    def said(self, text: str, masked: str, span: Span, named: Mapping[str, None], signs: Sequence[Sign]) -> Said:
        """Who speaks in a sentence; `named` has the speakers so far, `signs` those of the sentence."""


@cache
def speech_tables() -> Mapping[str, Mapping[str, str]]:
    """The words of `data/speech.toml`."""
    import tomllib

    return tomllib.loads((DATA / "speech.toml").read_text(encoding="utf-8"))


# --- Chinese -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Chinese(Grammar):
    words: Automaton
    """Words that only look like verbs of speech, then verbs, then weak verbs."""
    strong_from: int
    weak_from: int
    cite: re.Pattern[str]
    lead_in: re.Pattern[str]
    tail: re.Pattern[str]
    pronouns: frozenset[str]
    outlet_ends: tuple[str, ...]
    unnamed: re.Pattern[str]
    counted: re.Pattern[str]
    asked: re.Pattern[str]

    def signs(self, masked: str) -> Sequence[Sign]:
        strong, weak = self.strong_from, self.weak_from
        found = [Sign(start, end, True, word >= weak) for word, start, end in self.words.find(masked) if word >= strong]
        if others := [Sign(*match.span(), False) for match in OTHER_SIGN.finditer(masked)]:
            found = sorted(found + others)
        return found

    def said(self, text: str, masked: str, span: Span, named: Mapping[str, None], signs: Sequence[Sign]) -> Said:
        first, last = span
        verbs = [sign for sign in signs if sign.verb]
        other = len(verbs) < len(signs)
        speaker: str | None = None
        cited: list[str] = []
        begins: int | None = None
        for match in self.cite.finditer(masked, first, last) if other else ():
            name = text[match.start(1) : match.end(1)].strip("《》「」“” ")
            if self.is_outlet(plain(name), name):
                cited.insert(0, name)
            elif name:
                speaker = name
            begins = begins if begins is not None else match.start()
        counted = self.counted.match(masked, first, last) if other and begins is None else None
        if counted and _names_somebody(text[first : counted.end(1)]):
            speaker, begins = text[first : counted.end(1)].strip(" 《》"), first
        opens = False
        clauses = _clauses(masked, first, last)
        passed = 0
        for number, (start, end) in enumerate(clauses):
            while passed < len(verbs) and verbs[passed].start < start:
                passed += 1
            begun = passed
            while passed < len(verbs) and verbs[passed].end <= end:
                passed += 1
            inside = verbs[begun:passed]
            if other:
                if unnamed := self.unnamed.match(masked, start, end):
                    speaker = text[start : unnamed.end()].removesuffix("是")
                    begins = begins if begins is not None else start
                    continue
                asked = self.asked.match(masked, start, end)
                if asked and self.is_outlet(plain(name := text[start : asked.end(1)]), name):
                    cited.insert(0, OUTLET_NAME.sub(r"\1", name))
                    speaker = text[asked.start(2) : asked.end(2)]
                    begins = start if begins is None else begins
                    continue
            verb = self._verb(masked, end, inside) if inside else None
            if verb is None or ((cut := self.cite.match(masked, start, end)) and cut.end() >= verb[0]):
                continue
            subject = _subject(masked[start : verb[0]], text[start : verb[0]])
            opens = verb[1] >= end and (end == last or masked[end] in ":：,，")
            if subject.through:
                cited.insert(0, subject.through)
            before = (speaker, len(cited))
            if subject.sort is Sort.NONE:
                speaker = speaker or _acting(text[first:start])
            elif subject.sort is Sort.PRONOUN:
                speaker = speaker or meant_by(text[first:start], named)
            elif subject.sort is Sort.OUTLET:
                cited.insert(0, OUTLET_NAME.sub(r"\1", subject.name))
            elif subject.sort is Sort.SPEAKER:
                speaker = subject.name
            else:
                continue
            if begins is None and (speaker, len(cited)) != before:
                begins = self._begins(masked, clauses[: number + 1], last, verb[1])
        if speaker is None and cited:
            speaker = cited.pop(0)
        return Said(speaker, tuple(dict.fromkeys(cited)), opens, begins - first if begins else 0)

    def _begins(self, masked: str, clauses: Sequence[tuple[int, int]], last: int, verb_end: int) -> int:
        """Where the statement begins: at its clause, or a short one before it (a date); at 0 if nothing follows it."""
        start, _ = clauses[-1]
        if not masked[verb_end:last].strip(' ,，。.!！?？”」"'):
            return 0
        for low, high in reversed(clauses[:-1]):
            if high - low > SHORT_CLAUSE or WHEN.search(masked, low, high) is None:
                break
            start = low
        return start

    def _verb(self, masked: str, end: int, verbs: Sequence[Sign]) -> tuple[int, int] | None:
        """Where in a clause the first verb of speech begins, and where those that follow it at once end."""
        begin = last = -1
        for number, (low, high, _, weak) in enumerate(verbs):
            said = high < end and masked[high] == "道"
            if weak and not (said or high == end or (number + 1 < len(verbs) and verbs[number + 1].start == high)):
                continue
            if begin >= 0 and low > last:
                break
            begin = low if begin < 0 else begin
            last = high + said
        return (begin, last) if begin >= 0 else None

    def trimmed(self, stretch: str) -> tuple[int, int]:
        """Where in what stands before a verb the name lies, without the words of time and manner around it."""
        low, high = 0, len(stretch)
        while (lead := self.lead_in.match(stretch, low, high)) and lead.end() > low:
            low = lead.end()
        while (tail := self.tail.search(stretch, low, high)) and tail.start() > low and tail.end() == high and tail[0]:
            high = tail.start()
        return low, high

    def is_outlet(self, flat: str, name: str) -> bool:
        """Whether a name, also given as `plain` writes it, is an outlet's."""
        return flat.removesuffix("》").endswith(self.outlet_ends) or names_outlet(name)


class Sort(Enum):
    """What stands before a verb of speech."""

    NONE = auto()
    PRONOUN = auto()
    OUTLET = auto()
    SPEAKER = auto()
    NOBODY = auto()
    """Something that cannot speak."""


class _Subject(NamedTuple):
    sort: Sort
    name: str
    through: str = ""
    """The outlet that asked or relayed it."""


@lru_cache(maxsize=20_000)
def _subject(masked: str, text: str) -> _Subject:
    """Who speaks, from what stands in a clause before the verb. Names come back, within a text and from day to day."""
    grammar = chinese()
    low, high = grammar.trimmed(masked)
    name = text[low:high].strip(" “”\"'「」")
    flat = plain(name)
    through = ""
    if interviewed := INTERVIEWED.match(name):
        through, name = interviewed[1].strip("《》"), interviewed[2]
        flat = plain(name)
    elif relayed := RELAYED.match(flat):
        through = OUTLET_NAME.sub(r"\1", name[: relayed.end(1)])
        low, high = grammar.trimmed(relayed[2])
        name, flat = name[relayed.start(2) + low : relayed.start(2) + high], relayed[2][low:high]
    if not name:
        sort = Sort.NONE
    elif flat in grammar.pronouns:
        sort = Sort.PRONOUN
    elif len(name) > LONGEST_SPEAKER or name.lower() in ARTICLES or UNSPEAKABLE.search(name):
        sort = Sort.NOBODY
    else:
        sort = Sort.OUTLET if grammar.is_outlet(flat, name) else Sort.SPEAKER
    return _Subject(sort, name, through)


@lru_cache(maxsize=20_000)
def names_outlet(name: str) -> bool:
    """Whether a Chinese phrase ends with a known outlet, or holds one in Latin letters."""
    flat = plain(name)
    known = [hit for hit in find_chinese(flat) if hit.anchors[0].kind == "outlet"]
    return any(hit.end == len(flat.rstrip("》")) for hit in known) or any(
        hit.anchors[0].kind == "outlet" for hit in (find_latin(name, "en") if LATIN_SIGN.search(name) else ())
    )


def meant_by(before: str, named: Mapping[str, None]) -> str | None:
    """Whom a pronoun means: the speaker named last in the sentence so far, else in the article so far."""
    latest = tuple(named)[-MOST_NAMED:]
    here = [(before.rfind(name), name) for name in latest if name in before]
    return max(here)[1] if here else latest[-1] if latest else None


def _acting(before: str) -> str | None:
    """The organisation or person with whom a clause before this one begins: 美国商务部发布…，警告…."""
    flat = plain(before)
    for start, end in reversed(_clauses(flat, 0, len(flat))):
        for hit in find_chinese(flat[start:end]):
            if hit.start == 0 and hit.anchors[0].kind == "name":
                return before[start : start + hit.end]
    return None


OTHER_SIGN = re.compile(
    "[据按]|外界|普遍|[数计问访询算]过|采访了|询问了|评价|报[道导]称|的(?:数据|统计|账本|调查|报告|民调)|有(?:分析|评论|观点|消息)"
)
"""What points to a speaker or source without a verb of speech."""

SHORT_CLAUSE = 12
WHEN = re.compile("日|月|年|周|星期|今天|昨天|昨晚|时间|此前|此后|随后|近来|目前|对此|同时|此外")
RELAYED = re.compile(r"(.{2,20}?)(?:引述|引用|援引|转述)(.{2,24}?)(?:的?(?:报道|报导|长文|分析|消息|文章|说法)|的话)?$")


def _names_somebody(phrase: str) -> bool:
    """Whether a phrase holds a name: of an outlet or organisation, in Latin letters, or in title marks."""
    return (
        "《" in phrase
        or bool(LATIN_LETTERS.search(phrase))
        or any(hit.anchors[0].kind in {"outlet", "name", "body"} for hit in find_chinese(plain(phrase)))
    )


LATIN_SIGN = re.compile("[0-9A-Za-z\u00c0-\u024f]")
LATIN_LETTERS = re.compile(r"[A-Za-z]{3}")
INTERVIEWED = re.compile(r"接受(《?[^《》，,]{2,14}》?)(?:采访|採訪|专访|專訪)(?:的|时|時)(.*)$")
OUTLET_NAME = re.compile(r"^.{0,10}《([^《》]{2,16})》$")
ARTICLES = frozenset({"the", "a", "an", "der", "die", "das", "ein", "eine"})
"""What is left of a subject that was cut too short."""

UNSPEAKABLE = re.compile(
    r"[\x01!?！？。；;]|^[的了是在有与和及以被把从]|(?:使|让|使得|不|没有|无法|可以|能够|应该|将|会|要|被|所|是|为|了|和|与|受到|遭到|引发|引起|一经|很难|难以)$"
)
CLAUSE_BORDER = re.compile(
    r"[,，。;；:：!！?？\n”」\"【](?:(?<=[,，])(?:(?!\d)|(?<!\d.))|(?<=[。;；:：!！?？\n])|(?<=[”」\"])(?=[^,，。:：])"
    r"|(?<=【)[^】]{1,40}】)"
)
"""Where one clause ends and the next begins; it begins with one set of characters, so that others are skipped fast."""


def _clauses(flat: str, start: int, last: int) -> list[tuple[int, int]]:
    """The clauses of a stretch of text, without the signs between them."""
    found = []
    for border in CLAUSE_BORDER.finditer(flat, start, last):
        low, high = border.span()
        if flat[low] in '”」"':
            low = high
        if low > start:
            found.append((start, low))
        start = high
    if start < last:
        found.append((start, last))
    return found


@cache
def chinese() -> _Chinese:
    """The grammar of attribution in Chinese, both scripts."""
    table = speech_tables()["zh"]
    unnamed = plain(table["unnamed"])
    lists = [table[name].split("|") for name in ("not_verbs", "verbs", "weak")]
    return _Chinese(
        words=Automaton([word for words in lists for word in words], prefer="longest"),
        strong_from=len(lists[0]),
        weak_from=len(lists[0]) + len(lists[1]),
        cite=re.compile(f"(?:{table['cite']})([^,，。;；:：\x01]{{2,24}}?){table['cite_end']}"),
        lead_in=re.compile(f"(?:{table['lead_in']}|[ 　、])"),
        tail=re.compile(f"(?:{table['tail']}|[ 　、])$".replace("$", r"(?=$|\Z)")),
        pronouns=frozenset(table["pronoun"].split("|")),
        outlet_ends=tuple(table["outlet_end"].split("|")),
        unnamed=re.compile(unnamed),
        asked=re.compile(f"([^,，。;；:：]{{2,20}}?)(?:{table['asked']})([^,，。;；:：]{{2,16}})$"),
        counted=re.compile(f"([^,，。;；:：]{{2,20}}?)(?:{table['counted']})"),
    )
