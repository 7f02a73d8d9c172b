"""Observations → barometer tables, through the SELECTs of sql/barometer."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.model.months import Month
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.run_sql import compute_table


def compute_table_of(world: World, full_name: str, months: Sequence[Month]) -> StepReport:
    """Replace the rows of some months of one barometer table; the preview is of the last of them.

    The month before each of them is computed once more where it is known: readings of a month close the one before (no
    `reach` looks further ahead), so that months computed one after the other hold what they hold computed together.
    """
    with connect(world.settings.warehouse_path) as con:
        count = compute_table(con, full_name, sorted({*months, *_before(con, months)}))
        last = max(months).first_day
        preview = con.sql(f"SELECT * FROM {full_name} WHERE month = $m LIMIT 8", params={"m": last}).pl()
    return StepReport(f"compute {full_name}", rows={full_name: count}, preview=preview)


def _before(con: duckdb.DuckDBPyConnection, months: Sequence[Month]) -> list[Month]:
    """The months before some, of those that the base knows."""
    known = {Month.of(day) for (day,) in con.execute("SELECT DISTINCT month FROM roster.months").fetchall()}
    return [before for month in months if (before := month.plus(-1)) in known]
