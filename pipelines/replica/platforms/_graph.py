"""graph.facebook.com: who may ask, what is refused, and which part of the interface answers.

Tokens: `replica-facebook`, `replica-instagram`, `replica-meta`, `replica-meta_ads`; with `-limited` or `-unreviewed`
behind it, the token of an application that is over its rate, or was not reviewed; `expired`, one that was good once.
"""

from __future__ import annotations

import re

from pipelines.replica.platforms import _graph_ads, _graph_instagram, _graph_pages
from pipelines.replica.platforms._graph_errors import error
from pipelines.replica.posts import Timeline
from pipelines.replica.records import World
from pipelines.replica.visit import Reply, Visit

_GOOD = {f"replica-{name}" for name in ("facebook", "instagram", "meta", "meta_ads")}
_VERSION = re.compile(r"/(v(\d+)\.\d+)(/.*)?")
_REVIEW = (
    "(#10) This endpoint requires the 'pages_read_engagement' permission or the 'Page Public Content Access' feature "
    "or the 'Page Public Metadata Access' feature."
)


def answer(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/<page>`, `/<page>/posts`, `/me/accounts`, `/<own id>?fields=business_discovery…`, `/ads_archive`."""
    version = _VERSION.fullmatch(visit.path)
    if version is not None and int(version[2]) < 3:
        return error(f"(#2500) Unknown API version: {version[1]}", 2500, 400)
    refused = _refused(visit)
    if refused is not None:
        return refused
    parts = [part for part in ((version[3] or "") if version else visit.path).split("/") if part]
    if parts == ["ads_archive"]:
        return _graph_ads.archive(world, visit)
    if parts == ["me", "accounts"]:
        return _graph_instagram.own_accounts()
    if "business_discovery" in visit.first("fields"):
        return _graph_instagram.discovery(world, timeline, visit)
    if len(parts) == 2 and parts[1] in ("posts", "feed", "published_posts"):
        return _graph_pages.posts(world, timeline, visit, parts[0])
    if len(parts) == 1:
        return _graph_pages.page(world, visit, parts[0])
    return error(f"(#2500) Unknown path components: {visit.path}", 2500, 400)


def _refused(visit: Visit) -> Reply | None:
    token = visit.token
    name, _, state = token.rpartition("-")
    if token == "expired":  # noqa: S105
        text = "Error validating access token: Session has expired on Saturday, 03-Oct-26 08:00:00 PDT."
        return error(text, 190, 401, subcode=463)
    if name in _GOOD and state == "limited":
        reply = error("(#4) Application request limit reached", 4, 403, is_transient=True)
        reply.headers["X-App-Usage"] = '{"call_count":100,"total_cputime":25,"total_time":30}'
        return reply
    if name in _GOOD and state == "unreviewed":
        return error(_REVIEW, 10, 403)
    if token not in _GOOD:
        return error("Invalid OAuth access token - Cannot parse access token", 190, 401)
    return None
