"""The differences with the month before: told from both months, small communes counted, corrections from the former."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from dashboards.pages import Site, differences
from dashboards.place import Place
from dashboards.render import environment, render
from dashboards.source import Edition, read_edition
from dashboards.words import EN, FR, Words

ENTERED = "region:53"
MOVED = "UPDATE barometer.status SET stratum = '{}' WHERE territory_id = 'region:53'"


def told(edition: Edition, tmp_path: Path, words: Words = FR) -> str:
    own = edition.speaking(words)
    site = Site(own, {}, frozenset(), tmp_path, tmp_path / "barometre.duckdb", Place("2026-10"))
    text = render(environment(own), differences.page(site), words, {""})
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def changed(database: Path, tmp_path: Path) -> Path:
    """The test world, where Bretagne came onto Snapchat, left TikTok and bears another name on Facebook."""
    copy = tmp_path / "barometre.duckdb"
    shutil.copyfile(database, copy)
    month, before = "month = DATE '2026-10-01'", "month = DATE '2026-09-01'"
    own = f"territory_id = '{ENTERED}' AND network ="
    with duckdb.connect(str(copy)) as con:
        for when, network, status in (
            (before, "snapchat", "absent_confirmed"), (month, "snapchat", "present_unobserved"),
            (before, "tiktok", "present_unobserved"), (month, "tiktok", "absent_confirmed"),
        ):  # fmt: skip
            con.execute(
                f"DELETE FROM barometer.status WHERE territory_id = 'region:53' AND network = '{network}' AND {when}"
            )
            con.execute(
                "INSERT INTO barometer.status (month, roster_id, territory_id, network, stratum, status, reason)"
                f" SELECT DISTINCT month, roster_id, territory_id, '{network}', stratum, '{status}', 'E1'"
                f" FROM barometer.status WHERE territory_id = 'region:53' AND {when}"
            )
        con.execute(f"UPDATE barometer.status SET account_id = 'facebook:ancien' WHERE {own} 'facebook' AND {before}")
        con.execute(
            "INSERT INTO barometer.identities BY NAME SELECT month, network, account_id, 'id53' AS identity_id,"
            " 'platform' AS identity_status, 'renamed' AS state, 1 AS spell_number, month AS since_month"
            f" FROM barometer.status WHERE {own} 'facebook'"
        )
    return copy


def test_what_changed_is_named_with_its_reason(changed: Path, tmp_path: Path) -> None:
    edition = read_edition(changed)
    text = told(edition, tmp_path)
    entered = text.partition('id="entered"')[2].partition("</section>")[0]
    assert "Snapchat" in entered
    assert "Absence confirmée" in entered
    assert "lien depuis le site officiel" in entered
    renamed = text.partition('id="renamed"')[2].partition("</section>")[0]
    assert "ancien" in renamed
    assert "TikTok" in text.partition('id="left"')[2].partition("</section>")[0]
    assert 'id="corrected"' not in text
    assert "n’était pas publiée quand celle-ci fut faite" in text
    assert "Came onto a network" in told(edition, tmp_path, EN)


def test_changes_are_counted_out_of_what_was_known_in_both_months(changed: Path, tmp_path: Path) -> None:
    edition = read_edition(changed)
    with duckdb.connect(str(changed)) as con:
        con.execute(f"SET VARIABLE roster = '{edition.roster_id}'")
        both = """barometer.status a JOIN barometer.status b USING (roster_id, territory_id, network)
            WHERE a.month = DATE '2026-10-01' AND b.month = DATE '2026-09-01' AND roster_id = getvariable('roster')"""
        known, pairs = con.sql(
            f"SELECT count(*) FILTER ('unknown' NOT IN (a.status, b.status)), count(*) FROM {both}"
        ).fetchall()[0]
    row = edition.frame("changes.bases").row(0, named=True)
    assert 0 < row["known_count"] < row["status_count"]
    assert (row["known_count"], row["status_count"]) == (known, pairs)
    assert 0 < row["measured_count"] < pairs
    said = differences.bases(edition)
    assert said.replace("\u00a0", " ").replace("\u202f", " ") in told(edition, tmp_path)
    entered = edition.frame("changes").filter(pl.col("kind") == "entered").height
    assert {one["id"]: one["count"] for one in differences.counts(edition)}["entered"] == entered > 0


@pytest.mark.parametrize(
    ("stratum", "is_named"), [("COM_500_2000", False), ("COM_2000_3500", False), ("COM_3500_10000", True)]
)
def test_small_communes_are_counted_and_not_named(changed: Path, tmp_path: Path, stratum: str, is_named: bool) -> None:
    with duckdb.connect(str(changed)) as con:
        con.execute(MOVED.format(stratum))
    edition = read_edition(changed)
    text = told(edition, tmp_path)
    entered = text.partition('id="entered"')[2].partition("</section>")[0]
    assert ("region-53" in entered) == is_named
    assert ("comptées et non nommées" in entered) == (not is_named)
    held = pl.read_csv(tmp_path / "data" / "differences.csv")
    assert held["row_count"].sum() == edition.frame("changes").height
    assert (held["territory_id"] == ENTERED).any() == is_named
    if not is_named:
        assert ENTERED not in (tmp_path / "data" / "differences.csv").read_text("utf-8")


def test_a_file_without_the_month_before_says_so(changed: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(changed)) as con:
        for name in ("barometer.status", "barometer.audience", "roster.months"):
            con.execute(f"DELETE FROM {name} WHERE month = DATE '2026-09-01'")
    text = told(read_edition(changed), tmp_path)
    assert "n’a pas septembre 2026" in text
    assert 'id="entered"' not in text


def test_what_was_published_otherwise_is_told_beside_the_former_edition(changed: Path, tmp_path: Path) -> None:
    former = tmp_path / "former.duckdb"
    shutil.copyfile(changed, former)
    with duckdb.connect(str(former)) as con:
        con.execute(
            "UPDATE barometer.audience SET followers_count = 7"
            " WHERE month = DATE '2026-09-01' AND territory_id = 'region:53' AND network = 'facebook'"
        )
    edition = read_edition(changed, former)
    assert edition.before(1) == date(2026, 9, 1)
    text = told(edition, tmp_path).partition('id="corrected"')[2].partition("</section>")[0]
    assert text.count("<tr>") == 2
    assert "7 abonnés" in text
    assert "le même relevé est lu autrement" in text
