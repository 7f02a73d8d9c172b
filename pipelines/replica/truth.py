"""What is true in the simulated world, for tests and journeys to compare with what was measured. No page is read."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.model.months import Month
from pipelines.replica.faults import account_fault, is_readable, site_fault
from pipelines.replica.posts import originals
from pipelines.replica.records import exists, is_in_wikidata, month_index
from pipelines.replica.scenes import load_world
from pipelines.replica.territory import ROSTERS

_SITES = {"territory_id": pl.String, "site_url": pl.String, "fault": pl.String, "is_readable": pl.Boolean}
_ACCOUNTS = {
    "territory_id": pl.String, "network": pl.String, "handle": pl.String, "url": pl.String, "platform_id": pl.String,
    "exists": pl.Boolean, "followers_count": pl.Int64, "post_count": pl.Int64, "in_directory": pl.Boolean,
    "in_wikidata": pl.Boolean, "on_site": pl.Boolean, "fault": pl.String,
}  # fmt: skip


def truth(scene: str, month: Month, rosters: Path = ROSTERS) -> dict[str, pl.DataFrame]:
    """Frames `sites` (one row per territory) and `accounts` (one row per account opened by the month, closed ones too).

    `followers_count` is the exact count that the network holds (Facebook: fans), null for an account that does not
    exist; `post_count` counts the original posts of the month; `on_site` is true when a page of the official site links
    to the account, whether or not the site could be read; `fault` names what was wrong with the page in the month.

    Raises:
        ReplicaError: there is no such scene.
    """
    world, index = load_world(scene, rosters), month_index(month)
    sites = []
    for place in world.territories:
        site = world.sites.get(place.territory_id)
        fault = site_fault(scene, site, index) if site is not None else None
        is_read = site is not None and is_readable(site, fault)
        sites.append((place.territory_id, site.url if site is not None else None, fault, is_read))
    followers, posts = world.followers(index), originals(world, index)
    accounts = []
    for account in world.accounts:
        if account.first > index:
            continue
        is_there = exists(account, index)
        accounts.append((
            account.territory.territory_id, account.network, account.handle, account.url, account.platform_id, is_there,
            followers[account.index] if is_there else None, posts[account.index], account.in_directory,
            is_in_wikidata(account, index), account.on_site, account_fault(scene, account, index),
        ))  # fmt: skip
    return {
        "sites": pl.DataFrame(sites, schema=_SITES, orient="row"),
        "accounts": pl.DataFrame(accounts, schema=_ACCOUNTS, orient="row"),
    }
