"""Texts rewritten character by character, by a rule that is asked once for each character that ever occurs."""

from __future__ import annotations

import re
from collections.abc import Callable

UNKNOWN = "\ufdd1"
"""A noncharacter: what a table says of a character that has not occurred yet."""

BEYOND = re.compile("[\U00010000-\U0010ffff]")


class Characters:
    """What each character becomes: called with a text, the text with every character replaced.

    `str.translate` reads a list twice as fast as a dict, and most texts bring no character that an earlier one did not
    have. So they go through a list; where a new character shows, the rule is asked, and the text goes through again.
    """

    def __init__(self, rule: Callable[[str], str]) -> None:
        self._common = [UNKNOWN] * 0x10000
        self._all = _Learnt(rule)

    def __call__(self, text: str) -> str:
        if BEYOND.search(text):
            return text.translate(self._all)
        done = text.translate(self._common)
        if UNKNOWN in done:
            for character in set(text):
                self._common[ord(character)] = self.of(character)
            done = text.translate(self._common)
        return done

    def of(self, character: str) -> str:
        """What one character becomes."""
        return self._all[ord(character)]


class _Learnt(dict[int, str]):
    """The rule's answers, for characters beyond the list and for single ones."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = became = self._rule(chr(code))
        return became
