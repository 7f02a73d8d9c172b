"""Statuses of the intercommunalités of a région, where their list is too long for the table of one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from dashboards.charts.carte_statuts import region_name, statuses_wide
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.taken import of_chart

MAP: Final = "carte-epci"


def regions(site: Site) -> list[tuple[str, str, str]]:
    """Code, name and path of the régions that have a table of their own; none where the map's table holds them all."""
    chart = site.charts.get(MAP)
    codes = dict.fromkeys(row["area_code"] for row in chart.summary) if chart is not None else {}
    return [(code, region_name(site.edition, code), f"{MAP}/{code}") for code in codes]


def pages(site: Site) -> Iterator[Page]:
    words = site.edition.words
    for code, name, path in regions(site):
        chart = site.charts[MAP]
        rows = [row for row in chart.rows if row["region_code"] == code]
        own = replace(chart, rows=rows, summary=(), wide=statuses_wide(words, "Intercommunalité"))
        page = site.page("epci", path, template="statuts.html", current="carte-regions", table=own)
        title = words.say("Intercommunalités {region}", region=words.of("region", name))
        taken = site.take(replace(of_chart(own, site.edition), path=path, title=title))
        yield Page(path, page.template, title, page.lead, {**page.context, "taken": taken})
