"""Mistakes that are not in the content: in the site's own theme, or in sitegen itself."""

from __future__ import annotations

import re
import tomllib
import traceback
from collections.abc import Iterator
from pathlib import Path

from sitegen.diagnostics import Problem, problem_on

TEMPLATE_FRAME = re.compile(r'File "([^"\n]+\.html)", line (\d+)')


def theme_problem(error: Exception, theme: Path | None = None) -> Problem | None:
    """What is wrong with a template or with interface texts, where the error is one of the theme's; else None."""
    from jinja2 import TemplateError

    if isinstance(error, TemplateError):
        return _template_problem(error)
    if isinstance(error, tomllib.TOMLDecodeError):
        return _texts_problem(theme)
    return None


def _template_problem(error: Exception) -> Problem:
    from jinja2 import TemplateSyntaxError

    path, line = "theme", 0
    if isinstance(error, TemplateSyntaxError):
        path, line = error.filename or "theme", error.lineno
    else:
        for filename, number in (*_frames(error), *_told(error)):
            path, line = filename, number
    message = str(getattr(error, "message", "") or error)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Problem(_shown(path), line, 1, "broken-template", message)
    return problem_on(_shown(path), text, line, 1, "broken-template", message)


def _frames(error: Exception) -> Iterator[tuple[str, int]]:
    """The templates that the error passed through, outermost first."""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith(".html"):
            yield frame.filename, frame.lineno or 0


def _told(error: Exception) -> Iterator[tuple[str, int]]:
    """The same from the notes of an error that came from another process without its traceback."""
    for note in getattr(error, "__notes__", ()):
        for filename, number in TEMPLATE_FRAME.findall(note):
            yield filename, int(number)


def _shown(path: str) -> str:
    place = path.rfind("/templates/")
    return f"theme{path[place:]}" if place >= 0 else path


def _texts_problem(theme: Path | None) -> Problem:
    for path in sorted(theme.glob("i18n/*.toml")) if theme else ():
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"at line (\d+), column (\d+)", str(error))
            line, column = (int(place[1]), int(place[2])) if place else (1, 1)
            message = f"this is not TOML: {error}"
            return problem_on(
                f"{theme.name if theme else ''}/i18n/{path.name}", text, line, column, "broken-toml", message
            )
    return Problem("theme", 0, 0, "broken-toml", "a file of interface texts is not TOML")


def unexpected(error: Exception) -> Problem:
    """sitegen itself failed: the terminal has the whole story."""
    message = f"sitegen failed on this change ({type(error).__name__}: {error}); the pages are as they were before it"
    return Problem("", 0, 0, "unexpected", message, hint="the terminal shows where; it is a fault of sitegen")
