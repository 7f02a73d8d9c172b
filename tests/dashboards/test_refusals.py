"""A reading that was refused is told by what became of its request, wherever a sheet, a league or a press page says why
nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboards import labels
from dashboards.areas import areas
from dashboards.pages.growth import _unranked
from dashboards.pages.press import _gain
from dashboards.sheets.facts import Closed, Facts, by_departement, why
from dashboards.sheets.shards import Codes, packed
from dashboards.sheets.told import told
from dashboards.source import Edition
from dashboards.words import EN, lower_first

REFUSED = "robots.txt ou les conditions d’utilisation excluent la lecture ; rien n’a été contourné."


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture(scope="module")
def unread(edition: Edition) -> Edition:
    """The edition whose LinkedIn pages, of which the terms forbid the reading, have no follower."""
    is_closed = pl.col("network") == "linkedin"

    def emptied(name: str, *statuses: str) -> pl.DataFrame:
        return edition.frames[name].with_columns(
            pl.when(is_closed).then(pl.lit("not_read")).otherwise(pl.col(status)).alias(status) for status in statuses
        )

    growth = emptied("barometer.growth", "growth_status").with_columns(
        pl.when(is_closed).then(None).otherwise(pl.col("growth_abs")).alias("growth_abs")
    )
    frames = {
        "barometer.audience": emptied("barometer.audience", "followers_status"),
        "barometer.account_sheet": emptied("barometer.account_sheet", "value_status"),
        "barometer.growth": growth,
    }
    return replace(edition, frames={**edition.frames, **frames})


@pytest.fixture(scope="module")
def closed(unread: Edition) -> Facts:
    every = (facts for _, group in by_departement(unread) for facts in group if not facts.is_page)
    return next(
        facts for facts in every for one in facts.networks
        if one.code == "linkedin" and one.account and one.account.measures[0] and one.account.growths
    )  # fmt: skip


def test_a_status_that_says_nothing_gives_way_to_what_became_of_the_request() -> None:
    assert why("not_read", "policy_blocked") == "policy_blocked"
    assert why("not_read", None) == "not_read"
    assert why("rounded", "timeout") == "rounded"


def test_only_requests_that_gave_nothing_are_failures(edition: Edition) -> None:
    frame = edition.frame("failures")
    assert not set(frame["outcome"]) & {"ok", "not_modified"}
    assert set(frame.filter(network="linkedin")["outcome"]) == {"policy_blocked"}
    assert date(2025, 10, 1) in frame["month"].to_list() and frame["month"].n_unique() <= 3
    assert frame.select("month", "territory_id", "network").is_unique().all()


def test_a_sheet_says_that_a_reading_was_refused_and_not_that_it_failed(unread: Edition, closed: Facts) -> None:
    network = next(one for one in told(unread, closed, {})["networks"] if one["id"] == "linkedin")
    assert network["measures"][0]["how"] == REFUSED
    assert all(one["text"].endswith(REFUSED) for one in network["growths"])
    assert {reason for reason, _ in network["sheet"]["missing"]} == {REFUSED}
    english = next(one for one in told(unread.speaking(EN), closed, {})["networks"] if one["id"] == "linkedin")
    assert english["measures"][0]["how"].endswith("nothing was worked around.")


def test_an_account_without_a_number_is_told_in_words_and_has_no_table(unread: Edition, closed: Facts) -> None:
    (network,) = (one for one in closed.networks if one.code == "linkedin")
    account = network.account
    assert account is not None
    measures = (None, *(one and replace(one, count=None, lo=None, hi=None) for one in account.measures[1:]))

    def shown(edition: Edition, **more: Any) -> dict[str, Any]:
        only = replace(network, account=replace(account, measures=measures, **more))
        (told_of,) = told(edition, replace(closed, networks=(only,)), {})["networks"]
        return told_of

    bare = shown(unread)
    assert (bare["is_read"], bare["closed"]) == (False, None)
    assert plain(bare["unread"][0]) == "Abonnés non observés (octobre 2026). Aucun relevé ce mois-ci."
    months = ", ".join(row["month"] for row in bare["measures"][1:])
    assert bare["unread"][1:] == [f"Abonnés non observés ({months}). {REFUSED}"]
    since = Closed(date(2026, 9, 1), None, None)
    never = shown(unread, closed=since)
    assert never["unread"] == []
    assert plain(never["closed"]) == (
        "Compte nommé, mais fermé : le réseau le dit depuis septembre 2026 au moins. Aucun nombre d’abonnés n’y fut"
        " relevé auparavant."
    )
    last = shown(unread.speaking(EN), closed=replace(since, last=date(2026, 8, 1), count=1))
    assert plain(last["closed"]).endswith("Last reading: 1 follower, end of August 2026.")


def test_a_closed_account_is_one_of_the_month_with_its_last_reading_before(edition: Edition) -> None:
    rows = edition.frame("accounts.closed")
    assert set(rows["network"]) == {"facebook", "linkedin"} and set(rows["since_month"]) == {date(2026, 9, 1)}
    before = rows["last_month"].drop_nulls().to_list()
    assert before and max(before) < edition.month
    told_of = {
        (facts.member["territory_id"], one.code)
        for _, group in by_departement(edition) for facts in group for one in facts.networks
        if one.account and one.account.closed
    }  # fmt: skip
    assert told_of == set(rows.select("territory_id", "network").iter_rows())


def test_the_script_of_light_sheets_and_of_side_by_side_says_the_same(unread: Edition, closed: Facts) -> None:
    codes = Codes(unread)
    account = next(
        row[3] for row in packed(codes, closed)[5] if codes.lists["networks"][row[0]] == "linkedin"
    )  # fmt: skip
    place = account[6][0][1]
    assert labels.measure(unread, codes.lists["measures"][place]) == REFUSED
    assert codes.lists["measures"][account[8][0][1]] == "policy_blocked"


def test_an_official_site_is_not_among_the_networks_without_an_account(edition: Edition) -> None:
    for _, group in by_departement(edition):
        for facts in group:
            silenced = tuple(replace(one, account=None) for one in facts.networks)
            context = told(edition, replace(facts, networks=silenced), {})
            assert "website" not in [item["id"] for items in context["silent"] for item in items]
            assert (context["website"] or {}).get("id", "website") == "website"
            assert sum(map(len, context["silent"])) + bool(context["website"]) == len(facts.networks)


def test_leagues_and_press_pages_say_it_too(unread: Edition) -> None:
    count, reasons = _unranked(unread, "REG", "linkedin")
    assert count > 0 and [reason for reason, _ in reasons] == [REFUSED]
    rows = [area.accounts["linkedin"] for area in areas(unread) if "linkedin" in area.accounts]
    assert {_gain(unread, row) for row in rows} == {lower_first(REFUSED.rstrip("."))}
