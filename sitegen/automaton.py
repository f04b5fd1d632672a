"""Many words found in one pass: the one door to the Aho–Corasick library."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which the automaton cannot read: no word holds one."""


class Automaton:
    """A list of words, searched all at once; linear in the text whatever the number of words.

    `prefer` says which hits count: `all` of them, or from left to right without overlap the `longest` word that begins
    at a place, or the `first` one in the list.
    """

    def __init__(self, words: Iterable[str], *, prefer: str = "all") -> None:
        import ahocorasick_rs

        self._words = list(words)
        self._every = prefer == "all"
        kind = {
            "all": ahocorasick_rs.MatchKind.Standard,
            "longest": ahocorasick_rs.MatchKind.LeftmostLongest,
            "first": ahocorasick_rs.MatchKind.LeftmostFirst,
        }[prefer]
        self._automaton = (
            ahocorasick_rs.AhoCorasick(
                self._words,
                matchkind=kind,
                store_patterns=False,
                implementation=ahocorasick_rs.Implementation.ContiguousNFA,
            )
            if self._words
            else None
        )

    def find(self, text: str) -> Sequence[tuple[int, int, int]]:
        """All hits as plain tuples (word, start, end), by their ends, or by their starts where none overlap."""
        if self._automaton is None:
            return ()
        if not text.isascii():
            text = HALF.sub("\ufffd", text)
        found: Sequence[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text, overlapping=self._every)
        return found
