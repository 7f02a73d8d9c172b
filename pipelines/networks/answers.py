"""Safe access to what a capture holds: JSON, HTML, dates and counts, with LayoutError for anything unexpected.

Belongs here: reading that is the same for several networks. Not here: the layout of any one of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.model.counts import Count, Rounding, parse_count, plain_text
from pipelines.model.errors import CountError, LayoutError
from pipelines.model.records import NOT_GIVEN, Capture, Measure

Json = Any
_LARGEST: Final = 10**15
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_CONSENT: Final = re.compile(r"before you continue|avant d'accéder|antes de (?:ir|continuar)|bevor sie", re.IGNORECASE)


def where(capture: Capture) -> str:
    """The address and archive record of `capture`, for messages."""
    return f"{capture.request.url} (record {capture.record or 'not archived'})"


def text_of(capture: Capture) -> str:
    return capture.body.decode("utf-8", errors="replace")


def is_json(capture: Capture) -> bool:
    return capture.body.lstrip()[:1] in (b"{", b"[")


def load_json(capture: Capture) -> Json:
    """The JSON document in the body. Raises LayoutError when it is no JSON (or stops before its end)."""
    try:
        return json.loads(capture.body)
    except (ValueError, RecursionError) as error:
        raise LayoutError(f"{where(capture)}: expected JSON, got something else: {error}") from error


def look(document: Json, *path: str | int) -> Json:
    """What lies at `path`, or None when any step of it is missing."""
    for step in path:
        if isinstance(step, str):
            document = document.get(step) if isinstance(document, dict) else None
        else:
            document = document[step] if isinstance(document, list) and -len(document) <= step < len(document) else None
    return document


def look_text(document: Json, *path: str | int) -> str | None:
    """The non-empty text at `path` (a whole number counts as text, for ids), or None."""
    found = look(document, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    return found if isinstance(found, str) and found else None


def look_words(document: Json, *path: str | int) -> str | None:
    """What somebody wrote at `path`: also the empty text, None when there is none or anything else."""
    found = look(document, *path)
    return found if isinstance(found, str) else None


def join_words(document: Json, *names: str) -> str | None:
    """What somebody wrote in several fields of an object, one after the other; None when it has none of them."""
    found = [words for name in names if (words := look_words(document, name)) is not None]
    return " ".join(found) if found else None


def look_list(document: Json, *path: str | int) -> list[Json]:
    found = look(document, *path)
    return found if isinstance(found, list) else []


def need_text(document: Json, *path: str | int) -> str:
    """As `look_text`; raises LayoutError when there is none."""
    found = look_text(document, *path)
    if found is None:
        raise LayoutError(f"no text at {_path(path)}")
    return found


def look_count(document: Json, *path: str | int) -> Measure:
    """The whole number at `path` as an exact measure, NOT_GIVEN when missing. Raises LayoutError on anything else."""
    found = look(document, *path)
    return NOT_GIVEN if found is None else Measure.of(Count.exact(whole_number(found, _path(path))))


def need_count(document: Json, *path: str | int) -> Measure:
    """As `look_count`; raises LayoutError when the number is missing."""
    measure = look_count(document, *path)
    if measure.count is None:
        raise LayoutError(f"no number at {_path(path)}")
    return measure


def whole_number(found: Json, name: str) -> int:
    """`found` as an integer ≥ 0; it may be a JSON number or a string of ASCII digits. Raises LayoutError."""
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) <= 18:
        found = int(found)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= _LARGEST:
        raise LayoutError(f"{name} is not a count: {found!r:.60}")
    return found


def display_count(text: str, *, rounding: Rounding = Rounding.EITHER) -> Measure:
    """The measure that a display text gives; how the platform shortens is unknown unless `rounding` says it.

    Raises:
        LayoutError: the text cannot be read without guessing.
    """
    try:
        return Measure.of(parse_count(text, rounding=rounding))
    except CountError as error:
        raise LayoutError(str(error)) from error


def walk(document: Json, key: str) -> Iterator[Json]:
    """Every value of `key` at any depth, in document order."""
    stack = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if key in node:
                yield node[key]
            stack.extend(reversed(node.values()))
        elif isinstance(node, list):
            stack.extend(reversed(node))


def instant(text: Json, name: str = "date") -> datetime:
    """An ISO 8601 or RFC 5322 date as UTC; without offset it is UTC. Raises LayoutError on anything else."""
    if not isinstance(text, str):
        raise LayoutError(f"{name} is not a date: {text!r:.60}")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _other_date(text, name)
    return _checked(moment if moment.tzinfo else moment.replace(tzinfo=UTC), name)


def _other_date(text: str, name: str) -> datetime:
    try:
        return datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")
    except (ValueError, OverflowError):
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError) as error:
        raise LayoutError(f"{name} is not a date: {text!r:.60}") from error


def instant_of_seconds(seconds: float, name: str = "date") -> datetime:
    """Seconds since 1970 as UTC. Raises LayoutError when out of range."""
    try:
        return _checked(datetime.fromtimestamp(seconds, UTC), name)
    except (ValueError, OverflowError, OSError) as error:
        raise LayoutError(f"{name} is not a date: {seconds!r:.60}") from error


def _checked(moment: datetime, name: str) -> datetime:
    try:
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise LayoutError(f"{name} is out of range: {moment!r}") from error
    if moment < _EARLIEST:
        raise LayoutError(f"{name} is before any social network: {moment.isoformat()}")
    return moment


def look_instant(document: Json, *path: str | int) -> datetime | None:
    found = look(document, *path)
    return None if found is None else instant(found, _path(path))


def page_of(capture: Capture, *, may_stop: bool = False) -> LexborHTMLParser:
    """The parsed HTML page. `may_stop`: its figures are not in its text (they are in JSON, which shows when it is cut).

    Raises:
        LayoutError: the body is empty, or a page that stops before its end: the last number in it may be cut.
    """
    if not capture.body.strip():
        raise LayoutError(f"{where(capture)}: the body is empty")
    lowered = capture.body.lower()
    if b"<html" in lowered and b"</html" not in lowered and not may_stop:
        raise LayoutError(f"{where(capture)}: the page stops before its end")
    return LexborHTMLParser(text_of(capture))


def holders(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that an element stands in, the nearest first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def meta(page: LexborHTMLParser, name: str) -> str | None:
    """Content of `<meta property|name=…>`, trimmed, or None."""
    node = page.css_first(f'meta[property="{name}"], meta[name="{name}"]')
    content = node.attributes.get("content") if node else None
    return content.strip() if content and content.strip() else None


def title_of(page: LexborHTMLParser) -> str:
    node = page.css_first("title")
    return plain_text(node.text()) if node else ""


def asks_consent(page: LexborHTMLParser) -> bool:
    """True for a page that asks about cookies in the place of the one that was asked for."""
    return _CONSENT.search(title_of(page)) is not None


def linked_data(page: LexborHTMLParser) -> list[Json]:
    """The readable `application/ld+json` blocks of a page; broken ones are left out."""
    found = []
    for node in page.css('script[type="application/ld+json"]'):
        try:
            found.append(json.loads(node.text()))
        except (ValueError, RecursionError):
            continue
    return found


def _path(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))
