"""Intervals of the chained index and of the share of the largest accounts: what they cover on made lists, sample after
sample. A list has two drawn strata, and one of the largest places that is counted whole."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

from pipelines.indicators.drawing import MIN_DRAWN, Floats
from pipelines.indicators.sampled import chained, largest

STRATA = (("SMALL", 140, 4_000, 5.0), ("MIDDLE", 110, 900, 6.5), ("LARGE", 60, 60, 10.0))
"""Name, members drawn, members, logarithm of the followers of the middle account."""
SIGMAS = (0.5, 0.8, 1.1, 1.4, 1.6)
RATES = (0.5, 0.9)
LINKS = 12
DRAWS = 60
_BLANK = {"value_status": "observed", "is_drawn": True}


@cache
def samples() -> list[tuple[float, dict[str, float], list[tuple[str, int, int, Floats]]]]:
    """(σ, truth, strata) of each sample: of each stratum its name, members drawn and in all, and the followers of those
    of the drawn members that have an account, month after month (accounts × months)."""
    rng = np.random.Generator(np.random.PCG64(20120301))
    found = []
    for sigma in SIGMAS:
        for rate in RATES:
            whole = []
            for _, _, size, level in STRATA:
                start = rng.lognormal(level, sigma, (size, 1)) * np.where(rng.random((size, 1)) < rate, 1, np.nan)
                # accounts of a stratum grow apart, each at a pace of its own and a little by chance
                steps = rng.normal(0.01, 0.02, (size, 1)) + rng.normal(0, 0.02, (size, LINKS))
                whole.append(np.hstack([start, start * np.exp(np.cumsum(steps, axis=1))]))
            everybody = np.nansum(np.vstack(whole), axis=0)
            first = np.sort(np.nan_to_num(np.vstack(whole)[:, 0]))[-4:].sum()
            truth = {"index": 100 * everybody[-1] / everybody[0], "top": first / everybody[0]}
            for _ in range(DRAWS):
                drawn = []
                for (name, count, size, _), members in zip(STRATA, whole, strict=True):
                    taken = members[rng.choice(size, count, replace=False)]
                    drawn.append((name, count, size, taken[~np.isnan(taken[:, 0])]))
                found.append((sigma, truth, drawn))
    return found


def _accounts(strata: list[tuple[str, int, int, Floats]], weighs: list[Floats]) -> list[dict[str, object]]:
    return [
        {"own": name, "drawn": drawn, "size": float(size), "x": float(x)}
        for (name, drawn, size, _), own in zip(strata, weighs, strict=True)
        if size > drawn
        for x in own
    ]


def _share(held: list[bool], sigmas: list[float]) -> tuple[float, list[float]]:
    told = np.array(held)
    return float(told.mean()), [float(told[np.array(sigmas) == sigma].mean()) for sigma in SIGMAS]


def test_the_chained_index_covers_95_percent() -> None:
    """Twelve links of the same accounts, so that what an account weighs in the first is in the last too."""
    rows = []
    for _, _, strata in samples():
        totals = sum(size / drawn * members.sum(axis=0) for _, drawn, size, members in strata)
        weighs = [(members[:, 1:] / totals[1:] - members[:, :-1] / totals[:-1]).sum(axis=1) for *_, members in strata]
        value = 100 * totals[-1] / totals[0]
        rows.append(
            {"value": value, "value_lo": value, "value_hi": value, "accounts": _accounts(strata, weighs)} | _BLANK
        )
    told = chained(pl.DataFrame(rows))
    truth = [truth["index"] for _, truth, _ in samples()]
    held = [low <= true <= high for low, true, high in zip(told["ci_lo"], truth, told["ci_hi"], strict=True)]
    whole, each = _share(held, [sigma for sigma, *_ in samples()])
    assert 0.93 <= whole <= 0.97
    assert min(each) >= 0.9


def test_the_share_of_the_largest_covers_95_percent() -> None:
    rows, truth, sigmas = [], [], []
    for sigma, true, strata in samples():
        counts = [members[:, 0] for *_, members in strata]
        total = sum(size / drawn * own.sum() for (_, drawn, size, _), own in zip(strata, counts, strict=True))
        top = float(np.sort(counts[-1])[-4:].sum())
        seen = float(sum(own.sum() for own in counts))
        shown = {
            "value": top / total,
            "numerator": top,
            "denominator": total,
            "seen": seen,
            "kth": np.sort(counts[-1])[-4],
        }
        rows.append(
            shown | {"value_lo": top / total, "value_hi": top / total, "accounts": _accounts(strata, counts)} | _BLANK
        )
        truth.append(true["top"])
        sigmas.append(sigma)
    told = largest(pl.DataFrame(rows)).with_columns(truth=pl.Series(truth), sigma=pl.Series(sigmas))
    published = told.filter(pl.col("interval_method") == "linear")
    held = published.select(pl.col("truth").is_between("ci_lo", "ci_hi"))["truth"].to_list()
    assert len(held) > 0.4 * len(rows)
    whole, each = _share(held, published["sigma"].to_list())
    assert 0.93 <= whole <= 0.97
    assert min(each) >= 0.9


@pytest.mark.parametrize(("count", "method"), [(MIN_DRAWN - 1, "too_few"), (MIN_DRAWN, "linear")])
def test_few_drawn_accounts_have_no_interval(count: int, method: str) -> None:
    accounts = [{"own": "S", "drawn": 40, "size": 400.0, "x": float(x)} for x in range(count)]
    row = {"value": 0.5, "value_lo": 0.4, "value_hi": 0.6, "accounts": accounts} | _BLANK
    told = largest(pl.DataFrame([row | {"numerator": 10.0, "denominator": 20.0, "seen": 12.0, "kth": 90.0}]))
    assert told["interval_method"].item() == method
    assert (told["ci_lo"].item() is None) == (method == "too_few")


def test_the_total_is_at_least_what_was_counted() -> None:
    """One member drawn of forty holds nearly all: the low end of the total is under what was seen, and is not taken."""
    accounts = [{"own": "S", "drawn": 40, "size": 80.0, "x": 1_000.0 if n == 0 else 1.0} for n in range(40)]
    row = {
        "value": 0.2,
        "value_lo": 0.2,
        "value_hi": 0.2,
        "numerator": 500.0,
        "denominator": 2_578.0,
        "seen": 1_539.0,
        "kth": 2_000.0,
    }
    told = largest(pl.DataFrame([row | {"accounts": accounts} | _BLANK]))
    assert told["ci_hi"].item() == pytest.approx(0.2 + 500 / 1_539 - 0.2)


def test_a_list_that_is_counted_whole_has_the_bounds_of_rounding() -> None:
    schema = {
        "accounts": pl.List(pl.Struct({"own": pl.String, "drawn": pl.Int64, "size": pl.Float64, "x": pl.Float64}))
    }
    row = {"value": 110.0, "value_lo": 109.0, "value_hi": 111.0, "value_status": "observed", "is_drawn": False}
    told = chained(pl.DataFrame([row | {"accounts": None}], schema_overrides=schema))
    assert told.select("ci_lo", "ci_hi", "interval_method").row(0) == (109.0, 111.0, "census")
