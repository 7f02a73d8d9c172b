"""Records of the directory and the bodies that govern: nobody is called absent for want of a council."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, RecordRef
from pipelines.replica.territory import read_roster
from pipelines.roster import cog, directory
from pipelines.roster.directory_match import Entry, bare_name, match_members
from pipelines.roster.lists import ListReading
from pipelines.roster.members import completed

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
MONTH = Month(2026, 10)
REQUESTS = dict(zip(directory.LEVELS, directory.plan(MONTH), strict=True))


def entry(name: str, siren: str = "", *insee: str) -> Entry:
    return Entry(name, insee, siren, (), (), "")


def members(*territory_ids: str) -> pl.DataFrame:
    """Rows of roster.members of the official geography of 2026, in that order."""
    territories = cog.load_territories(REFERENCE, 2026)
    order = pl.DataFrame({"territory_id": list(territory_ids)})
    rows = order.join(territories, on="territory_id", maintain_order="left").with_columns(
        roster_id=pl.lit("R"), pop_vintage=pl.lit(2026, pl.Int64), weight=pl.lit(1.0)
    )
    columns = ["roster_id", "territory_id", "level", "code", "name", "stratum", "population", "pop_vintage",
               "region_code", "departement_code", "weight"]  # fmt: skip
    return completed(rows.select(columns), territories)


def found(rows: pl.DataFrame, **lists: list[Entry]) -> dict[str, str]:
    return {one: record.name for one, (_, record) in match_members(rows, lists).found.items()}


# The bodies that replace councils, with their SIREN and without


@pytest.mark.parametrize("has_siren", [True, False])
@pytest.mark.parametrize(
    ("body", "governs", "kind", "name", "siren"),
    [
        ("departement:6AE", ["67", "68"], "departement", "Collectivité européenne d'Alsace", "200094332"),
        ("region:94", ["2A", "2B"], "region", "Collectivité de Corse", "200076958"),
        ("region:94", ["2A", "2B"], "departement", "Collectivité de Corse", "200076958"),
        ("region:02", ["972"], "region", "Collectivité territoriale de Martinique", "200055507"),
        ("region:02", ["972"], "departement", "Collectivité territoriale de Martinique", "200055507"),
        ("region:03", ["973"], "departement", "Collectivité territoriale de Guyane", "200052678"),
        ("region:06", ["976"], "departement", "Conseil départemental de Mayotte", "229850003"),
        ("region:06", ["976"], "region", "Département-Région de Mayotte", "229850003"),
    ],
)
def test_the_body_has_its_record_and_what_it_governs_has_none(
    body: str, governs: list[str], kind: str, name: str, siren: str, has_siren: bool
) -> None:
    rows = members(*(f"departement:{code}" for code in governs), body)
    lists = {"region": [entry("Conseil régional - Bretagne")], "departement": [entry("Conseil départemental - Ain")]}
    lists[kind].append(entry(name, siren if has_siren else ""))
    matches = match_members(rows, lists)
    assert {one: record.name for one, (_, record) in matches.found.items()} == {body: name}
    assert matches.unresolved == set()
    assert matches.problems == []


def test_paris_is_a_mairie_and_no_council() -> None:
    rows = members("departement:75", "commune:75056")
    arrondissements = [entry(f"Mairie du {place}e arrondissement", "217500016", "75056") for place in (2, 3)]
    town = [*arrondissements, entry("Mairie de Paris", "217500016", "75056")]
    assert found(rows, commune=town, departement=[entry("Conseil départemental - Ain")]) == {
        "commune:75056": "Mairie de Paris"
    }
    council = entry("Ville de Paris", "217500016")
    assert found(rows, commune=town, departement=[council]) == {"commune:75056": "Mairie de Paris"}


def test_lyon_and_rhone_are_two_bodies() -> None:
    rows = members("departement:69", "epci:200046977", "commune:69123")
    assert found(
        rows,
        commune=[entry("Mairie - Lyon", "", "69123")],
        epci=[entry("Métropole de Lyon", "200046977")],
        departement=[entry("Métropole de Lyon", "200046977"), entry("Conseil départemental - Rhône", "226900017")],
    ) == {
        "departement:69": "Conseil départemental - Rhône",
        "epci:200046977": "Métropole de Lyon",
        "commune:69123": "Mairie - Lyon",
    }


def test_a_council_that_the_directory_lists_is_that_of_its_territory() -> None:
    """As the simulated directory does: one council for each département."""
    rows = members("departement:67", "departement:976", "region:06")
    lists = {
        "departement": [entry("Conseil départemental - Bas-Rhin"), entry("Conseil départemental - Mayotte")],
        "region": [entry("Conseil régional - Mayotte")],
    }
    assert found(rows, **lists) == {
        "departement:67": "Conseil départemental - Bas-Rhin",
        "departement:976": "Conseil départemental - Mayotte",
        "region:06": "Conseil régional - Mayotte",
    }


# SIREN first


def test_siren_is_stronger_than_the_name() -> None:
    rows = members("departement:01", "departement:02")
    swapped = [entry("Conseil départemental - Aisne", "220100010"), entry("Conseil départemental - Ain", "220200026")]
    assert found(rows, departement=swapped) == {
        "departement:01": "Conseil départemental - Aisne",
        "departement:02": "Conseil départemental - Ain",
    }


def test_a_commune_whose_code_is_wrong_in_the_list_is_found_by_siren() -> None:
    rows = members("commune:01004", "commune:01005")
    town = [
        entry("Mairie - Ambérieu-en-Bugey", "210100046", "01999"),
        entry("Mairie - Ambérieux-en-Dombes", "", "01005"),
    ]
    assert set(found(rows, commune=town)) == {"commune:01004", "commune:01005"}


def test_of_several_records_of_one_commune_that_of_its_siren_is_kept() -> None:
    rows = members("commune:01004")
    town = [entry("Hôtel de ville", "210100046", "01004"), entry("Maison des associations", "", "01004")]
    assert found(rows, commune=town) == {"commune:01004": "Hôtel de ville"}


def test_an_epci_is_found_by_name_only_where_its_record_has_no_siren() -> None:
    rows = members("epci:200046977")
    assert found(rows, epci=[entry("Métropole de Lyon")]) == {"epci:200046977": "Métropole de Lyon"}
    assert found(rows, epci=[entry("Métropole de Lyon", "200054781")]) == {}


def test_councils_that_are_not_recognised_are_told_and_stay_unknown() -> None:
    rows = members("region:11", "region:53", "departement:67")
    matches = match_members(rows, {"region": [entry("Bretagne")], "departement": [entry("Ain")]})
    assert set(matches.found) == {"region:53"}
    assert matches.unresolved == {"region:11"}
    assert matches.problems == ["Annuaire : aucun organisme reconnu pour Île-de-France (region:11)."]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Conseil départemental - Isère", "isere"),
        ("Hôtel de ville de Paris", "paris"),
        ("Ville de Paris", "paris"),
        ("Villeurbanne", "villeurbanne"),
        ("Département-Région de Mayotte", "mayotte"),
        ("Collectivité territoriale unique de Guyane", "guyane"),
        ("La Réunion", "reunion"),
        ("Régionale des eaux", "regionale des eaux"),
    ],
)
def test_bare_names(name: str, bare: str) -> None:
    assert bare_name(name) == bare


# Whole answers: what a live run of REGDEP2026 reads


def capture(kind: str, records: list[dict[str, Any]]) -> Capture:
    place = RecordRef("2026-10/directory/0.warc", 10, 20)
    at = datetime(2026, 10, 31, 16, tzinfo=UTC)
    return Capture(
        REQUESTS[kind], Outcome.OK, at, 200, REQUESTS[kind].url, {}, json.dumps(records).encode(), record=place
    )


def record(name: str, kind: str, siren: str, site: str) -> dict[str, Any]:
    return {
        "nom": name, "pivot": json.dumps([{"type_service_local": kind, "code_insee_commune": []}]), "siren": siren,
        "site_internet": json.dumps([{"libelle": "", "valeur": site}]), "reseau_social": None,
    }  # fmt: skip


def no_account(url: str) -> AccountRef | None:
    del url
    return None


def read_councils(rows: pl.DataFrame) -> ListReading:
    """The directory as it should be: one record for each body, under one of the two kinds of council."""
    bodies = rows.filter(pl.col("body_id") == pl.col("territory_id"))
    of_kind: dict[str, list[dict[str, Any]]] = {
        "cg": [record("Collectivité européenne d'Alsace", "cg", "200094332", "https://alsace.eu")],
        "cr": [],
    }
    for row in bodies.iter_rows(named=True):
        kind = "cr" if row["level"] == "region" and row["territory_id"] != "region:03" else "cg"
        name = row["body_name"] or row["name"]
        of_kind[kind].append(record(name, kind, row["siren"], f"https://{row['territory_id'].replace(':', '-')}.fr"))
    return directory.read([capture(kind, found) for kind, found in of_kind.items()], rows, MONTH, no_account)


def test_no_territory_of_the_live_list_is_looked_for_and_not_found_but_those_that_another_body_governs() -> None:
    rows = cog.load_roster(REFERENCE, "REGDEP2026")
    reading = read_councils(rows)
    looks = dict(reading.looks.select("territory_id", "outcome").iter_rows())
    assert {one for one, outcome in looks.items() if outcome == "not_found"} == {
        "departement:2A", "departement:2B", "departement:67", "departement:68", "departement:75", "departement:972",
        "departement:973", "departement:976",
    }  # fmt: skip
    assert set(looks.values()) == {"ok", "not_found"}
    assert reading.sites.filter(pl.col("site_url") == "https://alsace.eu").is_empty()
    assert reading.problems == []


def test_a_simulated_siren_is_never_that_of_another_body() -> None:
    known = cog.load_territories(REFERENCE).select("siren", "territory_id").drop_nulls()
    real = dict(known.iter_rows())
    for roster_id in ("EQ2012", "DEMO2026"):
        real = {
            siren: territory_id
            for territory_id, siren in cog.load_territories(REFERENCE)
            .select("territory_id", "siren")
            .drop_nulls()
            .iter_rows()
        }
        for place in read_roster(roster_id):
            if place.level in ("region", "departement"):
                assert real.get(place.siren, place.territory_id) == place.territory_id, place
    sirens = [place.siren for place in read_roster("DEMO2026")]
    councils = [place.siren for place in read_roster("DEMO2026") if place.level in ("region", "departement", "epci")]
    assert len(set(councils)) == len(councils)
    assert all(len(siren) == 9 for siren in sirens)
