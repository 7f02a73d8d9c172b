"""What the drawing of a sample leaves open in many cells at once: sums, means, ratios (linear) and quantiles.

Belongs here: intervals at 95 % of stratified samples without replacement, worked out for all cells together. Not
here: draws with a seed (`resampling`), shares (`intervals`). Rows are the accounts that were measured, `cell` numbered
upwards from 0 without a hole; members of a stratum that was counted whole add nothing.

A statistic is as uncertain as the sum of the influences of its accounts (of a mean, (x − mean) / Σ w; of a sum, x),
members of a stratum without an account being 0. Its error is skewed and its standard error badly known where a few
accounts weigh much. The interval is the hull of two: Student's, whose degrees of freedom follow the kurtosis of the
influences, and Hall's, which corrects the skewness (cubic transformation, 1992). Neither alone covers 93 % of all
lists (measured: tests/indicators/test_drawing.py).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.indicators.intervals import Z_95

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MIN_DRAWN: Final = 30
MIN_FREEDOM: Final = 2.0
_STRAIGHT: Final = 1e-6
_SLACK: Final = 1e-9


class Rows(NamedTuple):
    """Accounts, one row each: their `cell`, `own` stratum (numbered), of which `drawn` members out of `size` were
    looked at."""

    cell: Ints
    own: Ints
    drawn: Ints
    size: Floats

    @property
    def weights(self) -> Floats:
        return self.size / self.drawn

    def of(self, is_kept: Bools) -> Rows:
        return Rows(self.cell[is_kept], self.own[is_kept], self.drawn[is_kept], self.size[is_kept])

    def drawn_counts(self, cells: int) -> Ints:
        """How many accounts of each cell come from strata that were not counted whole."""
        return np.bincount(self.cell[self.size > self.drawn + _SLACK], minlength=cells)


class Error(NamedTuple):
    """Of the estimate of each cell: standard error, skewness, degrees of freedom of the standard error."""

    deviation: Floats
    skewness: Floats
    freedom: Floats


def totals(cell: Ints, cells: int, values: Floats) -> Floats:
    """The sum of each cell; rows are in order of cell, and are added in their order, whatever the machine."""
    found = np.zeros(cells)
    if cell.size:
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        found[cell[first]] = np.add.reduceat(values, first)
    return found


def error_of(rows: Rows, cells: int, influence: Floats) -> Error:
    """The error of estimates whose accounts have these influences, by strata, with finite-population correction."""
    order = _by_stratum(rows, influence)
    cell, own = rows.cell[order], rows.own[order]
    step = np.flatnonzero(np.diff(cell, prepend=-1) | np.diff(own, prepend=-1))
    drawn, size = rows.drawn[order[step]].astype(float), rows.size[order[step]]
    is_open = (size > drawn + _SLACK) & (drawn > 1)
    s1, s2, s3, s4 = _powers(influence[order], step, is_open)
    mean = s1 / drawn
    m2 = np.maximum(s2 - drawn * mean**2, 0)
    m3 = s3 - 3 * mean * s2 + 2 * drawn * mean**3
    m4 = s4 - 4 * mean * s3 + 6 * mean**2 * s2 - 3 * drawn * mean**4
    weight, open_part = size / drawn, np.where(is_open, 1 - drawn / size, 0.0)
    scaled = weight**2 * open_part
    variance = totals(cell[step], cells, scaled * m2 * drawn / np.maximum(drawn - 1, 1))
    third = totals(cell[step], cells, weight * scaled * m3)
    doubt = totals(cell[step], cells, scaled**2 * np.maximum(m4 - m2**2 / drawn, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        skewness = np.where(variance > 0, third / variance**1.5, 0.0)
        freedom = np.where(doubt > 0, 2 * variance**2 / doubt, np.inf)
    return Error(np.sqrt(variance), skewness, np.maximum(freedom, MIN_FREEDOM))


def _by_stratum(rows: Rows, influence: Floats) -> Ints:
    """The rows in order of cell, stratum and influence: most often they come in order of cell and influence, upwards or
    downwards, and are only put together by stratum."""
    strata = int(rows.own.max(initial=0)) + 1
    group = rows.cell * strata + rows.own
    if is_in_order(rows.cell):
        place = np.arange(group.size)
        for side in (place, place[::-1]):
            order = side[np.sort(group[side] * max(group.size, 1) + place) % max(group.size, 1)]
            steps = np.diff(influence[order]) >= 0
            if np.all(steps | (np.diff(group[order]) > 0)):
                return np.asarray(order)
    return np.asarray(np.lexsort((influence, group)))


def is_in_order(numbers: Ints) -> bool:
    return bool(np.all(numbers[:-1] <= numbers[1:]))


def _powers(influence: Floats, step: Ints, is_open: Bools) -> list[Floats]:
    """Σ z, Σ z², Σ z³ and Σ z⁴ of each stratum, 0 where it was counted whole."""
    size = np.diff(step, append=influence.size)
    z = influence[np.repeat(is_open, size)]
    first = np.cumsum(size[is_open]) - size[is_open]
    sums = [np.zeros(step.size) for _ in range(4)]
    for power, found in enumerate(sums, start=1):
        if z.size:
            found[is_open] = np.add.reduceat(z**power, first)
    return sums


def student(freedom: Floats) -> Floats:
    """Student's quantile at 97,5 % (Cornish and Fisher's series: 3 % too small at 2 degrees, exact from 5 on)."""
    z, inverse = Z_95, 1 / freedom
    series = (
        z, (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )  # fmt: skip
    return np.asarray(sum(term * inverse**power for power, term in enumerate(series)))


def linear_ends(estimate: Floats, error: Error) -> tuple[Floats, Floats]:
    """The hull of Student's interval at 95 % and Hall's, of each cell."""
    far = student(error.freedom)
    low, high = (_unskewed(side * far, error.skewness) for side in (1, -1))
    return (
        estimate - error.deviation * np.maximum(low, far),
        estimate - error.deviation * np.minimum(high, -far),
    )


def _unskewed(quantile: Floats, skewness: Floats) -> Floats:
    is_straight = np.abs(skewness) < _STRAIGHT
    safe = np.where(is_straight, 1.0, skewness)
    bent = 3 / safe * (np.cbrt(1 + safe * (quantile - safe / 6)) - 1)
    return np.where(is_straight, quantile, bent)


def quantiles(cell: Ints, cells: int, values: Floats, upto: Floats, part: float) -> Floats:
    """Where the part is reached of the weights of each cell; the mean of the two neighbours where it falls between.

    Rows are in order of cell and value, `upto` what is `reached` with each; a cell without rows has nan.
    """
    if not cell.size:
        return np.full(cells, np.nan)
    first = np.searchsorted(cell, np.arange(cells))
    last = np.searchsorted(cell, np.arange(cells), side="right") - 1
    is_filled = first <= last
    place, edge = cell + upto, np.arange(cells) + part
    low, high = np.searchsorted(place, edge - _SLACK), np.searchsorted(place, edge + _SLACK, side="right")
    found = (values[np.minimum(low, last)] + values[np.minimum(high, last)]) / 2
    return np.where(is_filled, found, np.nan)


def quantile_ends(rows: Rows, cells: int, values: Floats, found: Floats, part: float) -> tuple[Floats, Floats]:
    """Woodruff's interval at 95 % of a quantile `found` in each cell; rows are in order of cell and value.

    The part of accounts under the quantile is known within its own error: its two ends are read back among the values,
    between two neighbours where they fall between.
    """
    whole = totals(rows.cell, cells, rows.weights)
    influence = ((values <= found[rows.cell]) - part) / whole[rows.cell]
    error = error_of(rows, cells, influence)
    reach = student(error.freedom) * error.deviation
    if not rows.cell.size:
        return np.full(cells, np.nan), np.full(cells, np.nan)
    middle = reached(rows.cell, rows.weights) - rows.weights / 2 / whole[rows.cell]
    below, above = (_read_back(rows.cell, cells, middle, values, part + side * reach) for side in (-1, 1))
    return below, above


def reached(cell: Ints, weights: Floats) -> Floats:
    """The part of the weights of its cell that is reached with each row: the same whatever the other cells are.

    Cells of nearly as many rows are added together, side by side.
    """
    found = np.empty(cell.size)
    first = np.flatnonzero(np.diff(cell, prepend=-1))
    size = np.diff(first, append=cell.size)
    doublings = np.frexp(size - 1)[1]
    for doubling in np.unique(doublings):
        start, count = first[doublings == doubling, None], size[doublings == doubling, None]
        place = start + np.arange(count.max())
        upto = np.cumsum(weights[np.minimum(place, cell.size - 1)], axis=1)
        is_inside = place < start + count
        found[place[is_inside]] = (upto / np.take_along_axis(upto, count - 1, axis=1))[is_inside]
    return found


def _read_back(cell: Ints, cells: int, place: Floats, values: Floats, wanted: Floats) -> Floats:
    """The value at a place from 0 to 1 of each cell, between two neighbours where it falls between."""
    first = np.minimum(np.searchsorted(cell, np.arange(cells)), cell.size - 1)
    last = np.maximum(np.searchsorted(cell, np.arange(cells), side="right") - 1, first)
    after = np.clip(np.searchsorted(cell + place, np.arange(cells) + wanted), first, last)
    before = np.maximum(after - 1, first)
    step = place[after] - place[before]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(step > 0, np.clip((wanted - place[before]) / step, 0, 1), 1.0)
    return np.asarray(values[before] + part * (values[after] - values[before]))
