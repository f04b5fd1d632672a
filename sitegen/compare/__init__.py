"""Compare: what each source says to each question of an event, side by side."""

from sitegen.compare.table import compare

__all__ = ["compare"]
