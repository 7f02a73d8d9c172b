"""Whatever the followers: shares of the largest grow with their number, a Gini index keeps its ends; a chain of the
same accounts is the ratio of their totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.indicators.distribution import concentration, followers, penetration
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.run_sql import compute_table
from pipelines.warehouse.sql_files import SQL_DIR, read_sql_file

counts = st.lists(st.integers(0, 10**6), min_size=11, max_size=40)
SLACK = 1e-9
unhurried = settings(max_examples=40)


def accounts(values: Sequence[int], doubts: Sequence[int] | None = None, weight: float = 1.0) -> pl.DataFrame:
    """One cell of accounts, each known within its doubt."""
    n = len(values)
    bounds = doubts or [0] * n
    return pl.DataFrame({
        "month": [date(2026, 10, 1)] * n, "roster_id": ["R"] * n, "indicator_id": ["I18"] * n, "variant": ["base"] * n,
        "network": ["x"] * n, "stratum": ["DEP"] * n, "drawn": [n] * n, "size": [n * weight] * n,
        "x": [float(v) for v in values],
        "x_lo": [float(max(0, v - d)) for v, d in zip(values, bounds, strict=True)],
        "x_hi": [float(v + d) for v, d in zip(values, bounds, strict=True)], "x_status": ["observed"] * n,
        "base": [1.0] * n,
    })  # fmt: skip


def gini(values: Sequence[int], doubts: Sequence[int] | None = None) -> dict[str, float]:
    return concentration(accounts(values, doubts)).filter(pl.col("stratum") == "ALL").row(0, named=True)


def of_all(rows: pl.DataFrame, gather: Callable[[pl.DataFrame], pl.DataFrame] = followers) -> pl.DataFrame:
    return gather(rows).filter(pl.col("stratum") == "ALL").select("aggregation", "value")


@unhurried
@given(st.integers(1, 10**7), st.integers(10, 60))
def test_gini_is_0_when_all_have_as_many_and_1_when_one_has_all(most: int, size: int) -> None:
    assert gini([most] * size)["value"] == pytest.approx(0, abs=SLACK)
    assert gini([0] * (size - 1) + [most])["value"] == pytest.approx(1)


@unhurried
@given(st.data(), counts)
def test_gini_of_any_truth_within_the_rounding_is_within_its_bounds(data: st.DataObject, values: list[int]) -> None:
    doubts = [data.draw(st.integers(0, value // 10)) for value in values]
    truth = [value + data.draw(st.integers(-doubt, doubt)) for value, doubt in zip(values, doubts, strict=True)]
    shown, exact = gini(values, doubts), gini(truth)["value"]
    if shown["value"] is not None and exact is not None and shown["value_hi"] is not None:
        assert shown["value_lo"] - SLACK <= exact <= shown["value_hi"] + SLACK


@unhurried
@given(counts, st.integers(2, 9))
def test_weights_shared_by_all_change_sums_alone(values: list[int], weight: int) -> None:
    alone = of_all(accounts(values))
    weighed = of_all(accounts(values, weight=weight)).rename({"value": "weighed"})
    for name, value, other in alone.join(weighed, on="aggregation").iter_rows():
        assert other == pytest.approx(value * weight if name == "sum" else value)


@unhurried
@given(counts)
def test_median_is_the_one_of_everybody_and_quantiles_are_in_order(values: list[int]) -> None:
    found = dict(of_all(accounts(values)).iter_rows())
    assert found["median"] == pl.Series(values).median()
    assert found["p10"] <= found["median"] <= found["p90"]
    assert found["mean"] == pytest.approx(found["sum"] / len(values))
    around = dict(of_all(accounts(values), penetration).iter_rows())
    assert found["p10"] <= around["p25"] <= around["median"] <= around["p75"] <= found["p90"]


def test_shares_of_the_largest_grow_with_their_number() -> None:
    rng = np.random.Generator(np.random.PCG64(4))
    rows = pl.concat(
        accounts([int(value) for value in rng.lognormal(rng.uniform(0, 9), 1.5, rng.integers(11, 40))]).select(
            "month", "roster_id", "stratum", pl.lit(f"n{number}").alias("network"),
            followers_status="x_status",
            territory_id=pl.format("departement:{}", pl.int_range(pl.len())), account_id=pl.lit("a"),
            identity_id=pl.lit("a"), followers_count=pl.col("x"), followers_lo=(pl.col("x") * 0.95).floor(),
            followers_hi=(pl.col("x") * 1.05).ceil(),
        )
        for number in range(50)
    )  # fmt: skip
    con = duckdb.connect()
    create_tables(con)
    con.execute("""INSERT INTO roster.members BY NAME SELECT 'R' AS roster_id, 'departement:' || i AS territory_id,
        'departement' AS level, 'c' AS code, 'n' AS name, 'DEP' AS stratum, 2026 AS pop_vintage, 1 AS weight
        FROM range(40) AS r(i)""")  # fmt: skip
    con.register("made", rows.to_arrow())
    con.execute("INSERT INTO barometer.audience BY NAME SELECT * FROM made")
    select = read_sql_file(SQL_DIR / "barometer" / "cells" / "I19_top_share.sql").select
    shown = con.sql(f"SELECT network, variant, value, value_lo, value_hi FROM ({select}) WHERE stratum = 'ALL'").pl()
    con.close()
    assert shown.filter(~pl.col("value").is_between(pl.col("value_lo") - SLACK, pl.col("value_hi") + SLACK)).is_empty()
    shares = shown.pivot("variant", index="network", values="value")
    assert shares.height == 50
    assert shares.filter(
        (pl.col("top1") > pl.col("top4") + SLACK) | (pl.col("top4") > pl.col("top10") + SLACK)
    ).is_empty()


def test_chained_index_of_a_constant_panel_is_the_ratio_of_its_totals() -> None:
    rng = np.random.Generator(np.random.PCG64(17))
    months = [date(2026, number, 1) for number in range(1, 9)]
    rows = pl.DataFrame(
        [
            (month, "R", f"departement:{place}", f"n{network}", "DEP", "a", "a", "m", count, count, count, "observed")
            for network in range(12)
            for place in range(int(rng.integers(5, 15)))
            for month, count in zip(months, rng.integers(50, 10**6, len(months)).tolist(), strict=True)
        ],
        schema=["month", "roster_id", "territory_id", "network", "stratum", "account_id", "identity_id", "metric_def",
                "followers_count", "followers_lo", "followers_hi", "followers_status"], orient="row",
    )  # fmt: skip
    con = duckdb.connect()
    create_tables(con)
    con.execute("""INSERT INTO roster.members BY NAME SELECT 'R' AS roster_id, 'departement:' || i AS territory_id,
        'departement' AS level, 'c' AS code, 'n' AS name, 'DEP' AS stratum, 2026 AS pop_vintage, 1 AS weight
        FROM range(20) AS r(i)""")  # fmt: skip
    con.executemany("INSERT INTO roster.months VALUES ($1, 'R')", [[month] for month in months])
    con.register("made", rows.to_arrow())
    con.execute("INSERT INTO barometer.audience BY NAME SELECT * FROM made")
    for name in ("barometer.chain_links", "barometer.chained_index"):
        compute_table(con, name, None)
    select = read_sql_file(SQL_DIR / "barometer" / "cells" / "I17_chained_index.sql").select
    shown = con.sql(f"SELECT month, network, value, value_lo, value_hi FROM ({select}) WHERE stratum = 'ALL'").pl()
    con.close()
    totals = rows.group_by("month", "network").agg(total=pl.col("followers_count").sum())
    first = totals.filter(month=months[0]).select("network", first="total")
    joined = shown.drop_nulls("value").join(totals, on=["month", "network"]).join(first, on="network")
    assert joined.height == 12 * (len(months) - 1)
    for value in ("value", "value_lo", "value_hi"):
        assert joined.filter(((pl.col(value) / 100 - pl.col("total") / pl.col("first")).abs()) > SLACK).is_empty()
