"""Follower counts of scene `aujourdhui`: every account-month drawn from the growth measured on real public accounts.

Each month's growth depends on the account and the month only, so that any month can be asked for, in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from pipelines.replica.hashing import Floats, Seeds, units

START: Final = 2019 * 12  # 2019-01
ANCHOR: Final = 2025 * 12 + 9  # 2025-10: the month whose sizes the scene is calibrated on
END: Final = 2026 * 12 + 11

_SHARES = (0.0, 0.01, 0.05, 0.115, 0.25, 0.50, 0.75, 0.95, 0.99, 1.0)
_RATES = (-0.04, -0.005, -0.001, 0.0, 0.004, 0.013, 0.030, 0.099, 0.267, 0.40)
"""Measured quantiles of monthly growth (76 000 account-months, 2015-2023); 11-12 % of months fall."""


class Growth:
    """Followers of a set of accounts: `sizes` at the anchor month, one seed each."""

    def __init__(self, sizes: Sequence[float], seeds: Sequence[int]) -> None:
        self._seeds: Seeds = np.array(seeds, dtype=np.uint64)
        steps = np.stack([self._rate(month) for month in range(START, END + 1)], axis=1)
        levels = np.cumsum(np.log1p(steps), axis=1)
        anchor = levels[:, [ANCHOR - START]]
        self._curves: Floats = np.maximum(1.0, np.rint(np.array(sizes)[:, None] * np.exp(levels - anchor)))

    def _rate(self, month: int) -> Floats:
        drawn: Floats = np.interp(units(self._seeds, month), _SHARES, _RATES)
        return drawn

    def followers(self, month: int) -> Floats:
        """Counts at the end of `month`; outside 2019-2026 the nearest month of that span."""
        column = min(max(month, START), END) - START
        counts: Floats = self._curves[:, column]
        return counts
