"""Posts of an account in a month, and items of a site's own feed: how many (vectorised), and each one (on demand).

Text is invented and short. No post lies after 15:00 UTC on the last day of its month, so that a collection that starts
at 16:00 sees the whole month.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Final

import numpy as np

from pipelines.model.months import PARIS
from pipelines.replica.hashing import seed, units
from pipelines.replica.records import Account, Site, World, exists, month_of

_SUBJECTS: Final = (
    "Travaux de voirie rue des Écoles", "Conseil : les délibérations en ligne", "Médiathèque : nouveaux horaires",
    "Budget participatif : votez", "Collecte des déchets verts", "Fête de la musique : le programme",
    "Qualité de l’air : vigilance", "Inscriptions scolaires ouvertes", "Marché de producteurs samedi",
    "Transports : nouvelle ligne de bus", "Réunion publique sur le plan local d’urbanisme", "Piscine : fermeture",
    "Forum des associations", "Aide à la rénovation énergétique", "Exposition à la maison de quartier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SimulatedPost:
    """One post. `kind` is original, reply or repost; `link` is a page of the official site, or None."""

    number: int
    created: datetime
    kind: str
    text: str
    link: str | None
    likes: int
    comments: int
    shares: int
    views: int
    media: int
    alt_texts: int

    @property
    def milliseconds(self) -> int:
        return int(self.created.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class NewsItem:
    path: str
    title: str
    published: datetime


def originals(world: World, month: int) -> list[int]:
    """Original posts of each account in a month (0 for the dormant and for those that do not exist), in order."""
    if not world.accounts:
        return []
    seeds = np.array([account.seed for account in world.accounts], dtype=np.uint64)
    paces = np.array([_pace(account) for account in world.accounts])
    spread = np.exp(0.45 * (units(seeds, month * 7 + 1) + units(seeds, month * 7 + 2) - 1.0) * 2.4)
    tops = np.array([account.platform.most_posts(month) for account in world.accounts])
    drawn = np.minimum(np.rint(paces * spread).astype(int), tops)
    is_live = np.array([exists(account, month) for account in world.accounts])
    return [int(value) for value in np.where(is_live, drawn, 0)]


def _pace(account: Account) -> float:
    """Posts a month: fewer in small places; about one account in twelve is dormant."""
    draw = account.seed % 1_000 / 1_000
    if draw < 0.08:
        return 0.0
    size = 1.0 if account.territory.level != "commune" else min(1.5, (account.territory.population / 40_000) ** 0.35)
    return float(account.platform.pace * size * (0.4 + 1.2 * draw))


class Timeline:
    """Posts of the accounts of a world. Months are made on demand and kept while they are in use."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._counts: dict[int, list[int]] = {}
        self.month = lru_cache(maxsize=4096)(self._month)

    def _originals(self, account: Account, month: int) -> int:
        if month not in self._counts:
            self._counts[month] = originals(self.world, month)
        return self._counts[month][account.index]

    def _month(self, account: Account, month: int) -> tuple[SimulatedPost, ...]:
        """All posts of a month, newest first."""
        count = self._originals(account, month)
        if not count:
            return ()
        random = Random(seed("posts", account.seed, month))
        kinds = ["original"] * count
        kinds += ["reply"] * round(count * account.platform.replies * random.uniform(0.3, 1.7))
        kinds += ["repost"] * round(count * account.platform.reposts * random.uniform(0.3, 1.7))
        random.shuffle(kinds)
        followers = self.world.followers(month)[account.index]
        site = self.world.sites.get(account.territory.territory_id)
        moments = sorted((_moment(random, month) for _ in kinds), reverse=True)
        return tuple(
            _post(random, number, moment, kind, followers, site, month)
            for number, (moment, kind) in enumerate(zip(moments, kinds, strict=True))
        )

    def latest(self, account: Account, month: int, now: datetime, limit: int, back: int = 6) -> list[SimulatedPost]:
        """The newest posts at `now`, at most `limit`, going back at most `back` months."""
        found: list[SimulatedPost] = []
        for step in range(back):
            found += [post for post in self.month(account, month - step) if post.created <= now]
            if len(found) >= limit:
                break
        return found[:limit]


def _moment(random: Random, month: int) -> datetime:
    """An instant of the month in Paris: office hours mostly, a few just after midnight; never late on the last day."""
    when = month_of(month)
    days = calendar.monthrange(when.year, when.number)[1]
    day = random.randint(1, days)
    hour = 0 if random.random() < 0.02 else min(21, max(7, round(random.gauss(13, 3.5))))
    if day == days:
        hour = min(hour, 15)
    local = datetime(when.year, when.number, day, hour, random.randint(0, 59), random.randint(0, 59), tzinfo=PARIS)
    return local.astimezone(UTC) + timedelta(milliseconds=random.randint(0, 999))


def _post(
    random: Random, number: int, moment: datetime, kind: str, followers: int, site: Site | None, month: int
) -> SimulatedPost:
    items = news(site, month) if site is not None else ()
    item = random.choice(items) if items and random.random() < 0.4 else None
    likes = int(followers**0.75 * 0.05 * random.lognormvariate(0, 1))
    media = random.choice((0, 1, 1, 1, 2, 4))
    return SimulatedPost(
        number, moment, kind, item.title if item else random.choice(_SUBJECTS),
        site.address(item.path) if site is not None and item else None,
        likes, int(likes * random.uniform(0, 0.25)), int(likes * random.uniform(0, 0.4)),
        int(followers * random.uniform(0.05, 0.9)), media, random.randint(0, media) if media else 0,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def news(site: Site, month: int) -> tuple[NewsItem, ...]:
    """Items that the site published in a month, newest first."""
    random = Random(seed("news", site.territory.territory_id, month))
    count = random.randint(1, 3) if site.territory.population < 3_500 else random.randint(6, 16)
    when = month_of(month)
    moments = sorted((_moment(random, month) for _ in range(count)), reverse=True)
    return tuple(
        NewsItem(f"actualites/{when}-{number:02d}", f"{random.choice(_SUBJECTS)} ({when})", moment)
        for number, moment in enumerate(moments)
    )
