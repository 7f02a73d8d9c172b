"""How much of one text stands in another, told from their signatures: what remains when the texts are erased.

Belongs here: comparing signatures, many pairs at once. Not here: how a signature is made (`model/texts`), and which
pairs are worth comparing.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.model.texts import HASH_BYTES, SIGNATURE_HASHES

_NO_LIMIT: Final = "g" * 2 * HASH_BYTES
"""After every hexadecimal word: a signature that is not full holds all the hashes of its text."""


def containment(pairs: pl.DataFrame, part: str, whole: str) -> pl.Series:
    """The share (0 to 1) of the five-word shingles of `part` that `whole` holds, for each row of `pairs`; both name
    columns of signatures (Broder 1997).

    Exact, but for collisions of 32 bits, while both texts have 516 words at most; otherwise estimated over the hashes
    that both signatures reach. Null when one of them is null, or when they reach none of `part` in common. A text of
    fewer than five words is one shingle, so that it stands in its like alone: callers know such texts by `word_count`.
    """
    split = pairs.select(part=pl.col(part).str.split(" "), whole=pl.col(whole).str.split(" ")).with_row_index("row")
    limits = [
        pl.when(pl.col(side).list.len() < SIGNATURE_HASHES).then(pl.lit(_NO_LIMIT)).otherwise(pl.col(side).list.last())
        for side in ("part", "whole")
    ]
    shared = pl.col("part").list.set_intersection("whole").list.len()
    known = split.filter(pl.col("part").is_not_null() & pl.col("whole").is_not_null())
    counted = known.select("row", "part", limit=pl.min_horizontal(*limits), shared=shared).explode("part")
    shares = (
        counted.filter(pl.col("part") <= pl.col("limit"))
        .group_by("row")
        .agg(share=pl.col("shared").first().cast(pl.Float64) / pl.len())
    )
    return split.join(shares, on="row", how="left", maintain_order="left")["share"].alias("containment")
