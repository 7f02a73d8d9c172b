"""Presence and maps: pages that show charts and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.words import phrases

LABELS = phrases(
    {
        "carte-regions": "Carte par région",
        "carte-departements": "Carte par département",
        "carte-statuts": "Carte des conseils départementaux eux-mêmes",
    }
)
NO_MAP = phrases(
    {
        "carte-regions": "Cette édition n’a pas de carte par région : sa liste n’y suit pas de communes, ou n’a pas"
        " leurs contours.",
        "carte-departements": "Cette édition n’a pas de carte par département : sa liste n’y suit pas de communes, ou"
        " n’a pas leurs contours.",
    }
)
MAPS = {
    "carte-regions": ("carte", "carte"),
    "carte-departements": ("carte_departements", "carte-departements"),
    "carte-statuts": ("statuts", "carte-statuts"),
}
"""Name and path of the page of each map."""


def pages(site: Site) -> Iterator[Page]:
    has_pairs = "copresence" in site.charts
    words = site.edition.words
    evolution = ("evolution", words.say("Présence dans le temps"))
    pairs = [("copresence", words.say("Présence sur deux réseaux à la fois"))] if has_pairs else []
    back = [("presence", words.say("Présence par niveau et par réseau"))]
    yield _figures(site, "presence", "presence", ("presence-niveaux", "presence-publies"), [evolution, *pairs])
    yield _figures(site, "evolution", "evolution", ("presence-temps",), back)
    if has_pairs:
        yield _figures(site, "copresence", "copresence", ("copresence",), back)
    yield from _maps(site)


def _maps(site: Site) -> Iterator[Page]:
    """A page for each map, so that a telephone loads the contours of one only; the first two say why they lack it."""
    words = site.edition.words
    shown = [slug for slug in MAPS if slug in site.charts or slug in NO_MAP]
    for slug in shown:
        name, path = MAPS[slug]
        others = [(MAPS[other][1], words.say(LABELS[other])) for other in shown if other != slug]
        empty = "" if slug in site.charts else words.say(NO_MAP[slug])
        yield _figures(site, name, path, (slug,), others, empty)


def _figures(
    site: Site, name: str, path: str, slugs: tuple[str, ...], related: list[tuple[str, str]], empty: str = ""
) -> Page:
    return site.page(name, path, slugs=slugs, template="figures.html", empty=empty, related=related)
