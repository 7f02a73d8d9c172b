"""What the edition knows of each région and département, grouped once: rates, cells, own accounts, movers inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from dashboards.charts.drawn import drawn_counts
from dashboards.charts.progressions import best_measured, league
from dashboards.source import Edition
from pipelines.indicators.places import AREAS

Row = dict[str, Any]
Key = tuple[str, str]
"""Level and code of an area."""
YEAR: Final = 12


@dataclass(slots=True)
class Area:
    """One région or département. `name` is '' where the list does not hold the institution itself, `is_own_body` is
    false where another body governs the territory (the Ville de Paris, the Collectivité de Corse).

    `rates` are pooled rates of presence of its communes and EPCI by network, `cells` its indicators by network and
    indicator, `accounts` the main accounts of the institution by network, `movers` the strongest growth of each stratum
    inside it. Rows are those of the tables, unprinted. `drawn_count` of its communes and EPCI were drawn at random.
    """

    level: str
    code: str
    name: str = ""
    rates: dict[str, Row] = field(default_factory=dict)
    cells: dict[tuple[str, str], Row] = field(default_factory=dict)
    accounts: dict[str, Row] = field(default_factory=dict)
    movers: list[Row] = field(default_factory=list)
    is_own_body: bool = True
    drawn_count: int = 0

    @property
    def territory_id(self) -> str:
        return f"{self.level}:{self.code}"


def areas(edition: Edition) -> list[Area]:
    """Régions, then départements, by code: those of the list, and those in which it follows communes or EPCI."""
    found: dict[Key, Area] = {}
    for member in edition.members.filter(pl.col("level").is_in(list(AREAS))).to_dicts():
        found[member["level"], member["code"]] = Area(
            member["level"], member["code"], member["name"], is_own_body=member["body_name"] is None
        )
    for row in _rates(edition):
        key = (row["area_level"], row["area_code"])
        found.setdefault(key, Area(*key)).rates[row["network"]] = row
    for row in edition.frame("areas.cells").to_dicts():
        key = (row["area_level"], row["area_code"])
        found.setdefault(key, Area(*key)).cells[row["network"], row["indicator_id"]] = row
    own = {area.territory_id: area for area in found.values()}
    for row in _accounts(edition, own):
        own[row["territory_id"]].accounts[row["network"]] = row
    for key, rows in _movers(edition).items():
        if key in found:
            found[key].movers = rows
    drawn = {level: drawn_counts(edition, level) for level in AREAS}
    for (level, code), area in found.items():
        area.drawn_count = drawn[level].get(code, 0)
    return sorted(found.values(), key=lambda area: (area.level != "region", area.code))


def _rates(edition: Edition) -> list[Row]:
    return (
        edition.current("barometer.presence")
        .filter(
            pl.col("area_level").is_in(list(AREAS)) & (pl.col("stratum") == "ALL") & (pl.col("aggregation") == "pooled")
        )
        .to_dicts()
    )


def _accounts(edition: Edition, territories: Iterable[str]) -> list[Row]:
    """Main accounts of those territories: followers, growth over twelve months and rank by it where they have one."""
    mine = pl.col("territory_id").is_in(list(territories))
    keys = ["territory_id", "network"]
    grown = edition.current("barometer.growth").filter(mine & (pl.col("window_months") == YEAR))
    ranked = league(edition).filter(mine)
    return (
        edition.current("barometer.audience")
        .filter(mine)
        .join(
            grown.select(
                *keys, "growth_abs", "growth_abs_lo", "growth_abs_hi", "growth_rel", "growth_status",
                "is_stock_flow_suspect",
            ),
            on=keys, how="left",
        )
        .join(ranked.select(*keys, "best_rank", "worst_rank", "ranked_count", "unranked_count"), on=keys, how="left")
        .join(edition.current("failures").select(*keys, failure="outcome"), on=keys, how="left")
        .to_dicts()
    )  # fmt: skip


def _movers(edition: Edition) -> Mapping[Key, list[Row]]:
    """By area, the strongest growth of each stratum inside it, on the network that ranks most accounts of the stratum.

    The institution of the area itself is not inside it.
    """
    rows = (
        league(edition)
        .join(best_measured(edition), on=["stratum", "network"])
        .join(edition.members.select("territory_id", "name", "level", "weight", *AREAS.values()), on="territory_id")
        .sort("rank", "territory_id")
    )
    order = {code: place for place, code in enumerate(edition.strata)}
    found: dict[Key, list[Row]] = {}
    for level, column in AREAS.items():
        inside = rows.filter(pl.col(column).is_not_null() & (pl.col("level") != level))
        for row in inside.unique(["stratum", column], keep="first", maintain_order=True).to_dicts():
            found.setdefault((level, row[column]), []).append(row)
    return {key: sorted(group, key=lambda row: order[row["stratum"]]) for key, group in found.items()}
