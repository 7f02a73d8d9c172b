"""Days off, checked against the calendar of the Journal officiel and ten known Easters."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.model.holidays import FIRST_YEAR, LAST_YEAR, easter, holiday_rows, national_holidays

EASTERS = (
    "2010-04-04", "2011-04-24", "2012-04-08", "2013-03-31", "2016-03-27", "2019-04-21", "2024-03-31", "2025-04-20",
    "2026-04-05", "2035-03-25",
)  # fmt: skip


@pytest.mark.parametrize("day", EASTERS)
def test_known_easters(day: str) -> None:
    assert easter(int(day[:4])) == date.fromisoformat(day)


def test_the_eleven_days_of_2026() -> None:
    assert sorted(f"{day:%m-%d}" for day in national_holidays(2026)) == [
        "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25",
    ]  # fmt: skip


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_eleven_days_a_year_but_where_two_are_one(year: int) -> None:
    assert len(national_holidays(year)) == 11


@pytest.mark.parametrize(
    ("day", "area", "count"),
    [
        ("2026-04-03", ("departement", "67"), 1),
        ("2026-12-26", ("departement", "57"), 1),
        ("2026-12-26", ("departement", "54"), 0),
        ("2026-05-27", ("departement", "971"), 1),
        ("2026-05-27", ("region", "01"), 1),
        ("2026-12-20", ("departement", "974"), 1),
        ("2026-07-14", ("france", "FR"), 1),
    ],
)
def test_days_of_one_area(day: str, area: tuple[str, str], count: int) -> None:
    found = [row for row in holiday_rows() if (row[0], row[1:3]) == (date.fromisoformat(day), area)]
    assert len(found) == count


def test_a_day_is_named_once_in_an_area() -> None:
    keys = [row[:3] for row in holiday_rows()]
    assert len(keys) == len(set(keys))
