"""Which version of each list is in force: this month's when it is believed, else the last one that was.

Belongs here: rows of roster.lists from what was read and what earlier months read. Not here: whether an answer is
believed (`list_checks`), nor which rows of an earlier list still stand (`carry`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.roster import lists
from pipelines.roster.list_checks import Before, Count
from pipelines.roster.lists import Part

MONTHS: Final = 12
"""How far back a list is looked for: the year that a declared site stands."""
Key = tuple[str, str]


def counts_before(earlier: Iterable[pl.DataFrame]) -> dict[Key, Before]:
    """What `earlier` (rows of roster.lists of earlier months, the latest first) know of each part, by source and part:
    its last count that was believed, and its last count. A part that was never believed is not there."""
    last: dict[Key, Count] = {}
    found: dict[Key, Before] = {}
    for row in (row for frame in earlier for row in frame.iter_rows(named=True)):
        key = row["source"], row["part"]
        if row["record_count"] is None or key in found:
            continue
        count = Count(Month.of(row["month"]), row["record_count"], row["answered_count"])
        first = last.setdefault(key, count)
        if _is_believed(row["outcome"], row["answered_count"]):
            found[key] = Before(count, first)
    return found


def lists_frame(month: Month, parts: Sequence[Part], earlier: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """roster.lists of a month. `earlier` are its rows of earlier months, the latest first."""
    known = counts_before(earlier)
    rows = [_row(month, part, known.get((part.source, part.name)), _standing(part, earlier)) for part in parts]
    return lists.frame("roster.lists", rows)


def _is_believed(outcome: str, answered: int) -> bool:
    return outcome == Outcome.OK or answered > 0


def _standing(part: Part, earlier: Iterable[pl.DataFrame]) -> tuple[date | None, datetime | None]:
    """Month and instant of the list in force before this month."""
    for frame in earlier:
        rows = frame.filter(source=part.source, part=part.name).rows(named=True)
        if rows and rows[0]["in_force_month"] == rows[0]["month"]:
            return rows[0]["in_force_month"], rows[0]["in_force_at"]
    return None, None


def _row(month: Month, part: Part, before: Before | None, standing: tuple[date | None, datetime | None]) -> lists.Row:
    read_at = None if part.read_at is None else lists.naive(part.read_at)
    is_own = _is_believed(part.outcome, part.answered_count)
    in_force: tuple[Any, Any] = (month.first_day, read_at) if is_own else standing
    previous = None if before is None else before.believed.record_count
    return (
        month.first_day, part.source, part.name, part.outcome.value, read_at, part.asked_count, part.answered_count,
        part.record_count, previous, *in_force, not is_own and in_force[0] is not None, part.content_hash,
        part.problem or None, part.record,
    )  # fmt: skip
