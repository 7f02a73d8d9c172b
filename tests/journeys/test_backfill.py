"""Months of the past from the web archive, against the truth of the study's time; what is missing says why."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest
from support import ROOT, run_barometre

from pipelines.model.months import Month
from pipelines.replica.truth import truth

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("past")]

PAST = ("2012-12", "2013-01")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """March 2013 collected live for a part of EQ2012, and two months before it from the web archive."""
    data = tmp_path_factory.mktemp("filled")
    members = pl.read_csv(ROOT / "data" / "reference" / "rosters" / "EQ2012.csv", infer_schema=False)
    roster = data / "EQ.csv"
    members.group_by("stratum", maintain_order=True).head(16).select(
        "code", "level", "name", "population", "stratum", "region_code", "departement_code", "weight"
    ).write_csv(roster)
    common = ("--web", "replica", "--roster", str(roster))
    done = run_barometre("run", "--month", "2013-03", *common, "--steps", "collect,parse,compute", data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    networks = ("--network", "x", "--network", "facebook")
    done = run_barometre("backfill", *networks, "--from", PAST[0], "--to", PAST[1], *common, data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    return data


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


@pytest.mark.parametrize("month", PAST)
def test_every_count_of_the_past_is_the_true_one(filled: Path, month: str) -> None:
    read = rows(
        filled,
        f"""SELECT a.territory_id, s.network, s.followers_lo, s.followers_hi FROM observations.snapshots s
            JOIN roster.accounts a USING (month, network, account_id)
            WHERE s.origin = 'archive' AND s.followers_count IS NOT NULL AND s.month = DATE '{month}-01'""",
    )
    accounts = truth("edgar-quinet", Month.parse(month))["accounts"]
    true = {(row["territory_id"], row["network"]): row["followers_count"] for row in accounts.to_dicts()}
    assert len(read) > 20
    assert [row for row in read if not row[2] <= true[row[0], row[1]] <= row[3]] == []  # type: ignore[operator, index]


def test_what_the_archive_does_not_have_is_said_and_never_absent(filled: Path) -> None:
    outcomes = dict(
        rows(filled, "SELECT outcome, count(*) FROM observations.snapshots WHERE origin = 'archive' GROUP BY 1")
    )
    assert outcomes["not_archived"] > 0 and outcomes["ok"] > 0  # type: ignore[operator]
    assert set(outcomes) <= {"ok", "not_archived", "not_found", "rate_limited", "policy_blocked", "login_wall"}
    statuses = "SELECT DISTINCT status FROM barometer.status WHERE month < DATE '2013-03-01' AND network <> 'website'"
    assert ("absent_confirmed",) not in rows(filled, statuses)


def test_the_archive_was_asked_within_its_limits(filled: Path) -> None:
    gaps = """SELECT min(epoch(fetched_at) - epoch(previous)) FROM (
                SELECT fetched_at, lag(fetched_at) OVER (ORDER BY fetched_at) AS previous FROM observations.fetches
                WHERE host = 'web.archive.org' AND attempt_count > 0)"""
    assert rows(filled, gaps)[0][0] >= 1.0  # type: ignore[operator]
    origins = rows(
        filled, "SELECT DISTINCT strftime(month, '%Y-%m'), origin FROM barometer.audience WHERE origin NOT NULL"
    )
    assert set(origins) == {("2012-12", "archive"), ("2013-01", "archive"), ("2013-03", "live")}


def test_a_second_backfill_asks_for_nothing(filled: Path) -> None:
    before = rows(filled, "SELECT count(*), max(fetched_at) FROM observations.fetches WHERE host = 'web.archive.org'")
    common = ("--web", "replica", "--roster", str(filled / "EQ.csv"))
    done = run_barometre("backfill", "--network", "x", "--from", PAST[0], "--to", PAST[1], *common, data=filled)
    assert done.returncode == 0, done.stdout + done.stderr
    query = "SELECT count(*), max(fetched_at) FROM observations.fetches WHERE host = 'web.archive.org'"
    assert rows(filled, query) == before
