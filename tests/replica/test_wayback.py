"""The web archive: its index, its raw replay of both scenes, and what it refuses."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import polars as pl
import pytest

from pipelines.model.months import Month, month_range
from pipelines.replica.captures import excluded_host
from pipelines.replica.process import running_replica
from pipelines.replica.scenes import load_world
from pipelines.replica.truth import truth
from pipelines.replica.wayback import CDX_PER_MINUTE

NOW = Month(2026, 10)
START = datetime(2026, 10, 31, 16, tzinfo=UTC)
CDX = "https://web.archive.org/cdx/search/cdx"
DIGITS = re.compile(r"\D")


@pytest.fixture
def index(visitor):
    """Ask the index, each time more than a simulated minute later, and split its lines."""
    later = iter(START + timedelta(seconds=70 * step) for step in range(1_000_000))

    def ask(url: str, **parameters: str) -> list[list[str]]:
        answer = visitor.get(CDX, NOW, params={"url": url, **parameters}, at=next(later))
        assert answer.status_code == 200, answer.text
        return [line.split(" ") for line in answer.text.splitlines() if line]

    return ask


def replay(visitor, stamp: str, url: str, step: int = 0) -> httpx.Response:
    return visitor.get(
        f"https://web.archive.org/web/{stamp}id_/{url}", NOW, at=START + timedelta(days=1, seconds=2 * step)
    )


def test_twitter_of_2012_and_2013_in_the_archive(visitor, index) -> None:
    """Each month that the truth calls held gives a capture, and each capture the count of its month."""
    months = month_range(Month(2012, 3), Month(2013, 3))
    frames = {str(month): truth("edgar-quinet", month)["accounts"].filter(network="x") for month in months}
    handles = frames["2013-03"]["handle"].head(6)
    steps = 0
    for handle in handles:
        lines = index(f"twitter.com/{handle}", **{"from": "201203", "to": "201303", "collapse": "timestamp:6"})
        seen = {f"{line[1][:4]}-{line[1][4:6]}": line for line in lines}
        for month, frame in frames.items():
            rows = frame.filter(handle=handle)
            if rows.is_empty() or not rows["exists"][0]:
                continue
            assert (month in seen) == (rows["archive"][0] == "page"), (handle, month)
            if month not in seen:
                continue
            line = seen[month]
            memento = replay(visitor, line[1], line[2], steps)
            steps += 1
            assert memento.status_code == 200
            found = re.search(r'data-element-term="follower_stats"[^>]*>\s*<strong>([\d,]+)<', memento.text)
            assert found
            assert int(DIGITS.sub("", found[1])) == rows["followers_count"][0]
            moment = parsedate_to_datetime(memento.headers["memento-datetime"])
            assert moment.strftime("%Y%m%d%H%M%S") == line[1]
            assert f'<{line[2]}>; rel="original"' in memento.headers["link"]
            assert memento.headers["x-archive-orig-content-type"].startswith("text/html")
            assert "Page simulée" in memento.text
    assert steps > 40


def test_today_in_the_archive_holds_pages_and_walls(visitor, index) -> None:
    month = Month(2024, 5)
    rows = truth("aujourdhui", month)["accounts"].filter("exists", pl.col("fault").is_null())
    seen = {"none": 0, "wall": 0, "page": 0}
    for network in ("facebook", "instagram", "linkedin"):
        for row in rows.filter(network=network).head(14).to_dicts():
            lines = index(str(row["url"]), **{"from": "202405", "to": "202405"})
            statuses = {line[4] for line in lines} - {"-"}
            seen[row["archive"]] += 1
            assert bool(lines) == (row["archive"] != "none"), row
            if row["archive"] == "wall":
                assert statuses == {"302"}
                memento = replay(visitor, lines[0][1], lines[0][2], sum(seen.values()))
                assert re.match(r"https://web\.archive\.org/web/\d{14}id_/https://", memento.headers["location"])
                assert memento.status_code == 302
    assert min(seen.values()) >= 3, seen


def test_what_was_shown_then_is_shown_again(visitor, index) -> None:
    """A replayed page is byte for byte the page of that instant."""
    world = load_world("edgar-quinet")
    for site in list(world.sites.values())[10:14]:
        line = index(f"{site.host}/", **{"from": "2012", "to": "2013"})[0]
        assert line[2] == site.url
        moment = datetime.strptime(line[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        then = visitor.get(site.url, Month(moment.year, moment.month), at=moment)
        assert replay(visitor, line[1], line[2]).content == then.content


def test_index_forms(visitor, index) -> None:
    account = next(item for item in load_world("edgar-quinet").accounts if item.territory.name == "Grenoble")
    whole = index(account.url, **{"from": "2012", "to": "2013"})
    assert all(len(line) == 7 for line in whole)
    assert [line[1] for line in whole] == sorted(line[1] for line in whole)
    monthly = index(account.url, **{"from": "2012", "to": "2013", "collapse": "timestamp:6"})
    assert len({line[1][:6] for line in monthly}) == len(monthly) < len(whole)
    found = index(account.url, **{"from": "2012", "to": "2013", "filter": "statuscode:200"})
    assert {line[4] for line in found} == {"200"}
    others = index(account.url, **{"from": "2012", "to": "2013", "filter": "!statuscode:200"})
    assert len(found) + len(others) == len(whole)
    at = START + timedelta(days=400)
    query = {"url": account.url, "from": "2012", "to": "2013", "output": "json", "fl": "timestamp,original"}
    table = visitor.get(CDX, NOW, params=query, at=at).json()
    assert table[0] == ["timestamp", "original"]
    assert [row[0] for row in table[1:]] == [line[1] for line in whole]
    assert visitor.get(CDX, NOW, params={"url": "nobody.example/x", "output": "json"}, at=at).json() == []


def test_index_by_pages(visitor) -> None:
    account = next(item for item in load_world("edgar-quinet").accounts if item.territory.name == "Grenoble")
    stamps, key, step = [], "", 0
    while True:
        query = {"url": account.url, "from": "2012", "to": "2013", "limit": "5", "showResumeKey": "true"}
        if key:
            query["resumeKey"] = key
        answer = visitor.get(CDX, NOW, params=query, at=START + timedelta(days=500, seconds=70 * step))
        step += 1
        body, _, key = answer.text.partition("\n\n")
        stamps += [line.split(" ")[1] for line in body.splitlines()]
        key = key.strip().replace("+", " ")
        if not key:
            break
    assert step > 2
    assert len(stamps) == len(set(stamps)) or stamps[0] == stamps[1]


def test_a_short_or_wrong_timestamp_leads_to_the_nearest_capture(visitor) -> None:
    account = next(item for item in load_world("edgar-quinet").accounts if item.territory.name == "Grenoble")
    for stamp in ("2012", "201206", "20120615", "20120615120000"):
        answer = replay(visitor, stamp, account.url)
        assert answer.status_code == 302
        assert "/web/2012" in answer.headers["location"]
    assert replay(visitor, "20129999", account.url).status_code == 400
    missing = replay(visitor, "2013", "https://nobody.example/")
    assert (missing.status_code, "memento-datetime" in missing.headers) == (404, False)


@pytest.mark.parametrize("scene", ["edgar-quinet", "aujourdhui"])
def test_one_site_is_excluded(visitor, scene: str) -> None:
    host = excluded_host(load_world(scene))
    blocked = visitor.get(CDX, NOW, params={"url": f"www.{host}/"}, at=START + timedelta(days=600))
    assert (blocked.status_code, "Blocked Site Error" in blocked.text) == (403, True)
    page = replay(visitor, "2012", f"http://{host}/")
    assert (page.status_code, "Blocked Site Error" in page.headers["x-archive-wayback-runtime-error"]) == (403, True)
    sites = truth(scene, Month(2013, 3) if scene == "edgar-quinet" else NOW)["sites"]
    assert sites.filter(~pl.col("is_in_archive"), pl.col("site_url").is_not_null()).height == 1


def test_too_many_questions_in_a_minute(visitor) -> None:
    start = START + timedelta(days=700)
    answers = [
        visitor.get(CDX, NOW, params={"url": "nobody.example"}, at=start + timedelta(seconds=1.5 * step))
        for step in range(CDX_PER_MINUTE + 2)
    ]
    assert [answer.status_code for answer in answers] == [200] * CDX_PER_MINUTE + [429] * 2
    assert answers[-1].headers["Retry-After"] == "60"
    later = visitor.get(CDX, NOW, params={"url": "nobody.example"}, at=start + timedelta(seconds=150))
    assert later.status_code == 200


def test_a_look_into_the_archive_counts_for_no_other_host() -> None:
    account = next(item for item in load_world("edgar-quinet").accounts if item.territory.name == "Grenoble")
    with running_replica() as base:
        for path in (f"/cdx/search/cdx?url={account.url}&from=2012&to=2013", f"/web/2012id_/{account.url}"):
            httpx.get(f"{base}{path}", headers={"Host": "web.archive.org", "Replica-Now": START.isoformat()})
        report = httpx.get(f"{base}/manners", headers={"Host": "replica.local"}).json()
    assert (report["hosts"], report["requests"]) == (1, 2)


def test_nothing_of_the_future_and_nothing_of_interfaces(visitor) -> None:
    early = datetime(2012, 9, 30, 16, tzinfo=UTC)
    account = next(item for item in load_world("edgar-quinet").accounts if item.territory.name == "Grenoble")
    text = visitor.get(CDX, Month(2012, 9), params={"url": account.url}, at=early).text
    assert text
    assert all(line.split(" ")[1] < "201209301600" for line in text.splitlines())
    for url in ("graph.facebook.com/v23.0/x", "api.x.com/2/users/by", "web.archive.org/"):
        assert visitor.get(CDX, NOW, params={"url": url}, at=START + timedelta(days=800)).text == ""


def test_truth_of_ads_and_networks() -> None:
    frames = truth("aujourdhui", NOW)
    networks = {row["network"]: row for row in frames["networks"].to_dicts()}
    assert not networks["viadeo"]["is_open"]
    assert networks["viadeo"]["account_count"] == 0
    assert all(row["is_open"] for name, row in networks.items() if name != "viadeo")
    there = frames["accounts"].filter("exists")
    for name, row in networks.items():
        assert row["post_count"] == there.filter(network=name)["post_count"].sum()
    assert networks["facebook"]["ad_count"] == frames["ads"].height > 5
    assert not frames["ads"]["is_political"].any()
    assert truth("aujourdhui", Month(2024, 5))["ads"]["is_political"].any()
    assert truth("edgar-quinet", Month(2013, 3))["ads"].is_empty()
