"""Runs the steps of some months, and tells how they ended: what several commands have in common."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from pipelines.config import PROJECT_ROOT, Settings
from pipelines.console import console, end_interrupted, tell_outcomes
from pipelines.model.errors import InputError
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import PARIS, Month

if TYPE_CHECKING:
    from pipelines.orchestration.run import StepOutcome
    from pipelines.stages.world import World


@dataclass(slots=True)
class Conducted:
    """How the steps ended: the exit code, each run, the lists of members that could not be read, and the months of
    which a step failed or was not begun."""

    code: ExitCode = ExitCode.DONE
    outcomes: list[StepOutcome] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    failed: set[Month] = field(default_factory=set)

    def as_dict(self) -> dict[str, object]:
        """For `--json`: `exit_code`, `refused` (by list), and `steps` (step, months, success, problems, errors…)."""
        steps = [{**asdict(one), "months": [str(month) for month in one.months]} for one in self.outcomes]
        return {"exit_code": int(self.code), "refused": self.refused, "steps": steps}


def networks_named(asked: list[str] | None) -> list[str]:
    """The networks asked for, all of them by default.

    Raises:
        InputError: one is not known.
    """
    from pipelines.networks.registry import NETWORKS

    unknown = sorted(set(asked or ()) - set(NETWORKS))
    if unknown:
        raise InputError(f"réseau inconnu : {', '.join(unknown)} ; choisir parmi {', '.join(sorted(NETWORKS))}")
    return sorted(asked or NETWORKS)


def check_months(months: Iterable[Month]) -> None:
    """Refuse what is no month of the barometer: before its first, or not begun.

    Raises:
        InputError: one is not; says from when to when they go.
    """
    from pipelines.orchestration.partitions import FIRST_MONTH

    last = Month.of(datetime.now(PARIS).date())
    for month in months:
        if month > last:
            raise InputError(f"{month} n’a pas commencé : le dernier mois que l’on peut demander est {last}")
        if month < FIRST_MONTH:
            raise InputError(f"{month} : le premier mois du baromètre est {FIRST_MONTH}")


def _check_order(settings: Settings, months: Sequence[Month], steps: Collection[str]) -> None:
    """Refuse at once what a step would only refuse after minutes, for the one before it was not done.

    Raises:
        InputError: a month was not collected, not read, or is long past.
    """
    from pipelines.stages.status import is_read
    from pipelines.stages.world import World

    world = World(settings)
    for month in months:
        is_collected = (settings.archive_dir / str(month)).is_dir()
        if "collect" in steps:
            if not settings.is_simulated and not is_collected and month < world.present.plus(-1):
                raise InputError(
                    f"{month} est passé, et les pages d’aujourd’hui ne diraient rien de lui : barometre backfill relit "
                    "les archives du web, barometre import apporte des relevés"
                )
        elif "parse" in steps and not is_collected:
            raise InputError(f"{month} n’est pas collecté : barometre collect --month {month} d’abord")
        elif "compute" in steps and "parse" not in steps and not is_read(world, month):
            raise InputError(f"{month} n’est pas lu : barometre parse --month {month} d’abord")


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

    DONE: all was done; FAILED: a step or a gate failed (or what the first error that a step met says, WRONG_INPUT or
    NOT_READY); WRONG_INPUT too where all was done, on an earlier list of members, for the given one cannot be read.
    After tables of reference that could not be loaded, or a refusal of the machine, nothing more is begun.
    `keep_history` writes the runs where the web UI looks for them (data/.dagster).
    """
    from pipelines.orchestration.run import Conductor, instance_of
    from pipelines.stages.show import RichProgress, collect_table
    from pipelines.stages.world import open_world

    chosen = networks_named(networks)
    check_months(months)
    _check_order(settings, months, steps)
    os.chdir(PROJECT_ROOT)
    history = PROJECT_ROOT if keep_history else None
    with (
        RichProgress(console) as progress,
        open_world(settings, progress) as world,
        instance_of(history) as instance,
    ):
        conductor, done = Conductor(world, instance, end_interrupted), Conducted()

        def told(what: str, run: Callable[[], list[StepOutcome]]) -> None:
            progress.begin(what)
            world.summaries.clear()
            outcomes = run()
            tell_outcomes(outcomes)
            done.outcomes += outcomes
            for outcome in outcomes:
                is_the_end = not outcome.success and (not outcome.months or outcome.exit_code == ExitCode.NOT_READY)
                done.failed.update(months if is_the_end else () if outcome.success else outcome.months)

        told("reference", lambda: [conductor.reference()])
        for month, step in [(month, step) for step in ("collect", "parse") if step in steps for month in months]:
            if month in done.failed:
                continue
            told(f"{month} {step}", partial(conductor.step, step, month, chosen, kind))
            if world.summaries:
                console.print(collect_table(month, world.summaries))
            if step == "collect" and month not in done.failed and "parse" in steps:
                conductor.read_ahead(month, chosen)
        if "compute" in steps and (left := [month for month in months if month not in done.failed]):
            told("compute", partial(conductor.compute, left))
        for month in [publish] if publish else months if "publish" in steps else []:
            if month not in done.failed:
                told(f"{month} publish", partial(conductor.step, "publish", month, chosen, kind))
    return _told(done, world)


def _told(done: Conducted, world: World) -> Conducted:
    done.refused = dict(world.refused)
    for told in done.refused.values():
        console.print(f"[bold red]Liste refusée[/] : {told}", highlight=False)
    codes = [outcome.exit_code or ExitCode.FAILED for outcome in done.outcomes if not outcome.success]
    if codes:
        done.code = codes[0]
    elif done.refused:
        done.code = ExitCode.WRONG_INPUT
    return done
