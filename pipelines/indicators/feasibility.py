"""Can a printed figure be what it says? GRIM (Brown, Heathers 2017) for proportions, and for means of strata.

Arithmetic is exact: a float is read as the decimal number that it prints. A half may have been rounded either way.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
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


def one_of(numbers: Sequence[int]) -> str:
    """`128`, `82 ou 83`, `de 4670 à 4719`: counts that follow one another, in French."""
    return f"de {numbers[0]} à {numbers[-1]}" if len(numbers) > 2 else " ou ".join(map(str, numbers))


def feasible_pooled(printed: Sequence[tuple[float, int]], decimals: int = 0) -> range:
    """Totals k of the pooled base Σn that strata printed as (value, n) leave possible, each value with `decimals`.

    The counts of a stratum follow one another, so every total between the least and the most is reached; empty when a
    value is no part of its base. Ideose 2015 printed 96, 66 and 54 %: 146 of 227 on 26, 100 and 101 (METHOD, golden 6).
    """
    counts = [feasible_counts(value, n, decimals) for value, n in printed]
    if not all(counts):
        return range(0)
    return range(sum(each[0] for each in counts), sum(each[-1] for each in counts) + 1)


def rounded_rates(n: int) -> dict[int, int]:
    """Whole percentages that a count of `n` prints, each with the least count that does; a half prints both ways."""
    rates: dict[int, int] = {}
    for k in range(n + 1):
        whole, rest = divmod(100 * k, n)
        for rate in (whole, whole + 1) if 2 * rest == n else (whole + (2 * rest > n),):
            rates.setdefault(rate, k)
    return rates


def decompositions(total: int, sizes: Sequence[int]) -> int:
    """Ways to write `total` as a sum of whole percentages, one of each stratum of `sizes`, printed by its counts."""
    return _ways(sizes)[-1].get(total, 0)


def decomposition(total: int, sizes: Sequence[int]) -> tuple[tuple[int, int], ...] | None:
    """One of those ways, as (percentage, count) of each stratum, percentages near to one another; None when none is."""
    ways, found = _ways(sizes), []
    if total not in ways[-1]:
        return None
    rest = total
    for place in range(len(sizes) - 1, -1, -1):
        rates = rounded_rates(sizes[place])
        fitting = [rate for rate in rates if rest - rate in ways[place]]
        rate = min(fitting, key=lambda each: (abs(each - rest / (place + 1)), each))
        found.append((rate, rates[rate]))
        rest -= rate
    return tuple(reversed(found))


def _ways(sizes: Sequence[int]) -> list[dict[int, int]]:
    """Sums of whole percentages of the first 0, 1, 2… strata, each with the number of ways to reach it."""
    ways: list[dict[int, int]] = [{0: 1}]
    for n in sizes:
        after: dict[int, int] = defaultdict(int)
        for rate in rounded_rates(n):
            for before, count in ways[-1].items():
                after[before + rate] += count
        ways.append(dict(after))
    return ways
