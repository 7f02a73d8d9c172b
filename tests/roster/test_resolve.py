"""The rule of official and main accounts, on hand-made evidence."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

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
        "territory_id": ["commune:38185", "epci:200", "region:53", "commune:33063", "commune:38229"],
        "name": ["Grenoble", "Grenoble-Alpes-Métropole", "Bretagne", "Bordeaux", "Meylan"],
    }
)
GRENOBLE, METRO, MEYLAN = "commune:38185", "epci:200", "commune:38229"
PARENTS = pl.DataFrame({"territory_id": [GRENOBLE, MEYLAN], "parent_id": [METRO, METRO]})


def claim(
    territory_id: str,
    handle: str,
    evidence: str,
    page: str = "https://site.fr",
    network: str = "facebook",
    where: str | None = None,
    rank: int = 1,
    at: datetime = AT,
) -> lists.Row:
    return (
        MONTH.first_day, territory_id, network, f"{network}:{handle}", handle, f"https://{network}.com/{handle}",
        evidence, SOURCES[evidence], page, where, rank, at, None, False,
    )  # fmt: skip


def evidence(*claims: lists.Row) -> pl.DataFrame:
    return lists.frame("roster.evidence", claims)


def main_accounts(frame: pl.DataFrame) -> dict[str, str]:
    return dict(frame.filter("is_main").select("territory_id", "handle").rows())


def test_no_evidence_no_account() -> None:
    accounts = resolve(evidence(), MEMBERS)
    assert accounts.is_empty()
    assert accounts.columns == TABLES["roster.accounts"].columns


@pytest.mark.parametrize(("codes", "official"), [("E1", True), ("E4", True), ("E5", True), ("W", False)])
def test_what_one_piece_of_evidence_proves(codes: str, official: bool) -> None:
    (account,) = resolve(evidence(claim(GRENOBLE, "villedegrenoble", codes)), MEMBERS).to_dicts()
    assert (account["is_official"], account["is_main"], account["evidence_codes"]) == (official, True, codes)


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
        pytest.param(
            [("grenobletourisme", "E1", ""), ("grenobletourisme", "E4", "d"), ("gre", "E1", "")],
            "gre",
            id="not tourism",
        ),
        pytest.param(
            [("le.maire.de.grenoble", "E4", "d"), ("villegre", "E1", "/contact")], "villegre", id="not the mayor"
        ),
        pytest.param([("prefet38", "E4", "d"), ("villegre", "E1", "/contact")], "villegre", id="not the prefect"),
        pytest.param([("grenobleqc", "E4", "d"), ("villegre", "E1", "/contact")], "villegre", id="not a homonym"),
        pytest.param(
            [("mairiedegrenoble", "E1", ""), ("autre", "E1", "")], "mairiedegrenoble", id="mairie is the whole body"
        ),
        pytest.param([("grenobletourisme", "E1", ""), ("vgre", "W", "q")], "vgre", id="a lead before a specialist"),
        pytest.param(
            [("grenobletourisme", "E4", "d"), ("grenobletourisme", "E5", "m")],
            "grenobletourisme",
            id="unless a reviewer says so",
        ),
    ],
)
def test_main_account(claims: list[tuple[str, str, str]], main: str) -> None:
    rows = [claim(GRENOBLE, handle, code, f"https://site.fr{page}") for handle, code, page in claims]
    accounts = resolve(evidence(*rows), MEMBERS)
    assert main_accounts(accounts) == {GRENOBLE: main}


@pytest.mark.parametrize(
    ("rows", "main", "rule"),
    [
        ([claim(GRENOBLE, "gre", "E1")], "gre", "only"),
        ([claim(GRENOBLE, "gre", "E1"), claim(GRENOBLE, "otgrenoble", "E4")], "gre", "scope"),
        ([claim(GRENOBLE, "gre", "E4"), claim(GRENOBLE, "aaa", "E5")], "aaa", "reviewed"),
        ([claim(GRENOBLE, "gre", "E1"), claim(GRENOBLE, "aaa", "W")], "gre", "official"),
        ([claim(GRENOBLE, "gre", "E4"), claim(GRENOBLE, "aaa", "E1")], "gre", "score"),
        ([claim(GRENOBLE, "zz", "E4"), claim(GRENOBLE, "aa", "E4", rank=2)], "zz", "listed"),
        ([claim(GRENOBLE, "zz", "E4"), claim(GRENOBLE, "aa", "E4")], "aa", "alphabet"),
        (
            [claim(GRENOBLE, "zz", "E1", "https://site.fr/a"), claim(GRENOBLE, "aa", "E1", "https://site.fr/a/b/c")],
            "zz",
            "depth",
        ),
        ([claim(GRENOBLE, "gre", "E1"), claim(GRENOBLE, "villedemeylan", "E1"), claim(MEYLAN, "villedemeylan", "E1")],
         "gre", "owner"),
    ],
)  # fmt: skip
def test_the_rule_says_what_settled_it(rows: list[lists.Row], main: str, rule: str) -> None:
    found = resolve(evidence(*rows), MEMBERS).filter("is_main", territory_id=GRENOBLE).to_dicts()
    assert [(row["handle"], row["rule"]) for row in found] == [(main, rule)]


def test_a_page_comes_before_a_profile_of_the_same_network() -> None:
    rows = [claim(GRENOBLE, "villedegrenoble", "E1"), claim(GRENOBLE, "100", "E1")]
    person = [*rows[0][:5], "https://www.facebook.com/people/ville/1", *rows[0][6:]]
    (main,) = resolve(evidence(tuple(person), rows[1]), MEMBERS).filter("is_main").to_dicts()
    assert (main["handle"], main["entity_kind"], main["rule"]) == ("100", "page", "kind")


@pytest.mark.parametrize("code", ["E1", "E4"])
def test_a_specialist_is_nobodys_main_account(code: str) -> None:
    accounts = resolve(evidence(claim(GRENOBLE, "grenobletourisme", code)), MEMBERS)
    shown = accounts.select("scope", "scope_reason", "is_official", "is_main", "is_asked", "rule")
    assert shown.rows() == [("tourisme", "tourisme (identifiant)", True, False, False, None)]


def test_a_word_of_the_territorys_own_name_is_no_speciality() -> None:
    members = pl.DataFrame({"territory_id": ["commune:1"], "name": ["Jeune-École"]})
    rows = [claim("commune:1", "villejeuneecole", "E1"), claim("commune:1", "ville", "E1")]
    assert main_accounts(resolve(evidence(*rows), members)) == {"commune:1": "villejeuneecole"}


def test_an_account_claimed_twice_belongs_to_the_level_that_it_says() -> None:
    rows = [
        claim(GRENOBLE, "villedegrenoble", "E1"), claim(GRENOBLE, "grenoblealpesmetropole", "E1"),
        claim(METRO, "villedegrenoble", "E4", "d"), claim(METRO, "grenoblealpesmetropole", "E1", "https://metro.fr"),
    ]  # fmt: skip
    accounts = resolve(evidence(*rows), MEMBERS)
    assert main_accounts(accounts) == {GRENOBLE: "villedegrenoble", METRO: "grenoblealpesmetropole"}
    assert accounts.height == 4
    assert accounts["is_official"].all()
    owners = accounts.filter(handle="villedegrenoble").select("territory_id", "owner_id", "is_owner", "level_affinity")
    assert owners.rows() == [(GRENOBLE, GRENOBLE, True, 1), (METRO, GRENOBLE, False, -1)]


def test_the_ville_and_the_departement_of_one_name_keep_their_own() -> None:
    members = pl.DataFrame({"territory_id": ["commune:38544", "departement:86"], "name": ["Vienne", "Vienne"]})
    rows = [claim(t, h, "E1") for t in members["territory_id"] for h in ("villedevienne", "departementvienne")]
    accounts = resolve(evidence(*rows), members)
    assert main_accounts(accounts) == {"commune:38544": "villedevienne", "departement:86": "departementvienne"}


def test_an_account_claimed_twice_belongs_to_the_one_whose_directory_lists_it() -> None:
    rows = [claim(GRENOBLE, "grenoble38", "E1"), claim(METRO, "grenoble38", "E4", "d")]
    accounts = resolve(evidence(*rows), MEMBERS)
    assert main_accounts(accounts) == {METRO: "grenoble38"}
    assert accounts.height == 2


def test_the_body_own_word_on_its_home_page_comes_before_the_directory() -> None:
    """The directory of one Faugères lists the account of the other: the site of the other says whose it is."""
    members = pl.DataFrame({"territory_id": ["commune:07088", "commune:34096"], "name": ["Faugères", "Faugères"]})
    rows = [
        claim("commune:07088", "villefaugeres", "E4"),
        claim("commune:34096", "villefaugeres", "E1", where="footer"),
        claim("commune:07088", "villefaugeres07", "E1", where="footer"),
    ]
    mains = main_accounts(resolve(evidence(*rows), members))
    assert mains == {"commune:07088": "villefaugeres07", "commune:34096": "villefaugeres"}


def test_lists_in_conflict_are_settled_by_the_frame_of_the_home_page() -> None:
    rows = [
        claim(GRENOBLE, "grenoblemairie", "E4"), claim(GRENOBLE, "villegrenoble", "E1", where="header"),
        claim(GRENOBLE, "grenobleville", "E1", "https://site.fr/contact", where="header"),
    ]  # fmt: skip
    assert main_accounts(resolve(evidence(*rows), MEMBERS)) == {GRENOBLE: "villegrenoble"}
    assert main_accounts(resolve(evidence(rows[0], rows[2]), MEMBERS)) == {GRENOBLE: "grenoblemairie"}


def test_the_whole_name_comes_before_that_of_a_former_commune() -> None:
    members = pl.DataFrame({"territory_id": ["commune:62447"], "name": ["Hesdin-la-Forêt"]})
    rows = [
        claim("commune:62447", "mairiedehesdin", "E1", where="footer"),
        claim("commune:62447", "mairiedehesdin", "E4"),
        claim("commune:62447", "hesdin_la_foret", "E1", where="body"),
    ]
    (main,) = resolve(evidence(*rows), members).filter("is_main").to_dicts()
    assert (main["handle"], main["rule"], main["is_named"]) == ("hesdin_la_foret", "name", True)


def test_an_account_that_three_territories_claim_and_that_is_like_none_is_nobodys() -> None:
    members = [GRENOBLE, "commune:33063", MEYLAN]
    rows = [claim(one, "mairiesenligne", "E1", where="footer") for one in members]
    accounts = resolve(evidence(*rows), MEMBERS)
    assert main_accounts(accounts) == {}
    assert accounts["claimant_count"].unique().to_list() == [3]
    assert len(main_accounts(resolve(evidence(*rows[:2]), MEMBERS))) == 1
    assert len(main_accounts(resolve(evidence(*rows, claim(MEYLAN, "mairiesenligne", "E4")), MEMBERS))) == 1


def test_a_bare_name_on_the_epcis_site_is_the_towns_when_the_epci_has_its_own() -> None:
    bare = claim(METRO, "meylan_officiel", "E1", "https://metro.fr", where="footer")
    own = claim(METRO, "grenoblealpesmetropole", "E1", "https://metro.fr", where="footer")
    both = resolve(evidence(bare, own), MEMBERS, parents=PARENTS)
    assert main_accounts(both) == {METRO: "grenoblealpesmetropole", MEYLAN: "meylan_officiel"}
    assert main_accounts(resolve(evidence(bare), MEMBERS, parents=PARENTS)) == {METRO: "meylan_officiel"}


def test_a_towns_account_on_its_epcis_site_is_the_towns() -> None:
    rows = [
        claim(METRO, "villedemeylan", "E1", "https://metro.fr", where="body"),
        claim(METRO, "grenoblealpesmetropole", "E1", "https://metro.fr", where="footer"),
        claim(METRO, "villedebordeaux", "E1", "https://metro.fr", where="body"),
        claim(METRO, "piscinedemeylan", "E1", "https://metro.fr", where="body"),
    ]
    accounts = resolve(evidence(*rows), MEMBERS, parents=PARENTS)
    assert main_accounts(accounts) == {METRO: "grenoblealpesmetropole", MEYLAN: "villedemeylan"}
    (town,) = accounts.filter(territory_id=MEYLAN).to_dicts()
    assert (town["evidence_codes"], town["owner_id"], town["is_official"]) == ("E1", MEYLAN, True)
    assert accounts.filter(handle="villedebordeaux")["territory_id"].to_list() == [METRO]
    assert town["evidence_score"] == 0.25


def test_the_towns_own_link_weighs_more_than_its_epcis() -> None:
    own = claim(MEYLAN, "villedemeylan", "E1", "https://meylan.fr", where="footer")
    of_epci = claim(METRO, "villedemeylan", "E1", "https://metro.fr", where="body")
    (town,) = resolve(evidence(own, of_epci), MEMBERS, parents=PARENTS).filter(territory_id=MEYLAN).to_dicts()
    assert (town["evidence_score"], town["source_count"]) == (0.62, 1)


def test_a_territory_that_is_no_member_keeps_its_accounts() -> None:
    assert main_accounts(resolve(evidence(claim("commune:99", "x", "E4")), MEMBERS)) == {"commune:99": "x"}


def test_asked_are_the_main_account_a_near_rival_and_that_of_the_month_before() -> None:
    rows = [
        claim(GRENOBLE, "villedegrenoble", "E4"), claim(GRENOBLE, "villedegrenoble_38", "E4", rank=2),
        claim(GRENOBLE, "gre", "E1"), claim(GRENOBLE, "ancienne", "W"), claim(GRENOBLE, "otgrenoble", "E4"),
    ]  # fmt: skip
    asked = resolve(evidence(*rows), MEMBERS).filter("is_asked")["handle"].to_list()
    assert asked == ["villedegrenoble", "villedegrenoble_38"]
    followed = resolve(evidence(*rows), MEMBERS, earlier_main=frozenset({"facebook:ancienne", "facebook:otgrenoble"}))
    assert followed.filter("is_asked")["handle"].to_list() == ["ancienne", "villedegrenoble", "villedegrenoble_38"]


WEIGHTS = [
    ([("E5", None, "")], 1.0),
    ([("E4", None, "")], 0.6),
    ([("E1", "rel_me", "")], 0.65),
    ([("E1", "footer", "")], 0.62),
    ([("E1", "footer", "/contact")], 0.4),
    ([("E1", "article", "")], 0.25),
    ([("E1", "footer", ""), ("E1", "body", "/contact")], 0.62),
    ([("E1", "footer", ""), ("E4", None, "")], 0.848),
    ([("W", None, "")], 0.2),
]


@pytest.mark.parametrize(("proofs", "score"), WEIGHTS)
def test_evidence_score(proofs: list[tuple[str, str | None, str]], score: float) -> None:
    rows = [claim(GRENOBLE, "villedegrenoble", e, f"https://site.fr{page}", where=where) for e, where, page in proofs]
    (account,) = resolve(evidence(*rows), MEMBERS).to_dicts()
    assert account["evidence_score"] == pytest.approx(score)


@pytest.mark.parametrize(
    ("found", "score"), [((2026, 9), 0.54), ((2026, 8), 0.486), ((2026, 1), 0.4374), ((2027, 2), 0.4374)]
)
def test_older_evidence_weighs_less(found: tuple[int, int], score: float) -> None:
    rows = [claim(GRENOBLE, "villedegrenoble", "E4", at=datetime(*found, 28))]
    assert resolve(evidence(*rows), MEMBERS)["evidence_score"].to_list() == [pytest.approx(score)]


def test_evidence_is_of_the_month_that_collected_it() -> None:
    """A month is collected when it closes: what was found on the first of November is October's."""
    late = (
        *claim(GRENOBLE, "villedegrenoble", "E4", at=datetime(2026, 11, 1, 2))[:-2],
        "2026-10/directory/p.warc.gz@1+2",
        False,
    )
    carried = (
        *claim(GRENOBLE, "villedegrenoble", "E4", at=datetime(2026, 10, 1, 2))[:-2],
        "2026-09/directory/p@1+2",
        True,
    )
    scores = [resolve(evidence(row), MEMBERS)["evidence_score"][0] for row in (late, carried)]
    assert scores == [0.6, 0.54]


def test_what_lowers_a_score() -> None:
    unlike = resolve(evidence(claim(GRENOBLE, "zz", "E4")), MEMBERS)
    assert unlike["evidence_score"].to_list() == [0.3]
    rows = [claim(GRENOBLE, "villedegrenoble", "E4"), claim(METRO, "villedegrenoble", "E4")]
    other = resolve(evidence(*rows), MEMBERS).filter(territory_id=METRO)
    assert other["evidence_score"].to_list() == [
        pytest.approx(0.6 * (0.5 + 0.5 * other["similarity_score"][0]) * 0.5, abs=1e-4)
    ]
    assert resolve(evidence(claim(GRENOBLE, "prefetgrenoble", "E4")), MEMBERS)["evidence_score"][0] < 0.18


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from([GRENOBLE, METRO, "commune:33063"]),
        st.sampled_from(["ville", "grenoble", "metropole", "tourismegrenoble", "bordeaux", "100"]),
        st.sampled_from(sorted(SOURCES)),
        st.sampled_from(["https://site.fr", "https://site.fr/contact"]),
        st.sampled_from(["facebook", "x"]),
        st.sampled_from([None, "footer", "body"]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(CLAIMS)
def test_one_main_account_at_most_and_one_owner_per_account(claims: list[tuple[Any, ...]]) -> None:
    accounts = resolve(evidence(*(claim(*row) for row in claims)), MEMBERS)
    grain = TABLES["roster.accounts"].grain
    assert accounts.select(grain).is_unique().all()
    assert accounts.schema == lists.frame("roster.accounts", []).schema
    assert accounts.height == len({(row[0], row[1], row[4]) for row in claims})
    main = accounts.filter("is_main")
    assert main.select("territory_id", "network").is_unique().all()
    assert main["account_id"].is_unique().all()
    assert main["is_asked"].all() and main["is_owner"].all() and main["rule"].is_not_null().all()
    assert accounts.group_by("account_id").agg(pl.col("is_owner").sum())["is_owner"].eq(1).all()
    assert main.filter(~pl.col("evidence_codes").str.contains("E5"), pl.col("scope") != "generaliste").is_empty()


@settings(max_examples=40, deadline=None)
@given(CLAIMS, st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(claims: list[tuple[Any, ...]], shuffler: Random) -> None:
    rows = [claim(*row) for row in claims]
    unique = evidence(*rows)
    shuffled = unique.sample(fraction=1.0, shuffle=True, seed=shuffler.randrange(10**6))
    assert resolve(unique, MEMBERS).equals(resolve(shuffled, MEMBERS))


@settings(max_examples=60, deadline=None)
@given(CLAIMS, st.integers(0, 24))
def test_more_evidence_never_lowers_a_score(claims: list[tuple[Any, ...]], left_out: int) -> None:
    """The evidence of a territory on an account, whatever else is known of it and of others."""
    all_rows = evidence(*(claim(*row) for row in claims))
    gone = all_rows.row(left_out % all_rows.height, named=True)
    fewer = all_rows.filter(pl.struct(all_rows.columns) != pl.lit(gone, dtype=pl.Struct(all_rows.schema)))
    key = {"territory_id": gone["territory_id"], "account_id": gone["account_id"]}
    before, after = (resolve(rows, MEMBERS).filter(**key) for rows in (fewer, all_rows))
    assert before.is_empty() or after["evidence_score"][0] >= before["evidence_score"][0]
