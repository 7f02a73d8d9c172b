"""A crawl: planned requests, what follows from their answers, and the archive of it all.

One worker per host, its requests one after the other. What follows on the same host joins its queue at once; what
follows on another host waits for the next wave, so that the order of requests on each host, and with it their
instants, depends on the plan and the answers alone and never on which host happened to be faster.

A request that the archive holds is not asked again: its capture is given to `follow` from there. That is all there is
to resuming: the plan is run again, and what was done is found done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from pipelines.fetch.archive import PartitionArchive
from pipelines.fetch.client import Client, Fetched
from pipelines.fetch.guard import host_of
from pipelines.fetch.robots import Robots
from pipelines.fetch.summary import RunSummary
from pipelines.model.records import Capture, Request

HOSTS_AT_ONCE: Final = 512

Follow = Callable[[Capture], Iterable[Request]]
Previous = Callable[[Request], Capture | None]
Reduce = Callable[[Capture], Capture]


class Progress(Protocol):
    """Told of the size of the crawl as it is discovered, and of each capture."""

    def planned(self, count: int) -> None: ...

    def done(self, capture: Capture) -> None: ...


async def crawl(
    requests: Iterable[Request],
    *,
    follow: Follow,
    archive: PartitionArchive,
    client: Client,
    progress: Progress | None = None,
    previous: Previous | None = None,
    api_hosts: Container[str] = (),
    reduce: Reduce | None = None,
) -> RunSummary:
    """Fetch `requests` and all that follows from them into `archive`, open for writing. Safe to cancel at any time.

    `follow` is called once per request, also for those found in the archive; requests with a key met before are left
    out. `previous` gives an earlier capture (of last month) to revalidate instead of fetching again. `api_hosts` are
    those whose robots.txt does not apply (see `Robots`). `reduce` gives what may be archived of a capture, where that
    is not all of it.

    Raises:
        ArchiveError: an archived capture cannot be read.
        ConfigError: a request cannot be sent as it is planned.
    """
    for host, mark in archive.marks.items():
        client.pacer.restore(host, mark)
    run = _Crawl(follow, archive, client, Robots(client, archive, api_hosts), progress, previous, reduce)
    run.summary.repairs.extend(archive.repairs)
    await run.all_waves(requests)
    run.summary.least_gaps.update(client.pacer.least_gaps)
    return run.summary


@dataclass(slots=True)
class _HostQueue:
    """The requests of one host in a wave, and those for other hosts that follow from them."""

    host: str
    waiting: deque[Request] = field(default_factory=deque)
    elsewhere: list[Request] = field(default_factory=list)


@dataclass(slots=True)
class _Crawl:
    follow: Follow
    archive: PartitionArchive
    client: Client
    robots: Robots
    progress: Progress | None
    previous: Previous | None
    reduce: Reduce | None = None
    summary: RunSummary = field(default_factory=RunSummary)
    seen: set[str] = field(default_factory=set)

    async def all_waves(self, requests: Iterable[Request]) -> None:
        wave = self._new(requests)
        while wave:
            queues: dict[str, _HostQueue] = {}
            for request in wave:
                host = host_of(request.url)
                queues.setdefault(host, _HostQueue(host)).waiting.append(request)
            await self._run(list(queues.values()))
            wave = self._new(request for queue in queues.values() for request in queue.elsewhere)
        for capture, is_resumed in self.robots.read:
            self.summary.add_robots(capture, is_resumed=is_resumed)

    def _new(self, requests: Iterable[Request]) -> list[Request]:
        """Those of `requests` that were not met before, each once."""
        found = []
        for request in requests:
            if request.key not in self.seen:
                self.seen.add(request.key)
                found.append(request)
        if self.progress is not None and found:
            self.progress.planned(len(found))
        return found

    async def _run(self, queues: list[_HostQueue]) -> None:
        """Empty the queues of a wave, at most HOSTS_AT_ONCE hosts at a time."""
        left = deque(queues)

        async def runner() -> None:
            while left:
                await self._serve(left.popleft())

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(HOSTS_AT_ONCE, len(queues))):
                    group.create_task(runner())
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None

    async def _serve(self, queue: _HostQueue) -> None:
        while queue.waiting:
            capture = await self._obtain(queue.waiting.popleft())
            following = list(self.follow(capture))
            queue.waiting.extend(self._new(request for request in following if host_of(request.url) == queue.host))
            queue.elsewhere.extend(request for request in following if host_of(request.url) != queue.host)

    async def _obtain(self, request: Request) -> Capture:
        """The capture of a request: archived before, or fetched and archived now.

        An archived one is taken for the subjects of today's plan: what follows from it is asked for those that the
        list has gained since.
        """
        archived = self.archive.find(request.key)
        is_resumed = archived is not None
        capture = None if archived is None else replace(archived, request=request)
        if capture is None:
            earlier = self.previous(request) if self.previous is not None else None
            fetched = await self.client.fetch(request, check=self.robots.check, previous=earlier)
            capture = self.archive.append_fetched(self._reduced(fetched))
        self.summary.add(capture, is_resumed=is_resumed)
        if self.progress is not None:
            self.progress.done(capture)
        return capture

    def _reduced(self, fetched: Fetched) -> Fetched:
        kept = fetched.capture if self.reduce is None else self.reduce(fetched.capture)
        return fetched if kept is fetched.capture else replace(fetched, capture=kept, wire=None, reuse=None)
