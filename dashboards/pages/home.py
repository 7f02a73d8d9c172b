"""The home page: what moved, in five sentences; one map; the movers inside each stratum; what to download."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboards import labels
from dashboards.charts.progressions import best_measured, league
from dashboards.findings import findings, silences
from dashboards.pages import differences
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.sheets.paths import territory_path
from dashboards.source import Edition
from dashboards.words import attribute

SHOWN = 3


def page(site: Site) -> Page:
    edition = site.edition
    slug = home_map(site)
    return site.page(
        "index", "", slugs=(slug,), findings=findings(edition), movers=movers(edition),
        charts_all=list(site.charts.values()), silences=silences(edition), before=edition.before(1),
        changes=differences.counts(edition), bases=differences.bases(edition),
    )  # fmt: skip


def home_map(site: Site) -> str:
    """The map by région when it publishes at least half of its areas, else that of the départements themselves."""
    chart = site.charts.get("carte-regions")
    rows = [] if chart is None else [row for row in chart.rows if row["network"] == chart.variants[0].key]
    shown = sum(row["presence_share"] is not None for row in rows)
    return "carte-regions" if rows and 2 * shown >= len(rows) else "carte-statuts"


def movers(edition: Edition) -> list[dict[str, Any]]:
    """The first three of each named stratum, absolute growth over twelve months, on its best measured network."""
    rows = league(edition)
    return [
        podium(edition, rows.filter((pl.col("stratum") == stratum) & (pl.col("network") == network)).to_dicts())
        for stratum, network in best_measured(edition).iter_rows()
    ]


def podium(edition: Edition, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The first three of one league, from the rows of its ranking in one stratum, network, window and lens."""
    words, stratum = edition.words, rows[0]["stratum"]
    first = sorted((row for row in rows if row["rank"] <= SHOWN), key=lambda row: (row["rank"], row["territory_id"]))
    return {
        "stratum": edition.label("stratum", stratum), "slug": attribute(stratum),
        "network": edition.network(rows[0]["network"]),
        "ranked": words.plural(rows[0]["ranked_count"], "compte classé", "comptes classés"),
        "is_drawn": stratum not in edition.counted_strata,
        "rows": [
            row | {
                "name": labels.called(edition, row["territory_id"]),
                "path": territory_path(edition, row["territory_id"]),
                "gain": words.signed(row["value"]),
                "interval": words.interval(row["value_lo"], row["value_hi"], words.signed),
                "ranks": words.rank_interval(row["best_rank"], row["worst_rank"]),
            }
            for row in first
        ],
    }  # fmt: skip
