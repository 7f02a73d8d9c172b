"""Expectations that the field dictionary already states: columns, types, nulls, sets, ranges, the key, the month.

What a table means beyond its columns belongs in the file of its layer.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.model.fields import Field, Table
from pipelines.model.months import Month
from pipelines.quality.rules import Expectation, RowRule, Rule, texts


def is_monthly(table: Table) -> bool:
    """True when a month is a partition of the table: in `published_figures` the month is only an attribute."""
    return "month" in table.grain


def _of_field(field: Field) -> list[Rule]:
    label = f"{field.name} ({field.text_fr.rstrip('.')})"
    rules: list[Rule] = []
    if field.allowed:
        rules.append(
            Expectation(
                "ExpectColumnValuesToBeInSet",
                {"column": field.name, "value_set": list(field.allowed)},
                f"{label} : une valeur parmi {', '.join(field.allowed)}.",
                sql=f"{field.name} IN {texts(field.allowed)}",
            )
        )
    if field.low is not None or field.high is not None:
        rules.append(
            Expectation(
                "ExpectColumnValuesToBeBetween",
                {"column": field.name, "min_value": field.low, "max_value": field.high},
                f"{label} : entre {_bound(field.low)} et {_bound(field.high)}.",
                sql=_between(field),
            )
        )
    return rules


def _of_rows(table: Table) -> list[Rule]:
    """Nulls and infinities of all columns at once: one expectation per column would double the time of a gate."""
    required = tuple(field.name for field in table.fields if not field.is_null)
    numbers = tuple(field.name for field in table.fields if field.type == "DOUBLE")
    rules: list[Rule] = [
        RowRule(
            "required_columns_given",
            required,
            " AND ".join(f"{name} IS NOT NULL" for name in required),
            f"Jamais vides : {', '.join(required)}.",
        )
    ]
    if numbers:
        finite = " AND ".join(f"coalesce(isfinite({name}), TRUE)" for name in numbers)
        rules.append(RowRule("numbers_are_finite", numbers, finite, f"Des nombres finis : {', '.join(numbers)}."))
    return rules


def _between(field: Field) -> str:
    low = [] if field.low is None else [f"{field.name} >= {field.low:g}"]
    high = [] if field.high is None else [f"{field.name} <= {field.high:g}"]
    return " AND ".join([*low, *high])


def _bound(value: float | None) -> str:
    return "l’infini" if value is None else f"{value:g}"


def signature(columns: Iterable[tuple[str, str]]) -> list[str]:
    """Names and DuckDB types of columns as one list of texts: `month DATE`."""
    return [f"{name} {kind}" for name, kind in columns]


def structure(table: Table) -> Expectation:
    """The signature of the table; nothing else can be checked while it differs."""
    return Expectation(
        "ExpectTableColumnsToMatchOrderedList",
        {"column_list": signature((field.name, field.type) for field in table.fields)},
        f"Les colonnes et les types de {table.full_name} sont ceux du dictionnaire, dans son ordre.",
    )


def content(table: Table, month: Month) -> list[Rule]:
    """Every rule that the dictionary states of the values of `table`; `month` is the partition, if there is one."""
    rules = _of_rows(table)
    for field in table.fields:
        rules += _of_field(field)
    rules.append(_key(table))
    if is_monthly(table):
        rules.append(
            RowRule(
                "month_is_partition",
                ("month",),
                f"month = DATE '{month.first_day}'",
                f"month est le premier jour du mois de la partition ({month}).",
            )
        )
    return rules


def _key(table: Table) -> Rule:
    text_fr = f"Une seule ligne par {', '.join(table.grain)}."
    distinct = f"count(*) = count(DISTINCT ({', '.join(table.grain)}))"
    if len(table.grain) == 1:
        return Expectation("ExpectColumnValuesToBeUnique", {"column": table.grain[0]}, text_fr, total_sql=distinct)
    columns = {"column_list": list(table.grain)}
    return Expectation("ExpectCompoundColumnsToBeUnique", columns, text_fr, total_sql=distinct)
