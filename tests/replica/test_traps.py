"""Scene `pieges`: which traps are set, that each one is on the pages, and what must be found in spite of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.networks.registry import wikidata_properties
from pipelines.replica.records import Account, Trap, exists, month_index
from pipelines.replica.scene_names import TRAPS, scene_of, today_for
from pipelines.replica.scenes import load_world
from pipelines.replica.territory import ROSTERS
from pipelines.replica.traps.draft import TURN
from pipelines.replica.truth import truth
from pipelines.replica.visit import Reply, Visit
from pipelines.replica.web import Web
from pipelines.roster import cog, wikidata

EXPORT = (
    "https://api-lannuaire.service-public.gouv.fr/api/explore/v2.1/catalog/datasets/api-lannuaire-administration"
    "/exports/json?where=pivot%20like%20%22"
)
KIND_OF_LEVEL = {"commune": "mairie%22", "epci": "epci%22", "departement": "cg%22", "region": "cr%22"}
BEFORE, AFTER = Month(2026, 9), Month(2026, 10)
KINDS = {
    "commune_lists_epci": 16, "conflict": 9, "epci_lists_ville": 18, "foreign": 8, "hijacked": 9, "homonym": 12,
    "homonym_in_directory": 6, "homonym_outside": 6, "level_homonym": 18, "mayor": 9, "merger": 20, "prefecture": 10,
    "renamed": 6, "renamed_squatted": 4, "returned": 6, "reused": 6, "service": 12, "shared_host": 14, "split": 6,
    "stale_directory": 6, "wrong_label": 6,
}  # fmt: skip
STATES = {
    "hijacked": "hijacked", "reused": "reused", "returned": "returned", "renamed": "renamed",
    "renamed_squatted": "renamed", "stale_directory": "open", "wrong_label": "open", "conflict": "open",
    "merger": "open",
}  # fmt: skip


def world():
    return load_world(TRAPS)


def traps_of(kind: str) -> list[Trap]:
    return [trap for trap in world().traps if trap.kind == kind]


def get(url: str, month: Month = AFTER, token: str = "") -> Reply:
    """What a web of that scene answers to one visitor, who tries again when it was busy."""
    parts, web = urlsplit(url), Web(today=TRAPS)
    now = datetime(month.year, month.number, 28, 16, tzinfo=UTC)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    visit = Visit(
        parts.scheme, parts.hostname or "", parts.path or "/", parse_qs(parts.query), parts.query, now,
        month_index(month), headers,
    )  # fmt: skip
    reply = web.answer(visit)
    return reply if reply.status not in (429, 502, 503) else web.answer(visit)


def on_x(handle: str, month: Month) -> dict[str, str] | None:
    found = json.loads(get(f"https://api.x.com/2/users/by?usernames={handle}", month, "replica-x").body)
    return found["data"][0] if "data" in found else None


def named(territory_id: str, account: Account, month: Month = AFTER) -> set[str]:
    """The sources of a territory whose answers hold the address of an account."""
    place = next(place for place in world().territories if place.territory_id == territory_id)
    records = json.loads(get(EXPORT + KIND_OF_LEVEL[place.level], month).body)
    own = [one for one in records if {place.code, place.siren} & {one["code_insee_commune"], one["siren"]}]
    sources = set()
    if any(f'"{account.url}"' in (one["reseau_social"] or "") for one in own):
        sources.add("directory")
    if any(one.url == account.url and one.in_wikidata for one in world().linked_by(territory_id)):
        sources.add("wikidata")
    links = {f'"{escape(url)}"' for url in account.platform.links(account, month_index(month))}
    site = world().sites.get(territory_id)
    home = "" if site is None else get(site.url, month).body.decode("utf-8", "replace")
    return sources | ({"site"} if any(link in home for link in links) else set())


def test_the_traps_are_frozen() -> None:
    found = truth(TRAPS, AFTER)
    assert dict(found["traps"].group_by("kind").len().iter_rows()) == KINDS
    assert truth(TRAPS, BEFORE)["traps"].height == sum(KINDS.values()) - 9 - 6 - 4 - 6 - 6
    text = found["traps"].write_csv() + found["mains"].write_csv()
    assert sha256(text.encode()).hexdigest()[:16] == "1e85f9e9c29844fc"


def test_a_roster_has_its_scene() -> None:
    assert today_for("TRAPS2026") == TRAPS
    assert {today_for(None), today_for("DEMO2026"), today_for("liste.csv")} == {"aujourdhui"}
    assert scene_of(2013 * 12 + 11, TRAPS) == "edgar-quinet"
    assert scene_of(TURN, TRAPS) == TRAPS


@pytest.mark.parametrize("month", [BEFORE, AFTER])
def test_a_pair_has_one_main_account_at_most(month: Month) -> None:
    found = truth(TRAPS, month)
    mains = found["mains"]
    assert not mains.select(pl.struct("territory_id", "network").is_duplicated().any()).item()
    is_main = found["accounts"].filter("is_main").select("territory_id", "network", "handle", "identity_id")
    there = mains.filter("exists").select("territory_id", "network", "handle", "identity_id")
    assert is_main.sort(is_main.columns).equals(there.sort(there.columns))
    assert is_main.join(found["accounts"], on=["network", "handle", "identity_id"], how="anti").is_empty()


def test_a_lure_is_never_the_expected_account_of_somebody_else() -> None:
    """Lures of namesakes and neighbours belong to others; those of spells are the account or the handle at stake."""
    found = truth(TRAPS, AFTER)["traps"]
    owners = {(a.network, a.handle): a.territory.territory_id for a in world().accounts}
    for row in found.iter_rows(named=True):
        is_own = owners[row["network"], row["lure"]] == row["territory_id"]
        assert row["expected_identity_id"] != row["lure_identity_id"] or is_own, row


@pytest.mark.parametrize("kind", STATES)
def test_what_became_of_the_account_is_told(kind: str) -> None:
    rows = truth(TRAPS, AFTER)["traps"].filter(kind=kind).select("territory_id", "network").unique()
    mains = truth(TRAPS, AFTER)["mains"].join(rows, on=["territory_id", "network"], how="semi")
    assert set(mains["state"]) == {STATES[kind]}
    assert mains.height == rows.height


def test_identities_and_spells() -> None:
    before = truth(TRAPS, BEFORE)["mains"].select("territory_id", "network", "identity_id", "spell_number", "exists")
    after = truth(TRAPS, AFTER)["mains"].join(before, on=["territory_id", "network"], suffix="_before")
    is_same = pl.col("identity_id") == pl.col("identity_id_before")
    changed = after.filter(pl.col("spell_number") != pl.col("spell_number_before"))
    assert dict(changed.group_by("state").len().iter_rows()) == {"reused": 6, "returned": 6}
    assert changed.filter(is_same)["state"].unique().to_list() == ["returned"]
    assert after.filter(~is_same)["state"].unique().to_list() == ["reused"]
    assert changed["since_month"].unique().to_list() == [AFTER.first_day]
    assert after.filter("exists_before", ~pl.col("exists"))["state"].value_counts().rows() == [("hijacked", 9)]


def test_namesakes_are_named_by_the_lists() -> None:
    for kind, sources in (
        ("homonym_outside", {"wikidata"}), ("homonym", {"wikidata"}), ("homonym_in_directory", {"directory"}),
    ):  # fmt: skip
        for trap in traps_of(kind):
            if trap.lure.territory.territory_id != trap.territory_id:
                assert named(trap.territory_id, trap.lure) == sources
    assert {source for trap in traps_of("foreign") for source in named(trap.territory_id, trap.lure)} == {
        "wikidata",
        "directory",
    }
    sites = [world().sites[trap.lure.territory.territory_id].host for trap in traps_of("foreign")]
    assert all(host.rpartition(".")[2] in ("ca", "ch", "be") for host in sites)


def test_wikidata_answers_with_what_it_is_mistaken_about() -> None:
    """Asked as the barometer asks it; a namesake's account stands in no other list of the commune."""
    members = cog.load_roster(ROSTERS.parent, "TRAPS2026")
    requests = wikidata.plan(members, AFTER, wikidata_properties())
    answers = "".join(get(request.url).body.decode() for request in requests)
    lures = [trap.lure.shown for trap in traps_of("homonym_outside")]
    lures += [trap.lure.shown for trap in traps_of("foreign") if "wikidata" in named(trap.territory_id, trap.lure)]
    assert len(lures) == 12
    assert [shown for shown in lures if f'"{shown}"' not in answers] == []


@pytest.mark.parametrize("kind", ["prefecture", "mayor", "shared_host", "commune_lists_epci", "epci_lists_ville"])
def test_neighbours_are_linked_from_the_site(kind: str) -> None:
    for trap in traps_of(kind):
        if trap.lure.territory.territory_id != trap.territory_id:
            assert "site" in named(trap.territory_id, trap.lure), trap.territory_id
    if kind == "mayor":
        says = ["maire" in trap.lure.handle for trap in traps_of(kind)]
        assert 0 < sum(says) < len(says)
        assert all("maire" in trap.lure.territory.label for trap in traps_of(kind))


def test_pages_of_a_shared_host_are_their_own() -> None:
    places = {trap.territory_id for trap in traps_of("shared_host")}
    for name in places:
        site = world().sites[name]
        assert site.base != "/"
        assert f'href="{site.base}mentions-legales"' in get(site.url).body.decode("utf-8", "replace")


def test_lists_are_late_and_mistaken() -> None:
    for trap in traps_of("stale_directory"):
        assert named(trap.territory_id, trap.lure) in ({"directory"}, {"wikidata"})
        assert not exists(trap.lure, TURN - 1)
    for trap in traps_of("conflict"):
        assert named(trap.territory_id, trap.lure) == {"directory"}
        assert exists(trap.lure, TURN)
    for trap in traps_of("wrong_label"):
        assert named(trap.territory_id, trap.lure) == {"directory"}
        assert trap.lure.directory_label != trap.lure.platform.directory_label


def test_a_handle_taken_over_is_another_account() -> None:
    for kind, is_alike in (("hijacked", False), ("renamed_squatted", False), ("reused", True)):
        for trap in traps_of(kind):
            first, last = world().by_handle[trap.lure.network, trap.lure.handle]
            assert (first.territory.territory_id, last) == (trap.territory_id, trap.lure)
            assert "site" in named(trap.territory_id, first)
            if trap.lure.network == "x":
                before, after = on_x(trap.lure.shown, BEFORE), on_x(trap.lure.shown, AFTER)
                assert before is not None and after is not None
                assert before["id"] != after["id"]
                assert (before["name"] == after["name"]) is is_alike
    fans = {trap.lure.territory.title for trap in traps_of("hijacked") if trap.lure.network == "facebook"}
    pages = [get(trap.lure.url).body.decode() for trap in traps_of("hijacked") if trap.lure.network == "facebook"]
    assert all(any(title in page for title in fans) for page in pages)


def test_a_renamed_account_keeps_its_id() -> None:
    for trap in traps_of("renamed"):
        if trap.lure.network == "x":
            (new,) = [one for one in world().by_platform_id["x", trap.lure.platform_id] if one is not trap.lure]
            assert on_x(trap.lure.shown, AFTER) is None
            assert on_x(new.shown, BEFORE) is None
            assert (on_x(trap.lure.shown, BEFORE) or {})["id"] == (on_x(new.shown, AFTER) or {})["id"]
            assert named(trap.territory_id, trap.lure) == {"site"}
            assert named(trap.territory_id, new) == {"directory"}
        if trap.lure.network == "facebook":
            assert get(trap.lure.url).headers["Location"].endswith(".renommee")


def test_a_closed_account_comes_back() -> None:
    for trap in traps_of("returned"):
        assert [exists(trap.lure, month) for month in (TURN - 2, TURN - 1, TURN)] == [True, False, True]
        if trap.lure.network == "x":
            assert on_x(trap.lure.shown, BEFORE) is None
            assert on_x(trap.lure.shown, AFTER) is not None


def test_mergers_keep_their_former_pages() -> None:
    places = {trap.territory_id for trap in traps_of("merger")}
    assert {"epci:992367730", "epci:994579670", "commune:93066"} <= places
    assert max(sum(trap.territory_id == name for trap in traps_of("merger")) for name in places) == 3
    for trap in traps_of("merger"):
        assert "site" in named(trap.territory_id, trap.lure)
    assert {trap.since for trap in traps_of("merger")} == {2025 * 12, 2026 * 12}
    assert {trap.territory_id for trap in traps_of("split")} >= {"commune:15141"}
