"""The demo against the replica's truth: no wrong value, and what is missing has a status that a fault explains."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.replica.truth import truth

pytestmark = pytest.mark.xdist_group("demo")

MONTHS = {
    "2012-03": "edgar-quinet",
    "2013-02": "edgar-quinet",
    "2013-03": "edgar-quinet",
    "2025-10": "aujourdhui",
    "2026-09": "aujourdhui",
    "2026-10": "aujourdhui",
}
SOCIAL = ("facebook", "x", "youtube", "bluesky", "mastodon")


def measured(demo, month: str) -> pl.DataFrame:
    query = """
        SELECT s.territory_id, s.network, s.status, s.reason, s.post_count, s.account_id, a.followers_count,
               a.followers_lo, a.followers_hi, a.followers_status
        FROM barometer.status s
        LEFT JOIN barometer.audience a USING (month, roster_id, territory_id, network)
        WHERE s.month = $month
    """
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        return con.sql(query, params={"month": Month.parse(month).first_day}).pl()


def joined(demo, month: str) -> pl.DataFrame:
    """One row per territory × social network: what was measured beside what is true of its account and its site."""
    found = truth(MONTHS[month], Month.parse(month))
    sites = found["sites"].select("territory_id", "site_url", "is_readable", pl.col("fault").alias("site_fault"))
    accounts = found["accounts"].select(
        "territory_id", "network", "handle", "exists", pl.col("followers_count").alias("true_followers"),
        pl.col("post_count").alias("true_posts"), "in_directory", "in_wikidata", "on_site", "fault",
    )  # fmt: skip
    return (
        measured(demo, month)
        .filter(pl.col("network").is_in(SOCIAL))
        .join(accounts, on=["territory_id", "network"], how="left")
        .join(sites, on="territory_id", how="left")
        .with_columns(
            pl.col("exists").fill_null(False),
            is_present=pl.col("status").str.starts_with("present"),
            is_listed=(pl.col("in_directory") | pl.col("in_wikidata") | pl.col("on_site")).fill_null(False),
        )
    )


@pytest.mark.parametrize("month", MONTHS)
def test_no_presence_is_invented(demo, month: str) -> None:
    wrong = joined(demo, month).filter(pl.col("is_present") & ~pl.col("exists"))
    assert wrong.to_dicts() == []


@pytest.mark.parametrize("month", MONTHS)
def test_no_absence_is_wrong(demo, month: str) -> None:
    """An account that no list and no site names cannot be found by anyone; every other one is never called absent."""
    rows = joined(demo, month)
    wrong = rows.filter((pl.col("status") == "absent_confirmed") & pl.col("exists") & pl.col("is_listed"))
    assert wrong.to_dicts() == []


@pytest.mark.parametrize("month", MONTHS)
def test_what_is_unknown_is_explained_by_a_fault(demo, month: str) -> None:
    """Unknown: the page of the account failed, or nothing proves it, or the site could not be searched."""
    unknown = joined(demo, month).filter(pl.col("status") == "unknown")
    is_unproven = pl.col("exists") & ~pl.col("in_directory") & ~(pl.col("on_site") & pl.col("is_readable"))
    unexplained = unknown.filter(
        ~(
            pl.col("fault").is_not_null()
            | pl.col("site_url").is_null()
            | ~pl.col("is_readable").fill_null(False)
            | pl.col("site_fault").is_not_null()
            | is_unproven.fill_null(False)
        )
    )
    assert unexplained.to_dicts() == []


@pytest.mark.parametrize("month", MONTHS)
def test_every_proven_account_without_fault_is_found(demo, month: str) -> None:
    rows = joined(demo, month)
    provable = rows.filter(
        pl.col("exists")
        & pl.col("fault").is_null()
        & (pl.col("in_directory") | (pl.col("on_site") & pl.col("is_readable") & pl.col("site_fault").is_null()))
    )
    missed = provable.filter(~pl.col("is_present"))
    assert provable.height > 100
    assert missed.to_dicts() == []


@pytest.mark.parametrize("month", MONTHS)
def test_every_count_is_the_true_one(demo, month: str) -> None:
    """Exact displays give the exact count, rounded ones an interval that holds it."""
    read = joined(demo, month).filter(pl.col("followers_count").is_not_null())
    assert read.height > 100
    outside = read.filter(~pl.col("true_followers").is_between(pl.col("followers_lo"), pl.col("followers_hi")))
    assert outside.to_dicts() == []
    exact = read.filter(pl.col("followers_status") == "observed")
    assert exact.filter(pl.col("followers_count") != pl.col("true_followers")).to_dicts() == []


@pytest.mark.parametrize("month", MONTHS)
def test_posts_are_those_of_the_month(demo, month: str) -> None:
    counted = joined(demo, month).filter(pl.col("post_count").is_not_null() & pl.col("is_present"))
    wrong = counted.filter((pl.col("post_count") != pl.col("true_posts")) & (pl.col("network") != "youtube"))
    assert wrong.to_dicts() == []


def test_the_crawler_kept_its_manners(demo) -> None:
    """At least the pace of each host between two requests, in every month."""
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        least = con.execute("SELECT min(least_gap_seconds) FROM barometer.politeness").fetchall()[0][0]
    assert least >= 1.0
