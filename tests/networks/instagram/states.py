"""What MANIFEST.tsv states of the recordings of instagram."""

from __future__ import annotations

from recorded import Stated, drop_missing, number, word


def states(name: str, text: str) -> Stated:
    stated = Stated()
    if name.startswith("xray_") or name == "graph_discovery_user_fields.json":
        handle = word(text, "username")
        stated.profile = drop_missing(followers=number(text, "followers"), posts=number(text, "posts"), handle=handle)
    if name.startswith(("graph_discovery_medias", "graph_base_discovery")):
        moment = word(text, "ts")
        stated.post = drop_missing(
            post_id=word(text, "first id"), likes=number(text, "like_count"), comments=number(text, "comments_count"),
            created_at=moment,
        )  # fmt: skip
    return stated
