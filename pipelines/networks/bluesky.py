"""Bluesky: the public AppView (profiles by 25, author feeds). No token, no rounding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, unquote

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Message, Post, Presentation, ProfileReading, Request
from pipelines.networks import answers, conversations
from pipelines.networks.answers import Json, look, look_count, look_list, look_text, need_text
from pipelines.networks.formats import format_of
from pipelines.networks.planning import batches, choose_door, follow_profile, month_bounds
from pipelines.networks.profiles import absent, account_of, bio_chars, steps_of
from pipelines.networks.protocol import Door, Manifest

FOLLOWERS: Final = "bluesky.followers"
_ROOT: Final = "https://public.api.bsky.app/xrpc/"

_GIVES: Final = frozenset(
    {
        "followers",
        "following",
        "posts",
        "verified",
        "created",
        "post_dates",
        "post_counts",
        "alt_texts",
        "texts",
        "replies",
    }
)

MANIFEST: Final = Manifest(
    name="bluesky",
    label="Bluesky",
    hosts=("public.api.bsky.app",),
    doors=(
        Door(
            "appview",
            _GIVES,
            "Interface publique sans jeton ; données publiques par conception du protocole.",
            "Nombres exacts.",
            is_interface=True,
        ),
    ),
    metric_defs=((FOLLOWERS, "Comptes qui suivent le compte."),),
    pace=1.0,
    parser_version="bluesky-5",
    rank=80,
    api_hosts=("public.api.bsky.app",),
    wikidata=(("P12361", "https://bsky.app/profile/{}"),),
    requests_per_account=1.2,
)

_HOSTS: Final = frozenset({"bsky.app", "staging.bsky.app", "main.bsky.dev"})
_DID: Final = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]+)", re.IGNORECASE)
_HANDLE: Final = re.compile(
    r"@?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9])", re.IGNORECASE
)
_BROKEN_HANDLE: Final = "handle.invalid"
_LINK: Final = re.compile(r"https?://[^\s)>\]]+")


def match_url(url: str) -> AccountRef | None:
    """The account at `https://bsky.app/profile/<handle or did>`."""
    steps = steps_of(url)
    if steps is None or steps.host not in _HOSTS or len(steps.path) != 2 or steps.path[0] != "profile":
        return None
    if _DID.fullmatch(steps.path[1]):
        did = steps.path[1].lower()
        return AccountRef("bluesky", did, f"https://bsky.app/profile/{did}", did)
    found = _HANDLE.fullmatch(steps.path[1])
    return AccountRef("bluesky", found[1].lower(), f"https://bsky.app/profile/{found[1].lower()}") if found else None


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per 25 accounts."""
    door = choose_door(MANIFEST, month, access)
    for batch in batches(accounts, 25) if door else ():
        query = "&".join(f"actors={quote(account.handle, safe=':')}" for account in batch)
        subjects = tuple(account.account_id for account in batch)
        yield Request(f"{_ROOT}app.bsky.actor.getProfiles?{query}", "bluesky", "appview", "profile", subjects)


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """The author feed of each profile, then its next page until the start of the month is passed."""
    yield from follow_profile(capture, parse_profile, _first_page, lambda page: _next_page(page, month))


def _first_page(reading: ProfileReading) -> Iterator[Request]:
    if reading.outcome is Outcome.OK:
        yield _feed_request(reading.platform_id or reading.handle, reading.account_id)


def _feed_request(actor: str, account_id: str, cursor: str = "") -> Request:
    page = f"&cursor={quote(cursor, safe='')}" if cursor else ""
    query = f"actor={quote(actor, safe=':')}&limit=100&filter=posts_with_replies{page}"
    return Request(f"{_ROOT}app.bsky.feed.getAuthorFeed?{query}", "bluesky", "appview", "posts", (account_id,))


def _next_page(capture: Capture, month: Month) -> Iterator[Request]:
    document = answers.load_json(capture)
    cursor, items = look_text(document, "cursor"), look_list(document, "feed")
    found = re.search(r"[?&]actor=([^&]+)", capture.request.url)
    if cursor and items and found and _instant_of(items[-1]) >= month_bounds(month)[0]:
        yield _feed_request(found[1], capture.request.subjects[0], cursor)


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """Readings of getProfile and getProfiles. The latter leaves out accounts that do not exist: those are not_found."""
    document = answers.load_json(capture)
    _raise_error(document)
    if "profiles" not in document:
        return [_reading(capture, document, is_alone=True)]
    profiles = document["profiles"]
    if not isinstance(profiles, list):
        raise LayoutError(f"{answers.where(capture)}: `profiles` is no list")
    readings = [_reading(capture, profile, is_alone=False) for profile in profiles]
    seen = {reading.account_id for reading in readings}
    subjects = capture.request.subjects
    if not readings and not subjects:
        raise LayoutError(f"{answers.where(capture)}: no profile in this answer")
    return readings + [absent(name, FOLLOWERS, Outcome.NOT_FOUND) for name in subjects if name not in seen]


def _reading(capture: Capture, profile: Json, *, is_alone: bool) -> ProfileReading:
    did, handle = need_text(profile, "did"), need_text(profile, "handle").lower()
    by_did = f"bluesky:{did}"
    if handle == _BROKEN_HANDLE:
        handle = did.lower()
    link = _LINK.search(look_text(profile, "description") or "")
    return ProfileReading(
        account_id=by_did
        if by_did in capture.request.subjects
        else account_of(capture, "bluesky", handle, is_alone=is_alone),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=answers.need_count(profile, "followersCount"),
        following=look_count(profile, "followsCount"),
        posts=look_count(profile, "postsCount"),
        platform_id=did,
        name=look_text(profile, "displayName"),
        bio_url=look_text(profile, "website") or (link[0] if link else None),
        is_verified=_is_verified(look(profile, "verification")),
        created_at=answers.look_instant(profile, "createdAt"),
        presentation=Presentation(
            has_avatar=look_text(profile, "avatar") is not None,
            has_banner=look_text(profile, "banner") is not None,
            bio_chars=bio_chars(look_text(profile, "description") or ""),
        ),
    )


def _is_verified(verification: Json) -> bool | None:
    """True when the verification stands now, or when the account is itself trusted to verify others."""
    statuses = [look_text(verification, name) for name in ("verifiedStatus", "trustedVerifierStatus")]
    return None if verification is None else "valid" in statuses


def _raise_error(document: Json) -> None:
    if not isinstance(document, dict):
        raise LayoutError("a Bluesky answer is an object")
    error, message = look_text(document, "error"), look_text(document, "message") or ""
    if error is None:
        return
    lowered = f"{error} {message}".lower()
    if "takedown" in lowered or "suspended" in lowered:
        outcome = Outcome.SUSPENDED
    elif "deactivated" in lowered:
        outcome = Outcome.GONE
    elif "not found" in message.lower() or "resolve" in lowered:
        outcome = Outcome.NOT_FOUND
    elif "ratelimit" in lowered:
        outcome = Outcome.RATE_LIMITED
    elif "auth" in lowered or "blocked" in lowered:
        outcome = Outcome.FORBIDDEN
    else:
        outcome = Outcome.SERVER_ERROR
    raise Walled(outcome, f"{error}: {message:.200}")


def parse_posts(capture: Capture) -> list[Post]:
    """Posts in a getAuthorFeed answer, reposts included (dated by the repost, without figures)."""
    if capture.request.purpose == "profile":
        return []
    document = answers.load_json(capture)
    _raise_error(document)
    if not isinstance(document.get("feed"), list):
        raise LayoutError(f"{answers.where(capture)}: no feed in this answer")
    posts = (_post(capture, item) for item in document["feed"])
    return list(posts)


def _instant_of(item: Json) -> datetime:
    """The earlier of what the author says and what the network saw: the AppView sorts by it, as dates can be false."""
    if look(item, "reason", "indexedAt") is not None:
        return answers.instant(look(item, "reason", "indexedAt"), "reason.indexedAt")
    indexed = answers.instant(look(item, "post", "indexedAt"), "indexedAt")
    said = answers.look_instant(item, "post", "record", "createdAt")
    return min(indexed, said) if said else indexed


def _post(capture: Capture, item: Json) -> Post:
    uri = need_text(item, "post", "uri")
    author = need_text(item, "post", "author", "handle").lower()
    rkey = uri.rpartition("/")[2]
    account_id = account_of(capture, "bluesky", look_text(item, "reason", "by", "handle") or author)
    url = f"https://bsky.app/profile/{author}/post/{rkey}"
    if look_text(item, "reason", "$type") == "app.bsky.feed.defs#reasonRepost":
        repost_id = look_text(item, "reason", "uri") or f"repost of {uri}"
        return Post(account_id, repost_id, _instant_of(item), "repost", url=url)
    record, post = look(item, "post", "record"), look(item, "post")
    media = _media(look(record, "embed"))
    cited = look_text(record, "embed", "external", "uri") or _facet_link(record)
    return Post(
        account_id=account_id,
        post_id=uri,
        created_at=_instant_of(item),
        kind="reply" if look(record, "reply") else "original",
        likes=look_count(post, "likeCount"),
        comments=look_count(post, "replyCount"),
        shares=look_count(post, "repostCount"),
        url=url,
        link_url=cited,
        lang=look_text(record, "langs", 0),
        media_count=len(media),
        alt_text_count=sum(bool(look_text(one, "alt")) for one in media),
        format=format_of(("image" if look(one, "video") is None else "video" for one in media), cited),
        text=answers.look_words(record, "text"),
    )


def _media(embed: Json) -> list[Json]:
    """Images or the video of a post's embed, also when it quotes another post (`recordWithMedia`)."""
    holder = embed if look(embed, "media") is None else look(embed, "media")
    return look_list(holder, "images") or ([holder] if look(holder, "video") is not None else [])


def _facet_link(record: Json) -> str | None:
    features = (feature for facet in look_list(record, "facets") for feature in look_list(facet, "features"))
    return next((uri for feature in features if (uri := look_text(feature, "uri"))), None)


def plan_replies(capture: Capture, month: Month) -> Iterator[Request]:
    """The threads of a sample of the posts of a page, each with the answers to its answers."""
    for post in conversations.shown(capture, parse_posts, month):
        url = f"{_ROOT}app.bsky.feed.getPostThread?uri={quote(post.post_id, safe=':/')}&depth=2&parentHeight=0"
        yield Request(url, "bluesky", "appview", conversations.PURPOSE, (post.account_id,))


def post_of(url: str) -> str:
    return unquote(url.partition("uri=")[2].partition("&")[0])


def read_replies(capture: Capture) -> list[Message]:
    """Messages right under the post of a getPostThread answer, and whether the author of the post answered them."""
    document, post_id = answers.load_json(capture), post_of(capture.request.url)
    _raise_error(document)
    thread, did = look(document, "thread"), post_id.removeprefix("at://").partition("/")[0]
    if look(thread, "notFound") is True or look(thread, "blocked") is True:
        raise Walled(Outcome.NOT_FOUND, "the post is no longer shown")
    need_text(thread, "post", "uri")
    return conversations.judge(_messages(thread, did), post_id, capture.fetched_at)


def _messages(thread: Json, did: str) -> Iterator[conversations.Asked]:
    for reply in look_list(thread, "replies"):
        author = look_text(reply, "post", "author", "did")
        if author is None or author == did:
            continue
        ours = [one for one in look_list(reply, "replies") if look_text(one, "post", "author", "did") == did]
        record = look(reply, "post", "record")
        yield conversations.Asked(
            key=need_text(reply, "post", "uri"),
            written_at=_instant_of(reply),
            text=look_text(record, "text") or "",
            is_addressed=did in _mentioned(record),
            answered_at=min(map(_instant_of, ours), default=None),
        )


def _mentioned(record: Json) -> set[str | None]:
    features = (feature for facet in look_list(record, "facets") for feature in look_list(facet, "features"))
    return {look_text(feature, "did") for feature in features}
