"""`barometre status` and `barometre doctor`."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.config import Settings
from pipelines.fetch.archive import PartitionArchive
from pipelines.model.errors import Locked
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request
from pipelines.stages import doctor, status
from pipelines.stages.world import World
from pipelines.warehouse.lake import empty_frame, write_table

RUN = CliRunner()
MONTH = Month(2026, 11)
AT = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


def archived(root: Path, network: str) -> None:
    with PartitionArchive(root, MONTH, network) as archive:
        for number in range(2):
            request = Request(f"https://{network}.test/{number}", network, "page", "profile")
            archive.append(Capture(request, Outcome.OK, AT + timedelta(seconds=number), 200, body=b"page"))


def test_status_tells_where_each_month_is(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "warehouse").mkdir(parents=True)
    os.link(data / "warehouse" / "barometre.duckdb", folder / "warehouse" / "barometre.duckdb")
    archived(folder / "archive", "x")
    archived(folder / "archive", "facebook")
    write_table(folder / "lake", "observations.fetches", empty_frame("observations.fetches"), MONTH, "x")
    (folder / "editions" / "2026-10").mkdir(parents=True)

    told = json.loads(RUN.invoke(cli.app, ["status", "--data-dir", str(folder), "--json"]).stdout)
    by_month = {month["month"]: month for month in told["months"]}
    assert list(by_month) == ["2026-09", "2026-10", "2026-11"]
    new = by_month["2026-11"]
    assert new["captures"] == {"facebook": 2, "x": 2}
    assert (new["parsed"], new["missing"], new["rosters"]) == (["x"], ["facebook"], None)
    assert new["last_fetch_at"].startswith("2026-11-30T16:00:01")
    assert by_month["2026-10"]["rosters"] == "TINY"
    assert 0 < by_month["2026-10"]["known_share"] <= 1
    assert (by_month["2026-10"]["edition"], "pas de manifeste" in by_month["2026-10"]["problem"]) == ("illisible", True)
    assert told["free_bytes"] > 0 and told["problem"] is None

    shown = RUN.invoke(cli.app, ["status", "--data-dir", str(folder)]).stdout
    assert "1 réseaux (pas facebook)" in shown and "2026-11-30 16:00" in shown and "TINY" in shown


def test_status_of_nothing_says_how_to_begin_and_a_held_base_is_told(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = RUN.invoke(cli.app, ["status", "--data-dir", str(tmp_path / "rien")])
    assert empty.exit_code == 0 and "barometre demo" in empty.stdout
    assert not (tmp_path / "rien").exists()

    def held(*_: object, **__: object) -> None:
        raise Locked("locked by process 12 (python)")

    monkeypatch.setattr(status, "connect", held)
    assert status.status(World(Settings(data_dir=data))).problem == "locked by process 12 (python)"


def found(settings: Settings, ask: doctor.Ask) -> dict[str, doctor.Finding]:
    return {one.name: one for one in doctor.examine(settings, ask)}


def on_time(_: str) -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def quick(tmp_path: Path) -> Settings:
    """Settings whose browser answers at once."""
    browser = tmp_path / "chromium"
    browser.write_text(f"#!{sys.executable}\n")
    browser.chmod(0o755)
    return Settings(data_dir=tmp_path, browser=str(browser), tokens={}, declared=frozenset())


def test_a_machine_that_is_ready(quick: Settings) -> None:
    findings = found(quick, on_time)
    assert {one.state for one in findings.values()} == {"ok", "warn"}
    assert [name for name, one in findings.items() if one.state == "warn"] == ["jetons"]


def test_tokens_are_named_and_never_shown(quick: Settings) -> None:
    given = {"x": "secret-of-x", "lune": "secret-of-lune", "tiktok": ""}
    settings = Settings(**{**quick.model_dump(), "tokens": given, "declared": frozenset({"tout"})})
    findings = found(settings, on_time)
    assert "x défini" in findings["jetons"].text and "tiktok non défini" in findings["jetons"].text
    assert "BAROMETRE_TOKEN_LUNE, BAROMETRE_DECLARED=tout" in findings["réglages"].text
    assert "secret" not in str(findings)


@pytest.mark.parametrize(
    ("late", "state", "text"), [(5, "ok", "écart de 5 s"), (600, "bad", "écart de 600 s"), (None, "warn", "non vérif")]
)
def test_the_clock_is_that_of_who_answers(quick: Settings, late: int | None, state: str, text: str) -> None:
    findings = found(quick, lambda _: None if late is None else datetime.now(UTC) - timedelta(seconds=late))
    assert findings["horloge"].state == state and findings["horloge"].text.startswith(text)


def test_no_network_is_a_warning(quick: Settings) -> None:
    def nobody(url: str) -> datetime:
        raise httpx.ConnectError("no route", request=httpx.Request("GET", url))

    findings = found(quick, nobody)
    assert (findings["réseau"].state, findings["horloge"].state) == ("warn", "warn")


def test_what_would_stop_a_month_is_bad_and_says_what_to_do(
    quick: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor, "LEAST_PYTHON", (9, 0))
    monkeypatch.setattr(doctor, "LEAST_FREE", 1 << 60)
    monkeypatch.setattr(doctor, "_installed", lambda _: "0.0")
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "barometre.duckdb").write_text("ceci n’est pas une base")
    (tmp_path / "dernier").touch()
    findings = found(Settings(**{**quick.model_dump(), "browser": str(tmp_path / "aucun")}), on_time)
    bad = {name for name, one in findings.items() if one.state == "bad"}
    assert bad == {"Python", "place", "paquets", "base"}
    assert all(one.remedy for one in findings.values() if one.state != "ok")
    assert findings["navigateur"].state == "warn" and "apt-get" in findings["navigateur"].remedy


@pytest.mark.parametrize(("state", "code"), [("warn", 0), ("bad", 5)])
def test_the_command_ends_with_5_when_something_is_bad(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, state: doctor.State, code: int
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda _: [doctor.Finding("place", state, "0,1 Gio libres", "en libérer")])
    shown = RUN.invoke(cli.app, ["doctor", "--data-dir", str(tmp_path)])
    assert (shown.exit_code, "place : 0,1 Gio libres → en libérer" in shown.stdout) == (code, True)
    told = json.loads(RUN.invoke(cli.app, ["doctor", "--data-dir", str(tmp_path), "--json"]).stdout)
    assert told["is_ready"] is (code == 0)
    assert told["findings"][0] == {
        "name": "place", "state": state, "text": "0,1 Gio libres", "remedy": "en libérer",
    }  # fmt: skip


def test_a_folder_that_cannot_be_written_is_told(quick: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refused)
    assert found(quick, on_time)["dossier"].state == "bad"
