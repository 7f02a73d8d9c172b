"""Platforms are found by themselves, and a new one changes nothing of the others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.model.strata import STRATA
from pipelines.replica import platforms, today
from pipelines.replica.platforms import PLATFORMS
from pipelines.replica.records import paris_month
from pipelines.replica.scenes import load_world
from pipelines.replica.territory import read_roster
from pipelines.replica.truth import truth
from pipelines.replica.visit import Reply, Visit
from pipelines.replica.web import Web

FIRST_FIVE = ("facebook", "x", "youtube", "bluesky", "mastodon")
FROZEN = {
    ("edgar-quinet", "2012-03"): "d4de0c520477bf10",
    ("edgar-quinet", "2013-03"): "a4644ac4cde6a3f5",
    ("aujourdhui", "2019-06"): "8b2496178c5d378d",
    ("aujourdhui", "2023-02"): "2fd7b5722adf32bf",
    ("aujourdhui", "2026-10"): "e592e17b478c8a8a",
}
COLUMNS = (
    "territory_id", "network", "handle", "url", "platform_id", "exists", "followers_count", "post_count",
    "in_directory", "in_wikidata", "on_site", "fault",
)  # fmt: skip


@pytest.mark.parametrize(("scene", "month"), FROZEN)
def test_the_first_five_platforms_are_as_they_were(scene: str, month: str) -> None:
    rows = truth(scene, Month.parse(month))["accounts"].filter(pl.col("network").is_in(FIRST_FIVE)).select(COLUMNS)
    assert blake2b(repr(rows.rows()).encode(), digest_size=8).hexdigest() == FROZEN[scene, month]


def test_every_module_is_a_platform() -> None:
    folder = Path(platforms.__file__).parent
    modules = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}
    assert {platform.name for platform in PLATFORMS} == modules
    assert [platform.rank for platform in PLATFORMS] == sorted({platform.rank for platform in PLATFORMS})


def test_no_host_is_claimed_twice() -> None:
    hosts = [host for platform in PLATFORMS for host in platform.hosts]
    assert len(hosts) == len(set(hosts))
    for platform in PLATFORMS:
        assert {*platform.robots, *platform.busy} <= set(platform.hosts)
        assert all(re.fullmatch(r"P\d+", prop) for prop in platform.wikidata)


def test_shares_name_known_strata() -> None:
    strata = {stratum.code for stratum in STRATA}
    for platform in PLATFORMS:
        assert set(platform.shares) <= strata
        assert all(0 <= share <= 1 for share in platform.shares.values())


def test_another_platform_changes_no_draw_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    places = read_roster("DEMO2026")[::9]
    before = today.build_today(places)
    twin = replace(PLATFORMS[0], name="twin", rank=15)
    monkeypatch.setattr(today, "PLATFORMS", (PLATFORMS[0], twin, *PLATFORMS[1:]))
    after = today.build_today(places)
    month = 2026 * 12 + 9
    kept = [account for account in after.accounts if account.network != "twin"]
    assert len(after.accounts) > len(kept) == len(before.accounts)
    for old, new in zip(before.accounts, kept, strict=True):
        assert (old.url, old.seed, old.first, old.place) == (new.url, new.seed, new.first, new.place)
        assert before.followers(month)[old.index] == after.followers(month)[new.index]


def answered(web: Web, url: str, now: datetime) -> Reply:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return web.answer(Visit(parts.scheme, parts.netloc, parts.path, query, parts.query, now, paris_month(now), {}))


@pytest.mark.parametrize("now", [datetime(2013, 3, 31, 16, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC)])
def test_pages_are_the_same_after_a_restart_and_say_that_they_are_simulated(now: datetime) -> None:
    world = load_world("edgar-quinet" if now.year == 2013 else "aujourdhui")
    chosen = [account for account in world.accounts if account.seed % 9 == 0 and account.first <= paris_month(now)]
    assert {account.network for account in chosen} >= {account.network for account in world.accounts} - {"telegram"}
    first, second = Web(), Web()
    for account in chosen[:250]:
        now += timedelta(seconds=3)
        archive = f"https://web.archive.org/cdx/search/cdx?url={account.url}&from={now.year}"
        one, index = answered(first, account.url, now), answered(first, archive, now)
        other_index, other = answered(second, archive, now), answered(second, account.url, now)
        assert (one.status, one.headers, one.body) == (other.status, other.headers, other.body), account.url
        assert (index.status, index.body) == (200, other_index.body)
        if one.status in (200, 404) and one.content_type.startswith("text/html") and one.body:
            assert one.body.count(b"Page simul") >= 3, account.url
