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
from pipelines.roster.list_checks import Before, Count, Known
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
        (
            MONTH.first_day,
            "commune:28209",
            "https://www.leves.fr",
            "directory",
            "2026-10/directory/0.warc@10+20",
            AT.replace(tzinfo=None),
            False,
        )
    ]
    (row,) = reading.evidence.to_dicts()
    assert (row["account_id"], row["evidence"], row["source"]) == ("facebook:villedeleves", "E4", "directory")
    assert row["source_url"] == "https://lannuaire/leves"
    assert (row["found_at"], row["is_carried"]) == (AT.replace(tzinfo=None), False)
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
    (problem,) = reading.problems
    assert problem.startswith("Annuaire, partie mairie (2026-10/directory/0.warc@10+20) : ce n’est pas ")
    assert "redemander avec --ask-again" in problem


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


NAMES = {"28209": ("Lèves",), "65005": ("Allier",), "53130": ("Laval",), "80829": ("Y",), "50041": ("La Hague",)}


def test_a_column_that_is_gone_refuses_the_list_rather_than_reading_no_account() -> None:
    records = [record("Mairie - A", "01001"), record("Mairie - B", "01002")]
    for one in records:
        del one["reseau_social"]
    reading = directory.read([capture("mairie", records)], members(("commune", "01001", "A")), MONTH, match)
    assert outcomes(reading) == {"commune:01001": "parse_error"}
    (problem,) = reading.problems
    assert "n’a plus la colonne reseau_social dans aucun de ses 2 enregistrements" in problem
    assert "partie mairie (2026-10/directory/0.warc@10+20)" in problem and "adapter le lecteur" in problem
    (part,) = reading.parts
    assert (part.name, part.outcome, part.asked_count, part.answered_count) == ("mairie", Outcome.PARSE_ERROR, 1, 0)


def communes(count: int) -> tuple[list[dict[str, Any]], pl.DataFrame]:
    codes = [f"01{number:03d}" for number in range(count)]
    records = [record(f"Mairie - V{code}", code, site_internet=values(f"https://v{code}.fr")) for code in codes]
    return records, members(*(("commune", code, f"V{code}") for code in codes))


def known(count: int, last: int | None = None) -> Known:
    believed = Count(Month(2026, 8), count, 5)
    return Known({}, {"mairie": Before(believed, believed if last is None else Count(Month(2026, 9), last, 0))})


@pytest.mark.parametrize(
    ("before", "count", "is_believed"),
    [(20, 20, True), (20, 18, True), (20, 17, False), (100, 17, False), (4, 2, True), (20, 40, True)],
)
def test_a_list_far_shorter_than_last_month_is_refused(before: int, count: int, is_believed: bool) -> None:
    records, rows = communes(count)
    reading = directory.read([capture("mairie", records)], rows, MONTH, match, known(before))
    assert set(outcomes(reading).values()) == {"ok" if is_believed else "parse_error"}
    assert reading.sites.height == (count if is_believed else 0)
    if not is_believed:
        assert f"ne donne que {count} enregistrement(s), contre {before} en 2026-08" in reading.problems[0]
        assert "--ask-again" in reading.problems[0]
    assert reading.parts[0].record_count == count


@pytest.mark.parametrize(("last", "is_believed"), [(17, True), (18, True), (100, False)])
def test_a_loss_that_the_next_month_confirms_is_believed(last: int, is_believed: bool) -> None:
    records, rows = communes(17)
    reading = directory.read([capture("mairie", records)], rows, MONTH, match, known(100, last))
    assert set(outcomes(reading).values()) == {"ok" if is_believed else "parse_error"}


def test_a_list_without_half_of_the_members_is_another_list() -> None:
    records, rows = communes(10)
    reading = directory.read([capture("mairie", records[:4])], rows, MONTH, match)
    assert set(outcomes(reading).values()) == {"parse_error"}
    assert "ne connaît que 4 des 10 collectivités cherchées" in reading.problems[-1]
    assert directory.read([capture("mairie", records[:5])], rows, MONTH, match).problems == []


def test_a_town_of_quebec_is_not_the_commune_whose_code_it_bears() -> None:
    """Laval in Québec has the geographic code 65005, that of Allier in the Hautes-Pyrénées."""
    laval = record(
        "Mairie - Laval", "65005", site_internet=values("https://www.laval.ca"), url_service_public="https://l/9"
    )
    nowhere = record("Mairie - Gatineau", "81017x")
    rows = members(("commune", "65005", "Allier"), ("commune", "28209", "Lèves"), ("commune", "53130", "Laval"))
    records = [laval, nowhere, record("Mairie - Lèves", "28209"), record("Mairie - Laval", "53130")]
    reading = directory.read([capture("mairie", records)], rows, MONTH, match, Known(NAMES))
    assert reading.sites.is_empty()
    assert outcomes(reading) == {"commune:65005": "parse_error", "commune:28209": "ok", "commune:53130": "ok"}
    told = "Annuaire : « Mairie - {} » n’est pas retenu : le code {}"
    assert reading.problems == [
        told.format("Laval", "65005 est celui de « Allier » (https://l/9)."),
        told.format("Gatineau", "81017x n’est celui d’aucune commune française (sans page)."),
    ]
    assert reading.parts[0].problem == " ; ".join(reading.problems)
    assert reading.parts[0].answered_count == 2


def test_a_commune_keeps_its_own_record_beside_a_stranger() -> None:
    records = [
        record("Mairie - Laval", "65005"),
        record("Mairie - Allier", "65005", site_internet=values("https://a.fr")),
    ]
    reading = directory.read(
        [capture("mairie", records)], members(("commune", "65005", "Allier")), MONTH, match, Known(NAMES)
    )
    assert reading.sites["site_url"].to_list() == ["https://a.fr"]
    assert outcomes(reading) == {"commune:65005": "ok"}


@pytest.mark.parametrize(
    ("name", "code"),
    [("Mairie déléguée - Beaumont-Hague", "50041"), ("Mairie - Lèves - Hôtel de ville", "28209"),
     ("Mairie - Y", "80829"), ("Hôtel de ville", "28209"), ("Mairie - 3e arrondissement", "69383"),
     ("Mairie - Saint-Barthélemy", "97701")],
)  # fmt: skip
def test_records_that_are_no_strangers(name: str, code: str) -> None:
    rows = members(("commune", code, "Nom"))
    reading = directory.read([capture("mairie", [record(name, code)])], rows, MONTH, match, Known(NAMES))
    assert outcomes(reading) == {f"commune:{code}": "ok"} and reading.problems == []


def test_a_siren_given_twice_belongs_to_the_body_of_its_name_and_the_other_is_not_absent() -> None:
    records = [
        record("CA du Nord", kind="epci", siren="200000001", site_internet=values("https://nord.fr")),
        record("CA du Sud", kind="epci", siren="200000001", site_internet=values("https://sud.fr")),
        record("CA de l’Est", kind="epci", siren="200000003"),
    ]
    rows = members(
        ("epci", "200000001", "CA du Nord"), ("epci", "200000002", "CA du Sud"), ("epci", "200000003", "CA de l’Est"),
        ("epci", "200000004", "CA de l’Ouest"),
    )  # fmt: skip
    reading = directory.read([capture("epci", records)], rows, MONTH, match)
    assert outcomes(reading) == {
        "epci:200000001": "ok", "epci:200000002": "parse_error", "epci:200000003": "ok",
        "epci:200000004": "not_found",
    }  # fmt: skip
    assert reading.sites["site_url"].to_list() == ["https://nord.fr"]
    assert "SIREN 200000001 est donné à plusieurs organismes : CA du Nord ; CA du Sud" in reading.problems[0]


def test_an_export_that_moved_says_of_nobody_that_it_has_no_record() -> None:
    reading = directory.read(
        [capture("mairie", b"", Outcome.NOT_FOUND)], members(("commune", "01001", "A")), MONTH, match
    )
    assert outcomes(reading) == {"commune:01001": "parse_error"}
    assert reading.parts[0].outcome is Outcome.NOT_FOUND
