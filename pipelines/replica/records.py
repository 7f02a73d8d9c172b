"""The records of a simulated world: sites and accounts, as they are for all months. Months are month indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from pipelines.model.months import PARIS, Month
from pipelines.replica.hashing import Floats
from pipelines.replica.platform import NEVER, Platform
from pipelines.replica.territory import Territory


def month_index(month: Month) -> int:
    return month.year * 12 + month.number - 1


def month_of(index: int) -> Month:
    return Month(index // 12, index % 12 + 1)


def paris_month(now: datetime) -> int:
    """Index of the month that an aware instant falls in, in Paris."""
    local = now.astimezone(PARIS)
    return local.year * 12 + local.month - 1


@dataclass(frozen=True, slots=True)
class Site:
    """An official site. `host` answers; `base` is the path of its home on that host ("/" unless the host is shared)."""

    territory: Territory
    url: str
    host: str
    base: str
    seed: int
    in_directory: bool
    in_wikidata: bool

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https:")

    @property
    def origin(self) -> str:
        return f"{'https' if self.is_https else 'http'}://{self.host}"

    def is_home(self, path: str) -> bool:
        return path.rstrip("/") == self.base.rstrip("/")

    def address(self, path: str = "") -> str:
        """Absolute address of a page of the site."""
        return f"{self.origin}{self.base}{path}"


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """An official account, known from `first` on; `gone` is the month it was closed in, `renamed` its new handle's.

    `handle` is canonical; `shown` is how the network writes it; `place` is the page of the site that links to it.
    There is one object per account of a world: they are compared by identity.
    """

    index: int
    territory: Territory
    platform: Platform
    handle: str
    shown: str
    url: str
    platform_id: str
    seed: int
    first: int
    in_directory: bool = False
    in_wikidata: bool = False
    place: str | None = None
    gone: int = NEVER
    renamed: int = NEVER
    is_suspended: bool = False
    is_hidden: bool = False

    @property
    def network(self) -> str:
        return self.platform.name

    @property
    def on_site(self) -> bool:
        return self.place is not None


class World:
    """Everything that one scene holds, with the indexes that pages need. Immutable once built."""

    def __init__(
        self,
        scene: str,
        territories: Iterable[Territory],
        sites: Iterable[Site],
        accounts: Iterable[Account],
        followers: Callable[[int], Floats],
    ) -> None:
        self.scene = scene
        self.territories = tuple(territories)
        self.sites = {site.territory.territory_id: site for site in sites}
        self.accounts = tuple(accounts)
        self._followers = followers
        self._counts: dict[int, list[int]] = {}
        self.by_handle = {(account.network, account.handle): account for account in self.accounts}
        self.by_platform_id = {(account.network, account.platform_id): account for account in self.accounts}
        self.by_territory: dict[str, list[Account]] = {}
        for account in self.accounts:
            self.by_territory.setdefault(account.territory.territory_id, []).append(account)
        self.by_host: dict[str, list[Site]] = {}
        for site in self.sites.values():
            self.by_host.setdefault(bare_host(site.host), []).append(site)

    def followers(self, month: int) -> list[int]:
        """Follower counts of all accounts at the end of a month, in the order of `accounts`."""
        if month not in self._counts:
            self._counts[month] = [max(0, int(value)) for value in self._followers(month)]
        return self._counts[month]

    def find(self, network: str, handle: str, month: int) -> Account | None:
        """The account of that handle, if it was ever opened by that month."""
        account = self.by_handle.get((network, handle))
        return account if account is not None and account.first <= month else None


def bare_host(host: str) -> str:
    return host.lower().removeprefix("www.")


def is_in_wikidata(account: Account, month: int) -> bool:
    """True while Wikidata names the account: editors end half of the statements a year after an account was closed."""
    return account.in_wikidata and not (month >= account.gone + 12 and account.seed % 2 == 0)


def exists(account: Account, month: int) -> bool:
    """True when the network shows the account in that month (on some platforms a renamed handle shows nothing)."""
    if not account.first <= month < account.gone:
        return False
    return month < account.renamed or account.platform.answers_renamed
