"""Which months are computed: those that are asked, and the one before each, which their readings close."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from pipelines.config import Settings
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.stages import compute
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.sql_files import computed_tables, table_files

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.mark.parametrize(
    ("asked", "computed"),
    [
        ([OCTOBER], [SEPTEMBER, OCTOBER]),
        ([SEPTEMBER], [SEPTEMBER]),
        ([OCTOBER, SEPTEMBER], [SEPTEMBER, OCTOBER]),
        ([Month(2026, 12)], [Month(2026, 12)]),
    ],
)
def test_the_month_before_is_computed_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[Month], computed: list[Month]
) -> None:
    world = World(Settings(web="replica", data_dir=tmp_path))
    with connect(world.settings.warehouse_path) as con:
        create_tables(con, [TABLES["roster.members"], TABLES["roster.months"], TABLES["barometer.status"]])
        con.execute("INSERT INTO roster.months VALUES (DATE '2026-09-01', 'R'), (DATE '2026-10-01', 'R')")
    found: list[Sequence[Month]] = []

    def record(_: duckdb.DuckDBPyConnection, name: str, months: Sequence[Month]) -> int:
        found.append(months)
        return 0

    monkeypatch.setattr(compute, "compute_table", record)
    compute.compute_table_of(world, "barometer.status", asked)
    assert found == [computed]


def test_no_select_looks_further_ahead_than_a_month() -> None:
    reaches = [file.reach for name in computed_tables() for file in table_files(name) if file.reach is not None]
    assert len(reaches) > 40
    assert {after for _, after in reaches} == {0, 1}
