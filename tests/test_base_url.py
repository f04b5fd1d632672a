"""The address of the site, from the command, the environment and the settings: an address or a clear message."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.cli import main
from sitegen.config import read_config
from tests.sites import SMALL, lay_out, pages


@pytest.mark.parametrize("address", ["https://name.example/repo", "https://name.example/repo/"])
def test_with_and_without_a_slash_at_its_end(tmp_path: Path, address: str) -> None:
    site = lay_out(tmp_path, SMALL)
    assert main(["--root", str(site), "build", "--jobs", "1", "--base-url", address]) == 0
    found = pages(site)
    assert b'rel="canonical" href="https://name.example/repo/articles/a.html"' in found["articles/a.html"]
    assert b'href="/repo/static/style.css"' in found["404.html"]


def test_what_is_no_address_is_an_error_of_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--root", str(tmp_path), "build", "--base-url", "name.example/repo"])
    assert stopped.value.code == 2
    assert "must be a web address" in capsys.readouterr().err


def test_what_is_no_address_in_the_environment_is_a_problem(tmp_path: Path) -> None:
    found = read_config(tmp_path, {"SITEGEN_BASE_URL": "repo"})
    assert found.config.base_url is None
    assert [problem.code for problem in found.problems] == ["bad-address"]
