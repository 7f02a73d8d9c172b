"""Roster TRAPS2026: territories whose accounts are easily mistaken for those of others. For the simulated web.

What belongs here: who is in the list. Not here: the traps themselves (pipelines/replica/traps).
"""

from __future__ import annotations

import unicodedata
from typing import Final

import polars as pl
from recipe.rosters import finish, official

from pipelines.roster.samples import draw_order

SEED: Final = "TRAPS2026"
HOMONYMS: Final = 14
PARIS: Final = "75056"
EPCI_SIZES: Final = {"METRO": 8, "CU": 5, "CA": 10, "CC": 12}
LEAST: Final = {
    "REG": 6, "DEP": 20, "COM_100000_PLUS": 16, "COM_50000_100000": 16, "COM_20000_50000": 20, "COM_10000_20000": 20,
    "COM_3500_10000": 24, "COM_2000_3500": 24, "COM_500_2000": 30, "COM_0_500": 30,
}  # fmt: skip
"""Members of a stratum at least: the chosen ones, then others by draw."""

ABROAD: Final = ("53130", "11254", "57241", "76413", "31355", "30258", "60139", "01446", "97132", "82110")
"""Communes with the name of a town of Québec, Belgium or Switzerland: Laval, Montréal, Fribourg, Martigny, Mons,
Saint-Gilles, Chambly, Villeneuve, Trois-Rivières, Mirabel."""

MERGED: Final = ("93066", "88321", "62447", "85223", "14408", "85076", "22237", "19248", "994579670", "992367730")
"""Communes nouvelles of 1 January 2025 and EPCI of 1 January 2026 that were made of several."""

PARTED: Final = ("15141", "15031", "15035", "15171")
"""Neussargues en Pinatelle, and three communes that left it on 1 January 2025."""


def traps(territories: pl.DataFrame, vintage: int) -> pl.DataFrame:
    """Members by reason: namesakes of another level, homonyms, foreign homonyms, mergers, EPCI with the town they are
    named after; then others of each stratum, by draw, so that errors can be counted against what is ordinary."""
    is_own_body = (pl.col("body_id") == pl.col("territory_id")).fill_null(value=True)
    now = official(territories, vintage).filter(is_own_body & (pl.col("code") != PARIS))
    chosen = pl.concat([
        _namesakes(now),
        _homonyms(now.filter(level="commune")),
        now.filter(pl.col("code").is_in([*ABROAD, *MERGED, *PARTED])),
        _epci_with_town(now),
    ]).unique("territory_id")  # fmt: skip
    return finish(SEED, pl.concat([chosen, _others(now, chosen)]).with_columns(pop_vintage=pl.lit(vintage)))


def _namesakes(now: pl.DataFrame) -> pl.DataFrame:
    """Communes with the name of a département or région, and those bodies."""
    communes, bodies = (
        now.filter(level="commune"),
        now.filter(pl.col("level").is_in(["departement", "region"])),
    )
    return pl.concat([
        communes.join(bodies, on="name", how="semi"),
        bodies.join(communes, on="name", how="semi"),
    ])  # fmt: skip


def _homonyms(communes: pl.DataFrame) -> pl.DataFrame:
    """The two most populous communes of some names that several communes bear."""
    ordered = communes.sort("population", "code", descending=[True, False], nulls_last=True)
    first_two = ordered.filter(pl.int_range(pl.len()).over("name") < 2, pl.len().over("name") > 1)
    names = sorted(first_two["name"].unique(), key=lambda name: draw_order(SEED, name))
    return first_two.filter(pl.col("name").is_in(["Saint-Denis", "Saint-Louis", *names[:HOMONYMS]]))


def _epci_with_town(now: pl.DataFrame) -> pl.DataFrame:
    """EPCI that bear the name of a member commune, by draw in each kind, with that commune."""
    epci = now.filter(level="epci").select("territory_id", "code", "stratum", epci_name="name")
    towns = now.filter(level="commune").select("epci_code", town_id="territory_id", town="name")
    pairs = epci.join(towns, left_on="code", right_on="epci_code").filter(pl.col("town").str.len_chars() >= 5)
    is_named = [
        f" {plain(town)} " in f" {plain(name)} " for name, town in pairs.select("epci_name", "town").iter_rows()
    ]
    pairs = pairs.filter(pl.Series(is_named, dtype=pl.Boolean))
    pairs = pairs.sort("code", "town_id").unique("code", keep="first", maintain_order=True)
    keys = pl.Series("key", [draw_order(SEED, code) for code in pairs["code"]])
    drawn = pl.concat([
        pairs.with_columns(keys).filter(stratum=kind).sort("key").head(size) for kind, size in EPCI_SIZES.items()
    ])  # fmt: skip
    return now.filter(pl.col("territory_id").is_in([*drawn["territory_id"], *drawn["town_id"]]))


def _others(now: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    rest = now.join(chosen, on="territory_id", how="anti")
    rest = rest.with_columns(pl.Series("key", [draw_order(SEED, code) for code in rest["code"]])).sort("key")
    missing = {stratum: least - chosen.filter(stratum=stratum).height for stratum, least in LEAST.items()}
    return pl.concat([rest.filter(stratum=stratum).head(max(0, count)) for stratum, count in missing.items()]).drop(
        "key"
    )


def plain(name: str) -> str:
    """Lower case, without accents, words separated by one space."""
    bare = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "Oe")).encode("ascii", "ignore").decode()
    return " ".join("".join(char if char.isalnum() else " " for char in bare.lower()).split())
