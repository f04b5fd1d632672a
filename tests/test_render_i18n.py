"""Interface texts: every language has every text, and no page asks for one that is missing."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from sitegen.cldr import language_name, locale_of
from sitegen.render import packed_theme
from sitegen.render.catalogue import Catalogue, read_catalogue, read_texts

FOLDER = packed_theme() / "i18n"
LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.toml"))
TEXTS = {lang: read_texts(FOLDER / f"{lang}.toml") for lang in LANGUAGES}
ASKED = re.compile(r"""\bt(?:\.html)?\(\s*(?:f?"([\w.-]+)"|f?'([\w.-]+)')""")
GROUPS = ("kind.", "language.", "category.", "verdict.", "note.", "date.basis.", "approx.", "unit.")
"""Texts found by a word of the content: `t.label("kind", …)`."""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())  # type: ignore[attr-defined]


def test_the_four_languages_are_there() -> None:
    assert {"zh-Hans", "zh-Hant", "en", "de"} <= set(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_text(lang: str) -> None:
    assert set(TEXTS[lang]) == set(TEXTS["en"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_takes_the_same_values_in_every_language(lang: str) -> None:
    for key, text in TEXTS[lang].items():
        expected = placeholders(forms(TEXTS["en"][key])[-1])
        for form in forms(text):
            assert placeholders(form) <= expected, key
            assert form.strip(), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plural_texts_have_a_form_for_every_category_of_the_language(lang: str) -> None:
    categories = {locale_of(lang).plural_form(n) for n in (*range(130), 1000)}
    for key, text in TEXTS[lang].items():
        if not isinstance(text, str) and len(text) > 1:
            assert set(text) == categories, key


SAME_IN_GERMAN = {"Feed", "Chip", "Organisation", "Navigation", "Person", "Name", "Text", "Video"}


@pytest.mark.parametrize("lang", [each for each in LANGUAGES if each != "en"])
def test_translated_texts_are_not_left_in_english(lang: str) -> None:
    own, english = (
        {re.sub(r"\{\w+\}|\W", "", form) for text in texts.values() for form in forms(text)}
        for texts in (TEXTS[lang], TEXTS["en"])
    )
    assert own & english - {""} <= (SAME_IN_GERMAN if lang == "de" else set())


def test_simplified_and_traditional_texts_are_each_in_their_script() -> None:
    from sitegen.script import simplified_characters

    table = simplified_characters()
    traditional_only = {key for key, simple in table.items() if key != simple}
    for key, text in TEXTS["zh-Hans"].items():
        assert not traditional_only.intersection("".join(forms(text))), key


def asked_for() -> set[str]:
    """Keys that templates and code ask for by name."""
    theme = packed_theme()
    code = Path(__file__).resolve().parent.parent / "sitegen" / "render"
    files = [*theme.glob("templates/*.html"), *code.glob("*.py")]
    found = {a or b for file in files for a, b in ASKED.findall(file.read_text(encoding="utf-8"))}
    return {key for key in found if not key.endswith(".")}


def test_every_text_that_pages_ask_for_exists() -> None:
    asked = asked_for()
    assert len(asked) > 80
    assert asked - set(TEXTS["en"]) == set()


def test_no_text_is_unused() -> None:
    code = Path(__file__).resolve().parent.parent / "sitegen"
    everything = "".join(
        file.read_text(encoding="utf-8") for file in [*packed_theme().glob("templates/*.html"), *code.rglob("*.py")]
    )
    unused = {
        key for key in TEXTS["en"] if not key.startswith(GROUPS) and f'"{key}"' not in everything.replace("'", '"')
    }
    assert unused == set()


def test_plural_forms_follow_the_language() -> None:
    english, chinese = (read_catalogue(lang, [packed_theme()]) for lang in ("en", "zh-Hans"))
    assert [english("count.articles", n=n) for n in (1, 2, 12000)] == ["1 article", "2 articles", "12,000 articles"]
    assert chinese("count.articles", n=1) == "1 篇文章"


def test_values_in_html_texts_are_escaped_unless_they_are_markup() -> None:
    from markupsafe import Markup

    texts = Catalogue("en", {"a": "<{x}> {y}"})
    assert texts.html("a", x="<b>", y=Markup("<i>i</i>")) == "&lt;&lt;b&gt;&gt; <i>i</i>"


def test_a_missing_text_falls_back_to_english_and_a_misspelt_key_fails(tmp_path: Path) -> None:
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n" / "fr.toml").write_text('skip = "Aller au texte"\n', encoding="utf-8")
    french = read_catalogue("fr", [tmp_path, packed_theme()])
    assert french("skip") == "Aller au texte"
    assert french("nav.events") == "Events"
    with pytest.raises(KeyError):
        french("nav.evnets")


def test_a_language_without_a_file_is_an_error_that_names_the_file() -> None:
    with pytest.raises(FileNotFoundError, match=r"i18n/xx\.toml"):
        read_catalogue("xx", [packed_theme()])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_removed_text_has_a_name(lang: str) -> None:
    from sitegen.clean import RULES

    kinds = {rule.kind for rule in RULES}
    assert {f"kind.{kind}" for kind in kinds} <= set(TEXTS[lang])


@pytest.mark.parametrize(
    ("tag", "edition", "name"),
    [
        ("de-AT", "en", "Austrian German"),
        ("de-AT", "de", "Österreichisches Deutsch"),
        ("pt-AO", "en", "Portuguese (Angola)"),
        ("sr-Latn-RS", "de", "Serbisch (Lateinisch, Serbien)"),
        ("yue", "zh-Hans", "粤语"),
        ("nl", "zh-Hant", "荷蘭文"),
        ("qqx", "en", "qqx"),
    ],
)
def test_languages_that_the_theme_does_not_name_are_named_by_cldr(tag: str, edition: str, name: str) -> None:
    assert language_name(tag, edition) == name
