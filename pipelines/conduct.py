"""Runs the steps of some months, and tells how they ended: what several commands have in common."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from pipelines.config import PROJECT_ROOT, Settings
from pipelines.console import console, tell_outcomes
from pipelines.model.errors import BarometreError
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month

if TYPE_CHECKING:
    from pipelines.orchestration.run import StepOutcome
    from pipelines.stages.world import World


@dataclass(slots=True)
class Conducted:
    """How the steps ended: the exit code, each run, and the lists of members that could not be read."""

    code: ExitCode = ExitCode.DONE
    outcomes: list[StepOutcome] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> set[Month]:
        """The months of which a step failed."""
        return {month for outcome in self.outcomes if not outcome.success for month in outcome.months}

    def as_dict(self) -> dict[str, object]:
        """For `--json`: `exit_code`, `refused` (by list), and `steps` (step, months, success, problems, errors…)."""
        steps = [{**asdict(one), "months": [str(month) for month in one.months]} for one in self.outcomes]
        return {"exit_code": int(self.code), "refused": self.refused, "steps": steps}


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
    steps: Collection[str],
    kind: str,
    *,
    publish: Month | None,
    keep_history: bool,
) -> Conducted:
    """Run the steps of each month, then publish one; says how they ended.

    DONE: all was done; FAILED: a step or a gate failed; WRONG_INPUT: all was done, on an earlier list of members, for
    the given one cannot be read. `keep_history` writes the runs where the web UI looks for them (data/.dagster).
    """
    from pipelines.orchestration.run import Conductor, instance_of
    from pipelines.stages.show import RichProgress, collect_table
    from pipelines.stages.world import open_world

    chosen = networks_named(networks)
    os.chdir(PROJECT_ROOT)
    history = PROJECT_ROOT if keep_history else None
    with (
        RichProgress(console) as progress,
        open_world(settings, progress) as world,
        instance_of(history) as instance,
    ):
        conductor, done = Conductor(world, instance), Conducted()
        done.outcomes.append(conductor.reference())
        tell_outcomes(done.outcomes)
        failed: set[Month] = set()

        def told(what: str, run: Callable[[], list[StepOutcome]]) -> None:
            progress.begin(what)
            world.summaries.clear()
            outcomes = run()
            tell_outcomes(outcomes)
            done.outcomes += outcomes
            failed.update(month for outcome in outcomes if not outcome.success for month in outcome.months)

        for month, step in [(month, step) for step in ("collect", "parse") if step in steps for month in months]:
            if month in failed:
                continue
            told(f"{month} {step}", partial(conductor.step, step, month, chosen, kind))
            if world.summaries:
                console.print(collect_table(month, world.summaries))
            if step == "collect" and month not in failed and "parse" in steps:
                conductor.read_ahead(month, chosen)
        if "compute" in steps and (left := [month for month in months if month not in failed]):
            told("compute", partial(conductor.compute, left))
        for month in [publish] if publish else months if "publish" in steps else []:
            if month not in failed:
                told(f"{month} publish", partial(conductor.step, "publish", month, chosen, kind))
    return _told(done, world)


def _told(done: Conducted, world: World) -> Conducted:
    done.refused = dict(world.refused)
    for told in done.refused.values():
        console.print(f"[bold red]Liste refusée[/] : {told}", highlight=False)
    if not all(outcome.success for outcome in done.outcomes):
        done.code = ExitCode.FAILED
    elif done.refused:
        done.code = ExitCode.WRONG_INPUT
    return done
