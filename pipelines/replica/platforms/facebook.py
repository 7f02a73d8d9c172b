"""www.facebook.com: pages of 2012-13 and of today. Its interface is in `_graph`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick, seed, unit
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform, before_2019
from pipelines.replica.platforms import _graph
from pipelines.replica.platforms._facebook_accounts import decoy_likes, find, handle_in, new_handle
from pipelines.replica.platforms._facebook_plugin import plugin
from pipelines.replica.posts import Timeline
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory, camel
from pipelines.replica.visit import Reply, Visit, document, redirect


def answer(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """A page of www.facebook.com; the other host names of the site lead there."""
    if visit.host != "www.facebook.com":
        query = f"?{visit.raw_query}" if visit.raw_query else ""
        return redirect(f"https://www.facebook.com{visit.path}{query}")
    if visit.path.startswith("/login"):
        return _login()
    if visit.path in ("/plugins/page.php", "/plugins/fan.php"):
        return plugin(world, visit)
    handle = handle_in(visit)
    account = find(world, handle, visit.month)
    if account is None:
        decoy = decoy_likes(handle)
        return _not_found() if decoy is None else _page(handle.title(), decoy, visit, seed("decoy", handle))
    fault = account_fault(world.scene, account, visit.month)
    if fault == "renamed" and handle == account.handle:
        query = f"?{visit.raw_query}" if visit.raw_query else ""
        return redirect(f"https://www.facebook.com/{new_handle(account)}{query}")
    if fault == "login_wall":
        return redirect(
            f"https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2F{account.shown}%2F", 302
        )
    if fault in ("removed", "suspended"):
        return _not_found()
    likes = world.followers(visit.month)[account.index]
    return _page(account.territory.label, likes, visit, account.seed)


def _page(name: str, likes: int, visit: Visit, key: int) -> Reply:
    if visit.month <= 2013 * 12 + 11:
        return _page_2012(name, likes, key)
    talking, here = seed("talking", key, visit.month) % (likes // 20 + 2), seed("here", key) % 20_000
    english = visit.first("locale").startswith("en") or unit("english", key, visit.month) < 0.04
    if english:
        parts = f"{likes:,} likes · {talking:,} talking about this"
        parts += f" · {here:,} were here" if here % 3 else ""
    else:
        space = pick(("\u202f", "\u00a0", " ", "&#xa0;"), "space", key)
        verb = pick(("J’aime", "J'aime", "J’aime"), "verb", key)
        gap = pick((" ", "\u00a0"), key)
        parts = f"{_spaced(likes, space)}{gap}{verb} · {_spaced(talking, space)} en parlent"
        parts += f" · {_spaced(here, space)} personnes étaient ici" if here % 3 else ""
    about = f"{escape(name)}. {parts}. Page officielle. Depuis 2010, 3 agents, 24 heures sur 24."
    head = (
        f'<meta property="og:title" content="{escape(name)}">\n<meta property="og:type" content="profile">\n'
        f'<meta property="og:description" content="{about}">\n<meta name="description" content="{about}">\n'
        f'<link rel="canonical" href="https://www.facebook.com{escape(visit.path)}">'
    )
    return document(f"{escape(name)} | Facebook", f"<h1>{escape(name)}</h1>", head=head, lang="en" if english else "fr")


def _page_2012(name: str, likes: int, key: int) -> Reply:
    talking = seed("talking", key) % (likes // 20 + 2)
    if key % 3:
        shown, about = f"{likes:,} likes", f"{likes:,} likes · {talking:,} talking about this"
    else:
        number = _spaced(likes, "\u00a0")
        about_them = _spaced(talking, "\u00a0")
        shown, about = f"{number} J’aime", f"{number} J’aime · {about_them} en parlent"
    body = (
        f'<div id="pagelet_timeline_page_profile"><h2><span itemprop="name">{escape(name)}</span></h2>\n'
        f'<div class="_5k3"><span id="PagesLikesCountDOMID"><span class="_50f8">{shown}</span></span></div>\n'
        f'<div class="uiHeader"><a href="/login.php">Connexion</a></div></div>'
    )
    head = f'<meta name="description" content="{escape(name)}. {about}">'
    return document(f"{escape(name)} | Facebook", body, head=head, lang="en" if key % 3 else "fr")


def _spaced(number: int, space: str) -> str:
    return f"{number:,}".replace(",", space)


def _not_found() -> Reply:
    body = (
        '<div id="content"><h2>Désolé, cette page n’est pas disponible.</h2><p>Le lien que vous avez suivi peut être '
        "incorrect ou la page peut avoir été supprimée. Ce contenu n’est pas disponible pour le moment.</p></div>"
    )
    return document("Page introuvable | Facebook", body, status=404)


def _login() -> Reply:
    body = (
        '<div id="login_form_container"><form id="login_form" action="/login/device-based/regular/login/" '
        'method="post"><input name="email"><input name="pass" type="password"></form>'
        "<p>Vous devez vous connecter pour continuer.</p></div>"
    )
    return document("Se connecter à Facebook | Facebook", body)


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("facebook", place.territory_id)
    number = str(100_050_000_000_000 + seed("id", *key) % 10**10)
    form = unit("form", *key)
    if form < 0.05:
        return Names(number, number, f"https://www.facebook.com/profile.php?id={number}", number)
    if form < 0.08:
        return Names(number, number, f"https://www.facebook.com/people/{camel(place.slug)}/{number}/", number)
    if form < 0.10:
        return Names(number, number, f"https://www.facebook.com/pages/{place.slug}/{number}", number)
    shapes = ("Ville{}", "{}Officiel", "mairie.{}", "VilleDe{}") if place.level == "commune" else ("{}", "{}.officiel")
    shown = register.take("facebook", pick(shapes, *key).format(camel(place.slug)), place.code)
    return Names(shown.lower(), shown, f"https://www.facebook.com/{shown}", number)


def _links(account: Account, month: int) -> Sequence[str]:
    """Other host names, http, parameters, a final slash."""
    url = account.url
    if "?" in url:
        return (url,)
    return (url, url, f"{url}/", f"{url}?ref=hl", f"{url}/?locale=fr_FR", url.replace("https:", "http:"),
            url.replace("www.", "fr-fr."))  # fmt: skip


def _asked(world: World, visit: Visit) -> Account | None:
    if visit.host != "www.facebook.com" or visit.path.startswith("/plugins/"):
        return None
    return find(world, handle_in(visit), visit.month)


_SHARES = {
    "REG": 1.0, "DEP": 0.98, "METRO": 0.98, "CU": 0.97, "CA": 0.95, "CC": 0.85,
    "COM_100000_PLUS": 0.99, "COM_50000_100000": 0.98, "COM_20000_50000": 0.96, "COM_10000_20000": 0.92,
    "COM_3500_10000": 0.84, "COM_2000_3500": 0.72, "COM_500_2000": 0.5, "COM_0_500": 0.22,
}  # fmt: skip

PLATFORM = Platform(
    name="facebook",
    rank=10,
    label="Facebook",
    directory_label="Facebook",
    hosts={
        **dict.fromkeys(("www.facebook.com", "facebook.com", "m.facebook.com", "fr-fr.facebook.com"), answer),
        "graph.facebook.com": _graph.answer,
    },
    shares=_SHARES,
    relative_size=1.0,
    opened=before_2019(40),
    pace=22.0,
    names=_names,
    can_rename=lambda names: not names.handle.isdigit(),
    links=_links,
    directory_share=0.62,
    wikidata={"P2013": lambda names: names.shown},
    robots={"www.facebook.com": ("/ajax/", "/login/device-based/")},
    page_faults=(("login_wall", 0.010), *PASSING_ON_PAGES),
    asked=_asked,
    interfaces=("graph.facebook.com",),
    archive_walls=0.5,
    login_path="/login/",
)
