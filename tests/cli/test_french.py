"""Errors are raised in English and told in French; what failed says no place of results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.cli import steps
from pipelines.conduct import Conducted
from pipelines.console import console, in_french
from pipelines.model.errors import BarometreError, InputError, WarehouseError
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month
from pipelines.orchestration.run import StepOutcome
from pipelines.warehouse import seal
from pipelines.warehouse.connect import _explain, connect

RUN = CliRunner()


def test_a_base_that_is_not_there_is_told_in_french(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError) as raised:
        connect(tmp_path / "rien.duckdb", read_only=True)
    assert in_french(str(raised.value)).startswith(f"{tmp_path}/rien.duckdb : il n’y a pas de fichier DuckDB ici")


def test_a_month_that_is_none_and_a_base_that_is_held_are_told_in_french() -> None:
    with pytest.raises(InputError) as raised:
        Month.parse("octobre")
    assert in_french(str(raised.value)) == "'octobre' n’est pas un mois : l’écrire 2026-10"
    held = _explain(Path("b.duckdb"), "Conflicting lock is held in /usr/bin/python3.11 (PID 4242).")
    assert held != in_french(held) and "tenu par le processus 4242" in in_french(held)


def test_a_sealed_edition_is_told_in_french(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(seal, "compare_editions", lambda *_: ["index.html", "barometer/presence.csv"])
    with pytest.raises(BarometreError) as raised:
        seal._keep_sealed(tmp_path / "2026-10", tmp_path / "draft")
    told = in_french(str(raised.value))
    assert "est scellée, et une édition définitive n’est jamais réécrite" in told
    assert "(barometre erratum 2026-10 --reason …)" in told
    assert told.endswith("Parties qui diffèrent : 2 (index.html; barometer/presence.csv)")


def test_what_nobody_translated_stays_as_it_is() -> None:
    assert in_french("a/b: something else") == "a/b: something else"


def test_the_message_of_a_command_is_the_french_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise InputError("'octobre' is not a month: write it as 2026-10")

    monkeypatch.setattr(cli, "app", refuse)
    for is_json in (False, True):
        monkeypatch.setattr(console, "stderr", is_json)
        with pytest.raises(SystemExit):
            cli.main()
        out, err = capsys.readouterr()
        assert "'octobre' n’est pas un mois" in err and "is not" not in err
        assert not is_json or json.loads(out)["error"].startswith("'octobre' n’est pas un mois")


@pytest.mark.parametrize("success", [True, False])
def test_a_month_that_failed_says_no_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, success: bool) -> None:
    outcome = StepOutcome("publish", (Month.parse("2026-10"),), success, "run", 0.1)
    done = Conducted(ExitCode.DONE if success else ExitCode.FAILED, [outcome])
    monkeypatch.setattr(steps, "conduct", lambda *_, **__: done)
    asked = ["publish", "--month", "2026-10", "--web", "replica", "--data-dir", str(tmp_path)]
    assert "2026-10 n’est pas publié" in RUN.invoke(cli.app, asked).stdout
    (tmp_path / "editions" / "2026-10").mkdir(parents=True)
    result = RUN.invoke(cli.app, asked)
    assert result.exit_code == done.code
    assert ("Site" in result.stdout) is success and "n’est pas publié" not in result.stdout
