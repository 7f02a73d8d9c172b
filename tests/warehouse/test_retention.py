"""Texts are kept ninety days: to the microsecond, in a frame, in the lake, in the tables and the bytes of DuckDB."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.model.texts import KeptText
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import partition_path, read_table, schema_of, write_table
from pipelines.warehouse.load import create_tables, rebuild_observations
from pipelines.warehouse.retention import TEXTS, forget, forget_in_lake, forget_in_warehouse, write_anew

MONTH = Month(2026, 8)
BORN = datetime(2026, 8, 10, 9, 30)
READ = datetime(2026, 8, 31, 16)
DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
SAID = "Phrase reconnaissable du dix août"
ERASED = ["text", "text_status"]


def texts(*rows: dict[str, Any]) -> pl.DataFrame:
    kept = KeptText.of(SAID)
    row = {
        "month": MONTH.first_day, "network": "x", "account_id": "x:a", "text_id": "1", "kind": "post",
        "created_at": BORN, "url": None, "text": kept.text, "text_status": kept.status.value,
        "word_count": kept.word_count, "char_count": kept.char_count, "signature": kept.signature,
        "observed_at": READ, "parser_version": "x-3", "record": "r",
    }  # fmt: skip
    return pl.DataFrame([row | changes for changes in rows], schema=schema_of(TEXTS))


def at(age: timedelta, born: datetime = BORN) -> datetime:
    return (born + age).replace(tzinfo=UTC)


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Path, Path]:
    """A lake with one old text, one newer, one never given, and the warehouse loaded from it."""
    lake, warehouse = tmp_path / "lake", tmp_path / "w.duckdb"
    newer = {"text_id": "2", "created_at": BORN + 9 * DAY, "text": "Une autre, du dix-neuf"}
    none = {"text_id": "3", "text": None, "text_status": "not_given", "word_count": None, "char_count": None}
    write_table(lake, TEXTS, texts({}, newer, none | {"signature": None}), MONTH, "x")
    write_table(lake, TEXTS, texts(newer | {"network": "bluesky"}), MONTH, "bluesky")
    with connect(warehouse) as con:
        create_tables(con)
        for network in ("x", "bluesky"):
            rebuild_observations(con, lake, MONTH, [network])
    return lake, warehouse


def statuses(stores: tuple[Path, Path]) -> list[list[tuple[str, str]]]:
    lake, warehouse = stores
    in_lake = read_table(lake, TEXTS, MONTH, "x").select("text_id", "text_status").rows()
    with connect(warehouse, read_only=True) as con:
        query = f"SELECT text_id, text_status FROM {TEXTS} WHERE network = 'x' ORDER BY text_id"
        return [in_lake, con.execute(query).fetchall()]


@pytest.mark.parametrize(
    ("age", "is_kept"),
    [
        (0 * DAY, True),
        (89 * DAY, True),
        (90 * DAY, True),
        (90 * DAY + INSTANT, False),
        (91 * DAY, False),
        (5_000 * DAY, False),
    ],
)
def test_a_text_is_kept_for_ninety_days_after_what_it_says_was_published(
    stores: tuple[Path, Path], age: timedelta, is_kept: bool
) -> None:
    before, now = texts({}), at(age)
    after = forget(before, now)
    assert after["text"].to_list() == [SAID if is_kept else None]
    assert after["text_status"].to_list() == ["observed" if is_kept else "purged"]
    assert after.drop(ERASED).equals(before.drop(ERASED)), "signature, counts and all the rest stay"
    assert after.schema == before.schema
    assert forget(after, now).equals(after)
    assert forget(after, at(0 * DAY)).equals(after), "what was forgotten stays so"
    lake, warehouse = stores
    forget_in_lake(lake, now)
    forget_in_warehouse(warehouse, now)
    for found in statuses(stores):
        assert dict(found)["1"] == ("observed" if is_kept else "purged")
        assert dict(found)["3"] == "not_given"


@pytest.mark.parametrize(
    ("changes", "born"),
    [
        ({"kind": "item", "created_at": None}, READ),
        ({"kind": "item", "created_at": datetime(2030, 1, 1)}, READ),
        ({"kind": "item", "created_at": datetime(2019, 1, 1)}, datetime(2019, 1, 1)),
    ],
)
def test_an_item_without_a_credible_date_is_as_old_as_its_reading(changes: dict[str, Any], born: datetime) -> None:
    item = texts(changes)
    assert forget(item, at(90 * DAY, born))["text"].to_list() == [SAID]
    assert forget(item, at(91 * DAY, born))["text"].to_list() == [None]


def test_what_was_never_given_is_not_called_purged() -> None:
    none = texts({"text": None, "text_status": "not_given"})
    assert forget(none, at(5_000 * DAY)).equals(none)


def test_only_what_is_past_is_erased_and_only_once(stores: tuple[Path, Path]) -> None:
    lake, warehouse = stores
    now, untouched = at(91 * DAY), partition_path(lake, TEXTS, MONTH, "bluesky")
    before = untouched.stat().st_mtime_ns
    assert {(found.month, found.network): count for found, count in forget_in_lake(lake, now).items()} == {
        (MONTH, "x"): 1
    }
    assert forget_in_warehouse(warehouse, now) == 1
    expected = [("1", "purged"), ("2", "observed"), ("3", "not_given")]
    assert statuses(stores) == [expected, expected]
    assert untouched.stat().st_mtime_ns == before
    assert forget_in_lake(lake, now) == {}
    assert forget_in_warehouse(warehouse, now) == 0
    assert statuses(stores) == [expected, expected]


def test_lake_and_warehouse_agree_whatever_the_instant(stores: tuple[Path, Path]) -> None:
    lake, warehouse = stores
    for hours in range(88 * 24, 101 * 24, 7):
        now = at(timedelta(hours=hours))
        in_lake = sum(forget_in_lake(lake, now).values())
        assert forget_in_warehouse(warehouse, now) == in_lake
        first, second = statuses(stores)
        assert first == second
    assert [status for _, status in first] == ["purged", "purged", "not_given"]


def test_a_file_that_was_written_before_texts_were_is_left_alone(tmp_path: Path) -> None:
    with connect(tmp_path / "w.duckdb") as con:
        con.execute("CREATE SCHEMA other; CREATE TABLE other.kept AS SELECT 1 AS one")
    assert forget_in_warehouse(tmp_path / "w.duckdb", at(91 * DAY)) == 0
    assert forget_in_lake(tmp_path / "lake", at(91 * DAY)) == {}


def test_nothing_of_an_erased_text_is_left_in_the_bytes(stores: tuple[Path, Path]) -> None:
    lake, warehouse = stores
    with connect(warehouse) as con:
        con.execute("CREATE MACRO barometer.one() AS TABLE SELECT 1 AS one")
    said = SAID.encode()
    assert said in warehouse.read_bytes()
    forget_in_lake(lake, at(91 * DAY))
    forget_in_warehouse(warehouse, at(91 * DAY))
    write_anew(warehouse)
    assert said not in warehouse.read_bytes()
    assert [path for path in lake.rglob("*.parquet") if said in path.read_bytes()] == []
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["lake", "w.duckdb"]
    assert statuses(stores)[1] == [("1", "purged"), ("2", "observed"), ("3", "not_given")]
    with connect(warehouse) as con:
        create_tables(con)
        assert con.execute("FROM barometer.one()").fetchall() == [(1,)]
        columns = con.execute(
            "SELECT count(*) FILTER (comment IS NULL), count(*) FILTER (NOT is_nullable) FROM duckdb_columns() "
            "WHERE NOT internal"
        ).fetchall()
    assert columns[0][0] == 0 and columns[0][1] > 100, "comments and NOT NULL are kept"
