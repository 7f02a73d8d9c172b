"""What the drawing of a sample leaves open in a median and in a Gini index: a stratified bootstrap with a written seed.

Belongs here: draws, and the two intervals made of them. Not here: shares (Wilson, `intervals`), the cells of an
indicator (`distribution`). Members of a stratum that was counted whole are never drawn: they add nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from pipelines.indicators.drawing import MIN_DRAWN, Floats, Ints, Rows, error_of, linear_ends

DRAWS: Final = 400
MIN_MEDIAN: Final = 10
MIN_GINI: Final = 200
EVEN_ENOUGH: Final = 0.6
_EDGES: Final = (0.025, 0.975)
_SLACK: Final = 1e-9


class Sample:
    """Accounts of one cell: `strata[i]`, the stratum of account i, which holds `sizes[h]` members of whom `drawn[h]`
    were drawn, with an account or without. A stratum with as many drawn as members is a census.

    Raises:
        ValueError: a stratum has more accounts than members drawn, or more members drawn than members.
    """

    def __init__(self, strata: npt.NDArray[np.int64], drawn: npt.NDArray[np.int64], sizes: Floats) -> None:
        self.strata, self.drawn, self.sizes = strata, drawn, sizes
        if np.any(np.bincount(strata, minlength=len(drawn)) > drawn) or np.any(drawn > sizes + _SLACK):
            raise ValueError(f"{len(strata)} accounts are not a sample of {drawn} members drawn out of {sizes}")
        self.weights: Floats = (sizes / drawn)[strata]

    @property
    def is_census(self) -> bool:
        return bool(np.all(self.weights <= 1 + _SLACK))

    def factors(self, key: str, *, is_shrunk: bool) -> Iterator[tuple[Ints, Floats]]:
        """By how much the accounts of each drawn stratum weigh more or less in each of DRAWS new samples, the same for
        the same key on any machine: which accounts, and a row for each sample.

        As many members are drawn, with replacement, as there were, those without an account among them.
        `is_shrunk`: the finite population counts (Rao and Wu: w·(1 − λ + λ·r), λ² = 1 − n/N).
        """
        seed = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest())
        rng = np.random.Generator(np.random.PCG64(seed))
        rows = np.arange(DRAWS)[:, None]
        for stratum, (count, size) in enumerate(zip(self.drawn, self.sizes, strict=True)):
            own = np.flatnonzero(self.strata == stratum)
            if count >= size - _SLACK or not own.size:
                continue
            taken = rng.integers(0, count, size=(DRAWS, count)) + rows * count
            times = np.bincount(taken.ravel(), minlength=DRAWS * count).reshape(DRAWS, count)[:, : own.size]
            share = np.sqrt(1 - count / size) if is_shrunk else 1.0
            yield own.astype(np.int64), np.asarray(1 - share + share * times)

    def draws(self, key: str, *, is_shrunk: bool) -> Floats:
        """Weights of the accounts in each of DRAWS new samples."""
        weights = np.tile(self.weights, (DRAWS, 1))
        for own, factor in self.factors(key, is_shrunk=is_shrunk):
            weights[:, own] *= factor
        return weights


def weighted_medians(values: Floats, fixed: Floats, places: Ints, drawn: Floats) -> Floats:
    """Of each row of weights over `values` sorted upwards: the mean of the two neighbours where half falls between.

    `fixed` are the weights that all rows share; to those of `places`, upwards, a row of `drawn` is added.
    """
    upto = np.pad(np.cumsum(drawn, axis=1), ((0, 0), (1, 0)))
    shared, before = np.cumsum(fixed), np.searchsorted(places, np.arange(values.size), side="right")
    half = (shared[-1] + upto[:, -1]) / 2
    edge = np.concatenate([half * (1 - _SLACK), np.nextafter(half * (1 + _SLACK), np.inf)])
    row = np.tile(np.arange(half.size) * upto.shape[1], 2)
    low, high = np.zeros(edge.size, np.int64), np.full(edge.size, values.size - 1)
    for _ in range(values.size.bit_length()):
        middle = (low + high) // 2
        is_under = shared[middle] + upto.ravel()[row + before[middle]] < edge
        low, high = np.where(is_under, np.minimum(middle + 1, high), low), np.where(is_under, high, middle)
    return np.asarray((values[low[: half.size]] + values[low[half.size :]]) / 2)


def median_interval(values: Floats, sample: Sample, key: str) -> tuple[float, float] | None:
    """Percentile interval at 95 % of the median of `values`; None for a census or fewer than MIN_MEDIAN values."""
    if values.size < MIN_MEDIAN or sample.is_census:
        return None
    order = np.argsort(values, kind="stable")
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(order.size)
    owns, factors = zip(*sample.factors(key, is_shrunk=True), strict=True)
    own = np.concatenate(owns)
    fixed = sample.weights[order]
    fixed[rank[own]] = 0
    by_value = np.argsort(rank[own])
    drawn = np.concatenate(factors, axis=1)[:, by_value] * sample.weights[own][by_value]
    is_filled = fixed.sum() + drawn.sum(axis=1) > 0
    medians = np.sort(weighted_medians(values[order], fixed, rank[own][by_value], drawn[is_filled]))
    last = medians.size - 1
    return float(medians[math.floor(last * _EDGES[0])]), float(medians[math.ceil(last * _EDGES[1])])


def gini_interval(values: Floats, sample: Sample, key: str) -> tuple[float, float] | None:
    """Interval at 95 % of the Gini index of `values`, in [0, 1], without the correction n/(n − 1).

    The hull of the bootstrap-t interval and of the linear one (`drawing`): the former alone covers 88 to 92 % of very
    skewed lists. The largest accounts of such a list are mostly not drawn, and the index found is then too low: above
    EVEN_ENOUGH, the upper half is lengthened by as much as the index is above it (set on log-normal lists up to σ = 2:
    one truth in twenty then lies beyond the upper end, and hardly any beyond the lower). None for a census, fewer than
    MIN_DRAWN drawn values, or than MIN_GINI in all, where nothing tried covers 93 % of them.
    """
    if values.size < MIN_GINI or sample.is_census:
        return None
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    index, error, influence = _gini_with_error(ordered, sample.weights[order], sample, order, is_finite=True)
    own = sample.strata[order]
    rows = Rows(np.zeros(order.size, np.int64), own, sample.drawn[own], sample.sizes[own])
    if rows.drawn_counts(1)[0] < MIN_DRAWN:
        return None
    below, above = linear_ends(np.atleast_1d(index), error_of(rows, 1, influence))
    weights = sample.draws(key, is_shrunk=False)[:, order]
    drawn, errors, _ = _gini_with_error(ordered, weights, sample, order, is_finite=False)
    low, high = np.quantile((drawn - index) / errors, _EDGES)
    least, most = min(float(index - high * error), float(below[0])), max(float(index - low * error), float(above[0]))
    longer = 1 + max(0.0, float(index) - EVEN_ENOUGH)
    return max(0.0, least), min(1.0, float(index) + longer * (most - float(index)))


def _gini_with_error(
    values: Floats, weights: Floats, sample: Sample, order: npt.NDArray[np.int64], *, is_finite: bool
) -> tuple[Floats, Floats, Floats]:
    """Each row's Gini index and its standard error, by the influence that each account has on it (third)."""
    total = weights.sum(axis=-1, keepdims=True)
    held = weights * values / total
    mean = held.sum(axis=-1, keepdims=True)
    ranks = (np.cumsum(weights, axis=-1) - weights / 2) / total
    above = mean - np.cumsum(held, axis=-1) + held / 2
    centre = (held * ranks).sum(axis=-1, keepdims=True)
    influence = 2 / mean * (values * ranks + above - 2 * centre) - 2 * centre / mean**2 * (values - mean)
    variance = np.zeros(weights.shape[:-1])
    for stratum, (count, size) in enumerate(zip(sample.drawn, sample.sizes, strict=True)):
        own = sample.strata[order] == stratum
        if count >= size - _SLACK or count < 2 or not own.any():
            continue
        scaled = (influence / total)[..., own]
        first, second = (weights[..., own] * scaled).sum(axis=-1), (weights[..., own] * scaled**2).sum(axis=-1)
        spread = (second * size / count - first**2 / count) * count / (count - 1)
        variance += spread * (1 - count / size if is_finite else 1)
    return (2 * centre / mean - 1)[..., 0], np.sqrt(variance), influence / total
