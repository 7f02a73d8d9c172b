"""What sheets compare: followers for 1 000 inhabitants and growth of each account, peers, quartiles of each stratum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from dashboards.findings.base import NOT_SOCIAL, SMALLEST_BASE
from dashboards.source import Edition

YEAR: Final = 12
QUARTILES: Final = (0.25, 0.5, 0.75)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """All that the sheets of an edition compare, unprinted.

    `accounts` holds, by territory then network, followers for 1 000 inhabitants and the relative growth over twelve
    months, None where one is not measured. `counts` are networks present, and present or unknown. `quartiles` are by
    stratum then network: three values of each measure, None under five measured accounts, and how many there are;
    `spread` holds those of both counts by stratum.
    """

    accounts: Mapping[str, Mapping[str, tuple[float | None, float | None]]]
    counts: Mapping[str, tuple[int, int]]
    peers: Mapping[str, list[str]]
    quartiles: Mapping[str, Mapping[str, Row]]
    spread: Mapping[str, list[tuple[float, float]]]


def compared(edition: Edition) -> Compared:
    members = edition.members.select("territory_id", "population", "stratum")
    each = _accounts(edition, members)
    accounts: dict[str, dict[str, tuple[float | None, float | None]]] = {}
    for territory, network, people, growth in each.select("territory_id", "network", "per_1000", "growth").iter_rows():
        accounts.setdefault(territory, {})[network] = (people, growth)
    counts = _counts(edition)
    peers: dict[str, list[str]] = {}
    for territory, peer in edition.frame("barometer.peers").select("territory_id", "peer_id").iter_rows():
        peers.setdefault(territory, []).append(peer)
    told = {row[0]: (int(row[1]), int(row[2])) for row in counts.iter_rows()}
    return Compared(accounts, told, peers, _quartiles(each), _spread(counts.join(members, on="territory_id")))


def _accounts(edition: Edition, members: pl.DataFrame) -> pl.DataFrame:
    grown = edition.current("barometer.growth").filter(pl.col("window_months") == YEAR)
    return (
        edition.current("barometer.audience")
        .select("territory_id", "network", "followers_count")
        .join(members, on="territory_id")
        .join(grown.select("territory_id", "network", growth="growth_rel"), on=["territory_id", "network"], how="left")
        .with_columns(
            per_1000=pl.when(pl.col("population") > 0).then(1000 * pl.col("followers_count") / pl.col("population"))
        )
        .sort("territory_id", "network")
    )


def _counts(edition: Edition) -> pl.DataFrame:
    """By territory, the networks where it is present, and those where it may be."""
    social = edition.current("barometer.status").filter(~pl.col("network").is_in(NOT_SOCIAL))
    known = pl.col("status").str.starts_with("present").sum()
    return social.group_by("territory_id").agg(low=known, high=known + (pl.col("status") == "unknown").sum())


def _quartiles(each: pl.DataFrame) -> dict[str, dict[str, Row]]:
    asked = [
        pl.col(measure).quantile(part, "linear").alias(f"{measure}_{place}")
        for measure in ("per_1000", "growth")
        for place, part in enumerate(QUARTILES)
    ]
    counted = [pl.col(measure).count().alias(f"{measure}_count") for measure in ("per_1000", "growth")]
    found: dict[str, dict[str, Row]] = {}
    for row in each.group_by("stratum", "network").agg(*asked, *counted).sort("stratum", "network").to_dicts():
        for measure in ("per_1000", "growth"):
            if row[f"{measure}_count"] < SMALLEST_BASE:
                row |= {f"{measure}_{place}": None for place in range(3)}
        found.setdefault(row["stratum"], {})[row["network"]] = row
    return found


def _spread(counts: pl.DataFrame) -> dict[str, list[tuple[float, float]]]:
    """Quartiles of both ends of the count of networks, for strata of five members at least."""
    asked = [
        pl.col(end).quantile(part, "linear").alias(f"{end}_{part}") for part in QUARTILES for end in ("low", "high")
    ]
    found = counts.group_by("stratum").agg(*asked, size=pl.len()).filter(pl.col("size") >= SMALLEST_BASE)
    return {
        row["stratum"]: [(row[f"low_{part}"], row[f"high_{part}"]) for part in QUARTILES] for row in found.to_dicts()
    }
