"""What the two lists are estimated to have missed, against the accounts that the replica really holds."""

from __future__ import annotations

import math
from functools import cache

import duckdb
import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.replica.truth import truth

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("demo")]

TODAY = ("2025-10", "2026-09", "2026-10")
LEAST_SHARE = 0.8
"""An interval at 95 % holds the truth where its assumption does. In the replica the two lists depend on one another: an
account that none of its draws names is put on the site, so that few are missed by both."""

READ = "('ok', 'not_modified')"


@cache
def cells(warehouse: str, month: str) -> pl.DataFrame:
    """barometer.missed of a month by stratum, with how many accounts exist in the territories that it speaks of."""
    accounts = truth("aujourdhui", Month.parse(month))["accounts"].filter("exists").select("territory_id", "network")
    query = f"""
        WITH base AS (
            SELECT territory_id FROM roster.looks WHERE month = $month AND source IN ('directory', 'site')
                AND (outcome IN {READ} OR (outcome = 'not_found' AND source = 'directory'))
            GROUP BY 1 HAVING count(DISTINCT source) = 2
        ), held AS (
            SELECT m.stratum, a.network, count(*) AS true_count FROM accounts AS a
            JOIN roster.members AS m ON m.territory_id = a.territory_id AND m.roster_id = 'DEMO2026'
            WHERE a.territory_id IN (FROM base) GROUP BY ALL
        )
        SELECT e.*, coalesce(h.true_count, 0) AS true_count FROM barometer.missed AS e
        LEFT JOIN held AS h USING (stratum, network) WHERE month = $month AND stratum <> 'ALL'
    """
    with duckdb.connect(warehouse, read_only=True) as con:
        con.register("accounts", accounts.to_arrow())
        return con.sql(query, params={"month": Month.parse(month).first_day}).pl()


@pytest.mark.parametrize("month", TODAY)
def test_the_interval_holds_the_truth_in_most_strata(demo, month: str) -> None:
    estimated = cells(str(demo.warehouse), month).filter(estimated_status="observed")
    holds = pl.col("true_count").is_between(pl.col("estimated_lo"), pl.col("estimated_hi"))
    assert estimated.height >= 25
    assert estimated.filter(holds).height >= LEAST_SHARE * estimated.height, estimated.filter(~holds).to_dicts()


def test_the_estimate_is_that_of_chapman_with_the_interval_of_sadinle(demo) -> None:
    """Worked out anew from the counts that barometer.discovery publishes."""
    query = """SELECT d.base_count, d.base_directory_only_count, d.base_site_only_count, d.base_both_count,
            e.estimated_count, e.estimated_lo, e.estimated_hi
        FROM barometer.missed AS e JOIN barometer.discovery AS d USING (month, roster_id, network, stratum)
        WHERE stratum <> 'ALL' AND estimated_count IS NOT NULL"""
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        rows = con.execute(query).fetchall()
    assert len(rows) > 80
    for base, listed, linked, both, estimated, low, high in rows:
        found = listed + linked + both
        chapman = (listed + both + 1) * (linked + both + 1) / (both + 1) - 1
        a, b, m = listed + 0.5, linked + 0.5, both + 0.5
        factor = math.exp(1.96 * math.sqrt(1 / m + 1 / a + 1 / b + m / (a * b)))
        bounds = [min(base, found - 0.5 + a * b / m * spread) for spread in (1 / factor, factor)]
        assert (low, high) == (max(found, math.floor(bounds[0])), max(found, math.ceil(bounds[1])))
        assert abs(estimated - min(max(chapman, low), high)) <= 0.5 + 1e-9


def test_found_by_agrees_with_the_truth_of_each_account(demo) -> None:
    """Accounts that neither list names are found through Wikidata or not at all, and closed ones are told apart."""
    held = truth("aujourdhui", Month(2026, 10))["accounts"].filter(network="facebook")
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        con.register("accounts", held.to_arrow())
        row = con.execute("""
            SELECT directory_only_count + both_count, count_listed, closed_count, count_closed, dead_linked_count
            FROM barometer.discovery, (SELECT count(*) FILTER (in_directory AND exists) AS count_listed,
                count(*) FILTER (NOT exists AND (in_directory OR on_site OR in_wikidata)) AS count_closed FROM accounts)
            WHERE month = DATE '2026-10-01' AND network = 'facebook' AND stratum = 'ALL'""").fetchall()[0]
    listed, true_listed, closed, true_closed, dead_links = row
    assert listed == true_listed
    assert dead_links > 0
    assert 0 < closed <= true_closed
