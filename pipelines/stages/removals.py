"""Removals that an authority asked for: into the lake, so that every reading and writing honours them, and through what
is there already: answers, files, tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import polars as pl

from pipelines.fetch.archive import INDEX
from pipelines.fetch.purge import purge_partition
from pipelines.model.errors import InputError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.records import Capture
from pipelines.model.removals import LENGTH, subject_hash
from pipelines.networks.registry import NETWORKS, account_named
from pipelines.roster.corrections import read_corrections
from pipelines.stages import roster
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import empty_frame, partition_path, partitions, read_shard, shards, write_table
from pipelines.warehouse.load import create_tables, load_reference, rebuild_observations
from pipelines.warehouse.removals import TABLE, removed, without


def declare(world: World) -> pl.DataFrame:
    """Put the removals of the corrections in the lake; gives the rows of reference.removals.

    Raises:
        InputError: the file of corrections is wrong.
    """
    asked = read_corrections(world.settings.corrections_path).removals_frame()
    if asked.height or partition_path(world.lake_dir, TABLE).is_file():
        write_table(world.lake_dir, TABLE, asked)
    return asked


def honour(world: World) -> None:
    """Put removals in lake and warehouse when the file of corrections has others than the lake: a month that is
    attributed by itself honours them too.

    Raises:
        InputError: the file of corrections is wrong.
    """
    asked = read_corrections(world.settings.corrections_path).removals_frame()
    if frozenset(asked["subject_hash"]) != removed(world.lake_dir):
        declare(world)
        with connect(world.settings.warehouse_path) as con:
            create_tables(con)
            load_reference(con, {TABLE: asked})


def carry_out(world: World, report: StepReport) -> set[Month]:
    """Empty the answers about removed accounts, and take their rows out of lake and warehouse; gives the months that
    are to be computed again. An answer about several accounts stays, and is not read for those that were removed.

    The report counts emptied answers and removed rows by partition.
    """
    declare(world)
    hashes = removed(world.lake_dir)
    if not hashes:
        return set()
    months: set[Month] = set()
    for month, name in _archived(world):
        if count := purge_partition(world.archive_dir, month, name, partial(_is_removed, hashes)):
            report.rows[f"archive/{name} {month}"] = report.rows.get(f"archive/{name} {month}", 0) + count
            months.add(month)
    for full_name, table in TABLES.items():
        if "network" in table.columns and "month" in table.columns:
            months |= _out_of_lake(world, full_name, hashes, report)
    _out_of_warehouse(world, months)
    return months


def _is_removed(hashes: frozenset[str], capture: Capture) -> bool:
    subjects = capture.request.subjects
    return bool(subjects) and all(subject_hash(one) in hashes for one in subjects)


def _archived(world: World) -> Iterator[tuple[Month, str]]:
    """The partitions of the archive that hold answers about accounts: those of networks, and of their past pages."""
    for path in sorted(world.archive_dir.glob(f"????-??/*/{INDEX}")):
        name = path.parent.name
        if name.rpartition("-")[2] in NETWORKS and name != "website":
            yield Month.parse(path.parent.parent.name), name


def _out_of_lake(world: World, full_name: str, hashes: frozenset[str], report: StepReport) -> set[Month]:
    months = set()
    for found in list(partitions(world.lake_dir, full_name)):
        rows = read_shard(found)
        kept = without(rows, hashes)
        if kept.equals(rows) or found.month is None:
            continue
        write_table(world.lake_dir, full_name, kept, found.month, found.network, shard=found.shard)
        report.rows[f"{full_name} {found.month}"] = report.rows.get(f"{full_name} {found.month}", 0) + (
            rows.height - kept.height
        )
        months.add(found.month)
    return months


def _out_of_warehouse(world: World, months: set[Month]) -> None:
    """Load what the lake holds of some months, and delete the computed rows that name a removed account."""
    if not world.settings.warehouse_path.exists():
        return
    with connect(world.settings.warehouse_path) as con:
        create_tables(con)
        load_reference(con, {TABLE: declare(world)})
        snapshots = {(found.month, found.network) for found in partitions(world.lake_dir, "observations.snapshots")}
        for month, network in sorted(snapshots, key=str):
            if month in months and month is not None and network is not None:
                rebuild_observations(con, world.lake_dir, month, [network])
        for table in TABLES.values():
            if table.layer == "barometer" and "account_id" in table.columns:
                con.execute(
                    f"DELETE FROM {table.full_name} "
                    f"WHERE left(sha256(account_id), {LENGTH}) IN (SELECT subject_hash FROM {TABLE})"
                )
    for month in sorted(months):
        if shards(world.lake_dir, "roster.evidence", month):
            roster.settle(world, month, StepReport("settle"))


def entry(world: World, text: str) -> str:
    """What to write under `removals` for an account (`facebook:handle`, or its address): hashes of its name, and of the
    identities under which the lake knows it.

    Raises:
        InputError: it names no account of a network.
    """
    network, _, name = text.partition(":")
    if network not in NETWORKS or network == "website":
        raise InputError(f"{text!r} names no account: write facebook:villedegrenoble")
    account = account_named(network, name)
    if account is None:
        raise InputError(f"{name!r} is no account of {network}: write {network}:handle, or {network}:https://…")
    seen = [empty_frame("roster.attributions")]
    seen += [read_shard(found) for found in partitions(world.lake_dir, "roster.attributions")]
    own = pl.concat(seen).filter(
        (pl.col("account_id") == account.account_id) & (pl.col("identity_status") != "disputed")
    )
    names = [account.account_id, *sorted(set(own["identity_id"]) - {account.account_id})]
    owners = own.filter("is_owner").sort("month")["territory_id"]
    territory = owners[-1] if owners.len() else "commune:…"
    lines = [
        "  - id: retrait-…", "    subjects:", *(f"      - '{subject_hash(one)}'" for one in names),
        f"    territory: {territory}", f"    network: {network}", "    role: autorite",
        f"    date: {world.now.date()}", "    reference: …",
    ]  # fmt: skip
    return "\n".join(lines)
