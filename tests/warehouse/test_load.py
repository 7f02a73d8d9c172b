"""From the lake to DuckDB: every table as the dictionary says, partitions replaced whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.model.errors import WarehouseError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import empty_frame, partition_path, schema_of, write_table
from pipelines.warehouse.load import (
    SCHEMAS,
    create_tables,
    load_reference,
    rebuild_all,
    rebuild_observations,
    rebuild_roster,
    transaction,
)

OCTOBER, SEPTEMBER = Month(2026, 10), Month(2026, 9)
FETCHED = datetime(2026, 10, 31, 16)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "w.duckdb"
    with connect(path) as con, transaction(con):
        create_tables(con)
    return path


@pytest.fixture
def con(tmp_path: Path, template: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(Path(shutil.copy(template, tmp_path / "w.duckdb"))) as opened:
        yield opened


def frame(full_name: str, *rows: dict[str, Any]) -> pl.DataFrame:
    schema = schema_of(full_name)
    blank = {"BIGINT": 0, "VARCHAR": "-", "TIMESTAMP": FETCHED, "DOUBLE": 1.0, "BOOLEAN": True}
    defaults = {f.name: None if f.is_null else blank.get(f.type) for f in TABLES[full_name].fields}
    return pl.DataFrame([defaults | row for row in rows], schema=schema)


def fetches(*keys: str, month: Month = OCTOBER, network: str = "x") -> pl.DataFrame:
    rows = [{"month": month.first_day, "network": network, "request_key": key} for key in keys]
    return frame("observations.fetches", *rows)


def keys_in(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    query = "SELECT strftime(month, '%Y-%m'), network, request_key FROM observations.fetches ORDER BY ALL"
    return con.execute(query).fetchall()


def test_tables_are_those_of_the_dictionary_with_types_and_comments(con: duckdb.DuckDBPyConnection) -> None:
    create_tables(con)
    rows = con.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY schema_name, table_name, column_index"
    ).fetchall()
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for name, column, kind, is_nullable, comment in rows:
        assert comment, f"{name}.{column} has no comment"
        found.setdefault(name, []).append((column, kind, is_nullable))
    assert found == {n: [(f.name, f.type, f.is_null) for f in t.fields] for n, t in TABLES.items()}
    tables = con.execute("SELECT count(*) FROM duckdb_tables() WHERE comment IS NULL").fetchall()
    assert tables == [(0,)]
    schemas = {row[0] for row in con.execute("SELECT schema_name FROM duckdb_schemas() WHERE NOT internal").fetchall()}
    assert set(SCHEMAS) <= schemas


def test_a_file_of_another_contract_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("ALTER TABLE barometer.unknowns DROP COLUMN reason")
    with pytest.raises(WarehouseError, match=r"barometer\.unknowns: columns .*reason.*rebuild it from the lake"):
        create_tables(con)


def test_a_partition_is_replaced_whole_and_alone(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write_table(tmp_path, "observations.fetches", fetches("a", "b"), OCTOBER, "x")
    write_table(tmp_path, "observations.fetches", fetches("c", network="bluesky"), OCTOBER, "bluesky")
    for network in ("x", "bluesky", "x"):
        rebuild_observations(con, tmp_path, OCTOBER, [network])
    assert keys_in(con) == [("2026-10", "bluesky", "c"), ("2026-10", "x", "a"), ("2026-10", "x", "b")]
    write_table(tmp_path, "observations.fetches", fetches("d"), OCTOBER, "x")
    assert rebuild_observations(con, tmp_path, OCTOBER, ["x"])["observations.fetches"] == 1
    assert keys_in(con) == [("2026-10", "bluesky", "c"), ("2026-10", "x", "d")]


def test_a_partition_that_was_never_parsed_is_said(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="partition 2026-10 × x is not in the lake"):
        rebuild_observations(con, tmp_path, OCTOBER, ["x"])


def test_a_failure_leaves_the_old_rows(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write_table(tmp_path, "observations.fetches", fetches("a"), OCTOBER, "x")
    rebuild_observations(con, tmp_path, OCTOBER, ["x"])
    write_table(tmp_path, "observations.fetches", fetches("b"), OCTOBER, "x")
    broken = partition_path(tmp_path, "observations.posts", OCTOBER, "x")
    broken.parent.mkdir(parents=True)
    empty_frame("observations.posts").drop("lang").write_parquet(broken)
    with pytest.raises(WarehouseError, match=r"columns of observations\.posts differ.*lang"):
        rebuild_observations(con, tmp_path, OCTOBER, ["x"])
    assert keys_in(con) == [("2026-10", "x", "a")]


def test_the_website_partition_brings_the_items_of_the_feeds(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write_table(tmp_path, "observations.fetches", fetches("a", network="website"), OCTOBER, "website")
    items = frame("observations.site_items", {"month": OCTOBER.first_day, "item_url": "https://ville.fr/1"})
    write_table(tmp_path, "observations.site_items", items, OCTOBER)
    assert rebuild_observations(con, tmp_path, OCTOBER, ["website"])["observations.site_items"] == 1


def test_texts_are_loaded_as_they_are_in_the_lake(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    def texts(*rows: dict[str, Any], month: Month = OCTOBER, network: str = "x") -> None:
        made = [{"month": month.first_day, "network": network, "text_status": "observed", **row} for row in rows]
        write_table(tmp_path, "observations.texts", frame("observations.texts", *made), month, network)

    texts({"text_id": "1", "text": "Un mot", "word_count": 2, "char_count": 6, "signature": "0a0b0c0d"})
    texts({"text_id": "1", "text_status": "purged", "signature": "0a0b0c0d"}, month=SEPTEMBER)
    texts({"text_id": "https://a.fr/1", "kind": "item"}, network="website")
    for month, network in ((OCTOBER, "x"), (SEPTEMBER, "x"), (OCTOBER, "website"), (OCTOBER, "x")):
        assert rebuild_observations(con, tmp_path, month, [network])["observations.texts"] == 1
    query = """SELECT strftime(month, '%Y-%m'), network, text_id, text, text_status, signature
               FROM observations.texts ORDER BY ALL"""
    expected = [
        ("2026-09", "x", "1", None, "purged", "0a0b0c0d"),
        ("2026-10", "website", "https://a.fr/1", None, "observed", None),
        ("2026-10", "x", "1", "Un mot", "observed", "0a0b0c0d"),
    ]
    assert con.execute(query).fetchall() == expected
    assert rebuild_all(con, tmp_path)["observations.texts"] == 3
    assert con.execute(query).fetchall() == expected


def test_a_lake_that_was_read_before_texts_were_has_none(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write_table(tmp_path, "observations.fetches", fetches("a"), OCTOBER, "x")
    assert rebuild_observations(con, tmp_path, OCTOBER, ["x"])["observations.texts"] == 0


def test_the_roster_of_a_month_is_replaced(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for month in (SEPTEMBER, OCTOBER):
        rows = frame("roster.months", {"month": month.first_day, "roster_id": "R"})
        write_table(tmp_path, "roster.months", rows, month)
    assert rebuild_roster(con, tmp_path, OCTOBER)["roster.months"] == 1
    assert rebuild_roster(con, tmp_path, OCTOBER)["roster.months"] == 1
    assert con.execute("SELECT count(*) FROM roster.months").fetchall() == [(1,)]
    with pytest.raises(WarehouseError, match="nothing for 2026-11"):
        rebuild_roster(con, tmp_path, OCTOBER.plus(1))


def test_rebuild_all_gives_what_the_partitions_gave(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for month, network in ((SEPTEMBER, "x"), (OCTOBER, "x"), (OCTOBER, "bluesky")):
        rows = fetches("a", month=month, network=network)
        write_table(tmp_path, "observations.fetches", rows, month, network)
        rebuild_observations(con, tmp_path, month, [network])
    before = keys_in(con)
    con.execute(
        "INSERT INTO observations.fetches BY NAME SELECT * REPLACE ('gone' AS network) FROM observations.fetches"
    )
    assert rebuild_all(con, tmp_path)["observations.fetches"] == 3
    assert keys_in(con) == before


def test_reference_frames_replace_their_tables_and_lists_one_by_one(con: duckdb.DuckDBPyConnection) -> None:
    def members(roster_id: str, count: int) -> pl.DataFrame:
        rows = [{"roster_id": roster_id, "territory_id": f"region:{n}"} for n in range(count)]
        return frame("roster.members", *rows)

    world = frame("reference.world", {"origin": "simulated"})
    load_reference(con, {"reference.world": world, "roster.members": members("A", 3)})
    load_reference(con, {"roster.members": members("B", 2)})
    load_reference(con, {"roster.members": members("A", 1), "reference.world": world})
    found = con.execute("SELECT roster_id, count(*) FROM roster.members GROUP BY ALL ORDER BY ALL").fetchall()
    assert found == [("A", 1), ("B", 2)]
    assert con.execute("SELECT count(*) FROM reference.world").fetchall() == [(1,)]


def test_observations_do_not_come_as_reference(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(WarehouseError, match=r"observations\.fetches: not a reference table"):
        load_reference(con, {"observations.fetches": fetches("a")})


def test_a_frame_that_does_not_conform_loads_nothing(con: duckdb.DuckDBPyConnection) -> None:
    world = frame("reference.world", {"origin": "simulated"})
    with pytest.raises(WarehouseError, match=r"reference\.codes"):
        load_reference(con, {"reference.world": world, "reference.codes": pl.DataFrame({"kind": ["outcome"]})})
    assert con.execute("SELECT count(*) FROM reference.world").fetchall() == [(0,)]
