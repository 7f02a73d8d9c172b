"""Which pages the web archive holds from which months: drawn by address and month, known without visiting anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from pipelines.replica.hashing import seed, unit
from pipelines.replica.platform import Platform
from pipelines.replica.platforms import PLATFORMS
from pipelines.replica.records import Account, World, bare_host, month_of

FIRST: Final = 2007 * 12
"""Month index of the oldest capture."""

_HELD = 0.80
_WALLS_FROM: Final = 2018 * 12
BY_HOST: Final = {host: platform for platform in PLATFORMS for host in platform.hosts}
_SINCE: Final = {host: since for platform in PLATFORMS for host, since in platform.hosts_since.items()}


def key_of(address: str) -> str:
    """What two spellings of an address have in common: no scheme, no `www.`, no final slash, small letters."""
    parts = urlsplit(address if "//" in address else f"http://{address}")
    query = f"?{parts.query}" if parts.query else ""
    return f"{bare_host(parts.hostname or '')}{parts.path.rstrip('/')}{query}".lower()


def moments(address: str, month: int) -> list[datetime]:
    """Instants at which an address was captured in a month: none in a fifth of months, two in a quarter of them."""
    key, host = key_of(address), urlsplit(address).hostname or ""
    platform = BY_HOST.get(host)
    if month < FIRST or month < _SINCE.get(host, 0) or (platform is not None and host in platform.interfaces):
        return []
    if unit("capture", key, month) >= _HELD:
        return []
    when, draw = month_of(month), seed("capture instant", key, month)
    first = datetime(
        when.year, when.number, 2 + draw % 12, draw // 100 % 24, draw // 10_000 % 60, draw % 60, tzinfo=UTC
    )
    if unit("second capture", key, month) >= 0.25:
        return [first]
    return [first, first + timedelta(days=1 + draw % 13, seconds=draw % 5_000)]


def is_walled(platform: Platform | None, address: str, moment: datetime) -> bool:
    """True when the archive was shown a login instead of the page: never before 2018, often on some platforms since."""
    if platform is None or moment.year * 12 + moment.month - 1 < _WALLS_FROM:
        return False
    return unit("archive wall", key_of(address), moment.isoformat()) < platform.archive_walls


def is_missing_page_kept(address: str, month: int) -> bool:
    """Pages that are not there are captured five times less."""
    return unit("capture missing", key_of(address), month) < 0.2


def excluded_host(world: World) -> str:
    """The one official site, by scene, that asked the archive to leave it out."""
    alone = [site for site in world.sites.values() if site.base == "/"]
    return bare_host(min(alone, key=lambda site: seed("excluded", site.territory.territory_id)).host) if alone else ""


def held(account: Account, month: int) -> str:
    """What the archive has of the page of an account from a month: `none`, `wall` (a login only) or `page`."""
    address = account.platform.archived_address(account)
    found = moments(address, month)
    if not found:
        return "none"
    return "wall" if all(is_walled(account.platform, address, moment) for moment in found) else "page"
