"""Seeded bootstraps: what they cover on made populations, that a seed is a seed, and that a census draws nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from pipelines.indicators.drawing import Floats
from pipelines.indicators.resampling import Sample, gini_interval, median_interval, weighted_medians

Interval = Callable[[Floats, Sample, str], tuple[float, float] | None]
Statistic = Callable[[Floats], float]
SIZES = np.array([4_000, 900, 60])
DRAWN = np.array([150, 110, 60])


def population(sigma: float, rate: float) -> list[Floats]:
    """Followers of the members of three strata, the largest accounts in the last, which is counted whole; `rate` of the
    members have an account, the others none (nan)."""
    rng = np.random.Generator(np.random.PCG64(20120301))
    return [
        np.where(rng.random(size) < rate, rng.lognormal(5 + level, sigma, size), np.nan)
        for level, size in enumerate(SIZES)
    ]


def draw(strata: list[Floats], rng: np.random.Generator) -> tuple[Floats, Sample]:
    drawn = [rng.permutation(members)[:count] for members, count in zip(strata, DRAWN, strict=True)]
    kept = [values[~np.isnan(values)] for values in drawn]
    numbers = np.concatenate([np.full(values.size, number) for number, values in enumerate(kept)])
    return np.concatenate(kept), Sample(numbers, DRAWN, SIZES.astype(float))


def gini_of(values: Floats) -> float:
    ordered, n = np.sort(values), values.size
    return float(((2 * np.arange(1, n + 1) - n - 1) * ordered).sum() / (n * ordered.sum()))


def covered(interval: Interval, statistic: Statistic, sigma: float, rate: float, runs: int) -> float:
    strata, rng = population(sigma, rate), np.random.Generator(np.random.PCG64(20130301))
    everybody = np.concatenate(strata)
    truth, hits = statistic(everybody[~np.isnan(everybody)]), 0
    for run in range(runs):
        ends = interval(*draw(strata, rng), f"run {run}")
        assert ends is not None
        hits += ends[0] <= truth <= ends[1]
    return hits / runs


@pytest.mark.parametrize(("sigma", "rate"), [(0.7, 0.9), (1.2, 0.5)])
def test_median_intervals_cover_95_percent(sigma: float, rate: float) -> None:
    share = covered(median_interval, lambda values: float(np.median(values)), sigma, rate, runs=300)
    assert 0.93 <= share <= 0.97


@pytest.mark.parametrize("sigma", [0.7, 1.2])
def test_gini_intervals_cover_95_percent(sigma: float) -> None:
    assert 0.93 <= covered(gini_interval, gini_of, sigma, rate=0.9, runs=200) <= 0.97


@pytest.mark.long
def test_gini_intervals_cover_95_percent_up_to_very_skewed_lists() -> None:
    held = [covered(gini_interval, gini_of, sigma, rate=0.9, runs=400) for sigma in (0.5, 0.8, 1.1, 1.4, 1.6, 1.8)]
    assert 0.93 <= float(np.mean(held)) <= 0.97
    assert min(held) >= 0.93


def test_a_census_draws_nothing() -> None:
    values = np.arange(1.0, 201.0)
    census = Sample(np.zeros(200, dtype=np.int64), np.array([200]), np.array([200.0]))
    assert median_interval(values, census, "k") is None
    assert gini_interval(values, census, "k") is None
    half = Sample(np.repeat([0, 1], 100), np.array([100, 100]), np.array([100.0, 1_000.0]))
    weights = half.draws("k", is_shrunk=False)
    assert np.all(weights[:, :100] == 1)
    assert weights[:, 100:].sum(axis=1) == pytest.approx(1_000)


def test_few_accounts_have_no_interval() -> None:
    few = Sample(np.zeros(9, dtype=np.int64), np.array([20]), np.array([100.0]))
    assert median_interval(np.arange(9.0), few, "k") is None
    many = Sample(np.zeros(99, dtype=np.int64), np.array([120]), np.array([1_000.0]))
    assert median_interval(np.arange(99.0), many, "k") is not None
    assert gini_interval(np.arange(99.0), many, "k") is None
    counted = Sample(np.repeat([0, 1], [180, 29]), np.array([180, 40]), np.array([180.0, 1_000.0]))
    assert gini_interval(np.arange(209.0), counted, "k") is None


@pytest.mark.parametrize(("drawn", "size"), [(2, 100.0), (5, 4.0)])
def test_what_is_no_sample_is_refused(drawn: int, size: float) -> None:
    with pytest.raises(ValueError, match="not a sample"):
        Sample(np.zeros(3, dtype=np.int64), np.array([drawn]), np.array([size]))


def test_middle_of_weights_is_that_of_repeated_values() -> None:
    values = np.array([1.0, 2.0, 10.0])
    rows = np.array([[1.0, 1, 1], [1, 1, 2], [3, 1, 1], [0, 1, 0], [2, 0, 2]])
    nothing, everywhere = np.zeros(3), np.arange(3)
    assert weighted_medians(values, nothing, everywhere, rows).tolist() == [2.0, 6.0, 1.0, 2.0, 5.5]
    fixed = np.array([1.0, 0, 1])
    assert weighted_medians(values, fixed, np.array([1]), np.array([[1.0], [0], [3]])).tolist() == [2.0, 5.5, 2.0]


_AGAIN = """
import numpy as np
from pipelines.indicators.resampling import Sample, gini_interval, median_interval
sample = Sample(np.zeros(220, dtype=np.int64), np.array([250]), np.array([900.0]))
values = np.arange(1.0, 221.0) ** 1.5
print(median_interval(values, sample, "2026-10-01|x"), gini_interval(values, sample, "2026-10-01|x"))
"""


def test_another_process_draws_the_same() -> None:
    told = [
        subprocess.run([sys.executable, "-c", _AGAIN], check=True, capture_output=True, text=True, env=env).stdout
        for env in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"})
    ]
    sample = Sample(np.zeros(220, dtype=np.int64), np.array([250]), np.array([900.0]))
    values = np.arange(1.0, 221.0) ** 1.5
    here = f"{median_interval(values, sample, '2026-10-01|x')} {gini_interval(values, sample, '2026-10-01|x')}\n"
    assert told == [here, here]
    assert median_interval(values, sample, "2026-09-01|x") != median_interval(values, sample, "2026-10-01|x")
