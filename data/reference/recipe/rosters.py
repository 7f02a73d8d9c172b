"""The rosters of the project, drawn from `reference.territories`. One function per roster.

What belongs here: who is in a list, in which stratum, with which weight. A roster is frozen: another rule is another
roster with another name.
"""

from __future__ import annotations

from hashlib import blake2b
from math import sqrt
from typing import Final

import polars as pl
from recipe.bodies import CREATED
from recipe.territories import HISTORIC_VINTAGE

from pipelines.model.errors import ReferenceDataError

SEED: Final = "DEMO2026"
SAMPLE_SIZE: Final = 400
SAMPLE_FLOOR: Final = 40
CITY_COUNT: Final = 50
FIRST_DAY: Final = "2012-03-01"
SAMPLED_STRATA: Final = ("COM_10000_20000", "COM_3500_10000", "COM_2000_3500", "COM_500_2000", "COM_0_500")
LEVEL_ORDER: Final = ("region", "departement", "epci", "commune")
COLUMNS: Final = (
    "roster_id", "territory_id", "level", "code", "name", "stratum", "population", "pop_vintage", "region_code",
    "departement_code", "weight",
)  # fmt: skip


def finish(roster_id: str, members: pl.DataFrame) -> pl.DataFrame:
    """`members` (territories, with `pop_vintage` and `weight` if not `vintage` and 1) as rows of `roster.members`."""
    weight = pl.col("weight") if "weight" in members.columns else pl.lit(1.0)
    pop_vintage = pl.col("pop_vintage" if "pop_vintage" in members.columns else "vintage")
    ordered = members.with_columns(
        roster_id=pl.lit(roster_id),
        pop_vintage=pop_vintage.cast(pl.Int64),
        weight=weight,
        rank=pl.col("level").cast(pl.Enum(LEVEL_ORDER)),
    )
    return ordered.sort("rank", "code").select(COLUMNS)


def largest_cities(oldest: pl.DataFrame, genealogy: pl.DataFrame) -> pl.DataFrame:
    """The 50 most populous communes of a vintage, by code. The Institute never printed its own list.

    Communes that began after the first month of the study (Annecy, of 2017) are left out: they were smaller then.
    """
    began = genealogy.filter((pl.col("type") == "COM") & (pl.col("dateDebut") > FIRST_DAY))["code"].unique()
    is_candidate = (pl.col("level") == "commune") & pl.col("population").is_not_null() & ~pl.col("code").is_in(began)
    communes = oldest.filter(is_candidate)
    return communes.sort("population", "code", descending=[True, False]).head(CITY_COUNT).sort("code")


def allocate(sizes: dict[str, int], sample: int, floor: int) -> dict[str, int]:
    """How many to draw in each stratum: in proportion to √N, at least `floor` each, `sample` in all.

    Rounding by largest remainders, ties by stratum code.

    Raises:
        ReferenceDataError: the floors ask for more than `sample`, or a stratum is smaller than its share.
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
            raise ReferenceDataError(f"{len(sizes)} strata of at least {floor} do not fit in a sample of {sample}")
    drawn = fixed | {code: int(share) for code, share in shares.items()}
    by_remainder = sorted(shares, key=lambda code: (int(shares[code]) - shares[code], code))
    for code in by_remainder[: sample - sum(drawn.values())]:
        drawn[code] += 1
    small = [code for code in drawn if drawn[code] > sizes[code]]
    if small:
        raise ReferenceDataError(f"strata smaller than their share of the sample: {small}")
    return drawn


def draw_order(seed: str, code: str) -> str:
    """The key that shuffles codes, the same on every machine: hex of blake2b(seed + code)."""
    return blake2b(f"{seed}{code}".encode(), digest_size=16).hexdigest()


def sample_communes(communes: pl.DataFrame, seed: str, size: int, floor: int) -> pl.DataFrame:
    """A stratified sample without replacement, with `weight` = N of the stratum / n drawn."""
    sizes = dict(communes.group_by("stratum").len().sort("stratum").iter_rows())
    drawn = allocate(sizes, size, floor)
    keys = pl.Series("key", [draw_order(seed, code) for code in communes["code"]])
    picked = [
        part.sort("key").head(drawn[stratum]).with_columns(weight=pl.lit(sizes[stratum] / drawn[stratum]))
        for (stratum,), part in communes.with_columns(keys).partition_by("stratum", as_dict=True).items()
    ]
    return pl.concat(picked).drop("key").sort("code")


def official(territories: pl.DataFrame, vintage: int) -> pl.DataFrame:
    """Territories of the official geography of métropole and DROM, without the bodies that stand beside it."""
    of_vintage = (pl.col("vintage") == vintage) & (pl.col("zone") != "com")
    return territories.filter(of_vintage & ~pl.col("territory_id").is_in(CREATED))


def eq2012(territories: pl.DataFrame, pop_vintage: int) -> pl.DataFrame:
    """26 régions (no Mayotte), 100 départements (no Paris), 50 cities: the bases the Institute printed.

    Where `pop_vintage` gives no population (Mayotte), the first later vintage that gives one does, and is named.
    """
    then = territories.filter(pl.col("vintage") == HISTORIC_VINTAGE)
    members = then.filter(~pl.col("territory_id").is_in(["region:06", "departement:75"]))
    known = territories.filter((pl.col("vintage") >= pop_vintage) & pl.col("population").is_not_null())
    first = known.sort("vintage").unique("territory_id", keep="first", maintain_order=True)
    first = first.select("territory_id", first_population="population", pop_vintage="vintage")
    joined = members.join(first, on="territory_id", how="left", validate="1:1", maintain_order="left")
    is_given = pl.col("population").is_not_null()
    dated = joined.with_columns(
        population=pl.coalesce("population", "first_population"),
        pop_vintage=pl.when(is_given).then(pop_vintage).otherwise("pop_vintage"),
        stratum=pl.when(pl.col("level") == "commune").then(pl.lit("VILLE50")).otherwise("stratum"),
    )
    return finish("EQ2012", dated)


def regdep(territories: pl.DataFrame, vintage: int) -> pl.DataFrame:
    """Every région and département of a vintage."""
    now = official(territories, vintage)
    return finish(f"REGDEP{vintage}", now.filter(pl.col("level").is_in(["region", "departement"])))


def demo(territories: pl.DataFrame, vintage: int) -> pl.DataFrame:
    """Régions, départements, métropoles, CU, communes of 20 000 inhabitants and more, and a sample of the others."""
    now = official(territories, vintage)
    is_sampled = pl.col("stratum").is_in(SAMPLED_STRATA)
    census = now.filter(~is_sampled & ~pl.col("stratum").is_in(["CA", "CC"])).with_columns(weight=pl.lit(1.0))
    sampled = sample_communes(now.filter(is_sampled), SEED, SAMPLE_SIZE, SAMPLE_FLOOR)
    return finish(f"DEMO{vintage}", pl.concat([census, sampled]))
