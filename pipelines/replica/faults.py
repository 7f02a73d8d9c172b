"""The book of faults: what goes wrong with which site or account in which month, always the same way.

Rates of sites are those measured on 21 000 town-hall sites (2022), lower for larger territories. Which fault is drawn
here; how it looks is written by the pages and the server.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pipelines.replica.hashing import pick_weighted, unit
from pipelines.replica.records import Account, Site, exists, is_closed

TLS_FAULTS: Final = ("tls_certificate", "tls_handshake")
CONNECTION_FAULTS: Final = (*TLS_FAULTS, "refused", "dns", "timeout", "read_timeout")
UNREADABLE: Final = frozenset(
    {*CONNECTION_FAULTS, "not_found", "forbidden", "rate_limited", "truncated", "giant", "redirect_loop", "robots_all"}
)
"""Site faults that no second try and no other scheme overcomes (TLS faults: see `site_state`)."""

_LASTING: Final = (
    ("tls_certificate", 0.118), ("tls_handshake", 0.063), ("refused", 0.020), ("dns", 0.031), ("not_found", 0.008),
    ("forbidden", 0.005), ("robots_all", 0.008), ("robots_path", 0.06), ("robots_delay", 0.05), ("charset", 0.03),
)  # fmt: skip
_PASSING: Final = (
    ("timeout", 0.017), ("server_error_once", 0.012), ("rate_limited_once", 0.006), ("rate_limited_once_bare", 0.006),
    ("rate_limited", 0.003), ("truncated", 0.004), ("giant", 0.002), ("redirect_loop", 0.004), ("slow", 0.004),
    ("read_timeout", 0.003),
)  # fmt: skip
_HARMLESS: Final = frozenset({"robots_path", "robots_delay", "charset", "server_error_once", "rate_limited_once",
                              "rate_limited_once_bare", "slow"})  # fmt: skip
PASSING_ON_PAGES: Final = (
    ("rate_limited_once", 0.004),
    ("rate_limited_once_bare", 0.002),
    ("server_error_once", 0.005),
)
"""Passing faults of the pages of a platform, at their usual rates."""


@lru_cache(maxsize=8192)
def site_fault(scene: str, site: Site, month: int) -> str | None:
    """What is wrong with a site in a month, or None. Lasting faults stay with the site, passing ones with the month."""
    name = site.territory.territory_id
    if scene == "edgar-quinet":
        return "slow" if name == "region:53" else None
    scale = _scale(site)
    lasting = _draw(_LASTING, scale, "lasting", name)
    fault = lasting or _draw(_PASSING, scale, "passing", name, month)
    if fault in ("tls_certificate", "tls_handshake", "refused") and not site.is_https:
        return None
    return None if site.base != "/" and _is_of_host(fault) else fault


def _is_of_host(fault: str | None) -> bool:
    """Faults that would touch the other sites of a shared host, which therefore has none of them."""
    return fault is not None and (fault in (*CONNECTION_FAULTS, "rate_limited") or fault.startswith("robots"))


def _draw(rates: tuple[tuple[str, float], ...], scale: float, *key: object) -> str | None:
    """Harmless faults keep their rate at any size; the others are scaled."""
    scaled = tuple((kind, share if kind in _HARMLESS else share * scale) for kind, share in rates)
    return pick_weighted(scaled, "fault", *key)


def _scale(site: Site) -> float:
    population = site.territory.population if site.territory.level == "commune" else 10**6
    return next(
        scale for least, scale in ((100_000, 0.03), (20_000, 0.15), (3_500, 0.5), (0, 1.0)) if population >= least
    )


def answers_over_http(site: Site, fault: str | None) -> bool:
    """True when a site whose HTTPS fails still answers over plain HTTP: six out of seven do."""
    return fault in TLS_FAULTS and unit("http fallback", site.territory.territory_id) < 0.86


def is_readable(site: Site, fault: str | None) -> bool:
    """True when a polite, patient visitor gets the home page, over plain HTTP if HTTPS fails."""
    return fault not in UNREADABLE or answers_over_http(site, fault)


def account_fault(scene: str, account: Account, month: int) -> str | None:
    """What is wrong with the page of an account in a month: closed, renamed, or a fault of the network's pages."""
    if scene == "edgar-quinet":
        return "rate_limited_once" if account.handle == _edgar_slowed(account) and month % 2 == 0 else None
    if month >= account.platform.closed:
        return "network_closed"
    if is_closed(account, month):
        return "suspended" if account.is_suspended else "removed"
    if month >= account.renamed:
        return "renamed"
    if account.is_hidden:
        return "hidden"
    if account.platform.page_faults and exists(account, month):
        return pick_weighted(account.platform.page_faults, "account fault", account.seed, month)
    return None


def _edgar_slowed(account: Account) -> str:
    """In scene `edgar-quinet` one page only is rate-limited, once: that of Grenoble, in odd-numbered months."""
    return account.handle if account.territory.name == "Grenoble" and account.network == "facebook" else ""
