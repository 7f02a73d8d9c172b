"""Facebook pages: Graph API, public page (og:description since 2014, PagesLikesCount before), m.facebook pages.

`followers` of a reading counts followers where the door states them, fans ("likes") otherwise; `metric_def` says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Post, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._facebook_pages import FANS, FOLLOWERS, page_posts, read_page
from pipelines.networks.answers import Json, look, look_count, look_text
from pipelines.networks.planning import choose_door, is_within
from pipelines.networks.profiles import account_of, steps_of
from pipelines.networks.protocol import Door, Manifest, Token

GRAPH_FIELDS: Final = "id,name,username,fan_count,followers_count,talking_about_count,verification_status,link"

MANIFEST: Final = Manifest(
    name="facebook",
    label="Facebook",
    hosts=("www.facebook.com", "graph.facebook.com"),
    doors=(
        Door(
            "graph",
            frozenset({"followers", "talking", "verified"}),
            "Interface officielle : l’accès « Page Public Content Access » est soumis à l’examen de Meta.",
            "Nombres exacts.",
            token=Token("facebook"),
            first=Month(2014, 1),
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
    ),
    metric_defs=(
        (FANS, "Personnes qui aiment la page (« fans »), compteur public jusqu’en 2021–2023."),
        (FOLLOWERS, "Abonnés de la page, compteur qui remplace les fans."),
    ),
    pace=2.0,
    parser_version="facebook-1",
    rank=10,
    api_hosts=("graph.facebook.com",),
    wikidata=(("P2013", "https://www.facebook.com/{}"),),
)

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


def _handle_in(path: tuple[str, ...], query: dict[str, str]) -> str | None:
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
        url = {
            "graph": f"https://graph.facebook.com/v23.0/{account.handle}?fields={GRAPH_FIELDS}",
            "page": f"https://www.facebook.com/{account.handle}?locale=fr_FR",
            "page_2012": f"https://www.facebook.com/{account.handle}",
        }[door.name]
        yield Request(url, "facebook", door.name, "profile", (account.account_id,), auth=door.auth)


def follow(capture: Capture, month: Month) -> Iterable[Request]:
    """Nothing: posts are behind further reviewed permissions (Graph) or scripts (page)."""
    return ()


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """Readings of a Graph answer (one page or several) or of a public page. Raises LayoutError or Walled."""
    if answers.is_json(capture):
        return _read_graph(capture)
    return [read_page(capture, match_url)]


def parse_posts(capture: Capture, month: Month) -> list[Post]:
    """Posts of the month in a Graph `/posts` answer or in the articles of an m.facebook page."""
    if capture.request.door == "graph" and capture.request.purpose == "profile":
        return []
    posts = _graph_posts(capture) if answers.is_json(capture) else page_posts(capture)
    return [post for post in posts if is_within(post.created_at, month)]


def _graph_nodes(capture: Capture) -> list[Json]:
    document = answers.load_json(capture)
    _raise_graph_error(document)
    if isinstance(document, dict):
        if "data" in document:
            return answers.look_list(document, "data")
        if "id" in document:
            return [document]
        return list(document.values())
    raise LayoutError(f"{answers.where(capture)}: a Graph answer is an object")


def _read_graph(capture: Capture) -> list[ProfileReading]:
    pages = [
        node
        for node in _graph_nodes(capture)
        if look(node, "fan_count") is not None or look(node, "followers_count") is not None
    ]
    if not pages:
        raise LayoutError(f"{answers.where(capture)}: no page with fan_count or followers_count in this Graph answer")
    return [_graph_reading(capture, page, is_alone=len(pages) == 1) for page in pages]


def _graph_reading(capture: Capture, node: Json, *, is_alone: bool) -> ProfileReading:
    platform_id = answers.need_text(node, "id")
    handle = (look_text(node, "username") or platform_id).lower()
    fans, followers = look_count(node, "fan_count"), look_count(node, "followers_count")
    status = look_text(node, "verification_status")
    return ProfileReading(
        account_id=account_of(capture, "facebook", handle, is_alone=is_alone),
        handle=handle,
        metric_def=FANS if followers.count is None else FOLLOWERS,
        followers=fans if followers.count is None else followers,
        talking=look_count(node, "talking_about_count"),
        platform_id=platform_id,
        name=look_text(node, "name"),
        is_verified=None if status is None else status in ("blue_verified", "gray_verified"),
    )


def _raise_graph_error(document: Json) -> None:
    error = look(document, "error")
    if error is None:
        return
    code, message = look(error, "code"), look_text(error, "message") or ""
    if code in (102, 190, 463, 467):
        outcome = Outcome.TOKEN_REJECTED
    elif code in (4, 17, 32, 613) or (isinstance(code, int) and 80_000 <= code < 80_020):
        outcome = Outcome.RATE_LIMITED
    elif code == 803:
        outcome = Outcome.NOT_FOUND
    elif code in (1, 2):
        outcome = Outcome.SERVER_ERROR
    else:
        outcome = Outcome.FORBIDDEN
    raise Walled(outcome, f"Graph error {code}: {message:.200}")


def _graph_posts(capture: Capture) -> Iterator[Post]:
    for node in _graph_nodes(capture):
        if not isinstance(node, dict) or "created_time" not in node:
            continue
        post_id = answers.need_text(node, "id")
        yield Post(
            account_id=account_of(capture, "facebook", post_id.partition("_")[0]),
            post_id=post_id,
            created_at=answers.instant(node["created_time"], "created_time"),
            kind="original",
            likes=look_count(node, "reactions", "summary", "total_count"),
            comments=look_count(node, "comments", "summary", "total_count"),
            shares=look_count(node, "shares", "count"),
            url=look_text(node, "permalink_url"),
        )
