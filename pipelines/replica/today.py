"""Scene `aujourdhui`: which sites and accounts the territories of DEMO2026 hold, and where they can be found.

Shares are plausible orders of magnitude by stratum, from the published figures and measures of public pages; every
draw depends on the territory and the network only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from pipelines.replica.growth import ANCHOR, START, Growth
from pipelines.replica.hashing import normal, pick, seed, unit
from pipelines.replica.names import Register, handle_of, site_of
from pipelines.replica.records import NEVER, Account, Site, World
from pipelines.replica.territory import Territory

NETWORKS: Final = ("facebook", "x", "youtube", "bluesky", "mastodon")

_SHARES: Final[dict[str, tuple[float, float, float, float, float]]] = {
    "REG": (1.0, 0.98, 0.98, 0.60, 0.30),
    "DEP": (0.98, 0.92, 0.88, 0.30, 0.12),
    "METRO": (0.98, 0.95, 0.90, 0.40, 0.20),
    "CU": (0.97, 0.75, 0.75, 0.20, 0.08),
    "CA": (0.95, 0.45, 0.50, 0.08, 0.03),
    "CC": (0.85, 0.12, 0.20, 0.02, 0.01),
    "COM_100000_PLUS": (0.99, 0.95, 0.90, 0.40, 0.20),
    "COM_50000_100000": (0.98, 0.82, 0.75, 0.18, 0.07),
    "COM_20000_50000": (0.96, 0.58, 0.50, 0.08, 0.03),
    "COM_10000_20000": (0.92, 0.32, 0.27, 0.03, 0.01),
    "COM_3500_10000": (0.84, 0.14, 0.12, 0.01, 0.005),
    "COM_2000_3500": (0.72, 0.07, 0.05, 0.005, 0.0),
    "COM_500_2000": (0.50, 0.02, 0.02, 0.0, 0.0),
    "COM_0_500": (0.22, 0.005, 0.005, 0.0, 0.0),
}
"""Share of a stratum that holds an account: facebook, x, youtube, bluesky, mastodon."""

_RELATIVE_SIZE: Final = {"facebook": 1.0, "x": 0.45, "youtube": 0.035, "bluesky": 0.04, "mastodon": 0.02}
_LEVEL_SIZE: Final = {"region": 0.15, "departement": 0.25, "epci": 0.12, "commune": 1.0}
_OPENED: Final = {"facebook": -40, "x": -40, "youtube": -60, "bluesky": 2024 * 12 + 9, "mastodon": 2022 * 12 + 10}
_RENAMES: Final = {"facebook": 0.010, "x": 0.010, "youtube": 0.005, "bluesky": 0.03, "mastodon": 0.03}


def build_today(territories: Sequence[Territory]) -> World:
    """The world of scene `aujourdhui` for these territories."""
    register = Register()
    sites = {place.territory_id: site for place in territories if (site := _site(place, register)) is not None}
    accounts: list[Account] = []
    for place in territories:
        for network, share in zip(NETWORKS, _SHARES[place.stratum], strict=True):
            if unit("has", network, place.territory_id) < share:
                accounts.append(_account(len(accounts), network, place, sites.get(place.territory_id), register))
    growth = Growth([_size(account) for account in accounts], [account.seed for account in accounts])
    return World("aujourdhui", territories, sites.values(), accounts, growth.followers)


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


def _account(index: int, network: str, place: Territory, site: Site | None, register: Register) -> Account:
    key = (network, place.territory_id)
    handle, shown, url, platform_id = handle_of(network, place, site, register)
    in_directory, in_wikidata, page = _found_in(network, place, site, handle)
    ending = unit("ending", *key)
    gone = _moment("gone", *key) if ending < (0.06 if network == "x" else 0.02) else NEVER
    can_rename = gone == NEVER and not (network == "facebook" and handle.isdigit()) and not handle.startswith("UC")
    renamed = _moment("renamed", *key) if can_rename and unit("rename", *key) < _RENAMES[network] else NEVER
    return Account(
        index, place, network, handle, shown, url, platform_id, seed("account", *key), _first(network, place),
        in_directory, in_wikidata, page, gone, renamed,
        is_suspended=network in ("x", "youtube") and unit("suspended", *key) < 0.3,
        is_hidden=network == "youtube" and unit("hidden", *key) < 0.02,
    )  # fmt: skip


def _first(network: str, place: Territory) -> int:
    """Month the account was opened: mostly before 2019 on the old networks, since 2022-2024 on the new ones."""
    drawn = unit("first", network, place.territory_id)
    opened = _OPENED[network]
    if opened < 0:
        return START + int(opened * (1 - drawn) ** 2 + 90 * max(0.0, drawn - 0.75) ** 1.2)
    return opened + int(26 * drawn**2)


def _moment(*key: object) -> int:
    return ANCHOR - 24 + seed("moment", *key) % 30


def _size(account: Account) -> float:
    """Followers at the anchor month."""
    place = account.territory
    base = 3.2 * place.population**0.78 * _LEVEL_SIZE[place.level] * _RELATIVE_SIZE[account.network]
    size: float = base * math.exp(0.55 * normal("size", account.network, place.territory_id))
    return max(3.0, size)


def _found_in(network: str, place: Territory, site: Site | None, handle: str) -> tuple[bool, bool, str | None]:
    """Directory, Wikidata and page of the site that name the account. About one in seventy is named nowhere."""
    key = (network, place.territory_id)
    if unit("nowhere", *key) < 0.014:
        return False, False, None
    listed = {"facebook": 0.62, "x": 0.50, "youtube": 0.45, "bluesky": 0.12, "mastodon": 0.08}[network]
    in_directory = unit("directory", *key) < listed
    known = 0.75 if place.population >= 50_000 else 0.35 if place.population >= 10_000 else 0.05
    is_named = not (network == "youtube" and handle.startswith(("user/", "c/")))
    in_wikidata = is_named and unit("wikidata", *key) < known
    page = None
    if site is not None and unit("on site", *key) < 0.88:
        page = pick(("home",) * 17 + ("contact", "contact", "mentions-legales"), "place", *key)
    if page is None and not in_directory and not in_wikidata:
        return (True, False, None) if site is None else (False, False, "home")
    return in_directory, in_wikidata, page
