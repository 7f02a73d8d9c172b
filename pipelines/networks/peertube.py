"""PeerTube: the public REST API of each channel's (or account's) home instance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Post, Presentation, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks.answers import Json, look, look_count, look_list, look_text, need_text
from pipelines.networks.planning import choose_door, follow_profile, month_bounds
from pipelines.networks.profiles import account_of, bio_chars, steps_of
from pipelines.networks.protocol import Door, Manifest

FOLLOWERS: Final = "peertube.followers"
_PAGE_SIZE: Final = 50

MANIFEST: Final = Manifest(
    name="peertube",
    label="PeerTube",
    hosts=(),
    doors=(
        Door(
            "api",
            frozenset({"followers", "following", "created", "post_dates", "post_counts", "texts"}),
            "Interface publique de l’instance de la chaîne, sans jeton.",
            "Nombres exacts, vus de l’instance de la chaîne.",
            is_interface=True,
        ),
    ),
    metric_defs=((FOLLOWERS, "Comptes abonnés à la chaîne, vus de son instance."),),
    pace=1.0,
    parser_version="peertube-4",
    rank=185,
    requests_per_account=1.2,
    entity_kind="channel",
)

_OUTCOMES: Final = {401: Outcome.LOGIN_WALL, 404: Outcome.NOT_FOUND, 410: Outcome.GONE, 429: Outcome.RATE_LIMITED}
_KINDS: Final = {"c": "c", "video-channels": "c", "a": "a", "accounts": "a"}
_RESOURCES: Final = {"c": "video-channels", "a": "accounts"}
_OWN_PATHS: Final = frozenset({"video-channels", "accounts"})
_SECTIONS: Final = frozenset({"videos", "video-channels", "video-playlists", "about", "search"})
_INSTANCE: Final = re.compile(r"(?:^|\.)(?:[a-z0-9-]*peertube[a-z0-9-]*|[a-z0-9-]*tube|tube[a-z0-9-]*|videos?)(?:\.|$)")
_NAME: Final = re.compile(r"@?([a-z0-9_][a-z0-9_.-]{0,49})(?:@([a-z0-9.-]+\.[a-z]{2,}))?", re.IGNORECASE)


def match_url(url: str) -> AccountRef | None:
    """The channel (`/c/name`, `/video-channels/name`) or account (`/a/name`, `/accounts/name`) at `url`.

    Its host is the one that the name says, else that of the address. `/c/` and `/a/` alone are taken on hosts that name
    themselves a video site.
    """
    steps = steps_of(url)
    if steps is None or len(steps.path) < 2 or steps.host.endswith("youtube.com"):
        return None
    head, name, *rest = steps.path
    found = _NAME.fullmatch(name)
    if head not in _KINDS or found is None or len(rest) > 1 or not set(rest) <= _SECTIONS:
        return None
    if not (head in _OWN_PATHS and rest) and not _INSTANCE.search(steps.host):
        return None
    kind, user, host = _KINDS[head], found[1].lower(), (found[2] or steps.host).lower()
    return AccountRef("peertube", f"{kind}/{user}@{host}", f"https://{host}/{_RESOURCES[kind]}/{user}/videos")


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per channel, to its home instance."""
    door = choose_door(MANIFEST, month, access)
    for account in accounts if door else ():
        kind, _, name = account.handle.rpartition("/")
        user, _, host = name.partition("@")
        url = f"https://{host}/api/v1/{_RESOURCES[kind or 'c']}/{quote(user)}"
        yield Request(url, "peertube", "api", "profile", (account.account_id,))


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """The latest videos, then older ones until the start of the month is passed."""
    profile = capture.request.url.partition("?")[0]

    def first_page(reading: ProfileReading) -> Iterator[Request]:
        if reading.outcome is Outcome.OK:
            yield _videos(f"{profile}/videos", 0, capture.request.subjects)

    yield from follow_profile(capture, parse_profile, first_page, lambda page: _next_page(page, month))


def _videos(url: str, start: int, subjects: tuple[str, ...]) -> Request:
    query = f"sort=-publishedAt&count={_PAGE_SIZE}&start={start}"
    return Request(f"{url}?{query}", "peertube", "api", "posts", subjects)


def _next_page(capture: Capture, month: Month) -> Iterator[Request]:
    videos = look_list(_document(capture), "data")
    url, _, query = capture.request.url.partition("?")
    start = int(parse_qs(query).get("start", ["0"])[0])
    is_full = len(videos) == _PAGE_SIZE
    if is_full and answers.instant(look(videos[-1], "publishedAt"), "publishedAt") >= month_bounds(month)[0]:
        yield _videos(url, start + _PAGE_SIZE, capture.request.subjects)


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The reading of one channel or account. Raises LayoutError or Walled."""
    actor = _document(capture)
    host = urlsplit(capture.request.url).netloc
    kind = "a" if "/accounts/" in capture.request.url else "c"
    handle = f"{kind}/{need_text(actor, 'name').lower()}@{(look_text(actor, 'host') or host).lower()}"
    return [
        ProfileReading(
            account_id=account_of(capture, "peertube", handle),
            handle=handle,
            metric_def=FOLLOWERS,
            followers=answers.need_count(actor, "followersCount"),
            following=look_count(actor, "followingCount"),
            platform_id=f"{need_text(actor, 'id')}@{host}",
            name=look_text(actor, "displayName"),
            created_at=answers.look_instant(actor, "createdAt"),
            presentation=_presentation(actor),
        )
    ]


def _presentation(actor: Json) -> Presentation:
    """An account has no banner, a channel may; a description that nobody wrote is null."""
    avatars, banners = look(actor, "avatars"), look(actor, "banners")
    is_described = isinstance(actor, dict) and "description" in actor
    return Presentation(
        has_avatar=bool(avatars) if isinstance(avatars, list) else None,
        has_banner=bool(banners) if isinstance(banners, list) else None,
        bio_chars=bio_chars(look_text(actor, "description") or "") if is_described else None,
    )


_NAMES_ITS_SUBJECT: Final = re.compile(r"\b(?:channel|account)\b.*not found", re.IGNORECASE)


def _document(capture: Capture) -> Json:
    """The object that an answer holds. An error of the interface (RFC 7807) is a wall."""
    if not answers.is_json(capture):
        raise LayoutError(f"{answers.where(capture)}: this host gives a page, not the PeerTube API")
    document = answers.load_json(capture)
    status, detail = look(document, "status"), look_text(document, "detail") or look_text(document, "error") or ""
    if status == 404 and not _NAMES_ITS_SUBJECT.search(detail):
        raise LayoutError(f"{answers.where(capture)}: the instance does not know the question: {detail:.200}")
    if isinstance(status, int) and status >= 400:
        otherwise = Outcome.FORBIDDEN if status < 500 else Outcome.SERVER_ERROR
        raise Walled(_OUTCOMES.get(status, otherwise), f"{status} {detail:.200}")
    return document


def parse_posts(capture: Capture) -> list[Post]:
    """Videos, of a list of videos."""
    if capture.request.purpose == "profile":
        return []
    document = _document(capture)
    if not isinstance(look(document, "data"), list):
        raise LayoutError(f"{answers.where(capture)}: no list of videos in this answer")
    posts = (_post(capture, video) for video in document["data"])
    return list(posts)


def _post(capture: Capture, video: Json) -> Post:
    host = urlsplit(capture.request.url).netloc
    kind = "a" if "/accounts/" in capture.request.url else "c"
    owner = look_text(video, "account" if kind == "a" else "channel", "name") or ""
    described = "description" if look(video, "truncatedDescription") is None else "truncatedDescription"
    return Post(
        account_id=account_of(capture, "peertube", f"{kind}/{owner.lower()}@{host}"),
        post_id=need_text(video, "uuid"),
        created_at=answers.instant(look(video, "publishedAt"), "publishedAt"),
        kind="original",
        likes=look_count(video, "likes"),
        comments=look_count(video, "comments"),
        views=look_count(video, "views"),
        url=look_text(video, "url"),
        lang=look_text(video, "language", "id"),
        media_count=1,
        format="live" if look(video, "isLive") is True else "video",
        text=answers.join_words(video, "name", described),
    )
