"""Presence and maps: pages that show charts and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from dashboards import format as fr
from dashboards.pages.site import Site
from dashboards.render import Page

AREAS = (("carte-regions", "par région"), ("carte-departements", "par département"))


def pages(site: Site) -> Iterator[Page]:
    slugs = ("presence-niveaux", "presence-temps", "presence-publies")
    pairs = ("copresence.html", "Présence sur deux réseaux à la fois") if "copresence" in site.charts else None
    yield site.page("presence", "presence.html", slugs=slugs, template="figures.html", empty="", related=pairs)
    if pairs:
        back = ("presence.html", "Présence par niveau et par réseau")
        slug = ("copresence",)
        yield site.page("copresence", "copresence.html", slugs=slug, template="figures.html", empty="", related=back)
    maps = ("carte-regions", "carte-departements")
    missing = [title for slug, title in AREAS if slug not in site.charts]
    empty = (
        f"Cette édition n’a pas de carte {fr.sentence_list(missing)} : "
        "sa liste n’y suit pas de communes, ou n’a pas leurs contours."
    )
    has_statuses = "carte-statuts" in site.charts
    related = ("carte-statuts.html", "Carte des conseils départementaux eux-mêmes") if has_statuses else None
    shown = empty if missing else ""
    yield site.page("carte", "carte.html", slugs=maps, template="figures.html", empty=shown, related=related)
    if has_statuses:
        back = ("carte.html", "Carte des communes et des intercommunalités")
        slug = ("carte-statuts",)
        yield site.page("statuts", "carte-statuts.html", slugs=slug, template="figures.html", empty="", related=back)
