"""Intervals of sums, means, ratios, growth and quantiles of drawn lists: what they cover on made populations.

Each simulated sample is one cell, so that thousands are judged at once. The lists are log-normal, from nearly even
(σ = 0,5) to very skewed (σ = 1,6), a quarter to nine tenths of their members have an account, and the samples are those
of the demo's five drawn strata.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.indicators.drawing import (
    MIN_DRAWN,
    Error,
    Floats,
    Rows,
    error_of,
    linear_ends,
    quantile_ends,
    student,
    totals,
)

SIGMAS = (0.5, 0.8, 1.1, 1.4, 1.6)
RATES = (0.25, 0.5, 0.9)
STRATA = ((40, 564), (51, 2_255), (113, 11_110), (145, 18_256))
DRAWS = 120


class World(NamedTuple):
    """Samples of made lists: accounts of all cells in order of cell and followers, and the truth of each cell."""

    rows: Rows
    followers: Floats
    people: Floats
    gain: Floats
    cells: int
    sigma: Floats
    truth: dict[str, Floats]


@cache
def world() -> World:
    rng = np.random.Generator(np.random.PCG64(20120301))
    parts: list[list[Floats]] = []
    truths: list[dict[str, float]] = []
    for sigma in SIGMAS:
        for drawn, size in STRATA:
            for rate in RATES:
                has = rng.random(size) < rate
                people = rng.lognormal(7, 0.5, size)
                followers = rng.lognormal(6, sigma, size)
                gain = followers * rng.normal(0.05, 0.15, size)
                taken = np.array([rng.choice(size, drawn, replace=False, shuffle=False) for _ in range(DRAWS)])
                cell, place = np.nonzero(has[taken])
                member = taken[cell, place]
                order = np.lexsort((followers[member], cell))
                number = cell[order] + DRAWS * len(truths)
                columns = (followers, people, gain)
                parts.append(
                    [number, *(one[member][order] for one in columns), *np.full((2, number.size), [[drawn], [size]])]
                )
                mine, all_people, gained = followers[has], people[has], gain[has]
                truths.append({
                    "sum": mine.sum(), "mean": mine.mean(), "pooled": mine.sum() / all_people.sum(),
                    "panel": gained.sum() / mine.sum(), "gain": gained.sum(), "sigma": sigma,
                    **{f"p{part}": np.quantile(mine, part / 100, method="inverted_cdf") for part in (10, 50, 90)},
                })  # fmt: skip
    cell, followers, people, gain, drawn_of, size_of = (np.concatenate(column) for column in zip(*parts, strict=True))
    rows = Rows(cell.astype(np.int64), np.zeros(cell.size, np.int64), drawn_of.astype(np.int64), size_of)
    truth = {name: np.repeat([one[name] for one in truths], DRAWS) for name in truths[0]}
    return World(rows, followers, people, gain, DRAWS * len(truths), truth.pop("sigma"), truth)


def linear(above: Callable[[World], Floats], below: Callable[[World], Floats] | None) -> tuple[Floats, Floats]:
    made = world()
    cell, weight = made.rows.cell, made.rows.weights
    up = totals(cell, made.cells, weight * above(made))
    if below is None:
        return linear_ends(up, error_of(made.rows, made.cells, above(made)))
    down = totals(cell, made.cells, weight * below(made))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = up / down
    influence = (above(made) - ratio[cell] * below(made)) / down[cell]
    return linear_ends(ratio, error_of(made.rows, made.cells, influence))


def ones(made: World) -> Floats:
    return np.ones(made.rows.cell.size)


LINEAR: dict[str, tuple[Callable[[World], Floats], Callable[[World], Floats] | None]] = {
    "sum": (lambda made: made.followers, None),
    "mean": (lambda made: made.followers, ones),
    "pooled": (lambda made: made.followers, lambda made: made.people),
    "panel": (lambda made: made.gain, lambda made: made.followers),
    "gain": (lambda made: made.gain, None),
}


def coverage(ends: tuple[Floats, Floats], name: str) -> tuple[float, list[float]]:
    """Of all samples that are published, and of those of each skewness."""
    made = world()
    is_shown = made.rows.drawn_counts(made.cells) >= MIN_DRAWN
    holds = (ends[0] <= made.truth[name]) & (made.truth[name] <= ends[1])
    return float(holds[is_shown].mean()), [float(holds[is_shown & (made.sigma == one)].mean()) for one in SIGMAS]


@pytest.mark.parametrize("name", LINEAR)
def test_linear_intervals_cover_95_percent_of_all_lists_and_90_of_the_most_skewed(name: str) -> None:
    whole, each = coverage(linear(*LINEAR[name]), name)
    assert 0.93 <= whole <= 0.97
    assert min(each) >= 0.905
    assert max(each) <= 0.98


@pytest.mark.parametrize("part", [10, 50, 90])
def test_quantile_intervals_cover_95_percent_whatever_the_skewness(part: int) -> None:
    made = world()
    shares = np.array([part / 100])
    starts = np.searchsorted(made.rows.cell, np.arange(made.cells))
    count = np.bincount(made.rows.cell, minlength=made.cells)
    found = made.followers[np.minimum(starts + np.ceil(count * shares).astype(int) - 1, made.followers.size - 1)]
    whole, each = coverage(quantile_ends(made.rows, made.cells, made.followers, found, part / 100), f"p{part}")
    assert 0.93 <= whole <= 0.97
    assert min(each) >= 0.92
    assert max(each) <= 0.98


def test_student_is_that_of_the_tables() -> None:
    assert student(np.array([5.0, 10.0, 30.0, np.inf])) == pytest.approx([2.571, 2.228, 2.042, 1.960], abs=4e-3)


@given(values=st.lists(st.integers(0, 9), min_size=1, max_size=30), seed=st.integers(0, 99))
def test_a_census_has_width_0_and_the_order_of_rows_changes_no_digit(values: list[int], seed: int) -> None:
    x = np.array(values, dtype=float) + 0.1
    rng = np.random.default_rng(seed)
    own = rng.integers(0, 2, x.size)
    for size in (30.0, 90.0):
        rows = Rows(np.zeros(x.size, np.int64), own, np.full(x.size, 30), np.full(x.size, size))
        mixed = rng.permutation(x.size)
        again = Rows(*(column[mixed] for column in rows))
        error, other = error_of(rows, 1, x), error_of(again, 1, x[mixed])
        assert [one.tolist() for one in error] == [one.tolist() for one in other]
        low, high = linear_ends(np.array([x.sum()]), error)
        assert low[0] <= x.sum() <= high[0]
        if size == 30:
            assert low[0] == high[0]


def test_nothing_drawn_is_no_cell() -> None:
    none = np.zeros(0, np.int64)
    empty = Rows(none, none, none, np.zeros(0))
    assert isinstance(error_of(empty, 2, np.zeros(0)), Error)
    assert np.isnan(quantile_ends(empty, 2, np.zeros(0), np.zeros(2), 0.5)[0]).all()
