"""Figures of several sources on one axis, as small inline SVG: no script, no colour alone, the numbers beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from sitegen.model import Cell, Figure, Row

DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.4375,
    "quarter": 91.3125,
    "year": 365.25,
}
"""Days in a unit of duration; months and years on the average of the Gregorian calendar."""

PLOTTED = frozenset({"duration", "percent", "money", "measure", "number", "numberrange", "ratio"})


class PlotLine(NamedTuple):
    """One source's figure on the axis. `low` and `high` are percent of its length; None: open on that side."""

    cell: Cell
    low: float | None
    high: float | None

    @property
    def svg(self) -> Markup:
        low, high = self.low or 0.0, 100.0 if self.high is None else self.high
        open_end = " open" if self.low is None or self.high is None else ""
        dots = "".join(
            f'<line class="dot" x1="{x:.1f}" y1="5" x2="{x:.1f}" y2="5"/>'
            for x in dict.fromkeys(edge for edge in (self.low, self.high) if edge is not None)
        )
        span = f'<line class="span{open_end}" x1="{low:.1f}" y1="5" x2="{high:.1f}" y2="5"/>' if high > low else ""
        return Markup(
            '<svg viewBox="-3 0 106 10" preserveAspectRatio="none" aria-hidden="true">'
            f'<line class="axis" x1="0" y1="5" x2="100" y2="5"/>{span}{dots}</svg>'
        )


class Plot(NamedTuple):
    """A row of a comparison on one axis from `low` to `high`, both in `unit` of `kind`."""

    lines: tuple[PlotLine, ...]
    low: Figure
    high: Figure

    @property
    def open(self) -> bool:
        """True where a line ends on one side only."""
        return any(line.low is None or line.high is None for line in self.lines)


def plot(row: Row, columns: Sequence[str]) -> Plot | None:
    """The row's figures on one axis; None where fewer than two sources give comparable ones."""
    cells = [cell for slug in columns for cell in row.cells.get(slug, ()) if cell.figure and _range(cell.figure)]
    if not cells:
        return None
    (kind, family), _ = Counter(_family(cell.figure) for cell in cells if cell.figure).most_common(1)[0]
    cells = [cell for cell in cells if cell.figure and _family(cell.figure) == (kind, family)]
    if kind not in PLOTTED or len({cell.slug for cell in cells}) < 2:
        return None
    unit, scale = _unit(cell.figure for cell in cells if cell.figure)
    ranges = [_scaled(cell.figure, scale) for cell in cells if cell.figure]
    ends = [edge for pair in ranges for edge in pair if edge is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    if any(upper is None for _, upper in ranges):
        high += (high - low) * 0.25
    if high <= low:
        return None
    lines = tuple(
        PlotLine(cell, *(None if edge is None else 100 * (edge - low) / (high - low) for edge in pair))
        for cell, pair in zip(cells, ranges, strict=True)
    )
    return Plot(lines, *(Figure(0, 0, "", kind, _tidy(edge), unit) for edge in (low, high)))


def _range(figure: Figure) -> tuple[float | None, float | None] | None:
    """Lowest and highest value, None for an open side; None where the figure has no number."""
    if figure.garbled or figure.kind not in PLOTTED:
        return None
    if isinstance(figure.value, int | float):
        if figure.approx in ("at_least", "more_than"):
            return float(figure.value), None
        if figure.approx in ("at_most", "less_than", "up_to"):
            return None, float(figure.value)
        return float(figure.value), float(figure.value)
    low = float(figure.low) if isinstance(figure.low, int | float) else None
    high = float(figure.high) if isinstance(figure.high, int | float) else None
    return (low, high) if low is not None or high is not None else None


def _family(figure: Figure) -> tuple[str, str | None]:
    """What may share an axis: all durations; else the same kind in the same unit."""
    if figure.kind == "duration" and figure.unit in DAYS:
        return "duration", "days"
    return ("number" if figure.kind == "numberrange" else figure.kind), figure.unit


def _unit(figures: Iterable[Figure]) -> tuple[str | None, dict[str, float]]:
    """The unit that most figures are in, and the factors that lead to it."""
    unit, _ = Counter(figure.unit for figure in figures).most_common(1)[0]
    factors = {each: days / DAYS[unit] for each, days in DAYS.items()} if unit in DAYS else {}
    return unit, factors


def _scaled(figure: Figure, factors: dict[str, float]) -> tuple[float | None, float | None]:
    low, high = _range(figure) or (None, None)
    factor = factors.get(figure.unit or "", 1.0) if figure.kind == "duration" else 1.0
    return (None if low is None else low * factor), (None if high is None else high * factor)


def _tidy(number: float) -> float | int:
    rounded = float(f"{number:.3g}")
    return int(rounded) if rounded.is_integer() else rounded
