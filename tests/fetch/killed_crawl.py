"""A crawl in a process of its own, made to be killed: `killed_crawl.py <archive root> <port> <pages per host>`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.fetch.archive import PartitionArchive
from pipelines.fetch.client import Client
from pipelines.fetch.clock import VirtualClock
from pipelines.fetch.crawl import crawl
from pipelines.fetch.guard import Guard
from pipelines.fetch.summary import RunSummary
from pipelines.fetch.web import live_client_parts
from pipelines.model.months import Month
from pipelines.model.records import Capture, Request

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")


async def run(root: Path, port: int, pages: int) -> RunSummary:
    def page(host: str, number: int) -> Request:
        return Request(f"http://{host}:{port}/page/{number}", "website", "page", "home", (f"{host}#{number}",))

    def follow(capture: Capture) -> Iterator[Request]:
        host, number = capture.request.subjects[0].split("#")
        if int(number) < pages:
            yield page(host, int(number) + 1)
        if number == "2":
            yield Request(f"http://127.0.0.4:{port}/from/{host}", "website", "page", "feed", (f"{host}#{pages}",))

    guard = Guard(allow_loopback=True)
    parts = live_client_parts(version="0", contact="-", guard=guard)
    client = Client(
        parts.transport,
        VirtualClock(datetime(2026, 10, 31, 16, tzinfo=UTC)),
        user_agent=parts.user_agent,
        paces={},
        default_pace=1.0,
        guard=guard,
    )
    async with client:
        with PartitionArchive(root, Month(2026, 10), "website") as archive:
            plan = [page(host, 1) for host in HOSTS]
            return await crawl(plan, follow=follow, archive=archive, client=client)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
