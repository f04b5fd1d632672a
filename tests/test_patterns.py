"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from sitegen.patterns import late


def test_a_late_pattern_does_what_a_compiled_one_does() -> None:
    pattern = late(r"(?P<letter>[a-c])\d", re.IGNORECASE)
    assert pattern.findall("a1 B2 d4") == ["a", "B"]
    assert pattern.sub(r"\g<letter>", "a1 B2") == "a B"
    assert [match.span() for match in pattern.finditer("xa1", 1)] == [(1, 3)]
    assert (pattern.groups, pattern.pattern) == (1, r"(?P<letter>[a-c])\d")
    assert pattern.match("b3")
    assert not pattern.fullmatch("b3 ")


def test_a_mistake_in_a_late_pattern_is_told_at_its_first_use() -> None:
    pattern = late("(")
    with pytest.raises(re.error):
        pattern.search("")
