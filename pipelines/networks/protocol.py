"""What each network file offers. `registry` finds the files and checks them against this protocol."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from pipelines.model.months import Month
from pipelines.model.records import AccountRef, Ad, Capture, Message, Post, ProfileReading, Request

NATIVE = "native"
"""The numbering of a network where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Token:
    """A secret of the operator: set as `BAROMETRE_TOKEN_<NAME>`, sent in `header` as `form` says.

    `daily_units` is what the interface grants in a day, counted in `unit_fr` (quota units, paid reads); None when it is
    not metered. Networks that share a token give the same definition.
    """

    name: str
    header: str = "Authorization"
    form: str = "Bearer {}"
    daily_units: int | None = None
    unit_fr: str = "requête"


@dataclass(frozen=True, slots=True)
class Door:
    """One way in, and what its terms allow. `gives` are the fields it can observe; it is open in [first, last].

    `needs` names what the operator must have declared (`BAROMETRE_DECLARED`) for the terms to allow this door; without
    it each request is `policy_blocked` and nothing is sent. What it gives may be stored `retention_days` (None: as long
    as one likes) unless `lifted_by` is declared. `units` of the token's daily grant are what one request costs.
    `is_interface`: a documented programming interface, which says in words of its own that an account does not exist.
    """

    name: str
    gives: frozenset[str]
    terms_fr: str
    precision_fr: str
    token: Token | None = None
    first: Month | None = None
    last: Month | None = None
    needs: str | None = None
    retention_days: int | None = None
    lifted_by: str | None = None
    units: float = 1.0
    is_interface: bool = False

    @property
    def auth(self) -> str | None:
        """The name of the token that it needs, or None."""
        return None if self.token is None else self.token.name

    def is_open(self, month: Month) -> bool:
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The header of a network file. `pace` is the least number of seconds between two requests to one host.

    `rank` is the order in which networks are shown, and tried on an address: one that can be on any host comes late.
    `api_hosts` are documented programming interfaces, used under their own terms: robots.txt is for crawlers of pages.
    `wikidata` are the properties that hold an account, each with the address it stands for. `requests_per_account` is
    what a month usually costs after the first requests (posts, further pages), for the plan. With
    `is_present_by_link`, an official link proves presence where no door may be used. `past_address` is where web
    archives have the page of a handle, when that is not its present address. `entity_kind` is what an account of it
    is: a page, a channel, or a profile. `id_spaces` are the doors that number accounts in a way of their own, with the
    name of that numbering.
    """

    name: str
    label: str
    hosts: tuple[str, ...]
    doors: tuple[Door, ...]
    metric_defs: tuple[tuple[str, str], ...]
    pace: float
    parser_version: str
    rank: int
    api_hosts: tuple[str, ...] = ()
    wikidata: tuple[tuple[str, str], ...] = ()
    requests_per_account: float = 0.0
    is_present_by_link: bool = False
    past_address: str | None = None
    entity_kind: str = "profile"
    id_spaces: tuple[tuple[str, str], ...] = ()

    def id_space(self, door: str) -> str:
        """The numbering that the ids of a door belong to: two ids are the same account, or not, inside one only."""
        return dict(self.id_spaces).get(door, NATIVE)

    def door(self, name: str) -> Door | None:
        return next((door for door in self.doors if door.name == name), None)


class Network(Protocol):
    """A module of this room is a network when it has these six names."""

    MANIFEST: Manifest

    def match_url(self, url: str) -> AccountRef | None:
        """The account that `url` is the profile of, or None (share links, posts, home pages, other hosts)."""

    def plan(self, accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterable[Request]:
        """The first requests of a month, through the first door that is open and allowed, and whose token is there.

        `access` holds the names of the tokens that are set and of what the operator declared.
        """

    def follow(self, capture: Capture, month: Month) -> Iterable[Request]:
        """What `capture` makes worth asking next (posts page, next cursor, another door). Pure."""

    def parse_profile(self, capture: Capture) -> list[ProfileReading]:
        """Readings, one per account seen. Raises LayoutError or Walled; never gives an empty reading."""

    def parse_posts(self, capture: Capture) -> list[Post]:
        """Every post that a capture shows, of whatever date, in its order. Raises LayoutError or Walled."""


@runtime_checkable
class AdLibrary(Protocol):
    """What a network adds when a public library shows the ads of a page (requests of purpose `ads`)."""

    def parse_ads(self, capture: Capture, month: Month) -> list[Ad]:
        """Ads that ran in `month`. Raises LayoutError or Walled."""


@runtime_checkable
class Conversations(Protocol):
    """What a network adds when a door shows the answers to a post (requests of purpose `replies`)."""

    def plan_replies(self, capture: Capture, month: Month) -> Iterable[Request]:
        """The conversations of a small sample of the posts that a page shows (`conversations.sample`). Pure."""

    def post_of(self, url: str) -> str:
        """The `post_id` that such a request is about."""

    def read_replies(self, capture: Capture) -> list[Message]:
        """What `conversations.judge` says of the messages under the post. Raises LayoutError or Walled."""
