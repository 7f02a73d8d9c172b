"""What MANIFEST.tsv states of the recordings of facebook."""

from __future__ import annotations

import re

from recorded import Stated, drop_missing, number, word, word_list

from pipelines.model.outcomes import Outcome


def states(name: str, text: str) -> Stated:
    stated = Stated()
    if name.startswith(("embed_", "granary_", "mf2shim", "graph_v2.9")):
        return stated
    if "error code=" in text:
        stated.outcome = {Outcome.FORBIDDEN}
    keys = re.match(r"keys=(\d+_\d+),(\d+_\d+)", text)
    if keys:
        stated.post_ids = {keys[1], keys[2]}
    if name.startswith("graph"):
        stated.profile = drop_missing(followers=number(text, "fan_count"), talking=number(text, "talking_about_count"))
        stated.post = drop_missing(post_id=word(text, "id"), created_at=word(text, "created_time"))
        if "created_at" not in stated.post or "_post" not in name:
            stated.post = {}
        return stated
    likes = re.search(r"([\d,]+) likes · ([\d,]+) talking", text)
    followed = number(text, "FollowAction")
    if likes:
        stated.profile = {"followers": int(likes[1].replace(",", "")), "talking": int(likes[2].replace(",", ""))}
    if followed:
        stated.profile["followers"] = followed
        stated.post = drop_missing(
            likes=number(text, "LikeAction"),
            comments=number(text, "CommentAction"),
            shares=number(text, "ShareAction"),
        )
    if "publish_time=" in text and "_posts.html" in name and "page_content" not in name:
        stated.post_ids = set((word_list(text, "post_ids") or "").split(",")) - {""}
    return stated
