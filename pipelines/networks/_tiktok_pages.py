"""TikTok's HTML, layout by layout: the JSON of a profile or video page, under the three names it has had.

Belongs here: `__NEXT_DATA__` (2019–2021), `SIGI_STATE` (2022–2023), `__UNIVERSAL_DATA_FOR_REHYDRATION__` (since 2023).
`stats` is shortened to what the page displays (12 300, 1 200 000); `statsV2` is not, on a profile. Videos of other
accounts on the page are kept out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.outcomes import MeasureStatus, Outcome
from pipelines.model.records import NOT_GIVEN, Capture, Measure, Post, Presentation, ProfileReading
from pipelines.networks import answers
from pipelines.networks._figures import perhaps_rounded
from pipelines.networks.answers import Json, look, look_list, look_text, need_text
from pipelines.networks.profiles import account_of, bio_chars

FOLLOWERS: Final = "tiktok.followers"

_SCRIPTS: Final = "#__UNIVERSAL_DATA_FOR_REHYDRATION__", "#SIGI_STATE", "#sigi-persisted-data", "#__NEXT_DATA__"
_STATUSES: Final = {
    10_202: Outcome.NOT_FOUND, 10_221: Outcome.SUSPENDED, 10_225: Outcome.SUSPENDED, 10_222: Outcome.LOGIN_WALL,
    10_223: Outcome.LOGIN_WALL, 10_102: Outcome.LOGIN_WALL, 10_101: Outcome.SERVER_ERROR, 10_111: Outcome.SERVER_ERROR,
    10_000: Outcome.FORBIDDEN, 10_113: Outcome.FORBIDDEN, 10_114: Outcome.FORBIDDEN,
}  # fmt: skip
_LOGIN_PATH: Final = re.compile(r"https?://(?:www\.|m\.)?tiktok\.com/(?:[a-z-]+/)?login", re.IGNORECASE)
_CHALLENGE: Final = re.compile(r"please wait|security check|verify to continue|access denied", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page holds, whatever its layout: its account, the figures of that account, and its videos."""

    user: Json
    stats: Json
    exact_stats: Json
    videos: tuple[Json, ...]


def read_page(capture: Capture) -> ProfileReading:
    """The reading of the account whose profile or video the page is. Raises LayoutError or Walled."""
    page = _page(capture)
    handle = _handle(page.user)
    followers = _figure(page, "followerCount")
    if followers.count is None:
        raise LayoutError(f"{answers.where(capture)}: no follower count of @{handle} on this page")
    verified, created = look(page.user, "verified"), look(page.user, "createTime")
    return ProfileReading(
        account_id=account_of(capture, "tiktok", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=followers,
        following=_figure(page, "followingCount"),
        posts=_figure(page, "videoCount"),
        platform_id=look_text(page.user, "id") or look_text(page.user, "userId"),
        name=look_text(page.user, "nickname") or look_text(page.user, "nickName"),
        bio_url=look_text(page.user, "bioLink", "link"),
        is_verified=verified if isinstance(verified, bool) else None,
        created_at=_instant(created, "createTime") if created else None,
        presentation=Presentation(bio_chars=bio_chars(answers.look_words(page.user, "signature"))),
    )


def page_posts(capture: Capture) -> Iterator[Post]:
    """The video of a video page, or the latest ones that a profile page held until 2023; a later profile holds none."""
    page = _page(capture)
    handle = _handle(page.user)
    for video in page.videos:
        video_id, created = need_text(video, "id"), look(video, "createTime")
        stats = look(video, "stats") if look(video, "stats") is not None else video
        shown = _Page(page.user, stats, look(video, "statsV2"), ())
        yield Post(
            account_id=account_of(capture, "tiktok", handle),
            post_id=video_id,
            created_at=_instant(created, "createTime") if created else instant_of_id(video_id),
            kind="original",
            likes=_figure(shown, "diggCount"),
            comments=_figure(shown, "commentCount"),
            shares=_figure(shown, "shareCount"),
            views=_figure(shown, "playCount"),
            url=f"https://www.tiktok.com/@{handle}/video/{video_id}",
            media_count=len(look_list(video, "imagePost", "images")) or 1,
            format="image" if look_list(video, "imagePost", "images") else "video",
            text=answers.look_words(video, "text" if look(video, "desc") is None else "desc"),
        )


def instant_of_id(video_id: str) -> datetime:
    """The instant in the id of a video: seconds in the bits above the 32 lowest (a few seconds from `createTime`)."""
    if not (video_id.isascii() and video_id.isdigit() and 18 <= len(video_id) <= 20):
        raise LayoutError(f"{video_id!r:.40} is not a video id that tells its instant")
    return answers.instant_of_seconds(int(video_id) >> 32, "video id")


def _instant(seconds: Json, name: str) -> datetime:
    return answers.instant_of_seconds(answers.whole_number(seconds, name), name)


def _handle(user: Json) -> str:
    return need_text(user, "uniqueId").lower()


def _figure(page: _Page, name: str) -> Measure:
    """A figure of the exact statistics, else of the shortened ones. One below zero overflowed 32 bits: not read.

    The exact ones of a video page are shortened too (12000, 260800), so that the same rule holds for both.
    """
    for stats in (page.exact_stats, page.stats):
        found = look(stats, name)
        if isinstance(found, int) and not isinstance(found, bool) and found < 0:
            return Measure.missing(MeasureStatus.NOT_READ)
        if found is not None:
            value = answers.whole_number(found, name)
            return Measure.of(perhaps_rounded(value, _step(value)))
    return NOT_GIVEN


def _step(value: int) -> int:
    """What one step of the displayed figure stands for: 12.3K, 1.2M, 1.2B."""
    return next((step for start, step in ((10**9, 10**8), (10**6, 10**5), (10**4, 100)) if value >= start), 1)


def _page(capture: Capture) -> _Page:
    html = answers.page_of(capture)
    if _LOGIN_PATH.match(capture.final_url):
        raise Walled(Outcome.LOGIN_WALL, capture.final_url)
    if answers.asks_consent(html):
        raise Walled(Outcome.CONSENT_WALL, answers.title_of(html))
    scripts = [node.text() for name in _SCRIPTS if (node := html.css_first(f"script{name}"))]
    if not scripts and _CHALLENGE.search(answers.title_of(html)):
        raise Walled(Outcome.FORBIDDEN, answers.title_of(html))
    for script in scripts:
        try:
            document = json.loads(script)
        except (ValueError, RecursionError) as error:
            raise LayoutError(f"{answers.where(capture)}: the JSON of the page is broken: {error}") from error
        page = _universal(document) or _sigi(document) or _next(document)
        if page is not None:
            return page
    raise LayoutError(f"{answers.where(capture)}: no profile and no video in the scripts of this page")


def _universal(document: Json) -> _Page | None:
    scope = look(document, "__DEFAULT_SCOPE__")
    for name in ("webapp.user-detail", "webapp.video-detail"):
        page = _detail(look(scope, name))
        if page is not None:
            return page
    return None


def _detail(detail: Json) -> _Page | None:
    """A profile (`userInfo`) or a video (`itemInfo`). Raises Walled for a status that says why there is neither."""
    info, video = look(detail, "userInfo"), look(detail, "itemInfo", "itemStruct")
    user = look(info, "user")
    if look(user, "uniqueId"):
        videos = look_list(detail, "itemList") or look_list(info, "itemList") or look_list(detail, "items")
        return _Page(user, look(info, "stats"), look(info, "statsV2"), tuple(videos))
    if look(video, "author", "uniqueId"):
        return _Page(look(video, "author"), look(video, "authorStats"), look(video, "authorStatsV2"), (video,))
    _raise_status(look(detail, "statusCode"), look_text(detail, "statusMsg") or "")
    return None


def _raise_status(status: Json, message: str) -> None:
    outcome = _STATUSES.get(status) if isinstance(status, int) else None
    if outcome is not None:
        raise Walled(outcome, f"status {status} {message:.100}".strip())


def _sigi(document: Json) -> _Page | None:
    """`UserModule` and `ItemModule`; the page names its account, and other accounts' videos can stand beside it."""
    unique_id = look_text(document, "UserPage", "uniqueId")
    videos = look(document, "ItemModule")
    own = [video for video in videos.values() if look_text(video, "author")] if isinstance(videos, dict) else []
    if unique_id is None and own and look_list(document, "ItemList", "video", "list"):
        unique_id = look_text(own[0], "author")
    user = look(document, "UserModule", "users", unique_id) if unique_id else None
    if user is None:
        _raise_status(look(document, "UserPage", "statusCode"), "")
        return None
    own = [video for video in own if look_text(video, "author") == unique_id]
    return _Page(user, look(document, "UserModule", "stats", unique_id or ""), None, tuple(own))


def _next(document: Json) -> _Page | None:
    """`pageProps` of 2020–2021, or of 2019–2020, when a video page gave its author's figures beside it."""
    properties = look(document, "props", "pageProps")
    found = look(properties, "videoData")
    if look(found, "authorInfos", "uniqueId"):
        return _Page(look(found, "authorInfos"), look(found, "authorStats"), None, (look(found, "itemInfos"),))
    return _detail(properties)
