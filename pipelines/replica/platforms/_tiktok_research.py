"""open.tiktokapis.com: the Research API (`user/info`, `video/query`), asked with POST and JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from pipelines.replica.platforms._shapes import chosen
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, World, exists, paris_month
from pipelines.replica.visit import Reply, Visit, as_json

_SPAN = timedelta(days=30)


def answer(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """Tokens: `replica-tiktok`; `replica-tiktok-limited` is over its daily quota."""
    if visit.has_token("tiktok-limited"):
        return _error("rate_limit_exceeded", "The API rate limit was exceeded. Please try again later.", 429)
    if not visit.has_token("tiktok"):
        return _error("access_token_invalid", "The access token is invalid or not found in the request.", 401)
    try:
        asked = json.loads(visit.body or b"null")
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        return _error("invalid_params", "The request body is missing or is not JSON", 400)
    if visit.path == "/v2/research/user/info/":
        return _user(world, visit, str(asked.get("username", "")))
    if visit.path == "/v2/research/video/query/":
        return _videos(world, timeline, visit, asked)
    return _error("invalid_params", "Unsupported path (Janus).", 404)


def _user(world: World, visit: Visit, name: str) -> Reply:
    account = world.find("tiktok", name.lower(), visit.month)
    if account is None or not exists(account, visit.month):
        return _error("invalid_params", f"The requested user {name} does not exist", 400)
    known: dict[str, object] = {
        "display_name": account.territory.label,
        "bio_description": "Compte officiel (simulé)",
        "avatar_url": "https://p16-sign.tiktokcdn-eu.com/simule.jpeg",
        "is_verified": account.seed % 5 == 0,
        "follower_count": world.followers(visit.month)[account.index],
        "following_count": account.seed % 300,
        "likes_count": hearts(account),
        "video_count": 10 + account.seed % 400,
    }
    return _ok(chosen(known, visit.first("fields")))


def hearts(account: Account) -> int:
    return 500 + account.seed % 3_000_000


def _videos(world: World, timeline: Timeline, visit: Visit, asked: dict[str, object]) -> Reply:
    """Videos of the named accounts between two days (both included, at most 30 days apart), newest first."""
    try:
        first = datetime.strptime(str(asked["start_date"]), "%Y%m%d").replace(tzinfo=UTC)
        last = datetime.strptime(str(asked["end_date"]), "%Y%m%d").replace(tzinfo=UTC)
        size, start = int(str(asked.get("max_count", 20))), int(str(asked.get("cursor", 0)))
    except (KeyError, ValueError):
        return _error("invalid_params", "start_date and end_date are needed, as YYYYMMDD", 400)
    if not timedelta(0) <= last - first <= _SPAN:
        return _error("invalid_params", "The end_date must be within 30 days of the start_date", 400)
    if not 1 <= size <= 100:
        return _error("invalid_params", "max_count must be between 1 and 100", 400)
    found: list[tuple[Account, SimulatedPost]] = []
    for name in _usernames(asked.get("query")):
        account = world.find("tiktok", name.lower(), visit.month)
        if account is not None and exists(account, visit.month):
            back = max(1, min(24, visit.month - paris_month(first) + 1))
            posts = timeline.latest(account, visit.month, visit.now, 5_000, back)
            found += [(account, post) for post in posts if first <= post.created < last + timedelta(days=1)]
    found.sort(key=lambda pair: pair[1].created, reverse=True)
    rows = [chosen(_video(*pair), visit.first("fields")) for pair in found[start : start + size]]
    has_more = start + size < len(found)
    page = {"videos": rows, "cursor": start + len(rows), "has_more": has_more, "search_id": "7201388525814961198"}
    return _ok(page)


def _usernames(query: object) -> list[str]:
    """Values of the conditions on `username` in `and` and `or`."""
    names: list[str] = []
    for part in ("and", "or"):
        conditions = query.get(part) if isinstance(query, dict) else None
        for condition in conditions if isinstance(conditions, list) else []:
            if isinstance(condition, dict) and condition.get("field_name") == "username":
                names += [str(value) for value in condition.get("field_values", [])]
    return names


def video_id(account: Account, post: SimulatedPost) -> int:
    """The seconds of the post in the upper half of the number."""
    return (post.milliseconds // 1000 << 32) + (account.seed + post.number) % 2**32


def _video(account: Account, post: SimulatedPost) -> dict[str, object]:
    return {
        "id": video_id(account, post),
        "username": account.shown,
        "create_time": post.milliseconds // 1000,
        "video_description": post.text,
        "region_code": "FR",
        "like_count": post.likes,
        "comment_count": post.comments,
        "share_count": post.shares,
        "view_count": post.views,
        "hashtag_names": ["simule"],
        "music_id": 7_028_743_953_497_680_000,
    }


def _ok(data: dict[str, object]) -> Reply:
    return as_json({"data": data, "error": {"code": "ok", "message": "", "log_id": "20261031simulated"}})


def _error(code: str, message: str, status: int) -> Reply:
    return as_json({"data": {}, "error": {"code": code, "message": message, "log_id": "20261031simulated"}}, status)
