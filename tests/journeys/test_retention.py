"""Promises about time: posts are read again when a week old; what terms limit, and texts, are forgotten in time."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from support import MONTH, run_barometre

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("retention")]


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


@pytest.fixture
def copied(tmp_path: Path, undisturbed: Path) -> Path:
    return Path(shutil.copytree(undisturbed, tmp_path / "data"))


def test_posts_are_read_again_when_they_are_a_week_old(copied: Path, small_roster: Path) -> None:
    chosen = ("run", "--month", "2026-09", "--web", "replica", "--roster", str(small_roster))
    bluesky = (*chosen, "--network", "bluesky")
    for steps in (
        (*bluesky, "--on", "2026-09-15"),
        (*bluesky, "--on", "2026-09-17"),
        (*chosen, "--steps", "collect"),
        (*bluesky, "--on", "2026-10-05"),
        (*bluesky, "--steps", "parse"),
    ):
        done = run_barometre(*steps, data=copied)
        assert done.returncode == 0, done.stdout + done.stderr
    ages = """SELECT count(DISTINCT post_id) FILTER (date_diff('hour', created_at, observed_at) BETWEEN 144 AND 192),
                     count(DISTINCT CAST(observed_at AS DATE))
              FROM observations.posts WHERE network = 'bluesky' AND {}"""
    week_old, days = rows(copied, ages.format("created_at BETWEEN '2026-09-07 18:00' AND '2026-09-11 14:00'"))[0]
    of_window = "SELECT count(DISTINCT post_id) FROM observations.posts WHERE network = 'bluesky' AND created_at "
    every = rows(copied, of_window + "BETWEEN '2026-09-07 18:00' AND '2026-09-11 14:00'")[0][0]
    assert week_old == every > 0
    assert days >= 3
    late = rows(copied, ages.format("created_at BETWEEN '2026-09-27 18:00' AND '2026-09-29 14:00'"))[0][0]
    assert late == rows(copied, of_window + "BETWEEN '2026-09-27 18:00' AND '2026-09-29 14:00'")[0][0] > 0
    strays = """SELECT count(*) FROM observations.posts WHERE network = 'bluesky'
                AND month NOT IN (DATE '2026-08-01', DATE '2026-09-01')"""
    assert rows(copied, strays) == [(0,)]


def test_what_an_interface_lets_keep_for_a_month_is_purged_after_it(tmp_path: Path, small_roster: Path) -> None:
    data, token = tmp_path / "data", {"BAROMETRE_TOKEN_YOUTUBE": "replica-youtube"}
    chosen = ("run", "--month", MONTH, "--web", "replica", "--roster", str(small_roster))
    done = run_barometre(*chosen, "--steps", "collect,parse,compute", data=data, **token)
    assert done.returncode == 0, done.stdout + done.stderr
    measured = """SELECT count(followers_count), count(*) FILTER (followers_status = 'purged')
                  FROM observations.snapshots WHERE network = 'youtube' AND door = 'api'"""
    (read, purged) = rows(data, measured)[0]
    assert read > 5 and purged == 0
    texts = """SELECT count(*) FILTER (text_status = 'observed') > 100, count(*) FILTER (text_status = 'purged') > 10,
                      count(*) FILTER ((created_at < '2026-08-02 22:59:59') <> (text_status = 'purged'))
               FROM observations.texts WHERE kind = 'post' AND text_status <> 'not_given'"""
    assert rows(data, texts) == [(True, True, 0)], "ninety days before the simulated today, 2026-10-31 22:59:59"
    of_the_interface = """SELECT count(*) > 0 FROM observations.texts WHERE record IN
                          (SELECT record FROM observations.fetches WHERE network = 'youtube' AND door = 'api')"""
    assert rows(data, of_the_interface) == [(True,)]
    present = "SELECT count(*) FROM barometer.status WHERE network = 'youtube' AND status LIKE 'present%'"
    before = rows(data, present)

    kept = run_barometre("purge", "--web", "replica", data=data, BAROMETRE_DECLARED="youtube_analytics_amendment")
    assert kept.returncode == 0 and "Rien à effacer" in kept.stdout
    assert rows(data, measured) == [(read, 0)]

    done = run_barometre("purge", "--web", "replica", data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(data, measured)[0][0] == 0 and rows(data, measured)[0][1] >= read
    assert rows(data, present) == before, "that the account was there is a fact of its own"
    assert rows(data, of_the_interface) == [(False,)], "what the interface gave is gone with its signature"
    assert rows(data, texts) == [(True, True, 0)]
    statuses = "SELECT DISTINCT followers_status FROM barometer.audience WHERE account_id LIKE 'youtube:UC%'"
    assert ("purged",) in rows(data, statuses)
