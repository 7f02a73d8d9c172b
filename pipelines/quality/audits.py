"""SQL audits as gates: each audit of `sql/audits` returns offending rows, and none is the aim."""

from __future__ import annotations

from datetime import date
from typing import Final

import duckdb
import polars as pl

from pipelines.model.months import Month
from pipelines.quality.report import ROWS_KEPT, Cell, Failure, GateReport, Row
from pipelines.warehouse.run_sql import AuditResult, run_audits

# A drift against last month may be true, and the sources may have outrun a decision: a person judges it. Every other
# audit finds a contradiction, and blocks.
DRIFT_AUDITS: Final = frozenset({"audience_magnitude", "coverage_drop", "presence_drop", "stale_decisions"})


def audit_reports(con: duckdb.DuckDBPyConnection, month: Month) -> list[GateReport]:
    """Run every audit on a month: one report each. Rows block publication, save those of `DRIFT_AUDITS`.

    Raises:
        WarehouseError: an audit cannot run.
    """
    return [_report(result, month) for result in run_audits(con, month)]


def _report(result: AuditResult, month: Month) -> GateReport:
    failures = () if result.is_clean else (_failure(result),)
    return GateReport(f"audits/{result.name}", str(month), result.rows.height, 1, failures)


def _failure(result: AuditResult) -> Failure:
    return Failure(
        expectation=result.name,
        column="",
        severity="warning" if result.name in DRIFT_AUDITS else "critical",
        text_fr=f"L’audit ne doit rien trouver : {result.question}",
        unexpected_count=result.rows.height,
        rows=tuple(_rows(result.rows.head(ROWS_KEPT))),
    )


def _rows(frame: pl.DataFrame) -> list[Row]:
    return [{name: _cell(value) for name, value in row.items()} for row in frame.to_dicts()]


def _cell(value: object) -> Cell:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)
