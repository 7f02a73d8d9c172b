"""The study replayed: each statement that its documents printed, what we measure, and what cannot be known."""

from __future__ import annotations

from typing import Any

from dashboards import format as fr
from dashboards.charts.imprime_mesure import VERDICTS
from dashboards.labels import base, indicator, networks, unit
from dashboards.pages.site import Site
from dashboards.render import Page
from dashboards.source import Edition

ANSWERS = {
    "measured": "Rejouée",
    "partly": "Rejouée en partie",
    "unknowable": "Ne peut être sue",
    "elsewhere": "Hors de la scène de 2012–2013",
}
Row = dict[str, Any]


def page(site: Site) -> Page:
    edition = site.edition
    facts: dict[str, list[Row]] = {}
    replay = edition.frame("barometer.replay").sort("month", "indicator", "network", "place", "fact_id")
    for row in replay.to_dicts():
        facts.setdefault(row["statement_id"], []).append(_fact(edition, row))
    statements = [
        row | {"answer_label": ANSWERS[row["answer"]], "facts": facts.get(row["statement_id"], [])}
        for row in edition.frame("reference.statements").sort("statement_rank").to_dicts()
    ]
    site.write_table(replay, "etude")
    counts = [(label, sum(row["answer"] == code for row in statements)) for code, label in ANSWERS.items()]
    return site.page("etude", "etude.html", statements=statements, counts=counts)


def _fact(edition: Edition, row: Row) -> Row:
    return {
        "month": row["month"], "network": networks(edition, row["network"]), "place": base(row["stratum"]),
        "indicator": indicator(row["indicator"]), "unit": unit(row["unit"]),
        "published": fr.or_missing(row["published_value"], _written, "nom seul"),
        "measured": fr.or_missing(row["measured_value"], _written, "non mesuré"),
        "other": fr.or_missing(row["measured_pooled"], _written, "—"),
        "verdict": VERDICTS[row["verdict"]], "note": row["note_fr"] or "",
    }  # fmt: skip


def _written(value: float) -> str:
    return fr.number(value, 0 if float(value).is_integer() else 1)
