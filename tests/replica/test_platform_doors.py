"""The doors of the platforms that came after the first five: what they show is the truth, and each wall is there."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.replica.platforms.linkedin import PATIENCE
from pipelines.replica.truth import truth

NOW = Month(2026, 10)
GOOD = "replica-instagram"
DIGITS = re.compile(r"\D")


@pytest.fixture(scope="module")
def accounts() -> pl.DataFrame:
    return truth("aujourdhui", NOW)["accounts"]


def sound(accounts: pl.DataFrame, network: str, size: int = 8) -> list[dict[str, object]]:
    rows = accounts.filter("exists", pl.col("fault").is_null(), network=network)
    return rows.sample(min(size, rows.height), seed=3).to_dicts()


def faulty(network: str, fault: str) -> tuple[dict[str, object], Month]:
    """An account of a network with that fault, in the first month of the scene that has one."""
    for year in (2026, 2025, 2024, 2023, 2022, 2021, 2020, 2019):
        for number in range(10, 0, -1):
            rows = truth("aujourdhui", Month(year, number))["accounts"].filter(network=network, fault=fault)
            if rows.height:
                return rows.row(0, named=True), Month(year, number)
    raise AssertionError(f"{network}: no {fault}")


def unit_of(text: str) -> int:
    """What one step of the last digit of a shown count is worth."""
    sign = text[-1]
    if sign not in "kKM":
        return 1
    scale = 1_000 if sign in "kK" else 1_000_000
    return scale // 10 if re.search(r"[.,]\d", text) else scale


def value_of(text: str) -> int:
    if text[-1] not in "kKM":
        return int(DIGITS.sub("", text))
    scale = 1_000 if text[-1] in "kK" else 1_000_000
    return round(float(text[:-1].strip().replace(",", ".")) * scale)


def holds(text: str, count: object) -> bool:
    text = text.strip()
    return isinstance(count, int) and value_of(text) <= count < value_of(text) + unit_of(text)


def test_instagram_description(visitor, accounts) -> None:
    forms = set()
    for row in sound(accounts, "instagram", 40):
        page = visitor.get(str(row["url"]), NOW)
        found = re.search(
            r'og:description" content="([\d,.\s]+[kKM]?) (Followers|abonnés|followers), ([^"]+)"', page.text
        )
        assert page.status_code == 200
        assert found, page.text
        assert holds(found[1], row["followers_count"]), (found[1], row)
        assert page.text.count("Page simulée") >= 3
        forms.add(re.sub(r"\d+", "9", found[3].partition(" de ")[0].partition(" from ")[0]))
        if "data-sjs" in page.text:
            assert f'"follower_count":{row["followers_count"]},' in page.text
    assert len(forms) >= 4, forms


def test_instagram_of_2020_holds_its_posts(visitor) -> None:
    month = Month(2020, 6)
    for row in sound(truth("aujourdhui", month)["accounts"], "instagram", 4):
        page = visitor.get(str(row["url"]), month)
        found = re.search(r"window\._sharedData = (\{.*?\});</script>", page.text)
        assert found, page.text
        user = json.loads(found[1])["entry_data"]["ProfilePage"][0]["graphql"]["user"]
        assert user["edge_followed_by"]["count"] == row["followers_count"]
        assert user["id"] == row["platform_id"]
        stamps = [edge["node"]["taken_at_timestamp"] for edge in user["edge_owner_to_timeline_media"]["edges"]]
        assert stamps == sorted(stamps, reverse=True)


def discovery(visitor, name: object, media: str = "", token: str = GOOD):
    fields = f"business_discovery.username({name}){{followers_count,media_count,name,username{media}}}"
    own = visitor.get(
        "https://graph.facebook.com/v23.0/me/accounts?fields=instagram_business_account", NOW,
        Authorization="Bearer replica-instagram",
    ).json()["data"][0]["instagram_business_account"]["id"]  # fmt: skip
    url = f"https://graph.facebook.com/v23.0/{own}"
    return visitor.get(url, NOW, params={"fields": fields}, Authorization=f"Bearer {token}")


def test_instagram_business_discovery_and_its_media(visitor, accounts) -> None:
    answers = {}
    for row in sound(accounts, "instagram", 30):
        answers[row["handle"]] = row, discovery(visitor, row["handle"]).json()
    refused = [answer for _, answer in answers.values() if "error" in answer]
    assert 0 < len(refused) < 10
    assert all(answer["error"]["code"] == 110 for answer in refused)
    shown = {name: pair for name, pair in answers.items() if "error" not in pair[1]}
    for row, answer in shown.values():
        assert set(answer["business_discovery"]) == {"followers_count", "media_count", "name", "username", "id"}
        assert answer["business_discovery"]["followers_count"] == row["followers_count"]
    busiest = max((row for row, _ in shown.values()), key=lambda row: row["post_count"])
    posts, cursor = [], ""
    for _ in range(9):
        media = f",media{cursor}.limit(10){{id,timestamp,media_type,like_count,comments_count,permalink}}"
        answer = discovery(visitor, busiest["handle"], media).json()["business_discovery"]["media"]
        posts += answer["data"]
        cursor = f".after({answer['paging']['cursors']['after']})"
        if posts[-1]["timestamp"] < "2026-09-30T22":
            break
    assert sum(post["timestamp"] >= "2026-09-30T22" for post in posts) == busiest["post_count"]
    assert len({post["id"] for post in posts}) == len(posts)


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [("expired", 401, 190), ("replica-instagram-limited", 403, 4), ("replica-instagram-unreviewed", 403, 10)],
)
def test_instagram_interface_refuses(visitor, token: str, status: int, code: int) -> None:
    answer = discovery(visitor, "x", token=token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("network", "fault", "status", "mark"),
    [
        ("instagram", "login_wall", 302, ""), ("instagram", "please_wait", 401, '"require_login":true'),
        ("instagram", "empty_shell", 200, "<noscript>"), ("instagram", "unknown_layout", 200, "-root data-rev"),
        ("threads", "login_wall", 302, ""), ("linkedin", "http_999", 999, "Request denied"),
        ("linkedin", "login_wall", 302, ""), ("linkedin", "removed", 404, "Page introuvable"),
        ("tiktok", "empty_shell", 200, "<noscript>"), ("tiktok", "consent_wall", 200, "Tout refuser"),
        ("tiktok", "removed", 200, '"statusCode":10202'), ("tiktok", "suspended", 200, '"statusCode":10221'),
        ("snapchat", "hidden", 200, '"subscriberCount":"0"'), ("snapchat", "unknown_layout", 200, "-root data-rev"),
        ("whatsapp", "unknown_layout", 200, "-root data-rev"), ("whatsapp", "removed", 404, "Page introuvable"),
        ("viadeo", "network_closed", 410, "Viadeo a fermé"),
    ],
)  # fmt: skip
def test_the_walls(visitor, network: str, fault: str, status: int, mark: str) -> None:
    row, month = faulty(network, fault)
    url = str(row["url"]).replace("//whatsapp.com", "//www.whatsapp.com").replace("/t.me/", "/t.me/s/")
    url = url.replace("snapchat.com/add/", "snapchat.com/@") if month >= Month(2025, 1) else url
    url = url.replace("threads.net", "threads.com") if month >= Month(2025, 4) else url
    page = visitor.get(url, month)
    assert (page.status_code, mark in page.text) == (status, True), page.text


def test_threads_login_leads_back_without_end(visitor) -> None:
    row, month = faulty("threads", "login_wall")
    host = "www.threads.com" if month >= Month(2025, 4) else "www.threads.net"
    url = f"https://{host}/@{row['handle']}"
    login = visitor.get(url, month).headers["Location"]
    assert "/login/?next=" in login
    assert visitor.get(login, month).headers["Location"] == url


def test_threads_page(visitor, accounts) -> None:
    for row in sound(accounts, "threads"):
        page = visitor.get(f"https://www.threads.com/@{row['handle']}", NOW)
        found = re.search(r'og:description" content="([\d,]+) Followers? • \d+ Threads • ', page.text)
        assert found, page.text
        assert value_of(found[1]) == row["followers_count"]
        assert f'"follower_count":{row["followers_count"]}' in page.text
        stamps = [int(stamp) for stamp in re.findall(r'"taken_at":(\d+)', page.text)]
        first = datetime(2026, 9, 30, 22, tzinfo=UTC).timestamp()
        assert sum(stamp >= first for stamp in stamps) == row["post_count"]
    old = visitor.get("https://www.threads.net/@x", NOW)
    assert (old.status_code, old.headers["Location"]) == (301, "https://www.threads.com/@x")


def test_linkedin_page_in_two_languages(visitor, accounts) -> None:
    for row in sound(accounts, "linkedin"):
        for host, pattern in (
            ("fr", r'og:description" content="[^|]+\| ([\d\s]+?)\sabonnés? sur LinkedIn\. '),
            ("www", r'og:description" content="[^|]+\| ([\d,]+) followers? on LinkedIn\. '),
        ):
            page = visitor.get(f"https://{host}.linkedin.com/company/{row['handle']}", NOW)
            found = re.search(pattern, page.text)
            assert found, page.text
            assert value_of(found[1]) == row["followers_count"]
            numbers = [int(number) for number in re.findall(r"urn:li:activity:(\d+)", page.text)]
            first = datetime(2026, 9, 30, 22, tzinfo=UTC).timestamp()
            assert sum((number >> 22) / 1000 >= first for number in numbers) == row["post_count"]


def test_linkedin_loses_patience_with_the_hasty_only(visitor) -> None:
    start = datetime(2026, 7, 31, 16, tzinfo=UTC)
    month, url = Month(2026, 7), "https://www.linkedin.com/company/personne"
    hasty = [visitor.get(url, month, at=start + timedelta(seconds=step)).status_code for step in range(PATIENCE + 3)]
    assert hasty == [404] * PATIENCE + [999] * 3
    calm = [visitor.get(url, month, at=start + timedelta(seconds=200 + 4 * step)).status_code for step in range(40)]
    assert set(calm) == {404}


def test_tiktok_page_shows_exact_and_rounded_counts(visitor, accounts) -> None:
    for row in sound(accounts, "tiktok"):
        page = visitor.get(f"https://www.tiktok.com/@{row['handle']}", NOW)
        found = re.search(r'id="__UNIVERSAL_DATA_FOR_REHYDRATION__"[^>]*>(.*?)</script>', page.text)
        assert found, page.text
        info = json.loads(found[1])["__DEFAULT_SCOPE__"]["webapp.user-detail"]["userInfo"]
        assert info["statsV2"]["followerCount"] == str(row["followers_count"])
        assert info["stats"]["followerCount"] <= row["followers_count"]
        embedded = visitor.get(f"https://www.tiktok.com/embed/@{row['handle']}", NOW)
        ids = [int(number) for number in re.findall(r"/video/(\d+)", embedded.text)]
        first = datetime(2026, 9, 30, 22, tzinfo=UTC).timestamp()
        assert sum(number >> 32 >= first for number in ids) == row["post_count"]


@pytest.mark.parametrize(("month", "mark"), [(Month(2021, 6), "__NEXT_DATA__"), (Month(2023, 2), "SIGI_STATE")])
def test_tiktok_of_older_years(visitor, month: Month, mark: str) -> None:
    (row,) = sound(truth("aujourdhui", month)["accounts"], "tiktok", 1)
    text = visitor.get(f"https://www.tiktok.com/@{row['handle']}", month).text
    assert f'id="{mark}"' in text
    assert f'"followerCount":{row["followers_count"]},' in text


def test_tiktok_research_interface(visitor, accounts) -> None:
    rows = sound(accounts, "tiktok", 20)
    row = max(rows, key=lambda row: row["post_count"])
    base = "https://open.tiktokapis.com/v2/research"
    asked = {"username": row["handle"]}
    token = {"Authorization": "Bearer replica-tiktok"}
    info = f"{base}/user/info/?fields=follower_count,video_count"
    assert visitor.get(info, NOW, body=asked).json()["error"]["code"] == "access_token_invalid"
    limited = visitor.get(info, NOW, body=asked, Authorization="Bearer replica-tiktok-limited")
    assert (limited.status_code, limited.json()["error"]["code"]) == (429, "rate_limit_exceeded")
    answer = visitor.get(info, NOW, body=asked, **token).json()
    assert answer["error"]["code"] == "ok"
    assert answer["data"]["follower_count"] == row["followers_count"]
    assert visitor.get(info, NOW, body={"username": "nobody"}, **token).status_code == 400
    condition = {"operation": "IN", "field_name": "username", "field_values": [row["handle"]]}
    query = {"query": {"and": [condition]}, "start_date": "20261001", "end_date": "20261031", "max_count": 3}
    videos, cursor, more = [], 0, True
    while more:
        page = visitor.get(
            f"{base}/video/query/?fields=id,create_time,like_count", NOW, body=query | {"cursor": cursor}, **token
        ).json()["data"]
        videos += page["videos"]
        cursor, more = page["cursor"], page["has_more"]
    assert len({video["id"] for video in videos}) == len(videos) == row["post_count"]
    assert all(abs((video["id"] >> 32) - video["create_time"]) < 5 for video in videos)
    wide = query | {"start_date": "20260801"}
    assert visitor.get(f"{base}/video/query/?fields=id", NOW, body=wide, **token).status_code == 400


def test_snapchat_page(visitor, accounts) -> None:
    for row in sound(accounts, "snapchat"):
        page = visitor.get(f"https://www.snapchat.com/@{row['handle']}", NOW)
        assert f'"subscriberCount":"{row["followers_count"]}"' in page.text
    moved = visitor.get(f"https://www.snapchat.com/add/{row['handle']}", NOW)
    assert (moved.status_code, moved.headers["Location"]) == (308, f"https://www.snapchat.com/@{row['handle']}")


def test_whatsapp_channel(visitor, accounts) -> None:
    for row in sound(accounts, "whatsapp", 20):
        page = visitor.get(f"https://www.whatsapp.com/channel/{row['handle']}", NOW)
        found = re.search(r'<h5 class="_9vd5 _9scy">Channel \| ([\d.,]+[KM]?) followers?</h5>', page.text)
        assert found, page.text
        assert holds(found[1], row["followers_count"])


def test_telegram_channel_and_its_card(visitor, accounts) -> None:
    for row in sound(accounts, "telegram"):
        card = visitor.get(f"https://t.me/{row['handle']}", NOW)
        found = re.search(r'tgme_page_extra">([\d ]+) subscribers?<', card.text)
        assert found, card.text
        assert value_of(found[1]) == row["followers_count"]
        preview = visitor.get(f"https://t.me/s/{row['handle']}", NOW)
        short = re.search(r'counter_value">([\d.,]+[KM]?)</span> <span class="counter_type">subscribers', preview.text)
        assert short
        assert holds(short[1], row["followers_count"])
        numbers = re.findall(r'data-post="\w+/(\d+)"', preview.text)
        older = visitor.get(f"https://t.me/s/{row['handle']}?before={numbers[0]}", NOW)
        assert not set(numbers) & set(re.findall(r'data-post="\w+/(\d+)"', older.text))


def test_telegram_name_without_a_channel(visitor) -> None:
    preview = visitor.get("https://t.me/s/personne", NOW)
    assert (preview.status_code, preview.headers["Location"]) == (302, "https://t.me/personne")
    assert "tgme_page_extra" not in visitor.get("https://t.me/personne", NOW).text


@pytest.mark.parametrize("network", ["instagram", "linkedin", "whatsapp", "tiktok"])
def test_passing_faults_pass(visitor, network: str) -> None:
    row, month = faulty(network, "rate_limited_once")
    url = str(row["url"]).replace("//whatsapp.com", "//www.whatsapp.com")
    first, second = visitor.get(url, month), visitor.get(url, month)
    assert (first.status_code, second.status_code) == (429, 200)
    assert "Retry-After" in first.headers


def test_pages_are_small(visitor, accounts) -> None:
    for network in ("instagram", "linkedin", "threads", "tiktok", "snapchat", "whatsapp", "telegram"):
        (row,) = sound(accounts, network, 1)
        assert len(visitor.get(str(row["url"]), NOW).content) < 12_000, network
