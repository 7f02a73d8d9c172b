"""The DuckDB file of an edition: tables of the warehouse up to a month, comments, macros and what the edition is.

`copy_database` writes it into an attached database. It runs in a process of its own (`frozen`), so that the file is
the same bytes each time and holds nothing of the memory of a run.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from pipelines.model.errors import WarehouseError
from pipelines.model.fields import PUBLISHED, Table
from pipelines.model.months import Month
from pipelines.warehouse import describe
from pipelines.warehouse.load import create_tables, transaction
from pipelines.warehouse.sql_files import TEXT, SqlFile, macro_files

Kind = Literal["provisional", "definitive", "erratum"]


@dataclass(frozen=True, slots=True)
class Order:
    """What to write: the edition of `month` and `kind`, from `warehouse`, as `database`; `version` of the contract."""

    warehouse: Path
    database: Path
    month: Month
    kind: Kind
    is_simulated: bool
    version: str

    @property
    def data_origin(self) -> str:
        return "simulated" if self.is_simulated else "observed"


def quote(text: str) -> str:
    """`text` as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def copy_database(con: duckdb.DuckDBPyConnection, order: Order) -> None:
    """Fill the database that `con` uses, which is empty.

    Raises:
        WarehouseError: the warehouse is missing or locked, or lacks a table or column of the field dictionary.
    """
    with transaction(con):
        create_tables(con, PUBLISHED.values())
        _comment_formulas(con)
        add_data_origin(con, order.data_origin)
    _attach(con, order.warehouse)
    _copy_tables(con, order)
    with transaction(con):
        _write_about(con, order)
        for file in macro_files():
            create_question(con, file)
    con.execute("DETACH warehouse")


def _comment_formulas(con: duckdb.DuckDBPyConnection) -> None:
    """The formulas that SELECTs share travel with the file, and say that nothing is promised of them."""
    found = con.execute(
        "SELECT DISTINCT if(function_type = 'table_macro', 'TABLE ', '') || function_name FROM duckdb_functions() "
        "WHERE NOT internal ORDER BY 1"
    ).fetchall()
    for (name,) in found:
        con.execute(f"COMMENT ON MACRO {name} IS 'Formule des calculs : hors du contrat, peut changer sans préavis.'")


def create_question(con: duckdb.DuckDBPyConnection, file: SqlFile) -> None:
    """A file of sql/macros as a table macro, with its French comment."""
    con.execute(f"CREATE MACRO {file.call} AS TABLE {file.select}")
    con.execute(f"COMMENT ON MACRO TABLE {file.name} IS {quote(file.header[TEXT])}")


def _attach(con: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    if not warehouse.is_file():
        raise WarehouseError(f"{warehouse}: no such DuckDB file; run the pipeline that writes it")
    try:
        con.execute(f"ATTACH {quote(str(warehouse))} AS warehouse (READ_ONLY)")
    except duckdb.Error as error:
        raise WarehouseError(f"{warehouse}: cannot be read ({error}); close the program that writes it") from error


def add_data_origin(con: duckdb.DuckDBPyConnection, data_origin: str) -> None:
    """Give every published table the column that says whether its rows are simulated."""
    con.execute("DROP SCHEMA IF EXISTS audit")
    for name in PUBLISHED:
        con.execute(f"ALTER TABLE {name} ADD COLUMN data_origin VARCHAR DEFAULT '{data_origin}'")
        con.execute(f"ALTER TABLE {name} ALTER COLUMN data_origin SET NOT NULL")
        con.execute(f"COMMENT ON COLUMN {name}.data_origin IS {quote(describe.DATA_ORIGIN.text_fr)}")


def _copy_tables(con: duckdb.DuckDBPyConnection, order: Order) -> None:
    """Each table in a transaction of its own: one that fills two large ones writes them in an order of chance."""
    for table in PUBLISHED.values():
        name = table.full_name
        select = f"SELECT {', '.join(table.columns)} FROM warehouse.{name} {_until(table)} ORDER BY {_order(table)}"
        params = {"month": order.month.first_day} if _is_cut(table) else None
        try:
            con.execute(f"INSERT INTO {name} BY NAME {select}", params)
        except duckdb.Error as error:
            raise WarehouseError(f"{order.warehouse}: {name} is not what the field dictionary says: {error}") from error


def _is_cut(table: Table) -> bool:
    """True when rows after the month of the edition are left out: everywhere but in reference data, which are whole."""
    return table.layer != "reference" and not {"month", "roster_id"}.isdisjoint(table.columns)


def _until(table: Table) -> str:
    """Rows without a month (printed figures of a year) are of every edition; lists, of the months that go by them."""
    if not _is_cut(table):
        return ""
    if "month" not in table.columns:
        return "WHERE roster_id IN (SELECT roster_id FROM warehouse.roster.months WHERE month <= $month)"
    return "WHERE month IS NULL OR month <= $month"


def _order(table: Table) -> str:
    return ", ".join(table.grain)


def _write_about(con: duckdb.DuckDBPyConnection, order: Order) -> None:
    about = describe.ABOUT
    con.execute("CREATE SCHEMA edition")
    columns = ", ".join(f"{field.name} {field.type} NOT NULL" for field in about.fields)
    con.execute(f"CREATE TABLE {about.full_name} ({columns})")
    con.execute(f"COMMENT ON TABLE {about.full_name} IS {quote(about.text_fr)}")
    for field in about.fields:
        con.execute(f"COMMENT ON COLUMN {about.full_name}.{field.name} IS {quote(field.text_fr)}")
    months = con.execute("SELECT strftime(month, '%Y-%m') FROM roster.months GROUP BY 1 ORDER BY 1").fetchall()
    row = {
        "month": order.month.first_day,
        "kind": order.kind,
        "contract_version": order.version,
        "generated_from": f"entrepôt {order.warehouse.name}, mois {', '.join(row[0] for row in months) or 'aucun'}",
        "licence": describe.LICENCE,
        "is_simulated": order.is_simulated,
        "mention_fr": describe.mention(order.is_simulated),
        "data_origin": order.data_origin,
    }
    con.execute(f"INSERT INTO {about.full_name} VALUES ({', '.join('?' for _ in row)})", list(row.values()))
