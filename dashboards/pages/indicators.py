"""The indicators one by one: what each means, in what unit, when it stays empty, and an example to do by hand."""

from __future__ import annotations

from itertools import groupby

from dashboards.pages.site import Site
from dashboards.render import Page


def page(site: Site) -> Page:
    """One table per family, in the order of the catalogue; the whole catalogue as a file."""
    edition = site.edition
    catalogue = edition.frame("reference.indicators").sort("indicator_id")
    site.write_table(catalogue, "indicateurs")
    rows = catalogue.to_dicts()
    families = [
        (family, edition.label("indicator_family", family), list(group))
        for family, group in groupby(rows, key=lambda row: str(row["family"]))
    ]
    return site.page("indicateurs", "indicateurs.html", families=families, total=len(rows))
