"""The lake: Parquet files per table × month (× network), each replaced whole, in the columns of the field dictionary.

Paths are `<lake>/<schema>/<table>/month=2026-10/network=facebook/part.parquet`; tables without a network have no
network level, tables without a month (reference, roster.members) have neither. A partition has one file per shard:
`part` is what the pipeline read, others (`import-<name>`) were brought. The columns month and network are also inside
the file. What a partition means, and DuckDB, belong elsewhere (`load`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from pipelines.model.errors import WarehouseError
from pipelines.model.fields import TABLES, Table
from pipelines.model.months import Month
from pipelines.warehouse.removals import removed, without

DTYPES: Final[dict[str, DataType | DataTypeClass]] = {
    "VARCHAR": pl.String,
    "BIGINT": pl.Int64,
    "DOUBLE": pl.Float64,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
    "TIMESTAMP": pl.Datetime("us"),
}
PART: Final = "part"
_SUFFIX: Final = ".parquet"
_SHOWN_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class Partition:
    """One file of the lake: a table, its month and network (None where the table has no such level), shard and path."""

    full_name: str
    month: Month | None
    network: str | None
    shard: str
    path: Path


def table_of(full_name: str) -> Table:
    """The table of the field dictionary named `schema.table`.

    Raises:
        WarehouseError: no such table.
    """
    table = TABLES.get(full_name)
    if table is None:
        raise WarehouseError(f"{full_name!r} is not a table of the field dictionary (pipelines/model/fields)")
    return table


def schema_of(full_name: str) -> pl.Schema:
    """The polars schema of a table: columns in the order of the field dictionary."""
    return pl.Schema({field.name: DTYPES[field.type] for field in table_of(full_name).fields})


def empty_frame(full_name: str) -> pl.DataFrame:
    """A frame of no rows with the columns and types of the table."""
    return pl.DataFrame(schema=schema_of(full_name))


def conform(full_name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with its columns in the order of the field dictionary, once names, types and NOT NULL were checked.

    A column of type Null (nothing but nulls) takes the type of the dictionary; no other type is converted.

    Raises:
        WarehouseError: names the table, the column and the first offending rows.
    """
    table = table_of(full_name)
    missing = [name for name in table.columns if name not in frame.columns]
    extra = [name for name in frame.columns if name not in table.columns]
    if missing or extra:
        raise WarehouseError(
            f"{full_name}: columns differ from the field dictionary: "
            f"missing {missing or 'none'}, unknown {extra or 'none'}"
        )
    schema = schema_of(full_name)
    empty = [name for name, dtype in frame.schema.items() if dtype == pl.Null]
    ordered = frame.select(table.columns).cast({name: schema[name] for name in empty})
    for field in table.fields:
        found = ordered.schema[field.name]
        if found != schema[field.name]:
            raise WarehouseError(
                f"{full_name}.{field.name}: type {found} instead of {schema[field.name]} ({field.type}); "
                f"first values {ordered[field.name].head(_SHOWN_ROWS).to_list()}"
            )
        if not field.is_null and ordered[field.name].null_count():
            rows = ordered.filter(pl.col(field.name).is_null()).select(_shown(table, field.name)).head(_SHOWN_ROWS)
            raise WarehouseError(
                f"{full_name}.{field.name}: {ordered[field.name].null_count()} null(s) in a column that admits none; "
                f"first rows {rows.to_dicts()}"
            )
    return ordered


def _shown(table: Table, column: str) -> list[str]:
    return [*table.grain, *([] if column in table.grain else [column])]


def partition_path(
    lake_dir: Path, full_name: str, month: Month | None = None, network: str | None = None, *, shard: str = PART
) -> Path:
    """Where a shard of the partition lies, whether it is there or not.

    Raises:
        WarehouseError: the month or the network is missing, or given to a table that has no such column.
    """
    table = table_of(full_name)
    if ("month" in table.columns) != (month is not None):
        raise WarehouseError(f"{full_name}: month={month} but the table {_has(table, 'month')} column month")
    if network is not None and "network" not in table.columns:
        raise WarehouseError(f"{full_name}: network={network} but the table has no column network")
    if network is None and table.layer == "observations" and "network" in table.columns:
        raise WarehouseError(f"{full_name}: a partition of observations is month × network: name the network")
    path = lake_dir / table.layer / table.name
    if month is not None:
        path /= f"month={month}"
    if network is not None:
        path /= f"network={network}"
    return path / f"{shard}{_SUFFIX}"


def shards(lake_dir: Path, full_name: str, month: Month | None = None, network: str | None = None) -> list[Path]:
    """The files of a partition that are there, in the order of their names."""
    return sorted(partition_path(lake_dir, full_name, month, network).parent.glob(f"[!.]*{_SUFFIX}"))


def remove_shard(lake_dir: Path, full_name: str, shard: str) -> list[Partition]:
    """Take the files of a shard out of every partition of a table; gives what was taken."""
    taken = [found for found in partitions(lake_dir, full_name) if found.shard == shard]
    for found in taken:
        found.path.unlink()
    return taken


def _has(table: Table, column: str) -> str:
    return "has a" if column in table.columns else "has no"


def write_table(
    lake_dir: Path,
    full_name: str,
    frame: pl.DataFrame,
    month: Month | None = None,
    network: str | None = None,
    *,
    shard: str = PART,
) -> Path:
    """Replace one shard of a partition by `frame`, written beside it, then renamed: a reader sees the old or the new.

    Rows are sorted by the key of the table, so that the same rows always give the same bytes. No rows is a partition
    too: it says that nothing was found, where a missing file says that nobody looked. Rows of accounts whose removal
    was asked for are left out.

    Raises:
        WarehouseError: `frame` does not conform, or holds rows of another month or network.
    """
    path = partition_path(lake_dir, full_name, month, network, shard=shard)
    ordered = without(conform(full_name, frame), removed(lake_dir))
    for column, expected in (("month", month.first_day if month else None), ("network", network)):
        if expected is None:
            continue
        strays = ordered.filter(pl.col(column) != expected)
        if strays.height:
            raise WarehouseError(
                f"{full_name}.{column}: {strays.height} row(s) do not belong to partition {path.parent.name}; "
                f"first rows {strays.select(table_of(full_name).grain).head(_SHOWN_ROWS).to_dicts()}"
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        ordered.sort(table_of(full_name).grain).write_parquet(temporary, compression="zstd")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def read_table(lake_dir: Path, full_name: str, month: Month | None = None, network: str | None = None) -> pl.DataFrame:
    """The rows of one partition, all its shards together, without those of removed accounts.

    Raises:
        WarehouseError: the partition was never written, or was written for another field dictionary.
    """
    paths = shards(lake_dir, full_name, month, network)
    if not paths:
        path = partition_path(lake_dir, full_name, month, network)
        raise WarehouseError(f"{path}: no such partition of {full_name}; run the step that writes it")
    return without(pl.concat([_read_file(full_name, path) for path in paths]), removed(lake_dir))


def read_shard(partition: Partition) -> pl.DataFrame:
    """The rows of one file of the lake.

    Raises:
        WarehouseError: it was written for another field dictionary.
    """
    return _read_file(partition.full_name, partition.path)


def _read_file(full_name: str, path: Path) -> pl.DataFrame:
    return conform(full_name, pl.read_parquet(path, hive_partitioning=False))


def partitions(lake_dir: Path, full_name: str) -> Iterator[Partition]:
    """Every file of a table that is in the lake, in order of path."""
    table = table_of(full_name)
    root = lake_dir / table.layer / table.name
    for path in sorted(root.rglob(f"[!.]*{_SUFFIX}")):
        levels = dict(part.split("=", 1) for part in path.parent.relative_to(root).parts)
        month = Month.parse(levels["month"]) if "month" in levels else None
        yield Partition(full_name, month, levels.get("network"), path.stem, path)
