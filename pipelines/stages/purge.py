"""Retention: what the terms of a door allow to keep for some days only is emptied, in the archive and in the lake;
texts are erased when they are ninety days old, in the lake and in the warehouse; accounts whose removal was asked for
leave all of them. A published edition that holds one of these, texts apart, is withdrawn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from pipelines.fetch.archive import INDEX
from pipelines.fetch.purge import purge_partition
from pipelines.model.months import Month
from pipelines.model.records import Capture
from pipelines.networks.planning import limited_doors
from pipelines.networks.registry import NETWORKS
from pipelines.stages import lasting, parse, removals
from pipelines.stages.report import StepReport
from pipelines.stages.withdraw import withdraw_due
from pipelines.stages.world import World
from pipelines.warehouse.retention import TEXTS, forget_in_lake, forget_in_warehouse, write_anew

ERASED: Final = "texts erased from the warehouse"
_MADE_AGAIN: Final = ("rerun", "reparse", lasting.FOLDER)


def purge(world: World, now: datetime) -> StepReport:
    """Carry out the removals that were asked for. Empty what is older than its door allows at `now`, and read the
    partitions again: values become `purged`. Then erase the texts that are past at `now`; their signatures and counts
    stay. The DuckDB file is written anew, so that nothing of it all is left in its bytes; editions that hold what is
    past are withdrawn, and editions or months that were made again in the folder of the data are taken away.

    The report counts records and texts by partition, and names the months whose tables must be computed again (no
    published number depends on a text: its signature remains).
    """
    report = StepReport("purge")
    months = removals.carry_out(world, report)
    touched = _empty_answers(world, now, report)
    if touched:
        parse.parse_partitions(world, touched)
    for found, count in forget_in_lake(world.lake_dir, now).items():
        report.rows[f"{TEXTS}/{found.network} {found.month}"] = count
    if world.settings.warehouse_path.exists():
        report.facts[ERASED] = forget_in_warehouse(world.settings.warehouse_path, now)
        write_anew(world.settings.warehouse_path)
    withdraw_due(world, now, report)
    if months or touched:
        for name in _MADE_AGAIN:
            shutil.rmtree(world.settings.data / name, ignore_errors=True)
    report.facts["months"] = ", ".join(sorted({str(month) for month in months | {month for month, _ in touched}}))
    return report


def _empty_answers(world: World, now: datetime, report: StepReport) -> list[parse.Partition]:
    touched: list[parse.Partition] = []
    for network in NETWORKS:
        limits = limited_doors(NETWORKS[network].MANIFEST, world.settings.declared)
        for month in _archived_months(world, network) if limits else ():
            count = purge_partition(world.archive_dir, month, network, partial(_is_due, limits, now))
            if count:
                report.rows[f"archive/{network} {month}"] = count
                touched.append((month, network))
    return touched


def _is_due(limits: dict[str, timedelta], now: datetime, capture: Capture) -> bool:
    limit = limits.get(capture.request.door)
    return limit is not None and now - capture.fetched_at > limit


def _archived_months(world: World, network: str) -> Iterator[Month]:
    for path in sorted(world.archive_dir.glob(f"????-??/{network}/{INDEX}")):
        yield Month.parse(path.parent.parent.name)
