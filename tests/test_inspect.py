"""`sitegen inspect`: JSON Lines as they come from other programs, and every line that is none named."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from sitegen.cli import main

GLOSSARY = "- {id: llm, names: {any: [LLM], zh-Hans: [大模型]}}\n"


@pytest.fixture
def glossary(tmp_path: Path) -> str:
    """A glossary with one entry."""
    path = tmp_path / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return str(path)


def inspected(
    stdin: bytes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, list[dict[str, object]], list[str]]:
    """Exit code, rows printed, lines of complaint."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    code = main(["inspect", *arguments])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.split("\n") if line], err.splitlines()


def test_byte_order_mark_crlf_and_empty_lines_are_no_problem(
    glossary: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = (
        '\ufeff{"id":"一","lang":"zh-CN","text":"训练大模型"}\r\n\r\n{"id":2,"lang":"zh-TW","text":"大模型"}'.encode()
    )
    code, rows, complaints = inspected(stdin, capsys, monkeypatch, "terms", "--glossary", glossary)
    assert (code, complaints) == (0, [])
    assert rows == [
        {"id": "一", "spans": [{"start": 2, "end": 5, "term": "llm"}]},
        {"id": 2, "spans": [{"start": 0, "end": 3, "term": "llm"}]},
    ]


def test_line_separators_inside_a_text_end_no_line(
    glossary: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = json.dumps({"id": 1, "lang": "de", "text": "a\u2028b\x85 LLM"}, ensure_ascii=False).encode()
    code, rows, _ = inspected(stdin, capsys, monkeypatch, "terms", "--glossary", glossary)
    assert (code, rows) == (0, [{"id": 1, "spans": [{"start": 5, "end": 8, "term": "llm"}]}])


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"LLM", "not JSON"),
        (b"[1]", "must be a JSON object"),
        (b'{"id":1,"lang":"en"}', "lacks `text`"),
        (b'{"lang":"en","text":"LLM"}', "lacks `id`"),
        (b'{"id":1,"lang":null,"text":"LLM"}', "`lang` must be a string"),
        (b'{"id":1,"lang":"en","text":"\xff"}', "not UTF-8 (byte 0xff at 28)"),
        (b'{"id":1,"lang":"en","text":"LLM","given":[[0,3,"llm"]]}', "not in the form"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_are_answered(
    line: bytes,
    complaint: str,
    glossary: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = b'{"id":7,"lang":"en","text":"an LLM"}\n'
    code, rows, complaints = inspected(good + line + b"\n" + good, capsys, monkeypatch, "terms", "--glossary", glossary)
    assert code == 1
    assert [row["id"] for row in rows] == [7, 7]
    assert len(complaints) == 1
    assert complaints[0].startswith("<stdin>:2: error: ")
    assert complaint in complaints[0]


def test_each_stage_names_the_keys_it_needs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for stage, lacking in (("convert", "`from`, `to`, `text`"), ("figures", "`lang`, `text`")):
        code, rows, complaints = inspected(b'{"id":1}\n', capsys, monkeypatch, stage)
        assert (code, rows, complaints) == (1, [], [f"<stdin>:1: error: this line lacks {lacking}"])


def test_a_content_folder_that_is_not_there_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, rows, complaints = inspected(b"", capsys, monkeypatch, "events", str(tmp_path / "none"))
    assert (code, rows) == (1, [])
    assert "there is no content folder" in complaints[0]


def test_a_glossary_that_is_not_there_is_named_with_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = str(tmp_path / "none.yaml")
    code, _, complaints = inspected(b"", capsys, monkeypatch, "terms", "--glossary", missing)
    assert code == 1
    assert complaints[0].startswith(f"{missing}: error: ")
