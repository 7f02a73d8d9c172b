"""What is true in the simulated world, for tests and journeys to compare with what was measured. No page is read."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.model.months import Month
from pipelines.replica import expected
from pipelines.replica.ads import started_in
from pipelines.replica.captures import excluded_host, held
from pipelines.replica.faults import account_fault, is_readable, site_fault
from pipelines.replica.platforms import PLATFORMS
from pipelines.replica.posts import originals
from pipelines.replica.records import World, bare_host, exists, is_in_wikidata, month_index
from pipelines.replica.scenes import load_world
from pipelines.replica.territory import ROSTERS

_SITES = {"territory_id": pl.String, "site_url": pl.String, "fault": pl.String, "is_readable": pl.Boolean,
          "is_in_archive": pl.Boolean}  # fmt: skip
_ACCOUNTS = {
    "territory_id": pl.String, "network": pl.String, "handle": pl.String, "url": pl.String, "platform_id": pl.String,
    "exists": pl.Boolean, "followers_count": pl.Int64, "post_count": pl.Int64, "in_directory": pl.Boolean,
    "in_wikidata": pl.Boolean, "on_site": pl.Boolean, "fault": pl.String, "archive": pl.String, "scope": pl.String,
    "identity_id": pl.String, "is_main": pl.Boolean,
}  # fmt: skip
_ADS = {
    "territory_id": pl.String(), "page_id": pl.String(), "ad_id": pl.String(), "started_at": pl.Datetime("us", "UTC"),
    "stopped_at": pl.Datetime("us", "UTC"), "reach": pl.Int64(), "is_political": pl.Boolean(),
}  # fmt: skip
_NETWORKS = {
    "network": pl.String, "is_open": pl.Boolean, "account_count": pl.Int64, "post_count": pl.Int64,
    "ad_count": pl.Int64,
}  # fmt: skip


def truth(scene: str, month: Month, rosters: Path = ROSTERS) -> dict[str, pl.DataFrame]:
    """Frames `sites` (one row per territory), `accounts` (one row per account opened by the month, closed ones too),
    `ads` (one row per advertisement started in the month), `networks` (one row per platform of the scene), and who is
    who: `mains`, `addresses` and `traps` (see `expected`).

    `followers_count` is the exact count that the network holds (Facebook: fans), null for an account that does not
    exist; `post_count` counts the original posts of the month; `on_site` is true when a page of the official site links
    to the account, whether or not the site could be read; `fault` names what was wrong with the page in the month
    (`network_closed`: the platform is no more); `archive` is what the web archive holds of its page from the month:
    `none`, `wall` (a login only) or `page`, which shows the counts of the month if the page did. `is_in_archive` is
    false for the one site that the archive leaves out. The followers of a Facebook page (plugin, interface) are
    fans + fans // 30, those of a PeerTube channel what its home counts. `scope` is what the account speaks for,
    `identity_id` its network and the id that never changes; `is_main` is true for the main account of a member of the
    roster. In scene `pieges` a pair may have several accounts, and some belong to nobody of the roster.

    Raises:
        ReplicaError: there is no such scene.
    """
    world, index = load_world(scene, rosters), month_index(month)
    mains = expected.mains(world, index)
    accounts, ads = _accounts(world, index, mains), _ads(world, index)
    return {
        "sites": _sites(world, index),
        "accounts": accounts,
        "ads": ads,
        "networks": _networks(world, index, accounts, ads),
        "mains": mains,
        "addresses": expected.addresses(world, index),
        "traps": expected.traps(world, index, mains),
    }


def _sites(world: World, index: int) -> pl.DataFrame:
    rows, left_out = [], excluded_host(world)
    for place in world.territories:
        site = world.sites.get(place.territory_id)
        fault = site_fault(world.scene, site, index) if site is not None else None
        is_read = site is not None and is_readable(site, fault)
        is_kept = site is not None and bare_host(site.host) != left_out
        rows.append((place.territory_id, site.url if site is not None else None, fault, is_read, is_kept))
    return pl.DataFrame(rows, schema=_SITES, orient="row")


def _accounts(world: World, index: int, mains: pl.DataFrame) -> pl.DataFrame:
    followers, posts = world.followers(index), originals(world, index)
    is_main = set(mains.filter("exists").select("territory_id", "identity_id", "handle").iter_rows())
    rows = []
    for account in world.accounts:
        if account.first > index:
            continue
        is_there = exists(account, index)
        who = (account.territory.territory_id, account.identity, account.handle)
        rows.append((
            account.territory.territory_id, account.network, account.handle, account.url, account.platform_id, is_there,
            followers[account.index] if is_there else None, posts[account.index], account.in_directory,
            is_in_wikidata(account, index), account.on_site, account_fault(world.scene, account, index),
            held(account, index), account.scope, account.identity, is_there and who in is_main,
        ))  # fmt: skip
    return pl.DataFrame(rows, schema=_ACCOUNTS, orient="row")


def _ads(world: World, index: int) -> pl.DataFrame:
    rows = [
        (
            account.territory.territory_id,
            account.platform_id,
            ad.ad_id,
            ad.started,
            ad.stopped,
            ad.reach,
            ad.is_political,
        )
        for account in world.accounts
        if account.network == "facebook"
        for ad in started_in(account, index)
    ]
    return pl.DataFrame(rows, schema=_ADS, orient="row")


def _networks(world: World, index: int, accounts: pl.DataFrame, ads: pl.DataFrame) -> pl.DataFrame:
    """Accounts that exist, their original posts and the ads of their pages, over the whole scene."""
    names = {account.network for account in world.accounts}
    rows = []
    for platform in PLATFORMS:
        if platform.name in names:
            there = accounts.filter("exists", network=platform.name)
            ad_count = ads.height if platform.name == "facebook" else 0
            posts = int(there["post_count"].sum())
            rows.append((platform.name, index < platform.closed, there.height, posts, ad_count))
    return pl.DataFrame(rows, schema=_NETWORKS, orient="row")
