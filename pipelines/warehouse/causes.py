"""Why two states of the warehouse differ, cause by cause: by substitution, in a fixed order, so that causes add up.

One after the other, the parts of the old state are replaced by those of the new one, and the tables of the barometer
are computed at each step: what changes there is put down to that step.

1. `method`: nothing is replaced; tables are computed with today's SQL.
2. `world`: captures that the old observations did not have, or that are gone.
3. `parser`: every other observation, of the same captures.
4. `roster`: evidence, accounts and whose they are (what readings change in them counts here too).
5. `geography`: reference tables and members of lists; then the state is the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from pipelines.model.fields import OBSERVATIONS, TABLES, Table
from pipelines.warehouse.connect import connect
from pipelines.warehouse.export import content_hash
from pipelines.warehouse.load import create_tables, transaction
from pipelines.warehouse.moves import Moves, moves
from pipelines.warehouse.published import quote

CAUSES: Final = ("method", "world", "parser", "roster", "geography")
Compute = Callable[[duckdb.DuckDBPyConnection], None]
_MEMBERS: Final = ("roster.members", "roster.rosters")
_SHOWN: Final = ("status", "audience")
"""Tables of which single changes are shown: status, main account, followers."""
_MOST_MOVES: Final = 5
_OLD: Final = "before"
_NEW: Final = "target"


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows of a table differ because of a cause, in a month and on a network (None: the table has none)."""

    cause: str
    table: str
    month: str | None
    network: str | None
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class Example:
    """One value that a cause changed."""

    cause: str
    month: str
    territory_id: str
    network: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Why:
    """Every change, by cause in their order; `examples` are the first of each cause; `readings` tells of each network
    what parsers read otherwise in the same captures: column and number of rows; `moves` which figures of territories
    each cause moved."""

    changes: list[Change]
    examples: list[Example]
    readings: list[tuple[str, str, int]]
    moves: dict[str, Moves] = field(default_factory=dict)


def why(old: Path, new: Path, compute: Compute, shown: int = 20) -> Why:
    """What separates two DuckDB files of the warehouse. `old` becomes the new state on the way: give a copy of it.

    `compute` fills the tables of the barometer from the others. A step that replaces nothing computes nothing.

    Raises:
        WarehouseError: a file is held, or is one of another contract.
    """
    found = Why([], [], [])
    with connect(old) as con:
        create_tables(con)
        con.execute(f"ATTACH {quote(str(new))} AS {_NEW} (READ_ONLY)")
        for cause in CAUSES:
            if cause == "parser":
                found.readings.extend(_readings(con))
            if not _replace(con, cause):
                continue
            _keep(con)
            if cause == CAUSES[-1]:
                _take(con, _tables("barometer"))
            else:
                compute(con)
            changes = list(_changes(con, cause))
            found.changes.extend(changes)
            if any(change.table.removeprefix("barometer.") in _SHOWN for change in changes):
                found.examples.extend(_examples(con, cause, shown))
                found.moves[cause] = moves(con, _OLD, _MOST_MOVES)
        con.execute(f"DROP SCHEMA IF EXISTS {_OLD} CASCADE")
    return found


def _tables(layer: str) -> list[Table]:
    return [table for table in TABLES.values() if table.layer == layer]


def _keep(con: duckdb.DuckDBPyConnection) -> None:
    """Put the tables of the barometer aside, as they are before a step."""
    con.execute(f"CREATE SCHEMA IF NOT EXISTS {_OLD}")
    for table in _tables("barometer"):
        con.execute(f"CREATE OR REPLACE TABLE {_OLD}.{table.name} AS FROM {table.full_name}")


def _replace(con: duckdb.DuckDBPyConnection, cause: str) -> bool:
    """Replace what a cause stands for; whether anything was."""
    if cause == "method":
        return True
    if cause == "world":
        return _replace_captures(con)
    if cause == "parser":
        tables: Sequence[Table] = OBSERVATIONS
    elif cause == "roster":
        tables = [table for table in _tables("roster") if table.full_name not in _MEMBERS]
    else:
        tables = [*_tables("reference"), *(TABLES[name] for name in _MEMBERS)]
    differing = [table for table in tables if _differs(con, table)]
    _take(con, differing)
    return bool(differing)


def _differs(con: duckdb.DuckDBPyConnection, table: Table) -> bool:
    return content_hash(con, table.full_name) != content_hash(con, f"{_NEW}.{table.full_name}")


def _take(con: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    with transaction(con):
        for table in tables:
            con.execute(f"DELETE FROM {table.full_name}")
            con.execute(f"INSERT INTO {table.full_name} BY NAME FROM {_NEW}.{table.full_name}")


def _replace_captures(con: duckdb.DuckDBPyConnection) -> bool:
    """Rows of captures that the old fetches do not name come in, those of captures that are gone leave."""
    moved = 0
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE arrived AS SELECT record FROM {_NEW}.observations.fetches
            ANTI JOIN observations.fetches USING (record) WHERE record IS NOT NULL"""
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE gone AS SELECT record FROM observations.fetches
            ANTI JOIN {_NEW}.observations.fetches USING (record) WHERE record IS NOT NULL"""
    )
    with transaction(con):
        for table in OBSERVATIONS:
            if "record" not in table.columns:
                continue
            name = table.full_name
            moved += _count(con, f"DELETE FROM {name} WHERE record IN (FROM gone)")
            key = ", ".join(table.grain)
            moved += _count(
                con,
                f"""INSERT INTO {name} BY NAME SELECT * FROM {_NEW}.{name}
                    ANTI JOIN (SELECT {key} FROM {name}) USING ({key}) WHERE record IN (FROM arrived)""",
            )
    return moved > 0


def _count(con: duckdb.DuckDBPyConnection, statement: str) -> int:
    return int(con.execute(statement).fetchall()[0][0])


def _readings(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, int]]:
    """Network, column, rows of observations.snapshots that are otherwise in the new state: same key, same record."""
    table = TABLES["observations.snapshots"]
    for name in table.columns:
        if name in (*table.grain, "record", "parser_version"):
            continue
        rows = con.execute(
            f"""SELECT o.network, count(*) FROM observations.snapshots AS o
                JOIN {_NEW}.observations.snapshots AS n USING ({", ".join(table.grain)}, record)
                WHERE o.{name} IS DISTINCT FROM n.{name} GROUP BY 1 ORDER BY 1"""
        ).fetchall()
        yield from ((network, name, count) for network, count in rows)


def _changes(con: duckdb.DuckDBPyConnection, cause: str) -> Iterator[Change]:
    for table in _tables("barometer"):
        month, network = (name if name in table.columns else None for name in ("month", "network"))
        told = [
            "strftime(coalesce(n.month, o.month), '%Y-%m')" if month else "NULL",
            "coalesce(n.network, o.network)" if network else "NULL",
        ]
        same = " AND ".join(f"o.{key} IS NOT DISTINCT FROM n.{key}" for key in table.grain)
        rows = con.execute(
            f"""SELECT {told[0]} AS m, {told[1]} AS r, count(*) FILTER (o.here IS NULL),
                    count(*) FILTER (n.here IS NULL), count(*) FILTER (o.here AND n.here)
                FROM (SELECT *, true AS here FROM {_OLD}.{table.name}) AS o
                FULL JOIN (SELECT *, true AS here FROM {table.full_name}) AS n ON {same}
                WHERE o IS DISTINCT FROM n GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
        for row in rows:
            yield Change(cause, table.full_name, *row)


def _examples(con: duckdb.DuckDBPyConnection, cause: str, shown: int) -> Iterator[Example]:
    """Pairs whose status, account or followers a cause changed."""
    part = """SELECT month, roster_id, territory_id, network, concat_ws(' ', s.status, s.account_id,
            a.followers_count) AS told
        FROM {0}status AS s LEFT JOIN {0}audience AS a USING (month, roster_id, territory_id, network)"""
    rows = con.execute(
        f"""SELECT strftime(month, '%Y-%m'), territory_id, network, coalesce(o.told, '—'), coalesce(n.told, '—')
            FROM ({part.format(f"{_OLD}.")}) AS o FULL JOIN ({part.format("barometer.")}) AS n
                USING (month, roster_id, territory_id, network)
            WHERE o.told IS DISTINCT FROM n.told ORDER BY month, network, territory_id, roster_id LIMIT {shown}"""
    ).fetchall()
    for row in rows:
        yield Example(cause, *row)
