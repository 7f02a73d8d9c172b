"""Observations → barometer tables, through the SELECTs of sql/barometer."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.model.months import Month
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.run_sql import compute_table


def compute_table_of(world: World, full_name: str, months: Sequence[Month]) -> StepReport:
    """Replace the rows of some months of one barometer table; the preview is of the last of them."""
    with connect(world.settings.warehouse_path) as con:
        count = compute_table(con, full_name, months)
        last = max(months).first_day
        preview = con.sql(f"SELECT * FROM {full_name} WHERE month = $m LIMIT 8", params={"m": last}).pl()
    return StepReport(f"compute {full_name}", rows={full_name: count}, preview=preview)
