"""What a SELECT says of how far back it reads is true: with the whole history, it gives the same rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from carried_back import carry_back
from support import MONTH

from pipelines.model.months import Month
from pipelines.warehouse.connect import connect
from pipelines.warehouse.macros import create_macros
from pipelines.warehouse.run_sql import compute_table
from pipelines.warehouse.sql_files import SqlFile, computed_tables, table_files

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("interrupted")]

LAST = Month.parse(MONTH)
HISTORY = 20


def test_months_beyond_the_reach_of_a_select_change_no_row(tmp_path: Path, undisturbed: Path) -> None:
    warehouse = Path(shutil.copy(undisturbed / "warehouse" / "barometre.duckdb", tmp_path))
    bounded: list[SqlFile] = []
    with connect(warehouse) as con:
        create_macros(con)
        months = carry_back(con, LAST, HISTORY, missing=8)
        for name in computed_tables():
            compute_table(con, name, months)
            for file in (file for file in table_files(name) if file.reach is not None):
                bounded.append(file)
                for month in (months[-1], months[-4]):
                    day = f"WHERE month = DATE '{month.first_day}'"
                    con.execute(f"CREATE OR REPLACE TEMP TABLE whole AS SELECT * FROM ({file.select}) {day}")
                    near = file.within(month.first_day, month.first_day)
                    con.execute(f"CREATE OR REPLACE TEMP TABLE near AS SELECT * FROM ({near}) {day}")
                    apart = con.execute(
                        "SELECT count(*) FROM ((FROM whole EXCEPT ALL FROM near) "
                        "UNION ALL (FROM near EXCEPT ALL FROM whole))"
                    ).fetchall()
                    assert apart == [(0,)], (str(file.path), str(month))
        counts = con.execute("SELECT count(*) FROM barometer.indicators WHERE value IS NOT NULL").fetchall()
    assert len(bounded) > 20
    assert counts[0][0] > 1000
