"""Promises about time: posts are read again when a week old; what terms limit, and texts, are forgotten in time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from support import MONTH, run_barometre

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("retention")]
TOKEN = {"BAROMETRE_TOKEN_YOUTUBE": "replica-youtube"}


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


@pytest.fixture(scope="module")
def of_interface(tmp_path_factory: pytest.TempPathFactory, small_roster: Path) -> Path:
    """A month whose YouTube channels were asked for through the interface."""
    data = tmp_path_factory.mktemp("interface")
    chosen = ("run", "--month", MONTH, "--web", "replica", "--roster", str(small_roster))
    done = run_barometre(*chosen, "--steps", "collect,parse,compute", data=data, **TOKEN)
    assert done.returncode == 0, done.stdout + done.stderr
    return data


def test_what_an_interface_lets_keep_for_a_month_is_purged_after_it(tmp_path: Path, of_interface: Path) -> None:
    data = Path(shutil.copytree(of_interface, tmp_path / "data"))
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


def test_a_sealed_edition_holds_nothing_that_must_go_and_is_made_again_before_and_after_the_purge(
    tmp_path: Path, of_interface: Path
) -> None:
    data = Path(shutil.copytree(of_interface, tmp_path / "data"))

    def ask(*options: str, code: int = 0) -> dict[str, Any]:
        done = run_barometre(*options, "--web", "replica", "--json", data=data, **TOKEN)
        assert done.returncode == code, done.stdout + done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    of_the_interface = """SELECT count(followers_count), count(*) FILTER (followers_status = 'purged')
                          FROM observations.snapshots WHERE network = 'youtube' AND door = 'api'"""
    (read, purged) = rows(data, of_the_interface)[0]
    assert read > 5 and purged == 0
    ask("seal", MONTH)
    assert rows(data, of_the_interface) == [(read, 0)], "the working base keeps it until its term"
    database = str(data / "editions" / MONTH / f"barometre-{MONTH}.duckdb")
    with duckdb.connect(database, read_only=True) as con:
        assert con.execute(of_the_interface).fetchall()[0][0] == 0
        assert con.execute(of_the_interface).fetchall()[0][1] >= read
        assert con.execute(
            "SELECT count(*) FROM observations.posts WHERE network = 'youtube' AND door = 'api'"
        ).fetchall() == [(0,)]
        present = "SELECT count(*) FROM barometer.status WHERE network = 'youtube' AND status LIKE 'present%'"
        assert con.execute(present).fetchall() == rows(data, present), "that the account was there is a fact of its own"
        values = """SELECT count(*) FROM barometer.audience WHERE account_id LIKE 'youtube:UC%'
                    AND followers_count IS NOT NULL"""
        assert con.execute(values).fetchall() == [(0,)]
    assert ask("rerun", MONTH)["is_identical"]

    told = ask("purge")
    assert told["rows"][f"archive/youtube {MONTH}"] > 0
    assert not [name for name in told["rows"] if name.startswith("editions/")]
    assert not (data / "rerun").exists(), "what was made again held it too"
    assert ask("seal", MONTH, "--verify")["editions"][0]["problems"] == []
    again = ask("rerun", MONTH)
    assert (again["is_identical"], again["changed"]) == (True, [])
