"""Where the territories of the past went: `reference.territory_map`, from all that happened to them.

Composes the genealogy of communes (to 2019) and the steps between vintages (since) with the régions of 2016 and the
bodies that replaced others. A code is not an entity: 60054 was two communes and then the first again. What follows a
territory is the body that acts for it today: of the départements of Corse, the Collectivité de Corse.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

import polars as pl
from recipe.bodies import of_vintage
from recipe.epci_steps import EpciStep
from recipe.genealogy import FIRST_VINTAGE, Genealogy, Place, places_of
from recipe.steps import Step, is_another_name

Ways = dict[str, dict[str, date | None]]
"""territory_id → the territories that follow it today, each with the day of the last event on the way."""

REGIONS_DAY: Final = date(2016, 1, 1)
LAST: Final = 2026
SCHEMA: Final = {
    "territory_id": pl.String, "first_vintage": pl.Int64, "last_vintage": pl.Int64, "current_id": pl.String,
    "relation": pl.String, "successor_count": pl.Int64, "predecessor_count": pl.Int64, "is_upper_bound": pl.Boolean,
    "last_event_date": pl.Date, "reason_fr": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sources:
    """What the map is made of: `table` (reference.territories), `changes` (reference.region_changes) and `bodies`
    (recipe/bodies.csv) as frames, the genealogy, the steps that follow each vintage, and `names` of territories by
    vintage and id, from 2012."""

    table: pl.DataFrame
    changes: pl.DataFrame
    bodies: pl.DataFrame
    genealogy: Genealogy
    steps: Mapping[int, Step]
    epci_steps: Mapping[int, EpciStep]
    names: Mapping[int, Mapping[str, str]]


def names_of(table: pl.DataFrame, genealogy: Genealogy) -> dict[int, dict[str, str]]:
    """Vintage → territory_id → name, from 2012; those of communes before 2019 are the genealogy's."""
    found: dict[int, dict[str, str]] = {year: {} for year in range(FIRST_VINTAGE, LAST + 1)}
    for year, territory_id, name in table.select("vintage", "territory_id", "name").iter_rows():
        found[year][territory_id] = name
    first, lasting = found[FIRST_VINTAGE], found[2019]
    for year in range(FIRST_VINTAGE, 2019):
        regions = first if year < REGIONS_DAY.year else lasting
        named = {one: name for one, name in regions.items() if one.startswith("region:")}
        named |= {one: name for one, name in first.items() if one.startswith("departement:")}
        alive = genealogy.alive(f"{year}-01-01")
        found[year] = named | {f"commune:{code}": genealogy.states[one]["nom"] for code, one in alive.items()}
    return found


def ways(sources: Sources, vintage: int) -> tuple[Ways, set[str]]:
    """The ways of all territories of a vintage, and those of them that another body governed then."""
    found: Ways = _commune_ways(sources, vintage) | _epci_ways(sources, vintage) | _region_ways(sources, vintage)
    found |= {one: {one: None} for one in sources.names[vintage] if one not in found}
    then = dict(of_vintage(sources.bodies, vintage).select("territory_id", "body_id").iter_rows())
    now = of_vintage(sources.bodies, LAST)
    bodies = dict(now.select("territory_id", "body_id").iter_rows())
    began = sources.bodies.filter(pl.col("from_date") > date(vintage, 1, 1)).sort("from_date")
    days = dict(began.select("territory_id", "from_date").iter_rows())
    for territory_id, targets in found.items():
        found[territory_id] = {bodies.get(one, one): _later(day, days.get(one)) for one, day in targets.items()}
    return found, {one for one, body in then.items() if one != body and one in found}


def _later(first: date | None, second: date | None) -> date | None:
    return max((day for day in (first, second) if day is not None), default=None)


def _commune_ways(sources: Sources, vintage: int) -> Ways:
    if vintage < min(sources.steps):
        places = places_of(sources.genealogy, vintage)
    else:
        codes = sources.steps[vintage].goes if vintage in sources.steps else _codes(sources.table, vintage, "commune")
        places = {code: [Place(code)] for code in codes}
    found: Ways = {}
    for code, here in places.items():
        for year in range(max(vintage, min(sources.steps)), LAST):
            here = [after for place in here for after in sources.steps[year].after(place)]
        found[f"commune:{code}"] = {f"commune:{place.code}": place.day for place in here}
    return found


def _epci_ways(sources: Sources, vintage: int) -> Ways:
    if vintage < min(sources.epci_steps):
        return {}
    found: Ways = {}
    for code in _codes(sources.table, vintage, "epci"):
        here: dict[str, date | None] = {code: None}
        for year in range(vintage, LAST):
            step = sources.epci_steps[year]
            here = {
                after: step.day if one in step.changed else day for one, day in here.items() for after in step.goes[one]
            }
        found[f"epci:{code}"] = {f"epci:{one}": day for one, day in here.items()}
    return found


def _region_ways(sources: Sources, vintage: int) -> Ways:
    if vintage >= REGIONS_DAY.year:
        return {}
    pairs = sources.changes.select("old_region_code", "new_region_code").rows()
    parts = Counter(new for _, new in pairs)
    return {
        f"region:{old}": {f"region:{new}": REGIONS_DAY if old != new or parts[new] > 1 else None} for old, new in pairs
    }


def _codes(table: pl.DataFrame, vintage: int, level: str) -> list[str]:
    of_level = (pl.col("vintage") == vintage) & (pl.col("level") == level) & (pl.col("zone") != "com")
    return table.filter(of_level)["code"].to_list()


def _rows(sources: Sources, vintage: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """territory_id → (current_id, relation, successor_count, predecessor_count, last_event_date, reason_fr)."""
    found, governed = ways(sources, vintage)
    then, now = sources.names[vintage], sources.names[LAST]
    predecessors = Counter(
        one for territory_id, targets in found.items() if territory_id not in governed for one in targets
    )
    for territory_id, targets in found.items():
        is_governed = territory_id in governed
        for current_id, day in sorted(targets.items()):
            count = predecessors[current_id]
            relation = _relation(territory_id, current_id, len(targets), count, then[territory_id], now[current_id])
            reason = _reason(is_governed, [now[one] for one in sorted(targets)])
            yield territory_id, (current_id, "governed" if is_governed else relation, len(targets), count, day, reason)


def _relation(territory_id: str, current_id: str, successors: int, predecessors: int, then: str, now: str) -> str:
    if successors > 1:
        return "split"
    if predecessors > 1:
        return "merged"
    if territory_id != current_id:
        return "succeeded" if territory_id.startswith("epci:") else "recoded"
    is_renamed = not territory_id.startswith("epci:") and is_another_name(then, now)
    return "renamed" if is_renamed else "same"


def _reason(is_governed: bool, targets: Sequence[str]) -> str | None:
    if is_governed:
        return f"Gouverné par une autre collectivité, aujourd’hui {targets[0]}."
    return f"Partagé entre {', '.join(targets)}." if len(targets) > 1 else None


def territory_map(sources: Sources) -> pl.DataFrame:
    """`reference.territory_map`: consecutive vintages that say the same of a territory are one row."""
    said: dict[str, dict[int, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
    for vintage in range(FIRST_VINTAGE, LAST + 1):
        for territory_id, row in _rows(sources, vintage):
            said[territory_id][vintage].append(row)
    rows = []
    for territory_id, by_vintage in sorted(said.items()):
        vintages = sorted(by_vintage)
        runs = groupby(enumerate(vintages), key=lambda pair: (pair[1] - pair[0], by_vintage[pair[1]]))
        for (_, of_all), run in runs:
            years = [year for _, year in run]
            for current_id, relation, successors, predecessors, day, reason in of_all:
                rows.append((territory_id, years[0], years[-1], current_id, relation, successors, predecessors,
                             predecessors > 1, day, reason))  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
