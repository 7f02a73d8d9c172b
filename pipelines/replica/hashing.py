"""Draws that depend on names only: the same draw in any order, on any machine, after any restart."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from statistics import NormalDist
from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
Seeds = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

_NORMAL = NormalDist()
_SCALE = 2.0**64


def seed(*parts: object) -> int:
    """A 64-bit integer drawn from the names in `parts`."""
    return int.from_bytes(blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest(), "big")


def unit(*parts: object) -> float:
    """A number in (0, 1)."""
    return (seed(*parts) + 0.5) / _SCALE


def normal(*parts: object) -> float:
    """A draw of the standard normal law."""
    return _NORMAL.inv_cdf(min(max(unit(*parts), 1e-12), 1 - 1e-12))


def pick(items: Sequence[T], *parts: object) -> T:
    """One of `items`, all equally likely."""
    return items[seed(*parts) % len(items)]


def pick_weighted(items: Sequence[tuple[T, float]], *parts: object) -> T | None:
    """One of the items, each with its own probability; None for what they leave of 1."""
    rest = unit(*parts)
    for item, share in items:
        rest -= share
        if rest < 0:
            return item
    return None


def units(seeds: Seeds, step: int) -> Floats:
    """One number in (0, 1) per seed for a `step` (a month, a purpose): splitmix64, vectorised."""
    with np.errstate(over="ignore"):
        state = seeds + np.uint64(((step + 1) * 0x9E3779B97F4A7C15) & (2**64 - 1))
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state ^= state >> np.uint64(31)
    mixed: Floats = (state.astype(np.float64) + 0.5) / _SCALE
    return mixed
