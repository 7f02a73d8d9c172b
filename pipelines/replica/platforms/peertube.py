"""PeerTube instances: the pages of channels and accounts. Their interface is in `_peertube_api`."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.replica.faults import account_fault
from pipelines.replica.hashing import pick, seed, unit
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform, since
from pipelines.replica.platforms import _peertube_api
from pipelines.replica.platforms._peertube_api import KINDS, find, user_of
from pipelines.replica.platforms._shapes import described, general_fault, login_page, not_found
from pipelines.replica.posts import Timeline
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, document

INSTANCES = ("tube.collectivites-simulees.fr", "peertube.territoires.fr", "videos.regions.fr", "webtv.departements.fr")


def answer(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/api/v1/…`, and the pages `/c/<name>`, `/a/<name>` (`/video-channels/<name>`, `/accounts/<name>` at first)."""
    if visit.path.startswith("/api/"):
        return _peertube_api.answer(world, timeline, visit)
    account = _asked(world, visit)
    fault = account_fault(world.scene, account, visit.month) if account is not None else None
    if account is None or fault == "removed":
        return not_found("PeerTube")
    if fault == "private":
        return login_page("PeerTube")
    return general_fault("PeerTube", fault, account) or _page(account)


def _page(account: Account) -> Reply:
    """A page that a program fills: nothing but its title is in it."""
    label = account.territory.label
    head = described(label, f"{label} – chaîne officielle (simulée)", account.url)
    return document(f"{label} - PeerTube", "<my-app></my-app>", head=head)


def _asked(world: World, visit: Visit) -> Account | None:
    """The account whose profile is visited, as a page or through the interface."""
    parts = visit.path.removeprefix("/api/v1").strip("/").split("/")
    if len(parts) < 2 or parts[0] not in KINDS or (visit.path.startswith("/api/") and len(parts) > 2):
        return None
    return find(world, KINDS[parts[0]], parts[1], visit)


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    """Three in four are channels, the others accounts, whose channels are many; the last instance is an old one."""
    key = ("peertube", place.territory_id)
    host = pick(INSTANCES, "host", *key)
    kind = "a" if unit("kind", *key) < 0.25 else "c"
    shown = register.take(f"peertube {host}", place.slug.replace("-", "_"), place.code.lower(), 40)
    path = {"c": "video-channels", "a": "accounts"}[kind] if host == INSTANCES[-1] else kind
    tail = {"video-channels": "/videos", "accounts": "/video-channels"}.get(path, "")
    number = 100 + seed("id", *key) % 10**6
    return Names(f"{kind}/{shown}@{host}", shown, f"https://{host}/{path}/{shown}{tail}", f"{number}@{host}")


def _links(account: Account, month: int) -> Sequence[str]:
    """Also the page of another instance that follows the account: it shows a copy, under the full name."""
    kind, (user, host) = account.handle[0], user_of(account)
    elsewhere = INSTANCES[0] if host != INSTANCES[0] else INSTANCES[1]
    tail = "videos" if kind == "c" else "video-channels"
    return (account.url, account.url, account.url, f"https://{elsewhere}/{kind}/{user}@{host}/{tail}")


_SHARES = {
    "REG": 0.25, "DEP": 0.08, "METRO": 0.15, "CU": 0.05, "CA": 0.015,
    "COM_100000_PLUS": 0.12, "COM_50000_100000": 0.04, "COM_20000_50000": 0.015, "COM_10000_20000": 0.004,
}  # fmt: skip

PLATFORM = Platform(
    name="peertube",
    rank=65,
    label="PeerTube",
    directory_label="PeerTube",
    hosts=dict.fromkeys(INSTANCES, answer),
    shares=_SHARES,
    relative_size=0.004,
    opened=since(2020, 4, 60),
    closing_share=0.05,
    rename_share=0.0,
    pace=4.0,
    names=_names,
    links=_links,
    directory_share=0.05,
    page_faults=(
        ("private", 0.02), ("unknown_layout", 0.02), ("rate_limited_once", 0.03), ("rate_limited_once_bare", 0.03),
        ("server_error_once", 0.01),
    ),
    asked=_asked,
)  # fmt: skip
