"""Wikidata: batches of codes, councils, ranks and dates of statements, dated counts, failures like answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Request
from pipelines.roster import lists, statements, wikidata
from pipelines.roster.list_checks import Before, Count, Known
from pipelines.roster.lists import ListReading

PROPERTIES = {
    "P2013": "https://www.facebook.com/{}", "P2002": "https://x.com/{}", "P2397": "https://www.youtube.com/channel/{}",
    "P11245": "https://www.youtube.com/@{}", "P12361": "https://bsky.app/profile/{}", "P4033": "https://{host}/@{user}",
}  # fmt: skip
MONTH = Month(2012, 3)
AT = datetime(2012, 3, 31, 16, tzinfo=UTC)
ENTITY = "http://www.wikidata.org/entity/"
NETWORKS = {
    "facebook.com": "facebook",
    "x.com": "x",
    "youtube.com": "youtube",
    "bsky.app": "bluesky",
    "piaille.fr": "mastodon",
}


def match(url: str) -> AccountRef | None:
    """A stand-in for the networks: the last step of an address of a known host is the handle."""
    host = urlsplit(url).netloc.removeprefix("www.")
    return AccountRef(NETWORKS[host], url.rpartition("/")[2], url) if host in NETWORKS else None


def members(count: int) -> pl.DataFrame:
    codes = [f"{number:05d}" for number in range(count)]
    rows = [("commune", code) for code in codes] + [("region", "22"), ("epci", "200000001"), ("departement", "2A")]
    return pl.DataFrame(
        {
            "territory_id": [f"{level}:{code}" for level, code in rows],
            "level": [row[0] for row in rows],
            "code": [row[1] for row in rows],
        }
    )


def row(code: str, item: str = "Q1", **cells: str) -> dict[str, Any]:
    """One row of an answer: cells of entities are given by their id."""
    found = {"item": item, "code": code, "country": "Q142"} | cells
    entities = ("item", "country", "statement", "prop", "of")
    return {
        name: {"type": "uri", "value": ENTITY + value} if name in entities else {"type": "literal", "value": value}
        for name, value in found.items()
        if value
    }


def said(
    prop: str, value: str, code: str = "00000", rank: str = "Normal", item: str = "Q1", **more: str
) -> dict[str, Any]:
    """A row of one statement; its id is made of its property and value."""
    cells = {"statement": f"statement/{item}-{prop}-{value.replace('/', '.')}", "prop": prop, "value": value}
    return row(code, item, **cells, rank=f"http://wikiba.se/ontology#{rank}Rank", **more)


def day(name: str, text: str, precision: int = 11) -> dict[str, str]:
    return {name: f"{text}T00:00:00Z", f"{name}Precision": str(precision)}


def answer(request: Request, *rows: dict[str, Any], without: str = "") -> Capture:
    columns = [column for column in statements.COLUMNS if column != without]
    body = json.dumps({"head": {"vars": columns}, "results": {"bindings": list(rows)}}).encode()
    return Capture(request, Outcome.OK, AT, 200, request.url, {}, body)


def communes(count: int = 2) -> Request:
    return wikidata.plan(members(count), MONTH, PROPERTIES)[0]


def read(*rows: dict[str, Any], month: Month = MONTH, known: Known | None = None) -> ListReading:
    captures = [answer(communes(), *rows)]
    return wikidata.read(captures, members(2), month, match, PROPERTIES, known or Known())


def looks(reading: ListReading) -> dict[str, str]:
    return dict(reading.looks.select("territory_id", "outcome").rows())


def table(reading: ListReading, name: str) -> pl.DataFrame:
    return lists.frame(name, reading.more[name])


def test_plan_asks_batches_of_80_codes_of_one_property() -> None:
    requests = wikidata.plan(members(161), MONTH, PROPERTIES)
    assert [len(request.subjects) for request in requests] == [80, 80, 1, 1, 1, 1]
    query = parse_qs(urlsplit(requests[0].url).query)
    assert query["format"] == ["json"]
    assert "?item wdt:P374 ?code" in query["query"][0]
    assert '"00000" "00001"' in query["query"][0]
    assert '"2012-03-31T23:59:59Z"^^xsd:dateTime' in query["query"][0]
    assert "wd:P856 wd:P2013" in query["query"][0] and "wd:P8687 }" in query["query"][0]
    properties = [parse_qs(urlsplit(request.url).query)["query"][0] for request in requests[3:]]
    assert [prop in text for prop, text in zip(("P2586", "P2585", "P1616"), properties, strict=True)] == [True] * 3
    assert all(len(request.url) < 4000 for request in requests)


def test_councils_are_asked_by_siren_where_the_members_have_one() -> None:
    sirens = pl.Series("siren", [None, None, "231300021", "200000001", "200076958"])
    rows = members(2).with_columns(sirens)
    assert wikidata.plan(members(2), MONTH, PROPERTIES) == wikidata.plan(rows, MONTH, PROPERTIES)[:-1]
    request = wikidata.plan(rows, MONTH, PROPERTIES)[-1]
    assert (request.purpose, request.subjects) == ("councils", ("departement:2A", "region:22"))
    region = next(one for one in wikidata.plan(rows, MONTH, PROPERTIES) if one.subjects == ("region:22",))
    captures = [
        answer(region, row("22", "Q7")),
        answer(request, said("P2002", "RegionPicardie", "231300021", item="Q8"), row("200076958", "Q9")),
    ]
    reading = wikidata.read(captures, rows, MONTH, match, PROPERTIES)
    assert reading.evidence.select("territory_id", "handle", "source_url").rows() == [
        ("region:22", "RegionPicardie", f"{ENTITY}Q8")
    ]
    assert (looks(reading)["region:22"], looks(reading)["departement:2A"]) == ("ok", "ok")
    assert [part.name for part in reading.parts] == ["P2585", "councils"]

    failed = [captures[0], replace(captures[1], outcome=Outcome.TIMEOUT, body=b"")]
    reading = wikidata.read(failed, rows, MONTH, match, PROPERTIES)
    assert looks(reading)["region:22"] == "timeout", "a territory is read when every one of its parts is"


def test_each_statement_is_a_site_or_a_lead_and_an_item_without_any_was_found() -> None:
    reading = read(
        said("P856", "https://a.fr/"), said("P856", "http://www.a.fr/"), said("P2013", "villeA"),
        said("P2002", "VilleA"), said("P2002", "A_officiel"), said("P4033", "@VilleA@piaille.fr"),
        said("P12361", "ville-a.fr"), said("P2397", "UC"), said("P11245", "a"), row("00001", "Q2"),
    )  # fmt: skip
    assert reading.sites["site_url"].to_list() == ["https://a.fr/", "http://www.a.fr/"]
    assert sorted(reading.evidence["account_url"]) == [
        "https://bsky.app/profile/ville-a.fr", "https://piaille.fr/@VilleA", "https://www.facebook.com/villeA",
        "https://www.youtube.com/@a", "https://www.youtube.com/channel/UC", "https://x.com/A_officiel",
        "https://x.com/VilleA",
    ]  # fmt: skip
    assert set(reading.evidence["evidence"]) == {"W"}
    assert set(reading.evidence["source_url"]) == {f"{ENTITY}Q1"}
    assert looks(reading) == {
        "commune:00000": "ok", "commune:00001": "ok", "region:22": "not_attempted",
        "epci:200000001": "not_attempted", "departement:2A": "not_attempted",
    }  # fmt: skip
    (part,) = reading.parts
    assert (part.name, part.outcome, part.asked_count, part.answered_count, part.record_count) == (
        "P374", Outcome.OK, 2, 2, 2,
    )  # fmt: skip


def test_a_code_without_item_was_read_and_not_found() -> None:
    assert looks(read(row("00000")))["commune:00001"] == "not_found"


def test_preferred_beats_normal_and_deprecated_is_never_believed() -> None:
    reading = read(
        said("P2013", "ancienne"), said("P2013", "ville", rank="Preferred"), said("P2002", "faux", rank="Deprecated")
    )
    assert reading.evidence["handle"].to_list() == ["ville"]
    leads = table(reading, "roster.leads")
    assert leads.select("handle", "statement_rank", "is_current").rows() == [
        ("ancienne", "normal", False), ("ville", "preferred", True), ("faux", "deprecated", False),
    ]  # fmt: skip


def test_an_ended_statement_is_a_lead_with_its_dates_and_no_evidence_of_the_month() -> None:
    ended = said("P2013", "avant", rank="Preferred", **day("start", "2009-01-01", 9), **day("end", "2012-03-31"))
    rows = [
        ended,
        said("P2013", "depuis", **day("start", "2012-03-31")),
        said("P2002", "plus_tard", **day("start", "2012-04-01")),
    ]
    reading = read(*rows)
    assert reading.evidence["handle"].to_list() == ["depuis"], "a preferred statement that ended gives way"
    assert table(reading, "roster.leads").select(
        "handle", "started_date", "started_precision", "ended_date", "ended_precision", "is_ended", "is_current"
    ).rows() == [
        ("avant", date(2009, 1, 1), "year", date(2012, 3, 31), "day", True, False),
        ("depuis", date(2012, 3, 31), "day", None, None, False, True),
        ("plus_tard", date(2012, 4, 1), "day", None, None, False, False),
    ]  # fmt: skip
    before = read(*rows, month=Month(2012, 2))
    assert before.evidence["handle"].to_list() == ["avant"], "it held until then"


@pytest.mark.parametrize(
    "end",
    [{"type": "bnode", "value": "t42"}, {"type": "uri", "value": "http://www.wikidata.org/.well-known/genid/4a"}],
)
def test_an_end_whose_date_is_unknown_is_an_end(end: dict[str, str]) -> None:
    reading = read(said("P2013", "avant") | {"end": end}, said("P856", "x") | {"value": end})
    assert reading.evidence.is_empty() and reading.sites.is_empty()
    assert table(reading, "roster.leads").select("ended_date", "is_ended", "is_current").rows() == [(None, True, False)]


def test_dated_counts_are_kept_apart_and_belong_to_an_account_of_the_item() -> None:
    reading = read(
        said("P2002", "VilleA", count="+39", **day("at", "2011-04-27"), of="P6552", whose="115"),
        said("P2013", "villeA", count="12", **day("at", "2010-01-01", 7)),
        said("P8687", "12345", **day("at", "2011-12-01", 10), of="P6552", whose="115"),
        said("P8687", "777", **day("at", "2011-01-01", 9), of="P2013", whose="villeA"),
        said("P8687", "888", **day("at", "2011-01-01", 9), of="P2013", whose="uneAutre"),
        said("P8687", "999", of="P2013", whose="villeA"),
        said("P8687", "-5", **day("at", "2011-01-01", 9), of="P2013", whose="villeA"),
        said("P8687", "55", rank="Deprecated", **day("at", "2011-01-01"), of="P2013", whose="villeA"),
    )  # fmt: skip
    counts = table(reading, "roster.wikidata_counts")
    columns = ("account_id", "followers_count", "counted_date", "counted_precision", "platform_id")
    assert counts.select(columns).rows() == [
        ("x:VilleA", 39, date(2011, 4, 27), "day", "115"),
        ("x:VilleA", 12_345, date(2011, 12, 1), "month", "115"),
        ("facebook:villeA", 777, date(2011, 1, 1), "year", None),
    ]  # fmt: skip


def test_rows_that_owners_and_countries_multiply_are_one_statement() -> None:
    one = {**day("at", "2011-12-31")}
    reading = read(
        said("P2013", "villeA"), said("P8687", "5", **one, of="P6552", whose="1"),
        said("P8687", "5", **one, of="P2013", whose="villeA"),
        said("P8687", "5", **one, of="P2013", whose="villeA", country="Q70972"),
    )  # fmt: skip
    assert table(reading, "roster.wikidata_counts")["account_id"].to_list() == ["facebook:villeA"]


def test_two_items_for_one_code_are_kept_and_reported() -> None:
    reading = read(
        said("P2013", "a"), said("P2013", "b", item="Q2"), said("P2013", "c", code="99999", item="Q3")
    )  # fmt: skip
    assert sorted(reading.evidence["handle"]) == ["a", "b"]
    assert "commune:00000" in reading.problems[0]


def test_an_item_of_another_country_is_left_out_and_named() -> None:
    reading = read(said("P856", "https://www.laval.ca/", item="Q90", country="Q16"), row("00001"))
    assert reading.sites.is_empty()
    assert looks(reading)["commune:00000"] == "parse_error", "its own item was not seen: nothing says that it has none"
    assert f"{ENTITY}Q90" in reading.problems[0] and "commune:00000" in reading.problems[0]
    both = read(said("P856", "https://a.fr/"), said("P856", "https://www.laval.ca/", item="Q90", country="Q16"))
    assert both.sites["site_url"].to_list() == ["https://a.fr/"]
    assert looks(both)["commune:00000"] == "ok"


def test_a_network_page_given_as_site_is_a_lead_too() -> None:
    reading = read(said("P856", "https://www.facebook.com/villeA"))
    assert reading.evidence["handle"].to_list() == ["villeA"]
    assert reading.sites.is_empty()


@pytest.mark.parametrize(
    "body",
    [b'{"head":{},"results":{"bindings":[{"item"\nSPARQL-QUERY: java.util.concurrent.TimeoutException', b"<html>",
     b"[]", b"{}", b'{"head":{"vars":[]},"results":{"bindings":[{"code":1}]}}'],
)  # fmt: skip
def test_a_truncated_or_foreign_answer_leaves_its_batch_unknown(body: bytes) -> None:
    request = communes()
    reading = wikidata.read(
        [Capture(request, Outcome.OK, AT, 200, request.url, {}, body)], members(2), MONTH, match, PROPERTIES
    )
    assert looks(reading)["commune:00000"] == looks(reading)["commune:00001"] == "parse_error"
    assert "commune:00000" in reading.problems[0] and "reste en vigueur" in reading.problems[0]
    (part,) = reading.parts
    assert (part.outcome, part.answered_count, part.record_count) == (Outcome.PARSE_ERROR, 0, None)


@pytest.mark.parametrize("column", ["rank", "end", "country", "code"])
def test_a_column_that_is_gone_is_named(column: str) -> None:
    capture = answer(communes(), row("00000"), without=column)
    reading = wikidata.read([capture], members(2), MONTH, match, PROPERTIES)
    assert looks(reading)["commune:00000"] == "parse_error"
    assert f"n’a plus la colonne {column}" in reading.problems[0]


def test_a_failed_batch_keeps_its_outcome_and_the_others_are_read() -> None:
    first, second = wikidata.plan(members(81), MONTH, PROPERTIES)[:2]
    captures = [Capture(first, Outcome.RATE_LIMITED, AT), answer(second, said("P2013", "z", code="00080"))]
    reading = wikidata.read(captures, members(81), MONTH, match, PROPERTIES)
    assert looks(reading)["commune:00000"] == "rate_limited"
    assert looks(reading)["commune:00080"] == "ok"
    (part,) = reading.parts
    assert (part.outcome, part.asked_count, part.answered_count) == (Outcome.RATE_LIMITED, 81, 1)


def test_a_service_that_moved_says_of_nobody_that_it_has_no_item() -> None:
    request = communes()
    reading = wikidata.read([Capture(request, Outcome.NOT_FOUND, AT, 404)], members(2), MONTH, match, PROPERTIES)
    assert looks(reading)["commune:00000"] == "parse_error"


def test_a_level_with_far_fewer_items_than_last_month_is_not_believed() -> None:
    requests = wikidata.plan(members(80), MONTH, PROPERTIES)
    few = [row(f"{number:05d}", f"Q{number}") for number in range(60)]
    before = Count(MONTH.plus(-1), 79, 80)
    known = Known({}, {"P374": Before(before, before)})
    reading = wikidata.read([answer(requests[0], *few)], members(80), MONTH, match, PROPERTIES, known)
    assert set(looks(reading).values()) == {"parse_error", "not_attempted"}
    assert "60 enregistrement(s), contre 79 en 2012-02" in reading.problems[0]
    (part,) = reading.parts
    assert (part.outcome, part.answered_count, part.record_count) == (Outcome.PARSE_ERROR, 0, 60)

    half = wikidata.plan(members(81), MONTH, PROPERTIES)[:2]
    enough = [row(f"{number:05d}", f"Q{number}") for number in range(78)]
    captures = [answer(half[0], *enough), Capture(half[1], Outcome.TIMEOUT, AT)]
    reading = wikidata.read(captures, members(81), MONTH, match, PROPERTIES, known)
    assert looks(reading)["commune:00000"] == "ok", "what did not answer is no missing item"
