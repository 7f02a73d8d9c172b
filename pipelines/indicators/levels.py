"""Posts that stand at two levels at once (commune, EPCI, département, région): the same words within three days.

Belongs here: judging pairs of posts of nested territories, and which post of the other territory is named. Not here:
which pairs share words that are nobody's formula (`sql/barometer/level_copies.sql`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

LEVEL_COPY: Final = "level_copy"
LEAST_WORDS: Final = 8
LONGEST_HOURS: Final = 72
FORMULA_REGIONS: Final = 3
HELD: Final = 0.6
LEAST_RUNS: Final = 4
VERSION: Final = f"1-{HELD}-{LEAST_RUNS}-{LEAST_WORDS}-{LONGEST_HOURS}-{FORMULA_REGIONS}"
"""LEAST_WORDS, LONGEST_HOURS and FORMULA_REGIONS are applied by the SELECT; a test holds the two together."""

KEY: Final = ("month", "roster_id", "network", "account_id", "post_id")
_SIDE: Final = ("territory_id", "level", "network", "account_id", "post_id", "created_at")


def judge(pairs: pl.DataFrame) -> pl.DataFrame:
    """Rows of `barometer.level_copies` from pairs of a post (`low_…`) and one of a territory that contains its own
    (`high_…`), with the number of five-word runs that each has of its own (`…_runs`) and that both have (`shared`).

    Alike: HELD of the runs of the shorter one stand in the other, LEAST_RUNS at least. Each post of such a pair has one
    row for each other territory, which names the first post of it that is alike; lag_minutes is negative where the post
    came before.
    """
    told = pairs.with_columns(similarity=pl.col("shared") / pl.min_horizontal("low_runs", "high_runs"))
    alike = told.filter((pl.col("similarity") >= HELD) & (pl.col("shared") >= LEAST_RUNS))
    both = pl.concat([_seen_from(alike, "low", "high"), _seen_from(alike, "high", "low")])
    first = both.sort("other_created_at", "other_network", "other_account_id", "other_post_id")
    kept = first.unique((*KEY, "other_territory_id"), keep="first", maintain_order=True)
    lag = (pl.col("created_at") - pl.col("other_created_at")).dt.total_seconds() / 60
    return kept.with_columns(lag_minutes=lag).select(
        *KEY, "territory_id", "level", "other_territory_id", "other_level", "other_network", "other_account_id",
        "other_post_id", "lag_minutes", "similarity",
    ).sort(*KEY, "other_territory_id")  # fmt: skip


def _seen_from(alike: pl.DataFrame, one: str, other: str) -> pl.DataFrame:
    return alike.select(
        "month",
        "roster_id",
        *(pl.col(f"{one}_{name}").alias(name) for name in _SIDE),
        *(pl.col(f"{other}_{name}").alias(f"other_{name}") for name in _SIDE),
        "similarity",
    )
