"""Figures as several pages write them, and whole numbers that a platform may have shortened without saying so."""

from __future__ import annotations

from typing import Final

from pipelines.model.counts import Count

NUMBER: Final = r"(?P<number>\d[\d.,]*(?: \d{3})*(?:,\d+)?(?: ?(?:k|m|md|mille|millions?|b)(?!\w))?)"
"""The pattern of a displayed number with its scale, in plain text, before ` ` and its unit; `parse_count` reads it."""


def perhaps_rounded(value: int, step: int) -> Count:
    """The count behind `value`, which may have been rounded to the nearest multiple of `step`, or cut to one.

    A value that is no multiple of `step` was not shortened, and is exact. For a multiple, the interval holds what both
    ways of shortening leave open: 783 400 with a step of 100 is 783 400 in [783 350, 783 499].
    """
    if value == 0 or value % step:
        return Count.exact(value)
    return Count(value, value - step // 2, value + step - 1, str(value))
