"""Whatever the statuses of a list: shares sum to 1, counts add up, moves explain the change, bounds hold the point."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.warehouse.lake import conform
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.run_sql import compute_table
from pipelines.warehouse.sql_files import SQL_DIR, read_sql_file

PARTS = (
    "I01_presence", "I03_presence_any", "I04_copresence", "I05_combinations", "I06_network_count",
    "I08_share_among_present", "I09_website_links", "I10_accounts", "I55_entries_exits", "I60_unknowns",
)  # fmt: skip
NETWORKS = ("facebook", "x", "bluesky", "website")
STATUSES = ("present_active", "present_dormant", "present_unobserved", "absent_confirmed", "unknown")
SUMMED = {"I06": "sum", "I08": "pooled", "I09": "pooled", "I10": "sum", "I55": "sum", "I60": "pooled"}
"""Indicators that areas have too, in the mode whose counts areas share out."""
REASONS = ("forbidden", "timeout", "no_official_site")
LISTS = 40


def _statuses(rng: random.Random) -> list[tuple[Any, ...]]:
    """Forty lists of 1 to 30 territories, two strata, two months; unknowns are rare, common, or absent."""
    rows = []
    for number in range(LISTS):
        unknown = rng.choice((0.0, 0.03, 0.08, 0.4))
        weights = [*(rng.random() for _ in STATUSES[:-1]), 0.0]
        weights[-1] = unknown * sum(weights) / (1 - unknown)
        for place in range(rng.randint(1, 30)):
            for network in NETWORKS:
                for month in ("2026-09-01", "2026-10-01"):
                    status = rng.choices(STATUSES, weights)[0]
                    reason = rng.choice(REASONS) if status == "unknown" else "E4"
                    rows.append((month, f"L{number}", f"commune:{place}", network, f"S{place % 2}", status, reason))
    return rows


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    create_tables(con)
    columns = ["month", "roster_id", "territory_id", "network", "stratum", "status", "reason"]
    con.register("drawn", pl.DataFrame(_statuses(random.Random(20261001)), schema=columns, orient="row").to_arrow())
    con.execute("INSERT INTO barometer.status BY NAME SELECT * REPLACE (CAST(month AS DATE) AS month) FROM drawn")
    con.execute("INSERT INTO roster.months SELECT DISTINCT month, roster_id FROM barometer.status")
    con.execute(
        """INSERT INTO roster.members BY NAME SELECT DISTINCT roster_id, territory_id, 'commune' AS level, '0' AS code,
        'Nom' AS name, stratum, 1000 AS population, 2026 AS pop_vintage, 2.0 AS weight,
        if(right(territory_id, 1) < '4', '11', '84') AS region_code,
        2 * count(DISTINCT territory_id) OVER (PARTITION BY roster_id, stratum) AS stratum_size FROM barometer.status"""
    )
    _look_for_accounts(con)
    for name in ("presence", "copresence", "unknowns", "coverage"):
        compute_table(con, f"barometer.{name}", None)
    for part in PARTS:
        file = read_sql_file(SQL_DIR / "barometer" / "cells" / f"{part}.sql")
        rows = con.sql(file.select).pl()
        made = rows if file.function is None else conform("barometer.cells", file.function(rows))
        con.register("made", made.to_arrow())
        con.execute("INSERT INTO barometer.cells BY NAME FROM made")
    yield con
    con.close()


def _look_for_accounts(con: duckdb.DuckDBPyConnection) -> None:
    """Two territories in three have an account on each network; one site in eleven is not read, half have a link."""
    con.execute(
        """INSERT INTO barometer.closings BY NAME SELECT DISTINCT month, roster_id, territory_id, 'Europe/Paris' AS
            time_zone, month AS opened_at, month + INTERVAL 1 MONTH AS closed_at FROM barometer.status;
        CREATE TEMP TABLE found AS SELECT DISTINCT month, territory_id, network, network || ':' || territory_id
            AS account_id, hash(territory_id, network) AS chance FROM barometer.status WHERE chance % 3 > 0;
        INSERT INTO roster.attributions BY NAME SELECT month, territory_id, network, account_id, 'a' AS handle,
            'https://a.example/a' AS account_url, 'profile' AS entity_kind, if(chance % 5 = 0, 'equipement',
            'generaliste') AS scope, 'E1' AS evidence_codes, 1 AS source_count, 1.0 AS evidence_score,
            1.0 AS similarity_score, true AS is_named, 1.0 AS level_affinity, 1 AS claimant_count, 1 AS list_rank,
            territory_id AS owner_id, true AS is_owner, true AS is_official, true AS is_main, 'a' AS identity_id,
            'platform' AS identity_status, 'ok' AS outcome, true AS is_confirmed, false AS is_contradicted FROM found;
        INSERT INTO roster.looks BY NAME SELECT DISTINCT month, territory_id, 'site' AS source, 'ok' AS outcome,
            month + INTERVAL 20 DAY AS looked_at FROM barometer.status WHERE hash(territory_id) % 11 > 0;
        INSERT INTO roster.evidence BY NAME SELECT month, territory_id, network, account_id, 'a' AS handle,
            'https://a.example/a' AS account_url, 'E1' AS evidence, 'site' AS source, 'https://s.example/' AS
            source_url, 1 AS list_rank, month + INTERVAL 20 DAY AS found_at, false AS is_carried FROM found
            WHERE chance % 2 = 0"""
    )


def _offending(con: duckdb.DuckDBPyConnection, having: str, where: str, keys: str) -> list[Any]:
    return con.execute(f"SELECT {keys} FROM barometer.cells WHERE {where} GROUP BY ALL HAVING {having}").fetchall()


def test_parts_of_the_combinations_sum_to_1(con: duckdb.DuckDBPyConnection) -> None:
    keys, where = "month, roster_id, stratum, aggregation", "indicator_id = 'I05' AND value IS NOT NULL"
    assert _offending(con, "abs(sum(value) - 1) > 1e-9", where, keys) == []
    assert len(_offending(con, "true", where, keys)) > LISTS


def test_present_on_each_network_sum_to_the_networks_of_all(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        """SELECT c.month, c.roster_id, c.stratum, c.value_lo, p.present FROM barometer.cells AS c
        JOIN (SELECT month, roster_id, stratum, sum(present_count) AS present FROM barometer.presence
            WHERE aggregation = 'pooled' AND area_level = 'france' AND network NOT IN ('any', 'website') GROUP BY ALL
        ) AS p USING (month, roster_id, stratum)
        WHERE c.indicator_id = 'I06' AND c.area_level = 'france' AND c.aggregation = 'sum'
            AND c.value_lo <> p.present"""
    ).fetchall()
    assert found == []


def test_territories_of_the_distribution_are_those_of_the_list(con: duckdb.DuckDBPyConnection) -> None:
    where = "indicator_id = 'I06' AND aggregation = 'count' AND value IS NOT NULL"
    assert _offending(con, "sum(value) <> any_value(member_count)", where, "month, roster_id, stratum") == []


def test_net_is_entries_less_exits_and_moves_explain_the_change(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        """SELECT max(value) FILTER (variant = 'net') AS net, max(value) FILTER (variant = 'entries') AS entries,
            max(value) FILTER (variant = 'exits') AS exits, max(value) FILTER (variant = 'from_unknown') AS came,
            max(value) FILTER (variant = 'to_unknown') AS lost, any_value(n.present_count - b.present_count) AS change
        FROM barometer.cells AS c JOIN barometer.coverage AS n USING (month, roster_id, network, stratum)
        JOIN barometer.coverage AS b ON b.month = c.month - INTERVAL 1 MONTH AND b.roster_id = c.roster_id
            AND b.network = c.network AND b.stratum = c.stratum
        WHERE indicator_id = 'I55' AND area_level = 'france' GROUP BY c.month, c.roster_id, c.network, c.stratum"""
    ).fetchall()
    assert len(rows) > LISTS
    for net, entries, exits, came, lost, change in rows:
        assert net == entries - exits
        assert change == net + came - lost


def test_reasons_sum_to_the_unknowns(con: duckdb.DuckDBPyConnection) -> None:
    differ = """abs(coalesce(sum(value_lo) FILTER (variant <> 'base'), 0)
        - sum(value_lo) FILTER (variant = 'base')) > 1e-9"""
    where, keys = "indicator_id = 'I60' AND area_level = 'france'", "month, roster_id, network, stratum"
    assert _offending(con, differ, where, keys) == []


def test_bounds_hold_the_point_and_the_drawing_widens_them(con: duckdb.DuckDBPyConnection) -> None:
    wrong = con.execute(
        """FROM barometer.cells WHERE NOT (value_lo <= value + 1e-9 AND value <= value_hi + 1e-9)
        OR value_lo > value_hi OR ci_lo > value_lo + 1e-9 OR ci_hi < value_hi - 1e-9
        OR (value IS NULL) = (value_status IN ('observed', 'at_least'))"""
    ).fetchall()
    assert wrong == []


def test_a_pair_is_within_the_rates_of_its_networks(con: duckdb.DuckDBPyConnection) -> None:
    """max(0, a + b − 1) ≤ both ≤ min(a, b) where every status is known."""
    wrong = con.execute(
        """WITH shares AS (SELECT month, roster_id, stratum, network, value FROM barometer.cells
            WHERE indicator_id = 'I01' AND area_level = 'france' AND aggregation = 'pooled' AND unknown_count = 0)
        FROM barometer.cells AS c JOIN shares AS a USING (month, roster_id, stratum, network)
        JOIN shares AS b ON b.month = c.month AND b.roster_id = c.roster_id AND b.stratum = c.stratum
            AND c.variant = 'avec:' || b.network
        WHERE c.indicator_id = 'I04' AND NOT c.value BETWEEN a.value + b.value - 1 - 1e-9
            AND least(a.value, b.value) + 1e-9"""
    ).fetchall()
    assert wrong == []


def test_no_part_is_told_above_a_tenth_of_unknown(con: duckdb.DuckDBPyConnection) -> None:
    """METHOD: the point estimate is withheld above 10 % unknown, in every mode and on every network."""
    shares = "indicator_id IN ('I01', 'I03', 'I04', 'I05', 'I08') AND aggregation <> 'mean_of_strata'"
    told = f"FROM barometer.cells WHERE {shares} AND unknown_count * 10 > member_count"
    assert con.execute(f"SELECT count(*) {told}").fetchall()[0][0] > LISTS
    assert con.execute(f"{told} AND value IS NOT NULL").fetchall() == []


def test_bounds_hold_every_completion_of_the_unknown(con: duckdb.DuckDBPyConnection) -> None:
    """Each unknown status becomes present or absent, by chance: presence and combinations stay within their bounds."""
    parts = ("I01_presence", "I03_presence_any", "I08_share_among_present")
    con.execute("BEGIN TRANSACTION")
    con.execute("CREATE TEMP TABLE bounds AS FROM barometer.cells")
    con.execute(
        """UPDATE barometer.status SET status = CASE WHEN hash(territory_id, network, roster_id) % 3 = 0
        THEN 'absent_confirmed' ELSE 'present_active' END, reason = 'E4' WHERE status = 'unknown'"""
    )
    con.execute("DELETE FROM barometer.presence")
    con.execute(f"INSERT INTO barometer.presence BY NAME {read_sql_file(SQL_DIR / 'barometer/presence.sql').select}")
    found = 0
    for part in parts:
        select = read_sql_file(SQL_DIR / "barometer" / "cells" / f"{part}.sql").select
        outside = con.execute(
            f"""SELECT count(*), count(*) FILTER (NOT k.value_lo BETWEEN b.value_lo - 1e-9 AND b.value_hi + 1e-9)
            FROM ({select}) AS k JOIN bounds AS b USING (month, roster_id, indicator_id, variant, network, area_level,
                area_code, stratum, aggregation) WHERE b.unknown_count > 0"""
        ).fetchall()[0]
        found += outside[0]
        assert outside[1] == 0, part
    con.execute("ROLLBACK")
    assert found > LISTS


@pytest.mark.parametrize("indicator", SUMMED)
def test_areas_share_out_the_country(con: duckdb.DuckDBPyConnection, indicator: str) -> None:
    """Each territory lies in a région: where none is too small for a cell, theirs add up to that of the whole list."""
    rows = con.execute(
        """SELECT variant, list_sort(list([measured_count, unknown_count, coalesce(numerator, value_lo)])
            FILTER (area_level = 'region')) AS inside, any_value([measured_count, unknown_count,
            coalesce(numerator, value_lo)]) FILTER (area_level = 'france') AS whole
        FROM barometer.cells WHERE indicator_id = $1 AND aggregation = $2 AND stratum = 'ALL' AND value_lo IS NOT NULL
        GROUP BY month, roster_id, network, variant
        HAVING sum(member_count) FILTER (area_level = 'region') = sum(member_count) FILTER (area_level = 'france')""",
        [indicator, SUMMED[indicator]],
    ).fetchall()
    assert sum(len(inside) == 2 for _, inside, _ in rows) > LISTS
    assert [row for row in rows if [sum(counts) for counts in zip(*row[1], strict=True)] != row[2]] == []
