"""Repeated visits of a small list: counters frozen at a week are the truth's, and so are answers to citizens."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from support import run_barometre

from pipelines.config import Settings
from pipelines.fetch.archive import PartitionArchive
from pipelines.model.months import Month
from pipelines.replica.conversations import exchanges
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, month_index
from pipelines.replica.scenes import load_world
from pipelines.stages.collect import collect_network
from pipelines.stages.world import open_world

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("retention")]

NETWORKS = ("x", "bluesky", "mastodon")
MONTH = Month(2026, 9)
VISITS = [date(2026, 9, 7) + timedelta(days=2 * step) for step in range(17)]
"""Every second day, as the schedule does, until all posts of the month are eight days old."""


def _visit(data: Path, roster: Path, days: list[date]) -> None:
    settings = Settings(web="replica", data_dir=data, roster=str(roster))
    with open_world(settings) as world:
        for day in days:
            for network in NETWORKS:
                assert collect_network(world, MONTH, network, day).problems == []


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory, undisturbed: Path, small_roster: Path) -> Any:
    data = Path(shutil.copytree(undisturbed, tmp_path_factory.mktemp("week") / "data"))
    chosen = ("run", "--month", str(MONTH), "--web", "replica", "--roster", str(small_roster))
    _visit(data, small_roster, [day for day in VISITS if day <= MONTH.last_day])
    for steps in ("collect", "parse,compute"):
        done = run_barometre(*chosen, "--steps", steps, data=data, BAROMETRE_READ_REPLIES="1")
        assert done.returncode == 0, done.stdout + done.stderr
        _visit(data, small_roster, [day for day in VISITS if day > MONTH.last_day] if steps == "collect" else [])
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        con.execute("SET VARIABLE archive = $1", [str(data / "archive")])
        yield con


@pytest.fixture(scope="module")
def true_posts() -> dict[str, list[SimulatedPost]]:
    """Original posts of the month by account id, as the replica knows them."""
    world = load_world("aujourdhui")
    timeline, index = Timeline(world), month_index(MONTH)

    def named(account: Account) -> str:
        return f"{account.network}:{account.handle}"

    return {
        named(account): [post for post in timeline.month(account, index) if post.kind == "original"]
        for account in world.accounts
        if account.network in NETWORKS
    }


def _measured(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    found = con.execute(
        """SELECT e.*, a.followers_count AS f, b.followers_count AS f0, p.post_count FROM barometer.engagement AS e
        JOIN barometer.posting AS p USING (month, roster_id, territory_id, network)
        JOIN barometer.audience AS a USING (month, roster_id, territory_id, network)
        LEFT JOIN barometer.audience AS b ON b.month = DATE '2026-08-01' AND b.territory_id = e.territory_id
            AND b.network = e.network AND b.roster_id = e.roster_id
        WHERE e.variant = 'd7' AND e.month = DATE '2026-09-01' AND e.network IN ('x', 'bluesky', 'mastodon')"""
    )
    return found.pl().to_dicts()


def test_every_post_of_the_month_was_read_at_the_age_of_a_week(con: duckdb.DuckDBPyConnection) -> None:
    rows = [row for row in _measured(con) if row["post_count"]]
    assert {row["network"] for row in rows} == set(NETWORKS)
    assert len(rows) > 15
    for row in rows:
        assert row["measured_post_count"] == row["post_count"], row["account_id"]
        assert 6 <= row["age_days"] <= 8


def test_what_the_posts_got_at_seven_days_is_the_truth(
    con: duckdb.DuckDBPyConnection, true_posts: dict[str, list[SimulatedPost]]
) -> None:
    rated = 0
    for row in _measured(con):
        posts = true_posts[row["account_id"]]
        if not posts or row["p_status"] != "observed":
            assert not posts or row["p_status"] in ("few_posts", "window_incomplete")
            continue
        likes, comments, shares = (
            sum(getattr(post, name) for post in posts) for name in ("likes", "comments", "shares")
        )
        count = len(posts)
        assert (row["p2"], row["c2"], row["v2"]) == pytest.approx((likes / count, comments / count, shares / count))
        assert row["p1"] == pytest.approx(sum(post.likes > 0 for post in posts) / count)
        if row["base_status"] in ("observed", "rounded"):
            assert row["p3"] == pytest.approx(1000 * row["p2"] / row["f"])
            assert row["e"] == pytest.approx(1000 * (likes + comments + shares) / count / row["f"])
        if row["engagement_month_status"] == "observed":
            mean = (row["f"] + row["f0"]) / 2
            assert (row["code"], row["engagement_month_rate"]) == (
                "LCS",
                pytest.approx((likes + comments + shares) / mean),
            )
            rated += 1
        if row["apparent_reach_rate"] is not None:
            middle = float(pl.Series([post.views for post in posts]).median() or 0)
            assert row["apparent_reach_rate"] == pytest.approx(middle / row["f"])
    assert rated > 10


@pytest.mark.parametrize("indicator", ["I38", "I39", "I40", "I41", "I42", "I43", "I44"])
def test_the_cells_frozen_at_a_week_have_values(con: duckdb.DuckDBPyConnection, indicator: str) -> None:
    found = con.execute(
        """SELECT count(value), count(*) FILTER (value IS NULL AND value_status = 'observed') FROM barometer.cells
        WHERE month = DATE '2026-09-01' AND indicator_id = $1 AND variant LIKE '%d7' AND network = 'x'""",
        [indicator],
    ).fetchone()
    assert found is not None
    assert found[0] > 0
    assert found[1] == 0


def _true_hours(account: Account, post: SimulatedPost, seen: datetime) -> list[int | None]:
    """Delays (None: no answer in a week) of the questions under a post that had a week to be answered."""
    week = timedelta(days=7)
    asked = [one for one in exchanges(account, post) if one.is_question and one.written <= seen - week]
    return [
        round((one.answered - one.written) / timedelta(hours=1))
        if one.answered is not None and one.answered - one.written <= week
        else None
        for one in asked
    ]


def test_answers_to_citizens_are_the_truth_and_nothing_else_of_them_is_kept(con: duckdb.DuckDBPyConnection) -> None:
    world, index = load_world("aujourdhui"), month_index(MONTH)
    timeline = Timeline(world)
    accounts = {f"{one.network}:{one.handle}": one for one in world.accounts}
    messages = con.execute(
        """SELECT network, account_id, observed_at, list(reply_hours ORDER BY reply_hours), count(*),
            count(*) FILTER (is_answered) FROM observations.messages GROUP BY ALL"""
    ).fetchall()
    assert {network for network, *_ in messages} == {"bluesky", "mastodon"}
    for _, account_id, observed, hours, count, answered in messages:
        account = accounts[account_id]
        posts = timeline.month(account, index)
        known = [_true_hours(account, post, observed.replace(tzinfo=UTC)) for post in posts]
        assert sorted(hours, key=str) in [sorted(each, key=str) for each in known]
        assert answered == count - hours.count(None)
    ((archive,),) = con.execute("SELECT getvariable('archive')").fetchall()
    bodies: list[bytes] = []
    for network in ("bluesky", "mastodon"):
        with PartitionArchive(Path(archive), MONTH, network, is_read_only=True) as partition:
            bodies += [capture.body for capture in partition.captures()]
    assert len([body for body in bodies if b'"hours"' in body]) > 20
    assert not any(b"usager" in body or "À quelle heure".encode() in body for body in bodies)


def test_reply_rates_have_values_and_networks_that_show_no_conversation_have_none(
    con: duckdb.DuckDBPyConnection,
) -> None:
    states = dict(
        con.execute(
            "SELECT network, count(reply_rate) FROM barometer.replies WHERE month = DATE '2026-09-01' GROUP BY network"
        ).fetchall()
    )
    assert states.keys() == {"bluesky", "mastodon"}
    assert sum(states.values()) > 3
    statuses = con.execute("SELECT DISTINCT reply_status FROM barometer.replies WHERE month = DATE '2026-08-01'")
    assert statuses.fetchall() == [("not_collected",)]
