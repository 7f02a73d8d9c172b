"""Which cells each account is of, by number: that of its stratum, that of the whole list, and those of its areas.

Belongs here: numbering the cells of rows, which accounts are unknown. Not here: what is told of a cell (`cells`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import polars as pl

from pipelines.indicators.drawing import Ints
from pipelines.indicators.places import AREAS, CELL, LEAST_MEMBERS

OUTSIDE: Final = (
    "observed", "rounded", "interpolated", "at_least", "summed",
    "partial_window", "few_posts", "few_messages", "small_base", "not_active",
)  # fmt: skip
"""Statuses of an account that is measured, or that has too little to go on and is outside the base: never unknown."""
_SHARED: Final = ("month", "roster_id", "indicator_id", "variant", "network")
_OF: Final = "cell_of_"


def numbered(accounts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(CELL of each cell, in order of its number `cell`; the accounts without it). An account has the numbers of its
    cells, empty where it has none (`places.placed` says which there are), `own` (its stratum, in order of name),
    `is_open` (unknown) and then `reason`."""
    place = np.zeros(accounts.height, np.int64)
    for name in _SHARED:
        codes, count = _codes(accounts[name])
        place = place * count + codes
    keys: list[pl.DataFrame] = []
    columns = []
    for name, cells, level, code, stratum in _levels(accounts):
        least = 1 if level == "france" else LEAST_MEMBERS
        codes, count = _codes(cells)
        is_in = cells.is_not_null().to_numpy()
        first, number = _cells((place * count + codes)[is_in], least, sum(each.height for each in keys))
        named = accounts.select(*_SHARED, area_level=pl.lit(level), area_code=code, stratum=stratum)
        keys.append(named.filter(pl.Series(is_in))[first])
        told = np.full(accounts.height, -1, np.int64)
        told[is_in] = number
        columns.append(pl.Series(f"{_OF}{name}", told).replace(-1, None))
    is_open = ~pl.col("status").is_in(OUTSIDE)
    if "flag" in accounts.columns:
        is_open &= pl.col("flag").is_null()
    rows = accounts.drop(*_SHARED, "stratum", *AREAS.values(), strict=False).with_columns(
        pl.col("weight").cast(pl.Float64), *columns, own=_codes(accounts["stratum"])[0], is_open=is_open,
        reason=pl.when(is_open).then("status"),
    )  # fmt: skip
    told_keys = pl.concat(keys).select(CELL)
    return told_keys.with_columns(cell=np.arange(told_keys.height)), rows.drop("status")


def _cells(codes: Ints, least: int, start: int) -> tuple[Ints, Ints]:
    """A row of each cell that has `least` of them, and the number of each row's cell from `start` on, else −1."""
    _, first, cell, members = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
    is_told = members >= least
    numbers = np.where(is_told, start + np.cumsum(is_told) - 1, -1)
    return first[is_told], numbers[cell]


def gathered(rows: pl.DataFrame, by: Sequence[str], *told: pl.Expr, **named: pl.Expr) -> pl.DataFrame:
    """What is told of the rows of each `cell`, and of each value of `by` in it."""
    parts = [
        rows.filter(pl.col(level).is_not_null()).group_by(level, *by).agg(*told, **named).rename({level: "cell"})
        for level in _of(rows)
    ]
    return pl.concat(parts)


def spread(rows: pl.DataFrame) -> pl.DataFrame:
    """Each row once in every cell that it is of."""
    levels = _of(rows)
    own = rows.drop(levels)
    return pl.concat([own.with_columns(cell=rows[level]) for level in levels]).filter(pl.col("cell").is_not_null())


def _of(rows: pl.DataFrame) -> list[str]:
    return [name for name in rows.columns if name.startswith(_OF)]


def _levels(accounts: pl.DataFrame) -> Iterator[tuple[str, pl.Series, str, pl.Expr, pl.Expr]]:
    """The name of each sort of cell, what tells them apart, and area level, area code and stratum."""
    country, everybody = pl.lit("FR"), pl.lit("ALL")
    yield "stratum", accounts["stratum"], "france", country, pl.col("stratum")
    yield "all", pl.repeat("ALL", accounts.height, eager=True), "france", country, everybody
    for level, column in AREAS.items():
        if column in accounts.columns:
            yield level, accounts[column], level, pl.col(column), everybody


def _codes(column: pl.Series) -> tuple[Ints, int]:
    """Numbers in the order of the values (0 where there is none), and how many there may be."""
    if column.dtype == pl.String:
        column = column.cast(pl.Enum(column.drop_nulls().unique().sort()))
    column = column.to_physical()
    least, most = column.min(), column.max()
    if not isinstance(least, int) or not isinstance(most, int):
        return np.zeros(column.len(), np.int64), 1
    return (column.cast(pl.Int64) - least).fill_null(0).to_numpy(), most - least + 1
