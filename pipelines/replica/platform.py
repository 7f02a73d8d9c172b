"""What a platform (a social network, a messenger) declares about itself; each one is a file of `platforms/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from pipelines.replica.names import Register
    from pipelines.replica.posts import Timeline
    from pipelines.replica.records import Account, Site, World
    from pipelines.replica.territory import Territory
    from pipelines.replica.visit import Reply, Visit

    Page = Callable[[World, Timeline, Visit], Reply]

NEVER = 10**9
"""Index of a month that never comes."""

_START = 2019 * 12


class Named(Protocol):
    """Anything with the names of an account: the account itself, or the names before it is one."""

    @property
    def handle(self) -> str: ...
    @property
    def shown(self) -> str: ...
    @property
    def platform_id(self) -> str: ...


class Names(NamedTuple):
    """Canonical handle, handle as the platform writes it, profile address, and the id that never changes."""

    handle: str
    shown: str
    url: str
    platform_id: str


def before_2019(months: int) -> Callable[[float], int]:
    """Months of opening (from a draw in 0-1) on an old platform: mostly before 2019, the first `months` before it."""
    return lambda drawn: _START + int(-months * (1 - drawn) ** 2 + 90 * max(0.0, drawn - 0.75) ** 1.2)


def since(year: int, number: int, spread: int = 26) -> Callable[[float], int]:
    """Months of opening on a young platform: from a month on, half of them in the first quarter of `spread` months."""
    return lambda drawn: year * 12 + number - 1 + int(spread * drawn**2)


def nobody(world: World, visit: Visit) -> Account | None:
    return None


def own_address(account: Account) -> str:
    return account.url


def as_declared(account: Account, month: int) -> Sequence[str]:
    return (account.url,)


def always(named: Named) -> bool:
    return True


def no_limit(month: int) -> int:
    return 1_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Platform:
    """One platform. Draws depend on its name and the territory only: a new platform changes nothing of the others.

    Attributes:
        name: network name in the truth and in the key of every draw.
        rank: place of its link among those of a site, and of its accounts among those of a territory.
        label, directory_label: how sites and the directory call it.
        hosts: what answers each host name.
        shares: share of each stratum that holds an account; a stratum that is not named holds none.
        relative_size: followers, where a Facebook page of the same territory has 1.
        opened: month of opening from a draw in 0-1.
        closed: month index from which the platform itself is no more.
        closing_share: accounts that were closed; `suspended_share` of them by the platform.
        hidden_share, rename_share: accounts that hide their count, that take a new name.
        can_rename: whether an account of that name can take another one.
        answers_renamed: whether the old name still leads to the account.
        pace, replies, reposts: originals a month of a large account; replies and reposts to one original.
        most_posts: most originals of a month: what the door shows whole.
        names: makes the names of a territory's account.
        links: addresses that a site's editor may have pasted in a month; one of them is drawn.
        directory_share: accounts that the directory lists.
        wikidata: Wikidata properties, and the value that each holds, or None.
        robots: paths that the robots.txt of a host disallows.
        page_faults: rates of faults of the page of an account in a month.
        asked: the account whose page is visited, on doors that passing faults touch.
        busy: interfaces of which one call in thirty fails at its first attempt, and how.
        interfaces: hosts that answer programs: the web archive holds nothing of them.
        hosts_since: month index from which a host name is in use, when that was not always.
        archived_address: where the web archive looks for an account.
        archive_walls, login_path: share of captures since 2018 that show the login at that path instead of the page.
    """

    name: str
    rank: int
    label: str
    directory_label: str
    hosts: Mapping[str, Page]
    shares: Mapping[str, float]
    relative_size: float
    opened: Callable[[float], int]
    pace: float
    names: Callable[[Territory, Site | None, Register], Names]
    directory_share: float
    closed: int = NEVER
    closing_share: float = 0.02
    suspended_share: float = 0.0
    hidden_share: float = 0.0
    rename_share: float = 0.01
    can_rename: Callable[[Named], bool] = always
    answers_renamed: bool = True
    replies: float = 0.0
    reposts: float = 0.0
    most_posts: Callable[[int], int] = no_limit
    links: Callable[[Account, int], Sequence[str]] = as_declared
    wikidata: Mapping[str, Callable[[Named], str | None]] = field(default_factory=dict)
    robots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page_faults: tuple[tuple[str, float], ...] = ()
    asked: Callable[[World, Visit], Account | None] = nobody
    busy: Mapping[str, Callable[[Visit], Reply]] = field(default_factory=dict)
    interfaces: tuple[str, ...] = ()
    hosts_since: Mapping[str, int] = field(default_factory=dict)
    archived_address: Callable[[Account], str] = own_address
    archive_walls: float = 0.0
    login_path: str = ""

    def is_named_in_wikidata(self, names: Named) -> bool:
        return any(value_of(names) is not None for value_of in self.wikidata.values())
