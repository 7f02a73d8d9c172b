"""A plain visitor of the replica: it sets the three headers itself and reads raw bytes; no parser of the project."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from pipelines.model.months import Month


class Visitor:
    """GETs addresses of the simulated web, two simulated seconds apart on each host."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._http = httpx.Client(timeout=20)
        self._next: dict[tuple[str, Month], datetime] = {}

    def get(
        self,
        url: str,
        month: Month,
        params: dict[str, str] | None = None,
        *,
        at: datetime | None = None,
        body: object = None,
        **headers: str,
    ) -> httpx.Response:
        """GET, or POST when there is a JSON `body`."""
        parts = urlsplit(url)
        key = (parts.netloc, month)
        last = month.last_day
        start = datetime(last.year, last.month, last.day, 16, tzinfo=UTC)
        now = at or self._next.get(key, start)
        self._next[key] = now + timedelta(seconds=2)
        sent = {"Host": parts.netloc, "Replica-Scheme": parts.scheme, "Replica-Now": now.isoformat()}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        query = f"?{parts.query}" if parts.query else ""
        target = f"{self.base}{parts.path or '/'}{query}"
        if body is not None:
            return self._http.post(target, json=body, headers=sent)
        return self._http.get(target, params=params, headers=sent)

    def close(self) -> None:
        self._http.close()


@pytest.fixture(scope="module")
def visitor(replica_url: str) -> Iterator[Visitor]:
    one = Visitor(replica_url)
    yield one
    one.close()
