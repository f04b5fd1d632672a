"""The theme: its folders, its templates (the door to Jinja2) and highlighted code (the door to Pygments)."""

from __future__ import annotations

import contextlib
import hashlib
import os
from functools import lru_cache
from pathlib import Path

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Call, Expr, Name
from markupsafe import Markup

from sitegen.model import Page
from sitegen.render.markup import escape, joinable, visible

BINARY_OR_TEXT = frozenset({".css", ".js", ".svg", ".png", ".ico", ".webp", ".jpg", ".txt", ".json", ".webmanifest"})
"""Endings of the static files that are published."""


class Writer(CodeGenerator):
    """Compiles templates. Jinja asks twice of each value that is set whether it is markup; here `finalize` alone does.

    The name `t` is called as it is, without a look at whether it wants the template's variables.
    """

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("(")
            self.write(finalize.src or "")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Call(self, node: Call, frame: Frame, forward_caller: bool = False) -> None:
        plain = not (node.dyn_args or node.dyn_kwargs or forward_caller)
        if plain and isinstance(node.node, Name) and node.node.name == "t":
            self.visit(node.node, frame)
            self.write("(")
            for each in (*node.args, *node.kwargs):
                self.visit(each, frame)
                self.write(", ")
            self.write(")")
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)


class Templates(Environment):
    """Jinja's environment with that compiler."""

    code_generator_class = Writer


class CheckedBytecode(BytecodeCache):
    """Compiled templates in a folder. Each carries a checksum: a damaged one would take the whole process down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            raw = (self.folder / f"{bucket.key}.bin").read_bytes()
            if _checksum(raw[16:]) == raw[:16]:
                bucket.bytecode_from_string(raw[16:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = bucket.bytecode_to_string()
        beside = self.folder / f"{bucket.key}.{os.getpid()}"
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(_checksum(code) + code)
            os.replace(beside, self.folder / f"{bucket.key}.bin")


def _checksum(code: bytes) -> bytes:
    return hashlib.blake2b(code, digest_size=16, key=COMPILER).digest()


COMPILER = b"sitegen 1"
"""Changes with `Writer`: what another one compiled is not read."""


def environment(folders: tuple[Path, ...], bytecode: Path | None = None) -> Environment:
    """Compiled templates over the folders. `!theme/base.html` is always the packed one, so an override can extend it.

    `bytecode`: a folder for compiled templates, which saves some 50 ms at the next start.
    """
    loaders = [FileSystemLoader(folder / "templates") for folder in folders]
    return Templates(
        loader=ChoiceLoader([*loaders, PrefixLoader({"!theme": loaders[-1]})]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=joinable,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CheckedBytecode(bytecode) if bytecode else None,
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
