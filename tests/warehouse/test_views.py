"""The three views of geography in time: what holds for any panel, and what is never put together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.model.months import Month
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.run_sql import compute_table
from pipelines.warehouse.sql_files import SQL_DIR, read_sql_file

FIRST = Month(2025, 6)
EVENT = Month(2025, 8)
VIEWS = ("barometer.growth", "barometer.current_geography", "barometer.chained_index")
Series = list[list[int]]
RUNS = settings(max_examples=15, deadline=timedelta(seconds=10), suppress_health_check=list(HealthCheck))

counts = st.integers(20, 100_000)
panels = st.integers(2, 5).flatmap(
    lambda months: st.lists(st.lists(counts, min_size=months, max_size=months), min_size=5, max_size=9)
)
"""Accounts (5 to 9), each with its followers month after month (2 to 5 of them)."""


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    opened = duckdb.connect()
    create_tables(opened)
    yield opened
    opened.close()


def fill(con: duckdb.DuckDBPyConnection, panel: Series, rounding: int = 0) -> None:
    for table in ("roster.members", "roster.months", "barometer.audience", "reference.territory_events"):
        con.execute(f"DELETE FROM {table}")
    con.execute(
        "INSERT INTO roster.members BY NAME SELECT 'R' AS roster_id, format('commune:{:05d}', n) AS territory_id, "
        "'commune' AS level, '1' AS code, 'N' AS name, 'S' AS stratum, 1 AS weight FROM range(?) AS t(n)",
        [len(panel)],
    )
    con.execute(
        "INSERT INTO barometer.audience BY NAME SELECT CAST(CAST($first AS DATE) + to_months(CAST(step AS INTEGER)) "
        "AS DATE) AS month, 'R' AS roster_id, format('commune:{:05d}', n) AS territory_id, 'x' AS network, "
        "'S' AS stratum, 'x:' || n AS account_id, account_id AS identity_id, 'x.followers' AS metric_def, "
        "$panel[n + 1][step + 1] AS followers_count, greatest(followers_count - $rounding, 0) AS followers_lo, "
        "followers_count + $rounding AS followers_hi, 'rounded' AS followers_status "
        "FROM range($accounts) AS t(n), range($months) AS u(step)",
        {"first": FIRST.first_day, "panel": panel, "rounding": rounding, "accounts": len(panel),
         "months": len(panel[0])},
    )  # fmt: skip
    con.execute("INSERT INTO roster.months SELECT DISTINCT month, roster_id FROM barometer.audience")


def happen(con: duckdb.DuckDBPyConnection, territory: str, day: date) -> None:
    con.execute(
        "INSERT INTO reference.territory_events BY NAME SELECT 'e' || ? AS event_id, 'commune' AS level, "
        "'merged' AS kind, 'commune:gone' AS from_id, ? AS to_id, CAST(? AS DATE) AS effective_date, "
        "effective_date AS earliest_date, 'exact' AS date_status, TRUE AS is_break, 'law' AS source",
        [territory, territory, day],
    )


def index_of(con: duckdb.DuckDBPyConnection) -> list[tuple[date, int, float, float, float]]:
    """(month, matched accounts, index, bounds) of the stratum, months with a link only."""
    compute_table(con, "barometer.chain_links", None)
    compute_table(con, "barometer.chained_index", None)
    return con.execute(
        "SELECT month, matched_count, index_value, index_lo, index_hi FROM barometer.chained_index "
        "WHERE stratum = 'S' AND index_value IS NOT NULL ORDER BY month"
    ).fetchall()


@RUNS
@given(panel=panels, rounding=st.integers(0, 10))
def test_a_constant_panel_gives_the_total_ratio(con: duckdb.DuckDBPyConnection, panel: Series, rounding: int) -> None:
    fill(con, panel, rounding)
    last = index_of(con)[-1]
    totals = [sum(column) for column in zip(*panel, strict=True)]
    slack = rounding * len(panel)
    assert last[2] == pytest.approx(100 * totals[-1] / totals[0])
    assert last[3] == pytest.approx(100 * (totals[-1] - slack) / (totals[0] + slack))
    assert last[4] == pytest.approx(100 * (totals[-1] + slack) / (totals[0] - slack))


@RUNS
@given(panel=panels, jump=st.integers(0, 1_000_000))
def test_an_event_changes_the_matched_count_only(con: duckdb.DuckDBPyConnection, panel: Series, jump: int) -> None:
    """Whatever its followers do in the month of its event, a territory that follows the others before and after."""
    steady = [[followers[0]] * len(followers) for followers in panel] + [[10_000_000] * len(panel[0])]
    fill(con, steady)
    before = index_of(con)
    at = (EVENT.first_day.year - FIRST.first_day.year) * 12 + EVENT.first_day.month - FIRST.first_day.month
    merged = [count + jump if step >= at else count for step, count in enumerate(steady[0])]
    fill(con, [merged, *steady[1:], steady[0]])
    happen(con, "commune:00000", EVENT.first_day)
    after = index_of(con)
    assert [(row[0], *row[2:]) for row in after] == [(row[0], *(pytest.approx(v) for v in row[2:])) for row in before]
    assert [a[1] - b[1] for a, b in zip(after, before, strict=True)] == [
        0 if row[0] == EVENT.first_day else 1 for row in before
    ]


@RUNS
@given(
    panel=panels,
    rounding=st.integers(0, 15),
    holes=st.sets(st.tuples(st.integers(0, 8), st.integers(0, 4)), max_size=6),
    data=st.data(),
)
def test_the_index_of_any_true_counts_is_within_its_bounds(
    con: duckdb.DuckDBPyConnection, panel: Series, rounding: int, holes: set[tuple[int, int]], data: st.DataObject
) -> None:
    """Accounts come and go; the counts behind the rounded ones may be any that the display leaves open. A chain begins
    anew where those of both months hold under 80 % of the followers."""
    complete = [*panel, *([[500] * len(panel[0])] * 5)]
    fill(con, complete, rounding)
    for number, step in holes:
        con.execute(
            "DELETE FROM barometer.audience WHERE territory_id = ? AND month = ?",
            [f"commune:{number:05d}", FIRST.plus(step).first_day],
        )
    found = {row[0]: row for row in index_of(con)}
    shift = st.integers(-rounding, rounding)
    true = [[max(count + data.draw(shift), 0) for count in followers] for followers in complete]
    index = 100.0
    for step in range(1, len(panel[0])):
        both = [n for n in range(len(complete)) if not {(n, step), (n, step - 1)} & holes]
        here = sum(followers[step] for n, followers in enumerate(complete) if (n, step) not in holes)
        if len(both) < 5 or sum(complete[n][step] for n in both) < 0.8 * here:
            assert FIRST.plus(step).first_day not in found
            index = 100.0
            continue
        index *= sum(true[n][step] for n in both) / sum(true[n][step - 1] for n in both)
        _, matched, value, low, high = found[FIRST.plus(step).first_day]
        assert matched == len(both)
        assert low <= value * (1 + 1e-12)
        assert value <= high * (1 + 1e-12)
        assert low - 1e-6 <= index <= high + 1e-6


def test_the_index_is_the_same_in_whatever_order_rows_come(con: duckdb.DuckDBPyConnection) -> None:
    panel = [[1_000 * n + 7 * step * n for step in range(5)] for n in range(1, 40)]
    fill(con, panel)
    con.execute("UPDATE roster.members SET weight = 1 + CAST(right(territory_id, 2) AS BIGINT) / 7.0")
    once = index_of(con)
    con.execute("CREATE OR REPLACE TEMP TABLE turned AS SELECT * FROM barometer.audience ORDER BY territory_id DESC")
    con.execute("DELETE FROM barometer.audience")
    con.execute("INSERT INTO barometer.audience SELECT * FROM turned")
    assert index_of(con) == once
    assert all(math.isfinite(row[4]) for row in once)


def test_no_published_number_is_made_of_two_views() -> None:
    """Only the recipe that lays them side by side reads two of them, the gates that look at each apart, and the index
    of accounts, whose value is of one view: what its drawing leaves open is worked out from the gains of each."""
    apart = {"views_not_mixed", "three_views", "I17_chained_index"}
    for path in SQL_DIR.rglob("*.sql"):
        read = set(read_sql_file(path).reads) & set(VIEWS)
        assert len(read) <= 1 or path.stem in apart, path.stem
