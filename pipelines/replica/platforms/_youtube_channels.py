"""Channels and videos of YouTube: which one a name means, and what its page and its interface have in common."""

from __future__ import annotations

from pipelines.replica.names import URL_SAFE, digits
from pipelines.replica.posts import SimulatedPost
from pipelines.replica.records import Account, World


def rounded_down(count: int) -> int:
    """Three significant digits, rounded down: what YouTube shows, on its pages and in its interface alike."""
    unit: int = 10 ** max(0, len(str(count)) - 3)
    return count // unit * unit


def find(world: World, path: str, month: int) -> Account | None:
    """The channel of a profile path, in any of its four forms, also under its new name."""
    parts = [part for part in path.split("/") if part]
    if len(parts) == 2 and parts[0] == "channel":
        account = world.of_id("youtube", parts[1], month)
        return account if account is not None and account.first <= month else None
    name = "/".join(parts).lower().removesuffix("-officiel")
    stem = name.removeprefix("@").removeprefix("user/").removeprefix("c/")
    for form in (name, f"@{stem}", f"user/{stem}", f"c/{stem}"):
        account = world.find("youtube", form, month)
        if account is not None:
            return account
    return None


def video_id(account: Account, post: SimulatedPost) -> str:
    return digits(URL_SAFE, 11, "video", account.seed, post.milliseconds)
