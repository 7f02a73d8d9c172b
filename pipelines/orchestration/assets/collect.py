"""Crawl assets: what is fetched, month by month. They hand over paths of the archive, never rows."""

from datetime import date

import dagster as dg

from pipelines.networks.registry import NETWORKS
from pipelines.orchestration.assets.common import (
    MONTHLY_FRESHNESS,
    RETRY,
    WRITER_POOL,
    metadata_of,
    network_pool,
    visiting,
)
from pipelines.orchestration.partitions import MONTHS, month_of
from pipelines.stages import collect, purge


@dg.asset(
    key=["archive", "lists"],
    group_name="archive",
    partitions_def=MONTHS,
    deps=[["reference", "territories"]],
    pool=network_pool("lists"),
    retry_policy=RETRY,
    freshness_policy=MONTHLY_FRESHNESS,
    kinds={"warc"},
    required_resource_keys={"world"},
    description="Annuaire de l’administration et Wikidata, tels qu’ils ont répondu.",
)
def archive_lists(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    with visiting(context) as world:
        report = collect.collect_lists(world, month_of(context.partition_key))
    return dg.MaterializeResult(metadata=metadata_of(report))


class VisitConfig(dg.Config):
    """`on`: the day of a further visit in the month (`2026-10-15`), none for the one that closes it."""

    on: str | None = None


def _archive_asset(network: str) -> dg.AssetsDefinition:
    upstream = ["roster", "sites"] if network == "website" else ["roster", "accounts"]

    @dg.asset(
        key=["archive", network],
        group_name="archive",
        partitions_def=MONTHS,
        deps=[upstream],
        pool=network_pool(network),
        retry_policy=RETRY,
        freshness_policy=MONTHLY_FRESHNESS,
        kinds={"warc"},
        required_resource_keys={"world"},
        description=f"Pages de {NETWORKS[network].MANIFEST.label} : requêtes, réponses et échecs du mois.",
    )
    def archive_network(context: dg.AssetExecutionContext, config: VisitConfig) -> dg.MaterializeResult[None]:
        with visiting(context) as world:
            day = None if config.on is None else date.fromisoformat(config.on)
            report = collect.collect_network(world, month_of(context.partition_key), network, day)
        return dg.MaterializeResult(metadata=metadata_of(report))

    return archive_network


@dg.asset(
    key=["archive", "retention"],
    group_name="archive",
    pool=WRITER_POOL,
    kinds={"warc"},
    required_resource_keys={"world"},
    description="Réponses effacées au terme que fixent les conditions des interfaces ; textes effacés à 90 jours.",
)
def archive_retention(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    with visiting(context) as world:
        report = purge.purge(world, world.now)
    return dg.MaterializeResult(metadata=metadata_of(report))


ASSETS = [archive_lists, archive_retention, *(_archive_asset(network) for network in sorted(NETWORKS))]
