"""Which published figures of which territories moved between two states of the barometer: statuses and followers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import duckdb

_PAIRS: Final = """SELECT DISTINCT ON (month, territory_id, network)
        month, territory_id, network, s.status, a.followers_count
    FROM {0}.status AS s LEFT JOIN {0}.audience AS a USING (month, roster_id, territory_id, network)
    ORDER BY month, territory_id, network, s.roster_id"""
_MOVED: Final = f"""SELECT month, territory_id, network, o.status AS old_status, n.status AS new_status,
        o.followers_count AS old_count, n.followers_count AS new_count
    FROM ({_PAIRS.format("{old}")}) AS o FULL JOIN ({_PAIRS.format("barometer")}) AS n
        USING (month, territory_id, network)
    WHERE o.status IS DISTINCT FROM n.status OR o.followers_count IS DISTINCT FROM n.followers_count"""
_COUNTS: Final = """SELECT count(*) FILTER (old_status IS DISTINCT FROM new_status),
        count(*) FILTER (old_count IS DISTINCT FROM new_count), count(DISTINCT territory_id) FROM moved"""
_TURNS: Final = """SELECT old_status, new_status, count(*) FROM moved WHERE old_status IS DISTINCT FROM new_status
    GROUP BY ALL ORDER BY 3 DESC, 1, 2 LIMIT $shown"""
_LARGEST: Final = """SELECT strftime(month, '%Y-%m'), territory_id, coalesce(name, territory_id), network,
        old_count, new_count
    FROM moved LEFT JOIN (SELECT DISTINCT ON (territory_id) territory_id, name FROM roster.members ORDER BY ALL)
        USING (territory_id)
    WHERE old_count <> new_count ORDER BY abs(new_count - old_count) DESC, month, territory_id, network LIMIT $shown"""


@dataclass(frozen=True, slots=True)
class Move:
    """Followers of a territory on a network in a month, before and after."""

    month: str
    territory_id: str
    name: str
    network: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Moves:
    """How many statuses and counts of followers (one by month, territory and network, whatever lists hold it) differ,
    and of how many territories; `turns` are the most frequent changes of status (None: no row), `largest` the counts
    that moved most, among those that are known on both sides."""

    status_count: int = 0
    followers_count: int = 0
    territory_count: int = 0
    turns: list[tuple[str | None, str | None, int]] = field(default_factory=list)
    largest: list[Move] = field(default_factory=list)


def moves(con: duckdb.DuckDBPyConnection, old: str, shown: int) -> Moves:
    """What moved between the tables `status` and `audience` of the schema `old` and those of the barometer."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE moved AS {_MOVED.format(old=old)}")
    ((statuses, followers, territories),) = con.execute(_COUNTS).fetchall()
    given = {"shown": shown}
    turns = [(before, after, count) for before, after, count in con.execute(_TURNS, given).fetchall()]
    largest = [Move(*row) for row in con.execute(_LARGEST, given).fetchall()]
    con.execute("DROP TABLE moved")
    return Moves(statuses, followers, territories, turns, largest)
