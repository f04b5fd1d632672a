"""What the command answers to wrong arguments, and to readers that stop reading."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.cli import main
from tests.sites import SMALL, lay_out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "a.txt", "--date", "2024-13-01"], "--date: must be a day, such as 2024-04-02"),
        (["build", "--jobs", "all"], "--jobs: must be 1 or more"),
        (["build", "--jobs", "0"], "--jobs: must be 1 or more"),
        (["serve", "--port", "web"], "--port: must be 0 to 65535"),
        (["--root", "no/such/folder", "build"], "--root: there is no folder «no/such/folder»"),
    ],
)
def test_a_wrong_value_is_an_error_of_usage_in_words(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_suggestions_from_content_with_errors_are_no_success(tmp_path: Path) -> None:
    assert main(["--root", str(lay_out(tmp_path, "-- content/articles/a.md --\n---\ntitel: x\n---\n")), "suggest"]) == 1
    assert main(["--root", str(lay_out(tmp_path, SMALL)), "suggest"]) == 0


def test_output_that_nobody_reads_to_its_end_is_no_success(tmp_path: Path) -> None:
    articles = "".join(f"-- content/articles/a{number}.md --\n---\ntitel: x\n---\n\n" for number in range(2000))
    site = lay_out(tmp_path, articles)
    command = [sys.executable, "-m", "sitegen", "--root", str(site), "build", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(120) == 141
