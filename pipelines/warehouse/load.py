"""From the lake into the DuckDB file: tables as the field dictionary says, partitions replaced in one transaction.

Loading twice gives the same rows. What the rows mean is decided before (parsers, resolution) and after (`sql/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.model.errors import WarehouseError
from pipelines.model.fields import TABLES, Field, Table
from pipelines.model.months import Month
from pipelines.warehouse.lake import Partition, conform, partition_path, partitions, schema_of, shards, table_of
from pipelines.warehouse.macros import create_macros
from pipelines.warehouse.removals import removed, without

SCHEMAS: Final = ("reference", "roster", "observations", "barometer", "audit")
OBSERVATIONS: Final = (
    "observations.fetches",
    "observations.snapshots",
    "observations.posts",
    "observations.post_windows",
    "observations.ads",
    "observations.messages",
    "observations.texts",
    "observations.labels",
)
SITE_ITEMS: Final = "observations.site_items"
MONTHLY_ROSTER: Final = (
    "roster.months",
    "roster.lists",
    "roster.looks",
    "roster.sites",
    "roster.evidence",
    "roster.leads",
    "roster.wikidata_counts",
    "roster.accounts",
    "roster.attributions",
    "roster.decisions",
)


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _ddl(table: Table) -> Iterator[str]:
    columns = ", ".join(f"{f.name} {f.type}{'' if f.is_null else ' NOT NULL'}" for f in table.fields)
    yield f"CREATE TABLE IF NOT EXISTS {table.full_name} ({columns})"
    yield f"COMMENT ON TABLE {table.full_name} IS {_quote(table.text_fr)}"
    for field in table.fields:
        yield f"COMMENT ON COLUMN {table.full_name}.{field.name} IS {_quote(_comment(field))}"


def _comment(field: Field) -> str:
    return f"{field.told_fr} [{field.unit}]" if field.unit else field.told_fr


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block, or nothing of it."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def create_tables(con: duckdb.DuckDBPyConnection, tables: Iterable[Table] = TABLES.values()) -> None:
    """Create the schemas and every table that is missing, with types, NOT NULL and comments; all those of the field
    dictionary unless `tables` names some of them.

    It opens no transaction: inside the caller's own (`transaction`) it is several times faster on a new file.

    Raises:
        WarehouseError: a table is there with other columns (a file of another contract version).
    """
    known = _columns(con)
    missing: list[str] = []
    for table in tables:
        expected = [(field.name, field.type) for field in table.fields]
        found = known.get(table.full_name)
        if found is None:
            missing.extend(_ddl(table))
        elif found != expected:
            raise WarehouseError(
                f"{table.full_name}: columns {sorted(set(found) ^ set(expected)) or 'order'} differ from the field "
                "dictionary: this file was written for another contract; delete it and rebuild it from the lake"
            )
    if missing:
        schemas = [f"CREATE SCHEMA IF NOT EXISTS {schema}" for schema in SCHEMAS]
        con.execute(";\n".join([*schemas, *missing]))
    create_macros(con)


def _columns(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    rows = con.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal ORDER BY schema_name, table_name, column_index"
    ).fetchall()
    tables: dict[str, list[tuple[str, str]]] = {}
    for name, column, kind in rows:
        tables.setdefault(name, []).append((column, kind))
    return tables


def _insert(
    con: duckdb.DuckDBPyConnection, full_name: str, paths: Sequence[Path], hashes: frozenset[str] = frozenset()
) -> int:
    """Insert the rows of some files, without those of removed accounts (`hashes`); of roster rows that several shards
    bring, the first is kept."""
    expected = schema_of(full_name)
    for path in paths:
        found = pl.read_parquet_schema(path)
        if found != expected:
            differing = sorted(set(found.items()) ^ set(expected.items()), key=str)
            raise WarehouseError(
                f"{path}: columns of {full_name} differ from the field dictionary: {differing or 'order'}; "
                "parse the partition again"
            )
    if not paths:
        return 0
    files = "[" + ", ".join(_quote(str(path)) for path in paths) + "]"
    source = f"read_parquet({files}, hive_partitioning = false)"
    if hashes and "network" in table_of(full_name).columns:
        con.register("incoming", without(con.sql(f"FROM {source}").pl(), hashes).to_arrow())
        source = "incoming"
    done = con.execute(f"INSERT INTO {full_name} BY NAME {_choice(full_name)} FROM {source}").fetchall()
    return int(done[0][0])


def _choice(full_name: str) -> str:
    table = table_of(full_name)
    return f"SELECT DISTINCT ON ({', '.join(table.grain)}) *" if table.layer == "roster" else "SELECT *"


def rebuild_observations(
    con: duckdb.DuckDBPyConnection, lake_dir: Path, month: Month, networks: Sequence[str]
) -> dict[str, int]:
    """Replace the observations of some networks of a month by what the lake holds; rows loaded, by table.

    The partition `website` also carries the items of the official sites' feeds.

    Raises:
        WarehouseError: the lake has nothing of one of them, or a file has other columns.
    """
    found = {name: [shards(lake_dir, name, month, network) for network in networks] for name in OBSERVATIONS}
    for place, network in enumerate(networks):
        if not any(paths[place] for paths in found.values()):
            path = partition_path(lake_dir, "observations.fetches", month, network)
            raise WarehouseError(f"{path}: partition {month} × {network} is not in the lake; parse it first")
    loaded: dict[str, int] = {}
    hashes = removed(lake_dir)
    with transaction(con):
        for name in OBSERVATIONS:
            con.execute(f"DELETE FROM {name} WHERE month = ? AND network IN ?", [month.first_day, list(networks)])
            loaded[name] = _insert(con, name, [path for paths in found[name] for path in paths], hashes)
        if "website" in networks:
            con.execute(f"DELETE FROM {SITE_ITEMS} WHERE month = ?", [month.first_day])
            loaded[SITE_ITEMS] = _insert(con, SITE_ITEMS, shards(lake_dir, SITE_ITEMS, month))
    return loaded


def rebuild_roster(
    con: duckdb.DuckDBPyConnection, lake_dir: Path, month: Month, names: Sequence[str] = MONTHLY_ROSTER
) -> dict[str, int]:
    """Replace the month's rows of some roster tables (list in force, looks, sites, evidence, accounts, attributions) by
    the lake's; rows loaded, by table.

    Raises:
        WarehouseError: the lake holds none of those tables for `month`, or a file has other columns.
    """
    found = {name: _of_month(partitions(lake_dir, name), month) for name in names}
    if not any(found.values()):
        raise WarehouseError(f"{lake_dir / 'roster'}: nothing for {month} in the lake; run the roster steps first")
    loaded: dict[str, int] = {}
    hashes = removed(lake_dir)
    with transaction(con):
        for name, paths in found.items():
            con.execute(f"DELETE FROM {name} WHERE month = ?", [month.first_day])
            loaded[name] = _insert(con, name, paths, hashes)
    return loaded


def forget_months(con: duckdb.DuckDBPyConnection, months: Iterable[Month]) -> None:
    """Delete what the warehouse holds of months whose list is no longer in the lake: roster and barometer rows."""
    with transaction(con):
        for month in months:
            for table in TABLES.values():
                if table.layer in ("roster", "barometer") and "month" in table.columns:
                    con.execute(f"DELETE FROM {table.full_name} WHERE month = ?", [month.first_day])


def _of_month(found: Iterable[Partition], month: Month) -> list[Path]:
    return [partition.path for partition in found if partition.month == month]


def rebuild_all(con: duckdb.DuckDBPyConnection, lake_dir: Path) -> dict[str, int]:
    """Replace every table of the layers reference, roster and observations that the lake holds; rows loaded, by table.

    Monthly tables that are not in the lake are emptied; reference tables that are not in the lake are left as they
    are (`load_reference` gives them). One transaction.
    """
    create_tables(con)
    loaded: dict[str, int] = {}
    hashes = removed(lake_dir)
    with transaction(con):
        for table in TABLES.values():
            if table.layer == "barometer":
                continue
            paths = [partition.path for partition in partitions(lake_dir, table.full_name)]
            if paths or ("month" in table.columns and table.layer != "reference"):
                con.execute(f"DELETE FROM {table.full_name}")
                loaded[table.full_name] = _insert(con, table.full_name, paths, hashes)
    return loaded


def load_reference(con: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """Replace tables by frames; rows loaded, by table. `roster.members` is replaced list by list.

    `frames` maps full names to frames that conform to the field dictionary. One transaction.

    Raises:
        WarehouseError: a frame does not conform, or a table is loaded by partition instead.
    """
    loaded: dict[str, int] = {}
    with transaction(con):
        for name, frame in frames.items():
            table = table_of(name)
            if table.layer not in ("reference", "roster"):
                raise WarehouseError(f"{name}: not a reference table; rebuild its partition from the lake")
            rows = conform(name, frame)
            condition, keys = "true", list[object]()
            for column in ("month", "roster_id"):
                if table.layer == "roster" and column in table.columns:
                    condition, keys = f"list_contains(?, {column})", [rows[column].unique().to_list()]
                    break
            con.execute(f"DELETE FROM {name} WHERE {condition}", keys)
            con.register("incoming", rows.to_arrow())
            con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
            con.unregister("incoming")
            loaded[name] = rows.height
    return loaded
