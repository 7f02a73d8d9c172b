"""Decisions on the way to a month: where they are kept, what they do to declared sites, and what a guard stops."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.config import Settings
from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.model.removals import subject_hash
from pipelines.roster import lists
from pipelines.stages import decided, removals, review
from pipelines.stages.bring import bring
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.lake import partition_path, read_table, write_table

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
GRENOBLE = "commune:38185"
LIST = "network,url,territory_code,reviewed_date\nx,https://x.com/Grenoble,38185,2026-10-02\n"
ENTRY = """  - id: {name}
    action: {action}
    territory: commune:38185
    from: 2026-10
    reason_fr: Relu.
    evidence: https://www.grenoble.fr/
    role: relecture
    date: 2026-11-04
    {more}
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(Settings(web="replica", data_dir=tmp_path / "data"))


def correct(world: World, *entries: str) -> None:
    path = world.settings.corrections_path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("version: 1\ncorrections:\n" + "".join(entries), encoding="utf-8")


def entry(name: str, action: str, more: str) -> str:
    return ENTRY.format(name=name, action=action, more=more)


def sites(*urls: str) -> pl.DataFrame:
    return lists.frame(
        "roster.sites",
        [(OCTOBER.first_day, GRENOBLE, url, "directory", None, datetime(2026, 10, 28), False) for url in urls],
    )


def test_simulated_accounts_are_corrected_by_the_file_of_their_own_folder(world: World, tmp_path: Path) -> None:
    assert world.settings.corrections_path == (tmp_path / "data" / "corrections.yaml").resolve()
    live = Settings(data_dir=tmp_path)
    assert live.corrections_path == live.reference_dir / "corrections.yaml"


def test_a_site_is_added_and_one_is_taken_away_whatever_its_form(world: World) -> None:
    correct(
        world,
        entry("a", "add_site", "value: https://www.grenoble.fr/"),
        entry("b", "remove_site", "value: https://vieux.fr"),
    )
    found, told = decided.with_sites(world, OCTOBER, sites("http://www.vieux.fr/", "https://autre.fr"))
    assert told == []
    assert found.select("site_url", "source").rows() == [
        ("https://autre.fr", "directory"),
        ("https://www.grenoble.fr/", "manual"),
    ]
    kept = read_table(world.lake_dir, "roster.decisions", OCTOBER)
    assert dict(kept.select("decision_id", "decision_status").rows()) == {"a": "applied", "b": "applied"}
    before, _ = decided.with_sites(world, SEPTEMBER, sites("https://vieux.fr").clear())
    assert (
        before.is_empty() and not partition_path(world.lake_dir, "roster.decisions", SEPTEMBER, shard="sites").exists()
    )


def test_a_site_that_the_lists_no_longer_declare_is_not_replaced(world: World) -> None:
    correct(
        world, entry("a", "add_site", "value: https://nouveau.fr\n    expect: {site_url: https://vieux.fr}")
    )  # fmt: skip
    found, (told,) = decided.with_sites(world, OCTOBER, sites("https://autre.fr"))
    assert found["site_url"].to_list() == ["https://autre.fr"]
    assert told.startswith("La décision a n’est pas appliquée (2026-10).") and "https://autre.fr trouvé" in told


def test_a_guard_is_asked_of_the_uncorrected_accounts_only_when_there_is_one(world: World) -> None:
    def never() -> pl.DataFrame:
        raise AssertionError("no guard asks for it")

    correct(world, entry("a", "set_main", "account: x:grenoble"))
    ruled, stale = decided.applied(decided.decided(world, OCTOBER), OCTOBER, never)
    assert ruled is not None and ruled.evidence["account_id"].to_list() == ["x:grenoble"]
    assert stale == {}
    assert decided.applied(decided.decided(world, SEPTEMBER), SEPTEMBER, never) == (None, {})

    correct(world, entry("a", "set_main", "account: x:grenoble\n    expect: {main_account: 'x:autre'}"))
    nothing = lists.frame("roster.attributions", [])
    ruled, stale = decided.applied(decided.decided(world, OCTOBER), OCTOBER, lambda: nothing)
    assert ruled is None
    assert stale == {"a": "Les sources ont changé : main_account x:autre attendu, aucun trouvé."}


def test_a_list_brought_again_takes_its_own_place_and_says_which_months_change(world: World, tmp_path: Path) -> None:
    for month in (SEPTEMBER, OCTOBER):
        write_table(world.lake_dir, "roster.evidence", lists.frame("roster.evidence", []), month)
    path = tmp_path / "relus.csv"
    path.write_text(LIST, encoding="utf-8")
    before = sorted(world.settings.data.rglob("*"))
    with pytest.raises(InputError, match="n’a encore aucune liste de collectivités : faire un mois d’abord"):
        bring(world, path, None)
    assert sorted(world.settings.data.rglob("*")) == before, "nothing is half written"
    write_table(world.lake_dir, "roster.members", _members())
    report = bring(world, path, None)
    assert (report.rows, report.problems, report.facts[review.MONTHS]) == ({"E5": 1}, [], "2026-10")
    assert read_table(world.lake_dir, "roster.accounts", OCTOBER).select("account_id", "is_asked").rows() == [
        ("x:grenoble", True)
    ]
    assert review.bring_list(world, path).facts[review.MONTHS] == ""
    assert [one.decision_id for one in decided.known(world)] == [f"relus {GRENOBLE} x:grenoble"]
    path.write_text(LIST.replace("2026-10-02", "2026-09-02"), encoding="utf-8")
    assert review.bring_list(world, path).facts[review.MONTHS] == "2026-09, 2026-10"


def _members() -> pl.DataFrame:
    from pipelines.roster.cog import load_roster

    return load_roster(Settings().reference_dir, "EQ2012").head(3)


def test_a_file_of_which_no_line_is_good_is_refused_and_nothing_is_kept(world: World, tmp_path: Path) -> None:
    path = tmp_path / "relus.csv"
    path.write_text(LIST.replace("38185", "99999"), encoding="utf-8")
    with pytest.raises(InputError, match="no line could be kept; the first says: relus"):
        review.bring_list(world, path)
    assert decided.known(world) == []


def test_cases_of_a_month_that_was_not_computed_are_refused_with_what_to_do(world: World, tmp_path: Path) -> None:
    from pipelines.warehouse.connect import connect
    from pipelines.warehouse.load import create_tables

    world.settings.warehouse_path.parent.mkdir(parents=True)
    with connect(world.settings.warehouse_path) as con:
        create_tables(con)
    with pytest.raises(InputError, match="2026-10 was not computed for DEMO2026: barometre run --month 2026-10 first"):
        review.write(world, OCTOBER, tmp_path / "cas.csv")


def test_the_lines_of_a_removal_name_the_account_by_its_hashes_only(world: World) -> None:
    told = removals.entry(world, "x:https://x.com/Grenoble")
    assert subject_hash("x:grenoble") in told and "grenoble" not in told.lower()
    correct(world)
    path = world.settings.corrections_path
    filled = (
        told.replace("retrait-…", "retrait-1").replace("commune:…", GRENOBLE).replace("reference: …", "reference: r")
    )
    path.write_text("version: 1\nremovals:\n" + filled + "\n", encoding="utf-8")
    assert removals.declare(world)["subject_hash"].to_list() == [subject_hash("x:grenoble")]
    assert removals.carry_out(world, StepReport("purge")) == set()
    with pytest.raises(InputError, match="names no account"):
        removals.entry(world, "grenoble")
