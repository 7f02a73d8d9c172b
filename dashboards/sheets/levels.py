"""Messages of a territory that also stand at another level: how many, with whom, and who was first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboards.source import Edition
from pipelines.indicators.levels import LEVEL_COPY

Row = dict[str, Any]


def shared_messages(edition: Edition, rows: Sequence[Row]) -> list[Row]:
    """One line per other territory, the one with most messages first, from the rows of `barometer.level_copies` of one
    territory; posts of networks on which the classifier is withheld are left out."""
    if not rows:
        return []
    is_withheld = (pl.col("classifier_id") == LEVEL_COPY) & pl.col("is_withheld")
    withheld = set(edition.frame("reference.classifiers").filter(is_withheld)["network"])
    found: dict[str, list[float]] = {}
    for row in rows:
        if row["network"] not in withheld:
            found.setdefault(row["other_territory_id"], []).append(row["lag_minutes"])
    return [
        {
            "territory_id": other,
            "name": edition.names[other],
            "count": len(lags),
            "later": sum(lag > 0 for lag in lags),
            "earlier": sum(lag < 0 for lag in lags),
        }
        for other, lags in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
