"""Advertisements of territories on Facebook and Instagram: few territories advertise, and few ads are political."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from pipelines.replica.hashing import seed, unit
from pipelines.replica.records import Account, exists, month_of

KEPT_MONTHS: Final = 12
"""The library keeps ads that were shown in the European Union for about a year."""

POLITICAL_END: Final = datetime(2025, 10, 6, tzinfo=UTC)
_FIRST: Final = 2019 * 12 + 4
_SHARES: Final = {"region": 0.6, "departement": 0.25, "epci": 0.12}


@dataclass(frozen=True, slots=True)
class Ad:
    ad_id: str
    started: datetime
    stopped: datetime
    reach: int
    is_political: bool
    text: str


def advertises(account: Account) -> bool:
    """Three régions in five, one département in four, one large commune in eight: drawn by territory."""
    place = account.territory
    share = _SHARES.get(
        place.level, 0.12 if place.population >= 50_000 else 0.03 if place.population >= 10_000 else 0.0
    )
    return account.network == "facebook" and unit("advertises", place.territory_id) < share


def started_in(account: Account, month: int) -> list[Ad]:
    """Ads that an account started in a month: none in more than half of the months."""
    if month < _FIRST or not advertises(account) or not exists(account, month):
        return []
    random = Random(seed("ads", account.seed, month))
    if random.random() > 0.45:
        return []
    when = month_of(month)
    days = calendar.monthrange(when.year, when.number)[1]
    starts = [
        datetime(when.year, when.number, random.randint(1, days), 8, tzinfo=UTC) for _ in range(random.randint(1, 4))
    ]
    return [_ad(account, random, start, number) for number, start in enumerate(starts)]


def _ad(account: Account, random: Random, start: datetime, number: int) -> Ad:
    stop = start + timedelta(days=random.randint(2, 25))
    is_political = random.random() < 0.15 and start < POLITICAL_END
    if is_political:
        stop = min(stop, POLITICAL_END)
    reach = int(account.territory.population * random.uniform(0.02, 0.4)) + 100
    name = str(600_000_000_000_000 + seed("ad", account.seed, start.isoformat(), number) % 10**14)
    text = random.choice(("Votez au budget participatif", "Recrutement : rejoignez-nous", "Fête de la ville samedi"))
    return Ad(name, start, stop, reach, is_political, text)


def ads_of(account: Account, month: int) -> Iterator[Ad]:
    """Ads of an account that the library still holds in a month, newest first."""
    for step in range(KEPT_MONTHS + 1):
        yield from sorted(started_in(account, month - step), key=lambda ad: ad.started, reverse=True)
