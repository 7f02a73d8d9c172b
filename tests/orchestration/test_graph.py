"""The whole graph against its snapshot, so that nothing changes unnoticed.

`python tests/orchestration/test_graph.py` writes the snapshot again; the difference is read in the commit.
"""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.networks.registry import NETWORKS

SNAPSHOT = Path(__file__).with_name("graph.json")


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    from pipelines.definitions import defs

    return defs


def describe(defs: dg.Definitions) -> dict[str, Any]:
    """Keys, dependencies, groups, partitions, pools, checks, jobs and schedules of the code location."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        repository = defs.get_repository_def()
        graph = repository.asset_graph
        assets = {}
        for key in sorted(graph.get_all_asset_keys()):
            node = graph.get(key)
            assets[key.to_user_string()] = {
                "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
                "group": node.group_name,
                "partitions": type(node.partitions_def).__name__ if node.partitions_def else None,
                "pools": sorted(node.pools or ()),
                "is_fresh_by": node.freshness_policy is not None,
            }
        checks = {
            f"{check.asset_key.to_user_string()}:{check.name}": bool(graph.get_check_spec(check).blocking)
            for check in sorted(graph.asset_check_keys)
        }
        jobs = {
            job.name: sorted(key.to_user_string() for key in job.asset_layer.selected_asset_keys)
            for job in repository.get_all_jobs()
            if not job.name.startswith("__")
        }
        schedules = {
            schedule.name: [schedule.cron_schedule, schedule.execution_timezone, schedule.job_name]
            for schedule in repository.schedule_defs
        }
    return {
        "assets": assets,
        "checks": checks,
        "jobs": dict(sorted(jobs.items())),
        "schedules": dict(sorted(schedules.items())),
    }


def test_the_graph_is_its_snapshot(defs: dg.Definitions) -> None:
    assert describe(defs) == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_table_of_the_dictionary_is_an_asset(defs: dg.Definitions) -> None:
    assets = set(describe(defs)["assets"])
    assert {name.replace(".", "/") for name in TABLES} <= assets


def test_one_writer_and_one_pool_per_network(defs: dg.Definitions) -> None:
    assets = describe(defs)["assets"]
    for name in NETWORKS:
        assert assets[f"archive/{name}"]["pools"] == [f"network_{name}"]
    writers = [facts for name, facts in assets.items() if name.startswith(("observations/", "barometer/", "roster/"))]
    assert all(facts["pools"] == ["duckdb_write"] for facts in writers)


def test_every_check_blocks(defs: dg.Definitions) -> None:
    checks = describe(defs)["checks"]
    assert checks and all(checks.values())


@pytest.mark.parametrize(
    ("schedule", "moment", "month", "kind"),
    [
        ("collect_when_the_month_closes", datetime(2026, 10, 31, 23, 30, tzinfo=UTC), "2026-10-01", None),
        ("provisional_edition", datetime(2026, 11, 3, 5, 0, tzinfo=UTC), "2026-10-01", "provisional"),
        ("definitive_edition", datetime(2026, 11, 10, 5, 0, tzinfo=UTC), "2026-10-01", "definitive"),
    ],
)
def test_schedules_ask_for_the_month_that_closed(
    defs: dg.Definitions, schedule: str, moment: datetime, month: str, kind: str | None
) -> None:
    found = defs.get_repository_def().get_schedule_def(schedule)
    with (
        dg.DagsterInstance.ephemeral() as instance,
        dg.build_schedule_context(
            instance=instance, scheduled_execution_time=moment, repository_def=defs.get_repository_def()
        ) as context,
    ):
        (request,) = found.evaluate_tick(context).run_requests or ()
    assert request.partition_key == month
    if kind:
        assert {op["config"]["kind"] for op in request.run_config["ops"].values()} == {kind}


@pytest.mark.filterwarnings("ignore:Non-compliant tag keys:DeprecationWarning")  # Dagster's own multi-partition tags
def test_parse_schedule_covers_every_network(defs: dg.Definitions) -> None:
    found = defs.get_repository_def().get_schedule_def("parse_before_the_provisional_edition")
    moment = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
    with (
        dg.DagsterInstance.ephemeral() as instance,
        dg.build_schedule_context(
            instance=instance, scheduled_execution_time=moment, repository_def=defs.get_repository_def()
        ) as context,
    ):
        requests = found.evaluate_tick(context).run_requests or ()
    assert {request.partition_key for request in requests} == {f"2026-10-01|{name}" for name in NETWORKS}
    assert Month.parse("2026-10").reference_instant() < moment


if __name__ == "__main__":
    from pipelines.definitions import defs as current

    SNAPSHOT.write_text(json.dumps(describe(current), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
