"""Texts from the archive to the tables and out of them: reading an old month again never brings one back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.config import Settings
from pipelines.fetch.archive import PartitionArchive
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request
from pipelines.stages.parse import parse_partitions, read_to_lake
from pipelines.stages.purge import ERASED, purge
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import read_table, schema_of, write_table
from pipelines.warehouse.load import create_tables

MONTH = Month(2026, 8)
BORN = datetime(2026, 8, 10, 9, 30, tzinfo=UTC)
READ = datetime(2026, 8, 31, 16, tzinfo=UTC)
DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
SAID = "Phrase reconnaissable du dix août"
FEED = f"""<rss version="2.0"><channel>
<item><title>Actualité</title><link>https://a.fr/1</link><pubDate>Mon, 10 Aug 2026 09:30:00 GMT</pubDate>
<description>&lt;p&gt;{SAID}&lt;/p&gt;</description></item>
<item><title>Sans date</title><link>https://a.fr/2</link><description>Une autre phrase</description></item>
</channel></rss>"""


def answer(url: str, network: str, purpose: str, subject: str, body: str) -> Capture:
    request = Request(url, network, "site" if network == "website" else "appview", purpose, (subject,))
    return Capture(request, Outcome.OK, READ, 200, url, body=body.encode())


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An archive of one Bluesky account with one post, and of one site with a feed of two items."""
    world = World(Settings(web="replica", data_dir=tmp_path))
    author = {"handle": "a.fr"}
    post = {"uri": "at://did/app/1", "author": author, "indexedAt": BORN.isoformat(),
            "record": {"text": SAID, "createdAt": BORN.isoformat()}}  # fmt: skip
    with PartitionArchive(world.archive_dir, MONTH, "bluesky") as archive:
        feed = json.dumps({"feed": [{"post": post}]})
        archive.append(answer("https://public.api.bsky.app/f", "bluesky", "posts", "bluesky:a.fr", feed))
    with PartitionArchive(world.archive_dir, MONTH, "website") as archive:
        archive.append(answer("https://a.fr/feed", "website", "feed", "website:a.fr", FEED))
    site = {"month": MONTH.first_day, "territory_id": "commune:1", "site_url": "https://a.fr", "source": "directory"}
    listed = {"record": None, "found_at": datetime(2026, 10, 31), "is_carried": False}
    sites = pl.DataFrame([site | listed], schema=schema_of("roster.sites"))
    write_table(world.lake_dir, "roster.sites", sites, MONTH)
    with connect(world.settings.warehouse_path) as con:
        create_tables(con)
    return world


def in_lake(world: World, network: str = "bluesky") -> list[tuple[str | None, str]]:
    found = read_table(world.lake_dir, "observations.texts", MONTH, network)
    return found.select("text", "text_status").rows()


def in_warehouse(world: World, network: str = "bluesky") -> list[tuple[str | None, str]]:
    with duckdb.connect(str(world.settings.warehouse_path), read_only=True) as con:
        query = "SELECT text, text_status FROM observations.texts WHERE network = ? ORDER BY text_id"
        return con.execute(query, [network]).fetchall()


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], datetime]:
    """Let it be so long after the post."""

    def move_to(age: timedelta) -> datetime:
        now = BORN + age
        monkeypatch.setattr(World, "now", property(lambda _: now))
        return now

    return move_to


BOTH = [(MONTH, "bluesky"), (MONTH, "website")]


def read_both(world: World) -> None:
    for partition in BOTH:
        parse_partitions(world, [partition])


@pytest.mark.parametrize(
    ("age", "is_kept"),
    [(89 * DAY, True), (90 * DAY, True), (90 * DAY + INSTANT, False), (91 * DAY, False)],
)
def test_reading_keeps_what_may_be_kept_on_that_day(
    world: World, move: Callable[[timedelta], datetime], age: timedelta, is_kept: bool
) -> None:
    move(age)
    read_both(world)
    status = "observed" if is_kept else "purged"
    for stored in (in_lake, in_warehouse):
        assert stored(world) == [(SAID if is_kept else None, status)]
        assert stored(world, "website") == [
            (f"Actualité {SAID}" if is_kept else None, status), ("Sans date Une autre phrase", "observed"),
        ]  # fmt: skip


def test_an_old_month_that_is_read_again_does_not_bring_its_texts_back(
    world: World, move: Callable[[timedelta], datetime]
) -> None:
    move(30 * DAY)
    read_both(world)
    assert in_warehouse(world) == [(SAID, "observed")]
    labelled = read_table(world.lake_dir, "observations.labels", MONTH, "bluesky")
    assert labelled["topic_code"].null_count() == 0
    signed = read_table(world.lake_dir, "observations.texts", MONTH, "bluesky").drop("text", "text_status")
    purge(world, move(91 * DAY))
    for again in range(3):
        assert in_lake(world) == in_warehouse(world) == [(None, "purged")], again
        assert in_lake(world, "website") == in_warehouse(world, "website")
        read_both(world)
    kept = read_table(world.lake_dir, "observations.texts", MONTH, "bluesky").drop("text", "text_status")
    assert kept.equals(signed), "signature, counts and metadata are those of the text that is gone"
    assert kept["signature"].null_count() == 0
    assert read_table(world.lake_dir, "observations.labels", MONTH, "bluesky").equals(labelled)


@pytest.mark.parametrize(("age", "erased"), [(89 * DAY, 0), (90 * DAY, 0), (90 * DAY + INSTANT, 2), (91 * DAY, 2)])
def test_the_purge_erases_at_the_same_instant(
    world: World, move: Callable[[timedelta], datetime], age: timedelta, erased: int
) -> None:
    move(timedelta())
    read_both(world)
    now = move(age)
    report = purge(world, now)
    assert sum(report.rows.values()) == erased
    assert report.facts[ERASED] == erased
    assert report.facts["months"] == "", "no published number depends on a text"
    assert in_lake(world) == in_warehouse(world) == [(None, "purged") if erased else (SAID, "observed")]
    assert purge(world, now).rows == {}


def test_a_purge_that_was_stopped_between_lake_and_warehouse_is_made_good(
    world: World, move: Callable[[timedelta], datetime]
) -> None:
    move(timedelta())
    read_both(world)
    for month, network in BOTH:
        read_to_lake(world.settings, month, network, move(91 * DAY))
    assert in_lake(world) == [(None, "purged")] and in_warehouse(world) == [(SAID, "observed")]
    purge(world, world.now)
    assert in_warehouse(world) == [(None, "purged")]


def test_after_a_purge_no_byte_of_lake_and_warehouse_says_it(
    world: World, move: Callable[[timedelta], datetime]
) -> None:
    move(timedelta())
    read_both(world)
    purge(world, move(91 * DAY))
    stores = [world.settings.warehouse_path, *world.lake_dir.rglob("*.parquet")]
    assert [path for path in stores if SAID.encode() in path.read_bytes()] == []


def test_a_purge_where_nothing_was_ever_computed_makes_nothing(tmp_path: Path) -> None:
    empty = World(Settings(web="replica", data_dir=tmp_path))
    assert purge(empty, empty.now).rows == {}
    assert list(tmp_path.iterdir()) == []


def test_today_is_the_end_of_the_simulated_present_and_the_clock_of_the_real_world(tmp_path: Path) -> None:
    assert World(Settings(web="replica")).now == datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC)
    before = datetime.now(UTC)
    assert before <= World(Settings(web="live")).now <= datetime.now(UTC)
