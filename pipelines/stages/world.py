"""The world of a run: which web is visited, at what instant, with which tokens, for which roster."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.config import VERSION, Settings
from pipelines.fetch.client import Client, user_agent
from pipelines.fetch.clock import VirtualClock
from pipelines.fetch.crawl import Progress
from pipelines.fetch.politeness import Mark, Pacer
from pipelines.fetch.summary import RunSummary
from pipelines.fetch.tokens import Budgets, Tokens
from pipelines.fetch.web import live_client_parts
from pipelines.model.months import PARIS, Month
from pipelines.networks import registry, wayback
from pipelines.replica.gateway import GatewayTransport
from pipelines.replica.process import running_replica
from pipelines.replica.scene_names import today_for
from pipelines.roster import cog, manual
from pipelines.roster.corrections import read_corrections
from pipelines.roster.lists import ListReading
from pipelines.stages.report import StepReport
from pipelines.warehouse.lake import shards

SITE_PACE = 5.0
LIST_PACES = {"api-lannuaire.service-public.gouv.fr": 1.0, "query.wikidata.org": 1.0}
_START_HOUR = 16
_SIMULATED_PRESENT = Month(2026, 10)


@dataclass(slots=True)
class World:
    """Opened once per process. `replica_url` is set in the simulated world only.

    `summaries` are those of the last crawl of each archive partition, by its name, for who started the run; `reading`
    are the partitions that worker processes are reading ahead (see `parse.read_ahead`); `marks` are the pace of hosts
    that several partitions of one day share, so that the next one goes on from there; `lists` is the last reading of
    the lists, with what it was made from (see `roster.read_lists`); `refused` says of each list of members that could
    not be read, by its name, which earlier one the run went by.
    """

    settings: Settings
    replica_url: str | None = None
    progress: Progress | None = None
    summaries: dict[str, RunSummary] = field(default_factory=dict)
    reading: dict[tuple[Month, str], Future[StepReport]] = field(default_factory=dict)
    marks: dict[date, dict[str, Mark]] = field(default_factory=dict)
    lists: tuple[object, list[ListReading]] | None = None
    refused: dict[str, str] = field(default_factory=dict)
    _pool: ProcessPoolExecutor | None = None

    @property
    def workers(self) -> ProcessPoolExecutor:
        """One process per core, for what reads many pages; started when it is first needed, stopped with the world.

        They give way to the crawl (`nice`), which they run beside, and leave Ctrl-C to who started them.
        """
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(os.cpu_count() or 1, mp_context=context, initializer=_begin_worker)
        return self._pool

    def remember(self, day: date, pacer: Pacer) -> None:
        """Keep the pace of shared hosts for the other partitions that are visited on the same day."""
        hosts = {wayback.HOST, *registry.shared_hosts()}
        found = {host: mark for host in hosts if (mark := pacer.mark(host)) is not None}
        self.marks.setdefault(day, {}).update(found)

    def close(self) -> None:
        """Stop the worker processes."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    @property
    def archive_dir(self) -> Path:
        return self.settings.archive_dir

    @property
    def lake_dir(self) -> Path:
        return self.settings.lake_dir

    def roster_id(self, month: Month) -> str:
        """The roster in force for a month: the chosen one, else that of the month and of the world."""
        chosen = self.settings.roster
        if chosen and chosen.endswith(".csv"):
            return Path(chosen).stem
        vintages = cog.vintages(self.settings.reference_dir)
        return cog.roster_for_month(month, is_simulated=self.settings.is_simulated, chosen=chosen, vintages=vintages)

    def has_roster(self, month: Month) -> bool:
        """Whether a list was put in force for a month: it was collected, or something was brought for it."""
        return bool(shards(self.lake_dir, "roster.months", month))

    def roster_file(self, month: Month) -> Path | None:
        """The file that the roster of a month is read from, None for one that is computed."""
        chosen = self.settings.roster
        if chosen and chosen.endswith(".csv"):
            return Path(chosen)
        path = self.settings.reference_dir / "rosters" / f"{self.roster_id(month)}.csv"
        return path if path.is_file() else None

    def members(self, month: Month) -> tuple[pl.DataFrame, list[str]]:
        """Rows of roster.members in force, and what was left out of a hand-made list.

        Raises:
            InputError: the roster file is not readable as a whole.
        """
        chosen = self.settings.roster
        if chosen and chosen.endswith(".csv"):
            frame, errors = manual.read_roster_csv(Path(chosen), cog.load_geography(self.settings.reference_dir))
            return frame, [str(error) for error in errors]
        return cog.load_roster(self.settings.reference_dir, self.roster_id(month)), []

    def token(self, network: str) -> str | None:
        """The token of a network, or None. In the simulated world the one of X is at hand unless a setting says
        otherwise (an empty one is none at all, a wrong one is refused)."""
        token = self.settings.token(network)
        if token is None and self.settings.is_simulated and network == "x":
            return "replica-x"
        return token or None

    @property
    def access(self) -> frozenset[str]:
        """Names of the tokens that are set, and of what the operator declared: what opens doors."""
        return self.settings.declared | {name for name in registry.tokens() if self.token(name)}

    @property
    def present(self) -> Month:
        """The month that it is now; in the simulated world, the last one that the replica serves."""
        return _SIMULATED_PRESENT if self.settings.is_simulated else Month.of(datetime.now(PARIS).date())

    @property
    def now(self) -> datetime:
        """The instant that it is, in UTC; in the simulated world, the last one of `present`."""
        return self.present.reference_instant() if self.settings.is_simulated else datetime.now(UTC)

    def client(self, day: date, paces: Mapping[str, float] | None = None) -> Client:
        """A polite client on the web of this world; `paces` replace those of some hosts.

        Live, it waits; simulated, its clock starts at 16:00 UTC on `day` and is moved by the
        pace of each host alone.
        """
        contact, concurrency = self.settings.contact, self.settings.concurrency
        manners: dict[str, Any] = {
            "paces": {**LIST_PACES, **registry.paces(), **(paces or {})},
            "default_pace": SITE_PACE,
            "tokens": self._tokens(),
            "concurrency": concurrency,
        }
        if self.replica_url is None:
            live = live_client_parts(version=VERSION, contact=contact, concurrency=concurrency)
            return Client(live.transport, live.clock, user_agent=live.user_agent, guard=live.guard, **manners)
        clock = VirtualClock(datetime(day.year, day.month, day.day, _START_HOUR, tzinfo=UTC))
        return Client(GatewayTransport(self.replica_url), clock, user_agent=user_agent(VERSION, contact), **manners)

    def _tokens(self) -> Tokens:
        known = registry.tokens().values()
        return Tokens(
            self.token,
            {token.name: (token.header, token.form) for token in known},
            Budgets(
                {token.name: float(token.daily_units) for token in known if token.daily_units is not None},
                self.settings.data / "budgets",
            ),
        )


def spare_collector() -> None:
    """Look for cycles rarely, and never among what is loaded by now: a crawl of thousands of pages makes few of them,
    and looking at all that a process holds again and again took a quarter of its time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _begin_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(10)
    spare_collector()


def _end_with_parent() -> None:
    """A process that is killed stops no worker: each of them would wait for work for ever."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


@contextmanager
def open_world(settings: Settings, progress: Progress | None = None) -> Iterator[World]:
    """The world of `settings`; starts a replica when the simulated one is asked for and none is named.

    Raises:
        InputError: the file of corrections is wrong; nothing is begun with decisions that cannot be read.
    """
    read_corrections(settings.corrections_path)
    with ExitStack() as stack:
        url = None
        if settings.is_simulated:
            url = settings.replica_url or stack.enter_context(running_replica(today=today_for(settings.roster)))
        spare_collector()
        world = World(settings, url, progress)
        stack.callback(world.close)
        yield world
