"""Cells of indicators that are a mean, a median or a part over the accounts of a list, unknown accounts counted apart.

A SELECT gives one row per account and variant: month, roster_id, indicator_id, variant, network, `stratum`, `weight` of
its territory, `drawn` (members of that stratum in the list), `status`, and either `value` (with `value_lo`, `value_hi`
where rounding leaves them open; `least`, accounts wanted where they are not LEAST_ACCOUNTS) or `flag`; `region_code`
and `departement_code` where areas have cells too. The functions named in headers give the cells (`places`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

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
from pipelines.indicators.intervals import Stratum, poststratified_interval, wilson_interval
from pipelines.indicators.places import CELL, placed

OUTSIDE: Final = (
    "observed", "rounded", "interpolated", "at_least", "summed",
    "partial_window", "few_posts", "few_messages", "small_base", "not_active",
)  # fmt: skip
"""Statuses of an account that is measured, or that has too little to go on and is outside the base: never unknown."""
LEAST_ACCOUNTS: Final = 5
MIN_MEDIAN: Final = 10
_VALUES: Final = ("value", "value_lo", "value_hi")


def centres(accounts: pl.DataFrame) -> pl.DataFrame:
    """The mean and the median account of each cell."""
    return _centred(accounts, ("median", "mean"))


def means(accounts: pl.DataFrame) -> pl.DataFrame:
    """The mean of each cell."""
    return _centred(accounts, ("mean",))


def medians(accounts: pl.DataFrame) -> pl.DataFrame:
    """The middle account of each cell."""
    return _centred(accounts, ("median",))


def shares(accounts: pl.DataFrame) -> pl.DataFrame:
    """The part of the accounts whose flag is true: pooled, and with the strata's own sizes (poststratified) for ALL (of
    an area, where something was drawn).

    Withheld above 10 % unknown, under five accounts; the bounds count the unknown as none or as all. A drawn stratum
    adds the error of its drawing (Wilson with finite-population correction), and so does the weighted total; that of an
    area, whose strata are of no known size there, is not told (`not_estimated`).
    """
    frame = _in_cells(accounts)
    yes = pl.col("flag").fill_null(False)
    weighted = frame.with_columns(
        pl.when(yes).then(pl.col("weight")).otherwise(0.0).alias("yes"),
        pl.when(pl.col("flag").is_not_null()).then(pl.col("weight")).otherwise(0.0).alias("sure"),
        pl.when("is_open").then(pl.col("weight")).otherwise(0.0).alias("open"),
    )
    keys = frame.group_by(CELL).agg(
        *_counts("flag"), positive=yes.sum().cast(pl.Int64), is_census=(pl.col("weight") <= 1).all()
    ).filter(pl.col("measured_count") + pl.col("unknown_count") > 0).sort(CELL).with_row_index("cell")  # fmt: skip
    rows = weighted.join(keys.select("cell", *CELL), on=CELL).sort("cell", "own", "weight", "yes", "sure", "open")
    cell = rows["cell"].to_numpy().astype(np.int64)
    sums = {name: totals(cell, keys.height, rows[name].to_numpy()) for name in ("yes", "sure", "open")}
    ends = _share_ends(rows, (keys["stratum"] == "ALL").to_list())
    pooled = keys.with_columns(
        aggregation=pl.lit("pooled"), numerator=pl.col("positive").cast(pl.Float64),
        denominator=pl.col("measured_count").cast(pl.Float64), open=pl.col("unknown_count").cast(pl.Float64),
        ci_lo=pl.Series(ends[0]), ci_hi=pl.Series(ends[1]), method=pl.lit("wilson_fpc"),
        is_estimate=pl.col("stratum") != "ALL",
    )  # fmt: skip
    total = keys.with_columns(
        aggregation=pl.lit("poststratified"), numerator=pl.Series(sums["yes"]), denominator=pl.Series(sums["sure"]),
        open=pl.Series(sums["open"]), ci_lo=pl.Series(ends[2]), ci_hi=pl.Series(ends[3]),
        method=pl.lit("wilson_poststratified"), is_estimate=pl.lit(True),
    ).filter((pl.col("stratum") == "ALL") & ((pl.col("area_level") == "france") | ~pl.col("is_census")))  # fmt: skip
    return _shared(pl.concat([pooled, total]))


def _share_ends(rows: pl.DataFrame, is_all: list[bool]) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each cell that was drawn: the ends of the part of one stratum, or those of the strata together (ALL)."""
    found = np.full((4, len(is_all)), np.nan)
    strata = rows.group_by("cell", "own", maintain_order=True).agg(
        positive=pl.col("flag").fill_null(False).sum(), known=pl.col("flag").count(), open=pl.col("is_open").sum(),
        drawn=pl.col("drawn").max(), size=(pl.col("drawn") * pl.col("weight")).max(),
    )  # fmt: skip
    strata = strata.filter((pl.col("size") > pl.col("drawn")).any().over("cell"))
    parts: dict[int, list[tuple[Stratum, Stratum]]] = {}
    for cell, _, positive, known, unknown, drawn, size in strata.iter_rows():
        base = known + unknown
        if base:
            looked, people = max(drawn, base), max(size, drawn, base)
            parts.setdefault(cell, []).append((
                Stratum(positive, base, people * base / looked, looked),
                Stratum(positive + unknown, base, people * base / looked, looked),
            ))  # fmt: skip
    for cell, pairs in parts.items():
        least, most = zip(*pairs, strict=True)
        if not is_all[cell]:
            found[0, cell] = wilson_interval(least[0].successes, least[0].drawn, least[0].population).low
            found[1, cell] = wilson_interval(most[0].successes, most[0].drawn, most[0].population).high
        else:
            found[2, cell] = poststratified_interval(least).low
            found[3, cell] = poststratified_interval(most).high
    return found[0], found[1], found[2], found[3]


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
    return judged.select(
        *CELL, "aggregation", "value_lo", "value_hi", "value_status", "numerator", "denominator",
        "member_count", "measured_count", "unknown_count",
        value=pl.when(pl.col("value_status") == "observed").then(pl.col("numerator") / pl.col("denominator")),
        ci_lo=pl.when("is_census").then("value_lo").when(is_told).then("ci_lo"),
        ci_hi=pl.when("is_census").then("value_hi").when(is_told).then("ci_hi"),
        interval_method=pl.when("is_census").then(pl.lit("census")).when(is_told).then("method")
        .when(is_drawn).then(pl.lit("not_estimated"))
        .otherwise(pl.lit("none")),
    )  # fmt: skip


def _centred(accounts: pl.DataFrame, aggregations: Sequence[str]) -> pl.DataFrame:
    """One row per cell and aggregation: four accounts in five measured, five at least; the bounds are open as soon as
    one is unknown, and so is what the drawing leaves."""
    frame = _in_cells(accounts).with_columns(
        pl.col("value_lo" if "value_lo" in accounts.columns else "value").alias("value_lo"),
        pl.col("value_hi" if "value_hi" in accounts.columns else "value").alias("value_hi"),
        (pl.col("least") if "least" in accounts.columns else pl.lit(LEAST_ACCOUNTS)).alias("least"),
    )
    keys = frame.group_by(CELL).agg(
        *_counts("value"), is_census=(pl.col("weight") <= 1).all(), least=pl.col("least").max(),
        is_bounded=pl.col("value_lo").count() + pl.col("value_hi").count() == 2 * pl.col("value").count(),
    ).sort(CELL).with_row_index("cell")  # fmt: skip
    known = frame.filter(pl.col("value").is_not_null()).join(keys.select("cell", *CELL), on=CELL)
    known = known.select("cell", "own", "drawn", "weight", *_VALUES)
    known = known.sort("cell", "value", "own", "weight", "value_lo", "value_hi")
    made = {"mean": _mean, "median": _median}
    parts = [keys.with_columns(aggregation=pl.lit(name), **made[name](known, keys.height)) for name in aggregations]
    return _judged(pl.concat(parts))


def _mean(known: pl.DataFrame, cells: int) -> dict[str, pl.Series]:
    rows, weights, values = _rows(known)
    above = [totals(rows.cell, cells, weights * one) for one in values]
    below = totals(rows.cell, cells, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = [one / below for one in above]
    ends = linear_ends(found[0], error_of(rows, cells, (values[0] - found[0][rows.cell]) / below[rows.cell]))
    return _columns(found, ends, rows.drawn_counts(cells) >= MIN_DRAWN, "linear", above[0], below)


def _median(known: pl.DataFrame, cells: int) -> dict[str, pl.Series]:
    found = []
    rows, weights, values = _rows(known)
    for measure in values:
        order = slice(None) if measure is values[0] else np.lexsort((measure, rows.cell))
        found.append(quantiles(rows.cell, cells, measure[order], weights[order], 0.5))
    ends = quantile_ends(rows, cells, values[0], found[0], 0.5)
    nothing = np.full(cells, np.nan)
    return _columns(found, ends, rows.drawn_counts(cells) >= MIN_MEDIAN, "woodruff", nothing, nothing)


def _rows(known: pl.DataFrame) -> tuple[Rows, Floats, list[Floats]]:
    cell, own, drawn = (known[name].to_numpy().astype(np.int64) for name in ("cell", "own", "drawn"))
    weights = known["weight"].to_numpy()
    values = [known[name].fill_null(np.nan).to_numpy() for name in _VALUES]
    return Rows(cell, own, drawn, drawn * weights), weights, values


def _columns(
    found: Sequence[Floats],
    ends: tuple[Floats, Floats],
    is_enough: npt.NDArray[np.bool_],
    method: str,
    above: Floats,
    below: Floats,
) -> dict[str, pl.Series]:
    named = dict(zip(_VALUES, found, strict=True)) | {"low": ends[0], "high": ends[1]}
    named |= {"numerator": above, "denominator": below}
    columns = {name: pl.Series(values).fill_nan(None) for name, values in named.items()}
    return columns | {"method": pl.Series(np.where(is_enough, method, "too_few"))}


def _judged(cells: pl.DataFrame) -> pl.DataFrame:
    measured, unknown = pl.col("measured_count"), pl.col("unknown_count")
    status = (
        pl.when((measured == 0) & (unknown > 0)).then(pl.col("reason"))
        .when(measured < pl.col("least")).then(pl.lit("small_base"))
        .when(4 * unknown > measured).then(pl.lit("low_coverage")).otherwise(pl.lit("observed"))
    )  # fmt: skip
    is_shown = pl.col("value_status") == "observed"
    is_closed = is_shown & (unknown == 0) & pl.col("is_bounded")
    kept = cells.with_columns(value_status=status).with_columns(
        value=pl.when(is_shown).then("value"),
        value_lo=pl.when(is_closed).then("value_lo"),
        value_hi=pl.when(is_closed).then("value_hi"),
        numerator=pl.when(measured > 0).then("numerator"),
        denominator=pl.when(measured > 0).then("denominator"),
    )
    method = (
        pl.when(pl.col("value").is_null()).then(pl.when("is_census").then(pl.lit("census")).otherwise(pl.lit("none")))
        .when(~is_closed).then(pl.lit("open")).when("is_census").then(pl.lit("census")).otherwise("method")
    )  # fmt: skip
    is_drawn = ~pl.col("is_census") & (pl.col("method") != "too_few")
    low = pl.col("value_lo") - (pl.col("value") - pl.col("low")).clip(0)
    high = pl.col("value_hi") + (pl.col("high") - pl.col("value")).clip(0)
    return kept.select(
        *CELL, "aggregation", *_VALUES, "value_status", "numerator", "denominator", "member_count",
        "measured_count", "unknown_count", interval_method=method,
        ci_lo=pl.when("is_census").then("value_lo").when(is_drawn).then(low.clip(0)),
        ci_hi=pl.when("is_census").then("value_hi").when(is_drawn).then(high),
    )  # fmt: skip


def _in_cells(accounts: pl.DataFrame) -> pl.DataFrame:
    """The accounts in each of their cells; `own` numbers the stratum, in order of name."""
    is_open = ~pl.col("status").is_in(OUTSIDE)
    if "flag" in accounts.columns:
        is_open &= pl.col("flag").is_null()
    numbered = accounts.with_columns(
        own=pl.col("stratum").rank("dense").cast(pl.Int64),
        weight=pl.col("weight").cast(pl.Float64),
        is_open=is_open,
        reason=pl.when(is_open).then("status"),
    ).drop("status")
    return placed(numbered)


def _counts(measure: str) -> list[pl.Expr]:
    return [
        pl.len().cast(pl.Int64).alias("member_count"),
        pl.col(measure).count().cast(pl.Int64).alias("measured_count"),
        pl.col("is_open").sum().cast(pl.Int64).alias("unknown_count"),
        pl.col("reason").min(),
    ]
