"""What MANIFEST.tsv states of the recordings of tiktok."""

from __future__ import annotations

import re

from recorded import Stated, drop_missing

READ_BY_HAND = {
    "research_example_resp_q_user.json": {"followers": 232, "following": 45, "posts": 44},
    "embed_video_24e8e01.html": {"followers": 25790, "handle": "a3noticias"},
    "embed_video_32d84db.html": {"followers": 21892, "handle": "a3noticias"},
    "embed_video_950ea99.html": {"followers": 32300, "handle": "a3noticias"},
    "embed_video_e547d7f.html": {"followers": 33100, "following": 9, "posts": 63, "handle": "a3noticias"},
}
CREATED = "2020-03-19T21:12:41+00:00"


def states(name: str, text: str) -> Stated:
    stated = Stated(profile=dict(READ_BY_HAND.get(name, {})))
    if name == "research_example_resp_q_videos.json":
        stated.post = {
            "post_id": "702874395068494965",
            "created_at": "2021-10-09T23:59:59+00:00",
            "views": 1050,
            "comments": 2,
        }
    video = re.search(r"video id=(\d+)", text)
    if video:
        figures = {
            ours: re.search(rf"'{theirs}': \[?'?(\d+)", text)
            for ours, theirs in (("likes", "diggCount"), ("shares", "shareCount"), ("comments", "commentCount"),
                                 ("views", "playCount"))
        }  # fmt: skip
        values = {ours: int(found[1]) if found else None for ours, found in figures.items()}
        stated.post = drop_missing(post_id=video[1], created_at=CREATED, **values)
    return stated
