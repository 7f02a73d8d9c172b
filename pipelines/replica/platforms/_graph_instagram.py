"""Graph interface, Instagram: the asker's own account, and Business Discovery of other professional accounts."""

from __future__ import annotations

import re

from pipelines.replica.hashing import seed
from pipelines.replica.names import URL_SAFE, digits
from pipelines.replica.platforms._graph_errors import error
from pipelines.replica.platforms._shapes import iso
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, World, exists
from pipelines.replica.visit import Reply, Visit, as_json

OWN_ID = "17841400000000001"
_USERNAME = re.compile(r"business_discovery\.username\(([^)]+)\)")
_MEDIA = re.compile(r"media((?:\.\w+\([^)]*\))*)(?:\{([^}]*)\})?")


def own_accounts() -> Reply:
    """`/me/accounts?fields=instagram_business_account`: the one page of the asker and its Instagram account."""
    pages = [{"instagram_business_account": {"id": OWN_ID}, "id": "100000000000001"}]
    return as_json({"data": pages, "paging": {"cursors": {"before": "QVFIUsim1", "after": "QVFIUsim1"}}})


def is_professional(account: Account) -> bool:
    """Personal accounts are not shown by Business Discovery: about one in twelve."""
    return seed("professional", account.seed) % 12 > 0


def discovery(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/<own id>?fields=business_discovery.username(x){followers_count,media_count,media.limit(50){…}}`."""
    fields = visit.first("fields")
    name = _USERNAME.search(fields)
    if name is None:
        return error("(#100) Syntax error: business_discovery needs username()", 100, 400)
    account = world.find("instagram", name[1].lower(), visit.month)
    if account is None or not exists(account, visit.month) or not is_professional(account):
        reply = error("Invalid user id", 110, 400, subcode=2207013)
        reply.body = reply.body.replace(
            b'"fbtrace_id"',
            f'"error_user_msg":"The user with username {name[1]} cannot be found.","fbtrace_id"'.encode(),
        )
        return reply
    asked = fields[name.end() :]
    media = _MEDIA.search(asked.replace("media_count", ""))
    followers = world.followers(visit.month)[account.index]
    known: dict[str, object] = {
        "biography": f"{account.territory.label} – compte officiel (simulé)",
        "name": account.territory.label,
        "username": account.shown,
        "followers_count": followers,
        "follows_count": account.seed % 900,
        "media_count": 50 + account.seed % 2_000,
        "website": f"https://www.instagram.com/{account.shown}/",
    }
    outside = asked.replace(media[0], "") if media and media[2] is not None else asked
    found: dict[str, object] = {key: value for key, value in known.items() if re.search(rf"\b{key}\b", outside)}
    if media is not None:
        found["media"] = _media(timeline, account, visit, media[1], media[2] or "id")
    return as_json({"business_discovery": found | {"id": _professional_id(account)}, "id": OWN_ID})


def _professional_id(account: Account) -> str:
    return str(17_841_400_000_000_000 + account.seed % 10**11)


def _media(timeline: Timeline, account: Account, visit: Visit, modifiers: str, fields: str) -> dict[str, object]:
    options = dict(re.findall(r"\.(\w+)\(([^)]*)\)", modifiers))
    limit, start = min(100, int(options.get("limit", "25"))), int(options.get("after", "0") or "0")
    listed = timeline.latest(account, visit.month, visit.now, 2_000, 3)
    wanted = {field.strip() for field in fields.split(",")} | {"id"}
    rows = [
        {key: value for key, value in _item(account, post).items() if key in wanted}
        for post in listed[start : start + limit]
    ]
    answer: dict[str, object] = {"data": rows}
    cursors: dict[str, str] = {"before": str(start)} if start else {}
    if start + limit < len(listed):
        cursors["after"] = str(start + limit)
    if cursors:
        answer["paging"] = {"cursors": cursors}
    return answer


def _item(account: Account, post: SimulatedPost) -> dict[str, object]:
    code = shortcode(account, post)
    is_video = post.number % 4 == 0
    item: dict[str, object] = {
        "id": str(17_900_000_000_000_000 + seed("media", account.seed, post.milliseconds) % 10**14),
        "caption": post.text,
        "media_type": "VIDEO" if is_video else "CAROUSEL_ALBUM" if post.media > 1 else "IMAGE",
        "media_product_type": "REELS" if is_video else "FEED",
        "timestamp": iso(post.created),
        "permalink": f"https://www.instagram.com/{'reel' if is_video else 'p'}/{code}/",
        "comments_count": post.comments,
    }
    if account.seed % 12:
        item["like_count"] = post.likes
    if is_video:
        item["view_count"] = post.views
    return item


def shortcode(account: Account, post: SimulatedPost) -> str:
    return "C" + digits(URL_SAFE, 10, "shortcode", account.seed, post.milliseconds)
