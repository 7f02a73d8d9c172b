"""Two steps of a month need the lists: they are read once, and again as soon as what they depend on has changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.config import Settings
from pipelines.fetch.archive import PartitionArchive
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request
from pipelines.networks.registry import wikidata_properties
from pipelines.roster import directory, statements, wikidata
from pipelines.stages.in_force import earlier_lists, roster_of
from pipelines.stages.roster import declare, read_lists
from pipelines.stages.world import World

MONTH = Month(2026, 10)
LINES = "code,level,name,population\n38185,commune,Grenoble,156140\n26362,commune,Valence,64749\n"


def answered(request: Request, body: object) -> Capture:
    return Capture(
        request, Outcome.OK, datetime(2026, 10, 31, 16, tzinfo=UTC), 200, request.url, {}, json.dumps(body).encode()
    )


def export(*communes: tuple[str, str]) -> Capture:
    def record(code: str, name: str) -> dict[str, object]:
        pivot = [{"type_service_local": "mairie", "code_insee_commune": [code]}]
        site = [{"valeur": f"https://www.{name.lower()}.fr"}]
        structured = {"pivot": json.dumps(pivot), "site_internet": json.dumps(site), "reseau_social": None}
        return {"nom": f"Mairie - {name}", "siren": None, **structured}

    return answered(directory.plan(MONTH)[0], [record(*one) for one in communes])


@pytest.fixture
def world(tmp_path: Path) -> World:
    path = tmp_path / "DEUX.csv"
    path.write_text(LINES, encoding="utf-8")
    return World(Settings(web="replica", data_dir=tmp_path / "data", roster=str(path)))


def archive(world: World, name: str, *captures: Capture, again: bool = False) -> None:
    keys = {capture.request.key for capture in captures} if again else set()
    with PartitionArchive(world.archive_dir, MONTH, name, asks_again=again, distrusted=keys) as partition:
        for capture in captures:
            partition.append(capture)


def declared(world: World) -> list[tuple[str, str]]:
    readings = read_lists(world, MONTH, roster_of(world, MONTH), earlier_lists(world, MONTH))
    return sorted(row for one in readings for row in one.sites.select("territory_id", "site_url").rows())


def test_lists_are_read_once_until_something_changes(world: World) -> None:
    members = roster_of(world, MONTH).members
    (request,) = wikidata.plan(members, MONTH, wikidata_properties())
    archive(world, "wikidata", answered(request, {"head": {"vars": statements.COLUMNS}, "results": {"bindings": []}}))
    archive(world, "directory", export(("38185", "Grenoble")))
    assert declared(world) == [("commune:38185", "https://www.grenoble.fr")]
    kept = world.lists
    assert declared(world) and world.lists is kept

    archive(world, "directory", export(("38185", "Grenoble"), ("26362", "Valence")), again=True)
    assert [territory_id for territory_id, _ in declared(world)] == ["commune:26362", "commune:38185"]
    assert world.lists is not kept

    Path(str(world.settings.roster)).write_text(LINES.partition("26362")[0], encoding="utf-8")
    assert [territory_id for territory_id, _ in declared(world)] == ["commune:38185"]


def test_a_month_that_is_declared_writes_its_lists(world: World) -> None:
    members = roster_of(world, MONTH).members
    (request,) = wikidata.plan(members, MONTH, wikidata_properties())
    archive(world, "wikidata", answered(request, {"head": {"vars": statements.COLUMNS}, "results": {"bindings": []}}))
    archive(world, "directory", export(("38185", "Grenoble"), ("26362", "Valence")))
    report = declare(world, MONTH)
    assert report.problems == []
    assert report.preview is not None
    parts = report.preview.select("source", "part", "outcome", "answered_count", "record_count", "record")
    assert parts.rows()[0][:5] == ("roster", "DEUX", "ok", 2, 2)
    assert (world.archive_dir / str(parts.rows()[0][5]).partition("@")[0]).read_text("utf-8") == LINES
    assert [row[:5] for row in parts.rows()[1:]] == [
        ("directory", "mairie", "ok", 2, 2), ("wikidata", "P374", "ok", 2, 0),
    ]  # fmt: skip
