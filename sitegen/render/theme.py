"""The theme: its folders, its templates (the door to Jinja2) and highlighted code (the door to Pygments)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
)
from markupsafe import Markup

from sitegen.model import Page
from sitegen.render.markup import escape, visible

BINARY_OR_TEXT = frozenset({".css", ".js", ".svg", ".png", ".ico", ".webp", ".jpg", ".txt", ".json", ".webmanifest"})
"""Endings of the static files that are published."""


def packed_theme() -> Path:
    """Folder of the theme that comes with sitegen: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent / "theme"


def theme_folders(own: Path | None) -> tuple[Path, ...]:
    """Where theme files are looked for, in order: the site's own folder if there is one, then the packed theme."""
    packed = packed_theme()
    if own is None or not own.is_dir() or own.resolve() == packed:
        return (packed,)
    return (own, packed)


def environment(folders: tuple[Path, ...], bytecode: Path | None = None) -> Environment:
    """Compiled templates over the folders. `!theme/base.html` is always the packed one, so an override can extend it.

    `bytecode`: a folder for compiled templates, which saves some 50 ms at the next start.
    """
    loaders = [FileSystemLoader(folder / "templates") for folder in folders]
    cache: BytecodeCache | None = None
    if bytecode is not None:
        bytecode.mkdir(parents=True, exist_ok=True)
        cache = FileSystemBytecodeCache(str(bytecode))
    return Environment(
        loader=ChoiceLoader([*loaders, PrefixLoader({"!theme": loaders[-1]})]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=cache,
    )


def static_pages(folders: tuple[Path, ...]) -> list[Page]:
    """The theme's static files as pages under `static/`, a site's own file in place of the packed one."""
    files: dict[str, Path] = {}
    for folder in reversed(folders):
        root = folder / "static"
        files |= {
            file.relative_to(root).as_posix(): file
            for file in sorted(root.rglob("*"))
            if file.is_file() and file.suffix in BINARY_OR_TEXT
        }
    return [Page(f"static/{name}", files[name].read_bytes()) for name in sorted(files)]


@lru_cache(maxsize=512)
def highlighted(code: str, language: str) -> Markup:
    """Code as HTML with Pygments' short class names; plain text where the language is unknown."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if not language or len(code) > MOST_HIGHLIGHTED:
        return escape(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(code)
    return Markup(highlight(visible(code), lexer, HtmlFormatter(nowrap=True)).rstrip("\n"))


MOST_HIGHLIGHTED = 50_000
"""Code points of code that are highlighted; a lexer's regular expressions are not made for more from strangers."""
