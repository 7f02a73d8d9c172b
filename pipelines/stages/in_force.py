"""Which lists a month goes by: its own, or those of an earlier month where its own cannot be believed.

Every file that a person brings is kept in the archive as it came, under `<month>/lists/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.french import in_french
from pipelines.model.errors import InputError, ReferenceDataError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.roster.in_force import MONTHS
from pipelines.roster.lists import Part, hash_of
from pipelines.stages.world import World
from pipelines.warehouse.lake import partitions, read_table, shards

KEPT: Final = "lists"
_SHORT: Final = 16


@dataclass(frozen=True, slots=True)
class Roster:
    """The members of a month: rows of roster.members, what was left out of the list, and its row of roster.lists."""

    roster_id: str
    members: pl.DataFrame
    problems: list[str]
    part: Part


def roster_of(world: World, month: Month) -> Roster:
    """The list of members of a month; when it cannot be read as a whole, the list of the same name that the last month
    went by, and the first problem says so, as does `world.refused`.

    Raises:
        InputError: it cannot be read, and no earlier month went by a list of that name.
    """
    roster_id, file = world.roster_id(month), world.roster_file(month)
    content = file.read_bytes() if file is not None and file.is_file() else b""
    digest = hash_of([content]) if content else None
    try:
        members, problems = world.members(month)
        count = members.height
        told = "" if not problems else f"{len(problems)} lignes laissées ; la première : {problems[0]}"
        part = Part("roster", roster_id, Outcome.OK, None, count, count, count, digest, told)
        return Roster(roster_id, members, problems, part)
    except (InputError, ReferenceDataError) as error:
        since = _last_month_of(world, month, roster_id)
        if since is None:
            raise
        members = read_table(world.lake_dir, "roster.members").filter(roster_id=roster_id)
        kept = f"la liste {roster_id} de {since} reste en vigueur ({members.height} collectivités)."
        told = f"{in_french(str(error))} ; {kept}"
        world.refused[roster_id] = told
        part = Part("roster", roster_id, Outcome.PARSE_ERROR, None, members.height, 0, None, digest, told)
        return Roster(roster_id, members, [told], part)


def _last_month_of(world: World, month: Month, roster_id: str) -> Month | None:
    """The last month, `month` at most, that went by this list."""
    for one in earlier_months(world, "roster.months", month.plus(1)):
        if roster_id in set(read_table(world.lake_dir, "roster.months", one)["roster_id"]):
            return one
    return None


def earlier_months(world: World, full_name: str, month: Month) -> Iterator[Month]:
    """Months before `month` that the lake has of a table, the latest first."""
    found = {one.month for one in partitions(world.lake_dir, full_name) if one.month is not None and one.month < month}
    yield from sorted(found, reverse=True)


def earlier_lists(world: World, month: Month) -> list[pl.DataFrame]:
    """roster.lists of the year before a month, the latest first."""
    months = (month.plus(-back) for back in range(1, MONTHS + 1))
    there = (one for one in months if shards(world.lake_dir, "roster.lists", one))
    return [read_table(world.lake_dir, "roster.lists", one) for one in there]


def refused_parts(world: World, month: Month) -> set[tuple[str, str]]:
    """Source and part of the lists of a month that the lake knows and that were not believed."""
    if not shards(world.lake_dir, "roster.lists", month):
        return set()
    rows = read_table(world.lake_dir, "roster.lists", month).filter(pl.col("outcome") != "ok")
    return set(rows.select("source", "part").rows())


def keep_file(world: World, month: Month, path: Path) -> str:
    """Keep the bytes of a brought file in the archive of a month, once; gives its record there."""
    content = path.read_bytes()
    name = f"{month}/{KEPT}/{sha256(content).hexdigest()[:_SHORT]}-{path.name}"
    kept = world.archive_dir / name
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        temporary = kept.with_name(f".{kept.name}")
        temporary.write_bytes(content)
        temporary.replace(kept)
    return f"{name}@0+{len(content)}"
