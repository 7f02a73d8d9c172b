"""Instagram: Business Discovery of the Graph API, the public page, and the pages that web archives hold of 2013–2021.

Business Discovery answers one professional account about another. It is asked of the operator's own account, whose
number the first request of a month looks up from the token; the accounts of the month follow from that answer. An
account that it does not know is not a professional one, or is none: its public page is then asked.

`platform_id` is Graph's number of an account (17841…) through Business Discovery, Instagram's own elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

from pipelines.model.errors import LayoutError, ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Post, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._graph import ROOT, raise_graph_error
from pipelines.networks._instagram_pages import FOLLOWERS, read_page
from pipelines.networks._instagram_posts import page_posts
from pipelines.networks.answers import Json, look, look_count, look_list, look_text
from pipelines.networks.formats import told
from pipelines.networks.planning import choose_door, follow_profile, month_bounds
from pipelines.networks.profiles import HIDDEN, account_of, handle_asked, need_handle, steps_of
from pipelines.networks.protocol import Door, Manifest, Token

_PROFILE_FIELDS: Final = "id,username,name,website,followers_count,follows_count,media_count"
_MEDIA_FIELDS: Final = (
    "id,caption,media_type,media_product_type,timestamp,permalink,like_count,comments_count,view_count"
)
_PAGE_SINCE: Final = Month(2022, 1)
_OLD_PAGE: Final = frozenset({
    "followers", "following", "posts", "verified", "post_dates", "post_counts", "alt_texts", "texts", "name",
})  # fmt: skip

MANIFEST: Final = Manifest(
    name="instagram",
    label="Instagram",
    hosts=("www.instagram.com", "graph.facebook.com"),
    doors=(
        Door(
            "business_discovery",
            frozenset({"followers", "following", "posts", "post_dates", "post_counts", "texts", "name"}),
            "Interface officielle : jeton d’un compte professionnel lié à une page ; comptes professionnels seulement.",
            "Nombres exacts ; les mentions J’aime masquées par le compte ne sont pas données.",
            token=Token("instagram"),
            first=_PAGE_SINCE,
            is_interface=True,
        ),
        Door(
            "page",
            frozenset({"followers", "following", "posts", "name"}),
            "Page publique, lue seulement si robots.txt l’admet ; Meta interdit la collecte non autorisée.",
            "Nombres exacts, ou arrondis pour les grands comptes (« 12,3 k »).",
            first=_PAGE_SINCE,
        ),
        Door(
            "page_2018",
            _OLD_PAGE,
            "Page publique jusqu’en 2021, telle que les archives du web la rendent.",
            "Nombres exacts ; les douze dernières publications seulement.",
            first=Month(2013, 1),
            last=_PAGE_SINCE.plus(-1),
        ),
    ),
    metric_defs=((FOLLOWERS, "Abonnés du compte."),),
    pace=2.0,
    parser_version="instagram-4",
    rank=30,
    api_hosts=("graph.facebook.com",),
    wikidata=(("P2003", "https://www.instagram.com/{}/"),),
    requests_per_account=1.0,
    id_spaces=(("business_discovery", "graph"),),
)

_HOSTS: Final = frozenset({"instagram.com", "m.instagram.com", "instagr.am"})
_HANDLE: Final = re.compile(r"@?((?!.*\.\.)[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,28}[A-Za-z0-9_])?)")
_NOT_PROFILES: Final = frozenset({
    "about", "accounts", "ads", "api", "ar", "archive", "blog", "challenge", "create", "data", "developer",
    "developers", "direct", "directory", "download", "emails", "embed.js", "explore", "graphql", "hashtag", "help",
    "jobs", "legal", "lite", "locations", "nametag", "oauth", "p", "press", "privacy", "publicapi", "qr", "reel",
    "reels", "s", "session", "share", "static", "stories", "support", "tags", "terms", "topics", "tv", "v", "web",
    "your_activity",
})  # fmt: skip
_SECTIONS: Final = frozenset({"channel", "followers", "following", "guides", "igtv", "reels", "tagged"})
_OPERATOR: Final = re.compile(r"graph\.facebook\.com/v[\d.]+/(\d+)\?")
_UNKNOWN_ACCOUNT: Final = 110


def match_url(url: str) -> AccountRef | None:
    """The account at `https://www.instagram.com/<handle>/`, or one of its tabs."""
    steps = steps_of(url)
    if steps is None or steps.host not in _HOSTS or not steps.path:
        return None
    head, *rest = steps.path[1:] if steps.path[0] == "_u" and len(steps.path) > 1 else steps.path
    found = _HANDLE.fullmatch(head)
    if not found or found[1].lower() in _NOT_PROFILES:
        return None
    if rest and not (len(rest) == 1 and rest[0].lower() in _SECTIONS):
        return None
    handle = found[1].lower()
    return AccountRef("instagram", handle, f"https://www.instagram.com/{handle}/")


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per account; one for the operator's own number when the accounts follow from it."""
    door = choose_door(MANIFEST, month, access)
    if door is None or not accounts:
        return
    if door.name == "business_discovery":
        subjects = tuple(account.account_id for account in accounts)
        url = f"{ROOT}/me/accounts?fields=instagram_business_account&limit=100"
        yield Request(url, "instagram", door.name, "access", subjects, auth=door.auth)
        return
    for account in accounts:
        yield _page_request(account.account_id, door.name)


def _page_request(account_id: str, door: str) -> Request:
    query = "?hl=fr" if door == "page" else ""
    url = f"https://www.instagram.com/{account_id.partition(':')[2]}/{query}"
    return Request(url, "instagram", door, "profile", (account_id,))


def _discovery(operator: str, account_id: str, purpose: str, fields: str) -> Request:
    question = quote(f"business_discovery.username({account_id.partition(':')[2]}){{{fields}}}", safe=",.()")
    url = f"{ROOT}/{operator}?fields={question}"
    return Request(url, "instagram", "business_discovery", purpose, (account_id,), auth="instagram")


def _media_request(operator: str, account_id: str, cursor: str = "") -> Request:
    place = f".after({cursor})" if cursor else ""
    return _discovery(operator, account_id, "posts", f"media{place}.limit(50){{{_MEDIA_FIELDS}}}")


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """The discovery of each subject once the operator is known, then its posts back to the start of the month.

    An account that Business Discovery does not know is asked on its public page.
    """
    if capture.request.door != "business_discovery":
        return
    operator = _OPERATOR.search(capture.request.url)
    if capture.request.purpose == "access":
        yield from _discoveries(capture)
    elif capture.request.purpose == "profile" and _is_unknown(capture):
        yield from (_page_request(account_id, "page") for account_id in capture.request.subjects)
    elif operator:
        yield from follow_profile(
            capture,
            parse_profile,
            lambda reading: [_media_request(operator[1], reading.account_id)],
            lambda page: _next_media(page, operator[1], month),
        )


def _discoveries(capture: Capture) -> Iterator[Request]:
    if not capture.outcome.gives_page:
        return
    try:
        operator = _operator_in(capture)
    except ReadingError:
        return
    for account_id in capture.request.subjects:
        yield _discovery(operator, account_id, "profile", _PROFILE_FIELDS)


def _is_unknown(capture: Capture) -> bool:
    if capture.outcome not in (Outcome.OK, Outcome.FORBIDDEN) or not answers.is_json(capture):
        return False
    try:
        return bool(look(answers.load_json(capture), "error", "code") == _UNKNOWN_ACCOUNT)
    except ReadingError:
        return False


def _next_media(capture: Capture, operator: str, month: Month) -> Iterator[Request]:
    document = answers.load_json(capture)
    media = look_list(document, "business_discovery", "media", "data")
    cursor = look_text(document, "business_discovery", "media", "paging", "cursors", "after")
    if cursor and media and answers.instant(look(media[-1], "timestamp"), "timestamp") >= month_bounds(month)[0]:
        yield _media_request(operator, capture.request.subjects[0], cursor)


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The reading of a profile; none in the answer that only tells the operator's own number.

    Raises LayoutError or Walled, also when no professional account is linked to the token."""
    if capture.request.purpose == "access":
        _operator_in(capture)
        return []
    found = _discovered(capture)
    return [read_page(capture, match_url) if found is None else _reading(capture, found)]


def _operator_in(capture: Capture) -> str:
    document = answers.load_json(capture)
    raise_graph_error(document)
    if not isinstance(look(document, "data"), list):
        raise LayoutError(f"{answers.where(capture)}: no list of the operator's pages")
    linked = (look_text(page, "instagram_business_account", "id") for page in look_list(document, "data"))
    operator = next((one for one in linked if one and one.isdigit()), None)
    if operator is None:
        raise Walled(Outcome.TOKEN_REJECTED, "no professional Instagram account is linked to a page of this token")
    return operator


def _discovered(capture: Capture) -> Json:
    """The account in a Business Discovery answer; None when the body is none of the Graph API."""
    if not answers.is_json(capture):
        return None
    document = answers.load_json(capture)
    raise_graph_error(document)
    return look(document, "business_discovery")


def _reading(capture: Capture, account: Json) -> ProfileReading:
    handle = need_handle(capture, look_text(account, "username")).lower()
    return ProfileReading(
        account_id=account_of(capture, "instagram", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=answers.need_count(account, "followers_count"),
        following=look_count(account, "follows_count"),
        posts=look_count(account, "media_count"),
        platform_id=look_text(account, "id"),
        name=look_text(account, "name"),
        bio_url=look_text(account, "website"),
    )


def parse_posts(capture: Capture) -> list[Post]:
    """Posts in a Business Discovery answer, or among those that a page carries."""
    found = _discovered(capture)
    posts = page_posts(capture) if found is None else _media_of(capture, found)
    return list(posts)


def _media_of(capture: Capture, account: Json) -> Iterator[Post]:
    if capture.request.purpose == "posts" and not isinstance(look(account, "media", "data"), list):
        raise LayoutError(f"{answers.where(capture)}: no list of media in this answer")
    handle = (look_text(account, "username") or handle_asked(capture) or "").lower()
    for node in look_list(account, "media", "data"):
        likes = look_count(node, "like_count")
        yield Post(
            account_id=account_of(capture, "instagram", handle),
            post_id=answers.need_text(node, "id"),
            created_at=answers.instant(look(node, "timestamp"), "timestamp"),
            kind="original",
            likes=HIDDEN if likes.count is None else likes,
            comments=look_count(node, "comments_count"),
            views=look_count(node, "view_count"),
            url=look_text(node, "permalink"),
            media_count=None if look_text(node, "media_type") == "CAROUSEL_ALBUM" else 1,
            format=told(look_text(node, "media_type")),
            text=answers.look_words(node, "caption"),
        )
