"""Lake and warehouse made again from an archive alone, month after month, in a folder of their own.

What a month went by (its list, the files that people brought) is told by tables that were made then: `plan_of` reads
them in an edition or in the working base.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from pipelines.fetch.archive import INDEX
from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS
from pipelines.stages import attribution, backfill, bring, parse, reference, roster
from pipelines.stages.records import reference_of
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.run_sql import compute_barometer

Tell = Callable[[str], None]
_OF_CRAWLS: Final = ("directory", "wikidata")
_LISTS: Final = "directory"
"""The partition without which a month was never collected, only brought or read in the web archive."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file of readings that a person brought: its record, and that of its list of members, if it came with one."""

    record: str
    roster_record: str | None


@dataclass(slots=True)
class MonthPlan:
    """What a month went by: its list (`record`: a file that a person gave, None for one of the project)."""

    month: Month
    roster_id: str
    record: str | None = None


@dataclass(slots=True)
class Plan:
    months: list[MonthPlan] = field(default_factory=list)
    brought: list[Brought] = field(default_factory=list)


def plan_of(con: duckdb.DuckDBPyConnection, until: Month | None = None) -> Plan:
    """The months that a base knows, up to one, with their lists and what was brought."""
    last = "9999-12-01" if until is None else str(until.first_day)
    lists = con.execute(
        f"SELECT month, source, part, record FROM roster.lists WHERE month <= DATE '{last}' ORDER BY ALL"
    ).fetchall()
    given = {(month, part): record for month, source, part, record in lists if source == "roster"}
    collected = {month for month, source, _, _ in lists if source in _OF_CRAWLS}
    imports = {month for month, source, _, _ in lists if source == "import"}
    came = {month: _lists_beside(month, given, is_collected=month in collected) for month in imports}
    months = con.execute(f"SELECT month, roster_id FROM roster.months WHERE month <= DATE '{last}' ORDER BY ALL")
    plan = Plan()
    for day, name in months.fetchall():
        if day not in collected or name not in came.get(day, []):
            plan.months.append(MonthPlan(Month.of(day), name, given.get((day, name))))
    seen: dict[str, Brought] = {}
    for month, source, _, record in lists:
        if source == "import" and record is not None:
            came_with = [given[month, name] for name in came[month]]
            seen.setdefault(Path(record).name, Brought(record, came_with[0] if came_with else None))
    plan.brought = list(seen.values())
    return plan


def _lists_beside(month: date, given: Mapping[tuple[date, str], str | None], *, is_collected: bool) -> list[str]:
    """The lists that files of readings came with in a month, of those that were `given` in it. The one that a crawl
    went by is not among them: that of the project (it has no record), or else the only one."""
    names = [name for day, name in given if day == month]
    kept = [name for name in names if given[month, name] is not None]
    if is_collected and len(kept) == len(names) == 1:
        return []
    return kept


def beside(world: World, out: Path) -> World:
    """A world under `out`, without archive, lake or base yet, with the same reviews, corrections and journal."""
    settings = world.settings.model_copy(update={"data_dir": out.resolve(), "roster": None})
    settings.data.mkdir(parents=True)
    if world.settings.reviews_dir.is_dir():
        shutil.copytree(world.settings.reviews_dir, settings.reviews_dir)
    if settings.is_simulated and world.settings.corrections_path.is_file():
        shutil.copyfile(world.settings.corrections_path, settings.corrections_path)
    if world.settings.journal_path.is_file():
        shutil.copyfile(world.settings.journal_path, settings.journal_path)
    return World(settings)


def link(source: str | Path, target: str | Path) -> None:
    """The same bytes without a second copy of them, where the file system can."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def rebuild(world: World, plan: Plan, tell: Tell) -> None:
    """Fill the lake and the warehouse of a world from its archive: lists, accounts, readings, attributions, tables.

    Raises:
        BarometreError: a part of the archive that the plan needs is missing or cannot be read.
    """
    read_again(world, plan, tell)
    settle_and_compute(world, [one.month for one in plan.months], tell)


def read_again(world: World, plan: Plan, tell: Tell) -> None:
    """Lists, accounts and readings of some months, from the archive.

    Raises:
        BarometreError: a part of the archive that the plan needs is missing or cannot be read.
    """
    reference.load_reference_tables(world)
    collected = [one for one in plan.months if (world.archive_dir / str(one.month) / _LISTS / INDEX).is_file()]
    for one in collected:
        tell(f"{one.month} : listes, comptes, relevés")
        with _by_list(world, one) as months_world:
            roster.declare(months_world, one.month)
            roster.attribute(months_world, one.month)
            _parse(months_world, one.month)
    for one in plan.months:
        if one not in collected and (networks := archived_networks(world, one.month)):
            tell(f"{one.month} : archives du web ({', '.join(networks)})")
            with _by_list(world, one) as months_world:
                backfill.declare(months_world, one.month)
                _parse(months_world, one.month)
    _parse_later(world, plan)
    for file in plan.brought:
        tell(f"relevés apportés : {Path(reference_of(file.record).file).name}")
        members = None if file.roster_record is None else _named(world, file.roster_record)
        bring.bring(world, _named(world, file.record), members)


def settle_and_compute(world: World, months: Sequence[Month], tell: Tell) -> None:
    """Whose accounts are, month after month, then every table of the barometer, for all of them together."""
    for month in months:
        tell(f"{month} : attributions")
        attribution.settle(world, month)
    tell("tables du baromètre")
    with connect(world.settings.warehouse_path) as con:
        compute_barometer(con, months)


def archived_networks(world: World, month: Month) -> list[str]:
    """The networks of which the archive holds something in a month."""
    return [name for name in sorted(NETWORKS) if (world.archive_dir / str(month) / name / INDEX).is_file()]


def _parse_later(world: World, plan: Plan) -> None:
    """Read what the archive holds of months after those of the plan: readings of the next month close the last one."""
    last = max(one.month for one in plan.months)
    for folder in sorted(world.archive_dir.glob("????-??")):
        month = Month.parse(folder.name)
        networks = [name for name in archived_networks(world, month) if name != "website"]
        if month > last and networks:
            parse.parse_partitions(world, [(month, name) for name in networks])


def _parse(world: World, month: Month) -> None:
    parse.parse_partitions(world, [(month, name) for name in archived_networks(world, month)])


@contextmanager
def _by_list(world: World, one: MonthPlan) -> Iterator[World]:
    """The world of a month that goes by a list: its own settings, the workers of the one around it."""
    chosen = one.roster_id if one.record is None else str(_named(world, one.record, one.roster_id))
    _ = world.workers  # started once, for all months
    yield replace(world, settings=world.settings.model_copy(update={"roster": chosen}))


def _named(world: World, record: str, stem: str | None = None) -> Path:
    """A file that a person brought, out of the archive, under the name that it had: names say which list it is."""
    kept = world.archive_dir / reference_of(record).file
    name = kept.name.partition("-")[2] if stem is None else f"{stem}.csv"
    copy = world.settings.data / "brought" / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, copy)
    return copy
