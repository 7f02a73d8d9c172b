"""What one takes away from a press page: every value of the area that it prints, network by network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from dashboards.areas import Area
from dashboards.charts.base import Column
from dashboards.charts.selection import INTERVALS, Condition, Selection
from dashboards.pages.press_cells import ACTIVITY, AUDIENCE
from dashboards.source import Edition
from dashboards.taken import Taken, published
from dashboards.words import phrase

Row = dict[str, Any]
RATES: Final = "barometer.presence"
SOURCE: Final = f"{INTERVALS}, {RATES}"
VALUES: Final = (
    "indicator_id", "variant", "aggregation", "value", "value_lo", "value_hi", "ci_lo", "ci_hi", "interval_method",
    "value_status", "member_count", "measured_count", "unknown_count",
)  # fmt: skip
COLUMNS: Final = (
    Column("network_label", "Réseau"), Column("indicator_label", "Indicateur"), Column("unit", "Unité"),
    *published(INTERVALS, *VALUES),
)  # fmt: skip
PRESENCE: Final = {"any": "I03"}
"""Which indicator a rate of presence is; on one network it is I01."""
MEASURE: Final = phrase(
    "Une ligne par réseau et par indicateur des tableaux du territoire : présence, abonnés, activité. Une case sans"
    " ligne a moins de cinq comptes. Les comptes de l’institution sont sur sa fiche, les gains de chaque strate dans"
    " palmares.csv."
)
BASE: Final = phrase(
    "À chaque ligne : `measured_count` mesurés sur `member_count`, et `unknown_count` inconnus ; d’un taux de présence,"
    " les communes et intercommunalités suivies dont le statut est connu, ailleurs leurs comptes."
)
SPAN: Final = phrase(
    "`ci_lo` et `ci_hi` : le tirage à 95 %, là où `interval_method` en dit un ; `value_lo` et `value_hi` : ce que"
    " laissent ouvert les inconnues et les arrondis."
)


def taken(edition: Edition, area: Area, path: str, title: str, lead: str, networks: Sequence[str]) -> Taken:
    """`title` is the first finding of the page; `networks` are those that it names, the whole of them first."""
    words = edition.words
    named = {row["indicator_id"]: row for row in edition.frame("reference.indicators").to_dicts()}
    rows = [
        row | {
            "network_label": edition.network(row["network"]), "indicator_label": words.data(about["label_fr"]),
            "unit": words.data(about["unit_fr"]), "area_code": area.code,
        }
        for row in _rows(area, networks) if (about := named[row["indicator_id"]])
    ]  # fmt: skip
    method = (
        (words.say("Mesure"), words.say(MEASURE)), (words.say("Dénominateur"), words.say(BASE)),
        (words.say("Agrégation"), words.say("Le mode de chaque ligne est dans `aggregation`.")),
        (words.say("Intervalle"), words.say(SPAN)), (words.say("Mois"), words.month(edition.month)),
    )  # fmt: skip
    return Taken(
        path, title, lead, words.say("Ce que la page de presse imprime du territoire."), COLUMNS, rows, method, SOURCE,
        words, _selections(edition, area, rows),
    )  # fmt: skip


def _rows(area: Area, networks: Sequence[str]) -> Iterator[Row]:
    for network in networks:
        if rate := area.rates.get(network):
            yield {
                "network": network, "indicator_id": PRESENCE.get(network, "I01"), "variant": "base",
                "aggregation": rate["aggregation"], "value": rate["presence_share"],
                "value_lo": rate["presence_share_lo"], "value_hi": rate["presence_share_hi"], "ci_lo": None,
                "ci_hi": None, "interval_method": "none", "value_status": rate["presence_share_status"],
                "member_count": rate["member_count"],
                "measured_count": rate["present_count"] + rate["absent_count"], "unknown_count": rate["unknown_count"],
            }  # fmt: skip
        for code in (*AUDIENCE, *ACTIVITY):
            if cell := area.cells.get((network, code)):
                yield {"network": network} | {key: cell[key] for key in VALUES}


def _selections(edition: Edition, area: Area, rows: Sequence[Row]) -> tuple[Selection, ...]:
    place: tuple[Condition, ...] = (
        ("month", "=", edition.month), ("roster_id", "=", edition.roster_id), ("area_level", "=", area.level),
        ("area_code", "=", area.code), ("network", "in", list(dict.fromkeys(row["network"] for row in rows))),
    )  # fmt: skip
    rates = ("network", "presence_share", "presence_share_lo", "presence_share_hi", "member_count", "unknown_count")
    cells = sorted({(row["indicator_id"], row["variant"]) for row in rows} - {("I01", "base"), ("I03", "base")})
    modes = sorted({row["aggregation"] for row in rows})
    found = [Selection(RATES, rates, (*place, ("stratum", "=", "ALL"), ("aggregation", "=", "pooled")))]
    if cells:
        of_cells = (("indicator_id, variant", "pairs", cells), ("aggregation", "in", modes))
        found.append(Selection(INTERVALS, ("network", *VALUES), (*place, *of_cells)))
    return tuple(found)
