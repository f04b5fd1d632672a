"""Words without an entry: which are suggested, with what evidence."""

from __future__ import annotations

from sitegen.model import Name, Term
from sitegen.suggest_terms import Passage, suggest_terms

KNOWN = [Term("nato", "organisation", {"any": (Name("NATO"),), "zh-Hans": (Name("北约"),)}, also=("OTAN",))]


def found(*passages: tuple[str, str, str]) -> dict[str, tuple[str, int, tuple[str, ...]]]:
    return {
        each.text: (each.kind, each.count, each.articles)
        for each in suggest_terms([Passage(*passage) for passage in passages], KNOWN)
    }


def test_acronyms_that_two_articles_share() -> None:
    assert found(
        ("a", "en", "The SEC and NATO met; OTAN too."),
        ("b", "zh-Hans", "北约与SEC开会，OTAN也来。"),
        ("c", "de", "Die BAFA prüft."),
    ) == {"SEC": ("acronym", 2, ("a", "b"))}


def test_names_that_recur_in_one_article() -> None:
    text = "Later Palantir said so. Then Palantir left. In Palantir they trust. However it ended."
    assert found(("a", "en", text)) == {"Palantir": ("name", 3, ("a",))}


def test_german_nouns_are_no_names_but_pairs_are() -> None:
    assert found(
        ("a", "de", "Die Europäische Kommission sagt der Regierung ab."),
        ("b", "de", "Auch die Europäische Kommission und die Regierung warten."),
    ) == {"Europäische Kommission": ("name", 2, ("a", "b"))}


def test_both_chinese_scripts_are_one_word() -> None:
    names = found(
        ("a", "zh-Hans", "他推出了云鲸智造（Narwal）新品。"),
        ("b", "zh-Hant", "雲鯨智造(Narwal)上市。"),
    )
    assert names["雲鯨智造"] == ("bracketed", 2, ("a", "b"))


def test_a_suggestion_brings_sentences_from_different_articles() -> None:
    (suggestion,) = suggest_terms(
        [Passage("a", "en", "One. The SEC acts. Three."), Passage("b", "en", "So the SEC waits.")], KNOWN
    )
    assert suggestion.sentences == ("The SEC acts.", "So the SEC waits.")


def test_a_word_seen_twice_in_one_article_does_not_recur() -> None:
    assert found(("a", "en", "The SEC and the SEC.")) == {}
