"""Wikidata: batches of codes, rows multiplied by OPTIONALs, failures that look like answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Request
from pipelines.roster import wikidata

PROPERTIES = {
    "P2013": "https://www.facebook.com/{}", "P2002": "https://x.com/{}", "P2397": "https://www.youtube.com/channel/{}",
    "P11245": "https://www.youtube.com/@{}", "P12361": "https://bsky.app/profile/{}", "P4033": "https://{host}/@{user}",
}  # fmt: skip
MONTH = Month(2012, 3)
AT = datetime(2012, 3, 31, 16, tzinfo=UTC)
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


def binding(code: str, item: str = "Q1", **values: str) -> dict[str, Any]:
    row = {
        "item": {"type": "uri", "value": f"http://www.wikidata.org/entity/{item}"},
        "code": {"type": "literal", "value": code},
    }
    return row | {name: {"type": "literal", "value": value} for name, value in values.items()}


def answer(request: Request, *rows: dict[str, Any]) -> Capture:
    body = json.dumps({"head": {"vars": ["item", "code"]}, "results": {"bindings": list(rows)}}).encode()
    return Capture(request, Outcome.OK, AT, 200, request.url, {}, body)


def communes(count: int = 2) -> Request:
    return wikidata.plan(members(count), MONTH, PROPERTIES)[0]


def test_plan_asks_batches_of_80_codes_of_one_property() -> None:
    requests = wikidata.plan(members(161), MONTH, PROPERTIES)
    assert [len(request.subjects) for request in requests] == [80, 80, 1, 1, 1, 1]
    query = parse_qs(urlsplit(requests[0].url).query)
    assert query["format"] == ["json"]
    assert "VALUES ?p { wdt:P374 }" in query["query"][0]
    assert '"00000" "00001"' in query["query"][0]
    assert '"2012-03-31T23:59:59Z"^^xsd:dateTime' in query["query"][0]
    properties = [parse_qs(urlsplit(request.url).query)["query"][0] for request in requests[3:]]
    assert [prop in text for prop, text in zip(("P2586", "P2585", "P1616"), properties, strict=True)] == [True] * 3
    assert all(len(request.url) < 4000 for request in requests)


def test_rows_multiplied_by_optionals_count_once() -> None:
    request = communes()
    rows = [
        binding(
            "00000", site=site, P2013="villeA", P2002=tw, P4033="@VilleA@piaille.fr", P12361="ville-a.fr", P2397="UC",
            P11245="a",
        )
        for site in ("https://a.fr/", "http://www.a.fr/") for tw in ("VilleA", "A_officiel")
    ]  # fmt: skip
    reading = wikidata.read([answer(request, *rows)], members(2), MONTH, match, PROPERTIES)
    assert reading.sites["site_url"].to_list() == ["https://a.fr/", "http://www.a.fr/"]
    assert sorted(reading.evidence["account_url"]) == [
        "https://bsky.app/profile/ville-a.fr", "https://piaille.fr/@VilleA", "https://www.facebook.com/villeA",
        "https://www.youtube.com/@a", "https://www.youtube.com/channel/UC", "https://x.com/A_officiel",
        "https://x.com/VilleA",
    ]  # fmt: skip
    assert set(reading.evidence["evidence"]) == {"W"}
    assert set(reading.evidence["source_url"]) == {"http://www.wikidata.org/entity/Q1"}
    looks = dict(reading.looks.select("territory_id", "outcome").rows())
    assert looks["commune:00000"] == "ok"
    assert looks["commune:00001"] == "not_found"
    assert looks["region:22"] == "not_attempted"


def test_two_items_for_one_code_are_kept_and_reported() -> None:
    rows = [binding("00000", "Q1", P2013="a"), binding("00000", "Q2", P2013="b"), binding("99999", "Q3", P2013="c")]
    reading = wikidata.read([answer(communes(), *rows)], members(2), MONTH, match, PROPERTIES)
    assert sorted(reading.evidence["handle"]) == ["a", "b"]
    assert "commune:00000" in reading.problems[0]


def test_a_network_page_given_as_site_is_a_lead_too() -> None:
    reading = wikidata.read(
        [answer(communes(), binding("00000", site="https://www.facebook.com/villeA"))],
        members(2),
        MONTH,
        match,
        PROPERTIES,
    )
    assert reading.evidence["handle"].to_list() == ["villeA"]
    assert reading.sites.is_empty()


@pytest.mark.parametrize(
    "body",
    [b'{"head":{},"results":{"bindings":[{"item"\nSPARQL-QUERY: java.util.concurrent.TimeoutException', b"<html>",
     b"[]", b"{}", b'{"results":{"bindings":[{"code":1}]}}'],
)  # fmt: skip
def test_a_truncated_or_foreign_answer_leaves_its_batch_unknown(body: bytes) -> None:
    request = communes()
    reading = wikidata.read(
        [Capture(request, Outcome.OK, AT, 200, request.url, {}, body)], members(2), MONTH, match, PROPERTIES
    )
    looks = dict(reading.looks.select("territory_id", "outcome").rows())
    assert looks["commune:00000"] == looks["commune:00001"] == "parse_error"
    assert "commune:00000" in reading.problems[0]


def test_a_failed_batch_keeps_its_outcome_and_the_others_are_read() -> None:
    first, second = wikidata.plan(members(81), MONTH, PROPERTIES)[:2]
    captures = [Capture(first, Outcome.RATE_LIMITED, AT), answer(second, binding("00080", P2013="z"))]
    reading = wikidata.read(captures, members(81), MONTH, match, PROPERTIES)
    looks = dict(reading.looks.select("territory_id", "outcome").rows())
    assert looks["commune:00000"] == "rate_limited"
    assert looks["commune:00080"] == "ok"
