"""How a value of an indicator is printed, on whatever page: its decimals, its sign, as a share or as a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from dashboards.words import Words
from pipelines.model.quantities import Points, Relative

Form = Callable[[float], str]
DECIMALS: Final = {
    "count": 0, "per_100": 2, "per_1000": 1, "level": 1, "score": 1, "index": 1, "hours": 1, "ratio": 2,
    "unit_interval": 2,
}  # fmt: skip
OF_AN_ACCOUNT: Final = DECIMALS | {"level": 0}
"""An account has a level; several have a mean of levels."""
SHARES: Final = ("p1", "c1", "v1", "niveau")
"""Variants of I40 to I42 and of I50 that are shares of posts and of accounts, where the indicator is not."""
SMALL_SHARES: Final = ("I39",)
SIGNED: Final = ("I13", "I15")
TENTHS_UNDER: Final = 100
BESIDE_PRINTED: Final = {"%": 1, "% of pages": 1, "/5": 1, "per 100 inh.": 2}
"""Decimals of what is measured beside a printed figure, by its unit; other units are counts. The printed one has its
own."""


def value_form(words: Words, indicator_id: str, unit_kind: str, row: Mapping[str, Any]) -> Form:
    """How values of the variant and aggregation of `row` are printed; of `unit_kind` is the indicator."""
    variant = row["variant"]
    if indicator_id == "I14":
        return lambda value: words.relative(Relative(value))
    number = _number(unit_kind, row["aggregation"])
    if indicator_id in SIGNED or (variant == "net" and unit_kind == "count"):
        return lambda value: words.signed(value, number(value))
    if variant == "heure_moyenne":
        return lambda value: words.say("{hours} h", hours=words.number(value, 1))
    if variant == "concentration":
        return lambda value: words.number(value, 2)
    if unit_kind == "share" or variant.partition(":")[0] in SHARES:
        return lambda value: words.share(value, 2 if indicator_id in SMALL_SHARES else 1)
    return lambda value: words.number(value, number(value))


def change_form(words: Words, unit_kind: str, row: Mapping[str, Any]) -> Form:
    """How the changes of `row` are printed: points where they are, else a signed number as its value has decimals."""
    if row["change_unit"] == "points":
        return lambda change: words.points(Points(change))
    number = _number(unit_kind, row["aggregation"])
    return lambda change: words.signed(change, number(change))


def _number(unit_kind: str, aggregation: str) -> Callable[[float], int]:
    """How many decimals a number takes: a small count has tenths where it is a mean or a median, and so has what is
    counted otherwise than the indicator (an hour)."""
    decimals = DECIMALS.get(unit_kind, 1)
    if unit_kind == "count" and aggregation in ("mean", "median"):
        return lambda value: 1 if abs(value) < TENTHS_UNDER else 0
    return lambda value: decimals
