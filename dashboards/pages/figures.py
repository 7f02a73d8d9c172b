"""A page for each figure, at its slug, for good: one that an edition cannot draw has a page that says why."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from dashboards.pages.reuse import NAMES
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.words import phrases

MISSING: Final = phrases({
    "presence-reseaux": "Aucun réseau n’est observé trois mois dans cette édition : la figure n’y est pas dessinée.",
    "presence-publies": "Cette édition n’a ni chiffre imprimé ni mesure de 2012 à 2015 : la figure n’y est pas"
    " dessinée.",
    "copresence": "Cette édition observe moins de deux réseaux : la figure n’y est pas dessinée.",
    "carte-regions": "Cette édition n’a pas de carte par région : sa liste n’y suit pas de communes, ou n’a pas leurs"
    " contours.",
    "carte-departements": "Cette édition n’a pas de carte par département : sa liste n’y suit pas de communes, ou n’a"
    " pas leurs contours.",
    "carte-statuts": "La liste de cette édition ne suit aucun département : la carte n’y est pas dessinée.",
    "carte-epci": "La liste de cette édition ne suit aucune intercommunalité : la carte n’y est pas dessinée.",
    "carte-communes": "La liste de cette édition ne suit aucune commune qui ait un point : la carte n’y est pas"
    " dessinée.",
    "progressions": "Aucune progression sur douze mois n’est mesurable dans cette édition.",
    "heures": "Aucun réseau n’a, dans cette édition, les cinq comptes qu’il faut à un profil d’heures.",
    "imprime-mesure": "Cette édition n’observe aucun des mois imprimés.",
})  # fmt: skip
"""Why a figure is not drawn; the others always are."""
PARENTS: Final = {
    "presence-niveaux": "presence", "presence-reseaux": "reseaux", "presence-publies": "comparaison",
    "imprime-mesure": "comparaison",
    "couverture-reseaux": "couverture", "inconnues-motifs": "couverture",
}  # fmt: skip
"""The page that shows, among others, a figure whose own page shows nothing else."""


def pages(site: Site, taken: Container[str]) -> Iterator[Page]:
    """The pages of the figures that no page of `taken` is the page of."""
    words = site.edition.words
    for slug, name in NAMES.items():
        if slug in taken:
            continue
        parent = PARENTS[slug]
        related = [(parent, str(words.content("site")["pages"][parent]["title"]))]
        empty = missing(site, slug)
        yield site.figure_page(slug, slug, "figures.html", words.say(name), parent, related=related, empty=empty)


def embeds(site: Site) -> Iterator[Page]:
    """Each figure without the site around it, to be shown in a page of another site."""
    for slug, name in NAMES.items():
        title, empty = site.edition.words.say(name), missing(site, slug)
        yield site.figure_page(slug, f"embed/{slug}", "embed.html", title, "", of=slug, empty=empty)


def missing(site: Site, slug: str) -> str:
    """Why the edition does not draw a figure; '' for one that it draws."""
    return "" if slug in site.charts else site.edition.words.say(MISSING[slug])
