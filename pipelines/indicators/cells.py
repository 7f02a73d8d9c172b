"""Cells of indicators that are a mean, a median or a part over the accounts of a list, unknown accounts counted apart.

A SELECT gives one row per account and variant: month, roster_id, indicator_id, variant, network, `stratum`, `weight` of
its territory, `drawn` (members of that stratum in the list), `status`, and either `flag` or `value`. What else a row
may tell: `cluster` beside a flag (members drawn together: the links of one territory); beside a value, `value_lo` and
`value_hi` (rounding; of an unknown account, what it may be; else the value), `above` and `below` (the sums whose ratio
is the value: `pooled`), `is_account` (false: it does not cover those that are, of whom four in five must be measured),
`least`, `floor` and `ceiling`; `areas` where they have cells too. The functions named in headers give the cells
(`places`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from pipelines.indicators.cell_rows import STRATUM, Told, flagged, is_unknown, put_together
from pipelines.indicators.drawing import (
    MIN_DRAWN,
    Bools,
    Floats,
    error_of,
    linear_ends,
    quantile_ends,
    quantiles,
    reached,
    totals,
)
from pipelines.indicators.places import CELL, Places, placed
from pipelines.indicators.share_ends import Strata, poststratified_ends, wilson_ends

LEAST_ACCOUNTS: Final = 5
MIN_MEDIAN: Final = 10
SLACK: Final = 1e-9
_EXTREMES: Final = {"least": (np.fmax, LEAST_ACCOUNTS), "floor": (np.fmin, 0.0), "ceiling": (np.fmax, np.nan)}
"""What a cell is told with where its rows say no other: how many accounts are wanted, and the ends of the scale, which
no interval leaves; of rows that differ, the greatest (of the floor, the least)."""
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

    Withheld above 10 % unknown, under five accounts; the bounds count the unknown as none or as all. Where one answer
    shows in a window of which too little was seen and the other cannot, those that it alone made known are no better
    than unknown: with them above 10 % the part is undetermined, as long as one is unknown. A drawn stratum
    adds the error of its drawing (Wilson with finite-population correction), and so does the weighted total; that of an
    area, whose strata are of no known size there, is not told (`not_estimated`).
    """
    keys, places = placed(accounts)
    strata = flagged(accounts, places)
    cell, weight = strata["cell"].to_numpy(), strata["weight"].to_numpy()
    above, below, unsure = (
        totals(cell, keys.height, weight * strata[name].to_numpy()) for name in ("positive", "known", "unknown")
    )
    counted = {name: np.bincount(cell, strata[name], keys.height).astype(np.int64) for name in STRATUM}
    reason = places.of_rows(is_unknown(accounts)).first_name(counted["known"] == 0, accounts["status"])
    is_one_sided = accounts.select(pl.col("flag").is_not_null() & (pl.col("status") == "window_incomplete"))
    _, one_sided = places.counts(keys.height, is_one_sided.to_series().to_numpy())
    keys = keys.with_columns(
        reason=reason, is_census=np.bincount(cell, weight > 1, keys.height) == 0, positive=counted["positive"],
        member_count=counted["members"], measured_count=counted["known"], unknown_count=counted["unknown"],
        one_sided=one_sided,
    )  # fmt: skip
    is_drawn = keys.select((pl.col("area_level") == "france") & ~pl.col("is_census")).to_series().to_numpy()
    ends = _share_ends(put_together(strata.filter(pl.Series(is_drawn[cell], dtype=pl.Boolean))), keys.height)
    pooled = keys.with_columns(
        aggregation=pl.lit("pooled"), numerator=pl.col("positive").cast(pl.Float64),
        denominator=pl.col("measured_count").cast(pl.Float64), open=pl.col("unknown_count").cast(pl.Float64),
        ci_lo=pl.Series(ends[0]), ci_hi=pl.Series(ends[1]), method=pl.lit("wilson_fpc"),
        is_estimate=pl.col("stratum") != "ALL",
    )  # fmt: skip
    total = keys.with_columns(
        aggregation=pl.lit("poststratified"), numerator=pl.Series(above), denominator=pl.Series(below),
        open=pl.Series(unsure), ci_lo=pl.Series(ends[2]), ci_hi=pl.Series(ends[3]),
        method=pl.lit("wilson_poststratified"), is_estimate=pl.lit(True),
    ).filter((pl.col("stratum") == "ALL") & ((pl.col("area_level") == "france") | ~pl.col("is_census")))  # fmt: skip
    return _shared(pl.concat([pooled, total]).filter(pl.col("measured_count") + pl.col("unknown_count") > 0))


def _share_ends(strata: dict[str, Floats], cells: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each cell: the ends of the part of its last stratum, and those of its strata put together."""
    base = (strata["known"] + strata["unknown"]) * strata["together"]
    looked = np.maximum(strata["drawn"], base)
    size = np.maximum(strata["size"], looked) * base / looked
    cell = strata["cell"].astype(np.int64)
    least = Strata(cell, strata["positive"] * strata["together"], base, size, looked)
    most = least._replace(successes=(strata["positive"] + strata["unknown"]) * strata["together"])
    ends = np.full((2, cells), np.nan)
    ends[0, cell], ends[1, cell] = wilson_ends(least)[0], wilson_ends(most)[1]
    return ends[0], ends[1], poststratified_ends(least, cells)[0], poststratified_ends(most, cells)[1]


def _shared(cells: pl.DataFrame) -> pl.DataFrame:
    base, known, unknown = pl.col("denominator") + pl.col("open"), pl.col("measured_count"), pl.col("unknown_count")
    status = (
        pl.when(known == 0).then(pl.col("reason"))
        .when(known + unknown < LEAST_ACCOUNTS).then(pl.lit("small_base"))
        .when(10 * unknown > known + unknown).then(pl.lit("withheld"))
        .when((unknown > 0) & (10 * (unknown + pl.col("one_sided")) > known + unknown)).then(pl.lit("undetermined"))
        .otherwise(pl.lit("observed"))
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
    keys, places = placed(accounts)
    keys = _counted(accounts, keys, places)
    is_closed = keys.select((pl.col("value_status") == "observed") & pl.col("is_bounded")).to_series().to_numpy()
    is_known, is_open = accounts["value"].is_not_null().to_numpy(), is_unknown(accounts)
    told = Told(accounts, places.of(is_known[places.row] | is_open[places.row] & is_closed[places.cell]))
    made = {"mean": _mean, "median": _median, "pooled": _pooled}
    parts = [keys.with_columns(aggregation=pl.lit(name), **made[name](told, keys.height)) for name in aggregations]
    return _judged(pl.concat(parts))


def _counted(accounts: pl.DataFrame, keys: pl.DataFrame, places: Places) -> pl.DataFrame:
    """How many accounts of each cell are what, and why it has no value."""
    bounds = [accounts[name if name in accounts.columns else "value"] for name in _VALUES[1:]]
    is_known, is_open = accounts["value"].is_not_null().to_numpy(), is_unknown(accounts)
    is_account = accounts["is_account"].to_numpy() if "is_account" in accounts.columns else np.full(is_open.size, True)
    is_unbounded = (bounds[0].is_null() | bounds[1].is_null()).to_numpy() & (is_known | is_open)
    flags = {
        "measured_count": is_known, "unknown_count": is_open, "asked": is_account & is_known,
        "missing": is_account & is_open, "unbounded": is_unbounded, "drawn": (accounts["weight"] > 1).to_numpy(),
    }  # fmt: skip
    counts = dict(zip(("member_count", *flags), places.counts(keys.height, *flags.values()), strict=True))
    told = {name: _extreme(accounts, places, keys.height, name) for name in _EXTREMES}
    reason = places.of_rows(is_open).first_name(counts["measured_count"] == 0, accounts["status"])
    measured, unknown = pl.col("measured_count"), pl.col("unknown_count")
    status = (
        pl.when((measured == 0) & (unknown > 0)).then(pl.col("reason"))
        .when(measured < pl.col("least")).then(pl.lit("small_base"))
        .when((4 * unknown > measured) | (4 * pl.col("missing") > pl.col("asked"))).then(pl.lit("low_coverage"))
        .otherwise(pl.lit("observed"))
    )  # fmt: skip
    return keys.with_columns(**counts, **told, reason=reason).with_columns(
        value_status=status, is_census=pl.col("drawn") == 0, is_bounded=pl.col("unbounded") == 0
    )


def _extreme(accounts: pl.DataFrame, places: Places, cells: int, name: str) -> pl.Series:
    greatest, default = _EXTREMES[name]
    column = accounts[name].cast(pl.Float64).to_numpy() if name in accounts.columns else np.full(1, default)
    if column.size and np.all(column == column[0]):
        return pl.Series(np.full(cells, column[0])).fill_nan(None)
    found = np.full(cells, np.nan)
    if name in accounts.columns:
        greatest.at(found, places.cell, column[places.row])
    return pl.Series(found).fill_nan(None)


def _mean(told: Told, cells: int) -> dict[str, pl.Series]:
    sums: list[tuple[Floats, Floats]] = []
    for name in _VALUES:
        if sums and told.is_value(name):
            sums.append(sums[0])
            continue
        rows, weights, values = told.of(name)
        sums.append((totals(rows.cell, cells, weights * values), totals(rows.cell, cells, weights)))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = [above / below for above, below in sums]
    rows, _, values = told.of("value")
    is_enough = rows.drawn_counts(cells) >= MIN_DRAWN
    rows, values = rows.of(is_enough[rows.cell]), values[is_enough[rows.cell]]
    influence = (values - found[0][rows.cell]) / sums[0][1][rows.cell]
    ends = linear_ends(found[0], error_of(rows, cells, influence))
    return _columns(found, ends, sums[0]) | _method(is_enough, "linear")


def _median(told: Told, cells: int) -> dict[str, pl.Series]:
    found: list[Floats] = []
    for name in _VALUES:
        if found and told.is_value(name):
            found.append(found[0])
            continue
        rows, weights, values = told.by_value(name)
        found.append(quantiles(rows.cell, cells, values, reached(rows.cell, weights), 0.5))
    rows, _, values = told.of("value")
    is_enough = rows.drawn_counts(cells) >= MIN_MEDIAN
    ends = quantile_ends(rows.of(is_enough[rows.cell]), cells, values[is_enough[rows.cell]], found[0], 0.5)
    nothing = np.full(cells, np.nan)
    return _columns(found, ends, (nothing, nothing)) | _method(is_enough, "woodruff")


def _pooled(told: Told, cells: int) -> dict[str, pl.Series]:
    """The ratio of the sums of the measured accounts as they were read: no weight of the list."""
    (rows, weights, above), (_, _, below) = told.of("above"), told.of("below")
    sums = totals(rows.cell, cells, above), totals(rows.cell, cells, below)
    is_enough = rows.drawn_counts(cells) >= MIN_DRAWN
    with np.errstate(invalid="ignore", divide="ignore"):
        found = sums[0] / sums[1]
        influence = (above - found[rows.cell] * below) / totals(rows.cell, cells, weights * below)[rows.cell]
    is_asked = is_enough[rows.cell]
    ends = linear_ends(found, error_of(rows.of(is_asked), cells, influence[is_asked]))
    return _columns([found] * 3, ends, sums) | _method(is_enough, "linear")


def _columns(found: Sequence[Floats], ends: tuple[Floats, Floats], sums: tuple[Floats, Floats]) -> dict[str, pl.Series]:
    named = dict(zip((*_VALUES, "low", "high", "numerator", "denominator"), (*found, *ends, *sums), strict=True))
    return {name: pl.Series(values).fill_nan(None) for name, values in named.items()}


def _method(is_enough: Bools, name: str) -> dict[str, pl.Series]:
    return {"method": pl.Series(np.where(is_enough, name, "too_few"))}


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
