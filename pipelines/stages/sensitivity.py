"""How much the practice score owes to its grid in a month: the rows of `barometer.practice_sensitivity`, as a report.

Belongs here: which rows are told. Not here: the other grids (`indicators.practice_sensitivity`), the score
(`indicators.practice`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.model.errors import InputError, WarehouseError
from pipelines.model.months import Month
from pipelines.stages.indicators import month_asked
from pipelines.warehouse.connect import first_readable

_ROWS = """
    SELECT roster_id, network, any_value(account_count) AS account_count, any_value(width_median) AS width_median,
        median(kendall_tau) AS tau_median, any_value(is_accepted) AS is_accepted,
        map_from_entries(list((variant, kendall_tau) ORDER BY variant)) AS taus
    FROM barometer.practice_sensitivity WHERE month = $month GROUP BY ALL ORDER BY ALL
"""
_CORE = """
    SELECT DISTINCT roster_id, core_criteria, grid_version FROM barometer.practice
    WHERE month = $month AND core_criteria IS NOT NULL ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Report:
    """One row per list and network: accounts compared, width of the interval (points of the scale), Kendall's τ with
    the order of each other grid (None under ten accounts), and whether the grid is accepted. `cores` has the shared
    criteria by list."""

    path: Path
    month: Month
    rows: tuple[dict[str, Any], ...]
    cores: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        return {"warehouse": str(self.path), "month": str(self.month), "networks": self.rows, "cores": self.cores}


def report(bases: Sequence[Path], month: str | None) -> Report:
    """The report of `month`, the last one of the warehouse when None, from the first of `bases` that can be read.

    Raises:
        InputError: there is no warehouse, `month` is not written `2026-10`, or the warehouse does not hold it (those
            it does are named).
        WarehouseError: no file can be opened, or it was written by a version without this table.
    """
    if not bases:
        raise InputError("aucune base ; lancer barometre run, ou barometre demo")
    asked = None if month is None else Month.parse(month)
    with first_readable(bases) as (con, warehouse):
        try:
            wanted = month_asked(con, asked)
            rows, cores = (
                tuple(con.sql(query, params={"month": wanted.first_day}).pl().to_dicts()) for query in (_ROWS, _CORE)
            )
        except duckdb.CatalogException as error:
            raise WarehouseError(f"{warehouse} : base d’une version sans note de bonne pratique") from error
    return Report(warehouse, wanted, rows, cores)
