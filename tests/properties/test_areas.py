"""Whatever the accounts: where each territory lies in one région and one dense département, cells of areas sum to those
of the country."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.indicators.places import AREAS
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.macros import DENSE_AREA
from pipelines.warehouse.sql_files import SQL_DIR, read_sql_file

MONTHS = [date(2026, number, 1) for number in range(1, 8)]
NETWORKS = ("x", "bluesky", "mastodon")
STATUSES = ("present_active", "present_dormant", "absent_confirmed", "unknown")
PLACES = 3 * DENSE_AREA
SUMMED = {
    "I08_share_among_present": ("numerator", "denominator", "measured_count", "unknown_count"),
    "I18_gini": ("denominator", "measured_count"),
    "I19_top_share": ("denominator", "measured_count"),
    "I20_following_ratio": ("denominator", "measured_count"),
    "I56_abandonment": ("numerator", "denominator", "measured_count", "unknown_count"),
    "I60_unknowns": ("numerator", "denominator"),
    "I61_snapshots": ("numerator", "denominator"),
    "I62_precision": ("measured_count", "unknown_count"),
}
"""What is added of each cell besides its members."""


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    rng = random.Random(20261128)
    members, statuses, audience, snapshots = [], [], [], []
    for place in range(PLACES):
        area = f"{place % 3 + 1}0"
        members.append({"territory_id": f"commune:{place}", "region_code": area, "departement_code": area})
        for network in NETWORKS:
            account = {"network": network, "account_id": f"{network}:{place}"}
            mine = {"territory_id": f"commune:{place}", **account}
            likely = rng.choice(((9, 1, 0, 0), (1, 9, 0, 0), (4, 4, 2, 0.2)))
            statuses += [
                {"month": month, "status": rng.choices(STATUSES, likely)[0], "reason": "E4"} | mine for month in MONTHS
            ]
            count = rng.choice((None, *[int(rng.lognormvariate(6, 1.5)) for _ in range(12)]))
            seen = {"observed_at": datetime(2026, 7, 31, 12), "followers_status": "observed" if count else "hidden"}
            audience.append(
                {"month": MONTHS[-1], "identity_id": "i", "followers_count": count or None} | mine | seen
                | {"followers_lo": count or None, "followers_hi": count or None}
            )  # fmt: skip
            snapshots.append({"month": MONTHS[-1], "following_count": rng.randint(0, 900)} | account | seen)
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    create_tables(con)
    of_list = {"roster_id": "R", "stratum": "S"}
    _insert(con, "roster.members", members, of_list | {"level": "commune", "code": "0", "name": "N", "weight": 1.0,
            "pop_vintage": 2026})  # fmt: skip
    _insert(con, "roster.months", [{"month": month, "roster_id": "R"} for month in MONTHS], {})
    _insert(con, "barometer.status", statuses, of_list)
    _insert(con, "barometer.audience", audience, of_list)
    _insert(con, "observations.snapshots", snapshots, {
        "door": "api", "origin": "api", "outcome": "ok", "following_status": "observed", "posts_status": "not_given",
        "talking_status": "not_given", "parser_version": "1",
    })  # fmt: skip
    yield con
    con.close()


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]], same: dict[str, Any]) -> None:
    con.register("made", pl.DataFrame([row | same for row in rows], infer_schema_length=None).to_arrow())
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM made")
    con.unregister("made")


@pytest.mark.parametrize("name", SUMMED)
def test_cells_of_areas_sum_to_those_of_the_country(con: duckdb.DuckDBPyConnection, name: str) -> None:
    file = read_sql_file(SQL_DIR / "barometer" / "cells" / f"{name}.sql")
    cells = con.sql(f"SELECT * FROM ({file.select}) WHERE month = $month", params={"month": MONTHS[-1]}).pl()
    cells = (file.function(cells) if file.function else cells).filter(pl.col("stratum") == "ALL")
    added = ("member_count", *SUMMED[name])
    keys = ("network", "variant", "aggregation")
    for level in AREAS:
        inside = cells.filter(pl.col("area_level") == level)
        sums = inside.group_by(keys).agg(pl.len(), pl.col(added).sum()).sort(keys)
        assert sums["len"].to_list() == [3] * sums.height
        whole = cells.filter(pl.col("area_level") == "france").join(sums.select(keys), on=keys, how="semi").sort(keys)
        assert sums.height >= len(NETWORKS)
        assert_frame_equal(whole.select(added), sums.select(added), check_dtypes=False)
