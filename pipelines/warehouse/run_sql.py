"""Running sql/: one SELECT per published table, audit, kind of case to review, and analyst's question."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from queue import SimpleQueue
from typing import Final

import duckdb
import polars as pl

from pipelines.model.errors import WarehouseError
from pipelines.model.fields import Table
from pipelines.model.months import Month
from pipelines.warehouse.connect import cursor_of
from pipelines.warehouse.lake import conform, table_of
from pipelines.warehouse.load import transaction
from pipelines.warehouse.sql_files import SQL_DIR, SqlFile, computed_tables, read_sql_file, table_files

MONTHS_TOGETHER: Final = 24
FEW_MONTHS: Final = 6
AT_ONCE: Final = 2
WAITING: Final = 4
SLOW_PACKINGS: Final = "FSST,ALPRD"


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What an audit found in a month: the offending rows (none when all is well) and the question it asked."""

    name: str
    question: str
    rows: pl.DataFrame

    @property
    def is_clean(self) -> bool:
        return self.rows.is_empty()


def compute_table(con: duckdb.DuckDBPyConnection, full_name: str, months: Sequence[Month] | None) -> int:
    """Replace the rows of `months` (None: of every month of roster.months) in a table; rows written.

    The SELECTs answer for all months; the filter on the month reaches their inner scans, and what a file says of its
    reach those that it reads several times. A table that is not kept by month (none in its grain) is replaced whole,
    whatever the months.

    Raises:
        WarehouseError: a SELECT fails, the columns or types are not those of the field dictionary, or a value is null
            where the dictionary admits none.
    """
    table = table_of(full_name)
    files = table_files(full_name)
    _check_columns(con, table, files)
    is_whole = "month" not in table.grain
    with one_thread(con), packed_quickly(con), transaction(con):
        days = sorted({month.first_day for month in months} if months is not None else _months(con))
        if months is None or is_whole:
            con.execute(f"DELETE FROM {full_name}")
        elif days:
            con.execute(f"DELETE FROM {full_name} WHERE {_among(days)}")
        parts = [
            _Part(full_name, file, some) for file in files for some in ([[]] if is_whole else _together(days, file))
        ]
        return _write(con, sorted(parts, key=lambda part: list(part.days[:1])))


def _together(days: Sequence[date], file: SqlFile) -> list[Sequence[date]]:
    """The months that a file gives in one statement: reading the tables costs more than one month more of them, so
    that all are together where every statement reads the whole history, and a few months always; else MONTHS_TOGETHER
    at most, in as many statements as are worked out at once, or a multiple."""
    if file.reads_all or len(days) <= FEW_MONTHS:
        return [days] if days else []
    count = AT_ONCE * math.ceil(len(days) / MONTHS_TOGETHER / AT_ONCE)
    size = math.ceil(len(days) / count)
    return [days[start : start + size] for start in range(0, len(days), size)]


@contextmanager
def one_thread(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The block on one thread: a sum of doubles depends on its order, and several threads add in an order of chance.

    Tables are loaded in the order of their keys, so that the same inputs then give the same bytes.
    """
    ((before,),) = con.execute("SELECT current_setting('threads')").fetchall()
    con.execute("SET threads = 1")
    try:
        yield
    finally:
        con.execute(f"SET threads = {before}")


@contextmanager
def packed_quickly(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The block without the ways to compress (SLOW_PACKINGS) that take a quarter of the writing of a table for a
    twentieth of its size (measured on two tables of six and three million rows)."""
    con.execute(f"SET disabled_compression_methods = '{SLOW_PACKINGS}'")
    try:
        yield
    finally:
        con.execute("RESET disabled_compression_methods")


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows that one file gives a table for some months, for all of them when `days` is empty."""

    table: str
    file: SqlFile
    days: Sequence[date]

    @property
    def statement(self) -> str:
        select = self.file.within(min(self.days), max(self.days)) if self.days else self.file.select
        return f"SELECT * FROM ({select}) WHERE {_among(self.days)}"

    def rows(self, con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
        function = self.file.function
        with self._named():
            rows = con.sql(self.statement).pl()
            return rows if function is None else conform(self.table, function(rows))

    def insert(self, con: duckdb.DuckDBPyConnection, rows: pl.DataFrame | None) -> int:
        """Add `rows` to the table (None: those that the SELECT gives); rows written."""
        source = self.statement if rows is None else "FROM made"
        try:
            with self._named():
                if rows is not None:
                    con.register("made", rows.to_arrow(compat_level=pl.CompatLevel.newest()))
                return int(con.execute(f"INSERT INTO {self.table} BY NAME {source}").fetchall()[0][0])
        finally:
            con.unregister("made")

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            told = f"month {', '.join(f'{day:%Y-%m}' for day in self.days)}" if self.days else "all months"
            raise WarehouseError(f"{self.file.path}: {told}: {error}") from error


def _write(con: duckdb.DuckDBPyConnection, parts: Sequence[_Part]) -> int:
    """Add the rows of some parts, in their order; rows written."""
    if len(parts) == 1:
        (part,) = parts
        return part.insert(con, part.rows(con) if part.file.function else None)
    return sum(part.insert(con, rows) for part, rows in _worked_out(con, parts))


def _worked_out(con: duckdb.DuckDBPyConnection, parts: Sequence[_Part]) -> Iterator[tuple[_Part, pl.DataFrame]]:
    """The rows of each part, AT_ONCE of them worked out at once, each by a cursor and a thread of its own; only `con`
    writes, so that the table is replaced as a whole, in the order of the parts. WAITING results at most are kept."""
    cursors: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    for _ in range(AT_ONCE):
        cursors.put(cursor_of(con))

    def rows(part: _Part) -> pl.DataFrame:
        cursor = cursors.get()
        try:
            return part.rows(cursor)
        finally:
            cursors.put(cursor)

    waiting: deque[tuple[_Part, Future[pl.DataFrame]]] = deque()
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for part in parts:
            waiting.append((part, pool.submit(rows, part)))
            if len(waiting) == WAITING:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _among(days: Sequence[date]) -> str:
    """A filter on the month. DuckDB carries bounds, and not a list, through the joins of a SELECT to what it reads."""
    if not days:
        return "TRUE"
    bounds = f"month BETWEEN DATE '{min(days)}' AND DATE '{max(days)}'"
    return "{} AND month IN ({})".format(bounds, ", ".join(f"DATE '{day}'" for day in days))


def _months(con: duckdb.DuckDBPyConnection) -> set[date]:
    return {row[0] for row in con.execute("SELECT DISTINCT month FROM roster.months").fetchall()}


def _check_columns(con: duckdb.DuckDBPyConnection, table: Table, files: Sequence[SqlFile]) -> None:
    """A file that is the whole table gives every column; a part may leave out those that may be null."""
    expected = {field.name: field.type for field in table.fields}
    for file in (file for file in files if file.function is None):
        try:
            described = con.execute(f"DESCRIBE {file.select}").fetchall()
        except duckdb.Error as error:
            raise WarehouseError(f"{file.path}: {error}") from error
        found = {row[0]: row[1] for row in described}
        wanted = {name: kind for name, kind in expected.items() if len(files) == 1 or name in found}
        if found != wanted:
            differing = sorted(set(found.items()) ^ set(wanted.items()))
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


def review_cases(con: duckdb.DuckDBPyConnection, month: Month, roster_id: str) -> pl.DataFrame:
    """The doubtful cases of a month and a list: what every file of sql/review gives.

    Raises:
        WarehouseError: a file cannot run.
    """
    frames = []
    for path in sorted((SQL_DIR / "review").glob("*.sql")):
        statement = f"SELECT * FROM ({read_sql_file(path).select}) WHERE month = $month AND roster_id = $roster"
        try:
            frames.append(con.sql(statement, params={"month": month.first_day, "roster": roster_id}).pl())
        except duckdb.Error as error:
            raise WarehouseError(f"{path}: {error}") from error
    return pl.concat(frames)


def query(con: duckdb.DuckDBPyConnection, file: SqlFile) -> pl.DataFrame:
    """The answer of a file that takes no parameter (sql/cookbook).

    Raises:
        WarehouseError: DuckDB refuses it.
    """
    try:
        return con.sql(file.select).pl()
    except duckdb.Error as error:
        raise WarehouseError(f"{file.path}: {error}") from error
