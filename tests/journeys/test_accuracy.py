"""`barometre accuracy`, from end to end: the demo, and the roster whose accounts are easily mistaken for others'."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from support import run_barometre

from pipelines.model.months import Month
from pipelines.replica.truth import truth

PAIR = ["territory_id", "network"]
FLOOR = {
    "commune_lists_epci": 16, "conflict": 9, "epci_lists_ville": 18, "foreign": 8, "hijacked": 9, "homonym": 12,
    "homonym_in_directory": 6, "homonym_outside": 6, "level_homonym": 18, "mayor": 9, "merger": 10, "prefecture": 10,
    "renamed": 6, "renamed_squatted": 4, "returned": 6, "reused": 6, "service": 12, "shared_host": 14, "split": 4,
    "stale_directory": 6, "wrong_label": 6,
}  # fmt: skip
"""Pairs on which each kind of trap is avoided, at least: a rule that avoids more raises its line."""


def whole(found: dict[str, Any]) -> dict[str, Any]:
    return next(row for row in found["strata"] if row["stratum"] == "ALL")


@pytest.mark.long
@pytest.mark.xdist_group("traps")
def test_each_kind_of_trap_is_avoided_as_often_as_before(trapped: dict[str, Any]) -> None:
    assert trapped["scene"] == "pieges"
    avoided = {row["kind"]: row["avoided_count"] for row in trapped["kinds"]}
    assert avoided.keys() == FLOOR.keys()
    assert {kind: avoided[kind] for kind in FLOOR if avoided[kind] < FLOOR[kind]} == {}


@pytest.mark.long
@pytest.mark.xdist_group("traps")
def test_mistakes_are_traps_and_nothing_else(trapped: dict[str, Any]) -> None:
    """Among the accounts that nobody laid a trap for, none is wrong and none that can be read of is missed."""
    told = [row for row in trapped["errors"] if row["verdict"] in ("faux", "manqué")]
    assert [row for row in told if row["kinds"] is None] == []
    assert whole(trapped)["true_count"] == 673
    assert whole(trapped)["precision"] == 1.0
    assert whole(trapped)["recall_named"] > 0.99


@pytest.mark.long
@pytest.mark.xdist_group("traps")
def test_the_thresholds_hold_in_each_stratum(trapped: dict[str, Any]) -> None:
    assert [row["stratum"] for row in trapped["strata"] if not row["is_good"]] == []


@pytest.mark.long
@pytest.mark.xdist_group("traps")
def test_scopes_are_told(trapped: dict[str, Any], traps: Path) -> None:
    """A town's own account is never taken for a service; a person or a country is told once its name was read.

    An account that cannot be the main one is not asked for: what its address does not say, nobody knows.
    """
    untold = {row["true_scope"]: row["cases"] for row in trapped["scopes"] if row["cases"]}
    assert untold.keys() <= {"elu", "hors_territoire"}
    query = "SELECT DISTINCT account_id FROM observations.snapshots WHERE account_name IS NOT NULL"
    with duckdb.connect(str(traps / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        named = {account_id for (account_id,) in con.execute(query).fetchall()}
    assert len(named) > 500
    assert [case for cases in untold.values() for case in cases if case in named] == []
    agreed = {row["true_scope"]: row["agreed_count"] for row in trapped["scopes"]}
    assert agreed["elu"] >= 6 and agreed["hors_territoire"] >= 5


@pytest.mark.long
@pytest.mark.xdist_group("traps")
def test_what_became_of_accounts_is_told(trapped: dict[str, Any]) -> None:
    told = {(row["state"], row["told_state"]): row["pair_count"] for row in trapped["states"]}
    assert told["reused", "reused"] == told["returned", "returned"] == 6
    assert told["hijacked", "hijacked"] == 9
    assert {state for state, say in told if say in ("reused", "returned")} == {"reused", "returned"}
    assert {state for state, say in told if say == "hijacked"} == {"hijacked", "renamed"}
    assert not {state for state, say in told if say in ("closed", "suspended")} & {"open", "reused", "returned"}


@pytest.mark.long
@pytest.mark.xdist_group("traps")
def test_no_count_is_spliced_across_two_identities(trapped: dict[str, Any], traps: Path) -> None:
    """A renamed account goes on growing by what it truly grew; a handle that changed hands has no growth."""
    found = truth(trapped["scene"], Month(2026, 10))
    kinds = ("hijacked", "renamed", "renamed_squatted", "reused", "returned")
    cases = found["traps"].filter(pl.col("kind").is_in(kinds)).select("kind", *PAIR).unique()
    counts = [
        truth(trapped["scene"], month)["accounts"].filter("is_main").select(*PAIR, followers="followers_count")
        for month in (Month(2026, 9), Month(2026, 10))
    ]
    true = counts[1].join(counts[0], on=PAIR, how="left", suffix="_before")
    query = "SELECT * FROM barometer.growth WHERE month = DATE '2026-10-01' AND window_months = 1"
    with duckdb.connect(str(traps / "warehouse" / "barometre.duckdb"), read_only=True) as con:
        growth = cases.join(con.sql(query).pl(), on=PAIR).join(true, on=PAIR, how="left")
    assert growth.height == cases.height
    measured = growth.filter(pl.col("growth_abs").is_not_null())
    assert set(measured["kind"]) == {"renamed"}
    assert measured.height == 6
    change = pl.col("followers") - pl.col("followers_before")
    assert measured.filter(~change.is_between("growth_abs_lo", "growth_abs_hi")).is_empty()
    assert set(growth.filter(kind="reused")["growth_status"]) == {"identity_break"}


@pytest.mark.long
@pytest.mark.xdist_group("traps")
def test_it_is_printed_without_running_the_month_again(trapped: dict[str, Any], traps: Path) -> None:
    done = run_barometre(
        "accuracy", "--month", "2026-10", "--roster", "TRAPS2026", "--data-dir", str(traps), data=traps
    )
    assert done.returncode == (0 if trapped["is_good"] else 1)
    assert "Collecte" not in done.stdout
    for text in (
        "Comptes principaux, 2026-10, TRAPS2026",
        "données simulées",
        "homonyme étranger",
        "Seuils : précision",
    ):
        assert text in done.stdout


@pytest.mark.long
@pytest.mark.xdist_group("demo")
def test_the_main_accounts_of_the_demo_are_the_true_ones(demo) -> None:
    done = run_barometre("accuracy", "--month", "2026-10", "--json", data=demo.data)
    found = json.loads(done.stdout)
    assert done.returncode == 0, found["errors"]
    assert [row for row in found["errors"] if row["verdict"] in ("faux", "manqué")] == []
    assert whole(found)["precision"] == 1.0
    assert whole(found)["recall_named"] > 0.99
    assert 0.9 < whole(found)["official_share"] < 1.0
