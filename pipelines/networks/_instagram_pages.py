"""Instagram's own pages and answers, era by era; instagram.py chooses between this and Business Discovery.

Belongs here: og:description, the account in `?__a=1` (2017, 2018), `window._sharedData` (2018–2021), `web_profile_info`
and the `data-sjs` scripts of 2026, and the walls. Not here: posts (`_instagram_posts`).

The account of a page is the one that its profile object names, never the viewer's (`config.viewer`) nor another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from pipelines.model.counts import plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, AccountRef, Capture, Measure, Presentation, ProfileReading
from pipelines.networks import answers
from pipelines.networks.answers import Json, look, look_count, look_text
from pipelines.networks.profiles import account_of, bio_chars, handle_asked, need_handle, own_account

FOLLOWERS: Final = "instagram.followers"
_MARK_IS_SOLD: Final = datetime(2023, 2, 19, tzinfo=UTC)  # "Meta Verified": the mark says no more who it is

_NUMBER: Final = r"\d[\d.,' ]*?(?: ?(?:k|m|mn|md|mille|millions?|b))?"
_HEADER: Final = re.compile(
    rf"(?P<followers>{_NUMBER}) (?:de |d')?(?:followers?|abonnée?s?|abonné\(e\)s), "
    rf"(?P<following>{_NUMBER}) (?:de |d')?(?:following|abonnements?|suivi\(e\)s|suivie?s?), "
    rf"(?P<posts>{_NUMBER}) (?:de )?(?:posts?|publications?)(?!\w)",
    re.IGNORECASE,
)
_ASSIGNED: Final = re.compile(r"window\.(?:_sharedData\s*=\s*|__additionalDataLoaded\s*\(\s*['\"][^'\"]*['\"]\s*,\s*)")
_NAME: Final = re.compile(r"(.+?) \(@[\w.]+\)")
_HANDLE_IN_TITLE: Final = re.compile(r"@([\w.]+)")
_PAGE_ID: Final = re.compile(r"profilePage_(\d+)")
_LOGIN_TITLE: Final = re.compile(
    r"(?:log ?in|sign up|connexion|connectez-vous|se connecter) • instagram", re.IGNORECASE
)
_MISSING_TITLE: Final = re.compile(
    r"page not found|page introuvable|(?:page|profile) isn't available|(?:page|profil) n'est pas disponible",
    re.IGNORECASE,
)
_RESTRICTED_TITLE: Final = re.compile(r"restricted (?:profile|account)|(?:profil|compte) restreint", re.IGNORECASE)


def read_page(capture: Capture, match_url: Callable[[str], AccountRef | None]) -> ProfileReading:
    """The reading of a profile, from its JSON where there is one (exact), else from its og:description (rounded).

    Raises Walled for a wall or notice, LayoutError when no follower count is found."""
    if answers.is_json(capture):
        document = answers.load_json(capture)
        raise_json_wall(document)
        users, shown, page = list(users_in(document)), {}, None
    else:
        page = answers.page_of(capture)
        users = [user for document in documents_of(page) for user in users_in(document)]
        shown = _header_figures(page)
        if not users and not shown:
            _raise_wall(capture, page)
    asked = _handle_of(page, match_url) or handle_asked(capture)
    user = _own_user(capture, users, asked)
    followers = shown.get("followers", NOT_GIVEN) if user is None else count_at(user, _FOLLOWER_PLACES)
    if followers.count is None:
        raise LayoutError(f"{answers.where(capture)}: no follower count of the page's own account")
    handle = need_handle(capture, look_text(user, "username") or asked).lower()
    verified = look(user, "is_verified")
    following, posts = count_at(user, _FOLLOWING_PLACES), count_at(user, _TOTAL_PLACES)
    return ProfileReading(
        account_id=account_of(capture, "instagram", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=followers,
        following=following if following.count else shown.get("following", NOT_GIVEN),
        posts=posts if posts.count else shown.get("posts", NOT_GIVEN),
        platform_id=look_text(user, "pk") or look_text(user, "id") or _page_id(capture),
        name=look_text(user, "full_name") or _name_of(page),
        bio_url=look_text(user, "external_url") or look_text(user, "bio_links", 0, "url"),
        is_verified=verified if isinstance(verified, bool) and capture.fetched_at < _MARK_IS_SOLD else None,
        presentation=Presentation(bio_chars=bio_chars(answers.look_words(user, "biography"))),
    )


def _own_user(capture: Capture, users: list[Json], own: str | None) -> Json:
    """The account object with a follower count; of several, the one whose handle the page or the request names."""
    counted = {
        (look_text(user, "username") or "").lower(): user
        for user in reversed(users)
        if count_at(user, _FOLLOWER_PLACES).count is not None
    }
    if len(counted) > 1 and own not in counted:
        raise LayoutError(f"{answers.where(capture)}: several accounts in this page: {', '.join(sorted(counted))}")
    return counted.get(own or "") or next(iter(counted.values()), None)


_FOLLOWER_PLACES: Final = (("edge_followed_by", "count"), ("followed_by", "count"), ("follower_count",))
_FOLLOWING_PLACES: Final = (("edge_follow", "count"), ("follows", "count"), ("following_count",))
_TOTAL_PLACES: Final = (
    ("edge_owner_to_timeline_media", "count"), ("media", "count"), ("all_media_count",), ("media_count",),
)  # fmt: skip


def count_at(node: Json, places: tuple[tuple[str, ...], ...]) -> Measure:
    return next((look_count(node, *place) for place in places if look(node, *place) is not None), NOT_GIVEN)


def users_in(document: Json) -> Iterator[Json]:
    """The account objects that an era's document gives for its own profile."""
    profile = look(document, "entry_data", "ProfilePage", 0)
    for place in (
        look(document, "user"), look(document, "graphql", "user"), look(document, "data", "user"),
        look(profile, "graphql", "user"), look(profile, "user"), *answers.walk(document, "xig_user_by_username"),
    ):  # fmt: skip
        if isinstance(place, dict):
            yield place


def documents_of(page: LexborHTMLParser) -> Iterator[Json]:
    """The JSON that the scripts of a page carry; what is cut off or no JSON is left out."""
    for node in page.css("script"):
        text = node.text()
        if node.attributes.get("type") == "application/json":
            starts = [0] if "xig_user_by_username" in text else []
        else:
            starts = [found.end() for found in _ASSIGNED.finditer(text)]
        for start in starts:
            try:
                yield json.JSONDecoder().raw_decode(text.strip() if not start else text, start)[0]
            except (ValueError, RecursionError):
                continue


def _header_figures(page: LexborHTMLParser) -> dict[str, Measure]:
    """The three figures with which a description begins: what follows them (name, biography) may hold some too."""
    for tag in ("og:description", "description"):
        found = _HEADER.match(plain_text(answers.meta(page, tag) or ""))
        if found:
            return {name: answers.display_count(number.strip()) for name, number in found.groupdict().items()}
    return {}


def _handle_of(page: LexborHTMLParser | None, match_url: Callable[[str], AccountRef | None]) -> str | None:
    if page is None:
        return None
    own = own_account(page, match_url)
    titled = _HANDLE_IN_TITLE.search(answers.meta(page, "og:title") or "")
    return own.handle if own is not None else titled[1].lower() if titled else None


def _name_of(page: LexborHTMLParser | None) -> str | None:
    found = _NAME.match(plain_text(answers.meta(page, "og:title") or "")) if page is not None else None
    return found[1] if found else None


def _page_id(capture: Capture) -> str | None:
    """The account's number as the page logs itself, when it names but one."""
    found = set(_PAGE_ID.findall(answers.text_of(capture)))
    return found.pop() if len(found) == 1 else None


def raise_json_wall(document: Json) -> None:
    message = look_text(document, "message") or ""
    if "wait a few minutes" in message.lower():
        raise Walled(Outcome.RATE_LIMITED, message)
    if look(document, "require_login") is True or re.search(r"log(?:ged)? ?in|checkpoint|challenge", message):
        raise Walled(Outcome.LOGIN_WALL, message)
    if "not found" in message.lower():
        raise Walled(Outcome.NOT_FOUND, message)
    data = look(document, "data")
    if isinstance(data, dict) and "user" in data and data["user"] is None:
        raise Walled(Outcome.FORBIDDEN, "no account is shown: there is none, or not without a session")


def _raise_wall(capture: Capture, page: LexborHTMLParser) -> None:
    """For a page without an account. The bare shell is what Instagram serves without a session, whoever was asked."""
    title, path = answers.title_of(page), capture.final_url.partition("instagram.com")[2]
    entries = [look(document, "entry_data") for document in documents_of(page)]
    entry_names = {name for entry in entries if isinstance(entry, dict) for name in entry}
    heading = page.css_first("h2")
    notice = f"{title} {plain_text(heading.text()) if heading else ''}"
    if path.startswith(("/accounts/login", "/challenge", "/accounts/suspended")) or _LOGIN_TITLE.search(title):
        raise Walled(Outcome.LOGIN_WALL, title)
    if entry_names & {"LoginAndSignupPage", "Challenge"}:
        raise Walled(Outcome.LOGIN_WALL, ", ".join(sorted(entry_names)))
    if "/consent" in path:
        raise Walled(Outcome.CONSENT_WALL, title)
    if "wait a few minutes" in notice.lower():
        raise Walled(Outcome.RATE_LIMITED, notice)
    if _MISSING_TITLE.search(notice) or "HttpErrorPage" in entry_names:
        raise Walled(Outcome.NOT_FOUND, notice)
    if _RESTRICTED_TITLE.search(notice):
        raise Walled(Outcome.FORBIDDEN, notice)
    if title.lower() == "instagram" and answers.meta(page, "og:description") is None:
        raise Walled(Outcome.LOGIN_WALL, "an empty page, as it is served without a session")
