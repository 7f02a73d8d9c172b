"""Sentences that several charts share: why a share is missing, what a mark says when pointed at, method boxes."""

from __future__ import annotations

import polars as pl

from dashboards import format as fr
from dashboards.charts.base import Row
from dashboards.source import Edition

WITHHELD = "taux retenu : plus de 10\u202f% d’inconnues"
SMALL = "taux retenu : moins de 5 collectivités"


def presence_why(status: str) -> str:
    """Why a presence share is missing, from its sibling status."""
    return {"withheld": WITHHELD, "small_base": SMALL}.get(status, fr.MISSING)


def presence_words(row: Row) -> str:
    """The tooltip of one presence rate: value, bounds, counts."""
    share = fr.or_missing(row["presence_share"], fr.share, presence_why(row["presence_share_status"]))
    bounds = fr.interval(row["presence_share_lo"], row["presence_share_hi"], fr.share)
    return (
        f"<b>{row.get('area_name') or row['stratum_label']}</b> · {row['network_label']}<br>{share}"
        f"<br>Bornes : {bounds}<br>"
        f"{fr.number(row['present_count'])} présentes, {fr.number(row['absent_count'])} absences confirmées,"
        f"<br>{fr.number(row['unknown_count'])} inconnues sur {fr.number(row['member_count'])}"
    )


def roster_words(edition: Edition) -> str:
    return f"liste {edition.roster_id}, {fr.plural(edition.members.height, 'collectivité')}"


def rate_method(edition: Edition, population: str = "") -> tuple[tuple[str, str], ...]:
    """The method box of a chart of presence rates of the edition's month."""
    whole = edition.current("barometer.presence").filter(
        (pl.col("network") == "any") & (pl.col("area_level") == "france") & (pl.col("stratum") == "ALL"),
        pl.col("aggregation") == "pooled",
    )
    known = int(whole["present_count"].sum()) + int(whole["absent_count"].sum())
    unknown = int(whole["unknown_count"].sum())
    return (
        ("Mesure", "Une collectivité est présente lorsqu’un compte officiel lui est attribué par une preuve archivée."),
        ("Dénominateur", "Collectivités dont le statut est connu ; les inconnues en sont exclues et bornent le taux."),
        ("Agrégation", f"Taux groupé (pooled), sans pondération{population}."),
        ("Observées", f"{fr.number(known)} sur {fr.number(edition.members.height)} ({roster_words(edition)})."),
        ("Inconnues", f"{fr.number(unknown)} ; au-delà de 10\u202f% d’inconnues, seules les bornes sont publiées."),
        ("Mois", f"{fr.month(edition.month)}, statut à la fin du mois, heure locale."),
    )
