"""The reference data of the project as frames: territories, rosters, figures already printed, contours.

What belongs here: reading data/reference, and saying which roster is in force. What does not: how those files are made
(data/reference/build.py), and lists that a person brings (`manual`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from pipelines.model.errors import InputError, ReferenceDataError
from pipelines.model.fields import COMPLETED, TABLES
from pipelines.model.months import Month
from pipelines.roster import rosters
from pipelines.roster.geography import Geography
from pipelines.roster.members import completed

LIVE_ROSTER: Final = "CONSEILS"
SIMULATED_ROSTER: Final = "DEMO2026"
HISTORIC_ROSTER: Final = "EQ2012"
HISTORIC_UNTIL: Final = Month(2013, 12)
_REMEDY: Final = "rebuild it with `make reference`"
_DTYPES: Final[dict[str, DataType | DataTypeClass]] = {
    "VARCHAR": pl.String,
    "BIGINT": pl.Int64,
    "DOUBLE": pl.Float64,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
}


def schema_of(full_name: str) -> dict[str, DataType | DataTypeClass]:
    """Column → polars type of a reference or roster table, in the order of the field dictionary."""
    return {field.name: _DTYPES[field.type] for field in TABLES[full_name].fields}


def load_territories(reference_dir: Path, vintage: int | None = None) -> pl.DataFrame:
    """`reference.territories`: every collectivité of the vintages 2012 and 2019–2026, about 290 000 rows, or of one.

    Raises:
        ReferenceDataError: the file is missing, unreadable, or has other columns than the field dictionary.
    """
    path = reference_dir / "territories.parquet"
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    return _territories(path, vintage, stamp)


@lru_cache(maxsize=4)
def _territories(path: Path, vintage: int | None, stamp: int) -> pl.DataFrame:
    """Kept in memory, as several steps of a month ask for it; `stamp` tells one file from the next."""
    del stamp
    return _read_parquet(path, "reference.territories", True if vintage is None else pl.col("vintage") == vintage)


def _read_parquet(path: Path, full_name: str, where: pl.Expr | bool = True) -> pl.DataFrame:
    try:
        frame = pl.scan_parquet(path).filter(where).collect()
    except FileNotFoundError as error:
        raise ReferenceDataError(f"{path} is missing: {_REMEDY}") from error
    except pl.exceptions.ComputeError as error:
        raise ReferenceDataError(f"{path} is not a readable Parquet file ({error}): {_REMEDY}") from error
    schema = schema_of(full_name)
    _check_columns(path, frame.columns, list(schema))
    wrong = [name for name, dtype in schema.items() if frame.schema[name] != dtype]
    if wrong:
        raise ReferenceDataError(f"{path}: columns {', '.join(wrong)} have another type than expected: {_REMEDY}")
    return frame


def load_geography(reference_dir: Path) -> Geography:
    """What is known of every code since 2012, kept in memory.

    Raises:
        ReferenceDataError: a file is missing, unreadable, or has other columns.
    """
    path = reference_dir / "territory_map.parquet"
    return _geography(reference_dir, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=2)
def _geography(reference_dir: Path, stamp: int) -> Geography:
    del stamp
    path = reference_dir / "territory_map.parquet"
    return Geography(load_territories(reference_dir), _read_parquet(path, "reference.territory_map"))


def vintages(reference_dir: Path) -> list[int]:
    """The vintages of `reference.territories`, oldest first.

    Raises:
        ReferenceDataError: the file is missing or unreadable.
    """
    path = reference_dir / "territories.parquet"
    return list(_vintages(path, path.stat().st_mtime_ns if path.is_file() else 0))


@lru_cache(maxsize=4)
def _vintages(path: Path, stamp: int) -> tuple[int, ...]:
    del stamp
    try:
        found = pl.scan_parquet(path).select(pl.col("vintage").unique().sort()).collect()
    except (FileNotFoundError, pl.exceptions.ComputeError) as error:
        raise ReferenceDataError(f"{path} cannot be read ({error}): {_REMEDY}") from error
    return tuple(found["vintage"])


def parents(reference_dir: Path, month: Month) -> pl.DataFrame:
    """territory_id and parent_id: the EPCI of each commune, in the geography of the month's year, or the nearest known.

    Raises:
        ReferenceDataError: the territories are missing.
    """
    path = reference_dir / "territories.parquet"
    if not path.is_file():
        raise ReferenceDataError(f"{path} is missing: {_REMEDY}")
    communes = pl.scan_parquet(path).filter(pl.col("epci_code").is_not_null())
    nearest = (pl.col("vintage") - month.year).abs()
    found = communes.filter(nearest == nearest.min(), level="commune")
    return found.select("territory_id", parent_id=pl.lit("epci:") + pl.col("epci_code")).collect()


def departements(reference_dir: Path) -> dict[str, str]:
    """The name of each département of the latest geography, by code."""
    latest = load_territories(reference_dir, max(vintages(reference_dir))).filter(level="departement")
    return dict(latest.select("code", "name").iter_rows())


def load_roster(reference_dir: Path, roster_id: str) -> pl.DataFrame:
    """Rows of `roster.members` of one roster of the project, frozen in a file or computed from a vintage.

    Raises:
        InputError: no such roster; the message lists those that exist.
        ReferenceDataError: the file has other columns, values of another type, or another roster's rows.
    """
    folder = reference_dir / "rosters"
    known = sorted(path.stem for path in folder.glob("*.csv"))
    if roster_id in known:
        return _frozen(reference_dir, folder / f"{roster_id}.csv", roster_id)
    at_hand = vintages(reference_dir) if known else []
    found = rosters.computed(roster_id, at_hand)
    if found is None:
        dated = [f"{one.name}{rosters.available(one, at_hand)[-1]}" for one in rosters.COMPUTED.values() if at_hand]
        raise InputError(
            f"{roster_id!r} is not a roster of {folder}: choose one of {', '.join([*known, *dated]) or '(none)'}, "
            "or give the path of a roster file ending in .csv"
        )
    roster, vintage = found
    territories = load_territories(reference_dir, vintage)
    return completed(rosters.members(roster, vintage, territories), territories)


def _frozen(reference_dir: Path, path: Path, roster_id: str) -> pl.DataFrame:
    frame = _read_csv(path, "roster.members", without=[field.name for field in COMPLETED])
    strangers = frame.filter(pl.col("roster_id") != roster_id)
    if strangers.height:
        raise ReferenceDataError(f"{path} holds rows of {strangers['roster_id'].unique().to_list()}: {_REMEDY}")
    vintage = rosters.FROZEN[roster_id].vintage if roster_id in rosters.FROZEN else None
    territories = load_territories(reference_dir, vintage)
    if territories.is_empty():
        territories = load_territories(reference_dir)
    return completed(frame, territories, vintage)


def roster_for_month(month: Month, *, is_simulated: bool, chosen: str | None, vintages: Sequence[int]) -> str:
    """The roster in force: the chosen one; else, in the simulated world, that of the scene; else the live default.

    A list that is worked out from the official geography is that of the newest of `vintages` not after the month.

    Raises:
        InputError: the chosen list has no vintage as old as the month.
    """
    if chosen is None and is_simulated:
        return HISTORIC_ROSTER if month <= HISTORIC_UNTIL else SIMULATED_ROSTER
    return rosters.dated(chosen or LIVE_ROSTER, month, vintages)


def reference_frames(reference_dir: Path) -> dict[str, pl.DataFrame]:
    """The reference tables that data/reference holds, by full name, in the columns of the field dictionary.

    Raises:
        ReferenceDataError: a file is missing, or has other columns or types.
    """
    return {
        "reference.territories": load_territories(reference_dir),
        **{
            f"reference.{name}": _read_parquet(reference_dir / f"{name}.parquet", f"reference.{name}")
            for name in ("territory_events", "territory_map")
        },
        "reference.region_changes": _read_csv(reference_dir / "region_changes.csv", "reference.region_changes"),
        "reference.published_figures": _read_csv(
            reference_dir / "published_figures.csv", "reference.published_figures"
        ),
    }


@cache
def commune_names(reference_dir: Path) -> dict[str, tuple[str, ...]]:
    """Every name that a commune code had in a vintage, by code (métropole and DROM)."""
    names = load_territories(reference_dir).filter(pl.col("level") == "commune")
    rows = names.select("code", "name").unique().sort("code", "name").group_by("code", maintain_order=True)
    return {code: tuple(found) for code, found in rows.agg("name").rows()}


def load_contours(reference_dir: Path, name: str) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of `contours/`, exterior rings clockwise; features carry `code` and `nom`.

    Names are regions_2016, regions_2015, departements, epci_2026, and with `_insets` the same with the five DROM moved
    beside métropole (the boxes are in the collection's member `insets`).

    Raises:
        InputError: no such contours; the message lists those that exist.
        ReferenceDataError: the file is not a GeoJSON FeatureCollection.
    """
    folder = reference_dir / "contours"
    known = sorted(path.stem for path in folder.glob("*.geojson"))
    if name not in known:
        raise InputError(f"{name!r} is not a file of {folder}: choose one of {', '.join(known) or '(none)'}")
    path = folder / f"{name}.geojson"
    try:
        collection: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ReferenceDataError(f"{path} is not JSON ({error}): {_REMEDY}") from error
    if collection.get("type") != "FeatureCollection":
        raise ReferenceDataError(f"{path} is not a GeoJSON FeatureCollection: {_REMEDY}")
    return collection


def _read_csv(path: Path, full_name: str, without: Collection[str] = ()) -> pl.DataFrame:
    schema = {name: dtype for name, dtype in schema_of(full_name).items() if name not in without}
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            header = lines.readline().rstrip("\r\n").split(",")
        _check_columns(path, header, list(schema))
        return pl.read_csv(path, schema_overrides=schema).select(list(schema))
    except FileNotFoundError as error:
        raise ReferenceDataError(f"{path} is missing: restore it, or {_REMEDY}") from error
    except (pl.exceptions.ComputeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(f"{path} cannot be read as {full_name} ({error}): restore it, or {_REMEDY}") from error


def _check_columns(path: Path, found: list[str], wanted: list[str]) -> None:
    missing = [name for name in wanted if name not in found]
    extra = [name for name in found if name not in wanted]
    if missing or extra:
        raise ReferenceDataError(
            f"{path}: columns missing: {', '.join(missing) or 'none'}; not expected: {', '.join(extra) or 'none'}; "
            f"restore it, or {_REMEDY}"
        )
