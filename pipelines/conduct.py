"""Runs the steps of some months, and tells how they ended: what several commands have in common."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipelines.config import PROJECT_ROOT, Settings
from pipelines.console import console, tell_outcomes
from pipelines.model.errors import BarometreError
from pipelines.model.months import Month

if TYPE_CHECKING:
    from pipelines.orchestration.run import StepOutcome


def networks_named(asked: list[str] | None) -> list[str]:
    """The networks asked for, all of them by default.

    Raises:
        BarometreError: one is not known.
    """
    from pipelines.networks.registry import NETWORKS

    unknown = sorted(set(asked or ()) - set(NETWORKS))
    if unknown:
        raise BarometreError(f"réseau inconnu : {', '.join(unknown)} ; choisir parmi {', '.join(sorted(NETWORKS))}")
    return sorted(asked or NETWORKS)


def conduct(
    settings: Settings,
    months: list[Month],
    networks: list[str] | None,
    steps: Iterable[str],
    kind: str,
    *,
    publish: Month | None,
    keep_history: bool,
) -> bool:
    """Run the steps of each month, then publish one; True when nothing failed.

    `keep_history` writes the runs where the web UI looks for them (data/.dagster).
    """
    from pipelines.orchestration.run import Conductor, instance_of
    from pipelines.stages.show import RichProgress, collect_table
    from pipelines.stages.world import open_world

    chosen = networks_named(networks)
    ok = True
    os.chdir(PROJECT_ROOT)
    history = PROJECT_ROOT if keep_history else None
    with (
        RichProgress(console) as progress,
        open_world(settings, progress) as world,
        instance_of(history) as instance,
    ):
        conductor = Conductor(world, instance)
        plan = [(month, step) for month in months for step in steps if step == "collect"]
        plan += [(month, step) for month in months for step in steps if step != "collect"]
        plan += [(publish, "publish")] if publish else []
        outcomes: list[StepOutcome] = [conductor.reference()]
        ok = tell_outcomes(outcomes, 0.0)
        failed: set[Month] = set()
        for month, step in plan:
            if month in failed:
                continue
            started = time.monotonic()
            progress.begin(f"{month} {step}")
            world.summaries.clear()
            outcomes = conductor.step(step, month, chosen, kind)
            if not tell_outcomes(outcomes, time.monotonic() - started):
                ok = False
                failed.add(month)
            if world.summaries:
                console.print(collect_table(month, world.summaries))
            if step == "collect" and month not in failed and (month, "parse") in plan:
                conductor.read_ahead(month, chosen)
    return ok
