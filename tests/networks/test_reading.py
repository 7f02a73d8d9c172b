"""From captures to rows: nothing that fails is left out, a failure is never a value, types are those of the tables."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import polars as pl
import pytest

from pipelines.model.errors import LayoutError
from pipelines.model.fields import TABLES
from pipelines.model.months import Month
from pipelines.model.outcomes import Existence, MeasureStatus, Outcome
from pipelines.model.records import AccountRef, Capture, RecordRef, Request
from pipelines.networks.answers import instant
from pipelines.networks.profiles import need_handle
from pipelines.networks.reading import goes_before, read_partition
from pipelines.networks.registry import NETWORKS, tokens

MONTH = Month(2026, 10)
AT = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
TYPES = {
    "VARCHAR": pl.String,
    "BIGINT": pl.Int64,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
    "TIMESTAMP": pl.Datetime("us"),
}
SUBJECTS = ("x:villea", "x:villeb", "x:villec")
USERS = Request(
    "https://api.x.com/2/users/by?usernames=villea,villeb,villec", "x", "api", "profile", SUBJECTS, auth="x"
)
USER = {"id": "101", "username": "VilleA", "name": "Ville A", "created_at": "2011-03-01T09:00:00.000Z",
        "public_metrics": {"followers_count": 4321, "following_count": 12, "tweet_count": 345}}  # fmt: skip


def capture(request: Request, document: Any = None, outcome: Outcome = Outcome.OK, **more: Any) -> Capture:
    body = b"" if document is None else json.dumps(document).encode()
    values = {"status": 200, "final_url": request.url, "body": body, "wire_bytes": len(body)} | more
    return Capture(request, outcome, AT, record=RecordRef("2026-10/x.warc.gz", 10, 20), **values)


def read(*captures: Capture, network: str = "x") -> dict[str, pl.DataFrame]:
    return read_partition(captures, NETWORKS[network], MONTH)


def test_an_answer_is_about_the_account_that_it_names_else_the_one_that_was_asked_for() -> None:
    alone = capture(replace(USERS, subjects=("x:villea",)))
    assert need_handle(alone, "villeb") == "villeb"
    assert need_handle(alone, None) == need_handle(alone, "") == "villea"
    with pytest.raises(LayoutError, match="names no account and none was asked for"):
        need_handle(capture(USERS), None)


@pytest.mark.parametrize("captures", [[], [capture(USERS, {"data": [USER]})]], ids=["empty", "one"])
@pytest.mark.parametrize("table", ["fetches", "snapshots", "posts", "texts"])
def test_columns_and_types_are_those_of_the_field_dictionary(captures: list[Capture], table: str) -> None:
    frame = read(*captures)[f"observations.{table}"]
    fields = TABLES[f"observations.{table}"].fields
    assert dict(frame.schema) == {field.name: TYPES[field.type] for field in fields}
    assert frame.columns == [field.name for field in fields]


def test_each_answer_has_its_digest_and_what_was_none_has_no_digest() -> None:
    whole, refused = capture(USERS, {"data": [USER]}), capture(USERS, {"title": "no"}, Outcome.FORBIDDEN, status=403)
    silent, gone = (capture(USERS, None, outcome, status=None) for outcome in (Outcome.TIMEOUT, Outcome.PURGED))
    digests = [read(one)["observations.fetches"]["answer_sha256"].item() for one in (whole, refused, silent, gone)]
    assert digests == [sha256(whole.body).hexdigest(), sha256(refused.body).hexdigest(), None, None]


def test_a_reading_is_one_row_with_its_archive_record() -> None:
    row = read(capture(replace(USERS, subjects=("x:villea",)), {"data": [USER]}))["observations.snapshots"].row(
        0, named=True
    )
    wanted = {
        "month": date(2026, 10, 1), "account_id": "x:villea", "door": "api", "observed_at": AT.replace(tzinfo=None),
        "origin": "api", "outcome": "ok", "platform_id": "101", "id_space": "native", "handle_seen": "villea",
        "metric_def": "x.followers",
        "followers_count": 4321, "followers_lo": 4321, "followers_hi": 4321, "followers_display": "4321",
        "followers_status": "observed", "posts_count": 345, "talking_count": None, "talking_status": "not_given",
        "account_created_at": datetime(2011, 3, 1, 9, tzinfo=UTC).replace(tzinfo=None),
        "parser_version": "x-5", "record": "2026-10/x.warc.gz@10+20",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_each_subject_has_a_row_whatever_the_answer_says_of_it() -> None:
    suspended = {
        "value": "villeb",
        "detail": "User has been suspended: [villeb].",
        "resource_type": "user",
        "parameter": "usernames",
    }
    rows = read(capture(USERS, {"data": [USER], "errors": [suspended]}))["observations.snapshots"]
    assert rows.select("account_id", "outcome", "followers_count", "followers_status").rows() == [
        ("x:villea", "ok", 4321, "observed"),
        ("x:villeb", "suspended", None, "not_read"),
        ("x:villec", "parse_error", None, "not_read"),
    ]


DAYS = [datetime(2026, 10, 30, tzinfo=UTC) - timedelta(days=number) for number in range(12)]
START = datetime(2026, 10, 1, tzinfo=UTC)
OLD = [datetime(2026, 8, 30, tzinfo=UTC) - timedelta(days=number) for number in range(3)]


@pytest.mark.parametrize(
    ("moments", "is_complete"),
    [
        ([], True), (DAYS[:2], True),  # nothing, or nothing that was cut
        (DAYS, False), (DAYS[::-1], False),  # stops inside the month, from either end
        ([*DAYS, *OLD], True), ([*OLD[::-1], *DAYS[::-1]], True),  # goes back before it
        ([*OLD[:1], *DAYS], False), ([*OLD, *DAYS], False), ([*OLD[::-1], *DAYS], False),  # old posts pinned on top
        ([*OLD, *DAYS, OLD[0]], True),
        (OLD, True),
    ],
)  # fmt: skip
def test_a_page_that_stops_inside_the_month_is_not_taken_for_all_of_it(
    moments: list[datetime], is_complete: bool
) -> None:
    assert goes_before(moments, START) is is_complete


def test_how_far_a_list_went_is_kept_for_each_account_that_it_was_asked_for() -> None:
    page = Request("https://t.me/s/v", "telegram", "page", "posts", ("telegram:v",))
    moment = "<time datetime='2026-10-{:02}T10:00:00+00:00'></time>"
    message = "<div class='tgme_widget_message' data-post='v/{0}'><a class='tgme_widget_message_date'>{1}</a></div>"
    body = "".join(message.format(day, moment.format(day)) for day in range(10, 20))
    html = f"<html><div class='tgme_channel_info'></div>{body}</html>"
    frames = read(replace(capture(page), body=html.encode()), network="telegram")
    assert frames["observations.post_windows"].select(
        "account_id", "door", "shown_count", "covered_from_at", "is_complete"
    ).rows() == [("telegram:v", "page", 10, datetime(2026, 10, 10, 10), False)]
    assert frames["observations.posts"].height == 10


@pytest.mark.parametrize(
    "outcome", [one for one in Outcome if not one.gives_page and one not in (Outcome.NOT_FOUND, Outcome.GONE)]
)
def test_a_failure_is_a_typed_row_and_never_a_value(outcome: Outcome) -> None:
    frames = read(capture(USERS, None, outcome, status=None, error="it broke"))
    rows = frames["observations.snapshots"]
    assert rows["outcome"].to_list() == [outcome.value] * 3
    assert rows["followers_count"].null_count() == 3
    assert rows["metric_def"].null_count() == 3
    status = MeasureStatus.PURGED if outcome is Outcome.PURGED else MeasureStatus.NOT_READ
    assert rows["followers_status"].unique().to_list() == [status.value]
    fetch = frames["observations.fetches"].row(0, named=True)
    assert (fetch["outcome"], fetch["error"], fetch["host"]) == (outcome.value, "it broke", "api.x.com")
    assert fetch["subject_ids"] == "x:villea x:villeb x:villec"


def test_a_page_that_a_304_confirms_is_read_like_a_new_one() -> None:
    confirmed = capture(replace(USERS, subjects=("x:villea",)), {"data": [USER]}, Outcome.NOT_MODIFIED, status=304)
    frames = read(confirmed)
    assert frames["observations.fetches"]["outcome"].to_list() == ["not_modified"]
    assert frames["observations.snapshots"].select("outcome", "followers_count").rows() == [("ok", 4321)]


def test_an_unknown_layout_is_a_parse_error_with_its_reason() -> None:
    frames = read(capture(USERS, {"surprise": 1}))
    fetch = frames["observations.fetches"].row(0, named=True)
    assert fetch["outcome"] == "parse_error"
    assert USERS.url in fetch["error"]
    assert frames["observations.snapshots"]["outcome"].unique().to_list() == ["parse_error"]


def test_a_wall_in_a_good_answer_is_what_the_fetch_met() -> None:
    request = Request("https://www.facebook.com/v?locale=fr_FR", "facebook", "page", "profile", ("facebook:v",))
    page = replace(capture(request), body=b"<title>Se connecter \xc3\xa0 Facebook</title>")
    frames = read(page, network="facebook")
    assert frames["observations.fetches"]["outcome"].to_list() == ["login_wall"]
    assert frames["observations.snapshots"]["outcome"].to_list() == ["login_wall"]


def test_the_body_of_a_refusal_says_more_than_its_status() -> None:
    request = Request(
        "https://www.googleapis.com/youtube/v3/channels?id=a", "youtube", "api", "profile", ("youtube:a",)
    )
    quota = {"error": {"code": 403, "message": "quota", "errors": [{"reason": "quotaExceeded"}]}}
    frames = read(capture(request, quota, Outcome.FORBIDDEN, status=403), network="youtube")
    assert frames["observations.fetches"]["outcome"].to_list() == ["quota_exceeded"]
    kept = read(capture(request, {"error": "?"}, Outcome.FORBIDDEN, status=403, body=b"<p>no"), network="youtube")
    assert kept["observations.fetches"]["outcome"].to_list() == ["forbidden"]


OPERATOR = Request(
    "https://graph.facebook.com/v23.0/me/accounts?fields=instagram_business_account&limit=100",
    "instagram", "business_discovery", "access", ("instagram:villea", "instagram:villeb"), auth="instagram",
)  # fmt: skip


@pytest.mark.parametrize(
    ("document", "outcome", "status", "seen"),
    [
        ({"data": [{"id": "1"}]}, Outcome.OK, 200, "token_rejected"),
        ({"error": {"code": 190, "message": "expired"}}, Outcome.FORBIDDEN, 400, "token_rejected"),
        ({"error": {"code": 4, "message": "limit"}}, Outcome.FORBIDDEN, 403, "rate_limited"),
        ({"surprise": 1}, Outcome.OK, 200, "parse_error"),
        (None, Outcome.TIMEOUT, None, "timeout"),
    ],
)
def test_without_access_each_subject_has_the_reason(
    document: Any, outcome: Outcome, status: int | None, seen: str
) -> None:
    frames = read(capture(OPERATOR, document, outcome, status=status), network="instagram")
    assert frames["observations.fetches"].select("purpose", "outcome").rows() == [("access", seen)]
    rows = frames["observations.snapshots"].select("account_id", "outcome", "followers_status").rows()
    assert rows == [("instagram:villea", seen, "not_read"), ("instagram:villeb", seen, "not_read")]


def test_access_says_nothing_of_its_subjects_once_it_is_given() -> None:
    frames = read(capture(OPERATOR, {"data": [{"instagram_business_account": {"id": "178"}}]}), network="instagram")
    assert frames["observations.fetches"]["outcome"].to_list() == ["ok"]
    assert frames["observations.snapshots"].height == 0


def test_a_refusal_is_explained_by_what_its_body_says() -> None:
    request = Request("https://graph.facebook.com/v23.0/v", "facebook", "graph", "profile", ("facebook:v",))
    gone = {"error": {"code": 2635, "message": "(#2635) You are calling a deprecated version"}}
    fetch = read(capture(request, gone, Outcome.FORBIDDEN, status=400), network="facebook")["observations.fetches"]
    assert fetch["outcome"].to_list() == ["parse_error"]
    assert "deprecated version" in fetch["error"][0]


def test_rounded_counts_keep_their_interval_and_display() -> None:
    channel = "UC" + "a" * 22
    request = Request(
        "https://www.googleapis.com/youtube/v3/channels?id=a", "youtube", "api", "profile", (f"youtube:{channel}",)
    )
    item = {"id": channel, "statistics": {"subscriberCount": "164000"}}
    rows = read(capture(request, {"kind": "youtube#channelListResponse", "items": [item]}), network="youtube")
    row = rows["observations.snapshots"].row(0, named=True)
    assert (row["followers_count"], row["followers_lo"], row["followers_hi"]) == (164_000, 164_000, 164_999)
    assert (row["followers_status"], row["followers_display"]) == ("rounded", "164000")


def test_posts_of_the_month_only_with_a_status_for_each_measure() -> None:
    request = Request("https://api.x.com/2/users/101/tweets", "x", "api", "posts", ("x:villea",), auth="x")
    tweets = [
        {"id": "1", "created_at": "2026-10-31T22:59:59.000Z", "public_metrics": {"like_count": 3}},
        {"id": "2", "created_at": "2026-10-31T23:00:00.000Z", "public_metrics": {"like_count": 4}},
    ]
    frames = read(capture(request, {"data": tweets, "meta": {"result_count": 2}}))
    posts = frames["observations.posts"]
    assert posts.select(
        "account_id", "post_id", "kind", "like_count", "like_status", "view_count", "view_status"
    ).rows() == [("x:villea", "1", "original", 3, "observed", None, "not_given")]
    assert posts["created_at"].to_list() == [datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC).replace(tzinfo=None)]
    assert frames["observations.snapshots"].height == 0


TWEETS = Request("https://api.x.com/2/users/101/tweets", "x", "api", "posts", ("x:villea",), auth="x")
TWEET = {"created_at": "2026-10-05T08:00:00.000Z", "public_metrics": {"like_count": 3}}


def texts_of(*captures: Capture) -> list[dict[str, Any]]:
    return read(*captures)["observations.texts"].to_dicts()


def test_the_text_of_a_post_is_a_row_with_its_signature() -> None:
    said = "Le budget participatif est ouvert &amp; vous ?\nVotez !"
    (row,) = texts_of(capture(TWEETS, {"data": [TWEET | {"id": "1", "text": said}], "meta": {"result_count": 1}}))
    wanted = {
        "month": date(2026, 10, 1), "network": "x", "account_id": "x:villea", "text_id": "1", "kind": "post",
        "created_at": datetime(2026, 10, 5, 8, tzinfo=UTC).replace(tzinfo=None), "url": "https://x.com/i/status/1",
        "text": "Le budget participatif est ouvert & vous ? Votez !", "text_status": "observed", "word_count": 7,
        "char_count": 50, "observed_at": AT.replace(tzinfo=None), "parser_version": "x-5",
        "record": "2026-10/x.warc.gz@10+20",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert len(row["signature"].split(" ")) == 3


def test_a_post_without_text_has_a_row_that_says_so_and_a_repost_or_reply_none() -> None:
    kinds = {"2": "retweeted", "3": "replied_to"}
    tweets = [TWEET | {"id": "1"}]
    tweets += [TWEET | {"id": one, "text": "x", "referenced_tweets": [{"type": kind}]} for one, kind in kinds.items()]
    frames = read(capture(TWEETS, {"data": tweets, "meta": {"result_count": 3}}))
    assert frames["observations.posts"].height == 3
    columns = ["text_id", "text", "text_status", "word_count", "char_count", "signature"]
    assert frames["observations.texts"].select(columns).rows() == [("1", None, "not_given", None, None, None)]


def test_of_several_readings_the_last_that_gives_a_text_is_kept() -> None:
    def answer(**said: str) -> Capture:
        return capture(TWEETS, {"data": [TWEET | {"id": "1"} | said], "meta": {"result_count": 1}})

    (row,) = texts_of(answer(text="Premier"), answer(text="Corrigé"), answer())
    assert (row["text"], row["text_status"]) == ("Corrigé", "observed")


def test_text_that_no_table_could_hold_is_read_without_it() -> None:
    (row,) = texts_of(capture(TWEETS, {"data": [TWEET | {"id": "1", "text": "a\ud800\x00b"}], "meta": {"x": 1}}))
    assert (row["text"], row["word_count"]) == ("a b", 2)


def test_posts_on_a_profile_page_are_read_with_it() -> None:
    request = Request("https://twitter.com/villea", "x", "page_2013", "profile", ("x:villea",))
    page = (
        b'<ul class="stats"><li><a href="/VilleA/followers" data-element-term="follower_stats"><strong>7</strong></a>'
        b'<li class="js-stream-item"><div class="js-stream-tweet" data-tweet-id="1" data-screen-name="VilleA">'
        b'<i data-time="1361790000"></i></div></li>'
    )
    frames = read_partition([replace(capture(request), body=page)], NETWORKS["x"], Month(2013, 2))
    assert frames["observations.snapshots"]["followers_count"].to_list() == [7]
    assert frames["observations.posts"].select("post_id", "kind").rows() == [("1", "original")]


def test_counts_are_kept_when_the_posts_beside_them_are_walled() -> None:
    tweets = [
        {"id_str": f"18{day}0000000000000000", "user": {"screen_name": "VilleA", "followers_count": 7}}
        for day in (40, 42, 41, 44)
    ]
    timeline = {"entries": [{"content": {"tweet": tweet}} for tweet in tweets]}
    data = json.dumps({"props": {"pageProps": {"timeline": timeline}}})
    request = Request("https://syndication.twitter.com/v", "x", "syndication", "profile", ("x:villea",))
    page = f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'.encode()
    frames = read_partition([replace(capture(request), body=page)], NETWORKS["x"], Month(2024, 2))
    assert frames["observations.snapshots"].select("outcome", "followers_count").rows() == [("ok", 7)]
    assert frames["observations.fetches"]["outcome"].to_list() == ["login_wall"]
    assert frames["observations.posts"].height == 0


def test_captures_of_one_key_give_one_fetch_row() -> None:
    frames = read(capture(USERS, None, Outcome.TIMEOUT), capture(USERS, {"data": [USER]}))
    assert frames["observations.fetches"]["outcome"].to_list() == ["ok"]


def test_reading_a_network_of_many_captures_takes_no_time() -> None:
    many = [
        capture(replace(USERS, subjects=(f"x:v{n}",)), {"data": [USER | {"username": f"v{n}"}]}) for n in range(2_000)
    ]
    rows = read(*many)["observations.snapshots"]
    assert rows["account_id"].n_unique() == 2_000


@pytest.mark.parametrize(
    "text",
    [
        "Sun Jan 28 0999999999999999999999996:31:55 +0000 2007",
        "Sun Jan 28 06:31:55 +099999999999999999999999000 2007",
        "Sun, 28 Jan 99999999999999999999 06:31:55 GMT",
    ],
)
def test_a_date_out_of_any_range_is_an_unknown_layout(text: str) -> None:
    with pytest.raises(LayoutError, match="is not a date"):
        instant(text)


@pytest.mark.parametrize(
    "network", [name for name, found in NETWORKS.items() if any(d.is_interface for d in found.MANIFEST.doors)]
)
@pytest.mark.parametrize(("status", "outcome"), [(404, Outcome.NOT_FOUND), (410, Outcome.GONE)])
@pytest.mark.parametrize(
    "body",
    [b"", b"Not Found", b"<html><title>404</title></html>", b'{"error": "Not Found"}',
     b'{"error": {"code": 404, "message": "Method not found.", "status": "NOT_FOUND"}}',
     b'{"title": "Not Found", "type": "about:blank", "status": 404, "detail": "Not Found"}'],
)  # fmt: skip
def test_an_interface_that_is_gone_says_nothing_of_its_accounts(
    network: str, status: int, outcome: Outcome, body: bytes
) -> None:
    module = NETWORKS[network]
    handle = "@ville" if network == "youtube" else "ville@instance.example"
    account = AccountRef(network, handle, "https://instance.example/@ville")
    month = Month(2026, 10)
    doors = {door.name for door in module.MANIFEST.doors if door.is_interface}
    asked = [request for request in module.plan([account], month, frozenset(tokens())) if request.door in doors]
    assert asked
    answered = replace(capture(asked[0], outcome=outcome, status=status), body=body)
    frames = read_partition([answered], module, month)
    for name in ("observations.fetches", "observations.snapshots"):
        seen = {Outcome(text) for text in frames[name]["outcome"]}
        assert {one.existence for one in seen} == {Existence.UNKNOWN}, (name, seen)
