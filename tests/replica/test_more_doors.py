"""Further doors of Facebook, X and YouTube: posts, plugin, ads, syndication, older layouts; and what they refuse."""

from __future__ import annotations

import html
import json
import re

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.replica.platforms._x_history import layout_of
from pipelines.replica.truth import truth

NOW = Month(2026, 10)
GRAPH = "https://graph.facebook.com/v23.0"
META = {"Authorization": "Bearer replica-facebook"}
DIGITS = re.compile(r"\D")


@pytest.fixture(scope="module")
def today() -> pl.DataFrame:
    return truth("aujourdhui", NOW)["accounts"].filter("exists", pl.col("fault").is_null())


def busiest(rows: pl.DataFrame, network: str) -> dict[str, object]:
    return rows.filter(network=network).sort("post_count", "handle").row(-1, named=True)


def number(text: str) -> int:
    return int(DIGITS.sub("", text))


def test_graph_posts_of_a_month_by_pages(visitor, today) -> None:
    row = busiest(today, "facebook")
    fields = "id,created_time,message,permalink_url,shares,reactions.summary(true),comments.summary(true)"
    span = "since=2026-09-30T22:00:00Z&until=2026-10-31T16:00:00Z&limit=10"
    url = f"{GRAPH}/{row['platform_id']}/posts?fields={fields}&{span}"
    posts: list[dict[str, object]] = []
    while url:
        answer = visitor.get(url, NOW, **META).json()
        assert len(answer["data"]) <= 10
        posts += answer["data"]
        url = answer.get("paging", {}).get("next", "")
    assert len({post["id"] for post in posts}) == len(posts) == row["post_count"]
    assert all("2026-09-30T22" <= str(post["created_time"]) < "2026-10-31T16" for post in posts)
    assert all({"reactions", "comments", "permalink_url"} <= set(post) for post in posts)


@pytest.mark.parametrize(
    ("path", "token", "status", "code"),
    [
        ("v23.0/x/posts", "", 401, 190), ("v23.0/x", "expired", 401, 190), ("v23.0/x", "wrong", 401, 190),
        ("v23.0/x", "replica-facebook-limited", 403, 4), ("v23.0/x/posts", "replica-facebook-unreviewed", 403, 10),
        ("v23.0/personne_du_tout", "replica-facebook", 404, 803),
        ("v23.0/personne_du_tout/posts", "replica-facebook", 404, 803), ("v2.8/x", "replica-facebook", 400, 2500),
        ("v23.0/ads_archive?search_page_ids=[1234567]", "replica-facebook", 400, 100),
        ("v23.0/ads_archive?search_page_ids=[1234567]", "expired", 401, 190),
    ],
)  # fmt: skip
def test_graph_refuses(visitor, path: str, token: str, status: int, code: int) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = visitor.get(f"https://graph.facebook.com/{path}", NOW, **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("locale", "pattern"),
    [("en_US", r'_1drq">([\d,]+|[\d.]+[KM]) followers<'), ("fr_FR", r'_1drq">([\d\s]+|[\d,]+\s[KM]) followers<')],
)
def test_page_plugin(visitor, today, locale: str, pattern: str) -> None:
    for row in today.filter(network="facebook").sample(10, seed=5).to_dicts():
        query = {"href": row["url"], "tabs": "timeline", "locale": locale}
        page = visitor.get("https://www.facebook.com/plugins/page.php", NOW, params=query)
        found = re.search(pattern, page.text)
        assert found, page.text
        followers = row["followers_count"] + row["followers_count"] // 30
        if found[1][-1] not in "KM":
            assert number(found[1]) == followers
    gone = visitor.get("https://www.facebook.com/plugins/page.php?href=https://www.facebook.com/personne", NOW)
    assert (gone.status_code, "_1drq" in gone.text) == (200, False)
    old = visitor.get(f"https://www.facebook.com/plugins/fan.php?connections=100&id={row['platform_id']}", NOW)
    assert f">{row['followers_count']:,} likes<" in old.text


def test_ad_library_pages_through_the_ads_of_few_territories(visitor, today) -> None:
    pages = [str(page) for page in today.filter(network="facebook")["platform_id"].head(150)]
    fields = "id,page_id,ad_delivery_start_time,ad_delivery_stop_time,eu_total_reach,spend,bylines,publisher_platforms"
    ads: list[dict[str, object]] = []
    for start in range(0, len(pages), 10):
        ids = ",".join(pages[start : start + 10])
        url = (
            f"{GRAPH}/ads_archive?search_page_ids=[{ids}]&ad_reached_countries=['FR']&ad_type=ALL"
            f"&ad_active_status=ALL&fields={fields}&limit=7"
        )
        while url:
            answer = visitor.get(url, NOW, **META).json()
            ads += answer["data"]
            url = answer.get("paging", {}).get("next", "")
    assert len({ad["id"] for ad in ads}) == len(ads) > 30
    assert 5 < len({ad["page_id"] for ad in ads}) < 60
    political = [ad for ad in ads if "spend" in ad]
    assert all(str(ad["ad_delivery_start_time"]) < "2025-10-06" for ad in political)
    assert all(ad["eu_total_reach"] for ad in ads)
    assert any("ad_delivery_stop_time" not in ad for ad in ads)
    many = f"{GRAPH}/ads_archive?search_page_ids=[{','.join(pages[:11])}]&ad_reached_countries=['FR']"
    assert visitor.get(many, NOW, **META).json()["error"]["code"] == 100


@pytest.mark.parametrize(
    ("path", "token", "status", "mark"),
    [
        ("2/users/by?usernames=x", "expired", 401, "Unauthorized"),
        ("2/users/by?usernames=x", "replica-x-limited", 429, "Too Many Requests"),
        ("2/users/by?usernames=x", "replica-x-capped", 429, "UsageCapExceeded"),
        ("1.1/users/show.json?screen_name=x", "replica-x", 403, '"code":453'),
        ("1/users/show.json?screen_name=x", "replica-x", 410, '"code":64'),
    ],
)
def test_x_interface_refuses(visitor, path: str, token: str, status: int, mark: str) -> None:
    answer = visitor.get(f"https://api.x.com/{path}", NOW, Authorization=f"Bearer {token}")
    assert (answer.status_code, mark in answer.text) == (status, True)
    assert "Retry-After" not in answer.headers


def test_x_page_of_2026_is_structured_or_empty(visitor, today) -> None:
    kinds = {True: 0, False: 0}
    for row in today.filter(network="x").sample(30, seed=2).to_dicts():
        page = visitor.get(f"https://x.com/{row['handle']}", NOW)
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text)
        kinds[found is not None] += 1
        if found:
            person = json.loads(found[1])["mainEntity"]
            counts = {
                item["interactionType"].rpartition("/")[2]: item["userInteractionCount"]
                for item in person["interactionStatistic"]
            }
            assert counts["FollowAction"] == row["followers_count"]
            assert (person["identifier"], person["additionalName"].lower()) == (row["platform_id"], row["handle"])
    assert min(kinds.values()) > 5


def test_x_syndication(visitor, today) -> None:
    seen = {"whole": 0, "old": 0, "empty": 0, "limited": 0}
    for row in today.filter(network="x").sample(40, seed=4).to_dicts():
        url = f"https://syndication.twitter.com/srv/timeline-profile/screen-name/{row['handle']}"
        page = visitor.get(url, NOW)
        if page.status_code == 429:
            seen["limited"] += 1
            page = visitor.get(url, NOW)
        found = re.search(r'id="__NEXT_DATA__" type="application/json">(.*?)</script>', page.text)
        if not found:
            seen["empty"] += 1
            continue
        entries = json.loads(found[1])["props"]["pageProps"]["timeline"]["entries"]
        tweets = [entry["content"]["tweet"] for entry in entries]
        assert {tweet["user"]["followers_count"] for tweet in tweets} <= {row["followers_count"]}
        is_new = any(tweet["created_at"].split()[1:6:4] == ["Oct", "2026"] for tweet in tweets)
        seen["whole" if is_new else "old"] += 1
    assert min(seen.values()) > 3, seen


LAYOUTS = {
    "side": (Month(2008, 6), r'id="side">.*?<ul class="stats">.*?numeric">.*?numeric">([^<]+)<'),
    "table": (Month(2009, 3), r'<table class="stats">.*?numeric">.*?numeric">([^<]+)<'),
    "section": (Month(2009, 12), r'id="follower_count_link"[^>]*><span id="follower_count"[^>]*>([^<]+)<'),
    "stats": (Month(2010, 6), r'<div class="stats">.*?numeric">.*?numeric">([^<]+)<'),
    "user-stats": (Month(2011, 6), r'class="user-stats-count user-stats-followers"[^>]*>([^<]+)<'),
    "mini-list": (Month(2013, 3), r'data-element-term="follower_stats"[^>]*>\s*<strong>([^<]+)<'),
    "mini-table": (Month(2013, 11), r'<table class="stats js-mini.*?/followers"><strong(?: title="[^"]*")?>([^<]+)<'),
    "nav": (Month(2017, 5), r'ProfileNav-item--followers.*?title="([^"]+) (?:Followers|Abonnés)"'),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_twitter_layouts_by_year(visitor, layout: str) -> None:
    month, pattern = LAYOUTS[layout]
    assert layout_of(month.year * 12 + month.number - 1) == layout
    scene = "edgar-quinet" if month < Month(2014, 1) else "aujourdhui"
    rows = truth(scene, month)["accounts"].filter("exists", network="x")
    checked, languages = 0, set()
    for row in rows.head(30).to_dicts():
        page = visitor.get(f"https://twitter.com/{row['handle']}", month)
        found = re.search(pattern, html.unescape(page.text), re.DOTALL)
        assert found, page.text
        languages.add(re.search(r'<html lang="(\w+)"', page.text)[1])
        is_short = layout == "mini-table" and found[1][-1] in "kKM"
        assert is_short or number(found[1]) == row["followers_count"], (found[1], row["followers_count"])
        assert page.text.count("Page simulée") >= 3
        checked += 1
    assert checked or month < Month(2009, 10)
    if layout in ("section", "stats", "user-stats", "mini-table", "nav") and checked > 5:
        assert languages == {"en", "fr"}


def test_youtube_uploads_and_videos(visitor, today) -> None:
    row = busiest(today, "youtube")
    key = {"X_Goog_Api_Key": "replica-youtube"}
    base = "https://www.googleapis.com/youtube/v3"
    listed, token = [], ""
    url = f"{base}/playlistItems?part=snippet,contentDetails&maxResults=5&playlistId=UU{str(row['platform_id'])[2:]}"
    for _ in range(20):
        answer = visitor.get(f"{url}{token}", NOW, **key).json()
        listed += answer["items"]
        if "nextPageToken" not in answer or listed[-1]["contentDetails"]["videoPublishedAt"] < "2026-09-30T22":
            break
        token = f"&pageToken={answer['nextPageToken']}"
    stamps = [item["contentDetails"]["videoPublishedAt"] for item in listed]
    assert stamps == sorted(stamps, reverse=True)
    names = [
        item["contentDetails"]["videoId"]
        for item in listed
        if item["contentDetails"]["videoPublishedAt"] > "2026-09-30T22"
    ]
    assert len(names) == row["post_count"]
    videos = visitor.get(f"{base}/videos?part=statistics,snippet&id={','.join(names)},unknown", NOW, **key).json()[
        "items"
    ]
    assert [video["id"] for video in videos] == names
    feed = visitor.get(f"https://www.youtube.com/feeds/videos.xml?channel_id={row['platform_id']}", NOW).text
    for video in videos:
        assert f"<yt:videoId>{video['id']}</yt:videoId>" in feed
        assert video["statistics"]["viewCount"].isdigit()


@pytest.mark.parametrize(
    ("path", "key", "status", "reason"),
    [
        ("v3/playlistItems?playlistId=UUx", "replica-youtube", 404, "playlistNotFound"),
        ("v3/videos?id=x", "replica-youtube-exhausted", 403, "quotaExceeded"),
        ("v3/videos?id=x", "wrong", 400, "keyInvalid"), ("v3/videos?id=x", "expired", 400, "badRequest"),
        ("v3/videos?id=x", "", 403, "forbidden"), ("v3/videos", "replica-youtube", 400, "invalidFilters"),
        ("v2/channels", "replica-youtube", 410, ""),
    ],
)  # fmt: skip
def test_youtube_interface_refuses(visitor, path: str, key: str, status: int, reason: str) -> None:
    headers = {"X_Goog_Api_Key": key} if key else {}
    answer = visitor.get(f"https://www.googleapis.com/youtube/{path}", NOW, **headers)
    assert answer.status_code == status
    assert not reason or answer.json()["error"]["errors"][0]["reason"] == reason
    assert visitor.get("https://gdata.youtube.com/feeds/api/users/x", NOW).status_code == 410
