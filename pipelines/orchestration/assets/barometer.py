"""Barometer assets: one per published table, generated from the headers of `sql/barometer/*.sql`."""

from typing import Final

import dagster as dg

from pipelines.model.fields import BAROMETER, TABLES
from pipelines.orchestration.assets.common import (
    MONTHLY_FRESHNESS,
    WRITER_POOL,
    metadata_of,
    months_in,
    table_spec,
    visiting,
)
from pipelines.orchestration.partitions import BY_MONTH, MONTHS, YEAR_BEFORE
from pipelines.stages import compute
from pipelines.warehouse.sql_files import dependencies

READ_BACK: Final = {
    ("barometer.audience", "barometer.growth"),
    ("barometer.audience", "barometer.chain_links"),
    ("barometer.chain_links", "barometer.chained_index"),
    ("barometer.posts", "barometer.posting"),
    ("barometer.posts", "barometer.rhythm"),
    ("barometer.posts", "barometer.hours"),
    ("barometer.audience", "barometer.engagement"),
    *(
        (f"barometer.{name}", "barometer.account_sheet")
        for name in ("audience", "growth", "posting", "rhythm", "engagement", "editorial", "practice")
    ),
}
"""Tables of earlier months that a table reads: a year at least, which is as far as Dagster follows them."""


def _dep(full_name: str, reader: str) -> dg.AssetDep:
    layer, name = full_name.split(".")
    if layer == "observations":
        return dg.AssetDep([layer, name], partition_mapping=BY_MONTH)
    if (full_name, reader) in READ_BACK:
        return dg.AssetDep([layer, name], partition_mapping=YEAR_BEFORE)
    return dg.AssetDep([layer, name])


def _barometer_asset(full_name: str) -> dg.AssetsDefinition:
    reads = dependencies(full_name)

    spec = table_spec(full_name)

    @dg.asset(
        key=spec["key"],
        group_name=spec["group_name"],
        description=spec["description"],
        metadata=spec["metadata"],
        kinds=spec["kinds"],
        partitions_def=MONTHS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        deps=[_dep(name, full_name) for name in reads if name in TABLES],
        pool=WRITER_POOL,
        freshness_policy=MONTHLY_FRESHNESS,
        required_resource_keys={"world"},
    )
    def barometer_table(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with visiting(context) as world:
            report = compute.compute_table_of(world, full_name, months_in(context.partition_keys, world))
        return dg.MaterializeResult(metadata=metadata_of(report, full_name))

    return barometer_table


ASSETS = [_barometer_asset(table.full_name) for table in BAROMETER]
