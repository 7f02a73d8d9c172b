"""The second look at accounts: what they show of themselves, and which identity a handle stands for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.networks.frames import frame_of
from pipelines.roster import lists
from pipelines.roster.attribute import Attribution, attribute
from pipelines.roster.identity import HISTORY, readings

GRENOBLE, METRO, MEYLAN = "commune:38185", "epci:200", "commune:38229"
MEMBERS = pl.DataFrame(
    {"territory_id": [GRENOBLE, METRO, MEYLAN], "name": ["Grenoble", "Grenoble-Alpes-Métropole", "Meylan"]}
)
SOURCES = {"E1": "site", "E4": "directory", "E5": "manual", "W": "wikidata"}
SITES = [(GRENOBLE, "https://www.grenoble.fr/"), (MEYLAN, "https://www.meylan.fr/")]
AUGUST, SEPTEMBER, OCTOBER = Month(2026, 8), Month(2026, 9), Month(2026, 10)
Row = dict[str, Any]


def claim(month: Month, territory_id: str, handle: str, code: str = "E4", network: str = "x") -> lists.Row:
    return (
        month.first_day, territory_id, network, f"{network}:{handle}", handle, f"https://{network}.com/{handle}", code,
        SOURCES[code], "https://page.fr", None, 1, datetime(month.year, month.number, 28, 16), None,
        False,
    )  # fmt: skip


def snapshot(month: Month, handle: str, network: str = "x", **seen: Any) -> tuple[Any, ...]:
    values: Row = {
        "month": month.first_day, "network": network, "account_id": f"{network}:{handle}", "door": "api",
        "observed_at": datetime(month.year, month.number, 28, 16), "origin": "api", "outcome": "ok",
        "parser_version": "1",
        **{f"{stem}_status": "not_given" for stem in ("followers", "following", "posts", "talking")},
        **seen,
    }  # fmt: skip
    if values.get("platform_id"):
        values.setdefault("id_space", "native")
    return tuple(values.get(name) for name in TABLES["observations.snapshots"].columns)


def look(
    month: Month,
    claims: list[lists.Row],
    seen: list[tuple[Any, ...]],
    *earlier: Attribution,
    sites: Any = SITES,
    parents: pl.DataFrame | None = None,
) -> Attribution:
    """One month, after the ones before it."""
    declared = lists.frame(
        "roster.sites",
        [
            (month.first_day, territory, url, "directory", None, datetime(month.year, month.number, 28), False)
            for territory, url in sites
        ],
    )
    empty = lists.frame("roster.attributions", []).select(HISTORY)
    history = pl.concat([empty, *(one.accounts.select(HISTORY) for one in earlier)])
    snapshots = frame_of("observations.snapshots", seen)
    return attribute(lists.frame("roster.evidence", claims), MEMBERS, declared, snapshots, history, parents=parents)


def one(found: Attribution, handle: str, territory_id: str = GRENOBLE) -> Row:
    (row,) = found.accounts.filter(handle=handle, territory_id=territory_id).to_dicts()
    return row


@pytest.mark.parametrize(
    ("verified", "bio_url", "codes", "official"),
    [
        (True, "http://grenoble.fr/accueil", "E2+E3+W", True),
        (True, "https://actu.grenoble.fr", "E2+E3+W", True),
        (True, "https://autre.fr", "E2+W", False),
        (True, "https://www.meylan.fr", "E2+W", False),
        (False, "https://www.grenoble.fr", "E3+W", False),
        (None, None, "W", False),
    ],
)
def test_a_lead_is_official_when_verified_and_linking_back(
    verified: bool | None, bio_url: str | None, codes: str, official: bool
) -> None:
    seen = [snapshot(OCTOBER, "vg", is_verified=verified, bio_url=bio_url, record="r")]
    found = look(OCTOBER, [claim(OCTOBER, GRENOBLE, "vg", "W")], seen)
    account = one(found, "vg")
    assert (account["evidence_codes"], account["is_official"]) == (codes, official)
    added = found.evidence.select("evidence", "source", "record").unique().sort("evidence").rows()
    assert added == [(code, "platform", "r") for code in codes.split("+") if code != "W"]
    assert set(TABLES["roster.evidence"].columns) == set(found.evidence.columns)


def test_on_a_shared_host_only_the_territorys_own_path_links_back() -> None:
    sites = [(GRENOBLE, "https://mairies.fr/grenoble"), (MEYLAN, "https://mairies.fr/meylan")]
    claims = [claim(OCTOBER, GRENOBLE, "a", "W"), claim(OCTOBER, GRENOBLE, "b", "W")]
    seen = [
        snapshot(OCTOBER, "a", bio_url="https://mairies.fr/grenoble/accueil"),
        snapshot(OCTOBER, "b", bio_url="https://mairies.fr/meylan"),
    ]
    found = look(OCTOBER, claims, seen, sites=sites)
    assert (one(found, "a")["evidence_codes"], one(found, "b")["evidence_codes"]) == ("E3+W", "W")
    assert (one(found, "a")["is_contradicted"], one(found, "b")["is_contradicted"]) == (False, True)


def test_the_shown_name_counts_when_the_handle_says_nothing() -> None:
    claims = [claim(OCTOBER, GRENOBLE, "100064", "E1"), claim(OCTOBER, GRENOBLE, "100065", "E1")]
    seen = [
        snapshot(OCTOBER, "100064", account_name="Médiathèques de Grenoble"),
        snapshot(OCTOBER, "100065", account_name="Ville de Grenoble"),
    ]
    found = look(OCTOBER, claims, seen)
    assert (one(found, "100064")["scope"], one(found, "100064")["is_main"]) == ("equipement", False)
    assert (one(found, "100065")["is_main"], one(found, "100065")["rule"]) == (True, "scope")


def test_a_page_whose_name_says_another_level_is_not_main() -> None:
    seen = [snapshot(OCTOBER, "100", account_name="Grenoble-Alpes Métropole")]
    found = look(OCTOBER, [claim(OCTOBER, GRENOBLE, "100", "E1")], seen)
    assert (one(found, "100")["scope"], one(found, "100")["is_main"]) == ("generaliste", False)


def test_a_foreign_link_contradicts_and_a_foreign_name_excludes() -> None:
    claims = [claim(OCTOBER, GRENOBLE, "grenoble", "E1"), claim(OCTOBER, GRENOBLE, "villedegrenoble", "W")]
    seen = [
        snapshot(OCTOBER, "grenoble", bio_url="https://grenoble.qc.ca"),
        snapshot(OCTOBER, "villedegrenoble", account_name="Ville de Grenoble, Québec"),
    ]
    found = look(OCTOBER, claims, seen)
    assert one(found, "grenoble")["is_contradicted"]
    assert one(found, "grenoble")["evidence_score"] == pytest.approx(0.4 * 0.3)
    assert one(found, "villedegrenoble")["scope"] == "hors_territoire"


def test_a_town_may_link_to_its_epci_and_back() -> None:
    claims = [claim(OCTOBER, MEYLAN, "meylan", "E1"), claim(OCTOBER, METRO, "metropole", "E1")]
    sites = [(METRO, "https://www.metro.fr"), *SITES]
    seen = [
        snapshot(OCTOBER, "meylan", bio_url="https://www.metro.fr"),
        snapshot(OCTOBER, "metropole", bio_url="https://www.meylan.fr"),
    ]
    parents = pl.DataFrame({"territory_id": [MEYLAN], "parent_id": [METRO]})
    found = look(OCTOBER, claims, seen, sites=sites, parents=parents)
    assert found.accounts["is_contradicted"].to_list() == [False, False]
    assert look(OCTOBER, claims, seen, sites=sites).accounts["is_contradicted"].to_list() == [True, True]


def test_a_closed_page_yields_to_an_open_one_and_stays_when_it_is_alone() -> None:
    claims = [claim(OCTOBER, GRENOBLE, "villedegrenoble"), claim(OCTOBER, GRENOBLE, "grenoble_isere", "E1")]
    closed = snapshot(OCTOBER, "villedegrenoble", outcome="not_found")
    both = look(OCTOBER, claims, [closed, snapshot(OCTOBER, "grenoble_isere")])
    assert (one(both, "grenoble_isere")["is_main"], one(both, "grenoble_isere")["rule"]) == (True, "open")
    alone = look(OCTOBER, claims[:1], [closed])
    assert (one(alone, "villedegrenoble")["is_main"], one(alone, "villedegrenoble")["outcome"]) == (True, "not_found")


def test_the_incumbent_stays_unless_another_is_clearly_better() -> None:
    weak, strong = ("villegrenoble", "E1"), ("grenobleville", "E4")
    first = look(SEPTEMBER, [claim(SEPTEMBER, GRENOBLE, *weak)], [])
    near = [claim(OCTOBER, GRENOBLE, *weak), claim(OCTOBER, GRENOBLE, "grenobleville", "E1")]
    kept = one(look(OCTOBER, near, [], first), "villegrenoble")
    assert (kept["is_main"], kept["rule"], kept["rival_account_id"]) == (True, "incumbent", "x:grenobleville")
    better = [claim(OCTOBER, GRENOBLE, *weak), claim(OCTOBER, GRENOBLE, *strong)]
    assert one(look(OCTOBER, better, [], first), "grenobleville")["rule"] == "score"


READINGS = [
    # name, readings (outcome, hour), the outcome that stands, whether the account is gone
    ("the last one", [("ok", 1), ("not_found", 2)], "not_found", True),
    ("one that says whether it exists before a later one that does not", [("ok", 1), ("timeout", 2)], "ok", False),
    ("that it exists, of two at once", [("suspended", 1), ("ok", 1)], "ok", False),
    ("a wall, when there is nothing else", [("login_wall", 1), ("timeout", 2)], "timeout", False),
]


@pytest.mark.parametrize(("name", "seen", "outcome", "gone"), READINGS, ids=[case[0] for case in READINGS])
def test_the_reading_that_stands(name: str, seen: list[tuple[str, int]], outcome: str, gone: bool) -> None:
    del name
    start = datetime(2026, 10, 31)
    rows = [
        snapshot(OCTOBER, "v", door=f"door{n}", outcome=kind, observed_at=start + timedelta(hours=hour))
        for n, (kind, hour) in enumerate(seen)
    ]
    (found,) = readings(frame_of("observations.snapshots", rows)).to_dicts()
    assert (found["outcome"], found["is_gone"]) == (outcome, gone)


def month_of(month: Month, handle: str, *earlier: Attribution, code: str = "E4", **seen: Any) -> Attribution:
    """A month in which Grenoble's lists name one account of X, read once."""
    reading = [snapshot(month, handle, handle_seen=handle, **seen)] if seen else []
    return look(month, [claim(month, GRENOBLE, handle, code)], reading, *earlier)


def identity(found: Attribution, handle: str) -> tuple[str, str]:
    row = one(found, handle)
    return row["identity_id"], row["identity_status"]


def test_an_identity_is_the_platforms_id_and_survives_a_month_without_it() -> None:
    first = month_of(AUGUST, "ville", platform_id="1")
    second = month_of(SEPTEMBER, "ville", first, outcome="login_wall")
    third = month_of(OCTOBER, "ville", first, second, platform_id="1")
    assert identity(first, "ville") == ("x#native:1", "platform")
    assert identity(second, "ville") == ("x#native:1", "carried")
    assert one(second, "ville")["platform_id"] == "1"
    assert identity(third, "ville") == ("x#native:1", "platform")


def test_a_handle_whose_id_was_never_read_is_its_own_identity_and_keeps_it_when_one_is() -> None:
    first = month_of(SEPTEMBER, "ville")
    second = month_of(OCTOBER, "ville", first, platform_id="1")
    assert (identity(first, "ville"), identity(second, "ville")) == (("x:ville", "handle"), ("x:ville", "platform"))
    other = month_of(OCTOBER, "autre", first)
    assert identity(other, "autre") == ("x:autre", "handle")


def test_a_rename_keeps_the_identity_and_the_incumbency() -> None:
    first = month_of(SEPTEMBER, "villedegrenoble", platform_id="1")
    claims = [claim(OCTOBER, GRENOBLE, "grenoble_fr", "E1"), claim(OCTOBER, GRENOBLE, "autregrenoble", "E1")]
    seen = [snapshot(OCTOBER, "grenoble_fr", platform_id="1"), snapshot(OCTOBER, "autregrenoble", platform_id="2")]
    second = look(OCTOBER, claims, seen, first)
    assert identity(second, "grenoble_fr") == ("x#native:1", "platform")
    assert one(second, "grenoble_fr")["is_main"]


def test_a_page_that_answers_under_a_new_name_is_followed_to_it() -> None:
    """Facebook gives no id, but leads from the old name to the new one."""
    first = look(
        SEPTEMBER,
        [claim(SEPTEMBER, GRENOBLE, "ancien", network="facebook")],
        [snapshot(SEPTEMBER, "ancien", network="facebook", handle_seen="nouveau")],
    )
    claims = [claim(OCTOBER, GRENOBLE, "nouveau", network="facebook")]
    second = look(OCTOBER, claims, [snapshot(OCTOBER, "nouveau", network="facebook", handle_seen="nouveau")], first)
    assert identity(second, "nouveau") == ("facebook:ancien", "carried")


def test_a_name_that_was_shown_and_went_to_somebody_else_is_not_followed() -> None:
    first = month_of(SEPTEMBER, "ancien", platform_id="1")
    moved = look(
        SEPTEMBER, [claim(SEPTEMBER, GRENOBLE, "ancien")],
        [snapshot(SEPTEMBER, "ancien", platform_id="1", handle_seen="nouveau")],
    )  # fmt: skip
    assert identity(month_of(OCTOBER, "nouveau", first, moved, platform_id="1"), "nouveau")[0] == "x#native:1"
    assert identity(month_of(OCTOBER, "nouveau", first, moved, platform_id="2"), "nouveau")[0] == "x#native:2"


def test_ids_of_two_doors_are_never_compared() -> None:
    """Instagram's interface gives another number than its pages: a change of door is no change of account."""
    first = month_of(AUGUST, "ville", platform_id="76", id_space="native")
    second = month_of(SEPTEMBER, "ville", first, platform_id="17841", id_space="graph")
    third = month_of(OCTOBER, "ville", first, second, platform_id="76", id_space="native")
    assert [identity(found, "ville") for found in (first, second, third)] == [("x#native:76", "platform")] * 3
    changed = month_of(OCTOBER, "ville", first, second, platform_id="99999", id_space="graph")
    assert identity(changed, "ville") == ("x#graph:99999", "platform")


NAMES = {"ville": "Ville de Grenoble", "other": "Crypto gains", "none": None}


@pytest.mark.parametrize(
    ("code", "name", "bio_url", "status"),
    [
        ("E4", "ville", None, "platform"),
        ("E4", "other", None, "disputed"),
        ("E4", "none", None, "platform"),
        ("E4", "other", "https://www.grenoble.fr", "platform"),
        ("E4", "ville", "https://www.meylan.fr", "platform"),
        ("E4", "none", "https://www.meylan.fr", "disputed"),
        ("W", "ville", None, "platform"),
        ("W", "other", None, "disputed"),
        ("W", "other", "https://www.grenoble.fr", "disputed"),
        ("E5", "other", None, "platform"),
    ],
)
def test_another_id_under_a_known_handle(code: str, name: str, bio_url: str | None, status: str) -> None:
    """Begun anew by the territory, unless something contradicts it and nothing confirms it."""
    first = month_of(SEPTEMBER, "ville", platform_id="1", account_name=NAMES["ville"])
    second = month_of(OCTOBER, "ville", first, code=code, platform_id="2", account_name=NAMES[name], bio_url=bio_url)
    assert identity(second, "ville") == ("x#native:2", status)
    assert one(second, "ville")["is_contradicted"] == (status == "disputed" or bio_url == "https://www.meylan.fr")


def test_a_handle_stays_disputed_until_its_owner_has_it_back() -> None:
    first = month_of(AUGUST, "ville", platform_id="1", account_name="Ville de Grenoble")
    second = month_of(SEPTEMBER, "ville", first, platform_id="2", account_name="Crypto gains")
    silent = month_of(OCTOBER, "ville", first, second, outcome="login_wall")
    assert identity(silent, "ville") == ("x#native:2", "disputed")
    still = month_of(OCTOBER, "ville", first, second, platform_id="2", account_name="Crypto gains")
    assert identity(still, "ville") == ("x#native:2", "disputed")
    back = month_of(OCTOBER, "ville", first, second, platform_id="1", account_name="Ville de Grenoble")
    assert identity(back, "ville") == ("x#native:1", "platform")
    confirmed = month_of(OCTOBER, "ville", first, second, platform_id="2", account_name="Ville de Grenoble")
    assert identity(confirmed, "ville") == ("x#native:2", "platform")
    last = month_of(Month(2026, 11), "ville", first, second, confirmed, platform_id="2", account_name="Crypto")
    assert identity(last, "ville") == ("x#native:2", "platform")


def test_a_page_that_was_taken_over_yields_to_the_new_one() -> None:
    first = month_of(SEPTEMBER, "villedegrenoble", platform_id="1", account_name="Ville de Grenoble")
    claims = [claim(OCTOBER, GRENOBLE, "villedegrenoble"), claim(OCTOBER, GRENOBLE, "grenoble_isere", "E1")]
    stolen = snapshot(OCTOBER, "villedegrenoble", platform_id="2", account_name="Crypto gains")
    new = snapshot(OCTOBER, "grenoble_isere", platform_id="3", account_name="Ville de Grenoble")
    second = look(OCTOBER, claims, [stolen, new], first)
    assert (one(second, "grenoble_isere")["is_main"], one(second, "grenoble_isere")["rule"]) == (True, "open")
    assert one(look(OCTOBER, claims[:1], [stolen], first), "villedegrenoble")["is_main"]


def test_without_an_id_a_name_that_is_unlike_now_tells_that_the_page_was_taken_over() -> None:
    first = month_of(SEPTEMBER, "ville", account_name="Ville de Grenoble")
    second = month_of(OCTOBER, "ville", first, account_name="Bons plans en ligne")
    assert identity(second, "ville") == ("x:ville@2026-10", "disputed")
    third = month_of(Month(2026, 11), "ville", first, second, account_name="Bons plans en ligne")
    assert identity(third, "ville") == ("x:ville@2026-10", "disputed")
    linked = month_of(OCTOBER, "ville", first, account_name="La Métro", bio_url="https://www.grenoble.fr")
    assert identity(linked, "ville") == ("x:ville", "carried")
    never = month_of(SEPTEMBER, "ville", account_name="VDG")
    assert identity(month_of(OCTOBER, "ville", never, account_name="Bons plans"), "ville") == ("x:ville", "carried")


def test_a_page_on_the_epcis_site_that_calls_itself_the_town_is_the_towns() -> None:
    parents = pl.DataFrame({"territory_id": [MEYLAN], "parent_id": [METRO]})
    claims = [claim(OCTOBER, METRO, "meylan_", "E1")]
    seen = [snapshot(OCTOBER, "meylan_", account_name="Ville de Meylan")]
    found = look(OCTOBER, claims, seen, parents=parents)
    assert found.accounts.filter("is_main").select("territory_id", "handle").rows() == [(MEYLAN, "meylan_")]
    other = look(OCTOBER, claims, [snapshot(OCTOBER, "meylan_", account_name="Meylan et nous")], parents=parents)
    assert other.accounts["territory_id"].to_list() == [METRO]


@pytest.mark.parametrize(
    ("name", "main"),
    [
        ("Mairie de Meylan (Gers)", False),
        ("Mairie de Meylan (32)", False),
        ("Ville de Meylan, Gers", False),
        ("Mairie de Meylan (Isère)", True),
        ("Mairie de Meylan – 38", True),
        ("Ville de Meylan (officiel)", True),
        ("Meylan Gers", True),
    ],
)
def test_a_name_that_gives_another_departement_is_that_of_a_namesake(name: str, main: bool) -> None:
    members = MEMBERS.with_columns(departement_code=pl.lit("38"))
    snapshots = frame_of("observations.snapshots", [snapshot(OCTOBER, "meylan", account_name=name)])
    history = lists.frame("roster.attributions", []).select(HISTORY)
    evidence = lists.frame("roster.evidence", [claim(OCTOBER, MEYLAN, "meylan", "E4")])
    departements = {"32": "Gers", "38": "Isère"}
    row = one(attribute(evidence, members, None, snapshots, history, departements=departements), "meylan", MEYLAN)
    assert (row["scope"], row["is_main"], row["is_contradicted"]) == ("generaliste", main, not main)


@pytest.mark.parametrize(
    ("code", "bio_url", "main"),
    [
        ("W", "https://www.meylan-ailleurs.fr", False),
        ("W", "https://linktr.ee/meylan", True),
        ("W", "https://www.meylan.fr", True),
        ("W", None, True),
        ("E4", "https://www.meylan-ailleurs.fr", True),
    ],
)
def test_an_unproven_account_that_shows_another_site_is_not_main(code: str, bio_url: str | None, main: bool) -> None:
    found = look(OCTOBER, [claim(OCTOBER, MEYLAN, "meylan", code)], [snapshot(OCTOBER, "meylan", bio_url=bio_url)])
    assert one(found, "meylan", MEYLAN)["is_main"] is main
    unsited = look(OCTOBER, [claim(OCTOBER, METRO, "metro", "W")], [snapshot(OCTOBER, "metro", bio_url=bio_url)])
    assert one(unsited, "metro", METRO)["is_main"]


def test_two_handles_of_one_identity_have_one_owner() -> None:
    claims = [claim(OCTOBER, GRENOBLE, "villegrenoble"), claim(OCTOBER, METRO, "grenoble38", "E1")]
    seen = [snapshot(OCTOBER, "villegrenoble", platform_id="1"), snapshot(OCTOBER, "grenoble38", platform_id="1")]
    found = look(OCTOBER, claims, seen)
    assert found.accounts["owner_id"].unique().to_list() == [GRENOBLE]
    assert found.accounts.filter("is_main")["territory_id"].to_list() == [GRENOBLE]


def test_nothing_found_is_nothing_attributed() -> None:
    found = look(OCTOBER, [], [])
    assert found.accounts.is_empty() and found.evidence.is_empty()
    assert found.accounts.columns == TABLES["roster.attributions"].columns


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ville", "autre"]),
        st.sampled_from([None, "1", "2"]),
        st.sampled_from(["native", "graph"]),
        st.sampled_from(["ok", "not_found", "login_wall"]),
        st.sampled_from(["Ville de Grenoble", "Crypto gains", None]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_two_ids_of_one_numbering_are_never_one_identity(steps: list[tuple[Any, ...]]) -> None:
    months: list[Attribution] = []
    for number, (handle, number_id, space, outcome, name) in enumerate(steps):
        seen: Row = {"outcome": outcome}
        if outcome == "ok":
            seen |= {"platform_id": number_id, "id_space": space if number_id else None, "account_name": name}
        months.append(month_of(AUGUST.plus(number), handle, *months, **seen))
    read = pl.concat([found.accounts for found in months]).filter(identity_status="platform")
    ids = read.group_by("identity_id", "id_space").agg(pl.col("platform_id").n_unique())
    assert ids["platform_id"].max() in (None, 1)
    repeated = [found.accounts for found in months]
    assert all((frame.filter("is_main").height <= 1) for frame in repeated)
