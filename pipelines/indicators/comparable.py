"""May a printed figure stand beside ours? One answer for `barometer.comparison`, the charts and the command line.

Belongs here: the reasons that refuse a comparison, and the verdict where none does. Not here: what was measured
(`sql/barometer/comparison.sql`), what a sentence says (`claims`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import polars as pl

from pipelines.indicators.feasibility import feasible_counts, feasible_sum_of_strata, one_of
from pipelines.indicators.stock_flow import is_stock_flow_suspect
from pipelines.model.numerals import numeral


class Refusal(StrEnum):
    """Why a printed figure is not compared, the most fundamental reason first. Published as `refusal`."""

    OTHER_COUNTRY = "other_country"
    OTHER_POPULATION = "other_population"
    OTHER_METRIC = "other_metric"
    OTHER_UNIT = "other_unit"
    NO_MONTH = "no_month"
    NOT_OBSERVED = "not_observed"
    UNKNOWN_BASE = "unknown_base"
    OTHER_BASE = "other_base"
    UNKNOWN_MODE = "unknown_mode"
    OTHER_MODE = "other_mode"
    NOT_MEASURED = "not_measured"


REFUSAL_FR: Final = {
    Refusal.OTHER_COUNTRY: "Autre pays.",
    Refusal.OTHER_POPULATION: "Autre population : une enquête, des habitants, les seules présentes, "
    "ou un groupe que la liste n’a pas.",
    Refusal.OTHER_METRIC: "Rien n’est mesuré sous cette définition exacte.",
    Refusal.OTHER_UNIT: "Autre unité.",
    Refusal.NO_MONTH: "Sans mois précis : une année n’est pas un mois.",
    Refusal.NOT_OBSERVED: "Mois qui n’est pas observé.",
    Refusal.UNKNOWN_BASE: "Base jamais publiée.",
    Refusal.OTHER_BASE: "Autre base.",
    Refusal.UNKNOWN_MODE: "Mode d’agrégation jamais publié, et que le chiffre ne laisse pas retrouver.",
    Refusal.OTHER_MODE: "Autre mode d’agrégation.",
    Refusal.NOT_MEASURED: "Mesure retenue ou manquante : voir les inconnues du mois.",
}
VERDICT_FR: Final = {
    "same": "La mesure retrouve le chiffre imprimé, à son arrondi près.",
    "differs": "La mesure, de même base et de même mode, ne retrouve pas le chiffre imprimé.",
    "not_measured": "Même définition, mais la mesure est retenue ou manque.",
    "refused": "La comparaison est refusée ; la raison est publiée.",
}

COUNTRY: Final = "FR"
MEASURED: Final[Mapping[str, tuple[str, str]]] = {
    "presence_rate": ("%", "pooled"),
    "presence_rate_mean_strata": ("%", "mean_of_strata_rounded"),
    "presence_any_rate": ("%", "pooled"),
    "copresence_rate": ("%", "pooled"),
    "presence_count": ("count", "count"),
    "presence_any_count": ("count", "count"),
    "followers": ("followers", "count"),
    "followers_mean": ("followers", "mean"),
    "growth_abs_12m": ("followers", "count"),
}
"""Printed indicators that the barometer measures too: (unit, aggregation mode)."""

_OTHER_PEOPLE: Final = ("present", "population")
_SURVEYS: Final = ("survey", "survey respondents")
_UNPUBLISHED: Final = (None, "", "unpublished")


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure, in the columns of `reference.published_figures`."""

    value: float
    unit: str
    indicator: str
    aggregation: str
    stratum: str
    n: str | None
    country: str = COUNTRY
    month: date | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Figure:
        names = ("value", "unit", "indicator", "aggregation", "stratum", "n", "country", "month")
        return cls(**{name: row[name] for name in names})


@dataclass(frozen=True, slots=True)
class Series:
    """What is measured under the same name: members of that group (None: the list has no such group), and whether the
    month has a value."""

    base: int | None
    is_measured: bool = True


def exact_base(n: str | None) -> int | None:
    """The printed base when it is one number (`176`); None for `26|27`, `227-229`, `~38000`, `unpublished`, nothing."""
    return int(n) if n is not None and re.fullmatch(r"\d+", n) else None


def decimals_of(value: float) -> int:
    """Decimals with which a number prints: 1 for 72.7, 0 for 47.0."""
    return len(repr(value).partition(".")[2].rstrip("0"))


def mode_of(figure: Figure) -> str | None:
    """The aggregation mode, read in the figure itself where it was not printed; None when it cannot be.

    A mean of strata that three whole rates print is one of rounded rates (METHOD, section 1: 72,7 = 218/3, where the
    rates themselves would print 72,5). A rate of an unknown mode that is a part of its printed base is read as pooled.
    A count, however it was rounded, is a sum over strata.
    """
    if figure.aggregation == "rounded" or (figure.unit != "%" and figure.aggregation == "pooled"):
        return "count"
    if figure.aggregation == "mean_of_strata" and feasible_sum_of_strata(figure.value):
        return "mean_of_strata_rounded"
    if figure.aggregation != "unknown":
        return figure.aggregation
    base = exact_base(figure.n)
    is_part = figure.unit == "%" and base and feasible_counts(figure.value, base, decimals_of(figure.value))
    return "pooled" if is_part else None


def refusals(figure: Figure, series: Series | None, sizes: Sequence[int] | None = None) -> tuple[Refusal, ...]:
    """Every reason not to set `figure` beside `series` (None: its month is not observed); none when it may be.

    `sizes` are those of the printed group in the lists of other months, where they are known: a group that no list has,
    or has in that size, would be another one in any month.
    """
    unit, mode = MEASURED.get(figure.indicator, (None, None))
    own_mode = mode_of(figure)
    if series is not None:
        sizes = () if series.base is None else (series.base,)
    is_another_people = figure.stratum in _OTHER_PEOPLE or figure.aggregation in _SURVEYS
    reasons = {
        Refusal.OTHER_COUNTRY: figure.country != COUNTRY,
        Refusal.OTHER_POPULATION: is_another_people or sizes == (),
        Refusal.OTHER_METRIC: unit is None,
        Refusal.OTHER_UNIT: unit is not None and figure.unit != unit,
        Refusal.NO_MONTH: figure.month is None,
        Refusal.NOT_OBSERVED: figure.month is not None and series is None,
        Refusal.UNKNOWN_BASE: figure.n in _UNPUBLISHED,
        Refusal.OTHER_BASE: figure.n not in _UNPUBLISHED and bool(sizes) and exact_base(figure.n) not in (sizes or ()),
        Refusal.UNKNOWN_MODE: own_mode is None,
        Refusal.OTHER_MODE: figure.unit == unit and own_mode not in (None, mode),
    }
    found = tuple(reason for reason, holds in reasons.items() if holds)
    if not found and series is not None and not series.is_measured:
        return (Refusal.NOT_MEASURED,)
    return found


def feasible_fr(figure: Figure) -> str | None:
    """What the printed percentage can be on its base, in a sentence (METHOD, I63); None without an exact base."""
    base = exact_base(figure.n)
    if figure.unit != "%" or base is None:
        return None
    decimals = decimals_of(figure.value)
    counts = feasible_counts(figure.value, base, decimals)
    sums = feasible_sum_of_strata(figure.value, decimals=decimals) if figure.stratum == "all" and decimals else []
    parts = [f"Part de {base} : {one_of(counts)}." if counts else f"Aucune part de {base}."]
    if sums:
        parts.append(f"Moyenne de trois taux entiers : {one_of(sums)} / 3.")
    return " ".join(parts)


def judge(rows: pl.DataFrame) -> pl.DataFrame:
    """`barometer.comparison` from the rows of its SELECT: each printed figure with what was measured of it."""
    kept = ("figure_id", "date", "month", "roster_id", "network", "stratum", "indicator", "unit", "source")
    judged = [_judged(row) | {name: row[name] for name in kept} for row in rows.iter_rows(named=True)]
    schema = {name: rows.schema[name] for name in kept} | {
        "aggregation": pl.String, "published_value": pl.Float64, "measured_value": pl.Float64,
        "measured_pooled": pl.Float64, "difference": pl.Float64, "published_n": pl.String, "measured_n": pl.Int64,
        "verdict": pl.String, "refusal": pl.String, "feasible_fr": pl.String, "note_fr": pl.String,
    }  # fmt: skip
    return pl.DataFrame(judged, schema=schema)


def _judged(row: Mapping[str, Any]) -> dict[str, Any]:
    figure = Figure.of(row)
    series = None if row["roster_id"] is None else Series(row["base"], row["measured"] is not None)
    refused = refusals(figure, series, tuple(row["sizes"]))
    measured = None if refused else float(row["measured"])
    difference = None if measured is None else measured - figure.value
    return {
        "aggregation": mode_of(figure) or figure.aggregation,
        "published_value": figure.value,
        "measured_value": measured,
        "measured_pooled": None if refused else row["pooled"],
        "difference": difference,
        "published_n": figure.n,
        "measured_n": row["base"],
        "verdict": _verdict(refused, difference, _tolerance(figure, row["note"])),
        "refusal": refused[0] if refused else None,
        "feasible_fr": feasible_fr(figure),
        "note_fr": _note(figure, row, refused),
    }


def _verdict(refused: tuple[Refusal, ...], difference: float | None, tolerance: float) -> str:
    if difference is None:
        return "not_measured" if refused == (Refusal.NOT_MEASURED,) else "refused"
    return "same" if abs(difference) <= tolerance + 1e-9 else "differs"


def _tolerance(figure: Figure, note: str | None) -> float:
    """Half of the last printed place: zeros at the end of a rounded count were not counted."""
    if "rounded" not in (figure.aggregation, note):
        return 0.5 * 10.0 ** -decimals_of(figure.value)
    digits = str(int(figure.value))
    return 0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0")))


def _note(figure: Figure, row: Mapping[str, Any], refused: tuple[Refusal, ...]) -> str | None:
    notes: list[str] = []
    is_same_thing = refused in ((), (Refusal.NOT_MEASURED,))
    if is_same_thing and row["stock"] is not None and is_stock_flow_suspect(figure.value, row["stock"]):
        stock = f"Le gain imprimé atteint 95 % du stock mesuré ({numeral(row['stock'])})"
        notes.append(f"{stock} : un stock est peut-être imprimé comme un gain.")
    if refused:
        held = "aucune liste ne l’a" if row["roster_id"] is None else f"liste : {row['base']}"
        bases = f"Base imprimée : {figure.n} ; {held}."
        notes += [bases if reason is Refusal.OTHER_BASE else REFUSAL_FR[reason] for reason in refused]
    elif row["measured_note"] is not None:
        notes.append(str(row["measured_note"]))
    if not refused and figure.aggregation == "unknown":
        notes.append("Mode non imprimé, lu comme un taux groupé.")
    return " ".join(notes) or None
