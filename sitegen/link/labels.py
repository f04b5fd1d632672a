"""Anchors as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sitegen.link.gazetteer import KINDS, plain
from sitegen.link.people import chinese_people, pinyin_key, pinyin_name, reads_as
from sitegen.link.sounds import chinese_keys, foreign_run, latin_keys, plain_letters
from sitegen.link.tables import read_rows
from sitegen.model import Digest, Reason
from sitegen.text import WORD, is_chinese


@cache
def _table() -> dict[Reason, tuple[str, str]]:
    """Anchor to its first Chinese and its first Latin name."""
    found: dict[Reason, tuple[str, str]] = {}
    for kind, table in KINDS:
        if kind == "concept":
            continue
        for identifier, chinese, latin in read_rows(table):
            first = (
                next((name for name in latin if not name.endswith(("~", "*"))), identifier).partition(":")[2]
                or latin[0]
                if latin
                else identifier
            )
            first = (
                first
                if first != first.lower()
                else first.title()
                if len(first) > 4 or kind in {"place", "country"}
                else first.upper()
            )
            found[Reason(kind, identifier)] = (chinese[0] if chinese else first, first)
    return found


def label(reason: Reason, lang: str) -> str:
    """The anchor's name in a language: Chinese for `zh…`, else Latin; a value that is no id stays as it is."""
    names = _table().get(reason)
    if names is None:
        return amount_in_words(reason.value) if reason.kind == "figure" else reason.value
    return names[0] if is_chinese(lang) else names[1]


def amount_in_words(value: str) -> str:
    """A figure's value with its digits grouped: `2.09e+11` is `209 000 000 000` (narrow spaces)."""
    number, space, unit = value.partition(" ")
    if number.endswith("%"):
        return value
    exact = float(number)
    grouped = (f"{int(exact):,}" if exact == int(exact) else f"{exact:,.6g}").replace(",", "\u202f")
    return grouped + space + unit


def both_names(reason: Reason) -> str:
    """The anchor's Chinese and Latin names side by side, once where they are equal: `波音 / Boeing`."""
    chinese, latin = label(reason, "zh"), label(reason, "en")
    return chinese if chinese.casefold() == latin.casefold() else f"{chinese} / {latin}"


def written(word: str, digest: Digest) -> str | None:
    """A word as the article writes it, from its form without case and accents."""
    for passage in digest.passages:
        if any(reason.kind == "word" and reason.value == word for reason in passage.anchors):
            return next((each for each in WORD.findall(passage.text) if plain_letters(each) == word), None)
    return None


def people(key: str, digest: Digest) -> Iterator[str]:
    """The person of this name in pinyin, as the article writes it."""
    for passage in digest.passages:
        if not is_chinese(digest.lang):
            yield from (match[0] for match in pinyin_name().finditer(passage.text) if key == pinyin_key(match))
            continue
        flat = plain(passage.text)
        for place, name in chinese_people(flat):
            if name == key:
                yield next(flat[place : place + end] for end in (2, 3) if reads_as(flat[place : place + end], key))


def surface(key: str, digest: Digest) -> Iterator[str]:
    """The names in an article that sound like a key."""
    for passage in digest.passages:
        if all(reason.kind != "sound" or reason.value != key for reason in passage.anchors):
            continue
        if is_chinese(digest.lang):
            yield from (match[0] for match in foreign_run().finditer(passage.text) if key in chinese_keys(match[0]))
        else:
            yield from (
                word
                for word in WORD.findall(passage.text)
                if word[0].isupper() and key in latin_keys(word.removesuffix("'s"))
            )
