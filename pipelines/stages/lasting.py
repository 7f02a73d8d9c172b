"""What may stay: a sealed edition is never rewritten, so that it is made without what may be kept for a time only.

Answers of a door whose terms set a term (the interface of YouTube: thirty days), and all that is worked out from them,
are left out as the purge will empty them: same records, same statuses. An edition that is sealed needs nothing that the
purge takes away later, and can be made again before it and after it.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from pipelines.fetch.archive import INDEX
from pipelines.fetch.purge import purge_partition
from pipelines.fetch.repair import read_index
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture
from pipelines.networks.planning import limited_doors
from pipelines.networks.registry import NETWORKS
from pipelines.stages import parse
from pipelines.stages.rebuild import beside, link, settle_and_compute
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.seal import SEALED

FOLDER: Final = ".lasting"


@contextmanager
def lasting(world: World, kind: str) -> Iterator[World]:
    """The world that an edition of a kind is made from: for one that is sealed, lake and base without what may not be
    kept, in a folder that goes away again; the world itself where it holds nothing of the sort, and for any other."""
    with _emptied(world, kind) as (own, touched):
        if touched:
            _without(world, own, touched)
        yield own


@contextmanager
def lasting_archive(world: World, kind: str) -> Iterator[Path]:
    """The archive that an edition of a kind is made from."""
    with _emptied(world, kind) as (own, _):
        yield own.archive_dir


@contextmanager
def _emptied(world: World, kind: str) -> Iterator[tuple[World, list[parse.Partition]]]:
    """A world of its own whose archive was emptied, with the partitions that were; the world itself where none was."""
    out = world.settings.data / FOLDER
    shutil.rmtree(out, ignore_errors=True)
    if kind not in SEALED:
        yield world, []
        return
    own = beside(world, out)
    try:
        touched = empty_archive(world, own)
        yield (own, touched) if touched else (world, [])
    finally:
        own.close()
        shutil.rmtree(out)


def empty_archive(world: World, own: World) -> list[parse.Partition]:
    """Give `own` the archive of `world`, partitions as links, those that hold what may not be kept as copies without
    it; these are named. Links are to whole partitions: nothing is to be written into them."""
    touched = []
    for source in sorted(world.archive_dir.glob("????-??/*")):
        month, name = Month.parse(source.parent.name), source.name
        target = own.archive_dir / str(month) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        doors = frozenset(limited_doors(NETWORKS[name].MANIFEST, world.settings.declared)) if name in NETWORKS else ()
        if not doors or not _holds(source / INDEX, doors):
            target.symlink_to(source.resolve(), target_is_directory=True)
            continue
        shutil.copytree(source, target)
        if purge_partition(own.archive_dir, month, name, partial(_is_of, doors)):
            touched.append((month, name))
    return touched


def _holds(index: Path, doors: Collection[str]) -> bool:
    entries = read_index(index)[0] if index.is_file() else []
    return any(entry.door in doors and entry.outcome is not Outcome.PURGED for entry in entries)


def _is_of(doors: Collection[str], capture: Capture) -> bool:
    return capture.request.door in doors


def _without(world: World, own: World, touched: list[parse.Partition]) -> None:
    """Lake and base of `own`: those of `world`, with some partitions read again, and what follows from them."""
    shutil.copytree(world.lake_dir, own.lake_dir, copy_function=link)
    own.settings.warehouse_path.parent.mkdir(parents=True)
    shutil.copyfile(world.settings.warehouse_path, own.settings.warehouse_path)
    parse.parse_partitions(own, touched)
    first = min(month for month, _ in touched).plus(-1)
    with connect(own.settings.warehouse_path, read_only=True) as con:
        days = con.execute("SELECT DISTINCT month FROM roster.months ORDER BY 1").fetchall()
    settle_and_compute(own, [month for (day,) in days if (month := Month.of(day)) >= first], lambda _: None)
