"""How each table of the figures is computed, and the way from there to archived answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import polars as pl

from dashboards.charts.progressions import league
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
    return site.page("calculs", "calculs", tables=[_table(site, name) for name in names])


def _table(site: Site, name: str) -> Row:
    ((path, file),) = selects(name)
    return {
        "id": attribute(name), "name": name, "path": path, "sql": file.path.read_text("utf-8").rstrip(),
        "text": site.edition.words.data(TABLES[name].text_fr), "rows": site.edition.row_counts[name],
        "examples": examples(site.edition, name),
        "figures": [chart for chart in site.charts.values() if name in chart.source.split(", ")],
    }  # fmt: skip


def examples(edition: Edition, table: str) -> list[Row]:
    """In each stratum, a row behind the table that can be followed to the archive: a territory with a page, its network
    and the answers of the month about it. Of a league it is the first; of unknowns, one; of hours, a list of posts."""
    asked = edition.frame("requests").filter(pl.col("record").is_not_null() & _is_shown(table))
    rows = asked.select("territory_id", "network").unique()
    if table in _BEHIND:
        rows = rows.join(_BEHIND[table](edition), on=["territory_id", "network"], how="semi")
    joined = rows.join(edition.members, on="territory_id").to_dicts()
    paged = [row for row in joined if is_page(row["level"], row["population"])]
    found: dict[str, Row] = {}
    for row in sorted(paged, key=lambda row: (row["name"], edition.place(row["network"]))):
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


def _is_shown(table: str) -> pl.Expr:
    """The requests that a row of the table rests on: answers, but for what is unknown."""
    if table == "barometer.unknowns":
        return pl.col("outcome") != "ok"
    is_read = pl.col("outcome") == "ok"
    return is_read & (pl.col("purpose") == "posts") if table == "barometer.hours" else is_read


_BEHIND: Final[dict[str, Callable[[Edition], pl.DataFrame]]] = {
    "barometer.ranking": lambda edition: league(edition).filter(pl.col("rank") == 1),
    "barometer.unknowns": lambda edition: edition.current("barometer.status").filter(pl.col("status") == "unknown"),
}
"""Territories and networks of the rows of a table that does not count all of them."""
