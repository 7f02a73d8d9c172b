"""Intervals of many parts at once are those of the plain functions, one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.indicators.intervals import Stratum, poststratified_interval, wilson_interval
from pipelines.indicators.share_ends import Strata, poststratified_ends, wilson_ends


@st.composite
def _strata(draw: st.DrawFn) -> Stratum:
    population = draw(st.integers(1, 40_000))
    drawn = draw(st.integers(1, min(population, 400)))
    return Stratum(draw(st.integers(0, drawn)), drawn, population, drawn + draw(st.integers(0, 300)))


CELLS = st.lists(st.lists(_strata(), min_size=1, max_size=6), min_size=1, max_size=8)


def _columns(cells: list[list[Stratum]]) -> Strata:
    rows = [(float(cell), *map(float, (x, n, size, looked or n))) for cell, strata in enumerate(cells)
            for x, n, size, looked in strata]  # fmt: skip
    number, *others = np.array(rows).T
    return Strata(number.astype(np.int64), *others)


@settings(deadline=None, max_examples=30)
@given(CELLS)
def test_ends_of_each_stratum_and_of_all_together(cells: list[list[Stratum]]) -> None:
    strata = _columns(cells)
    alone = [wilson_interval(part.successes, part.drawn, part.population) for parts in cells for part in parts]
    low, high = wilson_ends(strata)
    assert low == pytest.approx([one.low for one in alone], abs=1e-9)
    assert high == pytest.approx([one.high for one in alone], abs=1e-9)
    together = [poststratified_interval(parts) for parts in cells]
    low, high = poststratified_ends(strata, len(cells))
    assert low == pytest.approx([one.low for one in together], abs=1e-9)
    assert high == pytest.approx([one.high for one in together], abs=1e-9)


@settings(deadline=None, max_examples=15)
@given(CELLS)
def test_the_other_cells_change_no_digit(cells: list[list[Stratum]]) -> None:
    among, last = poststratified_ends(_columns(cells), len(cells)), poststratified_ends(_columns(cells[-1:]), 1)
    assert (among[0][-1], among[1][-1]) == (last[0][0], last[1][0])
