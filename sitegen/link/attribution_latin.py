"""Who is said to have said it in German and English; loaded with the first such text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sitegen.link.attribution import LONGEST_SPEAKER, Grammar, Said, Sign, meant_by, speech_tables
from sitegen.link.gazetteer import find_latin
from sitegen.model import Span

NAME_WORD = r"[A-ZÄÖÜ0-9][\w.&’'/-]*"
OPENING = (
    r"[Dd](?:er|ie|as|em|en|es)|[Ee]in(?:e[rmns]?)?|[Tt]he|[Aa]n?|[Mm]any|[Vv]iele|[Mm]ehrere|[Ss]everal|[Ss]ome|[Ee]inige"
    r"|[Cc]hief|[Pp]resident"
)
GOING_ON = (
    rf"{NAME_WORD}|und|and|von|van|de|of|der|des|für|the|&|[a-zäöü]+(?:en|er|es)(?=\s+[A-ZÄÖÜ])|\([^()]{{1,40}}\)"
)
NOUN_PHRASE = rf"(?:(?:{OPENING})\s+)?(?:[\w&’'/-]+\s+){{0,3}}?{NAME_WORD}(?:\s+(?:{GOING_ON})(?!\w)){{0,9}}"
PHRASE = re.compile(NOUN_PHRASE)
INVERTING = re.compile(
    r"(?:Am|Im|In|An|Auf|Bei|Nach|Vor|Seit|Bereits|Zuvor|Damals|Später|Zugleich|Dabei|Dazu|Dort|Heute|Gestern|Zudem"
    r"|Außerdem|On|At|Earlier|Last|Later)\b"
)
ARTICLE = re.compile(r"^(?:auch\s+|also\s+)?(?:[Dd](?:er|ie|as|em|en|es)|[Ee]in(?:e[rmns]?)?|[Tt]he|[Aa]n?)\s+")
TRAILING = re.compile(r"\s+(?:und|and|von|van|de|of|der|des|für|the|&|in|im|am|on|at)$")
LATIN_PLACE = re.compile(r"\s+(?:in|im|am|auf|bei|vor|gegenüber|on|at|in)\s.*$")
PASSIVE_REPORT = re.compile(
    r"\b(?:[Ii]n (?:dem|einem) (Bericht|Gutachten|Schreiben)(?: (?:des|der|von) [^,]{2,40})? (?:wurde|wird) darauf "
    r"hingewiesen|hieß es in (?:dem|einem|der|einer) ([A-ZÄÖÜ]\w+))"
)
TOWARDS = re.compile(r"\b(?:gegenüber|told)\s+(?:der|dem|the)?\s*(" + NAME_WORD + r"(?:\s+" + NAME_WORD + r"){0,4})")
RELATIVE = re.compile(
    r"^(?:der|die|das|den|dem|dass|which|who|that|und|and|es|it|wie|as|was|what|ob|wenn|if)$", re.IGNORECASE
)
HYPHENATED = re.compile(r"[\w-]+")
BRACKETED = re.compile(r"\([^()]*\)")
BEFORE_OBJECT = re.compile(
    r"\s*(?:,|:|dass\b|that\b|gegenüber\b|einmal\b|sogar\b|am\b|on\b|in\b|to\b|zu\b|es\b|it\b|sich\b|\x01|“|”|\"|«|$)"
)


@dataclass(frozen=True)
class _Latin(Grammar):
    lang: str
    sign_words: frozenset[str]
    """The first words of all signs."""
    any_sign: re.Pattern[str]
    verb: re.Pattern[str]
    according: re.Pattern[str]
    after: re.Pattern[str] | None
    pronoun: re.Pattern[str]

    def signs(self, masked: str) -> Sequence[Sign]:
        words = self.sign_words
        places = [match.span() for match in HYPHENATED.finditer(masked) if match[0] in words]
        return [Sign(*place) for place in places if self.any_sign.match(masked, place[0])]

    def said(self, text: str, masked: str, span: Span, named: Mapping[str, None], signs: Sequence[Sign]) -> Said:
        part = masked[span.start : span.end]
        speakers: list[str] = []
        cited: list[str] = []
        opens = False
        following = (PHRASE.match(part, match.end()) for match in self.according.finditer(part))
        speakers += [_trimmed(phrase[0]) for phrase in following if phrase]
        if self.after and (closing := self.after.search(part)):
            phrases = list(PHRASE.finditer(part, max(0, closing.start() - 90), closing.start()))
            if phrases:
                speakers.append(_trimmed(phrases[-1][0]))
        if report := PASSIVE_REPORT.search(part):
            speakers.append(report[1] or report[2])
        for match in self.verb.finditer(part):
            name = self._subject(part, match.start(), match.end())
            if name is None:
                continue
            opens = opens or part[match.end() :].strip(' ,:\x01“”"«»„') == ""
            if self.pronoun.fullmatch(name):
                if meant := meant_by(part[: match.start()], named):
                    speakers.append(meant)
            elif not RELATIVE.match(name) and len(name) <= 2 * LONGEST_SPEAKER:
                speakers.append(name)
        if speakers and (towards := TOWARDS.search(part)):
            cited.append(_trimmed(towards[1]))
        outlets = [name for name in speakers if self._is_outlet(name)]
        people = [name for name in speakers if name not in outlets]
        speaker = people[0] if people else outlets.pop(0) if outlets else None
        return Said(speaker, tuple(dict.fromkeys((*cited, *outlets))), opens)

    def _subject(self, part: str, start: int, end: int) -> str | None:
        before = part[:start].rstrip()
        clause = before[
            max(before.rfind(mark) for mark in ("\x01", ":", ";", "“", "”", "»", "«", '"', "–")) + 1 :
        ].strip(" ,")
        inverted = not clause or INVERTING.match(clause) is not None or before.endswith(",")
        if inverted and not BEFORE_OBJECT.match(part, end):
            phrase = PHRASE.match(part, end + (part[end : end + 1] == " "))
            return _trimmed(phrase[0]) if phrase else None
        if not clause or inverted:
            return None
        pieces = [piece.strip() for piece in clause.split(",")]
        pieces = [piece for piece in pieces if piece]
        if not pieces:
            return None
        if len(pieces) > 1 and re.fullmatch(rf"{NAME_WORD}(?:\s+{NAME_WORD}){{1,3}}", pieces[-1]):
            return pieces[-1]
        if self.pronoun.fullmatch(pieces[-1].lower()):
            return pieces[-1].lower()
        phrase = PHRASE.match(pieces[0])
        if len(pieces) > 1 and not phrase:
            phrase = PHRASE.match(pieces[-1])
        if not phrase:
            return None
        rest = pieces[0][phrase.end() :].strip()
        if len(pieces) == 1 and rest and not re.fullmatch(r"(?:[a-zäöü]+\s*){1,2}|(?:in|im|am|on|at)\s.*", rest):
            return None
        return _trimmed(phrase[0])

    def _is_outlet(self, name: str) -> bool:
        return any(hit.anchors[0].kind == "outlet" for hit in find_latin(name, self.lang))


def _trimmed(phrase: str) -> str:
    return TRAILING.sub("", LATIN_PLACE.sub("", ARTICLE.sub("", phrase.strip()))).rstrip(".’' ")


@cache
def latin(lang: str) -> _Latin:
    """The grammar of attribution in German or English."""
    table = speech_tables()[lang]
    after = table.get("after")
    signs = f"{table['verbs']}|{table['according']}|{after or table['verbs']}|hingewiesen|hieß"
    first_words = map(HYPHENATED.match, BRACKETED.sub("", signs).split("|"))
    return _Latin(
        lang=lang,
        sign_words=frozenset(match[0] for match in first_words if match),
        any_sign=re.compile(rf"(?:{signs})(?![\w-])"),
        verb=re.compile(rf"(?<![\w-])(?:{table['verbs']})(?![\w-])"),
        according=re.compile(rf"(?<!\w)(?:{table['according']})\s+"),
        after=re.compile(rf"(?<=\w)\s+(?:{after})\b") if after else None,
        pronoun=re.compile(table["pronoun"]),
    )
