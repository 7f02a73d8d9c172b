"""Printed against measured: every figure of barometer.comparison, rates drawn, counts in a table."""

from __future__ import annotations

import polars as pl

from dashboards import format as fr
from dashboards.charts.imprime_mesure import VERDICTS, rate_rows
from dashboards.labels import aggregation, base, indicator, networks, unit
from dashboards.pages.site import Site
from dashboards.render import Page


def page(site: Site) -> Page:
    edition = site.edition
    frame = edition.frame("barometer.comparison").filter(pl.col("month") <= edition.month)
    site.write_table(frame, "comparaison")
    drawn = [row["figure_id"] for row in rate_rows(edition)]
    others = (
        frame.filter(~pl.col("figure_id").is_in(drawn))
        .sort("month", "indicator", "network", "stratum", "figure_id")
        .to_dicts()
    )
    rows = [
        row | {
            "mode": aggregation(row["aggregation"]), "network_label": networks(edition, row["network"]),
            "base": base(row["stratum"]), "indicator_label": indicator(row["indicator"]),
            "unit_label": unit(row["unit"]),
            "published": fr.number(row["published_value"], _decimals(row["published_value"])),
            "measured": fr.or_missing(row["measured_value"], lambda v: fr.number(v, _decimals(v)), "non mesuré"),
            "gap": fr.or_missing(row["difference"], lambda v: fr.signed(v, _decimals(v)), "—"),
            "verdict_label": VERDICTS[row["verdict"]],
        }
        for row in others
    ]  # fmt: skip
    return site.page(
        "comparaison", "comparaison.html", slugs=("imprime-mesure", "presence-publies"), rows=rows, total=frame.height
    )


def _decimals(value: float) -> int:
    return 0 if float(value).is_integer() else 2
