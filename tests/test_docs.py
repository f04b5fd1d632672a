"""The docs are complete: every problem code, command, option, setting and key of the code has its place in them."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen import config, frontmatter, load
from sitegen.cli import command_line

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def doc(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def sections(text: str, mark: str) -> dict[str, str]:
    """Title of a heading → the text below it, up to the next heading of any level."""
    text = FENCED.sub(lambda block: block[0].replace("\n#", "\n #"), text)
    parts = re.split(rf"^{mark} (.+)$", text, flags=re.MULTILINE)
    return {
        title.strip(): re.split(r"^#", body, maxsplit=1, flags=re.MULTILINE)[0]
        for title, body in zip(parts[1::2], parts[2::2], strict=True)
    }


# --- problems: a code is what is passed for a parameter `code` -------------------------------------------------------

NOT_PROBLEMS = frozenset({"highlighted", "__missing__", "send_response", "send_error"})
"""Functions with a parameter `code` of another meaning."""


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "sitegen").rglob("*.py"))]


def takers(modules: list[ast.Module]) -> dict[str, int]:
    """Name of a function that takes a problem's code → place of that argument."""
    found = {"Problem": 3}
    for module in modules:
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef) and node.name not in NOT_PROBLEMS:
                names = [argument.arg for argument in node.args.args if argument.arg != "self"]
                if "code" in names:
                    found[node.name] = names.index("code")
    return found


def codes_in(modules: list[ast.Module]) -> set[str]:
    places = takers(modules)
    return {code for module in modules for node in ast.walk(module) for code in codes_of(node, places)}


def codes_of(node: ast.AST, places: dict[str, int]) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        place = places.get(name)
        named = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        given = [*named, *([node.args[place]] if place is not None and place < len(node.args) else [])]
        yield from (code for each in given if place is not None for code in spelled(each))
    elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
        first = node.value.elts[0]
        if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z]+)+", str(first.value)):
            yield str(first.value)


def spelled(value: ast.expr) -> Iterator[str]:
    """The codes that an argument stands for; `f"unknown-{noun}"` for one of each noun."""
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.JoinedStr):
        assert ast.unparse(value) == "f'unknown-{noun}'", f"a code made at run time: {ast.unparse(value)}"
        yield from (f"unknown-{noun}" for noun in ("event", "term", "article"))


def test_every_problem_has_an_entry_and_every_entry_a_problem() -> None:
    entries = {title.strip("`") for title in sections(doc("problems.md"), "###")}
    assert entries == codes_in(trees())


def test_the_search_for_codes_finds_them_in_every_form() -> None:
    module = ast.parse(
        "def report(self, node, code): ...\n"
        "def faults():\n    yield 'no-language', 'message'\n"
        "reader.report(node, 'bad-date', 'message')\n"
        "Problem(path, 0, 0, 'unreadable', 'message')\n"
        "Problem(path, 0, 0, code='too-large')\n"
        "other(node, 'no-code')\n"
    )
    assert codes_in([module]) == {"no-language", "bad-date", "unreadable", "too-large"}


@pytest.mark.parametrize("code", sorted({title.strip("`") for title in sections(doc("problems.md"), "###")}))
def test_an_entry_says_what_to_do(code: str) -> None:
    text = sections(doc("problems.md"), "###")[f"`{code}`"]
    assert len(text.split()) >= 12, "too short to be of help"


# --- commands --------------------------------------------------------------------------------------------------------


def commands(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, inner in action.choices.items():
                yield f"{name} {word}", inner
                yield from commands(inner, f"{name} {word}")


COMMANDS = dict(commands(command_line(), "sitegen"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_described_with_all_its_options(name: str) -> None:
    every = {**sections(doc("commands.md"), "##"), **sections(doc("commands.md"), "###")}
    titles = [title for title in every if re.fullmatch(rf"`{name}( [A-Z][A-Z…]*)?`", title)]
    assert len(titles) == 1, f"no heading for {name}"
    options = [
        option
        for action in COMMANDS[name]._actions
        for option in action.option_strings
        if option not in ("-h", "--help")
    ]
    assert [option for option in options if f"`{option}" not in every[titles[0]]] == []


def test_no_command_or_option_is_described_that_does_not_exist() -> None:
    text = doc("commands.md")
    named = set(re.findall(r"^##+ `(sitegen [a-z ]*[a-z])", text, re.MULTILINE))
    assert named == set(COMMANDS)
    options = {option for parser in [command_line(), *COMMANDS.values()] for option in parser._option_string_actions}
    assert set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE)) <= options


# --- settings and keys -----------------------------------------------------------------------------------------------


def test_every_setting_is_described() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", doc("settings.md"), re.MULTILINE) == list(config.SETTINGS)


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        (
            "Front matter",
            {**frontmatter.ARTICLE_KEYS, **frontmatter.SOURCE_KEYS},
        ),
        ("Notes", frontmatter.NOTE_KEYS),
        ("Glossary", {**load.TERM_KEYS, **load.NAME_KEYS}),
        ("Events", {**load.EVENT_KEYS, **load.QUESTION_KEYS}),
    ],
)
def test_every_key_is_in_the_guide_for_editors(heading: str, known: dict[str, object]) -> None:
    text = sections(doc("editors.md"), "##")[heading]
    assert [key for key in known if not re.search(rf"`[^`\n]*\b{key}\b|^\s*(?:- )?{key}:", text, re.MULTILINE)] == []


# --- links -----------------------------------------------------------------------------------------------------------

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]*)(#[^)\s]*)?\)")


def anchors(path: Path) -> set[str]:
    """Addresses of headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_in_the_docs_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", FENCED.sub("", page.read_text(encoding="utf-8")))
    broken = []
    for target, fragment in LINK.findall(text):
        if target.startswith(("http://", "https://")):
            continue
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (fragment and path.suffix == ".md" and fragment[1:] not in anchors(path)):
            broken.append(target + fragment)
    assert broken == []
