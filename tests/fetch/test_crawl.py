"""The crawl: follow-ups, waves, pace, resuming after a kill, revalidation, and what never reaches the disk."""

from __future__ import annotations

import asyncio
import gzip
import runpy
import signal
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from rich.console import Console

from pipelines.fetch.archive import PART, PartitionArchive
from pipelines.fetch.client import Client
from pipelines.fetch.clock import LiveClock
from pipelines.fetch.crawl import crawl
from pipelines.fetch.earlier import EarlierCaptures
from pipelines.fetch.summary import RunSummary
from pipelines.model.errors import ConfigError
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request

MONTH = Month(2026, 10)
SCRIPT = Path(__file__).with_name("killed_crawl.py")


def nothing(_: Capture) -> Iterable[Request]:
    return ()


@dataclass
class Counting:
    plans: list[int] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)

    def planned(self, count: int) -> None:
        self.plans.append(count)

    def done(self, capture: Capture) -> None:
        self.captures.append(capture)


@pytest.fixture
def run(make_client: Callable[..., Client], archive_root: Path) -> Callable[..., RunSummary]:
    """Crawl with a client and an opening of the archive of its own."""

    def go(
        requests: Iterable[Request], *, month: Month = MONTH, options: dict[str, Any] | None = None, **arguments: Any
    ):
        async def inner() -> RunSummary:
            async with make_client(**(options or {})) as client:
                with PartitionArchive(archive_root, month, "website") as archive:
                    return await crawl(requests, archive=archive, client=client, **{"follow": nothing, **arguments})

        return asyncio.run(inner())

    return go


@pytest.fixture
def captures(archive_root: Path) -> Callable[..., list[Capture]]:
    def read(month: Month = MONTH) -> list[Capture]:
        with PartitionArchive(archive_root, month, "website", is_read_only=True) as archive:
            return list(archive.captures())

    return read


def test_a_crawl_follows_and_archives_everything(site, run, captures, plan, start) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /private\nCrawl-delay: 3\n")
    site.page("/", "home")
    site.page("/feed", "feed")

    def follow(capture: Capture) -> Iterable[Request]:
        if capture.request.purpose == "home":
            yield plan(site.url("/feed"), purpose="feed")
            yield plan(site.url("/private/x"), purpose="contact")
            yield plan(site.url("/"), purpose="home")
            yield plan(site.url("/gone", "127.0.0.2"), purpose="contact")

    progress = Counting()
    summary = run([plan(site.url("/")), plan(site.url("/"))], follow=follow, progress=progress)

    assert site.asked == [
        "127.0.0.1 /robots.txt",
        "127.0.0.1 /",
        "127.0.0.1 /feed",
        "127.0.0.2 /robots.txt",
        "127.0.0.2 /gone",
    ]
    found = captures()
    assert [capture.request.purpose for capture in found] == ["robots", "home", "feed", "contact", "robots", "contact"]
    assert [(capture.fetched_at - start).total_seconds() for capture in found] == [0, 3, 6, 6, 0, 3]
    assert found[3].outcome is Outcome.POLICY_BLOCKED
    assert found[3].error.endswith("/robots.txt does not allow this address")
    assert (progress.plans, len(progress.captures)) == ([1, 2, 1], 4)
    assert (summary.requests, summary.robots_files, summary.robots_refusals, summary.resumed) == (4, 2, 1, 0)
    assert summary.outcomes == {Outcome.OK: 2, Outcome.NOT_FOUND: 1, Outcome.POLICY_BLOCKED: 1}
    assert summary.least_gaps == {"127.0.0.1": 3.0, "127.0.0.2": 3.0}
    assert summary.refusals == {"127.0.0.1": 1}


def test_a_second_run_asks_for_nothing_and_follows_from_the_archive(site, run, captures, plan) -> None:
    site.page("/", "home")
    site.page("/feed", "feed")

    def follow(capture: Capture) -> Iterable[Request]:
        return [plan(site.url("/feed"), purpose="feed")] if capture.body == b"home" else []

    first = run([plan(site.url("/"))], follow=follow)
    asked, found = list(site.asked), captures()
    second = run([plan(site.url("/"))], follow=follow)
    assert site.asked == asked
    assert captures() == found
    assert (first.resumed, second.resumed, second.requests, second.wire_bytes) == (0, 2, 2, 0)
    assert second.outcomes == first.outcomes


def test_what_follows_from_the_archive_is_for_the_subjects_of_today(site, run, plan) -> None:
    """A list that has grown since: the first request is found, and the new subject is asked for all the same."""
    site.page("/operator", "operator")
    for name in ("a", "b"):
        site.page(f"/{name}", name)

    def follow(capture: Capture) -> Iterable[Request]:
        return [plan(site.url(f"/{name}")) for name in capture.request.subjects]

    run([replace(plan(site.url("/operator")), subjects=("a",))], follow=follow)
    run([replace(plan(site.url("/operator")), subjects=("a", "b"))], follow=follow)
    pages = [asked.partition(" ")[2] for asked in site.asked]
    assert [page for page in pages if page != "/robots.txt"] == ["/operator", "/a", "/b"]


def kill_after(root: Path, site, count: int, pages: int) -> None:
    """Start the crawl in a process of its own and kill it once `count` requests were seen."""
    process = subprocess.Popen([sys.executable, str(SCRIPT), str(root), str(site.port), str(pages)])
    try:
        deadline = time.monotonic() + 20
        while len(site.asked) < count and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    finally:
        process.wait(10)
    assert process.returncode == -signal.SIGKILL, "the crawl ended before it was killed"


def test_a_killed_crawl_resumes_as_if_nothing_had_happened(site, tmp_path) -> None:
    pages = 12
    resume = runpy.run_path(str(SCRIPT))["run"]

    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.004)
        return web.Response(text=f"{request.host.partition(':')[0]} {request.path}")

    for path in ("/robots.txt", *(f"/page/{number}" for number in range(1, pages + 1))):
        site.answers[path] = answer
    for number in range(1, 4):
        site.answers[f"/from/127.0.0.{number}"] = answer

    def read(root: Path) -> list[Capture]:
        with PartitionArchive(root, MONTH, "website", is_read_only=True) as archive:
            return list(archive.captures())

    def comparable(found: list[Capture]) -> list[tuple[Any, ...]]:
        rows = [(c.request, c.outcome, c.fetched_at, c.body, c.status, c.final_url, c.attempts) for c in found]
        return sorted(rows, key=lambda row: row[0].key)

    asyncio.run(resume(tmp_path / "calm", site.port, pages))
    calm = read(tmp_path / "calm")
    assert len(calm) == 3 * pages + 3 + 4

    for count in (5, 23):
        site.asked.clear()
        root = tmp_path / str(count)
        kill_after(root, site, count, pages)
        kept = {capture.request.url for capture in read(root)}
        before = len(site.asked)
        summary = asyncio.run(resume(root, site.port, pages))
        asked_again = {f"http://{host}:{site.port}{path}" for host, path in map(str.split, site.asked[before:])}
        assert kept
        assert not kept & asked_again
        assert max(Counter(site.asked).values()) <= 2
        assert summary.resumed == len([url for url in kept if not url.endswith("/robots.txt")])
        assert comparable(read(root)) == comparable(calm)


def test_cancelling_loses_nothing_that_was_archived(site, make_client, archive_root, captures, plan) -> None:
    @site.route("/slow")
    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(20)
        return web.Response()

    site.page("/fast", "fast")
    seen = asyncio.Event()

    def follow(_: Capture) -> Iterable[Request]:
        seen.set()
        return [plan(site.url("/slow"))]

    async def go() -> None:
        async with make_client() as client:
            with PartitionArchive(archive_root, MONTH, "website") as archive:
                task = asyncio.create_task(
                    crawl([plan(site.url("/fast"))], follow=follow, archive=archive, client=client)
                )
                await seen.wait()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

    asyncio.run(go())
    assert [capture.request.url for capture in captures()] == [site.url("/robots.txt"), site.url("/fast")]


def test_a_mistake_in_the_plan_comes_out_as_it_is(site, run, plan) -> None:
    with pytest.raises(ConfigError, match="myspace"):
        run([plan(site.url("/"), auth="myspace")])


@pytest.fixture
def versioned(site):
    """A compressed page in Latin-1 that names its version; its 304 says nothing of the body, or something wrong."""

    @site.route("/page")
    async def page(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304, headers={"ETag": '"v1"', "Content-Type": "text/html; charset=utf-8"})
        headers = {"ETag": '"v1"', "Content-Type": "text/html; charset=iso-8859-1", "Content-Encoding": "gzip"}
        return web.Response(body=gzip.compress("même".encode("latin-1")), headers=headers)

    return site


@pytest.mark.parametrize("months", [1, 2, 3])
def test_an_earlier_month_is_revalidated(versioned, run, captures, plan, archive_root, months: int) -> None:
    later = MONTH.plus(months)
    run([plan(versioned.url("/page"))])
    with EarlierCaptures(archive_root, later, "website") as earlier:
        summary = run([plan(versioned.url("/page"))], month=later, previous=earlier.find)
    assert summary.outcomes == {Outcome.NOT_MODIFIED: 1}
    confirmed = captures(later)[1]
    assert (confirmed.outcome, confirmed.body) == (Outcome.NOT_MODIFIED, "même".encode("latin-1"))
    assert confirmed.headers["content-type"] == "text/html; charset=iso-8859-1"


def test_what_was_confirmed_can_be_confirmed_again(versioned, run, captures, plan, archive_root) -> None:
    for month in (MONTH, MONTH.plus(1), MONTH.plus(2)):
        with EarlierCaptures(archive_root, month, "website") as earlier:
            run([plan(versioned.url("/page"))], month=month, previous=earlier.find)
    last = captures(MONTH.plus(2))[1]
    assert (last.outcome, last.body) == (Outcome.NOT_MODIFIED, "même".encode("latin-1"))


def test_too_old_or_broken_archives_confirm_nothing(versioned, run, plan, archive_root) -> None:
    run([plan(versioned.url("/page"))])
    with EarlierCaptures(archive_root, MONTH.plus(4), "website") as earlier:
        assert earlier.find(plan(versioned.url("/page"))) is None
    warc = archive_root / str(MONTH) / "website" / PART
    warc.write_bytes(warc.read_bytes()[:-40])
    with EarlierCaptures(archive_root, MONTH.plus(1), "website") as earlier:
        summary = run([plan(versioned.url("/page"))], month=MONTH.plus(1), previous=earlier.find)
    assert summary.outcomes == {Outcome.OK: 1}


def test_a_page_without_a_validator_is_not_even_read_again(site, run, plan, archive_root, monkeypatch) -> None:
    run([plan(site.url("/"))])
    monkeypatch.setattr(PartitionArchive, "find", lambda *_: pytest.fail("its record was read"))
    with EarlierCaptures(archive_root, MONTH.plus(1), "website") as earlier:
        assert earlier.find(plan(site.url("/"))) is None


def test_tokens_never_reach_the_disk_or_the_summary(site, run, plan, archive_root, caplog) -> None:
    tokens = {"x": "t0ken-x-AAAA", "facebook": "t0ken-f-BBBB", "youtube": "t0ken-y-CCCC"}

    @site.route("/echo")
    async def echo(request: web.Request) -> web.StreamResponse:
        said = " ".join(f"{name}={value}" for name, value in request.headers.items())
        return web.Response(status=401, text=said, headers={"WWW-Authenticate": said[:900], "Set-Cookie": said[:900]})

    @site.route("/hop")
    async def hop(request: web.Request) -> web.StreamResponse:
        said = request.headers.get("Authorization") or request.headers["X-Goog-Api-Key"]
        return web.Response(status=302, headers={"Location": f"/echo?said={said}"})

    requests = [plan(site.url(path), auth=name) for path in ("/echo", "/hop", "/away") for name in tokens]
    requests = [plan(f"{request.url}?{request.auth}", auth=request.auth) for request in requests]
    with caplog.at_level("DEBUG"):
        summary = run(requests, options={"tokens": tokens.get})
    sent = [value for headers in site.headers for value in headers.values()]
    assert all(any(token in value for value in sent) for token in tokens.values())

    written = repr(summary) + caplog.text
    for path in archive_root.rglob("*"):
        if path.is_file():
            written += path.read_bytes().decode("latin-1")
        if path.suffix == ".gz":
            data = path.read_bytes()
            while data:
                inflater = zlib.decompressobj(31)
                written += inflater.decompress(data).decode("latin-1")
                data = inflater.unused_data
    assert "[token]" in written
    assert not [token for token in tokens.values() if token in written]


def test_the_live_pace_is_kept(site, run, plan) -> None:
    site.page("/robots.txt", status=404)
    times: list[float] = []

    async def timed(_: web.Request) -> web.StreamResponse:
        times.append(time.monotonic())
        return web.Response(text="x")

    for number in range(4):
        site.answers[f"/{number}"] = timed
    options = {"clock": LiveClock(), "default_pace": 0.1}
    summary = run([plan(site.url(f"/{number}")) for number in range(4)], options=options)
    assert summary.least_gap is not None
    assert summary.least_gap >= 0.1
    assert min(later - sooner for sooner, later in pairwise(times)) > 0.09


def test_one_request_at_a_time_on_a_host_and_a_limit_over_all(site, run, plan) -> None:
    under_way: Counter[str] = Counter()
    most: dict[str, int] = {"host": 0, "all": 0}

    async def busy(request: web.Request) -> web.StreamResponse:
        under_way[request.host] += 1
        most["host"] = max(most["host"], *under_way.values())
        most["all"] = max(most["all"], under_way.total())
        await asyncio.sleep(0.01)
        under_way[request.host] -= 1
        return web.Response(text="x")

    for number in range(5):
        site.answers[f"/{number}"] = busy
    requests = [plan(site.url(f"/{number}", f"127.0.0.{host}")) for number in range(5) for host in range(1, 5)]
    run(requests, options={"concurrency": 3})
    assert most == {"host": 1, "all": 3}


def test_the_summary_can_be_shown_and_stored(site, run, plan) -> None:
    site.page("/no", status=403)
    site.page("/busy", status=503)
    summary = run([plan(site.url("/no")), plan(site.url("/busy"))])
    summary.repairs.append("part-0000: 12 bytes cut off")
    stored = summary.as_dict()
    assert stored["outcomes"] == {"forbidden": 1, "server_error": 1}
    assert (stored["retries"], stored["robots_files"], stored["refusals_by_host"]) == (2, 1, {"127.0.0.1": 1})
    console = Console(width=160, file=StringIO())
    console.print(summary.as_table())
    shown = console.file.getvalue()
    assert "server_error" in shown
    assert "12 bytes cut off" in shown


def test_api_hosts_and_tokens_are_outside_robots(site, run, captures, plan) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /\n")
    site.page("/a", "a")
    run([plan(site.url("/a"))], api_hosts={"127.0.0.1"})
    run([plan(site.url("/a?token"), auth="x")], options={"tokens": lambda _: "secret-token"})
    run([plan(site.url("/a?page"))])
    outcomes = {capture.request.url.rpartition("/")[2]: capture.outcome for capture in captures()}
    assert outcomes == {
        "a": Outcome.OK,
        "a?token": Outcome.OK,
        "robots.txt": Outcome.OK,
        "a?page": Outcome.POLICY_BLOCKED,
    }


def test_instants_do_not_depend_on_which_host_is_faster(site, run, captures, plan, start) -> None:
    """Both hosts lead to a third one; it is asked in the order of the plan, whoever answered first."""
    delays = {"127.0.0.1": 0.05, "127.0.0.2": 0.0}

    @site.route("/")
    async def home(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(delays[request.host.partition(":")[0]])
        return web.Response(text="home")

    def follow(capture: Capture) -> Iterable[Request]:
        if capture.request.purpose == "home":
            yield plan(site.url(f"/from-{capture.request.subjects[0]}", "127.0.0.3"), purpose="feed")

    requests = [plan(site.url("/", host), subjects=(host,)) for host in delays]
    run(requests, follow=follow)
    third = [capture for capture in captures() if capture.request.purpose == "feed"]
    assert [capture.request.url[-9:] for capture in third] == ["127.0.0.1", "127.0.0.2"]
    assert [capture.fetched_at - start for capture in third] == [timedelta(seconds=1), timedelta(seconds=2)]
