"""Facebook pages: Graph API, page plugin, public page (og:description since 2014, PagesLikesCount before), m.facebook
pages; and the ads of a page in Meta's public library.

`followers` of a reading counts followers where the door states them, fans ("likes") otherwise; `metric_def` says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from pipelines.model.errors import ReadingError
from pipelines.model.months import Month
from pipelines.model.records import AccountRef, Ad, Capture, Post, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._facebook_graph import (
    PROFILE_FIELDS,
    ads_request,
    graph_ads,
    graph_posts,
    next_request,
    posts_request,
    read_graph,
)
from pipelines.networks._facebook_pages import FANS, FOLLOWERS, page_posts, read_page, read_plugin
from pipelines.networks._graph import ROOT
from pipelines.networks.planning import choose_door, follow_profile, month_bounds
from pipelines.networks.profiles import steps_of
from pipelines.networks.protocol import Door, Manifest, Token

_LIBRARY_SINCE: Final = Month(2023, 9)
_LIBRARY_KEEPS: Final = timedelta(days=365)

MANIFEST: Final = Manifest(
    name="facebook",
    label="Facebook",
    hosts=("www.facebook.com", "graph.facebook.com"),
    doors=(
        Door(
            "graph",
            frozenset({"followers", "talking", "verified", "post_dates", "post_counts", "texts"}),
            "Interface officielle, soumise à l’examen de Meta : « Page Public Metadata Access » donne les compteurs, "
            "« Page Public Content Access » donne aussi les publications.",
            "Nombres exacts.",
            token=Token("facebook"),
            first=Month(2014, 1),
            is_interface=True,
        ),
        Door(
            "plugin",
            frozenset({"followers"}),
            "Encart de page que Meta fournit aux sites tiers : l’opérateur déclare l’afficher selon ses conditions.",
            "Nombre exact ou arrondi au millier selon la taille de la page.",
            first=Month(2024, 1),
            needs="facebook_page_plugin",
        ),
        Door(
            "page",
            frozenset({"followers", "talking"}),
            "Page publique, lue seulement si robots.txt l’admet ; Meta interdit la collecte non autorisée.",
            "Nombres exacts ou arrondis selon la page ; deux lectures de la même heure peuvent différer de 0,01 %.",
            first=Month(2014, 1),
        ),
        Door(
            "page_2012",
            frozenset({"followers", "talking"}),
            "Page publique de 2012 et 2013, telle que les archives du web la rendent.",
            "Nombres exacts.",
            last=Month(2013, 12),
        ),
        Door(
            "ads",
            frozenset({"ads"}),
            "Interface officielle de la bibliothèque publicitaire : jeton d’une personne dont l’identité est vérifiée.",
            "Publicités diffusées en France, conservées un an ; la dépense n’est pas demandée.",
            token=Token("meta_ads"),
            first=_LIBRARY_SINCE,
            is_interface=True,
        ),
    ),
    metric_defs=(
        (FANS, "Personnes qui aiment la page (« fans ») ; depuis 2021–2023, Facebook met en avant les abonnés."),
        (FOLLOWERS, "Abonnés de la page, compteur qui remplace les fans."),
    ),
    pace=2.0,
    parser_version="facebook-4",
    rank=10,
    api_hosts=("graph.facebook.com",),
    wikidata=(("P2013", "https://www.facebook.com/{}"),),
    entity_kind="page",
)

_PLUGIN_OPTIONS: Final = "tabs=&width=340&height=130&small_header=true&hide_cover=true&show_facepile=false&locale=fr_FR"
_HOSTS: Final = frozenset({"facebook.com", "fb.com"})
_HANDLE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{1,98})[A-Za-z0-9]|\d+")
_TRAILING_ID: Final = re.compile(r".*-(\d{9,})")
_NOT_PROFILES: Final = frozenset({
    "about", "ads", "ajax", "apps", "badges", "business", "campaign", "careers", "common", "cookie", "design",
    "developers", "dialog", "directory", "e", "events", "feed", "find-friends", "friends", "fundraisers", "games",
    "gaming", "groups", "hashtag", "help", "home", "home.php", "images", "l.php", "language", "legal", "lite",
    "live", "local", "login", "login.php", "logout", "marketplace", "me", "media", "messages", "messenger",
    "mobile", "notes", "notifications", "pages", "people", "permalink.php", "photo", "photo.php", "photos",
    "places", "plugins", "policies", "policy.php", "posts", "privacy", "profile.php", "public", "questions",
    "r.php", "recover", "reel", "reels", "rsrc.php", "safety", "search", "settings", "share", "share.php", "sharer",
    "sharer.php", "stories", "story.php", "terms", "terms.php", "tr", "translations", "v2.0", "video", "video.php",
    "videos", "watch", "whitepages", "widgets",
})  # fmt: skip
_SECTIONS: Final = frozenset({
    "about", "app_info", "community", "events", "followers", "info", "likes", "map", "mentions", "notes", "photos",
    "photos_stream", "posts", "reels", "reviews", "services", "timeline", "videos", "wall",
})  # fmt: skip


def match_url(url: str) -> AccountRef | None:
    """The page or profile at `url`. Numeric pages, also in `/pages/…/id` and `/Name-id` forms, have their number."""
    steps = steps_of(url)
    if steps is None or not (steps.host in _HOSTS or steps.host.endswith((".facebook.com", ".fb.com"))):
        return None
    if steps.host.split(".")[0] in (
        "l",
        "lm",
        "developers",
        "business",
        "apps",
        "graph",
        "connect",
        "static",
        "upload",
    ):
        return None
    handle = _handle_in(steps.path, steps.query)
    if handle is None:
        return None
    is_number = handle.isdigit()
    return AccountRef("facebook", handle, f"https://www.facebook.com/{handle}", handle if is_number else None)


def _handle_in(path: tuple[str, ...], query: Mapping[str, str]) -> str | None:
    head, *rest = path or ("",)
    if head == "profile.php":
        return query["id"] if query.get("id", "").isdigit() else None
    if head in ("pages", "people", "p", "pg") and rest:
        return _handle_in_listing(head, rest)
    if head.lower() in _NOT_PROFILES or not _HANDLE.fullmatch(head):
        return None
    if rest and not (len(rest) == 1 and rest[0].lower() in _SECTIONS):
        return None
    numbered = _TRAILING_ID.fullmatch(head)
    return numbered[1] if numbered else head.lower()


def _handle_in_listing(head: str, rest: list[str]) -> str | None:
    if head == "pg":
        return _handle_in(tuple(rest), {})
    if head == "pages" and rest[0] == "category" and len(rest) >= 3:
        return _handle_in(tuple(rest[2:4]), {})
    if head == "p" or len(rest) == 1:
        numbered = _TRAILING_ID.fullmatch(rest[0])
        return numbered[1] if numbered else None
    return rest[1] if rest[1].isdigit() else None


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per page: no door of Facebook answers for several."""
    door = choose_door(MANIFEST, month, access)
    if door is None:
        return
    for account in accounts:
        page = f"https://www.facebook.com/{account.handle}"
        url = {
            "graph": f"{ROOT}/{account.handle}?fields={PROFILE_FIELDS}",
            "plugin": f"https://www.facebook.com/plugins/page.php?href={quote(page, safe='')}&{_PLUGIN_OPTIONS}",
            "page": f"{page}?locale=fr_FR",
            "page_2012": page,
        }[door.name]
        yield Request(url, "facebook", door.name, "profile", (account.account_id,), auth=door.auth)


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """From a page that Graph knows: its posts of the month, then its ads where the library is open; page after page."""
    if capture.request.door == "ads":
        yield from _next_ads(capture)
    elif capture.request.door == "graph":
        in_library = month_bounds(month)[0] >= capture.fetched_at - _LIBRARY_KEEPS and month >= _LIBRARY_SINCE
        yield from follow_profile(
            capture, parse_profile, lambda reading: _after_profile(reading, month, in_library=in_library), next_request
        )


def _after_profile(reading: ProfileReading, month: Month, *, in_library: bool) -> Iterator[Request]:
    """`in_library`: the ads of the whole month are still there, so that an answer without any means that none ran."""
    yield posts_request(reading, month)
    if in_library:
        yield ads_request(reading, month)


def _next_ads(capture: Capture) -> Iterator[Request]:
    if not capture.outcome.gives_page:
        return
    try:
        yield from next_request(capture)
    except ReadingError:
        return


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """Readings of a Graph answer (one page or several), a public page or its plugin. Raises LayoutError or Walled."""
    if answers.is_json(capture):
        return read_graph(capture)
    if capture.request.door == "plugin":
        return [read_plugin(capture, match_url)]
    return [read_page(capture, match_url)]


def parse_posts(capture: Capture) -> list[Post]:
    """Posts in a Graph `/posts` answer or in the articles of an m.facebook page."""
    if capture.request.door in ("graph", "plugin") and capture.request.purpose == "profile":
        return []
    posts = graph_posts(capture) if answers.is_json(capture) else page_posts(capture)
    return list(posts)


def parse_ads(capture: Capture, month: Month) -> list[Ad]:
    """Ads of the page that ran in the month; an empty list is what the library says, a failure raises."""
    return list(graph_ads(capture, month))
