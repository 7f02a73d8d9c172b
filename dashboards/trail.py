"""From a figure to the archived answer: the SELECT of each table, and the requests behind each main account.

What an answer says is never published: its address, when it came, what became of it and where it is archived are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import polars as pl

from dashboards.words import Words, attribute, phrases
from pipelines.warehouse.sql_files import SQL_DIR, SqlFile, read_sql_file

if TYPE_CHECKING:
    from dashboards.charts.base import Chart
    from dashboards.sheets.facts import Facts
    from dashboards.source import Edition

Row = dict[str, Any]
DIGITS: Final = 16
"""Digits of a sha256 that a sheet prints; the table has them all."""
FOLDER: Final = "sql"
LONGEST: Final = 160
_COPIED: Final = ("barometer", "diff", "macros")
PURPOSE: Final = phrases({
    "profile": "le compte", "posts": "ses publications", "post": "une publication", "ads": "ses annonces",
    "replies": "les réponses",
})  # fmt: skip
_REQUESTS: Final = """
WITH main AS (
    SELECT territory_id, network, account_id FROM barometer.status
    WHERE month = $month AND roster_id = $roster AND account_id IS NOT NULL
), asked AS (
    SELECT network, unnest(string_split(subject_ids, ' ')) AS account_id, purpose, url, fetched_at, outcome,
        http_status, record, answer_sha256
    FROM observations.fetches WHERE month = $month
), read AS (
    SELECT network, max(parser_version) AS parser_version FROM observations.snapshots WHERE month = $month GROUP BY ALL
)
SELECT $month AS month, $roster AS roster_id, territory_id, network, purpose, url, fetched_at, outcome, http_status,
    record, answer_sha256, parser_version
FROM main JOIN asked USING (network, account_id) LEFT JOIN read USING (network)
ORDER BY territory_id, network, fetched_at, url
"""

_FAILED: Final = """
WITH main AS (
    SELECT month, territory_id, network, account_id FROM barometer.status
    WHERE list_contains($months, month) AND roster_id = $roster AND account_id IS NOT NULL
), asked AS (
    SELECT month, network, unnest(string_split(subject_ids, ' ')) AS account_id, outcome,
        {is_profile: purpose = 'profile', fetched_at: fetched_at, outcome: outcome} AS step
    FROM observations.fetches WHERE list_contains($months, month) AND outcome NOT IN ('ok', 'not_modified')
)
SELECT month, $roster AS roster_id, territory_id, network, arg_max(outcome, step) AS outcome
FROM main JOIN asked USING (month, network, account_id) GROUP BY ALL ORDER BY ALL
"""


def read_requests(connection: duckdb.DuckDBPyConnection, month: date, roster_id: str) -> pl.DataFrame:
    """The requests of the month about each main account, in their order, with the parser that read the network."""
    return connection.sql(_REQUESTS, params={"month": month, "roster": roster_id}).pl()


def read_failures(connection: duckdb.DuckDBPyConnection, months: Sequence[date], roster_id: str) -> pl.DataFrame:
    """What became, in each of those months, of the last request about a main account that gave nothing to read: of the
    account itself, else of its publications."""
    return connection.sql(_FAILED, params={"months": list(months), "roster": roster_id}).pl()


def copy_sql(out: Path) -> list[Path]:
    """The SELECTs of the published tables, of the differences and of the questions, as they are, under `sql/`."""
    written = []
    for folder in _COPIED:
        for source in sorted((SQL_DIR / folder).rglob("*.sql")):
            target = out / FOLDER / source.relative_to(SQL_DIR)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            written.append(target)
    return written


def selects(table: str) -> list[tuple[str, SqlFile]]:
    """The files of a table by their path in the edition; empty for one that no SELECT of ours computes."""
    layer, _, name = table.partition(".")
    path = SQL_DIR / layer / f"{name}.sql"
    return [(f"{FOLDER}/{layer}/{name}.sql", read_sql_file(path))] if path.is_file() else []


def tables(source: str) -> list[str]:
    """The tables that a chart draws, of those that a SELECT of ours computes."""
    return [name for name in source.split(", ") if selects(name)]


def computed(chart: Chart) -> str:
    """The place, on the page of computations, of the table that a chart draws."""
    return attribute(tables(chart.source)[0])


def trail(edition: Edition, facts: Facts, network: str) -> list[Row]:
    """What a sheet prints of a network: one line for each request."""
    return [_line(edition, edition.words, row) for row in facts.requests if row["network"] == network]


def command(edition: Edition, territory_id: str, network: str) -> str:
    """What reads those answers, for who holds the archive."""
    return f"barometre evidence {territory_id} --network {network} --month {edition.month:%Y-%m}"


def shown(url: str) -> str:
    """An address as pages print it, cut where an interface was asked for a hundred accounts at once:
    observations.fetches holds it whole."""
    return url if len(url) <= LONGEST else f"{url[: LONGEST - 1]}…"


def digest(answer: str | None) -> str | None:
    """The digits that a sheet prints of a sha256."""
    return None if answer is None else answer[:DIGITS]


def purpose_words(words: Words, purpose: str) -> str:
    return words.say(PURPOSE[purpose]) if purpose in PURPOSE else purpose


def outcome_words(edition: Edition, outcome: str) -> str:
    return edition.label("outcome", outcome).rstrip(".")


def _line(edition: Edition, words: Words, row: Row) -> Row:
    file, _, place = (row["record"] or "").partition("@")
    offset, _, length = place.partition("+")
    return {
        "purpose": purpose_words(words, row["purpose"]),
        "url": shown(row["url"]), "at": words.instant(row["fetched_at"]),
        "outcome": outcome_words(edition, row["outcome"]),
        "http": "—" if row["http_status"] is None else str(row["http_status"]),
        "file": file, "offset": offset, "length": length,
        "digest": digest(row["answer_sha256"]), "parser": row["parser_version"] or "—",
    }  # fmt: skip
