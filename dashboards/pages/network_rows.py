"""What one takes away from the pages of networks: presence by stratum and month, and the line of each network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dashboards.charts.drawn import method, stratum_name
from dashboards.charts.presence_temps import COLUMNS
from dashboards.charts.selection import Condition, Selection
from dashboards.charts.words import rate_method, roster_words
from dashboards.source import Edition
from dashboards.taken import Taken
from dashboards.words import phrase

Row = dict[str, Any]
SOURCE: Final = "barometer.presence, barometer.indicators"
RATES: Final = (
    "month", "network", "stratum", "aggregation", "presence_share", "presence_share_lo", "presence_share_hi",
    "present_count", "unknown_count", "member_count",
)  # fmt: skip
ELSEWHERE: Final = phrase(
    "Les autres tableaux de la page : indicateurs (fichiers de chaque indicateur), rangs (palmares.csv), portes"
    " (portes.csv), motifs (inconnues-motifs.csv)."
)


def taken(edition: Edition, path: str, title: str, lead: str, rates: Sequence[Row]) -> Taken:
    """`rates` are rows of barometer.presence with their draw, of all that the page shows."""
    words = edition.words
    rows = [
        row | {
            "network_label": edition.network(row["network"]), "stratum_label": stratum_name(edition, row["stratum"])
        }
        for row in rates
    ]  # fmt: skip
    where: tuple[Condition, ...] = (
        ("roster_id", "=", edition.roster_id), ("area_level", "=", "france"), ("aggregation", "=", "pooled"),
        *((key, "in", list(dict.fromkeys(row[key] for row in rows))) for key in ("network", "month", "stratum")),
    )  # fmt: skip
    told = (*rate_method(edition), *method(edition), (words.say("Ailleurs"), words.say(ELSEWHERE)))
    return Taken(
        path, title, lead, roster_words(edition), COLUMNS, rows, told, SOURCE, words,
        (Selection("barometer.presence", RATES, where),),
    )  # fmt: skip
