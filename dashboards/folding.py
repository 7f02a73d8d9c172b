"""Numbers as short text, for what pages load: base 64, as the source maps of scripts have it. `site.js` reads it."""

from __future__ import annotations

import string
from typing import Final

DIGITS: Final = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"


def digits(number: int) -> str:
    """A number from 0 up, five bits to a digit, the least first (the VLQ of ECMA-426, without its sign)."""
    text = ""
    while number > 31:
        text, number = text + DIGITS[32 | number & 31], number >> 5
    return text + DIGITS[number]


def signed(step: int) -> str:
    """The same for a number that may be negative: its sign is the lowest bit."""
    return digits(step << 1 if step >= 0 else -step << 1 | 1)
