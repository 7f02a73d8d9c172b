"""The demo against the replica's truth: no wrong value, and what is missing has a status that a fault explains."""

from __future__ import annotations

from collections import Counter
from functools import cache

import duckdb
import polars as pl
import pytest
from support import FAULT_OUTCOMES

from pipelines.model.months import Month
from pipelines.networks.planning import choose_door
from pipelines.networks.registry import NETWORKS
from pipelines.replica.platforms import PLATFORMS
from pipelines.replica.posts import Timeline
from pipelines.replica.records import month_index
from pipelines.replica.scenes import load_world
from pipelines.replica.truth import truth

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("demo")]

MONTHS = {
    "2012-03": "edgar-quinet",
    "2013-02": "edgar-quinet",
    "2013-03": "edgar-quinet",
    "2025-10": "aujourdhui",
    "2026-09": "aujourdhui",
    "2026-10": "aujourdhui",
}
SOCIAL = tuple(platform.name for platform in PLATFORMS)
ACCESS = frozenset({"x"})
"""What opens doors in the demo: it has the token of one interface, and declares nothing."""
BY_LINK = tuple(name for name in SOCIAL if NETWORKS[name].MANIFEST.is_present_by_link)
"""Networks of which the demo may read no page: a link of an official source is all that it knows."""


@cache
def true_of(month: str) -> dict[str, pl.DataFrame]:
    return truth(MONTHS[month], Month.parse(month))


def measured(demo, month: str) -> pl.DataFrame:
    query = """
        SELECT s.territory_id, s.network, s.stratum, s.status, s.reason, s.post_count, s.account_id, a.followers_count,
               a.followers_lo, a.followers_hi, a.followers_status
        FROM barometer.status s
        LEFT JOIN barometer.audience a USING (month, roster_id, territory_id, network)
        WHERE s.month = $month
    """
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        return con.sql(query, params={"month": Month.parse(month).first_day}).pl()


def joined(demo, month: str) -> pl.DataFrame:
    """One row per territory × social network: what was measured beside what is true of its account and its site."""
    found = true_of(month)
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
            is_by_link=pl.col("network").is_in(BY_LINK) & (pl.col("in_directory") | pl.col("on_site")).fill_null(False),
        )
    )


def given(month: str, field: str) -> set[str]:
    """Networks of the month with an account, whose door of the demo gives a field."""
    there = true_of(month)["networks"].filter(pl.col("account_count") > 0)["network"]
    doors = {name: choose_door(NETWORKS[name].MANIFEST, Month.parse(month), ACCESS) for name in there}
    return {name for name, door in doors.items() if door and door.needs is None and field in door.gives}


@pytest.mark.parametrize("month", MONTHS)
def test_no_presence_is_invented(demo, month: str) -> None:
    """An account that was closed may still be linked: where no page may be read, nobody can see that."""
    wrong = joined(demo, month).filter(pl.col("is_present") & ~pl.col("exists") & ~pl.col("is_by_link"))
    assert wrong.to_dicts() == []


@pytest.mark.parametrize("month", MONTHS)
def test_a_link_alone_proves_presence_and_nothing_more(demo, month: str) -> None:
    rows = joined(demo, month).filter(pl.col("network").is_in(BY_LINK))
    present = rows.filter("is_present")
    assert set(present["status"]) <= {"present_unobserved"}
    assert present.filter(~pl.col("is_by_link")).to_dicts() == []
    assert rows.filter(pl.col("followers_count").is_not_null() | pl.col("post_count").is_not_null()).to_dicts() == []


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


def provable(demo, month: str) -> pl.DataFrame:
    """Accounts that exist, and are named by the directory or by a site without a fault."""
    is_on_site = pl.col("on_site") & pl.col("is_readable") & pl.col("site_fault").is_null()
    return joined(demo, month).filter(pl.col("exists") & (pl.col("in_directory") | is_on_site))


@pytest.mark.parametrize("month", MONTHS)
def test_every_proven_account_without_fault_is_found(demo, month: str) -> None:
    rows = provable(demo, month).filter(pl.col("fault").is_null())
    assert rows.height > 100
    assert rows.filter(~pl.col("is_present")).to_dicts() == []


@pytest.mark.parametrize("month", MONTHS)
def test_a_fault_of_a_page_has_its_own_outcome(demo, month: str) -> None:
    """Passing faults are overcome; every other one is told by its name, and by no other."""
    rows = provable(demo, month).filter(pl.col("fault").is_not_null() & ~pl.col("network").is_in(BY_LINK)).to_dicts()
    assert [
        row for row in rows if ("ok" if row["is_present"] else row["reason"]) not in FAULT_OUTCOMES[row["fault"]]
    ] == []


@pytest.mark.parametrize("month", MONTHS)
def test_every_count_is_the_true_one(demo, month: str) -> None:
    """Exact displays give the exact count, rounded ones an interval that holds it."""
    read = joined(demo, month).filter(pl.col("followers_count").is_not_null())
    assert read.height > 100
    assert set(read["network"]) == given(month, "followers")
    outside = read.filter(~pl.col("true_followers").is_between(pl.col("followers_lo"), pl.col("followers_hi")))
    assert outside.to_dicts() == []
    exact = read.filter(pl.col("followers_status") == "observed")
    assert exact.filter(pl.col("followers_count") != pl.col("true_followers")).to_dicts() == []


@pytest.mark.parametrize("month", MONTHS)
def test_posts_are_those_of_the_month(demo, month: str) -> None:
    counted = joined(demo, month).filter(pl.col("post_count").is_not_null() & pl.col("is_present"))
    assert set(counted.filter(pl.col("post_count") > 0)["network"]) == given(month, "post_dates")
    assert counted.filter(pl.col("post_count").ne_missing(pl.col("true_posts"))).to_dicts() == []


def test_texts_are_those_that_the_institution_wrote(demo) -> None:
    """Every network whose door gives texts has some; those of three are original posts of their account."""
    month = Month.parse("2026-10")
    world, index = load_world(MONTHS["2026-10"]), month_index(month)
    timeline, read, wrong = Timeline(world), 0, {}
    query = """SELECT network, account_id, list(text) FROM observations.texts
               WHERE month = $month AND kind = 'post' AND text_status = 'observed' GROUP BY ALL"""
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        found = con.sql(query, params={"month": month.first_day}).fetchall()
    assert {network for network, _, _ in found} >= given("2026-10", "texts")
    for network, account_id, texts in found:
        is_word_for_word = network in ("bluesky", "mastodon", "x")
        account = world.find(network, account_id.partition(":")[2], index) if is_word_for_word else None
        if account is not None:
            shows_link = network == "mastodon"
            originals = [post for post in timeline.month(account, index) if post.kind == "original"]
            written = [f"{post.text} {post.link}" if shows_link and post.link else post.text for post in originals]
            read += len(texts)
            if Counter(texts) - Counter(written):
                wrong[account_id] = (texts, written)
    assert wrong == {}
    assert read > 1_000


def test_texts_are_kept_ninety_days_and_their_signatures_longer(demo) -> None:
    """The simulated today is the end of October 2026."""
    query = """
        SELECT strftime(month, '%Y-%m'), count(*) FILTER (text_status = 'observed' AND created_at < '2026-08-02'),
               count(*) FILTER (text_status = 'purged' AND created_at > '2026-08-03'),
               count(*) FILTER (text_status = 'purged'), count(*) FILTER (text IS NOT NULL),
               count(*) FILTER (word_count > 0 AND signature IS NULL)
        FROM observations.texts GROUP BY ALL ORDER BY ALL
    """
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        found = {month: counts for month, *counts in con.execute(query).fetchall()}
    assert all(too_old == too_young == unsigned == 0 for too_old, too_young, _, _, unsigned in found.values())
    assert found["2026-10"][3] > 1_000 and found["2026-09"][3] > 1_000
    assert found["2025-10"][2] > 1_000 and found["2025-10"][3] == 0


def test_no_edition_holds_a_text(demo) -> None:
    with duckdb.connect(str(demo.edition / "barometre-2026-10.duckdb"), read_only=True) as con:
        tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'observations'").fetchall()
    assert ("posts",) in tables and ("texts",) not in tables


def test_the_crawler_kept_its_manners(demo) -> None:
    """At least the pace of each host between two requests, in every month."""
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        least = con.execute("SELECT min(least_gap_seconds) FROM barometer.politeness").fetchall()[0][0]
    assert least >= 1.0


def knowable(demo, month: str) -> pl.DataFrame:
    """One row per territory × social network of the list, in its stratum and in ALL; `is_there` is what a reader who
    never failed would know: an account that nobody names is out of reach, and where no page may be read a link is all.
    """
    rows = joined(demo, month).with_columns(
        is_there=pl.col("exists") & pl.col("is_listed") | pl.col("network").is_in(BY_LINK) & pl.col("is_by_link")
    )
    rows = rows.with_columns(is_anywhere=pl.col("is_there").any().over("territory_id"))
    return pl.concat([rows, rows.with_columns(stratum=pl.lit("ALL"))])


def left_out(demo, month: str, indicator: str, true: pl.DataFrame, aggregation: str = "pooled") -> list[dict]:
    """Cells whose bounds leave out the truth (columns network, stratum, true); every cell finds its own."""
    query = """
        SELECT network, stratum, value_lo, value, value_hi FROM barometer.cells
        WHERE month = $month AND indicator_id = $indicator AND aggregation = $aggregation AND area_level = 'france'
            AND variant NOT IN ('90j') AND variant NOT LIKE 'n=%' AND network <> 'website' AND value_lo IS NOT NULL
    """
    params = {"month": Month.parse(month).first_day, "indicator": indicator, "aggregation": aggregation}
    with duckdb.connect(str(demo.warehouse), read_only=True) as con:
        cells = con.sql(query, params=params).pl()
    both = cells.join(true, on=["network", "stratum"])
    assert both.height == cells.height > 0
    return both.filter(~pl.col("true").is_between(pl.col("value_lo") - 1e-9, pl.col("value_hi") + 1e-9)).to_dicts()


@pytest.mark.parametrize("month", MONTHS)
def test_bounds_of_presence_contain_the_truth(demo, month: str) -> None:
    """I01, I03, I06 and I08 of every stratum: what is unknown may be anything, and the truth is one of it."""
    rows = knowable(demo, month)
    one = rows.group_by("network", "stratum").agg(true=pl.col("is_there").mean())
    among = rows.filter("is_anywhere").group_by("network", "stratum").agg(true=pl.col("is_there").mean())
    people = rows.group_by("stratum", "territory_id").agg(pl.col("is_there").sum())
    together = people.group_by("stratum").agg(
        any=(pl.col("is_there") > 0).mean(), sum=pl.col("is_there").sum().cast(pl.Float64)
    ).with_columns(network=pl.lit("any"))  # fmt: skip
    assert left_out(demo, month, "I01", one) == []
    assert left_out(demo, month, "I08", among) == []
    assert left_out(demo, month, "I03", together.select("network", "stratum", true="any")) == []
    assert left_out(demo, month, "I06", together.select("network", "stratum", true="sum"), "sum") == []


def test_bounds_of_activity_contain_the_truth(demo) -> None:
    """I22 of September, a month of thirty days: the accounts that were found, and whether they truly posted in it."""
    found = knowable(demo, "2026-09").filter(pl.col("is_present") & pl.col("account_id").is_not_null())
    true = found.group_by("network", "stratum").agg(true=(pl.col("true_posts") > 0).mean())
    assert left_out(demo, "2026-09", "I22", true) == []
