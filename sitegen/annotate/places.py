"""Where nothing is marked (rule R12): addresses, file names, identifiers; in Markdown also code, links and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.markdown import tokens
from sitegen.model import Span
from sitegen.patterns import late

SIGN = re.compile(r"[`@/\\_]|\.(?:[A-Za-z]|7z)|(?:https?|ftp|file|mailto):")
"""Without one of these a text holds no address, file name or identifier."""

CHARACTER_SIGN = re.compile(r"[`@/\\_]")
DOT_SIGN = re.compile(r"\.(?:[A-Za-z]|7z)")
SCHEME_SIGN = re.compile("(?:https?|ftp|file|mailto):")
"""The same one by one: each finds the next place where it may match much faster."""

ASCII_RUN = re.compile(r"[!-~]+")

FILE_ENDINGS = (
    "py|js|ts|json|jsonl|ya?ml|toml|ini|cfg|conf|xml|html?|css|csv|tsv|txt|md|rst|log|pdf|docx?|xlsx?|pptx?|odt|epub|"
    "zip|gz|tgz|tar|rar|7z|exe|dll|so|dmg|apk|deb|rpm|bin|iso|img|png|jpe?g|gif|svg|webp|bmp|mp[34]|mov|avi|wav|"
    "sh|bat|ps1|c|cc|cpp|h|hpp|java|kt|go|rs|rb|php|swift|sql|ipynb|onnx|pt|pth|ckpt|safetensors|gguf|lock"
)
TOP_DOMAINS = "com|org|net|edu|gov|info|io|ai|cn|tw|hk|de|at|ch|eu|uk|us|jp|kr|fr|ru|co|tv|me|dev|app"

BEFORE = r"(?<![A-Za-z0-9_])"
AFTER = r"(?![A-Za-z0-9_])"
PATTERNS = (
    r"(?<!`)`{1,4}[^`\n]{1,500}`",
    rf"{BEFORE}(?:https?|ftp|file|mailto):(?://)?[!-&(-;=?-Z_a-z|~]+",
    rf"{BEFORE}www\.[!-&(-;=?-Z_a-z|~]+",
    rf"{BEFORE}[A-Za-z0-9._%+-]{{1,64}}@[A-Za-z0-9-]{{1,64}}(?:\.[A-Za-z0-9-]{{1,64}}){{1,6}}",
    rf"{BEFORE}(?:[A-Za-z0-9-]{{1,63}}\.){{1,6}}(?:{TOP_DOMAINS}){AFTER}(?:/[!-&(-;=?-Z_a-z|~]*)?",
    rf"{BEFORE}(?:[\w.-]{{1,60}}/){{0,6}}[A-Za-z0-9][\w+-]{{0,80}}(?:\.[\w+-]{{1,80}}){{0,6}}\.(?:{FILE_ENDINGS}){AFTER}",
    r"(?<![A-Za-z0-9_/])[~.]{0,2}/[A-Za-z0-9_.-]+/[!-&(-;=?-Z_a-z|~]*",
    rf"{BEFORE}[A-Za-z]:\\[!-&(-;=?-~]+",
    rf"{BEFORE}[A-Za-z0-9]*_[A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*",
    rf"{BEFORE}[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+\(",
)
PROTECTED = late("|".join(PATTERNS), re.ASCII)
TRAILING = late(r"[.,;:!?)\]}'\"]+$")


def protected(text: str) -> list[Span]:
    """Spans of a plain text in which no term is marked, in order."""
    if not (CHARACTER_SIGN.search(text) or DOT_SIGN.search(text) or (":" in text and SCHEME_SIGN.search(text))):
        return []
    runs = [(0, len(text))] if "`" in text else [match.span() for match in ASCII_RUN.finditer(text)]
    return [
        _without_end_mark(text, match)
        for start, end in runs
        if SIGN.search(text, start, end)
        for match in PROTECTED.finditer(text, start, end)
    ]


def _without_end_mark(text: str, match: re.Match[str]) -> Span:
    """The full stop after an address belongs to the sentence."""
    start, end = match.span()
    trailing = TRAILING.search(text, max(start, end - 8), end)
    return Span(start, trailing.start() if trailing and trailing.start() > start else end)


# --- Markdown --------------------------------------------------------------------------------------------------------

CLOSED_BLOCKS = frozenset({"heading_open", "fence", "code_block"})
DEFINITION = late(r"^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*", re.MULTILINE)
TAG = late(r"<(?:!--.{0,2000}?-->|/?[A-Za-z][^<>\n]{0,500}>|[a-z]+:[^<>\s]{1,500}>)", re.DOTALL)
TICKS = late(r"`+")
BRACKET = late(r"\\.|[\[\]]", re.DOTALL)
LINK_END = late(r"\]\([^()\n]{0,1000}(?:\([^()\n]{0,200}\)[^()\n]{0,1000}){0,3}\)|\]\[[^\[\]\n]{0,200}\]")
LABEL = late(r"^ {0,3}\[([^\]\n]{1,200})\]:", re.MULTILINE)


def protected_in_markdown(text: str) -> list[Span]:
    """Spans of Markdown source in which no term is marked: as in plain text, and code, links, headings, …"""
    spans = protected(text)
    for pattern in (DEFINITION, TAG):
        spans += [Span(*match.span()) for match in pattern.finditer(text)]
    spans += _closed_blocks(text)
    spans += _code_spans(text)
    spans += _links(text)
    return sorted(spans)


def _closed_blocks(text: str) -> Iterator[Span]:
    """Headings and code blocks."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text)), len(text)]
    for token in tokens(text):
        if token.map and token.type in CLOSED_BLOCKS:
            yield Span(starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)])


def _code_spans(text: str) -> Iterator[Span]:
    """Backticks up to the next run of just as many, within a paragraph."""
    runs = [match.span() for match in TICKS.finditer(text)]
    following: dict[int, list[tuple[int, int]]] = {}
    for run in reversed(runs):
        following.setdefault(run[1] - run[0], []).append(run)
    place = 0
    for start, end in runs:
        ahead = following[end - start]
        while ahead and ahead[-1][0] <= start:
            ahead.pop()
        if start < place or not ahead:
            continue
        close = ahead[-1]
        if text.find("\n\n", end, close[0]) < 0:
            yield Span(start, close[1])
            place = close[1]


def _links(text: str) -> Iterator[Span]:
    """`[text](target)`, `![alt](target)`, `[text][label]`, and `[label]` where the label is defined."""
    labels = {match[1].casefold() for match in LABEL.finditer(text)}
    opened: list[int] = []
    for match in BRACKET.finditer(text):
        if match.group() == "[":
            opened.append(match.start())
        elif match.group() == "]" and opened:
            start = opened.pop()
            tail = LINK_END.match(text, match.start())
            if tail:
                yield Span(start, tail.end())
            elif text[start + 1 : match.start()].casefold() in labels:
                yield Span(start, match.end())
