"""Stratified samples that anybody can draw again: how many in each stratum, who, and with which weight.

What belongs here: the design. What does not: which strata are worth sampling (`rosters`), and what is said of a sample.
"""

from __future__ import annotations

from hashlib import blake2b
from math import sqrt

import polars as pl

from pipelines.model.errors import InputError


def allocate(sizes: dict[str, int], sample: int, floor: int) -> dict[str, int]:
    """How many to draw in each stratum: in proportion to √N, at least `floor` each, `sample` in all.

    Rounding by largest remainders, ties by stratum code.

    Raises:
        InputError: the floors ask for more than `sample`, or a stratum is smaller than its share.
    """
    fixed: dict[str, int] = {}
    while True:
        free = {code: sqrt(size) for code, size in sizes.items() if code not in fixed}
        left = sample - sum(fixed.values())
        shares = {code: left * root / sum(free.values()) for code, root in free.items()}
        low = [code for code, share in shares.items() if share < floor]
        if not low:
            break
        fixed |= dict.fromkeys(low, floor)
        if floor * len(fixed) > sample:
            raise InputError(
                f"{len(sizes)} strata of at least {floor} do not fit in a sample of {sample}: "
                "take a larger --size, or a lower --floor"
            )
    drawn = fixed | {code: int(share) for code, share in shares.items()}
    by_remainder = sorted(shares, key=lambda code: (int(shares[code]) - shares[code], code))
    for code in by_remainder[: sample - sum(drawn.values())]:
        drawn[code] += 1
    small = [code for code in drawn if drawn[code] > sizes[code]]
    if small:
        raise InputError(
            f"strata smaller than their share of the sample: {', '.join(small)}; "
            "take a smaller --size, or leave them out of --strata"
        )
    return drawn


def draw_order(seed: str, code: str) -> str:
    """The key that shuffles codes, the same on every machine: hex of blake2b(seed + code)."""
    return blake2b(f"{seed}{code}".encode(), digest_size=16).hexdigest()


def sample_by_stratum(population: pl.DataFrame, seed: str, size: int, floor: int) -> pl.DataFrame:
    """A stratified sample of rows (`code`, `stratum`) without replacement, with `weight` = N of the stratum / n drawn.

    Inside a stratum, rows are put in the order of `draw_order` and the first n are taken.
    """
    sizes = dict(population.group_by("stratum").len().sort("stratum").iter_rows())
    drawn = allocate(sizes, size, floor)
    keys = pl.Series("key", [draw_order(seed, code) for code in population["code"]])
    picked = [
        part.sort("key").head(drawn[stratum]).with_columns(weight=pl.lit(sizes[stratum] / drawn[stratum]))
        for (stratum,), part in population.with_columns(keys).partition_by("stratum", as_dict=True).items()
    ]
    return pl.concat(picked).drop("key").sort("code")
