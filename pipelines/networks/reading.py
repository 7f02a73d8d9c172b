"""From the captures of a partition to its rows: fetches, snapshots, posts, texts. Pure: reads bytes, reaches no web.

Belongs here: what becomes of each capture whatever the network. Not here: any layout (one file per network).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

import polars as pl

from pipelines.model.errors import ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import MeasureStatus, Outcome
from pipelines.model.records import Ad, Capture, Measure, Message, Post, ProfileReading
from pipelines.networks import conversations, wayback
from pipelines.networks.answers import where
from pipelines.networks.frames import Row, frame_of
from pipelines.networks.planning import is_within, month_bounds
from pipelines.networks.profiles import absent
from pipelines.networks.protocol import AdLibrary, Network
from pipelines.networks.texts import TEXTS, post_texts, texts_frame

PROFILE_PURPOSES: Final = frozenset({"profile", "home", "home_http"})
POSTS_PURPOSES: Final = frozenset({"profile", "posts"})
ADS_PURPOSE: Final = "ads"
ACCESS_PURPOSE: Final = "access"  # what an interface must be asked before it can be asked about its subjects
_LONGEST_ERROR: Final = 300
_TOO_FEW_TO_BE_CUT: Final = 2


@dataclass(frozen=True, slots=True)
class _Context:
    network: Network
    month: Month


@dataclass(frozen=True, slots=True)
class _Read:
    """What reading a capture gave: `outcome` is the capture's own, or what its body reveals (wall, unknown layout).

    `shown` are the posts that it shows, of whatever date (None where no list of posts was read), `posts` those of the
    month.
    """

    outcome: Outcome
    readings: tuple[ProfileReading, ...] = ()
    posts: tuple[Post, ...] = ()
    shown: tuple[Post, ...] | None = None
    ads: tuple[Ad, ...] = ()
    messages: tuple[Message, ...] = ()
    error: str = ""


def read_partition(captures: Iterable[Capture], network: Network, month: Month) -> dict[str, pl.DataFrame]:
    """Rows of `observations.fetches`, `.snapshots`, `.posts`, `.post_windows`, `.texts`, `.ads`, `.messages`: one
    partition.

    Every capture gives a fetch row. A profile capture gives one snapshot per subject, with a value or with the reason
    why there is none; so does a request for access that failed, for nothing else can then be asked of its subjects.
    Posts are those created in `month` (Europe/Paris). Nothing that fails to read is left out. Texts are all that is
    read: what may no longer be kept is for the caller, who knows what day it is.
    """
    context = _Context(network, month)
    fetches: list[Row] = []
    snapshots: list[Row] = []
    posts: list[Row] = []
    windows: list[Row] = []
    ads: list[Row] = []
    messages: list[Row] = []
    texts: list[Row] = []
    for fetched in captures:
        capture = wayback.original_of(fetched) if fetched.request.door == wayback.DOOR else fetched
        read = _read(context, capture)
        fetches.append(_fetch_row(context, fetched, read))
        if _tells_of_profiles(capture, read):
            snapshots.extend(_snapshot_row(context, capture, reading) for reading in _per_subject(capture, read))
        posts.extend(_post_row(context, capture, post) for post in read.posts)
        windows.extend(_window_rows(context, capture, read))
        texts.extend(post_texts(network.MANIFEST, month, capture, read.posts))
        ads.extend(_ad_row(context, capture, ad) for ad in read.ads)
        messages.extend(_message_rows(context, capture, read.messages))
    return {
        "observations.fetches": frame_of("observations.fetches", fetches),
        "observations.snapshots": frame_of("observations.snapshots", snapshots),
        "observations.posts": frame_of("observations.posts", posts),
        "observations.post_windows": frame_of("observations.post_windows", windows),
        "observations.ads": frame_of("observations.ads", ads),
        "observations.messages": frame_of("observations.messages", messages),
        TEXTS: texts_frame(texts),
    }


def _tells_of_profiles(capture: Capture, read: _Read) -> bool:
    purpose = capture.request.purpose
    return purpose in PROFILE_PURPOSES or (purpose == ACCESS_PURPOSE and not read.outcome.gives_page)


def _read(context: _Context, capture: Capture) -> _Read:
    """Pages are parsed; a refusal with a body is parsed too, for its error can say more than its status."""
    purpose = capture.request.purpose
    if not capture.outcome.gives_page:
        return _refined(context, capture)
    readings: list[ProfileReading] = []
    shown: list[Post] | None = None
    ads: list[Ad] = []
    messages: list[Message] = []
    try:
        if purpose in PROFILE_PURPOSES or purpose == ACCESS_PURPOSE:
            readings = context.network.parse_profile(capture)
        if purpose in POSTS_PURPOSES:
            shown = context.network.parse_posts(capture)
        if purpose == ADS_PURPOSE:
            ads = _ads(context, capture)
        if purpose == conversations.PURPOSE:
            messages = conversations.parse_kept(capture)
    except Walled as wall:
        return _Read(wall.outcome, tuple(readings), error=str(wall))
    except ReadingError as error:
        return _Read(Outcome.PARSE_ERROR, tuple(readings), error=str(error))
    posts = tuple(post for post in shown or () if is_within(post.created_at, context.month))
    listed = None if shown is None else tuple(shown)
    return _Read(capture.outcome, tuple(readings), posts, listed, tuple(ads), tuple(messages))


def _ads(context: _Context, capture: Capture) -> list[Ad]:
    """The ads of a capture, read by the `parse_ads` that a network with an ad library has."""
    network = context.network
    return network.parse_ads(capture, context.month) if isinstance(network, AdLibrary) else []


def _refined(context: _Context, capture: Capture) -> _Read:
    """The capture's own outcome, unless the body of a 4xx answer names one that says more (quota, suspension).

    A 404 that an interface does not explain speaks of the interface (a version that is gone, an address that moved) and
    says nothing of the accounts asked for.
    """
    if capture.body and capture.status is not None and 400 <= capture.status < 500:
        try:
            context.network.parse_profile(capture)
        except Walled as wall:
            return _Read(wall.outcome, error=str(wall))
        except ReadingError:
            pass
    if _is_interface(context, capture) and capture.outcome in (Outcome.NOT_FOUND, Outcome.GONE):
        why = f"HTTP {capture.status} without a word of this interface: its version may be gone, or its address moved"
        return _Read(Outcome.PARSE_ERROR, error=f"{where(capture)}: {why}")
    return _Read(capture.outcome, error=capture.error)


def _is_interface(context: _Context, capture: Capture) -> bool:
    door = context.network.MANIFEST.door(capture.request.door)
    return door is not None and door.is_interface


def _per_subject(capture: Capture, read: _Read) -> Iterable[ProfileReading]:
    """One reading per subject: `parse_error` for one that an understood answer does not mention, never silence."""
    subjects = capture.request.subjects
    if not subjects:
        return read.readings
    by_account = {reading.account_id: reading for reading in read.readings}
    outcome = Outcome.PARSE_ERROR if read.outcome.gives_page else read.outcome
    status = MeasureStatus.PURGED if outcome is Outcome.PURGED else MeasureStatus.NOT_READ
    return [by_account.get(subject) or absent(subject, "", outcome, status) for subject in subjects]


def _fetch_row(context: _Context, capture: Capture, read: _Read) -> Row:
    request = capture.request
    return (
        context.month.first_day, context.network.MANIFEST.name, request.key, request.url,
        urlsplit(request.url).hostname or "", request.door, request.purpose, " ".join(request.subjects),
        _naive(capture.fetched_at), read.outcome.value, capture.status, capture.final_url or None, capture.attempts,
        len(capture.redirects), capture.wire_bytes, read.error[:_LONGEST_ERROR] or None,
        None if capture.status is None else sha256(capture.body).hexdigest(), _record(capture),
    )  # fmt: skip


def _snapshot_row(context: _Context, capture: Capture, reading: ProfileReading) -> Row:
    manifest, followers, shown_by = context.network.MANIFEST, reading.followers.count, reading.presentation
    is_seen = reading.followers.status not in (MeasureStatus.NOT_READ, MeasureStatus.PURGED)
    handle, metric_def = (reading.handle, reading.metric_def) if is_seen else (None, None)
    shown = (followers.value, followers.lo, followers.hi, followers.display) if followers else (None,) * 4
    return (
        context.month.first_day, manifest.name, reading.account_id, capture.request.door, _naive(capture.fetched_at),
        _origin(context, capture), reading.outcome.value, reading.platform_id, _id_space(context, capture, reading),
        handle, reading.name, metric_def, *shown,
        reading.followers.status.value, *_pair(reading.following), *_pair(reading.posts), *_pair(reading.talking),
        reading.is_verified, reading.bio_url, _naive(reading.created_at) if reading.created_at else None,
        shown_by.has_avatar, shown_by.has_banner, shown_by.has_contact, shown_by.has_category, shown_by.bio_chars,
        manifest.parser_version, _record(capture),
    )  # fmt: skip


def _post_row(context: _Context, capture: Capture, post: Post) -> Row:
    manifest = context.network.MANIFEST
    return (
        context.month.first_day, manifest.name, post.account_id, capture.request.door, post.post_id,
        _naive(post.created_at), post.kind, *_pair(post.likes), *_pair(post.comments), *_pair(post.shares),
        *_pair(post.views), post.url, post.link_url, post.lang, post.media_count, post.alt_text_count,
        post.format, post.generator,
        _naive(capture.fetched_at), manifest.parser_version, _record(capture),
    )  # fmt: skip


def _window_rows(context: _Context, capture: Capture, read: _Read) -> Iterable[Row]:
    """How far a list of posts went, for each account that it was asked for."""
    door = context.network.MANIFEST.door(capture.request.door)
    if read.shown is None or door is None or "post_dates" not in door.gives:
        return
    accounts = capture.request.subjects or tuple(dict.fromkeys(post.account_id for post in read.shown))
    for account_id in accounts:
        moments = [post.created_at for post in read.shown if post.account_id == account_id]
        yield (
            context.month.first_day, context.network.MANIFEST.name, account_id, capture.request.door,
            _naive(capture.fetched_at), len(moments), _naive(min(moments)) if moments else None,
            door.is_interface or goes_before(moments, month_bounds(context.month)[0]), _record(capture),
        )  # fmt: skip


def goes_before(moments: Sequence[datetime], start: datetime) -> bool:
    """Whether a page that shows these posts, in this order, shows every one since `start`.

    The oldest of its stream must lie before: the last one where the stream goes back in time, else the first. Posts
    that are pinned at its head break the order once or twice and are not taken for its end. One or two posts are no
    stream that was cut.
    """
    if len(moments) <= _TOO_FEW_TO_BE_CUT:
        return True
    steps = sum((later < earlier) - (later > earlier) for earlier, later in pairwise(moments))
    return (moments[-1] if steps >= 0 else moments[0]) < start


def _ad_row(context: _Context, capture: Capture, ad: Ad) -> Row:
    manifest = context.network.MANIFEST
    return (
        context.month.first_day, manifest.name, ad.account_id, capture.request.door, ad.ad_id, _naive(ad.started_at),
        _naive(ad.stopped_at) if ad.stopped_at else None, *_pair(ad.reach), ad.page_id, _naive(capture.fetched_at),
        manifest.parser_version, _record(capture),
    )  # fmt: skip


def _message_rows(context: _Context, capture: Capture, messages: Sequence[Message]) -> Iterator[Row]:
    manifest = context.network.MANIFEST
    for rank, message in enumerate(messages, 1):
        yield (
            context.month.first_day, manifest.name, capture.request.subjects[0], capture.request.door, message.post_id,
            rank, message.is_answered, message.reply_hours, _naive(capture.fetched_at), manifest.parser_version,
            _record(capture),
        )  # fmt: skip


def _origin(context: _Context, capture: Capture) -> str:
    """Where a reading comes from: the web archive, a documented interface, or a public page."""
    if capture.request.door == wayback.DOOR:
        return "archive"
    return "api" if _is_interface(context, capture) else "live"


def _id_space(context: _Context, capture: Capture, reading: ProfileReading) -> str | None:
    if reading.platform_id is None:
        return None
    return reading.id_space or context.network.MANIFEST.id_space(capture.request.door)


def _pair(measure: Measure) -> tuple[int | None, str]:
    return (measure.count.value if measure.count else None, measure.status.value)


def _record(capture: Capture) -> str | None:
    return str(capture.record) if capture.record else None


def _naive(moment: datetime) -> datetime:
    """UTC without zone, as tables store instants."""
    return moment.astimezone(UTC).replace(tzinfo=None)
