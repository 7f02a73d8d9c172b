"""Answers to citizens: what is asked, what is read, and that nothing else of a citizen is left."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.model.errors import LayoutError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Message, Request
from pipelines.networks import bluesky, conversations, mastodon
from pipelines.networks.protocol import Conversations
from pipelines.networks.reading import read_partition
from pipelines.networks.registry import NETWORKS

MONTH = Month(2026, 10)
SEEN = datetime(2026, 10, 31, 16, tzinfo=UTC)
DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
CITIZEN = "did:plc:cccccccccccccccccccccccc"
POST = f"at://{DID}/app.bsky.feed.post/3kaheyt6vpc22"
SKY = f"https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri={POST}&depth=2&parentHeight=0"
TOOT = "https://social.fr/api/v1/statuses/110/context"
SECRET = "Madame Untel"


def capture(url: str, network: str, document: Any, outcome: Outcome = Outcome.OK) -> Capture:
    account = {"bluesky": "bluesky:ville.fr", "mastodon": "mastodon:ville@social.fr"}[network]
    door = {"bluesky": "appview", "mastodon": "api"}[network]
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    headers = {"etag": "x", "content-encoding": "identity"}
    request = Request(url, network, door, "replies", (account,))
    return Capture(request, outcome, SEEN, 200, url, headers, body)


def note(did: str, key: str, at: str, text: str = "?", *replies: Any, **record: Any) -> dict[str, Any]:
    post = {
        "uri": f"at://{did}/app.bsky.feed.post/{key}", "author": {"did": did, "handle": SECRET}, "indexedAt": at,
        "record": {"text": text, "createdAt": at, **record},
    }  # fmt: skip
    return {"post": post, "replies": list(replies)}


def thread(*replies: Any) -> Capture:
    return capture(SKY, "bluesky", {"thread": {"post": {"uri": POST}, "replies": list(replies)}})


def status(number: int, parent: int, acct: str, at: str, content: str = "<p>Quand&nbsp;?</p>") -> dict[str, Any]:
    return {
        "id": str(number), "in_reply_to_id": str(parent), "created_at": at, "content": content,
        "account": {"acct": acct, "display_name": SECRET},
    }  # fmt: skip


def test_bluesky_and_mastodon_show_conversations() -> None:
    assert {name for name, one in NETWORKS.items() if isinstance(one, Conversations)} == {"bluesky", "mastodon"}
    for name, network in NETWORKS.items():
        gives = any("replies" in door.gives for door in network.MANIFEST.doors)
        assert gives == isinstance(network, Conversations), name


def test_a_thread_of_bluesky_gives_a_yes_or_no_and_a_delay_for_each_question() -> None:
    mention = {"facets": [{"features": [{"$type": "app.bsky.richtext.facet#mention", "did": DID}]}]}
    found = bluesky.read_replies(
        thread(
            note(CITIZEN, "1", "2026-10-03T08:00:00Z", "Quand ?", note(DID, "2", "2026-10-03T11:20:00Z", "Demain")),
            note(CITIZEN, "3", "2026-10-03T08:00:00Z", "Merci !"),
            note(CITIZEN, "4", "2026-10-03T08:00:00Z", "une idée", **mention),
            note(CITIZEN, "5", "2026-10-03T08:00:00Z", "Où ?", note(CITIZEN, "6", "2026-10-03T09:00:00Z", "ici")),
            note(CITIZEN, "7", "2026-10-03T08:00:00Z", "Et ?", note(DID, "8", "2026-10-11T09:00:00Z", "tard")),
            note(CITIZEN, "9", "2026-10-25T08:00:00Z", "Trop jeune ?", note(DID, "a", "2026-10-25T09:00:00Z", "oui")),
            note(DID, "b", "2026-10-03T08:00:00Z", "Une question ?"),
            {"$type": "app.bsky.feed.defs#blockedPost", "uri": "x", "blocked": True},
        )
    )
    assert found == [Message(POST, True, 3), *[Message(POST, False)] * 3]


def test_a_context_of_mastodon_needs_a_question_mark_and_an_answer_right_under_it() -> None:
    mention = '<p><span class="h-card">@<span>ville</span></span> merci</p>'
    document = {
        "ancestors": [],
        "descendants": [
            status(1, 110, "citizen@ailleurs.fr", "2026-10-03T08:00:00Z"),
            status(2, 1, "Ville", "2026-10-04T09:00:00Z"),
            status(3, 1, "ville", "2026-10-03T20:00:00Z"),
            status(4, 110, "citizen", "2026-10-03T08:00:00Z", mention),
            status(5, 110, "ville@ailleurs.fr", "2026-10-03T08:00:00Z"),
            status(6, 5, "citizen", "2026-10-03T08:00:00Z"),
            status(7, 6, "ville", "2026-10-03T09:00:00Z"),
            status(8, 110, "ville", "2026-10-03T09:00:00Z"),
        ],
    }
    assert mastodon.read_replies(capture(TOOT, "mastodon", document)) == [
        Message("110", True, 12),
        Message("110", False),
    ]


@pytest.mark.parametrize(
    ("read", "made", "error"),
    [
        (bluesky.read_replies, capture(SKY, "bluesky", {"thread": {"notFound": True, "uri": POST}}), Walled),
        (bluesky.read_replies, capture(SKY, "bluesky", {"error": "NotFound", "message": "Post not found"}), Walled),
        (bluesky.read_replies, capture(SKY, "bluesky", {"thread": {}}), LayoutError),
        (mastodon.read_replies, capture(TOOT, "mastodon", {"error": "Record not found"}), Walled),
        (mastodon.read_replies, capture(TOOT, "mastodon", {"ancestors": []}), LayoutError),
    ],
)
def test_what_is_no_conversation_is_never_an_empty_one(read: Any, made: Capture, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(made)


def test_what_is_archived_holds_delays_and_nothing_of_a_citizen() -> None:
    made = thread(
        note(CITIZEN, "1", "2026-10-03T08:00:00Z", f"{SECRET} ?", note(DID, "2", "2026-10-03T11:20:00Z")),
        note(CITIZEN, "3", "2026-10-03T08:00:00Z", "Quand ?"),
    )
    kept = conversations.reduced(bluesky, made)
    assert json.loads(kept.body) == {"post": POST, "hours": [3, None]}
    assert dict(kept.headers) == {"content-type": "application/json"}
    rows = read_partition([kept], bluesky, MONTH)["observations.messages"]
    assert rows.select("account_id", "post_id", "message_rank", "is_answered", "reply_hours").rows() == [
        ("bluesky:ville.fr", POST, 1, True, 3),
        ("bluesky:ville.fr", POST, 2, False, None),
    ]
    assert "record" in rows.columns


@pytest.mark.parametrize(
    ("document", "outcome"),
    [
        ({"thread": {"post": {"uri": POST}, "replies": [note(CITIZEN, "1", SECRET)]}}, "parse_error"),
        (f"<html>{SECRET}</html>".encode(), "parse_error"),
        ({"thread": {"blocked": True, "author": SECRET}}, "not_found"),
    ],
)
def test_what_cannot_be_read_leaves_its_reason_alone(document: Any, outcome: str) -> None:
    kept = conversations.reduced(bluesky, capture(SKY, "bluesky", document))
    assert SECRET.encode() not in kept.body
    frames = read_partition([kept], bluesky, MONTH)
    assert frames["observations.fetches"]["outcome"].to_list() == [outcome]
    assert SECRET not in str(frames["observations.fetches"].to_dicts())
    assert frames["observations.messages"].is_empty()


def test_other_answers_are_archived_as_they_are() -> None:
    posts = Capture(Request("https://x", "bluesky", "appview", "posts"), Outcome.OK, SEEN, 200, body=b"{}")
    failed = capture(SKY, "bluesky", b"", Outcome.TIMEOUT)
    assert conversations.reduced(bluesky, posts) is posts
    assert conversations.reduced(bluesky, failed) is failed


def feed_item(number: int, comments: int, at: str, **more: Any) -> dict[str, Any]:
    author = {"did": DID, "handle": "ville.fr"}
    record = {"createdAt": at, "text": "Budget", **more}
    uri = f"at://{DID}/app.bsky.feed.post/{number}"
    return {"post": {"uri": uri, "author": author, "record": record, "replyCount": comments, "indexedAt": at}}


def test_a_small_sample_of_week_old_posts_with_comments_is_asked() -> None:
    items = [feed_item(n, 3, "2026-10-10T08:00:00Z") for n in range(30)]
    others = [
        feed_item(100, 0, "2026-10-10T08:00:00Z"),
        feed_item(101, 3, "2026-10-28T08:00:00Z"),
        feed_item(102, 3, "2026-09-10T08:00:00Z"),
        feed_item(103, 3, "2026-10-10T08:00:00Z", reply={"root": {}}),
    ]
    request = Request("https://x", "bluesky", "appview", "posts", ("bluesky:ville.fr",))

    def planned(feed: list[Any], outcome: Outcome = Outcome.OK) -> list[Request]:
        page = Capture(request, outcome, SEEN, 200, body=json.dumps({"feed": feed}).encode())
        return list(bluesky.plan_replies(page, MONTH))

    asked = planned([*items, *others])
    assert len(asked) == conversations.THREADS_PER_PAGE
    assert planned([*others, *reversed(items)]) == asked, "the sample does not depend on the order"
    assert planned(others) == []
    assert planned(items, Outcome.TIMEOUT) == []
    assert {one.purpose for one in asked} == {"replies"}
    assert all(bluesky.post_of(one.url).startswith(f"at://{DID}/app.bsky.feed.post/") for one in asked)


def test_of_a_crowded_thread_a_sample_is_read() -> None:
    many = [
        conversations.Asked(str(n), SEEN - timedelta(days=9), "?", False, SEEN - timedelta(days=9, hours=-n % 30))
        for n in range(300)
    ]
    found = conversations.judge(many, "p", SEEN)
    assert len(found) == conversations.MESSAGES_PER_THREAD
    assert found == conversations.judge(reversed(many), "p", SEEN)
    assert [one.reply_hours for one in found] == sorted(one.reply_hours or 0 for one in found)
