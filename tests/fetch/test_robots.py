"""What each answer to a robots.txt request allows (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from aiohttp import web

from pipelines.fetch.archive import PartitionArchive
from pipelines.fetch.client import Client
from pipelines.fetch.robots import Robots, Verdict, read_rules
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request

ROBOTS = "https://www.ville.fr/robots.txt"
PAGE = "https://www.ville.fr/mairie?x=1"


def answer(outcome: Outcome, status: int | None, body: bytes = b"", error: str = "") -> Capture:
    request = Request(ROBOTS, "website", "robots", "robots")
    return Capture(request, outcome, datetime(2026, 10, 31, tzinfo=UTC), status, ROBOTS, {}, body, error=error)


@pytest.mark.parametrize(
    ("outcome", "status", "expected"),
    [
        (Outcome.NOT_FOUND, 404, Outcome.OK),
        (Outcome.FORBIDDEN, 403, Outcome.OK),
        (Outcome.GONE, 410, Outcome.OK),
        (Outcome.TOO_MANY_REDIRECTS, 302, Outcome.OK),
        (Outcome.RATE_LIMITED, 429, Outcome.POLICY_BLOCKED),
        (Outcome.SERVER_ERROR, 503, Outcome.POLICY_BLOCKED),
        (Outcome.FORBIDDEN, 999, Outcome.POLICY_BLOCKED),
        (Outcome.DNS_ERROR, None, Outcome.DNS_ERROR),
        (Outcome.TLS_ERROR, None, Outcome.TLS_ERROR),
        (Outcome.UNREACHABLE, None, Outcome.UNREACHABLE),
        (Outcome.TIMEOUT, None, Outcome.TIMEOUT),
        (Outcome.TRUNCATED, None, Outcome.TRUNCATED),
        (Outcome.ADDRESS_REFUSED, None, Outcome.ADDRESS_REFUSED),
    ],
)
def test_what_an_answer_without_rules_means(outcome: Outcome, status: int | None, expected: Outcome) -> None:
    verdict = read_rules(answer(outcome, status, error="why")).judge(PAGE)
    assert (verdict.is_allowed, verdict.outcome) == (expected is Outcome.OK, expected)
    assert (ROBOTS in verdict.reason) == (not verdict.is_allowed)


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\nAllow: /mairie", True),
        ("User-agent: *\nDisallow: /*x=1$", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: barometrepresence\nDisallow:", True),
        ("User-agent: BarometrePresence\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: OtherBot\nDisallow: /", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("<html>not a robots file</html>", True),
        ("", True),
    ],
)
def test_rules_are_matched_for_our_agent(text: str, is_allowed: bool) -> None:
    verdict = read_rules(answer(Outcome.OK, 200, text.encode())).judge(PAGE)
    assert verdict.is_allowed is is_allowed
    assert verdict.outcome is (Outcome.OK if is_allowed else Outcome.POLICY_BLOCKED)


def test_crawl_delay_is_read_and_an_absurd_one_is_a_refusal() -> None:
    assert read_rules(answer(Outcome.OK, 200, b"User-agent: *\nCrawl-delay: 7.5")).crawl_delay == 7.5
    verdict = read_rules(answer(Outcome.OK, 200, b"User-agent: *\nCrawl-delay: 86400")).judge(PAGE)
    assert verdict.outcome is Outcome.POLICY_BLOCKED
    assert "asks for 86400 s between requests" in verdict.reason


@pytest.fixture
def check(make_client: Callable[..., Client], archive_root) -> Callable[..., list[Verdict]]:
    """Verdicts for requests asked for all at once, with a robots cache and an archive of their own."""

    def run(*requests: Request) -> list[Verdict]:
        async def go() -> list[Verdict]:
            async with make_client() as client:
                with PartitionArchive(archive_root, Month(2026, 10), "website") as archive:
                    robots = Robots(client, archive)
                    return list(await asyncio.gather(*(robots.check(request, request.url) for request in requests)))

        return asyncio.run(go())

    return run


def test_one_robots_file_per_origin_even_when_asked_for_at_once(site, check, plan) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /b")
    verdicts = check(plan(site.url("/a")), plan(site.url("/b")), plan(site.url("/a", "127.0.0.2")))
    assert [verdict.is_allowed for verdict in verdicts] == [True, False, True]
    assert sorted(site.asked) == ["127.0.0.1 /robots.txt", "127.0.0.2 /robots.txt"]
    assert check(plan(site.url("/b")))[0].outcome is Outcome.POLICY_BLOCKED
    assert len(site.asked) == 2, "the archived file is used again"


def test_only_the_beginning_of_a_giant_file_is_read(site, check, plan) -> None:
    site.page("/robots.txt", b"User-agent: *\nDisallow: /a\n" + b"#" * 499_973 + b"\nDisallow: /b\n")
    assert [verdict.is_allowed for verdict in check(plan(site.url("/a")), plan(site.url("/b")))] == [False, True]


def test_a_redirected_robots_file_counts_for_the_origin_that_was_asked(site, check, plan) -> None:
    site.page("/robots.txt", status=301, Location="/rules")
    site.page("/rules", "User-agent: *\nDisallow: /a")
    assert not check(plan(site.url("/a")))[0].is_allowed


def test_a_redirect_to_a_disallowed_page_is_not_followed(site, make_client, archive_root, plan) -> None:
    @site.route("/robots.txt")
    async def robots(request: web.Request) -> web.StreamResponse:
        return web.Response(text="User-agent: *\nDisallow: /login" if request.host.startswith("127.0.0.2") else "")

    site.page("/page", status=302, Location=site.url("/login", "127.0.0.2"))

    async def go() -> Capture:
        async with make_client() as client:
            with PartitionArchive(archive_root, Month(2026, 10), "website") as archive:
                checked = await client.fetch(plan(site.url("/page")), check=Robots(client, archive).check)
                return checked.capture

    capture = asyncio.run(go())
    assert (capture.outcome, capture.status) == (Outcome.POLICY_BLOCKED, None)
    assert capture.final_url == site.url("/login", "127.0.0.2")
    assert "127.0.0.2 /login" not in site.asked
