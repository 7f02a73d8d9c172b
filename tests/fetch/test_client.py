"""The client against real servers on loopback: outcomes, retries, redirects, limits, manners."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import httpx
import pytest
import zstandard
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipelines.fetch.client import Client, Fetched
from pipelines.fetch.clock import VirtualClock
from pipelines.fetch.exchange import Limits
from pipelines.fetch.guard import Guard
from pipelines.fetch.retry import RetryPolicy
from pipelines.fetch.tokens import Budgets
from pipelines.fetch.web import live_client_parts
from pipelines.model.errors import ConfigError
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, RecordRef, Request

Fetch = Callable[..., Fetched]


@pytest.fixture
def fetch(make_client: Callable[..., Client]) -> Fetch:
    """Fetch one request with a client of its own."""

    def run(request: Request, *, options: dict[str, Any] | None = None, **arguments: Any) -> Fetched:
        async def go() -> Fetched:
            async with make_client(**(options or {})) as client:
                return await client.fetch(request, **arguments)

        return asyncio.run(go())

    return run


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "pair.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_page_is_captured_with_what_it_took(site, fetch, plan, start) -> None:
    site.page("/a", "héllo", Set_Cookie="id=1", X_Test="yes")
    capture = fetch(plan(site.url("/a"))).capture
    assert (capture.outcome, capture.status, capture.body) == (Outcome.OK, 200, "héllo".encode())
    assert capture.headers["x-test"] == "yes"
    assert "set-cookie" not in capture.headers
    assert (capture.attempts, capture.redirects, capture.error) == (1, (), "")
    assert (capture.wire_bytes, capture.fetched_at, capture.final_url) == (6, start, site.url("/a"))
    sent = site.headers[0]
    assert sent["user-agent"] == "BarometrePresence/0 (+https://example.org/contact)"
    assert sent["accept-language"] == "fr"
    assert sent["accept-encoding"] == "gzip, deflate, br, zstd"


def test_cookies_are_never_sent_back(site, make_client, plan) -> None:
    site.page("/a", "a", Set_Cookie="id=1; Path=/")

    async def go() -> None:
        async with make_client() as client:
            await client.fetch(plan(site.url("/a")))
            await client.fetch(plan(site.url("/a?again")))

    asyncio.run(go())
    assert len(site.headers) == 2
    assert not any("cookie" in headers for headers in site.headers)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Outcome.OK),
        (400, Outcome.FORBIDDEN),
        (401, Outcome.FORBIDDEN),
        (403, Outcome.FORBIDDEN),
        (404, Outcome.NOT_FOUND),
        (410, Outcome.GONE),
        (999, Outcome.FORBIDDEN),
        (304, Outcome.SERVER_ERROR),
        (302, Outcome.SERVER_ERROR),
    ],
)
def test_statuses(site, fetch, plan, status: int, outcome: Outcome) -> None:
    site.page("/s", b"" if status in (204, 304) else b"text", status=status)
    capture = fetch(plan(site.url("/s"))).capture
    assert (capture.outcome, capture.status) == (outcome, status)
    assert len(site.asked) == (3 if outcome is Outcome.SERVER_ERROR and status != 304 else 1)


CODINGS = {
    "gzip": partial(gzip.compress, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("coding", CODINGS)
def test_codings_are_undone_and_the_received_bytes_are_kept(site, fetch, plan, coding: str) -> None:
    body = b"<p>mairie</p>" * 500
    site.page("/c", CODINGS[coding](body), Content_Encoding=coding)
    fetched = fetch(plan(site.url("/c")))
    assert fetched.capture.body == body
    assert fetched.wire == CODINGS[coding](body)
    assert fetched.capture.wire_bytes == len(fetched.wire) < len(body)


@pytest.mark.parametrize("coding", ["identity", *CODINGS])
def test_a_giant_body_is_refused_once_it_passes_the_limit(site, fetch, plan, coding: str) -> None:
    body = b"\0" * 5_000_000
    site.page("/g", CODINGS[coding](body) if coding in CODINGS else body, Content_Encoding=coding)
    capture = fetch(plan(site.url("/g"))).capture
    assert (capture.outcome, capture.status, capture.body) == (Outcome.TOO_LARGE, None, b"")
    assert "HTTP 200, then: more than 100000 bytes" in capture.error
    assert capture.wire_bytes < 1_000_000


def test_an_endless_body_is_left(site, fetch, plan) -> None:
    @site.route("/endless")
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 50_000)

    assert fetch(plan(site.url("/endless"))).capture.outcome is Outcome.TOO_LARGE


def test_a_body_shorter_than_announced_is_truncated(site, fetch, plan) -> None:
    @site.route("/short")
    async def short(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"x" * 10)
        request.transport.close()
        return response

    capture = fetch(plan(site.url("/short"))).capture
    assert (capture.outcome, capture.attempts, capture.status) == (Outcome.TRUNCATED, 3, None)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_compressed_body_that_stops_is_truncated(site, fetch, plan, coding: str) -> None:
    whole = CODINGS[coding](bytes(range(256)) * 20)
    site.page("/cut", whole[:-6], Content_Encoding=coding)
    capture = fetch(plan(site.url("/cut"))).capture
    assert capture.outcome is Outcome.TRUNCATED
    assert "stops before its end" in capture.error


def test_a_slow_answer_is_a_timeout(site, fetch, plan) -> None:
    @site.route("/slow")
    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    options = {"limits": Limits(read_seconds=0.1), "retries": RetryPolicy(attempts=2)}
    capture = fetch(plan(site.url("/slow")), options=options).capture
    assert (capture.outcome, capture.attempts) == (Outcome.TIMEOUT, 2)


def test_a_dripping_answer_meets_the_total_limit(site, fetch, plan) -> None:
    @site.route("/drip")
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    options = {"limits": Limits(read_seconds=1, total_seconds=0.3), "retries": RetryPolicy(attempts=1)}
    capture = fetch(plan(site.url("/drip")), options=options).capture
    assert capture.outcome is Outcome.TIMEOUT
    assert capture.wire_bytes > 0


def test_a_refused_connection_is_unreachable(fetch, plan) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    capture = fetch(plan(f"http://127.0.0.1:{port}/")).capture
    assert (capture.outcome, capture.attempts, capture.status) == (Outcome.UNREACHABLE, 3, None)


def test_a_server_that_hangs_up_is_unreachable(site, fetch, plan) -> None:
    @site.route("/hang-up")
    async def hang_up(request: web.Request) -> web.StreamResponse:
        request.transport.abort()
        return web.Response()

    assert fetch(plan(site.url("/hang-up"))).capture.outcome is Outcome.UNREACHABLE


def test_a_self_signed_certificate_is_a_tls_error_and_is_not_asked_again(start_site, fetch, plan, self_signed) -> None:
    secure = start_site(self_signed)
    secure.page("/", "secret")
    capture = fetch(plan(secure.url("/"))).capture
    assert (capture.outcome, capture.attempts, secure.asked) == (Outcome.TLS_ERROR, 1, [])


def test_plain_http_on_a_tls_address_is_a_tls_error(site, fetch, plan) -> None:
    assert fetch(plan(f"https://127.0.0.1:{site.port}/")).capture.outcome is Outcome.TLS_ERROR


def test_a_name_that_does_not_resolve_is_a_dns_error(fetch, plan) -> None:
    assert fetch(plan("http://no-such-host.invalid/")).capture.outcome is Outcome.DNS_ERROR


def test_a_name_that_resolves_to_loopback_is_refused(site, fetch, plan, monkeypatch) -> None:
    def lie(host: str, port: int, *_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", lie)

    async def go() -> Fetched:
        parts = live_client_parts(version="0", contact="-")
        clock = VirtualClock(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        async with Client(
            parts.transport, clock, user_agent="t", paces={}, default_pace=1, guard=parts.guard
        ) as client:
            return await client.fetch(plan("http://www.mairie-exemple.fr/"))

    capture = asyncio.run(go()).capture
    assert capture.outcome is Outcome.ADDRESS_REFUSED
    assert "127.0.0.1 is not on the public web" in capture.error
    assert site.asked == []


def test_5xx_twice_then_ok(site, fetch, plan, start) -> None:
    answers = iter([503, 500, 200])

    @site.route("/moody")
    async def moody(_: web.Request) -> web.StreamResponse:
        return web.Response(status=next(answers), text="x")

    capture = fetch(plan(site.url("/moody"))).capture
    assert (capture.outcome, capture.attempts) == (Outcome.OK, 3)
    assert capture.fetched_at == start + timedelta(seconds=2 + 4)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"Retry_After": "40"}, 40),
        ({"Retry_After": "Sat, 31 Oct 2026 16:02:00 GMT"}, 120),
        ({"Retry_After": "soon"}, 2),
        ({}, 2),
    ],
)
def test_429_is_asked_again_when_the_server_says(site, fetch, plan, start, header, seconds: int) -> None:
    @site.route("/busy")
    async def busy(_: web.Request) -> web.StreamResponse:
        if len(site.asked) > 1:
            return web.Response(text="now")
        return web.Response(status=429, headers={name.replace("_", "-"): value for name, value in header.items()})

    capture = fetch(plan(site.url("/busy"))).capture
    assert (capture.outcome, capture.attempts) == (Outcome.OK, 2)
    assert capture.fetched_at == start + timedelta(seconds=seconds)


def test_429_for_ever_is_rate_limited_and_the_host_is_left_alone(site, make_client, plan, start) -> None:
    site.page("/never", status=429, Retry_After="7200")
    site.page("/other", "x")

    async def go() -> tuple[Capture, Capture]:
        async with make_client() as client:
            first = await client.fetch(plan(site.url("/never")))
            return first.capture, (await client.fetch(plan(site.url("/other")))).capture

    first, second = asyncio.run(go())
    assert (first.outcome, first.attempts) == (Outcome.RATE_LIMITED, 1)
    assert second.outcome is Outcome.NOT_ATTEMPTED
    assert "left alone for 7199 s more" in second.error
    assert site.asked == ["127.0.0.1 /never"]


def test_a_redirect_is_followed_hop_by_hop(site, fetch, plan) -> None:
    site.page("/old", status=301, Location="/new#top")
    site.page("/new", status=302, Location=site.url("/newest", "127.0.0.2"))
    site.page("/newest", "here")
    fetched = fetch(plan(site.url("/old")))
    capture = fetched.capture
    assert (capture.outcome, capture.body) == (Outcome.OK, b"here")
    assert capture.redirects == (site.url("/new"), site.url("/newest", "127.0.0.2"))
    assert capture.final_url == capture.redirects[-1]
    assert set(fetched.marks) == {"127.0.0.1", "127.0.0.2"}


def test_a_redirect_loop_ends(site, fetch, plan) -> None:
    site.page("/a", status=302, Location="/b")
    site.page("/b", status=302, Location="/a")
    capture = fetch(plan(site.url("/a"))).capture
    assert capture.outcome is Outcome.TOO_MANY_REDIRECTS
    assert "loop" in capture.error
    assert len(site.asked) == 2


def test_a_chain_of_redirects_ends_after_five(site, fetch, plan) -> None:
    for step in range(10):
        site.page(f"/{step}", status=307, Location=f"/{step + 1}")
    capture = fetch(plan(site.url("/0"))).capture
    assert (capture.outcome, len(capture.redirects), len(site.asked)) == (Outcome.TOO_MANY_REDIRECTS, 5, 6)


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data", "ftp://example.org/", "http://10.0.0.1/"]
)
def test_a_redirect_out_of_the_public_web_is_refused(site, fetch, plan, target: str) -> None:
    site.page("/out", status=302, Location=target)
    capture = fetch(plan(site.url("/out"))).capture
    assert (capture.outcome, capture.status) == (Outcome.ADDRESS_REFUSED, None)
    assert capture.final_url == target


def test_not_modified_keeps_the_earlier_body(site, fetch, plan) -> None:
    @site.route("/page")
    async def page(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == '"v1"' and "If-Modified-Since" in request.headers:
            return web.Response(status=304, headers={"ETag": '"v1"', "X-Seen": "again"})
        headers = {"ETag": '"v1"', "Last-Modified": "Wed, 30 Sep 2026 10:00:00 GMT", "Content-Type": "text/html"}
        return web.Response(body=b"same", headers=headers)

    request = plan(site.url("/page"))
    first = fetch(request).capture
    ref = RecordRef("2026-09/website/part-0000.warc.gz", 0, 10)
    second = fetch(request, previous=replace(first, record=ref))
    assert (second.capture.outcome, second.capture.status) == (Outcome.NOT_MODIFIED, 304)
    assert second.capture.body == b"same"
    assert second.capture.headers["content-type"] == "text/html"
    assert second.capture.headers["x-seen"] == "again"
    assert second.reuse == ref
    assert fetch(request, previous=first).capture.outcome is Outcome.OK, "a capture that is not archived proves nothing"


TOKENS = {"x": "token-of-x-1234", "facebook": "token-of-fb-1234", "youtube": "key-of-yt-1234"}


@pytest.mark.parametrize(
    ("network", "name", "value"),
    [
        ("x", "authorization", "Bearer token-of-x-1234"),
        ("facebook", "authorization", "Bearer token-of-fb-1234"),
        ("youtube", "x-goog-api-key", "key-of-yt-1234"),
    ],
)
def test_a_token_goes_in_its_header(site, fetch, plan, network: str, name: str, value: str) -> None:
    site.page("/api", "{}")
    capture = fetch(plan(site.url("/api"), auth=network), options={"tokens": TOKENS.get}).capture
    assert site.headers[0][name] == value
    assert TOKENS[network] not in repr(capture)


def test_a_token_does_not_follow_a_redirect_to_another_host(site, fetch, plan) -> None:
    site.page("/api", status=302, Location=site.url("/thief", "127.0.0.2"))
    site.page("/thief", status=401)
    capture = fetch(plan(site.url("/api"), auth="x"), options={"tokens": TOKENS.get}).capture
    assert site.asked == ["127.0.0.1 /api", "127.0.0.2 /thief"]
    assert ["authorization" in headers for headers in site.headers] == [True, False]
    assert capture.outcome is Outcome.FORBIDDEN


def test_an_echoed_token_is_taken_out(site, fetch, plan) -> None:
    @site.route("/echo")
    async def echo(request: web.Request) -> web.StreamResponse:
        said = request.headers["Authorization"]
        return web.Response(body=gzip.compress(said.encode()), headers={"Content-Encoding": "gzip", "X-Echo": said})

    fetched = fetch(plan(site.url("/echo"), auth="x"), options={"tokens": TOKENS.get})
    assert fetched.capture.body == b"Bearer [token]"
    assert fetched.capture.headers["x-echo"] == "Bearer [token]"
    assert fetched.wire is None


def test_a_refused_or_missing_token_has_its_own_outcome(site, fetch, plan) -> None:
    site.page("/api", status=401)
    request = plan(site.url("/api"), auth="x")
    assert fetch(request, options={"tokens": TOKENS.get}).capture.outcome is Outcome.TOKEN_REJECTED
    assert fetch(request).capture.outcome is Outcome.TOKEN_MISSING
    assert len(site.asked) == 1


def test_secrets_cannot_be_planned(site, fetch, plan) -> None:
    with pytest.raises(ConfigError, match="must not be planned"):
        fetch(plan(site.url("/"), headers=(("Authorization", "Bearer x"),)))
    with pytest.raises(ConfigError, match="no header is known for a token of 'myspace'"):
        fetch(plan(site.url("/"), auth="myspace"))


def test_the_instant_of_the_slot_travels_with_the_request(plan, start) -> None:
    seen: list[datetime] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["instant"])
        return httpx.Response(200, stream=httpx.ByteStream(b"x"))

    async def go() -> None:
        transport = httpx.MockTransport(answer)
        async with Client(
            transport,
            VirtualClock(start),
            user_agent="t",
            paces={"slow.example.org": 5.0},
            default_pace=1.0,
            guard=Guard(),
        ) as client:
            for host in ("slow.example.org", "example.com", "slow.example.org", "example.com"):
                await client.fetch(plan(f"https://{host}/{len(seen)}"))

    asyncio.run(go())
    assert [(instant - start).total_seconds() for instant in seen] == [0, 0, 5, 1]


def test_a_request_that_the_terms_bar_is_recorded_and_never_sent(site, fetch, plan) -> None:
    site.page("/page", "text")
    capture = fetch(replace(plan(site.url("/page"), auth="x"), barred="the terms need 'research'")).capture
    assert (capture.outcome, capture.attempts, capture.error) == (
        Outcome.POLICY_BLOCKED,
        0,
        "the terms need 'research'",
    )
    assert site.asked == []


def test_a_budget_ends_cleanly_and_is_that_of_all_runs_of_a_day(site, make_client, plan, start, tmp_path) -> None:
    site.page("/api", "{}")
    site.page("/free", "text")

    async def spend(first: int, days: int = 0) -> list[Outcome]:
        clock, budgets = VirtualClock(start + timedelta(days=days)), Budgets({"youtube": 5.0}, tmp_path / "budgets")
        async with make_client(clock, tokens=TOKENS.get, budgets=budgets) as client:
            asked = [plan(site.url(f"/api?{number}"), auth="youtube") for number in range(first, first + 4)]
            requests = [replace(request, units=2.0) for request in asked] + [plan(site.url("/free"))]
            return [(await client.fetch(request)).capture.outcome for request in requests]

    left_out = Outcome.NOT_ATTEMPTED
    assert asyncio.run(spend(0)) == [Outcome.OK, Outcome.OK, left_out, left_out, Outcome.OK]
    assert len(site.asked) == 3
    assert asyncio.run(spend(2)) == [*[left_out] * 4, Outcome.OK], "another run of the same day"
    assert asyncio.run(spend(2, days=1)) == [Outcome.OK, Outcome.OK, left_out, left_out, Outcome.OK]


def test_a_body_is_posted_as_json_and_not_to_where_a_redirect_leads(site, fetch, plan) -> None:
    @site.route("/query")
    async def query(request: web.Request) -> web.StreamResponse:
        return web.Response(text=f"{request.method} {request.content_type} {await request.text()}")

    site.page("/moved", status=307, Location="/seen")

    @site.route("/seen")
    async def seen(request: web.Request) -> web.StreamResponse:
        return web.Response(text=f"{request.method} {await request.text()}")

    posted = replace(plan(site.url("/query")), body='{"a":1}')
    assert fetch(posted).capture.body == b'POST application/json {"a":1}'
    assert posted.key.endswith(' {"a":1}')
    assert fetch(replace(posted, url=site.url("/moved"))).capture.body == b"GET "
