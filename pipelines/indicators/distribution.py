"""Cells of indicators that are a sum, a mean or a quantile over accounts, and of their concentration.

A SELECT gives one row per account and variant: month, roster_id, indicator_id, variant, network, its `stratum`, `drawn`
and `size` (members of that stratum in the list, and in all), `x`, `x_lo`, `x_hi` (empty where not measured), `base`
(what a pooled ratio divides by: 1 for followers, inhabitants for a rate), and what `places` reads. The functions named
in headers give the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

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
    reached,
    totals,
)
from pipelines.indicators.places import CELL, Places, codes_of, placed, ranks, without_first
from pipelines.indicators.resampling import Sample, gini_interval, median_interval

LEAST_MEASURED: Final = 0.8
LEAST_ACCOUNTS: Final = 5
LEAST_CONCENTRATED: Final = 10
_QUANTILES: Final = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}
_KINDS: Final = {"value": "x", "value_lo": "x_lo", "value_hi": "x_hi"}
_NUMBERS: Final = ("drawn", "size", "x", "x_lo", "x_hi", "base")

Interval = tuple[float, float] | None


def followers(accounts: pl.DataFrame) -> pl.DataFrame:
    """I11: the followers of a cell together, and of one of its accounts."""
    return _gathered(accounts, ("sum", "mean", "median", "p10", "p90"))


def penetration(accounts: pl.DataFrame) -> pl.DataFrame:
    """I12: followers per 100 inhabitants: all of them together (pooled), and of one account."""
    return _gathered(accounts, ("pooled", "mean", "p25", "median", "p75"))


def following(accounts: pl.DataFrame) -> pl.DataFrame:
    """I20: the middle account's ratio of following to followers."""
    return _gathered(accounts, ("median",))


def concentration(accounts: pl.DataFrame) -> pl.DataFrame:
    """I18: Gini index of the followers of a cell, times n/(n − 1); its bounds hold whatever rounding hides.

    Two numbers known within dᵢ and dⱼ differ by dᵢ + dⱼ more or less at most: hence bounds, not the tightest ones.
    Of an area the drawing is not told (`not_estimated`): drawn as the accounts of an area are, 92 % of the very skewed
    lists are covered (log-normal, σ from 1,4 to 1,8).
    """
    cells = _Cells(accounts)
    x, w, spread = pl.col("x"), pl.col("w"), pl.len() / (pl.len() - 1)
    rank = (w.cum_sum().over("cell") - w / 2) / w.sum().over("cell")
    doubt = pl.max_horizontal(pl.col("x_hi") - x, x - pl.col("x_lo"))
    parts = cells.measured("x", "x_lo", "x_hi").with_columns(gap=w * x * (2 * rank - 1), blur=w * doubt)
    found = parts.group_by("cell").agg(
        value=pl.col("gap").sum() / (w * x).sum() * spread,
        value_lo=(pl.col("gap").sum() - pl.col("blur").sum()) / (w * pl.col("x_hi")).sum() * spread,
        value_hi=(pl.col("gap").sum() + pl.col("blur").sum()) / (w * pl.col("x_lo")).sum() * spread,
        numerator=pl.col("gap").sum(), denominator=(w * x).sum(),
    ).with_columns(pl.col(*_KINDS).fill_nan(None).clip(0, 1))  # fmt: skip
    told = cells.keys.join(found, on="cell", how="left", maintain_order="left").with_columns(
        aggregation=pl.lit("pooled"), **cells.resampled("pooled", "bootstrap_t", _corrected_gini)
    ).with_columns(
        method=pl.when(pl.col("area_level") == "france").then("method").otherwise(pl.lit("not_estimated"))
    )  # fmt: skip
    return _judged(told, LEAST_CONCENTRATED)


def _corrected_gini(values: Floats, sample: Sample, key: str) -> Interval:
    ends = gini_interval(values, sample, key)
    if ends is None:
        return None
    spread = values.size / (values.size - 1)
    return ends[0] * spread, min(1.0, ends[1] * spread)


class _Cells:
    """The cells of accounts (`keys`, numbered and counted), and the accounts that are measured in order of cell and
    value, each weighing as much as its territory."""

    def __init__(self, accounts: pl.DataFrame) -> None:
        keys, places = placed(accounts)
        places = without_first(accounts, places)
        self.count = keys.height
        is_measured = accounts["x"].is_not_null().to_numpy()
        is_drawn = (accounts["size"] > accounts["drawn"]).to_numpy()
        members, measured, drawn = places.counts(self.count, is_measured, is_drawn)
        self.keys = keys.with_columns(
            cell=np.arange(self.count), member_count=pl.Series(members), measured_count=pl.Series(measured),
            is_drawn=pl.Series(drawn > 0), missing_status=places.commonest(measured == 0, accounts["x_status"]),
        ).filter(pl.col("member_count") > 0)  # fmt: skip
        accounts, self._known = places.of_rows(is_measured).among(accounts)
        self._all = {name: accounts[name].cast(pl.Float64).to_numpy() for name in _NUMBERS}
        self._all["own"], _ = codes_of(accounts["stratum"])
        self._all["w"] = self._all["size"] / self._all["drawn"]
        self.places = self._known.in_order(ranks([self._all[name] for name in ("x", "own", "x_lo", "x_hi", "base")]))
        self.rows = Rows(self.places.cell, self["own"], self["drawn"].astype(np.int64), self["size"])
        self.is_enough = self.rows.drawn_counts(self.count) >= MIN_DRAWN

    def __getitem__(self, name: str) -> Any:
        """The column of the measured accounts."""
        return self._all[name][self.places.row]

    def measured(self, *names: str) -> pl.DataFrame:
        """Cell, weight `w` and columns of the measured accounts."""
        return pl.DataFrame({"cell": self.places.cell, **{name: self[name] for name in ("w", *names)}}).with_columns(
            pl.col("cell").set_sorted()
        )

    def mean(self, aggregation: str) -> dict[str, Floats]:
        """The ratio of sums (`pooled`: over `base`), the mean, or the sum itself."""
        rows = self.measured("base", "x", "x_lo", "x_hi")
        w = pl.col("w") * pl.col("base") if aggregation == "pooled" else pl.col("w")
        below = pl.lit(1.0) if aggregation == "sum" else w.sum()
        made = rows.group_by("cell", maintain_order=True).agg(
            *((w * pl.col(kind)).sum().truediv(below).alias(name) for name, kind in _KINDS.items()),
            numerator=(w * pl.col("x")).sum(), denominator=w.sum(),
        )  # fmt: skip
        return {name: self._scattered(made["cell"], made[name]) for name in made.columns[1:]}

    def _scattered(self, cell: pl.Series, values: pl.Series) -> Floats:
        found = np.full(self.count, np.nan)
        found[cell.to_numpy()] = values.to_numpy()
        return found

    @cached_property
    def by_value(self) -> dict[str, tuple[Places, Floats]]:
        """Of the value and of each of its bounds: the measured accounts in order of it, and what is reached with each
        of the weights of their cell."""
        made: dict[str, tuple[Places, Floats]] = {}
        for kind in _KINDS.values():
            values = self._all[kind]
            twin = next((name for name in made if np.array_equal(self._all[name], values, equal_nan=True)), None)
            if twin is None:
                places = self._known.in_order(ranks([values, self._all["w"]]))
                made[kind] = places, reached(places.cell, self._all["w"][places.row])
            else:
                made[kind] = made[twin]
        return made

    def quantile(self, part: float) -> dict[str, Floats]:
        """Where the part is reached of the weights of a cell; the mean of the two neighbours where it falls between."""
        found = {}
        for name, kind in _KINDS.items():
            places, upto = self.by_value[kind]
            found[name] = quantiles(places.cell, self.count, self._all[kind][places.row], upto, part)
        whole = totals(places.cell, self.count, self._all["w"][places.row])
        return found | {"denominator": whole}

    def drawing(self, aggregation: str, value: Floats, below: Floats) -> tuple[Floats, Floats]:
        """What the drawing of each cell leaves open, where enough accounts were drawn."""
        is_asked = self.is_enough[self.places.cell]
        rows, x, base = self.rows.of(is_asked), self["x"][is_asked], self["base"][is_asked]
        if aggregation in _QUANTILES:
            return quantile_ends(rows, self.count, x, value, _QUANTILES[aggregation])
        if aggregation == "sum":
            return linear_ends(value, error_of(rows, self.count, x))
        scale = base if aggregation == "pooled" else np.ones(x.size)
        influence = scale * (x - value[rows.cell]) / below[rows.cell]
        return linear_ends(value, error_of(rows, self.count, influence))

    def resampled(
        self, aggregation: str, method: str, interval: Callable[[Floats, Sample, str], Interval]
    ) -> dict[str, pl.Series]:
        """What the drawing of each cell leaves open: of main variants whose value may be shown and of which some
        members were drawn (of a median without the largest account, drawing would leave as much open again)."""
        shown = pl.col("measured_count") >= LEAST_MEASURED * pl.col("member_count")
        keys = self.keys.with_row_index("place").filter(
            "is_drawn", shown, pl.col("variant") == "base", pl.col("area_level") == "france"
        )
        low, high = np.full(self.keys.height, np.nan), np.full(self.keys.height, np.nan)
        values, own, drawn, size = self["x"], *self.rows[1:]
        starts, stops = (np.searchsorted(self.places.cell, keys["cell"].to_numpy(), side) for side in ("left", "right"))
        for row, start, stop in zip(keys.iter_rows(named=True), starts, stops, strict=True):
            _, first, strata = np.unique(own[start:stop], return_index=True, return_inverse=True)
            sample = Sample(strata, drawn[start + first], size[start + first])
            key = "|".join(str(row[name]) for name in CELL)
            ends = interval(values[start:stop], sample, f"{key}|{aggregation}")
            if ends is not None:
                low[row["place"]], high[row["place"]] = ends
        method_of = pl.Series(np.where(np.isnan(low), "", method)).replace("", None)
        return {"low": pl.Series(low).fill_nan(None), "high": pl.Series(high).fill_nan(None), "method": method_of}


def _gathered(accounts: pl.DataFrame, aggregations: Sequence[str]) -> pl.DataFrame:
    """One row per cell and aggregation. Quantiles and means weigh each account as its territory weighs."""
    cells = _Cells(accounts)
    return _judged(pl.concat(_aggregated(cells, name) for name in aggregations), LEAST_ACCOUNTS)


def _aggregated(cells: _Cells, name: str) -> pl.DataFrame:
    found = cells.quantile(_QUANTILES[name]) if name in _QUANTILES else cells.mean(name)
    low, high = cells.drawing(name, found["value"], found["denominator"])
    number = cells.keys["cell"].to_numpy()
    is_measured, is_enough = pl.col("measured_count") > 0, pl.Series(cells.is_enough[number])
    made = cells.keys.with_columns(aggregation=pl.lit(name), numerator=pl.lit(None, pl.Float64)).with_columns(
        *(pl.when(is_measured).then(pl.Series(found[column][number])).alias(column) for column in found),
        low=pl.when(is_enough).then(pl.Series(low[number])), high=pl.when(is_enough).then(pl.Series(high[number])),
        method=pl.when(is_enough).then(pl.lit("woodruff" if name in _QUANTILES else "linear")),
    )  # fmt: skip
    if name != "median":
        return made
    drawn = cells.resampled(name, "bootstrap", median_interval)
    return made.with_columns(
        pl.when(drawn["method"].is_not_null()).then(values).otherwise(column).alias(column)
        for column, values in drawn.items()
    )


def _judged(cells: pl.DataFrame, least: int) -> pl.DataFrame:
    """The rows of the table: no value under 80 % measured and, but for a sum, under `least` accounts."""
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
