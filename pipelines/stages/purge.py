"""Retention: what the terms of a door allow to keep for some days only is emptied, in the archive and in the lake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from pipelines.fetch.archive import INDEX
from pipelines.fetch.purge import purge_partition
from pipelines.model.months import Month
from pipelines.model.records import Capture
from pipelines.networks.planning import limited_doors
from pipelines.networks.registry import NETWORKS
from pipelines.stages import parse
from pipelines.stages.report import StepReport
from pipelines.stages.world import World


def purge(world: World, now: datetime) -> StepReport:
    """Empty what is older than its door allows at `now`, and read the partitions again: values become `purged`.

    The report counts the records by partition, and names the months whose tables must be computed again.
    """
    report = StepReport("purge")
    touched: list[tuple[Month, str]] = []
    for network in NETWORKS:
        limits = limited_doors(NETWORKS[network].MANIFEST, world.settings.declared)
        for month in _archived_months(world, network) if limits else ():
            count = purge_partition(world.archive_dir, month, network, partial(_is_due, limits, now))
            if count:
                report.rows[f"archive/{network} {month}"] = count
                touched.append((month, network))
    if touched:
        parse.parse_partitions(world, touched)
    report.facts["months"] = ", ".join(sorted({str(month) for month, _ in touched}))
    return report


def _is_due(limits: dict[str, timedelta], now: datetime, capture: Capture) -> bool:
    limit = limits.get(capture.request.door)
    return limit is not None and now - capture.fetched_at > limit


def _archived_months(world: World, network: str) -> Iterator[Month]:
    for path in sorted(world.archive_dir.glob(f"????-??/{network}/{INDEX}")):
        yield Month.parse(path.parent.parent.name)
