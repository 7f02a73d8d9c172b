"""The steps between vintages, from the lists of the packages: what `events` and `history` are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from recipe import epci_steps, steps
from recipe.genealogy import Genealogy
from recipe.history import Sources, names_of
from recipe.vintage2020 import VINTAGE, absorbers

Rows = list[dict[str, Any]]
PARTS = ("commune-deleguee", "commune-associee")


def sources(
    table: pl.DataFrame, changes: pl.DataFrame, bodies: pl.DataFrame, genealogy: pl.DataFrame, lists: Mapping[int, Rows]
) -> Sources:
    """Everything that happened, from `reference.territories`, the régions of 2015, `bodies.csv`, the genealogy, and the
    lists of communes of the packages (by vintage)."""
    of_communes = commune_steps(table, lists)
    of_epci = dict(epci_moves(table, of_communes))
    states = Genealogy(genealogy)
    return Sources(table, changes, bodies, states, of_communes, of_epci, names_of(table, states))


def commune_steps(table: pl.DataFrame, lists: Mapping[int, Rows]) -> dict[int, steps.Step]:
    """Vintage → the step that follows it. The list of 2020 is that of 2019: that of 2021 knows what was absorbed."""
    found: dict[int, steps.Communes] = {}
    for vintage in sorted(lists):
        known = lists[vintage + 1 if vintage == VINTAGE else vintage]
        rows = _of(table, vintage, "commune")
        found[vintage] = steps.Communes(
            vintage,
            dict(rows.select("code", "siren").iter_rows()),
            dict(rows.select("code", "name").iter_rows()),
            dict(rows.select("code", "population").iter_rows()),
            absorbers(known),
            frozenset(row["code"] for row in known if row["type"] in PARTS),
        )
    return {vintage: steps.step(found[vintage], found[vintage + 1]) for vintage in sorted(found)[:-1]}


def epci_moves(table: pl.DataFrame, of_communes: Mapping[int, steps.Step]) -> Iterator[tuple[int, epci_steps.EpciStep]]:
    """Vintage and the step of EPCI that follows it."""
    for vintage, step in of_communes.items():
        before, after = (_intercommunalities(table, year) for year in (vintage, vintage + 1))
        yield vintage, epci_steps.step(before, after, step.goes)


def _intercommunalities(table: pl.DataFrame, vintage: int) -> epci_steps.Intercommunalities:
    communes = _of(table, vintage, "commune")
    return epci_steps.Intercommunalities(
        vintage,
        dict(_of(table, vintage, "epci").select("code", "stratum").iter_rows()),
        dict(communes.drop_nulls("epci_code").select("code", "epci_code").iter_rows()),
        dict(communes.select("code", "population").iter_rows()),
    )


def _of(table: pl.DataFrame, vintage: int, level: str) -> pl.DataFrame:
    return table.filter((pl.col("vintage") == vintage) & (pl.col("level") == level) & (pl.col("zone") != "com"))
