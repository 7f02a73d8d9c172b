"""The rosters of the project, drawn from `reference.territories`. One function per roster.

What belongs here: who is in a list, in which stratum, with which weight. A roster is frozen: another rule is another
roster with another name.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from recipe.bodies import CREATED
from recipe.genealogy import Genealogy
from recipe.territories import HISTORIC_VINTAGE

from pipelines.roster.samples import sample_by_stratum

SEED: Final = "DEMO2026"
SAMPLE_SIZE: Final = 400
SAMPLE_FLOOR: Final = 40
CITY_COUNT: Final = 50
FIRST_DAY: Final = "2012-03-01"
IDEOSE_DAY: Final = "2015-10-01"
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


def official(territories: pl.DataFrame, vintage: int) -> pl.DataFrame:
    """Territories of the official geography of métropole and DROM, without the bodies that stand beside it."""
    of_vintage = (pl.col("vintage") == vintage) & (pl.col("zone") != "com")
    return territories.filter(of_vintage & ~pl.col("territory_id").is_in(CREATED))


def eq2012(territories: pl.DataFrame, pop_vintage: int) -> pl.DataFrame:
    """26 régions (no Mayotte), 100 départements (no Paris), 50 cities: the bases the Institute printed."""
    then = territories.filter(pl.col("vintage") == HISTORIC_VINTAGE)
    members = then.filter(~pl.col("territory_id").is_in(["region:06", "departement:75"]))
    is_city = pl.col("level") == "commune"
    dated = with_known_population(members, territories, pop_vintage)
    return finish("EQ2012", dated.with_columns(stratum=pl.when(is_city).then(pl.lit("VILLE50")).otherwise("stratum")))


def with_known_population(members: pl.DataFrame, territories: pl.DataFrame, pop_vintage: int) -> pl.DataFrame:
    """`members` with `pop_vintage`: where it gives no population (Mayotte), the first later vintage that gives one."""
    known = territories.filter((pl.col("vintage") >= pop_vintage) & pl.col("population").is_not_null())
    first = known.sort("vintage").unique("territory_id", keep="first", maintain_order=True)
    first = first.select("territory_id", first_population="population", pop_vintage="vintage")
    joined = members.join(first, on="territory_id", how="left", validate="1:1", maintain_order="left")
    is_given = pl.col("population").is_not_null()
    return joined.with_columns(
        population=pl.coalesce("population", "first_population"),
        pop_vintage=pl.when(is_given).then(pop_vintage).otherwise("pop_vintage"),
    )


def ideose2015(territories: pl.DataFrame, genealogy: pl.DataFrame, pop_vintage: int) -> pl.DataFrame:
    """27 régions of before 2016, 101 départements, 101 préfectures: the widest base that Ideose printed (229).

    Préfectures are the chefs-lieux of départements of the vintage `pop_vintage` (none moved between 2015 and it), under
    their names of 2015; populations are those of that vintage, on its limits.
    """
    then = territories.filter((pl.col("vintage") == HISTORIC_VINTAGE) & (pl.col("level") != "commune"))
    departements = then.filter(pl.col("level") == "departement")
    seats = departements.select("region_code", code="chef_lieu_code")
    names = {code: genealogy_state["nom"] for code, genealogy_state in _alive(genealogy).items()}
    oldest = territories.filter((pl.col("vintage") == pop_vintage) & (pl.col("level") == "commune"))
    cities = oldest.drop("region_code").join(seats, on="code", validate="1:1").with_columns(
        name=pl.col("code").replace_strict(names, return_dtype=pl.String), stratum=pl.lit("PREF")
    )  # fmt: skip
    members = pl.concat([then, cities.select(then.columns)])
    return finish("IDEOSE2015", with_known_population(members, territories, pop_vintage))


def _alive(genealogy: pl.DataFrame) -> dict[str, dict[str, str]]:
    states = Genealogy(genealogy)
    return {code: states.states[one] for code, one in states.alive(IDEOSE_DAY).items()}


def regdep(territories: pl.DataFrame, vintage: int) -> pl.DataFrame:
    """Every région and département of a vintage."""
    now = official(territories, vintage)
    return finish(f"REGDEP{vintage}", now.filter(pl.col("level").is_in(["region", "departement"])))


def demo(territories: pl.DataFrame, vintage: int) -> pl.DataFrame:
    """Régions, départements, métropoles, CU, communes of 20 000 inhabitants and more, and a sample of the others."""
    now = official(territories, vintage)
    is_sampled = pl.col("stratum").is_in(SAMPLED_STRATA)
    census = now.filter(~is_sampled & ~pl.col("stratum").is_in(["CA", "CC"])).with_columns(weight=pl.lit(1.0))
    sampled = sample_by_stratum(now.filter(is_sampled), SEED, SAMPLE_SIZE, SAMPLE_FLOOR)
    return finish(f"DEMO{vintage}", pl.concat([census, sampled]))
