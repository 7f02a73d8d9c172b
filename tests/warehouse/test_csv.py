"""CSV files of an edition, read as whoever opens them first does: by their path alone, without a word on how they are
written. What cannot be told so is what the dictionary says of CSV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest

from pipelines.model.fields import CONTRACT_VERSION, Field
from pipelines.model.months import Month
from pipelines.warehouse.describe import CSV_FR, all_tables
from pipelines.warehouse.export import export_edition

INSTANT = "TIMESTAMP WITH TIME ZONE"
AFTER = 30_000
"""More lines than DuckDB looks at before it decides how a file is written."""


@pytest.fixture
def con(edition: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{edition / 'barometre-2026-10.duckdb'}' AS e (READ_ONLY)")
        yield connection


def _written(con: duckdb.DuckDBPyConnection, name: str, field: Field) -> str:
    """The type that DuckDB may guess of a column from its cells: that of the table, or what the dictionary says."""
    told, empty, whole = con.sql(
        f"SELECT count(*), count(*) FILTER ({field.name}::VARCHAR = ''), "
        f"count(*) FILTER (regexp_full_match({field.name}::VARCHAR, '[1-9][0-9]*')) "
        f"FROM e.{name} WHERE {field.name} IS NOT NULL"
    ).fetchall()[0]
    if told == empty:
        return "VARCHAR"
    if field.type == "TIMESTAMP":
        return INSTANT
    return "BIGINT" if field.type == "VARCHAR" and whole == told - empty else field.type


def test_duckdb_reads_every_table_by_its_path_with_its_types(con: duckdb.DuckDBPyConnection, edition: Path) -> None:
    wrong = {}
    for table in all_tables():
        name, path = table.full_name, edition / table.layer / f"{table.name}.csv"
        found = {row[0]: row[1] for row in con.sql(f"DESCRIBE FROM '{path}'").fetchall()}
        expected = {field.name: _written(con, name, field) for field in table.fields}
        wrong |= {f"{name}.{c}": (expected.get(c), found.get(c)) for c in expected if expected[c] != found.get(c)}
        assert list(found) == list(table.columns), name
        cast = ", ".join(f"nullif({f.name}::VARCHAR, '')::{f.type} AS {f.name}" for f in table.fields)
        held, read = (f"SELECT {cast} FROM {source}" for source in (f"e.{name}", f"'{path}'"))
        assert con.sql(f"({held} EXCEPT ALL {read}) UNION ALL ({read} EXCEPT ALL {held})").fetchall() == [], name
    assert wrong == {}


def test_polars_reads_every_table_with_the_types_of_its_parquet(edition: Path) -> None:
    assert 'pl.read_csv("<table>.csv", schema=pl.read_parquet_schema("<table>.parquet"))' in CSV_FR
    for table in all_tables():
        stem = edition / table.layer / table.name
        path, twin = stem.with_suffix(".csv"), stem.with_suffix(".parquet")
        told = pl.read_csv(path, schema=pl.read_parquet_schema(twin))
        held = pl.read_parquet(twin)
        assert told.equals(held), table.full_name
        guessed = pl.read_csv(path)
        assert (guessed.columns, guessed.height) == (held.columns, held.height), table.full_name


def test_the_dictionary_is_read_by_its_path(edition: Path) -> None:
    path = edition / "dictionnaire.csv"
    held = pl.read_csv(path)
    assert duckdb.sql(f"FROM '{path}'").columns == held.columns
    assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall() == [(held.height,)]
    assert held.filter(pl.col("table") == "edition.about").height == len(all_tables()[0].fields)


def test_a_name_with_a_comma_after_all_that_is_looked_at_is_one_cell(tiny: ModuleType, tmp_path: Path) -> None:
    warehouse, out = tiny.write(tmp_path / "barometre.duckdb"), tmp_path / "e"
    name = 'CA "Beaune, Côte et Sud"'
    with duckdb.connect(str(warehouse)) as con:
        con.execute("CREATE TEMP TABLE one AS FROM reference.territories LIMIT 1")
        con.execute(
            "INSERT INTO reference.territories SELECT one.* REPLACE ('epci:' || (900000000 + n) AS territory_id, "
            f"if(n = {AFTER}, $name, name) AS name) FROM one, range({AFTER} + 1) AS r(n)",
            {"name": name},
        )
    export_edition(
        warehouse, out, month=Month(2026, 10), kind="provisional", is_simulated=True, version=CONTRACT_VERSION
    )
    path = out / "reference" / "territories.csv"
    assert duckdb.sql(f"SELECT count(*) FROM '{path}' WHERE name = $name", params={"name": name}).fetchall() == [(1,)]
    assert pl.read_csv(path).filter(pl.col("name") == name).height == 1
