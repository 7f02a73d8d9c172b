"""Rows of `observations.labels`: what the classifiers say of each post, told while its text is there.

Belongs here: which texts are labelled, and under which version. Not here: the classifiers themselves (`topics`,
`animation`), and their worth (`classifiers`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.indicators import animation, editorial, levels, topics

LABELS: Final = "observations.labels"
MARKS: Final = ("auto_rss", "republication", "crosspost")


def versions(lexicon: topics.Lexicon) -> dict[str, str]:
    """The version of each classifier: it changes with its expressions, its rules or its thresholds."""
    read = {"topics": lexicon.version, "animation": animation.VERSION, levels.LEVEL_COPY: levels.VERSION}
    return read | dict.fromkeys(MARKS, editorial.VERSION)


def label(texts: pl.DataFrame, lexicon: topics.Lexicon) -> pl.DataFrame:
    """Labels of the posts among rows of `observations.texts`, read before any of them is forgotten.

    A post whose text is not given, or was not there to be read, has no label: its status is that of the text.
    """
    posts = texts.filter(pl.col("kind") == "post")
    return posts.select(
        "month",
        "network",
        "account_id",
        "text_id",
        *topics.classify(posts["text"], lexicon),
        animation.classify(posts["text"]),
        classifier_version=pl.lit(f"{lexicon.version}-{animation.VERSION}"),
        label_status=pl.col("text_status"),
    )
