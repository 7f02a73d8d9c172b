"""The list of members of a month: its own, or that of the last month when its file cannot be read as a whole."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.config import Settings
from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.stages.in_force import keep_file, roster_of
from pipelines.stages.roster import keep_members, month_frame
from pipelines.stages.world import World
from pipelines.warehouse.lake import conform, write_table

OCTOBER = Month(2026, 10)
GOOD = "code,level,name,population\n84,region,Auvergne-Rhône-Alpes,8197325\n63,departement,Puy-de-Dôme,668301\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    path = tmp_path / "MIENNE.csv"
    path.write_text(GOOD, encoding="utf-8")
    return World(Settings(web="replica", data_dir=tmp_path / "data", roster=str(path)))


def go_by(world: World, month: Month) -> None:
    roster = roster_of(world, month)
    keep_members(world, conform("roster.members", roster.members))
    write_table(world.lake_dir, "roster.months", month_frame(month, roster.roster_id), month)


def file_of(world: World) -> Path:
    return Path(str(world.settings.roster))


def test_a_readable_list_is_that_of_the_month(world: World) -> None:
    roster = roster_of(world, OCTOBER)
    assert (roster.roster_id, roster.members.height, roster.problems) == ("MIENNE", 2, [])
    assert world.refused == {}
    assert roster.part.outcome is Outcome.OK
    assert (roster.part.record_count, roster.part.content_hash) == (2, sha256(GOOD.encode()).hexdigest())


def test_a_line_left_out_is_told_and_the_others_are_in_force(world: World) -> None:
    file_of(world).write_text(GOOD + "38185,commune,Grenoble,beaucoup\n", encoding="utf-8")
    roster = roster_of(world, OCTOBER)
    assert roster.members.height == 2
    assert "line 4" in roster.problems[0] and "line 4" in roster.part.problem


@pytest.mark.parametrize("broken", [GOOD.encode("latin-1"), GOOD.replace("population", "pop").encode(), b"", None])
def test_an_unreadable_list_leaves_that_of_the_last_month_in_force(world: World, broken: bytes | None) -> None:
    go_by(world, OCTOBER.plus(-3))
    if broken is None:
        file_of(world).unlink()
    else:
        file_of(world).write_bytes(broken)
    roster = roster_of(world, OCTOBER)
    assert roster.members["territory_id"].to_list() == ["departement:63", "region:84"]
    assert "la liste MIENNE de 2026-07 reste en vigueur (2 collectivités)" in roster.problems[0]
    assert "MIENNE.csv" in roster.problems[0]
    assert world.refused == {"MIENNE": roster.problems[0]}
    assert (roster.part.outcome, roster.part.answered_count) == (Outcome.PARSE_ERROR, 0)


def test_an_unreadable_list_that_no_month_went_by_is_an_error(world: World) -> None:
    go_by(world, OCTOBER.plus(-1))
    other = file_of(world).with_name("AUTRE.csv")
    other.write_bytes(GOOD.encode("latin-1"))
    mistyped = World(Settings(web="replica", data_dir=world.settings.data_dir, roster=str(other)))
    with pytest.raises(InputError, match="UTF-8"):
        roster_of(mistyped, OCTOBER)


def test_bytes_of_a_brought_file_are_kept_once(world: World) -> None:
    record = keep_file(world, OCTOBER, file_of(world))
    assert keep_file(world, OCTOBER, file_of(world)) == record
    name, _, span = record.partition("@")
    assert (world.archive_dir / name).read_bytes() == GOOD.encode()
    assert span == f"0+{len(GOOD.encode())}"
    file_of(world).write_text(GOOD + "\n", encoding="utf-8")
    assert keep_file(world, OCTOBER, file_of(world)) != record
    assert len(list((world.archive_dir / "2026-10" / "lists").iterdir())) == 2
