"""Development data that is not part of the project: tests that need it skip, with a reason, where it is absent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(name: str) -> Path:
    """The path of a file or folder of the development data; skips the test where it is not there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs the development data ../shared/{name}, which is not part of the project")
    return path


def score(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs one of the scorers of the development data; its exit code is 1 below the floor."""
    command = [sys.executable, str(shared(script)), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
