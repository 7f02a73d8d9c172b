"""The pages of the site: which charts exist, and what each page shows. Templates hold the HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dashboards.charts import (
    carte,
    carte_communes,
    carte_statuts,
    copresence,
    couverture_reseaux,
    heures,
    imprime_mesure,
    inconnues_motifs,
    presence_niveaux,
    presence_publies,
    presence_reseaux,
    presence_temps,
    progressions,
)
from dashboards.charts.base import Chart
from dashboards.charts.context import with_context
from dashboards.contours import Contours
from dashboards.pages import (
    compare,
    comparison,
    computed,
    coverage,
    data,
    differences,
    doors,
    figures,
    growth,
    home,
    indicators,
    journal,
    method,
    networks,
    presence,
    press,
    study,
    territories,
    words,
)
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition

__all__ = ["Site", "every_chart", "every_page"]


def every_chart(edition: Edition, contours: Mapping[str, Contours]) -> tuple[dict[str, Chart], list[str]]:
    """Charts by slug, and a warning for each that this edition cannot draw."""
    made: dict[str, Chart | None] = {
        "presence-niveaux": presence_niveaux.chart(edition),
        "presence-temps": presence_temps.chart(edition),
        "presence-reseaux": presence_reseaux.chart(edition),
        "presence-publies": presence_publies.chart(edition),
        "copresence": copresence.chart(edition),
        "carte-regions": carte.chart(edition, "region", contours["region"]),
        "carte-departements": carte.chart(edition, "departement", contours["departement"]),
        "carte-statuts": carte_statuts.chart(edition, "departement", contours["departement"]),
        "carte-epci": carte_statuts.chart(edition, "epci", contours["epci"]),
        "carte-communes": carte_communes.chart(edition, contours["departement"]),
        "progressions": progressions.chart(edition),
        "couverture-reseaux": couverture_reseaux.chart(edition),
        "heures": heures.chart(edition),
        "inconnues-motifs": inconnues_motifs.chart(edition),
        "imprime-mesure": imprime_mesure.chart(edition),
    }
    charts = {slug: with_context(edition, chart) for slug, chart in made.items() if chart is not None}
    warnings = [
        f"the edition of {edition.month:%Y-%m} has nothing to draw for {slug}" for slug in made if slug not in charts
    ]
    return charts, warnings


def every_page(site: Site) -> Iterator[Page]:
    """Every page, in a fixed order; tables that pages write are kept in `site.tables`."""
    taken = set()
    for page in _main_pages(site):
        taken.add(page.path)
        yield page
    yield from figures.pages(site, taken)
    yield from figures.embeds(site)
    yield from data.pages(site)


def _main_pages(site: Site) -> Iterator[Page]:
    yield home.page(site)
    yield from presence.pages(site)
    yield from growth.pages(site)
    yield from networks.pages(site)
    yield from press.pages(site)
    yield from compare.sheets(site, territories.pages(site))
    yield compare.page(site)
    yield coverage.page(site)
    yield comparison.page(site)
    yield study.page(site)
    yield method.page(site)
    yield from indicators.pages(site)
    yield doors.page(site)
    yield computed.page(site)
    yield differences.page(site)
    yield journal.page(site)
    yield from words.pages(site)
