"""Whatever accounts publish and get: what the tables of activity must never contradict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model.months import Month
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.run_sql import compute_table

FIRST, BEFORE, MONTH = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)
CON = duckdb.connect()
CON.execute("SET TimeZone = 'UTC'")
create_tables(CON)

posts = st.tuples(
    st.datetimes(datetime(2026, 8, 1), datetime(2026, 10, 31, 23)),
    *(st.none() | st.integers(0, 10**6) for _ in range(3)),
)
accounts = st.lists(
    st.tuples(st.integers(100, 10**7), st.booleans(), st.lists(posts, max_size=14)), min_size=5, max_size=8
)
Post = tuple[datetime, int | None, int | None, int | None]
World = list[tuple[int, bool, list[Post]]]

_COLUMNS = {
    "barometer.status": "month, roster_id, network, stratum, status, reason, territory_id, account_id",
    "roster.members": "roster_id, level, code, name, stratum, weight, territory_id",
    "barometer.audience": "roster_id, network, stratum, identity_id, followers_status, month, territory_id, "
    "account_id, followers_count, followers_lo, followers_hi",
    "observations.post_windows": "network, door, observed_at, shown_count, is_complete, month, account_id",
    "barometer.posts": "network, is_office_hour, read_age_days, d7_age_days, month, account_id, post_id, local_at, "
    "like_count, comment_count, share_count, d7_like_count, d7_comment_count, d7_share_count",
}


def _rows(number: int, followers: int, is_seen: bool, published: list[Post]) -> Iterator[tuple[str, list[object]]]:
    territory, account = f"region:{number}", f"x:{number}"
    yield "barometer.status", [MONTH, "R", "x", "REG", "present_active", "E1", territory, account]
    yield "roster.members", ["R", "region", "1", "N", "REG", 1.0, territory]
    for month, count in ((MONTH, followers), (BEFORE, followers // 2 + 50)):
        fixed = ["R", "x", "REG", "i", "rounded", month]
        yield "barometer.audience", [*fixed, territory, account, count, count - 5, count + 5]
    for month in (MONTH, BEFORE, FIRST) if is_seen else (MONTH,):
        yield "observations.post_windows", ["x", "api", datetime(2026, 10, 31), 1, True, month, account]
    for place, (moment, *counters) in enumerate(published):
        month = moment.date().replace(day=1)
        yield "barometer.posts", ["x", False, 15.0, 7.0, month, account, str(place), moment, *counters, *counters]


def _fill(world: World) -> None:
    for table in _COLUMNS:
        CON.execute(f"DELETE FROM {table}")
    for number, account in enumerate(world):
        for table, row in _rows(number, *account):
            marks = ", ".join("?" for _ in row)
            CON.execute(f"INSERT INTO {table} ({_COLUMNS[table]}) VALUES ({marks})", row)
    for name in ("posting", "rhythm", "hours", "engagement", "cells"):
        compute_table(CON, f"barometer.{name}", [Month.of(MONTH)])


def _rates_follow_from_their_counters() -> None:
    """I38 is the sum of the counters by the mean of both ends; I39, by post, lies between the sums by either end; what
    was read at seven days and last with the same counters gives the same; codes are never put together."""
    rows = CON.execute(
        """SELECT code, engagement_month_rate, engagement_month_rate_lo, engagement_month_rate_hi, engagement_post_rate,
            measured_post_count AS n, p2 * n AS likes, c2 * n AS comments, v2 * n AS shares, a.followers_count AS f,
            b.followers_count AS f0
        FROM barometer.engagement AS e JOIN barometer.audience AS a USING (month, territory_id)
        JOIN barometer.audience AS b ON b.territory_id = e.territory_id AND b.month = DATE '2026-09-01'
        WHERE engagement_month_rate IS NOT NULL"""
    ).fetchall()
    for code, rate, low, high, by_post, n, likes, comments, shares, f, f0 in rows:
        got = likes + comments + (shares if code == "LCS" else 0)
        assert code in ("LCS", "LC")
        assert rate == pytest.approx(got / ((f + f0) / 2))
        assert low <= rate <= high
        assert (by_post is not None) == (n >= 5)
        if by_post is not None:
            assert got / n / max(f, f0) - 1e-9 <= by_post <= got / n / min(f, f0) + 1e-9
    sides = [
        CON.execute(
            f"""SELECT * EXCLUDE (variant, age_days) FROM barometer.engagement WHERE variant = '{variant}'
            ORDER BY territory_id"""
        ).fetchall()
        for variant in ("d7", "as_read")
    ]
    assert sides[0] == sides[1]
    mixed = CON.execute(
        """FROM barometer.cells AS c WHERE indicator_id = 'I38' AND aggregation = 'median' AND value IS NOT NULL
        AND value NOT BETWEEN (SELECT min(engagement_month_rate) FROM barometer.engagement AS e
            WHERE c.variant = e.code || ':' || e.variant) AND (SELECT max(engagement_month_rate)
            FROM barometer.engagement AS e WHERE c.variant = e.code || ':' || e.variant)"""
    ).fetchall()
    assert mixed == []


@settings(max_examples=5, deadline=None)
@given(accounts)
def test_what_always_holds(world: World) -> None:
    _fill(world)
    rows = CON.execute(
        "SELECT e.p2, e.p3, e.c3, e.v3, e.e, a.followers_count FROM barometer.engagement AS e JOIN barometer.audience "
        "AS a USING (month, roster_id, territory_id, network) WHERE e.p3 IS NOT NULL"
    ).fetchall()
    for p2, p3, c3, v3, total, followers in rows:
        assert p3 == pytest.approx(1000 * p2 / followers)
        assert total is None or total >= max(p3, c3, v3)
    parts = CON.execute(
        "SELECT sum(numerator), min(denominator), max(denominator) FROM barometer.cells "
        "WHERE stratum = 'ALL' AND aggregation = 'pooled' AND indicator_id || variant IN ('I2290j', 'I23base')"
    ).fetchone()
    assert parts is not None
    assert parts[0] == parts[1] == parts[2]
    for (total,) in CON.execute("SELECT sum(share) FROM barometer.hours GROUP BY stratum").fetchall():
        assert total == pytest.approx(1)
    (outside,) = CON.execute(
        "SELECT count(*) FROM barometer.rhythm WHERE regularity_score NOT BETWEEN 0 AND 1 OR mix_score_hi > 1"
    ).fetchone() or (0,)
    assert outside == 0
    _rates_follow_from_their_counters()


def test_posts_of_one_format_are_no_mix_whatever_their_number() -> None:
    """ln n − (n ln n)/n is under 0 by a last digit for n = 6, 22, 26…"""
    for table in ("barometer.posting", "barometer.posts"):
        CON.execute(f"DELETE FROM {table}")
    CON.execute(
        """INSERT INTO barometer.posting BY NAME SELECT ? AS month, 'R' AS roster_id, 'region:' || n AS territory_id,
        'x' AS network, 'REG' AS stratum, 'x:' || n AS account_id, n AS post_count, 'observed' AS post_status,
        1 AS seen_share, 'observed' AS active_30d_status, 'observed' AS dormant_90d_status FROM range(5, 60) AS r(n)""",
        [MONTH],
    )
    CON.execute(
        """INSERT INTO barometer.posts BY NAME SELECT ? AS month, 'x' AS network, 'x:' || n AS account_id,
        CAST(i AS VARCHAR) AS post_id, CAST(? AS TIMESTAMP) + to_hours(i) AS local_at, false AS is_office_hour,
        'text' AS format, 1 AS read_age_days FROM range(5, 60) AS r(n), range(n) AS p(i)""",
        [MONTH, MONTH],
    )
    compute_table(CON, "barometer.rhythm", [Month.of(MONTH)])
    found = CON.execute("SELECT mix_score, mix_score_lo, mix_score_hi FROM barometer.rhythm").fetchall()
    assert len(found) == 55
    assert all(0 <= value < 1e-9 for row in found for value in row)
