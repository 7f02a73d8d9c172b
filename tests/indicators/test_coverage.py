"""Intervals at 95 % hold the truth 93 to 97 times in a hundred over a grid of seeded samples without replacement."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipelines.indicators.adoption import Comings, kaplan_meier
from pipelines.indicators.cells import shares
from pipelines.indicators.intervals import Stratum, poststratified_interval, wilson_interval

DRAWS = 300
PARTS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98)
SAMPLES = ((40, 564), (51, 2_206), (113, 11_110), (145, 18_256), (300, 29_534))
STRATA = ((145, 18_256), (113, 11_110), (51, 2_255), (51, 2_206), (40, 564))
PROFILES = (
    (0.25, 0.6, 0.8, 0.87, 0.9),
    (0.03, 0.06, 0.1, 0.2, 0.4),
    (0.002, 0.01, 0.02, 0.05, 0.1),
    (0.97, 0.98, 0.99, 1.0, 1.0),
)


def _drawn(rng: np.random.Generator, part: float, drawn: int, population: int) -> tuple[int, list[int]]:
    holders = round(part * population)
    return holders, rng.hypergeometric(holders, population - holders, drawn, DRAWS).tolist()


def test_wilson_with_finite_population_covers_on_average() -> None:
    """A single part may cover 85 %: the promise is that of the mean."""
    rng = np.random.default_rng(20260401)
    held = []
    for drawn, population in SAMPLES:
        for part in PARTS:
            holders, found = _drawn(rng, part, drawn, population)
            intervals = [wilson_interval(x, drawn, population) for x in found]
            held += [low <= holders / population <= high for low, _, high in intervals]
    assert 0.93 <= float(np.mean(held)) <= 0.97


def test_a_part_of_the_inhabitants_covers_whether_large_places_hold_more_or_not() -> None:
    """Strata from a twofold width to a tenfold one; presence apart from size, and more frequent in large places."""
    rng = np.random.default_rng(20260404)
    held = []
    for drawn, population in SAMPLES[:3]:
        for spread in (2, 3, 10):
            weighs = np.exp(rng.uniform(0, np.log(spread), population))
            place = (np.log(weighs) - np.log(weighs).mean()) / np.log(weighs).std()
            for part in PARTS[2:-2]:
                for slope in (0, 1):
                    chance = 1 / (1 + np.exp(-np.log(part / (1 - part)) - slope * place))
                    own = weighs * (rng.random(population) < chance)
                    for _ in range(DRAWS // 10):
                        seen = rng.choice(population, drawn, replace=False, shuffle=False)
                        alike = float(weighs[seen].sum() ** 2 / (weighs[seen] ** 2).sum())
                        found = wilson_interval(alike * own[seen].sum() / weighs[seen].sum(), alike, population)
                        held.append(found.low <= own.sum() / weighs.sum() <= found.high)
    assert 0.93 <= float(np.mean(held)) <= 0.97


def _held(rng: np.random.Generator, profile: tuple[float, ...]) -> float:
    """How often the interval of the total holds the truth."""
    found = [_drawn(rng, part, *sizes) for part, sizes in zip(profile, STRATA, strict=True)]
    truth = sum(holders for holders, _ in found) / sum(population for _, population in STRATA)
    samples = zip(*(counts for _, counts in found), strict=True)
    intervals = [
        poststratified_interval([Stratum(x, n, size) for x, (n, size) in zip(sample, STRATA, strict=True)])
        for sample in samples
    ]
    return float(np.mean([low <= truth <= high for low, _, high in intervals]))


def test_poststratified_totals_cover_on_average_and_none_is_far() -> None:
    rng = np.random.default_rng(20260402)
    others = [tuple(sorted(rng.beta(*shape, size=5).tolist())) for shape in ((0.5, 0.5), (1, 1), (1, 6), (6, 1)) * 3]
    held = [_held(rng, profile) for profile in (*PROFILES, *others)]
    assert 0.93 <= float(np.mean(held)) <= 0.97
    assert min(held) >= 0.9


def test_a_census_has_width_0_and_what_is_no_sample_is_refused() -> None:
    assert poststratified_interval([Stratum(22, 26, 26), Stratum(55, 100, 100)]) == pytest.approx((77 / 126,) * 3)
    for wrong in ([], [Stratum(3, 2, 10)], [Stratum(1, 5, 4)], [Stratum(0, 0, 10)]):
        with pytest.raises(ValueError, match="is not a stratified sample"):
            poststratified_interval(wrong)


def test_one_stratum_is_close_to_wilson_and_a_weight_counts() -> None:
    alone, plain = poststratified_interval([Stratum(60, 120, 12_000)]), wilson_interval(60, 120, 12_000)
    assert alone == pytest.approx(plain, abs=0.005)
    assert poststratified_interval([Stratum(10, 20, 900), Stratum(0, 20, 100)]).value == pytest.approx(0.45)


def test_totals_over_a_part_of_the_strata_cover_too() -> None:
    """Accounts of the members drawn: how many members have one in each stratum is itself drawn."""
    rng = np.random.default_rng(20260403)
    held = []
    for profile, rate in zip(PROFILES[:2] * 2, (0.9, 0.7, 0.5, 0.35), strict=True):
        bases = [
            (round(rate * size * factor), drawn, size)
            for factor, (drawn, size) in zip((0.4, 0.5, 0.7, 0.9, 1), STRATA, strict=True)
        ]
        holders = [round(part * base) for part, (base, _, _) in zip(profile, bases, strict=True)]
        truth = sum(holders) / sum(base for base, _, _ in bases)
        for _ in range(DRAWS):
            found = [int(rng.hypergeometric(base, size - base, drawn)) for base, drawn, size in bases]
            strata = [
                Stratum(int(rng.hypergeometric(yes, base - yes, n)), n, size * n / drawn, drawn)
                for yes, n, (base, drawn, size) in zip(holders, found, bases, strict=True)
                if n
            ]
            low, _, high = poststratified_interval(strata)
            held.append(low <= truth <= high)
    assert 0.93 <= float(np.mean(held)) <= 0.97


@pytest.mark.parametrize(("most", "alike"), [(1, 0.0), (4, 0.3), (4, 1.0)])
def test_parts_of_what_is_drawn_together_cover_or_are_too_wide(most: int, alike: float) -> None:
    """Links of one territory (I37): 1 to `most` of them, that live or are dead together in `alike` of the territories.
    Kish's size takes all of one territory for alike: where they are not, intervals hold the truth more often."""
    rng, population, drawn, runs = np.random.default_rng(20260404), 3_000, 120, 200
    links = rng.integers(1, most + 1, population)
    is_together, at_once = rng.random(population) < alike, rng.random(population) < 0.25
    dead = [at_once[k] if is_together[k] else rng.random() < 0.25 for k in range(population) for _ in range(links[k])]
    owner = np.repeat(np.arange(population), links)
    truth = float(np.mean(dead))
    chosen = [(run, k) for run in range(runs) for k in rng.permutation(population)[:drawn].tolist()]
    lists = pl.DataFrame(chosen, schema={"run": pl.Int64, "owner": pl.Int64}, orient="row")
    rows = lists.join(pl.DataFrame({"owner": owner, "flag": dead}), on="owner").select(
        month=pl.lit("2026-10-01"), roster_id=pl.lit("R"), indicator_id=pl.lit("I37"), variant=pl.lit("base"),
        network=pl.format("n{}", "run"), stratum=pl.lit("COM"), weight=pl.lit(population / drawn),
        drawn=pl.lit(drawn, pl.Int64), status=pl.lit("observed"), cluster=pl.format("commune:{}", "owner"), flag="flag",
    )  # fmt: skip
    told = shares(rows).filter(interval_method="wilson_fpc", stratum="COM")
    assert told.height == runs
    held = told.select(pl.lit(truth).is_between("ci_lo", "ci_hi").mean()).item()
    assert 0.93 <= held <= (0.97 if alike in (0.0, 1.0) else 1.0)


def test_greenwood_covers_along_the_curve() -> None:
    """Comings of 80 territories at a rate of 4 % a month, of which each is lost from sight at a month of its own."""
    rng, size, at = np.random.default_rng(20260405), 80, np.array([6.0, 12, 18, 24, 30])
    truth = 1 - 0.96**at
    held = []
    for _ in range(DRAWS):
        came, seen = rng.geometric(0.04, size).astype(float), rng.integers(12, 61, size)
        by = np.where(came <= seen, came, np.inf)
        after = np.where(came <= seen, came - 1, seen)
        points = kaplan_meier(Comings(after, by, np.ones(size)), at)
        held += [low <= part <= high for (_, low, high), part in zip(points, truth, strict=True) if low is not None]
    assert len(held) == DRAWS * at.size
    assert 0.93 <= float(np.mean(held)) <= 0.97
