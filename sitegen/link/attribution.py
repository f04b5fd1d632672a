"""Who is said to have said it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sitegen.model import Block, Span


class Statement(NamedTuple):
    span: Span
    speaker: str | None
    cited: tuple[str, ...]


def statements(blocks: Sequence[Block], lang: str) -> Mapping[str, Sequence[Statement]]:
    return {}
