"""Roster assets: the lists in force, declared sites, where we looked, evidence, and the accounts that follow."""

from collections.abc import Iterator

import dagster as dg

from pipelines.orchestration.assets.common import WRITER_POOL, metadata_of, months_in, table_spec, visiting
from pipelines.orchestration.partitions import BY_MONTH, MONTHS, month_of
from pipelines.stages import attribution, roster

_DECLARED = (
    "roster.months",
    "roster.rosters",
    "roster.members",
    "roster.lists",
    "roster.sites",
    "roster.leads",
    "roster.wikidata_counts",
)
_SETTLED = ("roster.attributions", "roster.decisions")
_ATTRIBUTED = ("roster.looks", "roster.evidence", "roster.accounts")


def _specs(names: tuple[str, ...], deps: list[list[str]]) -> list[dg.AssetSpec]:
    return [dg.AssetSpec(**table_spec(name, deps=deps, partitions_def=MONTHS)) for name in names]


@dg.multi_asset(
    specs=_specs(_DECLARED, [["archive", "lists"], ["reference", "territories"]]),
    name="roster_declared",
    pool=WRITER_POOL,
    can_subset=False,
    required_resource_keys={"world"},
)
def roster_declared(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    with visiting(context) as world:
        report = roster.declare(world, month_of(context.partition_key))
    for name in _DECLARED:
        yield dg.MaterializeResult(asset_key=name.split("."), metadata=metadata_of(report, name))


@dg.multi_asset(
    specs=_specs(_ATTRIBUTED, [["archive", "lists"], ["archive", "website"]]),
    name="roster_attributed",
    pool=WRITER_POOL,
    can_subset=False,
    required_resource_keys={"world"},
)
def roster_attributed(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    with visiting(context) as world:
        report = roster.attribute(world, month_of(context.partition_key))
    for name in _ATTRIBUTED:
        yield dg.MaterializeResult(asset_key=name.split("."), metadata=metadata_of(report, name))


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            **table_spec(
                name,
                group_name="attribution",
                deps=[
                    *(dg.AssetDep(["roster", other]) for other in ("members", "sites", "evidence")),
                    dg.AssetDep(["observations", "snapshots"], partition_mapping=BY_MONTH),
                ],
                partitions_def=MONTHS,
            )
        )
        for name in _SETTLED
    ],
    name="roster_attributions",
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=WRITER_POOL,
    can_subset=False,
    required_resource_keys={"world"},
)
def roster_attributions(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    with visiting(context) as world:
        *earlier, last = [attribution.settle(world, month) for month in months_in(context.partition_keys, world)]
    last.problems[:0] = [problem for report in earlier for problem in report.problems]
    for name in _SETTLED:
        yield dg.MaterializeResult(asset_key=name.split("."), metadata=metadata_of(last, name))


ASSETS = [roster_declared, roster_attributed, roster_attributions]
