"""The site's settings: `[tool.sitegen]` of pyproject.toml, or sitegen.toml beside it, which wins where present."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from sitegen.diagnostics import Problem, did_you_mean, position, problem_on
from sitegen.model import EDITIONS, Config

SETTINGS = {each.name.replace("_", "-"): each.name for each in fields(Config)}
BY_LANGUAGE = frozenset({"title", "description"})
FOLDERS = frozenset({"content", "output", "cache", "theme"})
LISTS = frozenset({"editions"})
WEB_ADDRESS = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a site, where they stand, and what is wrong with them."""

    config: Config
    path: str
    """File the settings came from, relative to the site's folder; empty: all are the defaults."""
    problems: tuple[Problem, ...]


def read_config(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of the site in a folder; `SITEGEN_BASE_URL` in the environment stands in for `base-url`."""
    path, text, table, problems = _settings_table(root)
    config = Config()
    if table is not None:
        config, found = _config_from(table, path, text)
        problems += found
    if config.base_url is None and (address := (environment or {}).get("SITEGEN_BASE_URL")):
        if WEB_ADDRESS.match(address):
            config = replace(config, base_url=with_slash(address))
        else:
            message = f"SITEGEN_BASE_URL is «{address}», which is not a web address"
            problems += (Problem(path, 0, 0, "bad-address", message, hint="it begins with https://"),)
    return Settings(config, path, problems)


def with_slash(address: str) -> str:
    """The address with exactly one slash at its end."""
    return address.rstrip("/") + "/"


def _settings_table(root: Path) -> tuple[str, str, Mapping[str, object] | None, tuple[Problem, ...]]:
    for path in ("sitegen.toml", "pyproject.toml"):
        if not (root / path).is_file():
            continue
        try:
            text = (root / path).read_text(encoding="utf-8")
            whole = tomllib.loads(text)
        except (UnicodeDecodeError, OSError) as error:
            return path, "", None, (Problem(path, 0, 0, "unreadable", f"cannot be read: {error}"),)
        except tomllib.TOMLDecodeError as error:
            return path, text, None, (_broken_toml(path, text, str(error)),)
        if path == "sitegen.toml":
            table = whole.get("tool", {}).get("sitegen", whole) if isinstance(whole.get("tool", {}), dict) else whole
        else:
            table = whole.get("tool", {}).get("sitegen")
        if isinstance(table, dict):
            return path, text, table, ()
    return "", "", None, ()


def _broken_toml(path: str, text: str, message: str) -> Problem:
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(place[1]), int(place[2])) if place else (max(text.count("\n"), 1), 1)
    return problem_on(path, text, line, column, "broken-toml", f"this is not TOML: {message}")


def _config_from(table: Mapping[str, object], path: str, text: str) -> tuple[Config, tuple[Problem, ...]]:
    values: dict[str, object] = {}
    problems: list[Problem] = []

    def report(key: str, code: str, message: str, hint: str = "") -> None:
        found = re.search(rf"^\s*\"?{re.escape(key)}\"?\s*=", text, re.MULTILINE)
        line, column = position(text, found.start() + len(found[0]) - len(found[0].lstrip())) if found else (1, 1)
        problems.append(problem_on(path, text, line, column, code, message, length=len(key), hint=hint))

    for key, value in table.items():
        name = SETTINGS.get(key)
        if name is None:
            report(key, "unknown-key", f"unknown setting «{key}»", did_you_mean(key, SETTINGS))
        elif not _fits(name, value):
            report(key, "wrong-type", f"the setting «{key}» cannot be {value!r}", _expected(name))
        elif name == "base_url" and value and not WEB_ADDRESS.match(str(value)):
            report(key, "bad-address", f"«{value}» is not a web address", 'base-url = "https://name.github.io/repo/"')
        elif name in FOLDERS and value and not inside(str(value)):
            report(key, "folder-outside", f"the folder «{value}» leads out of the site's folder")
        elif name == "editions" and (wrong := [each for each in _list(value) if each not in EDITIONS]):
            report(key, "bad-language", f"there is no edition «{wrong[0]}»", did_you_mean(wrong[0], EDITIONS))
        else:
            values[name] = _shaped(name, value)
    return replace(Config(), **values), tuple(problems)  # type: ignore[arg-type]


def inside(folder: str) -> bool:
    """True for a relative path that stays below the folder it is relative to."""
    return not os.path.isabs(folder) and not os.path.normpath(folder).startswith("..")


def _list(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _fits(name: str, value: object) -> bool:
    if name in BY_LANGUAGE:
        return isinstance(value, str) or (
            isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
        )
    if name in LISTS:
        return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def _expected(name: str) -> str:
    if name in BY_LANGUAGE:
        return f'{name} = {{ "zh-Hans" = "…", en = "…" }}'
    if name in LISTS:
        return f'{name} = ["zh-Hans", "en"]'
    return f'{name.replace("_", "-")} = "a text"'


def _shaped(name: str, value: object) -> object:
    if name in BY_LANGUAGE and isinstance(value, str):
        return dict.fromkeys(EDITIONS, value)
    if name in LISTS:
        return tuple(dict.fromkeys(_list(value)))
    if name == "base_url":
        return with_slash(str(value)) if value else None
    return value or None if name == "theme" else value


# --- the theme -------------------------------------------------------------------------------------------------------


def packed_theme() -> Path:
    """Folder of the theme that comes with sitegen: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent / "theme"


def theme_folders(own: Path | None) -> tuple[Path, ...]:
    """Where theme files are looked for, in order: the site's own folder if there is one, then the packed theme."""
    packed = packed_theme()
    if own is None or not own.is_dir() or own.resolve() == packed:
        return (packed,)
    return (own, packed)
