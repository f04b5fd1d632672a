"""Characters are rewritten by their rule, whenever and wherever they occur first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sitegen.characters import UNKNOWN, Characters


def test_characters_that_come_later_are_asked_for_then() -> None:
    asked: list[str] = []

    def rule(character: str) -> str:
        asked.append(character)
        return character.upper()

    upper = Characters(rule)
    assert [upper("aba"), upper("ab"), upper("abc"), upper("ß")] == ["ABA", "AB", "ABC", "SS"]
    assert {"a", "b", "c", "ß"} == set(asked)


@given(st.lists(st.text(alphabet=st.characters() | st.sampled_from(["a", "é", "文", "𠮷", UNKNOWN]), max_size=20)))
def test_every_text_is_rewritten_as_its_characters_are(texts: list[str]) -> None:
    doubled = Characters(lambda character: "" if character == "a" else character * 2)
    for text in texts:
        assert doubled(text) == "".join(map(doubled.of, text))
