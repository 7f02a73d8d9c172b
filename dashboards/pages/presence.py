"""Presence and maps: pages that show charts and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from dashboards import format as fr
from dashboards.pages.site import Site
from dashboards.render import Page

AREAS = (("carte-regions", "par région"), ("carte-departements", "par département"))


def pages(site: Site) -> Iterator[Page]:
    has_pairs, has_statuses = "copresence" in site.charts, "carte-statuts" in site.charts
    evolution = ("evolution.html", "Présence dans le temps")
    pairs = [("copresence.html", "Présence sur deux réseaux à la fois")] if has_pairs else []
    back = [("presence.html", "Présence par niveau et par réseau")]
    yield _figures(site, "presence", "presence.html", ("presence-niveaux", "presence-publies"), [evolution, *pairs])
    yield _figures(site, "evolution", "evolution.html", ("presence-temps",), back)
    if has_pairs:
        yield _figures(site, "copresence", "copresence.html", ("copresence",), back)
    missing = [title for slug, title in AREAS if slug not in site.charts]
    empty = (
        f"Cette édition n’a pas de carte {fr.sentence_list(missing)} : "
        "sa liste n’y suit pas de communes, ou n’a pas leurs contours."
    )
    related = [("carte-statuts.html", "Carte des conseils départementaux eux-mêmes")] if has_statuses else []
    maps = ("carte-regions", "carte-departements")
    yield _figures(site, "carte", "carte.html", maps, related, empty if missing else "")
    if has_statuses:
        back = [("carte.html", "Carte des communes et des intercommunalités")]
        yield _figures(site, "statuts", "carte-statuts.html", ("carte-statuts",), back)


def _figures(
    site: Site, name: str, path: str, slugs: tuple[str, ...], related: list[tuple[str, str]], empty: str = ""
) -> Page:
    return site.page(name, path, slugs=slugs, template="figures.html", empty=empty, related=related)
