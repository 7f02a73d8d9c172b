"""Crawl assets: what is fetched, month by month. They hand over paths of the archive, never rows."""

import dagster as dg

from pipelines.networks.registry import NETWORKS
from pipelines.orchestration.assets.common import MONTHLY_FRESHNESS, RETRY, metadata_of, network_pool, visiting
from pipelines.orchestration.partitions import MONTHS, month_of
from pipelines.stages import collect


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
    def archive_network(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with visiting(context) as world:
            report = collect.collect_network(world, month_of(context.partition_key), network)
        return dg.MaterializeResult(metadata=metadata_of(report))

    return archive_network


ASSETS = [archive_lists, *(_archive_asset(network) for network in sorted(NETWORKS))]
