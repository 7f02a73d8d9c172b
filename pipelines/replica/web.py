"""The simulated web without its sockets: which page answers which host, for which month, on which attempt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipelines.replica import bluesky, directory, facebook, mastodon, sites, wikidata, x, youtube
from pipelines.replica.faults import account_fault
from pipelines.replica.hashing import unit
from pipelines.replica.manners import Manners
from pipelines.replica.names import INSTANCES
from pipelines.replica.posts import Timeline
from pipelines.replica.records import World, exists
from pipelines.replica.robots import robots_txt, rules
from pipelines.replica.scenes import load_world, scene_of
from pipelines.replica.sites import once
from pipelines.replica.territory import ROSTERS
from pipelines.replica.visit import Reply, Visit, as_json, redirect

OWN_HOST = "replica.local"
Page = Callable[[World, Timeline, Visit], Reply]


class Web:
    """Answers visits. Its only state: attempts per address and month, and the manners of visitors."""

    def __init__(self, rosters: Path = ROSTERS) -> None:
        self._rosters = rosters
        self._timelines: dict[str, Timeline] = {}
        self._attempts: dict[tuple[str, str, str, int], int] = {}
        self.manners = Manners()

    def _timeline(self, month: int) -> Timeline:
        scene = scene_of(month)
        if scene not in self._timelines:
            self._timelines[scene] = Timeline(load_world(scene, self._rosters))
        return self._timelines[scene]

    def answer(self, visit: Visit) -> Reply:
        """The reply to one visit; counts the visit."""
        if visit.host == OWN_HOST:
            return self._own(visit)
        timeline = self._timeline(visit.month)
        world = timeline.world
        self.manners.note(visit.host, visit.path, visit.now, rules(world, visit.host, visit.month))
        key = (visit.scheme, visit.host, f"{visit.path}?{visit.raw_query}", visit.month)
        visit = replace(visit, attempt=self._attempts.get(key, 0))
        self._attempts[key] = visit.attempt + 1
        reply = self._page(world, timeline, visit)
        if reply.status == 429 and "Retry-After" in reply.headers:
            self.manners.ask_to_wait(visit.host, visit.now, reply.headers["Retry-After"])
        return reply

    def _own(self, visit: Visit) -> Reply:
        if visit.path != "/manners":
            return as_json({"error": "the replica itself answers at /manners only"}, 404)
        report = self.manners.report()
        if visit.first("reset"):
            self.manners.reset()
        return as_json(report)

    def _page(self, world: World, timeline: Timeline, visit: Visit) -> Reply:
        page = _PLATFORMS.get(visit.host)
        if page is None:
            return sites.answer(world, visit)
        if visit.path == "/robots.txt":
            return robots_txt(world, visit.host, visit.month)
        return _refused(world, visit) or page(world, timeline, visit)


def _refused(world: World, visit: Visit) -> Reply | None:
    """Passing failures: of an interface, or of the page of an account."""
    account = None
    if visit.host in ("api.x.com", "public.api.bsky.app") and visit.attempt == 0:
        return _busy(visit)
    if visit.host == "www.facebook.com":
        account = facebook.find(world, facebook.handle_in(visit), visit.month)
    elif visit.host == "www.youtube.com" and not visit.path.startswith("/feeds"):
        account = youtube.find(world, visit.path, visit.month)
    elif visit.host in INSTANCES and visit.path.endswith("/lookup"):
        account = mastodon.find(world, visit.first("acct"), visit)
    if account is None or not exists(account, visit.month):
        return None
    fault = account_fault(world.scene, account, visit.month)
    return once(fault, visit) if visit.attempt == 0 else None


def _busy(visit: Visit) -> Reply | None:
    """One call in thirty to an interface fails at its first attempt: 429 at X (without Retry-After), 502 at Bluesky."""
    if unit("busy", visit.host, visit.path, visit.raw_query, visit.month) > 1 / 30:
        return None
    if visit.host == "api.x.com":
        problem = {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}
        return as_json(
            problem,
            429,
            headers={"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(visit.now.timestamp()) + 60)},
        )
    return as_json({"error": "UpstreamFailure", "message": "Upstream Failure"}, 502)


def _to_www(host: str) -> Page:
    return lambda world, timeline, visit: redirect(
        f"https://{host}{visit.path}{'?' if visit.raw_query else ''}{visit.raw_query}"
    )


def _youtube(world: World, timeline: Timeline, visit: Visit) -> Reply:
    if visit.path == "/feeds/videos.xml":
        return youtube.feed(world, timeline, visit)
    return youtube.page(world, visit)


_FACEBOOK: Page = lambda world, timeline, visit: facebook.answer(world, visit)  # noqa: E731

_PLATFORMS: dict[str, Page] = {
    "api-lannuaire.service-public.gouv.fr": lambda world, timeline, visit: directory.answer(world, visit),
    "query.wikidata.org": lambda world, timeline, visit: wikidata.answer(world, visit),
    "www.facebook.com": _FACEBOOK,
    "facebook.com": _FACEBOOK,
    "m.facebook.com": _FACEBOOK,
    "fr-fr.facebook.com": _FACEBOOK,
    "graph.facebook.com": lambda world, timeline, visit: facebook.graph(world, visit),
    "api.x.com": x.api,
    "x.com": x.page,
    "twitter.com": x.page,
    "www.twitter.com": _to_www("twitter.com"),
    "www.youtube.com": _youtube,
    "youtube.com": _to_www("www.youtube.com"),
    "www.googleapis.com": lambda world, timeline, visit: youtube.api(world, visit),
    "public.api.bsky.app": bluesky.api,
    "bsky.app": lambda world, timeline, visit: bluesky.page(visit),
    **dict.fromkeys(INSTANCES, mastodon.answer),
}
