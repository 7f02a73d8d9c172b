"""How near what an account calls itself is to the name of a territory, and of which level of territory it speaks.

Belongs here: the two measures, on texts. Not here: what is decided from them (owners, resolve).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.roster.texts import NAME

_GENERIC: Final = (
    r"ville(?:de|du|d)?|mairie(?:de|du|d)?|commune(?:de|du|d)?|departement(?:de|du|d)?|dept|region|conseil(?:departemental|regional"
    r"|general)?|officiel(?:le)?|communaute|agglomeration|agglo|info|www|fr$|user|page"
)
_KEY: Final = ["territory_id", "account_id"]

LEVEL_WORDS: Final = {
    "commune": (
        r"mairie|municipalite|(?:^|[^a-z])(?:la ?)?(?:villes?|commune|village)(?:de|du|des|d|dela|la)?(?:[^a-z]|$)"
        r"|(?:^|[^a-z])(?:la)?(?:ville|commune)d[eu]"
    ),
    "epci": (
        r"metropole|agglo|communaute|com ?com(?:[^a-z]|$)|interco|(?:^|[^a-z])cc(?:[^a-z]|$)"
        r"|^(?:le ?)?(?:grand|cu)(?:[^a-z]|$)"
    ),
    "departement": (
        r"departement|conseil ?general|(?:^|[^a-z])dept?(?:[^a-z]|$)"
        r"|(?:^|[^a-z])c[dg] ?(?:[0-9]{2,3}|2[ab])(?:[^a-z]|$)"
    ),
    "region": r"conseil ?regional|(?:^|[^a-z])(?:la ?)?regions?(?:de|du|d)?(?:[^a-z]|$)",
}  # fmt: skip
_NOT_THE_TOWN: Final = r"communautes? (?:de|des) communes"


def similarity(texts: pl.DataFrame) -> pl.DataFrame:
    """territory_id, account_id, similarity_score (the best text), name_score (the best shown name, null without) and
    is_named (a text holds every word of the name).

    Twice the letters of the words of the name that the text contains, over the letters of both, 0 to 1; words that any
    body may add (ville, mairie, officiel…) do not count in the text.
    """
    pairs = texts.select(*_KEY, "kind", "words", text=pl.col("text").str.replace_all(" ", ""))
    words = pairs.with_row_index("pair").explode("words")
    found = pl.col("words").str.len_chars().filter(pl.col("text").str.contains(pl.col("words"), literal=True)).sum()
    sums = words.group_by("pair", maintain_order=True).agg(
        pl.col(*_KEY, "kind").first(),
        matched=found,
        name_length=pl.col("words").str.len_chars().sum(),
        own_length=pl.col("text").first().str.replace_all(_GENERIC, "").str.len_chars(),
    )
    lengths = pl.col("name_length") + pl.max_horizontal("own_length", "matched")
    scored = sums.with_columns(score=(2 * pl.col("matched") / lengths).fill_nan(0.0).fill_null(0.0).round(4))
    is_name = pl.col("kind") == NAME
    return scored.group_by(_KEY, maintain_order=True).agg(
        similarity_score=pl.col("score").max(),
        name_score=pl.col("score").filter(is_name).max(),
        is_named=((pl.col("matched") == pl.col("name_length")) & (pl.col("name_length") > 0)).any(),
    )


def affinity(texts: pl.DataFrame) -> pl.DataFrame:
    """territory_id, account_id, level_affinity and is_other_level.

    Affinity is 1 when the account says that it is of the territory's level (ville, mairie, métropole, communauté,
    département, région…), −1 when it says another level and not this one, 0 when it says none. What the shown names say
    goes before what the handle says; `is_other_level` is true when it is the names that say −1. Words of the
    territory's own name tell its own level only: Grenoble-Alpes-Métropole is a métropole, Villeneuve says nothing.
    """
    said = []
    for level, pattern in LEVEL_WORDS.items():
        is_own = pl.col("level") == level
        in_text = _cleaned("text", level).str.contains(pattern) & is_own
        said.append((_cleaned("bare", level).str.contains(pattern) | in_text).alias(level))
    told = texts.with_columns(said)
    own = pl.any_horizontal([pl.col(level) & (pl.col("level") == level) for level in LEVEL_WORDS])
    told = told.with_columns(is_own=own, is_any=pl.any_horizontal(list(LEVEL_WORDS)), is_name=pl.col("kind") == NAME)
    sums = told.group_by(_KEY, maintain_order=True).agg(
        name_says=_sign(pl.col("is_name")), handle_says=_sign(~pl.col("is_name"))
    )
    by_name = pl.col("name_says")
    return sums.select(
        *_KEY,
        level_affinity=pl.when(by_name != 0).then(by_name).otherwise(pl.col("handle_says")).cast(pl.Int64),
        is_other_level=by_name == -1,
    )


def _cleaned(column: str, level: str) -> pl.Expr:
    return pl.col(column).str.replace_all(_NOT_THE_TOWN, " ") if level == "commune" else pl.col(column)


def _sign(kept: pl.Expr) -> pl.Expr:
    """1 when a text among those kept says the own level, −1 when one says another one only, else 0."""
    return pl.when((pl.col("is_own") & kept).any()).then(1).when((pl.col("is_any") & kept).any()).then(-1).otherwise(0)
