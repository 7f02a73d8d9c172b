"""The pace of each host: who may be asked when, and how many requests may be under way at once.

Belongs here: slots, `Retry-After` holds, crawl delays, the least gap that was really kept. Does not belong here:
whether an address may be asked at all (`guard`, `robots`), and when asking again makes sense (`retry`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipelines.fetch.clock import Clock


@dataclass(frozen=True, slots=True)
class Mark:
    """What a resumed run must know of a host: its last slot, and the instant before which it asked to be left alone."""

    last: datetime
    not_before: datetime | None = None


@dataclass(slots=True)
class _HostState:
    pace: float
    last: datetime | None = None
    not_before: datetime | None = None
    least_gap: float | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def due(self) -> datetime | None:
        """The instant from which the host may be asked, or None when nothing holds it back."""
        paced = None if self.last is None else self.last + timedelta(seconds=self.pace)
        bounds = [bound for bound in (paced, self.not_before) if bound is not None]
        return max(bounds) if bounds else None

    def stamp(self, instant: datetime) -> None:
        if self.last is not None:
            gap = (instant - self.last).total_seconds()
            self.least_gap = gap if self.least_gap is None else min(gap, self.least_gap)
        self.last = instant


class Pacer:
    """One slot after another for each host, and at most `concurrency` requests under way over all hosts.

    The slot of a host is max(now, last + pace, end of a hold), with pace = max(pace of the manifest, or
    `default_pace`; Crawl-delay of robots.txt), all in seconds (METHOD, section 5).
    """

    def __init__(self, clock: Clock, paces: Mapping[str, float], default_pace: float, concurrency: int) -> None:
        self._clock = clock
        self._paces = paces
        self._default_pace = default_pace
        self._places = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, _HostState] = {}

    def _state(self, host: str) -> _HostState:
        state = self._hosts.get(host)
        if state is None:
            state = self._hosts[host] = _HostState(self._paces.get(host, self._default_pace))
        return state

    def pace(self, host: str) -> float:
        return self._state(host).pace

    def slow_down(self, host: str, crawl_delay: float) -> None:
        """Honour a Crawl-delay (seconds); it never makes a host faster."""
        state = self._state(host)
        state.pace = max(state.pace, crawl_delay)

    def hold(self, host: str, until: datetime) -> None:
        """Leave the host alone until `until`; an earlier instant than one already held changes nothing."""
        state = self._state(host)
        state.not_before = until if state.not_before is None else max(until, state.not_before)

    def restore(self, host: str, mark: Mark) -> None:
        """Continue after the last archived slot, so that a resumed run keeps the pace of the one that was cut."""
        state = self._state(host)
        state.last = mark.last if state.last is None else max(mark.last, state.last)
        if mark.not_before is not None:
            self.hold(host, mark.not_before)

    def mark(self, host: str) -> Mark | None:
        """The state of a host that was asked, or None for one that never was."""
        state = self._state(host)
        return None if state.last is None else Mark(state.last, state.not_before)

    def latest(self, host: str) -> datetime:
        """The instant to write on something that was decided without asking the host."""
        now, last = self._clock.now(), self._state(host).last
        return now if last is None else max(now, last)

    def hold_left(self, host: str) -> float:
        """Seconds that a hold adds to the ordinary wait of the next slot; 0 when there is none."""
        state = self._state(host)
        if state.not_before is None:
            return 0.0
        paced = self.latest(host) if state.last is None else state.last + timedelta(seconds=state.pace)
        return max(0.0, (state.not_before - max(paced, self._clock.now())).total_seconds())

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[datetime]:
        """Wait for the slot of `host` and for a free place; gives the instant of the slot."""
        state = self._state(host)
        async with state.lock:
            slot = self._clock.now()
            while state.due is not None and state.due > slot:
                slot = state.due
                await self._clock.wait_until(slot)
            await self._places.acquire()
            instant = max(slot, self._clock.now())
            state.stamp(instant)
        try:
            yield instant
        finally:
            self._places.release()

    @property
    def least_gaps(self) -> dict[str, float]:
        """Least number of seconds between two requests to a host, for each host that was asked twice."""
        return {host: state.least_gap for host, state in self._hosts.items() if state.least_gap is not None}
