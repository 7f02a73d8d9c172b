"""Stratified samples: shares, draws and weights that anybody can work out again."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.errors import InputError
from pipelines.roster import cog
from pipelines.roster.samples import allocate, draw_order, sample_by_stratum

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


@given(st.dictionaries(st.text("ABC", min_size=1), st.integers(400, 30_000), min_size=1, max_size=8))
def test_allocation_spends_the_sample_and_honours_the_floor(sizes: dict[str, int]) -> None:
    drawn = allocate(sizes, 400, 40)
    assert sum(drawn.values()) == 400
    assert min(drawn.values()) >= 40
    assert drawn == allocate(dict(reversed(sizes.items())), 400, 40)


def test_allocation_that_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="do not fit"):
        allocate({"A": 500, "B": 500, "C": 500}, 100, 40)
    with pytest.raises(InputError, match="smaller than their share"):
        allocate({"A": 10, "B": 5_000}, 100, 40)


def test_the_draw_depends_on_the_seed_and_not_on_the_order_of_rows() -> None:
    territories = cog.load_territories(REFERENCE, 2026)
    small = territories.filter(pl.col("stratum").is_in(["COM_10000_20000", "COM_3500_10000"]))
    first = sample_by_stratum(small, "graine", 100, 20)
    assert first.equals(sample_by_stratum(small.reverse(), "graine", 100, 20))
    assert not first.equals(sample_by_stratum(small, "autre", 100, 20))
    weights = dict(first.group_by("stratum").agg(pl.col("weight").sum().round(6)).iter_rows())
    assert weights == {"COM_10000_20000": 564.0, "COM_3500_10000": 2_206.0}


def test_the_key_of_a_draw_is_the_same_on_every_machine() -> None:
    assert draw_order("DEMO2026", "01053") == "f7e13bb020c30830b9a638dcfd0da2f2"
