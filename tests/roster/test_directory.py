"""The public-service directory: matching of records to territories, what is kept and what is reported."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, RecordRef
from pipelines.roster import directory
from pipelines.roster.lists import ListReading

MONTH = Month(2026, 10)
AT = datetime(2026, 10, 31, 16, tzinfo=UTC)
REQUESTS = dict(zip(directory.LEVELS, directory.plan(MONTH), strict=True))


def match(url: str) -> AccountRef | None:
    """A stand-in for the networks: addresses of facebook.com are Facebook accounts."""
    if "facebook.com/" not in url or "sharer" in url:
        return None
    handle = url.rstrip("/").rpartition("/")[2].lower()
    return AccountRef("facebook", handle, f"https://www.facebook.com/{handle}")


def members(*rows: tuple[str, str, str]) -> pl.DataFrame:
    frame = pl.DataFrame(list(rows), schema=["level", "code", "name"], orient="row")
    return frame.with_columns(territory_id=pl.format("{}:{}", "level", "code"))


def record(name: str, insee: str = "", **fields: Any) -> dict[str, Any]:
    kind = fields.pop("kind", "mairie")
    pivot = [{"type_service_local": kind, "code_insee_commune": [insee] if insee else []}]
    return {
        "nom": name,
        "pivot": json.dumps(pivot),
        "site_internet": None,
        "reseau_social": "",
        "siren": None,
        **fields,
    }


def values(*texts: str, label: str = "") -> str:
    return json.dumps([{"libelle": "", "valeur": text, "custom_dico2": label} for text in texts])


def capture(kind: str, body: object, outcome: Outcome = Outcome.OK) -> Capture:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    place = RecordRef("2026-10/directory/0.warc", 10, 20)
    return Capture(REQUESTS[kind], outcome, AT, 200, REQUESTS[kind].url, {}, content, record=place)


def outcomes(reading: ListReading) -> dict[str, str]:
    return dict(reading.looks.select("territory_id", "outcome").rows())


def test_plan_asks_four_exports_without_the_columns_that_name_persons() -> None:
    queries = [parse_qs(urlsplit(request.url).query) for request in REQUESTS.values()]
    assert [query["where"] for query in queries] == [
        [f'pivot like "{kind}"'] for kind in ("mairie", "epci", "cg", "cr")
    ]
    assert all("affectation_personne" not in query["select"][0] for query in queries)
    assert {(request.network, request.door, request.purpose) for request in REQUESTS.values()} == {
        ("directory", "export", "records")
    }
    assert all(request.url.isascii() and " " not in request.url for request in REQUESTS.values())


def test_a_listed_commune_has_site_evidence_and_look() -> None:
    one = record(
        "Mairie - Lèves", "28209", site_internet=values("www.leves.fr"), url_service_public="https://lannuaire/leves",
        reseau_social=values("https://www.facebook.com/villedeleves", "https://www.instagram.com/leves", label="F"),
    )  # fmt: skip
    reading = directory.read([capture("mairie", [one])], members(("commune", "28209", "Lèves")), MONTH, match)
    assert reading.sites.rows() == [
        (MONTH.first_day, "commune:28209", "https://www.leves.fr", "directory", "2026-10/directory/0.warc@10+20")
    ]
    (row,) = reading.evidence.to_dicts()
    assert (row["account_id"], row["evidence"], row["source"]) == ("facebook:villedeleves", "E4", "directory")
    assert row["source_url"] == "https://lannuaire/leves"
    assert row["found_at"] == AT.replace(tzinfo=None)
    assert outcomes(reading) == {"commune:28209": "ok"}
    assert reading.problems == []


def test_frames_have_the_columns_of_the_field_dictionary() -> None:
    reading = directory.read([], members(("commune", "28209", "Lèves")), MONTH, match)
    assert reading.sites.columns == TABLES["roster.sites"].columns
    assert reading.evidence.columns == TABLES["roster.evidence"].columns
    assert reading.looks.columns == TABLES["roster.looks"].columns
    assert outcomes(reading) == {"commune:28209": "not_attempted"}
    assert reading.looks["looked_at"].to_list() == [None]


def test_lists_and_json_in_strings_read_the_same() -> None:
    packed = record(
        "Mairie - A", "01001", site_internet=values("https://a.fr"), reseau_social=values("https://facebook.com/a")
    )
    unpacked = {
        key: json.loads(value) if key in ("pivot", "site_internet", "reseau_social") else value
        for key, value in packed.items()
    }
    of = members(("commune", "01001", "A"))
    first = directory.read([capture("mairie", [packed])], of, MONTH, match)
    second = directory.read([capture("mairie", {"total_count": 1, "results": [unpacked]})], of, MONTH, match)
    assert first.sites.equals(second.sites)
    assert first.evidence.equals(second.evidence)
    assert first.evidence.height == 1


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["Mairie - La Hague", "Mairie déléguée - Beaumont-Hague"], 0),
        (["Mairie annexe - Centre", "Mairie - La Hague"], 1),
        (["Mairie - La Hague", "Service d’état civil - La Hague"], 0),
        (["Mairie - La Hague - Hôtel de ville", "Centre administratif"], 0),
        (["Mairie déléguée - Beaumont-Hague"], 0),
        (["Mairie déléguée - Beaumont-Hague", "Commune nouvelle"], 1),
        (["Mairie - La Hague - Nord", "Mairie - La Hague - Sud"], None),
    ],
)
def test_several_records_of_one_commune(names: list[str], chosen: int | None) -> None:
    records = [record(name, "50041", site_internet=values(f"https://s{place}.fr")) for place, name in enumerate(names)]
    reading = directory.read([capture("mairie", records)], members(("commune", "50041", "La Hague")), MONTH, match)
    if chosen is None:
        assert reading.sites.is_empty()
        assert outcomes(reading) == {"commune:50041": "parse_error"}
        assert "La Hague (commune:50041)" in reading.problems[0]
    else:
        assert reading.sites["site_url"].to_list() == [f"https://s{chosen}.fr"]
        assert outcomes(reading) == {"commune:50041": "ok"}


def test_epci_by_siren_and_councils_by_siren_or_name() -> None:
    captures = [
        capture("epci", [record("Métropole X", kind="epci", siren="200", site_internet=values("https://x.fr"))]),
        capture("cg", [record("Conseil départemental - Isère", kind="cg", site_internet=values("https://isere.fr")),
                       record("Conseil départemental de La Réunion", kind="cg", site_internet=values("https://cd974.fr")),
                       record("Autre nom", kind="cg", siren="226900017", site_internet=values("https://rhone.fr"))]),
        capture("cr", [record("Conseil régional - Bretagne", kind="cr", site_internet=values("https://bretagne.bzh")),
                       record("Collectivité de Corse", kind="cr", site_internet=values("https://isula.corsica"))]),
    ]  # fmt: skip
    rows = members(
        ("epci", "200", "X"), ("departement", "38", "Isère"), ("departement", "974", "La Réunion"),
        ("departement", "69", "Rhône"), ("region", "53", "Bretagne"), ("region", "94", "Corse"),
        ("region", "11", "Île-de-France"),
    )  # fmt: skip
    rows = rows.with_columns(siren=pl.when(pl.col("code") == "69").then(pl.lit("226900017")))
    reading = directory.read(captures, rows, MONTH, match)
    assert dict(reading.sites.select("territory_id", "site_url").rows()) == {
        "epci:200": "https://x.fr", "departement:38": "https://isere.fr", "departement:974": "https://cd974.fr",
        "departement:69": "https://rhone.fr", "region:53": "https://bretagne.bzh", "region:94": "https://isula.corsica",
    }  # fmt: skip
    assert outcomes(reading)["region:11"] == "parse_error"
    assert reading.problems == ["Annuaire : aucun organisme reconnu pour Île-de-France (region:11)."]


def test_a_network_page_declared_as_site_is_an_account_and_an_email_is_a_problem() -> None:
    one = record("Mairie - A", "01001", site_internet=values("https://www.facebook.com/mairieA", "mairie@a.fr", ""))
    reading = directory.read([capture("mairie", [one])], members(("commune", "01001", "A")), MONTH, match)
    assert reading.sites.is_empty()
    assert reading.evidence["account_id"].to_list() == ["facebook:mairiea"]
    assert len(reading.problems) == 1
    assert "mairie@a.fr" in reading.problems[0]
    assert "commune:01001" in reading.problems[0]


@pytest.mark.parametrize("body", [b"<html>Maintenance</html>", b"", b"[]", b'{"error_code": "ODSQLError"}', b"[1"])
def test_an_answer_that_is_not_the_list_is_named_and_the_others_are_kept(body: bytes) -> None:
    captures = [capture("mairie", body), capture("cr", [record("Conseil régional - Bretagne", kind="cr")])]
    rows = members(("commune", "01001", "A"), ("region", "53", "Bretagne"))
    reading = directory.read(captures, rows, MONTH, match)
    assert outcomes(reading) == {"commune:01001": "parse_error", "region:53": "ok"}
    assert len(reading.problems) == 1
    assert REQUESTS["mairie"].url in reading.problems[0]


def test_a_failed_request_leaves_its_level_unknown() -> None:
    captures = [capture("mairie", b"", Outcome.SERVER_ERROR)]
    rows = members(("commune", "01001", "A"), ("region", "53", "Bretagne"))
    reading = directory.read(captures, rows, MONTH, match)
    assert outcomes(reading) == {"commune:01001": "server_error", "region:53": "not_attempted"}


def test_one_unreadable_record_does_not_lose_the_list() -> None:
    broken = record("Mairie - B", "01002") | {"site_internet": "[{"}
    good = record("Mairie - A", "01001", site_internet=values("https://a.fr"))
    rows = members(("commune", "01001", "A"), ("commune", "01002", "B"))
    reading = directory.read([capture("mairie", [broken, good, 3])], rows, MONTH, match)
    assert reading.sites.height == 1
    assert sum("illisible" in problem for problem in reading.problems) == 2
