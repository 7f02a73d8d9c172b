"""What each network file offers. `registry` loads the files and checks them against this protocol."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipelines.model.months import Month
from pipelines.model.records import AccountRef, Capture, Post, ProfileReading, Request


@dataclass(frozen=True, slots=True)
class Door:
    """One way in. `gives` are the fields it can observe; `auth` names the token it needs; valid in [first, last]."""

    name: str
    gives: frozenset[str]
    terms_fr: str
    precision_fr: str
    auth: str | None = None
    first: Month | None = None
    last: Month | None = None

    def is_open(self, month: Month) -> bool:
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The header of a network file. `pace` is the least number of seconds between two requests to one host."""

    name: str
    label: str
    hosts: tuple[str, ...]
    doors: tuple[Door, ...]
    metric_defs: tuple[tuple[str, str], ...]
    pace: float
    parser_version: str


class Network(Protocol):
    """A module of this room is a network when it has these five names."""

    MANIFEST: Manifest

    def match_url(self, url: str) -> AccountRef | None:
        """The account that `url` is the profile of, or None (share links, posts, home pages, other hosts)."""

    def plan(self, accounts: Sequence[AccountRef], month: Month, tokens: frozenset[str]) -> Iterable[Request]:
        """The first requests of a month, through the first door that is open and whose token is in `tokens`."""

    def follow(self, capture: Capture, month: Month) -> Iterable[Request]:
        """What `capture` makes worth asking next (posts page, next cursor, another door). Pure."""

    def parse_profile(self, capture: Capture) -> list[ProfileReading]:
        """Readings, one per account seen. Raises LayoutError or Walled; never gives an empty reading."""

    def parse_posts(self, capture: Capture, month: Month) -> list[Post]:
        """Posts created in `month` (UTC bounds of Europe/Paris). Raises LayoutError or Walled."""
