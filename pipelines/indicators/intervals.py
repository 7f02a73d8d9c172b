"""Intervals: what rounding, unknown statuses and sampling leave open: three causes, never mixed."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from pipelines.model.counts import Count

MIN_REFERENCE: Final = 100
Z_95: Final = 1.959963984540054


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


def wilson_interval(successes: int, drawn: int, population: int) -> Interval:
    """Wilson interval at 95 % with finite-population correction, n_eff = n(N − 1)/(N − n); a census has width 0.

    Raises:
        ValueError: more successes than drawn, or more drawn than there are.
    """
    if not (0 <= successes <= drawn <= population and drawn > 0):
        raise ValueError(f"{successes} of {drawn} drawn out of {population} is not a sample")
    share = successes / drawn
    if drawn == population:
        return Interval(share, share, share)
    size = drawn * (population - 1) / (population - drawn)
    centre = (share + Z_95**2 / (2 * size)) / (1 + Z_95**2 / size)
    spread = Z_95 / (1 + Z_95**2 / size) * math.sqrt(share * (1 - share) / size + Z_95**2 / (4 * size**2))
    return Interval(max(0.0, centre - spread), share, min(1.0, centre + spread))
