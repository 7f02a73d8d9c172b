"""What a sealed edition is made from: the archive without the answers that may be kept for a time only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.config import Settings
from pipelines.fetch.archive import PartitionArchive
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request
from pipelines.stages import provenance, purge
from pipelines.stages.lasting import lasting, lasting_archive
from pipelines.stages.report import StepReport
from pipelines.stages.rerun import changed
from pipelines.stages.world import World

MONTH = Month(2026, 8)
READ = datetime(2026, 8, 31, 16, tzinfo=UTC)
SECRET = b'{"items": [{"statistics": {"subscriberCount": "271828"}}]}'
AMENDED = frozenset({"youtube_analytics_amendment"})


def append(root: Path, number: int, door: str, network: str = "youtube", month: Month = MONTH) -> None:
    request = Request(f"https://host/{number}", network, door, "profile", (f"{network}:{number}",))
    at = READ + timedelta(seconds=number)
    with PartitionArchive(root, month, network) as archive:
        archive.append(Capture(request, Outcome.OK, at, 200, request.url, body=SECRET))


@pytest.fixture
def world(tmp_path: Path) -> World:
    settings = Settings(web="replica", data_dir=tmp_path)
    for number, door in enumerate(("api", "page", "api")):
        append(settings.archive_dir, number, door)
    append(settings.archive_dir, 4, "api", "mastodon")
    brought = settings.archive_dir / "2026-08" / "lists" / "abc-liste.csv"
    brought.parent.mkdir()
    brought.write_text("code\n")
    return World(settings)


def outcomes(root: Path, month: Month = MONTH) -> list[tuple[str, str]]:
    with PartitionArchive(root, month, "youtube", is_read_only=True) as archive:
        return [(capture.request.door, capture.outcome.value) for capture in archive.captures()]


def content(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in provenance.archived(root)}


def test_what_may_not_be_kept_is_left_out_of_what_is_sealed_and_stays_where_it_is(world: World) -> None:
    before = content(world.archive_dir)
    with lasting_archive(world, "definitive") as archive_dir:
        assert outcomes(archive_dir) == [("api", "purged"), ("page", "ok"), ("api", "purged")]
        emptied = content(archive_dir)
    assert emptied.keys() == before.keys()
    differing = [name for name in before if before[name] != emptied[name]]
    assert differing == ["2026-08/youtube/index.jsonl", "2026-08/youtube/part-0000.warc.gz"]
    assert content(world.archive_dir) == before
    assert not list(world.settings.data.glob(".lasting*"))


@pytest.mark.parametrize(("kind", "declared"), [("provisional", frozenset()), ("definitive", AMENDED)])
def test_an_edition_that_may_hold_it_is_made_from_all(world: World, kind: str, declared: frozenset[str]) -> None:
    permitted = World(world.settings.model_copy(update={"declared": declared}))
    with lasting(permitted, kind) as same:
        assert same is permitted


def test_what_a_sealed_edition_was_made_from_is_the_same_after_the_purge(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now(kind: str, told: tuple[dict[str, Any], dict[str, Any]]) -> list[str]:
        with lasting_archive(world, kind) as archive_dir:
            return changed(world, archive_dir, *told)

    told = {}
    for kind in ("provisional", "definitive"):
        with lasting_archive(world, kind) as archive_dir:
            provenance.write(world, tmp_path / kind, MONTH, kind, archive_dir)
        told[kind] = provenance.read(tmp_path / kind)
        assert now(kind, told[kind]) == []
    append(world.archive_dir, 5, "api")
    append(world.archive_dir, 6, "api", month=MONTH.plus(1))
    assert [now(kind, told[kind]) for kind in told] == [[], []], "an archive that only grew"

    monkeypatch.setattr(purge.parse, "parse_partitions", lambda *_: [])
    report: StepReport = purge.purge(world, READ + timedelta(days=31))
    assert report.rows == {"archive/youtube 2026-08": 3, "archive/youtube 2026-09": 1}
    assert [text.split(" : ")[0] for text in now("provisional", told["provisional"])] == [
        "archive/2026-08/youtube/index.jsonl", "archive/2026-08/youtube/part-0000.warc.gz",
    ]  # fmt: skip
    assert now("definitive", told["definitive"]) == [], "before the purge and after it"
    with lasting(world, "definitive") as same:
        assert same is world, "nothing is left to leave out"
