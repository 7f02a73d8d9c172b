"""Presence and maps: pages that show charts and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.words import phrases

NO_MAP = phrases(
    {
        "carte-regions": "Cette édition n’a pas de carte par région : sa liste n’y suit pas de communes, ou n’a pas"
        " leurs contours.",
        "carte-departements": "Cette édition n’a pas de carte par département : sa liste n’y suit pas de communes, ou"
        " n’a pas leurs contours.",
    }
)


def pages(site: Site) -> Iterator[Page]:
    has_pairs, has_statuses = "copresence" in site.charts, "carte-statuts" in site.charts
    words = site.edition.words
    evolution = ("evolution.html", words.say("Présence dans le temps"))
    pairs = [("copresence.html", words.say("Présence sur deux réseaux à la fois"))] if has_pairs else []
    back = [("presence.html", words.say("Présence par niveau et par réseau"))]
    yield _figures(site, "presence", "presence.html", ("presence-niveaux", "presence-publies"), [evolution, *pairs])
    yield _figures(site, "evolution", "evolution.html", ("presence-temps",), back)
    if has_pairs:
        yield _figures(site, "copresence", "copresence.html", ("copresence",), back)
    empty = " ".join(words.say(sentence) for slug, sentence in NO_MAP.items() if slug not in site.charts)
    statuses = ("carte-statuts.html", words.say("Carte des conseils départementaux eux-mêmes"))
    yield _figures(site, "carte", "carte.html", tuple(NO_MAP), [statuses] if has_statuses else [], empty)
    if has_statuses:
        back = [("carte.html", words.say("Carte des communes et des intercommunalités"))]
        yield _figures(site, "statuts", "carte-statuts.html", ("carte-statuts",), back)


def _figures(
    site: Site, name: str, path: str, slugs: tuple[str, ...], related: list[tuple[str, str]], empty: str = ""
) -> Page:
    return site.page(name, path, slugs=slugs, template="figures.html", empty=empty, related=related)
