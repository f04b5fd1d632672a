"""What a cleaning rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sitegen.clean.draft import Change

Finder = Callable[[str], Iterable[Change]]
"""Given the current text, the changes a rule wants."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to remove or repair, which can be named, listed and switched off."""

    name: str
    kind: str
    """What the rule finds, in the words of the labelling guide."""
    summary: str
    """One line for the list of rules."""
    example: str
    """A line it acts on."""
    find: Finder | None = None
    """The changes it makes in the text; None for a rule about whole lines."""
