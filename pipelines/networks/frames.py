"""Rows of this room as polars frames in exactly the columns and types of the field dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from pipelines.model.fields import TABLES

Row = tuple[Any, ...]

_TYPES: Final[dict[str, DataType | DataTypeClass]] = {
    "VARCHAR": pl.String,
    "BIGINT": pl.Int64,
    "DOUBLE": pl.Float64,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
    "TIMESTAMP": pl.Datetime("us"),
}


def frame_of(full_name: str, rows: Sequence[Row]) -> pl.DataFrame:
    """`rows` (values in the order of the table's fields) as a frame; of rows with one key the last is kept."""
    table = TABLES[full_name]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(table.fields)
    frame = pl.DataFrame(
        [
            pl.Series(field.name, values, _TYPES[field.type], strict=True)
            for field, values in zip(table.fields, columns, strict=True)
        ]
    )
    return frame.unique(subset=table.grain, keep="last", maintain_order=True)
