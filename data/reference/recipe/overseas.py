"""The collectivités d'outre-mer of a vintage, apart from France's régions and départements: zone `com`.

Each is a row of level `departement` (stratum OUTREMER) with its communes (OUTREMER_COMMUNE). They belong to no région,
no EPCI; no package gives their SIREN. Populations come from censuses of their own, whose year the packages do not say.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl
from recipe.territories import finish

Rows = list[dict[str, Any]]

STATE: Final = frozenset({"984", "989"})
"""Terres australes et antarctiques, Clipperton: administered by the State, nobody is elected there."""
_CODES: Final = ("975", "977", "978", "984", "986", "987", "988", "989")


def overseas_territories(vintage: int, communes: Rows, departements: Rows) -> pl.DataFrame:
    """Rows of `reference.territories` of zone com; none where the package of the vintage has none (2019)."""
    seats = {row["code"]: row["chefLieu"] for row in departements if row["code"] in _CODES}
    names: dict[str, str] = {row["code"]: row["nom"] for row in departements if row["code"] in _CODES}
    members = []
    for row in communes:
        code = row["code"][:3]
        if row["type"] == "commune-actuelle" and code in _CODES:
            names.setdefault(code, (row.get("collectiviteOutremer") or {}).get("nom"))
            members.append((row["code"], row["nom"], code, row.get("population")))
    frame = pl.DataFrame(
        members,
        schema={"code": pl.String, "name": pl.String, "departement_code": pl.String, "population": pl.Int64},
        orient="row",
    ).with_columns(zone=pl.lit("com"))
    is_whole = pl.col("population").null_count() == 0
    wholes = frame.group_by("departement_code").agg(population=pl.when(is_whole).then(pl.col("population").sum()))
    wholes = wholes.with_columns(
        code="departement_code",
        zone=pl.lit("com"),
        name=pl.col("departement_code").replace_strict(names, return_dtype=pl.String),
        chef_lieu_code=pl.col("departement_code").replace_strict(seats, default=None, return_dtype=pl.String),
        stratum=pl.lit("OUTREMER"),
    )
    parts = [
        finish(wholes, "departement"),
        finish(frame.with_columns(stratum=pl.lit("OUTREMER_COMMUNE")), "commune"),
    ]
    return pl.concat(parts).with_columns(vintage=pl.lit(vintage, pl.Int64))
