"""Feeds that are read backwards, from the newest post to the place where the last page ended."""

from __future__ import annotations

from collections.abc import Callable, Container

from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account
from pipelines.replica.visit import Visit


def feed_page(
    timeline: Timeline,
    account: Account,
    visit: Visit,
    size: int,
    *,
    is_older: Callable[[SimulatedPost], bool],
    without: Container[str],
) -> tuple[list[SimulatedPost], bool]:
    """The next posts of this month and the one before, of no kind in `without`; and whether more of them follow."""
    latest = timeline.latest(account, visit.month, visit.now, 2_000, 2)
    found = [post for post in latest if post.kind not in without and is_older(post)]
    return found[:size], len(found) > size
