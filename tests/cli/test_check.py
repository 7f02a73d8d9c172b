"""`barometre check`: what gates say of a month, without publishing it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.model.errors import InputError
from pipelines.quality.report import Failure, GateReport
from pipelines.stages import gates
from pipelines.stages.gates import Verdict

RUN = CliRunner()


def test_a_month_that_was_not_computed_is_refused(data: Path) -> None:
    result = RUN.invoke(cli.app, ["check", "--month", "2026-11", "--data-dir", str(data)])
    assert isinstance(result.exception, InputError)
    assert "barometre compute --month 2026-11" in str(result.exception)


def test_a_shut_gate_names_rule_and_rows_and_ends_with_1(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ({"territory_id": "commune:69123", "stratum": "LUNE"},)
    failure = Failure("in_set", "stratum", "critical", "strate connue", 1, rows)
    report = GateReport("barometer.status", "2026-10", 34, 12, (failure,))
    monkeypatch.setattr(gates, "check_partitions", lambda *_: [report])
    monkeypatch.setattr(gates, "check_against_last_month", lambda *_: [])
    monkeypatch.setattr(gates, "audit_reports", lambda *_: [])
    asked = ["check", "--month", "2026-10", "--data-dir", str(data)]
    told = RUN.invoke(cli.app, [*asked, "--json"])
    assert told.exit_code == 1
    (month,) = json.loads(told.stdout)["months"]
    assert (month["is_blocking"], month["expectation_count"], month["failed"][0]["table"]) == (
        True, 12, "barometer.status",
    )  # fmt: skip
    assert month["failed"][0]["failures"][0]["rows"] == list(rows)
    shown = RUN.invoke(cli.app, asked)
    assert "1 règle(s) non tenue(s)" in shown.stdout and "LUNE" in shown.stdout


def test_a_warning_shuts_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warned = Verdict(False, False, 10, 1, "1 règle(s) non tenue(s).", "**table**")
    monkeypatch.setattr(gates, "examine", lambda *_: warned)
    result = RUN.invoke(cli.app, ["check", "--month", "2026-09,2026-10", "--data-dir", str(data), "--json"])
    assert result.exit_code == 0
    assert [month["month"] for month in json.loads(result.stdout)["months"]] == ["2026-09", "2026-10"]
