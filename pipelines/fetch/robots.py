"""robots.txt (RFC 9309): fetched once per origin and partition, archived like any page, obeyed.

Belongs here: what a robots.txt allows and how slowly it wants to be read. The pace itself is kept by `politeness`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from protego import Protego

from pipelines.fetch.guard import host_of, parsed_url
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Request

if TYPE_CHECKING:
    from pipelines.fetch.archive import PartitionArchive
    from pipelines.fetch.client import Client

AGENT: Final = "BarometrePresence"
MAX_BYTES: Final = 500_000  # RFC 9309, section 2.5: at least 500 kibibytes must be read; what follows is ignored
MAX_CRAWL_DELAY: Final = 300.0
PURPOSE: Final = "robots"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be read; when not, the outcome and the reason to write on the request."""

    is_allowed: bool
    outcome: Outcome = Outcome.OK
    reason: str = ""


ALLOWED: Final = Verdict(True)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What one robots.txt says: rules to match, or one verdict for every address of the origin."""

    url: str
    matcher: Protego | None
    verdict: Verdict = ALLOWED
    crawl_delay: float | None = None

    def judge(self, url: str) -> Verdict:
        if self.matcher is None or self.matcher.can_fetch(url, AGENT):
            return self.verdict
        return Verdict(False, Outcome.POLICY_BLOCKED, f"{self.url} does not allow this address")


class Robots:
    """The robots.txt files of one partition.

    `api_hosts` are hosts of documented programming interfaces, which are used under their own terms: robots.txt
    governs crawlers and is not asked there. The same holds for a request that carries an operator's token.
    `read` lists the files met so far, each with whether the archive already held it.
    """

    def __init__(self, client: Client, archive: PartitionArchive, api_hosts: Container[str] = ()) -> None:
        self._client = client
        self._archive = archive
        self._api_hosts = api_hosts
        self._rules: dict[str, _Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self.read: list[tuple[Capture, bool]] = []

    async def check(self, request: Request, url: str) -> Verdict:
        """The verdict for `url`, one hop of `request`. Reads robots.txt first where that was not done yet."""
        host = host_of(url)
        if host in self._api_hosts or (request.auth is not None and host == host_of(request.url)):
            return ALLOWED
        parsed = parsed_url(url)
        address = f"{parsed.scheme}://{parsed.netloc.decode('ascii')}/robots.txt"
        rules = self._rules.get(address)
        if rules is None:
            async with self._locks.setdefault(address, asyncio.Lock()):
                rules = self._rules.get(address)
                if rules is None:
                    rules = self._rules[address] = read_rules(await self._capture(address))
                    if rules.crawl_delay is not None:
                        self._client.pacer.slow_down(host, rules.crawl_delay)
        return rules.judge(url)

    async def _capture(self, address: str) -> Capture:
        """The archived robots.txt, or the one that is fetched and archived now."""
        request = Request(address, self._archive.network, door=PURPOSE, purpose=PURPOSE)
        known = self._archive.find(request.key)
        capture = known or self._archive.append_fetched(await self._client.fetch(request, cut_at=MAX_BYTES))
        self.read.append((capture, known is not None))
        return capture


def read_rules(capture: Capture) -> _Rules:
    """What the answer to a robots.txt request means for its origin (RFC 9309, section 2.3.1).

    2xx: its rules. 4xx, or too many redirects: everything is allowed. 5xx: nothing is. 429 asks to be left alone, so
    it counts as 5xx. Where nothing answered (status None) nothing else is asked either, and the pages get the outcome
    that was met, since no rule excludes them: a dead host is `dns_error`, not `policy_blocked`.
    """
    url, status = capture.request.url, capture.status
    if capture.outcome is Outcome.OK:
        matcher = Protego.parse(capture.body.decode("utf-8-sig", "replace"))
        delay = matcher.crawl_delay(AGENT)
        if delay is not None and delay > MAX_CRAWL_DELAY:
            reason = (
                f"{url} asks for {delay:g} s between requests, more than the {MAX_CRAWL_DELAY:g} s that are waited for"
            )
            return _Rules(url, None, Verdict(False, Outcome.POLICY_BLOCKED, reason))
        return _Rules(url, matcher, crawl_delay=delay)
    if capture.outcome is Outcome.TOO_MANY_REDIRECTS:
        return _Rules(url, None)
    if status is not None and 400 <= status < 500 and capture.outcome is not Outcome.RATE_LIMITED:
        return _Rules(url, None)
    if status is None:
        reason = f"{url} could not be read ({capture.error}), so that nothing else was asked"
        return _Rules(url, None, Verdict(False, capture.outcome, reason))
    reason = f"{url} answers HTTP {status}, which forbids the whole site (RFC 9309, 2.3.1.4)"
    return _Rules(url, None, Verdict(False, Outcome.POLICY_BLOCKED, reason))
