"""The cells that an account counts in: its stratum, the whole list, and its région and département.

Belongs here: which rows a cell is made of. Not here: what is worked out from them (`cells`, `panels`, `distribution`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

PLACE: Final = ("area_level", "area_code", "stratum")
CELL: Final = ("month", "roster_id", "indicator_id", "variant", "network", *PLACE)
AREAS: Final = {"region": "region_code", "departement": "departement_code"}
"""Levels below the country, and the column of rows that names the area; a row without it counts in none."""
LEAST_MEMBERS: Final = 5
WITHOUT_FIRST: Final = "sans_premier"


def placed(accounts: pl.DataFrame) -> pl.DataFrame:
    """Each row once in its stratum, once in ALL and once in each of its areas; `own_stratum` keeps its stratum.

    An area of fewer than LEAST_MEMBERS accounts has no cell: whatever was read there, no value would be told. Rows
    that say no `region_code` or `departement_code` tell of the country alone.
    """
    own = accounts.with_columns(
        own_stratum=pl.col("stratum"), area_level=pl.lit("france"), area_code=pl.lit("FR")
    ).drop(AREAS.values(), strict=False)
    parts = [own, own.with_columns(stratum=pl.lit("ALL"))]
    for level, column in AREAS.items():
        if column in accounts.columns:
            inside = own.with_columns(stratum=pl.lit("ALL"), area_level=pl.lit(level), area_code=accounts[column])
            one = (*CELL, "aggregation") if "aggregation" in accounts.columns else CELL
            parts.append(inside.filter(pl.col("area_code").is_not_null()).filter(pl.len().over(one) >= LEAST_MEMBERS))
    return pl.concat(parts)


def without_first(rows: pl.DataFrame) -> pl.DataFrame:
    """Variants named WITHOUT_FIRST leave out the largest account of their cell (`followers`, then `territory_id`).

    They have no cell where that one was drawn (`weight` above 1): larger ones were perhaps not.
    """
    is_less = pl.col("variant").str.ends_with(WITHOUT_FIRST)
    if not rows.select(is_less.any()).item():
        return rows
    first = (
        rows.filter(is_less & pl.col("followers").is_not_null())
        .sort("followers", "territory_id").group_by(CELL)
        .agg(first_id=pl.col("territory_id").last(), first_weight=pl.col("weight").last())
    )  # fmt: skip
    is_other = (pl.col("first_weight") == 1) & (pl.col("territory_id") != pl.col("first_id"))
    return rows.join(first, on=CELL, how="left").filter(~is_less | is_other).drop("first_id", "first_weight")
