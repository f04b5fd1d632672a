"""Cleaning: a capture in, the article out, and every removal and repair as a span of the capture.

Nothing here is specific to a site. Text rules repair characters and markup; then each line is judged by its words, its
shape and its place (`body.py`). Cleaning only removes and repairs, never writes.
"""

from __future__ import annotations

from sitegen.clean.cleaning import clean, cleaned_text, missing_texts
from sitegen.clean.explain import explain, inspect
from sitegen.clean.rule import Rule
from sitegen.clean.rules import LINE_RULES, TEXT_RULES

RULES: tuple[Rule, ...] = (*TEXT_RULES, *LINE_RULES)
"""Every rule, in the order in which they are tried; each can be switched off by its name."""

__all__ = ["RULES", "Rule", "clean", "cleaned_text", "explain", "inspect", "missing_texts"]
