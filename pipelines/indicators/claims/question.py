"""What a claim is asked against, and what an answer is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pipelines.indicators.claims.quantity import LOOSE, Quantity, Unit
from pipelines.indicators.comparable import (
    REFUSAL_FR,
    Figure,
    Refusal,
    decimals_of,
    exact_base,
    mode_of,
    refusals,
)
from pipelines.model.months import Month
from pipelines.model.numerals import numeral

STALE_MONTHS: Final = 24
SHOWN: Final = 5
_LAST_OF_YEAR: Final = 12


class Answer(StrEnum):
    """What one line says of the claim. `contradicted` outweighs `possible`, which outweighs `impossible`."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    CONTRADICTED = "contradicted"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Line:
    """One fact on one line: `topic` names it (in French too), `facts` are the same in numbers."""

    topic: str
    text_fr: str
    answer: Answer = Answer.TOLD
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """A figure of `reference.published_figures`, with its French label (indicator, network, group) and mode."""

    figure: Figure
    network: str
    date: str
    source: str
    label_fr: str
    mode_fr: str | None = None

    @property
    def base(self) -> int | None:
        return exact_base(self.figure.n)

    @property
    def mode(self) -> str | None:
        return mode_of(self.figure)

    @property
    def printed(self) -> str:
        unit = {"%": " %", "followers": " abonnés", "count": " collectivités"}.get(self.figure.unit, self.figure.unit)
        return f"{numeral(self.figure.value, decimals_of(self.figure.value))}{unit}"

    def age_at(self, month: Month) -> int:
        """Months since the figure, at least: one that only has a year is of its December."""
        year, _, number = self.date.partition("-")
        return Month(int(year), int(number or _LAST_OF_YEAR)).distance(month)


@dataclass(frozen=True, slots=True)
class Pair:
    """Counts of two networks on one base; None for what is not told."""

    a: int
    b: int
    either: int | None = None
    both: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that is told beside the text. `bases` are those that the print admits (`227-229`), `strata` the sizes
    of the strata, `stratum_count` their number when sizes are not told; `lists` are the project's, each with the sizes
    of its strata."""

    on: Month
    bases: tuple[int, ...] = ()
    strata: tuple[int, ...] = ()
    stratum_count: int | None = None
    mode: str | None = None
    decimals: int | None = None
    stock: int | None = None
    pair: Pair | None = None
    figures: tuple[Published, ...] = ()
    lists: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def of_quantity(self, quantity: Quantity) -> list[Published]:
        """Printed figures of the same value and unit; of a value that the words allow, when it is an approximation."""
        units = {Unit.PERCENT: ("%", "% of pages"), Unit.FOLLOWERS: ("followers",), Unit.BODIES: ("count", "accounts"),
                 Unit.MARK: ("/5",)}.get(quantity.unit, ())  # fmt: skip
        return [
            each
            for each in self.figures
            if each.figure.unit in units
            and (abs(each.figure.value - quantity.value) < 1e-9 or _is_near(quantity, each))
        ]


def _is_near(quantity: Quantity, published: Published) -> bool:
    if quantity.is_exact or quantity.unit is not Unit.PERCENT:
        return False
    return abs(published.figure.value - quantity.value) <= LOOSE and round(
        10 * published.figure.value
    ) in quantity.counts(1000)


def recognised(figures: Sequence[Published], on: Month) -> list[Line]:
    """Where the number was printed, with source, date, base and age; and why it is set beside no other, if so."""
    lines: list[Line] = []
    for each in figures[:SHOWN]:
        base = "base jamais publiée" if each.figure.n in (None, "unpublished") else f"n = {each.figure.n}"
        mode = f", {each.mode_fr}" if each.mode_fr else ""
        lines.append(Line(
            "imprimé", f"{each.printed}, {each.label_fr}{mode}, {base}, {date_fr(each.date)} ({each.source})",
            facts={
                "value": each.figure.value, "unit": each.figure.unit, "indicator": each.figure.indicator,
                "network": each.network, "stratum": each.figure.stratum, "n": each.figure.n, "date": each.date,
                "aggregation": each.mode, "source": each.source,
            },
        ))  # fmt: skip
        age = each.age_at(on)
        stale = f" ; chiffre ancien (plus de {STALE_MONTHS} mois)" if age > STALE_MONTHS else ""
        lines.append(Line("âge", f"{age} mois en {date_fr(str(on))}{stale}",
                          facts={"age_months": age, "is_stale": age > STALE_MONTHS}))  # fmt: skip
        reasons = [reason for reason in refusals(each.figure, None) if reason is not Refusal.NOT_OBSERVED]
        if reasons:
            text = " ".join(REFUSAL_FR[reason] for reason in reasons)
            lines.append(Line("non comparable", text, facts={"refusals": list(map(str, reasons))}))
    if len(figures) > SHOWN:
        more = len(figures) - SHOWN
        lines.append(Line("imprimé", f"et {more} autres de cette valeur : préciser --network, --date ou --n"))
    return lines


def date_fr(text: str) -> str:
    year, _, month = text.partition("-")
    return f"{month}/{year}" if month else year
