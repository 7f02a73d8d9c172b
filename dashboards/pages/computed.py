"""How each table of the figures is computed, and the way from there to archived answers."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.sheets.paths import is_page, territory_path
from dashboards.source import Edition
from dashboards.trail import selects, tables
from dashboards.words import attribute
from pipelines.model.fields import TABLES

Row = dict[str, Any]


def page(site: Site) -> Page:
    names = sorted({name for chart in site.charts.values() for name in tables(chart.source)})
    return site.page(
        "calculs", "calculs", examples=examples(site.edition), tables=[_table(site, name) for name in names]
    )


def _table(site: Site, name: str) -> Row:
    ((path, file),) = selects(name)
    return {
        "id": attribute(name), "name": name, "path": path, "sql": file.path.read_text("utf-8").rstrip(),
        "text": site.edition.words.data(TABLES[name].text_fr), "rows": site.edition.row_counts[name],
        "figures": [chart for chart in site.charts.values() if name in chart.source.split(", ")],
    }  # fmt: skip


def examples(edition: Edition) -> list[Row]:
    """In each stratum, a territory that has a page and an archived answer of the month, with its first network."""
    answered = edition.frame("requests").filter(pl.col("record").is_not_null() & (pl.col("outcome") == "ok"))
    rows = answered.select("territory_id", "network").unique().join(edition.members, on="territory_id")
    paged = [row for row in rows.to_dicts() if is_page(row["level"], row["population"])]
    ordered = sorted(paged, key=lambda row: (row["name"], edition.place(row["network"])))
    found: dict[str, Row] = {}
    for row in ordered:
        found.setdefault(row["stratum"], row)
    return [
        {
            "stratum": edition.label("stratum", stratum), "name": found[stratum]["name"],
            "network": edition.network(found[stratum]["network"]),
            "path": f"{territory_path(edition, found[stratum]['territory_id'])}#preuve-{found[stratum]['network']}",
        }
        for stratum in edition.strata
        if stratum in found
    ]  # fmt: skip
