"""`sitegen new`: what it makes can be built at once, and it overwrites nothing."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml

from sitegen.build import Options, build
from sitegen.cli import main
from sitegen.load import read_capture, read_event, read_glossary
from sitegen.scaffold import Refused, _source, new_article, new_event, new_site, new_term, wheel
from sitegen.schema import KINDS


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "briefing"
    new_site(folder)
    return folder


def test_a_new_site_builds_without_a_complaint(site: Path) -> None:
    outcome = build(site, Options(jobs=1))
    assert outcome.problems == ()
    assert outcome.published
    page = (site / "build/site/en/articles/2024-05-06-library-guide.html").read_text(encoding="utf-8")
    assert "A program trained on large amounts of text" in page
    assert "怎样统计" in page
    assert "24小时新闻排行榜" not in page


def test_a_new_site_has_everything_it_needs(site: Path) -> None:
    made = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert {
        "sitegen.toml",
        "README.md",
        "requirements.txt",
        ".gitignore",
        ".github/workflows/pages.yml",
        ".vscode/settings.json",
        *(f".schema/{kind}.json" for kind in KINDS),
    } <= made
    assert "pyproject.toml" not in made


def test_the_workflow_checks_pull_requests_and_deploys_pushes_at_the_address_of_pages(site: Path) -> None:
    text = (site / ".github/workflows/pages.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    jobs = workflow["jobs"]
    steps = {name: [step.get("run") or step.get("uses") for step in job["steps"]] for name, job in jobs.items()}
    assert "pull_request" in workflow[True]
    assert jobs["check"]["if"] == "github.event_name == 'pull_request'"
    assert "sitegen check --format github" in steps["check"]
    assert jobs["build"]["if"] == jobs["deploy"]["if"] == "github.event_name != 'pull_request'"
    assert "actions/configure-pages@v5" in steps["build"]
    assert any('--base-url "${{ steps.pages.outputs.base_url }}/"' in step for step in steps["build"])
    assert steps["deploy"] == ["actions/deploy-pages@v4"]
    assert workflow["permissions"] == {"contents": "read"}


def test_the_same_sitegen_travels_with_a_site_where_it_was_installed_from_a_folder(site: Path) -> None:
    requirement = (site / "requirements.txt").read_text(encoding="utf-8").strip()
    if not requirement.startswith("./vendor/"):
        pytest.skip("sitegen was not installed from a folder here")
    packed = site / requirement.partition("[")[0]
    assert packed.read_bytes() == wheel()


def test_the_wheel_holds_the_package_the_theme_and_a_true_record() -> None:
    archive = zipfile.ZipFile(io.BytesIO(wheel()))
    names = archive.namelist()
    for name in ("sitegen/cli.py", "sitegen/theme/templates/base.html", "sitegen/scaffold_files/site/sitegen.toml"):
        assert name in names
    assert not any("__pycache__" in name for name in names)
    record = next(name for name in names if name.endswith(".dist-info/RECORD"))
    rows = [line.rsplit(",", 2) for line in archive.read(record).decode().splitlines()]
    assert sorted(row[0] for row in rows) == sorted(names)
    for name, digest, _ in rows:
        if digest:
            raw = hashlib.sha256(archive.read(name)).digest()
            assert digest == "sha256=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    assert b"sitegen = sitegen.cli:main" in archive.read(record.replace("RECORD", "entry_points.txt"))


def test_an_installation_from_a_repository_is_named_by_its_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = distribution("sitegen")
    told = '{"url": "https://example.org/o/sitegen", "vcs_info": {"vcs": "git", "commit_id": "abc123"}}'
    monkeypatch.setattr(type(installed), "read_text", lambda self, name: told)
    assert _source(installed) == "sitegen[html,serve] @ git+https://example.org/o/sitegen@abc123"
    monkeypatch.setattr(type(installed), "read_text", lambda self, name: None)
    assert _source(installed).startswith("sitegen[html,serve]==")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="not empty"):
        new_site(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_fresh_clone_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    new_site(tmp_path)
    assert (tmp_path / "sitegen.toml").is_file()


# --- article, term, event --------------------------------------------------------------------------------------------


def test_a_new_article_is_a_draft_that_reads(site: Path) -> None:
    said = new_article(site, "2024-05-07-neuer-bericht")
    path = "content/articles/2024-05-07-neuer-bericht.md"
    assert said.startswith(f"{path}: ")
    capture, problems = read_capture(path, (site / path).read_text(encoding="utf-8"))
    assert problems == ()
    assert capture.front.draft
    assert capture.captured_text == ""


@pytest.mark.parametrize("slug", ["../evil", "a/b", "", ".hidden", "中文", "a b"])
def test_an_article_needs_a_name_that_can_be_an_address(site: Path, slug: str) -> None:
    with pytest.raises(Refused, match="address"):
        new_article(site, slug)


def test_an_article_is_never_overwritten(site: Path) -> None:
    (site / "content/articles/a.txt").write_text("capture", encoding="utf-8")
    with pytest.raises(Refused, match=r"content/articles/a\.txt"):
        new_article(site, "A")
    assert not (site / "content/articles/A.md").exists()


def test_a_new_term_goes_to_the_end_of_the_file_and_reads(site: Path) -> None:
    said = new_term(site, "export-controls", "terms.yaml")
    path = site / "content/glossary/terms.yaml"
    text = path.read_text(encoding="utf-8")
    terms, problems = read_glossary("terms.yaml", text)
    assert problems == ()
    assert [term.id for term in terms] == ["llm", "gpu", "open-weights", "export-controls"]
    line = int(said.split(":")[1])
    assert text.splitlines()[line - 1] == "- id: export-controls"


def test_a_new_glossary_file_begins_with_the_line_that_names_its_schema(site: Path) -> None:
    new_term(site, "euv", "machines.yaml")
    first = (site / "content/glossary/machines.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../.schema/glossary.json"


@pytest.mark.parametrize(
    ("term", "file", "reason"),
    [
        ("llm", "terms.yaml", r"already used in content/glossary/terms\.yaml:2"),
        ("Chip", "terms.yaml", "cannot be an id"),
        ("chip/../x", "terms.yaml", "cannot be an id"),
        ("chip", "../chip.yaml", r"no \.yaml file"),
        ("chip", "chip.txt", r"no \.yaml file"),
    ],
)
def test_a_bad_or_taken_term_is_refused(site: Path, term: str, file: str, reason: str) -> None:
    before = (site / "content/glossary/terms.yaml").read_bytes()
    with pytest.raises(Refused, match=reason):
        new_term(site, term, file)
    assert (site / "content/glossary/terms.yaml").read_bytes() == before


def test_a_new_event_reads(site: Path) -> None:
    new_event(site, "chip-rules-2024", "2024-04-02")
    path = "content/events/chip-rules-2024.md"
    event, problems = read_event(path, (site / path).read_text(encoding="utf-8"))
    assert problems == ()
    assert event is not None
    assert (event.id, event.start, dict(event.names)) == ("chip-rules-2024", "2024-04-02", {"en": "chip rules 2024"})


def test_an_event_without_a_date_is_asked_for_one(site: Path) -> None:
    new_event(site, "chip-rules-2024", None)
    path = "content/events/chip-rules-2024.md"
    event, problems = read_event(path, (site / path).read_text(encoding="utf-8"))
    assert event is None
    assert [problem.code for problem in problems] == ["missing-key"]


@pytest.mark.parametrize(
    ("event", "date", "reason"),
    [
        ("library-guide-2024", None, "already used in content/events/library-guide-2024.md"),
        ("Chip", None, "cannot be an id"),
        ("chip", "2024-02-30", "is not a date"),
    ],
)
def test_a_bad_or_taken_event_is_refused(site: Path, event: str, date: str | None, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        new_event(site, event, date)


def test_outside_of_a_site_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no content folder"):
        new_article(tmp_path, "a")


def test_the_command_says_what_it_made_or_why_not(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(site), "new", "term", "euv"]) == 0
    assert capsys.readouterr().out.startswith("content/glossary/terms.yaml:")
    assert main(["--root", str(site), "new", "term", "euv"]) == 2
    assert "already used" in capsys.readouterr().err
    assert main(["new"]) == 2
