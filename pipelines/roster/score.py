"""How strong the evidence of a claim is, from 0 to 1: it explains and ranks, and makes nothing official by itself.

Belongs here: the weights, and how they add up. Not here: where evidence comes from, nor who owns an account.
"""

from __future__ import annotations

from typing import Final

import polars as pl

WEIGHTS: Final = {"E5": 1.0, "E4": 0.6, "E1": 0.4, "E3": 0.35, "E2": 0.3, "W": 0.2}
"""By kind of evidence; that of E1 is for a link whose place is not known."""

HOME_WEIGHTS: Final = {
    "rel_me": 0.65, "jsonld": 0.65, "social": 0.62, "header": 0.62, "nav": 0.62, "footer": 0.62, "head": 0.4,
    "embed": 0.4, "aside": 0.25, "body": 0.25, "article": 0.25, "parent_site": 0.25,
}  # fmt: skip
PAGE_WEIGHTS: Final = {**HOME_WEIGHTS, **dict.fromkeys(("social", "header", "nav", "footer"), 0.4)}
"""E1 by the place of the link, on the home page and on another page of the site."""

OWN_WORD: Final = WEIGHTS["E4"]
"""A link that weighs more is the body's own word, on its home page; the directory's is often that of another year."""

AGEING: Final = 0.9
OLDEST: Final = 3
"""Evidence that was found k months before (or, in a month of the past, after) weighs 0,9^k, k at most 3."""

OTHER_OWNER: Final = 0.5
CONTRADICTED: Final = 0.3
DIGITS: Final = 4


def strengths(evidence: pl.DataFrame) -> pl.DataFrame:
    """month, territory_id, account_id, strength and is_own_word of each claim; strength is 1 − Π(1 − w·a) over the
    kinds of its evidence.

    Two footers are one kind: of each, the heaviest counts. `evidence` has the columns of roster.evidence and `is_home`,
    whether the page that bears it is the home page of a site of the territory. More evidence never weighs less.
    """
    key = ["month", "territory_id", "account_id"]
    weighed = evidence.with_columns(weight=_weight() * _age(), base=_weight())
    kinds = weighed.group_by([*key, "evidence"]).agg(pl.col("weight", "base").max())
    product = (1 - pl.col("weight").sort()).product()
    own_word = (pl.col("evidence") == "E1") & (pl.col("base") > OWN_WORD)
    return kinds.group_by(key).agg(strength=(1 - product).round(6), is_own_word=own_word.any())


def score() -> pl.Expr:
    """evidence_score of claims with strength, similarity_score, is_owner and is_contradicted.

    strength × (½ + ½ similarity), halved when another territory owns the account, × 0,3 when something contradicts it.
    """
    nearness = 0.5 + 0.5 * pl.col("similarity_score")
    owner = pl.when("is_owner").then(1.0).otherwise(OTHER_OWNER)
    doubt = pl.when("is_contradicted").then(CONTRADICTED).otherwise(1.0)
    return (pl.col("strength") * nearness * owner * doubt).round(DIGITS)


def _weight() -> pl.Expr:
    plain = pl.col("evidence").replace_strict(WEIGHTS, return_dtype=pl.Float64)
    where = pl.col("found_where")
    home = where.replace_strict(HOME_WEIGHTS, default=None, return_dtype=pl.Float64)
    page = where.replace_strict(PAGE_WEIGHTS, default=None, return_dtype=pl.Float64)
    link = pl.when("is_home").then(home).otherwise(page)
    return pl.when(pl.col("evidence") == "E1").then(pl.coalesce(link, plain)).otherwise(plain)


def found_month() -> pl.Expr:
    """The first day of the month whose collection found the evidence: its archive record begins with it. A month is
    collected when it closes, so that the instant may be of the next one; what a person brought has its instant only."""
    collected = (pl.col("record").str.extract(r"^([0-9]{4}-[0-9]{2})/") + "-01").str.to_date("%Y-%m-%d", strict=False)
    return pl.coalesce(collected, pl.col("found_at").dt.truncate("1mo").dt.date())


def _age() -> pl.Expr:
    """0,9^k: k months lie between the month and the finding."""
    found, month = found_month(), pl.col("month")
    months = (month.dt.year() - found.dt.year()) * 12 + month.dt.month().cast(pl.Int32) - found.dt.month()
    return pl.lit(AGEING).pow(months.abs().clip(0, OLDEST))
