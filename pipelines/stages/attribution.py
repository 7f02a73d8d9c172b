"""Accounts as they are published: attributed once more when they were read, month after month."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import polars as pl

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.roster import cog
from pipelines.roster.attribute import attribute
from pipelines.roster.bio_links import SOURCE
from pipelines.roster.decisions import Decision
from pipelines.roster.identity import DISPUTED, HISTORY
from pipelines.stages import decided, removals, roster
from pipelines.stages.report import StepReport
from pipelines.stages.world import World
from pipelines.warehouse.connect import connect
from pipelines.warehouse.lake import PART, empty_frame, partitions, shards, write_table
from pipelines.warehouse.load import create_tables, rebuild_roster
from pipelines.warehouse.removals import removed, without

_SNAPSHOTS = "observations.snapshots"
_EVIDENCE = "roster.evidence"
_ATTRIBUTIONS = "roster.attributions"
_DECISIONS = "roster.decisions"


def settle(world: World, month: Month) -> StepReport:
    """Write roster.attributions of a month, and what the accounts themselves say (E2, E3) beside its evidence.

    The identities of a month rest on those of the months before it that the lake holds: months are settled in their
    order. A month of which nothing was ever found or brought is left as it is.
    """
    report = StepReport("attribution")
    removals.honour(world)
    if not shards(world.lake_dir, _EVIDENCE, month):
        return report
    attributed = partial(
        attribute,
        roster.evidence_of(world, month),
        roster.members_of(world),
        roster.sites_of(world, month),
        _snapshots(world, month),
        parents=cog.parents(world.settings.reference_dir, month),
        departements=cog.departements(world.settings.reference_dir),
    )
    history, decisions = _history(world, month), decided.decided(world, month)
    ruled, stale = decided.applied(
        decisions, month, lambda: attributed(_without_corrected(history, decisions.holding)).accounts
    )
    found = attributed(history, ruled=ruled)
    report.rows[_DECISIONS] = decided.record(world, month, decisions, ruled, stale)
    report.problems += decided.told(month, stale)
    frames = {_EVIDENCE: found.evidence, _ATTRIBUTIONS: found.accounts}
    for name, shard in ((_EVIDENCE, SOURCE), (_ATTRIBUTIONS, PART)):
        rows = frames[name].unique(TABLES[name].grain, keep="first", maintain_order=True)
        write_table(world.lake_dir, name, rows, month, shard=shard)
        report.rows[name] = rows.height
    with connect(world.settings.warehouse_path) as con:
        create_tables(con)
        rebuild_roster(con, world.lake_dir, month, (*frames, _DECISIONS))
    report.preview = found.accounts.head(10)
    report.facts["disputed"] = found.accounts.filter(identity_status=DISPUTED).height
    return report


def _without_corrected(history: pl.DataFrame, decisions: Iterable[Decision]) -> pl.DataFrame:
    """`history` without the main accounts that a reviewer chose: a guard asks what the sources say, not what a
    correction of the months before made of it."""
    chosen = [(one.territory_id, one.network) for one in decisions if one.action == "set_main"]
    pairs = pl.DataFrame(chosen, schema={"territory_id": pl.String, "network": pl.String}, orient="row").unique()
    is_chosen = history.join(pairs.with_columns(is_chosen=True), on=["territory_id", "network"], how="left")[
        "is_chosen"
    ]
    return history.with_columns(is_main=pl.col("is_main") & ~is_chosen.fill_null(value=False))


def _snapshots(world: World, month: Month) -> pl.DataFrame:
    """The readings of every network of a month; none when none was made."""
    paths = [found.path for found in partitions(world.lake_dir, _SNAPSHOTS) if found.month == month]
    frames = [pl.read_parquet(path, hive_partitioning=False) for path in paths]
    return without(pl.concat([empty_frame(_SNAPSHOTS), *frames]), removed(world.lake_dir))


def _history(world: World, month: Month) -> pl.DataFrame:
    """What the months before attributed, in the columns that identities rest on."""
    found = partitions(world.lake_dir, _ATTRIBUTIONS)
    paths = [one.path for one in found if one.month is not None and one.month < month]
    frames = [pl.read_parquet(path, columns=HISTORY, hive_partitioning=False) for path in paths]
    return without(pl.concat([empty_frame(_ATTRIBUTIONS).select(HISTORY), *frames]), removed(world.lake_dir))
