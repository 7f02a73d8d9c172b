"""What a rule is: plain data that names a Great Expectations class or a SQL predicate. No I/O, no Great Expectations.

The rules themselves belong in `suites`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipelines.model.outcomes import MeasureStatus

Severity = Literal["critical", "warning"]

VALUED = (
    MeasureStatus.OBSERVED,
    MeasureStatus.ROUNDED,
    MeasureStatus.INTERPOLATED,
    MeasureStatus.AT_LEAST,
    MeasureStatus.SUMMED,
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """One class of `great_expectations.expectations`, by name, with its arguments. `critical` blocks publication.

    `sql` is the same rule as a predicate on a row, `total_sql` as one on the aggregates of a partition, where it has
    one: see `engine.validate` and `gate.check_partitions`.
    """

    kind: str
    kwargs: Mapping[str, object]
    text_fr: str
    severity: Severity = "critical"
    sql: str = ""
    total_sql: str = ""


@dataclass(frozen=True, slots=True)
class RowRule:
    """A SQL predicate that every row must satisfy; as with a CHECK constraint, a NULL predicate is satisfied.

    `columns` are what the report shows of an offending row, beside its key.
    """

    name: str
    columns: tuple[str, ...]
    sql: str
    text_fr: str
    severity: Severity = "critical"


Rule = Expectation | RowRule


@dataclass(frozen=True, slots=True)
class Minimum:
    """How few rows a partition may hold, and why.

    `needed_by` is a SQL count over $month and $network: where it gives 0, nothing was to be found and no row is needed.
    """

    rows: int
    reason_fr: str
    needed_by: str | None = None


def texts(values: tuple[str, ...]) -> str:
    """`values` as a SQL list: ('a', 'b')."""
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


def measured(stem: str, status: str | None = None) -> RowRule:
    """A count is null exactly when its status says that it is missing (METHOD: unknown is never 0)."""
    value, status = f"{stem}_count", status or f"{stem}_status"
    return RowRule(
        f"{value}_agrees_with_status",
        (value, status),
        f"({value} IS NOT NULL) = ({status} IN {texts(VALUED)})",
        f"{value} est vide si et seulement si {status} dit pourquoi.",
    )


def ordered(stem: str, low: str, high: str, slack: str = "0") -> RowRule:
    """low ≤ stem ≤ high, give or take `slack` (a SQL number)."""
    return RowRule(
        f"{stem}_in_bounds",
        (low, stem, high),
        f"{low} <= {stem} + {slack} AND {stem} <= {high} + {slack} AND {low} <= {high}",
        f"{stem} est entre {low} et {high}.",
    )


def bounded_count(stem: str, status: str) -> tuple[RowRule, RowRule, RowRule]:
    """The three rules of a count that carries its precision: {stem}_count, {stem}_lo, {stem}_hi."""
    value, low, high = f"{stem}_count", f"{stem}_lo", f"{stem}_hi"
    return (
        ordered(value, low, high),
        RowRule(
            f"{stem}_bounds_given",
            (low, value, high),
            f"({value} IS NULL) = ({low} IS NULL) AND ({value} IS NULL) = ({high} IS NULL)",
            f"{value} et ses deux bornes sont donnés ensemble, ou vides ensemble.",
        ),
        RowRule(
            f"{stem}_exact_when_observed",
            (status, low, value, high),
            f"{status} <> 'observed' OR {low} = {high}",
            f"Une valeur exacte ({status} = observed) n’a pas d’intervalle.",
        ),
    )
