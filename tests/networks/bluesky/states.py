"""What MANIFEST.tsv states of the recordings of bluesky."""

from __future__ import annotations

import re

from recorded import Stated, drop_missing, number, word


def states(name: str, text: str) -> Stated:
    stated = Stated()
    if "getProfile_" in name:
        stated.profile = drop_missing(handle=word(text, "handle"), followers=number(text, "followers"),
                                       following=number(text, "follows"), posts=number(text, "posts"))  # fmt: skip
        stated.profile["platform_id"] = re.search(r"did=(\S+)", text)[1]  # type: ignore[index]
    if "getProfiles" in name:
        stated.profile = {"followers": 3608, "posts": 506, "handle": "favstats.eu"}
    if "getAuthorFeed" in name:
        stated.post = {"post_id": re.search(r"uri=(\S+)", text)[1], "created_at": word(text, "createdAt"),  # type: ignore[index]
                       "likes": 17, "comments": 0, "shares": 3}  # fmt: skip
    return stated
