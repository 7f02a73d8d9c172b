"""What the `plan` and `follow` of several networks share: choice of the door, batches, bounds of a month.

Belongs here: rules of planning. Not here: the addresses of any one network, and any fetching.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from pipelines.model.errors import ReadingError
from pipelines.model.months import PARIS, Month
from pipelines.model.records import AccountRef, Capture, ProfileReading, Request
from pipelines.networks.protocol import Door, Manifest


def choose_door(manifest: Manifest, month: Month, access: frozenset[str]) -> Door | None:
    """The first door open in `month` that the terms allow and whose token is at hand (METHOD, section 5).

    When only the token is missing, the door that lacks it; when the terms allow none, the first one: the crawl then
    records `token_missing` or `policy_blocked`, where no request at all would leave nothing. None when no door is open.
    """
    open_doors = [door for door in manifest.doors if door.is_open(month)]
    allowed = [door for door in open_doors if door.needs is None or door.needs in access]
    usable = [door for door in allowed if door.auth is None or door.auth in access]
    return next(iter(usable or allowed or open_doors), None)


def as_permitted(request: Request, manifest: Manifest, access: frozenset[str]) -> Request:
    """`request` with what its door costs, barred when the terms of the door need what was not declared."""
    door = manifest.door(request.door)
    if door is None:
        return request
    if door.needs is not None and door.needs not in access:
        return replace(request, units=door.units, barred=f"the terms of this door need {door.needs!r} to be declared")
    return replace(request, units=door.units)


def limited_doors(manifest: Manifest, declared: Container[str]) -> dict[str, timedelta]:
    """The doors whose answers may be kept for a time only, with that time, unless what lifts it was declared."""
    return {
        door.name: timedelta(days=door.retention_days)
        for door in manifest.doors
        if door.retention_days is not None and (door.lifted_by is None or door.lifted_by not in declared)
    }


def follow_profile(
    capture: Capture,
    parse_profile: Callable[[Capture], Iterable[ProfileReading]],
    first_page: Callable[[ProfileReading], Iterable[Request]],
    next_page: Callable[[Capture], Iterable[Request]],
) -> Iterator[Request]:
    """What a profile or a page of posts makes worth asking: the posts of each reading, then page after page.

    Nothing follows from a failure, nor from what cannot be read.
    """
    if not capture.outcome.gives_page:
        return
    try:
        if capture.request.purpose == "posts":
            yield from next_page(capture)
        elif capture.request.purpose == "profile":
            for reading in parse_profile(capture):
                yield from first_page(reading)
    except ReadingError:
        return


def batches(accounts: Sequence[AccountRef], size: int) -> Iterator[Sequence[AccountRef]]:
    for start in range(0, len(accounts), size):
        yield accounts[start : start + size]


@lru_cache(maxsize=64)
def month_bounds(month: Month) -> tuple[datetime, datetime]:
    """[first instant of the month, first instant of the next) in Europe/Paris, as UTC."""
    first, after = (
        datetime.combine(day, time.min, PARIS).astimezone(UTC) for day in (month.first_day, month.plus(1).first_day)
    )
    return first, after


def is_within(moment: datetime, month: Month) -> bool:
    start, end = month_bounds(month)
    return start <= moment < end


def stamp(moment: datetime) -> str:
    """`2026-10-01T00:00:00Z`"""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
