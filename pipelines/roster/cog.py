"""The reference data of the project as frames: territories, rosters, figures already printed, contours.

What belongs here: reading data/reference, and saying which roster is in force. What does not: how those files are made
(data/reference/build.py), and lists that a person brings (`manual`).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from pipelines.model.errors import InputError, ReferenceDataError
from pipelines.model.fields import COMPLETED, TABLES
from pipelines.model.months import Month
from pipelines.roster.members import completed

LIVE_ROSTER: Final = "REGDEP2026"
SIMULATED_ROSTER: Final = "DEMO2026"
HISTORIC_ROSTER: Final = "EQ2012"
HISTORIC_UNTIL: Final = Month(2013, 12)
VINTAGES: Final = {"EQ2012": 2012, "DEMO2026": 2026, "REGDEP2026": 2026}
"""The geography that each roster of the project is written in."""

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


def load_roster(reference_dir: Path, roster_id: str) -> pl.DataFrame:
    """Rows of `roster.members` of one roster of the project.

    Raises:
        InputError: no such roster; the message lists those that exist.
        ReferenceDataError: the file has other columns, values of another type, or another roster's rows.
    """
    folder = reference_dir / "rosters"
    known = sorted(path.stem for path in folder.glob("*.csv"))
    if roster_id not in known:
        raise InputError(
            f"{roster_id!r} is not a roster of {folder}: choose one of {', '.join(known) or '(none)'}, "
            "or give the path of a roster file ending in .csv"
        )
    path = folder / f"{roster_id}.csv"
    frame = _read_csv(path, "roster.members", without=[field.name for field in COMPLETED])
    strangers = frame.filter(pl.col("roster_id") != roster_id)
    if strangers.height:
        raise ReferenceDataError(f"{path} holds rows of {strangers['roster_id'].unique().to_list()}: {_REMEDY}")
    return completed(frame, load_territories(reference_dir, VINTAGES.get(roster_id)))


def roster_for_month(month: Month, *, is_simulated: bool, chosen: str | None) -> str:
    """The roster in force: the chosen one; else, in the simulated world, that of the scene; else the live default."""
    if chosen is not None:
        return chosen
    if not is_simulated:
        return LIVE_ROSTER
    return HISTORIC_ROSTER if month <= HISTORIC_UNTIL else SIMULATED_ROSTER


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


def load_contours(reference_dir: Path, name: str) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of `contours/`, exterior rings clockwise; features carry `code` and `nom`.

    Names are regions_2016, regions_2015, departements, epci_2026, and with `_insets` the first and the third with the
    five DROM moved beside métropole (the boxes are in the collection's member `insets`).

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
