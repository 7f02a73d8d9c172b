"""Telegram: public channels. The card of a channel (`t.me/name`) counts its subscribers exactly, its preview
(`t.me/s/name`) shows the posts, and the counters rounded.

Groups, persons and bots are no channels; a person's name is never kept.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.model.counts import Count, plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, AccountRef, Capture, Measure, Post, Presentation, ProfileReading, Request
from pipelines.networks import answers
from pipelines.networks._figures import NUMBER
from pipelines.networks.answers import look
from pipelines.networks.formats import format_of
from pipelines.networks.markup import plain_of
from pipelines.networks.planning import choose_door, follow_profile, month_bounds
from pipelines.networks.profiles import account_of, bio_chars, need_handle, steps_of
from pipelines.networks.protocol import Door, Manifest

SUBSCRIBERS: Final = "telegram.subscribers"

MANIFEST: Final = Manifest(
    name="telegram",
    label="Telegram",
    hosts=("t.me",),
    doors=(
        Door(
            "page",
            frozenset({"followers", "post_dates", "post_counts", "texts"}),
            "Pages publiques de la chaîne, lues seulement si robots.txt l’admet.",
            "Abonnés exacts ; vues et réactions arrondies au-delà de mille.",
        ),
    ),
    metric_defs=((SUBSCRIBERS, "Abonnés de la chaîne."),),
    pace=2.0,
    parser_version="telegram-4",
    rank=110,
    wikidata=(("P3789", "https://t.me/{}"),),
    requests_per_account=1.5,
    entity_kind="channel",
)

_HOSTS: Final = frozenset({"t.me", "telegram.me", "telegram.dog"})
_HANDLE: Final = re.compile(r"@?([a-z][a-z0-9_]{3,31})", re.IGNORECASE)
_NOT_CHANNELS: Final = frozenset({
    "addemoji", "addlist", "addstickers", "addtheme", "boost", "confirmphone", "contact", "giftcode", "invoice",
    "joinchat", "login", "proxy", "setlanguage", "share", "socks", "telegrampassport",
})  # fmt: skip
_LINK: Final = re.compile(r"https?://(?!(?:www\.)?(?:t\.me|telegram\.me)/)", re.IGNORECASE)
_CARD_COUNT: Final = re.compile(rf"{NUMBER} (?:subscribers?|abonnée?s?)", re.IGNORECASE)
_MEDIA: Final = (
    ".tgme_widget_message_photo_wrap, .tgme_widget_message_video_player, .tgme_widget_message_roundvideo_player"
)
_FORMATS: Final = {
    "image": ".tgme_widget_message_photo_wrap",
    "video": ".tgme_widget_message_video_player, .tgme_widget_message_roundvideo_player, .tgme_widget_message_voice",
    "poll": ".tgme_widget_message_poll",
    "document": ".tgme_widget_message_document_wrap",
}

_BIO: Final = ".tgme_channel_info_description, .tgme_page_description"


def match_url(url: str) -> AccountRef | None:
    """The channel at `t.me/name` or `t.me/s/name`. Invitations, share links, posts and bots are none."""
    steps = steps_of(url)
    if steps is None:
        return None
    if steps.host in _HOSTS:
        path = steps.path[1:] if steps.path[:1] == ("s",) else steps.path
    elif steps.host.endswith(".t.me") and not steps.path:
        path = (steps.host.removesuffix(".t.me"),)
    else:
        return None
    found = _HANDLE.fullmatch(path[0]) if len(path) == 1 else None
    handle = found[1].lower() if found else ""
    if not handle or handle in _NOT_CHANNELS or handle.endswith("bot"):
        return None
    return AccountRef("telegram", handle, f"https://t.me/{handle}")


def plan(accounts: Sequence[AccountRef], month: Month, access: frozenset[str]) -> Iterator[Request]:
    """The card of each channel."""
    door = choose_door(MANIFEST, month, access)
    for account in accounts if door else ():
        yield Request(f"https://t.me/{account.handle}", "telegram", "page", "profile", (account.account_id,))


def follow(capture: Capture, month: Month) -> Iterator[Request]:
    """The preview of each channel, then what stands before it until the start of the month is passed."""
    yield from follow_profile(
        capture, parse_profile, lambda reading: [_preview(capture, reading.handle)], lambda page: _earlier(page, month)
    )


def _preview(capture: Capture, handle: str, before: int | None = None) -> Request:
    query = "" if before is None else f"?before={before}"
    return Request(f"https://t.me/s/{handle}{query}", "telegram", "page", "posts", capture.request.subjects)


def _earlier(capture: Capture, month: Month) -> Iterator[Request]:
    posts = _posts(capture)
    numbers = [int(post.post_id.rpartition("/")[2]) for post in posts]
    is_all_seen = any(post.created_at < month_bounds(month)[0] for post in posts)
    if numbers and min(numbers) > 1 and not is_all_seen:
        yield _preview(capture, posts[0].post_id.partition("/")[0].lower(), min(numbers))


def parse_profile(capture: Capture) -> list[ProfileReading]:
    """The reading of a channel's card or preview. Raises LayoutError (also for groups, persons, bots) or Walled."""
    page = answers.page_of(capture)
    is_preview = page.css_first(".tgme_channel_info") is not None
    followers = _counter(page) if is_preview else _card_count(page)
    if followers is None:
        has_title = page.css_first(".tgme_page_title") is not None
        if not has_title and page.css_first(".tgme_page_icon, .tgme_page_additional") is not None:
            raise Walled(Outcome.NOT_FOUND, "the card of a name that nobody shows")
        raise LayoutError(f"{answers.where(capture)}: no count of subscribers: a group, a person, a bot, or no card")
    handle = need_handle(capture, _own_handle(page))
    title = page.css_first(".tgme_channel_info_header_title" if is_preview else ".tgme_page_title")
    reading = ProfileReading(
        account_id=account_of(capture, "telegram", handle),
        handle=handle,
        metric_def=SUBSCRIBERS,
        followers=followers,
        platform_id=_channel_id(page),
        name=plain_text(title.text()) or None if title else None,
        bio_url=_site_in(page, _BIO),
        presentation=_presentation(page),
    )
    return [reading]


def _presentation(page: LexborHTMLParser) -> Presentation:
    """A channel without a picture shows its initial, one without a presentation no element for it."""
    return Presentation(
        has_avatar=page.css_first("img.tgme_page_photo_image, .tgme_channel_info_header img") is not None,
        bio_chars=bio_chars(plain_of(page.css_first(_BIO)) or ""),
    )


def parse_posts(capture: Capture) -> list[Post]:
    """Posts in a channel's preview, forwarded ones as reposts. A card holds none.

    Raises LayoutError, or Walled when a channel shows no preview (its card answers instead).
    """
    posts = [] if capture.request.purpose == "profile" and not _is_preview(capture) else _posts(capture)
    return list(posts)


def _is_preview(capture: Capture) -> bool:
    return answers.page_of(capture).css_first(".tgme_channel_history, .tgme_widget_message") is not None


def _posts(capture: Capture) -> list[Post]:
    page = answers.page_of(capture)
    messages = page.css(".tgme_widget_message[data-post]")
    if not messages and page.css_first(".tgme_channel_history") is None:
        if page.css_first(".tgme_page") is not None:
            raise Walled(Outcome.LOGIN_WALL, "the channel shows its posts in the application only")
        raise LayoutError(f"{answers.where(capture)}: neither messages nor the place where they stand")
    return [_post(capture, node) for node in messages if "service_message" not in (node.attributes.get("class") or "")]


def _post(capture: Capture, node: LexborNode) -> Post:
    post_id = node.attributes.get("data-post") or ""
    channel, _, number = post_id.partition("/")
    date = node.css_first(".tgme_widget_message_date time[datetime], time.time[datetime]")
    if not (channel and number.isascii() and number.isdigit()) or len(number) > 12 or date is None:
        raise LayoutError(f"{answers.where(capture)}: a message without number or date: {post_id!r:.60}")
    views = node.css_first(".tgme_widget_message_views")
    preview = node.css_first("a.tgme_widget_message_link_preview[href]")
    cited = preview.attributes.get("href") if preview else _site_in(node, ".tgme_widget_message_text")
    return Post(
        account_id=account_of(capture, "telegram", channel.lower()),
        post_id=post_id,
        created_at=answers.instant(date.attributes.get("datetime"), "datetime"),
        kind="repost" if node.css_first(".tgme_widget_message_forwarded_from") else "original",
        likes=_reactions(node),
        views=answers.display_count(plain_text(views.text())) if views else NOT_GIVEN,
        url=f"https://t.me/{post_id}",
        link_url=cited,
        media_count=len(node.css(_MEDIA)),
        format=format_of((name for name, marks in _FORMATS.items() if node.css_first(marks)), cited),
        text=plain_of(node.css_first(".tgme_widget_message_text")),
    )


def _reactions(node: LexborNode) -> Measure:
    """All reactions together; a channel that shows none may not allow them."""
    texts = (plain_text(one.text(deep=False)) for one in node.css(".tgme_reaction"))
    counts = [measure.count for text in texts if text and (measure := answers.display_count(text)).count]
    if not counts:
        return NOT_GIVEN
    value, lo, hi = (sum(getattr(count, name) for count in counts) for name in ("value", "lo", "hi"))
    return Measure.of(Count(value, lo, hi, " + ".join(count.display for count in counts)))


def _counter(page: LexborHTMLParser) -> Measure | None:
    """The subscribers among the counters of a preview (photos, videos, files and links have one too)."""
    for counter in page.css(".tgme_channel_info_counter"):
        found = _CARD_COUNT.fullmatch(plain_text(counter.text(separator=" ")))
        if found:
            return answers.display_count(found["number"].strip())
    return None


def _card_count(page: LexborHTMLParser) -> Measure | None:
    node = page.css_first(".tgme_page_extra")
    found = _CARD_COUNT.fullmatch(plain_text(node.text())) if node else None
    return answers.display_count(found["number"].strip()) if found else None


def _own_handle(page: LexborHTMLParser) -> str | None:
    """The name that a preview gives its channel."""
    link = page.css_first(".tgme_channel_info_header_username a[href]")
    found = match_url(link.attributes.get("href") or "") if link else None
    return found.handle if found else None


def _channel_id(page: LexborHTMLParser) -> str | None:
    """The number of the channel, in the `data-view` of its messages (`{"c": -1001234567, …}`)."""
    for node in page.css(".tgme_widget_message[data-view]"):
        text = node.attributes.get("data-view") or ""
        try:
            channel = look(json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))), "c")
        except (ValueError, RecursionError):
            continue
        if isinstance(channel, int) and channel < 0:
            return str(-channel)
    return None


def _site_in(node: LexborHTMLParser | LexborNode, place: str) -> str | None:
    """The first link in `place` that leads out of Telegram."""
    for holder in node.css(place):
        for link in holder.css("a[href]"):
            href = link.attributes.get("href") or ""
            if _LINK.match(href):
                return href
    return None
