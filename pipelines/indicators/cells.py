"""Cells of indicators that are a mean, a median or a part over the accounts of a list, unknown accounts counted apart.

A SELECT gives one row per account and variant: month, roster_id, indicator_id, variant, network, `stratum`, `weight` of
its territory, `drawn` (members of that stratum in the list), `status`, and either `flag` or `value`. What else a row
may tell: `cluster` beside a flag (members drawn together: the links of one territory); beside a value, the columns of
OPTIONAL; `region_code` and `departement_code` where areas have cells too. The functions named in headers give the cells
(`places`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from pipelines.indicators.cell_rows import gathered, numbered, spread
from pipelines.indicators.drawing import (
    MIN_DRAWN,
    Floats,
    Rows,
    error_of,
    linear_ends,
    quantile_ends,
    quantiles,
    totals,
)
from pipelines.indicators.places import CELL
from pipelines.indicators.share_ends import Strata, poststratified_ends, wilson_ends

LEAST_ACCOUNTS: Final = 5
MIN_MEDIAN: Final = 10
SLACK: Final = 1e-9
OPTIONAL: Final[dict[str, pl.Expr]] = {
    "value_lo": pl.col("value"),
    "value_hi": pl.col("value"),
    "above": pl.lit(None, pl.Float64),
    "below": pl.lit(None, pl.Float64),
    "least": pl.lit(LEAST_ACCOUNTS),
    "is_account": pl.lit(True),
    "floor": pl.lit(0.0),
    "ceiling": pl.lit(None, pl.Float64),
}
"""What a row with a value may tell, and what holds where it does not: bounds of the value (rounding; of an unknown
account, what it may be); the sums whose ratio is the value (`pooled`); how many accounts are wanted; whether four in
five of such rows must be measured by themselves; the ends of the scale, which no interval leaves."""
_TOLD: Final = ("cell", "value", "own", "weight", "value_lo", "value_hi", "drawn", "above", "below")
_VALUES: Final = ("value", "value_lo", "value_hi")
_COLUMNS: Final = (
    *CELL, "aggregation", *_VALUES, "ci_lo", "ci_hi", "interval_method", "value_status", "numerator",
    "denominator", "member_count", "measured_count", "unknown_count",
)  # fmt: skip


def centres(accounts: pl.DataFrame) -> pl.DataFrame:
    """The mean and the median account of each cell."""
    return _centred(accounts, ("median", "mean"))


def means(accounts: pl.DataFrame) -> pl.DataFrame:
    """The mean of each cell."""
    return _centred(accounts, ("mean",))


def medians(accounts: pl.DataFrame) -> pl.DataFrame:
    """The middle account of each cell."""
    return _centred(accounts, ("median",))


def mixed(accounts: pl.DataFrame) -> pl.DataFrame:
    """Each row in the ways that its `ways` name: `share`, or those of a value (`median mean pooled`)."""
    if accounts.is_empty():
        return means(accounts)
    parts = accounts.partition_by("ways", as_dict=True, maintain_order=True)
    made = [shares(rows) if ways == "share" else _centred(rows, ways.split()) for (ways,), rows in parts.items()]
    return pl.concat(made)


def shares(accounts: pl.DataFrame) -> pl.DataFrame:
    """The part of the accounts whose flag is true: pooled, and with the strata's own sizes (poststratified) for ALL (of
    an area, where something was drawn).

    Withheld above 10 % unknown, under five accounts; the bounds count the unknown as none or as all. A drawn stratum
    adds the error of its drawing (Wilson with finite-population correction), and so does the weighted total; that of an
    area, whose strata are of no known size there, is not told (`not_estimated`).
    """
    keys, rows = numbered(accounts)
    strata = _flagged(rows).sort("cell", "own", "weight")
    cell, weight = strata["cell"].to_numpy(), strata["weight"].to_numpy()
    sums = {
        name: totals(cell, keys.height, weight * strata[name].to_numpy()) for name in ("positive", "known", "unknown")
    }
    counted = strata.group_by("cell").agg(
        pl.col("reason").min(), is_census=(pl.col("weight") <= 1).all(), positive=pl.col("positive").sum(),
        member_count=pl.col("members").sum(), measured_count=pl.col("known").sum(),
        unknown_count=pl.col("unknown").sum(),
    )  # fmt: skip
    keys = keys.join(counted, on="cell", maintain_order="left")
    ends = _share_ends(strata, keys.height)
    pooled = keys.with_columns(
        aggregation=pl.lit("pooled"), numerator=pl.col("positive").cast(pl.Float64),
        denominator=pl.col("measured_count").cast(pl.Float64), open=pl.col("unknown_count").cast(pl.Float64),
        ci_lo=pl.Series(ends[0]), ci_hi=pl.Series(ends[1]), method=pl.lit("wilson_fpc"),
        is_estimate=pl.col("stratum") != "ALL",
    )  # fmt: skip
    total = keys.with_columns(
        aggregation=pl.lit("poststratified"), numerator=pl.Series(sums["positive"]),
        denominator=pl.Series(sums["known"]),
        open=pl.Series(sums["unknown"]), ci_lo=pl.Series(ends[2]), ci_hi=pl.Series(ends[3]),
        method=pl.lit("wilson_poststratified"), is_estimate=pl.lit(True),
    ).filter((pl.col("stratum") == "ALL") & ((pl.col("area_level") == "france") | ~pl.col("is_census")))  # fmt: skip
    return _shared(pl.concat([pooled, total]).filter(pl.col("measured_count") + pl.col("unknown_count") > 0))


def _flagged(rows: pl.DataFrame) -> pl.DataFrame:
    """How many accounts of each stratum are what; `together`, what its clusters leave of the size of its sample when
    all their members are alike (Kish: (Σ m)² / Σ m² clusters), as a part of it."""
    is_counted = pl.col("flag").is_not_null() | pl.col("is_open")
    one = pl.lit(1.0)
    if "cluster" in rows.columns:
        sizes = pl.col("cluster").filter(is_counted).unique_counts().cast(pl.Float64)
        one = (sizes.sum() / (sizes**2).sum()).fill_nan(1.0)
    return gathered(
        rows, ("own", "weight"), pl.col("drawn").max(), pl.col("reason").min(), members=pl.len().cast(pl.Int64),
        positive=pl.col("flag").fill_null(False).sum().cast(pl.Int64), known=pl.col("flag").count().cast(pl.Int64),
        unknown=pl.col("is_open").sum().cast(pl.Int64), together=one,
    )  # fmt: skip


def _share_ends(strata: pl.DataFrame, cells: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each cell: the ends of the part of its last stratum, and those of its strata put together."""
    strata = strata.with_columns(size=pl.col("drawn") * pl.col("weight")).group_by("cell", "own").agg(
        pl.col("positive", "known", "unknown").sum(), pl.col("drawn", "size").max(), pl.col("together").min()
    ).filter(pl.col("known") + pl.col("unknown") > 0).sort("cell", "own")  # fmt: skip
    told = {name: strata[name].cast(pl.Float64).to_numpy() for name in strata.columns}
    base = (told["known"] + told["unknown"]) * told["together"]
    looked = np.maximum(told["drawn"], base)
    size = np.maximum(told["size"], looked) * base / looked
    cell = told["cell"].astype(np.int64)
    least = Strata(cell, told["positive"] * told["together"], base, size, looked)
    most = least._replace(successes=(told["positive"] + told["unknown"]) * told["together"])
    ends = np.full((2, cells), np.nan)
    ends[0, cell], ends[1, cell] = wilson_ends(least)[0], wilson_ends(most)[1]
    return ends[0], ends[1], poststratified_ends(least, cells)[0], poststratified_ends(most, cells)[1]


def _shared(cells: pl.DataFrame) -> pl.DataFrame:
    base, known, unknown = pl.col("denominator") + pl.col("open"), pl.col("measured_count"), pl.col("unknown_count")
    status = (
        pl.when(known == 0).then(pl.col("reason"))
        .when(known + unknown < LEAST_ACCOUNTS).then(pl.lit("small_base"))
        .when(10 * unknown > known + unknown).then(pl.lit("withheld")).otherwise(pl.lit("observed"))
    )  # fmt: skip
    judged = cells.with_columns(
        value_status=status,
        value_lo=pl.col("numerator") / base,
        value_hi=(pl.col("numerator") + pl.col("open")) / base,
        denominator=pl.when((known > 0) | (pl.col("aggregation") == "pooled")).then(pl.col("denominator")),
    )
    is_drawn = pl.col("is_estimate") & ~pl.col("is_census")
    is_told = is_drawn & (pl.col("area_level") == "france")
    return judged.with_columns(
        value=pl.when(pl.col("value_status") == "observed").then(pl.col("numerator") / pl.col("denominator")),
        ci_lo=pl.when("is_census").then("value_lo").when(is_told).then("ci_lo"),
        ci_hi=pl.when("is_census").then("value_hi").when(is_told).then("ci_hi"),
        interval_method=pl.when("is_census").then(pl.lit("census")).when(is_told).then("method")
        .when(is_drawn).then(pl.lit("not_estimated")).otherwise(pl.lit("none")),
    ).select(_COLUMNS)  # fmt: skip


def _centred(accounts: pl.DataFrame, aggregations: Sequence[str]) -> pl.DataFrame:
    """One row per cell and aggregation: four accounts in five measured, five at least; the bounds are open as soon as
    one is unknown that may be anything, and so is what the drawing leaves."""
    missing = {name: default for name, default in OPTIONAL.items() if name not in accounts.columns}
    keys, rows = numbered(accounts.with_columns(**missing))
    keys = keys.join(_counted(rows), on="cell", maintain_order="left")
    told = spread(rows.filter(pl.col("value").is_not_null() | pl.col("is_open"))).select(_TOLD)
    is_closed = keys.select((pl.col("value_status") == "observed") & pl.col("is_bounded")).to_series()
    told = told.filter(pl.col("value").is_not_null() | pl.Series(is_closed.to_numpy()[told["cell"].to_numpy()]))
    told = told.sort(_TOLD)
    made = {"mean": _mean, "median": _median, "pooled": _pooled}
    parts = [keys.with_columns(aggregation=pl.lit(name), **made[name](told, keys.height)) for name in aggregations]
    return _judged(pl.concat(parts))


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """How many accounts of each cell are what, and why it has no value."""
    is_known, is_open, is_account = pl.col("value").is_not_null(), pl.col("is_open"), pl.col("is_account")
    is_bounded = pl.col("value_lo").is_not_null() & pl.col("value_hi").is_not_null()
    counts = {
        "member_count": pl.len(), "measured_count": is_known.sum(), "unknown_count": is_open.sum(),
        "asked": (is_account & is_known).sum(), "missing": (is_account & is_open).sum(),
        "unbounded": (~is_bounded & (is_known | is_open)).sum(),
    }  # fmt: skip
    cells = gathered(
        rows, (), pl.col("least", "ceiling", "weight").max(), pl.col("floor", "reason").min(),
        **{name: count.cast(pl.Int64) for name, count in counts.items()},
    )  # fmt: skip
    measured, unknown = pl.col("measured_count"), pl.col("unknown_count")
    status = (
        pl.when((measured == 0) & (unknown > 0)).then(pl.col("reason"))
        .when(measured < pl.col("least")).then(pl.lit("small_base"))
        .when((4 * unknown > measured) | (4 * pl.col("missing") > pl.col("asked"))).then(pl.lit("low_coverage"))
        .otherwise(pl.lit("observed"))
    )  # fmt: skip
    return cells.with_columns(
        value_status=status, is_census=pl.col("weight") <= 1, is_bounded=pl.col("unbounded") == 0
    ).drop("weight")


def _mean(told: pl.DataFrame, cells: int) -> dict[str, pl.Series]:
    sums = []
    for name in _VALUES:
        rows, weights, values = _rows(told, name)
        sums.append((totals(rows.cell, cells, weights * values), totals(rows.cell, cells, weights)))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = [above / below for above, below in sums]
    rows, _, values = _rows(told, "value")
    influence = (values - found[0][rows.cell]) / sums[0][1][rows.cell]
    ends = linear_ends(found[0], error_of(rows, cells, influence))
    return _columns(found, ends, sums[0]) | _method(rows, cells, MIN_DRAWN, "linear")


def _median(told: pl.DataFrame, cells: int) -> dict[str, pl.Series]:
    found = []
    for name in _VALUES:
        rows, weights, values = _rows(told, name)
        order = np.lexsort((values, rows.cell))
        found.append(quantiles(rows.cell, cells, values[order], weights[order], 0.5))
    rows, _, values = _rows(told, "value")
    ends = quantile_ends(rows, cells, values, found[0], 0.5)
    nothing = np.full(cells, np.nan)
    return _columns(found, ends, (nothing, nothing)) | _method(rows, cells, MIN_MEDIAN, "woodruff")


def _pooled(told: pl.DataFrame, cells: int) -> dict[str, pl.Series]:
    """The ratio of the sums of the measured accounts as they were read: no weight of the list."""
    told = told.filter(pl.col("value").is_not_null())
    (rows, weights, above), (_, _, below) = _rows(told, "above"), _rows(told, "below")
    sums = totals(rows.cell, cells, above), totals(rows.cell, cells, below)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = sums[0] / sums[1]
        influence = (above - found[rows.cell] * below) / totals(rows.cell, cells, weights * below)[rows.cell]
    ends = linear_ends(found, error_of(rows, cells, influence))
    return _columns([found] * 3, ends, sums) | _method(rows, cells, MIN_DRAWN, "linear")


def _rows(told: pl.DataFrame, name: str) -> tuple[Rows, Floats, Floats]:
    """The rows that have this measure, their weights, and the measure."""
    known = told.filter(pl.col(name).is_not_null())
    cell, own, drawn = (known[each].to_numpy().astype(np.int64) for each in ("cell", "own", "drawn"))
    weights = known["weight"].to_numpy()
    return Rows(cell, own, drawn, drawn * weights), weights, known[name].cast(pl.Float64).to_numpy()


def _columns(found: Sequence[Floats], ends: tuple[Floats, Floats], sums: tuple[Floats, Floats]) -> dict[str, pl.Series]:
    named = dict(zip((*_VALUES, "low", "high", "numerator", "denominator"), (*found, *ends, *sums), strict=True))
    return {name: pl.Series(values).fill_nan(None) for name, values in named.items()}


def _method(rows: Rows, cells: int, least: int, name: str) -> dict[str, pl.Series]:
    return {"method": pl.Series(np.where(rows.drawn_counts(cells) >= least, name, "too_few"))}


def _judged(cells: pl.DataFrame) -> pl.DataFrame:
    """What may be told: no value beyond its bounds, where the measured accounts are not like the unknown ones."""
    measured, is_pooled = pl.col("measured_count"), pl.col("aggregation") == "pooled"
    is_closed = (
        (pl.col("value_status") == "observed") & pl.col("is_bounded") & (~is_pooled | (pl.col("unknown_count") == 0))
    )
    is_beyond = is_closed & ~pl.col("value").is_between(pl.col("value_lo") - SLACK, pl.col("value_hi") + SLACK)
    cells = cells.with_columns(
        value_lo=pl.when(is_closed).then("value_lo"),
        value_hi=pl.when(is_closed).then("value_hi"),
        value_status=pl.when(is_beyond).then(pl.lit("undetermined")).otherwise("value_status"),
    )
    is_shown = pl.col("value_status") == "observed"
    is_closed = is_shown & pl.col("value_lo").is_not_null()
    kept = cells.with_columns(
        value=pl.when(is_shown).then("value"),
        numerator=pl.when(measured > 0).then("numerator"),
        denominator=pl.when(measured > 0).then("denominator"),
    )
    is_listed = is_pooled & (pl.col("stratum") == "ALL")
    method = (
        pl.when("is_census").then(pl.when(is_closed | ~is_shown).then(pl.lit("census")).otherwise(pl.lit("open")))
        .when(is_listed | ~is_shown).then(pl.lit("none"))
        .when(~is_closed).then(pl.lit("open")).otherwise("method")
    )  # fmt: skip
    is_drawn = is_closed & ~is_listed & (pl.col("method") != "too_few")
    low = pl.col("value_lo") - (pl.col("value") - pl.col("low")).clip(0)
    high = pl.col("value_hi") + (pl.col("high") - pl.col("value")).clip(0)
    return kept.with_columns(
        interval_method=method,
        ci_lo=pl.when("is_census").then("value_lo").when(is_drawn).then(pl.max_horizontal(low, "floor")),
        ci_hi=pl.when("is_census").then("value_hi").when(is_drawn).then(pl.min_horizontal(high, "ceiling")),
    ).select(_COLUMNS)
