"""The process, the gateway and the manners counter, over real HTTP."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from pipelines.model.months import Month
from pipelines.replica.faults import answers_over_http, site_fault
from pipelines.replica.gateway import GatewayTransport, as_on_the_web
from pipelines.replica.process import running_replica
from pipelines.replica.records import month_index
from pipelines.replica.scenes import load_world

START = datetime(2026, 10, 31, 16, tzinfo=UTC)


def fetch(base: str, *visits: tuple[str, datetime]) -> list[httpx.Response]:
    async def all_of_them() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=GatewayTransport(base), timeout=20) as client:
            return [await client.get(url, extensions={"instant": instant}) for url, instant in visits]

    return asyncio.run(all_of_them())


def first_site(fault: str | None, *, is_https: bool = True):
    world, month = load_world("aujourdhui"), month_index(Month(2026, 10))
    return next(
        site
        for site in world.sites.values()
        if site_fault(world.scene, site, month) == fault and site.is_https == is_https and site.base == "/"
    )


def test_manners_are_counted_in_simulated_time() -> None:
    slow, path = first_site("robots_delay"), first_site("robots_path")
    with running_replica() as base:
        polite = [(f"{slow.url}robots.txt", START), (slow.url, START + timedelta(seconds=10))]
        polite += [("http://replica.local/manners", START)]
        report = fetch(base, *polite)[-1].json()
        assert (report["requests"], report["too_soon"], report["disallowed"], report["offended"]) == (2, 0, 0, {})
        hasty = [(slow.url, START + timedelta(seconds=10.5)), (f"{path.url}admin/", START)]
        hasty += [("http://replica.local/manners?reset=1", START), ("http://replica.local/manners", START)]
        *_, report, blank = [
            answer.json() for answer in fetch(base, *hasty) if "json" in answer.headers["Content-Type"]
        ]
        assert (report["too_soon"], report["disallowed"]) == (1, 1)
        assert report["offended"][slow.host]["too_soon"] == 1
        assert report["offended"][path.host]["disallowed"] == 1
        assert blank["requests"] == 0


def test_retry_after_is_a_promise() -> None:
    site = first_site("rate_limited_once")
    with running_replica() as base:
        early = START + timedelta(seconds=5)
        answers = fetch(base, (site.url, START), (site.url, early), ("http://replica.local/manners", START))
    assert [answer.status_code for answer in answers[:2]] == [429, 200]
    assert "Retry-After" in answers[0].headers
    assert answers[2].json()["before_retry_after"] == 1


def test_gateway_raises_what_the_real_web_raises(replica_url: str) -> None:
    site = first_site("tls_certificate")
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED") as caught:
        fetch(replica_url, (site.url, START))
    assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)
    with pytest.raises(httpx.ConnectError, match="Name or service not known") as caught:
        fetch(replica_url, ("https://www.nobody-registered-this.fr/", START))
    assert isinstance(caught.value.__cause__, socket.gaierror)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("timeout", httpx.ConnectTimeout), ("read_timeout", httpx.ReadTimeout), ("refused", httpx.ConnectError),
        ("tls_handshake", httpx.ConnectError), ("dns", httpx.ConnectError),
    ],
)  # fmt: skip
def test_connection_faults(fault: str, kind: type[httpx.TransportError]) -> None:
    assert type(as_on_the_web(fault, httpx.Request("GET", "https://a.fr/"))) is kind


def test_plain_http_answers_where_tls_fails(replica_url: str) -> None:
    world, month = load_world("aujourdhui"), month_index(Month(2026, 10))
    site = next(
        site
        for site in world.sites.values()
        if site.is_https and answers_over_http(site, site_fault(world.scene, site, month))
    )
    (answer,) = fetch(replica_url, (site.url.replace("https://", "http://"), START))
    assert answer.status_code == 200
    assert "Page simulée" in answer.text


def test_gateway_keeps_address_and_month(replica_url: str) -> None:
    url = "https://www.facebook.com/personne-du-tout"
    (answer,) = fetch(replica_url, (url, START))
    assert (answer.status_code, str(answer.request.url)) == (404, url)
    old = datetime(2013, 3, 31, 16, tzinfo=UTC)
    world = load_world("edgar-quinet")
    grenoble = next(item for item in world.accounts if item.territory.name == "Grenoble" and item.network == "facebook")
    pages = fetch(replica_url, *[(f"https://www.facebook.com/{grenoble.handle}", old)] * 2)
    assert "65" in pages[-1].text.partition("PagesLikesCountDOMID")[2][:60]


def test_a_broken_instant_is_refused(replica_url: str) -> None:
    answer = httpx.get(replica_url, headers={"Host": "www.facebook.com", "Replica-Now": "yesterday"})
    assert answer.status_code == 400
    assert "yesterday" in answer.text


def test_the_process_ends_with_its_parent() -> None:
    with running_replica() as base:
        assert httpx.get(f"{base}/manners", headers={"Host": "replica.local"}).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(base)
