"""Numbers as people read them: the one rule for pages, feeds, the command line and sentences of the data."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

NARROW: Final = "\u202f"
"""Narrow no-break space: between a number and its unit, and in French between thousands."""
MINUS: Final = "−"
LEAST: Final = 1e-6
"""What is less than this is noise of an addition, printed as 0."""


@lru_cache(1 << 16)
def numeral(
    value: float, decimals: int = 0, *, signed: bool = False, thousands: str = NARROW, decimal: str = ","
) -> str:
    """`1234567.5, 1` → `1 234 567,5`, in French unless told otherwise; halves are rounded away from zero. What is not 0
    is never printed as 0: it takes the decimals that it needs, `0.0148, 1` → `0,01`. `signed`: `+62 000`, `−12`, `0`.

    Raises:
        ValueError: the value is not a finite number.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number that can be printed")
    scaled = math.floor(abs(value) * 10**decimals + 0.5 + 1e-9)
    if not scaled and abs(value) >= LEAST:
        return numeral(value, decimals + 1, signed=signed, thousands=thousands, decimal=decimal)
    whole, rest = divmod(scaled, 10**decimals)
    text = f"{whole:,}".replace(",", thousands)
    if decimals:
        text = f"{text}{decimal}{rest:0{decimals}d}"
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{text}" if scaled else text
