"""One HTTP exchange: a request sent, an answer read within its limits. Redirects, retries and manners are elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import aiohttp
import httpx

from pipelines.fetch.coding import BodyTooLarge, BrokenCoding, decode
from pipelines.fetch.outcomes import causes, outcome_of_error, outcome_of_status
from pipelines.model.outcomes import Outcome

SECRET_HEADERS: Final = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "set-cookie2", "x-goog-api-key"}
)
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ERRORS: Final = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, UnicodeError)


@dataclass(frozen=True, slots=True)
class Limits:
    """`body_bytes`: largest decoded body; `total_seconds`: from the request to the last byte of one answer."""

    body_bytes: int = 5_000_000
    total_seconds: float = 60.0
    connect_seconds: float = 15.0
    read_seconds: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What one exchange gave. `wire` is the body as received, None when it is not worth archiving as such.

    `location` is set when the answer is a redirect to follow.
    """

    outcome: Outcome
    received_at: datetime
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    wire: bytes | None = None
    wire_bytes: int = 0
    location: str | None = None
    error: str = ""


def fold_headers(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by lower-case name, repeated ones joined by `, `; those that identify or open a door are left out."""
    folded: dict[str, str] = {}
    for name, value in pairs:
        name = name.lower().strip()
        if name in SECRET_HEADERS:
            continue
        value = " ".join(value.split("\r\n")).strip()
        folded[name] = f"{folded[name]}, {value}" if name in folded else value
    return folded


async def exchange(
    transport: httpx.AsyncBaseTransport,
    request: httpx.Request,
    limits: Limits,
    stamp: Callable[[], datetime],
    *,
    cut_at: int | None = None,
    with_token: bool = False,
) -> Answer:
    """Send one request and read its answer. Never raises for what the network does: the outcome says it.

    The transport is spoken to directly: redirects, retries and tokens are the client's, and a cookie jar is never kept.
    `stamp` gives the instant to write on the answer. `cut_at`: keep that many bytes of a longer body instead of
    refusing it (robots.txt). `with_token`: a 401 then means that the token was refused.
    """
    head: httpx.Response | None = None
    headers: dict[str, str] = {}
    received = bytearray()
    try:
        async with asyncio.timeout(limits.total_seconds):
            head = await transport.handle_async_request(request)
            try:
                headers = fold_headers(head.headers.multi_items())
                await _read(head, headers, received, cut_at or limits.body_bytes)
            finally:
                await head.aclose()
        body, wire, error = _body(headers, bytes(received), limits.body_bytes, cut_at)
    except (BodyTooLarge, BrokenCoding) as broken:
        outcome = Outcome.TOO_LARGE if isinstance(broken, BodyTooLarge) else Outcome.TRUNCATED
        text = str(broken)
    except _ERRORS as failure:
        outcome = outcome_of_error(failure, is_answering=head is not None)
        text = _describe(failure)
    else:
        outcome, location = outcome_of_status(head.status_code, with_token=with_token), None
        if head.status_code in _REDIRECTS:
            location, error = headers.get("location"), "" if "location" in headers else "a redirect without a Location"
            outcome = Outcome.SERVER_ERROR if location is None else Outcome.OK
        return Answer(outcome, stamp(), head.status_code, headers, body, wire, len(received), location, error)
    prefix = "" if head is None else f"HTTP {head.status_code}, then: "
    return Answer(outcome, stamp(), error=prefix + text, wire_bytes=len(received))


async def _read(head: httpx.Response, headers: dict[str, str], received: bytearray, most: int) -> None:
    """Fill `received` with the body as sent, and stop once it has more than `most` bytes.

    Raises:
        BrokenCoding: the body is shorter than its Content-Length.
    """
    async for chunk in head.aiter_raw():
        received += chunk
        if len(received) > most:
            return
    announced = headers.get("content-length", "")
    if announced.isdigit() and "transfer-encoding" not in headers and len(received) < int(announced):
        raise BrokenCoding(f"the body stops after {len(received)} bytes of {announced}")


def _body(headers: dict[str, str], raw: bytes, body_bytes: int, cut_at: int | None) -> tuple[bytes, bytes | None, str]:
    """The decoded body, the body as received (None once cut), and what to say about it."""
    coding = headers.get("content-encoding", "")
    if cut_at is None:
        if len(raw) > body_bytes:
            raise BodyTooLarge(body_bytes, b"")
        return decode(raw, coding, body_bytes), raw, ""
    try:
        return decode(raw, coding, cut_at), raw, ""
    except BodyTooLarge as large:
        return large.head, None, f"body cut: {large}"


def _describe(error: BaseException) -> str:
    """The words of the error, and those of its deepest cause where they say more."""
    text = str(error) or type(error).__name__
    deepest = str(next(causes(error)))
    return text if not deepest or deepest in text else f"{text} ({deepest})"
