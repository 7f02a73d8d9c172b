"""Wilson's intervals at 95 % of the parts of many cells at once: of one stratum, and of strata put together.

Belongs here: the whole-column twins of `intervals.wilson_interval` and `intervals.poststratified_interval`, which say
why. Not here: means, sums and quantiles (`drawing`). Rows are strata, in order of cell.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from pipelines.indicators.drawing import Floats, Ints, totals
from pipelines.indicators.intervals import Z_95

_SLACK: Final = 1e-9


class Strata(NamedTuple):
    """`successes` of `drawn` members out of `size`, found among `looked` members of the stratum; `cell` is numbered
    upwards from 0."""

    cell: Ints
    successes: Floats
    drawn: Floats
    size: Floats
    looked: Floats

    @property
    def shares(self) -> Floats:
        return self.successes / self.drawn

    @property
    def is_open(self) -> Floats:
        """1 where not every member was drawn, 0 for a census."""
        return (self.size > self.drawn + _SLACK).astype(np.float64)


def wilson_ends(strata: Strata) -> tuple[Floats, Floats]:
    """The ends of each stratum, with finite-population correction; a census has width 0."""
    share, is_open = strata.shares, strata.is_open > 0
    left = np.where(is_open, strata.size - strata.drawn, 1.0)
    low, high = _wilson(share, strata.drawn * np.maximum(strata.size - 1, 1) / left)
    return np.where(is_open, low, share), np.where(is_open, high, share)


def poststratified_ends(strata: Strata, cells: int) -> tuple[Floats, Floats]:
    """The ends of Σ N_h p_h / Σ N_h of each cell; nan where a cell has no stratum."""
    cell, x, n, size, looked = strata
    with np.errstate(invalid="ignore", divide="ignore"):
        total = totals(cell, cells, size)
        share = totals(cell, cells, size * strata.shares) / total
        shrunk = (x + Z_95**2 / 2) / (n + Z_95**2)
        plug_in = np.where(n > 1, size**2 * x * (n - x) / (n**2 * (n - 1)) * (1 - n / size), 0.0) * strata.is_open
        agresti = size**2 * shrunk * (1 - shrunk) / (n + Z_95**2) * (size - n) / (size - 1)
        agresti = np.where(strata.is_open > 0, agresti, 0.0)
        members, rate = size * looked / n, n / looked
        sizes = members**2 * (1 - looked / members) * rate * (1 - rate) / (looked - 1)
        sizes = np.where((looked >= 2) & (strata.is_open > 0), sizes, 0.0) * (strata.shares - share[cell]) ** 2
        variance = np.maximum(totals(cell, cells, plug_in), totals(cell, cells, agresti))
        variance = (variance + totals(cell, cells, sizes)) / total**2
        middle = totals(cell, cells, size * shrunk) / total
        low, high = _wilson(share, middle * (1 - middle) / variance)
    return np.where(variance > 0, low, share), np.where(variance > 0, high, share)


def _wilson(share: Floats, size: Floats) -> tuple[Floats, Floats]:
    centre = (share + Z_95**2 / (2 * size)) / (1 + Z_95**2 / size)
    spread = Z_95 / (1 + Z_95**2 / size) * np.sqrt(share * (1 - share) / size + Z_95**2 / (4 * size**2))
    return np.maximum(0.0, centre - spread), np.minimum(1.0, centre + spread)
