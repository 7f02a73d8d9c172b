"""What is there, month by month: collected, read, computed, published. Read from files; a base that is held says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.fetch.archive import INDEX
from pipelines.fetch.repair import Entry
from pipelines.french import in_french
from pipelines.model.errors import BarometreError, Locked
from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import partitions
from pipelines.warehouse.seal import LATEST, is_withdrawn, read_manifest

_COMPUTED: Final = """
    SELECT strftime(month, '%Y-%m'), string_agg(DISTINCT roster_id, ', ' ORDER BY roster_id),
        count(*) FILTER (WHERE status <> 'unknown') / count(*)
    FROM barometer.status GROUP BY ALL
"""
_TAIL: Final = 1 << 16
_MONTH: Final = len("2026-10")


@dataclass(frozen=True, slots=True)
class MonthState:
    """One month: captures and hosts' last slot in the archive, networks read, list and known share of what is computed
    (None: not computed, or the base cannot be opened), kind of its edition (None: none; `withdrawn`: erased)."""

    month: str
    captures: dict[str, int]
    last_fetch_at: datetime | None
    parsed: list[str]
    rosters: str | None
    known_share: float | None
    edition: str | None
    is_latest: bool
    problem: str | None = None

    @property
    def missing(self) -> list[str]:
        """Networks that were collected and not read."""
        return sorted((self.captures.keys() & NETWORKS.keys()) - set(self.parsed))


@dataclass(frozen=True, slots=True)
class Status:
    """Every month that is known of, in order; `problem` says why the base could not be asked."""

    data: Path
    months: list[MonthState]
    free_bytes: int
    problem: str | None

    def as_dict(self) -> dict[str, Any]:
        months = [{name: getattr(month, name) for name in (*MonthState.__slots__, "missing")} for month in self.months]
        return {"data": str(self.data), "free_bytes": self.free_bytes, "problem": self.problem, "months": months}


def status(world: World) -> Status:
    """The state of every month of a data folder. Nothing is created, locked or read whole."""
    captures, fetched = _archived(world.archive_dir)
    parsed: dict[str, set[str]] = {}
    for found in partitions(world.lake_dir, "observations.fetches"):
        parsed.setdefault(str(found.month), set()).add(str(found.network))
    computed, problem = _computed(world.settings.warehouse_path)
    editions = dict(_editions(world.settings.editions_dir))
    latest = (world.settings.editions_dir / LATEST).resolve().name[:_MONTH]
    months = []
    for month in sorted({*captures, *parsed, *computed, *editions}):
        (rosters, share), (kind, defect) = computed.get(month, (None, None)), editions.get(month, (None, None))
        there = captures.get(month, {}), fetched.get(month), sorted(parsed.get(month, ()))
        is_latest = month == latest and month in editions
        months.append(MonthState(month, *there, rosters, share, kind, is_latest, defect))
    return Status(world.settings.data, months, free_bytes(world.settings.data), problem)


def free_bytes(folder: Path) -> int:
    """Free space where a folder is, or would be."""
    there = next(path for path in (folder, *folder.parents) if path.is_dir())
    return shutil.disk_usage(there).free


def _archived(root: Path) -> tuple[dict[str, dict[str, int]], dict[str, datetime]]:
    """Captures by month and partition, and the last slot of each month: from the indexes."""
    captures: dict[str, dict[str, int]] = {}
    fetched: dict[str, datetime] = {}
    for path in sorted(root.glob(f"????-??/*/{INDEX}")):
        month = path.parents[1].name
        captures.setdefault(month, {})[path.parent.name] = path.read_bytes().count(b"\n")
        last = _last_slot(path)
        if last is not None:
            fetched[month] = max(last, fetched.get(month, last))
    return captures, fetched


def is_read(world: World, month: Month) -> bool:
    """Whether anything of a month is in the lake: requests that were read, or readings that people brought."""
    names = ("observations.fetches", "observations.snapshots")
    return any(one.month == month for name in names for one in partitions(world.lake_dir, name))


def _last_slot(index: Path) -> datetime | None:
    """The last slot that the last line of an index tells; None when it is empty, or being written."""
    with index.open("rb") as file:
        file.seek(max(0, index.stat().st_size - _TAIL))
        lines = file.read().splitlines()
    try:
        return max(mark.last for mark in Entry.from_line(lines[-1]).marks.values())
    except (ValueError, KeyError, IndexError):
        return None


def _computed(warehouse: Path) -> tuple[dict[str, tuple[str, float]], str | None]:
    if not warehouse.is_file():
        return {}, None
    try:
        with connect(warehouse, read_only=True) as con:
            rows = con.execute(_COMPUTED).fetchall()
    except (Locked, duckdb.Error) as error:
        return {}, in_french(str(error))
    return {month: (rosters, share) for month, rosters, share in rows}, None


def _editions(root: Path) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """Month, kind and defect of each published edition; an erratum comes after what it corrects."""
    for path in sorted(path for path in root.glob("[0-9]*") if path.is_dir()):
        try:
            edition = read_manifest(path)["edition"]
            yield edition["month"], (edition["kind"] if not is_withdrawn(path) else "withdrawn", None)
        except BarometreError as error:
            yield path.name[:_MONTH], ("illisible", in_french(str(error)))
