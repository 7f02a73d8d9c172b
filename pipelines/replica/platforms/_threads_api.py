"""graph.threads.net: Profile Discovery (`profile_lookup`, `profile_posts`), for applications that passed the review.

Token: `replica-threads`; `_graph_errors` tells the bad ones. It shows public profiles of a hundred followers or more (a
thousand until October 2025), and the figures of no post.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.replica.hashing import seed, unit
from pipelines.replica.names import URL_SAFE, digits
from pipelines.replica.platforms._graph_errors import error, refused
from pipelines.replica.platforms._graph_lists import as_list, posts_asked
from pipelines.replica.platforms._shapes import chosen, iso
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, World, exists
from pipelines.replica.visit import Reply, Visit, as_json

HOSTS: Final = ("graph.threads.net", "graph.threads.com")
_SINCE: Final = 2025 * 12 + 6
_HUNDRED_FROM: Final = 2025 * 12 + 10
_PATH: Final = re.compile(r"(?:/v1\.0)?/(profile_lookup|profile_posts)")
_PRIVATE_SHARE: Final = 0.05
_LOOKUP: Final = (
    "username,name,profile_picture_url,biography,is_verified,follower_count,likes_count,quotes_count,replies_count,"
    "reposts_count,views_count"
)


def answer(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/v1.0/profile_lookup?username=…` and `/v1.0/profile_posts?username=…&fields&since&until&limit&after`."""
    found = _PATH.fullmatch(visit.path)
    if found is None or visit.month < _SINCE:
        return error(f"(#2500) Unknown path components: {visit.path}", 2500, 400)
    unreviewed = error("Application does not have permission for this action", 10, 403, kind="THApiException")
    refusal = refused(visit, {"replica-threads"}, unreviewed)
    if refusal is not None:
        return refusal
    name = visit.first("username").lower()
    if not name:
        return error("(#100) The parameter username is required.", 100, 400)
    account = world.find("threads", name, visit.month)
    if account is None or not exists(account, visit.month):
        return error("The requested resource does not exist", 24, 400, subcode=4279009)
    least = 100 if visit.month >= _HUNDRED_FROM else 1_000
    if is_private(account) or world.followers(visit.month)[account.index] < least:
        text = f"(#10) Only public profiles with at least {least:,} followers can be looked up."
        return error(text, 10, 403, kind="THApiException")
    if found[1] == "profile_lookup":
        return as_json(chosen(_profile(world, timeline, account, visit), visit.first("fields", _LOOKUP)))
    fields = visit.first("fields", "id")
    rows = [chosen(_post(account, post), fields, ("id",)) for post in posts_asked(timeline, account, visit)]
    return as_list(rows, visit, access_token=visit.token)


def is_private(account: Account) -> bool:
    """Profiles that the interface does not show whatever their size: private ones, or of somebody too young."""
    return unit("threads private", account.seed) < _PRIVATE_SHARE


def _profile(world: World, timeline: Timeline, account: Account, visit: Visit) -> dict[str, object]:
    """The profile, with the sums of its posts of seven days (which are no figures of any one of them)."""
    latest = timeline.latest(account, visit.month, visit.now, 100, 2)
    week = [post for post in latest if (visit.now - post.created).days < 7]
    return {
        "username": account.shown,
        "name": account.territory.label,
        "profile_picture_url": f"https://scontent.cdninstagram.com/simule/{account.platform_id}.jpg",
        "biography": "Compte officiel (simulé). 98 765 abonnés ailleurs.",
        "is_verified": account.seed % 5 == 0,
        "follower_count": world.followers(visit.month)[account.index],
        "likes_count": sum(post.likes for post in week),
        "quotes_count": 0,
        "replies_count": sum(post.comments for post in week),
        "reposts_count": sum(post.shares for post in week),
        "views_count": sum(post.views for post in week),
    }


def _post(account: Account, post: SimulatedPost) -> dict[str, object]:
    code = shortcode(account, post)
    known: dict[str, object] = {
        "id": str(18_000_000_000_000_000 + seed("threads media", account.seed, post.milliseconds) % 10**14),
        "media_product_type": "THREADS",
        "media_type": ("TEXT_POST", "IMAGE")[post.media] if post.media < 2 else "CAROUSEL_ALBUM",
        "permalink": f"https://www.threads.com/@{account.shown}/post/{code}",
        "username": account.shown,
        "text": post.text,
        "timestamp": iso(post.created),
        "shortcode": code,
        "is_quote_post": False,
    }
    if post.media == 1 and post.alt_texts:
        known["alt_text"] = "Description simulée"
    if post.link:
        known["link_attachment_url"] = post.link
    return known


def shortcode(account: Account, post: SimulatedPost) -> str:
    return "D" + digits(URL_SAFE, 10, "thread", account.seed, post.milliseconds)


def busy(visit: Visit) -> Reply:
    text = "An unexpected error has occurred. Please retry your request later."
    return error(text, 2, 500, is_transient=True)
