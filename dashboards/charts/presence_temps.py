"""Presence over time: one small panel per network, all on the same axes, one variant per stratum; dotted across months
that were not observed. However many networks there are, each is read under its own name."""

from __future__ import annotations

from collections import Counter
from typing import Final

import polars as pl

from dashboards.charts.base import Chart, Column, Figure, Row, Variant, share_of
from dashboards.charts.drawn import (
    DRAWN,
    INTERVAL_COLUMNS,
    WHOLE,
    drawing,
    interval_words,
    method,
    stratum_name,
    with_draw,
)
from dashboards.charts.panels import panels
from dashboards.charts.words import presence_facts, presence_why, rate_method, shares_wide
from dashboards.source import Edition

COLUMNS = (
    Column("stratum_label", "Strate"), Column("network_label", "Réseau"), Column("month", "Mois", "month"),
    Column("presence_share", "Part de présentes", "share"), Column("presence_share_lo", "Borne basse", "share"),
    Column("presence_share_hi", "Borne haute", "share"), *INTERVAL_COLUMNS,
    Column("present_count", "Présentes", "count"), Column("unknown_count", "Inconnues", "count"),
    Column("member_count", "Collectivités", "count"),
    Column("aggregation", "Mode"),
)  # fmt: skip

MONTHS: Final = 13
"""Months that are drawn: a year and the month that it is compared with. The whole history is in barometer.presence."""


def chart(edition: Edition) -> Chart:
    """Pooled shares of the last observed months of the roster; of the strata that are counted whole, the one that
    publishes most comes first."""
    rows, words = rates(edition), edition.words
    told = Counter(row["stratum"] for row in rows if row["presence_share"] is not None)
    order = sorted(("ALL", *edition.strata), key=lambda code: (drawing(edition, code) != WHOLE, -told[code]))
    variants = tuple(_variant(edition, stratum, rows) for stratum in order)
    return Chart(
        slug="presence-temps",
        title=variants[0].title,
        subtitle=words.say(
            "Part de présentes parmi les statuts connus, en %, jusqu’à {month}", month=words.month(edition.month)
        ),
        description=words.say(
            "Un cadre par réseau, tous à la même échelle ; les barres verticales sont les bornes que laissent les"
            " statuts inconnus, les traits fins l’intervalle à 95\u202f% des strates tirées au sort ; le trait est"
            " pointillé entre deux mois non consécutifs."
        ),
        columns=COLUMNS,
        rows=rows,
        variants=variants,
        method=(
            *rate_method(edition),
            *method(edition),
            (words.say("Continuité"), words.say("Aucune valeur n’est interpolée entre deux mois observés.")),
            (
                words.say("Période"),
                words.say("Les {months} derniers mois observés ; les autres sont dans la table.", months=MONTHS),
            ),
        ),
        source="barometer.presence, barometer.indicators",
        words=words,
        selector_label=words.say("Strate affichée"),
        height=max(variant.figure["layout"]["height"] for variant in variants),
        wide=shares_wide(
            words, ("stratum_label", "network_label"), (words.say("Strate"), words.say("Réseau")), "month"
        ),
    )


def rates(edition: Edition) -> list[Row]:
    """Pooled shares of the whole list by stratum, network and month, in that order."""
    frame = edition.frame("barometer.presence").filter(
        (pl.col("roster_id") == edition.roster_id) & (pl.col("area_level") == "france"),
        (pl.col("aggregation") == "pooled") & (pl.col("month") <= edition.month),
        pl.col("stratum").is_in(["ALL", *edition.strata]),
        pl.col("month").is_in(edition.months(edition.roster_id)[-MONTHS:]),
    )
    networks = sorted(set(frame["network"]), key=edition.place)
    order = ["ALL", *edition.strata]
    rows = [
        row | {
            "id": f"{row['stratum']}|{row['network']}|{row['month']:%Y-%m}",
            "network_label": edition.network(row["network"]),
            "stratum_label": stratum_name(edition, row["stratum"]),
            "why": presence_why(edition.words, row["presence_share_status"]),
        }
        for row in frame.to_dicts()
    ]  # fmt: skip
    rows = with_draw(edition, rows)
    return sorted(rows, key=lambda row: (order.index(row["stratum"]), networks.index(row["network"]), row["month"]))


def _variant(edition: Edition, stratum: str, rows: list[Row]) -> Variant:
    own = [row for row in rows if row["stratum"] == stratum]
    name = stratum_name(edition, stratum)
    return Variant(stratum, name, _title(edition, name, own), figure(own, edition))


def _title(edition: Edition, name: str, rows: list[Row]) -> str:
    """The largest change between the edition and the month observed twelve months before, in points; of a stratum that
    was drawn, the greatest share, with its interval."""
    if rows and rows[0]["drawing"] == DRAWN:
        return _drawn_title(edition, name, rows)
    words, year_before = edition.words, edition.before(12)
    known = [row for row in rows if row["presence_share"] is not None and row["network"] != "website"]
    old = {row["network"]: share_of(row) for row in known if row["month"] == year_before}
    changes = [
        (share_of(row) - old[row["network"]], row["network_label"])
        for row in known
        if row["month"] == edition.month and row["network"] in old
    ]
    if not changes:
        return words.say("{stratum} : pas de comparaison sur douze mois", stratum=name)
    change, label = max(changes, key=lambda item: (abs(item[0].value), item[1]))
    if not round(change.value, 1):
        return words.say("{stratum} : moins d’un dixième de point de mouvement en douze mois", stratum=name)
    return words.say(
        "{stratum} : le plus fort mouvement en douze mois, {change} ({network})", stratum=name,
        change=words.points(change), network=label,
    )  # fmt: skip


def _drawn_title(edition: Edition, name: str, rows: list[Row]) -> str:
    words = edition.words
    own = [row for row in rows if row["month"] == edition.month and row["network"] not in ("any", "website")]
    known = [row for row in own if row["presence_share"] is not None]
    if not known:
        return words.say(
            "{stratum} : aucun taux n’est publiable en {month}", stratum=name, month=words.month(edition.month)
        )
    row = max(known, key=lambda row: row["presence_share"])
    return words.say(
        "{stratum} : {share} sur {network}, intervalle à 95\u202f% {interval}", stratum=name,
        share=words.share(row["presence_share"], 0), network=row["network_label"], interval=interval_words(words, row),
    )  # fmt: skip


def figure(rows: list[Row], edition: Edition) -> Figure:
    words = edition.words

    def name(row: Row) -> str:
        return words.say("au moins un") if row["network"] == "any" else str(row["network_label"]).partition(" (")[0]

    def told(row: Row) -> str:
        """Without the network and the stratum, which the panel and the setting name."""
        return f"{words.month(row['month'])}<br>{presence_facts(words, row)}"

    return panels(rows, edition, "network", name, told)
