"""Partitions: the month, and the month × the network. `MONTHS` begins with the study of 2012."""

from __future__ import annotations

import warnings
from typing import Final

import dagster as dg

from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS

FIRST_MONTH: Final = Month(2012, 3)
MONTHS = dg.MonthlyPartitionsDefinition(
    start_date=FIRST_MONTH.first_day.isoformat(), timezone="Europe/Paris", end_offset=1
)
MONTH_NETWORKS = dg.MultiPartitionsDefinition(
    {"month": MONTHS, "network": dg.StaticPartitionsDefinition(sorted(NETWORKS))}
)
with warnings.catch_warnings():
    warnings.simplefilter("ignore", category=dg.BetaWarning)
    BY_MONTH = dg.MultiToSingleDimensionPartitionMapping("month")
    YEAR_BEFORE = dg.TimeWindowPartitionMapping(
        start_offset=-12, end_offset=0, allow_nonexistent_upstream_partitions=True
    )


def month_of(key: str) -> Month:
    """The month of a partition key: `2026-10-01`."""
    return Month.parse(key)


def month_and_network(key: str) -> tuple[Month, str]:
    """Month and network of a key of `MONTH_NETWORKS`: `2026-10-01|facebook`."""
    found = MONTH_NETWORKS.get_partition_key_from_str(key).keys_by_dimension
    return Month.parse(found["month"]), found["network"]


def month_key(month: Month) -> str:
    return month.first_day.isoformat()
