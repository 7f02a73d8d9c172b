"""Macros give what their Python twins give."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.indicators.intervals import wilson_interval
from pipelines.roster.rosters import COMPUTED
from pipelines.warehouse.macros import create_macros

CON = duckdb.connect()
create_macros(CON)


@given(population=st.integers(1, 40_000), data=st.data())
def test_wilson_is_that_of_the_plain_function(population: int, data: st.DataObject) -> None:
    drawn = data.draw(st.integers(1, min(population, 2_000)))
    successes = data.draw(st.integers(0, drawn))
    row = CON.execute("SELECT wilson_lo($1, $2, $3), wilson_hi($1, $2, $3)", [successes, drawn, population]).fetchone()
    expected = wilson_interval(successes, drawn, population)
    assert row == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(
    ("roster_id", "family"),
    [
        *((f"{name}2027", name) for name in COMPUTED), ("COURANT2026", "COURANT"), ("EQ2012", "EQ2012"),
        ("DEMO2026", "DEMO2026"), ("MON_COURANT2026", "MON_COURANT2026"), ("COURANT", "COURANT"), ("GB", "GB"),
    ],
)  # fmt: skip
def test_the_family_of_a_list_is_its_name_without_vintage_when_it_is_worked_out(roster_id: str, family: str) -> None:
    assert CON.execute("SELECT list_family($1)", [roster_id]).fetchone() == (family,)


def test_nothing_drawn_says_nothing() -> None:
    assert CON.execute("SELECT wilson_lo(0, 0, 10), wilson_hi(NULL, 5, 10)").fetchone() == (None, None)
