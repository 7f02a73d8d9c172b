"""Printed against measured, every figure of barometer.comparison: rates drawn, counts in a table, and those that may
not be compared, with the reason of each."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import polars as pl

from dashboards.charts.imprime_mesure import VERDICTS, rate_rows
from dashboards.labels import aggregation, base, indicator, networks, printed, unit
from dashboards.measures import BESIDE_PRINTED
from dashboards.pages import whole
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition

Row = dict[str, Any]


def page(site: Site) -> Page:
    edition = site.edition
    printed = pl.col("date") <= f"{edition.month:%Y-%m}"
    frame = edition.frame("barometer.comparison").filter(printed)
    site.write_table(whole.taken(edition, frame, "comparaison", "comparaison"))
    drawn = [row["figure_id"] for row in rate_rows(edition)]
    others = frame.filter(~pl.col("figure_id").is_in(drawn) & (pl.col("verdict") != "refused"))
    refused = frame.filter(pl.col("verdict") == "refused")
    return site.page(
        "comparaison", "comparaison", slugs=("imprime-mesure", "presence-publies"), total=frame.height,
        rows=[_row(edition, row) for row in others.sort("month", *_ORDER).to_dicts()],
        refused=[_row(edition, row) for row in refused.sort("date", *_ORDER).to_dicts()],
        reasons=_reasons(edition, refused),
    )  # fmt: skip


_ORDER = ("indicator", "network", "stratum", "figure_id")


def _row(edition: Edition, row: Row) -> Row:
    words = edition.words
    is_unsaid = row["published_n"] in (None, "unpublished")
    decimals = BESIDE_PRINTED.get(row["unit"], 0)
    return row | {
        "mode": aggregation(words, row["aggregation"]), "network_label": networks(edition, row["network"]),
        "base": base(words, row["stratum"]), "indicator_label": indicator(words, row["indicator"]),
        "unit_label": unit(words, row["unit"]),
        "published": printed(words, row["published_value"]),
        "measured": words.or_missing(
            row["measured_value"], partial(words.number, decimals=decimals), words.say("non mesuré")
        ),
        "gap": words.or_missing(row["difference"], partial(words.signed, decimals=decimals), "—"),
        "verdict_label": words.say(VERDICTS[row["verdict"]]),
        "n_label": words.say("non publiée") if is_unsaid else row["published_n"],
        "feasible": row["feasible_fr"] or "—",
    }  # fmt: skip


def _reasons(edition: Edition, refused: pl.DataFrame) -> list[tuple[str, str]]:
    """How many figures are refused for each first reason, the most frequent before the others."""
    counts = Counter(refused["refusal"].to_list())
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(edition.words.plural(count, "chiffre"), edition.label("refusal", code)) for code, count in ordered]
