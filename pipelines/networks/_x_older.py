"""X's JSON before and beside API v2: API v1.1 and the site's own GraphQL, read when they are imported.

Belongs here: those shapes, and what all of X shares (instants in ids, the rule for reposts). x.py chooses.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from pipelines.model.counts import Count, plain_text
from pipelines.model.errors import LayoutError
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Measure, Post, Presentation, ProfileReading
from pipelines.networks import answers
from pipelines.networks.answers import Json, look, look_count, look_text, walk
from pipelines.networks.profiles import account_of, bio_chars, handle_asked

FOLLOWERS: Final = "x.followers"
_EPOCH_MS: Final = 1_288_834_974_657
_TAG: Final = re.compile(r"<[^>]{0,400}>")


def instant_of_id(post_id: str) -> datetime:
    """The instant in a post id (since November 2010): milliseconds in the bits above the 22 lowest."""
    if not (post_id.isascii() and post_id.isdigit() and 15 <= len(post_id) <= 20):
        raise LayoutError(f"{post_id!r:.40} is not a post id that tells its instant")
    return answers.instant_of_seconds(((int(post_id) >> 22) + _EPOCH_MS) / 1000, "post id")


def outcome_for(capture: Capture, handle: str) -> Outcome:
    """`renamed` when the page of one handle was asked for and another's answered: handles are given away again."""
    asked = handle_asked(capture)
    return Outcome.OK if asked is None or asked.isdigit() or asked == handle else Outcome.RENAMED


def generator_of(tweet: Json) -> str | None:
    """The program that sent a tweet: `source` is its name, or a link around it."""
    return plain_text(_TAG.sub("", look_text(tweet, "source") or "")) or None


_WORDS: Final = (
    ("note_tweet", "text"), ("note_tweet", "note_tweet_results", "result", "text"), ("extended_tweet", "full_text"),
    ("full_text",), ("text",),
)  # fmt: skip


def text_of(tweet: Json) -> str | None:
    """What a tweet says, in any JSON shape, the long form of a cut one first; `&`, `<` and `>` are escaped in all."""
    found = next((words for path in _WORDS if (words := answers.look_words(tweet, *path)) is not None), None)
    return None if found is None else html.unescape(found)


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
    return [v11_reading(capture, user, is_alone=len(by_handle) == 1) for user in by_handle.values()]


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


def v11_reading(capture: Capture, user: Json, *, is_alone: bool = True) -> ProfileReading:
    """The account of a v1.1 or GraphQL user with a follower count."""
    handle = _handle_of(user)
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
        presentation=presentation_of(flat, look_text(flat, "profile_image_url_https")),
    )


def presentation_of(user: Json, picture: str | None) -> Presentation:
    """What a user shows; without a picture of its own its address is in `default_profile_images`.

    The place is told by answers that give the picture: the interface leaves out one that is empty.
    """
    return Presentation(
        has_avatar=None if picture is None else "/default_profile_images/" not in picture,
        has_category=None if picture is None else bool((look_text(user, "location") or "").strip()),
        bio_chars=bio_chars(answers.look_words(user, "description")),
    )


def json_posts(capture: Capture, document: Json) -> Iterator[Post]:
    """Posts of a v1.1 timeline (a bare list) or of a GraphQL timeline (`tweet_results`)."""
    if isinstance(document, list):
        yield from (v11_post(capture, tweet) for tweet in document if look(tweet, "text") or look(tweet, "full_text"))
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


def v11_post(capture: Capture, tweet: Json) -> Post:
    """A tweet in the shape of API v1.1 (and of the embedded timeline, which adds `reply_count`)."""
    post_id = look_text(tweet, "id_str") or answers.need_text(tweet, "id")
    handle = (look_text(tweet, "user", "screen_name") or look_text(tweet, "user", "id") or "").lower()
    metrics = {
        "likes": look_count(tweet, "favorite_count"), "shares": look_count(tweet, "retweet_count"),
        "comments": look_count(tweet, "reply_count"),
    }  # fmt: skip
    return post_of(
        account_of(capture, "x", handle), post_id, answers.instant(look(tweet, "created_at"), "created_at"),
        _older_kind(tweet), metrics=metrics, lang=look_text(tweet, "lang"), generator=generator_of(tweet),
        link_url=look_text(tweet, "entities", "urls", 0, "expanded_url"), text=text_of(tweet),
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
        metrics=metrics, lang=look_text(legacy, "lang"), generator=generator_of(tweet),
        link_url=look_text(legacy, "entities", "urls", 0, "expanded_url"),
        text=text_of(legacy) if look(tweet, "note_tweet") is None else text_of(tweet),
    )  # fmt: skip


def _older_kind(tweet: Json) -> str:
    if look(tweet, "retweeted_status") or look(tweet, "retweeted_status_result"):
        return "repost"
    is_reply = look(tweet, "in_reply_to_status_id_str") or look(tweet, "in_reply_to_status_id")
    return "reply" if is_reply or look(tweet, "in_reply_to_user_id_str") else "original"
