"""Which cells an account counts in, how rows of cells are counted, and in which order they are added."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.indicators.places import CELL, Places, codes_of, kinds, placed, ranks, without_first


def accounts(count: int, **columns: object) -> pl.DataFrame:
    shared = {
        "month": "2026-10-01", "roster_id": "R", "indicator_id": "I11", "variant": "base", "network": "x",
        "stratum": "DEP", "weight": 1.0, "areas": {"region_code": "84", "departement_code": "38"},
    } | columns  # fmt: skip
    return pl.DataFrame(
        [shared | {"territory_id": f"t{index}", "followers": None if index == 0 else index} for index in range(count)],
        schema_overrides={"areas": pl.Struct({"region_code": pl.String, "departement_code": pl.String})},
    )


def cells(rows: pl.DataFrame, *more: str) -> dict[tuple[str, str, str], int]:
    keys, places = placed(rows, *more)
    assert keys.columns == [*CELL, *more]
    (counted,) = places.counts(keys.height)
    named = keys.select("area_level", "area_code", "stratum").rows()
    return dict(zip(named, counted.tolist(), strict=True))


def test_an_account_counts_in_its_stratum_the_list_and_its_areas() -> None:
    assert cells(accounts(5)) == {
        ("france", "FR", "DEP"): 5, ("france", "FR", "ALL"): 5,
        ("region", "84", "ALL"): 5, ("departement", "38", "ALL"): 5,
    }  # fmt: skip


@pytest.mark.parametrize("rows", [accounts(4), accounts(9, areas=None)])
def test_an_area_of_fewer_than_five_accounts_or_without_a_name_has_no_cell(rows: pl.DataFrame) -> None:
    assert {level for level, _, _ in cells(rows)} == {"france"}


def test_an_account_without_an_area_counts_in_the_others() -> None:
    assert cells(pl.concat([accounts(5), accounts(7, areas={"region_code": None, "departement_code": "38"})])) == {
        ("france", "FR", "DEP"): 12, ("france", "FR", "ALL"): 12,
        ("region", "84", "ALL"): 5, ("departement", "38", "ALL"): 12,
    }  # fmt: skip


def test_rows_of_several_aggregations_are_counted_apart() -> None:
    rows = pl.concat([accounts(4, aggregation=name) for name in ("panel", "mean")])
    assert {level for level, _, _ in cells(rows, "aggregation")} == {"france"}


def test_cells_of_a_month_do_not_hold_those_of_another() -> None:
    rows = pl.concat([accounts(6), accounts(5, month="2026-09-01", stratum="REG")])
    keys, places = placed(rows)
    for number, key in enumerate(keys.iter_rows(named=True)):
        inside = rows[places.row[places.cell == number]]
        assert inside["month"].unique().to_list() == [key["month"]]
        assert key["stratum"] in ("ALL", inside["stratum"][0])


def test_the_largest_account_is_left_out_of_its_cell_unless_it_was_drawn() -> None:
    def kept(rows: pl.DataFrame) -> list[str]:
        places = without_first(rows, placed(rows)[1])
        return sorted(rows["territory_id"].gather(places.row.tolist()).unique())

    assert kept(accounts(6, variant="m12_sans_premier")) == ["t0", "t1", "t2", "t3", "t4"]
    assert kept(accounts(6, variant="sans_premier", weight=2.0)) == []
    assert kept(accounts(6)) == ["t0", "t1", "t2", "t3", "t4", "t5"]


def test_rows_of_a_cell_are_counted_by_flag_and_named_by_the_most_frequent() -> None:
    places = Places(np.array([0, 0, 0, 2, 2]), np.array([0, 1, 2, 0, 1]))
    flags = np.array([True, True, False]), np.array([False, True, False])
    assert [counts.tolist() for counts in places.counts(3, *flags)] == [[3, 0, 2], [2, 0, 2], [1, 0, 1]]
    names, is_asked = pl.Series(["not_read", "few_posts", "not_read"]), np.array([True, False, True])
    assert places.commonest(is_asked, names).to_list() == ["not_read", None, "few_posts"]
    assert places.first_name(is_asked, names).to_list() == ["few_posts", None, "few_posts"]
    assert places.commonest(np.zeros(3, bool), names).to_list() == [None, None, None]


def test_parts_of_cells_are_in_order_of_cell_and_kind() -> None:
    cell, first, parts = Places(np.array([1, 0, 1, 1]), np.array([0, 1, 2, 3])).parted(np.array([5, 5, 2, 5]))
    assert (cell.tolist(), first.tolist(), parts.cell.tolist()) == ([0, 1, 1], [1, 2, 0], [2, 0, 1, 2])


def test_codes_are_in_order_and_nothing_has_none() -> None:
    assert codes_of(pl.Series(["b", None, "a", "b"]))[0].tolist() == [1, -1, 0, 1]
    assert codes_of(pl.Series([2.5, None, 1.0]))[0].tolist() == [1, -1, 0]
    assert codes_of(pl.Series([None, None], dtype=pl.String))[0].tolist() == [-1, -1]
    assert kinds(pl.DataFrame({"a": ["x", "w", "w"], "b": [1, 3, 2]}), "a", "b").tolist() == [2, 1, 0]


@given(st.lists(st.tuples(st.sampled_from([-1.0, 0.5, 1.0]), st.integers(0, 2), st.integers(0, 3))))
def test_ranks_are_those_of_the_rows_in_order(rows: list[tuple[float, int, int]]) -> None:
    """−1 stands for a value that is missing."""
    value = np.array([np.nan if one < 0 else one for one, _, _ in rows], dtype=np.float64)
    own, cell = (np.array([row[place] for row in rows], dtype=np.int64) for place in (1, 2))
    rank, told = ranks([value, own]), sorted(row[:2] for row in rows)
    assert rank.tolist() == [told.index(row[:2]) for row in rows]
    order = Places(cell, np.arange(len(rows))).in_order(rank)
    assert order.cell.tolist() == cell[order.row].tolist()
    assert list(zip(order.cell, rank[order.row], strict=True)) == sorted(zip(cell, rank, strict=True))
