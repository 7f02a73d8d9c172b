"""A history for a warehouse of one month: its rows carried back in time, with a little fewer followers each month."""

from __future__ import annotations

import duckdb

from pipelines.model.fields import TABLES, Table
from pipelines.model.months import Month


def carry_back(con: duckdb.DuckDBPyConnection, last: Month, count: int, missing: int = 0) -> list[Month]:
    """The `count` months up to `last`, which alone is there; computed tables are emptied.

    One row in `missing` of what was observed is left out of each earlier month, so that months differ (0: none).
    """
    con.execute(f"CREATE TEMP TABLE back AS SELECT CAST(unnest(range(1, {count})) AS INTEGER) AS k")
    for table in TABLES.values():
        if table.layer == "barometer":
            con.execute(f"DELETE FROM {table.full_name}")
        elif "month" in table.grain and table.layer in ("observations", "roster"):
            kept = f" WHERE hash({', '.join(table.grain)}, k) % {missing} > 0" if missing else ""
            is_observed = table.layer == "observations"
            con.execute(f"INSERT INTO {table.full_name} BY NAME {_earlier(table)}{kept if is_observed else ''}")
    return [last.plus(-back) for back in reversed(range(count))]


def _earlier(table: Table) -> str:
    """SQL: the rows of a table, k months before."""
    moved = ["CAST(month - to_months(k) AS DATE) AS month"]
    for field in table.fields:
        if field.type == "TIMESTAMP":
            moved.append(f"{field.name} - to_months(k) AS {field.name}")
        elif field.name in ("followers_count", "followers_lo", "followers_hi"):
            moved.append(f"CAST(floor({field.name} * pow(0.995, k)) AS BIGINT) AS {field.name}")
    return f"SELECT * EXCLUDE (k) REPLACE ({', '.join(moved)}) FROM {table.full_name}, back"
