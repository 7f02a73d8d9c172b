"""The web archive as a door to the past: which copies it has (CDX), the raw copy of one month, and what it stands for.

Belongs here: the two services of the archive and what their answers mean. Not here: how a page of a network is read; a
copy is read by the parser of its network as if it had been fetched at its own instant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlencode

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Request
from pipelines.networks.planning import is_within
from pipelines.networks.urls import canonicalise

HOST: Final = "web.archive.org"
DOOR: Final = "archive"
# 80 % of what the archive grants: 30 index queries and 600 copies a minute.
INDEX_PACE: Final = 60 / (0.8 * 30)
COPY_PACE: Final = max(1.0, 60 / (0.8 * 600))

_REPLAY: Final = re.compile(r"https://web\.archive\.org/web/(\d{14})id_/(.+)", re.DOTALL)
_FIELDS: Final = ("timestamp", "original", "statuscode", "mimetype", "digest")
_EXCLUDED: Final = ("blocked site error", "administrativeaccesscontrolexception", "robotaccesscontrolexception")


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy that the archive holds: its instant (UTC), the address as it was asked, the status that was answered."""

    taken_at: datetime
    original: str
    status: int | None

    @property
    def url(self) -> str:
        """The address of the raw copy: the bytes that were archived, nothing rewritten."""
        return f"https://{HOST}/web/{self.taken_at:%Y%m%d%H%M%S}id_/{self.original}"


def index_request(network: str, account: AccountRef, address: str, first: Month, last: Month) -> Request:
    """Ask which copies of `address` the archive took from `first` to `last`: at most one a day is listed."""
    query = urlencode(
        {
            "url": address,
            "matchType": "exact",
            "from": f"{first.first_day:%Y%m%d}",
            "to": f"{last.last_day:%Y%m%d}235959",
            "output": "json",
            "fl": ",".join(_FIELDS),
            "collapse": "timestamp:8",
        }
    )
    return Request(f"https://{HOST}/cdx/search/cdx?{query}", network, DOOR, "index", (account.account_id,))


def parse_index(capture: Capture) -> list[Copy]:
    """The copies that an index answer lists (JSON with a header row, or lines of text), each once, in order.

    An empty list means that the archive has none. A row that names no instant (the index holds some) is left out.

    Raises:
        Walled: the archive excludes the site (policy_blocked), or did not answer.
        LayoutError: the answer is no list of copies.
    """
    text = capture.body.decode("utf-8", "replace")
    if any(word in text.lower() for word in _EXCLUDED):
        raise Walled(Outcome.POLICY_BLOCKED, "the web archive excludes this site")
    if not capture.outcome.gives_page:
        raise Walled(capture.outcome, capture.error)
    rows = _json_rows(text) if text.lstrip().startswith("[") else _text_rows(text)
    copies = [copy for row in rows if (copy := _copy(row)) is not None]
    if not copies and text.strip() not in ("", "[]"):
        raise LayoutError(f"{capture.request.url}: the index of copies lists no copy: {text[:80]!r}")
    return list(dict.fromkeys(copies))


def _json_rows(text: str) -> list[list[str]]:
    """(timestamp, original, status) of each row below the header."""
    try:
        head, *rows = json.loads(text) or [[]]
        places = [head.index(name) for name in _FIELDS[:3]] if rows else []
        return [[str(row[place]) for place in places] for row in rows if row]
    except (ValueError, RecursionError, IndexError, AttributeError, TypeError, KeyError):
        return []


def _text_rows(text: str) -> list[list[str]]:
    """The same of lines `urlkey timestamp original mimetype status digest length`, down to the resume key."""
    rows = []
    for line in text.splitlines():
        parts = line.split(" ")
        if not line.strip():
            break
        if len(parts) == 7:
            rows.append([parts[1], parts[2], parts[4]])
    return rows


def _copy(row: list[str]) -> Copy | None:
    stamp, original, status = row
    try:
        taken_at = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Copy(taken_at, original, int(status) if status.isascii() and status.isdigit() else None)


def copy_of_month(copies: Iterable[Copy], month: Month) -> Copy | None:
    """The copy that stands for a month: the last one taken in it (in Paris), answered by 200 or by a revisit of it.

    None when there is none: a copy of the first days after it would show accounts that did not exist yet.
    """
    found = [copy for copy in copies if copy.status in (200, None) and is_within(copy.taken_at, month)]
    return max(found, key=lambda copy: copy.taken_at, default=None)


def copy_request(network: str, account: AccountRef, copy: Copy) -> Request:
    """Ask for the raw copy."""
    return Request(copy.url, network, DOOR, "profile", (account.account_id,))


def no_copy(network: str, account: AccountRef, month: Month, outcome: Outcome, at: datetime, why: str) -> Capture:
    """What is recorded of an account that the archive has no copy of in a month, or that it excludes."""
    calendar = f"https://{HOST}/web/{month.last_day:%Y%m}*/{account.url}"
    request = Request(calendar, network, DOOR, "profile", (account.account_id,))
    return Capture(request, outcome, at, final_url=calendar, attempts=0, error=why)


def original_of(capture: Capture) -> Capture:
    """A raw copy as if it had been fetched from the original address at its own instant. The record stays its own.

    The archive's own 404 means that it has no such copy, which says nothing of the account; what the original answered
    is the status of the copy.
    """
    found = _REPLAY.fullmatch(capture.final_url or capture.request.url)
    if found is None:
        return capture
    taken_at = _memento_instant(capture) or datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    original = canonicalise(found[2]) or found[2]
    outcome = capture.outcome
    if outcome is Outcome.NOT_FOUND and "memento-datetime" not in capture.headers:
        outcome = Outcome.NOT_ARCHIVED
    request = replace(capture.request, url=original)
    return replace(capture, request=request, final_url=original, outcome=outcome, fetched_at=taken_at)


def _memento_instant(capture: Capture) -> datetime | None:
    try:
        return parsedate_to_datetime(capture.headers["memento-datetime"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return None
