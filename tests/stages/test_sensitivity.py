"""`barometre sensitivity`: the report of the grid, as a table and as JSON; a month that is not there."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.cli import method
from pipelines.model.errors import InputError, WarehouseError
from pipelines.model.fields import TABLES
from pipelines.stages.sensitivity import report

OCTOBER = date(2026, 10, 1)
RUN = CliRunner()
SENSITIVITY = [
    ("mastodon", "equal", 30, 0.9, "observed", 0.5, True),
    ("mastodon", "thresholds_plus", 30, 0.8, "observed", 0.5, True),
    ("mastodon", "without_dialogue", 30, None, "not_given", 0.5, True),
    ("x", "equal", 3, None, "small_base", None, None),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "warehouse" / "barometre.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as con:
        for name in ("roster.months", "barometer.practice", "barometer.practice_sensitivity"):
            con.execute(f"CREATE SCHEMA IF NOT EXISTS {name.partition('.')[0]}")
            columns = ", ".join(f"{field.name} {field.type}" for field in TABLES[name].fields)
            con.execute(f"CREATE TABLE {name} ({columns})")
        con.execute("INSERT INTO roster.months VALUES (DATE '2026-10-01', 'R')")
        for row in SENSITIVITY:
            con.execute(
                "INSERT INTO barometer.practice_sensitivity VALUES (?, 'R', ?, ?, ?, ?, ?, ?, ?)", [OCTOBER, *row]
            )
        con.execute(
            "INSERT INTO barometer.practice BY NAME SELECT CAST(? AS DATE) AS month, 'R' AS roster_id, "
            "'c02+c04' AS core_criteria, '2026-1' AS grid_version",
            [OCTOBER],
        )
    return path.parent.parent


def test_the_report_has_a_line_by_list_and_network(folder: Path) -> None:
    found = report([folder / "warehouse" / "barometre.duckdb"], None)
    mastodon, x = found.rows
    assert (mastodon["network"], mastodon["account_count"], mastodon["is_accepted"]) == ("mastodon", 30, True)
    assert mastodon["tau_median"] == pytest.approx(0.85)
    assert mastodon["taus"] == {"equal": 0.9, "thresholds_plus": 0.8, "without_dialogue": None}
    assert (x["tau_median"], x["is_accepted"]) == (None, None)


def test_the_command_prints_it(folder: Path) -> None:
    shown = RUN.invoke(cli.app, ["sensitivity", "--data-dir", str(folder), "--month", "2026-10"])
    assert shown.exit_code == 0
    for text in ("seuils +20 %", "0,80", "0,85", "acceptée", "x (3)", "c02+c04 (grille 2026-1)"):
        assert text in shown.output
    told = json.loads(RUN.invoke(cli.app, ["sensitivity", "--data-dir", str(folder), "--json"]).output)
    assert told["month"] == "2026-10"
    assert told["networks"][0]["taus"]["equal"] == 0.9
    assert told["cores"] == [{"roster_id": "R", "core_criteria": "c02+c04", "grid_version": "2026-1"}]


def test_what_cannot_be_told_is_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="2026-10"):
        report([folder / "warehouse" / "barometre.duckdb"], "2026-09")
    monkeypatch.setattr(method, "_bases", lambda *_: [])
    refused = RUN.invoke(cli.app, ["sensitivity"])
    assert isinstance(refused.exception, InputError)
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as con:
        con.execute("CREATE SCHEMA roster; CREATE TABLE roster.months (month DATE, roster_id VARCHAR)")
        con.execute("INSERT INTO roster.months VALUES (DATE '2026-10-01', 'R')")
    with pytest.raises(WarehouseError, match="version"):
        report([old], None)
