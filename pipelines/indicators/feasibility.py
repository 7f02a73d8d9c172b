"""Can a printed figure be what it says? GRIM (Brown, Heathers 2017) for proportions, and for means of strata.

Arithmetic is exact: a float is read as the decimal number that it prints. A half may have been rounded either way.
"""

from __future__ import annotations

import math
from fractions import Fraction


def _rounding(value: float, decimals: int) -> tuple[Fraction, Fraction]:
    printed = Fraction(str(value))
    half = Fraction(1, 2 * 10**decimals)
    return printed - half, printed + half


def _whole_numbers(low: Fraction, high: Fraction, last: int) -> list[int]:
    return list(range(max(0, math.ceil(low)), min(last, math.floor(high)) + 1))


def feasible_counts(value: float, n: int, decimals: int = 1) -> list[int]:
    """Counts k of a base `n` whose percentage 100·k/n prints as `value` with `decimals`; empty: not a part of n.

    Raises:
        ValueError: `n` is not a base.
    """
    if n < 1:
        raise ValueError(f"a base of {n} has no proportion: the printed base must be at least 1")
    low, high = _rounding(value, decimals)
    return _whole_numbers(low * n / 100, high * n / 100, n)


def feasible_sum_of_strata(value: float, strata: int = 3, decimals: int = 1) -> list[int]:
    """Sums S of `strata` whole percentages whose mean S/strata prints as `value` (METHOD, section 1: Edgar Quinet).

    Raises:
        ValueError: no stratum.
    """
    if strata < 1:
        raise ValueError(f"a mean of {strata} strata does not exist: at least 1")
    low, high = _rounding(value, decimals)
    return _whole_numbers(low * strata, high * strata, 100 * strata)
