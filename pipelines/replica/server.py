"""The HTTP server of the replica: turns requests into visits and replies into bytes. Knows no network."""

from __future__ import annotations

import asyncio
import gzip
import os
import stat
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote

from aiohttp import web

from pipelines.replica.records import paris_month
from pipelines.replica.scene_names import TODAY
from pipelines.replica.territory import ROSTERS
from pipelines.replica.visit import Reply, Visit, plain
from pipelines.replica.web import Web

DEFAULT_NOW = datetime(2026, 10, 31, 16, tzinfo=UTC)
_GZIP_FROM, _GZIP_BELOW = 1_000, 1_000_000


def read_visit(request: web.BaseRequest, body: bytes = b"") -> Visit:
    """The visit that a request stands for.

    Raises:
        ValueError: `Replica-Now` is not an ISO instant with its offset.
    """
    text = request.headers.get("Replica-Now")
    now = DEFAULT_NOW if text is None else datetime.fromisoformat(text.replace("Z", "+00:00"))
    if now.tzinfo is None:
        raise ValueError(f"Replica-Now: {text!r} has no offset")
    path, _, query = request.raw_path.partition("?")
    return Visit(
        request.headers.get("Replica-Scheme", "http"),
        request.headers.get("Host", "").lower().partition(":")[0],
        unquote(path),
        parse_qs(query),
        query,
        now,
        paris_month(now),
        request.headers,
        body=body,
    )


class Server:
    """Serves one `Web` over HTTP. One handler for all hosts."""

    def __init__(self, rosters: Path = ROSTERS, today: str = TODAY) -> None:
        self._web = Web(rosters, today)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            visit = read_visit(request, await request.read())
        except ValueError as error:
            return _response(plain(str(error), 400), request, DEFAULT_NOW)
        reply = self._web.answer(visit)
        if reply.delay:
            await asyncio.sleep(reply.delay)
        if reply.missing_bytes:
            return await _cut_short(reply, request, visit.now)
        return _response(reply, request, visit.now)


def _response(reply: Reply, request: web.BaseRequest, now: datetime) -> web.Response:
    headers = {
        "Content-Type": reply.content_type,
        "Date": format_datetime(now.astimezone(UTC), usegmt=True),
        "Replica-Simulated": "1",
        **reply.headers,
    }
    if reply.fault is not None:
        headers["Replica-Fault"] = reply.fault
    body = reply.body
    if _GZIP_FROM < len(body) < _GZIP_BELOW and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, 1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, status=reply.status, headers=headers)


def _headers(reply: Reply, now: datetime) -> dict[str, str]:
    """The date is that of the simulated clock: the same visit always gets the same bytes."""
    return {"Content-Type": reply.content_type, "Date": format_datetime(now.astimezone(UTC), usegmt=True)}


async def _cut_short(reply: Reply, request: web.BaseRequest, now: datetime) -> web.StreamResponse:
    """Announce more bytes than are sent, then close the connection."""
    response = web.StreamResponse(status=reply.status, headers=_headers(reply, now))
    response.content_length = len(reply.body) + reply.missing_bytes
    response.force_close()
    await response.prepare(request)
    await response.write(reply.body)
    if request.transport is not None:
        request.transport.close()
    return response


async def serve(port: int, rosters: Path = ROSTERS, today: str = TODAY) -> None:
    """Listen on loopback, print the address as the first line, and serve until standard input closes."""
    runner = web.ServerRunner(web.Server(Server(rosters, today).handle, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    host, bound = runner.addresses[0][:2]
    sys.stdout.write(f"http://{host}:{bound}\n")
    sys.stdout.flush()
    try:
        await _until_stdin_closes()
    finally:
        await runner.cleanup()


async def _until_stdin_closes() -> None:
    """Return when a piped standard input ends: the parent process is gone, or wants the replica to stop.

    A terminal or a file says nothing about the parent: then this never returns.
    """
    kind = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)):
        await asyncio.Event().wait()
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(4096):
        pass
