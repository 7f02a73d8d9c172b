"""Cells whose value SQL tells, and whose drawing is told here: the number of networks (I06), the chained index (I17),
the largest accounts (I19).

A SELECT gives the columns of a cell without `ci_lo`, `ci_hi` and `interval_method`; `is_drawn` (of some members, only a
sample was looked at); and `accounts`, those of the cell that were measured in drawn strata: `own` (their stratum),
`drawn` and `size` (members of it in the list, and in all), `x`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from pipelines.indicators.drawing import MIN_DRAWN, Floats, Rows, error_of, linear_ends

APART: Final = 0.5
_WORKING: Final = ("cell", "accounts", "is_drawn", "low", "high", "is_enough", "is_apart")


def chained(cells: pl.DataFrame) -> pl.DataFrame:
    """I17. `x` is what an account weighs in the logarithm of the index: n/Σ w·n − n₀/Σ w·n₀, over the links of a chain.

    The links of a chain are drawn together, since a list keeps its members: their errors are added account by account.
    """
    numbered = cells.with_row_index("cell").with_columns(is_apart=True)
    low, high, is_enough = _ends(numbered, np.zeros(cells.height))
    value = cells["value"].cast(pl.Float64).to_numpy()
    return _told(numbered, value * np.exp(low), value * np.exp(high), is_enough)


def largest(cells: pl.DataFrame) -> pl.DataFrame:
    """I19. `x` are followers. The k largest were counted whole (`numerator`, the last of them `kth`): what is drawn is
    the total beside them (`denominator`), which is at least what was counted of it (`seen`).

    An account that was not drawn may be among the largest where drawn ones come near: no interval is told from one
    that has more than half (APART) of the last of the k on.
    """
    most = pl.col("accounts").list.eval(pl.element().struct.field("x")).list.max()
    numbered = cells.with_row_index("cell").with_columns(is_apart=(most <= APART * pl.col("kth")).fill_null(value=True))
    top, total, seen = (cells[name].cast(pl.Float64).to_numpy() for name in ("numerator", "denominator", "seen"))
    low, high, is_enough = _ends(numbered, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _told(numbered.drop("seen", "kth"), top / high, top / np.fmax(low, seen), is_enough)


def counted(cells: pl.DataFrame) -> pl.DataFrame:
    """I06. `x` is what a member weighs in the mean of its stratum: its known networks over the size of the stratum.
    `is_sample`: some members were drawn, also where their drawing is not told (whole lists, areas)."""
    numbered = cells.with_row_index("cell")
    low, high, is_enough = _ends(numbered, np.zeros(cells.height))
    is_census, is_mean = ~pl.col("is_sample"), pl.col("is_drawn") & (pl.col("aggregation") == "mean")
    is_told = is_mean & pl.col("is_enough") & pl.col("value").is_not_null()
    made = numbered.with_columns(low=pl.Series(low), high=pl.Series(high), is_enough=is_enough)
    return made.with_columns(
        ci_lo=pl.when(is_census).then("value_lo").when(is_told).then((pl.col("value_lo") + pl.col("low")).clip(0)),
        ci_hi=pl.when(is_census).then("value_hi").when(is_told).then(pl.col("value_hi") + pl.col("high")),
        interval_method=pl.when(is_census).then(pl.lit("census")).when(is_told).then(pl.lit("linear"))
        .when(is_mean & pl.col("value").is_not_null()).then(pl.lit("too_few")).otherwise(pl.lit("none")),
    ).drop("cell", "accounts", "is_drawn", "is_sample", "low", "high", "is_enough")  # fmt: skip


def _ends(cells: pl.DataFrame, estimate: Floats) -> tuple[Floats, Floats, pl.Series]:
    """The two ends of `estimate` in each cell, and whether enough accounts were drawn for them."""
    rows = cells.select(pl.col("cell").cast(pl.Int64), "accounts").explode("accounts").drop_nulls().unnest("accounts")
    rows = rows.with_columns(pl.col("own").rank("dense").cast(pl.Int64)).sort("cell", "own", "x", "drawn", "size")
    drawn = Rows(*(rows[name].to_numpy() for name in ("cell", "own", "drawn", "size")))
    low, high = linear_ends(estimate, error_of(drawn, cells.height, rows["x"].to_numpy()))
    return low, high, pl.Series(drawn.drawn_counts(cells.height) >= MIN_DRAWN)


def _told(cells: pl.DataFrame, low: Floats, high: Floats, is_enough: pl.Series) -> pl.DataFrame:
    """The rows of the table: what rounding leaves open, and the drawing on each side of it."""
    is_census, value, is_enough_of_them = ~pl.col("is_drawn"), pl.col("value"), pl.col("is_enough")
    is_told = is_enough_of_them & pl.col("is_apart") & value.is_not_null()
    made = cells.with_columns(low=pl.Series(low), high=pl.Series(high), is_enough=is_enough)
    below = (pl.col("value_lo") - (value - pl.col("low")).clip(0)).clip(0)
    above = pl.col("value_hi") + (pl.col("high") - value).clip(0)
    return made.with_columns(
        ci_lo=pl.when(is_census).then("value_lo").when(is_told).then(below),
        ci_hi=pl.when(is_census).then("value_hi").when(is_told).then(above),
        interval_method=pl.when(is_census).then(pl.lit("census")).when(value.is_null()).then(pl.lit("none"))
        .when(is_told).then(pl.lit("linear")).when(is_enough_of_them).then(pl.lit("not_estimated"))
        .otherwise(pl.lit("too_few")),
    ).drop(_WORKING)  # fmt: skip
