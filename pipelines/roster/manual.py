"""A roster that a person brings: any CSV of collectivités, checked line by line.

What belongs here: reading the file and saying what is wrong with it, in words that help to mend it. A wrong line is
reported and left out, the others are kept; a file that is wrong as a whole is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipelines.model.errors import InputError
from pipelines.model.fields import COMPLETED
from pipelines.model.strata import LEVELS, STRATA, commune_stratum, territory_id
from pipelines.roster.cog import schema_of
from pipelines.roster.csv_lines import CsvLines, LineError, LineRefused
from pipelines.roster.members import completed

REQUIRED: Final = ("code", "level", "name", "population")
OPTIONAL: Final = ("stratum", "region_code", "departement_code", "weight", "pop_vintage")
IGNORED: Final = ("roster_id", "territory_id", *(field.name for field in COMPLETED))
"""Columns of the project's own lists that are worked out again: the file's name, the level and the code give them."""

_CODES: Final = {
    "region": (re.compile(r"\d{2}"), "two digits such as 84"),
    "departement": (re.compile(r"\d[\dAB]|97\d"), "two or three characters such as 01, 2A or 974"),
    "epci": (re.compile(r"\d{9}"), "a SIREN of nine digits such as 200046977"),
    "commune": (re.compile(r"\d[\dAB]\d{3}"), "five characters such as 01053"),
}
_FOREIGN: Final = re.compile(r"(?!FR-)[A-Z]{2}-[A-Z0-9][A-Z0-9._-]{0,30}")
"""Codes of other countries: the country, a hyphen, and the code that it gives (`GB-E09000001`)."""

_STRATUM_OF_LEVEL: Final = {"region": "REG", "departement": "DEP"}
_LEVEL_OF_STRATUM: Final = {stratum.code: stratum.level for stratum in STRATA}
_WHOLE: Final = re.compile(r"\d+")


def read_roster_csv(path: Path, territories: pl.DataFrame | None = None) -> tuple[pl.DataFrame, list[LineError]]:
    """Rows of `roster.members` of a CSV file (`,` or `;`, UTF-8 with or without BOM), and the lines left out.

    Columns `code`, `level`, `name`, `population` are required. `stratum` is worked out when not given, except for an
    EPCI; `weight` is 1 (a census) when not given; the other optional columns are null when not given. The roster's id
    is the file's name without its suffix. A column that is not known is reported, at line 1. `territories`
    (reference.territories) give SIREN, body and EPCI, in the newest vintage that the file names; null without them.

    Raises:
        InputError: the file is missing, empty, not in UTF-8, lacks a required column, or is not a CSV.
    """
    rows: list[dict[str, Any]] = []
    errors: list[LineError] = []
    seen: dict[str, int] = {}
    lines = CsvLines(path, REQUIRED, OPTIONAL, IGNORED)
    for line, cells in lines:
        try:
            row = _member(path.stem, cells)
            _refuse_twice(seen, row["territory_id"], line)
            rows.append(row)
        except LineRefused as reason:
            errors.append(LineError(path.name, line, str(reason)))
    errors = sorted([*lines.errors, *errors], key=lambda error: error.line)
    if not rows and not errors:
        raise InputError(f"{path} holds no collectivité: add one line for each below the header")
    schema = {name: dtype for name, dtype in schema_of("roster.members").items() if name not in IGNORED[2:]}
    frame = pl.DataFrame(rows, schema=schema)
    known = territories if territories is not None else pl.DataFrame(schema=schema_of("reference.territories"))
    vintages = [vintage for vintage in frame["pop_vintage"] if vintage is not None]
    return completed(frame, known, max(vintages, default=None)), errors


def _refuse_twice(seen: dict[str, int], identity: str, line: int) -> None:
    first = seen.setdefault(identity, line)
    if first != line:
        raise LineRefused(f"{identity} is already on line {first}")


def _member(roster_id: str, cells: Mapping[str, str]) -> dict[str, Any]:
    level, code = cells["level"].lower(), cells["code"].upper()
    _check_identity(level, code, cells["name"])
    population = _whole(cells, "population")
    vintage = cells.get("pop_vintage")
    return {
        "roster_id": roster_id,
        "territory_id": territory_id(level, code),
        "level": level,
        "code": code,
        "name": cells["name"],
        "stratum": _stratum(cells.get("stratum") or None, level, population),
        "population": population,
        "pop_vintage": _whole(cells, "pop_vintage") if vintage else None,
        "region_code": cells.get("region_code") or None,
        "departement_code": cells.get("departement_code") or None,
        "weight": _weight(cells.get("weight") or None),
    }


def _check_identity(level: str, code: str, name: str) -> None:
    if level not in LEVELS:
        raise LineRefused(f"level {level!r} is not known: write one of {', '.join(LEVELS)}")
    if not code:
        raise LineRefused("code is missing")
    form, example = _CODES[level]
    if not (form.fullmatch(code) or _FOREIGN.fullmatch(code)):
        hint = "; a spreadsheet may have removed the leading zero" if code.isdigit() else ""
        raise LineRefused(f"code {code!r} is not the code of a {level}: {example}{hint}")
    if not name:
        raise LineRefused("name is missing")


def _whole(cells: Mapping[str, str], column: str) -> int:
    text = cells[column]
    if not text:
        raise LineRefused(f"{column} is missing: write a whole number")
    if text.startswith("-"):
        raise LineRefused(f"{column} {text!r} is negative")
    if not (text.isascii() and _WHOLE.fullmatch(text)):
        raise LineRefused(f"{column} {text!r} is not a whole number: write digits only, such as 12345")
    return int(text)


def _stratum(given: str | None, level: str, population: int) -> str:
    if given is not None:
        if _LEVEL_OF_STRATUM.get(given) != level:
            allowed = ", ".join(code for code, of in _LEVEL_OF_STRATUM.items() if of == level)
            raise LineRefused(f"stratum {given!r} is not a stratum of {level}: write one of {allowed}")
        return given
    if level == "epci":
        raise LineRefused("stratum is missing: for an EPCI write METRO, CU, CA or CC")
    return _STRATUM_OF_LEVEL.get(level) or commune_stratum(population)


def _weight(text: str | None) -> float:
    if text is None:
        return 1.0
    try:
        weight = float(text.replace(",", "."))
    except ValueError:
        raise LineRefused(f"weight {text!r} is not a number") from None
    if not 1 <= weight < float("inf"):
        raise LineRefused(f"weight {text!r} is not a sampling weight: 1 or more (N of the stratum / n drawn)")
    return weight
