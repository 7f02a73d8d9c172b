"""The communes of 1 January 2020, which no package lists: that of the vintage 2020 repeats those of 2019.

The lists of EPCI of the same package are of the right day. The members of EPCI, with the islands that belong to none,
are the communes of the vintage; what the list of communes still shows and no EPCI holds had just been absorbed.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from pipelines.model.errors import ReferenceDataError

VINTAGE: Final = 2020
Rows = list[dict[str, Any]]


def member_names(rows: Rows) -> pl.DataFrame:
    """Members of the EPCI lists of one package: code, member_siren, member_name."""
    members = [(m["code"], m["siren"], m["nom"].strip()) for row in rows for m in row["membres"]]
    return pl.DataFrame(members, schema=["code", "member_siren", "member_name"], orient="row").unique("code")


def absorbers(rows: Rows) -> dict[str, str]:
    """Code of a commune that is no more → the commune that holds it, in one package's list.

    From `chefLieu` of communes déléguées and associées, else from `anciensCodes` of communes actuelles.
    """
    found = {old: row["code"] for row in rows for old in row.get("anciensCodes") or ()}
    parts = [row for row in rows if row["type"] in ("commune-deleguee", "commune-associee")]
    return found | {row["code"]: row["chefLieu"] for row in parts}


def communes_of_2020(
    listed: dict[int, pl.DataFrame], members: dict[int, pl.DataFrame], into: dict[str, str]
) -> pl.DataFrame:
    """`read_communes` of 2020 made that of 1 January 2020, with the column `counted` that sums over communes take.

    `listed` are the communes of 2019, 2020 and 2021, `members` the `member_names` of 2019 and 2020, `into` where
    absorbed codes went. Populations are those of 2019, of the same census: the list of 2020 counts the communes
    nouvelles of 2019 without those that they absorbed. Where a commune split its inhabitants are known together only:
    `population` is null in each, and `counted` keeps the sums known.

    Raises:
        ReferenceDataError: a commune appears that no list explains.
    """
    now, following = members[VINTAGE], listed[VINTAGE + 1]
    gone = listed[VINTAGE].filter(~pl.col("code").is_in([*now["code"], *following["code"]]))
    kept = _kept(listed, members, _added(gone, listed[VINTAGE - 1], into)).join(gone, on="code", how="anti")
    born = now.join(listed[VINTAGE], on="code", how="anti").join(following, on="code", how="left", validate="1:1")
    if born["departement_code"].null_count():
        raise ReferenceDataError(f"communes of 2020 that no list of communes knows: {born['code'].to_list()}")
    nobody = {"siren": pl.lit(None, pl.String), "population": pl.lit(None, pl.Int64), "counted": pl.lit(0, pl.Int64)}
    return pl.concat([kept, born.with_columns(**nobody).select(kept.columns)]).sort("code")


def _added(gone: pl.DataFrame, before: pl.DataFrame, into: dict[str, str]) -> pl.DataFrame:
    """Inhabitants that communes received from those that they absorbed: code, added."""
    target = pl.Series("target", [into.get(code) for code in gone["code"]], dtype=pl.String)
    lost = gone.select("code").with_columns(target).join(before.select("code", "population"), on="code")
    return lost.group_by(code="target").agg(added=pl.col("population").sum())


def _kept(listed: dict[int, pl.DataFrame], members: dict[int, pl.DataFrame], added: pl.DataFrame) -> pl.DataFrame:
    """The list of 2020; where a SIREN changed in the year, name and population are made right."""
    was = members[VINTAGE - 1].select("code", siren_before="member_siren")
    census = listed[VINTAGE - 1].select("code", census="population")
    joined = listed[VINTAGE].join(members[VINTAGE], on="code", how="left").join(was, on="code", how="left")
    joined = joined.join(census, on="code", how="left").join(added, on="code", how="left")
    is_another = (pl.col("member_siren") != pl.col("siren_before")).fill_null(value=False)
    whole = pl.coalesce("census", "population") + pl.col("added").fill_null(0)
    has_split = is_another & pl.col("added").is_null()
    return joined.with_columns(
        name=pl.when(is_another).then("member_name").otherwise("name"),
        population=pl.when(~has_split).then(whole),
        counted=whole,
    ).select(listed[VINTAGE].columns)
