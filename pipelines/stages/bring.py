"""Readings that a person brings as a CSV: into the lake beside what was crawled, with their accounts and their list.

Idempotent: the rows of a file are a shard of their own in each partition, replaced whole when it is brought again. Its
bytes are kept in the archive of each month that it speaks of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.model.outcomes import Evidence, Outcome
from pipelines.model.records import AccountEvidence, Measure
from pipelines.networks.frames import Row, frame_of
from pipelines.networks.protocol import NATIVE
from pipelines.networks.registry import NETWORKS, account_named
from pipelines.roster import brought, lists, manual
from pipelines.roster.brought import Brought
from pipelines.roster.cog import load_geography, load_territories
from pipelines.roster.csv_lines import LineError
from pipelines.roster.in_force import lists_frame
from pipelines.roster.lists import Part
from pipelines.roster.reviewed import is_list
from pipelines.stages import attribution
from pipelines.stages.in_force import earlier_lists, keep_file
from pipelines.stages.report import StepReport
from pipelines.stages.review import MONTHS, bring_list
from pipelines.stages.roster import keep_members, month_frame, settle
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import remove_shard, shards, write_table
from pipelines.warehouse.load import create_tables, forget_months, rebuild_observations

DOOR: Final = "import"
PARSER: Final = "import-1"
_TABLES: Final = ("observations.snapshots", "roster.evidence", "roster.lists", "roster.months")


def bring(world: World, path: Path, roster: Path | None) -> StepReport:
    """Import the readings of a CSV, for the territories of `roster` (those of the official geography without one). One
    without any reading is a list of reviewed accounts (`review.bring_list`).

    Raises:
        InputError: the file, or the roster, cannot be read as a whole, none of its lines is good, or no list is known
            here yet and none is given.
    """
    report = StepReport(f"import {path.name}")
    members = _members(world, roster, report)
    if roster is None and not shards(world.lake_dir, "roster.members"):
        raise InputError(
            f"{world.settings.data} n’a encore aucune liste de collectivités : faire un mois d’abord (barometre run), "
            "ou donner celle du fichier (--roster)"
        )
    if is_list(path):
        if roster is not None:
            report.problems += keep_members(world, members)
        listed = bring_list(world, path)
        listed.problems[:0] = report.problems
        return listed
    found, errors = brought.read_observations_csv(
        path, set(NETWORKS) - {"website"}, account_named, set(members["territory_id"]), datetime.now(UTC)
    )
    report.problems += [str(error) for error in errors]
    if not found:
        raise InputError(f"{path}: no line could be kept; the first says: {errors[0]}")
    shard, files = f"import-{path.stem}", _Files(path, errors, roster, members)
    before = {partition for name in _TABLES for partition in remove_shard(world.lake_dir, name, shard)}
    by_month: dict[Month, list[Brought]] = defaultdict(list)
    for one in found:
        by_month[one.month].append(one)
    if roster is not None:
        report.problems += keep_members(world, members)
    touched = {(one.month, one.account.network) for one in found}
    touched |= {(part.month, part.network) for part in before if part.month is not None and part.network is not None}
    months = sorted({month for month, _ in touched})
    for month in months:
        networks = sorted(network for other, network in touched if other == month)
        _write(world, month, networks, by_month[month], shard, files)
        settle(world, month, StepReport("settle"))
        attribution.settle(world, month)
    emptied = [month for month in months if not shards(world.lake_dir, "roster.months", month)]
    with connect(world.settings.warehouse_path) as con:
        create_tables(con)
        forget_months(con, emptied)
        for month, network in sorted(touched):
            rebuild_observations(con, world.lake_dir, month, [network])
    report.rows["observations.snapshots"] = len(found)
    report.facts |= {
        MONTHS: ", ".join(str(month) for month in months if month not in emptied),
        "left out": len(errors),
    }
    return report


def _members(world: World, roster: Path | None, report: StepReport) -> pl.DataFrame:
    if roster is None:
        return load_territories(world.settings.reference_dir)
    members, errors = manual.read_roster_csv(roster, load_geography(world.settings.reference_dir))
    report.problems += [str(error) for error in errors]
    return members


@dataclass(frozen=True, slots=True)
class _Files:
    """What a person gave: readings with the lines left out of them, and the list of their territories, if any."""

    path: Path
    errors: Sequence[LineError]
    roster: Path | None
    members: pl.DataFrame


def _write(
    world: World, month: Month, networks: Sequence[str], found: Sequence[Brought], shard: str, files: _Files
) -> None:
    """The shards of one month, empty where a former version of the file had rows: readings, evidence, lists."""
    record = keep_file(world, month, files.path) if found else ""
    for network in networks:
        rows = [_snapshot(month, one, record) for one in found if one.account.network == network]
        frame = frame_of("observations.snapshots", rows)
        write_table(world.lake_dir, "observations.snapshots", frame, month, network, shard=shard)
    evidence = [
        AccountEvidence(one.territory_id, one.account, Evidence.E5, "manual", one.source, one.observed_at, record)
        for one in found
    ]
    write_table(world.lake_dir, "roster.evidence", lists.evidence_frame(month, evidence), month, shard=shard)
    if found:
        parts = [_part(files, found, record)]
        parts += [] if files.roster is None else [_roster_part(world, month, files.roster, files.members)]
        _write_lists(world, month, parts, shard)


def _part(files: _Files, found: Sequence[Brought], record: str) -> Part:
    count = len({one.territory_id for one in found})
    told = f"{len(files.errors)} lignes laissées ; la première : {files.errors[0]}" if files.errors else ""
    digest = lists.hash_of([files.path.read_bytes()])
    return Part("import", files.path.name, Outcome.OK, None, count, count, len(found), digest, told, record)


def _roster_part(world: World, month: Month, roster: Path, members: pl.DataFrame) -> Part:
    digest, record = lists.hash_of([roster.read_bytes()]), keep_file(world, month, roster)
    counts = (members.height, members.height, members.height)
    return Part("roster", roster.stem, Outcome.OK, None, *counts, digest, "", record)


def _write_lists(world: World, month: Month, parts: Sequence[Part], shard: str) -> None:
    """The lists that were brought; the one of members is in force in the month, or that of the world where none is."""
    frame = lists_frame(month, parts, earlier_lists(world, month))
    write_table(world.lake_dir, "roster.lists", frame, month, shard=shard)
    given = [part.name for part in parts if part.source == "roster"]
    if given or not shards(world.lake_dir, "roster.months", month):
        roster_id = given[0] if given else world.roster_id(month)
        write_table(world.lake_dir, "roster.months", month_frame(month, roster_id), month, shard=shard)


def _snapshot(month: Month, one: Brought, record: str) -> Row:
    followers = one.followers.count
    shown = (followers.value, followers.lo, followers.hi, followers.display) if followers else (None,) * 4
    missing = (None, "not_given")
    return (
        month.first_day, one.account.network, one.account.account_id, DOOR, lists.naive(one.observed_at), DOOR,
        Outcome.OK.value, one.account.platform_id, None if one.account.platform_id is None else NATIVE,
        one.account.handle, one.account_name, one.metric_def, *shown,
        one.followers.status.value, *_pair(one.following), *_pair(one.posts), *missing, *(None,) * 8, PARSER, record,
    )  # fmt: skip


def _pair(measure: Measure) -> tuple[int | None, str]:
    return (measure.count.value if measure.count else None, measure.status.value)
