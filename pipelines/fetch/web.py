"""The live web: the transport that reaches it, built in one place.

One TLS context for all hosts, no cookies, undecoded bodies, names resolved by threads of its own and every resolved
address checked by the guard before a connection is made to it (so a name cannot change its address in between).
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from pipelines.fetch.client import user_agent
from pipelines.fetch.clock import Clock, LiveClock
from pipelines.fetch.guard import Guard

DNS_THREADS: Final = 64
_DNS_CACHE_SECONDS: Final = 600
_KEEP_ALIVE_SECONDS: Final = 15.0
_HEADER_BYTES: Final = 65_536
_CONNECTIONS_PER_HOST: Final = 2


class LiveParts(NamedTuple):
    """What a `Client` of the live web is made from."""

    transport: httpx.AsyncBaseTransport
    clock: Clock
    user_agent: str
    guard: Guard


class GuardedResolver(AbstractResolver):
    """Resolves names and refuses those that lead outside the public web.

    The default executor has a handful of threads, which makes dead names hold up living ones.
    """

    def __init__(self, guard: Guard, threads: int = DNS_THREADS) -> None:
        self._guard = guard
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Every address of `host`.

        Raises:
            OSError: the name does not resolve (gaierror) or one of its addresses is refused (AddressRefused).
        """
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._pool, socket.getaddrinfo, host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG
        )
        results: list[ResolveResult] = []
        for kind, _, protocol, _, address in found:
            self._guard.check_address(host, str(address[0]))
            results.append(
                ResolveResult(
                    hostname=host,
                    host=str(address[0]),
                    port=port,
                    family=kind,
                    proto=protocol,
                    flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                )
            )
        return results

    async def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def live_client_parts(*, version: str, contact: str, concurrency: int = 48, guard: Guard | None = None) -> LiveParts:
    """Transport, clock, user agent and guard of the live web; the client that gets the transport closes it.

    `concurrency` bounds open connections; give the same number to the client, which bounds requests under way.
    """
    guard = guard or Guard()
    context = httpx.create_ssl_context(trust_env=True)

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=concurrency * 2,
            limit_per_host=_CONNECTIONS_PER_HOST,
            ssl=context,
            resolver=GuardedResolver(guard),
            ttl_dns_cache=_DNS_CACHE_SECONDS,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
        )

    transport = AiohttpTransport(verify=context, client=session)
    return LiveParts(transport, LiveClock(), user_agent(version, contact), guard)
