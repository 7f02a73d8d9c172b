"""Ads of a page in Meta's public library: what is asked, what is read, and how "no ad" differs from "not read"."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Ad, Capture, Request
from pipelines.networks import facebook
from pipelines.networks.protocol import AdLibrary
from pipelines.networks.reading import read_partition
from pipelines.networks.registry import NETWORKS

MONTH = Month(2026, 10)
LIBRARY = "https://graph.facebook.com/v23.0/ads_archive?search_page_ids=%5B11%5D&fields=id&limit=250"
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "meta_ads"


def answer(document: Any, outcome: Outcome = Outcome.OK, status: int = 200, url: str = LIBRARY) -> Capture:
    request = Request(url, "facebook", "ads", "ads", ("facebook:villea",), auth="meta_ads")
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Capture(request, outcome, datetime(2026, 10, 31, 16, tzinfo=UTC), status, url, body=body)


def ad(ad_id: str, start: str, stop: str | None = None, **more: Any) -> dict[str, Any]:
    dates = {"ad_delivery_start_time": start} | ({} if stop is None else {"ad_delivery_stop_time": stop})
    return {"id": ad_id, "page_id": "11"} | dates | more


def read(*ads: dict[str, Any]) -> list[Ad]:
    return facebook.parse_ads(answer({"data": list(ads)}), MONTH)


def test_facebook_has_an_ad_library() -> None:
    assert [name for name, network in NETWORKS.items() if isinstance(network, AdLibrary)] == ["facebook"]


def test_an_ad_of_the_page_with_its_reach() -> None:
    assert [
        (one.ad_id, one.page_id, one.started_at.isoformat(), one.stopped_at, one.reach.count)
        for one in read(ad("1", "2026-10-12"))
    ] == [("1", "11", "2026-10-12T00:00:00+00:00", None, None)]
    reach = read(ad("1", "2026-10-12", eu_total_reach=4321))[0].reach
    assert reach.count is not None
    assert reach.count.value == 4321
    assert read(ad("1", "2026-10-12"))[0].reach.status == "not_given"


@pytest.mark.parametrize(
    ("start", "stop", "is_in"),
    [
        ("2026-10-31T22:59:59+0000", None, True),
        ("2026-10-31T23:00:00+0000", None, False),
        ("2026-08-01", None, True),
        ("2026-08-01", "2026-09-30", False),
        ("2026-08-01", "2026-10-01", True),
        ("2026-08-01", "2026-11-20", True),
        ("2026-11-01", None, False),
    ],
)
def test_an_ad_counts_in_every_month_in_which_it_ran(start: str, stop: str | None, is_in: bool) -> None:
    assert bool(read(ad("1", start, stop))) == is_in


def test_the_ad_of_another_page_is_not_the_own_one() -> None:
    assert read(ad("1", "2026-10-12", page_id="12")) == []


def test_spending_is_neither_asked_nor_read() -> None:
    assert not {"spend", "currency", "impressions"} & set(Ad.__dataclass_fields__)
    page = {"id": "11", "username": "VilleA", "followers_count": 10}
    profile = Request("https://graph.facebook.com/v23.0/villea", "facebook", "graph", "profile", ("facebook:villea",))
    capture = Capture(profile, Outcome.OK, datetime(2026, 10, 31, 16, tzinfo=UTC), 200, body=json.dumps(page).encode())
    request = next(one for one in facebook.follow(capture, MONTH) if one.purpose == "ads")
    asked = parse_qs(urlsplit(request.url).query)
    assert (request.door, request.auth, request.subjects) == ("ads", "meta_ads", ("facebook:villea",))
    assert asked["search_page_ids"] == ["[11]"]
    assert asked["ad_reached_countries"] == ["['FR']"]
    assert asked["ad_active_status"] == ["ALL"]
    assert (asked["ad_delivery_date_min"], asked["ad_delivery_date_max"]) == (["2026-10-01"], ["2026-10-31"])
    assert asked["fields"] == ["id,page_id,ad_delivery_start_time,ad_delivery_stop_time,eu_total_reach"]
    assert [one.purpose for one in facebook.follow(capture, Month(2025, 9))] == ["posts"], "the library forgets"


def test_the_next_page_of_ads_is_asked_without_the_token_of_the_answer() -> None:
    following = "https://graph.facebook.com/v23.0/ads_archive?access_token=[token]&after=Qk"
    paging = {"cursors": {"after": "Qk"}, "next": following}
    capture = answer({"data": [ad("1", "2026-10-12")], "paging": paging})
    assert [(one.url, one.purpose, one.auth) for one in facebook.follow(capture, MONTH)] == [
        (f"{LIBRARY}&after=Qk", "ads", "meta_ads")
    ]
    assert list(facebook.follow(answer({"data": [], "paging": paging}), MONTH)) == []
    assert list(facebook.follow(answer(b"{}", Outcome.TIMEOUT), MONTH)) == []


def test_no_ad_is_an_answer_and_a_refusal_is_none() -> None:
    """`observations.fetches` tells them apart: purpose `ads`, outcome `ok` and no row is a page without ads."""
    refused = {"error": {"code": 10, "message": "Application does not have permission for this action"}}
    rows = {
        "ok": answer({"data": []}),
        "forbidden": answer(refused, Outcome.FORBIDDEN, 400),
        "rate_limited": answer({"error": {"code": 613, "message": "limit"}}, Outcome.FORBIDDEN, 400),
        "token_missing": answer(b"", Outcome.TOKEN_MISSING),
        "server_error": answer(b"", Outcome.SERVER_ERROR, 503),
        "parse_error": answer({"surprise": 1}),
    }
    for outcome, capture in rows.items():
        frames = read_partition([capture], NETWORKS["facebook"], MONTH)
        assert frames["observations.ads"].height == 0
        assert frames["observations.snapshots"].height == 0
        fetches = frames["observations.fetches"]
        assert fetches.select("purpose", "subject_ids", "outcome").rows() == [("ads", "facebook:villea", outcome)]


@pytest.mark.parametrize(
    "document",
    [[], {}, {"data": None}, {"data": [{}]}, {"data": [{"ad_delivery_start_time": "2026-10-12"}]},
     {"data": [ad("1", "soon")]}, {"data": [ad("1", "2026-10-12", eu_total_reach=-1)]}],
)  # fmt: skip
def test_what_is_no_list_of_ads_is_refused(document: Any) -> None:
    with pytest.raises(LayoutError):
        facebook.parse_ads(answer(document), MONTH)


def test_an_error_of_the_library_is_typed() -> None:
    with pytest.raises(Walled) as raised:
        facebook.parse_ads(answer({"error": {"code": 190, "message": "expired"}}), MONTH)
    assert raised.value.outcome is Outcome.TOKEN_REJECTED


@pytest.mark.recordings
@pytest.mark.skipif(not SAMPLES.exists(), reason="the recordings are not here")
def test_recorded_answers_of_the_library() -> None:
    """The answer of 2019 that holds dates; the two others hold none, and are refused."""
    url = "https://graph.facebook.com/v5.0/ads_archive"
    body = (SAMPLES / "ads_archive_v5_2019.json").read_bytes()
    seen = facebook.parse_ads(answer(body, url=url), Month(2019, 12))
    assert [(one.ad_id, one.page_id, one.started_at.isoformat()) for one in seen] == [
        ("2487345651520779", "393656900730519", "2019-12-03T22:03:18+00:00")
    ]
    assert seen[0].stopped_at is not None
    assert facebook.parse_ads(answer(body, url=url), Month(2020, 4)) == []
    for name in ("example_dem_response_v5_2019.json", "reg_response_v5_2019.json"):
        with pytest.raises(LayoutError):
            facebook.parse_ads(answer((SAMPLES / name).read_bytes(), url=url), Month(2019, 12))
