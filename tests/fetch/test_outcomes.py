"""Exceptions and codings, for the cases that a loopback server cannot produce."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

import brotli
import httpx
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pipelines.fetch.client import Client
from pipelines.fetch.clock import VirtualClock
from pipelines.fetch.coding import BodyTooLarge, BrokenCoding, decode
from pipelines.fetch.outcomes import outcome_of_error, outcome_of_status
from pipelines.fetch.retry import RetryPolicy
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request


def caused(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


ERRORS: list[tuple[BaseException, Outcome]] = [
    (httpx.ConnectError("[Errno -2] Name or service not known"), Outcome.DNS_ERROR),
    (httpx.ConnectError("[Errno -3] Temporary failure in name resolution"), Outcome.DNS_ERROR),
    (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"), Outcome.TLS_ERROR),
    (httpx.ConnectError("All connection attempts failed"), Outcome.UNREACHABLE),
    (httpx.ConnectError("Cannot connect to host www.tls-dns.fr:443 ssl:default"), Outcome.UNREACHABLE),
    (caused(httpx.ConnectError("x"), ssl.SSLCertVerificationError("bad")), Outcome.TLS_ERROR),
    (caused(httpx.ConnectError("x"), socket.gaierror(-2, "unknown")), Outcome.DNS_ERROR),
    (httpx.ConnectTimeout("slow"), Outcome.TIMEOUT),
    (httpx.ReadTimeout("slow"), Outcome.TIMEOUT),
    (TimeoutError(), Outcome.TIMEOUT),
    (httpx.ReadError("Connection reset by peer"), Outcome.UNREACHABLE),
    (ConnectionResetError(104, "reset"), Outcome.UNREACHABLE),
    (httpx.RemoteProtocolError("Server disconnected without sending a response."), Outcome.UNREACHABLE),
    (httpx.RemoteProtocolError("peer closed connection without sending complete message body"), Outcome.TRUNCATED),
    (httpx.UnsupportedProtocol("gopher"), Outcome.ADDRESS_REFUSED),
]


@pytest.mark.parametrize(("error", "outcome"), ERRORS, ids=[repr(error)[:60] for error, _ in ERRORS])
def test_errors_before_an_answer(error: BaseException, outcome: Outcome) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    async def go() -> Capture:
        async with Client(
            httpx.MockTransport(fail),
            VirtualClock(datetime(2026, 1, 1, tzinfo=UTC)),
            user_agent="t",
            paces={},
            default_pace=1.0,
            retries=RetryPolicy(attempts=1),
        ) as client:
            return (await client.fetch(Request("https://www.ville.fr/", "website", "page", "home"))).capture

    if isinstance(error, httpx.HTTPError | OSError):
        assert asyncio.run(go()).outcome is outcome
    assert outcome_of_error(error, is_answering=False) is outcome


def test_errors_inside_an_answer() -> None:
    assert outcome_of_error(httpx.ReadError("reset"), is_answering=True) is Outcome.TRUNCATED
    assert outcome_of_error(httpx.ReadTimeout("slow"), is_answering=True) is Outcome.TIMEOUT


def test_every_status_has_an_outcome() -> None:
    found = {status: outcome_of_status(status) for status in range(100, 1000)}
    assert {found[status] for status in range(200, 300)} == {Outcome.OK}
    assert {found[status] for status in range(500, 600)} == {Outcome.SERVER_ERROR}
    assert found[451] is found[400] is Outcome.FORBIDDEN
    assert (found[408], found[429]) == (Outcome.TIMEOUT, Outcome.RATE_LIMITED)
    assert outcome_of_status(401, with_token=True) is Outcome.TOKEN_REJECTED


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "identity": bytes,
    "utf-8": bytes,
    "": bytes,
}


@given(body=st.binary(max_size=2000), coding=st.sampled_from(sorted(CODERS)), limit=st.integers(1, 2000))
def test_a_body_is_decoded_up_to_its_limit(body: bytes, coding: str, limit: int) -> None:
    raw = CODERS[coding](body)
    assert decode(raw, coding) == body
    if len(body) <= limit:
        assert decode(raw, coding, limit) == body
    else:
        with pytest.raises(BodyTooLarge) as caught:
            decode(raw, coding, limit)
        assert caught.value.head == body[:limit]


def test_codings_can_be_stacked_and_members_joined() -> None:
    assert decode(brotli.compress(gzip.compress(b"x" * 99)), "gzip, br") == b"x" * 99
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip") == b"one two"
    zstd = zstandard.ZstdCompressor().compress
    assert decode(zstd(b"one ") + zstd(b"two"), "zstd", 100) == b"one two"
    assert decode(gzip.compress(b"one") + b"trailing rubbish", "gzip") == b"one"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("limit", [None, 10**6])
def test_broken_bodies_are_said(coding: str, limit: int | None) -> None:
    with pytest.raises(BrokenCoding):
        decode(b"<html>not compressed</html>", coding, limit)
    with pytest.raises(BrokenCoding, match="stops before its end"):
        decode(CODERS[coding](bytes(range(256)) * 40)[:-5], coding, limit)
