"""A list of accounts that a person checked: a CSV without any reading, each line of which is evidence E5.

Columns: `network`; `url`, `handle` or `platform_id` (one of them at least); `territory_code`, with `level` when the
code alone does not tell; `reviewed_date`. Optional: `decided_role` (`decisions.ROLES`; `relecture` by default), `from`
and `until` (months for which it holds; from the month of the review on by default), `source` (where it can be
checked).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pipelines.model.errors import InputError
from pipelines.model.months import Month
from pipelines.roster.brought import NAMES, Namer, account_of, territory_of
from pipelines.roster.brought import REQUIRED as READING_COLUMNS
from pipelines.roster.csv_lines import CsvLines, LineError, LineRefused
from pipelines.roster.decisions import ROLES, Decision
from pipelines.roster.lists import plain

REQUIRED: Final = ("network", "territory_code", "reviewed_date")
OPTIONAL: Final = (*NAMES, "level", "decided_role", "from", "until", "source")
_OF_READINGS: Final = frozenset(READING_COLUMNS) - frozenset(REQUIRED)


@dataclass(frozen=True, slots=True)
class Known:
    """What a line may name: networks, accounts by their address or handle, territories; until when."""

    networks: Collection[str]
    name_account: Namer
    territory_ids: Collection[str]
    today: date


def is_list(path: Path) -> bool:
    """Whether a CSV names accounts without any reading of them.

    Raises:
        InputError: the file is missing, empty, not in UTF-8, or names neither networks nor territories.
    """
    return not _OF_READINGS & set(CsvLines(path, ("network", "territory_code"), ()).columns)


def read_reviewed_csv(path: Path, known: Known) -> tuple[list[Decision], list[LineError]]:
    """The accounts of a list (`,` or `;`, UTF-8 with or without BOM), and the lines left out, with the reason.

    Raises:
        InputError: the file is missing, empty, not in UTF-8, lacks a required column, or is not a CSV.
    """
    found: dict[str, Decision] = {}
    errors: list[LineError] = []
    lines = CsvLines(path, REQUIRED, OPTIONAL)
    for line, cells in lines:
        try:
            one = _decision(cells, path, known)
            if one.decision_id in found:
                raise LineRefused(f"{one.decision_id.partition(' ')[2]} is on an earlier line")
            found[one.decision_id] = one
        except LineRefused as reason:
            errors.append(LineError(path.name, line, str(reason)))
    return list(found.values()), sorted([*lines.errors, *errors], key=lambda error: error.line)


def _decision(cells: Mapping[str, str], path: Path, known: Known) -> Decision:
    network = cells["network"].lower()
    if network not in known.networks:
        raise LineRefused(f"network {network!r} is not known: write one of {', '.join(sorted(known.networks))}")
    account, territory = account_of(network, cells, known.name_account), territory_of(cells, known.territory_ids)
    day = _day(cells["reviewed_date"], known.today)
    role = plain(cells.get("decided_role") or ROLES[0])
    if role not in ROLES:
        raise LineRefused(
            f"decided_role {cells['decided_role']!r} is not one of {', '.join(ROLES)}: a role, never a name"
        )
    first = _month(cells, "from") or Month.of(day)
    last = _month(cells, "until")
    if last is not None and last < first:
        raise LineRefused(f"until {last} is before from ({first})")
    return Decision(
        f"{path.stem} {territory} {account.account_id}", "list", "ours", territory, first, day, role,
        "Compte d’une liste relue.", cells.get("source") or path.name, account, None, last,
    )  # fmt: skip


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise LineRefused(f"reviewed_date {text!r} is not a day: write 2026-11-04") from None
    if day > today:
        raise LineRefused(f"reviewed_date {text!r} is in the future")
    return day


def _month(cells: Mapping[str, str], column: str) -> Month | None:
    try:
        return Month.parse(cells[column]) if cells.get(column) else None
    except InputError:
        raise LineRefused(f"{column} {cells[column]!r} is not a month: write 2026-10") from None
