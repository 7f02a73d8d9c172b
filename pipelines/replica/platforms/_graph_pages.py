"""Graph interface, pages: one page by handle or number, and its posts."""

from __future__ import annotations

from pipelines.replica.faults import account_fault
from pipelines.replica.hashing import seed
from pipelines.replica.platforms._facebook_accounts import find, new_handle, page_followers
from pipelines.replica.platforms._graph_errors import error
from pipelines.replica.platforms._graph_lists import as_list, posts_asked
from pipelines.replica.platforms._shapes import chosen, iso
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, World
from pipelines.replica.visit import Reply, Visit, as_json


def page(world: World, visit: Visit, name: str) -> Reply:
    """One page. Fans and followers are two counts, as in the real interface."""
    handle = name.lower()
    account = _there(world, handle, visit.month)
    if account is None:
        return _missing(handle)
    fans = world.followers(visit.month)[account.index]
    shown = new_handle(account) if account_fault(world.scene, account, visit.month) == "renamed" else account.shown
    known: dict[str, object] = {
        "id": account.platform_id,
        "name": account.territory.label,
        "username": shown,
        "fan_count": fans,
        "followers_count": page_followers(fans),
        "talking_about_count": seed("talking", account.seed, visit.month) % (fans // 20 + 2),
        "verification_status": "blue_verified" if account.seed % 3 == 0 else "not_verified",
        "link": f"https://www.facebook.com/{shown}",
    }
    return as_json(chosen(known, visit.first("fields", "id,name"), ("id",)))


def _there(world: World, handle: str, month: int) -> Account | None:
    """The account of a handle or number, unless it is closed or the handle is its old one."""
    account = find(world, handle, month)
    fault = account_fault(world.scene, account, month) if account is not None else None
    if account is None or fault in ("removed", "suspended") or (fault == "renamed" and handle == account.handle):
        return None
    return account


def _missing(handle: str) -> Reply:
    return error(f"(#803) Some of the aliases you requested do not exist: {handle}", 803, 404)


def posts(world: World, timeline: Timeline, visit: Visit, name: str) -> Reply:
    """`/<page>/posts?fields&since&until&limit&after`: newest first; `paging.next` while there is more."""
    account = _there(world, name.lower(), visit.month)
    if account is None:
        return _missing(name.lower())
    fields = _names_of(visit.first("fields", "id,created_time,message"))
    rows = [chosen(_post(account, post), fields, ("id",)) for post in posts_asked(timeline, account, visit)]
    return as_list(rows, visit)


def _names_of(fields: str) -> str:
    """`reactions.summary(true).limit(0)` → `reactions`."""
    return ",".join(field.partition(".")[0] for field in fields.split(","))


def _post(account: Account, post: SimulatedPost) -> dict[str, object]:
    number = f"{account.platform_id}_{post.milliseconds}{post.number:02d}"
    known: dict[str, object] = {
        "id": number,
        "created_time": iso(post.created),
        "message": post.text + (f" {post.link}" if post.link else ""),
        "permalink_url": f"https://www.facebook.com/{account.shown}/posts/{number.partition('_')[2]}",
        "status_type": "added_photos" if post.media else "shared_story" if post.link else "mobile_status_update",
        "reactions": {"data": [], "summary": {"total_count": post.likes, "viewer_reaction": "NONE"}},
        "comments": {"data": [], "summary": {"order": "ranked", "total_count": post.comments, "can_comment": False}},
    }
    if post.shares:
        known["shares"] = {"count": post.shares}
    if post.media:
        known["attachments"] = {"data": [{"media_type": "photo" if post.media == 1 else "album"}]}
    return known
