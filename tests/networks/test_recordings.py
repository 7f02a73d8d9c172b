"""Recorded pages and API answers of third parties, read by the parsers. The recordings are not part of the project.

MANIFEST.tsv says what each recording holds (extracted by scripts, so that a row may be wrong: see RECORDINGS.md).
A row is *right* when every stated value that a door gives agrees, or when the stated wall has its typed outcome; it
*states nothing* when it holds none of them, and must then give no follower count. Run with -rP to see the table.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest

from pipelines.model.errors import ReadingError, Walled
from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.model.records import Capture, Post, ProfileReading, Request
from pipelines.networks import bluesky, facebook, mastodon, x, youtube

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
MODULES: dict[str, ModuleType] = {
    "facebook": facebook,
    "x": x,
    "youtube": youtube,
    "bluesky": bluesky,
    "mastodon": mastodon,
}

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not (SAMPLES / "MANIFEST.tsv").exists(), reason="the recordings are not here"),
]

Values = dict[str, object]


@dataclass
class Stated:
    """What MANIFEST.tsv states of one file: values of one profile, of one post, or an outcome."""

    profile: Values = field(default_factory=dict)
    post: Values = field(default_factory=dict)
    post_ids: set[str] = field(default_factory=set)
    outcome: set[Outcome] = field(default_factory=set)

    @property
    def is_nothing(self) -> bool:
        return not (self.profile or self.post or self.post_ids or self.outcome)


def _rows(network: str) -> list[dict[str, str]]:
    with (SAMPLES / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines, delimiter="\t") if row["network"] == network]


def _number(text: str, name: str) -> int | None:
    found = re.search(rf"\b{name}['\"]?[=:] ?['\"]?([\d,]+)", text)
    return int(found[1].replace(",", "")) if found else None


def _word(text: str, name: str) -> str | None:
    found = re.search(rf"\b{name}['\"]*[=:] ?['\"]*([^\s;,'\"}}]+)", text)
    return found[1] if found and found[1] != "None" else None


def _drop_missing(**values: object) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def facebook_states(name: str, text: str) -> Stated:
    stated = Stated()
    if name.startswith(("embed_", "granary_", "mf2shim", "graph_v2.9")):
        return stated
    if "error code=" in text:
        stated.outcome = {Outcome.FORBIDDEN}
    keys = re.match(r"keys=(\d+_\d+),(\d+_\d+)", text)
    if keys:
        stated.post_ids = {keys[1], keys[2]}
    if name.startswith("graph"):
        stated.profile = _drop_missing(
            followers=_number(text, "fan_count"), talking=_number(text, "talking_about_count")
        )
        stated.post = _drop_missing(post_id=_word(text, "id"), created_at=_word(text, "created_time"))
        if "created_at" not in stated.post or "_post" not in name:
            stated.post = {}
        return stated
    likes = re.search(r"([\d,]+) likes · ([\d,]+) talking", text)
    followed = _number(text, "FollowAction")
    if likes:
        stated.profile = {"followers": int(likes[1].replace(",", "")), "talking": int(likes[2].replace(",", ""))}
    if followed:
        stated.profile["followers"] = followed
        stated.post = _drop_missing(
            likes=_number(text, "LikeAction"),
            comments=_number(text, "CommentAction"),
            shares=_number(text, "ShareAction"),
        )
    if "publish_time=" in text and "_posts.html" in name and "page_content" not in name:
        stated.post_ids = set((_word_list(text, "post_ids") or "").split(",")) - {""}
    return stated


def _word_list(text: str, name: str) -> str | None:
    found = re.search(rf"{name}=([\d,]+)", text)
    return found[1] if found else None


READ_BY_HAND = {
    "graphql_raw_user_by_login.json": 695695, "graphql_raw_tweet_details.json": 695696,
    "graphql_raw_user_media.json": 695695,
}  # fmt: skip


def x_states(name: str, text: str) -> Stated:
    stated = Stated()
    if name == "embed_tweet_09a60be.html":
        stated.outcome = {Outcome.LOGIN_WALL}
    if name.endswith(".csv") or name.startswith(("html_tweet", "embed")):
        return stated
    followers = _number(text, "followers_count") or _number(text, "followers")
    handle = _word(text, "screen_name") or _word(text, "handle") or _word(text, "username")
    if name in READ_BY_HAND:
        handle, followers = "XDevelopers", READ_BY_HAND[name]
    if followers is not None:
        stated.profile = _drop_missing(
            followers=followers, handle=handle.lower() if handle else None,
            following=_number(text, "following"), posts=_number(text, "tweets") or _number(text, "statuses_count"),
        )  # fmt: skip
    post_id = _word(text, "tweet") if name.startswith("graphql") else None
    if name.startswith("v2") and followers is None and "users" not in name and "_me_" not in name:
        post_id = _word(text, "first id") or _word(text, "id")
    if name == "graphql_raw_user_tweets.json":
        post_id = "2019881223666233717"
    if post_id and len(post_id) > 15:
        stated.post = _drop_missing(
            post_id=post_id, likes=_number(text, "like_count") or _number(text, "likes"),
            comments=_number(text, "reply_count") or _number(text, "replies"),
            shares=_number(text, "retweet_count") or _number(text, "retweets"), views=_number(text, "views"),
        )  # fmt: skip
    return stated


def youtube_states(name: str, text: str) -> Stated:
    stated = Stated()
    walls = {"embed_channel.html": Outcome.CONSENT_WALL, "embed_consent_page.html": Outcome.NOT_FOUND,
             "browse_notavailable.json": Outcome.SUSPENDED, "browse_agerestricted.json": Outcome.LOGIN_WALL,
             "api_error_response.json": Outcome.TOKEN_REJECTED, "api_error_permission_resp.json": Outcome.FORBIDDEN,
             "feed_notavailable_404.html": Outcome.NOT_FOUND, "resolve_url_404.json": Outcome.NOT_FOUND}  # fmt: skip
    if name in walls:
        stated.outcome = {walls[name]}
    shown = re.search(r"subscribers_text=\('([\d.]+)([km]?) subscribers'", text, re.IGNORECASE)
    if shown:
        scale = {"": 1, "k": 10**3, "m": 10**6}[shown[2].lower()]
        stated.profile = _drop_missing(followers=round(float(shown[1]) * scale), platform_id=_word(text, "channel_id"))
    videos = re.search(r"videos_text=([\d,]+) videos?\b", text)
    if videos:
        stated.profile["posts"] = int(videos[1])
    if name.startswith("api_channel") and "subscriberCount" in text:
        stated.profile = _drop_missing(followers=_number(text, "subscriberCount"), posts=_number(text, "videoCount"))
    if name == "feed_kurzgesagt.xml":
        stated.post = {
            "post_id": "zg40FHOAqC0",
            "created_at": "2026-01-22T15:01:42+00:00",
            "views": 1086938,
            "likes": 58314,
        }
    return stated


def bluesky_states(name: str, text: str) -> Stated:
    stated = Stated()
    if "getProfile_" in name:
        stated.profile = _drop_missing(handle=_word(text, "handle"), followers=_number(text, "followers"),
                                       following=_number(text, "follows"), posts=_number(text, "posts"))  # fmt: skip
        stated.profile["platform_id"] = re.search(r"did=(\S+)", text)[1]  # type: ignore[index]
    if "getProfiles" in name:
        stated.profile = {"followers": 3608, "posts": 506, "handle": "favstats.eu"}
    if "getAuthorFeed" in name:
        stated.post = {"post_id": re.search(r"uri=(\S+)", text)[1], "created_at": _word(text, "createdAt"),  # type: ignore[index]
                       "likes": 17, "comments": 0, "shares": 3}  # fmt: skip
    return stated


def mastodon_states(name: str, text: str) -> Stated:
    stated = Stated()
    if name == "api_lookup_404.json":
        stated.outcome = {Outcome.NOT_FOUND}
    if "acct=" in text:
        stated.profile = {"followers": _number(text, "followers"), "posts": _number(text, "statuses")}
    if "created_at=" in text:
        stated.post = _drop_missing(post_id=_word(text, "id"), created_at=_word(text, "created_at"),
                                    comments=_number(text, "replies"), shares=_number(text, "reblogs"),
                                    likes=_number(text, "favourites"))  # fmt: skip
    if "first id=" in text:
        stated.post = {"post_id": _word(text, "first id")}
    return stated


STATES: dict[str, Callable[[str, str], Stated]] = {
    "facebook": facebook_states, "x": x_states, "youtube": youtube_states, "bluesky": bluesky_states,
    "mastodon": mastodon_states,
}  # fmt: skip


def _capture(network: str, row: dict[str, str], purpose: str) -> Capture:
    address = re.search(r"GET (\S+?);?(?: |$)", row["note"])
    body = (SAMPLES / row["file"]).read_bytes()
    if row["file"].endswith(".jsonl"):
        body = body.splitlines()[0]
    subjects = ("facebook:nintendo",) if "Nintendo" in row["file"] else ()
    url = address[1] if address else f"https://{network}.example/"
    request = Request(url, network, "recording", purpose, subjects)
    return Capture(request, Outcome.OK, datetime(2026, 10, 1, tzinfo=UTC), status=200, body=body)


def _profile_values(reading: ProfileReading) -> Values:
    measures = {"followers": reading.followers, "following": reading.following, "posts": reading.posts,
                "talking": reading.talking}  # fmt: skip
    values: Values = {name: measure.count.value for name, measure in measures.items() if measure.count}
    return values | {"handle": reading.handle, "platform_id": reading.platform_id}


def _post_values(post: Post) -> Values:
    measures = {"likes": post.likes, "comments": post.comments, "shares": post.shares, "views": post.views}
    values: Values = {name: measure.count.value for name, measure in measures.items() if measure.count}
    return values | {"post_id": post.post_id, "created_at": post.created_at}


def _differences(stated: Values, seen: Values) -> list[str]:
    found = []
    for name, expected in stated.items():
        if name == "created_at":
            expected = datetime.fromisoformat(str(expected))
        if seen.get(name) != expected:
            found.append(f"{name} {seen.get(name)} ≠ {expected}")
    return found


@dataclass
class Verdict:
    file: str
    state: str
    detail: str = ""
    is_wrong_count: bool = False


def judge(network: str, row: dict[str, str]) -> Verdict:
    """One row of MANIFEST.tsv against the parser of its network."""
    name = row["file"].partition("/")[2]
    stated = STATES[network](name, row["expected_values"])
    outcome, readings, posts, detail = _read(network, row, wants_posts=bool(stated.post or stated.post_ids))
    count = next((reading.followers.count for reading in readings if reading.followers.count), None)
    if stated.is_nothing:
        is_wrong = count is not None
        return Verdict(
            name, "wrong" if is_wrong else "states nothing", f"reads {count}" if is_wrong else detail, is_wrong
        )
    found: list[str] = []
    if stated.outcome and outcome not in stated.outcome:
        found.append(f"outcome {outcome}, not {sorted(stated.outcome)}")
    if stated.profile:
        seen = [_differences(stated.profile, _profile_values(reading)) for reading in readings]
        found += min(seen, key=len, default=[f"no reading: {detail}"])
    if stated.post:
        seen = [_differences(stated.post, _post_values(post)) for post in posts]
        found += min(seen, key=len, default=[f"no post: {detail}"])
    missing = stated.post_ids - {post.post_id for post in posts}
    if missing:
        found.append(f"posts not seen: {', '.join(sorted(missing))}")
    is_wrong_count = bool(readings) and any(text.startswith("followers") for text in found)
    return Verdict(name, "wrong" if found else "right", "; ".join(found), is_wrong_count)


def _read(
    network: str, row: dict[str, str], *, wants_posts: bool
) -> tuple[Outcome | None, list[ProfileReading], list[Post], str]:
    module, outcome, details = MODULES[network], None, []
    readings: list[ProfileReading] = []
    posts: list[Post] = []
    try:
        readings = module.parse_profile(_capture(network, row, "profile"))
    except Walled as wall:
        outcome = wall.outcome
        details.append(str(wall))
    except ReadingError as error:
        details.append(str(error))
    if wants_posts:
        try:
            with patch.object(module, "is_within", lambda moment, month: True):
                posts = module.parse_posts(_capture(network, row, "posts"), Month(2026, 1))
        except ReadingError as error:
            details.append(str(error))
    return outcome, readings, posts, " | ".join(details)[:160]


def judge_all() -> dict[str, list[Verdict]]:
    return {network: [judge(network, row) for row in _rows(network)] for network in MODULES}


def table(verdicts: dict[str, list[Verdict]]) -> str:
    """`network  right / readable / total`, then every disagreement."""
    lines = [f"{'network':<10} {'right':>5} / {'readable':>8} / {'total':>5}"]
    for network, rows in verdicts.items():
        states = Counter(row.state for row in rows)
        lines.append(f"{network:<10} {states['right']:>5} / {states['right'] + states['wrong']:>8} / {len(rows):>5}")
    wrong = [(network, row) for network, rows in verdicts.items() for row in rows if row.state == "wrong"]
    return "\n".join([*lines, *(f"{network}/{row.file}: {row.detail}" for network, row in wrong)])


@pytest.fixture(scope="module")
def verdicts() -> dict[str, list[Verdict]]:
    found = judge_all()
    print(table(found))
    return found


@pytest.mark.parametrize("network", sorted(MODULES))
def test_at_least_nine_in_ten_recordings_are_read_right(network: str, verdicts: dict[str, list[Verdict]]) -> None:
    states = Counter(row.state for row in verdicts[network])
    readable = states["right"] + states["wrong"]
    assert readable > 0
    assert states["right"] / readable >= 0.9, table({network: verdicts[network]})


@pytest.mark.parametrize("network", sorted(MODULES))
def test_no_recording_gives_a_wrong_follower_count(network: str, verdicts: dict[str, list[Verdict]]) -> None:
    assert [row for row in verdicts[network] if row.is_wrong_count] == []


def test_every_json_recording_that_stops_early_is_refused() -> None:
    for network, module in MODULES.items():
        for row in _rows(network):
            if row["file"].endswith(".json"):
                capture = _capture(network, row, "profile")
                body = capture.body.rstrip()
                cut = Capture(capture.request, Outcome.OK, capture.fetched_at, body=body[: len(body) // 2])
                with pytest.raises(ReadingError):
                    module.parse_profile(cut)


def test_observed_count_strings_have_their_value() -> None:
    """The first figure of each observed string, with its unit words, as `parse_count` reads it."""
    from pipelines.model.counts import parse_count

    with (SAMPLES / "count_strings.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    checked = 0
    for row in rows:
        figures = _figures_in(row["raw"])
        counts = [parse_count(figure) for figure in figures]
        right = [count for count in counts if count.value == int(row["expected_int"])]
        assert right, (row, counts)
        assert right[0].is_exact == (row["is_exact"] == "1"), row
        checked += 1
    print(f"count strings: {checked} / {len(rows)} right")
    assert checked > 40


def _figures_in(raw: str) -> list[str]:
    """Each number of a sentence with its scale word; numbers after the name of a month are dates."""
    number = r"(?<![\w.])\d{1,3}(?:[,. \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
    scale = r"(?:[\s\u00a0]?(?:k|m|mil|millones|million|thousand)\b)?"
    return re.findall(rf"(?:{number}){scale}", raw, re.IGNORECASE)


if __name__ == "__main__":
    print(json.dumps({"table": table(judge_all())}, ensure_ascii=False))
