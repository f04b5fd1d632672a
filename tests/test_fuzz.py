"""What fuzzing found, kept: each file of `cases/fuzz/TARGET` through its target, without atheris."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.fuzz import TARGETS, write_dictionary

CASES = Path(__file__).parent / "cases" / "fuzz"


@pytest.mark.parametrize("path", sorted(CASES.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_fuzzing_found_stays_mended(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("data", [b"", b"---\n", b"\xff\xfe", "[[zh:芯片]]涨20%\n\nＡＩ".encode()], ids=range(4))
def test_each_target_takes_any_bytes(target: str, data: bytes) -> None:
    TARGETS[target](data)


def test_the_dictionary_is_plain_rows(tmp_path: Path) -> None:
    write_dictionary(tmp_path / "d")
    assert all(row.startswith('"\\x') and row.endswith('"') for row in (tmp_path / "d").read_text().splitlines())
