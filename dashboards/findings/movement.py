"""The strongest move of a presence rate between the edition and an earlier month, stratum by stratum.

Unknowns leave an interval to each rate, hence to their difference; a move is certain when that interval excludes zero.
A certain move of several collectivités is preferred to that of a single one, and then the one that stays largest
whatever the unknowns are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dashboards import format as fr
from dashboards.charts.base import share_of
from dashboards.findings.base import Finding, Row, Silence, rate_basis, rates, stratum_words
from dashboards.source import Edition
from pipelines.model.quantities import Points

PATH = "evolution.html#presence-temps"
WINDOWS = {1: "un mois", 12: "douze mois"}


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
    before = fr.month(edition.before(months))
    if not found:
        since = fr.of_month(edition.before(months))
        return Silence(f"Aucun taux de présence n’est comparable à celui {since}.", PATH)
    move = max(found, key=lambda item: (item.is_of_several, item.least, abs(item.change.value)))
    basis = (
        *rate_basis(move.new),
        (f"Bornes, {before}", fr.interval(move.old["presence_share_lo"], move.old["presence_share_hi"], fr.share)),
        ("Variation", fr.interval(*move.bounds, fr.points)),
        ("Comparés", f"{fr.plural(len(found), 'taux', 'taux')} ; {fr.number(apart)} sans point publié aux deux mois"),
        ("Mois", f"{before} → {fr.month(edition.month)}"),
    )
    return Finding(_sentence(edition, move, months, len(found)), basis, PATH)


def _sentence(edition: Edition, move: Move, months: int, compared: int) -> str:
    window = WINDOWS[months]
    none = (
        f"aucun des {fr.number(compared)} taux de présence comparables n’a"
        if compared > 1
        else "le seul taux de présence comparable n’a pas"
    )
    if not move.change.value:
        return f"En {window}, {none} bougé."
    where = f"{edition.network(move.new['network'])} dans les {stratum_words(edition, move.new['stratum'])}"
    before, after = fr.share(move.old["presence_share"]), fr.share(move.new["presence_share"])
    numbers = f"{where}, de {before} à {after}, soit {fr.points(move.change)}"
    if move.least > 0:
        return f"Le plus fort mouvement de présence en {window} : {numbers}."
    return f"En {window}, {none} bougé de plus que ce que laissent les inconnues ; le plus grand écart : {numbers}."
