"""Problems: what is wrong in the content, where, and the likely fix; and how they are shown.

A problem is a value. A bug in sitegen is not a Problem: let it raise.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from sitegen.text import display_width


class Severity(IntEnum):
    """How bad a problem is. Errors stop a build, warnings stop `--strict`, notes never stop anything."""

    NOTE = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing an editor should see: a place, what is wrong, the line itself, and a hint."""

    path: str
    line: int
    column: int
    """Both from 1; 0 where the problem has no place inside the file."""
    code: str
    """Stable name such as `quote-not-found`; `docs/problems.md` explains each."""
    message: str
    severity: Severity = Severity.ERROR
    snippet: str = ""
    """The line, as it stands in the file."""
    length: int = 1
    """How many code points the caret underlines."""
    hint: str = ""


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in a text."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - start + 1


def line_at(text: str, line: int) -> str:
    """The line with this number (from 1), without its end; empty where there is none."""
    lines = text.split("\n")
    return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""


def problem_at(
    path: str,
    text: str,
    offset: int,
    code: str,
    message: str,
    *,
    length: int = 1,
    hint: str = "",
    severity: Severity = Severity.ERROR,
) -> Problem:
    """A problem at an offset of a file's text, with its line as the snippet."""
    line, column = position(text, offset)
    return Problem(path, line, column, code, message, severity, line_at(text, line), length, hint)


def problem_on(
    path: str,
    text: str,
    line: int,
    column: int,
    code: str,
    message: str,
    *,
    length: int = 1,
    hint: str = "",
    severity: Severity = Severity.ERROR,
) -> Problem:
    """A problem at a line and column (from 1) of a file's text, with its line as the snippet."""
    return Problem(path, line, column, code, message, severity, line_at(text, line), length, hint)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the closest known word, or lists the known ones where none is close."""
    choices = sorted(known)
    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if close:
        return f"did you mean «{close[0]}»?"
    return f"known: {', '.join(choices)}" if 0 < len(choices) <= 12 else ""


WIDEST_SNIPPET = 100
"""Columns of a source line that are shown; longer lines are cut around the caret."""

VISIBLE = {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}
VISIBLE |= {code: f"\\x{code:02x}" for code in (*range(0x09), *range(0x0B, 0x20), 0x7F, *range(0x80, 0xA0))}
"""Control characters that could repaint a terminal or reorder a line are shown by their number."""


def visible(text: str) -> str:
    """The text with control and bidi characters spelled out, tabs as spaces."""
    return text.translate(VISIBLE).replace("\t", " ")


def cut_around(line: str, column: int) -> tuple[str, int]:
    """A part of a long line around a column (from 1), and the column in that part."""
    if display_width(line) <= WIDEST_SNIPPET:
        return line, column
    start = max(0, column - 1 - 30)
    end = start
    width = 0
    while end < len(line) and width < WIDEST_SNIPPET - 2:
        width += display_width(line[end])
        end += 1
    head, tail = ("…" if start else ""), ("…" if end < len(line) else "")
    return head + line[start:end] + tail, column - start + len(head)


COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;36m"}


def format_problem(problem: Problem, *, colour: bool = False) -> str:
    """The problem as text: `path:line:col: error: message [code]`, the line, a caret, and a hint.

    The caret counts Han characters as two columns, so it stands under the right one in a terminal.
    """

    def paint(text: str, code: str) -> str:
        return f"{code}{text}\x1b[0m" if colour else text

    place = problem.path + (f":{problem.line}:{problem.column}" if problem.line else "")
    word = paint(f"{problem.severity.word}:", COLOURS[problem.severity])
    lines = [f"{visible(place)}: {word} {visible(problem.message)} [{problem.code}]"]
    if problem.snippet.strip():
        snippet, column = cut_around(problem.snippet, max(problem.column, 1))
        before, marked = snippet[: column - 1], snippet[column - 1 : column - 1 + max(problem.length, 1)]
        gutter = f"{problem.line:>5} | "
        lines.append(gutter + visible(snippet))
        caret = "^" * max(display_width(visible(marked)), 1)
        lines.append(" " * len(gutter) + " " * display_width(visible(before)) + paint(caret, COLOURS[problem.severity]))
    if problem.hint:
        lines.append(f"      = hint: {visible(problem.hint)}")
    return "\n".join(lines)


def format_github(problem: Problem) -> str:
    """The problem as a GitHub Actions workflow command, which annotates the line of a pull request."""

    def escape(text: str, *, inside: bool = False) -> str:
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return text.replace(":", "%3A").replace(",", "%2C") if inside else text

    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}[problem.severity]
    message = problem.message + (f" ({problem.hint})" if problem.hint else "")
    place = f"file={escape(problem.path, inside=True)}"
    if problem.line:
        place += f",line={problem.line},col={problem.column}"
    return f"::{level} {place},title={escape(problem.code, inside=True)}::{escape(message)}"


def as_json(problem: Problem) -> Mapping[str, object]:
    """The problem as a JSON object for editors and other programs."""
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "length": problem.length,
        "severity": problem.severity.word,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "snippet": problem.snippet,
    }


def format_all(problems: Iterable[Problem], form: str = "text", *, colour: bool = False) -> str:
    """All problems, sorted by place, in one of the forms `text`, `json` or `github`."""
    ordered = sorted(problems)
    if form == "json":
        return json.dumps([as_json(problem) for problem in ordered], ensure_ascii=False, indent=1)
    if form == "github":
        return "\n".join(format_github(problem) for problem in ordered)
    return "\n".join(format_problem(problem, colour=colour) for problem in ordered)


def worst(problems: Iterable[Problem]) -> Severity | None:
    """The highest severity among the problems; None where there are none."""
    return max((problem.severity for problem in problems), default=None)
