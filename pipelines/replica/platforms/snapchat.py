"""www.snapchat.com: the public profile, with its subscribers in the page's data (0 when they are hidden)."""

from __future__ import annotations

from html import escape

from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick
from pipelines.replica.names import URL_SAFE, Register, digits
from pipelines.replica.platform import Names, Platform, before_2019
from pipelines.replica.platforms._shapes import described, general_fault, json_ld, next_data, not_found
from pipelines.replica.posts import Timeline
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, document, redirect, to_host

_SHORT_ADDRESS_FROM = 2025 * 12


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/add/<handle>`; since 2025 that leads to `/@<handle>`."""
    account = _asked(world, visit)
    if account is not None and visit.path.startswith("/add/") and visit.month >= _SHORT_ADDRESS_FROM:
        return redirect(f"https://www.snapchat.com/@{account.shown}", 308)
    fault = account_fault(world.scene, account, visit.month) if account is not None else None
    if account is None or fault in ("removed", "suspended", "renamed"):
        return not_found("Snapchat")
    general = general_fault("Snapchat", fault, account)
    if general is not None:
        return general
    count = 0 if fault == "hidden" else world.followers(visit.month)[account.index]
    label, address = account.territory.label, f"https://www.snapchat.com/@{account.shown}"
    info = {"username": account.shown, "title": label, "subscriberCount": str(count), "bio": "Compte officiel (simulé)",
            "websiteUrl": "", "badge": 1, "profilePictureUrl": ""}  # fmt: skip
    profile = {"$case": "publicProfileInfo", "publicProfileInfo": info}
    data = {"props": {"pageProps": {"userProfile": profile, "locale": "fr-FR"}}, "page": "/add/[username]"}
    person = {"@context": "https://schema.org/", "@type": "ProfilePage",
              "mainEntity": {"@type": "Person", "name": label, "alternateName": account.shown}}  # fmt: skip
    head = f"{described(label, f'{label} est sur Snapchat !', address)}\n{json_ld(person)}"
    body = f"<h1>{escape(label)}</h1>{next_data(data)}"
    return document(f"{escape(label)} | Snapchat", body, head=head)


def _asked(world: World, visit: Visit) -> Account | None:
    name = visit.path.strip("/").lower()
    if not name.startswith(("add/", "@")):
        return None
    return world.find("snapchat", name.removeprefix("add/").removeprefix("@"), visit.month)


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("snapchat", place.territory_id)
    shape = pick(("{}", "ville{}", "{}-snap") if place.level == "commune" else ("{}", "snap{}"), *key)
    shown = register.take("snapchat", shape.format(place.slug.replace("-", "")), place.code.lower(), 15)
    address = pick(("https://www.snapchat.com/add/{}", "https://www.snapchat.com/@{}"), "address", *key)
    return Names(shown, shown, address.format(shown), digits(URL_SAFE, 22, "id", *key))


_SHARES = {
    "REG": 0.12, "DEP": 0.03, "METRO": 0.06, "CA": 0.004,
    "COM_100000_PLUS": 0.18, "COM_50000_100000": 0.04, "COM_20000_50000": 0.012, "COM_10000_20000": 0.003,
}  # fmt: skip

PLATFORM = Platform(
    name="snapchat",
    rank=60,
    label="Snapchat",
    directory_label="Snapchat",
    hosts={"www.snapchat.com": page, "snapchat.com": to_host("www.snapchat.com")},
    shares=_SHARES,
    relative_size=0.05,
    opened=before_2019(24),
    closing_share=0.05,
    hidden_share=0.25,
    rename_share=0.01,
    pace=4.0,
    names=_names,
    answers_renamed=False,
    directory_share=0.05,
    wikidata={"P2984": lambda names: names.shown},
    page_faults=(("consent_wall", 0.01), ("unknown_layout", 0.01), *PASSING_ON_PAGES),
    asked=_asked,
)
