"""A sealed edition is corrected beside itself, with a reason; what is sealed can be verified."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.config import Settings
from pipelines.model.errors import BarometreError, GateError, InputError
from pipelines.model.fields import CONTRACT_VERSION
from pipelines.model.months import Month
from pipelines.stages import edition, erratum, gates
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.export import Kind, export_edition
from pipelines.warehouse.seal import compare_editions, editions_of, next_erratum, sealed_months

OCTOBER = Month(2026, 10)
REASON = "Les abonnés de Lyon étaient lus dans une autre colonne."
RUN = CliRunner()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(__file__).parents[1] / "warehouse" / "tiny_warehouse.py"
    spec = importlib.util.spec_from_file_location("tiny_warehouse", path)
    assert spec is not None and spec.loader is not None
    tiny: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tiny)
    made: Path = tiny.write(tmp_path_factory.mktemp("warehouse") / "barometre.duckdb")
    return made


@pytest.fixture
def world(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A base whose edition of October is written in a blink: no gates, one figure for all pages."""
    world = World(Settings(web="replica", data_dir=tmp_path))
    world.settings.warehouse_path.parent.mkdir()
    shutil.copy(warehouse, world.settings.warehouse_path)

    def export(world: World, month: Month, kind: Kind) -> StepReport:
        draft = edition.draft_dir(world, month)
        shutil.rmtree(draft, ignore_errors=True)
        export_edition(
            world.settings.warehouse_path, draft, month=month, kind=kind, is_simulated=True, version=CONTRACT_VERSION
        )
        return StepReport("export")

    def pages(world: World, month: Month, *_: object) -> StepReport:
        with duckdb.connect(str(world.settings.warehouse_path), read_only=True) as con:
            told = con.sql("SELECT account_id, followers_count FROM barometer.audience ORDER BY ALL").fetchall()
        figure = edition.draft_dir(world, month) / "palmares" / "palmares.csv"
        figure.parent.mkdir()
        figure.write_text("".join(f"{name},{count}\n" for name, count in told))
        return StepReport("site")

    monkeypatch.setattr(edition, "export_files", export)
    monkeypatch.setattr(edition, "build_pages", pages)
    return world


def published(world: World, kind: Kind) -> Path:
    edition.export_files(world, OCTOBER, kind)
    edition.build_pages(world, OCTOBER)
    assert edition.publish_edition(world, OCTOBER, kind).problems == []
    return world.settings.editions_dir / str(OCTOBER)


def correct(world: World, count: int) -> None:
    with duckdb.connect(str(world.settings.warehouse_path)) as con:
        con.execute(
            f"UPDATE barometer.audience SET followers_count = {count} "
            "WHERE month = DATE '2026-10-01' AND account_id = 'facebook:lyon'"
        )


def ask(world: World, *asked: str, code: int = 0) -> dict[str, Any]:
    result = RUN.invoke(cli.app, [*asked, "--web", "replica", "--data-dir", str(world.settings.data), "--json"])
    assert result.exit_code == code, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


@pytest.mark.long
def test_errata_stand_beside_what_they_correct(world: World) -> None:
    first = published(world, "definitive")
    before = (first / "manifest.json").read_bytes()
    told = []
    for count in (1, 2):
        correct(world, count)
        told.append(ask(world, "erratum", "2026-10", "--reason", REASON)["erratum"])
    assert [one["edition"] for one in told] == ["2026-10-erratum-01", "2026-10-erratum-02"]
    assert [one["corrects"]["edition"] for one in told] == ["2026-10", "2026-10-erratum-01"]
    assert [one["tables"] for one in told] == [["barometer.audience"]] * 2
    assert told[0]["reason"] == REASON
    assert [one["figures"] for one in told] == [["palmares/palmares.csv"]] * 2
    assert told[0].keys() == {"edition", "reason", "corrects", "tables", "figures"}
    assert (first / "manifest.json").read_bytes() == before
    assert (world.settings.editions_dir / "latest").resolve().name == "2026-10-erratum-02"
    root = json.loads((world.settings.editions_dir / "editions.json").read_bytes())
    assert (root["latest"], len(root["editions"])) == ("2026-10-erratum-02", 3)
    assert (root["editions"][0]["corrects"], root["editions"][0]["reason"]) == ("2026-10-erratum-01", REASON)

    editions = ask(world, "seal", "2026-10", "--verify")["editions"]
    assert [one["problems"] for one in editions] == [[], [], []]
    assert editions[1]["manifest_sha256"] == told[1]["corrects"]["manifest_sha256"]
    states = {one["month"]: one for one in ask(world, "status")["months"]}
    assert (states["2026-10"]["edition"], states["2026-10"]["is_latest"]) == ("erratum", True)

    (first / "dictionnaire.md").write_text("autre")
    torn = ask(world, "seal", "2026-10", "--verify", code=4)["editions"]
    assert "dictionnaire.md" in torn[0]["problems"][0] and torn[1]["problems"] == []


@pytest.mark.parametrize(("is_published", "expected"), [(False, "2026-10 n’est pas publié."), (True, "reste tel quel")])
def test_a_gate_that_refuses_says_what_stays(
    world: World, monkeypatch: pytest.MonkeyPatch, is_published: bool, expected: str
) -> None:
    if is_published:
        target = world.settings.editions_dir / str(OCTOBER)
        target.mkdir(parents=True)
        (target / "manifest.json").write_text("{}")
    refused = gates.Verdict(False, True, 1, 1, "1 règle(s) non tenue(s).", "une règle", ())
    monkeypatch.setattr(gates, "examine", lambda *_: refused)
    with pytest.raises(GateError, match=expected):
        gates.hold(world, OCTOBER)


@pytest.mark.long
def test_what_needs_no_erratum_is_refused(world: World) -> None:
    with pytest.raises(BarometreError, match="not sealed"):
        erratum.publish_erratum(world, OCTOBER, REASON, print)
    published(world, "provisional")
    with pytest.raises(BarometreError, match="publish it again, no erratum is needed"):
        erratum.publish_erratum(world, OCTOBER, REASON, print)
    published(world, "definitive")
    with pytest.raises(InputError, match="il n’y a rien à corriger"):
        erratum.publish_erratum(world, OCTOBER, REASON, print)
    assert [path.name for path in sorted(world.settings.editions_dir.glob("2026*"))] == ["2026-10"]


@pytest.mark.long
def test_a_sealed_month_that_is_published_again_says_what_to_do(world: World) -> None:
    sealed = published(world, "definitive")
    correct(world, 3)
    with pytest.raises(BarometreError, match="barometre erratum 2026-10 --reason"):
        published(world, "definitive")
    assert compare_editions(sealed, sealed) == []


def named(root: Path, name: str, kind: str) -> None:
    """An edition that is nothing but its name and kind."""
    (root / name).mkdir(parents=True)
    told = {"edition": {"month": name[:7], "kind": kind}, "files": {}, "tables": {}}
    (root / name / "manifest.json").write_text(json.dumps(told))


def test_errata_are_numbered_and_only_what_is_sealed_has_some(tmp_path: Path) -> None:
    root = tmp_path / "editions"
    with pytest.raises(BarometreError, match="not sealed"):
        next_erratum(root, OCTOBER)
    named(root, "2026-09", "definitive")
    named(root, "2026-10", "provisional")
    named(root, "2026-11", "provisional")
    with pytest.raises(BarometreError, match="publish it again, no erratum is needed"):
        next_erratum(root, OCTOBER)
    assert next_erratum(root, Month(2026, 9)) == "2026-09-erratum-01"
    named(root, "2026-09-erratum-01", "erratum")
    assert next_erratum(root, Month(2026, 9)) == "2026-09-erratum-02"
    assert [path.name for path in editions_of(root, Month(2026, 9))] == ["2026-09", "2026-09-erratum-01"]
    assert sealed_months(root) == ["2026-09"]


def test_what_is_sealed_is_verified_file_by_file(tmp_path: Path) -> None:
    root = tmp_path / "editions"
    named(root, "2026-09", "definitive")
    asked = ["seal", "2026-09", "--verify", "--data-dir", str(tmp_path)]
    shown = RUN.invoke(cli.app, asked).stdout
    assert "intacte : " in shown and ", définitive, scellée, manifeste " in shown
    (root / "2026-09" / "de-trop.csv").touch()
    torn = RUN.invoke(cli.app, asked)
    assert (torn.exit_code, "de-trop.csv : dans le dossier, pas au manifeste" in torn.stdout) == (4, True)
    missing = RUN.invoke(cli.app, ["seal", "2026-10", "--verify", "--data-dir", str(tmp_path)])
    assert isinstance(missing.exception, InputError)


def test_an_erratum_needs_a_reason(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="dire ce qui était faux"):
        erratum.publish_erratum(World(Settings(data_dir=tmp_path)), OCTOBER, "oups", print)
