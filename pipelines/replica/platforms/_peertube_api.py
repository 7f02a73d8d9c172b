"""The public REST interface of a PeerTube instance: channels, accounts, and their videos. Needs no token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from pipelines.replica.faults import account_fault
from pipelines.replica.hashing import seed
from pipelines.replica.names import digits
from pipelines.replica.platforms._shapes import general_fault, milliseconds
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, World
from pipelines.replica.visit import Reply, Visit, as_json

KINDS: Final = {"c": "c", "video-channels": "c", "a": "a", "accounts": "a"}
_WHAT: Final = {"c": "Video channel", "a": "Account"}
_TITLES: Final = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}
_MOST: Final = 100


def answer(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/api/v1/video-channels/<name>` and `/api/v1/accounts/<name>`, each with `/videos?start&count&sort`."""
    parts = visit.path.strip("/").split("/")
    if len(parts) not in (4, 5) or parts[2] not in ("video-channels", "accounts") or parts[4:] not in ([], ["videos"]):
        return _problem(404, "This API endpoint does not exist")
    kind = KINDS[parts[2]]
    account = find(world, kind, parts[3], visit)
    fault = account_fault(world.scene, account, visit.month) if account is not None else None
    if account is None or fault == "removed":
        return _problem(404, f"{_WHAT[kind]} not found")
    if fault == "private":
        return _problem(401, "Authentication is required")
    general = general_fault("PeerTube", fault, account)
    if general is not None:
        return general
    return _videos(timeline, account, visit) if parts[4:] else as_json(_profile(world, account, visit))


def find(world: World, kind: str, name: str, visit: Visit) -> Account | None:
    """The channel or account of a name: local to the visited instance, or of the one behind `@`."""
    user, _, host = name.lower().partition("@")
    return world.find("peertube", f"{kind}/{user}@{host or visit.host}", visit.month)


def user_of(account: Account) -> tuple[str, str]:
    """Its name, and the instance that it lives on."""
    user, _, host = account.handle[2:].partition("@")
    return user, host


def _problem(status: int, detail: str) -> Reply:
    """An error as RFC 7807 writes it; older clients read `error`."""
    problem = {"type": "about:blank", "title": _TITLES[status], "detail": detail, "status": status, "error": detail}
    reply = as_json(problem, status)
    reply.content_type = "application/problem+json; charset=utf-8"
    return reply


def _profile(world: World, account: Account, visit: Visit) -> dict[str, object]:
    """A channel with its owner (whose followers are others), or an account. An instance that is not its home knows
    some of its followers only."""
    count, (user, host) = world.followers(visit.month)[account.index], user_of(account)
    actor = _actor(account, user, host, count if visit.host == host else count // 3)
    actor |= {"displayName": account.territory.label, "description": "Officiel (simulé). 98 765 abonnés ailleurs."}
    if account.handle.startswith("a/"):
        return actor | {"userId": None if visit.host != host else account.seed % 5_000}
    owner = _actor(account, f"{user}_admin", host, count // 2 + 5)
    return actor | {"support": None, "isLocal": visit.host == host, "banners": [], "ownerAccount": owner}


def _actor(account: Account, name: str, host: str, followers: int) -> dict[str, object]:
    opened = datetime(account.first // 12, account.first % 12 + 1, 4, 9, 10, 11, tzinfo=UTC)
    is_own = name == user_of(account)[0]
    number = int(account.platform_id.partition("@")[0]) + (0 if is_own else 1)
    kind = "video-channels" if is_own and account.handle.startswith("c/") else "accounts"
    return {
        "id": number, "url": f"https://{host}/{kind}/{name}", "name": name, "host": host, "avatars": [],
        "hostRedundancyAllowed": False, "followingCount": account.seed % 40, "followersCount": followers,
        "createdAt": milliseconds(opened), "updatedAt": milliseconds(opened + timedelta(days=3)),
    }  # fmt: skip


def _videos(timeline: Timeline, account: Account, visit: Visit) -> Reply:
    """Public videos of a year, newest first: every known `sort` gives that order here."""
    count, start = visit.first("count", "15"), visit.first("start", "0")
    if not (count.isdigit() and start.isdigit() and 1 <= int(count) <= _MOST):
        return _problem(400, "Incorrect request parameters: count, start")
    if visit.first("sort", "-publishedAt") not in ("-publishedAt", "-createdAt"):
        return _problem(400, "Incorrect request parameters: sort")
    posts = timeline.latest(account, visit.month, visit.now, 5_000, 12)
    shown = posts[int(start) : int(start) + int(count)]
    return as_json({"total": len(posts), "data": [_video(account, post) for post in shown]})


def _video(account: Account, post: SimulatedPost) -> dict[str, object]:
    user, host = user_of(account)
    is_channel = account.handle.startswith("c/")
    owner, channel = (f"{user}_admin", user) if is_channel else (user, f"{user}_channel")
    key = ("video", account.seed, post.milliseconds)
    name, short = digits("0123456789abcdef", 32, *key), digits("123456789abcdefghijkmnopqrstuvwxyz", 22, *key)
    uuid = f"{name[:8]}-{name[8:12]}-4{name[13:16]}-a{name[17:20]}-{name[20:]}"
    return {
        "id": seed(*key) % 10**6, "uuid": uuid, "shortUUID": short, "url": f"https://{host}/videos/watch/{uuid}",
        "name": post.text, "category": {"id": 11, "label": "News & Politics"}, "licence": {"id": None},
        "language": {"id": "fr", "label": "French"} if post.number % 5 else {"id": None, "label": "Unknown"},
        "privacy": {"id": 1, "label": "Public"}, "nsfw": False, "isLocal": True, "isLive": post.number % 7 == 6,
        "truncatedDescription": post.link, "duration": 30 + post.views % 7_000, "aspectRatio": 1.7778,
        "views": post.views, "viewers": 0, "likes": post.likes, "dislikes": post.likes // 20, "comments": post.comments,
        "createdAt": milliseconds(post.created - timedelta(minutes=20)), "publishedAt": milliseconds(post.created),
        "updatedAt": milliseconds(post.created + timedelta(hours=1)), "originallyPublishedAt": None,
        "thumbnailPath": f"/lazy-static/thumbnails/{uuid}.jpg", "embedPath": f"/videos/embed/{short}",
        "account": {"id": 2, "name": owner, "displayName": account.territory.label, "host": host,
                    "url": f"https://{host}/accounts/{owner}"},
        "channel": {"id": 3, "name": channel, "displayName": account.territory.label, "host": host,
                    "url": f"https://{host}/video-channels/{channel}"},
    }  # fmt: skip
