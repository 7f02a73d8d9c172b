"""Rows in, rows out: tests/sql mirrors sql/, one YAML file per SELECT, run on a real DuckDB made from the dictionary.

A file holds `cases`; a case gives rows (`given`, by table), a `month`, and the rows that must come out (`expect`, any
subset of the columns; `where` keeps the rows that a case speaks of). File-level `always` are rows of every case. After
`where`, there are exactly as many rows as expected, and each expected row matches exactly one. File-level `defaults`
complete the rows of a table; nullable columns are null when omitted. Cases of sql/diff say the earlier month (`before`)
and what was `published` of it. `times: 22` repeats a row with {i} = 1…22 (`from: 23` starts there). A part of a table
is run alone; a macro is asked with `arguments`, on tables as editions hold them, and may be `refused` with a sentence,
however little of its answer is wanted. `not_applicable` says what cannot
happen to the numbers of an
indicator (tests/house/test_indicator_cases.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from support import read_yaml

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.quality.suites.activity import WINDOWED
from pipelines.warehouse.changes import of_kind
from pipelines.warehouse.lake import conform, schema_of
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.published import create_question, quote
from pipelines.warehouse.run_sql import compute_table, query
from pipelines.warehouse.sql_files import SQL_DIR, computed_tables, read_sql_file

HERE = Path(__file__).parent
TOLERANCE = 5e-5
Row = dict[str, Any]


def _cases() -> list[Any]:
    found = []
    for path in sorted(HERE.rglob("*.yaml")):
        content = read_yaml(path)
        name = path.relative_to(HERE).with_suffix("")
        for case in content["cases"]:
            known = {"name", "given", "month", "before", "published", "where", "compute", "expect"}
            unknown = set(case) - known - {"arguments", "refused"}
            assert not unknown, f"{path}: unknown keys {unknown}"
            case["given"] = {**content.get("always", {}), **case.get("given", {})}
            found.append(pytest.param(name, content.get("defaults", {}), case, id=f"{name}: {case['name']}"))
    return found


@pytest.fixture(scope="module")
def empty_warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """On one thread: to share out a case of a few rows takes longer than to work it out."""
    con = duckdb.connect(config={"threads": 1})
    con.execute("SET TimeZone = 'UTC'")
    create_tables(con)
    yield con
    con.close()


@pytest.fixture
def con(empty_warehouse: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse with no row. Tables that hold some are emptied, and give back their place: to ask each of the
    others takes longer than a case, and rows that are only marked as gone are read again."""
    held = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE estimated_size > 0"
    for (name,) in empty_warehouse.execute(held).fetchall():
        empty_warehouse.execute(f"DELETE FROM {name}")
    empty_warehouse.execute("CHECKPOINT")
    yield empty_warehouse


def _expanded(rows: list[Row], defaults: Row) -> list[Row]:
    full: list[Row] = []
    for row in rows:
        first = row.get("from", 1)
        values = {**defaults, **{key: value for key, value in row.items() if key not in ("times", "from")}}
        full.extend(
            {key: value.replace("{i}", str(i)) if isinstance(value, str) else value for key, value in values.items()}
            for i in range(first, first + row.get("times", 1))
        )
    return full


def frame_of(full_name: str, rows: list[Row]) -> pl.DataFrame:
    schema = schema_of(full_name)
    unknown = {key for row in rows for key in row} - set(schema)
    assert not unknown, f"{full_name} has no column {unknown}"
    columns = {}
    for name, dtype in schema.items():
        values = [row.get(name) for row in rows]
        if dtype == pl.Float64:
            values = [None if value is None else float(value) for value in values]
        elif dtype == pl.Datetime:
            values = [datetime.fromisoformat(value) if isinstance(value, str) else value for value in values]
        columns[name] = pl.Series(name, values, dtype=dtype, strict=True)
    return conform(full_name, pl.DataFrame(columns))


def fill(con: duckdb.DuckDBPyConnection, given: dict[str, list[Row]], defaults: dict[str, Row]) -> None:
    for full_name, rows in given.items():
        con.register("incoming", frame_of(full_name, _expanded(rows, defaults.get(full_name, {}))).to_arrow())
        con.execute(f"INSERT INTO {full_name} BY NAME SELECT * FROM incoming")
        con.unregister("incoming")


def _matches(actual: Row, expected: Row) -> bool:
    return all(
        actual[key] == pytest.approx(value, abs=TOLERANCE) if isinstance(value, float) else actual[key] == value
        for key, value in expected.items()
    )


def _tells_its_reason(row: Row) -> bool:
    return not {"value", "value_status"} <= set(row) or (row["value"] is not None) == (row["value_status"] in WINDOWED)


def check_rows(actual: list[Row], case: Row) -> None:
    kept = [row for row in actual if _matches(row, case.get("where", {}))]
    assert [row for row in kept if not _tells_its_reason(row)] == [], (
        "a value is missing exactly when a status says why"
    )
    expected = case["expect"]
    for wanted in expected:
        near = sum(_matches(row, wanted) for row in kept)
        shown = "\n".join(str({key: row[key] for key in wanted}) for row in kept)
        assert near == 1, f"{near} rows match {wanted} among:\n{shown}"
    assert len(kept) == len(expected), f"{len(kept)} rows instead of {len(expected)}:\n" + "\n".join(map(str, kept))


def _asked(con: duckdb.DuckDBPyConnection, name: Path, defaults: dict[str, Row], case: Row) -> pl.DataFrame | None:
    file = read_sql_file(SQL_DIR / name.with_suffix(".sql"))
    arguments = ", ".join(
        quote(argument) if isinstance(argument, str) else str(argument or "NULL") for argument in case["arguments"]
    )
    con.execute("BEGIN TRANSACTION")
    for read in file.reads:
        con.execute(f"ALTER TABLE {read} ADD COLUMN data_origin VARCHAR DEFAULT 'simulated'")
    fill(con, case["given"], defaults)
    create_question(con, file)
    call = f"{file.name}({arguments})"
    try:
        if "refused" not in case:
            return con.sql(f"FROM {call}").pl()
        with pytest.raises(duckdb.InvalidInputException, match=re.escape(case["refused"])):
            con.sql(f"SELECT count(*) FROM {call}").fetchall()
        return None
    finally:
        con.execute("ROLLBACK")


@pytest.mark.parametrize(("name", "defaults", "case"), _cases())
def test_rows_in_rows_out(con: duckdb.DuckDBPyConnection, name: Path, defaults: dict[str, Row], case: Row) -> None:
    if name.parts[0] == "macros":
        if (rows := _asked(con, name, defaults, case)) is not None:
            check_rows(rows.to_dicts(), case)
        return
    fill(con, case["given"], defaults)
    month = Month.of(case["month"])
    for table in case.get("compute", ()):
        compute_table(con, table, None)
    file = read_sql_file(SQL_DIR / name.with_suffix(".sql"))
    if name.parts[0] == "diff":
        rows = _changes(con, name.name, case, defaults)
    elif name.parts[0] != "barometer":
        rows = query(con, file)
    elif len(name.parts) == 2:
        full_name = f"barometer.{name.name}"
        compute_table(con, full_name, [month])
        is_monthly = "month" in TABLES[full_name].grain
        rows = con.sql(f"FROM {full_name}" + (f" WHERE month = DATE '{month.first_day}'" if is_monthly else "")).pl()
    else:
        rows = con.sql(f"SELECT * FROM ({file.select}) WHERE month = $month", params={"month": month.first_day}).pl()
        rows = file.function(rows) if file.function else rows
    check_rows(rows.to_dicts(), case)


def _changes(con: duckdb.DuckDBPyConnection, kind: str, case: Row, defaults: dict[str, Row]) -> pl.DataFrame:
    """The changes of a kind; the rows under `published` stand in an attached file, as a published copy does."""
    before = Month.of(case["before"])
    if "published" not in case:
        return of_kind(con, kind, before, Month.of(case["month"]))
    con.execute("ATTACH ':memory:' AS published; USE published")
    create_tables(con)
    fill(con, case["published"], defaults)
    con.execute("USE memory")
    try:
        return of_kind(con, kind, before, Month.of(case["month"]))
    finally:
        con.execute("DETACH published")


def test_every_select_has_its_rows_in_rows_out() -> None:
    files = {path.relative_to(SQL_DIR).with_suffix("") for path in SQL_DIR.rglob("*.sql")}
    cases = {path.relative_to(HERE).with_suffix("") for path in HERE.rglob("*.yaml")}
    assert files == cases


@pytest.mark.parametrize("full_name", computed_tables())
def test_a_month_without_a_row_gives_an_empty_table(con: duckdb.DuckDBPyConnection, full_name: str) -> None:
    assert compute_table(con, full_name, [Month(2026, 10)]) == 0


@pytest.mark.parametrize("path", sorted(SQL_DIR.rglob("*.sql")), ids=lambda path: path.stem)
def test_a_file_is_short_and_its_header_is_true(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 80
    assert [line for line in lines if len(line) > 120] == []
    assert read_sql_file(path).reads
