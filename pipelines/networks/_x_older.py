"""X before and beside API v2: the profile page of 2012–2014, API v1.1, the site's own GraphQL (imported).

Belongs here: those layouts, and what all of X shares (instants in ids, the rule for reposts). x.py chooses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.model.counts import Count, plain_text
from pipelines.model.errors import LayoutError, Walled
from pipelines.model.outcomes import Outcome
from pipelines.model.records import NOT_GIVEN, Capture, Measure, Post, ProfileReading
from pipelines.networks import answers
from pipelines.networks.answers import Json, look, look_count, look_text, walk
from pipelines.networks.profiles import account_of

FOLLOWERS: Final = "x.followers"
_EPOCH_MS: Final = 1_288_834_974_657


def instant_of_id(post_id: str) -> datetime:
    """The instant in a post id (since November 2010): milliseconds in the bits above the 22 lowest."""
    if not (post_id.isascii() and post_id.isdigit() and 15 <= len(post_id) <= 20):
        raise LayoutError(f"{post_id!r:.40} is not a post id that tells its instant")
    return answers.instant_of_seconds(((int(post_id) >> 22) + _EPOCH_MS) / 1000, "post id")


def is_institution(kind: str | None, verified: Json) -> bool | None:
    """True for business and government marks; a paid tick is none. Before the kinds (2022), the tick itself."""
    if kind:
        return kind.lower() in ("business", "government")
    return verified if isinstance(verified, bool) else None


def post_of(
    account_id: str, post_id: str, created_at: datetime, kind: str, *, metrics: Mapping[str, Any], **details: Any
) -> Post:
    """A post with its own figures; those of a repost belong to the other account and are left out."""
    own = {} if kind == "repost" else dict(metrics)
    return Post(account_id, post_id, created_at, kind, **own, url=f"https://x.com/i/status/{post_id}", **details)


def read_users(capture: Capture, document: Json) -> list[ProfileReading]:
    """Every user with a follower count in a v1.1 or GraphQL answer, each once; `[]` when there is none."""
    owner = look(document, "data", "user", "result")
    users = [owner] if _followers_of(owner) is not None else list(_users_in(document))
    by_handle: dict[str, Json] = {}
    for user in users:
        by_handle.setdefault(_handle_of(user), user)
    return [_reading(capture, user, handle, is_alone=len(by_handle) == 1) for handle, user in by_handle.items()]


def _users_in(document: Json) -> Iterator[Json]:
    stack = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if _followers_of(node) is not None:
                yield node
            else:
                stack.extend(value for key, value in reversed(node.items()) if key not in _OTHER_PEOPLE)
        elif isinstance(node, list):
            stack.extend(reversed(node))


_OTHER_PEOPLE: Final = ("retweeted_status", "quoted_status", "retweeted_status_result", "quoted_status_result")


def _followers_of(user: Json) -> Json:
    """v1.1, GraphQL until 2025 (`legacy`), GraphQL of 2026 (`relationship_counts`)."""
    for path in (("relationship_counts", "followers"), ("legacy", "followers_count"), ("followers_count",)):
        found = look(user, *path)
        if found is not None:
            return found
    return None


def _handle_of(user: Json) -> str:
    for path in (("core", "screen_name"), ("legacy", "screen_name"), ("screen_name",)):
        found = look_text(user, *path)
        if found:
            return found.lower()
    raise LayoutError("a user with a follower count but no screen_name")


def _reading(capture: Capture, user: Json, handle: str, *, is_alone: bool) -> ProfileReading:
    flat = user["legacy"] if isinstance(look(user, "legacy"), dict) else user
    posts = look_count(user, "tweet_counts", "tweets")
    following = look_count(user, "relationship_counts", "following")
    kind = look_text(user, "verification", "verified_type") or look_text(flat, "verified_type")
    return ProfileReading(
        account_id=account_of(capture, "x", handle, is_alone=is_alone),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=Measure.of(Count.exact(answers.whole_number(_followers_of(user), "followers"))),
        following=following if following.count else look_count(flat, "friends_count"),
        posts=posts if posts.count else look_count(flat, "statuses_count"),
        platform_id=look_text(user, "rest_id") or look_text(flat, "id_str") or look_text(flat, "id"),
        name=look_text(user, "core", "name") or look_text(flat, "name"),
        bio_url=look_text(flat, "entities", "url", "urls", 0, "expanded_url"),
        is_verified=is_institution(kind, look(flat, "verified")),
        created_at=answers.look_instant(user, "core", "created_at") or answers.look_instant(flat, "created_at"),
    )


def json_posts(capture: Capture, document: Json) -> Iterator[Post]:
    """Posts of a v1.1 timeline (a bare list) or of a GraphQL timeline (`tweet_results`)."""
    if isinstance(document, list):
        yield from (_v11_post(capture, tweet) for tweet in document if look(tweet, "text") or look(tweet, "full_text"))
        return
    results = [look(found, "result") for found in walk(document, "tweet_results")]
    tweets = [look(result, "tweet") or result for result in results]
    if not tweets:
        raise LayoutError(f"{answers.where(capture)}: no tweet_results in this answer")
    seen: set[str] = set()
    for tweet in tweets:
        post_id = look_text(tweet, "rest_id")
        if post_id and post_id not in seen and look(tweet, "legacy") is not None:
            seen.add(post_id)
            yield _graphql_post(capture, tweet, post_id)


def _v11_post(capture: Capture, tweet: Json) -> Post:
    post_id = look_text(tweet, "id_str") or answers.need_text(tweet, "id")
    handle = (look_text(tweet, "user", "screen_name") or look_text(tweet, "user", "id") or "").lower()
    metrics = {"likes": look_count(tweet, "favorite_count"), "shares": look_count(tweet, "retweet_count")}
    return post_of(
        account_of(capture, "x", handle), post_id, answers.instant(look(tweet, "created_at"), "created_at"),
        _older_kind(tweet), metrics=metrics, lang=look_text(tweet, "lang"),
        link_url=look_text(tweet, "entities", "urls", 0, "expanded_url"),
    )  # fmt: skip


def _graphql_post(capture: Capture, tweet: Json, post_id: str) -> Post:
    legacy = tweet["legacy"]
    handle = look_text(tweet, "core", "user_results", "result", "core", "screen_name") or look_text(
        tweet, "core", "user_results", "result", "legacy", "screen_name"
    )
    metrics = {
        "likes": look_count(legacy, "favorite_count"), "comments": look_count(legacy, "reply_count"),
        "shares": look_count(legacy, "retweet_count"), "views": look_count(tweet, "views", "count"),
    }  # fmt: skip
    return post_of(
        account_of(capture, "x", (handle or "").lower()), post_id,
        answers.look_instant(legacy, "created_at") or instant_of_id(post_id), _older_kind(legacy),
        metrics=metrics, lang=look_text(legacy, "lang"),
        link_url=look_text(legacy, "entities", "urls", 0, "expanded_url"),
    )  # fmt: skip


def _older_kind(tweet: Json) -> str:
    if look(tweet, "retweeted_status") or look(tweet, "retweeted_status_result"):
        return "repost"
    is_reply = look(tweet, "in_reply_to_status_id_str") or look(tweet, "in_reply_to_status_id")
    return "reply" if is_reply or look(tweet, "in_reply_to_user_id_str") else "original"


def read_page(capture: Capture) -> ProfileReading:
    """The profile page of 2012–2014. Raises Walled for notices and the empty shell of today, LayoutError otherwise."""
    page = answers.page_of(capture)
    _raise_wall(capture, page)
    stats = {term: page.css_first(f"ul.stats a[data-element-term={term}_stats] strong") for term in _TERMS}
    shown = {term: answers.display_count(plain_text(node.text())) for term, node in stats.items() if node}
    user = _init_data_user(page)
    if "follower" not in shown:
        raise LayoutError(f"{answers.where(capture)}: no follower_stats in the profile's own statistics")
    exact = look_count(user, "followers_count")
    if exact.count and not _agree(exact, shown["follower"]):
        raise LayoutError(f"{answers.where(capture)}: the page shows {shown['follower']} but its data say {exact}")
    list_node = page.css_first("ul.stats[data-user-id]")
    link = page.css_first("ul.stats a[data-element-term=follower_stats]")
    path = (link.attributes.get("href") or "" if link else "").strip("/").partition("/")[0]
    handle = (look_text(user, "screen_name") or path).lower()
    if not re.fullmatch(r"\w{1,20}", handle):
        raise LayoutError(f"{answers.where(capture)}: the page names no handle")
    return ProfileReading(
        account_id=account_of(capture, "x", handle),
        handle=handle,
        metric_def=FOLLOWERS,
        followers=exact if exact.count else shown["follower"],
        following=shown.get("following", NOT_GIVEN),
        posts=shown.get("tweet", NOT_GIVEN),
        platform_id=look_text(user, "id_str") or (list_node.attributes.get("data-user-id") if list_node else None),
        name=look_text(user, "name"),
        bio_url=look_text(user, "url"),
        is_verified=is_institution(None, look(user, "verified")),
        created_at=answers.look_instant(user, "created_at"),
    )


_TERMS: Final = ("tweet", "following", "follower")


def _agree(exact: Measure, shown: Measure) -> bool:
    return bool(exact.count and shown.count and shown.count.lo <= exact.count.value <= shown.count.hi)


def _init_data_user(page: LexborHTMLParser) -> Json:
    node = page.css_first("input#init-data")
    try:
        data = json.loads((node.attributes.get("value") or "null") if node else "null")
    except (ValueError, RecursionError):
        return None
    return look(data, "profile_user")


def _raise_wall(capture: Capture, page: LexborHTMLParser) -> None:
    title = answers.title_of(page).lower()
    if "/account/suspended" in capture.final_url or page.css_first("div.suspended, .route-account_suspended"):
        raise Walled(Outcome.SUSPENDED, title)
    if page.css_first("body.error-page, .errorpage-topbar") or "/ ?" in title:
        raise Walled(Outcome.NOT_FOUND, title)
    if title in ("x.com", "x", "twitter") and page.css_first("ul.stats") is None:
        raise Walled(Outcome.LOGIN_WALL, "the empty shell that X gives without login")


def page_posts(capture: Capture) -> Iterator[Post]:
    """Posts in the stream of the profile page: id, instant and kind; retweets are those of other accounts."""
    page = answers.page_of(capture)
    own = (look_text(_init_data_user(page), "screen_name") or "").lower()
    for node in page.css("li.js-stream-item div.js-stream-tweet[data-tweet-id]"):
        post_id = node.attributes.get("data-tweet-id") or ""
        attributes, author = node.attributes, (node.attributes.get("data-screen-name") or "").lower()
        is_repost = "data-retweet-id" in attributes or (own and author != own)
        kind = "repost" if is_repost else "reply" if "data-is-reply-to" in attributes else "original"
        yield post_of(
            account_of(capture, "x", own or author), post_id, _stream_instant(node, post_id), kind, metrics={}
        )


def _stream_instant(node: LexborNode, post_id: str) -> datetime:
    time = node.css_first("[data-time]")
    seconds = time.attributes.get("data-time") if time else None
    if seconds and seconds.isdigit():
        return answers.instant_of_seconds(answers.whole_number(seconds, "data-time"))
    return instant_of_id(post_id)
