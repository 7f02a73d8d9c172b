"""What a reading of the archive changed, as entries of the data journal."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.config import Settings
from pipelines.model.errors import ReferenceDataError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.stages import provenance
from pipelines.stages.journal import TABLE, journal, write_entries
from pipelines.stages.rebuild import beside
from pipelines.stages.rerun import changed
from pipelines.stages.world import World
from pipelines.warehouse.causes import Change, Why
from pipelines.warehouse.connect import connect
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.moves import Move, Moves

PARSER = [
    Change("parser", "barometer.status", "2026-08", "x", 0, 0, 12),
    Change("parser", "barometer.audience", "2026-09", "facebook", 1_000, 200, 30),
    Change("parser", "barometer.departures", "2026-10", "bluesky", 9, 9, 9),
]
MOVED = Moves(
    12, 1_230, 87, [("present_active", "unknown", 8), (None, "absent_confirmed", 4)],
    [Move("2026-09", "commune:38185", "Grenoble", "facebook", 39_510, 41_200)],
)  # fmt: skip
WORLD = [Change("world", "barometer.chained_index", "2026-09", None, 0, 0, 2)]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(World, "now", property(lambda self: datetime(2026, 11, 27, tzinfo=UTC)))
    world = World(Settings(web="replica", data_dir=tmp_path / "data"))
    with connect(world.settings.warehouse_path) as con:
        create_tables(con, [TABLES["roster.members"], TABLES[TABLE]])
    return world


def in_base(world: World) -> list[str]:
    with connect(world.settings.warehouse_path, read_only=True) as con:
        return [name for (name,) in con.execute("SELECT entry_id FROM reference.journal ORDER BY ALL").fetchall()]


def test_each_cause_that_changed_what_is_published_is_an_entry(world: World) -> None:
    before = journal(world).height
    names = write_entries(world, Why([*WORLD, *PARSER], [], [], {"parser": MOVED}), ["2026-08"])
    assert names == ["relecture-2026-11-27-world", "relecture-2026-11-27-parser"]
    entries = {row["entry_id"]: row for row in journal(world).to_dicts()}
    assert len(entries) == before + 2
    read = entries["relecture-2026-11-27-parser"]
    assert (read["entry_date"], read["kind"], read["networks"]) == (date(2026, 11, 27), "parser", "facebook x")
    assert (read["first_month"], read["last_month"]) == (date(2026, 8, 1), date(2026, 9, 1))
    assert (
        "1\u202f242 lignes publiées changent. Chiffres qui changent : statuts, 12 ; nombres d’abonnés, 1\u202f230 ; "
        "collectivités touchées, 87. Statuts, du plus fréquent : de « Présente et active » à « Inconnue » : 8 ; de "
        "« hors des listes » à « Absence confirmée » : 4. Abonnés, du plus grand écart : Grenoble, Facebook, "
        "2026-09 : 39\u202f510 → 41\u202f200. " in read["text_fr"]
    )
    assert (
        "1,242 published rows change. Figures that change: statuses, 12; follower counts, 1,230; authorities touched, "
        "87. Statuses, the most frequent first: from “Present and active” to “Unknown”: 8; from “not listed” to "
        "“Confirmed absence”: 4. Followers, the largest move first: Grenoble, Facebook, 2026-09: 39,510 → 41,200. "
        in read["text_en"]
    )
    assert "statuts, 0 ; nombres d’abonnés, 0" in entries["relecture-2026-11-27-world"]["text_fr"]
    assert read["text_fr"].endswith("Éditions scellées qui seraient autres : 2026-08.")
    assert entries["relecture-2026-11-27-world"]["networks"] is None
    assert set(names) <= set(in_base(world))


def test_a_second_reading_of_a_day_has_a_name_of_its_own_and_moves_nothing_that_was_told(world: World) -> None:
    write_entries(world, Why(PARSER, [], []), [])
    first = world.settings.journal_path.read_bytes()
    assert write_entries(world, Why(PARSER, [], []), []) == ["relecture-2026-11-27-parser-2"]
    assert world.settings.journal_path.read_bytes().startswith(first)


def test_what_changes_nothing_that_is_published_is_no_entry(world: World) -> None:
    before = in_base(world)
    assert write_entries(world, Why(PARSER[2:], [], []), []) == []
    assert in_base(world) == before and not world.settings.journal_path.exists()


def test_both_journals_together_have_no_entry_twice(world: World) -> None:
    shutil.copyfile(world.settings.reference_dir / "journal.toml", world.settings.journal_path)
    with pytest.raises(ReferenceDataError, match=r"attribution.* is an entry of the project’s journal as well"):
        journal(world)


def test_the_journal_of_an_edition_is_an_input_that_may_only_grow(world: World, tmp_path: Path) -> None:
    def now() -> list[str]:
        return changed(world, world.archive_dir, *provenance.read(tmp_path / "draft"))

    write_entries(world, Why(PARSER, [], []), [])
    provenance.write(world, tmp_path / "draft", Month(2026, 10), "provisional", world.archive_dir)
    assert journal(beside(world, tmp_path / "again")).equals(journal(world))
    write_entries(world, Why(WORLD, [], []), [])
    assert now() == []
    path = world.settings.journal_path
    path.write_bytes(path.read_bytes().replace(b"1\xe2\x80\xaf242", b"1\xe2\x80\xaf243"))
    assert [text.split(" : ")[0] for text in now()] == ["journal.toml"]
    path.unlink()
    assert [text.split(" : ")[0] for text in now()] == ["journal.toml"]
