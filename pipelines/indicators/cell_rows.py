"""The accounts of cells as columns of numbers: which are unknown, how many of a stratum are what, their order.

Belongs here: what `cells` works with. Not here: which cells there are (`places`), what is told of one (`cells`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import polars as pl

from pipelines.indicators.drawing import Bools, Floats, Rows
from pipelines.indicators.places import Places, codes_of, kinds, ranks

OUTSIDE: Final = (
    "observed", "rounded", "interpolated", "at_least", "summed",
    "partial_window", "few_posts", "few_messages", "small_base", "not_active",
)  # fmt: skip
"""Statuses of an account that is measured, or that has too little to go on and is outside the base: never unknown."""
STRATUM: Final = ("members", "positive", "known", "unknown")
_MEASURES: Final = ("value", "value_lo", "value_hi", "above", "below")


def is_unknown(accounts: pl.DataFrame) -> Bools:
    """Which accounts may be anything; one that has a flag has a measure, whatever its status."""
    is_open = ~accounts["status"].is_in(OUTSIDE)
    return (is_open & accounts["flag"].is_null() if "flag" in accounts.columns else is_open).to_numpy()


def flagged(accounts: pl.DataFrame, places: Places) -> pl.DataFrame:
    """How many accounts of each stratum of each cell are what (STRATUM), in order of cell, stratum and weight;
    `together`, what its clusters leave of the size of its sample when all their members are alike (Kish: (Σ m)² / Σ m²
    clusters), as a part of it."""
    flag, is_open = accounts["flag"], is_unknown(accounts)
    is_known = flag.is_not_null().to_numpy()
    cell, first, strata = places.parted(kinds(accounts, "stratum", "weight"))
    counts = strata.counts(cell.size, flag.fill_null(value=False).to_numpy(), is_known, is_open)
    drawn, together = np.zeros(cell.size, np.int64), np.ones(cell.size)
    np.maximum.at(drawn, strata.cell, accounts["drawn"].to_numpy()[strata.row])
    if "cluster" in accounts.columns:
        counted = strata.of_rows(is_known | is_open)
        stratum, _, clusters = counted.parted(codes_of(accounts["cluster"])[0])
        sizes = clusters.counts(stratum.size)[0]
        sums = np.bincount(stratum, sizes, cell.size), np.bincount(stratum, sizes**2, cell.size)
        together = np.divide(*sums, out=together, where=sums[1] > 0)
    own, weight = codes_of(accounts["stratum"])[0][first], accounts["weight"].cast(pl.Float64).to_numpy()[first]
    told = {"cell": cell, "own": own, "weight": weight, "drawn": drawn, "together": together}
    return pl.DataFrame(told | dict(zip(STRATUM, counts, strict=True)))


def put_together(strata: pl.DataFrame) -> dict[str, Floats]:
    """The strata of cells that have an account, whatever the weights of their members; `size` is that in the list."""
    told = {name: strata[name].to_numpy() for name in strata.columns}
    step = np.flatnonzero(np.diff(told["cell"], prepend=-1) | np.diff(told["own"], prepend=-1))
    if not step.size:
        return {name: np.zeros(0) for name in (*told, "size")}
    made = {name: np.add.reduceat(told[name], step) for name in STRATUM}
    made |= {"cell": told["cell"][step], "together": np.minimum.reduceat(told["together"], step)}
    made |= {"drawn": np.maximum.reduceat(told["drawn"], step)}
    made |= {"size": np.maximum.reduceat(told["drawn"] * told["weight"], step)}
    is_base = made["known"] + made["unknown"] > 0
    return {name: values[is_base].astype(np.float64) for name, values in made.items()}


class Measured(NamedTuple):
    """The accounts of a `Told` that have one measure."""

    rows: Rows
    weights: Floats
    values: Floats


class Told:
    """The accounts that have a value, and those that are unknown and have bounds, in order of cell, value, stratum,
    weight, bounds and sums: they are added in this order, whatever order they came in."""

    def __init__(self, accounts: pl.DataFrame, places: Places) -> None:
        accounts, places = places.among(accounts)
        self._columns: dict[str, tuple[Floats, Bools]] = {}
        for name in _MEASURES:
            self._columns[name] = self._column(accounts[name if name in accounts.columns else "value"])
        self._own, self._drawn = codes_of(accounts["stratum"])[0], accounts["drawn"].cast(pl.Int64).to_numpy()
        self._weights = accounts["weight"].cast(pl.Float64).to_numpy()
        others = [values for name, (values, _) in self._columns.items() if not self.is_value(name)]
        kind = kinds(accounts, "stratum", "weight", "drawn")
        self._rank = ranks([self._columns["value"][0], kind, *others])
        self._places = places.in_order(self._rank)
        self._made: dict[str, Measured] = {}

    def _column(self, column: pl.Series) -> tuple[Floats, Bools]:
        """Values, and where there are any: the same for columns that say the same."""
        made = column.cast(pl.Float64).to_numpy(), column.is_not_null().to_numpy()
        value = self._columns.get("value", made)
        is_same = np.array_equal(made[1], value[1]) and np.array_equal(made[0], value[0], equal_nan=True)
        return value if is_same else made

    def is_value(self, name: str) -> bool:
        """Whether the measure is the value itself for every account."""
        return self._columns[name] is self._columns["value"]

    def of(self, name: str) -> Measured:
        if name not in self._made:
            self._made[name] = self._measured(name, self._places)
        return self._made[name]

    def by_value(self, name: str) -> Measured:
        """In order of cell and of this measure."""
        if self.is_value(name):
            return self.of(name)
        return self._measured(name, self._places.in_order(ranks([self._columns[name][0], self._rank])))

    def _measured(self, name: str, places: Places) -> Measured:
        values, is_there = self._columns[name]
        cell, row = places.of_rows(is_there)
        drawn, weights = self._drawn[row], self._weights[row]
        return Measured(Rows(cell, self._own[row], drawn, drawn * weights), weights, values[row])
