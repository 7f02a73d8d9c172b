"""A printed number: its value, how many places it shows, its unit, and what words such as « près de » leave open."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final


class Unit(StrEnum):
    PERCENT = "%"
    POINTS = "pts"
    FOLLOWERS = "followers"
    BODIES = "count"
    MARK = "/5"
    NONE = ""


class Approximation(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


LOOSE: Final = Fraction(5, 2)
"""Points on each side of « environ », and under « près de »: a convention, for words have no rounding."""
ABOUT_COUNTS: Final = Fraction(1, 10)
"""The same around a count, as a part of it; one unit at least."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was printed. `sign` is −1, 0 (none written) or 1; the value itself is never negative. `decimals`
    are the printed places: 0 for units, negative where less is told (« ×2 » is +100 %, to the nearest hundred; « 2
    millions », to the nearest one). `scale` is that of the word, of which the value has been made."""

    value: float
    decimals: int
    unit: Unit
    text: str
    start: int
    end: int
    approximation: Approximation = Approximation.EXACT
    sign: int = 0
    scale: int = 1

    @property
    def is_exact(self) -> bool:
        return self.approximation is Approximation.EXACT

    @property
    def half(self) -> float:
        """Half of the last printed place, or what « environ » leaves of a percentage: what is hidden on each side."""
        printed = 0.5 * 10.0**-self.decimals
        return printed if self.is_exact or self.unit is not Unit.PERCENT else max(printed, float(LOOSE))

    @property
    def exact(self) -> Fraction:
        return Fraction(str(self.value))

    @property
    def exact_half(self) -> Fraction:
        return Fraction(1, 2) / Fraction(10) ** self.decimals

    def counts(self, base: int, decimals: int | None = None) -> range:
        """Counts of a base whose percentage prints as the number, or that its words allow."""
        value = self.exact
        half = Fraction(1, 2) / Fraction(10) ** (self.decimals if decimals is None else decimals)
        low, high = {
            Approximation.EXACT: (value - half, value + half),
            Approximation.ABOUT: (value - LOOSE, value + LOOSE),
            Approximation.NEARLY: (value - LOOSE, value),
            Approximation.OVER: (value, Fraction(100)),
            Approximation.UNDER: (Fraction(0), value),
            Approximation.AT_LEAST: (value, Fraction(100)),
            Approximation.AT_MOST: (Fraction(0), value),
        }[self.approximation]
        counts = between(low, high, base)
        first, last = counts.start, counts.stop - 1
        if self.approximation is Approximation.OVER and first * 100 == value * base:
            first += 1
        if self.approximation in (Approximation.NEARLY, Approximation.UNDER) and last * 100 == value * base:
            last -= 1
        return range(first, last + 1)

    def whole(self, base: int) -> range:
        """Counts of a base that a count stands for: itself, or those that its words allow."""
        value = round(self.value)
        loose = max(1, math.floor(value * ABOUT_COUNTS))
        first, last = {
            Approximation.EXACT: (value, value),
            Approximation.ABOUT: (value - loose, value + loose),
            Approximation.NEARLY: (value - loose, value - 1),
            Approximation.OVER: (value + 1, base),
            Approximation.UNDER: (0, value - 1),
            Approximation.AT_LEAST: (value, base),
            Approximation.AT_MOST: (0, value),
        }[self.approximation]
        return range(max(0, first), min(base, last) + 1)


def between(low: Fraction, high: Fraction, base: int) -> range:
    """Counts of a base whose percentage is between two others, ends included."""
    return range(max(0, math.ceil(low * base / 100)), min(base, math.floor(high * base / 100)) + 1)


def read_number(digits: str, unit: Unit) -> tuple[Fraction, int] | None:
    """(value, decimals); None for a number that could be read in two ways."""
    groups, marks = re.split(r"[ .,]", digits), re.findall(r"[ .,]", digits)
    if not marks:
        return Fraction(digits), 0
    is_grouped = all(len(group) == 3 for group in groups[1:]) and len(set(marks)) == 1 and not digits.startswith("0")
    is_grouped &= unit is not Unit.PERCENT or marks[0] == " " or len(marks) > 1 or len(groups[0]) == 1
    if is_grouped and (unit in (Unit.FOLLOWERS, Unit.BODIES) or marks[0] == " " or len(marks) > 1):
        return Fraction("".join(groups)), 0
    if is_grouped or marks[-1] == " " or (len(marks) > 1 and marks[-1] in marks[:-1]):
        return None
    return Fraction(f"{''.join(groups[:-1])}.{groups[-1]}"), len(groups[-1])
