"""The tables of a month and of all months of scene `aujourdhui`: seconds of the clock and of the processor.

Run with `pytest tests/benchmarks/test_compute.py -m benchmark -s -n 0`. October 2026 is crawled and read once; its
rows are then carried back in time, month by month, with a little fewer followers each, so that every month has the
volume of a real one and a history behind it (the scene itself, over its 94 months, has 92 % of these accounts and 96 %
of these posts). Seconds of the clock mean something on a machine that does nothing else.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import duckdb
import pytest
from carried_back import carry_back

from pipelines.conduct import conduct
from pipelines.config import Settings
from pipelines.model.months import Month
from pipelines.warehouse.connect import connect
from pipelines.warehouse.macros import create_macros
from pipelines.warehouse.run_sql import compute_table
from pipelines.warehouse.sql_files import computed_tables

LAST = Month(2026, 10)
MONTHS = (3, 13, 94)
ONE, ALL = 10.0, 60.0


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = Settings(web="replica", data_dir=tmp_path_factory.mktemp("month"))
    for steps in (("collect", "parse"), ("compute",)):  # the attributions of the month, and tables to empty
        done = conduct(settings, [LAST], None, steps, "provisional", publish=None, keep_history=False)
        assert done.code == 0
    return settings.warehouse_path


def _spent(con: duckdb.DuckDBPyConnection, months: list[Month]) -> dict[str, tuple[float, float]]:
    """Seconds of the clock and of the processor, by table."""
    spent = {}
    for name in computed_tables():
        clock, processor = time.perf_counter(), time.process_time()
        compute_table(con, name, months)
        spent[name] = time.perf_counter() - clock, time.process_time() - processor
    return spent


def _told(spent: dict[str, tuple[float, float]]) -> str:
    clock, processor = (sum(column) for column in zip(*spent.values(), strict=True))
    return f"{clock:.1f} s of the clock, {processor:.1f} s of the processor"


def _rows(con: duckdb.DuckDBPyConnection) -> list[object]:
    statement = f"SELECT * FROM barometer.cells WHERE month = DATE '{LAST.first_day}' ORDER BY ALL"
    return list(con.execute(statement).fetchall())


@pytest.mark.benchmark
@pytest.mark.parametrize("count", MONTHS)
def test_tables_of_one_month_and_of_all(crawled: Path, tmp_path: Path, count: int) -> None:
    warehouse = Path(shutil.copy(crawled, tmp_path / "barometre.duckdb"))
    with connect(warehouse) as con:
        create_macros(con)
        months = carry_back(con, LAST, count)
        every = _spent(con, months)
        rows = _rows(con)
        one = _spent(con, [LAST])
        assert _rows(con) == rows
    print(f"\n{count} months: {_told(every)} (asked {ALL:.0f}); the last one {_told(one)} (asked {ONE:.0f})")
    for name in sorted(every, key=lambda name: every[name][1], reverse=True)[:8]:
        print(f"  {name:28} all {every[name][1]:7.2f} s of the processor   one {one[name][1]:6.2f}")
