"""Accounts that were removed on request: no reading and no writing gives them back, whatever names them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.removals import subject_hash
from pipelines.networks.frames import frame_of
from pipelines.warehouse.lake import partition_path, read_table, write_table
from pipelines.warehouse.load import create_tables, rebuild_all, rebuild_observations, rebuild_roster
from pipelines.warehouse.removals import removed, without

OCTOBER = Month(2026, 10)
VALUES: dict[str, Any] = {
    "VARCHAR": "texte", "BIGINT": 1, "DOUBLE": 1.0, "BOOLEAN": True, "DATE": OCTOBER.first_day,
    "TIMESTAMP": datetime(2026, 10, 31, 16),
}  # fmt: skip
HASHES = frozenset({subject_hash("x:parti"), subject_hash("x#native:7")})


def frame(full_name: str, *rows: dict[str, Any]) -> pl.DataFrame:
    """Rows with any values in the columns that are not given."""
    fields = TABLES[full_name].fields
    defaults = {field.name: VALUES[field.type] for field in fields} | {"network": "x", "account_id": "x:reste"}
    return frame_of(full_name, [tuple({**defaults, **row}[field.name] for field in fields) for row in rows])


def declare(lake: Path) -> None:
    rows = [(one, "commune:1", "x", f"r-{one[:4]}", "autorite", date(2026, 11, 4), "registre") for one in HASHES]
    write_table(lake, "reference.removals", frame_of("reference.removals", rows))


@pytest.mark.parametrize(
    ("full_name", "rows", "left"),
    [
        ("roster.evidence", [{"account_id": "x:parti"}, {}], ["x:reste"]),
        ("roster.attributions", [{"identity_id": "x#native:7", "account_id": "x:nouveau"}, {}], ["x:reste"]),
        ("roster.attributions", [{"handle_seen": "parti", "account_id": "x:nouveau"}, {}], ["x:reste"]),
        (
            "observations.snapshots",
            [{"id_space": "native", "platform_id": "7", "account_id": "x:n"}, {"id_space": "api", "platform_id": "7"}],
            ["x:reste"],
        ),
        ("observations.snapshots", [{"handle_seen": None, "platform_id": None}], ["x:reste"]),
        ("observations.texts", [{"account_id": "x:parti"}], []),
        ("roster.decisions", [{"account_id": None, "network": None}, {"decision_id": "d"}], [None, "x:reste"]),
        ("roster.decisions", [{"decision_id": "d", "account_id": "x:parti"}], []),
    ],
)  # fmt: skip
def test_rows_of_a_removed_account_are_left_out(
    full_name: str, rows: list[dict[str, Any]], left: list[str | None]
) -> None:
    kept = without(frame(full_name, *rows), HASHES)
    assert kept["account_id"].to_list() == left
    assert without(frame(full_name, *rows), frozenset()).height == len(rows)


def test_a_row_of_another_account_forgets_the_one_that_was_removed() -> None:
    rival = {"rival_account_id": "x:parti", "rival_score": 0.5}
    (row,) = without(frame("roster.attributions", rival), HASHES).to_dicts()
    assert (row["account_id"], row["rival_account_id"], row["rival_score"]) == ("x:reste", None, None)
    (same,) = without(frame("roster.decisions", {"value": "x:parti"}), HASHES).to_dicts()
    assert same["value"] is None


def test_a_request_about_it_alone_is_gone_and_one_about_several_loses_name_and_address() -> None:
    address = "https://api.x.com/users?names=parti,reste"
    rows = [
        {"request_key": "1", "subject_ids": "x:parti"},
        {"request_key": f"api {address}", "subject_ids": "x:parti x:reste", "url": address, "final_url": address},
        {"request_key": "3", "subject_ids": "x:reste", "url": "https://x.com/reste", "error": "dit"},
        {"request_key": "4", "subject_ids": ""},
    ]
    kept = without(frame("observations.fetches", *rows), HASHES).to_dicts()
    assert [row["subject_ids"] for row in kept] == ["x:reste", "x:reste", ""]
    assert (kept[0]["url"], kept[0]["final_url"], kept[0]["error"]) == (
        "https://api.x.com/",
        "https://api.x.com/",
        None,
    )
    assert "parti" not in str(kept)
    assert (kept[1]["url"], kept[1]["error"]) == ("https://x.com/reste", "dit")


def test_the_lake_neither_takes_nor_gives_it(tmp_path: Path) -> None:
    evidence = frame("roster.evidence", {"account_id": "x:parti"}, {})
    write_table(tmp_path, "roster.evidence", evidence, OCTOBER)
    assert read_table(tmp_path, "roster.evidence", OCTOBER).height == 2
    assert removed(tmp_path) == frozenset()
    declare(tmp_path)
    assert removed(tmp_path) == HASHES
    assert read_table(tmp_path, "roster.evidence", OCTOBER)["account_id"].to_list() == ["x:reste"]
    path = write_table(tmp_path, "roster.evidence", evidence, OCTOBER)
    assert pl.read_parquet(path, hive_partitioning=False)["account_id"].to_list() == ["x:reste"]


def test_an_old_file_of_the_lake_does_not_bring_it_back_into_the_warehouse(tmp_path: Path) -> None:
    write_table(tmp_path, "roster.evidence", frame("roster.evidence", {"account_id": "x:parti"}, {}), OCTOBER)
    snapshots = frame("observations.snapshots", {"account_id": "x:parti"}, {"door": "autre"})
    write_table(tmp_path, "observations.snapshots", snapshots, OCTOBER, "x")
    declare(tmp_path)
    path = partition_path(tmp_path, "roster.evidence", OCTOBER)
    assert pl.read_parquet(path, hive_partitioning=False).height == 2
    with duckdb.connect() as con:
        create_tables(con)
        rebuild_roster(con, tmp_path, OCTOBER)
        rebuild_observations(con, tmp_path, OCTOBER, ["x"])
        names = "SELECT account_id FROM roster.evidence UNION ALL SELECT account_id FROM observations.snapshots"
        assert con.sql(names).fetchall() == [("x:reste",), ("x:reste",)]
        rebuild_all(con, tmp_path)
        assert con.sql(names).fetchall() == [("x:reste",), ("x:reste",)]
        assert con.sql("SELECT count(*) FROM reference.removals").fetchall() == [(2,)]
