"""What one takes away from the table of the communes of a département: a row for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from dashboards.charts.base import Column
from dashboards.charts.selection import Condition, Selection
from dashboards.source import Edition
from dashboards.taken import Taken, published
from dashboards.words import phrase

if TYPE_CHECKING:
    from dashboards.pages.communes import Line

Row = dict[str, Any]
SOURCE: Final = "roster.members, barometer.status, barometer.audience"
FOLLOWERS: Final = ("followers_count", "followers_lo", "followers_hi", "followers_status")
COLUMNS: Final = (
    Column("name", "Commune", is_french=True), *published(SOURCE, "code", "population"),
    Column("present_count", "Réseaux où elle est présente", "count"),
    Column("unknown_count", "Réseaux où l’on ne sait pas", "count"),
    Column("network_label", "Réseau de son plus grand compte"), *published(SOURCE, *FOLLOWERS),
)  # fmt: skip
MEASURE: Final = phrase(
    "Une ligne par commune de la liste : sur combien de réseaux elle est présente, sur combien on ne le sait pas, et le"
    " compte qui a le plus d’abonnés. Un réseau de statut inconnu n’est ni présent ni absent."
)
STATUSES: Final = phrase(
    "Réseaux sociaux observés dans l’édition, sans le site officiel ; le statut de chacun est dans"
    " statuts-communes.csv."
)
GAPS: Final = phrase(
    "`network_label` vide : aucun compte n’est nommé. Abonnés vides : ils ne sont pas lus, et `followers_status` dit"
    " pourquoi là où il y eut un relevé."
)


def taken(edition: Edition, path: str, title: str, lead: str, lines: Sequence[Line]) -> Taken:
    words = edition.words
    method = (
        (words.say("Mesure"), words.say(MEASURE)), (words.say("Dénominateur"), words.say(STATUSES)),
        (words.say("Agrégation"), words.say("Aucune : une commune par ligne.")),
        (words.say("Inconnues"), words.say(GAPS)), (words.say("Mois"), words.month(edition.month)),
    )  # fmt: skip
    codes = [line.territory_id for line in lines]
    own: tuple[Condition, ...] = (("roster_id", "=", edition.roster_id), ("territory_id", "in", codes))
    now: tuple[Condition, ...] = (("month", "=", edition.month), *own)
    found = (
        Selection("barometer.status", ("territory_id", "network", "status"), now),
        Selection("barometer.audience", ("territory_id", "network", *FOLLOWERS), now),
    )
    subtitle = words.say("Réseaux et abonnés à la fin du mois, {month}", month=words.month(edition.month))
    rows = [_row(edition, line) for line in lines]
    return Taken(path, title, subtitle, lead, COLUMNS, rows, method, SOURCE, words, found)


def _row(edition: Edition, line: Line) -> Row:
    read = line.measure
    numbers = (None,) * len(FOLLOWERS) if read is None else (read.count, read.lo, read.hi, read.status)
    return {
        "territory_id": line.territory_id, "stratum": line.stratum, "name": line.name, "code": line.code,
        "population": line.population, "present_count": line.present, "unknown_count": line.unknown,
        "network": line.network, "network_label": line.network and edition.network(line.network),
        **dict(zip(FOLLOWERS, numbers, strict=True)),
    }  # fmt: skip
