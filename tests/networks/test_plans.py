"""What is asked in a month: doors by month and token, batches, exact addresses, and what follows an answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Request
from pipelines.networks.planning import month_bounds
from pipelines.networks.registry import NETWORKS

NOW, OLD = Month(2026, 10), Month(2012, 3)
CHANNEL = "UC" + "a" * 22


def account(network: str, handle: str) -> AccountRef:
    return AccountRef(network, handle, f"https://{network}.example/{handle}")


def planned(
    network: str, handles: list[str], month: Month = NOW, tokens: frozenset[str] = frozenset()
) -> list[Request]:
    return list(NETWORKS[network].plan([account(network, handle) for handle in handles], month, tokens))


def answered(request: Request, document: Any, outcome: Outcome = Outcome.OK) -> Capture:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Capture(request, outcome, datetime(2026, 10, 31, 16, 0, 5, tzinfo=UTC), 200, request.url, body=body)


def test_facebook_doors_by_month_and_token() -> None:
    assert planned("facebook", ["villea"])[0].url == "https://www.facebook.com/villea?locale=fr_FR"
    assert planned("facebook", ["villea"], OLD, frozenset({"facebook"}))[0].url == "https://www.facebook.com/villea"
    graph = planned("facebook", ["villea"], NOW, frozenset({"facebook"}))[0]
    assert graph.auth == "facebook"
    assert graph.url == (
        "https://graph.facebook.com/v23.0/villea?fields=id,name,username,fan_count,followers_count,"
        "talking_about_count,verification_status,link"
    )


def test_x_asks_a_hundred_users_at_once_and_never_scrapes_today() -> None:
    requests = planned("x", [f"v{number}" for number in range(230)], NOW, frozenset({"x"}))
    assert [len(request.subjects) for request in requests] == [100, 100, 30]
    assert {request.auth for request in requests} == {"x"}
    assert requests[2].url.startswith("https://api.x.com/2/users/by?usernames=v200,v201,")
    assert planned("x", ["villea"], OLD)[0].url == "https://twitter.com/villea"
    without = planned("x", ["villea"])
    assert [(request.door, request.auth) for request in without] == [("api", "x")], "so that token_missing is recorded"


def test_x_asks_for_the_posts_of_the_month_in_paris() -> None:
    request = planned("x", ["villea"], NOW, frozenset({"x"}))[0]
    user = {"id": "101", "username": "VilleA", "public_metrics": {"followers_count": 1}}
    follow = list(NETWORKS["x"].follow(answered(request, {"data": [user]}), NOW))
    assert [(one.purpose, one.subjects) for one in follow] == [("posts", ("x:villea",))]
    assert follow[0].url.startswith("https://api.x.com/2/users/101/tweets?tweet.fields=public_metrics,created_at,lang,")
    assert follow[0].url.endswith("&start_time=2026-09-30T22:00:00Z&end_time=2026-10-31T15:59:05Z")


def test_youtube_api_takes_ids_by_fifty_and_handles_one_by_one() -> None:
    ids = [f"UC{number:022d}" for number in range(60)]
    requests = planned("youtube", [*ids, "@villea", "user/villeb", "c/villec"], NOW, frozenset({"youtube"}))
    assert [len(request.subjects) for request in requests] == [50, 10, 1, 1, 1]
    assert requests[2].url.endswith("&forHandle=@villea")
    assert requests[3].url.endswith("&forUsername=villeb")
    assert (requests[4].door, requests[4].auth) == ("page", None)


def test_youtube_pages_are_asked_in_french_and_followed_by_their_feed() -> None:
    by_id, by_handle = planned("youtube", [CHANNEL, "@villea"])
    assert by_id.url == f"https://www.youtube.com/channel/{CHANNEL}?hl=fr&gl=FR"
    assert by_handle.url == "https://www.youtube.com/@villea?hl=fr&gl=FR"
    parts = [{"text": {"content": "845 abonnés"}}]
    model = {"metadata": {"contentMetadataViewModel": {"metadataRows": [{"metadataParts": parts}]}}}
    page = {"header": {"pageHeaderRenderer": {"content": {"pageHeaderViewModel": model}}},
            "metadata": {"channelMetadataRenderer": {"externalId": CHANNEL}}}  # fmt: skip
    follow = list(NETWORKS["youtube"].follow(answered(by_handle, page), NOW))
    assert [(one.url, one.purpose, one.subjects) for one in follow] == [
        (f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}", "posts", ("youtube:@villea",))
    ]


def test_bluesky_asks_twenty_five_profiles_at_once() -> None:
    requests = planned("bluesky", [f"v{number}.bsky.social" for number in range(30)] + ["did:plc:" + "a" * 24])
    assert [len(request.subjects) for request in requests] == [25, 6]
    assert requests[0].url.startswith(
        "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfiles?actors=v0.bsky.social&actors=v1.bsky.social"
    )
    assert requests[1].url.endswith("&actors=did:plc:" + "a" * 24)


def test_mastodon_asks_the_home_instance() -> None:
    request = planned("mastodon", ["villea@social.example.fr"])[0]
    assert request.url == "https://social.example.fr/api/v1/accounts/lookup?acct=villea"


@pytest.mark.parametrize("network", sorted(set(NETWORKS) - {"website"}))
@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.NOT_FOUND, Outcome.RATE_LIMITED])
def test_nothing_follows_a_failure(network: str, outcome: Outcome) -> None:
    handle = {"mastodon": "v@social.example.fr", "youtube": CHANNEL, "bluesky": "v.fr"}.get(network, "villea")
    for request in planned(network, [handle], NOW, frozenset({"x", "facebook", "youtube"})):
        assert list(NETWORKS[network].follow(answered(request, b"", outcome), NOW)) == []


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_keys_and_subjects_of_a_plan_are_unique(network: str) -> None:
    handles = {"mastodon": "v{}@s.example.fr", "bluesky": "v{}.fr", "website": "v{}.fr"}.get(network, "ville{}")
    requests = planned(network, [handles.format(number) for number in range(120)], NOW, frozenset({"x", "facebook"}))
    subjects = [subject for request in requests for subject in request.subjects]
    assert len({request.key for request in requests}) == len(requests)
    assert len(subjects) == len(set(subjects)) == 120
    assert not any("token" in request.url or request.headers for request in requests)


@pytest.mark.parametrize(
    ("month", "start", "end"),
    [
        (Month(2026, 10), "2026-09-30T22:00:00+00:00", "2026-10-31T23:00:00+00:00"),
        (Month(2013, 3), "2013-02-28T23:00:00+00:00", "2013-03-31T22:00:00+00:00"),
        (Month(2026, 12), "2026-11-30T23:00:00+00:00", "2026-12-31T23:00:00+00:00"),
    ],
)
def test_bounds_of_a_month_are_those_of_paris(month: Month, start: str, end: str) -> None:
    assert [moment.isoformat() for moment in month_bounds(month)] == [start, end]
