"""Pages per second through client and archive, beside bare httpx on the same pages in the same run.

Run on an idle machine with `pytest tests/benchmarks/test_fetch.py -m benchmark -s -n 0`. The server is this file
in a process of its own.
"""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import httpx
import pytest
from aiohttp import web

from pipelines.fetch.archive import PartitionArchive
from pipelines.fetch.client import Client
from pipelines.fetch.clock import LiveClock
from pipelines.fetch.crawl import crawl
from pipelines.fetch.guard import Guard
from pipelines.fetch.web import live_client_parts
from pipelines.model.months import Month
from pipelines.model.records import Request

HOSTS = [f"127.0.0.{number}" for number in range(1, 17)]
PAGES = 1_600
ROUNDS = 5
FLOOR = 0.7  # times what bare httpx, which keeps nothing, gives per second of one core in the same run


async def serve() -> None:
    plain = "".join(f"<li><a href='/actualites/{n}'>Actualité {n * 7919 % 1009}</a></li>" for n in range(400)).encode()
    body = gzip.compress(plain)

    async def page(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        return web.Response(body=body, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})

    app = web.Application()
    app.router.add_get("/{tail:.*}", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = 0
    for host in HOSTS:
        await web.TCPSite(runner, host, port).start()
        port = runner.addresses[0][1]
    print(port, flush=True)
    await asyncio.Event().wait()


@pytest.fixture
def port() -> Iterator[int]:
    server = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    with server.stdout:
        yield int(server.stdout.readline())
        server.kill()
        server.wait(10)


def addresses(port: int) -> list[str]:
    return [f"http://{HOSTS[number % len(HOSTS)]}:{port}/{number}" for number in range(PAGES)]


async def bare_httpx(port: int) -> None:
    """Download and decode, nothing else: no manners, no archive, as many at once as there are hosts."""
    waiting = iter(addresses(port))
    async with httpx.AsyncClient(trust_env=False) as http:

        async def worker() -> None:
            for url in waiting:
                assert (await http.get(url)).status_code == 200

        await asyncio.gather(*(worker() for _ in HOSTS))


async def crawl_and_archive(port: int, root: Path) -> None:
    guard = Guard(allow_loopback=True)
    parts = live_client_parts(version="0", contact="-", guard=guard)
    client = Client(
        parts.transport,
        LiveClock(),
        user_agent=parts.user_agent,
        paces={},
        default_pace=0.0,
        guard=guard,
    )
    requests = [Request(url, "website", "page", "home") for url in addresses(port)]
    async with client:
        with PartitionArchive(root, Month(2026, 10), "website") as archive:
            summary = await crawl(requests, follow=lambda _: (), archive=archive, client=client)
    assert summary.outcomes.total() == summary.outcomes["ok"] == PAGES


@pytest.mark.benchmark
def test_pages_per_second_through_client_and_archive(port: int, tmp_path: Path) -> None:
    wall: dict[str, list[float]] = {"httpx": [], "fetch": []}
    cpu: dict[str, list[float]] = {"httpx": [], "fetch": []}
    for number in range(ROUNDS):
        for name in wall:
            began, busy = time.perf_counter(), time.process_time()
            asyncio.run(bare_httpx(port) if name == "httpx" else crawl_and_archive(port, tmp_path / str(number)))
            wall[name].append(PAGES / (time.perf_counter() - began))
            cpu[name].append(PAGES / (time.process_time() - busy))
    for name in wall:
        print(f"\n{name}: {median(wall[name]):.0f} pages/s, {median(cpu[name]):.0f} per second of one core", end="")
    ratio = median(cpu["fetch"]) / median(cpu["httpx"])
    print(f"\nratio fetch / httpx, per second of one core: {ratio:.2f}")
    assert ratio >= FLOOR


if __name__ == "__main__":
    asyncio.run(serve())
