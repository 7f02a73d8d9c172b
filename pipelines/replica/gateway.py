"""The transport that leads every host to the replica and changes nothing else that a client can see."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime

import aiohttp
import httpx
from httpx_aiohttp.transport import AiohttpResponseStream, map_aiohttp_exceptions
from yarl import URL

from pipelines.model.errors import ReplicaError

_REFUSED = 111
_CONNECTIONS = 100


class GatewayTransport(httpx.AsyncBaseTransport):
    """Sends each request to `base_url` with its own `Host`, its scheme and its instant in `Replica-*` headers.

    The instant is `request.extensions["instant"]` (aware); without it the replica's default month is served.
    Connection-level faults are raised as the httpx exceptions that the real web gives, with the same causes.
    """

    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = [(name.decode(), value.decode()) for name, value in request.headers.raw if name.lower() != b"host"]
        headers.append(("Host", request.url.netloc.decode()))
        headers.append(("Replica-Scheme", request.url.scheme))
        instant = request.extensions.get("instant")
        if isinstance(instant, datetime):
            headers.append(("Replica-Now", instant.astimezone(UTC).isoformat()))
        target = URL(self._base + request.url.raw_path.decode(), encoded=True)
        with map_aiohttp_exceptions():
            response = await self._opened().request(
                request.method,
                target,
                headers=headers,
                data=await request.aread() or None,
                allow_redirects=False,
                timeout=_timeout(request),
            )
        fault = response.headers.get("Replica-Fault")
        if fault is None:
            extensions = {"http_version": b"HTTP/1.1", "reason_phrase": (response.reason or "").encode()}
            stream = AiohttpResponseStream(response)
            return httpx.Response(
                response.status, headers=response.raw_headers, stream=stream, request=request, extensions=extensions
            )
        response.release()
        raise as_on_the_web(fault, request)

    def _opened(self) -> aiohttp.ClientSession:
        """The session, opened by its first request: it belongs to the loop that runs then."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()


def _timeout(request: httpx.Request) -> aiohttp.ClientTimeout:
    given = request.extensions.get("timeout", {})
    return aiohttp.ClientTimeout(
        sock_connect=given.get("connect"), sock_read=given.get("read"), connect=given.get("pool")
    )


def as_on_the_web(fault: str, request: httpx.Request) -> httpx.TransportError:
    """The httpx exception of a connection-level fault, caused as on the real web.

    Raises:
        ReplicaError: the fault has no such exception.
    """
    cause: OSError
    host = request.url.host
    if fault == "timeout":
        return httpx.ConnectTimeout("", request=request)
    if fault == "read_timeout":
        return httpx.ReadTimeout("", request=request)
    if fault == "tls_certificate":
        text = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:992)"
        cause = ssl.SSLCertVerificationError(1, text)
    elif fault == "tls_handshake":
        text = "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure (_ssl.c:992)"
        cause = ssl.SSLError(1, text)
    elif fault == "refused":
        text = f"[Errno {_REFUSED}] Connect call failed ('{host}', {request.url.port or 443})"
        cause = ConnectionRefusedError(_REFUSED, text)
    elif fault == "dns":
        text = "[Errno -2] Name or service not known"
        cause = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    else:
        raise ReplicaError(f"{request.url}: the replica answered with an unknown fault {fault!r}")
    error = httpx.ConnectError(text, request=request)
    error.__cause__ = cause
    return error
