"""Adoption curves: by when had what part of the territories come to a network? (I54)

Kaplan–Meier with Greenwood's interval where every coming is dated or still to come; Turnbull's estimate where some are
known to have fallen between two looks only. Months are counted from year 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.indicators.intervals import Z_95
from pipelines.model.errors import ReferenceDataError

Floats = npt.NDArray[np.float64]
EARLIEST: Final = date(2003, 1, 1)
"""Where no source says when a network opened, a coming without a date may be as old as the oldest of them all."""
LEAST_TERRITORIES: Final = 5
_KEYS: Final = ("month", "roster_id", "network", "stratum")
_ROUNDS: Final = 500
_CLOSE: Final = 1e-9
_NEVER: Final = np.inf
_LATEST: Final = 1e6
"""After every month counted from year 0."""


class Comings(NamedTuple):
    """One coming a row, with its weight: after the end of month `after`, at the latest in month `by` (inf: not yet)."""

    after: Floats
    by: Floats
    weight: Floats

    @property
    def is_dated(self) -> npt.NDArray[np.bool_]:
        """Known to the month, or still to come."""
        return np.asarray((self.by == _NEVER) | (self.by - self.after == 1), dtype=np.bool_)


class Point(NamedTuple):
    """A curve at one month: share None where only its bounds are known."""

    share: float | None
    low: float | None
    high: float | None


def kaplan_meier(comings: Comings, at: Floats) -> list[Point]:
    """1 − S(t) at the end of each month of `at`, with Greenwood's interval at 95 % on the scale log(−log S).

    A territory that had not come by a month is at risk in it. Weights that differ leave no interval (None).
    """
    months = np.unique(comings.by[comings.by < _NEVER])
    ends = np.where(comings.by < _NEVER, comings.by, comings.after)
    is_equal = bool(np.ptp(comings.weight) < _CLOSE) if comings.weight.size else True
    weight = np.ones_like(comings.weight) if is_equal else comings.weight
    at_risk = np.array([weight[ends >= month].sum() for month in months])
    came = np.array([weight[comings.by == month].sum() for month in months])
    survival = np.cumprod(1 - came / at_risk)
    with np.errstate(divide="ignore"):
        spread = np.cumsum(came / (at_risk * (at_risk - came)))
    points = []
    for place in np.searchsorted(months, at, side="right") - 1:
        left = float(survival[place]) if place >= 0 else 1.0
        low, high = _greenwood(left, float(spread[place]) if place >= 0 else 0.0) if is_equal else (None, None)
        points.append(Point(1 - left, low, high))
    return points


def _greenwood(survival: float, spread: float) -> tuple[float, float]:
    if survival in (0.0, 1.0):
        return 1 - survival, 1 - survival
    factor = np.exp(Z_95 * np.sqrt(spread) / abs(np.log(survival)))
    return 1 - survival ** (1 / factor), 1 - survival**factor


def turnbull(comings: Comings, at: Floats) -> list[Point]:
    """The most likely share that had come by the end of each month of `at`, and what intervals leave open (no error of
    sampling). Mass is put on the innermost intervals by the self-consistent rule (Turnbull 1976)."""
    both = comings.after * _LATEST + np.minimum(comings.by, _LATEST - 1)
    _, example, place = np.unique(both, return_index=True, return_inverse=True)
    pairs = np.column_stack([comings.after[example], comings.by[example]])
    weight = np.bincount(place, weights=comings.weight)
    starts, ends = _innermost(pairs)
    holds = (pairs[:, :1] <= starts) & (ends <= pairs[:, 1:])
    mass = np.full(starts.size, 1 / starts.size)
    for _ in range(_ROUNDS):
        parts = holds * mass
        renewed = weight @ (parts / parts.sum(axis=1, keepdims=True)) / weight.sum()
        is_still = np.abs(renewed - mass).max() < _CLOSE
        mass = renewed
        if is_still:
            break
    points = []
    for month in at:
        low, high = float(mass[ends <= month].sum()), float(mass[starts < month].sum())
        points.append(Point(low if high - low < _CLOSE else None, low, min(1.0, high)))
    return points


def _innermost(pairs: Floats) -> tuple[Floats, Floats]:
    """The intervals (start, end] that open with one of the pairs, close with one, and hold no other end."""
    starts = np.unique(pairs[:, 0])
    ends = np.unique(pairs[:, 1])
    first = ends[np.searchsorted(ends, starts, side="right")]
    following = np.append(starts[1:], _NEVER)
    keeps = first <= following
    return starts[keeps], first[keeps]


def read_openings(path: Path) -> pl.DataFrame:
    """`reference.network_openings`: the first month in which an account of the kind that is counted could exist.

    Raises:
        ReferenceDataError: the file is missing or does not have its columns.
    """
    schema = {"network": pl.String, "opened_month": pl.Date, "event_fr": pl.String, "source_url": pl.String}
    try:
        return pl.read_csv(path, schema=schema)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ReferenceDataError(f"{path} cannot be read ({error}): restore it from the repository") from error


def curves(territories: pl.DataFrame) -> pl.DataFrame:
    """`barometer.adoption`, from one row per month, territory and network (columns of sql/barometer/adoption.sql)."""
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        **{name: territories.schema[name] for name in _KEYS}, "at_month": pl.Date, "known_count": pl.Int64,
        "dated_count": pl.Int64, "left_truncated_count": pl.Int64, "adopted_share": pl.Float64,
        "adopted_lo": pl.Float64, "adopted_hi": pl.Float64, "method": pl.String, "adoption_status": pl.String,
    }  # fmt: skip
    told = pl.concat([territories, territories.with_columns(stratum=pl.lit("ALL"))])
    told = told.with_columns(
        _counted("created_month").alias("created"), _counted("first_month").alias("by"),
        _counted("absent_month").alias("absent"),
        opened_month=pl.col("opened_month").fill_null(EARLIEST),
        **{name: told[name].cast(pl.Enum(told[name].unique().sort())) for name in _KEYS[1:]},
    ).sort(*_KEYS, "created", "by", "absent", "weight")  # fmt: skip
    by = pl.coalesce("created", "by")
    after = pl.coalesce(pl.col("created") - 1, "absent", _counted("opened_month") - 1)
    told = told.with_columns(by=by.fill_null(_NEVER), after=pl.min_horizontal(after, by - 1))
    dated = told["created"].is_not_null().to_numpy()
    left = told.select(pl.col("created").is_null() & pl.col("absent").is_null())["created"].to_numpy()
    comings = Comings(*(told[name].to_numpy() for name in Comings._fields))
    rows: list[tuple[Any, ...]] = []
    start = 0
    for *key, opened, size in told.group_by(*_KEYS, "opened_month", maintain_order=True).len().iter_rows():
        own = slice(start, start + size)
        start += size
        counts = (size, int(dated[own].sum()), int(left[own].sum()))
        part = Comings(*(column[own] for column in comings))
        rows.extend((*key, at, *counts, *told_at) for at, told_at in _curve(part, key[0], opened))
    return pl.DataFrame(rows, schema=schema, orient="row")


def _curve(comings: Comings, month: date, opened: date) -> Iterator[tuple[date, tuple[Any, ...]]]:
    """The last month of each year since the network opened, and the month itself: share, bounds, method, status."""
    years = range(opened.year, month.year)
    at = [*(date(year, 12, 1) for year in years), month]
    is_dated = bool(comings.is_dated.all())
    estimate, method = (kaplan_meier, "kaplan_meier") if is_dated else (turnbull, "turnbull")
    if comings.by.size < LEAST_TERRITORIES:
        yield from ((day, (None, None, None, method, "small_base")) for day in at)
        return
    for day, point in zip(at, estimate(comings, np.array([_number(day) for day in at])), strict=True):
        yield day, (*point, method, "interval" if point.share is None else "observed")


def _counted(month: str) -> pl.Expr:
    return (pl.col(month).dt.year().cast(pl.Float64) * 12) + pl.col(month).dt.month()


def _number(month: date) -> float:
    return float(month.year * 12 + month.month)
