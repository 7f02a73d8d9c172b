"""YouTube: Data API, public channel page, and the Atom feed of the fifteen latest videos.

YouTube cuts subscriber counts to three significant digits, downwards, in the API as on the page. The layouts of the
page are in `_youtube_pages.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree

from pipelines.model.counts import rounded_down
from pipelines.model.errors import LayoutError, ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Measure, Post, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._youtube_pages import SUBSCRIBERS, read_page
from pipelines.networks.answers import Json, look, look_count, look_list, look_text, need_text
from pipelines.networks.planning import batches, choose_door, is_within
from pipelines.networks.profiles import HIDDEN, absent, account_of, steps_of
from pipelines.networks.protocol import Door, Manifest, Token

_API: Final = "https://www.googleapis.com/youtube/v3/channels?part=snippet,statistics,contentDetails,status&"
_FEED: Final = "https://www.youtube.com/feeds/videos.xml?channel_id="

MANIFEST: Final = Manifest(
    name="youtube",
    label="YouTube",
    hosts=("www.googleapis.com", "www.youtube.com"),
    doors=(
        Door(
            "api",
            frozenset({"followers", "posts", "created", "post_dates", "post_counts"}),
            "Interface officielle ; données à rafraîchir ou à effacer sous trente jours, sauf avenant accepté.",
            "Trois chiffres significatifs, arrondis vers le bas.",
            token=Token("youtube", "X-Goog-Api-Key", "{}", daily_units=10_000, unit_fr="unité de quota"),
            retention_days=30,
            lifted_by="youtube_analytics_amendment",
        ),
        Door(
            "page",
            frozenset({"followers", "posts", "post_dates", "post_counts"}),
            "Page et flux publics, lus seulement si robots.txt l’admet.",
            "Trois chiffres significatifs, arrondis vers le bas ; les quinze dernières vidéos seulement.",
        ),
    ),
    metric_defs=((SUBSCRIBERS, "Abonnés de la chaîne."),),
    pace=1.0,
    parser_version="youtube-1",
    rank=40,
    api_hosts=("www.googleapis.com",),
    wikidata=(
        ("P2397", "https://www.youtube.com/channel/{}"),
        ("P11245", "https://www.youtube.com/@{}"),
    ),
    requests_per_account=1.0,
)

_HOSTS: Final = frozenset({"youtube.com", "m.youtube.com", "fr.youtube.com", "gaming.youtube.com", "music.youtube.com"})
_CHANNEL: Final = re.compile(r"UC[A-Za-z0-9_-]{22}")
_NAME: Final = re.compile(r"[^\s/?#<>@\"]{1,100}")
_NOT_CHANNELS: Final = frozenset({
    "about", "account", "ads", "attribution_link", "c", "channel", "channels", "clip", "course", "creators", "e",
    "embed", "feed", "feeds", "gaming", "getting_started", "hashtag", "howyoutubeworks", "index", "intl", "jobs",
    "kids", "live", "login", "logout", "movies", "music", "new", "news", "oembed", "oops", "playlist", "playlists",
    "post", "premium", "press", "profile", "redirect", "reporthistory", "results", "robots.txt", "s", "select_site",
    "shared", "shorts", "show", "shows", "signin", "source", "static", "subscription_center", "supported_browsers",
    "t", "testtube", "trending", "trends", "upload", "user", "v", "verify", "videos", "view_play_list", "watch",
    "watch_popup", "watch_videos", "yt",
})  # fmt: skip
_SECTIONS: Final = frozenset({
    "about", "channels", "community", "courses", "discussion", "featured", "feed", "live", "playlists", "podcasts",
    "posts", "releases", "search", "shop", "shorts", "store", "streams", "videos",
})  # fmt: skip


def match_url(url: str) -> AccountRef | None:
    """The channel at `url`, in any of the four forms of addresses; old `youtube.com/name` is read as `c/name`."""
    steps = steps_of(url)
    if steps is None or steps.host not in _HOSTS or not steps.path:
        return None
    head, *rest = steps.path
    if head in ("channel", "user", "c") and rest:
        kind, name, *rest = head, *rest
    elif head.startswith("@"):
        kind, name = "@", head[1:]
    elif head.lower() not in _NOT_CHANNELS and not head.endswith(".php"):
        kind, name = "c", head
    else:
        return None
    is_bare = head == name
    if not _NAME.fullmatch(name) or (is_bare and rest and rest[0] not in _SECTIONS):
        return None
    if kind == "channel":
        is_id = _CHANNEL.fullmatch(name) is not None
        return AccountRef("youtube", name, f"https://www.youtube.com/channel/{name}", name) if is_id else None
    handle = f"@{name.lower()}" if kind == "@" else f"{kind}/{name.lower()}"
    return AccountRef("youtube", handle, f"https://www.youtube.com/{quote(handle, safe='@/')}")


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """API: one request per 50 channel ids, one per handle or user name. Page: one per channel."""
    door = choose_door(MANIFEST, month, access)
    if door is None:
        return
    known = [account for account in accounts if _CHANNEL.fullmatch(account.handle)]
    if door.name == "api":
        for batch in batches(known, 50):
            subjects = tuple(account.account_id for account in batch)
            ids = ",".join(account.handle for account in batch)
            yield Request(f"{_API}id={ids}", "youtube", "api", "profile", subjects, auth="youtube")
    for account in accounts:
        if door.name == "page" or account not in known:
            yield _single_request(account, is_api=door.name == "api")


def _single_request(account: AccountRef, *, is_api: bool) -> Request:
    """For a handle, user name or old custom name; the last has no parameter in the API, so that its page is asked."""
    handle, subjects = account.handle, (account.account_id,)
    kind, _, name = handle.partition("/")
    if is_api and (handle.startswith("@") or kind == "user"):
        query = f"forUsername={quote(name)}" if kind == "user" else f"forHandle={quote(handle, safe='@')}"
        return Request(f"{_API}{query}", "youtube", "api", "profile", subjects, auth="youtube")
    path = f"channel/{handle}" if _CHANNEL.fullmatch(handle) else quote(handle, safe="@/")
    return Request(f"https://www.youtube.com/{path}?hl=fr&gl=FR", "youtube", "page", "profile", subjects)


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """The feed of each channel: the API's own list of videos costs quota and gives no more fields."""
    if capture.request.purpose != "profile" or not capture.outcome.gives_page:
        return
    try:
        readings = parse_profile(capture)
    except ReadingError:
        return
    for reading in readings:
        if reading.platform_id and _CHANNEL.fullmatch(reading.platform_id):
            url = f"{_FEED}{reading.platform_id}"
            yield Request(url, "youtube", capture.request.door, "posts", (reading.account_id,))


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """Readings of a Data API answer, or of a channel page or its JSON. Raises LayoutError or Walled."""
    if not answers.is_json(capture):
        return [read_page(capture, None)]
    document = answers.load_json(capture)
    _raise_api_error(document)
    if look(document, "kind") != "youtube#channelListResponse":
        return [read_page(capture, document)]
    items = look_list(document, "items")
    if not items and look(document, "pageInfo", "totalResults") != 0:
        raise LayoutError(f"{answers.where(capture)}: neither channels nor `totalResults: 0` in this answer")
    readings = [_api_reading(capture, item, is_alone=len(items) == 1) for item in items]
    seen = {reading.account_id for reading in readings}
    readings += [absent(name, SUBSCRIBERS, Outcome.NOT_FOUND) for name in capture.request.subjects if name not in seen]
    if not readings:
        raise Walled(Outcome.NOT_FOUND, "the API knows no such channel")
    return readings


def _api_reading(capture: Capture, item: Json, *, is_alone: bool) -> ProfileReading:
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
    )


_REASONS: Final = {
    "keyInvalid": Outcome.TOKEN_REJECTED, "keyExpired": Outcome.TOKEN_REJECTED, "badRequest": Outcome.TOKEN_REJECTED,
    "authError": Outcome.TOKEN_REJECTED, "quotaExceeded": Outcome.QUOTA_EXCEEDED,
    "dailyLimitExceeded": Outcome.QUOTA_EXCEEDED, "rateLimitExceeded": Outcome.RATE_LIMITED,
    "userRateLimitExceeded": Outcome.RATE_LIMITED, "channelNotFound": Outcome.NOT_FOUND,
    "channelSuspended": Outcome.SUSPENDED, "channelClosed": Outcome.GONE,
}  # fmt: skip
_CODES: Final = {401: Outcome.TOKEN_REJECTED, 403: Outcome.FORBIDDEN, 404: Outcome.NOT_FOUND, 429: Outcome.RATE_LIMITED}


def _raise_api_error(document: Json) -> None:
    error = look(document, "error")
    if error is None:
        return
    reason, code = look_text(error, "errors", 0, "reason") or "", look(error, "code")
    message = look_text(error, "message") or reason
    if reason == "badRequest" and "API key" not in message:
        raise LayoutError(f"the Data API refuses the question itself: {message:.200}")
    by_code = _CODES.get(code) if isinstance(code, int) else None
    raise Walled(_REASONS.get(reason) or by_code or Outcome.SERVER_ERROR, f"{reason}: {message:.200}")


def parse_posts(capture: Capture, month: Month) -> list[Post]:
    """Videos of the month in the channel's Atom feed; `media:starRating count` are its likes (SOURCES, section 5)."""
    if capture.request.purpose == "profile":
        return []
    if b"<!DOCTYPE" in capture.body or b"<!ENTITY" in capture.body:
        raise LayoutError(f"{answers.where(capture)}: a page, not the Atom feed of a channel")
    try:
        feed = ElementTree.fromstring(capture.body)  # noqa: S314 - entities are refused above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise LayoutError(f"{answers.where(capture)}: the feed is broken or stops early: {error}") from error
    if feed.tag != f"{_ATOM}feed":
        raise LayoutError(f"{answers.where(capture)}: expected the Atom feed of a channel, got <{feed.tag}>")
    posts = (_video(capture, entry) for entry in feed.iter(f"{_ATOM}entry"))
    return [post for post in posts if is_within(post.created_at, month)]


_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_MEDIA: Final = "{http://search.yahoo.com/mrss/}"
_YT: Final = "{http://www.youtube.com/xml/schemas/2015}"


def _video(capture: Capture, entry: ElementTree.Element) -> Post:
    video_id, link = entry.findtext(f"{_YT}videoId"), entry.find(f"{_ATOM}link")
    if not video_id:
        raise LayoutError(f"{answers.where(capture)}: an entry of the feed has no yt:videoId")
    figures = {name: next(entry.iter(f"{_MEDIA}{name}"), None) for name in ("starRating", "statistics")}
    shown = {name: {} if node is None else node.attrib for name, node in figures.items()}
    return Post(
        account_id=account_of(capture, "youtube", entry.findtext(f"{_YT}channelId") or ""),
        post_id=video_id,
        created_at=answers.instant(entry.findtext(f"{_ATOM}published"), "published"),
        kind="original",
        likes=look_count(shown, "starRating", "count"),
        views=look_count(shown, "statistics", "views"),
        url=None if link is None else link.get("href"),
        media_count=1,
    )
