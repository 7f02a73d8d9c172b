"""Accounts of a namesake: a commune of the same name elsewhere, told by the département that its shown name gives.

« Mairie de Volstroff (Gers) » is not Volstroff in Moselle. Only what stands apart at the end of a name is looked at:
« Ville de Vienne » and « Saint-Martin, Mayenne » of Mayenne speak of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.roster.lists import plain

_APART: Final = re.compile(r"(?:\(|,\s|\s[-–—]\s)([^(),–—]{2,40})\)?\s*$")
_KEY: Final = ["territory_id", "account_id"]


def namesakes(
    claims: pl.DataFrame, members: pl.DataFrame, shown: pl.DataFrame, departements: Mapping[str, str]
) -> pl.DataFrame:
    """territory_id and account_id of claims whose account names another département than the territory's own.

    `members` give departement_code, `shown` account_id and account_name, `departements` the name of each code.
    """
    if "departement_code" not in members.columns:
        return pl.DataFrame(schema=dict.fromkeys(_KEY, pl.String))
    codes = {plain(name): code for code, name in departements.items()} | {code.lower(): code for code in departements}
    told = []
    for account_id, name in shown.select("account_id", "account_name").drop_nulls().unique().iter_rows():
        found = _APART.search(name)
        code = codes.get(plain(found[1])) if found else None
        if code is not None:
            told.append((account_id, code))
    named = pl.DataFrame(told, schema=dict.fromkeys(["account_id", "code"], pl.String), orient="row")
    own = members.unique("territory_id", keep="first").select("territory_id", "departement_code").drop_nulls()
    away = claims.select(_KEY).join(own, on="territory_id").join(named, on="account_id")
    return away.filter(pl.col("code") != pl.col("departement_code")).select(_KEY).unique()
