"""Reference tables: geography, doors of the networks, published figures, enumerations."""

from collections.abc import Iterator

import dagster as dg

from pipelines.model.fields import REFERENCE
from pipelines.orchestration.assets.common import WRITER_POOL, metadata_of, table_spec, visiting
from pipelines.stages import reference


@dg.multi_asset(
    specs=[dg.AssetSpec(**table_spec(table.full_name)) for table in REFERENCE],
    name="reference_tables",
    pool=WRITER_POOL,
    can_subset=False,
    required_resource_keys={"world"},
)
def reference_tables(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    with visiting(context) as world:
        report = reference.load_reference_tables(world)
    for table in REFERENCE:
        yield dg.MaterializeResult(asset_key=[table.layer, table.name], metadata=metadata_of(report, table.full_name))


ASSETS = [reference_tables]
