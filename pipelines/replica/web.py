"""The simulated web without its sockets: which page answers which host, for which month, on which attempt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipelines.replica import directory, sites, wayback, wikidata
from pipelines.replica.faults import account_fault
from pipelines.replica.hashing import unit
from pipelines.replica.manners import Manners
from pipelines.replica.platforms import PLATFORMS
from pipelines.replica.posts import Timeline
from pipelines.replica.records import World, exists
from pipelines.replica.robots import robots_txt, rules
from pipelines.replica.scene_names import TODAY, scene_of
from pipelines.replica.scenes import load_world
from pipelines.replica.sites import once
from pipelines.replica.territory import ROSTERS
from pipelines.replica.visit import Reply, Visit, as_json
from pipelines.replica.wayback import Archive

OWN_HOST = "replica.local"
Page = Callable[[World, Timeline, Visit], Reply]


class Web:
    """Answers visits. Its only state: attempts per address and month, and the manners of visitors."""

    def __init__(self, rosters: Path = ROSTERS, today: str = TODAY) -> None:
        self._rosters = rosters
        self._today = today
        self._timelines: dict[str, Timeline] = {}
        self._attempts: dict[tuple[str, str, str, int], int] = {}
        self.manners = Manners()
        self._archive = Archive(self._again, lambda month: self._timeline(month).world)

    def _timeline(self, month: int) -> Timeline:
        scene = scene_of(month, self._today)
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
        key = (visit.scheme, visit.host, f"{visit.path}?{visit.raw_query}#{visit.body!r}", visit.month)
        recent = self.manners.recent(visit.host, visit.path, visit.now)
        visit = replace(visit, attempt=self._attempts.get(key, 0), recent=recent)
        self._attempts[key] = visit.attempt + 1
        reply = self._page(world, timeline, visit)
        if reply.status == 429 and "Retry-After" in reply.headers:
            self.manners.ask_to_wait(visit.host, visit.now, reply.headers["Retry-After"])
        return reply

    def _again(self, visit: Visit) -> Reply:
        """What a visit would have got: it counts for nothing and changes nothing."""
        timeline = self._timeline(visit.month)
        return self._page(timeline.world, timeline, visit)

    def _own(self, visit: Visit) -> Reply:
        if visit.path != "/manners":
            return as_json({"error": "the replica itself answers at /manners only"}, 404)
        report = self.manners.report()
        if visit.first("reset"):
            self.manners.reset()
        return as_json(report)

    def _page(self, world: World, timeline: Timeline, visit: Visit) -> Reply:
        if visit.host == wayback.HOST:
            is_rules = visit.path == "/robots.txt"
            return robots_txt(world, visit.host, visit.month) if is_rules else self._archive.answer(visit)
        page = _PAGES.get(visit.host)
        if page is None:
            return sites.answer(world, visit)
        if visit.path == "/robots.txt":
            return robots_txt(world, visit.host, visit.month)
        return _refused(world, visit) or page(world, timeline, visit)


def _refused(world: World, visit: Visit) -> Reply | None:
    """Passing failures of a first attempt: of an interface (one call in thirty), or of the page of an account."""
    platform = _BY_HOST.get(visit.host)
    if platform is None or visit.attempt:
        return None
    busy = platform.busy.get(visit.host)
    if busy is not None:
        return busy(visit) if unit("busy", visit.host, visit.path, visit.raw_query, visit.month) <= 1 / 30 else None
    account = platform.asked(world, visit)
    if account is None or not exists(account, visit.month):
        return None
    return once(account_fault(world.scene, account, visit.month), visit)


_BY_HOST = {host: platform for platform in PLATFORMS for host in platform.hosts}

_PAGES: dict[str, Page] = {
    "api-lannuaire.service-public.gouv.fr": lambda world, timeline, visit: directory.answer(world, visit),
    "query.wikidata.org": lambda world, timeline, visit: wikidata.answer(world, visit),
    **{host: page for platform in PLATFORMS for host, page in platform.hosts.items()},
}
