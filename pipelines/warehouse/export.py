"""The files of an edition: a compact DuckDB copy, Parquet and CSV of what is published, data package, dictionary.

Same warehouse rows, same bytes: rows are written in the order of their key with fixed settings, and nothing says when.
The DuckDB file is the exception (DuckDB does not write the same blocks twice): `content_hash` stands for it, table by
table. Manifest and publication belong in `seal`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import duckdb

from pipelines.model.errors import InputError, WarehouseError
from pipelines.model.fields import PUBLISHED, Table
from pipelines.model.months import Month
from pipelines.warehouse import describe
from pipelines.warehouse.connect import connect
from pipelines.warehouse.load import create_tables, transaction

Kind = Literal["provisional", "definitive"]

CONTENT_RECIPE: Final = "SELECT count(*), bit_xor(md5_number(to_json(t)::VARCHAR)) FROM {table} AS t"

_CLASSEMENT: Final = """
CREATE MACRO classement(reseau, strate, mois, fenetre) AS TABLE
SELECT r.roster_id, r.lens, r.rank, r.best_rank, r.worst_rank, m.name, r.territory_id, r.value, r.value_lo, r.value_hi,
    r.is_podium_certain, r.is_stock_flow_suspect, r.ranked_count, r.unranked_count, r.data_origin
FROM barometer.ranking AS r JOIN roster.members AS m USING (roster_id, territory_id)
WHERE r.network = reseau AND r.stratum = strate AND r.window_months = fenetre
    AND strftime(r.month, '%Y-%m') = left(CAST(mois AS VARCHAR), 7)
ORDER BY r.roster_id, r.lens, r.rank, r.territory_id
"""
_PARQUET: Final = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
_CSV: Final = f"FORMAT csv, HEADER true, DELIMITER ',', TIMESTAMPFORMAT '{describe.TIMESTAMP_FORMAT}'"


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
    with connect(database) as con:
        _fill(con, warehouse, month, kind, is_simulated, version)
        rows = {table.full_name: row_count(con, table.full_name) for table in describe.all_tables()}
        resources = [
            part for table in describe.published_tables() for part in _write_files(con, table, out, is_simulated)
        ]
    _write_texts(out, month, is_simulated, version)
    package = describe.datapackage(month, kind, is_simulated, version, resources)
    _write(out / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2) + "\n")
    files = tuple(sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()))
    return ExportReport(database, rows, files)


def _fill(
    con: duckdb.DuckDBPyConnection, warehouse: Path, month: Month, kind: Kind, is_simulated: bool, version: str
) -> None:
    create_tables(con, PUBLISHED.values())
    with transaction(con):
        _add_data_origin(con, "simulated" if is_simulated else "observed")
    _attach(con, warehouse)
    with transaction(con):
        _copy_tables(con, warehouse, month)
        _write_about(con, warehouse, month, kind, is_simulated, version)
        con.execute(_CLASSEMENT)
        con.execute("COMMENT ON MACRO TABLE classement IS 'Palmarès d’un réseau, d’une strate, d’un mois (2026-10).'")
    con.execute("DETACH warehouse")
    con.execute("CHECKPOINT")


def quote(text: str) -> str:
    """`text` as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _attach(con: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    if not warehouse.is_file():
        raise WarehouseError(f"{warehouse}: no such DuckDB file; run the pipeline that writes it")
    try:
        con.execute(f"ATTACH {quote(str(warehouse))} AS warehouse (READ_ONLY)")
    except duckdb.Error as error:
        raise WarehouseError(f"{warehouse}: cannot be read ({error}); close the program that writes it") from error


def _add_data_origin(con: duckdb.DuckDBPyConnection, data_origin: str) -> None:
    con.execute("DROP SCHEMA IF EXISTS audit")
    for name in PUBLISHED:
        con.execute(f"ALTER TABLE {name} ADD COLUMN data_origin VARCHAR DEFAULT '{data_origin}'")
        con.execute(f"ALTER TABLE {name} ALTER COLUMN data_origin SET NOT NULL")
        con.execute(f"COMMENT ON COLUMN {name}.data_origin IS {quote(describe.DATA_ORIGIN.text_fr)}")


def _copy_tables(con: duckdb.DuckDBPyConnection, warehouse: Path, month: Month) -> None:
    for table in PUBLISHED.values():
        name = table.full_name
        select = f"SELECT {', '.join(table.columns)} FROM warehouse.{name} {_until(table)} ORDER BY {_order(table)}"
        params = {"month": month.first_day} if _is_cut(table) else None
        try:
            con.execute(f"INSERT INTO {name} BY NAME {select}", params)
        except duckdb.Error as error:
            raise WarehouseError(f"{warehouse}: {name} is not what the field dictionary says: {error}") from error


def _is_cut(table: Table) -> bool:
    """True when rows after the month of the edition are left out: everywhere but in reference data, which are whole."""
    return table.layer != "reference" and "month" in table.columns


def _until(table: Table) -> str:
    """Rows without a month (printed figures of a year) are of every edition."""
    return "WHERE month IS NULL OR month <= $month" if _is_cut(table) else ""


def _order(table: Table) -> str:
    return ", ".join(table.grain)


def _write_about(
    con: duckdb.DuckDBPyConnection, warehouse: Path, month: Month, kind: Kind, is_simulated: bool, version: str
) -> None:
    about = describe.ABOUT
    con.execute("CREATE SCHEMA edition")
    columns = ", ".join(f"{field.name} {field.type} NOT NULL" for field in about.fields)
    con.execute(f"CREATE TABLE {about.full_name} ({columns})")
    con.execute(f"COMMENT ON TABLE {about.full_name} IS {quote(about.text_fr)}")
    for field in about.fields:
        con.execute(f"COMMENT ON COLUMN {about.full_name}.{field.name} IS {quote(field.text_fr)}")
    months = con.execute("SELECT strftime(month, '%Y-%m') FROM roster.months GROUP BY 1 ORDER BY 1").fetchall()
    generated_from = f"entrepôt {warehouse.name}, mois {', '.join(row[0] for row in months) or 'aucun'}"
    row = {
        "month": month.first_day,
        "kind": kind,
        "contract_version": version,
        "generated_from": generated_from,
        "licence": describe.LICENCE,
        "is_simulated": is_simulated,
        "mention_fr": describe.mention(is_simulated),
        "data_origin": "simulated" if is_simulated else "observed",
    }
    con.execute(f"INSERT INTO {about.full_name} VALUES ({', '.join('?' for _ in row)})", list(row.values()))


def _write_files(
    con: duckdb.DuckDBPyConnection, table: Table, out: Path, is_simulated: bool
) -> list[dict[str, object]]:
    """CSV and Parquet of a table, in the order in which its rows were copied: that of its key."""
    folder = out / table.layer
    folder.mkdir(exist_ok=True)
    notes = f"KV_METADATA {{title: {quote(table.text_fr)}, mention: {quote(describe.mention(is_simulated))}}}"
    resources = []
    for suffix, options in (("csv", _CSV), ("parquet", f"{_PARQUET}, {notes}")):
        path = folder / f"{table.name}.{suffix}"
        con.execute(f"COPY {table.full_name} TO {quote(str(path))} ({options})")
        name = path.relative_to(out).as_posix()
        resources.append(describe.resource(table, name, path.stat().st_size, file_hash(path)))
    return resources


def _write_texts(out: Path, month: Month, is_simulated: bool, version: str) -> None:
    _write(out / "dictionnaire.md", describe.dictionary_markdown(month, is_simulated, version))
    _write(out / "dictionnaire.csv", describe.dictionary_csv())


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
