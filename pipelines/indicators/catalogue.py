"""The catalogue of indicators (data/reference/indicators.toml): what each number means, and where it is computed."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.model.errors import ReferenceDataError
from pipelines.model.fields import TABLES

FAMILY_FR: Final = {
    "presence": "Présence",
    "audience": "Audience",
    "activity": "Activité",
    "editorial": "Ligne éditoriale",
    "engagement": "Engagement",
    "quality": "Qualité des comptes",
    "dynamics": "Évolutions",
    "data_quality": "Qualité des données",
}
_TABLE: Final = TABLES["reference.indicators"]
_DTYPES: Final = {"VARCHAR": pl.String, "DOUBLE": pl.Float64, "DATE": pl.Date}


def read_catalogue(path: Path) -> pl.DataFrame:
    """`reference.indicators`: one row per indicator, in order of its id.

    Raises:
        ReferenceDataError: the file is missing or is not TOML, or an indicator lacks a field, has one too many, or one
            that is empty; the message names it.
    """
    try:
        blocks: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ReferenceDataError(f"{path} cannot be read ({error}): restore it from the repository") from error
    rows = [_row(path, indicator_id, block) for indicator_id, block in sorted(blocks.items())]
    schema = {field.name: _DTYPES[field.type] for field in _TABLE.fields}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _row(path: Path, indicator_id: str, block: dict[str, Any]) -> tuple[Any, ...]:
    known = {field.name: field for field in _TABLE.fields}
    unknown = sorted(set(block) - set(known))
    if unknown:
        raise ReferenceDataError(f"{path}, {indicator_id}: unknown field {', '.join(unknown)}")
    given = {"indicator_id": indicator_id, **block}
    for name, field in known.items():
        value = given.get(name)
        if value in (None, "") and not field.is_null:
            raise ReferenceDataError(f"{path}, {indicator_id}: {name} is missing")
        if field.allowed and value is not None and value not in field.allowed:
            raise ReferenceDataError(
                f"{path}, {indicator_id}: {name} is {value!r}, not one of {', '.join(field.allowed)}"
            )
        if field.type == "DATE" and value is not None and not isinstance(value, date):
            raise ReferenceDataError(f"{path}, {indicator_id}: {name} is {value!r}, not a date")
    return tuple(given.get(name) for name in known)
