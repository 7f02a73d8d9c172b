"""Cells of growth: what the same accounts gained between two months, together and in the mean.

A SELECT gives one row per account, variant and aggregation: month, roster_id, indicator_id, variant, network, its
`stratum`, `weight` and `drawn` (members of that stratum in the list), `x` and `y` with their bounds (empty where the
account is not in the panel), `status` and `is_matched`, and what `places` reads.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from pipelines.indicators.drawing import MIN_DRAWN, Floats, Rows, error_of, linear_ends, totals
from pipelines.indicators.places import CELL, Places, codes_of, placed, ranks, without_first

_CELL: Final = (*CELL, "aggregation")
_MEASURES: Final = ("x", "x_lo", "x_hi", "y", "y_lo", "y_hi")
_FORMS: Final = pl.DataFrame(
    [("sum", 1, 0, 1, 1, 0), ("pooled", 0, 0, 1000, 1, 0), ("panel", 0, 1, 1, 5, 100), ("mean", 0, 0, 1, 5, 0)],
    schema=["aggregation", "is_sum", "shift", "scale", "least", "floor"],
    orient="row",
)
"""Σ w·x (`is_sum`), or `scale` times (Σ w·x / Σ w·y less `shift`); from `least` accounts and `floor` of Σ w·y on."""


def panels(accounts: pl.DataFrame) -> pl.DataFrame:
    """One row per cell; without an account left, the most frequent reason is its status."""
    keys, places = placed(accounts, "aggregation")
    places = without_first(accounts, places)
    is_known, is_matched = accounts["x"].is_not_null().to_numpy(), accounts["is_matched"].to_numpy()
    is_drawn = (accounts["weight"] > 1).to_numpy()
    members, measured, matched, drawn = places.counts(keys.height, is_known, is_matched, is_drawn)
    cells = keys.join(_FORMS, on="aggregation", maintain_order="left").with_columns(
        member_count=pl.Series(members), measured_count=pl.Series(measured), is_matched=pl.Series(matched > 0),
        is_census=pl.Series(drawn == 0), missing=places.commonest(matched == 0, accounts["status"]),
    )  # fmt: skip
    figures = _figures(accounts, places.of_rows(is_known), cells)
    return _judged(cells.with_columns(**figures).filter(pl.col("member_count") > 0))


def _figures(accounts: pl.DataFrame, places: Places, keys: pl.DataFrame) -> dict[str, pl.Series]:
    """What is worked out of each cell; the rows of a cell are added in one order, whatever order they came in."""
    accounts, places = places.among(accounts)
    measures = {name: accounts[name].cast(pl.Float64).to_numpy() for name in _MEASURES}
    own, weights = codes_of(accounts["stratum"])[0], accounts["weight"].cast(pl.Float64).to_numpy()
    order = ("x", "y", "own", *_MEASURES[1:3], *_MEASURES[4:])
    cell, row = places.in_order(ranks([(measures | {"own": own})[name] for name in order]))
    measure = {name: values[row] for name, values in measures.items()}
    cells, weight = keys.height, weights[row]
    total = {name: totals(cell, cells, weight * values) for name, values in measure.items()}
    is_sum, shift, scale = (keys[name].to_numpy() for name in ("is_sum", "shift", "scale"))

    def ratio(above: Floats, below: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(is_sum > 0, above, scale * (above - shift * below) / np.where(below == 0, np.nan, below))

    value = ratio(total["x"], total["y"])
    counted = accounts["drawn"].cast(pl.Int64).to_numpy()[row]
    drawn = Rows(cell, own[row], counted, counted * weight)
    is_enough = drawn.drawn_counts(cells) >= MIN_DRAWN
    is_asked = is_enough[cell]
    x, y, cell = (column[is_asked] for column in (measure["x"], measure["y"], cell))
    with np.errstate(divide="ignore", invalid="ignore"):
        influence = (x - (total["x"] / total["y"])[cell] * y) / total["y"][cell] * scale[cell]
    error = error_of(drawn.of(is_asked), cells, np.where(is_sum[cell] > 0, x, influence))
    low, high = linear_ends(value, error)
    found = {
        "value": value,
        "value_lo": ratio(total["x_lo"], total["y_hi"]), "value_hi": ratio(total["x_hi"], total["y_lo"]),
        "low": low, "high": high, "numerator": total["x"] - shift * total["y"], "denominator": total["y"],
    }  # fmt: skip
    named = {name: pl.Series(values).fill_nan(None) for name, values in found.items()}
    return named | {"is_enough": pl.Series(is_enough)}


def _judged(cells: pl.DataFrame) -> pl.DataFrame:
    measured = pl.col("measured_count")
    status = (
        pl.when(~pl.col("is_matched")).then(pl.col("missing"))
        .when((measured < pl.col("least")) | (pl.col("denominator") < pl.col("floor"))).then(pl.lit("small_base"))
        .otherwise(pl.lit("observed"))
    )  # fmt: skip
    kept = cells.with_columns(
        pl.when(measured > 0).then(pl.col(name)).alias(name) for name in ("numerator", "denominator")
    ).with_columns(value_status=status)
    shown = kept.with_columns(
        pl.when(pl.col("value_status") == "observed").then(pl.col(name)).alias(name)
        for name in ("value", "value_lo", "value_hi")
    )
    is_census, is_told = pl.col("is_census"), pl.col("is_enough") & pl.col("value").is_not_null()
    low = pl.col("value_lo") - (pl.col("value") - pl.col("low")).clip(0)
    high = pl.col("value_hi") + (pl.col("high") - pl.col("value")).clip(0)
    return shown.select(
        *_CELL, "value", "value_lo", "value_hi", "value_status", "numerator", "denominator", "member_count",
        "measured_count",
        ci_lo=pl.when(is_census).then("value_lo").when(is_told).then(low),
        ci_hi=pl.when(is_census).then("value_hi").when(is_told).then(high),
        interval_method=pl.when(is_census).then(pl.lit("census")).when(pl.col("value").is_null()).then(pl.lit("none"))
        .when(is_told).then(pl.lit("linear")).otherwise(pl.lit("too_few")),
        unknown_count=pl.col("member_count") - measured,
    )  # fmt: skip
