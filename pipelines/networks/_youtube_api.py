"""YouTube Data API v3: channels, the uploads playlist, videos, and the reasons it gives for refusing.

Belongs here: the shapes of those answers and the addresses that ask for them. Every call costs one unit of quota,
however many ids it names (50 at most).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from pipelines.model.counts import rounded_down
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, Capture, Measure, Post, Presentation, ProfileReading
from pipelines.networks import answers
from pipelines.networks._youtube_pages import SUBSCRIBERS
from pipelines.networks.answers import Json, look, look_count, look_list, look_text, need_text
from pipelines.networks.profiles import HIDDEN, absent, account_of, bio_chars

PAGE_SIZE: Final = 50
_ROOT: Final = "https://www.googleapis.com/youtube/v3/"
CHANNELS: Final = f"{_ROOT}channels?part=snippet,statistics,contentDetails,status&"


def uploads_url(playlist: str, page_token: str = "") -> str:
    """The latest videos of a channel, by fifty, newest first."""
    page = f"&pageToken={page_token}" if page_token else ""
    return f"{_ROOT}playlistItems?part=snippet,contentDetails&maxResults={PAGE_SIZE}&playlistId={playlist}{page}"


def videos_url(video_ids: Sequence[str]) -> str:
    return f"{_ROOT}videos?part=snippet,statistics,contentDetails&maxResults={PAGE_SIZE}&id={','.join(video_ids)}"


def kind_of(document: Json) -> str:
    """`channelList`, `playlistItemList`, `videoList`, or what else the answer says it is; empty when it does not."""
    return (look_text(document, "kind") or "").removeprefix("youtube#").removesuffix("Response")


def read_channels(capture: Capture, document: Json) -> list[ProfileReading]:
    """Readings of a channels.list answer; it leaves out channels that do not exist: those are not_found."""
    items = look_list(document, "items")
    if not items and look(document, "pageInfo", "totalResults") != 0:
        raise LayoutError(f"{answers.where(capture)}: neither channels nor `totalResults: 0` in this answer")
    readings = [_reading(capture, item, is_alone=len(items) == 1) for item in items]
    seen = {reading.account_id for reading in readings}
    readings += [absent(name, SUBSCRIBERS, Outcome.NOT_FOUND) for name in capture.request.subjects if name not in seen]
    if not readings:
        raise Walled(Outcome.NOT_FOUND, "the API knows no such channel")
    return readings


def _reading(capture: Capture, item: Json, *, is_alone: bool) -> ProfileReading:
    channel_id = need_text(item, "id")
    custom = look_text(item, "snippet", "customUrl")
    if look(item, "statistics", "hiddenSubscriberCount") is True:
        followers = HIDDEN
    else:
        shown = answers.whole_number(look(item, "statistics", "subscriberCount"), "statistics.subscriberCount")
        followers = Measure.of(rounded_down(shown))
    return ProfileReading(
        account_id=account_of(capture, "youtube", channel_id, is_alone=is_alone),
        handle=custom.lower() if custom and custom.startswith("@") else channel_id,
        metric_def=SUBSCRIBERS,
        followers=followers,
        posts=look_count(item, "statistics", "videoCount"),
        platform_id=channel_id,
        name=look_text(item, "snippet", "title"),
        created_at=answers.look_instant(item, "snippet", "publishedAt"),
        presentation=Presentation(bio_chars=bio_chars(answers.look_words(item, "snippet", "description"))),
    )


def uploads_by_channel(document: Json) -> dict[str, str]:
    """The uploads playlist of each channel of a channels.list answer that has videos."""
    found: dict[str, str] = {}
    for item in look_list(document, "items"):
        playlist = look_text(item, "contentDetails", "relatedPlaylists", "uploads")
        if playlist and playlist.replace("-", "").replace("_", "").isalnum() and _has_videos(item):
            found[need_text(item, "id")] = playlist
    return found


def _has_videos(item: Json) -> bool:
    return look(item, "statistics", "videoCount") not in ("0", 0)


def uploads(capture: Capture, document: Json) -> list[tuple[str, datetime]]:
    """(video id, publication) of each public video of a playlistItems.list answer; private ones have no date.

    `snippet.publishedAt` is when a video entered the list: it is no publication.
    """
    items = document.get("items")
    if not isinstance(items, list):
        raise LayoutError(f"{answers.where(capture)}: no items in this list of videos")
    dated = ((item, answers.look_instant(item, "contentDetails", "videoPublishedAt")) for item in items)
    return [(need_text(item, "contentDetails", "videoId"), moment) for item, moment in dated if moment]


def read_videos(capture: Capture, document: Json) -> Iterator[Post]:
    """Posts of a videos.list answer. A counter that the channel hides is left out of its statistics."""
    items = document.get("items")
    if not isinstance(items, list):
        raise LayoutError(f"{answers.where(capture)}: no items in this list of videos")
    for item in items:
        video_id, statistics = need_text(item, "id"), look(item, "statistics")
        captioned = look_text(item, "contentDetails", "caption")
        yield Post(
            account_id=account_of(capture, "youtube", need_text(item, "snippet", "channelId")),
            post_id=video_id,
            created_at=answers.instant(look(item, "snippet", "publishedAt"), "publishedAt"),
            kind="original",
            likes=_counter(statistics, "likeCount"),
            comments=_counter(statistics, "commentCount"),
            views=_counter(statistics, "viewCount"),
            url=f"https://www.youtube.com/watch?v={video_id}",
            lang=look_text(item, "snippet", "defaultAudioLanguage") or look_text(item, "snippet", "defaultLanguage"),
            media_count=1,
            format="live" if look_text(item, "snippet", "liveBroadcastContent") in ("live", "upcoming") else "video",
            alt_text_count=None if captioned is None else int(captioned == "true"),
            text=answers.join_words(look(item, "snippet"), "title", "description"),
        )


def _counter(statistics: Json, name: str) -> Measure:
    if statistics is None:
        return NOT_GIVEN
    measure = look_count(statistics, name)
    return HIDDEN if measure.count is None else measure


def batches_of_ids(video_ids: Iterable[str]) -> Iterator[list[str]]:
    ids = [video_id for video_id in dict.fromkeys(video_ids) if video_id.replace("-", "").replace("_", "").isalnum()]
    for start in range(0, len(ids), PAGE_SIZE):
        yield ids[start : start + PAGE_SIZE]


_REASONS: Final = {
    "keyInvalid": Outcome.TOKEN_REJECTED, "keyExpired": Outcome.TOKEN_REJECTED, "badRequest": Outcome.TOKEN_REJECTED,
    "authError": Outcome.TOKEN_REJECTED, "accessNotConfigured": Outcome.TOKEN_REJECTED,
    "ipRefererBlocked": Outcome.TOKEN_REJECTED, "API_KEY_INVALID": Outcome.TOKEN_REJECTED,
    "quotaExceeded": Outcome.QUOTA_EXCEEDED, "dailyLimitExceeded": Outcome.QUOTA_EXCEEDED,
    "rateLimitExceeded": Outcome.RATE_LIMITED, "userRateLimitExceeded": Outcome.RATE_LIMITED,
    "forbidden": Outcome.FORBIDDEN, "channelForbidden": Outcome.FORBIDDEN,
    "playlistItemsNotAccessible": Outcome.FORBIDDEN, "channelNotFound": Outcome.NOT_FOUND,
    "playlistNotFound": Outcome.NOT_FOUND, "channelSuspended": Outcome.SUSPENDED, "channelClosed": Outcome.GONE,
    "backendError": Outcome.SERVER_ERROR, "internalError": Outcome.SERVER_ERROR,
}  # fmt: skip
_NO_ENTITY: Final = "Requested entity was not found."
"""What tells an account that does not exist from a method that does not: both have the reason `notFound`."""
_CODES: Final = {
    401: Outcome.TOKEN_REJECTED, 403: Outcome.FORBIDDEN, 404: Outcome.PARSE_ERROR, 410: Outcome.PARSE_ERROR,
    429: Outcome.RATE_LIMITED,
}  # fmt: skip


def raise_api_error(document: Json) -> None:
    """Raises Walled for an error that the API explains, LayoutError when it says that our question is wrong."""
    error = look(document, "error")
    if error is None:
        return
    details = (look_text(detail, "reason") for detail in look_list(error, "details"))
    reason = next((name for name in details if name in _REASONS), look_text(error, "errors", 0, "reason") or "")
    code, message = look(error, "code"), look_text(error, "message") or reason
    if reason == "badRequest" and "API key" not in message:
        raise LayoutError(f"the Data API refuses the question itself: {message:.200}")
    if reason == "notFound" and message == _NO_ENTITY:
        raise Walled(Outcome.NOT_FOUND, message)
    by_code = _CODES.get(code) if isinstance(code, int) else None
    raise Walled(_REASONS.get(reason) or by_code or Outcome.SERVER_ERROR, f"{reason}: {message:.200}")
