"""Whose profile an address or an answer is: the part that is the same for all social networks.

Belongs here: cutting addresses into steps, and naming the account that a reading is about. Not here: which steps make a
profile on which network.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from selectolax.lexbor import LexborHTMLParser

from pipelines.model.errors import LayoutError
from pipelines.model.outcomes import MeasureStatus, Outcome
from pipelines.model.records import AccountRef, Capture, Measure, ProfileReading
from pipelines.networks import answers
from pipelines.networks.urls import parse_address

NOT_READ = Measure.missing(MeasureStatus.NOT_READ)
HIDDEN = Measure.missing(MeasureStatus.HIDDEN)


@dataclass(frozen=True, slots=True)
class Steps:
    """An address cut up: host in lower case, decoded path segments, query fields (the last of each name)."""

    host: str
    path: tuple[str, ...]
    query: Mapping[str, str]


@lru_cache(maxsize=4_096)
def steps_of(url: str) -> Steps | None:
    """`url` cut into steps, None when it is no web address.

    A `#!/…` fragment (2010–2013) stands for the path where the path is nobody's: the root, or a script of Facebook.
    """
    address = parse_address(html.unescape(url))
    if address is None:
        return None
    path, query = address.path, address.query
    if address.fragment.startswith("!") and (path in ("", "/") or path.endswith(".php")):
        path, _, query = address.fragment[1:].partition("?")
    segments = tuple(segment.strip() for segment in unquote(path).split("/") if segment.strip())
    return Steps(address.bare_host, segments, dict(parse_qsl(query)))


def own_account(page: LexborHTMLParser, match_url: Callable[[str], AccountRef | None]) -> AccountRef | None:
    """The account whose address the page gives as its own (canonical link, og:url)."""
    canonical = page.css_first('link[rel="canonical"]')
    urls = (canonical.attributes.get("href") if canonical else None, answers.meta(page, "og:url"))
    return next((account for url in urls if url and (account := match_url(url))), None)


def account_of(capture: Capture, network: str, handle: str, *, is_alone: bool = True) -> str:
    """The account id that a reading with `handle` belongs to.

    When one account was asked for and the answer is about one (`is_alone`), it is that one, whatever the page calls it
    (renamed accounts, ids asked for). Otherwise the handle in the answer tells.
    """
    subjects = capture.request.subjects
    return subjects[0] if is_alone and len(subjects) == 1 else f"{network}:{handle}"


def handle_asked(capture: Capture) -> str | None:
    """The handle of the only subject of a request."""
    subjects = capture.request.subjects
    return subjects[0].partition(":")[2] if len(subjects) == 1 else None


def need_handle(capture: Capture, named: str | None) -> str:
    """The handle that an answer names, else the one that was asked for. Raises LayoutError when there is neither."""
    handle = named or handle_asked(capture)
    if not handle:
        raise LayoutError(f"{answers.where(capture)}: the answer names no account and none was asked for")
    return handle


def bio_chars(text: str | None) -> int | None:
    """Characters of a presentation, runs of blanks counted as one; None stays None."""
    return None if text is None else len(" ".join(text.split()))


def absent(
    account_id: str, metric_def: str, outcome: Outcome, status: MeasureStatus = MeasureStatus.NOT_READ
) -> ProfileReading:
    """What an answer about several accounts says of one that it does not give: `outcome`, and nothing read."""
    handle, none = account_id.partition(":")[2], Measure.missing(status)
    return ProfileReading(account_id, handle, metric_def, none, none, none, none, outcome=outcome)
