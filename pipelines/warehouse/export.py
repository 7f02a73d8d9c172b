"""The files of an edition: a compact DuckDB copy, Parquet and CSV of what is published, data package, dictionary,
notebooks and recipes.

Same warehouse rows, same bytes: rows are written in the order of their key with fixed settings, and nothing says when.
The DuckDB file is written by `frozen`; where the machine cannot make its bytes again, `content_hash` stands for it,
table by table. Manifest and publication belong in `seal`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from pipelines.model.errors import InputError
from pipelines.model.fields import Table
from pipelines.model.months import Month
from pipelines.warehouse import describe
from pipelines.warehouse.connect import connect
from pipelines.warehouse.frozen import write_database
from pipelines.warehouse.published import Kind, Order, quote
from pipelines.warehouse.sql_files import SQL_DIR

CONTENT_RECIPE: Final = "SELECT count(*), bit_xor(md5_number(to_json(t)::VARCHAR)) FROM {table} AS t"

_PARQUET: Final = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
_CSV: Final = f"FORMAT csv, HEADER false, DELIMITER ',', TIMESTAMPFORMAT '{describe.TIMESTAMP_FORMAT}', SUFFIX '\n'"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """`rows` by table of the DuckDB file; `files` written, relative to `out`."""

    database: Path
    rows: dict[str, int]
    files: tuple[str, ...]


def export_edition(
    warehouse: Path, out: Path, *, month: Month, kind: Kind, is_simulated: bool, version: str
) -> ExportReport:
    """Write the files of an edition into `out`, a folder that is empty or not there yet.

    `version` is that of the contract (the field dictionary). Tables hold every month up to `month`.

    Raises:
        InputError: `out` holds something, or `kind` is unknown.
        WarehouseError: the warehouse is missing or locked, or lacks a table or column of the field dictionary.
    """
    if kind not in describe.KIND_FR:
        raise InputError(f"{kind!r} is not a kind of edition: one of {', '.join(describe.KIND_FR)}")
    if out.is_dir() and any(out.iterdir()):
        raise InputError(f"{out} is not empty: remove it, or export the edition into a new folder")
    out.mkdir(parents=True, exist_ok=True)
    database = out / f"barometre-{month}.duckdb"
    write_database(Order(warehouse, database, month, kind, is_simulated, version))
    with connect(database, read_only=True) as con:
        rows = {table.full_name: row_count(con, table.full_name) for table in describe.all_tables()}
        resources = [
            part
            for table in describe.all_tables()
            for part in _write_files(con, table, out, is_simulated, rows[table.full_name])
        ]
    _write_texts(out, month, is_simulated, version)
    package = describe.datapackage(month, kind, is_simulated, version, resources)
    _write_json(out / "datapackage.json", package)
    files = tuple(sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()))
    return ExportReport(database, rows, files)


def _write_files(
    con: duckdb.DuckDBPyConnection, table: Table, out: Path, is_simulated: bool, count: int
) -> list[dict[str, object]]:
    """CSV, Parquet and Table Schema of a table; its `count` rows in the order in which they were copied: that of its
    key."""
    folder = out / table.layer
    folder.mkdir(exist_ok=True)
    notes = f"KV_METADATA {{title: {quote(table.text_fr)}, mention: {quote(describe.mention(is_simulated))}}}"
    resources = []
    head = quote(describe.csv_head(table.columns) + ("\n" if count else ""))
    for suffix, options in (("csv", f"{_CSV}, PREFIX {head}"), ("parquet", f"{_PARQUET}, {notes}")):
        path = folder / f"{table.name}.{suffix}"
        con.execute(f"COPY {table.full_name} TO {quote(str(path))} ({options})")
        name = path.relative_to(out).as_posix()
        resources.append(describe.resource(table, name, path.stat().st_size, file_hash(path)))
    _write_json(folder / f"{table.name}.schema.json", describe.table_schema(table))
    return resources


def _write_texts(out: Path, month: Month, is_simulated: bool, version: str) -> None:
    """Dictionary, notebooks (beside the files that they open) and recipes."""
    (out / "cookbook").mkdir()
    for source in sorted((SQL_DIR / "notebooks").glob("*.ipynb")):
        (out / source.name).write_bytes(source.read_bytes())
    for source in sorted((SQL_DIR / "cookbook").glob("*.sql")):
        (out / "cookbook" / source.name).write_bytes(source.read_bytes())
    _write(out / "dictionnaire.md", describe.dictionary_markdown(month, is_simulated, version))
    _write(out / "dictionnaire.csv", describe.dictionary_csv())


def _write_json(path: Path, described: dict[str, object]) -> None:
    _write(path, json.dumps(described, ensure_ascii=False, indent=2) + "\n")


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def file_hash(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def row_count(con: duckdb.DuckDBPyConnection, full_name: str) -> int:
    """How many rows a table holds."""
    ((count,),) = con.execute(f"SELECT count(*) FROM {full_name}").fetchall()
    return int(count)


def content_hash(con: duckdb.DuckDBPyConnection, full_name: str) -> tuple[int, str]:
    """Number of rows of a table, and a fingerprint of them that does not depend on their order (`CONTENT_RECIPE`).

    It tells two builds of one edition apart; it is no proof against forgery (the sha256 of the files is).
    """
    rows, mixed = con.execute(CONTENT_RECIPE.format(table=full_name)).fetchall()[0]
    return int(rows), f"{(mixed or 0) % 2**128:032x}"
