"""All that was archived, read again: nothing changes by itself, and what an older version read is told by its cause."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support import MONTH, run_barometre

from pipelines.model.months import Month
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import partition_path
from pipelines.warehouse.load import rebuild_all
from pipelines.warehouse.run_sql import compute_barometer

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("undisturbed")]


def reparse(data: Path, *options: str, code: int) -> dict[str, Any]:
    done = run_barometre("reparse", "--web", "replica", "--json", *options, data=data)
    assert done.returncode == code, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def as_an_older_parser(data: Path) -> None:
    """What a version that read X otherwise, and one answer of Mastodon less, would have left: lake, base, tables."""
    month, lake = Month.parse(MONTH), data / "lake"
    path = partition_path(lake, "observations.snapshots", month, "x")
    read = pl.read_parquet(path, hive_partitioning=False)
    read.with_columns(
        pl.col("followers_count", "followers_lo", "followers_hi") - 1, parser_version=pl.lit("x-0")
    ).write_parquet(path)
    fetches = partition_path(lake, "observations.fetches", month, "mastodon")
    rows = pl.read_parquet(fetches, hive_partitioning=False)
    lost = rows.filter(purpose="profile")["record"][0]
    rows.filter(pl.col("record") != lost).write_parquet(fetches)
    for name in ("snapshots", "posts", "post_windows", "texts"):
        path = partition_path(lake, f"observations.{name}", month, "mastodon")
        pl.read_parquet(path, hive_partitioning=False).filter(pl.col("record") != lost).write_parquet(path)
    with connect(data / "warehouse" / "barometre.duckdb") as con:
        rebuild_all(con, lake)
        compute_barometer(con, [month])


def test_what_is_read_otherwise_is_told_by_its_cause_and_put_right(tmp_path: Path, undisturbed: Path) -> None:
    data = Path(shutil.copytree(undisturbed, tmp_path / "data"))
    same = reparse(data, code=0)
    assert same["is_same"] and same["changes"] == [] and set(same["rows_by_cause"].values()) == {0}

    as_an_older_parser(data)
    told = reparse(data, "--apply", code=4)
    causes = {cause for cause, count in told["rows_by_cause"].items() if count}
    assert causes == {"world", "parser"}
    assert {one["network"] for one in told["readings"]} == {"x"}
    assert {one["column"] for one in told["readings"]} == {"followers_count", "followers_lo", "followers_hi"}
    networks = {(one["cause"], one["network"]) for one in told["changes"] if one["table"] == "barometer.audience"}
    assert networks == {("world", "mastodon"), ("parser", "x")}
    assert (told["is_applied"], told["sealed"]) == (True, [])
    assert [name.rpartition("-")[2] for name in told["journal"]] == ["world", "parser"]
    with connect(data / "warehouse" / "barometre.duckdb", read_only=True) as con:
        entries = con.execute(
            "SELECT kind, networks FROM reference.journal WHERE entry_id LIKE 'relecture-%' ORDER BY 1"
        )
        assert [kind for kind, _ in entries.fetchall()] == ["parser", "world"]

    again = reparse(data, code=0)
    assert again["is_same"], "what was put in place is what the archive gives"
