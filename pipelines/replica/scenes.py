"""The scenes, built once per process: `edgar-quinet` (to 2013-12), `aujourdhui` (2019-01 to 2026-10), and `pieges`,
which takes the place of the second one for the roster of the traps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipelines.model.errors import ReplicaError
from pipelines.replica.edgar import FIRST, follower_curves, joining_months
from pipelines.replica.hashing import Floats, pick, seed, unit
from pipelines.replica.names import Register, site_of
from pipelines.replica.platforms import BY_NAME
from pipelines.replica.records import Account, Site, World
from pipelines.replica.scene_names import PAST, SCENES, TODAY, TRAPS
from pipelines.replica.territory import ROSTERS, Territory, read_roster
from pipelines.replica.today import build_today
from pipelines.replica.traps import build_traps


@cache
def load_world(scene: str, rosters: Path = ROSTERS) -> World:
    """The world of a scene.

    Raises:
        ReplicaError: there is no such scene.
        ReferenceDataError: its roster file is missing or incomplete.
    """
    if scene not in SCENES:
        raise ReplicaError(f"{scene!r} is not a scene of the replica: one of {', '.join(SCENES)}")
    territories = read_roster(SCENES[scene], rosters)
    return {PAST: build_edgar, TODAY: build_today, TRAPS: build_traps}[scene](territories)


def build_edgar(territories: Sequence[Territory]) -> World:
    """The world of 2012-2013: every territory has a site in the directory and in Wikidata, every account is linked."""
    register = Register()
    sites = {
        place.territory_id: site_of(place, register, https_share=0.0, directory=True, wikidata=True)
        for place in territories
    }
    joined = joining_months(territories)
    places = {place.territory_id: place for place in territories}
    members = [(network, places[name], month) for (network, name), month in joined.items()]
    accounts = [
        _edgar_account(index, network, place, first, sites[place.territory_id], register)
        for index, (network, place, first) in enumerate(members)
    ]
    curves = follower_curves(members)

    def followers(month: int) -> Floats:
        counts: Floats = curves[:, min(max(month - FIRST + 2, 0), 23)]
        return counts

    return World(PAST, territories, sites.values(), accounts, followers)


def _edgar_account(index: int, network: str, place: Territory, first: int, site: Site, register: Register) -> Account:
    key = (network, place.territory_id)
    platform = BY_NAME[network]
    handle, shown, url, platform_id = platform.names(place, site, register)
    if network == "facebook" and handle.isdigit():
        url = f"https://www.facebook.com/pages/{place.slug}/{handle}"
    if network == "x":
        url = f"https://twitter.com/{shown}"
    opened = first if first > FIRST else first - seed("opened", *key) % 30
    return Account(
        index, place, platform, handle, shown, url, platform_id, seed("account", *key), opened,
        in_directory=unit("directory", *key) < 0.7, in_wikidata=unit("wikidata", *key) < 0.4,
        place=pick(("home", "home", "home", "contact"), "place", *key),
    )  # fmt: skip
