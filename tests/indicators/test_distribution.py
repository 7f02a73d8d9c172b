"""Cells do not depend on the order in which accounts come."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.indicators import distribution

ACCOUNTS = st.lists(
    st.tuples(st.sampled_from(["REG", "DEP", "COM_0_500"]), st.integers(0, 50), st.integers(0, 9), st.booleans()),
    min_size=1,
    max_size=40,
)
SIZES = {"REG": 40.0, "DEP": 40.0, "COM_0_500": 18256.1}


def accounts(rows: list[tuple[str, int, int, bool]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "month": "2026-10-01", "roster_id": "R", "indicator_id": "I11", "variant": "base", "network": "x",
                "stratum": own, "drawn": 40, "size": SIZES[own], "x": None if is_missing else value + 0.1,
                "x_lo": None if is_missing else value + 0.0,
                "x_hi": None if is_missing else value + 0.1 + doubt,
                "x_status": "not_read" if is_missing else "observed",
                "base": 1.0 + doubt / 3,
            }
            for own, value, doubt, is_missing in rows
        ],
        schema_overrides={"x": pl.Float64, "x_lo": pl.Float64, "x_hi": pl.Float64},
    )  # fmt: skip


@settings(max_examples=40)
@given(rows=ACCOUNTS, data=st.data())
def test_the_order_of_accounts_changes_no_digit(rows: list[tuple[str, int, int, bool]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    for gathered in (distribution.followers, distribution.penetration, distribution.concentration):
        found = [gathered(accounts(order)).sort(*distribution.CELL, "aggregation") for order in (rows, shuffled)]
        assert found[0].equals(found[1])
