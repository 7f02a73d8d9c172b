"""What MANIFEST.tsv states of the recordings of youtube."""

from __future__ import annotations

import re

from recorded import Stated, drop_missing, number, word

from pipelines.model.outcomes import Outcome


def states(name: str, text: str) -> Stated:
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
        stated.profile = drop_missing(followers=round(float(shown[1]) * scale), platform_id=word(text, "channel_id"))
    videos = re.search(r"videos_text=([\d,]+) videos?\b", text)
    if videos:
        stated.profile["posts"] = int(videos[1])
    if name.startswith("api_channel") and "subscriberCount" in text:
        stated.profile = drop_missing(followers=number(text, "subscriberCount"), posts=number(text, "videoCount"))
    video = re.search(r"\b(\S{11}): title=.* publishedAt=(\S+?Z)", text.partition(" || ")[0])
    if name.startswith("api_videos") and video:
        stated.post = {"post_id": video[1], "created_at": video[2]}
    if name == "feed_kurzgesagt.xml":
        stated.post = {
            "post_id": "zg40FHOAqC0",
            "created_at": "2026-01-22T15:01:42+00:00",
            "views": 1086938,
            "likes": 58314,
        }
    return stated
