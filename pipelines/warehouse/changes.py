"""What changed between two months: one SELECT per kind (`sql/diff`), put together with the names of territories."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.model.errors import WarehouseError
from pipelines.model.months import Month
from pipelines.warehouse.published import quote
from pipelines.warehouse.sql_files import SQL_DIR, SqlFile, read_sql_file

KINDS: Final = ("entered", "left", "renamed", "jumped", "stopped", "corrected")
PUBLISHED: Final = "published"
COLUMNS: Final = (
    "kind", "roster_id", "territory_id", "name", "stratum", "network", "account_id", "before", "after", "before_count",
    "after_count", "reason",
)  # fmt: skip
_NAMES: Final = "SELECT DISTINCT ON (territory_id) territory_id, name FROM roster.members ORDER BY ALL"


def changes(con: duckdb.DuckDBPyConnection, before: Month, after: Month, published: Path | None) -> pl.DataFrame:
    """Rows of `COLUMNS`, by kind in the order of KINDS, then by list, network and territory.

    `con` holds both months; `published` is the DuckDB file that was published of `before` (None: nothing is told of
    corrections).

    Raises:
        WarehouseError: a SELECT fails, or the published file cannot be read.
    """
    names = con.sql(_NAMES).pl()
    frames = [of_kind(con, kind, before, after) for kind in KINDS[:-1]]
    if published is not None:
        try:
            con.execute(f"ATTACH {quote(str(published))} AS {PUBLISHED} (READ_ONLY)")
        except duckdb.Error as error:
            raise WarehouseError(f"{published}: cannot be read ({error})") from error
        frames.append(of_kind(con, KINDS[-1], before, after))
        con.execute(f"DETACH {PUBLISHED}")
    rank = pl.col("kind").replace_strict({kind: rank for rank, kind in enumerate(KINDS)}, return_dtype=pl.Int64)
    rows = pl.concat(frames).join(names, on="territory_id", how="left")
    return rows.select(COLUMNS).sort(rank, "roster_id", "network", "territory_id")


def of_kind(con: duckdb.DuckDBPyConnection, kind: str, before: Month, after: Month) -> pl.DataFrame:
    """The changes of one kind, without names."""
    file = read_sql_file(SQL_DIR / "diff" / f"{kind}.sql")
    return _answer(con, file, before, after).select(pl.lit(kind).alias("kind"), pl.all())


def written(kind: str, before: Month, after: Month) -> str:
    """The SELECT of a kind with its months in it, as whoever has the file would ask it."""
    select = read_sql_file(SQL_DIR / "diff" / f"{kind}.sql").select
    return select.replace("$before", f"DATE '{before.first_day}'").replace("$after", f"DATE '{after.first_day}'")


def _answer(con: duckdb.DuckDBPyConnection, file: SqlFile, before: Month, after: Month) -> pl.DataFrame:
    given = {"before": before.first_day, "after": after.first_day}
    try:
        return con.sql(file.select, params={key: day for key, day in given.items() if f"${key}" in file.select}).pl()
    except duckdb.Error as error:
        raise WarehouseError(f"{file.path}: {error}") from error
