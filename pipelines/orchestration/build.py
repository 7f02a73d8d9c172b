"""The code location: assets, checks, jobs, schedules and resources. A test builds it with its own world."""

from __future__ import annotations

import warnings

import dagster as dg

from pipelines.config import Settings
from pipelines.stages.world import World


def build_defs(settings: Settings | None = None, world: World | None = None) -> dg.Definitions:
    """Everything Dagster shows. `world` overrides the one that the environment would open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=dg.BetaWarning)
        warnings.simplefilter("ignore", category=dg.PreviewWarning)
        from pipelines.orchestration.assets import barometer, collect, edition, parse, reference, roster
        from pipelines.orchestration.checks import CHECKS
        from pipelines.orchestration.resources import world_resource
        from pipelines.orchestration.schedules import JOBS, SCHEDULES

        return dg.Definitions(
            assets=[
                *reference.ASSETS,
                *collect.ASSETS,
                *roster.ASSETS,
                *parse.ASSETS,
                *barometer.ASSETS,
                *edition.ASSETS,
            ],
            asset_checks=CHECKS,
            jobs=JOBS,
            schedules=SCHEDULES,
            resources={"world": world_resource(settings, world)},
            executor=dg.in_process_executor,
        )
