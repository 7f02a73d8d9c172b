"""What the site asks of the published file beyond whole tables: doors, cells of areas, leagues, medians of strata."""

from __future__ import annotations

from datetime import date
from typing import Final

import duckdb
import polars as pl

_QUERIES: Final = {
    "doors.requests": """SELECT network, door, outcome, count(*) AS request_count FROM observations.fetches
        WHERE month = $month AND purpose <> 'robots' GROUP BY ALL ORDER BY ALL""",
    "crawl.windows": """SELECT month, min(fetched_at)::DATE AS first_day, max(fetched_at)::DATE AS last_day,
            count(*) AS request_count
        FROM observations.fetches WHERE month <= $month AND purpose <> 'robots' GROUP BY ALL ORDER BY ALL""",
    "doors.readings": """SELECT network, door, count(DISTINCT account_id) AS account_count,
            count(DISTINCT account_id) FILTER (followers_count IS NOT NULL) AS measured_count,
            string_agg(DISTINCT origin, '+' ORDER BY origin) AS origins
        FROM observations.snapshots
        WHERE month = $month AND outcome IN ('ok', 'not_modified', 'purged') GROUP BY ALL ORDER BY ALL""",
    "areas.cells": """SELECT area_level, area_code, network, indicator_id, unit_kind, variant, aggregation, value,
            value_lo, value_hi, ci_lo, ci_hi, interval_method, value_status, member_count, measured_count, unknown_count
        FROM barometer.indicators JOIN reference.indicators USING (indicator_id)
        WHERE month = $month AND roster_id = $roster AND area_level <> 'france'
            AND ((indicator_id, variant, aggregation) IN (('I11', 'base', 'median'), ('I12', 'base', 'pooled'),
                    ('I13', 'm12', 'sum'), ('I14', 'm12', 'panel'), ('I15', 'm12', 'pooled'), ('I21', 'base', 'median'),
                    ('I22', 'base', 'pooled'), ('I22', 'base', 'poststratified'), ('I32', 'base', 'pooled'),
                    ('I52', 'base', 'median'))
                OR indicator_id = 'I39' AND aggregation = 'median')
        ORDER BY area_level, area_code, network, indicator_id, aggregation = 'poststratified', measured_count,
            variant""",
    "indicators.cells": """SELECT area_level, area_code, indicator_id, variant, network, stratum, aggregation, value,
            value_lo, value_hi, ci_lo, ci_hi, interval_method, value_status, numerator, denominator, member_count,
            measured_count, unknown_count, unit_fr, change_unit, change_m1, change_m1_lo, change_m1_hi,
            change_m1_status, change_m12, change_m12_lo, change_m12_hi, change_m12_status
        FROM barometer.indicators
        WHERE month = $month AND roster_id = $roster AND area_level IN ('france', 'region')
        ORDER BY indicator_id, variant, aggregation, network, area_level, area_code, stratum""",
    "accounts.closed": """SELECT s.territory_id, s.network, i.since_month, r.month AS last_month, r.followers_count
        FROM barometer.status AS s JOIN barometer.identities AS i USING (month, network, account_id)
        LEFT JOIN (
            SELECT network, account_id, max(month) AS month, arg_max(followers_count, month) AS followers_count
            FROM barometer.audience
            WHERE month < $month AND roster_id = $roster AND followers_count IS NOT NULL GROUP BY ALL
        ) AS r USING (network, account_id)
        WHERE s.month = $month AND s.roster_id = $roster AND i.state IN ('closed', 'suspended') ORDER BY ALL""",
    "changes.bases": """SELECT count(*) AS status_count,
            count(*) FILTER (b.status <> 'unknown' AND a.status <> 'unknown') AS known_count,
            (SELECT count(*) FROM barometer.audience AS now JOIN barometer.audience AS old
                USING (territory_id, network, identity_id, metric_def)
             WHERE now.month = $month AND now.roster_id = $roster AND old.month = $month - INTERVAL 1 MONTH
                AND list_family(old.roster_id) = list_family($roster) AND now.followers_count IS NOT NULL
                AND old.followers_count IS NOT NULL) AS measured_count
        FROM barometer.status AS b JOIN barometer.status AS a USING (territory_id, network)
        WHERE a.month = $month AND a.roster_id = $roster AND b.month = $month - INTERVAL 1 MONTH
            AND list_family(b.roster_id) = list_family($roster)""",
    "study.cells": """SELECT s.statement_id, i.indicator_id, i.variant, i.network, i.stratum, i.aggregation, i.value,
            i.value_lo, i.value_hi, i.ci_lo, i.ci_hi, i.interval_method, i.value_status, i.member_count,
            i.measured_count, i.change_unit, NULL AS change_m1, NULL AS change_m12
        FROM reference.statements AS s JOIN barometer.indicators AS i
            ON list_contains(string_split(s.indicator_ids, ' '), i.indicator_id)
        WHERE s.answer = 'partly' AND i.roster_id = 'EQ2012' AND i.month = DATE '2013-03-01'
            AND i.area_level = 'france'
        ORDER BY ALL""",
    "leagues.counters": """SELECT r.stratum, r.network, r.lens, any_value(e.code) AS code
        FROM barometer.ranking AS r JOIN barometer.engagement AS e USING (month, roster_id, territory_id, network)
        WHERE r.month = $month AND r.roster_id = $roster AND r.lens = 'engagement_' || e.variant
        GROUP BY ALL ORDER BY ALL""",
    "strata.medians": """SELECT stratum, network, value, ci_lo, ci_hi, value_status, measured_count
        FROM barometer.indicators WHERE month = $month AND roster_id = $roster AND area_level = 'france'
            AND (indicator_id, variant, aggregation) IN (('I06', 'base', 'median'), ('I12', 'base', 'median'))
            AND (indicator_id = 'I06') = (network = 'any')
        ORDER BY ALL""",
    "presence.drawn": """SELECT month, network, if(indicator_id = 'I04', substr(variant, 6), NULL) AS other, stratum,
            ci_lo, ci_hi
        FROM barometer.indicators WHERE month <= $month AND roster_id = $roster AND area_level = 'france'
            AND aggregation = 'pooled' AND interval_method = 'wilson_fpc'
            AND (indicator_id IN ('I01', 'I03') OR indicator_id = 'I04' AND month = $month)
        ORDER BY ALL""",
    "strata.quartiles": """SELECT stratum, network, aggregation, value, ci_lo, ci_hi
        FROM barometer.indicators WHERE month = $month AND roster_id = $roster AND area_level = 'france'
            AND indicator_id = 'I12' AND variant = 'base' AND aggregation IN ('p25', 'p75') AND value IS NOT NULL
        ORDER BY ALL""",
}


def written(name: str, month: date) -> str:
    """A query of a month as whoever has the file would ask it."""
    line = " ".join(_QUERIES[name].replace("$month", f"DATE '{month}'").split())
    return line.replace(" FROM ", "\nFROM ", 1).replace(" WHERE month", "\nWHERE month", 1) + ";"


def read_queries(connection: duckdb.DuckDBPyConnection, month: date, roster_id: str) -> dict[str, pl.DataFrame]:
    """A frame for each query, by name."""
    given = {"month": month, "roster": roster_id}
    return {
        name: connection.sql(sql, params={key: value for key, value in given.items() if f"${key}" in sql}).pl()
        for name, sql in _QUERIES.items()
    }
