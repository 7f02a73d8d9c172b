"""www.instagram.com: the public page of a profile, by era. The interface is in `_graph_instagram`."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.replica.faults import PASSING_ON_PAGES, account_fault
from pipelines.replica.hashing import pick, seed
from pipelines.replica.names import Register
from pipelines.replica.platform import Names, Platform, before_2019
from pipelines.replica.platforms._graph_instagram import shortcode
from pipelines.replica.platforms._shapes import (
    described,
    general_fault,
    login_page,
    login_redirect,
    not_found,
    script,
    short,
    spaced,
)
from pipelines.replica.posts import SimulatedPost, Timeline
from pipelines.replica.records import Account, Site, World
from pipelines.replica.territory import Territory, camel
from pipelines.replica.visit import Reply, Visit, as_json, document, to_host

_SHARED_DATA_UNTIL = 2021 * 12 + 11
_SJS_FROM = 2026 * 12


def page(world: World, timeline: Timeline, visit: Visit) -> Reply:
    """`/<handle>/`: counts in the description until today; with posts in a script until 2021."""
    if visit.path.startswith("/accounts/login"):
        return login_page("Instagram")
    account = _asked(world, visit)
    handle = visit.path.strip("/").lower()
    if account is None:
        return _decoy(handle, visit) if handle.endswith("_tourisme") else not_found("Instagram")
    fault = account_fault(world.scene, account, visit.month)
    if fault in ("removed", "suspended", "renamed"):
        return not_found("Instagram", status=404 if account.seed % 2 else 200)
    if fault == "login_wall":
        return login_redirect(visit, "/accounts/login/")
    if fault == "please_wait":
        text = "Please wait a few minutes before you try again."
        return as_json({"message": text, "require_login": True, "status": "fail"}, 401)
    general = general_fault("Instagram", fault, account)
    if general is not None:
        return general
    count = world.followers(visit.month)[account.index]
    return _profile(timeline, account, count, visit)


def _profile(timeline: Timeline, account: Account, count: int, visit: Visit) -> Reply:
    about, lang = _about(account.territory.label, account.shown, count, account.seed, visit)
    scripts = ""
    if visit.month <= _SHARED_DATA_UNTIL:
        posts = timeline.latest(account, visit.month, visit.now, 12, 3)
        scripts = script_of_2019(account, count, posts)
    elif visit.month >= _SJS_FROM and seed("sjs", account.seed) % 2:
        scripts = _sjs(account, count)
    title = f"{account.territory.label} (@{account.shown})"
    head = described(f"{title} • Photos et vidéos Instagram", about, account.url)
    return document(f"{title} • Instagram", f'<div id="mount_0_0"></div>{scripts}', head=head, lang=lang)


def _about(label: str, name: str, count: int, key: int, visit: Visit) -> tuple[str, str]:
    """The description and its language. French text may carry English separators, as on the real pages."""
    follows, posts = key % 900, 50 + key % 2_000
    is_english = (
        visit.headers.get("Accept-Language", "").startswith("en") or seed("english", key, visit.month) % 25 == 0
    )
    if visit.first("hl") != "fr" and is_english:
        text = f"{short(count)} Followers, {follows} Following, {posts:,} Posts - See Instagram photos and videos from "
        return f"{text}{label} (@{name})", "en"
    number, following, published = pick(
        (
            (short(count), f"{follows} abonnements", f"{posts:,} publications"),
            (str(count) if count < 10_000 else _short_fr(count), f"{follows} abonnement", f"{posts} publications"),
            (spaced(count) if count < 10_000 else _short_fr(count), f"{follows} abonnements", f"{posts} publications"),
            (short(count), f"{follows} suivis", f"{posts} publications"),
        ),
        "form",
        key,
    )
    if following.endswith("suivis"):
        text = f"{number} followers, {following}, {published} - Voir les photos et vidéos Instagram de "
    else:
        text = f"{number} abonnés, {following}, {published} - Découvrez les photos et vidéos Instagram de "
    return f"{text}{label} (@{name})", "fr"


def _short_fr(count: int) -> str:
    return short(count).replace(".", ",").replace("K", "\u00a0k").replace("M", "\u00a0M")


def script_of_2019(account: Account, count: int, posts: Sequence[SimulatedPost]) -> str:
    edges = [
        {
            "node": {
                "id": str(2 * 10**18 + seed("node", account.seed, post.milliseconds) % 10**17),
                "shortcode": shortcode(account, post),
                "taken_at_timestamp": post.milliseconds // 1000,
                "is_video": post.number % 4 == 0,
                "edge_media_to_caption": {"edges": [{"node": {"text": post.text}}]},
                "edge_media_to_comment": {"count": post.comments},
                "edge_liked_by": {"count": post.likes},
                "edge_media_preview_like": {"count": post.likes},
            }
        }
        for post in posts
    ]
    user = {
        "id": account.platform_id, "username": account.shown, "full_name": account.territory.label,
        "biography": "Compte officiel (simulé)", "is_private": False, "is_verified": account.seed % 5 == 0,
        "edge_followed_by": {"count": count}, "edge_follow": {"count": account.seed % 900},
        "edge_owner_to_timeline_media": {
            "count": 50 + account.seed % 2_000, "page_info": {"has_next_page": True}, "edges": edges,
        },
    }  # fmt: skip
    data = {"config": {"viewer": None}, "entry_data": {"ProfilePage": [{"graphql": {"user": user}}]}}
    return script(data, 'type="text/javascript"').replace(">{", ">window._sharedData = {", 1).replace("}</", "};</")


def _sjs(account: Account, count: int) -> str:
    user = {
        "username": account.shown, "full_name": account.territory.label, "pk": account.platform_id,
        "id": account.platform_id, "is_private": False, "is_verified": account.seed % 5 == 0,
        "follower_count": count, "following_count": account.seed % 900, "media_count": 50 + account.seed % 2_000,
    }  # fmt: skip
    box = {"__bbox": {"result": {"data": {"xig_user_by_username": user}, "extensions": {"is_final": True}}}}
    return script({"require": [["ScheduledServerJS", "handle", None, [box]]]}, 'type="application/json" data-sjs')


def _decoy(handle: str, visit: Visit) -> Reply:
    """The page of a tourist office, which is not the territory's own."""
    name, key = handle.replace("_", " ").title(), seed("decoy", handle)
    about, lang = _about(name, handle, 200 + key % 6_000, key, visit)
    head = described(f"{name} (@{handle})", about, f"https://www.instagram.com/{handle}/")
    return document(f"{name} • Instagram", "", head=head, lang=lang)


def _asked(world: World, visit: Visit) -> Account | None:
    return world.find("instagram", visit.path.strip("/").lower(), visit.month)


def _names(place: Territory, site: Site | None, register: Register) -> Names:
    key = ("instagram", place.territory_id)
    stem = place.slug.replace("-", pick(("_", "", "."), "stem", *key))
    shapes = ("{}", "ville{}", "ville_{}", "{}.officiel") if place.level == "commune" else ("{}", "{}_officiel")
    name = pick(shapes, *key).format(stem) if seed("case", *key) % 8 else f"ville{camel(place.slug)}".lower()
    shown = register.take("instagram", name, place.code.lower(), 30)
    return Names(shown, shown, f"https://www.instagram.com/{shown}/", str(10**9 + seed("id", *key) % 10**10))


def _links(account: Account, month: int) -> Sequence[str]:
    url = account.url
    return (url, url, url.rstrip("/"), f"{url}?hl=fr", f"{url}?igshid=MzRlODBiNWFlZA==",
            url.replace("www.", ""), url.replace("https:", "http:"))  # fmt: skip


_SHARES = {
    "REG": 0.95, "DEP": 0.88, "METRO": 0.90, "CU": 0.72, "CA": 0.62, "CC": 0.30,
    "COM_100000_PLUS": 0.97, "COM_50000_100000": 0.85, "COM_20000_50000": 0.60, "COM_10000_20000": 0.35,
    "COM_3500_10000": 0.12, "COM_2000_3500": 0.05, "COM_500_2000": 0.015, "COM_0_500": 0.003,
}  # fmt: skip

PLATFORM = Platform(
    name="instagram",
    rank=22,
    label="Instagram",
    directory_label="Instagram",
    hosts={"www.instagram.com": page, "instagram.com": to_host("www.instagram.com")},
    shares=_SHARES,
    relative_size=0.40,
    opened=before_2019(30),
    suspended_share=0.2,
    rename_share=0.015,
    pace=14.0,
    names=_names,
    answers_renamed=False,
    links=_links,
    directory_share=0.42,
    wikidata={"P2003": lambda names: names.shown},
    robots={"www.instagram.com": ("/explore/", "/api/", "/graphql/")},
    page_faults=(
        ("login_wall", 0.035), ("please_wait", 0.010), ("empty_shell", 0.008), ("unknown_layout", 0.005),
        *PASSING_ON_PAGES,
    ),
    asked=_asked,
    archive_walls=0.6,
    login_path="/accounts/login/",
)  # fmt: skip
