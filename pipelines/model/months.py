"""Closed calendar months: the time unit of the barometer."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pipelines.model.errors import InputError

PARIS = ZoneInfo("Europe/Paris")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_FORM = re.compile(r"(\d{4})-(\d{2})(?:-01)?")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, written `2026-10`; `first_day` is how tables store it (`_month` columns)."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise InputError(f"{self.year:04d}-{self.number:02d} is not a month: write it as 2026-10")
        if not _FIRST_YEAR <= self.year <= _LAST_YEAR:
            told = f"from {_FIRST_YEAR}-01 to {_LAST_YEAR}-12"
            raise InputError(f"{self.year:04d}-{self.number:02d} is not a month of the barometer: {told}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2026-10` or `2026-10-01`.

        Raises:
            InputError: the text is not a month.
        """
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise InputError(f"{text!r} is not a month: write it as 2026-10")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, moment: date) -> Month:
        return cls(moment.year, moment.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def plus(self, months: int) -> Month:
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def distance(self, other: Month) -> int:
        """Months from this one to `other`, negative when it is earlier."""
        return (other.year - self.year) * 12 + other.number - self.number

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def reference_instant(self, zone: ZoneInfo = PARIS) -> datetime:
        """Last second of the month in the territory's own time zone, as a UTC datetime (METHOD, section 3)."""
        last = self.last_day
        return datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=zone).astimezone(UTC)


def month_range(first: Month, last: Month) -> list[Month]:
    """Every month from `first` to `last`, both included."""
    return [first.plus(step) for step in range(first.distance(last) + 1)]
