"""Shares, points and relative changes as types that cannot be mixed (METHOD, section 1).

A difference of two shares is in points, their ratio is a relative change in per cent: « +16,0 pts » and « +28,2 % » say
the same thing and are not the same number. Two shares of other bases, or put together in another way, give neither.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

_WORDS_FR: Final = {
    "measure": "mesure", "network": "réseau", "population": "base", "aggregation": "mode d’agrégation",
}  # fmt: skip


class MixedBases(ValueError):
    """Two shares that do not speak of the same thing were to be compared; the message says in what they differ."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a share is a share of, the month apart. `population` or `aggregation` is None when it was never published:
    nothing equals what is not known."""

    measure: str
    network: str
    population: str | None
    aggregation: str | None

    def differences(self, other: Basis) -> dict[str, tuple[str | None, str | None]]:
        """What stands between two bases, by field: (own, other); empty when shares of them may be compared."""
        pairs = {field.name: (getattr(self, field.name), getattr(other, field.name)) for field in fields(self)}
        return {name: pair for name, pair in pairs.items() if pair[0] is None or pair[0] != pair[1]}


@dataclass(frozen=True, slots=True)
class Points:
    """A difference of two shares: `value` is in percentage points (16.0 is +16,0 pts)."""

    value: float

    def __add__(self, other: Points) -> Points:
        return Points(self.value + other.value) if isinstance(other, Points) else NotImplemented

    def __sub__(self, other: Points) -> Points:
        return Points(self.value - other.value) if isinstance(other, Points) else NotImplemented


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative change: `value` is a part of the reference (0.282 is +28,2 %)."""

    value: float

    def then(self, later: Relative) -> Relative:
        """Both changes, one after the other: they compound, (1 + a)(1 + b) − 1."""
        if not isinstance(later, Relative):
            raise TypeError(f"{later!r} is not a relative change: only relative changes compound")
        return Relative((1 + self.value) * (1 + later.value) - 1)


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1, and what it is a share of."""

    value: float
    basis: Basis

    def __sub__(self, before: Share) -> Points:
        """The change since `before`, in points.

        Raises:
            MixedBases: the two shares are not of one measure, network, population and aggregation mode.
        """
        if not isinstance(before, Share):
            return NotImplemented
        self._refuse_unless_alike(before)
        return Points(100 * (self.value - before.value))

    def relative_to(self, before: Share) -> Relative | None:
        """The change since `before`, in per cent of it; None when `before` is 0.

        Raises:
            MixedBases: as for the difference.
        """
        self._refuse_unless_alike(before)
        return None if before.value == 0 else Relative(self.value / before.value - 1)

    def _refuse_unless_alike(self, before: Share) -> None:
        found = before.basis.differences(self.basis)
        if found:
            shown = " ; ".join(f"{_WORDS_FR[name]} {was or '?'} et {now or '?'}" for name, (was, now) in found.items())
            raise MixedBases(f"deux taux qui ne se comparent pas : {shown}")
