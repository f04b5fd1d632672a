"""Files of an editor → articles in `content/`: reads, asks intake, writes beside and never over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sitegen.clean import clean
from sitegen.clean.explain import as_json
from sitegen.diagnostics import Problem
from sitegen.frontmatter import read_front_matter
from sitegen.intake import IntakeError, MissingExtra, SourceRule, import_capture, read_sources, summary
from sitegen.intake.capture import HTML_START, HTML_SUFFIXES
from sitegen.load import ARTICLE_SUFFIXES, MAX_BYTES, read_text
from sitegen.model import Facts


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did: a few lines for each article, and what could not be imported."""

    told: tuple[str, ...]
    failures: tuple[str, ...]
    problems: tuple[Problem, ...]


def import_files(
    content: Path, names: Sequence[str], stdin: BinaryIO, day: datetime, *, slug: str | None = None
) -> ImportOutcome:
    """Imports each file (`-`: standard input) into the content folder. One that fails does not stop the others."""
    rules, problems = _source_rules(content)
    told: list[str] = []
    failures: list[str] = []
    for name in names:
        try:
            raw = _read(name, stdin)
            imported = import_capture(
                raw, Path(name).name if name != "-" else name,
                existing=_taken(content), now=day, rules=rules, detect=_facts, slug=slug,
            )  # fmt: skip
            written = {content / "articles" / imported.filename: imported.content}
            if imported.original:
                written[content / "captures" / imported.original[0]] = imported.original[1]
            _write(written)
            told.append(summary(imported))
        except (IntakeError, MissingExtra) as error:
            failures.append(str(error))
        except OSError as error:
            failures.append(f"{name}: {error.strerror or error}")
    return ImportOutcome(tuple(told), tuple(failures), problems)


def inspect_capture(path: Path) -> dict[str, object]:
    """What `sitegen inspect clean` prints for one file: text with or without front matter, or a saved page.

    Front matter and the metadata of a page win over what the text says. Raises IntakeError, MissingExtra, OSError.
    """
    text = readable_text(path)
    front = read_front_matter(path.name, text)
    said = front.front
    row = as_json(clean(text[front.body :], keep=said.keep, drop=said.drop))
    stated = {
        "title": said.title, "lang": said.lang, "published": said.published, "publisher": said.publisher,
        "byline": said.byline, "origins": None if said.relays is None else [relay.name for relay in said.relays],
    }  # fmt: skip
    return {"id": path.stem, **row, **{key: value for key, value in stated.items() if value is not None}}


def readable_text(path: Path) -> str:
    """The text of a capture file; of a saved page and of other encodings what `sitegen import` would make of it."""
    raw = path.read_bytes()
    with contextlib.suppress(UnicodeDecodeError):
        text = raw.decode("utf-8")
        if path.suffix.lower() not in HTML_SUFFIXES and not HTML_START.match(text):
            return text.replace("\r\n", "\n")
    return import_capture(raw, path.name, existing=(), detect=_facts).content.decode("utf-8")


def _facts(text: str) -> Facts:
    return clean(text).facts


def _source_rules(content: Path) -> tuple[tuple[SourceRule, ...], tuple[Problem, ...]]:
    if not (content / "sources.yaml").is_file():
        return (), ()
    path = f"{content.name}/sources.yaml"
    text, problems = read_text(content.parent, path)
    return ((), problems) if problems else read_sources(path, text)


def _read(name: str, stdin: BinaryIO) -> bytes:
    if name == "-":
        raw = stdin.read(MAX_BYTES + 1)
    else:
        with open(name, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise IntakeError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB")
    return raw


def _taken(content: Path) -> set[str]:
    folder = content / "articles"
    return {file.stem for file in folder.iterdir() if file.suffix in ARTICLE_SUFFIXES} if folder.is_dir() else set()


def _write(files: dict[Path, bytes]) -> None:
    """Writes new files, all or none; refuses where one of them exists."""
    made: list[Path] = []
    try:
        for path, raw in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            made.append(path)
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
    except FileExistsError as error:
        for path in made:
            path.unlink()
        raise IntakeError(f"{error.filename} exists already; nothing was written") from error
    except OSError:
        for path in made:
            path.unlink(missing_ok=True)
        raise
