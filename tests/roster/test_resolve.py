"""The rule of official and main accounts, on hand-made evidence."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.roster import lists
from pipelines.roster.resolve import resolve

MONTH = Month(2026, 10)
AT = datetime(2026, 10, 31, 16)
SOURCES = {"E1": "site", "E4": "directory", "E5": "manual", "W": "wikidata"}
MEMBERS = pl.DataFrame(
    {
        "territory_id": ["commune:38185", "epci:200", "region:53", "commune:33063"],
        "name": ["Grenoble", "Grenoble-Alpes-Métropole", "Bretagne", "Bordeaux"],
    }
)
GRENOBLE, METRO = "commune:38185", "epci:200"


def claim(
    territory_id: str, handle: str, evidence: str, page: str = "https://site.fr", network: str = "facebook"
) -> lists.Row:
    return (
        MONTH.first_day, territory_id, network, f"{network}:{handle}", handle, f"https://{network}.com/{handle}",
        evidence, SOURCES[evidence], page, AT, None,
    )  # fmt: skip


def evidence(*claims: lists.Row) -> pl.DataFrame:
    return lists.frame("roster.evidence", claims)


def main_accounts(frame: pl.DataFrame) -> dict[str, str]:
    return dict(frame.filter("is_main").select("territory_id", "handle").rows())


def snapshot(handle: str, *, verified: bool | None, bio_url: str | None, name: str | None = None) -> dict[str, object]:
    return {
        "month": MONTH.first_day, "account_id": f"facebook:{handle}", "is_verified": verified, "bio_url": bio_url,
        "account_name": name,
    }  # fmt: skip


def snapshots(*rows: dict[str, object]) -> pl.DataFrame:
    schema = {
        "month": pl.Date,
        "account_id": pl.String,
        "is_verified": pl.Boolean,
        "bio_url": pl.String,
        "account_name": pl.String,
    }
    return pl.DataFrame(list(rows), schema=schema)


def test_no_evidence_no_account() -> None:
    accounts = resolve(evidence(), MEMBERS)
    assert accounts.is_empty()
    assert accounts.columns == TABLES["roster.accounts"].columns


@pytest.mark.parametrize(("codes", "official"), [("E1", True), ("E4", True), ("E5", True), ("W", False)])
def test_what_one_piece_of_evidence_proves(codes: str, official: bool) -> None:
    (account,) = resolve(evidence(claim(GRENOBLE, "villedegrenoble", codes)), MEMBERS).to_dicts()
    assert (account["is_official"], account["is_main"], account["evidence_codes"]) == (official, True, codes)


@pytest.mark.parametrize(
    ("verified", "bio_url", "codes", "official"),
    [
        (True, "http://grenoble.fr/accueil", "E2+E3+W", True),
        (True, "https://autre.fr", "E2+W", False),
        (False, "https://www.grenoble.fr", "E3+W", False),
        (None, None, "W", False),
    ],
)
def test_a_lead_is_official_when_verified_and_linking_back(
    verified: bool | None, bio_url: str | None, codes: str, official: bool
) -> None:
    sites = lists.frame("roster.sites", [(MONTH.first_day, GRENOBLE, "https://www.grenoble.fr/", "directory", None)])
    seen = snapshots(snapshot("vg", verified=verified, bio_url=bio_url))
    (account,) = resolve(evidence(claim(GRENOBLE, "vg", "W")), MEMBERS, sites, seen).to_dicts()
    assert (account["evidence_codes"], account["is_official"]) == (codes, official)


@pytest.mark.parametrize(
    ("claims", "main"),
    [
        pytest.param([("a_lead", "W", ""), ("b_official", "E1", "")], "b_official", id="official first"),
        pytest.param([("a", "E1", ""), ("b", "E1", ""), ("b", "E4", "d")], "b", id="most kinds of evidence"),
        pytest.param([("a", "E1", ""), ("a", "E4", "d"), ("b", "E5", "m")], "b", id="manual review decides"),
        pytest.param([("a", "E1", "/x/contact"), ("b", "E1", "")], "b", id="home page over contact"),
        pytest.param(
            [("a", "E1", ""), ("a", "E1", "/contact"), ("grenoble_isere", "E1", "")],
            "grenoble_isere",
            id="nearest name",
        ),
        pytest.param([("zz", "E4", "d"), ("aa", "E4", "d")], "zz", id="first listed"),
        pytest.param(
            [("grenobletourisme", "E1", ""), ("grenobletourisme", "E4", "d"), ("gre", "E1", "")],
            "gre",
            id="not tourism",
        ),
        pytest.param(
            [("le.maire.de.grenoble", "E4", "d"), ("villegre", "E1", "/contact")], "villegre", id="not the mayor"
        ),
        pytest.param(
            [("mairiedegrenoble", "E1", ""), ("autre", "E1", "")], "mairiedegrenoble", id="mairie is the whole body"
        ),
        pytest.param([("grenobletourisme", "E4", "d")], "grenobletourisme", id="unless the directory says so"),
        pytest.param([("grenobletourisme", "E1", ""), ("vgre", "W", "q")], "vgre", id="a lead before a specialist"),
    ],
)
def test_main_account(claims: list[tuple[str, str, str]], main: str) -> None:
    rows = [claim(GRENOBLE, handle, code, f"https://site.fr{page}") for handle, code, page in claims]
    accounts = resolve(evidence(*rows), MEMBERS)
    assert main_accounts(accounts) == {GRENOBLE: main}


def test_a_specialist_that_only_the_site_links_to_is_nobodys_main_account() -> None:
    accounts = resolve(evidence(claim(GRENOBLE, "grenobletourisme", "E1")), MEMBERS)
    assert accounts.select("is_official", "is_main").rows() == [(True, False)]


def test_a_word_of_the_territorys_own_name_is_no_speciality() -> None:
    members = pl.DataFrame({"territory_id": ["commune:1"], "name": ["Jeune-École"]})
    rows = [claim("commune:1", "villejeuneecole", "E1"), claim("commune:1", "ville", "E1")]
    assert main_accounts(resolve(evidence(*rows), members)) == {"commune:1": "villejeuneecole"}


def test_the_shown_name_counts_when_the_handle_says_nothing() -> None:
    rows = [claim(GRENOBLE, "100064", "E1"), claim(GRENOBLE, "100065", "E1")]
    seen = snapshots(
        snapshot("100064", verified=None, bio_url=None, name="Médiathèques de Grenoble"),
        snapshot("100065", verified=None, bio_url=None, name="Ville de Grenoble"),
    )
    assert main_accounts(resolve(evidence(*rows), MEMBERS, None, seen)) == {GRENOBLE: "100065"}


def test_an_account_claimed_twice_belongs_to_the_nearest_name() -> None:
    rows = [
        claim(GRENOBLE, "villedegrenoble", "E1"), claim(GRENOBLE, "grenoblealpesmetropole", "E1"),
        claim(METRO, "villedegrenoble", "E1", "https://metro.fr"), claim(METRO, "grenoblealpesmetropole", "E1", "https://metro.fr"),
    ]  # fmt: skip
    accounts = resolve(evidence(*rows), MEMBERS)
    assert main_accounts(accounts) == {GRENOBLE: "villedegrenoble", METRO: "grenoblealpesmetropole"}
    assert accounts.height == 4
    assert accounts["is_official"].all()


def test_an_account_claimed_twice_belongs_to_the_one_whose_directory_lists_it() -> None:
    rows = [claim(GRENOBLE, "grandgrenoble", "E1"), claim(METRO, "grandgrenoble", "E4", "d")]
    accounts = resolve(evidence(*rows), MEMBERS)
    assert main_accounts(accounts) == {METRO: "grandgrenoble"}
    assert accounts.height == 2


def test_a_territory_that_is_no_member_keeps_its_accounts() -> None:
    assert main_accounts(resolve(evidence(claim("commune:99", "x", "E4")), MEMBERS)) == {"commune:99": "x"}


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from([GRENOBLE, METRO, "commune:33063"]),
        st.sampled_from(["ville", "grenoble", "metropole", "tourismegrenoble", "bordeaux", "100"]),
        st.sampled_from(sorted(SOURCES)),
        st.sampled_from(["https://site.fr", "https://site.fr/contact"]),
        st.sampled_from(["facebook", "x"]),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(CLAIMS)
def test_one_main_account_at_most_and_one_owner_per_account(claims: list[tuple[str, str, str, str, str]]) -> None:
    accounts = resolve(evidence(*(claim(*row) for row in claims)), MEMBERS)
    grain = TABLES["roster.accounts"].grain
    assert accounts.select(grain).is_unique().all()
    assert accounts.schema == lists.frame("roster.accounts", []).schema
    assert accounts.height == len({(row[0], row[1], row[4]) for row in claims})
    main = accounts.filter("is_main")
    assert main.select("territory_id", "network").is_unique().all()
    assert main["account_id"].is_unique().all()
    assert main.filter(
        ~pl.col("evidence_codes").str.contains("E4|E5"), pl.col("handle") == "tourismegrenoble"
    ).is_empty()
