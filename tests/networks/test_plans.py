"""What is asked in a month: doors by month and token, batches, exact addresses, and what follows an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Request
from pipelines.networks.planning import as_permitted, month_bounds
from pipelines.networks.registry import NETWORKS

NOW, OLD = Month(2026, 10), Month(2012, 3)
TOKENS = frozenset({"x", "facebook", "youtube", "tiktok", "tiktok_research", "instagram", "threads", "meta_ads"})
CHANNEL = "UC" + "a" * 22


def account(network: str, handle: str) -> AccountRef:
    return AccountRef(network, handle, f"https://{network}.example/{handle}")


def planned(
    network: str, handles: list[str], month: Month = NOW, tokens: frozenset[str] = frozenset()
) -> list[Request]:
    return list(NETWORKS[network].plan([account(network, handle) for handle in handles], month, tokens))


def month_of(network: str) -> Month:
    """A month in which the network has an open door."""
    return OLD if network == "viadeo" else NOW


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


def test_facebook_asks_for_the_plugin_only_when_it_is_declared() -> None:
    plugin = planned("facebook", ["villea"], NOW, frozenset({"facebook_page_plugin"}))[0]
    assert (plugin.door, plugin.auth) == ("plugin", None)
    assert plugin.url == (
        "https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Fvillea&tabs=&width=340"
        "&height=130&small_header=true&hide_cover=true&show_facepile=false&locale=fr_FR"
    )
    both = planned("facebook", ["villea"], NOW, frozenset({"facebook_page_plugin", "facebook"}))[0]
    assert both.door == "graph"
    assert planned("facebook", ["villea"], OLD, frozenset({"facebook_page_plugin"}))[0].door == "page_2012"


def test_facebook_asks_for_the_posts_of_the_month_and_what_the_page_wrote_but_for_nobody_s_name() -> None:
    request = planned("facebook", ["villea"], NOW, frozenset({"facebook"}))[0]
    follow = list(NETWORKS["facebook"].follow(answered(request, {"id": "11", "fan_count": 5}), NOW))
    assert [(one.door, one.purpose, one.auth, one.subjects) for one in follow] == [
        ("graph", "posts", "facebook", ("facebook:villea",)),
        ("ads", "ads", "meta_ads", ("facebook:villea",)),
    ]
    assert follow[0].url == (
        "https://graph.facebook.com/v23.0/11/posts?fields=id,created_time,message,permalink_url,shares,"
        "reactions.summary(true).limit(0),comments.summary(true).limit(0),"
        "attachments%7Bmedia_type,unshimmed_url,subattachments%7Bmedia_type%7D%7D"
        "&since=1790805600&until=1793487600&limit=100"
    )
    page = planned("facebook", ["villea"])[0]
    header = b'<title>A</title><meta property="og:description" content="A. 5 likes">'
    assert list(NETWORKS["facebook"].follow(answered(page, header), NOW)) == []


def test_x_asks_a_hundred_users_at_once_and_never_scrapes_today() -> None:
    requests = planned("x", [f"v{number}" for number in range(230)], NOW, frozenset({"x"}))
    assert [len(request.subjects) for request in requests] == [100, 100, 30]
    assert {request.auth for request in requests} == {"x"}
    assert requests[2].url.startswith("https://api.x.com/2/users/by?usernames=v200,v201,")
    assert planned("x", ["villea"], OLD)[0].url == "https://twitter.com/villea"
    without = planned("x", ["villea"])
    assert [(request.door, request.auth) for request in without] == [("api", "x")], "so that token_missing is recorded"


@pytest.mark.parametrize(
    ("month", "access", "door", "url"),
    [
        (NOW, {"x_public_page"}, "page_jsonld", "https://x.com/villea"),
        (NOW, {"x_public_page", "x"}, "api", "https://api.x.com/2/users/by?usernames=villea&"),
        (Month(2022, 5), {"x_public_page"}, "syndication", "https://syndication.twitter.com/srv/timeline-profile/"),
        (Month(2022, 5), set(), "api", "https://api.x.com/2/users/by?usernames=villea&"),
        (Month(2018, 5), set(), "page_2020", "https://twitter.com/villea"),
        (Month(2014, 12), {"x"}, "page_2013", "https://twitter.com/villea"),
    ],
)
def test_x_pages_are_for_declared_access_and_past_months(month: Month, access: set[str], door: str, url: str) -> None:
    (request,) = planned("x", ["villea"], month, frozenset(access))
    assert request.door == door
    assert request.url.startswith(url)


def test_x_asks_for_the_posts_of_the_month_in_paris() -> None:
    request = planned("x", ["villea"], NOW, frozenset({"x"}))[0]
    user = {"id": "101", "username": "VilleA", "public_metrics": {"followers_count": 1}}
    follow = list(NETWORKS["x"].follow(answered(request, {"data": [user]}), NOW))
    assert [(one.purpose, one.subjects) for one in follow] == [("posts", ("x:villea",))]
    assert follow[0].url.startswith("https://api.x.com/2/users/101/tweets?tweet.fields=public_metrics,created_at,lang,")
    assert follow[0].url.endswith("&start_time=2026-09-30T22:00:00Z&end_time=2026-10-31T15:59:05Z")


def test_instagram_doors_by_month_and_token() -> None:
    assert planned("instagram", ["villea"])[0].url == "https://www.instagram.com/villea/?hl=fr"
    old = planned("instagram", ["villea"], Month(2018, 4), TOKENS)[0]
    assert (old.url, old.door, old.auth) == ("https://www.instagram.com/villea/", "page_2018", None)
    assert planned("instagram", ["villea"], OLD) == [], "no page of that time can be read"
    assert planned("instagram", [], NOW, TOKENS) == [], "the operator is looked up for somebody"


def test_instagram_looks_up_the_operator_once_then_asks_for_each_account() -> None:
    (access,) = planned("instagram", ["villea", "villeb"], NOW, frozenset({"instagram"}))
    assert access.url == "https://graph.facebook.com/v23.0/me/accounts?fields=instagram_business_account&limit=100"
    assert (access.purpose, access.auth) == ("access", "instagram")
    assert access.subjects == ("instagram:villea", "instagram:villeb")
    linked = {"data": [{"id": "1"}, {"id": "2", "instagram_business_account": {"id": "178"}}]}
    profiles = list(NETWORKS["instagram"].follow(answered(access, linked), NOW))
    assert [(one.purpose, one.auth, one.subjects) for one in profiles] == [
        ("profile", "instagram", ("instagram:villea",)),
        ("profile", "instagram", ("instagram:villeb",)),
    ]
    assert profiles[0].url == (
        "https://graph.facebook.com/v23.0/178?fields=business_discovery.username(villea)"
        "%7Bid,username,name,website,followers_count,follows_count,media_count%7D"
    )
    assert list(NETWORKS["instagram"].follow(answered(access, {"data": [{"id": "1"}]}), NOW)) == []
    found = {"business_discovery": {"id": "9", "username": "villea", "followers_count": 3}, "id": "178"}
    posts = list(NETWORKS["instagram"].follow(answered(profiles[0], found), NOW))
    assert [(one.purpose, one.auth, one.subjects) for one in posts] == [("posts", "instagram", ("instagram:villea",))]


def test_an_account_that_is_not_professional_is_asked_on_its_public_page() -> None:
    (access,) = planned("instagram", ["villea"], NOW, frozenset({"instagram"}))
    linked = {"data": [{"instagram_business_account": {"id": "178"}}]}
    (profile,) = NETWORKS["instagram"].follow(answered(access, linked), NOW)
    unknown = answered(profile, {"error": {"code": 110, "message": "Invalid user id"}}, Outcome.FORBIDDEN)
    assert [(one.url, one.door, one.auth) for one in NETWORKS["instagram"].follow(unknown, NOW)] == [
        ("https://www.instagram.com/villea/?hl=fr", "page", None)
    ]
    expired = answered(profile, {"error": {"code": 190, "message": "expired"}}, Outcome.TOKEN_REJECTED)
    assert list(NETWORKS["instagram"].follow(expired, NOW)) == []


def test_threads_doors_by_month_and_token() -> None:
    assert planned("threads", ["villea"])[0].url == "https://www.threads.com/@villea"
    request = planned("threads", ["villea"], NOW, frozenset({"threads"}))[0]
    assert (request.door, request.auth) == ("profile_discovery", "threads")
    assert request.url == "https://graph.threads.net/v1.0/profile_lookup?username=villea"
    assert planned("threads", ["villea"], Month(2024, 5), frozenset({"threads"}))[0].door == "page"
    assert planned("threads", ["villea"], Month(2023, 11)) == []


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


def barred(network: str, access: set[str]) -> list[tuple[str, bool]]:
    """(door, whether its terms bar it) of what is planned for one account with `access`."""
    manifest = NETWORKS[network].MANIFEST
    requests = [
        as_permitted(one, manifest, frozenset(access)) for one in planned(network, ["ville"], NOW, frozenset(access))
    ]
    return [(request.door, bool(request.barred)) for request in requests]


def test_linkedin_asks_the_french_host_of_a_declared_access() -> None:
    requests = planned(
        "linkedin", ["company/ville-de-test", "school/l'école"], NOW, frozenset({"linkedin_sanctioned_access"})
    )
    assert [request.url for request in requests] == [
        "https://fr.linkedin.com/company/ville-de-test",
        "https://fr.linkedin.com/school/l%27%C3%A9cole",
    ]
    assert barred("linkedin", set()) == [("page", True)]
    assert barred("linkedin", {"linkedin_sanctioned_access"}) == [("page", False)]
    assert NETWORKS["linkedin"].MANIFEST.is_present_by_link


def test_tiktok_doors_by_declaration_token_and_month() -> None:
    assert barred("tiktok", set()) == [("research_api", True)]
    assert barred("tiktok", {"tiktok"}) == [("research_api", True)], "a token without the declaration opens nothing"
    assert barred("tiktok", {"tiktok_sanctioned_access"}) == [("page", False)]
    assert barred("tiktok", {"tiktok_research", "tiktok"}) == [("research_api", False)]
    assert barred("tiktok", {"tiktok_research"}) == [("research_api", False)], "so that token_missing is recorded"
    access = frozenset({"tiktok_research", "tiktok", "tiktok_sanctioned_access"})
    assert planned("tiktok", ["villea"], Month(2022, 11), access)[0].url == "https://www.tiktok.com/@villea"
    assert planned("tiktok", ["villea"], Month(2018, 7), access) == []
    assert NETWORKS["tiktok"].MANIFEST.is_present_by_link


def test_tiktok_research_asks_users_by_post_and_their_videos_in_two_windows() -> None:
    access = frozenset({"tiktok_research", "tiktok"})
    users = planned("tiktok", ["villea", "villeb"], NOW, access)
    assert [json.loads(request.body) for request in users] == [{"username": "villea"}, {"username": "villeb"}]
    assert {(request.auth, request.url.partition("?")[0]) for request in users} == {
        ("tiktok", "https://open.tiktokapis.com/v2/research/user/info/")
    }
    found = {"data": {"follower_count": 12}, "error": {"code": "ok"}}
    windows = list(NETWORKS["tiktok"].follow(answered(users[0], found), NOW))
    asked = [json.loads(request.body) for request in windows]
    assert [(one["start_date"], one["end_date"]) for one in asked] == [
        ("20260930", "20261015"),
        ("20261016", "20261031"),
    ]
    assert asked[0]["query"] == {"and": [{"operation": "EQ", "field_name": "username", "field_values": ["villea"]}]}
    assert {(request.purpose, request.auth, request.subjects) for request in windows} == {
        ("posts", "tiktok", ("tiktok:villea",))
    }
    assert {request.url.partition("?")[0] for request in windows} == {
        "https://open.tiktokapis.com/v2/research/video/query/"
    }
    page = {"data": {"videos": [], "cursor": 100, "search_id": "72", "has_more": True}, "error": {"code": "ok"}}
    (after,) = NETWORKS["tiktok"].follow(answered(windows[0], page), NOW)
    assert json.loads(after.body) == {**asked[0], "cursor": 100, "search_id": "72"}
    assert list(NETWORKS["tiktok"].follow(answered(after, page), NOW)) == [], (
        "a cursor that stands still is not followed"
    )


def test_tiktok_research_asks_no_day_that_has_not_come() -> None:
    user = planned("tiktok", ["villea"], NOW, frozenset({"tiktok_research", "tiktok"}))[0]
    capture = answered(user, {"data": {"follower_count": 12}, "error": {"code": "ok"}})
    early = replace(capture, fetched_at=datetime(2026, 10, 7, 9, tzinfo=UTC))
    (window,) = NETWORKS["tiktok"].follow(early, NOW)
    assert json.loads(window.body)["end_date"] == "20261007"


def test_pages_of_snapchat_whatsapp_telegram_and_viadeo() -> None:
    assert planned("snapchat", ["villea"])[0].url == "https://www.snapchat.com/add/villea"
    assert planned("whatsapp", ["0029VaAb"])[0].url == "https://www.whatsapp.com/channel/0029VaAb"
    assert planned("whatsapp", ["0029VaAb"], Month(2023, 8)) == [], "channels came in September 2023"
    assert planned("telegram", ["villea"])[0].url == "https://t.me/villea", "the card counts exactly"
    assert planned("viadeo", ["villea"], Month(2018, 12))[0].url == "http://fr.viadeo.com/fr/company/villea"
    assert planned("viadeo", ["villea"]) == [], "the network is closed"


@pytest.mark.parametrize("network", sorted(set(NETWORKS) - {"website"}))
@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.NOT_FOUND, Outcome.RATE_LIMITED])
def test_nothing_follows_a_failure(network: str, outcome: Outcome) -> None:
    handle = {"mastodon": "v@social.example.fr", "youtube": CHANNEL, "bluesky": "v.fr"}.get(network, "villea")
    for request in planned(network, [handle], month_of(network), TOKENS):
        assert list(NETWORKS[network].follow(answered(request, b"", outcome), NOW)) == []


@pytest.mark.parametrize("network", sorted(NETWORKS))
@pytest.mark.parametrize("tokens", [frozenset({"x", "facebook"}), TOKENS - {"youtube"}], ids=["some", "all"])
def test_keys_and_subjects_of_a_plan_are_unique(network: str, tokens: frozenset[str]) -> None:
    handles = {"mastodon": "v{}@s.example.fr", "bluesky": "v{}.fr", "website": "v{}.fr"}.get(network, "ville{}")
    accounts = [handles.format(number) for number in range(120)]
    requests = planned(network, accounts, month_of(network), tokens)
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
