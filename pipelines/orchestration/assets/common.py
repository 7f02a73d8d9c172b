"""What every asset shares: retry policy, freshness, and how a step report becomes metadata."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import dagster as dg

from pipelines.model.errors import BarometreError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.orchestration.partitions import month_of
from pipelines.stages.report import StepReport
from pipelines.stages.world import World

WRITER_POOL = "duckdb_write"
RETRY = dg.RetryPolicy(max_retries=2, delay=10, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
MONTHLY_FRESHNESS = dg.FreshnessPolicy.time_window(fail_window=timedelta(days=35), warn_window=timedelta(days=33))


@contextmanager
def visiting(context: dg.AssetExecutionContext) -> Iterator[World]:
    """The world of the run. An error of ours is final (the same input gives it again); any other one is retried."""
    try:
        yield context.resources.world
    except BarometreError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from error


def months_in(keys: Sequence[str], world: World) -> list[Month]:
    """The months of a run by its partition keys, in order: of a range, those that were collected."""
    months = sorted(map(month_of, keys))
    return months if len(months) == 1 else [month for month in months if world.has_roster(month)]


def network_pool(network: str) -> str:
    """One pool of size 1 per network, so that the pace per host holds over every run."""
    return f"network_{network}"


def metadata_of(report: StepReport, table: str | None = None) -> dict[str, dg.MetadataValue]:
    """Counts, problems, facts and a table preview of one step."""
    found: dict[str, dg.MetadataValue] = {}
    rows = report.rows.get(table) if table else sum(report.rows.values())
    if rows is not None:
        found["dagster/row_count"] = dg.MetadataValue.int(rows)
    if table is None:
        found |= {f"rows {name}": dg.MetadataValue.int(count) for name, count in sorted(report.rows.items())}
    for name, fact in report.facts.items():
        found[name] = dg.MetadataValue.int(fact) if isinstance(fact, int) else dg.MetadataValue.text(str(fact))
    if report.problems:
        found["problems"] = dg.MetadataValue.md("\n".join(f"* {problem}" for problem in report.problems))
    if report.preview is not None:
        found["preview"] = dg.MetadataValue.md(report.preview_markdown())
    return found


def table_spec(full_name: str, **more: Any) -> dict[str, Any]:
    """Keyword arguments of an asset or AssetSpec that is a table of the field dictionary."""
    table = TABLES[full_name]
    columns = [dg.TableColumn(field.name, field.type.lower(), description=field.text_fr) for field in table.fields]
    return {
        "key": [table.layer, table.name],
        "group_name": table.layer,
        "description": table.text_fr,
        "metadata": {"dagster/column_schema": dg.TableSchema(columns=columns)},
        "kinds": {"duckdb"},
        **more,
    }
