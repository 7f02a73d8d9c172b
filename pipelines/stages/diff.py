"""What changed between two months, as their editions tell it, or the working base where they are not published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from dashboards import feed
from dashboards.words import FR
from pipelines.model.errors import InputError, WarehouseError
from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS
from pipelines.stages.world import World
from pipelines.warehouse.changes import KINDS, changes
from pipelines.warehouse.connect import connect
from pipelines.warehouse.seal import editions_of, is_withdrawn

KIND_FR = {
    "entered": "arrivées", "left": "départs", "renamed": "renommés", "jumped": "sauts d’abonnés",
    "stopped": "n’ont plus publié", "corrected": "corrigés depuis la publication",
}  # fmt: skip


def network_label(network: str) -> str:
    return NETWORKS[network].MANIFEST.label if network in NETWORKS else network


def change_told(row: Mapping[str, Any]) -> str:
    """What changed, in French: `grigny : 863 → 1 166 abonnés (+35,1 %)`."""
    return feed.change_told(FR, row)


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of `warehouse.changes.COLUMNS`; `base` is the file that was asked, `problem` what could not be told."""

    before: Month
    after: Month
    base: Path
    rows: pl.DataFrame
    problem: str | None = None

    def counts(self) -> list[tuple[str, str, int]]:
        """Kind, network, number of rows, in the order of the rows."""
        counted = self.rows.group_by("kind", "network", maintain_order=True).len()
        return [(kind, network, count) for kind, network, count in counted.iter_rows()]

    def atom(self) -> str:
        """All changes as a feed in French, dated of the last day of the later month."""
        return feed.changes_atom(FR, self.rows, (self.before, self.after), network_label)

    def as_dict(self) -> dict[str, object]:
        counts = [dict(zip(("kind", "network", "count"), one, strict=True)) for one in self.counts()]
        return {
            "before": str(self.before), "after": str(self.after), "base": str(self.base), "problem": self.problem,
            "counts": counts, "rows": self.rows.to_dicts(),
        }  # fmt: skip


def difference(
    world: World, before: Month, after: Month, networks: Collection[str] = (), kinds: Collection[str] = ()
) -> Difference:
    """The changes from a month to a later one, of some networks and kinds only where these are named.

    Raises:
        InputError: the months are not in order, a kind is unknown, or a month was not computed.
        WarehouseError: neither an edition of the later month nor the working base can be opened.
    """
    if not before < after:
        raise InputError(f"{before} n’est pas avant {after} : donner d’abord le mois le plus ancien")
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise InputError(f"sorte inconnue : {', '.join(unknown)} ; choisir parmi {', '.join(KINDS)}")
    old, base = published(world, before), published(world, after) or world.settings.warehouse_path
    with connect(base, read_only=True) as con:
        _check_months(con, base, (before, after))
        rows = changes(con, before, after, old)
    if networks:
        rows = rows.filter(pl.col("network").is_in(list(networks)))
    if kinds:
        rows = rows.filter(pl.col("kind").is_in(list(kinds)))
    problem = None if old else f"{before} n’est pas publié : ce qui en fut corrigé ne peut être dit"
    return Difference(before, after, base, rows, problem)


def published(world: World, month: Month) -> Path | None:
    """What was last published of a month and can be read: its edition, or the last erratum."""
    editions = [path for path in editions_of(world.settings.editions_dir, month) if not is_withdrawn(path)]
    return editions[-1] / f"barometre-{month}.duckdb" if editions else None


def _check_months(con: duckdb.DuckDBPyConnection, base: Path, asked: tuple[Month, ...]) -> None:
    try:
        rows = con.execute("SELECT DISTINCT month FROM barometer.status ORDER BY 1").fetchall()
    except duckdb.Error as error:
        raise WarehouseError(f"{base}: not a base of the barometer ({error})") from error
    known = [Month.of(day) for (day,) in rows]
    missing = [month for month in asked if month not in known]
    if missing:
        raise InputError(f"{base} n’a pas {', '.join(map(str, missing))} ; mois : {', '.join(map(str, known))}")
