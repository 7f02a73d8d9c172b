"""graph.threads.net: Profile Discovery shows the truth to the token that was reviewed, and says why to any other."""

from __future__ import annotations

from urllib.parse import urlsplit

import polars as pl
import pytest

from pipelines.model.months import Month
from pipelines.replica.platforms._threads_api import is_private
from pipelines.replica.scenes import load_world
from pipelines.replica.truth import truth

NOW = Month(2026, 10)
ROOT = "https://graph.threads.net/v1.0"
TOKEN = {"Authorization": "Bearer replica-threads"}
FIELDS = "id,timestamp,permalink,media_type,alt_text,link_attachment_url"


@pytest.fixture(scope="module")
def accounts() -> pl.DataFrame:
    private = [account.handle for account in load_world("aujourdhui").accounts if is_private(account)]
    rows = truth("aujourdhui", NOW)["accounts"].filter("exists", network="threads")
    return rows.filter(~pl.col("handle").is_in(private))


def ask(visitor, question: str, month: Month = NOW, **headers: str):
    """The answer of a second attempt, where the first one met a passing failure."""
    answer = visitor.get(f"{ROOT}/{question}", month, **(headers or TOKEN))
    return visitor.get(f"{ROOT}/{question}", month, **(headers or TOKEN)) if answer.status_code == 500 else answer


def test_lookup_gives_the_exact_count(visitor, accounts: pl.DataFrame) -> None:
    shown = accounts.filter(pl.col("followers_count") >= 100)
    assert shown.height > 20
    for row in shown.to_dicts():
        answer = ask(visitor, f"profile_lookup?username={row['handle']}").json()
        assert (answer["username"], answer["follower_count"]) == (row["handle"], row["followers_count"])
        assert {"name", "biography", "is_verified", "likes_count", "views_count"} <= set(answer)


def test_posts_of_a_month_by_pages(visitor, accounts: pl.DataFrame) -> None:
    row = accounts.filter(pl.col("followers_count") >= 100).sort("post_count").row(-1, named=True)
    question = f"profile_posts?username={row['handle']}&fields={FIELDS}&since=1790805600&until=1793487600&limit=4"
    posts: list[dict[str, object]] = []
    while question:
        answer = ask(visitor, question).json()
        posts += answer["data"]
        following = answer["paging"].get("next", "")
        assert not following or "access_token=replica-threads" in following
        question = f"profile_posts?{urlsplit(following).query}" if following else ""
    assert len({post["id"] for post in posts}) == len(posts) == row["post_count"] > 4
    assert {"id", "timestamp", "permalink", "media_type"} <= set(posts[0])
    assert not any("like" in field for post in posts for field in post)
    assert {post["media_type"] for post in posts} <= {"TEXT_POST", "IMAGE", "CAROUSEL_ALBUM"}


def test_the_two_paths_show_one_account_under_one_code(visitor, accounts: pl.DataFrame) -> None:
    active = accounts.filter(pl.col("followers_count") >= 100, pl.col("post_count") > 0, pl.col("fault").is_null())
    row = active.row(0, named=True)
    post = ask(visitor, f"profile_posts?username={row['handle']}&fields=id,shortcode").json()["data"][0]
    assert f'"code":"{post["shortcode"]}"' in visitor.get(f"https://www.threads.com/@{row['handle']}", NOW).text


@pytest.mark.parametrize(("month", "least"), [(Month(2025, 10), 1_000), (Month(2025, 11), 100)])
def test_small_profiles_are_not_shown(visitor, month: Month, least: int) -> None:
    rows = truth("aujourdhui", month)["accounts"].filter("exists", network="threads")
    small = rows.filter(pl.col("followers_count") < least)
    assert small.height > 0
    for row in small.to_dicts():
        answer = ask(visitor, f"profile_lookup?username={row['handle']}", month)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, 10)


@pytest.mark.parametrize(
    ("question", "token", "status", "code"),
    [
        ("profile_lookup?username=x", "", 401, 190), ("profile_lookup?username=x", "expired", 401, 190),
        ("profile_lookup?username=x", "replica-facebook", 401, 190),
        ("profile_lookup?username=x", "replica-threads-limited", 403, 4),
        ("profile_posts?username=x", "replica-threads-limited", 403, 4),
        ("profile_lookup?username=x", "replica-threads-unreviewed", 403, 10),
        ("profile_lookup?username=personne", "replica-threads", 400, 24),
        ("profile_lookup", "replica-threads", 400, 100), ("me/threads", "replica-threads", 400, 2500),
    ],
)  # fmt: skip
def test_refusals(visitor, question: str, token: str, status: int, code: int) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {"Accept": "application/json"}
    answer = ask(visitor, question, **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_it_does_not_exist_before_july_2025(visitor) -> None:
    assert ask(visitor, "profile_lookup?username=x", Month(2025, 6)).json()["error"]["code"] == 2500


def test_the_token_may_stand_in_the_address(visitor, accounts: pl.DataFrame) -> None:
    row = accounts.filter(pl.col("followers_count") >= 100).row(0, named=True)
    question = f"profile_lookup?username={row['handle']}&fields=follower_count&access_token=replica-threads"
    assert ask(visitor, question, Accept="application/json").json() == {"follower_count": row["followers_count"]}
