"""The transport that leads every host to the replica and changes nothing else that a client can see."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime

import httpx
from httpx_aiohttp import AiohttpTransport

from pipelines.model.errors import ReplicaError

_REFUSED = 111


class GatewayTransport(httpx.AsyncBaseTransport):
    """Sends each request to `base_url` with its own `Host`, its scheme and its instant in `Replica-*` headers.

    The instant is `request.extensions["instant"]` (aware); without it the replica's default month is served.
    Connection-level faults are raised as the httpx exceptions that the real web gives, with the same causes.
    """

    def __init__(self, base_url: str) -> None:
        self._base = httpx.URL(base_url)
        self._inner = AiohttpTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"host"]
        headers.append((b"Host", request.url.netloc))
        headers.append((b"Replica-Scheme", request.url.raw_scheme))
        instant = request.extensions.get("instant")
        if isinstance(instant, datetime):
            headers.append((b"Replica-Now", instant.astimezone(UTC).isoformat().encode("ascii")))
        target = self._base.copy_with(raw_path=request.url.raw_path)
        extensions = {name: value for name, value in request.extensions.items() if name in ("timeout", "trace")}
        inner = httpx.Request(request.method, target, headers=headers, stream=request.stream, extensions=extensions)
        response = await self._inner.handle_async_request(inner)
        fault = response.headers.get("Replica-Fault")
        if fault is None:
            return response
        await response.aclose()
        raise as_on_the_web(fault, request)

    async def aclose(self) -> None:
        await self._inner.aclose()


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
