"""Scene `aujourdhui`: which sites and accounts the territories of DEMO2026 hold, and where they can be found.

Shares are plausible orders of magnitude by stratum, from the published figures and measures of public pages; every
draw depends on the territory and the network only. The shares by network are in the files of `platforms/`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from pipelines.replica.growth import ANCHOR, Growth
from pipelines.replica.hashing import Floats, normal, pick, seed, unit
from pipelines.replica.names import Register, site_of
from pipelines.replica.platform import NEVER, Names, Platform
from pipelines.replica.platforms import PLATFORMS
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory

_LEVEL_SIZE: Final = {"region": 0.15, "departement": 0.25, "epci": 0.12, "commune": 1.0}


def build_today(territories: Sequence[Territory]) -> World:
    """The world of scene `aujourdhui` for these territories."""
    sites, accounts = drawn(territories, Register())
    return World("aujourdhui", territories, sites.values(), accounts, curves(accounts))


def drawn(territories: Sequence[Territory], register: Register) -> tuple[dict[str, Site], list[Account]]:
    """Sites by territory, and accounts, as they are drawn for these territories."""
    sites = {place.territory_id: site for place in territories if (site := _site(place, register)) is not None}
    accounts: list[Account] = []
    for place in territories:
        for platform in PLATFORMS:
            if unit("has", platform.name, place.territory_id) < platform.shares.get(place.stratum, 0.0):
                accounts.append(account_of(len(accounts), platform, place, sites.get(place.territory_id), register))
    return sites, accounts


def curves(accounts: Sequence[Account]) -> Callable[[int], Floats]:
    """Followers of the accounts by month."""
    return Growth([_size(account) for account in accounts], [account.seed for account in accounts]).followers


def _site(place: Territory, register: Register) -> Site | None:
    """The declared site, if any: 98-100 % above 3 500 inhabitants, 36 % below 500 (directory, 2026)."""
    population = place.population if place.level == "commune" else 10**6
    shares = ((20_000, 0.998), (3_500, 0.985), (1_000, 0.95), (500, 0.79), (0, 0.36))
    share = next(share for least, share in shares if population >= least)
    if unit("has site", place.territory_id) >= share:
        return None
    listed = unit("site listed", place.territory_id)
    https_share = 0.97 if population >= 20_000 else 0.78
    return site_of(place, register, https_share=https_share, directory=listed < 0.96, wikidata=listed > 0.35)


def account_of(index: int, platform: Platform, place: Territory, site: Site | None, register: Register) -> Account:
    """The account of a territory on a platform, whether it was drawn to have one or not."""
    key = (platform.name, place.territory_id)
    names = platform.names(place, site, register)
    in_directory, in_wikidata, page = _found_in(platform, place, site, names)
    gone = _moment("gone", *key) if unit("ending", *key) < platform.closing_share else NEVER
    gone = min(gone, platform.closed)
    can_rename = gone == NEVER and platform.can_rename(names)
    renamed = _moment("renamed", *key) if can_rename and unit("rename", *key) < platform.rename_share else NEVER
    return Account(
        index, place, platform, *names, seed("account", *key), platform.opened(unit("first", *key)),
        in_directory, in_wikidata, page, gone, renamed,
        is_suspended=unit("suspended", *key) < platform.suspended_share,
        is_hidden=unit("hidden", *key) < platform.hidden_share,
    )  # fmt: skip


def _moment(*key: object) -> int:
    return ANCHOR - 24 + seed("moment", *key) % 30


def _size(account: Account) -> float:
    """Followers at the anchor month."""
    place = account.territory
    base = 3.2 * place.population**0.78 * _LEVEL_SIZE[place.level] * account.platform.relative_size
    size: float = base * math.exp(0.55 * normal("size", account.network, place.territory_id))
    return max(3.0, size)


def _found_in(platform: Platform, place: Territory, site: Site | None, names: Names) -> tuple[bool, bool, str | None]:
    """Directory, Wikidata and page of the site that name the account. About one in seventy is named nowhere."""
    key = (platform.name, place.territory_id)
    if unit("nowhere", *key) < 0.014:
        return False, False, None
    in_directory = unit("directory", *key) < platform.directory_share
    known = 0.75 if place.population >= 50_000 else 0.35 if place.population >= 10_000 else 0.05
    in_wikidata = platform.is_named_in_wikidata(names) and unit("wikidata", *key) < known
    page = None
    if site is not None and unit("on site", *key) < 0.88:
        page = pick(("home",) * 17 + ("contact", "contact", "mentions-legales"), "place", *key)
    if page is None and not in_directory and not in_wikidata:
        return (True, False, None) if site is None else (False, False, "home")
    return in_directory, in_wikidata, page
