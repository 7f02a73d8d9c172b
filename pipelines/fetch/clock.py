"""Time as the crawler sees it: the real one, or one that costs nothing.

Belongs here: reading an instant and waiting for one. When a host may be asked is decided in `politeness`.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Aware UTC datetimes in and out."""

    def now(self) -> datetime: ...

    async def wait_until(self, instant: datetime) -> None:
        """Return when `now()` may be taken to be `instant` or later."""


class LiveClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def wait_until(self, instant: datetime) -> None:
        left = (instant - self.now()).total_seconds()
        while left > 0:
            await asyncio.sleep(left)
            left = (instant - self.now()).total_seconds()


class VirtualClock:
    """A clock that stands at `start`: waiting takes no time, and the instants come from the slots of each host alone.

    `now()` never moves, so that what happens on one host cannot change the instants of another: the instants of a host
    depend only on the order of its own requests.
    """

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError(f"a clock needs an aware datetime, and {start.isoformat()} has no time zone")
        self._start = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._start

    async def wait_until(self, instant: datetime) -> None:
        """Nothing to wait for: the instant itself is carried by the request that was given the slot."""
