"""The records of a simulated world: sites and accounts, as they are for all months. Months are month indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    """An account, known from `first` on; `gone` is the month it was closed in, `back` the one it was opened again in,
    `renamed` its new handle's.

    `handle` is canonical; `shown` is how the network writes it; `place` is the page of the site that links to it;
    `scope` is what it speaks for (METHOD, section 2); `wrong_label` is the network that the directory takes it for.
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
    back: int = NEVER
    scope: str = "generaliste"
    wrong_label: str = ""

    @property
    def network(self) -> str:
        return self.platform.name

    @property
    def on_site(self) -> bool:
        return self.place is not None

    @property
    def directory_label(self) -> str:
        return self.wrong_label or self.platform.directory_label

    @property
    def identity(self) -> str:
        """The network and the id that never changes, whatever the handle."""
        return f"{self.network}#{self.platform_id}"


@dataclass(frozen=True, slots=True)
class Trap:
    """What may be mistaken for the main account of a territory on a network: `lure` is the account at stake, and the
    mistake is open from the month `since` on."""

    kind: str
    territory_id: str
    lure: Account
    since: int


class World:
    """Everything that one scene holds, with the indexes that pages need. Immutable once built.

    `mentions` are accounts that sources of a territory name though they are not its own, as copies that say where
    (`in_directory`, `in_wikidata`, `place`); `traps` are what they are there for.
    """

    def __init__(
        self,
        scene: str,
        territories: Iterable[Territory],
        sites: Iterable[Site],
        accounts: Iterable[Account],
        followers: Callable[[int], Floats],
        mentions: Mapping[str, Sequence[Account]] | None = None,
        traps: Iterable[Trap] = (),
    ) -> None:
        self.scene = scene
        self.territories = tuple(territories)
        self.sites = {site.territory.territory_id: site for site in sites}
        self.accounts = tuple(accounts)
        self._followers = followers
        self._counts: dict[int, list[int]] = {}
        self.mentions = mentions or {}
        self.traps = tuple(traps)
        self.by_handle: dict[tuple[str, str], list[Account]] = {}
        self.by_platform_id: dict[tuple[str, str], list[Account]] = {}
        self.by_territory: dict[str, list[Account]] = {}
        for account in self.accounts:
            self.by_handle.setdefault((account.network, account.handle), []).append(account)
            self.by_platform_id.setdefault((account.network, account.platform_id), []).append(account)
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
        """The account of that handle, if one was ever opened by that month; of several, the last one opened."""
        return _latest(self.by_handle.get((network, handle), ()), month)

    def of_id(self, network: str, platform_id: str, month: int) -> Account | None:
        """The account of that id, under the handle of that month; one that is not open yet is given too."""
        same = self.by_platform_id.get((network, platform_id), ())
        return _latest(same, month) or next(iter(same), None)

    def linked_by(self, territory_id: str) -> list[Account]:
        """The accounts that sources of a territory may name: its own, and those it is mistaken about."""
        return [*self.by_territory.get(territory_id, ()), *self.mentions.get(territory_id, ())]


def _latest(accounts: Iterable[Account], month: int) -> Account | None:
    opened = [account for account in accounts if account.first <= month]
    return max(opened, key=lambda account: account.first, default=None)


def bare_host(host: str) -> str:
    return host.lower().removeprefix("www.")


def is_in_wikidata(account: Account, month: int) -> bool:
    """True while Wikidata names the account: editors end half of the statements a year after an account was closed."""
    return account.in_wikidata and not (month >= account.gone + 12 and account.seed % 2 == 0)


def is_closed(account: Account, month: int) -> bool:
    return account.gone <= month < account.back


def exists(account: Account, month: int) -> bool:
    """True when the network shows the account in that month (on some platforms a renamed handle shows nothing)."""
    if month < account.first or is_closed(account, month):
        return False
    return month < account.renamed or account.platform.answers_renamed
