"""Lists of the interfaces of Meta: posts between two instants, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pipelines.replica.platforms._graph_errors import error
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, paris_month
from pipelines.replica.visit import Reply, Visit, as_json

_MOST = 100


def posts_asked(timeline: Timeline, account: Account, visit: Visit) -> list[SimulatedPost]:
    """The posts from `since` on (two months back without it) and before `until`, newest first."""
    since, until = _instant(visit.first("since")), min(_instant(visit.first("until")) or visit.now, visit.now)
    back = 2 if since is None else max(1, min(24, visit.month - paris_month(since) + 1))
    listed = timeline.latest(account, visit.month, visit.now, 5_000, back)
    return [post for post in listed if (since is None or since <= post.created) and post.created < until]


def as_list(rows: Sequence[Mapping[str, object]], visit: Visit, **repeated: str) -> Reply:
    """The page of `rows` that `limit` and `after` ask for; `next` while there is more, with `repeated` in its query."""
    limit, start = int(visit.first("limit") or "25"), int(visit.first("after") or "0")
    if not 1 <= limit <= _MOST:
        return error("(#100) Please reduce the amount of data you're asking for, then retry your request", 100, 400)
    answer: dict[str, object] = {"data": rows[start : start + limit]}
    if rows:
        paging: dict[str, object] = {"cursors": {"before": str(start), "after": str(start + limit)}}
        if start + limit < len(rows):
            kept = {key: visit.first(key) for key in ("username", "fields", "since", "until", "limit")} | repeated
            query = "&".join(f"{key}={value}" for key, value in kept.items() if value)
            paging["next"] = f"https://{visit.host}{visit.path}?{query}&after={start + limit}"
        answer["paging"] = paging
    return as_json(answer)


def _instant(text: str) -> datetime | None:
    """`since` and `until` are Unix times or ISO instants; a date means its first second in UTC."""
    if not text:
        return None
    if text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
