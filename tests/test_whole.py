"""Killed at any moment, on a disk that refuses, with a broken article among many: the published site stays whole."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.build import Options, Outcome, build
from sitegen.load import read_text
from sitegen.publish import Locked, PublishError, locked
from tests.sites import SMALL, built, lay_out, pages

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "site", SMALL)


def from_nothing(site: Path, scratch: Path) -> dict[str, bytes]:
    """The bytes of a build of the same content in an empty folder."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(site / "content", scratch / "content")
    shutil.copy(site / "sitegen.toml", scratch)
    build(scratch, Options(jobs=1, cache=False))
    return pages(scratch)


def started(site: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sitegen", "build", "--jobs", "2"],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def killed(site: Path, after: float) -> None:
    process = started(site)
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("kills", [5, pytest.param(200, marks=pytest.mark.nightly)])
def test_killed_at_random_moments_the_old_or_the_new_site_is_whole(site: Path, tmp_path: Path, kills: int) -> None:
    began = time.monotonic()
    started(site).wait()
    length = time.monotonic() - began
    article = site / "content/articles/b.md"
    text = article.read_text(encoding="utf-8")
    dice = random.Random(7)
    old = pages(site)
    for round_number in range(kills):
        article.write_text(text.replace("Tightened", f"Tightened {round_number}"), encoding="utf-8")
        new = from_nothing(site, tmp_path / "scratch")
        killed(site, dice.uniform(0, length * 1.1))
        assert pages(site) in (old, new)
        assert _built_when_free(site).published
        assert pages(site) == new
        old = new


@pytest.mark.parametrize("then", ["Tightened", "Tightened thrice"])
def test_a_kill_between_the_site_and_its_state_is_noticed(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    built(site)
    article = site / "content/articles/b.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("Tightened", "Tightened twice"), encoding="utf-8")

    def killed_here(*arguments: object, **options: object) -> None:
        raise InterruptedError("killed")

    with monkeypatch.context() as patched:
        patched.setattr("sitegen.build.write_state", killed_here)
        with pytest.raises(InterruptedError):
            built(site)
    assert b"Tightened twice" in pages(site)["articles/b.html"]
    article.write_text(text.replace("Tightened", then), encoding="utf-8")
    built(site)
    assert pages(site) == from_nothing(site, tmp_path / "scratch")


def _built_when_free(site: Path) -> Outcome:
    """Builds as soon as the workers of the killed build have noticed: until then they hold its lock."""
    for _ in range(200):
        try:
            return built(site)
        except Locked:
            time.sleep(0.05)
    raise AssertionError("the lock of a killed build was never released")


def test_two_builds_at_once_do_not_meet(site: Path) -> None:
    with locked(site / "build/site"):
        done = started(site)
        assert done.wait() == 1
    assert not (site / "build/site").exists()


def test_an_output_that_cannot_be_written_is_explained(site: Path) -> None:
    built(site)
    before = pages(site)
    (site / "content/articles/b.md").unlink()
    blocked = site / "build/.site.sitegen/spare"
    shutil.rmtree(blocked, ignore_errors=True)
    blocked.write_text("a file where a folder must be")
    with pytest.raises(PublishError, match=r"the site was not published.*the old one is as it was"):
        built(site)
    assert pages(site) == before


def test_one_broken_article_among_many_is_named_and_the_old_site_stays(site: Path) -> None:
    body = (site / "content/articles/b.md").read_text(encoding="utf-8")
    for number in range(40):
        (site / f"content/articles/n{number}.md").write_text(body.replace("Again", f"Again {number}"), encoding="utf-8")
    built(site)
    before = pages(site)
    (site / "content/articles/n7.md").write_bytes(b"---\ntitle: X\n---\n\xff\xfe broken")
    outcome = built(site)
    assert [(each.path, each.line, each.code) for each in outcome.problems if each.severity == 2] == [
        ("content/articles/n7.md", 4, "not-utf8")
    ]
    assert pages(site) == before


def test_a_file_that_vanishes_while_it_is_read_is_a_problem_not_a_crash(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def vanishing(root: Path, path: str) -> object:
        if path.endswith("b.md"):
            (root / path).unlink(missing_ok=True)
        return read_text(root, path)

    monkeypatch.setattr("sitegen.newsroom.read_text", vanishing)
    outcome = built(site)
    assert not outcome.published
    assert [(each.path, each.code) for each in outcome.problems if each.severity == 2] == [
        ("content/articles/b.md", "unreadable")
    ]


@pytest.fixture
def foreign_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "C")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_time_zone_locale_and_order_of_files_do_not_matter(site: Path, tmp_path: Path, foreign_clock: None) -> None:
    there = from_nothing(site, tmp_path / "scratch")
    other = tmp_path / "other"
    (other / "content/articles").mkdir(parents=True)
    for name in ("b.md", "a.md"):
        shutil.copy(site / "content/articles" / name, other / "content/articles")
    for part in ("glossary", "events"):
        shutil.copytree(site / "content" / part, other / "content" / part)
    shutil.copy(site / "sitegen.toml", other)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TZ": "UTC", "PYTHONHASHSEED": "3"}
    subprocess.run([sys.executable, "-m", "sitegen", "build", "--no-cache"], cwd=other, env=environment, check=True,
                   capture_output=True)  # fmt: skip
    assert pages(other) == there
