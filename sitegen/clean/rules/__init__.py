"""The rules, one family a module, in the order in which they are tried."""

from __future__ import annotations

from sitegen.clean.rule import Rule
from sitegen.clean.rules import encoding, inline, markup, wholelines, wrapping

TEXT_RULES: tuple[Rule, ...] = (*encoding.RULES, *markup.RULES, *wrapping.RULES, *inline.RULES)
"""Rules that repair the text itself, before its lines are judged."""
LINE_RULES: tuple[Rule, ...] = wholelines.RULES
"""Rules by which whole lines go."""
