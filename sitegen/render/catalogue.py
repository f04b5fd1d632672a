"""Interface texts: one TOML file per language in `theme/i18n/`, read into a catalogue."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import Markup

from sitegen.render.markup import escape

FALLBACK = "en"
"""The language whose texts stand in where a catalogue lacks a key; its file is complete."""

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
"""CLDR plural categories: a table of these, with `other`, is one text in several forms."""


class Catalogue:
    """The interface texts of one language. `text("home.latest")`, `text("count.articles", n=3)`."""

    def __init__(self, lang: str, texts: Mapping[str, str | Mapping[str, str]]) -> None:
        self.lang = lang
        self._texts = texts
        self._plurals: dict[int, str] = {}
        self._counts: dict[tuple[str, int], str] = {}
        self._dates: dict[str, str] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __call__(self, key: str, n: int | None = None, **values: object) -> str:
        """The text of a key, its `{placeholders}` filled as plain text; `n` chooses the plural form and fills `{n}`.

        Raises KeyError for a key that no catalogue has: a misspelt key is a bug, not an empty space.
        """
        if n is not None and not values:
            if (key, n) not in self._counts:
                if len(self._counts) > 4096:
                    self._counts.clear()
                self._counts[key, n] = self._form(key, n).format(n=self.number(n))
            return self._counts[key, n]
        text = self._form(key, n)
        if n is not None:
            values["n"] = self.number(n)
        return text.format(**values) if values else text

    def html(self, key: str, n: int | None = None, **values: object) -> Markup:
        """As a call, but markup among the values stays markup and all else is escaped."""
        if n is not None:
            values["n"] = self.number(n)
        return Markup(str(escape(self._form(key, n))).format(**{name: escape(value) for name, value in values.items()}))

    def label(self, group: str, word: str) -> str:
        """The text of `group.word`; the word itself where the group does not know it."""
        text = self._texts.get(f"{group}.{word}", word)
        return text if isinstance(text, str) else text["other"]

    def number(self, n: float) -> str:
        """A number as the language writes it."""
        from sitegen.cldr import format_number

        return format_number(n, self.lang, compact=False)

    def date(self, iso: str) -> str:
        """A date as the language writes it, as precise as it is given."""
        if iso not in self._dates:
            from sitegen.cldr import format_date

            if len(self._dates) > 4096:
                self._dates.clear()
            self._dates[iso] = format_date(iso, self.lang)
        return self._dates[iso]

    def _form(self, key: str, n: int | None) -> str:
        text = self._texts[key]
        if isinstance(text, str):
            return text
        if n is None:
            return text["other"]
        if n not in self._plurals:
            from sitegen.cldr import locale_of

            self._plurals[n] = str(locale_of(self.lang).plural_form(n))
        return text.get(self._plurals[n], text["other"])


def read_catalogue(lang: str, folders: Iterable[Path]) -> Catalogue:
    """The catalogue of a language from the theme folders, the first that has a key wins; English fills what is missing.

    Raises FileNotFoundError where no folder has the file of the language.
    """
    folders = tuple(folders)
    own = [file for folder in folders if (file := folder / "i18n" / f"{lang}.toml").is_file()]
    if not own:
        raise FileNotFoundError(f"no interface texts for «{lang}»: add i18n/{lang}.toml to the theme")
    fallback = [file for folder in folders if (file := folder / "i18n" / f"{FALLBACK}.toml").is_file()]
    texts: dict[str, str | Mapping[str, str]] = {}
    for file in reversed(own + fallback):
        texts |= read_texts(file)
    return Catalogue(lang, texts)


def read_texts(file: Path) -> dict[str, str | Mapping[str, str]]:
    """The texts of one file, `[home] latest = "…"` under the key `home.latest`."""
    return dict(_flat("", tomllib.loads(file.read_text(encoding="utf-8"))))


def _flat(prefix: str, table: Mapping[str, object]) -> Iterable[tuple[str, str | Mapping[str, str]]]:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, str) or (isinstance(value, dict) and PLURALS.issuperset(value) and "other" in value):
            yield name, value
        elif isinstance(value, dict):
            yield from _flat(f"{name}.", value)
        else:
            raise TypeError(f"{name}: a text or a table of texts is expected")
