"""The cache may be deleted, damaged or old: it only ever costs time."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.diagnostics import Problem
from sitegen.state import State, key_of, read_state, write_state
from sitegen.store import Store


def test_the_state_comes_back_as_it_was(tmp_path: Path) -> None:
    state = State(
        inputs="in",
        files={"a.md": (1, 2, 3, "d")},
        articles={"a.md": "k"},
        jobs={"article a": ("p", ("a.html",), "")},
        terms={"llm": ("t", ("llm",))},
        summary={"articles": 1},
        problems=(Problem("a.md", 1, 1, "x", "m"),),
    )
    write_state(tmp_path, state)
    assert read_state(tmp_path) == state


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x00" * 100])
def test_a_damaged_state_counts_as_absent(tmp_path: Path, damage: bytes) -> None:
    write_state(tmp_path, State("in"))
    (tmp_path / "state.bin").write_bytes(damage)
    assert read_state(tmp_path) == State()
    write_state(tmp_path, State("in"))
    raw = bytearray((tmp_path / "state.bin").read_bytes())
    raw[-1] ^= 1
    (tmp_path / "state.bin").write_bytes(raw)
    assert read_state(tmp_path) == State()


def test_results_are_kept_by_key_and_stale_ones_dropped(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put({"a": b"1", "b": b"2"})
    assert store.get(["a", "b", "c"]) == {"a": b"1", "b": b"2"}
    store.keep_only(["b"])
    assert store.get(["a", "b"]) == {"b": b"2"}
    store.close()


def test_a_damaged_store_is_rebuilt(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put({"a": b"1"})
    with store.db:
        store.db.execute("UPDATE results SET value = X'00112233'")
    assert store.get(["a"]) == {}
    store.close()
    (tmp_path / "articles.db").write_bytes(b"this is not a database" * 100)
    again = Store(tmp_path)
    assert again.get(["a"]) == {}
    again.put({"a": b"3"})
    assert again.get(["a"]) == {"a": b"3"}
    again.close()


def test_keys_do_not_run_into_each_other() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of(b"x", 1) == key_of(b"x", 1)
