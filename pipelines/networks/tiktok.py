"""TikTok: Research API (profiles, videos of the month), and the public page where a sanctioned access is declared.

Without a declared access nothing is asked, and a link from the official site proves presence. The layouts of the page
are in `_tiktok_pages.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Post, Presentation, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._tiktok_pages import FOLLOWERS, instant_of_id, page_posts, read_page
from pipelines.networks.answers import Json, look, look_count, look_text, need_text
from pipelines.networks.planning import choose_door, follow_profile, month_bounds
from pipelines.networks.profiles import account_of, bio_chars, handle_asked, need_handle, steps_of
from pipelines.networks.protocol import Door, Manifest, Token

_API: Final = "https://open.tiktokapis.com/v2/research/"
USER_URL: Final = (
    f"{_API}user/info/?fields=display_name,bio_description,is_verified,follower_count,following_count,video_count"
)
VIDEO_URL: Final = (
    f"{_API}video/query/?fields=id,username,create_time,video_description,"
    "like_count,comment_count,share_count,view_count"
)

MANIFEST: Final = Manifest(
    name="tiktok",
    label="TikTok",
    hosts=("open.tiktokapis.com", "www.tiktok.com"),
    doors=(
        Door(
            "research_api",
            frozenset({"followers", "following", "posts", "verified", "post_dates", "post_counts", "texts"}),
            "Interface réservée à la recherche à but non lucratif, sur dossier ; données à rafraîchir sous 15 jours.",
            "Nombres exacts.",
            token=Token("tiktok", daily_units=1_000),
            first=Month(2023, 7),
            needs="tiktok_research",
            retention_days=15,
            lifted_by="tiktok_research_refresh",
            is_interface=True,
        ),
        Door(
            "page",
            frozenset({"followers", "following", "posts", "verified", "created"}),
            "Page publique ; TikTok interdit la collecte non autorisée : présence par le lien officiel seulement.",
            "Nombres exacts, ou arrondis à la centaine dès 10 000 et à la centaine de mille dès un million.",
            first=Month(2018, 8),
            needs="tiktok_sanctioned_access",
        ),
    ),
    metric_defs=((FOLLOWERS, "Abonnés du compte."),),
    pace=2.0,
    parser_version="tiktok-4",
    rank=60,
    api_hosts=("open.tiktokapis.com",),
    wikidata=(("P7085", "https://www.tiktok.com/@{}"),),
    requests_per_account=2.0,
    is_present_by_link=True,
)

_HOSTS: Final = frozenset({"tiktok.com", "m.tiktok.com"})
_HANDLE: Final = re.compile(r"@([A-Za-z0-9_.]{2,24})")
_LINK: Final = re.compile(r"https?://[^\s)>\]]+")


def match_url(url: str) -> AccountRef | None:
    """The account at `https://www.tiktok.com/@name`. Short links (`vm.`, `/t/…`) name none without being followed."""
    steps = steps_of(url)
    if steps is None or steps.host not in _HOSTS or len(steps.path) != 1:
        return None
    found = _HANDLE.fullmatch(steps.path[0])
    if found is None:
        return None
    handle = found[1].lower()
    return AccountRef("tiktok", handle, f"https://www.tiktok.com/@{handle}")


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per account: no door of TikTok answers for several."""
    door = choose_door(MANIFEST, month, access)
    if door is None:
        return
    for account in accounts:
        url, body = f"https://www.tiktok.com/@{account.handle}", ""
        if door.name == "research_api":
            url, body = USER_URL, json.dumps({"username": account.handle})
        yield Request(url, "tiktok", door.name, "profile", (account.account_id,), auth=door.auth, body=body)


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """API: the videos of the month, page after page. The page of a profile shows none to a visitor without account."""
    if capture.request.door == "research_api":
        yield from follow_profile(
            capture, parse_profile, lambda reading: _first_pages(reading, capture, month), _next_page
        )


def _first_pages(reading: ProfileReading, capture: Capture, month: Month) -> Iterator[Request]:
    """Two windows of days in UTC: a month of Paris touches up to 32 of them, and one window spans 30 at most."""
    start, end = month_bounds(month)
    first, last = start.date(), min((end - timedelta(seconds=1)).date(), capture.fetched_at.date())
    middle = first + timedelta(days=15)
    for begin, until in ((first, middle), (middle + timedelta(days=1), last)):
        if begin <= last:
            condition = {"operation": "EQ", "field_name": "username", "field_values": [reading.handle]}
            body = {"query": {"and": [condition]}, **_window(begin, min(until, last)), "max_count": 100}
            yield _video_request(body, reading.account_id)


def _window(begin: date, until: date) -> dict[str, str]:
    return {"start_date": f"{begin:%Y%m%d}", "end_date": f"{until:%Y%m%d}"}


def _video_request(body: Json, account_id: str) -> Request:
    return Request(VIDEO_URL, "tiktok", "research_api", "posts", (account_id,), auth="tiktok", body=json.dumps(body))


def _next_page(capture: Capture) -> Iterator[Request]:
    data = _api_data(capture)
    cursor, search_id = look(data, "cursor"), look_text(data, "search_id")
    asked = json.loads(capture.request.body or "{}")
    if look(data, "has_more") is True and isinstance(cursor, int) and search_id and cursor > asked.get("cursor", 0):
        yield _video_request({**asked, "cursor": cursor, "search_id": search_id}, capture.request.subjects[0])


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The reading of a Research API answer or of a public page. Raises LayoutError or Walled."""
    if not answers.is_json(capture):
        return [read_page(capture)]
    data = _api_data(capture)
    followers = answers.need_count(data, "follower_count")
    handle = need_handle(capture, None)
    verified = look(data, "is_verified")
    link = _LINK.search(look_text(data, "bio_description") or "")
    reading = ProfileReading(
        account_id=account_of(capture, "tiktok", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=followers,
        following=look_count(data, "following_count"),
        posts=look_count(data, "video_count"),
        name=look_text(data, "display_name"),
        bio_url=link[0] if link else None,
        is_verified=verified if isinstance(verified, bool) else None,
        presentation=Presentation(bio_chars=bio_chars(answers.look_words(data, "bio_description"))),
    )
    return [reading]


def parse_posts(capture: Capture) -> list[Post]:
    """Videos in a Research API answer, or those of a public page (one, or the latest until 2023)."""
    if not answers.is_json(capture):
        posts = page_posts(capture)
    elif capture.request.purpose == "profile":
        return []
    else:
        posts = _api_posts(capture)
    return list(posts)


def _api_posts(capture: Capture) -> Iterator[Post]:
    data = _api_data(capture)
    videos = look(data, "videos")
    if videos is None and look(data, "has_more") is False:
        return
    if not isinstance(videos, list):
        raise LayoutError(f"{answers.where(capture)}: neither videos nor `has_more: false` in this answer")
    for video in videos:
        video_id = look_text(video, "id") or need_text(video, "video_id")
        username = look_text(video, "username") or handle_asked(capture) or ""
        seconds = look(video, "create_time")
        yield Post(
            account_id=account_of(capture, "tiktok", username.lower()),
            post_id=video_id,
            created_at=instant_of_id(video_id)
            if seconds is None
            else answers.instant_of_seconds(answers.whole_number(seconds, "create_time"), "create_time"),
            kind="original",
            likes=look_count(video, "like_count"),
            comments=look_count(video, "comment_count"),
            shares=look_count(video, "share_count"),
            views=look_count(video, "view_count"),
            url=f"https://www.tiktok.com/@{username}/video/{video_id}" if username else None,
            media_count=1,
            format="video",
            text=answers.look_words(video, "video_description"),
        )


_CODES: Final = {
    "access_token_invalid": Outcome.TOKEN_REJECTED, "invalid_token": Outcome.TOKEN_REJECTED,
    "scope_not_authorized": Outcome.FORBIDDEN, "scope_permission_missed": Outcome.FORBIDDEN,
    "rate_limit_exceeded": Outcome.RATE_LIMITED, "daily_quota_limit_exceeded": Outcome.QUOTA_EXCEEDED,
    "internal_error": Outcome.SERVER_ERROR, "timeout": Outcome.SERVER_ERROR,
}  # fmt: skip
_MISSING: Final = re.compile(
    r"(?:cannot|can't|could not|couldn't) (?:find|be found)|not (?:found|exist)", re.IGNORECASE
)


def _api_data(capture: Capture) -> Json:
    """`data` of an answer. Raises Walled for an error, LayoutError when the question itself is refused."""
    document = answers.load_json(capture)
    code = look_text(document, "error", "code")
    message = look_text(document, "error", "message") or ""
    if code == "invalid_params" and _MISSING.search(message) and "user" in message.lower():
        raise Walled(Outcome.NOT_FOUND, message)
    if code == "invalid_params":
        raise LayoutError(f"the Research API refuses the question itself: {message:.200}")
    if code is not None and code != "ok":
        raise Walled(_CODES.get(code, Outcome.SERVER_ERROR), f"{code}: {message:.200}")
    data = look(document, "data")
    if not isinstance(data, dict):
        raise LayoutError(f"{answers.where(capture)}: no `data` in this answer")
    return data
