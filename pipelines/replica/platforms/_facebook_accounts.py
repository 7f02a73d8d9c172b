"""Which account a handle or an id of Facebook leads to: shared by its pages, its plugin and its interface."""

from __future__ import annotations

import re

from pipelines.replica.hashing import seed
from pipelines.replica.records import Account, World
from pipelines.replica.visit import Visit

_NUMBER_AT_END = re.compile(r".*-(\d{9,})")


def find(world: World, handle: str, month: int) -> Account | None:
    """The page of a handle, of a number, or of the handle that a renamed page took."""
    account = world.find("facebook", handle, month) or world.of_id("facebook", handle, month)
    if account is None and handle.endswith(".renommee"):
        old = world.find("facebook", handle.removesuffix(".renommee"), month)
        account = old if old is not None and month >= old.renamed else None
    return account if account is not None and account.first <= month else None


def page_followers(fans: int) -> int:
    """Followers and fans are two counts of a page: those who follow are a little more."""
    return fans + fans // 30


def new_handle(account: Account) -> str:
    return f"{account.handle}.renommee"


def decoy_likes(handle: str) -> int | None:
    """Likes of a page that is not the territory's own: a tourist office, a mayor; None for any other name."""
    if handle.startswith("officetourisme") or handle.endswith(".maire"):
        return 40 + seed("decoy", handle) % 4_000
    return None


def handle_in(visit: Visit) -> str:
    """The canonical handle, or the number, that the path of a visit names; empty for the home page."""
    parts = [part for part in visit.path.split("/") if part]
    if not parts:
        return ""
    if parts[0] == "profile.php":
        return visit.first("id")
    if parts[0] in ("people", "pages") and len(parts) >= 3:
        return parts[-1]
    found = _NUMBER_AT_END.fullmatch(parts[0])
    return found[1] if found else parts[0].lower()
