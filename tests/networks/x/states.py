"""What MANIFEST.tsv states of the recordings of x."""

from __future__ import annotations

from recorded import Stated, drop_missing, number, word

from pipelines.model.outcomes import Outcome

READ_BY_HAND = {
    "graphql_raw_user_by_login.json": 695695, "graphql_raw_tweet_details.json": 695696,
    "graphql_raw_user_media.json": 695695,
}  # fmt: skip


def states(name: str, text: str) -> Stated:
    stated = Stated()
    if name == "embed_tweet_09a60be.html":
        stated.outcome = {Outcome.LOGIN_WALL}
    if name.endswith(".csv") or name.startswith(("html_tweet", "embed")):
        return stated
    followers = number(text, "followers_count") or number(text, "followers")
    handle = word(text, "screen_name") or word(text, "handle") or word(text, "username")
    if name in READ_BY_HAND:
        handle, followers = "XDevelopers", READ_BY_HAND[name]
    if followers is not None:
        stated.profile = drop_missing(
            followers=followers, handle=handle.lower() if handle else None,
            following=number(text, "following"), posts=number(text, "tweets") or number(text, "statuses_count"),
        )  # fmt: skip
    post_id = word(text, "tweet") if name.startswith("graphql") else None
    if name.startswith("v2") and followers is None and "users" not in name and "_me_" not in name:
        post_id = word(text, "first id") or word(text, "id")
    if name == "graphql_raw_user_tweets.json":
        post_id = "2019881223666233717"
    if post_id and len(post_id) > 15:
        stated.post = drop_missing(
            post_id=post_id, likes=number(text, "like_count") or number(text, "likes"),
            comments=number(text, "reply_count") or number(text, "replies"),
            shares=number(text, "retweet_count") or number(text, "retweets"), views=number(text, "views"),
        )  # fmt: skip
    return stated
