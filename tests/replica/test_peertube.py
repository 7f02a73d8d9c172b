"""PeerTube instances: what they show is the truth, from home only, and each refusal is there."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.replica.platforms.peertube import INSTANCES
from pipelines.replica.truth import truth

NOW = Month(2026, 10)
RESOURCES = {"c": "video-channels", "a": "accounts"}


@pytest.fixture(scope="module")
def accounts() -> pl.DataFrame:
    return truth("aujourdhui", NOW)["accounts"].filter(network="peertube")


def api(row: dict[str, object], host: str | None = None) -> str:
    kind, _, name = str(row["handle"]).partition("/")
    user, _, home = name.partition("@")
    where = f"https://{home}/api/v1/{RESOURCES[kind]}/{user}"
    return where if host is None else f"https://{host}/api/v1/{RESOURCES[kind]}/{name}"


def faulty(fault: str) -> tuple[dict[str, object], Month]:
    for month in (Month(year, number) for year in range(2026, 2020, -1) for number in range(10, 0, -1)):
        rows = truth("aujourdhui", month)["accounts"].filter(network="peertube", fault=fault)
        if rows.height:
            return rows.row(0, named=True), month
    raise AssertionError(f"no {fault}")


def test_a_handful_of_channels_and_accounts_on_every_instance(accounts: pl.DataFrame) -> None:
    handles = accounts["handle"].to_list()
    assert 15 <= len(handles) <= 40
    assert {handle[:2] for handle in handles} == {"a/", "c/"}
    assert {handle.rpartition("@")[2] for handle in handles} == set(INSTANCES)
    assert accounts["on_site"].mean() > 0.7


def test_profiles_and_their_videos(visitor, accounts: pl.DataFrame) -> None:
    seen = set()
    for row in accounts.filter("exists", pl.col("fault").is_null()).to_dicts():
        profile = visitor.get(api(row), NOW).json()
        seen.add("ownerAccount" in profile)
        assert profile["followersCount"] == row["followers_count"]
        assert profile.get("ownerAccount", {}).get("followersCount") != row["followers_count"]
        assert f"{profile['id']}@{profile['host']}" == row["platform_id"]
        videos, total = [], 1
        while len(videos) < total:
            page = visitor.get(f"{api(row)}/videos?count=7&start={len(videos)}&sort=-publishedAt", NOW).json()
            total = page["total"]
            assert page["data"] or total == 0
            videos += page["data"]
        moments = [video["publishedAt"] for video in videos]
        assert moments == sorted(moments, reverse=True)
        assert len({video["uuid"] for video in videos}) == len(videos)
        assert sum(moment >= "2026-09-30T22" for moment in moments) == row["post_count"]
    assert seen == {True, False}


def test_an_instance_that_is_not_its_home_undercounts(visitor, accounts: pl.DataFrame) -> None:
    rows = accounts.filter("exists", pl.col("fault").is_null(), pl.col("followers_count") > 30).to_dicts()
    for row in rows:
        elsewhere = next(host for host in INSTANCES if host not in str(row["handle"]))
        copy = visitor.get(api(row, elsewhere), NOW).json()
        assert copy["host"] in str(row["handle"])
        assert copy["followersCount"] < row["followers_count"]


@pytest.mark.parametrize(
    ("fault", "status", "mark"),
    [
        ("private", 401, '"detail":"Authentication is required"'), ("removed", 404, " not found"),
        ("unknown_layout", 200, "-root data-rev"),
    ],
)  # fmt: skip
def test_refusals(visitor, fault: str, status: int, mark: str) -> None:
    row, month = faulty(fault)
    answer = visitor.get(api(row), month)
    assert (answer.status_code, mark in answer.text) == (status, True), answer.text
    if status >= 400:
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.json()["status"] == status


@pytest.mark.parametrize(("fault", "names_a_wait"), [("rate_limited_once", True), ("rate_limited_once_bare", False)])
def test_too_many_requests_once(visitor, fault: str, names_a_wait: bool) -> None:
    row, month = faulty(fault)
    first, second = visitor.get(api(row), month), visitor.get(api(row), month)
    assert (first.status_code, second.status_code) == (429, 200)
    assert ("Retry-After" in first.headers) == names_a_wait


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("api/v1/video-channels/personne", 404), ("api/v1/accounts/personne/videos", 404), ("api/v1/jobs", 404),
        ("c/personne/videos", 404),
    ],
)  # fmt: skip
def test_nobody(visitor, path: str, status: int) -> None:
    assert visitor.get(f"https://{INSTANCES[0]}/{path}", NOW).status_code == status


def test_questions_that_are_not_understood(visitor, accounts: pl.DataFrame) -> None:
    row = accounts.filter("exists", pl.col("fault").is_null()).row(0, named=True)
    for query in ("count=101", "count=0", "start=x", "sort=-trending"):
        assert visitor.get(f"{api(row)}/videos?{query}", NOW).status_code == 400


def test_pages_are_shells_that_name_the_channel(visitor, accounts: pl.DataFrame) -> None:
    for row in accounts.filter("exists", pl.col("fault").is_null()).head(6).to_dicts():
        page = visitor.get(str(row["url"]), NOW)
        assert page.status_code == 200
        assert "<my-app>" in page.text
        assert str(row["followers_count"]) not in page.text or row["followers_count"] < 100
        assert len(page.content) < 12_000
