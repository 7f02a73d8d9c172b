"""Which cells an account counts in."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.indicators.places import CELL, placed, without_first


def accounts(count: int, **columns: object) -> pl.DataFrame:
    shared = {
        "month": "2026-10-01", "roster_id": "R", "indicator_id": "I11", "variant": "base", "network": "x",
        "stratum": "DEP", "weight": 1.0, "region_code": "84", "departement_code": "38",
    } | columns  # fmt: skip
    return pl.DataFrame([
        shared | {"territory_id": f"t{index}", "followers": None if index == 0 else index} for index in range(count)
    ])  # fmt: skip


def cells(rows: pl.DataFrame) -> dict[tuple[str, str, str], int]:
    counted = rows.group_by("area_level", "area_code", "stratum").len()
    return {(level, code, stratum): size for level, code, stratum, size in counted.iter_rows()}


def test_an_account_counts_in_its_stratum_the_list_and_its_areas() -> None:
    assert cells(placed(accounts(5))) == {
        ("france", "FR", "DEP"): 5, ("france", "FR", "ALL"): 5,
        ("region", "84", "ALL"): 5, ("departement", "38", "ALL"): 5,
    }  # fmt: skip


@pytest.mark.parametrize("rows", [accounts(4), accounts(9, region_code=None, departement_code=None)])
def test_an_area_of_fewer_than_five_accounts_or_without_a_name_has_no_cell(rows: pl.DataFrame) -> None:
    assert {level for level, _, _ in cells(placed(rows))} == {"france"}


def test_rows_of_several_aggregations_are_counted_apart() -> None:
    rows = pl.concat([accounts(4, aggregation=name) for name in ("panel", "mean")])
    assert {level for level, _, _ in cells(placed(rows))} == {"france"}


def test_the_stratum_of_an_account_of_an_area_is_kept() -> None:
    rows = placed(pl.concat([accounts(3), accounts(3, stratum="REG")])).filter(pl.col("area_level") == "region")
    assert rows["own_stratum"].to_list() == ["DEP"] * 3 + ["REG"] * 3


def test_the_largest_account_is_left_out_of_its_cell_unless_it_was_drawn() -> None:
    rows = placed(accounts(6, variant="m12_sans_premier"))
    assert sorted(without_first(rows).filter(pl.col("stratum") == "ALL")["territory_id"].unique()) == [
        "t0", "t1", "t2", "t3", "t4",
    ]  # fmt: skip
    assert without_first(placed(accounts(6, variant="sans_premier", weight=2.0))).is_empty()
    assert without_first(placed(accounts(6))).height == rows.height
    assert set(CELL) < set(rows.columns)
