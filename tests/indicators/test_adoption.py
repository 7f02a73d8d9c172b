"""Adoption curves against a hand example of five territories, and what holds of any."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT

from pipelines.indicators.adoption import Comings, kaplan_meier, read_openings, turnbull
from pipelines.model.errors import ReferenceDataError
from pipelines.networks.registry import NETWORKS

NEVER = np.inf
AT = np.arange(1.0, 25.0)


def comings(*rows: tuple[float, float], weights: list[float] | None = None) -> Comings:
    after, by = np.array(rows, dtype=float).reshape(-1, 2).T
    return Comings(after, by, np.array(weights or [1.0] * len(rows)))


FIVE = comings((1, 2), (3, 4), (4, NEVER), (6, 7), (9, NEVER))
"""Five territories: two came in months 2 and 4, one was absent in month 4 and unknown later, one came in month 7, one
was still absent in month 9. S = 4/5, then × 3/4 = 3/5, then (two at risk) × 1/2 = 3/10."""


def test_hand_example_of_five() -> None:
    points = kaplan_meier(FIVE, np.array([1.0, 2, 3, 4, 6, 7, 9]))
    assert [point.share for point in points] == pytest.approx([0, 0.2, 0.2, 0.4, 0.4, 0.7, 0.7])


def test_greenwood_of_the_hand_example() -> None:
    """At month 4, Σ d/(n(n − d)) = 1/20 + 1/12 = 2/15: on the scale log(−log S) the half-width is
    1,96·√(2/15)/|ln 0,6| = 1,4010 and S goes from 0,6^4,0594 = 0,1257 to 0,6^0,2463 = 0,8818."""
    point = kaplan_meier(FIVE, np.array([4.0]))[0]
    assert (point.low, point.high) == pytest.approx((1 - 0.8818, 1 - 0.1257), abs=2e-4)
    assert kaplan_meier(FIVE, np.array([1.0]))[0] == (0, 0, 0)


def test_dated_comings_are_the_same_by_both_rules() -> None:
    for exact, likely in zip(kaplan_meier(FIVE, AT[:9]), turnbull(FIVE, AT[:9]), strict=True):
        assert likely.share == pytest.approx(exact.share, abs=1e-6)


def test_a_coming_between_two_looks_leaves_the_months_between_open() -> None:
    """Of four, one came in month 3, two between the looks of months 4 and 8, one was absent in month 9."""
    points = turnbull(comings((2, 3), (4, 8), (4, 8), (9, NEVER)), np.array([2.0, 3, 5, 8, 9]))
    assert [point.share for point in points] == [pytest.approx(share) if share is not None else None
                                                  for share in (0, 0.25, None, 0.75, 0.75)]  # fmt: skip
    assert (points[2].low, points[2].high) == pytest.approx((0.25, 0.75))


def test_found_at_the_first_look_is_anywhere_before_it() -> None:
    points = turnbull(comings((0, 12), (0, 12), (12, NEVER), (12, NEVER)), np.array([6.0, 12]))
    assert points[0].share is None
    assert (points[0].low, points[0].high) == pytest.approx((0, 0.5))
    assert points[1].share == pytest.approx(0.5)


def test_weights_repeat_territories_and_leave_no_interval() -> None:
    weighed = comings((1, 2), (4, NEVER), weights=[3.0, 1.0])
    repeated = comings((1, 2), (1, 2), (1, 2), (4, NEVER))
    assert kaplan_meier(weighed, AT)[3].share == kaplan_meier(repeated, AT)[3].share
    assert kaplan_meier(weighed, AT)[3].low is None


histories = st.lists(
    st.tuples(st.integers(0, 20), st.one_of(st.integers(1, 4), st.none())).map(
        lambda told: (told[0], NEVER if told[1] is None else told[0] + told[1])
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60)
@given(histories)
def test_curves_never_come_down_and_keep_within_their_bounds(rows: list[tuple[float, float]]) -> None:
    dated = [(after, by if by == NEVER else after + 1) for after, by in rows]
    for points in (kaplan_meier(comings(*dated), AT), turnbull(comings(*rows), AT)):
        for point in points:
            assert point.low is not None
            assert point.high is not None
            assert -1e-6 <= point.low <= point.high + 1e-6 <= 1 + 2e-6
            assert point.share is None or point.low - 1e-6 <= point.share <= point.high + 1e-6
        known = [point.share for point in points if point.share is not None]
        assert all(later >= earlier - 1e-6 for earlier, later in pairwise(known))


def test_every_network_has_an_opening_and_every_month_a_source() -> None:
    found = read_openings(ROOT / "data/reference/network_openings.csv")
    assert set(found["network"]) == set(NETWORKS) - {"website"}
    assert found.filter(pl.col("opened_month").is_not_null() & pl.col("source_url").is_null()).is_empty()
    assert found["event_fr"].null_count() == 0


def test_openings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="cannot be read"):
        read_openings(tmp_path / "network_openings.csv")
