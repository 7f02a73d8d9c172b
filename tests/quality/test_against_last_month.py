"""Coverage and magnitude against the month before, and the SQL audits."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.model.errors import GateError
from pipelines.model.months import Month
from pipelines.quality import audits
from pipelines.quality.gate import check_against_last_month
from pipelines.quality.suites.magnitude import COMPARISONS
from pipelines.warehouse.run_sql import AuditResult

MONTH = Month(2026, 10)


@pytest.fixture
def many(con: duckdb.DuckDBPyConnection, tiny: ModuleType) -> duckdb.DuckDBPyConnection:
    """Thirty measured accounts in both months, and the coverage that counts them."""
    for month in (tiny.BEFORE, tiny.MONTH):
        template = next(row for row in tiny.ROWS["barometer.audience"] if row["month"] == month)
        rows = [
            {**template, "territory_id": tiny.spare(number), "account_id": f"facebook:c{number}"}
            for number in range(30)
        ]
        tiny.insert(con, "barometer.audience", rows)
    con.execute(
        "UPDATE barometer.coverage SET member_count = 40, account_count = 31, measured_count = 31, searched_share = 1"
    )
    return con


def _failures(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    return {
        failure.expectation: failure for report in check_against_last_month(con, MONTH) for failure in report.failures
    }


def test_two_like_months_pass(many: duckdb.DuckDBPyConnection) -> None:
    reports = check_against_last_month(many, MONTH)
    assert [report.row_count for report in reports] == [1, 31, 1]
    assert all(report.passed for report in reports)
    assert reports[0].partition == "2026-10 contre 2026-09"


def test_the_first_month_has_nothing_to_be_compared_with(many: duckdb.DuckDBPyConnection) -> None:
    reports = check_against_last_month(many, Month(2026, 9))
    assert [(report.row_count, report.passed) for report in reports] == [(0, True)] * 3


CHANGES = {
    "roster_keeps_its_members": "UPDATE barometer.coverage SET member_count = 39 {october}",
    "measured_not_halved": "UPDATE barometer.coverage SET measured_count = 15 {october}",
    "measured_keeps_four_fifths": "UPDATE barometer.coverage SET measured_count = 24 {october}",
    "accounts_keep_four_fifths": "UPDATE barometer.coverage SET account_count = 24 {october}",
    "searched_share_stable": "UPDATE barometer.coverage SET searched_share = 0.79 {october}",
    "followers_not_decupled": (
        "UPDATE barometer.audience SET followers_count = 124001 {october} AND account_id = 'facebook:c7'"
    ),
    "network_total_not_doubled": "UPDATE barometer.audience SET followers_count = followers_count * 1000 {october}",
}


def test_every_rule_of_magnitude_is_seen_failing() -> None:
    assert CHANGES.keys() == {rule.name for comparison in COMPARISONS for rule in comparison.rules}


@pytest.mark.parametrize(("rule", "change"), CHANGES.items())
def test_a_collapse_is_found_with_both_months(many: duckdb.DuckDBPyConnection, rule: str, change: str) -> None:
    many.execute(change.format(october="WHERE month = '2026-10-01'"))
    failure = _failures(many)[rule]
    row = dict(failure.rows[0])
    assert (row["month"], row["roster_id"], row["network"]) == ("2026-10-01", "TINY", "facebook")
    assert any(name.endswith("_before") for name in row)


def test_a_leap_names_the_account_and_its_record(many: duckdb.DuckDBPyConnection, tiny: ModuleType) -> None:
    many.execute(CHANGES["followers_not_decupled"].format(october="WHERE month = '2026-10-01'"))
    (row,) = _failures(many)["followers_not_decupled"].rows
    assert (row["territory_id"], row["account_id"]) == (tiny.spare(7), "facebook:c7")
    assert (row["followers_count"], row["followers_count_before"], row["record"]) == (124_001, 12_300, tiny.RECORD)


def test_small_bases_are_not_judged(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE barometer.coverage SET measured_count = 0 WHERE month = '2026-10-01'")
    assert _failures(con) == {}


def test_another_definition_is_another_series(many: duckdb.DuckDBPyConnection) -> None:
    many.execute(CHANGES["network_total_not_doubled"].format(october="WHERE month = '2026-10-01'"))
    many.execute("UPDATE barometer.audience SET metric_def = 'facebook.fans' WHERE month = '2026-09-01'")
    assert _failures(many) == {}


def test_audits_become_reports(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, tiny: ModuleType
) -> None:
    row = {"month": tiny.MONTH, "account_id": "facebook:lyon", "seen": tiny.SEEN[tiny.MONTH], "record": tiny.RECORD}
    results = [
        AuditResult("all_well", "Rien ?", pl.DataFrame(schema={"month": pl.Date})),
        AuditResult("false_zeros", "Is a fall of more than nine tenths published?", pl.DataFrame([row] * 25)),
        AuditResult("coverage_drop", "Did the unknown rise?", pl.DataFrame([row])),
    ]
    monkeypatch.setattr(audits, "run_audits", lambda con, month: results)
    well, zeros, drift = audits.audit_reports(con, MONTH)
    assert (well.passed, zeros.is_blocking, drift.is_blocking, drift.passed) == (True, True, False, False)
    assert (zeros.failures[0].unexpected_count, len(zeros.failures[0].rows)) == (25, 20)
    assert zeros.as_dict()["failures"][0]["rows"][0]["seen"] == "2026-10-31T18:00:00"  # type: ignore[index]
    shown = f"rule false_zeros: 25 row.*\n.*facebook:lyon.*archive record {re.escape(tiny.RECORD)}"
    with pytest.raises(GateError, match=shown):
        zeros.raise_if_blocking()


def test_the_real_audits_run_on_plausible_rows(con: duckdb.DuckDBPyConnection) -> None:
    reports = audits.audit_reports(con, MONTH)
    names = {report.table for report in reports}
    assert {f"audits/{name}" for name in audits.DRIFT_AUDITS} <= names
