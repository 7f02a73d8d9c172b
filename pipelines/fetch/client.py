"""The one way out to the web: a planned request in, what came of it out.

Belongs here: redirects, tokens, conditional requests, and the order of the checks on each hop (guard, robots, hold,
slot, exchange, retries). Knows no network and reads no page; keeping the answer is the archive's work.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx

from pipelines.fetch.clock import Clock
from pipelines.fetch.coding import ACCEPTED
from pipelines.fetch.earlier import renewed, revalidable
from pipelines.fetch.exchange import Answer, Limits, exchange
from pipelines.fetch.guard import Guard, host_of, parsed_url
from pipelines.fetch.politeness import Mark, Pacer
from pipelines.fetch.retry import RetryPolicy, persist
from pipelines.fetch.robots import AGENT, Verdict
from pipelines.fetch.tokens import Tokens, redact
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, RecordRef, Request

Check = Callable[[Request, str], Awaitable[Verdict]]


def user_agent(version: str, contact: str) -> str:
    """`BarometrePresence/<version> (+<contact>)`: who asks, and where to complain."""
    return f"{AGENT}/{version} (+{contact})"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A capture on its way to the archive.

    `wire` is the body as received (None: archive the decoded one), `marks` the pace of the hosts that were asked,
    `reuse` the record whose body a 304 confirms.
    """

    capture: Capture
    wire: bytes | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)
    reuse: RecordRef | None = None


@dataclass(slots=True)
class _Journey:
    """What is known so far of one request: hops, attempts, bytes, hosts."""

    request: Request
    previous: Capture | None
    token: str | None
    url: str
    attempts: int = 1
    wire_bytes: int = 0
    redirects: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)

    @property
    def is_conditional(self) -> bool:
        """Whether the present hop is the address that the previous capture came from."""
        return self.previous is not None and self.previous.final_url == self.url

    @property
    def carries_token(self) -> bool:
        """A token goes to the origin it was meant for, never to where a redirect leads."""
        asked, present = parsed_url(self.request.url), parsed_url(self.url)
        return (asked.scheme, asked.host, asked.port) == (present.scheme, present.host, present.port)


class Client:
    """An HTTP client with manners; one per run, closed after use (`async with`).

    `paces` are seconds between two requests by host, `default_pace` those of other hosts; the instant of each
    request's slot is in `request.extensions["instant"]`.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        clock: Clock,
        *,
        user_agent: str,
        paces: Mapping[str, float],
        default_pace: float,
        tokens: Tokens | None = None,
        guard: Guard | None = None,
        limits: Limits | None = None,
        retries: RetryPolicy | None = None,
        concurrency: int = 48,
    ) -> None:
        self.pacer = Pacer(clock, paces, default_pace, concurrency)
        self._clock = clock
        self._tokens = tokens or Tokens()
        self._guard = guard or Guard()
        self._limits = limits or Limits()
        self._retries = retries or RetryPolicy()
        self._transport = transport
        timeout = httpx.Timeout(self._limits.read_seconds, connect=self._limits.connect_seconds, pool=None)
        self._extensions = {"timeout": timeout.as_dict()}
        self._own_headers = {
            "User-Agent": user_agent,
            "Accept": "*/*",
            "Accept-Encoding": ACCEPTED,
            "Accept-Language": "fr",
            "Connection": "keep-alive",
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def fetch(
        self,
        request: Request,
        *,
        check: Check | None = None,
        previous: Capture | None = None,
        cut_at: int | None = None,
    ) -> Fetched:
        """Ask, follow redirects, ask again where that makes sense. Never raises for what the web does.

        `check` gives the verdict of robots.txt on each hop; `previous` is an earlier capture of the same request,
        asked for again only if it changed; `cut_at` keeps that many bytes of a longer body.

        Raises:
            ConfigError: the request names a token that no rule places, or carries a secret in its own headers.
        """
        journey = _Journey(request, revalidable(previous), self._tokens.of(request), request.url)
        if request.barred:
            return self._end(journey, Outcome.POLICY_BLOCKED, request.barred)
        if request.auth is not None and journey.token is None:
            return self._end(journey, Outcome.TOKEN_MISSING, f"no token is set for {request.auth}")
        if not self._tokens.spend(request, self._clock.now().date()):
            return self._end(journey, Outcome.NOT_ATTEMPTED, f"the budget of {request.auth} is spent for today")
        while True:
            if refused := await self._refusal(journey, check):
                return refused
            answer = await self._ask(journey, cut_at)
            if answer.location is None:
                return self._conclude(journey, answer)
            if loop := self._follow(journey, answer):
                return self._conclude(journey, replace(answer, outcome=Outcome.TOO_MANY_REDIRECTS, error=loop))

    async def _refusal(self, journey: _Journey, check: Check | None) -> Fetched | None:
        """The end of a journey whose next hop must not be asked: guard, then robots, then a hold that is too long."""
        if reason := self._guard.refusal(journey.url):
            return self._end(journey, Outcome.ADDRESS_REFUSED, f"{journey.url}: {reason}")
        if check is not None:
            verdict = await check(journey.request, journey.url)
            if not verdict.is_allowed:
                return self._end(journey, verdict.outcome, verdict.reason)
        left = self.pacer.hold_left(host_of(journey.url))
        if left > self._retries.retry_after_max:
            return self._end(journey, Outcome.NOT_ATTEMPTED, f"the host asked to be left alone for {left:.0f} s more")
        return None

    async def _ask(self, journey: _Journey, cut_at: int | None) -> Answer:
        """One hop with its retries, each in a slot of its own."""
        host, address, headers = host_of(journey.url), parsed_url(journey.url), self._headers(journey)
        if host not in journey.hosts:
            journey.hosts.append(host)

        async def once() -> Answer:
            async with self.pacer.turn(host) as slot:
                extensions = {**self._extensions, "instant": slot}
                sent = _request(journey.request, address, headers, extensions)
                answer = await exchange(
                    self._transport,
                    sent,
                    self._limits,
                    lambda: max(slot, self._clock.now()),
                    cut_at=cut_at,
                    with_token=journey.token is not None and journey.carries_token,
                )
            journey.wire_bytes += answer.wire_bytes
            return answer

        def hold(until: datetime) -> None:
            self.pacer.hold(host, until)

        answer, attempts = await persist(once, hold, self._retries)
        journey.attempts += attempts - 1
        return redact(answer, journey.token)

    def _follow(self, journey: _Journey, answer: Answer) -> str | None:
        """Move the journey to where a redirect leads; gives the reason when it must end here."""
        location = answer.location or ""
        try:
            target = str(parsed_url(journey.url).join(location).copy_with(fragment=None))
        except httpx.InvalidURL:
            target = location
        if target in (journey.request.url, *journey.redirects):
            return f"redirect loop: {target} leads back to itself"
        if len(journey.redirects) == self._limits.redirects:
            return f"more than {self._limits.redirects} redirects"
        journey.redirects.append(target)
        journey.url = target
        return None

    def _headers(self, journey: _Journey) -> dict[str, str]:
        headers = {**self._own_headers, **dict(journey.request.headers)}
        if journey.is_conditional and journey.previous is not None:
            validators = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
            known = journey.previous.headers
            headers |= {name: known[source] for name, source in validators.items() if source in known}
        if journey.token is not None and journey.carries_token:
            headers |= self._tokens.header(journey.request, journey.token)
        return headers

    def _conclude(self, journey: _Journey, answer: Answer) -> Fetched:
        previous = journey.previous if journey.is_conditional else None
        outcome, error = answer.outcome, answer.error
        if outcome is Outcome.NOT_MODIFIED and previous is None:
            outcome, error = Outcome.SERVER_ERROR, "HTTP 304 to a request that set no condition"
        capture = self._capture(journey, outcome, error, answer.received_at)
        capture = replace(capture, status=answer.status, headers=answer.headers, body=answer.body)
        if outcome is Outcome.NOT_MODIFIED and previous is not None:
            capture = replace(capture, headers=renewed(previous.headers, answer.headers), body=previous.body)
            return Fetched(capture, b"", self._marks(journey), previous.record)
        return Fetched(capture, answer.wire, self._marks(journey))

    def _end(self, journey: _Journey, outcome: Outcome, error: str) -> Fetched:
        """A journey that ends without asking: its instant is the last one of the host; no attempt if it never began."""
        instant = self.pacer.latest(host_of(journey.url))
        capture = self._capture(journey, outcome, error, instant)
        if not journey.hosts:
            capture = replace(capture, attempts=0)
        return Fetched(capture, None, self._marks(journey))

    def _marks(self, journey: _Journey) -> dict[str, Mark]:
        marks = {host: self.pacer.mark(host) for host in journey.hosts}
        return {host: mark for host, mark in marks.items() if mark is not None}

    @staticmethod
    def _capture(journey: _Journey, outcome: Outcome, error: str, instant: datetime) -> Capture:
        return Capture(
            request=journey.request,
            outcome=outcome,
            fetched_at=instant,
            final_url=journey.url,
            attempts=journey.attempts,
            redirects=tuple(journey.redirects),
            error=error,
            wire_bytes=journey.wire_bytes,
        )


def _request(
    request: Request, address: httpx.URL, headers: dict[str, str], extensions: dict[str, object]
) -> httpx.Request:
    """What is sent: a GET, or the POST of a JSON body to the address that was planned (never to where it redirects)."""
    if not request.body or str(address) != request.url:
        return httpx.Request("GET", address, headers=headers, extensions=extensions)
    headers = {**headers, "Content-Type": "application/json"}
    return httpx.Request("POST", address, headers=headers, content=request.body.encode(), extensions=extensions)
