"""What a list of members is completed with: the size of its strata, and what the official geography says of each.

What belongs here: columns that no file of a list holds (`fields.COMPLETED`). What does not: who is a member.
"""

from __future__ import annotations

import polars as pl

from pipelines.model.fields import COMPLETED, TABLES

_FROM_GEOGRAPHY = [field.name for field in COMPLETED if field.name != "stratum_size"]


def completed(members: pl.DataFrame, territories: pl.DataFrame, vintage: int | None = None) -> pl.DataFrame:
    """`members` (rows of roster.members without `fields.COMPLETED`) in all the columns of roster.members.

    SIREN, body and EPCI are those of `territories` (reference.territories), in the vintage nearest to `vintage` (the
    later of two; the newest without one) that has the territory; null where none has it. `stratum_size` is the sum of
    the weights of the stratum in the list: N of the stratum, as weights are N / n (METHOD, section 3).
    """
    wanted = territories["vintage"].max() if vintage is None else vintage
    distance = (pl.col("vintage") - pl.lit(wanted, pl.Int64)).abs()
    known = territories.filter(pl.col("territory_id").is_in(members["territory_id"].implode()))
    nearest = known.sort(distance, -pl.col("vintage")).unique("territory_id", keep="first", maintain_order=True)
    sizes = pl.col("weight").sum().over("roster_id", "stratum").round().cast(pl.Int64)
    joined = members.with_columns(stratum_size=sizes).join(
        nearest.select("territory_id", *_FROM_GEOGRAPHY), on="territory_id", how="left", maintain_order="left"
    )
    return joined.select(TABLES["roster.members"].columns)
