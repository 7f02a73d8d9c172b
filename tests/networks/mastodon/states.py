"""What MANIFEST.tsv states of the recordings of mastodon."""

from __future__ import annotations

from recorded import Stated, drop_missing, number, word

from pipelines.model.outcomes import Outcome


def states(name: str, text: str) -> Stated:
    stated = Stated()
    if name == "api_lookup_404.json":
        stated.outcome = {Outcome.NOT_FOUND}
    if "acct=" in text:
        stated.profile = {"followers": number(text, "followers"), "posts": number(text, "statuses")}
    if "created_at=" in text:
        stated.post = drop_missing(post_id=word(text, "id"), created_at=word(text, "created_at"),
                                    comments=number(text, "replies"), shares=number(text, "reblogs"),
                                    likes=number(text, "favourites"))  # fmt: skip
    if "first id=" in text:
        stated.post = {"post_id": word(text, "first id")}
    return stated
