"""Intervals: what rounding, unknown statuses and sampling leave open: three causes, never mixed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipelines.model.counts import Count

MIN_REFERENCE: Final = 100
Z_95: Final = 1.959963984540054
_SLACK: Final = 1e-9


class Interval(NamedTuple):
    """low ≤ value ≤ high, in one unit; `value` is None when the point is withheld."""

    low: float
    value: float | None
    high: float


def growth(reference: Count, now: Count) -> Interval:
    """Followers gained, by interval arithmetic: [lo₁ − hi₀, hi₁ − lo₀]."""
    return Interval(now.lo - reference.hi, now.value - reference.value, now.hi - reference.lo)


def relative_growth(reference: Count, now: Count) -> Interval | None:
    """The same as a part of the reference; None from under 100 followers, where a rate says nothing."""
    if reference.value < MIN_REFERENCE or reference.lo == 0:
        return None
    return Interval(now.lo / reference.hi - 1, now.value / reference.value - 1, now.hi / reference.lo - 1)


def presence_bounds(present: int, absent: int, unknown: int) -> Interval:
    """[present / N, (present + unknown) / N]; the point is present / known, withheld above 10 % unknown.

    Raises:
        ValueError: the list is empty or a count is negative.
    """
    members = present + absent + unknown
    if min(present, absent, unknown) < 0 or members == 0:
        raise ValueError(f"{present} present, {absent} absent, {unknown} unknown are not the counts of a list")
    is_withheld = unknown * 10 > members
    return Interval(
        present / members, None if is_withheld else present / (present + absent), (present + unknown) / members
    )


def wilson_interval(successes: float, drawn: float, population: float) -> Interval:
    """Wilson interval at 95 % with finite-population correction, n_eff = n(N − 1)/(N − n); a census has width 0.

    Members that do not weigh alike (inhabitants) stand for as many as would tell as much if they did, (Σw)² / Σw²: the
    macro `effective`.

    Raises:
        ValueError: more successes than drawn, or more drawn than there are.
    """
    if not (0 <= successes <= drawn <= population + _SLACK and drawn > 0):
        raise ValueError(f"{successes} of {drawn} drawn out of {population} is not a sample")
    share = successes / drawn
    if drawn >= population - _SLACK:
        return Interval(share, share, share)
    return _wilson(share, drawn * (population - 1) / (population - drawn))


class Stratum(NamedTuple):
    """`successes` of `drawn` members, out of `population`; where the base is a part of the stratum only (accounts of
    its members), `drawn` of them were found among `looked` members, and `population` is worked out in proportion."""

    successes: int
    drawn: int
    population: float
    looked: int | None = None


def poststratified_interval(strata: Sequence[Stratum]) -> Interval:
    """Wilson interval at 95 % of a total Σ N_h p_h / Σ N_h, each stratum with finite-population correction.

    The effective size is p̃(1 − p̃)/V, with p̃ = (x + z²/2)/(n + z²) in each stratum, put together as p is. V is the
    greater of the plug-in variance, Σ W² p(1 − p)/(n − 1) · (1 − n/N), and that of Agresti and Coull,
    Σ W² p̃(1 − p̃)/(n + z²) · (N − n)/(N − 1): each alone covers too little somewhere. Where the base is a part of
    the strata, their sizes in it are estimates too: (p − p_h)² times the variance of each is added. A census has
    width 0.

    Raises:
        ValueError: there is no stratum, more successes than drawn, or more drawn than there are.
    """
    if not strata or not all(0 <= x <= n <= size + _SLACK and 0 < n <= (looked or n) for x, n, size, looked in strata):
        raise ValueError(f"{list(strata)} is not a stratified sample")
    total = sum(size for _, _, size, _ in strata)
    share = sum(size * x / n for x, n, size, _ in strata) / total
    plug_in = sum(
        size**2 * x * (n - x) / (n * n * (n - 1)) * (1 - n / size) for x, n, size, _ in strata if 1 < n < size
    )
    shrunk = [((x + Z_95**2 / 2) / (n + Z_95**2), n, size) for x, n, size, _ in strata]
    agresti = sum(size**2 * p * (1 - p) / (n + Z_95**2) * (size - n) / (size - 1) for p, n, size in shrunk if n < size)
    variance = (max(plug_in, agresti) + sum(_size_variance(part, share) for part in strata)) / total**2
    if variance == 0:
        return Interval(share, share, share)
    middle = sum(size * p for p, _, size in shrunk) / total
    return _wilson(share, middle * (1 - middle) / variance)


def _size_variance(part: Stratum, share: float) -> float:
    """What the estimated size of a stratum's base adds to the variance of the total."""
    x, n, size, looked = part
    if looked is None or looked < 2 or n >= size:
        return 0.0
    members, rate = size * looked / n, n / looked
    return members**2 * (1 - looked / members) * rate * (1 - rate) / (looked - 1) * (x / n - share) ** 2


def _wilson(share: float, size: float) -> Interval:
    centre = (share + Z_95**2 / (2 * size)) / (1 + Z_95**2 / size)
    spread = Z_95 / (1 + Z_95**2 / size) * math.sqrt(share * (1 - share) / size + Z_95**2 / (4 * size**2))
    return Interval(max(0.0, centre - spread), share, min(1.0, centre + spread))
