"""Running sql/: one SELECT per published table, one per audit, one per analyst's question.

Every file opens with the header `-- question: / grain: / unit: / denominator: / exclusions: / reads:` (a line that
starts with `--` and no key continues the one above). `reads` names the tables; it is checked against the text, so
that the graph of tables can be drawn from the files alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.config import PROJECT_ROOT
from pipelines.model.errors import WarehouseError
from pipelines.model.fields import TABLES, Table
from pipelines.model.months import Month
from pipelines.warehouse.lake import table_of
from pipelines.warehouse.load import transaction

SQL_DIR: Final = PROJECT_ROOT / "sql"
MONTHS_TOGETHER: Final = 24
KEYS: Final = ("question", "grain", "unit", "denominator", "exclusions", "reads")
_HEADER_LINE: Final = re.compile(r"--\s?(?:(?P<key>[a-z]+):)?\s*(?P<text>.*)")
_TABLE_NAME: Final = re.compile(r"\b(?:reference|roster|observations|barometer|audit)\.[a-z][a-z0-9_]*\b")


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One file of sql/: its header, the tables it reads and its SELECT (without the header, without semicolon)."""

    path: Path
    header: dict[str, str]
    reads: tuple[str, ...]
    select: str

    @property
    def name(self) -> str:
        return self.path.stem


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What an audit found in a month: the offending rows (none when all is well) and the question it asked."""

    name: str
    question: str
    rows: pl.DataFrame

    @property
    def is_clean(self) -> bool:
        return self.rows.is_empty()


def read_sql_file(path: Path) -> SqlFile:
    """The header and the SELECT of a file.

    Raises:
        WarehouseError: the file is missing, a header key is missing or unknown, or `reads` is not what the text reads.
    """
    if not path.is_file():
        raise WarehouseError(f"{path}: no such SQL file")
    lines = path.read_text(encoding="utf-8").splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = _header(path, lines[:size])
    select = "\n".join(lines[size:]).strip().removesuffix(";")
    reads = tuple(sorted(part.strip() for part in header["reads"].split(",")))
    used = tuple(sorted(set(_TABLE_NAME.findall(re.sub(r"--.*", "", select)))))
    unknown = [name for name in used if name not in TABLES]
    if unknown:
        raise WarehouseError(f"{path}: reads {unknown}, which the field dictionary does not know")
    if reads != used:
        raise WarehouseError(f"{path}: the header reads {', '.join(reads)} but the SELECT reads {', '.join(used)}")
    return SqlFile(path, header, reads, select)


def _header(path: Path, lines: list[str]) -> dict[str, str]:
    header: dict[str, str] = {}
    key = ""
    for line in lines:
        found = _HEADER_LINE.fullmatch(line)
        if found and found["key"] in KEYS:
            key = found["key"]
            header[key] = found["text"]
        elif found and key:
            header[key] = f"{header[key]} {line.removeprefix('--').strip()}"
    missing = [name for name in KEYS if not header.get(name)]
    if missing:
        raise WarehouseError(f"{path}: the header lacks {', '.join(f'-- {name}:' for name in missing)}")
    return header


def table_file(full_name: str) -> SqlFile:
    """The file that computes a table of the barometer: `sql/barometer/presence.sql` for `barometer.presence`."""
    table = table_of(full_name)
    file = read_sql_file(SQL_DIR / table.layer / f"{table.name}.sql")
    grain = tuple(part.strip() for part in file.header["grain"].split(","))
    if grain != table.grain:
        raise WarehouseError(f"{file.path}: grain {', '.join(grain)} but the dictionary says {', '.join(table.grain)}")
    return file


def dependencies(full_name: str) -> tuple[str, ...]:
    """The tables that a table of the barometer is computed from, by full name."""
    return table_file(full_name).reads


def computed_tables() -> tuple[str, ...]:
    """Every table of the barometer, each after the tables that it reads.

    Raises:
        WarehouseError: two tables read one another.
    """
    names = [table.full_name for table in TABLES.values() if table.layer == "barometer"]
    graph = {name: [read for read in dependencies(name) if read in names] for name in names}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise WarehouseError(f"sql/barometer: tables read one another: {error.args[1]}") from error


def compute_table(con: duckdb.DuckDBPyConnection, full_name: str, months: Sequence[Month] | None) -> int:
    """Replace the rows of `months` (None: of every month of roster.months) in a table; rows written.

    The SELECT answers for all months; the filter on the month reaches its inner scans. Months are computed
    MONTHS_TOGETHER at a time: reading the tables costs more than one month more of them.

    Raises:
        WarehouseError: the SELECT fails, its columns or types are not those of the field dictionary, or a value is
            null where the dictionary admits none.
    """
    table = table_of(full_name)
    file = table_file(full_name)
    _check_columns(con, table, file)
    written = 0
    with transaction(con):
        if months is None:
            con.execute(f"DELETE FROM {full_name}")
        days = sorted({month.first_day for month in months} if months is not None else _months(con))
        for start in range(0, len(days), MONTHS_TOGETHER):
            together = days[start : start + MONTHS_TOGETHER]
            chosen = "month IN ({})".format(", ".join(f"DATE '{day}'" for day in together))
            con.execute(f"DELETE FROM {full_name} WHERE {chosen}")
            statement = f"INSERT INTO {full_name} BY NAME SELECT * FROM ({file.select}) WHERE {chosen}"
            try:
                written += int(con.execute(statement).fetchall()[0][0])
            except duckdb.Error as error:
                told = ", ".join(f"{day:%Y-%m}" for day in together)
                raise WarehouseError(f"{file.path}: month {told}: {error}") from error
    return written


def _months(con: duckdb.DuckDBPyConnection) -> set[date]:
    return {row[0] for row in con.execute("SELECT DISTINCT month FROM roster.months").fetchall()}


def _check_columns(con: duckdb.DuckDBPyConnection, table: Table, file: SqlFile) -> None:
    try:
        described = con.execute(f"DESCRIBE {file.select}").fetchall()
    except duckdb.Error as error:
        raise WarehouseError(f"{file.path}: {error}") from error
    found = {row[0]: row[1] for row in described}
    expected = {field.name: field.type for field in table.fields}
    if found != expected:
        differing = sorted(set(found.items()) ^ set(expected.items()))
        raise WarehouseError(f"{file.path}: columns or types differ from the field dictionary: {differing}")


def compute_barometer(con: duckdb.DuckDBPyConnection, months: Sequence[Month] | None) -> dict[str, int]:
    """Every table of the barometer in order; rows written, by table."""
    return {name: compute_table(con, name, months) for name in computed_tables()}


def audit_files() -> Iterator[SqlFile]:
    """The audits, in order of name."""
    for path in sorted((SQL_DIR / "audits").glob("*.sql")):
        yield read_sql_file(path)


def run_audits(con: duckdb.DuckDBPyConnection, month: Month) -> list[AuditResult]:
    """Run every audit on a month. Each gives its offending rows (always with a column `month`); none is the aim.

    Raises:
        WarehouseError: an audit cannot run.
    """
    results = []
    for file in audit_files():
        statement = f"SELECT * FROM ({file.select}) WHERE month = $month"
        try:
            rows = con.sql(statement, params={"month": month.first_day}).pl()
        except duckdb.Error as error:
            raise WarehouseError(f"{file.path}: {error}") from error
        results.append(AuditResult(file.name, file.header["question"], rows))
    return results


def query(con: duckdb.DuckDBPyConnection, file: SqlFile) -> pl.DataFrame:
    """The answer of a file that takes no parameter (sql/cookbook).

    Raises:
        WarehouseError: DuckDB refuses it.
    """
    try:
        return con.sql(file.select).pl()
    except duckdb.Error as error:
        raise WarehouseError(f"{file.path}: {error}") from error
