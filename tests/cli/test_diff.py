"""`barometre diff`: what changed between two months (what each kind is: tests/sql/diff)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import feedparser
import polars as pl
import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.model.errors import InputError, WarehouseError
from pipelines.warehouse.changes import COLUMNS

RUN = CliRunner()
LYON = "commune:69123"


@pytest.fixture(scope="module")
def published(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both months are published; since then, the second one tells another figure of the first."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(data / "warehouse", folder / "warehouse")
    for month in ("2026-09", "2026-10"):
        edition = folder / "editions" / month
        edition.mkdir(parents=True)
        (edition / "manifest.json").touch()
        shutil.copy(folder / "warehouse" / "barometre.duckdb", edition / f"barometre-{month}.duckdb")
    with duckdb.connect(str(folder / "editions" / "2026-10" / "barometre-2026-10.duckdb")) as con:
        con.execute(
            "UPDATE barometer.audience SET followers_count = followers_count + 1 "
            f"WHERE month = DATE '2026-09-01' AND territory_id = '{LYON}'"
        )
        con.execute(
            "UPDATE barometer.status SET status = 'present_dormant' "
            f"WHERE month = DATE '2026-10-01' AND territory_id = '{LYON}' AND status = 'present_active'"
        )
    return folder


def ask(folder: Path, *asked: str) -> dict[str, Any]:
    result = RUN.invoke(cli.app, ["diff", *asked, "--data-dir", str(folder), "--json"])
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def test_the_editions_are_compared(published: Path, tmp_path: Path) -> None:
    path = tmp_path / "differences.csv"
    feed = tmp_path / "differences.xml"
    told = ask(published, "2026-09", "2026-10", "--csv", str(path), "--atom", str(feed))
    read = feedparser.parse(feed.read_text("utf-8"))
    assert not read.bozo and [entry.title for entry in read.entries] == [
        "Lyon, Facebook : n’a plus publié", "Lyon, Facebook : corrigé depuis la publication",
    ]  # fmt: skip
    assert len({entry.id for entry in read.entries}) == 2 and read.entries[0].updated == "2026-10-31T23:59:59Z"
    assert told["base"].endswith("editions/2026-10/barometre-2026-10.duckdb") and told["problem"] is None
    kinds = {row["kind"]: row for row in told["rows"]}
    assert set(kinds) == {"stopped", "corrected"}
    assert (kinds["stopped"]["name"], kinds["stopped"]["after"]) == ("Lyon", "present_dormant")
    wrong = kinds["corrected"]
    assert (wrong["reason"], wrong["after_count"] - wrong["before_count"]) == ("parser", 1)
    assert {(one["kind"], one["count"]) for one in told["counts"]} == {("stopped", 1), ("corrected", 1)}
    frame = pl.read_csv(path)
    assert (tuple(frame.columns), frame.height) == (COLUMNS, 2)

    assert [row["kind"] for row in ask(published, "2026-09", "2026-10", "--kind", "corrected")["rows"]] == ["corrected"]
    assert ask(published, "2026-09", "2026-10", "--network", "tiktok")["rows"] == []
    shown = RUN.invoke(cli.app, ["diff", "2026-09", "2026-10", "--data-dir", str(published)]).stdout
    assert "n’ont plus publié : 1 (Facebook 1)" in shown
    assert "Lyon, Facebook, lyon : Présente et active → Présente, sans publication récente" in shown


def test_a_month_that_is_not_published_cannot_tell_its_corrections(data: Path) -> None:
    told = ask(data, "2026-09", "2026-10")
    assert told["base"] == str(data / "warehouse" / "barometre.duckdb")
    assert "2026-09 n’est pas publié" in told["problem"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["2026-10", "2026-09"], "donner d’abord le mois le plus ancien"),
        (["2026-08", "2026-10"], "n’a pas 2026-08 ; mois : 2026-09, 2026-10"),
        (["2026-09", "2026-10", "--kind", "tombés"], "sorte inconnue : tombés"),
        (["septembre", "2026-10"], "is not a month"),
    ],
)
def test_what_cannot_be_compared_is_refused(data: Path, asked: list[str], words: str) -> None:
    result = RUN.invoke(cli.app, ["diff", *asked, "--data-dir", str(data)])
    assert isinstance(result.exception, InputError) and words in str(result.exception)


def test_without_any_base_it_says_so(tmp_path: Path) -> None:
    result = RUN.invoke(cli.app, ["diff", "2026-09", "2026-10", "--data-dir", str(tmp_path)])
    assert isinstance(result.exception, WarehouseError)
