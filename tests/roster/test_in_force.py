"""Which list is in force: this month's when it is believed, else the last one that was, with its date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from pipelines.model.months import Month
from pipelines.model.outcomes import Outcome
from pipelines.roster.in_force import counts_before, lists_frame
from pipelines.roster.list_checks import Before, Count
from pipelines.roster.lists import Part

AUGUST, SEPTEMBER, OCTOBER = Month(2026, 8), Month(2026, 9), Month(2026, 10)


def part(month: Month, outcome: Outcome = Outcome.OK, count: int | None = 10, answered: int | None = None) -> Part:
    at = datetime(month.year, month.number, 28, 16, tzinfo=UTC)
    believed = (10 if outcome is Outcome.OK else 0) if answered is None else answered
    return Part("directory", "mairie", outcome, at, 10, believed, count, "ab", "" if believed else "pourquoi")


def months(*parts: Part | None) -> list[pl.DataFrame]:
    """roster.lists of the months up to September, the latest last, as `lists_frame` wrote them one after the other."""
    frames: list[pl.DataFrame] = []
    for back, one in zip(range(len(parts), 0, -1), parts, strict=True):
        if one is not None:
            frames.insert(0, lists_frame(OCTOBER.plus(-back), [one], frames))
    return frames


def october(one: Part, *before: Part | None) -> dict[str, Any]:
    (row,) = lists_frame(OCTOBER, [one], months(*before)).to_dicts()
    return row


def test_a_list_that_is_believed_is_in_force() -> None:
    row = october(part(OCTOBER), part(SEPTEMBER, count=9))
    assert (row["in_force_month"], row["in_force_at"]) == (OCTOBER.first_day, datetime(2026, 10, 28, 16))
    assert (row["is_carried"], row["previous_count"], row["problem_fr"]) == (False, 9, None)


def test_a_list_that_is_not_leaves_the_last_one_in_force_with_its_date() -> None:
    row = october(part(OCTOBER, Outcome.PARSE_ERROR, None), part(AUGUST), part(SEPTEMBER, Outcome.TIMEOUT, None))
    assert (row["outcome"], row["is_carried"]) == ("parse_error", True)
    assert (row["in_force_month"], row["in_force_at"]) == (AUGUST.first_day, datetime(2026, 8, 28, 16))
    assert (row["record_count"], row["previous_count"]) == (None, 10)


def test_a_first_list_that_fails_leaves_none_in_force() -> None:
    row = october(part(OCTOBER, Outcome.TIMEOUT, None))
    assert (row["in_force_month"], row["in_force_at"], row["is_carried"]) == (None, None, False)


def test_a_list_half_of_whose_batches_answered_is_that_of_the_month() -> None:
    row = october(part(OCTOBER, Outcome.RATE_LIMITED, 5, answered=5), part(SEPTEMBER))
    assert (row["in_force_month"], row["is_carried"]) == (OCTOBER.first_day, False)


def test_earlier_counts_are_the_last_believed_and_the_last_read() -> None:
    frames = months(part(AUGUST, count=100), part(SEPTEMBER, Outcome.PARSE_ERROR, 40))
    key = ("directory", "mairie")
    assert counts_before(frames) == {key: Before(Count(AUGUST, 100, 10), Count(SEPTEMBER, 40, 0))}
    unread = months(part(AUGUST, count=100), part(SEPTEMBER, Outcome.PARSE_ERROR, None))
    assert counts_before(unread) == {key: Before(Count(AUGUST, 100, 10), Count(AUGUST, 100, 10))}
    assert counts_before(months(part(SEPTEMBER, Outcome.PARSE_ERROR, 40))) == {}


def test_every_month_is_a_first_day() -> None:
    assert {type(value) for value in lists_frame(OCTOBER, [part(OCTOBER)], [])["in_force_month"]} == {date}
