"""Which function gives each rule of the grammar its meaning: from tokens to a figure, or None."""

from __future__ import annotations

from sitegen.figures.amounts import (
    degrees,
    fixed_length,
    length,
    length_range,
    length_share,
    loose_change,
    measure,
    measure_range,
    money,
    money_range,
    percent,
    percent_range,
    ratio,
    several_money,
    share,
)
from sitegen.figures.counts import bounded_both, count, count_range, several_count
from sitegen.figures.dates import (
    after_next,
    at_weekend,
    bounded_year,
    date_range,
    day_beside,
    day_in,
    day_range,
    first_units,
    length_from,
    offset,
    offset_before,
    offset_from,
    rolling,
    side,
    side_after,
    single_date,
    so_far,
    week_of,
    weekday_range,
)
from sitegen.figures.grammar import Action

ACTIONS: dict[str, Action] = {
    "date_range": date_range, "day_range": day_range, "weekday_range": weekday_range, "length_from": length_from,
    "side_after": side_after, "side": side, "week_of": week_of, "offset": offset, "offset_from": offset_from,
    "offset_before": offset_before, "rolling": rolling, "date": single_date, "money_range": money_range,
    "percent_range": percent_range, "money": money, "several_money": several_money, "percent": percent,
    "length_range": length_range, "length": length, "measure_range": measure_range, "measure": measure,
    "ratio": ratio, "share": share, "bounded_both": bounded_both, "count_range": count_range, "count": count,
    "several_count": several_count, "first_units": first_units, "day_in": day_in, "loose_change": loose_change,
    "day_beside": day_beside, "after_next": after_next, "so_far": so_far, "weekend": at_weekend,
    "bounded_year": bounded_year, "length_share": length_share, "fixed_length": fixed_length, "degrees": degrees,
}  # fmt: skip
