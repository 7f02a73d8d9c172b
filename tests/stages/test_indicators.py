"""`barometre indicators`: computed, withheld, not observable; the catalogue alone; one definition; bad usage."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from support import ROOT
from typer.testing import CliRunner

from pipelines import cli
from pipelines.cli import method
from pipelines.model.errors import InputError, WarehouseError
from pipelines.stages.indicators import COMPUTED, NOT_OBSERVABLE, WITHHELD, Listing, listing
from pipelines.warehouse.load import create_tables

REFERENCE = ROOT / "data" / "reference"
OCTOBER = date(2026, 10, 1)
RUN = CliRunner()


def _cell(indicator_id: str, network: str, value: float | None, status: str, variant: str = "base") -> dict[str, Any]:
    return {
        "month": OCTOBER, "roster_id": "R", "indicator_id": indicator_id, "variant": variant, "network": network,
        "area_level": "france", "area_code": "FR", "stratum": "ALL", "aggregation": "pooled", "value": value,
        "interval_method": "none", "value_status": status, "member_count": 10, "measured_count": 8, "unknown_count": 2,
        "unit_fr": "u", "change_unit": "unit", "change_m1_status": "no_reference", "change_m12_status": "no_reference",
    }  # fmt: skip


CELLS = [
    _cell("I01", "facebook", 0.5, "observed"),
    _cell("I01", "x", None, "withheld"),
    _cell("I03", "any", 0.5, "observed"),
    _cell("I04", "facebook", None, "small_base", "avec:x"),
    _cell("I04", "facebook", None, "withheld", "avec:youtube"),
    _cell("I04", "x", None, "withheld", "avec:youtube"),
    _cell("I36", "facebook", None, "not_collected"),
    _cell("I36", "facebook", None, "not_collected", "autre"),
]
RANK = {
    "month": OCTOBER, "roster_id": "R", "stratum": "REG", "network": "x", "window_months": 1, "lens": "absolute",
    "territory_id": "region:11", "value": 10.0, "rank": 1, "best_rank": 1, "worst_rank": 1, "ranked_count": 5,
    "unranked_count": 0, "is_podium_certain": True, "is_stock_flow_suspect": False, "value_lo": 10.0, "value_hi": 10.0,
    "origin": "live", "reference_origin": "live",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    path = folder / "warehouse" / "barometre.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as con:
        create_tables(con)
        con.execute("INSERT INTO roster.months VALUES (DATE '2026-09-01', 'R'), (DATE '2026-10-01', 'R')")
        for table, row in [*(("indicators", cell) for cell in CELLS), ("ranking", RANK)]:
            names, marks = ", ".join(row), ", ".join("?" for _ in row)
            con.execute(f"INSERT INTO barometer.{table} ({names}) VALUES ({marks})", list(row.values()))
    return folder


@pytest.fixture
def found(folder: Path) -> Listing:
    return listing(REFERENCE, [folder / "warehouse" / "barometre.duckdb"], None)


def test_each_of_the_sixty_three_has_a_state(found: Listing) -> None:
    assert str(found.month) == "2026-10"
    assert [each.indicator_id for each in found.states] == [f"I{number:02d}" for number in range(1, 64)]
    assert found.counts == {COMPUTED: 3, WITHHELD: 1, NOT_OBSERVABLE: 59}


def test_one_value_is_enough_and_the_most_frequent_reason_is_told(found: Listing) -> None:
    states = {each.indicator_id: each for each in found.states}
    some, none = states["I01"], states["I04"]
    assert (some.state, some.value_count, some.cell_count, some.networks) == (COMPUTED, 1, 2, ("facebook", "x"))
    assert (none.state, none.value_count, none.cell_count, none.reason) == (WITHHELD, 0, 3, "withheld")
    assert "plus de 10 % d’inconnus" in none.why_fr
    assert (states["I03"].networks, states["I03"].why_fr) == ((), "")


def test_an_indicator_that_lives_in_another_table_is_computed_when_that_has_rows_of_the_month(
    found: Listing, folder: Path
) -> None:
    rank = next(each for each in found.states if each.indicator_id == "I16")
    assert (rank.state, rank.value_count, rank.networks, rank.why_fr) == (COMPUTED, 1, ("x",), "")
    before = listing(REFERENCE, [folder / "warehouse" / "barometre.duckdb"], "2026-09")
    assert next(each for each in before.states if each.indicator_id == "I16").state == NOT_OBSERVABLE


def test_what_was_not_collected_is_not_observable_and_not_withheld(found: Listing) -> None:
    ads = next(each for each in found.states if each.indicator_id == "I36")
    assert (ads.state, ads.value_count, ads.cell_count, ads.reason) == (NOT_OBSERVABLE, 0, 2, "not_collected")
    assert "ne l’a pas été" in ads.why_fr


def test_without_a_cell_it_is_said_whether_we_compute_it_at_all(found: Listing) -> None:
    for each in found.states:
        if each.state == NOT_OBSERVABLE and each.cell_count == 0:
            is_ours = found.catalogue[each.indicator_id]["computed_in"] is not None
            assert ("aucune porte" in each.why_fr) == is_ours
            assert ("pas encore calculé" in each.why_fr) != is_ours


def test_another_month_has_no_cell_and_one_that_is_not_observed_is_refused(folder: Path) -> None:
    path = folder / "warehouse" / "barometre.duckdb"
    assert listing(REFERENCE, [path], "2026-09").counts[NOT_OBSERVABLE] == 63
    with pytest.raises(InputError, match="2013-07 n’est pas dans la base ; elle contient 2026-09, 2026-10"):
        listing(REFERENCE, [path], "2013-07")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda con: con.execute("CREATE SCHEMA roster; CREATE TABLE roster.months (month DATE)"), "aucun mois"),
        (lambda con: con.execute("CREATE TABLE anything (x INTEGER)"), "base d’une version sans indicateurs"),
    ],
)
def test_a_base_that_says_nothing_tells_what_to_do(tmp_path: Path, make: Callable[[Any], Any], words: str) -> None:
    path = tmp_path / "barometre.duckdb"
    with duckdb.connect(str(path)) as con:
        make(con)
    with pytest.raises((InputError, WarehouseError), match=words):
        listing(REFERENCE, [path], None)


def test_what_is_published_is_asked_while_a_run_holds_the_base(folder: Path, tmp_path: Path) -> None:
    """As `barometre evidence` does; what holds the base is told where nothing is published."""
    base = tmp_path / "warehouse" / "barometre.duckdb"
    base.parent.mkdir()
    shutil.copy(folder / "warehouse" / "barometre.duckdb", base)
    asked = ["indicators", "--data-dir", str(tmp_path), "--json"]
    copy = tmp_path / "editions" / "latest" / "barometre-2026-10.duckdb"
    with duckdb.connect(str(base)):
        assert isinstance(RUN.invoke(cli.app, asked).exception, WarehouseError)
        copy.parent.mkdir(parents=True)
        shutil.copy(folder / "warehouse" / "barometre.duckdb", copy)
        told = json.loads(RUN.invoke(cli.app, asked).stdout)
    assert (told["warehouse"], told["month"], told["counts"][COMPUTED]) == (str(copy), "2026-10", 3)
    assert json.loads(RUN.invoke(cli.app, asked).stdout)["warehouse"] == str(base)


def test_the_command_lists_by_family_and_explains_its_words(folder: Path) -> None:
    told = RUN.invoke(cli.app, ["indicators", "--data-dir", str(folder)])
    assert told.exit_code == 0
    for words in (
        "Qualité des données",
        "Taux de présence",
        "1 / 2",
        "calculé : 3",
        "Une case :",
        "barometre indicators I05",
    ):
        assert words in told.stdout


def test_json_holds_definition_and_state(folder: Path) -> None:
    told = json.loads(RUN.invoke(cli.app, ["indicators", "--json", "--data-dir", str(folder)]).stdout)
    assert (told["month"], told["counts"]["computed"], len(told["indicators"])) == ("2026-10", 3, 63)
    assert told["indicators"][0]["state"] == "computed"
    assert told["indicators"][0]["example_value"] == pytest.approx(116 / 176)
    one = json.loads(RUN.invoke(cli.app, ["indicators", "i36", "--json", "--data-dir", str(folder)]).stdout)
    assert [row["break_month"] for row in one["indicators"]] == ["2025-10-01"]


def test_without_a_warehouse_the_catalogue_is_shown_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(method, "_bases", lambda *_: [])
    told = RUN.invoke(cli.app, ["indicators"])
    assert "Aucune base : le catalogue seul" in told.stdout
    assert "constat" not in told.stdout
    one = RUN.invoke(cli.app, ["indicators", "I02"]).stdout
    assert "exemple : 85 % des régions" in one
    assert "cases" not in one
    assert json.loads(RUN.invoke(cli.app, ["indicators", "--json"]).stdout)["counts"] == {}


def test_one_definition_comes_with_its_state(folder: Path) -> None:
    told = RUN.invoke(cli.app, ["indicators", "I04", "--data-dir", str(folder)]).stdout
    assert "2026-10 : retenu, 0 valeurs sur 3 cases" in told
    assert "réseaux de ces cases : facebook, x" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["I99"], "de I01 à I63"),
        (["--month", "octobre"], "2026-10"),
        (["--data-dir", "/nulle/part"], "il n’y a pas de fichier DuckDB"),
    ],
)
def test_bad_usage_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    monkeypatch.setattr("sys.argv", ["barometre", "indicators", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert words in " ".join(capsys.readouterr().err.split())
