from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboards.source import Edition, read_edition
from pipelines.model.errors import ReferenceDataError, WarehouseError


@pytest.fixture
def copy(database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(database, tmp_path / "copy.duckdb"))


def change(path: Path, sql: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)


def test_the_edition_is_the_month_of_about(edition: Edition) -> None:
    assert (edition.month, edition.roster_id, edition.mention) == (date(2026, 10, 1), "DEMO2026", "données simulées")
    assert edition.before(12) == date(2025, 10, 1)
    assert edition.months("DEMO2026") == [date(2025, 10, 1), date(2026, 9, 1), date(2026, 10, 1)]


def test_without_about_the_latest_month_is_taken(copy: Path) -> None:
    change(copy, "DROP SCHEMA edition CASCADE")
    edition = read_edition(copy)
    assert (edition.month, edition.about) == (date(2026, 10, 1), {})


def test_networks_come_in_their_published_order_and_official_sites_last(edition: Edition) -> None:
    assert edition.observed_networks == [
        "facebook", "x", "instagram", "youtube", "linkedin", "tiktok", "snapchat", "bluesky", "threads", "whatsapp",
        "telegram", "peertube", "mastodon", "website",
    ]  # fmt: skip
    assert sorted(["website", "new", "mastodon", "any"], key=edition.place) == ["any", "mastodon", "new", "website"]


def test_requests_and_readings_of_the_month_are_counted_by_door(edition: Edition, copy: Path) -> None:
    change(copy, "DELETE FROM observations.snapshots WHERE month = '2026-10-01'")
    assert edition.frame("doors.readings").height > 10
    assert read_edition(copy).frame("doors.readings").is_empty()
    assert read_edition(copy).frame("doors.requests").equals(edition.frame("doors.requests"))


def test_a_real_world_has_no_mention(copy: Path) -> None:
    change(copy, "UPDATE reference.world SET is_simulated = false, origin = 'live'")
    assert read_edition(copy).mention is None


@pytest.mark.parametrize(
    ("sql", "error", "words"),
    [
        ("DROP TABLE barometer.ranking", WarehouseError, r"lacks barometer\.ranking"),
        ("DELETE FROM reference.world", ReferenceDataError, "nobody can tell real data from simulated"),
        ("DROP SCHEMA edition CASCADE; DELETE FROM roster.months", ReferenceDataError, "is empty"),
        ("DELETE FROM roster.months WHERE month = '2026-10-01'", ReferenceDataError, "no roster in force in 2026-10"),
    ],
)
def test_an_incomplete_edition_is_refused(copy: Path, sql: str, error: type[Exception], words: str) -> None:
    change(copy, sql)
    with pytest.raises(error, match=words):
        read_edition(copy)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="publish the edition first"):
        read_edition(tmp_path / "none.duckdb")


def test_a_file_that_is_not_duckdb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.duckdb").write_text("not a database, although it is long enough to be read" * 20, "utf-8")
    with pytest.raises(WarehouseError, match="cannot be opened"):
        read_edition(tmp_path / "text.duckdb")


def test_a_code_without_explanation_is_refused(edition: Edition) -> None:
    with pytest.raises(ReferenceDataError, match="does not explain stratum 'NEW'"):
        edition.label("stratum", "NEW")
