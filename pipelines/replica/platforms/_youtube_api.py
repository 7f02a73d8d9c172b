"""www.googleapis.com: YouTube Data API v3 (channels, uploads of a channel, videos)."""

from __future__ import annotations

from functools import lru_cache

from pipelines.replica.platforms._shapes import iso
from pipelines.replica.platforms._youtube_channels import find, rounded_down, video_id
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, World, exists
from pipelines.replica.visit import Reply, Visit, as_json, plain


def api(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/youtube/v3/` `channels`, `playlistItems`, `videos`.

    Keys: `replica-youtube`; `replica-youtube-exhausted` has no quota left, `expired` was good once.
    """
    if visit.path.startswith("/youtube/v2/"):
        return version_2(world, timeline, visit)
    if not visit.token:
        return _error(403, "The request is missing a valid API key.", "forbidden", "PERMISSION_DENIED")
    if visit.has_token("youtube-exhausted"):
        return _error(403, "The request cannot be completed because you have exceeded your quota.", "quotaExceeded", "")
    if visit.token == "expired":  # noqa: S105
        return _error(400, "API key expired. Please renew the API key.", "badRequest", "INVALID_ARGUMENT")
    if not visit.has_token("youtube"):
        return _error(400, "API key not valid. Please pass a valid API key.", "keyInvalid", "INVALID_ARGUMENT")
    doors = {"/youtube/v3/channels": _channels, "/youtube/v3/playlistItems": _playlist, "/youtube/v3/videos": _videos}
    door = doors.get(visit.path)
    return door(world, timeline, visit) if door is not None else _error(404, "Not Found", "notFound", "NOT_FOUND")


def version_2(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """Version 2 ended in 2015."""
    return plain("NoLongerAvailableException: YouTube Data API v2 is no longer available (simulated)", 410)


def _channels(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """At most 50 channels; channels that do not exist are left out."""
    names = [f"/channel/{name}" for name in visit.first("id").split(",") if name][:50]
    names += [f"/@{name.removeprefix('@')}" for name in (visit.first("forHandle"),) if name]
    names += [f"/user/{name}" for name in (visit.first("forUsername"),) if name]
    found = [account for name in names if (account := find(world, name, visit.month)) is not None]
    items = [_channel(world, account, visit) for account in found if exists(account, visit.month)]
    info = {"totalResults": len(items), "resultsPerPage": max(1, len(items))}
    return as_json({"kind": "youtube#channelListResponse", "etag": "simulated", "pageInfo": info, "items": items})


def _channel(world: World, account: Account, visit: Visit) -> dict[str, object]:
    statistics: dict[str, object] = {
        "viewCount": str(10_000 + account.seed % 5_000_000),
        "hiddenSubscriberCount": account.is_hidden,
        "videoCount": str(1 + account.seed % 700),
    }
    if not account.is_hidden:
        statistics["subscriberCount"] = str(rounded_down(world.followers(visit.month)[account.index]))
    snippet = {
        "title": account.territory.label,
        "description": "(Chaîne simulée)",
        "customUrl": f"@{account.shown.lower()}",
        "publishedAt": "2012-03-01T09:00:00Z",
        "country": "FR",
    }
    return {
        "kind": "youtube#channel", "etag": "simulated", "id": account.platform_id, "snippet": snippet,
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": "UU" + account.platform_id[2:]}},
        "statistics": statistics, "status": {"privacyStatus": "public", "isLinked": True},
    }  # fmt: skip


def _playlist(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """Uploads of a channel (`playlistId=UU…`), newest first, by pages of at most 50."""
    channel = f"UC{visit.first('playlistId').removeprefix('UU')}"
    account = world.of_id("youtube", channel, visit.month)
    if account is None or not exists(account, visit.month):
        text = "The playlist identified with the request's playlistId parameter cannot be found."
        return _error(404, text, "playlistNotFound", "NOT_FOUND")
    size, start = (
        min(50, int(visit.first("maxResults") or "5")),
        int(visit.first("pageToken").removeprefix("CAQ") or "0"),
    )
    posts = timeline.latest(account, visit.month, visit.now, 400, 12)
    answer: dict[str, object] = {
        "kind": "youtube#playlistItemListResponse",
        "etag": "simulated",
        "pageInfo": {"totalResults": len(posts), "resultsPerPage": size},
        "items": [_playlist_item(account, post) for post in posts[start : start + size]],
    }
    if start + size < len(posts):
        answer["nextPageToken"] = f"CAQ{start + size}"
    return as_json(answer)


def _playlist_item(account: Account, post: SimulatedPost) -> dict[str, object]:
    name, moment = video_id(account, post), iso(post.created, "%Y-%m-%dT%H:%M:%SZ")
    snippet = {"publishedAt": moment, "channelId": account.platform_id, "title": post.text,
               "playlistId": f"UU{account.platform_id[2:]}", "position": post.number,
               "resourceId": {"kind": "youtube#video", "videoId": name}}  # fmt: skip
    details = {"videoId": name, "videoPublishedAt": moment}
    return {"kind": "youtube#playlistItem", "etag": "simulated", "id": f"UEx{name}", "snippet": snippet,
            "contentDetails": details}  # fmt: skip


def _videos(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """At most 50 videos of the last twelve months; some hide their likes or their comments."""
    names = [name for name in visit.first("id").split(",") if name]
    if not 1 <= len(names) <= 50:
        return _error(400, "The request specifies an invalid filter parameter.", "invalidFilters", "INVALID_ARGUMENT")
    found: dict[str, tuple[Account, SimulatedPost]] = {}
    for step in range(12):
        known = _month_of_videos(timeline, visit.month - step)
        found |= {name: known[name] for name in names if name in known and known[name][1].created <= visit.now}
        if len(found) == len(set(names)):
            break
    items = [_video(name, *found[name]) for name in names if name in found and exists(found[name][0], visit.month)]
    info = {"totalResults": len(items), "resultsPerPage": len(items)}
    return as_json({"kind": "youtube#videoListResponse", "etag": "simulated", "items": items, "pageInfo": info})


@lru_cache(maxsize=16)
def _month_of_videos(timeline: Timeline, month: int) -> dict[str, tuple[Account, SimulatedPost]]:
    """All videos of a month by id."""
    return {
        video_id(account, post): (account, post)
        for account in timeline.world.accounts
        if account.network == "youtube"
        for post in timeline.month(account, month)
    }


def _video(name: str, account: Account, post: SimulatedPost) -> dict[str, object]:
    statistics = {"viewCount": str(post.views), "favoriteCount": "0"}
    if account.seed % 20:
        statistics["likeCount"] = str(post.likes)
    if account.seed % 7:
        statistics["commentCount"] = str(post.comments)
    snippet = {
        "publishedAt": iso(post.created, "%Y-%m-%dT%H:%M:%SZ"), "channelId": account.platform_id, "title": post.text,
        "description": f"(Vidéo simulée) {post.link or ''}".strip(), "channelTitle": account.territory.label,
    }  # fmt: skip
    details = {"duration": "PT45S" if post.number % 4 == 0 else "PT6M12S", "definition": "hd", "caption": "false"}
    return {"kind": "youtube#video", "etag": "simulated", "id": name, "snippet": snippet,
            "contentDetails": details, "statistics": statistics}  # fmt: skip


def _error(code: int, message: str, reason: str, status: str) -> Reply:
    detail = {"message": message, "domain": "youtube.quota" if "uota" in reason else "global", "reason": reason}
    error: dict[str, object] = {"code": code, "message": message, "errors": [detail]}
    if status:
        error["status"] = status
    return as_json({"error": error}, code)
