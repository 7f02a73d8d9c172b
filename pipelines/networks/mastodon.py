"""Mastodon: the public REST API of each account's home instance (a remote copy undercounts followers)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote, urlsplit

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import AccountRef, Capture, Message, Post, Presentation, ProfileReading, Request
from pipelines.networks import answers, conversations
from pipelines.networks.answers import Json, look, look_count, look_list, look_text, need_text
from pipelines.networks.formats import format_of, told
from pipelines.networks.markup import plain
from pipelines.networks.planning import choose_door, follow_profile, month_bounds
from pipelines.networks.profiles import NOT_READ, account_of, bio_chars, steps_of
from pipelines.networks.protocol import Door, Manifest

FOLLOWERS: Final = "mastodon.followers"
_PAGE_SIZE: Final = 40

MANIFEST: Final = Manifest(
    name="mastodon",
    label="Mastodon",
    hosts=(),
    doors=(
        Door(
            "api",
            frozenset(
                {
                    "followers",
                    "following",
                    "posts",
                    "created",
                    "post_dates",
                    "post_counts",
                    "alt_texts",
                    "texts",
                    "replies",
                }
            ),
            "Interface publique de l’instance du compte ; une instance peut la fermer.",
            "Nombres exacts sur l’instance du compte ; certains serveurs masquent ou plafonnent.",
            is_interface=True,
        ),
    ),
    metric_defs=((FOLLOWERS, "Comptes qui suivent le compte, vus de son instance."),),
    pace=1.0,
    parser_version="mastodon-5",
    rank=190,
    wikidata=(("P4033", "https://{host}/@{user}"),),
    requests_per_account=1.2,
)

_USER: Final = re.compile(
    r"@([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?)(?:@([a-z0-9.-]+\.[a-z]{2,}))?", re.IGNORECASE
)
_ANCHOR: Final = re.compile(r"<a\s[^>]{1,2000}>")
_HREF: Final = re.compile(r'href="(https?://[^"]+)"')
_NO_PICTURE: Final = "/missing.png"
_IS_MENTION: Final = re.compile(r'class="[^"]*\b(?:mention|hashtag)\b|rel="[^"]*\btag\b')
_SECTIONS: Final = frozenset({"with_replies", "media", "followers", "following", "tagged"})
_OTHER_SITES: Final = (
    "bsky.app", "dailymotion.com", "facebook.com", "flipboard.com", "github.com", "google.com", "google.fr",
    "instagram.com", "kick.com", "linkedin.com", "linktr.ee", "medium.com", "odysee.com", "pinterest.com",
    "pinterest.fr", "rumble.com", "snapchat.com", "soundcloud.com", "substack.com", "t.me", "threads.com",
    "threads.net", "tiktok.com", "tumblr.com", "twitch.tv", "twitter.com", "unsplash.com", "vimeo.com", "x.com",
    "youtu.be", "youtube.com",
)  # fmt: skip


def match_url(url: str) -> AccountRef | None:
    """The account at `https://<instance>/@user`, on any host but those of sites that also write `@user`."""
    steps = steps_of(url)
    if steps is None or any(steps.host == site or steps.host.endswith(f".{site}") for site in _OTHER_SITES):
        return None
    path = list(steps.path)
    if path[:1] == ["web"]:
        path = path[1:]
    if path[:1] == ["users"] and len(path) == 2:
        path = [f"@{path[1]}"]
    found = _USER.fullmatch(path[0]) if path else None
    if not found or len(path) > 2 or (len(path) == 2 and path[1] not in _SECTIONS):
        return None
    user, host = found[1].lower(), (found[2] or steps.host).lower()
    return AccountRef("mastodon", f"{user}@{host}", f"https://{host}/@{user}")


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """One request per account, to its home instance."""
    door = choose_door(MANIFEST, month, access)
    for account in accounts if door else ():
        user, _, host = account.handle.partition("@")
        url = f"https://{host}/api/v1/accounts/lookup?acct={quote(user)}"
        yield Request(url, "mastodon", "api", "profile", (account.account_id,))


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """The statuses of the account, then older ones until the start of the month is passed."""
    yield from follow_profile(
        capture,
        parse_profile,
        lambda reading: _first_page(reading, is_silent=_is_silent(capture, month)),
        lambda page: _next_page(page, month),
    )


def _is_silent(capture: Capture, month: Month) -> bool:
    """True when `last_status_at`, a date without zone, is a day or more before the month."""
    last = answers.look_instant(answers.load_json(capture), "last_status_at")
    return last is not None and last + timedelta(days=2) <= month_bounds(month)[0]


def _first_page(reading: ProfileReading, *, is_silent: bool) -> Iterator[Request]:
    """The newest statuses; of an account that has been silent since before the month, one is proof enough."""
    number, _, host = (reading.platform_id or "").partition("@")
    if reading.outcome in (Outcome.OK, Outcome.RENAMED) and number.isalnum():
        url = f"https://{host}/api/v1/accounts/{number}/statuses?limit={1 if is_silent else _PAGE_SIZE}"
        yield Request(url, "mastodon", "api", "posts", (reading.account_id,))


def _next_page(capture: Capture, month: Month) -> Iterator[Request]:
    statuses = answers.load_json(capture)
    if not isinstance(statuses, list) or len(statuses) < _PAGE_SIZE:
        return
    oldest = statuses[-1]
    last_id = need_text(oldest, "id")
    if last_id.isalnum() and answers.instant(look(oldest, "created_at"), "created_at") >= month_bounds(month)[0]:
        first = capture.request.url.partition("&max_id=")[0]
        yield Request(f"{first}&max_id={last_id}", "mastodon", "api", "posts", capture.request.subjects)


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The reading of one account (`/accounts/lookup`, `/accounts/:id`). Raises LayoutError or Walled."""
    if not answers.is_json(capture):
        raise LayoutError(f"{answers.where(capture)}: this instance gives a page, not the Mastodon API")
    account = answers.load_json(capture)
    _raise_error(account)
    instance = urlsplit(capture.request.url).netloc
    acct = need_text(account, "acct").lower()
    handle = acct if "@" in acct else f"{acct}@{instance}"
    account_id = account_of(capture, "mastodon", handle)
    is_suspended = look(account, "suspended") is True
    outcome = Outcome.SUSPENDED if is_suspended else Outcome.RENAMED if look(account, "moved") else Outcome.OK
    return [
        ProfileReading(
            account_id=account_id,
            handle=handle,
            metric_def=FOLLOWERS,
            followers=NOT_READ if is_suspended else answers.need_count(account, "followers_count"),
            following=NOT_READ if is_suspended else look_count(account, "following_count"),
            posts=NOT_READ if is_suspended else look_count(account, "statuses_count"),
            platform_id=f"{need_text(account, 'id')}@{instance}",
            name=look_text(account, "display_name"),
            bio_url=_profile_link(account),
            created_at=answers.look_instant(account, "created_at"),
            outcome=outcome,
            presentation=_presentation(account),
        )
    ]


def _presentation(account: Json) -> Presentation:
    """An account without a picture has one of the instance's own, named `missing.png`."""
    avatar, banner = (look_text(account, name) for name in ("avatar", "header"))
    note = answers.look_words(account, "note")
    return Presentation(
        has_avatar=None if avatar is None else not avatar.endswith(_NO_PICTURE),
        has_banner=None if banner is None else not banner.endswith(_NO_PICTURE),
        bio_chars=bio_chars(None if note is None else plain(note)),
    )


def _profile_link(account: Json) -> str | None:
    """The first link of the profile's fields, one that the instance verified (`rel=me`) before any other, then of its
    presentation (where mentions and tags are links too)."""
    fields = sorted(look_list(account, "fields"), key=lambda field: look(field, "verified_at") is None)
    texts = [look_text(field, "value") or "" for field in fields] + [look_text(account, "note") or ""]
    anchors = (anchor for text in texts for anchor in _ANCHOR.findall(text) if not _IS_MENTION.search(anchor))
    links = (_HREF.search(anchor) for anchor in anchors)
    return next((html.unescape(link[1]) for link in links if link), None)


def _raise_error(document: Json) -> None:
    error = look_text(document, "error")
    if error is None:
        return
    lowered = error.lower()
    if "record not found" in lowered or "find user" in lowered:
        outcome = Outcome.NOT_FOUND
    elif "not found" in lowered:
        raise LayoutError(f"the instance does not know the question: {error:.200}")
    elif "suspended" in lowered:
        outcome = Outcome.SUSPENDED
    elif "gone" in lowered or "deleted" in lowered:
        outcome = Outcome.GONE
    elif "too many" in lowered or "throttled" in lowered:
        outcome = Outcome.RATE_LIMITED
    elif "requires an authenticated user" in lowered or "access token" in lowered or "not allowed" in lowered:
        outcome = Outcome.FORBIDDEN
    else:
        outcome = Outcome.SERVER_ERROR
    raise Walled(outcome, f"{error:.200}")


def parse_posts(capture: Capture) -> list[Post]:
    """Statuses in an account's list (or one status), boosts included without figures."""
    if capture.request.purpose == "profile":
        return []
    document = answers.load_json(capture)
    _raise_error(document)
    statuses = document if isinstance(document, list) else [document]
    return [_post(capture, status) for status in statuses]


def _post(capture: Capture, status: Json) -> Post:
    post_id, acct = need_text(status, "id"), need_text(status, "account", "acct").lower()
    handle = acct if "@" in acct else f"{acct}@{urlsplit(capture.request.url).netloc}"
    account_id = account_of(capture, "mastodon", handle)
    created = answers.instant(look(status, "created_at"), "created_at")
    if look(status, "reblog") is not None:
        return Post(account_id, post_id, created, "repost", url=look_text(status, "reblog", "url"))
    media = look_list(status, "media_attachments")
    card, poll = look_text(status, "card", "url"), [] if look(status, "poll") is None else ["poll"]
    return Post(
        account_id=account_id,
        post_id=post_id,
        created_at=created,
        kind="reply" if look(status, "in_reply_to_id") is not None else "original",
        likes=look_count(status, "favourites_count"),
        comments=look_count(status, "replies_count"),
        shares=look_count(status, "reblogs_count"),
        url=look_text(status, "url"),
        link_url=card,
        lang=look_text(status, "language"),
        media_count=len(media),
        alt_text_count=sum(bool(look_text(one, "description")) for one in media),
        format=format_of([*(told(look_text(one, "type")) for one in media), *poll], card),
        generator=look_text(status, "application", "name"),
        text=_words(status),
    )


def _words(status: Json) -> str | None:
    """The content (HTML), after the warning (plain text) that the author put before it."""
    content, warning = answers.look_words(status, "content"), look_text(status, "spoiler_text")
    return content if content is None else plain(f"{html.escape(warning or '')} {content}")


def plan_replies(capture: Capture, month: Month) -> Iterator[Request]:
    """The conversations of a sample of the statuses of a page."""
    instance = urlsplit(capture.request.url).netloc
    for post in conversations.shown(capture, parse_posts, month):
        url = f"https://{instance}/api/v1/statuses/{post.post_id}/context"
        yield Request(url, "mastodon", "api", conversations.PURPOSE, (post.account_id,))


def post_of(url: str) -> str:
    return urlsplit(url).path.rsplit("/", 2)[-2]


def read_replies(capture: Capture) -> list[Message]:
    """Messages right under the status of a `/context` answer, and whether its account answered them.

    Every answer names the account, because the interface writes it there: it takes a question mark to ask something.
    """
    document = answers.load_json(capture)
    _raise_error(document)
    if not isinstance(look(document, "descendants"), list):
        raise LayoutError(f"{answers.where(capture)}: no descendants in this answer")
    statuses, post_id = look_list(document, "descendants"), post_of(capture.request.url)
    instance, account_id = urlsplit(capture.request.url).netloc, capture.request.subjects[0]
    answered: dict[str, datetime] = {}
    for status in statuses:
        parent = look_text(status, "in_reply_to_id")
        if parent is not None and _author(status, instance) == account_id:
            written = answers.instant(look(status, "created_at"), "created_at")
            answered[parent] = min(written, answered.get(parent, written))
    messages = (
        conversations.Asked(
            key=need_text(status, "id"),
            written_at=answers.instant(look(status, "created_at"), "created_at"),
            text=plain(look_text(status, "content") or ""),
            is_addressed=False,
            answered_at=answered.get(need_text(status, "id")),
        )
        for status in statuses
        if look_text(status, "in_reply_to_id") == post_id and _author(status, instance) != account_id
    )
    return conversations.judge(messages, post_id, capture.fetched_at)


def _author(status: Json, instance: str) -> str:
    acct = need_text(status, "account", "acct").lower()
    return f"mastodon:{acct if '@' in acct else f'{acct}@{instance}'}"
