"""robots.txt of every simulated host, and the rules that the manners counter judges visitors by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipelines.replica.faults import site_fault
from pipelines.replica.platforms import PLATFORMS
from pipelines.replica.records import Site, World, bare_host
from pipelines.replica.visit import Reply, document, plain

LEAST_GAP = 1.0
"""Seconds between two requests to one host that nobody may go below."""

_PLATFORM = {host: paths for platform in PLATFORMS for host, paths in platform.robots.items()}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host asks of robots: path prefixes not to visit, and least seconds between two requests."""

    disallowed: tuple[str, ...] = ()
    delay: float = LEAST_GAP

    def forbids(self, path: str) -> bool:
        return path != "/robots.txt" and path.startswith(self.disallowed)

    @property
    def text(self) -> str:
        lines = ["# Page simulée", "User-agent: *", *(f"Disallow: {path}" for path in self.disallowed)]
        if not self.disallowed:
            lines.append("Disallow:")
        if self.delay > LEAST_GAP:
            lines.append(f"Crawl-delay: {self.delay:g}")
        return "\n".join(lines) + "\n"


@lru_cache(maxsize=8192)
def rules(world: World, host: str, month: int) -> Rules:
    """The rules of a host in a month; a host without robots.txt asks for nothing but one second."""
    if host in _PLATFORM:
        return Rules(_PLATFORM[host])
    sites = world.by_host.get(bare_host(host))
    if not sites or sites[0].base != "/":
        return Rules()
    return site_rules(world, sites[0], month)


def site_rules(world: World, site: Site, month: int) -> Rules:
    fault = site_fault(world.scene, site, month)
    if fault == "robots_all":
        return Rules(("/",))
    if fault == "robots_delay":
        return Rules(("/admin/",), (2.0, 5.0, 10.0)[site.seed % 3])
    if fault == "robots_path":
        places = {account.place for account in world.linked_by(site.territory.territory_id)}
        extra = () if "contact" in places or site.seed % 2 else ("/contact",)
        return Rules(("/admin/", "/recherche", *extra))
    return Rules()


def robots_txt(world: World, host: str, month: int) -> Reply:
    """The file itself: a third of the plain sites have none, a few answer with their HTML not-found page."""
    asked = rules(world, host, month)
    sites = world.by_host.get(bare_host(host))
    if sites and asked == Rules():
        if sites[0].seed % 100 < 33:
            return document("Page introuvable", "<h1>Erreur 404</h1>", status=404)
        if sites[0].seed % 100 < 36:
            return document("Accueil", "<h1>Bienvenue</h1>")
    return plain(asked.text)
