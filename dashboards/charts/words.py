"""Sentences that several charts share: why a share is missing, what a mark says when pointed at, method boxes."""

from __future__ import annotations

import polars as pl

from dashboards import format as fr
from dashboards.charts.base import Row, Wide
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


def share_cell(row: Row, stem: str = "presence_share") -> str:
    """A share in a table of two entries, in % without the sign: the value and its bounds, or the bounds alone."""
    low, high = 100 * row[f"{stem}_lo"], 100 * row[f"{stem}_hi"]
    bounds = fr.interval(low, high, _one)
    if row[stem] is None:
        return bounds if bounds.startswith("[") else f"[{bounds}]"
    value = _one(100 * row[stem])
    return value if value == bounds else f"{value} {bounds}"


def _one(value: float) -> str:
    return fr.number(value, 1)


def shares_wide(keys: tuple[str, ...], heads: tuple[str, ...], across: str, stem: str = "presence_share") -> Wide:
    """A table of two entries of shares: what charts with many networks show in place of a row per pair."""
    return Wide(
        keys, heads, across, lambda row: share_cell(row, stem), lambda row: row[stem] is None,
        "En % ; entre crochets, les bornes ; une cellule hachurée est un taux retenu, dont seules les bornes sont"
        " publiées. Effectifs et inconnues sont dans le CSV.",
    )  # fmt: skip


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
