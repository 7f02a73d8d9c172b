"""Cells of indicators that are a sum, a mean or a quantile over accounts, and of their concentration.

A SELECT gives one row per account and variant: month, roster_id, indicator_id, variant, network, its `stratum`, `drawn`
and `size` (members of that stratum in the list, and in all), `x`, `x_lo`, `x_hi` (empty where not measured), `base`
(what a pooled ratio divides by: 1 for followers, inhabitants for a rate), and what `places` reads. The functions named
in headers give the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
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
from pipelines.indicators.places import CELL, placed, without_first
from pipelines.indicators.resampling import Sample, gini_interval, median_interval

LEAST_MEASURED: Final = 0.8
LEAST_ACCOUNTS: Final = 5
LEAST_CONCENTRATED: Final = 10
_QUANTILES: Final = {"p10": 0.1, "median": 0.5, "p90": 0.9}
_KINDS: Final = {"value": "x", "value_lo": "x_lo", "value_hi": "x_hi"}
_ENDS: Final = {
    "cell": pl.get_index_type(), "aggregation": pl.String(), "method": pl.String(),
    "low": pl.Float64(), "high": pl.Float64(),
}  # fmt: skip
_INPUT: Final = ("own_stratum", "drawn", "size", "x", "x_lo", "x_hi", "x_status", "base")

Interval = tuple[float, float] | None


def followers(accounts: pl.DataFrame) -> pl.DataFrame:
    """I11: the followers of a cell together, and of one of its accounts."""
    return _gathered(accounts, ("sum", "mean", "median", "p10", "p90"))


def penetration(accounts: pl.DataFrame) -> pl.DataFrame:
    """I12: followers per 100 inhabitants: all of them together (pooled), and of one account."""
    return _gathered(accounts, ("pooled", "mean", "median"))


def following(accounts: pl.DataFrame) -> pl.DataFrame:
    """I20: the middle account's ratio of following to followers."""
    return _gathered(accounts, ("median",))


def concentration(accounts: pl.DataFrame) -> pl.DataFrame:
    """I18: Gini index of the followers of a cell, times n/(n − 1); its bounds hold whatever rounding hides.

    Two numbers known within dᵢ and dⱼ differ by dᵢ + dⱼ more or less at most: hence bounds, not the tightest ones.
    """
    keys, known = _split(accounts)
    x, w, spread = pl.col("x"), pl.col("w"), pl.len() / (pl.len() - 1)
    rank = (w.cum_sum().over("cell") - w / 2) / w.sum().over("cell")
    doubt = pl.max_horizontal(pl.col("x_hi") - x, x - pl.col("x_lo"))
    parts = known.with_columns(gap=w * x * (2 * rank - 1), blur=w * doubt).group_by("cell").agg(
        value=pl.col("gap").sum() / (w * x).sum() * spread,
        value_lo=(pl.col("gap").sum() - pl.col("blur").sum()) / (w * pl.col("x_hi")).sum() * spread,
        value_hi=(pl.col("gap").sum() + pl.col("blur").sum()) / (w * pl.col("x_lo")).sum() * spread,
        numerator=pl.col("gap").sum(), denominator=(w * x).sum(),
    )  # fmt: skip
    found = parts.with_columns(pl.col(*_KINDS).fill_nan(None).clip(0, 1), aggregation=pl.lit("pooled"))
    ends = _intervals(known, "pooled", "bootstrap_t", _corrected_gini, keys)
    return _judged(keys, found, ends, ("pooled",), LEAST_CONCENTRATED)


def _corrected_gini(values: Floats, sample: Sample, key: str) -> Interval:
    ends = gini_interval(values, sample, key)
    if ends is None:
        return None
    spread = values.size / (values.size - 1)
    return ends[0] * spread, min(1.0, ends[1] * spread)


def _gathered(accounts: pl.DataFrame, aggregations: Sequence[str]) -> pl.DataFrame:
    """One row per cell and aggregation. Quantiles and means weigh each account as its territory weighs."""
    keys, known = _split(accounts)
    parts = [_quantile(known, name) if name in _QUANTILES else _mean(known, name) for name in aggregations]
    found = pl.concat(parts)
    drawn = _drawing(known, found, keys)
    ends = _intervals(known, "median", "bootstrap", median_interval, keys)
    kept = drawn.join(ends, on=["cell", "aggregation"], how="anti")
    return _judged(keys, found, pl.concat([ends, kept]), aggregations, LEAST_ACCOUNTS)


def _split(accounts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells, numbered and counted; and the accounts that are measured, in order of cell and value."""
    accounts = without_first(placed(accounts))
    keys = accounts.group_by(CELL).agg(
        member_count=pl.len().cast(pl.Int64),
        measured_count=pl.col("x").count().cast(pl.Int64),
        is_drawn=(pl.col("size") > pl.col("drawn")).any(),
        missing_status=pl.col("x_status").filter(pl.col("x").is_null()).sort().mode(maintain_order=True).first(),
    )  # fmt: skip
    numbered = keys.sort(CELL).with_row_index("cell")
    known = accounts.filter(pl.col("x").is_not_null()).join(numbered.select("cell", *CELL), on=CELL)
    weighed = known.select("cell", *_INPUT, w=pl.col("size") / pl.col("drawn"))
    return numbered, weighed.sort("cell", "x", "own_stratum", "x_lo", "x_hi", "base")


def _mean(known: pl.DataFrame, aggregation: str) -> pl.DataFrame:
    w = pl.col("w") * pl.col("base") if aggregation == "pooled" else pl.col("w")
    below = pl.lit(1.0) if aggregation == "sum" else w.sum()
    return known.group_by("cell").agg(
        *((w * pl.col(kind)).sum().truediv(below).alias(name) for name, kind in _KINDS.items()),
        numerator=(w * pl.col("x")).sum(), denominator=w.sum(), aggregation=pl.lit(aggregation),
    )  # fmt: skip


def _quantile(known: pl.DataFrame, aggregation: str) -> pl.DataFrame:
    """Where the part is reached of the weights of a cell; the mean of the two neighbours where it falls between."""
    names, found = np.unique(known["cell"].to_numpy()), {}
    for name, kind in _KINDS.items():
        ordered = known.select("cell", "w", kind).sort("cell", kind, "w")
        place = np.searchsorted(names, ordered["cell"].to_numpy())
        weights = ordered["w"].to_numpy()
        found[name] = quantiles(place, names.size, ordered[kind].to_numpy(), weights, _QUANTILES[aggregation])
    whole = totals(place, names.size, weights)
    frame = pl.DataFrame({"cell": names, **found, "denominator": whole}).with_columns(
        pl.col("cell").cast(known.schema["cell"])
    )
    return frame.select(
        "cell", *_KINDS, pl.lit(None, pl.Float64).alias("numerator"), "denominator", aggregation=pl.lit(aggregation)
    )


def _drawing(known: pl.DataFrame, found: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """What the drawing of each cell leaves open in its sums, means, ratios and quantiles."""
    drawn = known.join(keys.filter("is_drawn").select("cell"), on="cell", how="semi")
    names = np.unique(drawn["cell"].to_numpy())
    place = np.searchsorted(names, drawn["cell"].to_numpy())
    own = drawn["own_stratum"].rank("dense").to_numpy().astype(np.int64)
    rows = Rows(place, own, drawn["drawn"].to_numpy(), drawn["size"].to_numpy())
    is_enough = rows.drawn_counts(names.size) >= MIN_DRAWN
    parts = []
    for (aggregation,), part in found.join(pl.DataFrame({"cell": names}), on="cell", how="semi").group_by(
        "aggregation", maintain_order=True
    ):
        ordered = part.sort("cell")
        low, high = _ends(
            rows, drawn, str(aggregation), *(ordered[name].to_numpy() for name in ("value", "denominator"))
        )
        method = "woodruff" if aggregation in _QUANTILES else "linear"
        made = pl.DataFrame({"cell": ordered["cell"], "low": low, "high": high, "is_enough": is_enough})
        parts.append(made.with_columns(aggregation=pl.lit(aggregation), method=pl.lit(method)).filter("is_enough"))
    return pl.concat(parts).select(*_ENDS) if parts else pl.DataFrame(schema=_ENDS)


def _ends(rows: Rows, drawn: pl.DataFrame, aggregation: str, value: Floats, below: Floats) -> tuple[Floats, Floats]:
    x, base, cells = drawn["x"].to_numpy(), drawn["base"].to_numpy(), value.size
    if aggregation in _QUANTILES:
        return quantile_ends(rows, cells, x, value, _QUANTILES[aggregation])
    if aggregation == "sum":
        return linear_ends(value, error_of(rows, cells, x))
    scale = base if aggregation == "pooled" else np.ones(x.size)
    influence = scale * (x - value[rows.cell]) / below[rows.cell]
    return linear_ends(value, error_of(rows, cells, influence))


def _intervals(
    known: pl.DataFrame, aggregation: str, method: str, interval: Callable[[Floats, Sample, str], Interval],
    keys: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """What the drawing of each cell leaves open: of main variants whose value may be shown and of which some members
    were drawn (of a median without the largest account, drawing would leave as much open again)."""
    shown = pl.col("measured_count") >= LEAST_MEASURED * pl.col("member_count")
    drawn = keys.filter("is_drawn", shown, pl.col("variant") == "base", pl.col("area_level") == "france")
    asked = {row["cell"]: "|".join(str(row[name]) for name in CELL) for row in drawn.iter_rows(named=True)}
    found: list[tuple[int, str, str, float, float]] = []
    for cell, values, sample in _samples(known.filter(pl.col("cell").is_in(list(asked)))):
        ends = interval(values, sample, f"{asked[cell]}|{aggregation}")
        if ends is not None:
            found.append((cell, aggregation, method, *ends))
    return pl.DataFrame(found, schema=_ENDS, orient="row")


def _samples(known: pl.DataFrame) -> Iterator[tuple[int, Floats, Sample]]:
    """Each cell's values and how they were drawn, in an order that does not depend on that of the rows."""
    values, drawn, size = (known[name].to_numpy() for name in ("x", "drawn", "size"))
    cells, starts = np.unique(known["cell"].to_numpy(), return_index=True)
    for cell, start, end in zip(cells, starts, np.append(starts, known.height)[1:], strict=True):
        names = known["own_stratum"][int(start) : int(end)].to_list()
        _, first, own = np.unique(names, return_index=True, return_inverse=True)
        yield int(cell), values[start:end], Sample(own, drawn[start + first], size[start + first])


def _judged(
    keys: pl.DataFrame, found: pl.DataFrame, ends: pl.DataFrame, aggregations: Sequence[str], least: int
) -> pl.DataFrame:
    """The rows of the table: no value under 80 % measured and, but for a sum, under `least` accounts."""
    asked = keys.join(pl.DataFrame({"aggregation": list(aggregations)}), how="cross")
    cells = asked.join(found, on=["cell", "aggregation"], how="left").join(ends, on=["cell", "aggregation"], how="left")
    measured = pl.col("measured_count")
    status = (
        pl.when(measured == 0).then(pl.col("missing_status"))
        .when(measured < LEAST_MEASURED * pl.col("member_count")).then(pl.lit("low_coverage"))
        .when((measured < least) & (pl.col("aggregation") != "sum") | pl.col("value").is_null())
        .then(pl.lit("small_base")).otherwise(pl.lit("observed"))
    )  # fmt: skip
    kept = cells.with_columns(value_status=status).with_columns(
        pl.when(pl.col("value_status") == "observed").then(pl.col(name)).alias(name) for name in _KINDS
    )
    is_census, value = ~pl.col("is_drawn"), pl.col("value")
    low = pl.col("value_lo") - (value - pl.col("low")).clip(0)
    high = pl.col("value_hi") + (pl.col("high") - value).clip(0)
    method = pl.when(is_census).then(pl.lit("census")).when(value.is_null()).then(pl.lit("none"))
    return kept.select(
        *CELL, "aggregation", *_KINDS, "value_status", "numerator", "denominator", "member_count", "measured_count",
        unknown_count=pl.col("member_count") - measured,
        ci_lo=pl.when(is_census).then(pl.col("value_lo")).otherwise(low.clip(0)),
        ci_hi=pl.when(is_census).then(pl.col("value_hi")).otherwise(high),
        interval_method=method.otherwise(pl.col("method").fill_null("too_few")),
    )  # fmt: skip
