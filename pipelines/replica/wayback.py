"""web.archive.org: the index of captures (CDX) and their raw replay, made by visiting the simulated web again."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha1
from typing import Final
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from pipelines.replica.captures import BY_HOST, FIRST, excluded_host, is_missing_page_kept, is_walled, moments
from pipelines.replica.cdx import Line, shown
from pipelines.replica.records import World, bare_host, paris_month
from pipelines.replica.visit import Reply, Visit, document, plain, redirect

HOST: Final = "web.archive.org"
CDX_PER_MINUTE: Final = 30
REPLAYS_PER_MINUTE: Final = 600
_STAMP = "%Y%m%d%H%M%S"
_MIDDLE = "00000615120000"
"""What completes a short timestamp: the middle of the year, of the month, noon."""
_REPLAY = re.compile(r"/web/(\d{4,14})(?:[a-z]{2}_)?/(.+)", re.DOTALL)
_BLOCKED = (
    "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception."
    "AdministrativeAccessControlException: Blocked Site Error"
)


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture: the address as it was visited, the instant, and what was answered."""

    address: str
    moment: datetime
    reply: Reply
    is_revisit: bool = False

    @property
    def stamp(self) -> str:
        return self.moment.strftime(_STAMP)


class Archive:
    """Looks at the web of other months through `visit_again`, which counts no visit, and `world_of` a month."""

    def __init__(self, visit_again: Callable[[Visit], Reply], world_of: Callable[[int], World]) -> None:
        self._visit_again = visit_again
        self._world_of = world_of

    def answer(self, visit: Visit) -> Reply:
        """`/cdx/search/cdx?url=…` and `/web/<timestamp>id_/<url>`."""
        if visit.path.startswith("/cdx/search"):
            return _wait() if visit.recent >= CDX_PER_MINUTE else self._index(visit)
        found = _REPLAY.fullmatch(visit.path)
        if found is None:
            return document("Wayback Machine", "<h1>Wayback Machine</h1>", lang="en", status=404)
        if visit.recent >= REPLAYS_PER_MINUTE:
            return _wait()
        query = f"?{visit.raw_query}" if visit.raw_query else ""
        return self._replay(found[1], _whole(found[2] + query), visit)

    def _index(self, visit: Visit) -> Reply:
        address = visit.first("url")
        if not address or visit.first("matchType", "exact") != "exact":
            return plain("url is required; only matchType=exact is simulated", 400)
        address = _whole(address)
        if self._is_excluded(address, visit):
            return plain(f"{_BLOCKED}\n", 403)
        first, last = _bound(visit.first("from"), "0"), _bound(visit.first("to"), "9")
        months = range(max(FIRST, _month(first)), min(visit.month, _month(last)) + 1)
        lines = [_line(capture) for month in months for capture in self._captures(address, month, visit.now)]
        if lines and sum(map(ord, address)) % 10 == 0:
            lines.insert(0, lines[0])
        return shown([line for line in lines if first <= line.timestamp <= last], visit)

    def _captures(self, address: str, month: int, now: datetime) -> Iterator[Capture]:
        """Captures of a month: the second one of a month may find the page unchanged."""
        before: Reply | None = None
        for moment in moments(address, month):
            if moment > now:
                return
            spelled, reply = self._shown(self._as_published(address, month), moment)
            if reply.fault or (reply.status in (404, 410) and not is_missing_page_kept(address, month)):
                continue
            yield Capture(spelled, moment, reply, before is not None and before.body == reply.body)
            before = reply

    def _as_published(self, address: str, month: int) -> str:
        """A page of an official site under the host name and scheme that serve it; any other address as it is."""
        parts = urlsplit(address)
        sites = self._world_of(month).by_host.get(bare_host(parts.hostname or ""))
        if not sites:
            return address
        query = f"?{parts.query}" if parts.query else ""
        return f"{sites[0].origin}{parts.path or '/'}{query}"

    def _shown(self, address: str, moment: datetime) -> tuple[str, Reply]:
        """What the simulated web showed at an instant, and under which scheme; a fault when it did not answer."""
        parts = urlsplit(address)
        host = parts.hostname or ""
        platform = BY_HOST.get(host)
        is_login = platform is not None and parts.path.startswith(platform.login_path or "//")
        if platform is not None and not is_login and is_walled(platform, address, moment):
            return address, redirect(f"https://{host}{platform.login_path}", 302)
        reply = Reply(fault="dns")
        for scheme in () if host == HOST else ("https", "http") if parts.scheme == "https" else ("http", "https"):
            again = Visit(
                scheme, host, unquote(parts.path) or "/", parse_qs(parts.query), parts.query, moment,
                paris_month(moment), {},
            )  # fmt: skip
            reply = replace(self._visit_again(again), missing_bytes=0, delay=0.0)
            if reply.fault is None:
                return parts._replace(scheme=scheme).geturl(), reply
        return address, reply

    def _is_excluded(self, address: str, visit: Visit) -> bool:
        host = bare_host(urlsplit(address).hostname or "")
        return host in {excluded_host(self._world_of(FIRST)), excluded_host(self._world_of(visit.month))}

    def _replay(self, stamp: str, address: str, visit: Visit) -> Reply:
        """The capture of that second, or a redirect to the nearest one."""
        if self._is_excluded(address, visit):
            reply = document(
                "Wayback Machine", "<h1>Sorry.</h1><p>This URL has been excluded.</p>", status=403, lang="en"
            )
            reply.headers["x-archive-wayback-runtime-error"] = (
                "AdministrativeAccessControlException: Blocked Site Error"
            )
            return reply
        try:
            asked = datetime.strptime(stamp + _MIDDLE[len(stamp) :], _STAMP).replace(tzinfo=UTC)
        except ValueError:
            return plain(f"{stamp} is not a timestamp", 400)
        near = self._nearest(address, asked, visit)
        if near is None:
            text = "<p>The Wayback Machine has not archived that URL.</p>"
            return document("Wayback Machine", f"<h1>Hrm.</h1>{text}", status=404, lang="en")
        if near.stamp != stamp:
            return redirect(f"https://{HOST}/web/{near.stamp}id_/{near.address}", 302)
        return _as_memento(near)

    def _nearest(self, address: str, asked: datetime, visit: Visit) -> Capture | None:
        """The capture nearest in time, at most a year away."""
        month = paris_month(asked)
        for step in range(13):
            captures = [
                capture
                for near in sorted({month - step, month + step})
                if near <= visit.month
                for capture in self._captures(address, near, visit.now)
            ]
            if captures:
                return min(captures, key=lambda capture: abs(capture.moment - asked))
        return None


def _wait() -> Reply:
    reply = document("429 Too Many Requests", "<h1>429 Too Many Requests</h1>", status=429, lang="en")
    reply.headers["Retry-After"] = "60"
    return reply


def _whole(address: str) -> str:
    """An address with its scheme; a path that lost a slash on its way gets it back."""
    address = re.sub(r"^(https?):/+", r"\1://", address)
    return address if address.startswith(("http://", "https://")) else f"https://{address}"


def _bound(text: str, filler: str) -> str:
    """`2012` → `20120000000000` or `20129999999999`: timestamps compare as texts."""
    return re.sub(r"\D", "", text)[:14].ljust(14, filler)


def _month(bound: str) -> int:
    return int(bound[:4]) * 12 + min(11, max(0, int(bound[4:6]) - 1))


def _line(capture: Capture) -> Line:
    parts = urlsplit(capture.address)
    reply, body = capture.reply, capture.reply.body
    key = ",".join(reversed(bare_host(parts.hostname or "").split(".")))
    tail = f"?{parts.query}" if parts.query else ""
    kind = reply.content_type.partition(";")[0]
    digest = b32encode(sha1(body, usedforsecurity=False).digest()).decode()
    return Line(
        f"{key}){(parts.path.rstrip('/') or '/').lower()}{tail}", capture.stamp, capture.address,
        "warc/revisit" if capture.is_revisit else kind, "-" if capture.is_revisit else str(reply.status), digest,
        str(420 if capture.is_revisit else 400 + len(body) // 3),
    )  # fmt: skip


def _as_memento(capture: Capture) -> Reply:
    """The bytes as they were; the headers of the time under other names; a redirect leads on inside the archive."""
    old, address = capture.reply, capture.address
    moment = format_datetime(capture.moment, usegmt=True)
    base = f"https://{HOST}/web"
    links = (
        f'<{address}>; rel="original", <{base}/timemap/link/{address}>; rel="timemap"; type="application/link-format", '
        f'<{base}/{address}>; rel="timegate", <{base}/{capture.stamp}/{address}>; rel="memento"; datetime="{moment}"'
    )
    headers = {"Memento-Datetime": moment, "Link": links, "X-Archive-Src": "simulated.warc.gz"}
    headers |= {"X-Archive-Orig-Date": moment, "X-Archive-Orig-Content-Type": old.content_type}
    headers |= {f"X-Archive-Orig-{name}": value for name, value in old.headers.items()}
    if "Location" in old.headers:
        headers["Location"] = f"{base}/{capture.stamp}id_/{urljoin(address, old.headers['Location'])}"
    return Reply(old.status, old.body, old.content_type, headers)
