"""What citizens ask under the posts of an account, and whether it answers: a yes or no and a delay for each message.

Nothing else of a citizen is kept, in the archive either: the answer of an interface is reduced to these before it is
written (METHOD, section 5). Belongs here: which posts and messages are looked at, and their reduced form. Not here: the
layout of any one network.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Final

from pipelines.model.errors import LayoutError, ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Message, Post
from pipelines.networks.answers import Json, load_json, look, where
from pipelines.networks.planning import is_within
from pipelines.networks.protocol import Conversations

PURPOSE: Final = "replies"
THREADS_PER_PAGE: Final = 8
MESSAGES_PER_THREAD: Final = 25
ANSWER_WITHIN: Final = timedelta(days=7)
_HOUR: Final = timedelta(hours=1)
_HEADERS: Final[Mapping[str, str]] = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One message right under a post, in the memory of the reading alone: `is_addressed` when it names the account;
    `answered_at` is the first answer of the account to it."""

    key: str
    written_at: datetime
    text: str
    is_addressed: bool
    answered_at: datetime | None


def sample(posts: Iterable[Post], month: Month, seen_at: datetime) -> Iterator[Post]:
    """Those of a page of posts whose conversations are read: original ones of the month that are a week old and have
    comments, eight at most, drawn by the hash of their id."""
    found = [
        post
        for post in posts
        if post.kind == "original"
        and is_within(post.created_at, month)
        and post.created_at <= seen_at - ANSWER_WITHIN
        and post.comments.count is not None
        and post.comments.count.value > 0
    ]
    yield from sorted(found, key=lambda post: _draw(post.post_id))[:THREADS_PER_PAGE]


def shown(capture: Capture, parse_posts: Callable[[Capture], list[Post]], month: Month) -> list[Post]:
    """The sample of a page of posts; nothing follows from a failure, nor from what cannot be read."""
    if capture.request.purpose != "posts" or not capture.outcome.gives_page:
        return []
    try:
        return list(sample(parse_posts(capture), month, capture.fetched_at))
    except ReadingError:
        return []


def judge(messages: Iterable[Asked], post_id: str, seen_at: datetime) -> list[Message]:
    """Messages that ask something (a question mark, or the account by its name) and had a week to be answered; 25 at
    most, drawn, in the order of their delays. A delay is in whole hours: an exact one would give away an instant."""
    eligible = (
        one
        for one in sorted(messages, key=lambda one: _draw(one.key))
        if ("?" in one.text or one.is_addressed) and one.written_at <= seen_at - ANSWER_WITHIN
    )
    hours = [_hours(one) for one in islice(eligible, MESSAGES_PER_THREAD)]
    ordered = sorted(hours, key=lambda delay: (delay is None, delay))
    return [Message(post_id, delay is not None, delay) for delay in ordered]


def _hours(one: Asked) -> int | None:
    if one.answered_at is None or one.answered_at - one.written_at > ANSWER_WITHIN:
        return None
    return max(0, round((one.answered_at - one.written_at) / _HOUR))


def _draw(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=8).digest()


def reduced(network: Conversations, capture: Capture) -> Capture:
    """A capture as it may be archived: of a conversation, nothing but what `judge` says of its messages.

    What could not be read leaves the reason alone, in words of ours.
    """
    if capture.request.purpose != PURPOSE or not capture.outcome.gives_page:
        return capture
    kept: dict[str, object]
    try:
        messages = network.read_replies(capture)
        kept = {"post": network.post_of(capture.request.url), "hours": [one.reply_hours for one in messages]}
    except Walled as wall:
        kept = {"wall": wall.outcome.value}
    except ReadingError:
        kept = {"unread": True}
    return replace(capture, headers=dict(_HEADERS), body=json.dumps(kept).encode())


def parse_kept(capture: Capture) -> list[Message]:
    """The messages of a reduced answer. Raises LayoutError or Walled."""
    document = load_json(capture)
    wall, post_id, hours = look(document, "wall"), look(document, "post"), look(document, "hours")
    if wall is not None:
        raise Walled(Outcome(wall), "the conversation is not shown")
    if not isinstance(post_id, str) or not isinstance(hours, list):
        raise LayoutError(f"{where(capture)}: the layout of this conversation is not known; nothing of it was kept")
    return [Message(post_id, delay is not None, _delay(delay)) for delay in hours]


def _delay(found: Json) -> int | None:
    if found is not None and (not isinstance(found, int) or found < 0):
        raise LayoutError("a delay is not a number of hours")
    return found
