"""graph.facebook.com: who may ask, what is refused, and which part of the interface answers.

Tokens: `replica-facebook`, `replica-instagram`, `replica-meta`, `replica-meta_ads`; `_graph_errors` tells the bad ones.
"""

from __future__ import annotations

import re

from pipelines.replica.platforms import _graph_ads, _graph_instagram, _graph_pages
from pipelines.replica.platforms._graph_errors import error, refused
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
    refusal = refused(visit, _GOOD, error(_REVIEW, 10, 403))
    if refusal is not None:
        return refusal
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
