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
from pipelines.model.strata import LEVELS, OVERSEAS, STRATA, commune_stratum, overseas_stratum, territory_id
from pipelines.roster.cog import schema_of
from pipelines.roster.csv_lines import CsvLines, LineError, LineRefused
from pipelines.roster.geography import Geography
from pipelines.roster.members import completed
from pipelines.roster.rosters import FILE_COLUMNS

REQUIRED: Final = ("code", "level", "name", "population")
OPTIONAL: Final = ("stratum", "region_code", "departement_code", "weight", "pop_vintage")
IGNORED: Final = ("roster_id", "territory_id", *(field.name for field in COMPLETED))
"""Columns of the project's own lists that are worked out again: the file's name, the level and the code give them."""

_CODES: Final = {
    "region": (re.compile(r"\d{2}"), "two digits such as 84"),
    "departement": (re.compile(r"\d[\dAB]|9[78]\d|6AE"), "two or three characters such as 01, 2A or 974"),
    "epci": (re.compile(r"\d{9}"), "a SIREN of nine digits such as 200046977"),
    "commune": (re.compile(r"\d[\dAB]\d{3}"), "five characters such as 01053"),
}
_FOREIGN: Final = re.compile(r"(?!FR-)[A-Z]{2}-[A-Z0-9][A-Z0-9._-]{0,30}")
"""Codes of other countries: the country, a hyphen, and the code that it gives (`GB-E09000001`)."""

_STRATUM_OF_LEVEL: Final = {"region": "REG", "departement": "DEP"}
_LEVEL_OF_STRATUM: Final = {stratum.code: stratum.level for stratum in STRATA}
_WHOLE: Final = re.compile(r"\d+")


def read_roster_csv(path: Path, geography: Geography | None = None) -> tuple[pl.DataFrame, list[LineError]]:
    """Rows of `roster.members` of a CSV file (`,` or `;`, UTF-8 with or without BOM), and the lines left out.

    Columns `code`, `level`, `name`, `population` are required. `stratum` is worked out when not given, except for an
    EPCI; `weight` is 1 (a census) when not given; the other optional columns are null when not given. The roster's id
    is the file's name without its suffix. A column that is not known is reported, at line 1.

    With `geography` a French code must be one of the vintage that the list is written in (`Geography.vintage_of`), and
    SIREN, body and EPCI are taken from it. A list is of one country; collectivités d'outre-mer have lists of their own.

    Raises:
        InputError: the file is missing, empty, not in UTF-8, lacks a required column, or is not a CSV.
    """
    rows: dict[int, dict[str, Any]] = {}
    errors: list[LineError] = []
    seen: dict[str, int] = {}
    lines = CsvLines(path, REQUIRED, OPTIONAL, IGNORED)
    for line, cells in lines:
        try:
            row = _member(path.stem, cells)
            _refuse_twice(seen, row["territory_id"], line)
            rows[line] = row
        except LineRefused as reason:
            errors.append(LineError(path.name, line, str(reason)))
    vintage, strangers = _strangers(rows, geography)
    errors += [LineError(path.name, line, reason) for line, reason in strangers.items()]
    errors = sorted([*lines.errors, *errors], key=lambda error: error.line)
    if not rows and not errors:
        raise InputError(f"{path} holds no collectivité: add one line for each below the header")
    schema = {name: dtype for name, dtype in schema_of("roster.members").items() if name in FILE_COLUMNS}
    frame = pl.DataFrame([row for line, row in rows.items() if line not in strangers], schema=schema)
    known = pl.DataFrame(schema=schema_of("reference.territories")) if geography is None else geography.territories
    return completed(frame, known, vintage), errors


def _strangers(rows: Mapping[int, Mapping[str, Any]], geography: Geography | None) -> tuple[int | None, dict[int, str]]:
    """The vintage of a list, and the lines that do not belong with the others, with the reason."""
    french = {line: row for line, row in rows.items() if not _FOREIGN.fullmatch(row["code"])}
    apart = {line for line, row in french.items() if row["stratum"] in OVERSEAS}
    reasons = {
        line: f"{row['code']} is of another country than the other lines: a list is of one country"
        for line, row in rows.items()
        if french and line not in french
    }
    if 0 < len(apart) < len(french):
        others = "collectivités d’outre-mer stand apart: put them in a list of their own"
        reasons |= {
            line: f"{french[line]['territory_id']} does not go with the other lines: {others}" for line in apart
        }
    if geography is None or not french:
        return None, reasons
    vintage = geography.vintage_of([row["territory_id"] for row in french.values()])
    for line, row in french.items():
        if line not in reasons and not geography.has(row["territory_id"], vintage):
            reasons[line] = geography.why_not(row["territory_id"], row["name"], vintage)
    return vintage, reasons


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
        "stratum": _stratum(cells.get("stratum") or None, level, code, population),
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


def _stratum(given: str | None, level: str, code: str, population: int) -> str:
    if given is not None:
        if _LEVEL_OF_STRATUM.get(given) != level:
            allowed = ", ".join(code for code, of in _LEVEL_OF_STRATUM.items() if of == level)
            raise LineRefused(f"stratum {given!r} is not a stratum of {level}: write one of {allowed}")
        return given
    if level == "epci":
        raise LineRefused("stratum is missing: for an EPCI write METRO, CU, CA or CC")
    return overseas_stratum(level, code) or _STRATUM_OF_LEVEL.get(level) or commune_stratum(population)


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
