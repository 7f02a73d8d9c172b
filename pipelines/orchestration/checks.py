"""Gates as blocking asset checks: one per gated table, and one for coverage and magnitude against last month."""

import dagster as dg

from pipelines.model.fields import BAROMETER, OBSERVATIONS, ROSTERS, Table
from pipelines.orchestration.assets.common import WRITER_POOL, months_in
from pipelines.orchestration.partitions import month_and_network
from pipelines.quality.gate import Partition
from pipelines.stages import gates
from pipelines.stages.world import World


def _result(verdict: gates.Verdict) -> dg.AssetCheckResult:
    severity = dg.AssetCheckSeverity.ERROR if verdict.is_blocking else dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(
        passed=verdict.passed,
        severity=severity,
        description=verdict.summary,
        metadata={
            "expectations": dg.MetadataValue.int(verdict.expectation_count),
            "failed": dg.MetadataValue.int(verdict.failure_count),
            "report": dg.MetadataValue.md(verdict.markdown),
        },
    )


def _keys(context: dg.AssetCheckExecutionContext) -> list[str]:
    op_context = context.op_execution_context
    if op_context.has_partition_key_range:
        return [str(key) for key in op_context.partition_keys]
    return [str(op_context.partition_key)] if op_context.has_partition_key else []


def _partitions(context: dg.AssetCheckExecutionContext, table: Table, world: World) -> list[Partition]:
    if table.layer == "observations":
        return gates.together([Partition(table.full_name, *month_and_network(key)) for key in _keys(context)])
    return [Partition(table.full_name, month) for month in months_in(_keys(context), world)]


def _gate(table: Table) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=[table.layer, table.name],
        name=f"gx_{table.layer}_{table.name}",
        blocking=True,
        pool=WRITER_POOL,
        required_resource_keys={"world"},
        description=f"Suite Great Expectations de {table.full_name}.",
    )
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        world: World = context.resources.world
        return _result(gates.check(world, _partitions(context, table, world)))

    return check


@dg.asset_check(
    asset=["barometer", "coverage"],
    name="against_last_month",
    blocking=True,
    pool=WRITER_POOL,
    required_resource_keys={"world"},
    description="Audits SQL, couverture et ordre de grandeur face au mois précédent.",
)
def against_last_month(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    world: World = context.resources.world
    return _result(gates.check_audits(world, months_in(_keys(context), world)))


CHECKS = [*(_gate(table) for table in (*ROSTERS, *OBSERVATIONS, *BAROMETER)), against_last_month]
