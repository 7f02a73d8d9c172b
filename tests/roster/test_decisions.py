"""What people decide: of which months it holds, and what it changes in the accounts of a month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model.fields import DECISION_ACTIONS, TABLES
from pipelines.model.months import Month
from pipelines.model.records import AccountRef
from pipelines.networks.frames import frame_of
from pipelines.roster import guards, lists
from pipelines.roster.attribute import attribute
from pipelines.roster.decisions import ACTION_FR, ROLES, STATUS_FR, Decision, decisions_frame, in_force, rulings
from pipelines.roster.identity import HISTORY
from pipelines.roster.resolve import resolve

GRENOBLE, METRO, MEYLAN = "commune:38185", "epci:200", "commune:38229"
MEMBERS = pl.DataFrame(
    {"territory_id": [GRENOBLE, METRO, MEYLAN], "name": ["Grenoble", "Grenoble-Alpes-Métropole", "Meylan"]}
)
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
SOURCES = {"E1": "site", "E4": "directory", "W": "wikidata"}
Row = dict[str, Any]


def account(handle: str) -> AccountRef:
    return AccountRef("x", handle, f"https://x.com/{handle}")


def decision(action: str, handle: str | None = "b", territory: str = GRENOBLE, **more: Any) -> Decision:
    values: Row = {
        "decision_id": f"d-{action}-{handle}", "origin": "corrections", "action": action, "territory_id": territory,
        "first": OCTOBER, "decided_on": date(2026, 11, 4), "role": "relecture", "reason_fr": "Relu.",
        "evidence_url": "https://www.grenoble.fr/contact", "account": None if handle is None else account(handle),
        **more,
    }  # fmt: skip
    return Decision(**values)


def claim(handle: str, code: str = "E4", territory: str = GRENOBLE, month: Month = OCTOBER) -> lists.Row:
    return (
        month.first_day, territory, "x", f"x:{handle}", handle, f"https://x.com/{handle}", code, SOURCES[code],
        "https://page.fr", None, 1, datetime(month.year, month.number, 28, 16), None, False,
    )  # fmt: skip


def snapshot(handle: str, month: Month = OCTOBER, **seen: Any) -> tuple[Any, ...]:
    values: Row = {
        "month": month.first_day, "network": "x", "account_id": f"x:{handle}", "door": "api",
        "observed_at": datetime(month.year, month.number, 28, 16), "origin": "api", "outcome": "ok",
        "parser_version": "1", "id_space": "native" if seen.get("platform_id") else None,
        **{f"{stem}_status": "not_given" for stem in ("followers", "following", "posts", "talking")},
        **seen,
    }  # fmt: skip
    return tuple(values.get(name) for name in TABLES["observations.snapshots"].columns)


def look(
    claims: list[lists.Row],
    *decisions: Decision,
    seen: list[tuple[Any, ...]] | None = None,
    earlier: pl.DataFrame | None = None,
    month: Month = OCTOBER,
) -> pl.DataFrame:
    """The accounts of a month with some decisions in force."""
    history = lists.frame("roster.attributions", []).select(HISTORY) if earlier is None else earlier.select(HISTORY)
    ruled = rulings(in_force(decisions, month).holding, month) if decisions else None
    evidence = lists.frame("roster.evidence", claims)
    snapshots = frame_of("observations.snapshots", seen or [])
    return attribute(evidence, MEMBERS, None, snapshots, history, ruled=ruled).accounts


def main(found: pl.DataFrame, territory: str = GRENOBLE) -> str | None:
    handles = found.filter("is_main", territory_id=territory)["handle"]
    return handles[0] if handles.len() else None


def one(found: pl.DataFrame, handle: str, territory: str = GRENOBLE) -> Row:
    (row,) = found.filter(handle=handle, territory_id=territory).to_dicts()
    return row


def test_every_action_and_status_is_explained() -> None:
    assert set(ACTION_FR) == set(DECISION_ACTIONS)
    fields = {field.name: field.allowed for field in TABLES["roster.decisions"].fields}
    assert set(STATUS_FR) == set(fields["decision_status"])
    assert fields["decided_role"] == ROLES


BOTH = [claim("grenoble"), claim("grenoble", "E1"), claim("b", "W")]


def test_the_chosen_account_is_the_main_one_and_proven() -> None:
    assert main(look(BOTH)) == "grenoble"
    found = look(BOTH, decision("set_main"))
    assert main(found) == "b"
    assert (one(found, "b")["evidence_codes"], one(found, "b")["is_official"]) == ("E5+W", True)
    assert one(found, "b")["rule"] == "reviewed"


def test_the_chosen_account_comes_before_another_that_was_reviewed_and_is_one_that_nothing_names() -> None:
    found = look(BOTH, decision("ours", "grenoble"), decision("set_main", "jamais_cite"))
    assert main(found) == "jamais_cite"
    assert one(found, "jamais_cite")["evidence_codes"] == "E5"


def test_decisions_say_before_the_crawl_what_is_asked() -> None:
    evidence = lists.frame("roster.evidence", BOTH)
    ruled = rulings([decision("set_main", "jamais_cite"), decision("not_ours", "grenoble")], OCTOBER)
    asked = resolve(evidence, MEMBERS, ruled=ruled)
    assert dict(asked.select("handle", "is_main").rows()) == {"b": False, "jamais_cite": True}
    assert asked.filter("is_asked", "is_main").height == 1


def test_an_account_of_the_territory_may_never_be_its_main_one() -> None:
    found = look(BOTH, decision("not_main", "grenoble"))
    assert main(found) == "b"
    assert one(found, "grenoble")["is_owner"] and one(found, "grenoble")["is_official"]
    assert one(found, "b")["rule"] == "reviewed"


def test_an_account_that_is_not_ours_is_no_claim_not_even_through_the_page_of_the_epci() -> None:
    parents = pl.DataFrame({"territory_id": [GRENOBLE, MEYLAN], "parent_id": [METRO, METRO]})
    claims = [claim("villedemeylan", "E1", METRO), claim("metro", "E1", METRO)]
    evidence, empty = lists.frame("roster.evidence", claims), frame_of("observations.snapshots", [])
    history = lists.frame("roster.attributions", []).select(HISTORY)
    ruled = rulings([decision("not_ours", "villedemeylan", MEYLAN)], OCTOBER)
    owners = [
        main(attribute(evidence, MEMBERS, None, empty, history, parents=parents, ruled=given).accounts, MEYLAN)
        for given in (None, ruled)
    ]
    assert owners == ["villedemeylan", None]


def test_a_reassigned_account_goes_to_the_other_territory_without_becoming_its_main_one() -> None:
    claims = [claim("tourisme_gre"), claim("metro", "E1", METRO), claim("metro", "E4", METRO)]
    found = look(claims, decision("reassign", "tourisme_gre", value=METRO))
    assert found.filter(handle="tourisme_gre").select("territory_id", "is_main", "is_official").rows() == [
        (METRO, False, True)
    ]
    assert main(found, METRO) == "metro"


def test_a_reviewed_scope_makes_and_unmakes_a_main_account() -> None:
    claims = [claim("grenoble_culture")]
    assert main(look(claims)) is None
    found = look(claims, decision("set_scope", "grenoble_culture", value="generaliste"))
    assert main(found) == "grenoble_culture"
    assert one(found, "grenoble_culture")["scope_reason"] == "relecture"
    assert main(look(BOTH, decision("set_scope", "grenoble", value="elu"))) == "b"


def test_a_closed_account_yields_and_says_that_it_is_gone() -> None:
    seen = [snapshot("grenoble"), snapshot("b")]
    found = look([*BOTH, claim("b", "E1")], decision("closed", "grenoble"), seen=seen)
    assert (main(found), one(found, "grenoble")["outcome"]) == ("b", "gone")


def taken_over(*decisions: Decision) -> Row:
    """October of a handle under which another id and name answer than in September."""
    before = look(
        [claim("grenoble", month=SEPTEMBER)],
        seen=[snapshot("grenoble", SEPTEMBER, platform_id="1", account_name="Ville de Grenoble")],
        month=SEPTEMBER,
    )
    seen = [snapshot("grenoble", platform_id="2", account_name="Bons plans")]
    return one(look([claim("grenoble")], *decisions, seen=seen, earlier=before), "grenoble")


def test_a_reviewer_overrules_the_verdict_on_a_handle_that_changed_hands() -> None:
    assert taken_over()["identity_status"] == "disputed"
    mine = taken_over(decision("ours", "grenoble"))
    assert (mine["identity_status"], mine["identity_id"]) == ("platform", "x#native:2")


def test_what_was_reviewed_before_a_handle_changed_hands_does_not_vouch_for_it() -> None:
    assert taken_over(decision("ours", "grenoble", decided_on=date(2026, 9, 20)))["identity_status"] == "disputed"


def test_a_reviewer_tells_that_somebody_else_answers_where_nothing_contradicted_it() -> None:
    before = look([claim("grenoble", month=SEPTEMBER)], seen=[snapshot("grenoble", SEPTEMBER)], month=SEPTEMBER)
    seen = [snapshot("grenoble")]
    assert one(look([claim("grenoble")], seen=seen, earlier=before), "grenoble")["identity_id"] == "x:grenoble"
    found = one(look([claim("grenoble")], decision("hijacked", "grenoble"), seen=seen, earlier=before), "grenoble")
    assert (found["identity_status"], found["identity_id"]) == ("disputed", "x:grenoble@2026-10")


def test_two_handles_that_are_one_account_share_its_identity() -> None:
    before = look(
        [claim("grenoble", month=SEPTEMBER)], seen=[snapshot("grenoble", SEPTEMBER, platform_id="1")], month=SEPTEMBER
    )
    claims, seen = [claim("grenoble_fr")], [snapshot("grenoble_fr", platform_id="2")]
    assert one(look(claims, seen=seen, earlier=before), "grenoble_fr")["identity_id"] == "x#native:2"
    same = decision("same_identity", "grenoble_fr", value="x:grenoble")
    assert one(look(claims, same, seen=seen, earlier=before), "grenoble_fr")["identity_id"] == "x#native:1"


@pytest.mark.parametrize(
    ("month", "holds"), [(SEPTEMBER, False), (OCTOBER, True), (NOVEMBER, True), (Month(2026, 12), False)]
)
def test_a_decision_holds_from_its_first_month_to_its_last(month: Month, *, holds: bool) -> None:
    assert bool(in_force([decision("set_main", last=NOVEMBER)], month).holding) == holds


def test_the_later_of_two_decisions_on_one_subject_holds_and_the_other_says_so() -> None:
    early = decision("set_main", "a", decision_id="early")
    late = decision("set_main", "b", decision_id="late", decided_on=date(2026, 12, 1))
    found = in_force([late, early, decision("not_ours", "c")], OCTOBER)
    assert {one.decision_id for one in found.holding} == {"late", "d-not_ours-c"}
    frame = decisions_frame(OCTOBER, found, {"late": "Les sources ont changé."})
    statuses = dict(frame.select("decision_id", "decision_status").rows())
    assert statuses == {"early": "superseded", "late": "stale", "d-not_ours-c": "applied"}
    assert frame.filter(decision_id="early")["problem_fr"][0] == "Remplacée par late."


def test_giving_an_account_away_replaces_saying_that_it_is_not_ours() -> None:
    given_away = decision("reassign", value=METRO, decided_on=date(2026, 12, 1))
    assert in_force([decision("not_ours"), given_away], OCTOBER).holding == [given_away]


DECISIONS = [
    decision("set_main"), decision("set_main", "a", decided_on=date(2026, 12, 1)), decision("not_ours", "c"),
    decision("set_scope", "a", value="elu"), decision("reassign", "c", value=METRO), decision("hijacked", "b"),
    decision("not_main", "grenoble"), decision("same_identity", "a", value="x:b"),
]  # fmt: skip


@given(st.permutations(DECISIONS))
@settings(max_examples=25, deadline=None)
def test_the_order_in_which_decisions_are_given_does_not_matter(order: list[Decision]) -> None:
    one, other = (rulings(in_force(given_so, OCTOBER).holding, OCTOBER) for given_so in (order, DECISIONS))
    for name in ("evidence", "dropped", "claims", "accounts"):
        columns = getattr(one, name).columns
        assert getattr(one, name).sort(columns).equals(getattr(other, name).sort(columns)), name


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ({"main_account": "x:grenoble"}, None),
        ({"main_account": "x:b"}, "main_account x:b attendu, x:grenoble trouvé"),
        ({"main_account": None}, "main_account aucun attendu, x:grenoble trouvé"),
        ({"evidence_codes": "W"}, None),
        ({"evidence_codes": "E4+W"}, "evidence_codes E4+W attendu, W trouvé"),
        ({"scope": "generaliste", "owner": GRENOBLE}, None),
        (
            {"scope": "elu", "owner": METRO},
            f"scope elu attendu, generaliste trouvé ; owner {METRO} attendu, {GRENOBLE} trouvé",
        ),
        ({"platform_id": "7"}, "platform_id 7 attendu, aucun trouvé"),
    ],
)  # fmt: skip
def test_a_guard_holds_as_long_as_the_sources_say_the_same(expect: dict[str, str | None], told: str | None) -> None:
    found = guards.stale([decision("set_main", expect=expect)], look(BOTH), None)
    assert found == ({} if told is None else {"d-set_main-b": f"Les sources ont changé : {told}."})


def test_before_the_crawl_an_id_is_not_known_and_no_reason_to_refuse() -> None:
    asked = resolve(lists.frame("roster.evidence", BOTH), MEMBERS)
    expect = {"platform_id": "7", "main_account": "x:grenoble"}
    assert guards.stale([decision("set_main", expect=expect)], asked, None) == {}


@pytest.mark.parametrize(
    ("expected", "holds"),
    [("https://a.fr", True), ("https://b.fr", False), (None, False)],
)
def test_the_guard_of_a_site_looks_at_declared_sites(expected: str | None, *, holds: bool) -> None:
    row = (OCTOBER.first_day, GRENOBLE, "https://a.fr", "directory", None, datetime(2026, 10, 28), False)
    sites = lists.frame("roster.sites", [row])
    remove = decision("remove_site", None, value="https://a.fr", expect={"site_url": expected})
    assert (guards.stale([remove], look(BOTH), sites) == {}) == holds
