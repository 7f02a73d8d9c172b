"""Archive → lake → observations. Re-reads what was fetched; never fetches.

Partitions share nothing, so several are read at once, each in a process of its own; the warehouse has one writer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl

from pipelines.config import Settings
from pipelines.fetch.archive import PartitionArchive
from pipelines.indicators.labels import LABELS, label
from pipelines.indicators.topics import read_lexicon
from pipelines.model.months import Month
from pipelines.networks.reading import read_partition
from pipelines.networks.registry import NETWORKS
from pipelines.roster import site_links
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import read_table, write_table
from pipelines.warehouse.load import SITE_ITEMS, rebuild_observations
from pipelines.warehouse.retention import TEXTS, forget

Partition = tuple[Month, str]


def read_ahead(world: World, month: Month, networks: Iterable[str]) -> None:
    """Begin to read partitions that were just collected, while the next month is; `parse_partitions` picks them up."""
    for network in networks:
        world.reading[month, network] = world.workers.submit(read_to_lake, world.settings, month, network, world.now)


def parse_partitions(world: World, partitions: Sequence[Partition]) -> list[StepReport]:
    """Read partitions of the archive with today's parsers and replace their rows in lake and warehouse, in order."""
    missing = [partition for partition in partitions if partition not in world.reading]
    if len(missing) > 1:
        for month, network in missing:
            read_ahead(world, month, [network])
    reports = [
        world.reading.pop(partition).result()
        if partition in world.reading
        else read_to_lake(world.settings, *partition, world.now)
        for partition in partitions
    ]
    with connect(world.settings.warehouse_path) as con:
        for month in dict.fromkeys(month for month, _ in partitions):
            networks = [network for other, network in partitions if other == month]
            rebuild_observations(con, world.lake_dir, month, networks)
    return reports


def read_to_lake(settings: Settings, month: Month, network: str, now: datetime) -> StepReport:
    """Read one partition of the archive and replace its files in the lake. Texts that are past at `now` are not kept:
    reading an old month again never brings them back."""
    with PartitionArchive(settings.archive_dir, month, network, is_read_only=True) as archive:
        frames = read_partition(archive.captures(skip_broken=True), NETWORKS[network], month)
        problems = list(archive.broken)
    if network == "website":
        read = _read_items(settings, month)
        frames |= {SITE_ITEMS: read.items, TEXTS: read.texts}
        problems += read.problems
    frames[LABELS] = label(frames[TEXTS], read_lexicon(settings.reference_dir / "topics.toml"))
    frames[TEXTS] = forget(frames[TEXTS], now)
    for name, frame in frames.items():
        write_table(settings.lake_dir, name, frame, month, network if "network" in frame.columns else None)
    report = StepReport(f"parse {network}", {name: frame.height for name, frame in frames.items()}, problems=problems)
    report.problems += _not_understood(network, frames["observations.fetches"])
    outcomes = frames["observations.fetches"].group_by("outcome").len().sort("outcome")
    report.facts |= {f"outcome {outcome}": count for outcome, count in outcomes.rows()}
    return report


def _not_understood(network: str, fetches: pl.DataFrame) -> list[str]:
    """A line per door whose answers this version cannot read, with the first of them."""
    unread = fetches.filter(pl.col("outcome") == "parse_error").sort("request_key")
    doors = unread.group_by("door", maintain_order=True).agg(pl.len(), pl.first("error")).rows()
    return [
        f"{network}, porte {door} : {count} réponse(s) que cette version ne sait pas lire, sans relevé ; {error}"
        for door, count, error in doors
    ]


def _read_items(settings: Settings, month: Month) -> site_links.ItemReading:
    sites = read_table(settings.lake_dir, "roster.sites", month)
    with PartitionArchive(settings.archive_dir, month, "website", is_read_only=True) as archive:
        return site_links.read_items(archive.captures(skip_broken=True, purposes={"feed"}), sites, month)
