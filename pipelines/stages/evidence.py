"""From a number to what proves it: its SQL file, its rows, the rows behind them, the archived answers.

Asked about a pair of territory and network, a table, a figure of the site, or a record. Reads the working base, or the
last published copy where it cannot be opened; writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.model.errors import ArchiveError, InputError
from pipelines.model.fields import TABLES, Table
from pipelines.model.months import Month
from pipelines.stages.records import Record, is_record, read_record
from pipelines.stages.world import World
from pipelines.warehouse.connect import first_readable
from pipelines.warehouse.seal import LATEST, published_copies
from pipelines.warehouse.sql_files import SQL_DIR, table_files

MOST_ROWS: Final = 20
MOST_RECORDS: Final = 12
_WHOLE: Final = frozenset({"ALL", "FR", "any", "france"})
"""Values of keys that stand for all of them: no row behind has them."""
_OTHER_VERSION: Final = "cette figure est d’une autre version du projet, demander sa table"
_OF_PAIRS: Final = ("barometer.status", "barometer.audience")
_OF_LIST: Final = ("roster_id", "stratum", "network")
_OF_STATUS: Final = (*_OF_LIST, "month", "territory_id", "reason")
_EXAMPLES: Final = 3
_ACCOUNTS: Final = ("roster.attributions", "roster.evidence")

Condition = tuple[str, str, Any]


@dataclass(frozen=True, slots=True)
class SqlTold:
    """The file that computes a table, what the dictionary says of the table in French, and what the header of the file
    says in English."""

    table: str
    path: str
    text_fr: str
    header: dict[str, str]


@dataclass(slots=True)
class Rows:
    """Some rows of a table, of the `count` that answer."""

    table: str
    count: int
    rows: list[dict[str, Any]]


@dataclass(slots=True)
class Evidence:
    """What stands behind a number, from the nearest to the farthest. `examples`: readings of a few accounts where the
    number counts many; `differences`: where today's reading of a record is not the value that was kept."""

    about: str
    month: str | None
    base: str | None = None
    sql: list[SqlTold] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    behind: list[Rows] = field(default_factory=list)
    examples: list[Rows] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    left_out: int = 0


def find(world: World, target: str, network: str | None, month: Month | None, where: Mapping[str, str]) -> Evidence:
    """The evidence of a target: `commune:38185` (with a network, or all), `presence` (a table, rows chosen by `where`),
    `presence-niveaux` (a figure of the site), `2026-10/x/part-0000.warc.gz@0+450` (a record).

    Raises:
        InputError: nothing has that name, or no row answers; says what there is.
        ArchiveError: the record that was asked for cannot be read.
        WarehouseError: neither the working base nor an edition can be opened.
    """
    if is_record(target):
        record = read_record(world.archive_dir, target)
        if record.is_lost:
            raise ArchiveError(str(record.problem))
        return Evidence(target, None, records=[record])
    chosen = dict(where) | ({"network": network} if network else {})
    copies = published_copies(world.settings.editions_dir, month)
    with first_readable([world.settings.warehouse_path, *copies]) as (con, base):
        wanted = month or _last_month(con)
        found = Evidence(target, str(wanted), str(base))
        if ":" in target:
            _of_territory(con, found, target, wanted, chosen)
        else:
            for table, conditions in _tables_named(world, target, wanted):
                _of_table(con, found, table, wanted, chosen, conditions)
    _add_records(world, found)
    return found


def _last_month(con: duckdb.DuckDBPyConnection) -> Month:
    ((day,),) = con.execute("SELECT max(month) FROM barometer.status").fetchall()
    if day is None:
        raise InputError("aucun mois n’est calculé : barometre run --month 2026-10, ou barometre demo")
    return Month.of(day)


def _tables_named(world: World, name: str, month: Month) -> list[tuple[Table, Sequence[Condition]]]:
    """A table with all its rows, or those of one or more that a page of the site shows."""
    full_name = name if "." in name else f"barometer.{name}"
    if full_name in TABLES:
        return [(TABLES[full_name], ())]
    for edition in (str(month), LATEST):
        path = world.settings.editions_dir / edition / name / f"{Path(name).name}.json"
        if path.is_file():
            shown = json.loads(path.read_bytes()).get("shown")
            if shown is None:
                raise InputError(f"{path} ne dit pas quelles lignes la figure montre : {_OTHER_VERSION}")
            return [(TABLES[one["table"]], [tuple(each) for each in one["conditions"]]) for one in shown]
    known = ", ".join(table.name for table in TABLES.values() if table.layer == "barometer")
    raise InputError(
        f"{name!r} n’est ni une collectivité (commune:38185), ni un enregistrement (…@0+450), ni une figure publiée de "
        f"{month}, ni une table : {known}"
    )


def _of_territory(
    con: duckdb.DuckDBPyConnection, found: Evidence, territory: str, month: Month, chosen: Mapping[str, str]
) -> None:
    """Status and audience of a territory; behind them its accounts, with their evidence, readings and requests."""
    keys = {**chosen, "month": month.first_day, "territory_id": territory}
    for name in _OF_PAIRS:
        found.sql += _sql_of(name)
        found.rows.append(_rows(con, TABLES[name], keys))
    if not found.rows[0].count:
        raise InputError(f"aucune ligne de {month} pour {territory} {_told(chosen)}; {_months_told(con, territory)}")
    accounts = sorted({row["account_id"] for row in found.rows[0].rows if row["account_id"]})
    for account in accounts:
        for name in _ACCOUNTS:
            found.behind.append(_rows(con, TABLES[name], {**keys, "account_id": account}))
        found.behind.append(
            _rows(con, TABLES["observations.snapshots"], {"month": month.first_day, "account_id": account})
        )
    found.behind.append(_rows(con, TABLES["roster.looks"], {"month": month.first_day, "territory_id": territory}))


def _months_told(con: duckdb.DuckDBPyConnection, territory: str) -> str:
    months = con.execute(
        "SELECT DISTINCT strftime(month, '%Y-%m') FROM barometer.status WHERE territory_id = ? ORDER BY 1", [territory]
    ).fetchall()
    told = ", ".join(month for (month,) in months)
    return f"mois où elle est dans une liste : {told}" if told else "elle n’est dans la liste d’aucun mois calculé"


def _of_table(
    con: duckdb.DuckDBPyConnection, found: Evidence, table: Table, month: Month, chosen: Mapping[str, str],
    conditions: Sequence[Condition],
) -> None:  # fmt: skip
    """Rows of a table, and what the tables that it is computed from hold under the same keys."""
    unknown = sorted(chosen.keys() - set(table.columns))
    if unknown:
        raise InputError(f"{table.full_name} n’a pas de colonne {', '.join(unknown)} ; clé : {', '.join(table.grain)}")
    keys: dict[str, object] = {**chosen, **({"month": month.first_day} if "month" in table.columns else {})}
    of_figure = [each for each in conditions if each[0] not in chosen]
    rows = _rows(con, table, chosen if conditions else keys, of_figure)
    found.rows.append(rows)
    if not rows.count:
        raise InputError(f"{table.full_name} : aucune ligne de {month} {_told(chosen)}; clé : {', '.join(table.grain)}")
    if table.layer != "barometer":
        return
    found.sql += _sql_of(table.full_name)
    reads = sorted({name for file in table_files(table.full_name) for name in file.reads})
    there = _names(con)
    lists = {row.get("roster_id") for row in rows.rows} - {None}
    keys |= {"roster_id": next(iter(lists))} if len(lists) == 1 else {}
    for name in reads:
        shared = {key: value for key, value in keys.items() if key in TABLES[name].columns and value not in _WHOLE}
        kept = [each for each in of_figure if _is_of_both(table, TABLES[name], *each)]
        if name in there and (kept or shared.keys() - {"month"}):
            found.behind.append(_rows(con, TABLES[name], shared, kept))
    read = [part for part in (*found.rows, *found.behind) if part is rows or part.table == "observations.snapshots"]
    if not any(row.get("record") for part in read for row in part.rows):
        first = rows.rows[0]
        if rows.count > 1 and "territory_id" in first:
            first = {key: first.get(key) for key in _OF_LIST}
        if "roster_id" in first:
            found.examples += _examples(con, {"month": month.first_day, **first})


def _is_of_both(table: Table, behind: Table, columns: str, test: str, value: Any) -> bool:
    """Whether a condition of a figure chooses rows behind too: by keys of both tables, none of which stands for all.
    The month is the one that was asked for, where a figure shows many."""
    values = chain.from_iterable(value) if test == "pairs" else value if test == "in" else [value]
    keys = {*table.grain} & {*behind.grain} - {"month"}
    return keys.issuperset(columns.split(", ")) and _WHOLE.isdisjoint(map(str, values))


def _examples(con: duckdb.DuckDBPyConnection, row: Mapping[str, object]) -> Iterator[Rows]:
    """Readings of the first accounts behind a row that counts many: one command leads from it to archived answers."""
    shared = {key: row[key] for key in _OF_STATUS if row.get(key) not in (None, *_WHOLE)}
    condition = " AND ".join(f"CAST({key} AS VARCHAR) = ?" for key in shared)
    accounts = con.execute(
        f"SELECT DISTINCT account_id FROM barometer.status SEMI JOIN observations.snapshots USING (month, account_id) "
        f"WHERE {condition} ORDER BY account_id LIMIT {_EXAMPLES}", list(map(str, shared.values())),
    )  # fmt: skip
    for (account,) in accounts.fetchall():
        yield _rows(con, TABLES["observations.snapshots"], {"month": row["month"], "account_id": account})


def _told(chosen: Mapping[str, str]) -> str:
    return "".join(f"({key} = {value}) " for key, value in chosen.items())


def _names(con: duckdb.DuckDBPyConnection) -> set[str]:
    rows = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
    return {name for (name,) in rows}


def _rows(
    con: duckdb.DuckDBPyConnection, table: Table, keys: Mapping[str, object], conditions: Sequence[Condition] = ()
) -> Rows:
    tests = [(key, "=", value) for key, value in keys.items() if key in table.columns]
    asked = [_test(table, *each) for each in (*tests, *conditions)]
    condition = " AND ".join(text for text, _ in asked) or "TRUE"
    values = [value for _, values in asked for value in values]
    source = f"FROM {table.full_name} WHERE {condition}"
    ((count,),) = con.execute(f"SELECT count(*) {source}", values).fetchall()
    columns = ", ".join(table.columns)
    cursor = con.execute(f"SELECT {columns} {source} ORDER BY {', '.join(table.grain)} LIMIT {MOST_ROWS}", values)
    return Rows(table.full_name, int(count), [dict(zip(table.columns, row, strict=True)) for row in cursor.fetchall()])


def _test(table: Table, columns: str, test: str, value: Any) -> tuple[str, list[Any]]:
    """SQL of one condition on the columns of a table, and its values (`dashboards.charts.selection.Condition`)."""
    names = columns.split(", ")
    if not set(names) <= set(table.columns):
        raise InputError(f"{table.full_name} n’a pas de colonne {columns} : {_OTHER_VERSION}")
    texts = [f"CAST({name} AS VARCHAR)" for name in names]
    if test == "pairs":
        joined = ", ".join(texts)
        return f"list_contains(?, concat_ws('|', {joined}))", [["|".join(map(str, pair)) for pair in value]]
    if test == "in":
        return f"list_contains(?, {texts[0]})", [[str(one) for one in value]]
    if test == "starts":
        return f"starts_with({texts[0]}, ?)", [value]
    if test in ("<=", ">"):
        return f"{columns} {test} ?", [value]
    if test in ("=", "<>"):
        return f"{texts[0]} {test} ?", [str(value)]
    raise InputError(f"condition {test!r} : {_OTHER_VERSION}")


def _sql_of(full_name: str) -> list[SqlTold]:
    root = SQL_DIR.parent
    text = TABLES[full_name].text_fr
    return [SqlTold(full_name, str(file.path.relative_to(root)), text, file.header) for file in table_files(full_name)]


def _add_records(world: World, found: Evidence) -> None:
    """Read the records that the rows name, each once, and hold today's reading of them against what was kept."""
    rows = [
        (part.table, row)
        for part in (*found.rows, *found.behind, *found.examples)
        for row in part.rows
        if row.get("record")
    ]
    names = list(dict.fromkeys(row["record"] for _, row in rows))
    found.left_out = max(0, len(names) - MOST_RECORDS)
    found.records = [read_record(world.archive_dir, name) for name in names[:MOST_RECORDS]]
    read = {record.record: record.readings for record in found.records if record.problem is None}
    for table, row in rows:
        if table == "observations.snapshots" and row["record"] in read:
            found.differences += _differences(row, read[row["record"]])


def _differences(kept: Mapping[str, Any], readings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    now = next((one for one in readings if one["account_id"] == kept["account_id"]), None)
    account = kept["account_id"]
    if now is None:
        yield f"{account} : relu aujourd’hui, {kept['record']} ne donne aucun relevé de ce compte"
        return
    for name in ("followers_count", "followers_status", "outcome", "platform_id", "handle_seen"):
        if now[name] != kept[name]:
            yield f"{account}.{name} : gardé {kept[name]}, relu {now[name]} ({kept['record']})"
