"""Marks of posts: made by a machine from the site's feed, repeating a page of it, standing on two networks.

Belongs here: judging pairs of a post and what it may come from, whole columns at once. Not here: which pairs are worth
judging (`sql/barometer/post_marks.sql`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.indicators.similarity import containment
from pipelines.model.texts import SHINGLE_WORDS, signature, words

KEY: Final = ("month", "network", "account_id", "post_id")
TITLE_HELD: Final = 0.9
REPEATED: Final = 0.6
ALIKE: Final = 0.8
LONGEST_LAG: Final = 60.0
STEADY: Final = 10.0
LEAST_LAGS: Final = 4
DAY: Final = 1440.0
VERSION: Final = f"1-{TITLE_HELD}-{REPEATED}-{ALIKE}-{LONGEST_LAG:.0f}-{STEADY:.0f}-{LEAST_LAGS}"

MARK_FR: Final = {
    "observed": "Jugé.",
    "not_given": "Le texte n’est pas donné, ou n’a pas de mots.",
    "no_feed": "Aucune actualité du site n’a été lue ce mois-ci.",
    "feed_horizon": "Antérieure à la plus ancienne actualité que le flux montre encore.",
    "undetermined": "Délai constant d’une ou deux heures : le flux donne peut-être l’heure locale.",
}


def mark(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of `barometer.post_marks` from pairs of a post and an item of its site, or a post on another network.

    auto: the application is a robot of feeds, or the post links to an item whose title it holds (TITLE_HELD), at most
    LONGEST_LAG minutes after it, by an account whose lags of the month have an interquartile range of STEADY minutes at
    most (LEAST_LAGS lags at least). republication: REPEATED of its five-word runs stand in an item that it links to;
    where no link is shown, in any item of the month. crosspost: Jaccard of ALIKE with a post within 48 hours.
    """
    posts = rows.filter(pl.col("candidate") == "none").drop("item_url")
    items = _items(rows.filter(pl.col("candidate") == "item"))
    told = posts.join(_automation(items), on=KEY, how="left")
    told = told.join(_repeated(items), on=KEY, how="left")
    told = told.join(_twins(rows.filter(pl.col("candidate") == "twin")), on=KEY, how="left")
    return _judged(told)


def _items(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the lag in minutes and how much of the title, and of the post, the other holds. A title of fewer than
    five words is one run together, which only its like holds: there the words of the post are sought in the item."""
    titles = pairs.select("title").unique().drop_nulls()
    said = [words(title) for title in titles["title"]]
    signed = titles.with_columns(
        title_signature=pl.Series(map(signature, said), dtype=pl.String),
        is_short=pl.Series([len(one) < SHINGLE_WORDS for one in said], dtype=pl.Boolean),
    )
    pairs = pairs.join(signed, on="title", how="left", maintain_order="left")
    lag = (pl.col("created_at") - pl.col("published_at")).dt.total_seconds() / 60
    told = pairs.with_columns(
        lag_minutes=lag,
        title_containment=containment(pairs, "title_signature", "signature"),
        body_containment=containment(pairs, "signature", "other_signature"),
    )
    is_told_by_body = pl.col("is_short") & (pl.col("body_containment") > pl.col("title_containment"))
    return told.with_columns(
        title_containment=pl.when(is_told_by_body).then("body_containment").otherwise("title_containment")
    )


def _automation(items: pl.DataFrame) -> pl.DataFrame:
    """Of each post that links to an item of at most 30 days before: the nearest item, and how steady the lags of its
    account are, over those of its posts that hold the title."""
    linked = items.filter(pl.col("is_linked") & pl.col("lag_minutes").is_between(-3 * 60, 30 * DAY))
    nearest = linked.sort(pl.col("lag_minutes").abs(), "lag_minutes", "item_url").unique(
        KEY, keep="first", maintain_order=True
    )
    is_copied = (pl.col("title_containment") >= TITLE_HELD) & (pl.col("lag_minutes").abs() <= DAY)
    steady = pl.col("lag_minutes").filter(is_copied)
    account = ("month", "network", "account_id")
    spread = steady.quantile(0.75, "linear") - steady.quantile(0.25, "linear")
    return nearest.with_columns(
        lag_count=steady.len().over(account), lag_iqr=spread.over(account), lag_median=steady.median().over(account)
    ).select(*KEY, "item_url", "lag_minutes", "title_containment", "lag_count", "lag_iqr", "lag_median")


def _repeated(items: pl.DataFrame) -> pl.DataFrame:
    """Of each post, the share of its words that an item holds: one that it links to, or any where no link is."""
    told = items.filter(pl.col("is_linked").fill_null(value=False) | ~pl.col("has_link"))
    return told.group_by(KEY).agg(pl.col("body_containment").max())


def _twins(pairs: pl.DataFrame) -> pl.DataFrame:
    """Of each post, the likest post on another network, by the Jaccard index of their signatures, and all the networks
    that have its like."""
    one, other = pl.col("signature").str.split(" "), pl.col("other_signature").str.split(" ")
    shared = one.list.set_intersection(other).list.len()
    likest = pairs.select(*KEY, crosspost_similarity=shared / one.list.set_union(other).list.len(),
                          crosspost_network="other_network")  # fmt: skip
    ordered = likest.sort("crosspost_similarity", "crosspost_network", descending=[True, False])
    alike = pl.col("crosspost_network").filter(pl.col("crosspost_similarity") >= ALIKE)
    return ordered.group_by(KEY, maintain_order=True).agg(
        pl.col("crosspost_similarity", "crosspost_network").first(),
        crosspost_networks=alike.unique().sort().str.join(" ").replace("", None),
    )


def _judged(told: pl.DataFrame) -> pl.DataFrame:
    is_robot = (pl.col("generator_kind") == "feed_robot").fill_null(value=False)
    is_steady = (pl.col("lag_count") >= LEAST_LAGS) & (pl.col("lag_iqr") <= STEADY)
    is_made = (pl.col("title_containment") >= TITLE_HELD) & pl.col("lag_minutes").is_between(0, LONGEST_LAG) & is_steady
    offset = pl.col("lag_median").abs()
    is_shifted = is_steady & ((offset - 60).abs().le(STEADY) | (offset - 120).abs().le(STEADY))
    auto = (
        pl.when(is_robot | is_made.fill_null(value=False))
        .then(pl.lit("observed"))
        .when(pl.col("feed_from_at").is_null())
        .then(pl.lit("no_feed"))
        .when(pl.col("created_at") < pl.col("feed_from_at"))
        .then(pl.lit("feed_horizon"))
        .when(is_shifted.fill_null(value=False))
        .then(pl.lit("undetermined"))
        .otherwise(pl.lit("observed"))
    )
    has_words = pl.col("signature").is_not_null()
    text = pl.when(has_words).then(pl.lit("observed")).otherwise(pl.lit("not_given"))
    repeated = pl.when(has_words & pl.col("feed_from_at").is_null()).then(pl.lit("no_feed")).otherwise(text)
    told = told.with_columns(auto_status=auto, republication_status=repeated, crosspost_status=text)
    flags = {
        "auto": is_robot | is_made.fill_null(value=False),
        "republication": pl.col("body_containment").fill_null(0.0) >= REPEATED,
        "crosspost": pl.col("crosspost_similarity").fill_null(0.0) >= ALIKE,
    }
    judged = [
        pl.when(pl.col(f"{name}_status") == "observed").then(flag).alias(f"is_{name}") for name, flag in flags.items()
    ]
    return told.select(
        *KEY, "territory_id", "item_url", "lag_minutes", "title_containment", "body_containment",
        "crosspost_similarity", "crosspost_network", "crosspost_networks", *judged, "auto_status",
        "republication_status", "crosspost_status",
    )  # fmt: skip
