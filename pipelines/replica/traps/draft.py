"""A world in the making: the ordinary draws of `aujourdhui`, which the traps then change pair by pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from pipelines.replica.faults import UNREADABLE, account_fault, site_fault
from pipelines.replica.hashing import seed, unit
from pipelines.replica.names import SHARED_HOST, Register, site_of
from pipelines.replica.platform import NEVER, Platform
from pipelines.replica.platforms import BY_NAME
from pipelines.replica.records import Account, Site, Trap, World
from pipelines.replica.scene_names import TRAPS
from pipelines.replica.territory import Territory
from pipelines.replica.today import account_of, curves, drawn

TURN: Final = 2026 * 12 + 9
"""2026-10: the month in which accounts are renamed, taken over, closed or opened again."""

LONG_AGO: Final = 2024 * 12
NETWORKS: Final = ("facebook", "x", "instagram")
"""Networks on which traps are laid, in turn: one by its pages, one by its interface, one whose pages fail at times."""

_MONTHS: Final = (TURN - 1, TURN)
_ADDRESSES: Final = {
    "facebook": "https://www.facebook.com/{}",
    "x": "https://x.com/{}",
    "instagram": "https://www.instagram.com/{}/",
}
_LONGEST: Final = {"facebook": 50, "x": 15, "instagram": 30}
_NUMBERS: Final = {
    "facebook": (100_060_000_000_000, 10**10),
    "x": (2 * 10**9, 10**9),
    "instagram": (2 * 10**10, 10**10),
}
T = TypeVar("T", Territory, tuple[Territory, Territory])


class Draft:
    """Sites, accounts, mentions and traps, until `world` makes them one. A pair (territory × network) bears one kind of
    trap."""

    def __init__(self, territories: Sequence[Territory]) -> None:
        self.territories = tuple(territories)
        self.by_id = {place.territory_id: place for place in self.territories}
        self._register = Register()
        self._sites, accounts = drawn(self.territories, self._register)
        self._accounts: dict[tuple[str, str], list[Account]] = {}
        for account in accounts:
            self._accounts[account.territory.territory_id, account.network] = [account]
        self._mentions: dict[str, list[Account]] = defaultdict(list)
        self._traps: list[Trap] = []
        self._busy: set[tuple[str, str]] = set()

    def world(self) -> World:
        ordered = [account for pair in self._accounts.values() for account in pair]
        accounts = [replace(account, index=index) for index, account in enumerate(ordered)]
        places = {id(before): after for before, after in zip(ordered, accounts, strict=True)}
        traps = [replace(trap, lure=places[id(trap.lure)]) for trap in self._traps]
        sites = self._sites.values()
        return World(TRAPS, self.territories, sites, accounts, curves(accounts), self._mentions, traps)

    def candidates(self, kind: str, level: str = "commune", least: int = 0, most: int = 10**9) -> list[Territory]:
        """Territories of a level and size whose site can be read, in the order of a draw of that kind of trap."""
        found = [place for place in self.territories if place.level == level and least <= place.population < most]
        return self.in_order(kind, filter(self.is_readable, found))

    def in_order(self, kind: str, items: Iterable[T]) -> list[T]:
        return sorted(items, key=lambda item: seed("trap", kind, *_ids(item)))

    def cases(self, items: Iterable[T], count: int, networks: Sequence[str] = NETWORKS) -> Iterator[tuple[int, str, T]]:
        """The first `count` items with number and network, networks in turn; pairs that bear a trap are left out, and
        bear one from then on."""
        number = 0
        for item in items:
            network = networks[number % len(networks)]
            pairs = {(name, network) for name in _ids(item)}
            if number == count:
                return
            if not pairs & self._busy:
                self._busy |= pairs
                yield number, network, item
                number += 1

    def is_free(self, place: Territory, network: str) -> bool:
        return (place.territory_id, network) not in self._busy

    def is_readable(self, place: Territory) -> bool:
        """True when a list declares the site, and nothing keeps it from being read in the months of the traps."""
        site = self._sites.get(place.territory_id)
        if site is None or not (site.in_directory or site.in_wikidata):
            return False
        return all(site_fault(TRAPS, site, month) not in UNREADABLE for month in _MONTHS)

    def with_site(self, place: Territory) -> bool:
        """Give a site to a territory without one; True when it can be read."""
        if place.territory_id not in self._sites:
            site = site_of(place, self._register, https_share=1.0, directory=True, wikidata=True)
            self._sites[place.territory_id] = site
        return self.is_readable(place)

    def move_to_shared_host(self, place: Territory) -> None:
        """Give a territory a site on the host that small communes share; one that is there gets the scheme of all."""
        before = self._sites.get(place.territory_id)
        is_there = before is not None and before.base != "/"
        path = before.base.strip("/") if before and is_there else self._register.take("path", place.slug, place.code)
        url, number = f"https://{SHARED_HOST}/{path}", seed("site", place.territory_id)
        site = Site(place, url, SHARED_HOST, f"/{path}/", number, in_directory=True, in_wikidata=False)
        self._sites[place.territory_id] = site

    def on_shared_host(self) -> list[Territory]:
        return [place for name, site in self._sites.items() if site.base != "/" and (place := self.by_id.get(name))]

    def give(self, territory: Territory, network: str, /, **more: Any) -> Account:
        """The one account of a territory on a network, open and readable, named where `more` says; replaces others."""
        before = self._accounts.get((territory.territory_id, network))
        platform, site = BY_NAME[network], self._sites.get(territory.territory_id)
        account = before[0] if before else account_of(0, platform, territory, site, self._register)
        if account.handle.isdigit():
            account = self._renamed(account, f"{territory.slug}officiel")
        nowhere = {"in_directory": False, "in_wikidata": False, "place": None}
        settled = {"gone": NEVER, "renamed": NEVER, "is_hidden": False, "is_suspended": False}
        number = _quiet_seed(platform, territory, account.handle)
        account = replace(account, seed=number, first=min(account.first, LONG_AGO), **(nowhere | settled | more))
        self._accounts[territory.territory_id, network] = [account]
        return account

    def add(self, account: Account) -> Account:
        """One more account of its territory."""
        self._accounts.setdefault((account.territory.territory_id, account.network), []).append(account)
        return account

    def change(self, account: Account, /, **more: Any) -> Account:
        pair = self._accounts[account.territory.territory_id, account.network]
        changed = replace(account, **more)
        pair[pair.index(account)] = changed
        return changed

    def remove(self, place: Territory, network: str) -> None:
        self._accounts.pop((place.territory_id, network), None)

    def again(self, account: Account, shown: str | None = None, /, **more: Any) -> Account:
        """Another account of the same territory, with an id of its own; under the same handle when none is given."""
        number = _number(account.network, "again", account.territory.territory_id)
        copy = replace(account, platform_id=number, seed=_quiet_seed(account.platform, account.territory, number))
        return self.add(replace(self._renamed(copy, shown) if shown else copy, **more))

    def renamed(self, account: Account, shown: str, /, **more: Any) -> Account:
        """The same account under another handle."""
        return self.add(replace(self._renamed(account, shown), **more))

    def _renamed(self, account: Account, shown: str) -> Account:
        shown = self._take(account.network, shown, account.territory)
        return replace(account, shown=shown, handle=shown.lower(), url=_ADDRESSES[account.network].format(shown))

    def _take(self, network: str, shown: str, owner: Territory) -> str:
        shown = shown.lower() if network == "instagram" else shown
        return self._register.take(network, shown, owner.code, _LONGEST[network])

    def outsider(self, key: str, title: str, population: int = 5_000, host: str = "") -> Territory:
        """Somebody who is not a member: `key` (kind:name) is its territory id, `title` its signature."""
        place = Territory(key, "commune", key.partition(":")[2][:5], title, "", population, "", title)
        if host and key not in self._sites:
            number = seed("site", key)
            self._sites[key] = Site(place, f"https://{host}/", host, "/", number, in_directory=False, in_wikidata=False)
        return place

    def strange(
        self, owner: Territory, network: str, shown: str, scope: str, *, take: bool = True, is_dormant: bool = False
    ) -> Account:
        """An account of an outsider; without `take`, under a handle that somebody else gave up."""
        if take:
            shown = self._take(network, shown, owner)
        platform, handle = BY_NAME[network], shown.lower()
        url, number = _ADDRESSES[network].format(shown), _number(network, owner.territory_id)
        own_seed = _quiet_seed(platform, owner, handle, is_dormant=is_dormant)
        return self.add(
            Account(0, owner, platform, handle, shown, url, number, own_seed, LONG_AGO - own_seed % 24, scope=scope)
        )

    def mention(self, territory: Territory, account: Account, /, **more: Any) -> None:
        """A source of `territory` names the account of somebody else: `in_directory`, `in_wikidata` or `place`."""
        nowhere = {"in_directory": False, "in_wikidata": False, "place": None}
        self._mentions[territory.territory_id].append(replace(account, **(nowhere | more)))

    def trap(self, kind: str, place: Territory, lure: Account, since: int = LONG_AGO) -> None:
        self._busy.add((place.territory_id, lure.network))
        self._traps.append(Trap(kind, place.territory_id, lure, since))


def _ids(item: Territory | tuple[Territory, Territory]) -> tuple[str, ...]:
    return (item.territory_id,) if isinstance(item, Territory) else tuple(place.territory_id for place in item)


def _number(network: str, *key: str) -> str:
    first, span = _NUMBERS[network]
    return str(first + seed("trap id", network, *key) % span)


def _quiet_seed(platform: Platform, place: Territory, handle: str, *, is_dormant: bool = False) -> int:
    """A seed of an account without faults in the months of the traps, that posts or not, and shows its id and site."""
    for attempt in range(10_000):
        number = seed("trap account", platform.name, place.territory_id, handle, attempt)
        account = Account(0, place, platform, handle, handle, "", "", number, 0)
        is_faulty = any(account_fault(TRAPS, account, month) for month in _MONTHS)
        is_shown = unit("bio url", number) < 0.8 and number % 4 and seed("sjs", number) % 2
        if not is_faulty and is_shown and (number % 1_000 < 80) == is_dormant:
            return number
    raise AssertionError(f"no quiet seed for {handle}: one draw in three is quiet, so this cannot happen")
