"""Texts that were kept as long as they may be: erased from a frame, the lake, the DuckDB file and its bytes.

Belongs here: texts, which are erased alone: signature, counts and all the rest of a row stay. Not here: answers of an
interface that its terms limit (`fetch/purge`).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.model.texts import KEPT_FOR, TextStatus
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import Partition, partitions, read_shard, write_table
from pipelines.warehouse.load import create_tables
from pipelines.warehouse.published import quote

TEXTS: Final = "observations.texts"


def forget(texts: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Rows of observations.texts at `now`: a text older than KEPT_FOR becomes null, its status `purged`.

    A text is as old as what it was published in, or as our reading of it where that is unknown or came first. Rows keep
    their order; what was forgotten stays so.
    """
    born = pl.min_horizontal("created_at", "observed_at")
    is_past = pl.col("text").is_not_null() & (pl.lit(_naive(now)) - born > KEPT_FOR)
    return texts.with_columns(
        text=pl.when(~is_past).then(pl.col("text")),
        text_status=pl.when(is_past).then(pl.lit(TextStatus.PURGED.value)).otherwise(pl.col("text_status")),
    )


def forget_in_lake(lake_dir: Path, now: datetime) -> dict[Partition, int]:
    """Erase what is past in every partition of the lake; gives the files that were written anew, with their number of
    texts."""
    erased: dict[Partition, int] = {}
    for found in list(partitions(lake_dir, TEXTS)):
        texts = read_shard(found)
        kept = forget(texts, now)
        count = kept["text"].null_count() - texts["text"].null_count()
        if count:
            write_table(lake_dir, TEXTS, kept, found.month, found.network, shard=found.shard)
            erased[found] = count
    return erased


def forget_in_warehouse(warehouse: Path, now: datetime) -> int:
    """Erase what is past in the table of the DuckDB file, by the rule of `forget`; gives the number of texts.

    Raises:
        WarehouseError: another process holds the file.
    """
    with connect(warehouse) as con:
        create_tables(con)
        done = con.execute(
            f"UPDATE {TEXTS} SET text = NULL, text_status = $purged "
            "WHERE text IS NOT NULL AND $now - least(created_at, observed_at) > $kept",
            {"purged": TextStatus.PURGED.value, "now": _naive(now), "kept": KEPT_FOR},
        ).fetchall()
    return int(done[0][0])


def write_anew(warehouse: Path) -> None:
    """Copy the DuckDB file into one of the same tables, macros and comments that takes its place.

    DuckDB leaves what was deleted in blocks that it will use again one day: only a new file is free of it.

    Raises:
        WarehouseError: another process holds the file.
    """
    fresh = warehouse.with_name(f".{warehouse.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        with connect(warehouse) as con:
            con.execute(f"ATTACH {quote(str(fresh))} AS fresh")
            (name,) = con.execute("SELECT current_database()").fetchall()[0]
            con.execute(f'COPY FROM DATABASE "{name}" TO fresh')
            con.execute("DETACH fresh")
        fresh.replace(warehouse)
    finally:
        fresh.unlink(missing_ok=True)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
