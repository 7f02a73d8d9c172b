"""What sheets compare: followers for 100 inhabitants and growth of each account, peers, published medians."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from dashboards.findings.base import NOT_SOCIAL
from dashboards.source import Edition

YEAR: Final = 12
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """All that the sheets of an edition compare, unprinted.

    `accounts` holds, by territory then network, followers for 100 inhabitants and the relative growth over twelve
    months, None where one is not measured. `counts` are networks present, and present or unknown. `medians` are rows of
    barometer.indicators by stratum then network: I12 (followers for 100 inhabitants), and I06 (networks) under `any`;
    `quartiles` the two of I12 where they are published.
    """

    accounts: Mapping[str, Mapping[str, tuple[float | None, float | None]]]
    counts: Mapping[str, tuple[int, int]]
    peers: Mapping[str, list[str]]
    medians: Mapping[str, Mapping[str, Row]]
    quartiles: Mapping[str, Mapping[str, list[Row]]]


def compared(edition: Edition) -> Compared:
    accounts: dict[str, dict[str, tuple[float | None, float | None]]] = {}
    each = _accounts(edition).select("territory_id", "network", "per_100", "growth")
    for territory, network, people, growth in each.iter_rows():
        accounts.setdefault(territory, {})[network] = (people, growth)
    peers: dict[str, list[str]] = {}
    for territory, peer in edition.frame("barometer.peers").select("territory_id", "peer_id").iter_rows():
        peers.setdefault(territory, []).append(peer)
    medians: dict[str, dict[str, Row]] = {}
    for row in edition.frame("strata.medians").to_dicts():
        medians.setdefault(row["stratum"], {})[row["network"]] = row
    quartiles: dict[str, dict[str, list[Row]]] = {}
    for row in edition.frame("strata.quartiles").sort("aggregation").to_dicts():
        quartiles.setdefault(row["stratum"], {}).setdefault(row["network"], []).append(row)
    counts = {row[0]: (row[1], row[2]) for row in _counts(edition).iter_rows()}
    return Compared(accounts, counts, peers, medians, quartiles)


def _accounts(edition: Edition) -> pl.DataFrame:
    grown = edition.current("barometer.growth").filter(pl.col("window_months") == YEAR)
    return (
        edition.current("barometer.audience")
        .select("territory_id", "network", "followers_count")
        .join(edition.members.select("territory_id", "population"), on="territory_id")
        .join(grown.select("territory_id", "network", growth="growth_rel"), on=["territory_id", "network"], how="left")
        .with_columns(
            per_100=pl.when(pl.col("population") > 0).then(100 * pl.col("followers_count") / pl.col("population"))
        )
        .sort("territory_id", "network")
    )


def _counts(edition: Edition) -> pl.DataFrame:
    """By territory, the networks where it is present, and those where it may be."""
    social = edition.current("barometer.status").filter(~pl.col("network").is_in(NOT_SOCIAL))
    known = pl.col("status").str.starts_with("present").sum()
    return social.group_by("territory_id").agg(low=known, high=known + (pl.col("status") == "unknown").sum())
