"""Cells of means, medians and parts: why a value is missing, and what unknown accounts and drawings leave open."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.indicators import cells
from pipelines.indicators.places import CELL

STATUSES = ["observed", "not_read", "few_posts"]
ACCOUNTS = st.lists(
    st.tuples(
        st.sampled_from(["REG", "COM"]), st.integers(0, 9), st.sampled_from(["observed", "not_read", "few_posts"])
    ),
    min_size=1,
    max_size=30,
)


def accounts(rows: list[tuple[str, float, str]]) -> pl.DataFrame:
    found = [
        {
            "month": "2026-10-01", "roster_id": "R", "indicator_id": "I21", "variant": "base", "network": "x",
            "stratum": stratum, "weight": 125.9034 if stratum == "COM" else 1.1, "drawn": 40, "status": status,
            "value": value + 0.1 if status == "observed" else None, "flag": value > 4 if status == "observed" else None,
        }
        for stratum, value, status in rows
    ]  # fmt: skip
    return pl.DataFrame(found, schema_overrides={"value": pl.Float64, "flag": pl.Boolean})


@pytest.mark.parametrize(
    ("known", "unknown", "share", "mean"),
    [
        (9, 1, "observed", "observed"),
        (8, 2, "withheld", "observed"),
        (5, 2, "withheld", "low_coverage"),
        (4, 0, "small_base", "small_base"),
        (0, 7, "not_read", "not_read"),
    ],
)
def test_a_cell_says_why_it_has_no_value(known: int, unknown: int, share: str, mean: str) -> None:
    given_rows = accounts([("REG", 5, "observed")] * known + [("REG", 5, "not_read")] * unknown)
    told = cells.shares(given_rows).filter(pl.col("stratum") == "REG")
    assert told["value_status"].to_list() == [share]
    assert set(cells.centres(given_rows)["value_status"]) == {mean}
    assert set(cells.means(given_rows.with_columns(least=10))["value_status"]) == {"small_base" if known else mean}


def test_too_little_to_go_on_is_not_unknown() -> None:
    (cell,) = cells.medians(accounts([("REG", 5, "few_posts")] * 6)).filter(pl.col("stratum") == "REG").to_dicts()
    assert (cell["unknown_count"], cell["value_status"]) == (0, "small_base")


def test_an_unknown_account_leaves_all_open() -> None:
    rows = accounts([("COM", value % 10, "observed") for value in range(39)] + [("COM", 0, "not_read")])
    (mean,) = cells.means(rows).filter(pl.col("stratum") == "COM").to_dicts()
    assert mean["value"] is not None
    assert (mean["interval_method"], mean["value_lo"], mean["ci_lo"]) == ("open", None, None)


def summed(rows: list[tuple[str, float, str]]) -> pl.DataFrame:
    """The same accounts, each value the ratio of two sums; an unknown one may be from 0 to 10."""
    told = accounts(rows).with_columns(
        pl.col("value").fill_null(0).alias("value_lo"), pl.col("value").fill_null(10).alias("value_hi"),
        above=3 * pl.col("value"), below=3 + 0 * pl.col("value"), ways=pl.lit("median mean pooled"),
    )  # fmt: skip
    return pl.concat(
        [told, told.with_columns(variant=pl.lit("part"), ways=pl.lit("share"), cluster=pl.lit("c"))], how="diagonal"
    )


@settings(max_examples=20)
@given(rows=ACCOUNTS, data=st.data())
def test_the_order_of_accounts_changes_no_digit(rows: list[tuple[str, float, str]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    for made, table in ((cells.centres, accounts), (cells.shares, accounts), (cells.mixed, summed)):
        first, second = (made(table(order)).sort(*CELL, "aggregation") for order in (rows, shuffled))
        assert first.equals(second)


def test_no_account_no_cell() -> None:
    assert cells.mixed(summed([("REG", 5, "observed")]).clear()).is_empty()


def test_the_ratio_of_sums_is_that_of_the_list_in_a_drawn_one() -> None:
    """Sixty accounts of weights 1,1 and 125,9: the mean of ALL weighs them, the ratio of sums does not."""
    given_rows = summed([("REG", 1, "observed")] * 30 + [("COM", value % 10, "observed") for value in range(30)])
    told = cells.mixed(given_rows.filter(pl.col("variant") == "base"))
    of = {(row["stratum"], row["aggregation"]): row for row in told.to_dicts()}
    assert of["ALL", "pooled"]["value"] == pytest.approx((30 * 1.1 + 30 * 4.6) / 60)
    assert of["ALL", "mean"]["value"] > 4.5
    assert (of["ALL", "pooled"]["interval_method"], of["ALL", "pooled"]["ci_lo"]) == ("none", None)
    for name in ("ci_lo", "ci_hi", "value"):
        assert of["COM", "pooled"][name] == pytest.approx(of["COM", "mean"][name])


@settings(max_examples=25)
@given(rows=ACCOUNTS, fill=st.lists(st.integers(0, 10), min_size=30, max_size=30))
def test_bounds_hold_every_value_of_an_unknown_account(rows: list[tuple[str, float, str]], fill: list[int]) -> None:
    """An unknown account that may be from 0 to 10 leaves mean and median their bounds; the ratio of sums has none."""
    told = cells.mixed(summed(rows).filter(pl.col("variant") == "base"))
    filled = [(a, value - 0.1 if b == "not_read" else c, b.replace("not_read", "observed"))
              for (a, c, b), value in zip(rows, fill, strict=False)]  # fmt: skip
    known = cells.mixed(summed(filled).filter(pl.col("variant") == "base")).select("stratum", "aggregation", "value")
    for row in told.join(known, on=["stratum", "aggregation"], suffix="_known").to_dicts():
        if row["value"] is None or (row["aggregation"] == "pooled" and row["unknown_count"]):
            assert row["value_lo"] is None
        else:
            assert row["value_lo"] - 1e-9 <= row["value_known"] <= row["value_hi"] + 1e-9
            assert row["ci_lo"] is None or row["ci_lo"] <= row["value_lo"] + 1e-9


def test_links_of_one_territory_count_as_one_draw() -> None:
    """Twice the same link of each of forty territories says no more than once."""
    once = accounts([("COM", value % 10, "observed") for value in range(40)])
    once = once.with_columns(cluster=pl.int_range(40).cast(pl.String), drawn=pl.lit(40))
    one, two = (
        cells.shares(rows).filter(pl.col("stratum") == "COM").to_dicts()[0] for rows in (once, pl.concat([once, once]))
    )
    assert (two["measured_count"], two["value"]) == (80, one["value"])
    assert (two["ci_lo"], two["ci_hi"]) == pytest.approx((one["ci_lo"], one["ci_hi"]))


def test_what_is_no_account_does_not_cover_those_that_are() -> None:
    rows = accounts([("REG", 1, "observed")] * 40 + [("REG", 1, "not_read")] * 2)
    with_absent = rows.with_columns(is_account=pl.Series([False] * 38 + [True] * 4))
    assert set(cells.means(rows)["value_status"]) == {"observed"}
    assert set(cells.means(with_absent)["value_status"]) == {"low_coverage"}


@settings(max_examples=40)
@given(rows=ACCOUNTS, yes=st.integers(0, 30))
def test_bounds_of_a_share_hold_every_completion_of_the_unknown(rows: list[tuple[str, float, str]], yes: int) -> None:
    bounds = cells.shares(accounts(rows)).filter(pl.col("aggregation") == "pooled")
    filled, left = [], yes
    for stratum, value, status in rows:
        filled.append(
            (stratum, value if status != "not_read" else 9 * (left > 0), status.replace("not_read", "observed"))
        )
        left -= status == "not_read"
    known = cells.shares(accounts(filled)).filter(pl.col("aggregation") == "pooled")
    for row in bounds.join(known, on=["stratum"], suffix="_known").to_dicts():
        assert row["value_lo"] - 1e-12 <= row["value_lo_known"] <= row["value_hi"] + 1e-12
        assert row["ci_lo"] is None or row["ci_lo"] <= row["value_lo"] + 1e-12 <= row["value_hi"] + 2e-12


@settings(max_examples=20)
@given(rows=ACCOUNTS, others=ACCOUNTS)
def test_the_other_months_change_no_digit(
    rows: list[tuple[str, float, str]], others: list[tuple[str, float, str]]
) -> None:
    own = accounts(rows)
    among = pl.concat([accounts(others).with_columns(month=pl.lit("2026-09-01")), own])
    for made in (cells.shares, cells.centres):
        alone = made(own).sort(*CELL, "aggregation")
        together = made(among).filter(pl.col("month") == "2026-10-01").sort(*CELL, "aggregation")
        assert alone.equals(together)


def test_an_area_of_a_drawn_list_has_a_part_and_no_interval() -> None:
    rows = accounts([("COM", value % 10, "observed") for value in range(40)]).with_columns(
        areas=pl.struct(region_code=pl.lit("84"), departement_code=pl.lit(None, pl.String))
    )
    told = cells.shares(rows).filter(pl.col("area_level") == "region").sort("aggregation")
    assert told.select("area_code", "aggregation", "ci_lo", "interval_method").rows() == [
        ("84", "pooled", None, "none"),
        ("84", "poststratified", None, "not_estimated"),
    ]
    assert told["value"].to_list() == pytest.approx([0.5, 0.5])
    (mean,) = cells.means(rows).filter(pl.col("area_level") == "region").to_dicts()
    assert mean["interval_method"] == "linear" and mean["ci_lo"] < mean["value"] < mean["ci_hi"]


def test_a_mean_that_the_unknown_rule_out_is_not_told() -> None:
    """Twenty accounts at 1 and three unknown ones, of 3 at least: the mean of all is 1,26 at least."""
    rows = accounts([("REG", 0.9, "observed")] * 20 + [("REG", 0, "not_read")] * 3)
    rows = rows.with_columns(
        weight=pl.lit(1.0),
        value_lo=pl.col("value").fill_null(3.0),
        value_hi=pl.col("value").fill_null(5.0),
    )
    (cell,) = cells.means(rows).filter(pl.col("stratum") == "REG").to_dicts()
    assert (cell["value"], cell["value_status"], cell["interval_method"]) == (None, "undetermined", "census")
    assert (cell["value_lo"], cell["value_hi"]) == pytest.approx((29 / 23, 35 / 23))
    assert cell["ci_lo"] == cell["value_lo"]
