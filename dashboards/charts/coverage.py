"""How much of what a figure is about is known, once for the whole figure: a bar beside it, and a line of its box."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from dashboards.charts.base import Chart, Covered, Row
from dashboards.source import Edition
from dashboards.words import phrase

STATUSES: Final = phrase("{known} statuts connus sur {total} {when}, tous réseaux montrés")
PAIRS: Final = phrase("{known} couples de statuts connus sur {total} (collectivité × deux réseaux)")
RANKED: Final = phrase("{known} comptes classés sur {total} comptes présents, dans les palmarès montrés")
HOURS: Final = phrase("{known} comptes à profil d’heures sur {total} comptes connus des réseaux montrés")
RATES: Final = phrase("{known} taux remesurés sur {total} taux imprimés comparables")


def covered(edition: Edition, chart: Chart) -> Covered | None:
    """None for a figure that sets printed rates beside others: they have no base of ours."""
    source, first = chart.source.split(", ")[0], chart.rows[0] if chart.rows else {}
    if source == "barometer.ranking":
        leagues = {(row["stratum"], row["network"]): row for row in chart.rows}.values()
        return _told(edition, RANKED, _sum(leagues, "ranked_count"), _sum(leagues, "unranked_count"))
    if source == "barometer.hours":
        return _hours(edition, chart)
    if source == "barometer.comparison":
        known = sum(row["measured_value"] is not None for row in chart.rows)
        return _told(edition, RATES, known, len(chart.rows) - known)
    if "status" in first:
        unknown = sum(row["status"] == "unknown" for row in chart.rows)
        return _told(edition, STATUSES, len(chart.rows) - unknown, unknown)
    if "unknown_count" in first:
        return _counted(edition, chart)
    whole = edition.current("barometer.coverage").filter((pl.col("stratum") == "ALL") & (pl.col("network") != "any"))
    if source not in ("barometer.status", "barometer.unknowns"):
        return None
    unknown = int(whole["unknown_count"].sum())
    return _told(edition, STATUSES, int(whole["member_count"].sum()) - unknown, unknown)


def _counted(edition: Edition, chart: Chart) -> Covered:
    """The rows of the month, each status once: neither those of any network nor a whole beside its strata."""
    rows = [
        row for row in chart.rows if row.get("month", edition.month) == edition.month and row.get("network") != "any"
    ]
    parts = [row for row in rows if row.get("stratum") != "ALL"] or rows
    unknown = _sum(parts, "unknown_count")
    sentence = PAIRS if "network_a" in chart.rows[0] else STATUSES
    return _told(edition, sentence, _sum(parts, "member_count") - unknown, unknown)


def _hours(edition: Edition, chart: Chart) -> Covered:
    profiles = {row["network"]: row["account_count"] for row in chart.rows}
    whole = edition.current("barometer.coverage").filter(
        (pl.col("stratum") == "ALL") & pl.col("network").is_in(list(profiles))
    )
    known = sum(profiles.values())
    return _told(edition, HOURS, known, int(whole["account_count"].sum()) - known)


def _sum(rows: Iterable[Row], column: str) -> int:
    return sum(int(row[column]) for row in rows)


def _told(edition: Edition, sentence: str, known: int, unknown: int) -> Covered:
    words = edition.words
    counts = {"known": words.number(known), "total": words.number(known + unknown)}
    return Covered(known, unknown, words.say(sentence, when=words.in_month(edition.month), **counts))
