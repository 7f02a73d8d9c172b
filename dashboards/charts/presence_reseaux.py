"""Presence over time on one network: one small panel per stratum, its bounds as a band, one variant per network.
The rows are those of `presence_temps`, of the networks that were observed in three months at least."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from dashboards.charts.base import Chart, Figure, Row, Variant, share_of, stratum_short
from dashboards.charts.drawn import method
from dashboards.charts.panels import panels
from dashboards.charts.presence_temps import COLUMNS, MONTHS, rates
from dashboards.charts.words import rate_method, share_cell, shares_wide
from dashboards.source import Edition
from dashboards.words import upper_first

LEAST: Final = 3
"""Months without which there is no course to draw."""


def chart(edition: Edition) -> Chart | None:
    """Pooled shares of the last observed months of the roster; None when no network has enough of them."""
    rows, words = _long_enough(rates(edition)), edition.words
    if not rows:
        return None
    networks = sorted({row["network"] for row in rows}, key=edition.place)
    rows.sort(key=lambda row: networks.index(row["network"]))
    variants = tuple(_variant(edition, [row for row in rows if row["network"] == code]) for code in networks)
    return Chart(
        slug="presence-reseaux",
        title=variants[0].title,
        subtitle=words.say(
            "Part de présentes parmi les statuts connus, en %, jusqu’à {month}", month=words.month(edition.month)
        ),
        description=words.say(
            "Un cadre par strate, tous à la même échelle ; la bande est ce que laissent ouvert les statuts inconnus,"
            " les traits fins l’intervalle à 95\u202f% des strates tirées au sort ;"
            " le trait est pointillé, et la bande interrompue, entre deux mois non consécutifs."
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
        selector_label=words.say("Réseau affiché"),
        height=max(variant.figure["layout"]["height"] for variant in variants),
        wide=shares_wide(
            words, ("network_label", "stratum_label"), (words.say("Réseau"), words.say("Strate")), "month"
        ),
    )  # fmt: skip


def _long_enough(rows: list[Row]) -> list[Row]:
    months: defaultdict[str, set[date]] = defaultdict(set)
    for row in rows:
        months[row["network"]].add(row["month"])
    return [row for row in rows if len(months[row["network"]]) >= LEAST]


def _variant(edition: Edition, rows: list[Row]) -> Variant:
    network = rows[0]["network"]
    label = upper_first(rows[0]["network_label"])
    return Variant(network, label, _title(edition, label, rows), figure(rows, edition))


def _title(edition: Edition, network: str, rows: list[Row]) -> str:
    """The largest change over twelve months among the strata that are followed whole, in points."""
    words, before = edition.words, edition.before(12)
    told = [row for row in rows if row["presence_share"] is not None and row["stratum"] in edition.counted_strata]
    old = {row["stratum"]: share_of(row) for row in told if row["month"] == before}
    changes = [
        (share_of(row) - old[row["stratum"]], row["stratum_label"])
        for row in told
        if row["month"] == edition.month and row["stratum"] in old
    ]
    if not changes:
        return words.say("{network} : pas de comparaison sur douze mois", network=network)
    change, stratum = max(changes, key=lambda item: (abs(item[0].value), item[1]))
    if not round(change.value, 1):
        return words.say("{network} : moins d’un dixième de point de mouvement en douze mois", network=network)
    return words.say(
        "{network} : le plus fort mouvement en douze mois, {change} ({stratum})", network=network,
        change=words.points(change), stratum=stratum,
    )  # fmt: skip


def figure(rows: list[Row], edition: Edition) -> Figure:
    words = edition.words

    def told(row: Row) -> str:
        return f"{words.month(row['month'])}<br>{share_cell(words, row)} %"

    return panels(rows, edition, "stratum", lambda row: stratum_short(words, row["stratum"]), told, is_banded=True)
