"""Counts of two networks on one base: what their sum forces, and whether printed counts contradict one another."""

from __future__ import annotations


def both_expected(a: int, b: int, either: int) -> int:
    """Territories on both networks, given those on each and those on one at least."""
    return a + b - either


def gap(a: int, b: int, either: int, both: int) -> int:
    """a + b − both − either: 0 when the four counts can hold together."""
    return a + b - both - either


def both_bounds(a: int, b: int, n: int) -> tuple[int, int]:
    """Least and most territories on both networks of a base `n`: [max(0, a + b − n), min(a, b)].

    Raises:
        ValueError: a count is outside its base.
    """
    if not (0 <= a <= n and 0 <= b <= n):
        raise ValueError(f"{a} and {b} are not counts of a base of {n}")
    return max(0, a + b - n), min(a, b)


def is_coherent(a: int, b: int, either: int, both: int, n: int) -> bool:
    """True when the counts add up and each lies where the others leave room for it."""
    low, high = both_bounds(a, b, n)
    return gap(a, b, either, both) == 0 and low <= both <= high
