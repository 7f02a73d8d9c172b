"""What findings are made of: the sentence, the facts under it, the strata that may be spoken of, and shared words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from dashboards.labels import aggregation
from dashboards.source import Edition
from dashboards.words import Words, lower_first, phrases
from pipelines.model.fields.indicators import INTERVAL_METHODS

Row = dict[str, Any]
Basis = tuple[tuple[str, str], ...]

PARIS: Final = ("commune:75056", "departement:75")
NOT_SOCIAL: Final = ("any", "website")
SMALLEST_BASE: Final = 5
DRAWN: Final = frozenset(INTERVAL_METHODS) - {"none", "too_few", "open", "not_estimated", "census"}
"""Ways of an interval that tells the error of the drawing."""
UNTOLD: Final = phrases({
    "too_few": (
        "trop peu de comptes y sont tirés pour en donner un (il en faut trente ; dix pour une médiane, deux cents pour "
        "un indice de Gini)"
    ),
    "open": "une valeur inconnue y laisse tout ouvert",
    "not_estimated": "aucun n’est calculé pour cette mesure",
})  # fmt: skip
"""Why the error of the drawing is not told, by `interval_method`."""
UNTOLD_IN_AREA: Final = {**UNTOLD, "none": UNTOLD["not_estimated"]}
"""As `UNTOLD`, of the values of an area: where nobody was drawn these have the method `census`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, the facts that it rests on as (term, text) pairs, and the page that shows more.

    `names` are the territories that the sentence names.
    """

    sentence: str
    basis: Basis
    path: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """What the edition cannot say, and the page that shows why. It holds no figure of its own."""

    sentence: str
    path: str

    def finding(self, edition: Edition) -> Finding:
        return Finding(self.sentence, (month_basis(edition),), self.path)


def stratum_words(edition: Edition, stratum: str) -> str:
    """`départements`, `communes de 20 000 à 50 000 habitants`: after « les » or « des »."""
    return lower_first(edition.label("stratum", stratum))


def month_basis(edition: Edition) -> tuple[str, str]:
    return edition.words.say("Mois"), edition.words.month(edition.month)


def rates(edition: Edition, month: date, strata: list[str]) -> list[Row]:
    """Pooled rates of those strata on the social networks in one month, published or not, in a fixed order."""
    frame = edition.frame("barometer.presence").filter(
        (pl.col("month") == month) & (pl.col("roster_id") == edition.roster_id) & (pl.col("area_level") == "france"),
        pl.col("stratum").is_in(strata) & (pl.col("aggregation") == "pooled"),
        ~pl.col("network").is_in(NOT_SOCIAL),
    )
    return sorted(frame.to_dicts(), key=lambda row: (strata.index(row["stratum"]), edition.place(row["network"])))


def any_rate(edition: Edition, stratum: str) -> Row | None:
    """The rate of presence on at least one network, None when it is not published."""
    rows = edition.current("barometer.presence").filter(
        (pl.col("network") == "any") & (pl.col("area_level") == "france") & (pl.col("stratum") == stratum),
        (pl.col("aggregation") == "pooled") & pl.col("presence_share").is_not_null(),
    )
    return rows.row(0, named=True) if rows.height else None


def rate_basis(words: Words, row: Row) -> Basis:
    denominator = words.say(
        "{known} ; {unknown} sur {members}", members=words.number(row["member_count"]),
        known=words.plural(row["present_count"] + row["absent_count"], "statut connu", "statuts connus"),
        unknown=words.plural(row["unknown_count"], "inconnue"),
    )  # fmt: skip
    return (
        (words.say("n"), words.plural(row["present_count"], "présente")),
        (words.say("Dénominateur"), denominator),
        (words.say("Agrégation"), aggregation(words, row["aggregation"])),
        (words.say("Bornes"), bounds(words, row)),
    )


def unranked(words: Words, count: int) -> tuple[str, str]:
    """How many accounts of a ranked stratum have no rank."""
    return words.say("Non classés"), words.plural(
        count, "compte présent mais non mesuré", "comptes présents mais non mesurés"
    )


def counted(words: Words, low: int, high: int, form: Callable[[int], str] | None = None) -> str:
    """What rounded counters leave open of one account, or that they leave nothing."""
    ends = words.interval(low, high, form)
    return ends if low != high else words.say("{count}, compteur exact", count=ends)


def bounds(words: Words, row: Row) -> str:
    return words.interval(row["presence_share_lo"], row["presence_share_hi"], words.share)
