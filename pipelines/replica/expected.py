"""Who is who in the simulated world: the main account of each pair, the addresses that lead to it, and the traps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from pipelines.replica.faults import is_readable, site_fault
from pipelines.replica.records import Account, World, exists, is_closed, is_in_wikidata, month_of

_MAINS: Final = {
    "territory_id": pl.String, "network": pl.String, "handle": pl.String, "url": pl.String, "identity_id": pl.String,
    "scope": pl.String, "exists": pl.Boolean, "state": pl.String, "spell_number": pl.Int64, "since_month": pl.Date,
    "in_directory": pl.Boolean, "in_wikidata": pl.Boolean, "on_site": pl.Boolean, "is_named_elsewhere": pl.Boolean,
    "is_readable": pl.Boolean,
}  # fmt: skip
_ADDRESSES: Final = {
    "network": pl.String, "url": pl.String, "identity_id": pl.String, "platform_id": pl.String, "owner_id": pl.String,
    "scope": pl.String,
}  # fmt: skip
_TRAPS: Final = {
    "kind": pl.String, "territory_id": pl.String, "network": pl.String, "lure": pl.String, "lure_name": pl.String,
    "lure_url": pl.String, "lure_identity_id": pl.String, "expected": pl.String, "expected_identity_id": pl.String,
    "since_month": pl.Date,
}  # fmt: skip


def mains(world: World, month: int) -> pl.DataFrame:
    """One row per territory × network that ever had an account: the main one, or the last that was when none exists.

    `state` is open, renamed, reused (the territory opened another account under the same handle), returned, closed,
    suspended, hijacked (somebody else has its handle) or network_closed. `spell_number` counts the identities of the
    pair and their returns; `since_month` is the first month of the present one. The flags say which sources name an
    address that leads to it: `is_named_elsewhere` is a source of another territory; `is_readable` is true when one of
    them could be read in the month.
    """
    elsewhere: dict[int, set[str]] = {}
    for name, accounts in world.mentions.items():
        for account in accounts:
            elsewhere.setdefault(account.seed, set()).add(name)
    readable = {name for name, site in world.sites.items() if is_readable(site, site_fault(world.scene, site, month))}
    rows = []
    for place in world.territories:
        for own in _by_network(world, place.territory_id, month):
            account = own[-1]
            others = elsewhere.get(account.seed, set())
            in_wikidata, on_site = is_in_wikidata(account, month), account.on_site
            is_read = account.in_directory or in_wikidata or (on_site and place.territory_id in readable)
            spell, since = _spell(own, month)
            rows.append((
                place.territory_id, account.network, account.handle, account.url, account.identity, account.scope,
                exists(account, month), _state(world, own, month), spell, month_of(since).first_day,
                account.in_directory, in_wikidata, on_site, bool(others), is_read or bool(others & readable),
            ))  # fmt: skip
    return pl.DataFrame(rows, schema=_MAINS, orient="row")


def _by_network(world: World, territory_id: str, month: int) -> list[list[Account]]:
    """The whole-body accounts that a territory opened by a month, by network, the main one last."""
    found: dict[str, list[Account]] = {}
    for account in world.by_territory.get(territory_id, ()):
        if account.first <= month and account.scope == "generaliste":
            found.setdefault(account.network, []).append(account)
    return [sorted(own, key=lambda one: (exists(one, month), one.first)) for own in found.values()]


def _state(world: World, own: Sequence[Account], month: int) -> str:
    account, earlier = own[-1], own[:-1]
    if month >= account.platform.closed:
        return "network_closed"
    if not exists(account, month):
        bearer = world.find(account.network, account.handle, month)
        if bearer is not None and bearer.territory is not account.territory:
            return "hijacked"
        return "suspended" if account.is_suspended and is_closed(account, month) else "closed"
    if month >= account.back:
        return "returned"
    if any(one.handle == account.handle and one.identity != account.identity for one in earlier):
        return "reused"
    is_renamed = month >= account.renamed or any(one.identity == account.identity for one in earlier)
    return "renamed" if is_renamed else "open"


def _spell(own: Sequence[Account], month: int) -> tuple[int, int]:
    account = own[-1]
    returns = sum(one.back <= month for one in own)
    first = min(one.first for one in own if one.identity == account.identity)
    return len({one.identity for one in own}) + returns, account.back if account.back <= month else first


def addresses(world: World, month: int) -> pl.DataFrame:
    """Every address that sources may show for an account, and whose account it leads to in the month."""
    rows = [
        (account.network, url, account.identity, account.platform_id, account.territory.territory_id, account.scope)
        for account in world.accounts
        if account.first <= month and world.find(account.network, account.handle, month) is account
        for url in dict.fromkeys((account.url, *account.platform.links(account, month)))
    ]
    return pl.DataFrame(rows, schema=_ADDRESSES, orient="row")


def traps(world: World, month: int, expected: pl.DataFrame) -> pl.DataFrame:
    """The traps that are set in a month; `expected` are its `mains`: what must be found is null when none exists."""
    there = {
        (row["territory_id"], row["network"]): (row["handle"], row["identity_id"])
        for row in expected.filter("exists").iter_rows(named=True)
    }
    rows = [
        (
            trap.kind, trap.territory_id, trap.lure.network, trap.lure.handle, trap.lure.territory.label,
            trap.lure.url, trap.lure.identity,
            *there.get((trap.territory_id, trap.lure.network), (None, None)), month_of(trap.since).first_day,
        )
        for trap in world.traps
        if trap.since <= month
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_TRAPS, orient="row")
