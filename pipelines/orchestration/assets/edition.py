"""Edition assets: the files of analysts, the site of journalists, and the seal that publishes both."""

from typing import Literal

import dagster as dg

from pipelines.model.fields import BAROMETER
from pipelines.orchestration.assets.common import WRITER_POOL, metadata_of, visiting
from pipelines.orchestration.partitions import MONTHS, month_of
from pipelines.stages import edition

EDITION_POOL = "edition"


class EditionConfig(dg.Config):
    """`kind`: provisional editions may be replaced, a definitive one never is."""

    kind: Literal["provisional", "definitive"] = "provisional"


@dg.asset(
    key=["edition", "files"],
    group_name="edition",
    partitions_def=MONTHS,
    deps=[[table.layer, table.name] for table in BAROMETER],
    pool=WRITER_POOL,
    kinds={"duckdb", "parquet"},
    required_resource_keys={"world"},
    description="Copie DuckDB, Parquet, CSV, datapackage et dictionnaire, une fois les portes franchies.",
)
def edition_files(context: dg.AssetExecutionContext, config: EditionConfig) -> dg.MaterializeResult[None]:
    with visiting(context) as world:
        report = edition.export_files(world, month_of(context.partition_key), config.kind)
    return dg.MaterializeResult(metadata=metadata_of(report))


@dg.asset(
    key=["edition", "site"],
    group_name="edition",
    partitions_def=MONTHS,
    deps=[edition_files],
    pool=EDITION_POOL,
    kinds={"plotly"},
    required_resource_keys={"world"},
    description="Le site statique de l’édition, bâti sur la copie publiée.",
)
def edition_site(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    with visiting(context) as world:
        report = edition.build_pages(world, month_of(context.partition_key))
    return dg.MaterializeResult(metadata=metadata_of(report))


@dg.asset(
    key=["edition", "published"],
    group_name="edition",
    partitions_def=MONTHS,
    deps=[edition_site],
    pool=EDITION_POOL,
    required_resource_keys={"world"},
    description="L’édition scellée par son manifeste sha256, et latest qui la désigne.",
)
def edition_published(context: dg.AssetExecutionContext, config: EditionConfig) -> dg.MaterializeResult[None]:
    with visiting(context) as world:
        report = edition.publish_edition(world, month_of(context.partition_key), config.kind)
    return dg.MaterializeResult(metadata=metadata_of(report))


ASSETS = [edition_files, edition_site, edition_published]
