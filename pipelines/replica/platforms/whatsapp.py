"""www.whatsapp.com: the page of a channel. It shows a rounded number of followers and no message."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick
from pipelines.replica.names import Register, digits
from pipelines.replica.platform import Names, Platform, since
from pipelines.replica.platforms._shapes import described, general_fault, not_found, short
from pipelines.replica.posts import Timeline
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, document, to_host

_BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/channel/<id>`."""
    account = _asked(world, visit)
    fault = account_fault(world.scene, account, visit.month) if account is not None else None
    if account is None or fault in ("removed", "suspended"):
        return not_found("WhatsApp", text="Cette chaîne n’est pas disponible.")
    general = general_fault("WhatsApp", fault, account)
    if general is not None:
        return general
    count, label = world.followers(visit.month)[account.index], account.territory.label
    shown = f"Channel | {short(count, 1_000)} follower{'' if count == 1 else 's'}"
    body = (
        f'<h3 class="_9vd5 _9t2_">{escape(label)}</h3>\n<h5 class="_9vd5 _9scy">{shown}</h5>\n'
        f'<h4 class="_9vd5 _9scb">Chaîne officielle (simulée) : 3 messages par semaine.</h4>\n'
        f'<a href="whatsapp://channel/{account.shown}">Voir la chaîne</a>'
    )
    about = f"{shown} • Chaîne officielle (simulée)" if account.seed % 2 else "Chaîne WhatsApp"
    head = described(f"{label} | Chaîne WhatsApp", about, account.url)
    return document(f"{escape(label)} | WhatsApp Channel", body, head=head, lang="en")


def _asked(world: World, visit: Visit) -> Account | None:
    """Ids keep their case."""
    parts = visit.path.strip("/").split("/")
    return world.find("whatsapp", parts[1], visit.month) if len(parts) == 2 and parts[0] == "channel" else None


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("whatsapp", place.territory_id)
    name = "0029Va" + digits(_BASE62, 16, "id", *key)
    host = pick(("whatsapp.com", "www.whatsapp.com"), "host", *key)
    return Names(name, name, f"https://{host}/channel/{name}", name)


def _links(account: Account, month: int) -> Sequence[str]:
    return (account.url, account.url, f"{account.url}?utm_source=site", f"{account.url}/")


_SHARES = {
    "REG": 0.12, "DEP": 0.06, "METRO": 0.10, "CU": 0.06, "CA": 0.04, "CC": 0.02,
    "COM_100000_PLUS": 0.22, "COM_50000_100000": 0.16, "COM_20000_50000": 0.13, "COM_10000_20000": 0.11,
    "COM_3500_10000": 0.06, "COM_2000_3500": 0.03, "COM_500_2000": 0.015, "COM_0_500": 0.004,
}  # fmt: skip

PLATFORM = Platform(
    name="whatsapp",
    rank=55,
    label="WhatsApp",
    directory_label="WhatsApp",
    hosts={"www.whatsapp.com": page, "whatsapp.com": to_host("www.whatsapp.com")},
    shares=_SHARES,
    relative_size=0.12,
    opened=since(2023, 9, 36),
    can_rename=lambda names: False,
    pace=8.0,
    names=_names,
    links=_links,
    directory_share=0.05,
    page_faults=(("unknown_layout", 0.02), ("empty_shell", 0.005), *PASSING_ON_PAGES),
    asked=_asked,
)
