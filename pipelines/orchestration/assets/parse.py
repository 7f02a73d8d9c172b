"""Parse assets: archive → lake → observations, one partition per month and network."""

from collections.abc import Iterator

import dagster as dg

from pipelines.model.fields import OBSERVATIONS
from pipelines.networks.registry import NETWORKS
from pipelines.orchestration.assets.common import WRITER_POOL, metadata_of, table_spec, visiting
from pipelines.orchestration.partitions import BY_MONTH, MONTH_NETWORKS, month_and_network
from pipelines.stages import parse
from pipelines.stages.report import StepReport

_DEPS = [
    *(dg.AssetDep(["archive", network], partition_mapping=BY_MONTH) for network in sorted(NETWORKS)),
    dg.AssetDep(["roster", "accounts"], partition_mapping=BY_MONTH),
]


@dg.multi_asset(
    specs=[dg.AssetSpec(**table_spec(table.full_name, deps=_DEPS)) for table in OBSERVATIONS],
    name="observations",
    partitions_def=MONTH_NETWORKS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=WRITER_POOL,
    can_subset=False,
    required_resource_keys={"world"},
)
def observations(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    total = StepReport("parse")
    with visiting(context) as world:
        reports = parse.parse_partitions(world, [month_and_network(key) for key in context.partition_keys])
    for key, report in zip(context.partition_keys, reports, strict=True):
        total.problems += report.problems
        total.facts |= {f"{key} {name}": fact for name, fact in report.facts.items()}
        for name, count in report.rows.items():
            total.rows[name] = total.rows.get(name, 0) + count
    for table in OBSERVATIONS:
        yield dg.MaterializeResult(asset_key=[table.layer, table.name], metadata=metadata_of(total, table.full_name))


ASSETS = [observations]
