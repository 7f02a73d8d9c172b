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
    all_hold,
    columns_of,
    name_of,
    validate,
)
from pipelines.quality.report import ROWS_KEPT, Cell, Failure, GateReport, Row
from pipelines.quality.rules import Expectation, Minimum, RowRule, Rule
from pipelines.quality.suites import MINIMUMS, dictionary, rules_of
from pipelines.quality.suites.magnitude import COMPARISONS


@dataclass(frozen=True, slots=True)
class Partition:
    """What a gate looks at: a month of a table, and of observations a network of that month."""

    full_name: str
    month: Month
    network: str | None = None


@dataclass(frozen=True, slots=True)
class _Gate:
    """Rows (a FROM item), the columns that name one of them, and their rules.

    `hidden` columns are seen by the SQL of rules alone: no report can show what stands in them.
    """

    name: str
    partition: str
    source: str
    key: Sequence[str]
    rules: Sequence[Rule]
    hidden: Sequence[str] = ()


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
    return check_partitions(con, [Partition(full_name, month, network)], minimum=minimum)[0]


def check_partitions(
    con: duckdb.DuckDBPyConnection, partitions: Sequence[Partition], *, minimum: Minimum | None = None
) -> list[GateReport]:
    """`check_table` of several partitions, in order."""
    return _pass(con, [_gate(con, partition, minimum) for partition in partitions])


def check_against_last_month(con: duckdb.DuckDBPyConnection, month: Month) -> list[GateReport]:
    """Coverage and magnitude of `month` against the month before: one report per comparison of `suites.magnitude`."""
    days = {"month": _day(month), "before": _day(month.plus(-1))}
    partition = f"{month} contre {month.plus(-1)}"
    return _pass(
        con,
        [_Gate(one.name, partition, f"({one.sql.format_map(days)})", one.key, one.rules) for one in COMPARISONS],
    )


def _day(month: Month) -> str:
    return f"DATE '{month.first_day}'"


def _source(table: Table, month: Month, network: str | None) -> tuple[str, str]:
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


def _gate(con: duckdb.DuckDBPyConnection, partition: Partition, minimum: Minimum | None) -> _Gate | GateReport:
    """The gate of a partition; its report where the columns are not those of the dictionary: no rule can be held."""
    full_name = partition.full_name
    if full_name not in TABLES:
        raise GateError(f"{full_name!r} is not a table of the field dictionary: no rule is known for it")
    table = TABLES[full_name]
    source, name = _source(table, partition.month, partition.network)
    found = con.sql(f"FROM {full_name} LIMIT 0")
    broken = _structure(full_name, tuple(zip(found.columns, map(str, found.types), strict=True)))
    if broken:
        return GateReport(full_name, name, 0, 1, broken)
    rules = [*rules_of(full_name, partition.month), *_minimum(con, partition, minimum)]
    return _Gate(full_name, name, source, table.grain, rules, [field.name for field in table.fields if field.is_raw])


@lru_cache(maxsize=256)
def _structure(full_name: str, columns: tuple[tuple[str, str], ...]) -> tuple[Failure, ...]:
    """What is wrong with the columns of a table."""
    rule = dictionary.structure(TABLES[full_name])
    found = dictionary.signature(columns)
    if found == rule.kwargs["column_list"]:
        return ()
    names = ", ".join(f'NULL AS "{name}"' for name in found)
    with duckdb.connect() as con:
        checked = _Checked(con.sql(f"SELECT {names} LIMIT 0").df())
    return tuple(_failure(finding, checked) for finding in validate(checked.frame, [rule]))


def _minimum(con: duckdb.DuckDBPyConnection, partition: Partition, given: Minimum | None) -> list[Rule]:
    minimum = given if given is not None else MINIMUMS[partition.full_name]
    rows = minimum.rows
    if minimum.needed_by is not None:
        params = {"month": partition.month.first_day, "network": partition.network}
        needed = con.sql(minimum.needed_by, params=params).fetchall()[0][0]
        rows = min(rows, int(needed))
    text_fr = f"Au moins {rows} ligne(s) : {minimum.reason_fr}."
    kwargs = {"min_value": rows}
    return [Expectation("ExpectTableRowCountToBeBetween", kwargs, text_fr, total_sql=f"count(*) >= {rows}")]


def _pass(con: duckdb.DuckDBPyConnection, gates: Sequence[_Gate | GateReport]) -> list[GateReport]:
    """The reports of some gates.

    An expectation costs the same for one row as for a million. So the database first answers, in one row for each gate,
    whether all its rules are kept, and one expectation holds these answers; the rules of a gate are held one by one
    only where it breaks one, to say which and where.
    """
    asked = [gate for gate in gates if isinstance(gate, _Gate)]
    if not asked:
        return [gate for gate in gates if isinstance(gate, GateReport)]
    answers = con.sql(" UNION ALL ".join(map(_answer, asked))).df()
    kept = [True] * len(asked) if all_hold(answers) else list(map(bool, answers[f"{RULE_PREFIX}{TOGETHER.name}"]))
    counts = map(int, answers["row_count"])
    reports = iter(
        [
            GateReport(gate.name, gate.partition, count, len(gate.rules), ()) if is_kept else _held(con, gate)
            for gate, count, is_kept in zip(asked, counts, kept, strict=True)
        ]
    )
    return [next(reports) if isinstance(gate, _Gate) else gate for gate in gates]


def _answer(gate: _Gate) -> str:
    """SQL: one row, how many rows a gate looks at and whether they keep all its rules."""
    kept = f'"{RULE_PREFIX}{TOGETHER.name}"'
    totals = [rule.total_sql for rule in gate.rules if isinstance(rule, Expectation) and not rule.sql]
    together = " AND ".join([f"coalesce(bool_and({kept}), TRUE)", *totals]) if all(totals) else "FALSE"
    rows = f"SELECT {', '.join(gate.key)}, ({_predicate(gate.rules)}) AS {kept} FROM {gate.source}"
    return f"SELECT count(*) AS row_count, {together} AS {kept} FROM ({rows})"


def _predicate(rules: Sequence[Rule]) -> str:
    return " AND ".join(f"coalesce({rule.sql}, TRUE)" for rule in rules if rule.sql) or "TRUE"


def _held(con: duckdb.DuckDBPyConnection, gate: _Gate) -> GateReport:
    """What the rules of a gate say one by one; the columns that a report shows are only read here."""
    row_rules = [rule for rule in gate.rules if isinstance(rule, RowRule)]
    computed = [f'coalesce({rule.sql}, TRUE) AS "{RULE_PREFIX}{rule.name}"' for rule in row_rules]
    computed.append(f'({_predicate(gate.rules)}) AS "{RULE_PREFIX}{TOGETHER.name}"')
    shown = f"* EXCLUDE ({', '.join(gate.hidden)})" if gate.hidden else "*"
    rows = con.sql(f"SELECT {', '.join([shown, *computed])} FROM {gate.source} ORDER BY {', '.join(gate.key)}")
    dates = frozenset(name for name, kind in zip(rows.columns, rows.types, strict=True) if str(kind) == "DATE")
    checked = _Checked(rows.df(), tuple(gate.key), dates)
    failures = tuple(_failure(finding, checked) for finding in validate(checked.frame, gate.rules))
    return GateReport(gate.name, gate.partition, len(checked.frame), len(gate.rules), failures)


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
