"""Whether visitors are polite, in simulated time: gaps between requests to a host, paths that robots.txt disallows."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from pipelines.replica.robots import LEAST_GAP, Rules

_TOLERANCE = 0.001


@dataclass(slots=True)
class HostManners:
    requests: int = 0
    too_soon: int = 0
    disallowed: int = 0
    before_retry_after: int = 0
    last: datetime | None = None
    not_before: float = 0.0
    moments: dict[str, deque[float]] = field(default_factory=dict)

    @property
    def is_polite(self) -> bool:
        return not (self.too_soon or self.disallowed or self.before_retry_after)


class Manners:
    """One counter per host. An instant before the last one starts a new visit: a month can be collected twice."""

    def __init__(self) -> None:
        self._hosts: dict[str, HostManners] = {}

    def note(self, host: str, path: str, now: datetime, rules: Rules) -> None:
        """Count one request at the simulated instant `now` against the rules of its host.

        robots.txt itself may be read after the least gap: its reader cannot know the Crawl-delay yet.
        """
        seen = self._hosts.setdefault(host, HostManners())
        seen.requests += 1
        if seen.last is not None and now >= seen.last:
            gap = (now - seen.last).total_seconds()
            least = LEAST_GAP if path == "/robots.txt" else rules.delay
            seen.too_soon += gap < least - _TOLERANCE
            seen.before_retry_after += now.timestamp() < seen.not_before - _TOLERANCE
        else:
            seen.not_before = 0.0
        seen.disallowed += rules.forbids(path)
        seen.last = now

    def recent(self, host: str, path: str, now: datetime) -> int:
        """Requests that this part of a host (its first path segment) got in the minute before, this one left out."""
        part, instant = path.split("/")[1] if "/" in path else "", now.timestamp()
        moments = self._hosts.setdefault(host, HostManners()).moments.setdefault(part, deque())
        if moments and moments[-1] > instant:
            moments.clear()
        while moments and moments[0] <= instant - 60:
            moments.popleft()
        moments.append(instant)
        return len(moments) - 1

    def ask_to_wait(self, host: str, now: datetime, retry_after: str) -> None:
        """Remember a `Retry-After` (seconds or a date) that was sent to the visitor of a host."""
        if retry_after.isdigit():
            self._hosts[host].not_before = now.timestamp() + int(retry_after)
        else:
            self._hosts[host].not_before = parsedate_to_datetime(retry_after).timestamp()

    def reset(self) -> None:
        self._hosts.clear()

    def report(self) -> dict[str, object]:
        """Totals, and the hosts that were visited impolitely."""
        rows = self._hosts.values()
        return {
            "hosts": len(self._hosts),
            "requests": sum(row.requests for row in rows),
            "too_soon": sum(row.too_soon for row in rows),
            "disallowed": sum(row.disallowed for row in rows),
            "before_retry_after": sum(row.before_retry_after for row in rows),
            "offended": {
                host: {
                    "too_soon": row.too_soon,
                    "disallowed": row.disallowed,
                    "before_retry_after": row.before_retry_after,
                }
                for host, row in sorted(self._hosts.items())
                if not row.is_polite
            },
        }
