"""Presence and maps: pages that show charts and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dashboards.charts.carte_communes import statuses
from dashboards.pages import epci, whole
from dashboards.pages.figures import missing
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.words import phrases

LABELS = phrases(
    {
        "carte-regions": "Carte par région",
        "carte-departements": "Carte par département",
        "carte-statuts": "Carte des départements eux-mêmes",
        "carte-epci": "Carte des intercommunalités elles-mêmes",
        "carte-communes": "Carte des communes, une à une",
    }
)
MAPS = {
    "carte-regions": "carte",
    "carte-departements": "carte_departements",
    "carte-statuts": "statuts",
    "carte-epci": "epci",
    "carte-communes": "communes_points",
}
"""Name of the page of each map."""


def pages(site: Site) -> Iterator[Page]:
    words = site.edition.words
    evolution = ("presence-temps", words.say("Présence dans le temps"))
    alone = ("reseaux", words.say("Réseau par réseau"))
    pairs = ("copresence", words.say("Présence sur deux réseaux à la fois"))
    back = [("presence", words.say("Présence par niveau et par réseau"))]
    yield _figures(site, "presence", "presence", ("presence-niveaux", "presence-publies"), [evolution, alone, pairs])
    yield _figures(site, "evolution", "presence-temps", ("presence-temps",), back)
    yield _figures(site, "copresence", "copresence", ("copresence",), back)
    site.write_table(whole.taken(site.edition, statuses(site.edition), "statuts-communes", "carte-communes"))
    yield from maps(site)


def maps(site: Site) -> Iterator[Page]:
    """A page for each map, so that a telephone loads the contours of one only."""
    words = site.edition.words
    for slug, name in MAPS.items():
        others = [(other, words.say(LABELS[other])) for other in MAPS if other != slug]
        others.append(("presse", words.say("Une page de presse par territoire")))
        page = _figures(site, name, slug, (slug,), others)
        parts = [(path, label) for _, label, path in epci.regions(site)] if slug == epci.MAP else []
        yield replace(page, context={**page.context, "parts": parts})
    yield from epci.pages(site)


def _figures(site: Site, name: str, path: str, slugs: tuple[str, ...], related: list[tuple[str, str]]) -> Page:
    """A page of figures; the one that is the page of a figure says why it is not drawn."""
    empty = missing(site, path) if path in slugs else ""
    return site.page(name, path, slugs=slugs, template="figures.html", empty=empty, related=related)
