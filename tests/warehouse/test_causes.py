"""Why two states of a warehouse differ: each cause has its own share, and the shares add up."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.warehouse.causes import CAUSES, Why, why
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.moves import Move, Moves

_SAME = "month = DATE '2026-10-01'"
_FETCHES = """INSERT INTO observations.fetches BY NAME SELECT DATE '2026-10-01' AS month, 'x' AS network,
    k AS request_key, 'u' AS url, 'h' AS host, 'page' AS door, 'profile' AS purpose, 'x:' || k AS subject_ids,
    TIMESTAMP '2026-10-31 16:00:00' AS fetched_at, 'ok' AS outcome, 1 AS attempt_count, 0 AS redirect_count,
    10 AS wire_bytes_count, 'r@' || k AS record FROM (SELECT unnest({keys}) AS k)"""
_SNAPSHOTS = """INSERT INTO observations.snapshots BY NAME SELECT DATE '2026-10-01' AS month, 'x' AS network,
    'x:' || k AS account_id, 'page' AS door, TIMESTAMP '2026-10-31 16:00:00' AS observed_at, 'live' AS origin,
    'ok' AS outcome, n AS followers_count, 'observed' AS followers_status, 'not_given' AS following_status,
    'not_given' AS posts_status, 'not_given' AS talking_status, 'x-1' AS parser_version, 'r@' || k AS record
    FROM (SELECT unnest({keys}) AS k, unnest({counts}) AS n)"""
_MEMBERS = """INSERT INTO roster.months VALUES (DATE '2026-10-01', 'R');
    INSERT INTO roster.members BY NAME SELECT 'R' AS roster_id, 'commune:' || k AS territory_id, 'commune' AS level,
    k AS code, 'C' || k AS name, 'S' AS stratum, 100 AS population, 2023 AS pop_vintage, 1.0 AS weight
    FROM (SELECT unnest(['1', '2', '3', '4']) AS k)"""
COMPUTE = """DELETE FROM barometer.status;
    INSERT INTO barometer.status BY NAME SELECT m.month, m.roster_id, r.territory_id, 'x' AS network, r.stratum,
        if(s.account_id IS NULL, 'unknown', 'present_active') AS status, 'r' AS reason, s.account_id
    FROM roster.months AS m JOIN roster.members AS r USING (roster_id)
    LEFT JOIN observations.snapshots AS s ON s.account_id = 'x:' || r.code;
    DELETE FROM barometer.audience;
    INSERT INTO barometer.audience BY NAME SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum,
        s.account_id, s.account_id AS identity_id, o.followers_count, o.followers_status
    FROM barometer.status AS s JOIN observations.snapshots AS o USING (account_id)"""
"""A barometer of two tables, so that each cause can be moved alone."""


def compute(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(COMPUTE)


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two files of the same state: three accounts read, of four members."""
    old = tmp_path_factory.mktemp("states") / "old.duckdb"
    with duckdb.connect(str(old)) as con:
        create_tables(con)
        keys = "['1', '2', '3']"
        for statement in (_FETCHES, _SNAPSHOTS):
            con.execute(statement.format(keys=keys, counts="[10, 20, 30]"))
        con.execute(_MEMBERS)
        compute(con)
    new = old.with_name("new.duckdb")
    shutil.copy(old, new)
    return old, new


def told(states: tuple[Path, Path], tmp_path: Path, in_new: str = "", in_old: str = "") -> Why:
    """Why the states differ once each was changed; the new one is computed anew."""
    paths = []
    for source, change in zip(states, (in_old, in_new), strict=True):
        paths.append(Path(shutil.copy(source, tmp_path / source.name)))
        with duckdb.connect(str(paths[-1])) as con:
            con.execute("SELECT 1;" + change)
            if source is states[1]:
                compute(con)
    found = why(paths[0], paths[1], compute)
    with duckdb.connect(str(paths[0]), read_only=True) as con:
        con.execute(f"ATTACH '{paths[1]}' AS new (READ_ONLY)")
        for table in ("status", "audience"):
            left = con.execute(f"FROM barometer.{table} EXCEPT FROM new.barometer.{table}").fetchall()
            assert left == [], "the causes together lead from the old state to the new one"
    return found


def by_cause(found: Why) -> dict[str, dict[str, tuple[int, int, int]]]:
    shares: dict[str, dict[str, tuple[int, int, int]]] = {}
    for one in found.changes:
        assert (one.month, one.network) == ("2026-10", "x")
        shares.setdefault(one.cause, {})[one.table.removeprefix("barometer.")] = (one.added, one.removed, one.changed)
    return shares


CHANGES = {
    "world": _FETCHES.format(keys="['4']") + ";" + _SNAPSHOTS.format(keys="['4']", counts="[40]"),
    "parser": "UPDATE observations.snapshots SET followers_count = 21, parser_version = 'x-2' WHERE account_id = 'x:2'",
    "roster": "DELETE FROM roster.months",
    "geography": "UPDATE roster.members SET stratum = 'T' WHERE code = '1'",
}
SHARES = {
    "world": {"status": (0, 0, 1), "audience": (1, 0, 0)},
    "parser": {"audience": (0, 0, 1)},
    "roster": {"status": (0, 4, 0), "audience": (0, 3, 0)},
    "geography": {"status": (0, 0, 1), "audience": (0, 0, 1)},
}


@pytest.mark.long
def test_the_same_state_has_no_cause(states: tuple[Path, Path], tmp_path: Path) -> None:
    assert told(states, tmp_path) == Why([], [], [])


@pytest.mark.long
@pytest.mark.parametrize("cause", CHANGES)
def test_each_cause_alone(states: tuple[Path, Path], tmp_path: Path, cause: str) -> None:
    found = told(states, tmp_path, CHANGES[cause])
    assert by_cause(found) == {cause: SHARES[cause]}
    assert found.readings == ([("x", "followers_count", 1)] if cause == "parser" else [])
    assert {one.cause for one in found.examples} <= {cause}


@pytest.mark.long
def test_a_number_that_is_shown_before_and_after(states: tuple[Path, Path], tmp_path: Path) -> None:
    (one,) = told(states, tmp_path, CHANGES["parser"]).examples
    assert (one.territory_id, one.before, one.after) == (
        "commune:2", "present_active x:2 20", "present_active x:2 21",
    )  # fmt: skip


@pytest.mark.long
def test_captures_that_are_gone_are_of_the_world(states: tuple[Path, Path], tmp_path: Path) -> None:
    gone = "; ".join(f"DELETE FROM observations.{name} WHERE record = 'r@3'" for name in ("fetches", "snapshots"))
    assert by_cause(told(states, tmp_path, gone)) == {"world": {"status": (0, 0, 1), "audience": (0, 1, 0)}}


@pytest.mark.long
def test_tables_that_were_computed_otherwise_are_of_the_method(states: tuple[Path, Path], tmp_path: Path) -> None:
    found = told(states, tmp_path, in_old=f"UPDATE barometer.status SET reason = 'old' WHERE {_SAME}")
    assert by_cause(found) == {"method": {"status": (0, 0, 4)}}


def test_all_causes_at_once_add_up(states: tuple[Path, Path], tmp_path: Path) -> None:
    together = ";".join(CHANGES[cause] for cause in ("world", "parser", "geography"))
    found = told(states, tmp_path, together, f"UPDATE barometer.status SET reason = 'old' WHERE {_SAME}")
    assert list(by_cause(found)) == [cause for cause in CAUSES if cause != "roster"]
    assert by_cause(found)["world"] == SHARES["world"] and by_cause(found)["parser"] == SHARES["parser"]
    assert found.readings == [("x", "followers_count", 1)]
    assert ("parser", "commune:2", "present_active x:2 20", "present_active x:2 21") in [
        (one.cause, one.territory_id, one.before, one.after) for one in found.examples
    ]
    assert found.moves["world"] == Moves(1, 1, 1, [("unknown", "present_active", 1)], [])
    assert found.moves["parser"] == Moves(0, 1, 1, [], [Move("2026-10", "commune:2", "C2", "x", 20, 21)])
    assert found.moves["method"] == found.moves["geography"] == Moves(), "a reason or a stratum is no figure"
