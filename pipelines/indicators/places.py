"""The cells that an account counts in, by number: that of its stratum, of the whole list, and of its areas.

Belongs here: which rows a cell is made of, counting them, the order in which they are added. Not here: what is told of
a cell (`cells`, `panels`, `distribution`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from pipelines.indicators.drawing import Bools, Floats, Ints

PLACE: Final = ("area_level", "area_code", "stratum")
_SHARED: Final = ("month", "roster_id", "indicator_id", "variant", "network")
CELL: Final = (*_SHARED, *PLACE)
AREAS: Final = {"region": "region_code", "departement": "departement_code"}
"""Levels below the country, and the column of rows that names the area; a row without it counts in none."""
LEAST_MEMBERS: Final = 5
WITHOUT_FIRST: Final = "sans_premier"
_MOST: Final = 2**62


class Places(NamedTuple):
    """Rows in cells: the number of the cell, and that of the row."""

    cell: Ints
    row: Ints

    def of(self, is_kept: Bools) -> Places:
        return Places(self.cell[is_kept], self.row[is_kept])

    def of_rows(self, is_kept: Bools) -> Places:
        return self.of(is_kept[self.row])

    def among(self, accounts: pl.DataFrame) -> tuple[pl.DataFrame, Places]:
        """The accounts that are in one of these places, and the places among them."""
        is_in = np.zeros(accounts.height, bool)
        is_in[self.row] = True
        return accounts.filter(pl.Series(is_in)), Places(self.cell, (np.cumsum(is_in) - 1)[self.row])

    def in_order(self, rank: Ints) -> Places:
        """In order of cell and of the `rank` of each row; rows of one rank are alike."""
        cells, ranked, rows = (int(numbers.max(initial=0)) + 1 for numbers in (self.cell, rank, self.row))
        if cells * ranked * rows >= _MOST:
            order = np.lexsort((rank[self.row], self.cell))
            return Places(self.cell[order], self.row[order])
        packed = np.sort((self.cell * ranked + rank[self.row]) * rows + self.row)
        return Places(packed // (ranked * rows), packed % rows)

    def counts(self, cells: int, *flags: Bools) -> list[Ints]:
        """How many rows each cell has, and how many of them with each flag."""
        bits = sum((flag.astype(np.int64) << place for place, flag in enumerate(flags)), np.zeros((), np.int64))
        width = 1 << len(flags)
        code = self.cell * width + (bits[self.row] if flags else 0)
        table = np.bincount(code, minlength=cells * width).reshape(cells, width)
        with_flag = [(np.arange(width) >> place & 1).astype(bool) for place in range(len(flags))]
        return [table.sum(axis=1), *(table[:, is_in].sum(axis=1) for is_in in with_flag)]

    def parted(self, kind: Ints) -> tuple[Ints, Ints, Places]:
        """The cell of each part of a cell that is of one `kind` (a number of each row), in order of cell and kind; a
        row of each; and the rows in these parts."""
        count = int(kind.max(initial=0)) + 1
        joint = self.cell * count + kind[self.row]
        names, part = dense(joint, count * (int(self.cell.max(initial=-1)) + 1))
        first = np.zeros(names.size, np.int64)
        first[part[::-1]] = self.row[::-1]
        return names // count, first, Places(part, self.row)

    def commonest(self, is_asked: Bools, names: pl.Series) -> pl.Series:
        """The name that most rows of each cell have, the first in order of name where several do."""
        table, values = self._named(is_asked, names)
        return _where(is_asked, values, table.argmax(axis=1))

    def first_name(self, is_asked: Bools, names: pl.Series) -> pl.Series:
        """The first in order of name of those that rows of each cell have."""
        table, values = self._named(is_asked, names)
        return _where(table.sum(axis=1) > 0, values, (table > 0).argmax(axis=1))

    def _named(self, is_asked: Bools, names: pl.Series) -> tuple[Ints, pl.Series]:
        named, asked = self.of(is_asked[self.cell]).among(names.to_frame())
        codes, values = codes_of(named.to_series())
        count = max(values.len(), 1)
        joint = asked.cell * count + codes[asked.row]
        return np.bincount(joint, minlength=is_asked.size * count).reshape(is_asked.size, count), values


def _where(is_told: Bools, values: pl.Series, number: Ints) -> pl.Series:
    if values.is_empty():
        return pl.Series(values.name, [None] * is_told.size, dtype=values.dtype)
    return values.gather(pl.Series(np.where(is_told, number, -1)).replace(-1, None))


def placed(accounts: pl.DataFrame, *more: str) -> tuple[pl.DataFrame, Places]:
    """(CELL, and `more`, of each cell, in order of its number; each row once in every cell that it is of).

    A row counts in its stratum, in ALL and in each of its areas. An area of fewer than LEAST_MEMBERS rows has no cell:
    whatever was read there, no value would be told. Rows without `areas` (a struct of AREAS' columns) tell of the
    country alone.
    """
    if "areas" in accounts.columns:
        accounts = accounts.unnest("areas")
    shared = (*_SHARED, *more)
    place, places = _together([accounts[name] for name in shared])
    keys: list[pl.DataFrame] = []
    found: list[Places] = []
    for level, column, code, stratum in _levels(accounts):
        rows, joint, count = np.arange(place.size), place, places
        if column is not None:
            rows = np.flatnonzero(accounts[column].is_not_null().to_numpy())
            codes, names = codes_of(accounts[column].drop_nulls())
            joint, count = place[rows] * names.len() + codes, places * names.len()
        first, cell = _cells(joint, count, 1 if level == "france" else LEAST_MEMBERS)
        found.append(Places(cell + sum(each.height for each in keys), rows).of(cell >= 0))
        keys.append(accounts[rows[first]].select(*shared, area_level=pl.lit(level), area_code=code, stratum=stratum))
    every = Places(*(np.concatenate(numbers) for numbers in zip(*found, strict=True)))
    return pl.concat(keys).select(*CELL, *more), every


def _levels(accounts: pl.DataFrame) -> Iterator[tuple[str, str | None, pl.Expr, pl.Expr]]:
    """Area level of each sort of cell, the column that tells them apart (None: they are one), area code, stratum."""
    country, everybody = pl.lit("FR"), pl.lit("ALL")
    yield "france", "stratum", country, pl.col("stratum")
    yield "france", None, country, everybody
    for level, column in AREAS.items():
        if column in accounts.columns and accounts[column].null_count() < accounts.height:
            yield level, column, pl.col(column), everybody


def _cells(joint: Ints, count: int, least: int) -> tuple[Ints, Ints]:
    """A row of each cell that has `least` of them, and the number of each row's cell, −1 where it has none."""
    is_told = np.bincount(joint, minlength=count) >= least
    cell = np.where(is_told, np.cumsum(is_told) - 1, -1)[joint]
    first = np.zeros(np.count_nonzero(is_told) + 1, np.int64)
    first[cell[::-1]] = np.arange(joint.size)[::-1]
    return first[:-1], cell


def _together(columns: list[pl.Series]) -> tuple[Ints, int]:
    """A number of each row, in order of the first column, then of the second…, and how many there are."""
    number, count = np.zeros(columns[0].len(), np.int64), 1
    for column in columns:
        codes, names = codes_of(column)
        if names.len() > 1:
            found, number = dense(number * names.len() + codes, count * names.len())
            count = found.size
    return number, count


def dense(numbers: Ints, count: int) -> tuple[Ints, Ints]:
    """Those of the numbers under `count` that are there, upwards, and the place of each among them."""
    is_there = np.zeros(count, bool)
    is_there[numbers] = True
    return np.flatnonzero(is_there), (np.cumsum(is_there) - 1)[numbers]


def codes_of(column: pl.Series) -> tuple[Ints, pl.Series]:
    """Numbers in the order of the values (−1 where there is none), and the values."""
    is_one = column.null_count() == 0 and column.len() > 0 and bool((column == column[0]).all())
    names = column.head(1) if is_one else column.drop_nulls().unique().sort()
    if names.len() <= 1:
        return np.where(column.is_null().to_numpy(), -1, 0), names
    if column.dtype == pl.String:
        numbers = column.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    else:
        known = column.to_physical().fill_null(strategy="zero").to_numpy()
        numbers = np.where(column.is_null().to_numpy(), -1, np.searchsorted(names.to_physical().to_numpy(), known))
    return numbers, names


def kinds(accounts: pl.DataFrame, *columns: str) -> Ints:
    """A number of each row, in order of columns that hold few values."""
    return _together([accounts[name] for name in columns])[0]


def ranks(columns: list[Floats | Ints]) -> Ints:
    """How many rows come before each, by the first column, then by the second…; rows that are alike are of one rank.
    Nothing (nan) comes before any value."""
    rank = np.zeros(columns[0].size, np.int64)
    tied = np.arange(rank.size)
    for column in columns:
        value, before = column[tied], rank[tied]
        value = np.where(np.isnan(value), -np.inf, value)
        order = np.lexsort((value, before)) if before.any() else np.argsort(value)
        tied, value, before = tied[order], value[order], before[order]
        is_other = np.diff(before, prepend=-1) > 0
        is_new = is_other | np.append(True, value[1:] != value[:-1])[: tied.size]
        starts = np.flatnonzero(is_new)
        size = np.diff(starts, append=tied.size)
        others = np.flatnonzero(is_other)
        start = np.repeat(starts, size) - np.repeat(others, np.diff(others, append=tied.size))
        rank[tied] += start
        tied = tied[np.repeat(size > 1, size)]
        if not tied.size:
            break
    return rank


def without_first(accounts: pl.DataFrame, places: Places) -> Places:
    """Variants named WITHOUT_FIRST leave out the largest account of their cell (`followers`, then `territory_id`).

    They have no cell where that one was drawn (`weight` above 1): larger ones were perhaps not.
    """
    is_less = accounts["variant"].str.ends_with(WITHOUT_FIRST).to_numpy()
    if not is_less.any():
        return places
    is_known = accounts["followers"].is_not_null().to_numpy()
    asked, inside = places.of_rows(is_less & is_known).among(accounts)
    rank = ranks([asked["followers"].cast(pl.Float64).to_numpy(), codes_of(asked["territory_id"])[0]])
    cells = int(places.cell.max()) + 1
    most, weight, row = np.full(cells, -1), np.full(cells, np.nan), np.full(cells, -1)
    np.maximum.at(most, inside.cell, rank[inside.row])
    is_first = rank[inside.row] == most[inside.cell]
    weight[inside.cell[is_first]] = asked["weight"].cast(pl.Float64).to_numpy()[inside.row[is_first]]
    row[inside.cell[is_first]] = places.of_rows(is_less & is_known).row[is_first]
    is_other = (weight[places.cell] == 1) & (row[places.cell] != places.row)
    return places.of(~is_less[places.row] | is_other)
