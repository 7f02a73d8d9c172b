"""The gates: check a table's partition, and a month against the one before.

Rules belong in `suites`; what a gate opens or closes belongs to the caller, who raises with `raise_if_blocking`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import duckdb

from pipelines.model.errors import GateError
from pipelines.model.fields import TABLES, Table
from pipelines.model.months import Month
from pipelines.quality.engine import (
    RULE_PREFIX,
    TOGETHER,
    Finding,
    columns_of,
    columns_together,
    hold_together,
    name_of,
    validate,
)
from pipelines.quality.report import ROWS_KEPT, Cell, Failure, GateReport, Row
from pipelines.quality.rules import Expectation, Minimum, RowRule, Rule
from pipelines.quality.suites import MINIMUMS, dictionary, rules_of
from pipelines.quality.suites.magnitude import COMPARISONS, Comparison


def check_table(
    con: duckdb.DuckDBPyConnection,
    full_name: str,
    month: Month,
    network: str | None = None,
    *,
    minimum: Minimum | None = None,
) -> GateReport:
    """Check one partition of a table: month (and network), or the whole table when it is not kept by month.

    `network` narrows tables that have such a column and says nothing of the others. `minimum` replaces the least
    number of rows of `suites.MINIMUMS`. The warehouse holds the tables that rules refer to (members, networks).

    Raises:
        GateError: the table is not in the field dictionary, or a rule could not be evaluated.
        duckdb.Error: the table is not in the warehouse.
    """
    if full_name not in TABLES:
        raise GateError(f"{full_name!r} is not a table of the field dictionary: no rule is known for it")
    table = TABLES[full_name]
    source, partition = _partition(table, month, network)
    found = con.sql(f"FROM {full_name} LIMIT 0")
    broken = _structure(full_name, tuple(zip(found.columns, map(str, found.types), strict=True)))
    if broken:
        return GateReport(full_name, partition, 0, 1, broken)
    rules = [*rules_of(full_name, month), *_minimum(con, full_name, month, network, minimum)]
    hidden = [field.name for field in table.fields if field.is_raw]
    return _gate(con, full_name, partition, table.grain, source, rules, hidden=hidden)


def check_against_last_month(con: duckdb.DuckDBPyConnection, month: Month) -> list[GateReport]:
    """Coverage and magnitude of `month` against the month before: one report per comparison of `suites.magnitude`."""
    return [_compare(con, comparison, month) for comparison in COMPARISONS]


def _compare(con: duckdb.DuckDBPyConnection, comparison: Comparison, month: Month) -> GateReport:
    days = {"month": _day(month), "before": _day(month.plus(-1))}
    partition = f"{month} contre {month.plus(-1)}"
    source = f"({comparison.sql.format_map(days)})"
    return _gate(con, comparison.name, partition, comparison.key, source, comparison.rules)


def _day(month: Month) -> str:
    return f"DATE '{month.first_day}'"


def _partition(table: Table, month: Month, network: str | None) -> tuple[str, str]:
    """A FROM item and its name. The filter keeps misdated rows of the month, for the rules to see.

    Values are written into the SQL: a relation with parameters reaches pandas ten times slower.
    """
    if not dictionary.is_monthly(table):
        return table.full_name, "table entière"
    source, partition = f"{table.full_name} WHERE date_trunc('month', month) = {_day(month)}", str(month)
    if network is not None and "network" in table.columns:
        literal = network.replace("'", "''")
        source, partition = f"{source} AND network = '{literal}'", f"{partition}, {network}"
    return source, partition


@lru_cache(maxsize=256)
def _structure(full_name: str, columns: tuple[tuple[str, str], ...]) -> tuple[Failure, ...]:
    """What is wrong with the columns of a table; an expectation costs the same each time, and they do not change
    between two months: it is held once for the same columns."""
    names = ", ".join(f'NULL AS "{name}"' for name in dictionary.signature(columns))
    with duckdb.connect() as con:
        checked = _Checked(con.sql(f"SELECT {names} LIMIT 0").df())
    findings = validate(checked.frame, [dictionary.structure(TABLES[full_name])])
    return tuple(_failure(finding, checked) for finding in findings)


def _minimum(
    con: duckdb.DuckDBPyConnection, full_name: str, month: Month, network: str | None, given: Minimum | None
) -> list[Rule]:
    minimum = given if given is not None else MINIMUMS[full_name]
    rows = minimum.rows
    if minimum.needed_by is not None:
        params = {"month": month.first_day, "network": network}
        needed = con.sql(minimum.needed_by, params=params).fetchall()[0][0]
        rows = min(rows, int(needed))
    text_fr = f"Au moins {rows} ligne(s) : {minimum.reason_fr}."
    return [Expectation("ExpectTableRowCountToBeBetween", {"min_value": rows}, text_fr)]


def _gate(
    con: duckdb.DuckDBPyConnection,
    name: str,
    partition: str,
    key: Sequence[str],
    source: str,
    rules: Sequence[Rule],
    *,
    hidden: Sequence[str] = (),
) -> GateReport:
    """`hidden` columns are seen by the SQL of rules alone: no report can show what stands in them.

    The columns that a report would show are only read once a rule is broken.
    """
    row_rules = [rule for rule in rules if isinstance(rule, RowRule)]
    computed = [f'coalesce({rule.sql}, TRUE) AS "{RULE_PREFIX}{rule.name}"' for rule in row_rules]
    predicates = [f"coalesce({rule.sql}, TRUE)" for rule in rules if rule.sql]
    together = f'({" AND ".join(predicates) or "TRUE"}) AS "{RULE_PREFIX}{TOGETHER.name}"'
    light = con.sql(f"SELECT {', '.join([*columns_together(rules), together])} FROM {source}").df()
    if hold_together(light, rules):
        return GateReport(name, partition, len(light), len(rules), ())
    computed.append(together)
    order = ", ".join(key)
    shown = f"* EXCLUDE ({', '.join(hidden)})" if hidden else "*"
    rows = con.sql(f"SELECT {', '.join([shown, *computed])} FROM {source} ORDER BY {order}")
    dates = frozenset(name for name, kind in zip(rows.columns, rows.types, strict=True) if str(kind) == "DATE")
    checked = _Checked(rows.df(), tuple(key), dates)
    failures = tuple(_failure(finding, checked) for finding in validate(checked.frame, rules))
    return GateReport(name, partition, len(checked.frame), len(rules), failures)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A pandas frame, the columns that name its rows, and those of its instants that are days."""

    frame: Any
    key: tuple[str, ...] = ()
    dates: frozenset[str] = frozenset()


def _failure(finding: Finding, checked: _Checked) -> Failure:
    rule = finding.rule
    columns = columns_of(rule)
    return Failure(
        expectation=name_of(rule),
        column=", ".join(columns),
        severity=rule.severity,
        text_fr=rule.text_fr,
        unexpected_count=finding.unexpected_count,
        rows=_rows(checked, finding.positions, columns) if finding.positions else (),
        observed=finding.observed,
    )


def _rows(checked: _Checked, positions: Sequence[int], columns: Sequence[str]) -> tuple[Row, ...]:
    record = ["record"] if "record" in checked.frame.columns else []
    names = list(dict.fromkeys([*checked.key, *columns, *record]))
    shown = checked.frame.iloc[list(positions[:ROWS_KEPT])][names].astype(object)
    return tuple(
        {name: _cell(value, name in checked.dates) for name, value in row.items()}
        for row in shown.where(shown.notna(), None).to_dict("records")
    )


def _cell(value: Any, is_day: bool) -> Cell:
    if isinstance(value, datetime):
        return value.date().isoformat() if is_day else value.isoformat()
    plain: Cell = value.item() if hasattr(value, "item") else value
    return str(plain) if isinstance(plain, float) and not math.isfinite(plain) else plain
