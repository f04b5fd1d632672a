"""The published folder is whole at every moment, and nobody else's files are touched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from sitegen.publish import Locked, PublishError, draft, locked, read_ledger, scan


def put(output: Path, files: Mapping[str, str]) -> int:
    """One build that publishes these files, keeping what is the same."""
    with locked(output) as shop:
        new = draft(shop)
        new.begin()
        for path, text in files.items():
            new.write(path, text.encode())
        new.finish("mark")
        return new.written


def read(output: Path) -> dict[str, str]:
    return {path: (output / path).read_text() for path in sorted(scan(output))}


def test_the_folder_holds_exactly_what_was_written(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert put(site, {"index.html": "1", "a/b.html": "2"}) == 2
    assert read(site) == {"a/b.html": "2", "index.html": "1"}
    assert put(site, {"index.html": "1", "a/c.html": "3"}) == 1
    assert read(site) == {"a/c.html": "3", "index.html": "1"}
    assert put(site, {"index.html": "4", "a/c.html": "3"}) == 1
    assert read(site) == {"a/c.html": "3", "index.html": "4"}
    assert not (site / "a" / "b.html").exists()


def test_files_of_others_are_carried_over_and_never_overwritten(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "CNAME").write_text("briefing.example.org")
    put(site, {"index.html": "1"})
    put(site, {"index.html": "2"})
    put(site, {"index.html": "3"})
    assert read(site) == {"CNAME": "briefing.example.org", "index.html": "3"}
    (site / "notes.html").write_text("mine")
    with pytest.raises(PublishError, match="sitegen did not write it"):
        put(site, {"index.html": "4", "notes.html": "theirs"})
    assert read(site) == {"CNAME": "briefing.example.org", "index.html": "3", "notes.html": "mine"}


def test_a_file_changed_by_hand_is_not_kept(tmp_path: Path) -> None:
    site = tmp_path / "site"
    put(site, {"index.html": "1", "b.html": "2"})
    (site / "b.html").write_text("vandal")
    with locked(site) as shop:
        new = draft(shop)
        new.begin()
        assert "index.html" in new.intact
        assert "b.html" not in new.intact
    put(site, {"index.html": "1", "b.html": "2"})
    assert read(site) == {"b.html": "2", "index.html": "1"}


def test_a_second_build_is_told_that_another_one_is_at_work(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with locked(site), pytest.raises(Locked, match=f"another build.*process {os.getpid()}"), locked(site):
        pass


def test_an_unfinished_draft_leaves_the_site_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    put(site, {"index.html": "1", "old.html": "x"})
    with locked(site) as shop:
        half = draft(shop)
        half.begin()
        half.write("index.html", b"half")
    assert read(site) == {"index.html": "1", "old.html": "x"}
    put(site, {"index.html": "2"})
    assert read(site) == {"index.html": "2"}


def test_a_kill_between_the_swap_and_its_ledger_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    put(site, {"index.html": "1", "old.html": "x"})
    real = os.replace

    def killed(source: str | Path, target: str | Path) -> None:
        if Path(source).name in ("next.bin", "site.bin"):
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        put(site, {"index.html": "2"})
    monkeypatch.setattr(os, "replace", real)
    assert read(site) == {"index.html": "2"}
    put(site, {"index.html": "3"})
    assert read(site) == {"index.html": "3"}
    with locked(site) as shop:
        assert set(read_ledger(shop)) == {"index.html"}


def test_a_full_disk_says_so_and_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    put(site, {"index.html": "1"})

    def full(handle: int, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(PublishError, match="the disk is full"):
        put(site, {"index.html": "2"})
    assert read(site) == {"index.html": "1"}
