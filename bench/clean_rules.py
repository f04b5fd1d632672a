"""Characters per second of cleaning: each rule about text by itself, then the whole stage.

    python bench/clean_rules.py [FILE…]

Without files it reads the labelled captures under tests/cases/clean. Times are processor time, the best of five.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from sitegen.clean import RULES, clean

CASES = Path(__file__).resolve().parents[1] / "tests" / "cases" / "clean"


def captures(paths: list[str]) -> list[str]:
    """The texts to measure on."""
    if paths:
        return [Path(path).read_text(encoding="utf-8") for path in paths]
    from markdown_it.utils import read_fixture_file

    return [case[2] for path in sorted(CASES.glob("*/*.md")) for case in read_fixture_file(path)]


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of processor time that some work takes, at best."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return max(min(times), 1e-9)


def main() -> None:
    texts = captures(sys.argv[1:])
    size = sum(map(len, texts))
    print(f"{len(texts)} captures, {size} characters")
    for rule in RULES:
        find = rule.find
        if find is not None:
            seconds = best(lambda find=find: [list(find(text)) for text in texts])  # type: ignore[misc]
            print(f"{rule.name:24}{size / seconds:16,.0f} characters/s")
    clean(texts[0])
    seconds = best(lambda: [clean(text) for text in texts])
    print(
        f"{'clean, all of it':24}{size / seconds:16,.0f} characters/s  {1000 * seconds / len(texts):.2f} ms a capture"
    )


if __name__ == "__main__":
    main()
