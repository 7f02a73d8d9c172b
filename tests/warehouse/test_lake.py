"""The lake: columns of the dictionary, nothing else; partitions replaced whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.model.errors import WarehouseError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.warehouse.lake import (
    conform,
    empty_frame,
    partition_path,
    partitions,
    read_table,
    schema_of,
    write_table,
)

OCTOBER = Month(2026, 10)
SITES = "roster.sites"


def sites(*territories: str, month: Month = OCTOBER) -> pl.DataFrame:
    listed = {"source": "directory", "record": None, "found_at": datetime(2026, 10, 31), "is_carried": False}
    rows = [{"month": month.first_day, "territory_id": t, "site_url": f"https://{t}", **listed} for t in territories]
    return pl.DataFrame(rows, schema=schema_of(SITES))


@pytest.mark.parametrize("full_name", TABLES)
def test_every_table_has_an_empty_frame_that_conforms(full_name: str) -> None:
    assert conform(full_name, empty_frame(full_name)).columns == TABLES[full_name].columns


def test_written_then_read_back_in_order_of_key(tmp_path: Path) -> None:
    path = write_table(tmp_path, SITES, sites("b", "a"), OCTOBER)
    assert path == tmp_path / "roster" / "sites" / "month=2026-10" / "part.parquet"
    assert read_table(tmp_path, SITES, OCTOBER).rows() == sites("a", "b").rows()
    assert [p.name for p in path.parent.iterdir()] == ["part.parquet"]


def test_the_same_rows_give_the_same_bytes_and_a_rerun_replaces_the_partition(tmp_path: Path) -> None:
    first = write_table(tmp_path, SITES, sites("a", "b"), OCTOBER).read_bytes()
    assert write_table(tmp_path, SITES, sites("c"), OCTOBER).read_bytes() != first
    assert write_table(tmp_path, SITES, sites("b", "a"), OCTOBER).read_bytes() == first


def test_a_frame_that_does_not_conform_leaves_the_old_partition(tmp_path: Path) -> None:
    write_table(tmp_path, SITES, sites("a"), OCTOBER)
    with pytest.raises(WarehouseError):
        write_table(tmp_path, SITES, sites("b").drop("source"), OCTOBER)
    assert read_table(tmp_path, SITES, OCTOBER)["territory_id"].to_list() == ["a"]


def test_no_rows_is_a_partition_and_no_file_is_not(tmp_path: Path) -> None:
    write_table(tmp_path, SITES, empty_frame(SITES), OCTOBER)
    assert read_table(tmp_path, SITES, OCTOBER).is_empty()
    with pytest.raises(WarehouseError, match=r"no such partition of roster\.sites"):
        read_table(tmp_path, SITES, OCTOBER.plus(1))
    assert [(p.month, p.network) for p in partitions(tmp_path, SITES)] == [(OCTOBER, None)]


def test_columns_that_differ_are_named() -> None:
    with pytest.raises(WarehouseError, match=r"roster\.sites.*missing \['source'\].*unknown \['origin'\]"):
        conform(SITES, sites("a").rename({"source": "origin"}))


def test_a_wrong_type_is_refused_with_its_values() -> None:
    with pytest.raises(WarehouseError, match=r"roster\.sites\.site_url: type Int64 instead of String.*\[7\]"):
        conform(SITES, sites("a").with_columns(pl.lit(7, dtype=pl.Int64).alias("site_url")))


def test_an_instant_with_a_zone_is_not_converted_in_silence() -> None:
    frame = empty_frame("roster.looks").with_columns(pl.col("looked_at").dt.replace_time_zone("UTC"))
    with pytest.raises(WarehouseError, match=r"looked_at: type Datetime.*UTC"):
        conform("roster.looks", frame)


def test_a_null_is_named_with_its_row() -> None:
    frame = sites("a", "b").with_columns(
        pl.when(pl.col("territory_id") == "b").then(None).otherwise(pl.col("source")).alias("source")
    )
    with pytest.raises(WarehouseError, match=r"roster\.sites\.source: 1 null.*'territory_id': 'b'"):
        conform(SITES, frame)


def test_a_column_of_nothing_takes_the_type_of_the_dictionary() -> None:
    frame = sites("a").with_columns(pl.lit(None).alias("record"))
    assert conform(SITES, frame).schema["record"] == pl.String


def test_rows_of_another_partition_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        WarehouseError, match=r"roster\.sites\.month: 1 row\(s\) do not belong to partition month=2026-10"
    ):
        write_table(tmp_path, SITES, sites("a", month=Month(2026, 9)), OCTOBER)


@pytest.mark.parametrize(
    ("full_name", "month", "network", "message"),
    [
        ("roster.sites", None, None, "has a column month"),
        ("roster.members", OCTOBER, None, "has no column month"),
        ("roster.sites", OCTOBER, "x", "has no column network"),
        ("observations.posts", OCTOBER, None, "name the network"),
        ("roster.nothing", OCTOBER, None, "not a table of the field dictionary"),
    ],
)
def test_a_partition_that_cannot_be_is_refused(
    tmp_path: Path, full_name: str, month: Month | None, network: str | None, message: str
) -> None:
    with pytest.raises(WarehouseError, match=message):
        partition_path(tmp_path, full_name, month, network)


def test_instants_are_kept_to_the_microsecond(tmp_path: Path) -> None:
    looked_at = datetime(2026, 10, 31, 16, 0, 0, 123456)
    row = {"month": OCTOBER.first_day, "territory_id": "a", "source": "site", "outcome": "ok", "looked_at": looked_at}
    frame = pl.DataFrame([row | {"record": None}], schema=schema_of("roster.looks"))
    write_table(tmp_path, "roster.looks", frame, OCTOBER)
    assert read_table(tmp_path, "roster.looks", OCTOBER)["looked_at"].to_list() == [looked_at]
