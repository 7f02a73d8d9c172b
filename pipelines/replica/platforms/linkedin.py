"""www.linkedin.com and fr.linkedin.com: the public page of an organisation, and the walls in front of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick, seed
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform, before_2019
from pipelines.replica.platforms._shapes import described, general_fault, json_ld, login_page, not_found, spaced
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory
from pipelines.replica.visit import Reply, Visit, document, redirect, to_host

PATIENCE = 20
"""Pages of organisations that one visitor gets in a minute; then HTTP 999 until the minute is over."""

_SHOWN = 10


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/company/<slug>`, also `/showcase/<slug>` and `/school/<slug>`; French on fr.linkedin.com."""
    if visit.path.startswith("/authwall"):
        return login_page("LinkedIn")
    if visit.recent >= PATIENCE:
        return _denied()
    account = _asked(world, visit)
    fault = account_fault(world.scene, account, visit.month) if account is not None else None
    if account is None or fault in ("removed", "suspended"):
        return not_found("LinkedIn")
    if fault == "http_999":
        return _denied()
    if fault == "login_wall":
        return redirect(f"https://www.linkedin.com/authwall?trk=bf&sessionRedirect=https%3A%2F%2F{visit.host}", 302)
    if fault == "renamed" and not visit.path.rstrip("/").endswith("-officiel"):
        return redirect(f"https://{visit.host}/company/{account.shown}-officiel")
    return general_fault("LinkedIn", fault, account) or _profile(world, timeline, account, visit)


def _denied() -> Reply:
    reply = document("Request denied", "<p>999: Request denied</p>")
    reply.status = 999
    return reply


def _profile(world: World, timeline: Timeline, account: Account, visit: Visit) -> Reply:
    count, label = world.followers(visit.month)[account.index], account.territory.label
    is_french = visit.host.startswith("fr.")
    if is_french:
        space = pick((" ", "\u202f", "\u00a0"), "space", account.seed)
        shown = f"{spaced(count, space)} abonné{'s' if count > 1 else ''}"
        about = f"{label} | {shown} sur LinkedIn. Page officielle (simulée) | 3 agents, 24 heures sur 24."
        other = "98 765 abonnés"
    else:
        shown = f"{count:,} follower{'s' if count != 1 else ''}"
        about = f"{label} | {shown} on LinkedIn. Page officielle (simulée) | 3 agents, 24 heures sur 24."
        other = "98,765 followers"
    posts = timeline.latest(account, visit.month, visit.now, _SHOWN, 4)
    articles = "\n".join(_article(account, post, visit) for post in posts)
    place = f"{escape(account.territory.name)}, France"
    body = (
        f'<section class="top-card-layout"><h1 class="top-card-layout__title">{escape(label)}</h1>\n'
        f'<h2 class="top-card-layout__headline">Administration publique</h2>\n'
        f'<h3 class="top-card-layout__first-subline">{place} · {shown}</h3></section>\n'
        f'<section class="updates"><ul>\n{articles}\n</ul></section>\n'
        f'<section class="similar-pages"><h3 class="base-aside-card__title">Voisin</h3><p>{other}</p></section>'
    )
    address = f"https://{visit.host}/company/{account.shown}"
    data = {"@context": "http://schema.org", "@type": "Organization", "name": label, "url": address,
            "numberOfEmployees": {"value": 20 + account.seed % 3_000, "@type": "QuantitativeValue"}}  # fmt: skip
    head = f"{described(f'{label} | LinkedIn', about, address)}\n{json_ld(data)}"
    return document(f"{escape(label)} | LinkedIn", body, head=head, lang="fr" if is_french else "en")


def _article(account: Account, post: SimulatedPost, visit: Visit) -> str:
    """A post: its date is in its id only; the page says how old it is."""
    number = (post.milliseconds << 22) + account.seed % 2**22
    return (
        f'<li><article class="main-feed-activity-card" data-activity-urn="urn:li:activity:{number}">'
        f"<time>{_age(visit.now - post.created)}</time>"
        f'<p data-test-id="main-feed-activity-card__commentary">{escape(post.text)}</p>'
        f'<a data-test-id="social-actions__reactions" data-num-reactions="{post.likes}">{post.likes}</a>'
        f'<a data-test-id="social-actions__comments" data-num-comments="{post.comments}">{post.comments}</a>'
        "</article></li>"
    )


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 24:
        return f"{max(1, hours)}h"
    days = hours // 24
    return f"{days}d" if days < 7 else f"{days // 7}w" if days < 30 else f"{days // 30}mo"


def _asked(world: World, visit: Visit) -> Account | None:
    parts = [part for part in visit.path.split("/") if part]
    if len(parts) < 2 or parts[0] not in ("company", "showcase", "school"):
        return None
    name = parts[1].lower()
    known = world.find("linkedin", name, visit.month) or world.find(
        "linkedin", name.removesuffix("-officiel"), visit.month
    )
    return known or _by_number(world, name, visit.month)


def _by_number(world: World, name: str, month: int) -> Account | None:
    account = world.of_id("linkedin", name, month)
    return account if account is not None and account.first <= month else None


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("linkedin", place.territory_id)
    shapes = {
        "region": ("region-{}", "{}"), "departement": ("departement-{}", "conseil-departemental-{}"),
        "epci": ("{}",), "commune": ("ville-de-{}", "mairie-de-{}", "{}"),
    }[place.level]  # fmt: skip
    shown = register.take("linkedin", pick(shapes, *key).format(place.slug), f"-{place.code.lower()}", 60)
    host = pick(("www.linkedin.com", "www.linkedin.com", "fr.linkedin.com"), "host", *key)
    return Names(shown, shown, f"https://{host}/company/{shown}/", str(10**6 + seed("id", *key) % 10**8))


def _links(account: Account, month: int) -> Sequence[str]:
    url = account.url
    return (url, url, url.rstrip("/"), f"{url}?originalSubdomain=fr", f"{url}about/", url.replace("https:", "http:"))


_SHARES = {
    "REG": 1.0, "DEP": 0.95, "METRO": 0.97, "CU": 0.88, "CA": 0.75, "CC": 0.28,
    "COM_100000_PLUS": 0.93, "COM_50000_100000": 0.66, "COM_20000_50000": 0.36, "COM_10000_20000": 0.15,
    "COM_3500_10000": 0.05, "COM_2000_3500": 0.015, "COM_500_2000": 0.003, "COM_0_500": 0.001,
}  # fmt: skip

PLATFORM = Platform(
    name="linkedin",
    rank=26,
    label="LinkedIn",
    directory_label="LinkedIn",
    hosts={
        **dict.fromkeys(("www.linkedin.com", "fr.linkedin.com"), page),
        "linkedin.com": to_host("www.linkedin.com"),
    },
    shares=_SHARES,
    relative_size=0.30,
    opened=before_2019(30),
    rename_share=0.012,
    pace=6.0,
    most_posts=lambda month: _SHOWN - 1,
    names=_names,
    links=_links,
    directory_share=0.22,
    wikidata={"P4264": lambda names: names.shown},
    robots=dict.fromkeys(("www.linkedin.com", "fr.linkedin.com"), ("/search", "/feed/", "/in/")),
    page_faults=(("http_999", 0.05), ("login_wall", 0.02), ("unknown_layout", 0.005), *PASSING_ON_PAGES),
    asked=_asked,
    archive_walls=0.7,
    login_path="/authwall",
)
