"""YouTube: Data API (channels, uploads, videos), public channel page, and the Atom feed of the fifteen latest videos.

YouTube cuts subscriber counts to three significant digits, downwards, in the API as on the page. Shapes of the API are
in `_youtube_api.py`, layouts of the page in `_youtube_pages.py`. Tabs of a channel (videos, Shorts, live) date their
items « il y a 3 jours »: no instant can be told from that, so that posts come from the API or the feed alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree

from pipelines.model.errors import LayoutError
from pipelines.model.months import Month
from pipelines.model.records import AccountRef, Capture, Post, ProfileReading, Request
from pipelines.networks import _youtube_api, answers
from pipelines.networks._youtube_pages import SUBSCRIBERS, read_page
from pipelines.networks.answers import look_count, look_text
from pipelines.networks.planning import batches, choose_door, follow_profile, is_within, month_bounds
from pipelines.networks.profiles import account_of, steps_of
from pipelines.networks.protocol import Door, Manifest, Token

_FEED: Final = "https://www.youtube.com/feeds/videos.xml?channel_id="
_PLAYLIST: Final = re.compile(r"[?&]playlistId=([\w-]+)")

MANIFEST: Final = Manifest(
    name="youtube",
    label="YouTube",
    hosts=("www.googleapis.com", "www.youtube.com"),
    doors=(
        Door(
            "api",
            frozenset({"followers", "posts", "created", "post_dates", "post_counts", "alt_texts", "texts"}),
            "Interface officielle ; données à rafraîchir ou à effacer sous trente jours, sauf avenant accepté.",
            "Trois chiffres significatifs, arrondis vers le bas.",
            token=Token("youtube", "X-Goog-Api-Key", "{}", daily_units=10_000, unit_fr="unité de quota"),
            retention_days=30,
            lifted_by="youtube_analytics_amendment",
            is_interface=True,
        ),
        Door(
            "page",
            frozenset({"followers", "posts", "post_dates", "post_counts", "texts"}),
            "Page et flux publics, lus seulement si robots.txt l’admet.",
            "Trois chiffres significatifs, arrondis vers le bas ; les quinze dernières vidéos seulement.",
        ),
    ),
    metric_defs=((SUBSCRIBERS, "Abonnés de la chaîne."),),
    pace=1.0,
    parser_version="youtube-5",
    rank=40,
    api_hosts=("www.googleapis.com",),
    wikidata=(
        ("P2397", "https://www.youtube.com/channel/{}"),
        ("P11245", "https://www.youtube.com/@{}"),
    ),
    requests_per_account=2.0,
    entity_kind="channel",
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
    """The channel at `url`, in any of its four forms; `/name` is read as `c/name`, and `c/@name` as `@name`."""
    steps = steps_of(url)
    if steps is None or steps.host not in _HOSTS or not steps.path:
        return None
    head, *rest = steps.path
    if head in ("channel", "user", "c") and rest:
        kind, name, *rest = head, *rest
        kind, name = ("@", name[1:]) if kind == "c" and name.startswith("@") else (kind, name)
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
            yield Request(f"{_youtube_api.CHANNELS}id={ids}", "youtube", "api", "profile", subjects, auth="youtube")
    for account in accounts:
        if door.name == "page" or account not in known:
            yield _single_request(account, is_api=door.name == "api")


def _single_request(account: AccountRef, *, is_api: bool) -> Request:
    """For a handle, user name or old custom name; the last has no parameter in the API, so that its page is asked."""
    handle, subjects = account.handle, (account.account_id,)
    kind, _, name = handle.partition("/")
    if is_api and (handle.startswith("@") or kind == "user"):
        query = f"forUsername={quote(name)}" if kind == "user" else f"forHandle={quote(handle, safe='@')}"
        return Request(f"{_youtube_api.CHANNELS}{query}", "youtube", "api", "profile", subjects, auth="youtube")
    path = f"channel/{handle}" if _CHANNEL.fullmatch(handle) else quote(handle, safe="@/")
    return Request(f"https://www.youtube.com/{path}?hl=fr&gl=FR", "youtube", "page", "profile", subjects)


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """Through the API: the uploads of each channel, page by page until the month is passed, then its videos by fifty.

    Without token, or for a channel that the API gives no uploads of: its feed.
    """
    yield from follow_profile(
        capture,
        parse_profile,
        lambda reading: _first_page(capture, reading),
        lambda page: _after_uploads(page, month) if answers.is_json(page) else (),
    )


def _first_page(capture: Capture, reading: ProfileReading) -> Iterator[Request]:
    channel, asked = reading.platform_id or "", (reading.account_id,)
    if not _CHANNEL.fullmatch(channel):
        return
    door = capture.request.door
    lists = _youtube_api.uploads_by_channel(answers.load_json(capture)) if door == "api" else {}
    if channel in lists:
        url = _youtube_api.uploads_url(lists[channel])
        yield Request(url, "youtube", "api", "posts", asked, auth="youtube")
    else:
        yield Request(f"{_FEED}{channel}", "youtube", door, "posts", asked)


def _after_uploads(capture: Capture, month: Month) -> Iterator[Request]:
    document = answers.load_json(capture)
    if _youtube_api.kind_of(document) != "playlistItemList":
        return
    videos = _youtube_api.uploads(capture, document)
    subjects = capture.request.subjects
    for ids in _youtube_api.batches_of_ids(video_id for video_id, moment in videos if is_within(moment, month)):
        yield Request(_youtube_api.videos_url(ids), "youtube", "api", "posts", subjects, auth="youtube")
    token, playlist = look_text(document, "nextPageToken"), _PLAYLIST.search(capture.request.url)
    is_passed = bool(videos) and min(moment for _, moment in videos) < month_bounds(month)[0]
    if token and re.fullmatch(r"[\w-]+", token) and playlist and not is_passed:
        url = _youtube_api.uploads_url(playlist[1], token)
        yield Request(url, "youtube", "api", "posts", subjects, auth="youtube")


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """Readings of a Data API answer, or of a channel page or its JSON. Raises LayoutError or Walled."""
    if not answers.is_json(capture):
        return [read_page(capture, None)]
    document = answers.load_json(capture)
    _youtube_api.raise_api_error(document)
    if _youtube_api.kind_of(document) != "channelList":
        return [read_page(capture, document)]
    return _youtube_api.read_channels(capture, document)


def parse_posts(capture: Capture) -> list[Post]:
    """Videos: those of videos.list, or of the channel's Atom feed; a list of uploads has none yet."""
    if capture.request.purpose == "profile":
        return []
    posts = _api_posts(capture) if answers.is_json(capture) else _feed_posts(capture)
    return list(posts)


def _api_posts(capture: Capture) -> Iterator[Post]:
    document = answers.load_json(capture)
    _youtube_api.raise_api_error(document)
    kind = _youtube_api.kind_of(document)
    if kind == "playlistItemList":
        _youtube_api.uploads(capture, document)
    elif kind == "videoList":
        yield from _youtube_api.read_videos(capture, document)
    else:
        raise LayoutError(f"{answers.where(capture)}: neither videos nor a list of uploads ({kind or 'no kind'})")


def _feed_posts(capture: Capture) -> Iterator[Post]:
    """Entries of the Atom feed; `media:starRating count` are likes (SOURCES, section 5)."""
    if b"<!DOCTYPE" in capture.body or b"<!ENTITY" in capture.body:
        raise LayoutError(f"{answers.where(capture)}: a page, not the Atom feed of a channel")
    try:
        feed = ElementTree.fromstring(capture.body)  # noqa: S314 - entities are refused above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise LayoutError(f"{answers.where(capture)}: the feed is broken or stops early: {error}") from error
    if feed.tag != f"{_ATOM}feed":
        raise LayoutError(f"{answers.where(capture)}: expected the Atom feed of a channel, got <{feed.tag}>")
    yield from (_video(capture, entry) for entry in feed.iter(f"{_ATOM}entry"))


_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_MEDIA: Final = "{http://search.yahoo.com/mrss/}"
_YT: Final = "{http://www.youtube.com/xml/schemas/2015}"


def _video(capture: Capture, entry: ElementTree.Element) -> Post:
    video_id, link = entry.findtext(f"{_YT}videoId"), entry.find(f"{_ATOM}link")
    if not video_id:
        raise LayoutError(f"{answers.where(capture)}: an entry of the feed has no yt:videoId")
    figures = {name: next(entry.iter(f"{_MEDIA}{name}"), None) for name in ("starRating", "statistics")}
    shown = {name: {} if node is None else node.attrib for name, node in figures.items()}
    described = next(entry.iter(f"{_MEDIA}description"), None)
    written = {
        "title": entry.findtext(f"{_ATOM}title"),
        "description": None if described is None else described.text or "",
    }
    return Post(
        account_id=account_of(capture, "youtube", entry.findtext(f"{_YT}channelId") or ""),
        post_id=video_id,
        created_at=answers.instant(entry.findtext(f"{_ATOM}published"), "published"),
        kind="original",
        likes=look_count(shown, "starRating", "count"),
        views=look_count(shown, "statistics", "views"),
        url=None if link is None else link.get("href"),
        media_count=1,
        format="video",
        text=answers.join_words(written, "title", "description"),
    )
