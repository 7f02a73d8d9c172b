"""A real HTTP server on loopback, and a client that may reach it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from pipelines.fetch.client import Client
from pipelines.fetch.clock import Clock, VirtualClock
from pipelines.fetch.exchange import Limits
from pipelines.fetch.guard import Guard
from pipelines.fetch.retry import RetryPolicy
from pipelines.fetch.tokens import Tokens
from pipelines.fetch.web import live_client_parts
from pipelines.model.records import Request

HEADERS = {
    "x": ("Authorization", "Bearer {}"),
    "facebook": ("Authorization", "Bearer {}"),
    "youtube": ("X-Goog-Api-Key", "{}"),
}
START = datetime(2026, 10, 31, 16, tzinfo=UTC)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    """Answers by path on 127.0.0.1 to 127.0.0.4; every request is kept in `asked` as `host path`."""

    port: int = 0
    scheme: str = "http"
    answers: dict[str, Handler] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def page(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(_: web.Request) -> web.StreamResponse:
            raw = body.encode() if isinstance(body, str) else body
            return web.Response(body=raw, status=status, headers=named)

        self.answers[path] = answer

    def route(self, path: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.answers[path] = handler
            return handler

        return register

    async def dispatch(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(f"{request.host.partition(':')[0]} {request.path_qs}")
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        handler = self.answers.get(request.path)
        return web.Response(status=404, text="no such page") if handler is None else await handler(request)


@pytest.fixture
def start_site() -> Iterator[Callable[..., Site]]:
    """Starts sites in a thread of their own; all are stopped at the end of the test."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runners: list[web.AppRunner] = []

    async def serve(site: Site, tls: Any) -> None:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", site.dispatch)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        runners.append(runner)
        for number in range(1, 5):
            tcp = web.TCPSite(runner, f"127.0.0.{number}", site.port, ssl_context=tls)
            await tcp.start()
            site.port = runner.addresses[0][1]

    def start(tls: Any = None) -> Site:
        site = Site(scheme="https" if tls else "http")
        asyncio.run_coroutine_threadsafe(serve(site, tls), loop).result(10)
        return site

    async def stop() -> None:
        for runner in runners:
            await runner.cleanup()

    yield start
    asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def site(start_site: Callable[..., Site]) -> Site:
    return start_site()


@pytest.fixture
def make_client() -> Callable[..., Client]:
    """A client over the live transport that may reach loopback; virtual time and short limits unless told otherwise."""

    def make(clock: Clock | None = None, **options: Any) -> Client:
        guard = Guard(allow_loopback=True)
        parts = live_client_parts(version="0", contact="https://example.org/contact", guard=guard)
        settings: dict[str, Any] = {
            "user_agent": parts.user_agent,
            "paces": {},
            "default_pace": 1.0,
            "guard": guard,
            "limits": Limits(body_bytes=100_000, total_seconds=20, connect_seconds=5, read_seconds=5),
            "retries": RetryPolicy(backoff_initial=2.0),
        }
        value_of, budgets = options.pop("tokens", lambda _: None), options.pop("budgets", None)
        tokens = Tokens(value_of, HEADERS, budgets)
        return Client(parts.transport, clock or VirtualClock(START), **{**settings, "tokens": tokens, **options})

    return make


@pytest.fixture
def plan() -> Callable[..., Request]:
    def make(url: str, **changes: Any) -> Request:
        return Request(**{"url": url, "network": "website", "door": "page", "purpose": "home", **changes})

    return make


@pytest.fixture
def start() -> datetime:
    return START


@pytest.fixture
def archive_root(tmp_path: Path) -> Path:
    return tmp_path / "archive"
