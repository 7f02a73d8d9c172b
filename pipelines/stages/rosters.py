"""Named lists, seen and drawn: what the command line shows of them, and a sample that is written as a CSV."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.config import Settings
from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.model.strata import STRATA
from pipelines.roster import cog, manual, rosters


def listing(settings: Settings, month: Month) -> pl.DataFrame:
    """Rows of roster.rosters for the lists of the project, computed ones as they are for `month`."""
    at_hand = cog.vintages(settings.reference_dir)
    ids = [rosters.dated(roster.name, month, at_hand) for roster in rosters.ROSTERS]
    return pl.concat([rosters.described(cog.load_roster(settings.reference_dir, one)) for one in ids])


def members_of(settings: Settings, name: str, month: Month) -> tuple[pl.DataFrame, list[str]]:
    """Rows of roster.members of a list (an id, a computed list without its year, or a CSV), and the lines left out.

    Raises:
        InputError: there is no such list, or the file cannot be read as a whole.
    """
    if name.endswith(".csv"):
        frame, errors = manual.read_roster_csv(Path(name), cog.load_geography(settings.reference_dir))
        return frame, [str(error) for error in errors]
    roster_id = rosters.dated(name, month, cog.vintages(settings.reference_dir))
    return cog.load_roster(settings.reference_dir, roster_id), []


def about_list(members: pl.DataFrame) -> dict[str, object]:
    """The row of roster.rosters of a list, from its rows of roster.members."""
    return rosters.described(members).row(0, named=True)


def by_stratum(members: pl.DataFrame) -> pl.DataFrame:
    """stratum, members, N of the stratum, least and greatest weight, population; in the order of strata."""
    order = {stratum.code: rank for rank, stratum in enumerate(STRATA)}
    counts = members.group_by("stratum").agg(
        pl.len().alias("member_count"),
        pl.col("stratum_size").first(),
        pl.col("weight").min().alias("weight_min"),
        pl.col("weight").max().alias("weight_max"),
        pl.col("population").sum(),
    )
    return counts.sort(pl.col("stratum").replace_strict(order, default=len(order), return_dtype=pl.Int64))


def draw(
    settings: Settings,
    out: Path,
    vintage: int,
    *,
    seed: str,
    size: int,
    floor: int,
    strata: list[str],
    census_from: int,
) -> pl.DataFrame:
    """Draw a sample of COURANT of a vintage and write it; the file's name is that of the list. Rows of roster.members.

    Raises:
        InputError: the file is there already, its name is that of a list of the project, or the sample cannot be drawn.
    """
    if out.suffix != ".csv" or out.stem in rosters.FROZEN:
        raise InputError(f"{out.name!r} cannot be the file of a new list: give it a name of its own that ends in .csv")
    if out.exists():
        raise InputError(f"{out} is there already: a list that was used keeps its members; draw under another name")
    whole = cog.load_roster(settings.reference_dir, f"COURANT{vintage}")
    drawn = rosters.draw(out.stem, whole, seed=seed, size=size, floor=floor, strata=strata, census_from=census_from)
    out.parent.mkdir(parents=True, exist_ok=True)
    drawn.write_csv(out)
    return members_of(settings, str(out), Month(vintage, 1))[0]
