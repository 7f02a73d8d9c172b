"""The strongest move of a presence rate between the edition and an earlier month, stratum by stratum.

Unknowns leave an interval to each rate, hence to their difference; a move is certain when that interval excludes zero.
A certain move of several collectivités is preferred to that of a single one, and then the one that stays largest
whatever the unknowns are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dashboards.charts.base import share_of
from dashboards.findings.base import Finding, Row, Silence, bounds, month_basis, rate_basis, rates, stratum_words
from dashboards.source import Edition
from dashboards.words import Words
from pipelines.model.quantities import Points

PATH = "presence-temps"


@dataclass(frozen=True)
class Move:
    """One network in one stratum, at two months where both points are published."""

    old: Row
    new: Row

    @cached_property
    def change(self) -> Points:
        return share_of(self.new) - share_of(self.old)

    @cached_property
    def bounds(self) -> tuple[Points, Points]:
        low = share_of(self.new, "presence_share_lo") - share_of(self.old, "presence_share_hi")
        return low, share_of(self.new, "presence_share_hi") - share_of(self.old, "presence_share_lo")

    @property
    def least(self) -> float:
        """Points that remain of the move whatever the unknowns are; 0 when they could undo it."""
        low, high = self.bounds
        return max(low.value, -high.value, 0.0)

    @property
    def is_of_several(self) -> bool:
        return round(self.least / 100 * int(self.new["member_count"])) > 1


def month(edition: Edition) -> Finding | Silence:
    return _finding(edition, 1)


def year(edition: Edition) -> Finding | Silence:
    return _finding(edition, 12)


def moves(edition: Edition, months: int) -> tuple[list[Move], int]:
    """Moves between two published points, and how many rates of the edition have no such pair."""
    strata = edition.counted_strata
    old = {(row["stratum"], row["network"]): row for row in rates(edition, edition.before(months), strata)}
    new = rates(edition, edition.month, strata)
    pairs = [(old.get((row["stratum"], row["network"])), row) for row in new]
    found = [
        Move(before, row)
        for before, row in pairs
        if before is not None and None not in (before["presence_share"], row["presence_share"])
    ]
    return found, len(new) - len(found)


def _finding(edition: Edition, months: int) -> Finding | Silence:
    found, apart = moves(edition, months)
    words, before = edition.words, edition.before(months)
    if not found:
        since = words.of_month(before)
        return Silence(words.say("Aucun taux de présence n’est comparable à celui {month}.", month=since), PATH)
    move = max(found, key=lambda item: (item.is_of_several, item.least, abs(item.change.value)))
    compared = words.say(
        "{rates} ; {apart} sans point publié aux deux mois", rates=words.plural(len(found), "taux", "taux"),
        apart=words.number(apart),
    )  # fmt: skip
    basis = (
        *rate_basis(words, move.new),
        (words.say("Bornes, {month}", month=words.month(before)), bounds(words, move.old)),
        (words.say("Variation"), words.interval(*move.bounds, words.points)),
        (words.say("Comparés"), compared),
        (words.say("Mois"), f"{words.month(before)} → {month_basis(edition)[1]}"),
    )
    path = f"{PATH}#figure-{PATH}={move.new['stratum']}"
    return Finding(_sentence(edition, move, months, len(found)), basis, path)


def _sentence(edition: Edition, move: Move, months: int, compared: int) -> str:
    words = edition.words
    if not move.change.value:
        return _still(words, months, compared)
    told = {
        "network": edition.network(move.new["network"]), "strata": stratum_words(edition, move.new["stratum"]),
        "before": words.share(move.old["presence_share"]), "after": words.share(move.new["presence_share"]),
        "change": words.points(move.change),
    }  # fmt: skip
    if move.least > 0:
        return _moved(words, months, told)
    if compared == 1:
        return _alone(words, months, told)
    return _undone(words, months, told | {"rates": words.number(compared)})


def _still(words: Words, months: int, compared: int) -> str:
    rates = words.number(compared)
    if months == 1 and compared == 1:
        return words.say("En un mois, le seul taux de présence comparable n’a pas bougé.")
    if months == 1:
        return words.say("En un mois, aucun des {rates} taux de présence comparables n’a bougé.", rates=rates)
    if compared == 1:
        return words.say("En douze mois, le seul taux de présence comparable n’a pas bougé.")
    return words.say("En douze mois, aucun des {rates} taux de présence comparables n’a bougé.", rates=rates)


def _moved(words: Words, months: int, told: dict[str, str]) -> str:
    if months == 1:
        return words.say(
            "Le plus fort mouvement de présence en un mois : {network} dans les {strata}, de {before} à {after}, soit"
            " {change}.",
            **told,
        )
    return words.say(
        "Le plus fort mouvement de présence en douze mois : {network} dans les {strata}, de {before} à {after}, soit"
        " {change}.",
        **told,
    )


def _alone(words: Words, months: int, told: dict[str, str]) -> str:
    if months == 1:
        return words.say(
            "En un mois, le seul taux de présence comparable n’a pas bougé de plus que ce que laissent les inconnues ;"
            " le plus grand écart : {network} dans les {strata}, de {before} à {after}, soit {change}.",
            **told,
        )
    return words.say(
        "En douze mois, le seul taux de présence comparable n’a pas bougé de plus que ce que laissent les inconnues ;"
        " le plus grand écart : {network} dans les {strata}, de {before} à {after}, soit {change}.",
        **told,
    )


def _undone(words: Words, months: int, told: dict[str, str]) -> str:
    if months == 1:
        return words.say(
            "En un mois, aucun des {rates} taux de présence comparables n’a bougé de plus que ce que laissent les"
            " inconnues ; le plus grand écart : {network} dans les {strata}, de {before} à {after}, soit {change}.",
            **told,
        )
    return words.say(
        "En douze mois, aucun des {rates} taux de présence comparables n’a bougé de plus que ce que laissent les"
        " inconnues ; le plus grand écart : {network} dans les {strata}, de {before} à {after}, soit {change}.",
        **told,
    )
