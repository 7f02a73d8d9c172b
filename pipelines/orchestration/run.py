"""A month through Dagster, in process: what `barometre run` and `barometre demo` call."""

from __future__ import annotations

import contextvars
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

import dagster as dg

from pipelines.model import errors
from pipelines.model.exit_codes import ExitCode
from pipelines.model.months import Month
from pipelines.model.refusals import refusal
from pipelines.networks.registry import NETWORKS
from pipelines.orchestration.build import build_defs
from pipelines.orchestration.partitions import month_key
from pipelines.orchestration.schedules import edition_config
from pipelines.stages import parse
from pipelines.stages.world import World
from pipelines.warehouse.connect import kept_open

STEPS: Final = ("collect", "parse", "compute", "publish")
_QUIET: Final = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_SHORT_STEPS: Final = ("parse", "compute")
_RANGE: Final = "dagster/asset_partition_range_"
_MONTHS_TOGETHER: Final = 12
_OURS: Final = f"{errors.__name__}."
_GLANCE: Final = 0.2  # seconds: a signal that another thread took is seen no sooner
_OF_CHECKS: Final = "DagsterAssetCheckFailedError"


@dataclass(slots=True)
class StepOutcome:
    """How one Dagster run ended: what it said of itself, the checks that failed, the errors it met, and the exit code
    that these are worth (a check that failed is a gate)."""

    step: str
    months: tuple[Month, ...]
    success: bool
    run_id: str
    seconds: float
    problems: list[str] = field(default_factory=list)
    failed_checks: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    exit_code: ExitCode = ExitCode.DONE

    @property
    def label(self) -> str:
        """The months of the run, in a few characters."""
        return ", ".join(map(str, self.months))


@contextmanager
def instance_of(root: Path | None) -> Iterator[dg.DagsterInstance]:
    """The instance that dagster.yaml in `root` describes, or one that leaves nothing behind."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=dg.BetaWarning)
        if root is None:
            with dg.DagsterInstance.ephemeral() as instance:
                yield instance
        else:
            with dg.DagsterInstance.from_config(str(root)) as instance:
                yield instance


class Conductor:
    """Runs steps of months in one process, on one world and one Dagster instance.

    Ctrl-C while a step runs calls `interrupted`, which ends the process: what a step began goes on in its thread.
    """

    def __init__(
        self, world: World, instance: dg.DagsterInstance, interrupted: Callable[[], NoReturn] | None = None
    ) -> None:
        self.interrupted = interrupted
        self.instance = instance
        self.world = world
        defs = build_defs(world=world)
        self.assets: list[Any] = [*(defs.assets or []), *(defs.asset_checks or [])]
        self.resources = dict(defs.resources or {})

    def reference(self) -> StepOutcome:
        """Load the reference tables."""
        return self._run("reference", [], dg.AssetSelection.groups("reference"), {})

    def step(self, name: str, month: Month, networks: Sequence[str], kind: str) -> list[StepOutcome]:
        """One step of one month; `parse` of all networks is a single run over their partitions."""
        editions = dg.AssetSelection.groups("edition")
        calls: dict[str, Callable[[], list[StepOutcome]]] = {
            "collect": lambda: [self._collect(month, networks)],
            "parse": lambda: self._parse(month, networks),
            "compute": lambda: self.compute([month]),
            "publish": lambda: [
                self._run("publish", [month], editions, self._month(month), edition_config(kind)),
            ],
        }
        return calls[name]()

    def compute(self, months: Sequence[Month]) -> list[StepOutcome]:
        """Attribute and compute some months, those of a year in one run: the SELECTs cost as much for one as for all.

        Where such a run fails each of its months is run alone, so that none holds up the others.
        """
        selection = dg.AssetSelection.groups("attribution", "barometer")
        outcomes = []
        for together in _by_year(months):
            outcome = self._run("compute", together, selection, self._range(together[0], together[-1]))
            alone = [] if outcome.success or len(together) == 1 else together
            outcomes += [self._run("compute", [month], selection, self._month(month)) for month in alone] or [outcome]
        return outcomes

    def read_ahead(self, month: Month, networks: Sequence[str]) -> None:
        """Let worker processes read what was collected for a month while the next one is collected."""
        parse.read_ahead(self.world, month, networks)

    def revisit(self, month: Month, networks: Sequence[str], on: date) -> StepOutcome:
        """One more visit of the accounts of a month, on a day."""
        chosen = [name for name in networks if name != "website"]
        selection = dg.AssetSelection.assets(*(["archive", name] for name in chosen))
        config: dict[str, object] = {"ops": {f"archive__{name}": {"config": {"on": on.isoformat()}} for name in chosen}}
        return self._run("revisit", [month], selection, self._month(month), config)

    def _collect(self, month: Month, networks: Sequence[str]) -> StepOutcome:
        archives = [["archive", name] for name in ("lists", "website", *networks)]
        selection = dg.AssetSelection.groups("roster") | dg.AssetSelection.assets(*archives)
        return self._run("collect", [month], selection, self._month(month))

    def _parse(self, month: Month, networks: Sequence[str]) -> list[StepOutcome]:
        selection = dg.AssetSelection.groups("observations")
        if set(networks) == set(NETWORKS):
            first, last = (f"{month_key(month)}|{name}" for name in (min(networks), max(networks)))
            return [self._run("parse", [month], selection, {"tags": {f"{_RANGE}start": first, f"{_RANGE}end": last}})]
        return [
            self._run(
                f"parse {name}",
                [month],
                selection,
                {"partition_key": dg.MultiPartitionKey({"month": month_key(month), "network": name})},
            )
            for name in networks
        ]

    @staticmethod
    def _month(month: Month) -> dict[str, Any]:
        return {"partition_key": month_key(month)}

    @classmethod
    def _range(cls, first: Month, last: Month) -> dict[str, Any]:
        if first == last:
            return cls._month(first)
        return {"tags": {f"{_RANGE}start": month_key(first), f"{_RANGE}end": month_key(last)}}

    def _run(
        self,
        step: str,
        months: Sequence[Month],
        selection: dg.AssetSelection,
        partition: dict[str, Any],
        config: dict[str, object] | None = None,
    ) -> StepOutcome:
        started = time.monotonic()
        keeping = kept_open(self.world.settings.warehouse_path) if step in _SHORT_STEPS else nullcontext()
        with warnings.catch_warnings(), keeping:
            warnings.simplefilter("ignore", category=dg.BetaWarning)
            result = self._apart(
                lambda: dg.materialize(
                    self.assets,
                    selection=selection | selection.required_multi_asset_neighbors(),
                    resources=self.resources,
                    instance=self.instance,
                    run_config={**_QUIET, **(config or {})},
                    raise_on_error=False,
                    **partition,
                )
            )
        return _outcome(step, months, result, time.monotonic() - started)

    def _apart(self, run: Callable[[], dg.ExecuteInProcessResult]) -> dg.ExecuteInProcessResult:
        """Run in a thread of its own. In the main one Dagster raises Ctrl-C inside whatever task runs, and a crawl
        takes that for an answer that failed."""
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(contextvars.copy_context().run, run)
            try:
                while not wait([running], _GLANCE).done:
                    pass
            except KeyboardInterrupt:
                if self.interrupted is not None:
                    self.interrupted()
                raise
            return running.result()


def _by_year(months: Sequence[Month]) -> list[list[Month]]:
    """Months in order, cut where more than a year lies between the first and the next."""
    groups: list[list[Month]] = []
    for month in sorted(set(months)):
        if groups and groups[-1][0].distance(month) <= _MONTHS_TOGETHER:
            groups[-1].append(month)
        else:
            groups.append([month])
    return groups


def _outcome(step: str, months: Sequence[Month], result: dg.ExecuteInProcessResult, seconds: float) -> StepOutcome:
    outcome = StepOutcome(step, tuple(months), result.success, result.run_id, seconds)
    for event in result.get_asset_materialization_events():
        found = event.materialization.metadata.get("problems")
        if found is not None:
            lines = [line.removeprefix("* ") for line in str(found.value).splitlines()]
            outcome.problems += [line for line in lines if line not in outcome.problems]
    for evaluation in result.get_asset_check_evaluations():
        if not evaluation.passed:
            report = evaluation.metadata.get("report")
            outcome.failed_checks.append(
                f"{evaluation.check_name}\n{report.value if report else evaluation.description}"
            )
    for event in result.get_step_failure_events():
        if event.step_failure_data.error is not None:
            told, code = _root(event.step_failure_data.error)
            if not (outcome.failed_checks and _OF_CHECKS in told):
                outcome.errors.append(told)
                outcome.exit_code = outcome.exit_code or code
    if not outcome.success and (outcome.failed_checks or not outcome.exit_code):
        outcome.exit_code = ExitCode.FAILED
    return outcome


def _root(error: Any) -> tuple[str, ExitCode]:
    """The message of our own error in the chain and its exit code, or that of its first cause with its class; without
    Dagster's wrapping."""
    while True:
        message = str(error.message).strip()
        head, _, rest = message.partition(": ")
        if head.startswith(_OURS):
            kind = getattr(errors, head.removeprefix(_OURS))
            return rest, kind.exit_code
        if error.cause is None:
            refused = refusal(message)
            return (message, ExitCode.FAILED) if refused is None else (refused, ExitCode.NOT_READY)
        error = error.cause
